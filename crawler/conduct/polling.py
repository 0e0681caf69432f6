"""When to poll a feed next: one function from the old state and an answer to the new state."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from crawler.conduct.durations import DAY, HOUR, WEEK, say
from crawler.conduct.headers import cache_lifetime, header, retry_after, validator
from storage.records import Feed, FeedState

GOOD = frozenset({200, 203, 226, 304})
ASKS_TO_WAIT = frozenset({413, 429, 503})
CLOCK_SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PollRules:
    """How often to ask. Durations are in seconds."""

    every: float | None = None  #: what the configuration says; it wins over the feed's wishes and over habits
    planned: datetime | None = None  #: the configuration's next cron time; wins likewise
    quiet_until: Callable[[datetime], datetime | None] | None = (
        None  #: when the configuration's quiet hours end
    )
    floor: float = HOUR  #: without `every`, never more often (Feed Reader Behaviour project)
    ceiling: float = 6 * HOUR  #: without `every`, a feed without news is asked at least so often
    slower: float = 1.5  #: factor on the interval after a poll without news
    faster: float = 0.5  #: and after one with news
    factor: float = 2.0  #: of the back-off
    cap: float = DAY  #: longest back-off in the first `patience` failures
    patience: int = 14  #: failures in a row, about ten days, after which a dead feed is asked once a week
    longest_wish: float = (
        DAY  #: longest ttl or cache lifetime that is believed; `max-age=31536000` is a mistake
    )
    longest_retry: float = WEEK  #: longest Retry-After that is believed
    confirmations: int = 3  #: permanent redirects in a row to one place before polls go there directly
    pushed: float = 6 * HOUR  #: at least between two polls while a WebSub hub pushes; 0: nobody hears it
    jitter: float = 0.1  #: share of the interval that `spread` adds at most
    longest_jitter: float = HOUR / 2


@dataclass(frozen=True, slots=True)
class PollAnswer:
    """What came of one poll.

    `error` is "" where the document was read (or 304 came): else one word, such as FeedError's reason, "timeout",
    "dns", "connection", "tls", "too_large", "redirects", "refused"; `problem` says it in words.
    """

    status: int | None = None  #: of the last answer; None: none came
    headers: Mapping[str, str] = field(default_factory=dict)  #: of the last answer
    error: str = ""
    problem: str = ""
    feed: Feed | None = None  #: the document of a good 200 or 226; None for sitemaps and pages
    entries: int | None = None  #: None: as many as `feed` has
    new_entries: int = 0  #: that the archive did not hold
    requested_url: str = ""  #: the first URL that was asked; "" = the state's own
    moved_to: str | None = None  #: the last URL of a chain in which every hop was 301 or 308


class _Wait(NamedTuple):
    seconds: float
    reason: str


def poll_url(state: FeedState, rules: PollRules = PollRules()) -> str:
    """Return where to ask: the feed's own URL, or where it has permanently moved to (confirmed `confirmations` times).

    The state keeps its URL, so that the configuration and the archive still find it; a new home that fails sends
    the polls back.
    """
    return (
        state.redirect_url
        if state.redirect_url and state.redirect_count >= rules.confirmations
        else state.url
    )


def due(state: FeedState, now: datetime, *, strict: bool = True) -> bool:
    """Say whether the feed may be polled at `now`.

    `strict=False` is for a run that only comes at its own times, such as an hourly cron job: there the spread of a
    feed, or the seconds that the last run took, must not put it off by another hour.
    """
    return not not_due_reason(state, now, strict=strict)


def not_due_reason(state: FeedState, now: datetime, *, strict: bool = True) -> str:
    """Say in words why the feed is not polled at `now`; "" where it is due."""
    if state.gone:
        return "410 Gone: the publisher ended this feed"
    if state.next_poll_at is None or _clock_was_wrong(state, now):
        return ""
    if now < state.next_poll_at - (timedelta() if strict else _leeway(state)):
        return f"not before {state.next_poll_at:%Y-%m-%d %H:%M:%S} UTC: {state.next_poll_reason}"
    return _skipped(state, now)


def _leeway(state: FeedState) -> timedelta:
    """Return the feed's own jitter and one part in fifty; nothing while a failure is waited out."""
    if state.failures or state.next_poll_at is None or state.last_polled_at is None:
        return timedelta()
    wait = (state.next_poll_at - state.last_polled_at).total_seconds()
    rules, spread = PollRules(), spread_of(state.url)
    plain = max(wait / (1 + rules.jitter * spread), wait - rules.longest_jitter * spread)
    return timedelta(seconds=max(0.0, wait - 0.98 * plain))


