"""From the evidence to a state: ok, degraded, silent or broken, with the reason in words and the numbers behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Literal

from crawler.conduct import say
from crawler.health.drift import Drift, drifts
from crawler.health.volume import WEEK, Habit, habit_of
from storage.rows import Look, TextMeasure

HealthState = Literal["ok", "degraded", "silent", "broken"]
LEVELS: tuple[HealthState, ...] = ("ok", "degraded", "silent", "broken")  #: from best to worst

FAILURES = 3  #: polls in a row that fail before a list counts as failing: with back-off at least three hours
RECOVERY = 2  #: good polls in a row after which it does not any more
MISSED = 5.0  #: texts that usually come in a silence before it is called one: by chance once in 150
PAUSE = 1.5  #: longer than the longest pause before, by this factor
NEVER = timedelta(days=7)  #: a list that answers and has brought nothing since it is known
LOW, LOW_KEPT = 0.25, 0.5  #: share of the expected texts of a week: noticed below, left above
ENOUGH = 12.0  #: texts expected in a week before their lack is spoken of


@dataclass(frozen=True, slots=True)
class ListLooks:
    """One list of a source: the looks at it, newest first, without those that our own network spoilt."""

    url: str
    looks: Sequence[Look] = ()
    gone: bool = False  #: 410


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one source. Sequences of looks and texts are newest first, dates oldest first."""

    lists: Sequence[ListLooks] = ()
    pages: Sequence[Look] = ()
    texts: Sequence[TextMeasure] = ()
    dates: Sequence[datetime] = ()  #: of texts
    last_new_at: datetime | None = None  #: a list named something new
    last_good_at: datetime | None = None  #: a list was read, or was unchanged
    known_since: datetime | None = None
    zone: tzinfo = UTC  #: in which the weekdays are told


@dataclass(frozen=True, slots=True)
class Finding:
    """What a source was found to be. `numbers` are the evidence, for `--json` and for alerts."""

    state: HealthState
    reason: str = ""
    numbers: dict[str, Any] = field(default_factory=dict)


def judge(evidence: Evidence, before: str, now: datetime) -> Finding | None:
    """The source's state, given the one before ("" for none); None where that cannot be said yet."""
    if not any(one.looks or one.gone for one in evidence.lists):
        return None
    habit = _habit(evidence, now)
    numbers = _numbers(evidence, habit, now)
    for state, reason in _complaints(evidence, habit, before):
        return Finding(state, reason, numbers)
    if not before and not any(_is_good(look) for one in evidence.lists for look in one.looks):
        return None  # it has failed so far, but not often enough to say more
    return Finding("ok", "", numbers)


def _complaints(evidence: Evidence, habit: Habit | None, before: str) -> Iterator[tuple[HealthState, str]]:
    """Everything that is wrong, the worst first."""
    wrong = list(drifts(evidence.pages, evidence.texts, noticed=before in ("degraded", "broken")))
    yield from _broken(evidence, wrong, before)
    yield from _silent(evidence, habit)
    yield from _degraded(evidence, wrong, before)


# Broken -------------------------------------------------------------------------------------------


def _broken(evidence: Evidence, wrong: Sequence[Drift], before: str) -> Iterator[tuple[HealthState, str]]:
    failing = [one for one in evidence.lists if _fails(one, before == "broken")]
    if len(failing) == len(evidence.lists):
        yield "broken", _list_words(failing[0])
    for drift in wrong:
        if drift.useless:
            yield "broken", drift.words


def _fails(one: ListLooks, noticed: bool) -> bool:
    if one.gone:
        return True
    bad = _in_a_row(one.looks, good=False)
    if bad >= FAILURES:
        return True
    was_bad = any(not _is_good(look) for look in one.looks[: FAILURES + RECOVERY])
    return noticed and was_bad and _in_a_row(one.looks, good=True) < RECOVERY


def _is_good(look: Look) -> bool:
    return look.status is not None and (200 <= look.status < 300 or look.status == 304) and not _unread(look)


def _unread(look: Look) -> bool:
    """A 200 that was no list: its verdict is neither a kind of list nor of article."""
    return look.verdict not in ("feed", "sitemap", "home", "not_modified", "article", "paywall")


