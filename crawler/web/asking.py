"""What a browser asked for and what a page answers: the values that travel between server and pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

from storage.errors import NotFound, UsageError
from storage.ports import Archive

MOST_DIGITS = 18  #: of a number that SQLite holds, whatever the digits are


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, read: the parts of its path by name and the last value of each of its arguments."""

    path: Mapping[str, str]
    arguments: Mapping[str, str]
    now: datetime

    @property
    def id(self) -> int:
        """The number in the path. Raises NotFound for one that no archive can hold."""
        text = self.path["id"]
        if len(text) > MOST_DIGITS:
            raise NotFound(f"nothing here has a number of {len(text)} digits")
        return int(text)

    def word(self, name: str) -> str:
        """An argument without the blanks around it; empty where it was not given."""
        return self.arguments.get(name, "").strip()

    def number(self, name: str, default: int, most: int) -> int:
        """An argument from 1 to `most`; whatever is no number is the default."""
        text = self.word(name)
        return max(1, min(int(text), most)) if text.isdecimal() and len(text) < 10 else default

    def day(self, name: str) -> datetime | None:
        """The beginning (UTC) of a day given as YYYY-MM-DD. Raises UsageError for anything else."""
        text = self.word(name)
        if not text:
            return None
        try:
            return start_of(date.fromisoformat(text))
        except (ValueError, OverflowError) as error:
            raise UsageError(f"{name}: {text[:40]!r} is no day; write it as 2026-01-31") from error


@dataclass(frozen=True, slots=True)
class Answer:
    """A page: its template, and the values that the template shows."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)  # Any: whatever a template prints


Page: TypeAlias = Callable[[Archive, Asked], Answer]


def start_of(day: date) -> datetime:
    """Midnight UTC at the beginning of `day`."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def day_after(moment: datetime) -> datetime:
    """A day later; the calendar's last moment where there is none."""
    return moment + timedelta(days=1) if moment.date() < date.max else datetime.max.replace(tzinfo=UTC)


def days_before(moment: datetime, days: int) -> datetime:
    """The beginning of the day that is `days` before that of `moment`."""
    return start_of(moment.date()) - timedelta(days=min(days, moment.date().toordinal() - 1))
