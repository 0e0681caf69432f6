"""What HTTP headers say about asking again (RFC 9110, 9111, 3229)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from crawler.conduct.durations import DAY
from storage.records import FeedState

REREAD = (
    30 * DAY
)  #: seconds of nothing but 304 after which a feed is read whole once (servers whose ETag is stuck)
LONGEST_VALIDATOR = 4096  #: characters; a longer one would only break the next request

_SECONDS = re.compile(r"\d{1,12}(?:\.\d+)?")
_DIRECTIVE = re.compile(r"([\w-]+)\s*(?:=\s*(?:\"([^\"]*)\"|([^\s,;]*)))?")


def conditional_headers(state: FeedState, now: datetime | None = None) -> dict[str, str]:
    """Return the headers that let a server answer 304 or 226: the stored validators, letter for letter.

    A date is never made up: without a stored Last-Modified there is no If-Modified-Since (RFC 9110, 13.1.3). With
    `now`, a feed that has said only 304 for 30 days is asked for whole once.
    """
    if (
        now is not None
        and state.last_full_at is not None
        and (now - state.last_full_at).total_seconds() > REREAD
    ):
        return {}
    headers: dict[str, str] = {}
    if state.etag:
        headers["If-None-Match"] = state.etag
        if state.kind == "feed":
            headers["A-IM"] = "feed"  # RFC 3229: a delta needs an instance to start from
    if state.last_modified:
        headers["If-Modified-Since"] = state.last_modified
    return headers


def validator(headers: Mapping[str, str], name: str) -> str | None:
    """Return a validator as the server gave it, or None where it could not be sent back."""
    value = header(headers, name).strip()
    usable = value and len(value) <= LONGEST_VALIDATOR and value.isprintable() and value.isascii()
    return value if usable else None


def header(headers: Mapping[str, str], name: str) -> str:
    """Return a header's value by its lower-case name, whatever case the mapping uses; "" where it is missing."""
    value = headers.get(name)
    if value is None:
        value = next((held for key, held in headers.items() if key.lower() == name), "")
    return value


def http_date(text: str) -> datetime | None:
    """Read an HTTP date (RFC 9110, 5.6.7), or None. A date without a zone is GMT."""
    try:
        moment = parsedate_to_datetime(text.strip())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that `Retry-After` asks for (RFC 9110, 10.2.3: seconds or a date), None where it says nothing.

    A date is taken against the answer's own `Date`, so that a server with a wrong clock is understood too.
    """
    value = header(headers, "retry-after").strip()
    if not value:
        return None
    if _SECONDS.fullmatch(value):
        return float(value)
    until = http_date(value)
    return None if until is None else max(0.0, (until - _server_time(headers, now)).total_seconds())


def cache_lifetime(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return for how many seconds more an answer calls itself fresh (RFC 9111, 4.2), None where it says nothing.

    0.0 where it says that it is stale at once (no-cache, max-age=0, `Expires: 0`). `s-maxage` is for shared caches
    and is not ours.
    """
    directives = _directives(header(headers, "cache-control"))
    if "no-store" in directives or "no-cache" in directives:
        return 0.0
    if (age := directives.get("max-age")) is not None and _SECONDS.fullmatch(age):
        return max(0.0, float(age) - _age(headers))
    expires = header(headers, "expires").strip()
    if not expires:
        return None
    moment = http_date(expires)
    if moment is None:
        return 0.0  # RFC 9111, 5.3: an invalid date, especially "0", is in the past
    return max(0.0, (moment - _server_time(headers, now)).total_seconds() - _age(headers))


def _directives(value: str) -> dict[str, str]:
    found = _DIRECTIVE.findall(value[:LONGEST_VALIDATOR])
    return {name.lower(): quoted or bare for name, quoted, bare in found}


def _age(headers: Mapping[str, str]) -> float:
    value = header(headers, "age").strip()
    return float(value) if _SECONDS.fullmatch(value) else 0.0


def _server_time(headers: Mapping[str, str], now: datetime) -> datetime:
    """Return the answer's Date; ours where it is missing or a century off."""
    said = http_date(header(headers, "date"))
    return said if said is not None and abs(said - now) < timedelta(days=36_500) else now