def _in_a_row(looks: Sequence[Look], *, good: bool) -> int:
    count = 0
    for look in looks:
        if _is_good(look) is not good:
            break
        count += 1
    return count


def _list_words(one: ListLooks) -> str:
    if one.gone:
        return f"410 Gone: the publisher ended {one.url}"
    bad = _in_a_row(one.looks, good=False)
    if not bad:
        return f"{one.url} answers again since {one.looks[0].at:%Y-%m-%d %H:%M} UTC; once more and it counts"
    first, last = one.looks[bad - 1], one.looks[0]
    return (
        f"{last.reason or last.verdict}, {bad} times in a row since {first.at:%Y-%m-%d %H:%M} UTC: {one.url}"
    )


# Silent -------------------------------------------------------------------------------------------


def _silent(evidence: Evidence, habit: Habit | None) -> Iterator[tuple[HealthState, str]]:
    """Judged up to the last good poll: what we did not ask we cannot miss."""
    asked = evidence.last_good_at
    if asked is None:
        return
    new = evidence.last_new_at
    if new is None or not evidence.dates:
        since = evidence.known_since
        if since is not None and asked - since >= NEVER:
            yield "silent", f"answers, but has brought no article since it is known ({since:%Y-%m-%d})"
        return
    if habit is None or asked <= new:
        return
    missed, pause = habit.expected(new, asked), asked - new
    if missed >= MISSED and pause >= PAUSE * habit.longest_pause:
        yield (
            "silent",
            f"nothing new since {new:%Y-%m-%d %H:%M} UTC ({say(pause.total_seconds())}); about {missed:.0f} articles usually come in that time",
        )


def _habit(evidence: Evidence, now: datetime) -> Habit | None:
    """The habit before the present pause: a silence must not become what is usual."""
    until = min(evidence.last_new_at or now, now)
    return habit_of(evidence.dates, until, evidence.zone)


# Degraded -----------------------------------------------------------------------------------------


def _degraded(evidence: Evidence, wrong: Sequence[Drift], before: str) -> Iterator[tuple[HealthState, str]]:
    noticed = before in ("degraded", "broken")
    for one in evidence.lists:
        if not one.gone and _fails(one, noticed):
            yield "degraded", _list_words(one)
    for drift in wrong:
        yield "degraded", drift.words
    yield from _few(evidence, before)


def _few(evidence: Evidence, before: str) -> Iterator[tuple[HealthState, str]]:
    """A week, up to the last good poll, with far fewer texts than the weeks before."""
    end = evidence.last_good_at
    if end is None:
        return
    start = end - WEEK
    usual = habit_of(evidence.dates, start, evidence.zone)
    if usual is None:
        return
    expected, came = usual.a_week, sum(start < when <= end for when in evidence.dates)
    if expected >= ENOUGH and came < expected * (LOW_KEPT if before == "degraded" else LOW):
        yield "degraded", f"{came} articles in seven days, about {expected:.0f} are usual"


# Numbers ------------------------------------------------------------------------------------------


def _numbers(evidence: Evidence, habit: Habit | None, now: datetime) -> dict[str, Any]:
    """The measures behind the state; what is not known is left out."""
    lists = [one for one in evidence.lists if not one.gone]
    numbers: dict[str, Any] = {
        "lists": len(evidence.lists),
        "lists_gone": len(evidence.lists) - len(lists),
        "failures_in_a_row": max((_in_a_row(one.looks, good=False) for one in lists), default=0),
        "articles_7_days": sum(now - WEEK < when <= now for when in evidence.dates),
    }
    if habit is not None:
        numbers["expected_7_days"] = round(habit.a_week, 1)
        numbers["expected_by_weekday"] = [round(rate, 2) for rate in habit.by_weekday]
        numbers["longest_pause_hours"] = round(habit.longest_pause / timedelta(hours=1), 1)
    if evidence.last_new_at is not None and evidence.last_good_at is not None:
        pause = max(evidence.last_good_at - evidence.last_new_at, timedelta())
        numbers["silence_hours"] = round(pause / timedelta(hours=1), 1)
    return numbers
