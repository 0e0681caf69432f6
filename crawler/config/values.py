"""Single values of the configuration: durations, sizes, addresses, patterns. Each reader says what it expected."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from storage.errors import URLError


class BadValueError(ValueError):
    """A value is not what its setting takes; the message says what is expected."""


UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
SIZES = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|[smhdw])\s*")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmg]?i?b|)", re.IGNORECASE)
_ID = re.compile(r"\w[\w.\-]*")
ID_LENGTH = 80


def parse_duration(value: object) -> float:
    """Seconds of `"90s"`, `"1h30m"`, `"7d"` or a bare number of seconds.

    >>> parse_duration("1h30m"), parse_duration(0.5)
    (5400.0, 0.5)

    Raises:
        BadValueError: anything else, also negative numbers and durations of more than ten years.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise BadValueError('expected a duration such as "30s", "60m", "6h" or "7d"')
    seconds = _seconds_of(value.strip().lower()) if isinstance(value, str) else float(value)
    if not 0 <= seconds <= 10 * 366 * UNITS["d"]:
        raise BadValueError(f"{value!r} is out of range: 0 to ten years")
    return seconds


def _seconds_of(text: str) -> float:
    parts = list(_PART.finditer(text))
    if not parts or "".join(part[0] for part in parts) != text:
        raise BadValueError(f'{text!r} is no duration; write for example "30s", "60m", "1h30m" or "7d"')
    return sum(float(part[1]) * UNITS[part[2]] for part in parts)


def show_duration(seconds: float) -> str:
    """The shortest spelling that `parse_duration` reads back.

    >>> show_duration(5400), show_duration(3600), show_duration(0.5)
    ('90m', '1h', '0.5s')
    """
    for unit in ("d", "h", "m"):
        if seconds and seconds % UNITS[unit] == 0:
            return f"{int(seconds // UNITS[unit])}{unit}"
    return f"{seconds:.6f}".rstrip("0").rstrip(".") + "s"


def parse_size(value: object) -> int:
    """Bytes of `"15MB"`, `"512 KiB"` or a bare number of bytes.

    >>> parse_size("15MB")
    15000000
    """
    match = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match:
        return int(float(match[1]) * SIZES[match[2].lower()])
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise BadValueError(f'{value!r} is no size; write for example "15MB" or "512KiB"')


def parse_network(value: object) -> str:
    """A CIDR block or a single address, in its canonical spelling.

    >>> parse_network("127.0.0.0/8"), parse_network("::1")
    ('127.0.0.0/8', '::1/128')
    """
    if not isinstance(value, str):
        raise BadValueError('expected an address block in quotes, such as "127.0.0.0/8"')
    try:
        return str(ipaddress.ip_network(value.strip()))
    except ValueError as error:
        raise BadValueError(f'{value!r} is no address block such as "127.0.0.0/8": {error}') from error


def parse_web_address(value: object) -> str:
    """An absolute http(s) URL without user name or password."""
    if not isinstance(value, str):
        raise BadValueError("expected a URL in quotes")
    try:
        parts = urlsplit(value.strip())
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError as error:
        raise BadValueError(f"{value!r} is no URL: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadValueError(f"{value!r} is no absolute http:// or https:// URL")
    if parts.username is not None or parts.password is not None:
        raise BadValueError(
            "a URL here must not hold a user name or password: newsfold reads public pages only"
        )
    from crawler.urls import canonical_url  # noqa: PLC0415 - 30 ms that only a configuration with sources pays

    try:
        canonical_url(value.strip())
    except URLError as error:
        raise BadValueError(str(error)) from error
    return value.strip()


def parse_pattern(value: object) -> str:
    """A regular expression of Python's `re`, kept as text.

    >>> parse_pattern("^Read more")
    '^Read more'
    """
    if not isinstance(value, str) or not value:
        raise BadValueError("expected a regular expression in quotes")
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError) as error:
        raise BadValueError(f"{value!r} is no regular expression: {error}") from error
    return value


def parse_path_rule(value: object) -> str:
    """A path prefix (`"/news/"`), or a regular expression that is searched in the whole URL."""
    if isinstance(value, str) and value.startswith("/"):
        return value
    return parse_pattern(value)


def path_rule_matches(rule: str, url: str) -> bool:
    """Does `url` fall under `rule`? A rule that begins with `/` is a prefix of path and query.

    >>> path_rule_matches("/news/", "https://harbour.example/news/1.html")
    True
    >>> path_rule_matches(r"-\\d{4}\\.html$", "https://harbour.example/news/port-2026.html")
    True
    """
    if not rule.startswith("/"):
        return re.search(rule, url) is not None
    parts = urlsplit(url)
    return f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}".startswith(rule)


def parse_id(value: object) -> str:
    """A source's short name: letters, digits, `.`, `_` and `-`, so that it is never taken for a URL."""
    if not isinstance(value, str) or not _ID.fullmatch(value) or len(value) > ID_LENGTH:
        raise BadValueError(
            f"{value!r} is no source id: letters, digits, '.', '_' and '-', at most {ID_LENGTH} of them"
        )
    return value