def _clock_was_wrong(state: FeedState, now: datetime) -> bool:
    """A poll noted a day and more in the future was noted by a wrong clock, and its next time with it."""
    return state.last_polled_at is not None and state.last_polled_at - now > CLOCK_SLACK


def spread_of(url: str) -> float:
    """Return a number in [0, 1) that is always the same for one URL and even over many: each feed's own jitter."""
    digest = hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def back_off(failures: int, *, base: float, rules: PollRules = PollRules()) -> float:
    """Return the seconds to wait after `failures` failures in a row: doubled each time, capped, never for ever."""
    if failures > rules.patience:
        return max(base, WEEK)
    grown = base * rules.factor ** min(max(failures, 1) - 1, 40)
    return min(grown, max(base, rules.cap))


def after_poll(
    state: FeedState, answer: PollAnswer, rules: PollRules, now: datetime, *, spread: float
) -> FeedState:
    """Return the state after a poll: validators, failures, and when to ask again and why.

    `spread` (0..1, `spread_of`) puts feeds with one interval at different moments; it only ever adds time.
    """
    polled = replace(state, last_polled_at=now, last_status=answer.status)
    if answer.status == 410 and not answer.error.startswith("redirect"):
        return _after_gone(polled, answer, rules, now)
    if not answer.error and answer.status in GOOD and not _hollow(state, answer):
        return _after_good(polled, answer, rules, now, spread)
    return _after_failure(polled, answer, rules, now, spread)


def _hollow(state: FeedState, answer: PollAnswer) -> bool:
    """Say whether a 304 came to one who holds nothing (a broken server or cache), or a document cut off before any entry."""
    if answer.status == 304:
        return state.last_success_at is None
    return _cut_off(answer) and not (answer.feed and answer.feed.entries)


def _cut_off(answer: PollAnswer) -> bool:
    return answer.feed is not None and not answer.feed.complete


# A good answer ------------------------------------------------------------------------------------


def _after_good(
    state: FeedState, answer: PollAnswer, rules: PollRules, now: datetime, spread: float
) -> FeedState:
    first = state.last_success_at is None
    known = _learned(_validated(_followed(state, answer, rules), answer, now), answer)
    known = replace(
        known,
        rate=_rate(state, answer.new_entries, now),
        new_entries=answer.new_entries,
        last_new_at=now if answer.new_entries else state.last_new_at,
        last_success_at=now,
        failures=0,
        last_error="",
    )
    habit = _habit(known, answer.new_entries, rules, first=first)
    wait = _wish(known, answer.headers, habit, rules, now)
    return _scheduled(replace(known, interval=habit.seconds), wait, rules, now, spread)


def _validated(state: FeedState, answer: PollAnswer, now: datetime) -> FeedState:
    """Take the validators of a document that was read: all of a 200, the new ones of a 304 or 226 (RFC 9111, 4.3.4).

    A document that was cut off keeps the old ones: its ETag would hide the rest of it behind a 304.
    """
    if _cut_off(answer):
        return state
    etag, modified = validator(answer.headers, "etag"), validator(answer.headers, "last-modified")
    if answer.status in {226, 304}:
        return replace(state, etag=etag or state.etag, last_modified=modified or state.last_modified)
    return replace(state, etag=etag, last_modified=modified, last_full_at=now)


def _learned(state: FeedState, answer: PollAnswer) -> FeedState:
    """Keep what the document says about polling, for the 304s that come after it."""
    feed = answer.feed
    entries = answer.entries if answer.entries is not None else len(feed.entries) if feed else state.entries
    if answer.status == 304 or feed is None or not feed.complete:
        return replace(state, entries=entries)
    if answer.status == 226:  # the delta's channel may be shortened too
        return replace(state, title=feed.title or state.title)
    return replace(
        state,
        entries=entries,
        title=feed.title or state.title,
        wish=max(feed.ttl or 0.0, feed.update_interval or 0.0),
        skip_hours=_joined(feed.skip_hours, 24),
        skip_days=_joined(feed.skip_days, 7),
        hub=feed.hubs[0] if feed.hubs else None,
        self_link=feed.self_link,
    )


