"""When to look at a page again: after a failure, after a wall, and for edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from crawler.conduct.durations import DAY, HOUR, MINUTE, WEEK, parse_duration, say
from crawler.conduct.headers import retry_after

LONGEST_WAIT = (
    2 * DAY
)  #: seconds of Retry-After that are waited for one page; the list offers it again anyway


class _Plan(NamedTuple):
    """Waits (seconds) after the first, second, ... attempt; after the last one the page is given up."""

    waits: tuple[float, ...]
    why: str


_BY_VERDICT: dict[str, _Plan] = {
    "article": _Plan((), "it was read"),
    "paywall": _Plan((), "its open part was read"),
    "consent": _Plan((DAY, 3 * DAY), "a consent wall stood in front; walls come and go"),
    "challenge": _Plan((6 * HOUR, DAY, 3 * DAY), "the site took us for an attack; it may calm down"),
    "login": _Plan((3 * DAY,), "it is behind a login"),
    "soft_404": _Plan((HOUR, DAY), "the page says it is missing; new articles may lag behind their feed"),
    "script_only": _Plan((DAY, WEEK), "its text is only made by scripts; some sites add it later"),
    "not_article": _Plan((), "it is no article"),
}
_SERVER = _Plan((5 * MINUTE, HOUR / 2, 3 * HOUR, 12 * HOUR, DAY), "the server failed")
_BY_STATUS: dict[int, _Plan] = {
    401: _Plan((3 * DAY,), "it wants a login"),
    402: _Plan((), "it wants to be paid"),
    403: _Plan((6 * HOUR, DAY, 3 * DAY), "it is forbidden; often a guard that calms down"),
    404: _Plan((), "the page does not exist"),
    405: _Plan((DAY,), "the method is refused"),
    406: _Plan((DAY,), "our Accept header is refused"),
    408: _SERVER,
    409: _SERVER,
    410: _Plan((), "the publisher took it away for good"),
    421: _SERVER,
    425: _SERVER,
    429: _Plan((HOUR / 2, 2 * HOUR, 8 * HOUR, DAY, 2 * DAY), "too many requests"),
    451: _Plan((), "it is withheld for legal reasons"),
    501: _Plan((DAY,), "the server cannot do it"),
    505: _Plan((DAY,), "the server refuses our HTTP version"),
}
_NO_ANSWER = _Plan((5 * MINUTE, HOUR / 2, 3 * HOUR, 12 * HOUR, DAY), "no whole answer came")
_REFUSED = _Plan((), "our own rules refuse the address")
_ROBOTS = _Plan((DAY, WEEK), "robots.txt disallows it; rules change")
_TOO_LARGE = _Plan((DAY,), "the answer is too large")
_REDIRECTS = _Plan((HOUR, DAY), "its redirects lead nowhere")
_OTHER = _Plan((DAY,), "it could not be read")


def page_retry(
    verdict: str, status: int | None, attempts: int, headers: Mapping[str, str], now: datetime
) -> tuple[datetime | None, str]:
    """Return when to ask for a page again (None: never) and why, in words.

    Args:
        verdict: a page's verdict, or what kept it from being read: "error", "timeout", "refused", "robots",
            "too_large", "redirects".
        status: of the answer; None where none came.
        attempts: how often it has been asked for, this time included.
        headers: of the answer; Retry-After is kept on 429, 503 and other 5xx.
        now: the moment of the answer.
    """
    attempts = max(attempts, 1)  # an address given directly was never leased, and has been asked for once
    plan = _plan(verdict, status)
    if attempts > len(plan.waits):
        tail = f"; given up after {attempts} attempts" if plan.waits else ""
        return None, f"{plan.why}{tail}"
    wait = plan.waits[max(attempts, 1) - 1]
    asked = retry_after(headers, now) if status is not None and (status == 429 or status >= 500) else None
    if asked is not None and asked > wait:
        wait = min(asked, max(wait, LONGEST_WAIT))
        return now + timedelta(
            seconds=wait
        ), f"{plan.why}; the server asks to wait {say(asked)} (Retry-After)"
    return now + timedelta(seconds=wait), f"{plan.why}; again in {say(wait)}"


def _plan(verdict: str, status: int | None) -> _Plan:
    named = {"refused": _REFUSED, "robots": _ROBOTS, "too_large": _TOO_LARGE, "redirects": _REDIRECTS}.get(
        verdict
    )
    if named is not None:
        return named
    if status is not None and status >= 400:
        if verdict == "challenge" and status in {403, 429, 503}:
            return _BY_VERDICT["challenge"]
        fallback = _SERVER if status >= 500 else _Plan((), f"the server answered {status}")
        return _BY_STATUS.get(status, fallback)
    if verdict in _BY_VERDICT:
        return _BY_VERDICT[verdict]
    if status is None or verdict == "timeout":
        return _NO_ANSWER
    return _REDIRECTS if 300 <= status < 400 else _OTHER


def recheck_times(
    published: datetime | None, first_seen: datetime, plan: Sequence[str | float]
) -> tuple[datetime, ...]:
    """Return when to look at an article again for edits, in order: each step of `plan` after its publication.

    Steps are seconds or durations ("1h", "24h"). Steps that lie before the first look are left out, so an old article
    found in an archive is not asked for again. Without a date, or with one in the future, the first look counts.

    Raises:
        ValueError: a step is no duration.
    """
    start = published if published is not None and published <= first_seen else first_seen
    steps = sorted({parse_duration(step) if isinstance(step, str) else float(step) for step in plan})
    times = (start + timedelta(seconds=step) for step in steps)
    return tuple(time for time in times if time > first_seen)
