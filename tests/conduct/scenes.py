"""A feed that is polled by the clock: ticks at given hours, answers by a function, nothing on the wire."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from crawler.conduct import PollAnswer, PollRules, after_poll, due, poll_url, spread_of
from storage.records import Feed, FeedState

MONDAY = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
URL = "https://harbour.example/feed.xml"
GOOD = PollAnswer(200, feed=Feed(title="Harbour"))
UNCHANGED = PollAnswer(304)


def at(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


@dataclass
class Subscriber:
    """Keeps a feed's state from tick to tick, as the archive does."""

    rules: PollRules = field(default_factory=PollRules)
    state: FeedState = field(default_factory=lambda: FeedState(URL, "harbour"))
    spread: float | None = None
    asked: list[float] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    def tick(self, hours: float, answer: PollAnswer) -> bool:
        """Poll if that is due at +`hours`."""
        if not due(self.state, at(hours)):
            return False
        spread = spread_of(self.state.url) if self.spread is None else self.spread
        self.places.append(poll_url(self.state, self.rules))
        self.state = after_poll(self.state, answer, self.rules, at(hours), spread=spread)
        self.asked.append(hours)
        return True

    def ticks(
        self, hours: Iterable[float], answer: PollAnswer | Callable[[float], PollAnswer]
    ) -> list[float]:
        """Return the hours at which the feed was asked."""
        given = answer if callable(answer) else lambda _: answer
        return [hour for hour in hours if self.tick(hour, given(hour))]