def _followed(state: FeedState, answer: PollAnswer, rules: PollRules) -> FeedState:
    """Count permanent redirects that ended in a good answer; temporary ones break the count."""
    asked = answer.requested_url or state.url
    target = answer.moved_to
    if asked != state.url:  # already asked at the new place
        return replace(state, redirect_url=target) if target else state
    if not target or target == state.url:
        return replace(state, redirect_url=None, redirect_count=0)
    count = state.redirect_count + 1 if target == state.redirect_url else 1
    return replace(state, redirect_url=target, redirect_count=min(count, rules.confirmations))


def _rate(state: FeedState, new: int, now: datetime) -> float:
    """Return new entries a day, smoothed over about two days; the first poll finds a backlog and says nothing."""
    if state.last_success_at is None:
        return 0.0
    elapsed = max((now - state.last_success_at).total_seconds(), HOUR / 4)
    weight = min(1.0, elapsed / (2 * DAY))
    return state.rate + weight * (new * DAY / elapsed - state.rate)


def _habit(state: FeedState, new: int, rules: PollRules, *, first: bool) -> _Wait:
    """Return the interval by the feed's own habits: news makes it shorter, silence longer."""
    if rules.every is not None:
        return _Wait(rules.every, f"every {say(rules.every)}, as the configuration says")
    if first:
        return _Wait(rules.floor, f"every {say(rules.floor)} until its habits are known")
    if new:
        interval = max(rules.floor, state.interval * rules.faster)
        return _Wait(interval, f"{new} new, so again in {say(interval)}")
    between = DAY / state.rate if state.rate > 0 else rules.ceiling
    longest = min(rules.ceiling, max(rules.floor, between))
    interval = min(max(rules.floor, state.interval * rules.slower), longest)
    return _Wait(interval, f"nothing new, so again in {say(interval)}")


def _wish(
    state: FeedState, headers: Mapping[str, str], habit: _Wait, rules: PollRules, now: datetime
) -> _Wait:
    """Return the longest of habit, the document's wish, cache lifetime and push, with its reason."""
    push = _push(state, rules, now)
    if rules.every is not None:
        return max(habit, push, key=lambda wait: wait.seconds)
    fresh = min(cache_lifetime(headers, now) or 0.0, rules.longest_wish)
    wish = min(state.wish, WEEK)
    waits = [
        habit,
        _Wait(wish, f"the feed asks to be polled every {say(wish)} (ttl or sy:update)"),
        _Wait(fresh, f"the answer is fresh for {say(fresh)} (Cache-Control or Expires)"),
        push,
    ]
    return max(waits, key=lambda wait: wait.seconds)


def _push(state: FeedState, rules: PollRules, now: datetime) -> _Wait:
    """Return the wait while a hub pushes the news; it ends early enough to renew a short lease."""
    left = (state.subscribed_until - now).total_seconds() if state.subscribed_until is not None else 0.0
    return _Wait(min(rules.pushed, max(0.0, 0.8 * left)), "its hub pushes the news (WebSub)")


# A bad answer -------------------------------------------------------------------------------------


def _after_gone(state: FeedState, answer: PollAnswer, rules: PollRules, now: datetime) -> FeedState:
    """End the polling, unless it was only the new home of a moved feed that is gone."""
    if _is_elsewhere(state, answer):
        return replace(
            state,
            redirect_url=None,
            redirect_count=0,
            failures=state.failures + 1,
            last_error="410 Gone at the address it had moved to",
            next_poll_at=now + timedelta(seconds=rules.every or rules.floor),
            next_poll_reason="the new address is gone; the old one is asked again",
        )
    return replace(
        state,
        gone=True,
        failures=state.failures + 1,
        last_error=answer.problem or "410 Gone",
        next_poll_at=None,
        next_poll_reason="410 Gone: the publisher ended this feed",
    )


def _after_failure(
    state: FeedState, answer: PollAnswer, rules: PollRules, now: datetime, spread: float
) -> FeedState:
    """Keep the last good state, count the failure, wait longer each time."""
    failures = state.failures + 1
    back = _is_elsewhere(state, answer) and (answer.status == 404 or failures >= rules.confirmations)
    failed = replace(
        state,
        failures=failures,
        last_error=_words(answer),
        redirect_url=None if back else state.redirect_url,
        redirect_count=0 if back else state.redirect_count,
    )
    if answer.status == 304 and not answer.error:
        failed = replace(failed, etag=None, last_modified=None)
    return _scheduled(failed, _penance(answer, failures, rules, now), rules, now, spread)


