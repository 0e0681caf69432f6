"""How much a source usually brings, by weekday, and how long a silence is too long."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise

MEMORY = timedelta(weeks=8)  #: how far back the habit is read
SHORTEST_HISTORY = timedelta(days=14)  #: two of each weekday, or there is no habit to speak of
FEWEST_TEXTS = 10
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Habit:
    """What a source brings: texts a day for Monday (0) to Sunday (6), and the longest pause it has made."""

    by_weekday: tuple[float, ...]
    longest_pause: timedelta
    zone: tzinfo = UTC

    @property
    def a_week(self) -> float:
        return sum(self.by_weekday)

    def expected(self, start: datetime, end: datetime) -> float:
        """How many texts usually come between two moments."""
        return sum(
            self.by_weekday[day.weekday()] * (part / DAY) for day, part in _days(start, end, self.zone)
        )


def habit_of(dates: Sequence[datetime], now: datetime, zone: tzinfo = UTC) -> Habit | None:
    """The habit that `dates` (of texts, oldest first, up to `now`) show; None where they are too few to tell."""
    known = dates[bisect_left(dates, now - MEMORY) : bisect_right(dates, now)]
    if len(known) < FEWEST_TEXTS or now - known[0] < SHORTEST_HISTORY:
        return None
    counts = Counter(when.astimezone(zone).weekday() for when in known)
    weeks, rest = divmod(now - known[0], WEEK)
    days = [float(weeks)] * 7  #: how often each weekday was seen
    for day, part in _days(now - rest, now, zone):
        days[day.weekday()] += part / DAY
    rates = tuple(counts[weekday] / days[weekday] for weekday in range(7))
    pauses = (later - earlier for earlier, later in pairwise(known))
    return Habit(rates, max(pauses, default=timedelta()), zone)


def _days(start: datetime, end: datetime, zone: tzinfo) -> Iterator[tuple[datetime, timedelta]]:
    """(local midnight of a day, how much of it lies between the two moments); a day of a clock change has 23 or 25 hours."""
    moment = start.astimezone(UTC)
    while moment < end:
        local = moment.astimezone(zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        ends = (midnight.replace(tzinfo=None) + DAY).replace(tzinfo=zone).astimezone(UTC)
        ends = min(max(ends, moment + timedelta(seconds=1)), end.astimezone(UTC))
        yield midnight, ends - moment
        moment = ends
