"""Quiet hours: spans of the local day in which a source is asked for nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from crawler.config.values import BadValueError

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` of the local day; over midnight where `end` is the earlier one. `text` is what the user wrote."""

    text: str
    start: time
    end: time

    def ends(self, at: datetime, zone: tzinfo = UTC) -> datetime | None:
        """When the span that holds `at` (aware) ends, as UTC; None where it is not quiet.

        A span is one stretch of real time, from the first moment that carries its first local time to the first that
        carries its last: the hour that comes twice in autumn does not begin it again, and a local time that spring
        leaves out is the moment after the gap.
        """
        today = at.astimezone(zone).date()
        for day in (today - timedelta(days=1), today):
            start, end = _moment(day, self.start, zone), _moment(self._last_day(day), self.end, zone)
            if start <= at < end:
                return end
        return None

    def _last_day(self, day: date) -> date:
        return day if self.start < self.end else day + timedelta(days=1)


def _moment(day: date, clock: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def quiet_until(spans: tuple[QuietHours, ...], at: datetime, zone: tzinfo = UTC) -> datetime | None:
    """When it stops being quiet, if it is quiet at `at`; spans that touch are one. None: it is not quiet."""
    until: datetime | None = None
    for _ in range(len(spans) + 1):
        ends = max((end for span in spans if (end := span.ends(until or at, zone))), default=None)
        if ends is None:
            break
        until = ends
    return until


def parse_quiet(value: object) -> QuietHours:
    """Read `"22:00-06:00"`.

    >>> parse_quiet("22:00-06:00").ends(datetime(2026, 11, 23, 23, tzinfo=UTC)).isoformat()
    '2026-11-24T06:00:00+00:00'

    Raises:
        BadValueError: anything else, and a span without a length.
    """
    match = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise BadValueError(f'{value!r} is no span of the day; write for example "22:00-06:00"')
    start, end = _clock(match[1], match[2]), _clock(match[3], match[4])
    if start == end:
        raise BadValueError(f"{value!r} has no length; to poll nothing, set enabled = false")
    return QuietHours(match[0], start, end)


def _clock(hour: str, minute: str) -> time:
    if (int(hour), int(minute)) == (24, 0):
        return time()
    try:
        return time(int(hour), int(minute))
    except ValueError as error:
        raise BadValueError(f"{hour}:{minute} is no time of the day") from error