def _penance(answer: PollAnswer, failures: int, rules: PollRules, now: datetime) -> _Wait:
    """Return the wait after a failure: the server's own wish where it has one, else the back-off."""
    words, wait = _words(answer), back_off(failures, base=_base(rules), rules=rules)
    asked = retry_after(answer.headers, now) if _may_ask_to_wait(answer.status) else None
    if asked is not None and (asked >= wait or answer.status in ASKS_TO_WAIT):
        asked = min(asked, rules.longest_retry)
        return _Wait(max(asked, _base(rules)), f"{words}; the server asks to wait {say(asked)} (Retry-After)")
    return _Wait(wait, f"{words}; failure {failures} in a row, so again in {say(wait)}")


def _base(rules: PollRules) -> float:
    """Return the first wait after a failure: the interval, at least ten minutes."""
    return rules.floor if rules.every is None else max(rules.every, HOUR / 6)


def _may_ask_to_wait(status: int | None) -> bool:
    return status is not None and (status in ASKS_TO_WAIT or 300 <= status < 400 or status >= 500)


def _is_elsewhere(state: FeedState, answer: PollAnswer) -> bool:
    return bool(answer.requested_url) and answer.requested_url != state.url


def _words(answer: PollAnswer) -> str:
    if answer.problem:
        return answer.problem
    if answer.status == 304 and not answer.error:
        return "304 Not Modified, although nothing is held"
    if _cut_off(answer):
        return "the document was cut off before its first entry"
    if answer.error:
        return f"{answer.error} ({answer.status})" if answer.status else answer.error
    return f"status {answer.status}" if answer.status else "no answer"


# The next moment ----------------------------------------------------------------------------------


def _scheduled(state: FeedState, wait: _Wait, rules: PollRules, now: datetime, spread: float) -> FeedState:
    """Set the next poll: after the wait, spread, at the planned time, outside the hours that the feed rules out."""
    jitter = min(max(spread, 0.0), 1.0) * min(wait.seconds * rules.jitter, rules.longest_jitter)
    at, reason = now + timedelta(seconds=wait.seconds + jitter), wait.reason
    if rules.planned is not None and (at <= rules.planned or not state.failures):
        at, reason = rules.planned, "planned by the configuration (cron)"
    if skipped := _skipped(state, at):
        at, reason = _next_open(state, at), f"{reason}; {skipped}"
    if rules.quiet_until is not None and (ends := rules.quiet_until(at)) is not None:
        at, reason = ends + timedelta(seconds=jitter), f"{reason}; after the quiet hours"
    return replace(state, next_poll_at=at, next_poll_reason=reason)


def _joined(numbers: frozenset[int], limit: int) -> str:
    """Write the numbers for the row; a feed that skips everything skips nothing."""
    kept = sorted(n for n in numbers if 0 <= n < limit)
    return "" if len(kept) == limit else ",".join(map(str, kept))


def _numbers(text: str) -> frozenset[int]:
    return frozenset(int(n) for n in text.split(",") if n.strip().isdecimal())


def _skipped(state: FeedState, at: datetime) -> str:
    """Say which wish of the feed rules `at` out; "" where none does (RSS 2.0 skipHours and skipDays, UTC)."""
    if at.weekday() in _numbers(state.skip_days):
        return f"the feed asks not to be polled on {at:%A}s (skipDays)"
    if at.hour in _numbers(state.skip_hours):
        return f"the feed asks not to be polled at {at.hour}:00 UTC (skipHours)"
    return ""


def _next_open(state: FeedState, at: datetime) -> datetime:
    """Return the next hour that the feed does not rule out, at the same minute, so that the spread stays."""
    for hours in range(1, 8 * 24):
        later = at + timedelta(hours=hours)
        if not _skipped(state, later):
            return later
    return at


def is_delta(answer: PollAnswer) -> bool:
    """Say whether an answer holds only what is new (RFC 3229): missing entries are no deletions."""
    return answer.status == 226 or "feed" in header(answer.headers, "im").lower()
