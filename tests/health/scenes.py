"""Sources with a past: looks, texts and dates as the archive would give them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from crawler.health import Evidence, ListLooks
from storage.rows import Look, TextMeasure

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday
FEED = "https://harbour.example/feed.xml"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def look(
    hours_ago: float, status: int | None = 200, verdict: str = "feed", reason: str = "", kind: str = "feed"
) -> Look:
    return Look(None, FEED, "harbour", NOW - hours_ago * HOUR, kind, status, verdict, reason)


def polls(words: str) -> ListLooks:
    """`"..xx"`: two good polls, then two bad ones, an hour apart."""
    rows = [
        look(hours, 200) if sign == "." else look(hours, 404, "error", "HTTP 404")
        for hours, sign in enumerate(reversed(words))
    ]
    return ListLooks(FEED, rows)


def daily(a_day: Sequence[int], days: int, until: datetime = NOW) -> list[datetime]:
    """`a_day[weekday]` texts, spread over each of so many days before `until`, oldest first."""

    def of_day(day: datetime) -> Iterator[datetime]:
        count = a_day[day.weekday()]
        yield from (day + timedelta(hours=24 * (n + 0.5) / count) for n in range(count))

    midnight = until.replace(hour=0, minute=0)
    past = [when for n in range(days, -1, -1) for when in of_day(midnight - n * DAY)]
    return [when for when in past if when <= until]


def source(words: str = "....", **more: object) -> Evidence:
    """A source that is well, but for what is said."""
    dates = daily([5] * 7, 40)
    well: dict[str, object] = {
        "lists": [polls(words)], "dates": dates, "last_new_at": dates[-1], "last_good_at": NOW, "known_since": NOW - 60 * DAY,
    }  # fmt: skip
    return Evidence(**(well | more))  # type: ignore[arg-type]


def pages(recent: Sequence[str], before: Sequence[str] = ()) -> list[Look]:
    """Looks at pages with these verdicts, newest first."""
    return [look(hours, 200, verdict, "why", "page") for hours, verdict in enumerate((*recent, *before))]


def texts(
    recent: tuple[int, bool], before: tuple[int, bool], counts: tuple[int, int] = (20, 40)
) -> list[TextMeasure]:
    """(words, has a date) of recent and of earlier texts."""
    rows = [recent] * counts[0] + [before] * counts[1]
    return [TextMeasure(NOW - n * HOUR, words, dated) for n, (words, dated) in enumerate(rows)]
