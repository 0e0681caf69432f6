"""Cron expressions with five fields, read as cron(8) reads them: Sunday is 0 and 7.

APScheduler's `from_crontab` counts days from Monday = 0, so "1-5" would be Tuesday to Saturday there; a user who
copies a crontab line gets what the line says here. As in cron(8), when day of month and day of week are both
restricted, either is enough.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from crawler.config.values import BadValueError

MONTHS = {
    name: n
    for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)  # noqa: SIM905
}
DAYS = {name: n for n, name in enumerate("sun mon tue wed thu fri sat".split())}  # noqa: SIM905
NICKNAMES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
}
_FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of month", 1, 31, {}),
    ("month", 1, 12, MONTHS),
    ("day of week", 0, 7, DAYS),
)
_TERM = re.compile(r"(\*|[0-9a-z]+)(?:-([0-9a-z]+))?(?:/([0-9]+))?")
HORIZON = 366 * 8 + 2  #: days; 29 February of a leap year comes within eight years


@dataclass(frozen=True, slots=True)
class Cron:
    """A parsed expression; `text` is what the user wrote."""

    text: str
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]  #: 0 = Sunday
    any_day: bool = True  #: the day of month is "*"
    any_weekday: bool = True

    def next(self, after: datetime, zone: tzinfo = UTC) -> datetime:
        """The first moment after `after` (aware) that the expression names in `zone`, as UTC.

        A local time that a change to summer time leaves out falls on the moment after the gap; one that
        comes twice in autumn fires the first time only.
        """
        start = after.astimezone(zone)
        day = start.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        for _ in range(HORIZON):
            if self._names_day(day):
                for moment in self._moments(day, zone):
                    if moment > after:
                        return moment
            day += timedelta(days=1)
        raise BadValueError(f"{self.text!r} never comes")

    def _names_day(self, day: datetime) -> bool:
        if day.month not in self.months:
            return False
        by_date, by_weekday = day.day in self.days, (day.weekday() + 1) % 7 in self.weekdays
        if self.any_day or self.any_weekday:
            return by_date and by_weekday
        return by_date or by_weekday

    def _moments(self, day: datetime, zone: tzinfo) -> list[datetime]:
        return sorted(
            day.replace(hour=hour, minute=minute, tzinfo=zone).astimezone(UTC)
            for hour in self.hours
            for minute in self.minutes
        )


def parse_cron(value: object) -> Cron:
    """Read `"*/30 6-23 * * mon-fri"` or a nickname such as `@hourly`.

    >>> parse_cron("0 6 * * 1").next(datetime(2026, 11, 23, 7, tzinfo=UTC)).isoformat()
    '2026-11-30T06:00:00+00:00'

    Raises:
        BadValueError: not five fields, a value out of range, or a date that never comes.
    """
    if not isinstance(value, str):
        raise BadValueError('expected a cron expression in quotes, such as "*/30 6-23 * * *"')
    text = value.strip().lower()
    fields = NICKNAMES.get(text, text).split()
    if len(fields) != len(_FIELDS):
        raise BadValueError(
            f"{value!r} has {len(fields)} fields; cron needs five: minute hour day month weekday"
        )
    sets = [_read_field(field, *about) for field, about in zip(fields, _FIELDS, strict=True)]
    weekdays = frozenset(day % 7 for day in sets[4])
    cron = Cron(value, sets[0], sets[1], sets[2], sets[3], weekdays, fields[2][0] == "*", fields[4][0] == "*")
    cron.next(datetime(2026, 1, 1, tzinfo=UTC))  # "0 0 31 2 *" is found here, not after eight years
    return cron


def _read_field(field: str, name: str, low: int, high: int, names: dict[str, int]) -> frozenset[int]:
    return frozenset().union(*(_read_term(term, name, low, high, names) for term in field.split(",")))


def _read_term(term: str, name: str, low: int, high: int, names: dict[str, int]) -> frozenset[int]:
    match = _TERM.fullmatch(term)
    if match is None or (match[1] == "*" and match[2]):
        raise BadValueError(f"{term!r} is no {name}")
    step = int(match[3] or 1)
    if match[1] == "*":
        first, last = low, high if name != "day of week" else 6
    else:
        first = _number(match[1], name, low, high, names)
        last = _number(match[2], name, low, high, names) if match[2] else first
        if match[3] and not match[2]:
            last = high  # "5/15" means "from 5 on, every 15"
    if step < 1 or first > last:
        raise BadValueError(f"{term!r} is no range of {name}")
    return frozenset(range(first, last + 1, step))


def _number(text: str, name: str, low: int, high: int, names: dict[str, int]) -> int:
    number = names.get(text[:3], -1) if text.isalpha() else int(text) if text.isdecimal() else -1
    if not low <= number <= high:
        raise BadValueError(f"{text!r} is no {name}: {low} to {high}")
    return number
