"""What the archive remembers of WebSub: which hub was asked to push which feed, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from storage.base import Base
from storage.columns import Row
from storage.records import Subscription
from storage.times import from_text, to_text

_TIMES = ("asked_at", "verified_at", "until", "pushed_at")


class Subscriptions(Base):
    """The table `subscriptions`; a feed has one hub at a time."""

    def subscriptions(self) -> list[Subscription]:
        """All of them, by feed."""
        return [_read(row) for row in self._all("SELECT * FROM subscriptions ORDER BY feed")]

    def subscription(self, token: str) -> Subscription | None:
        """The one whose callback ends in `token`."""
        row = self._one("SELECT * FROM subscriptions WHERE token = ?", (token,))
        return None if row is None else _read(row)

    def put_subscriptions(self, subscriptions: Iterable[Subscription]) -> None:
        """Write each as a whole; its feed's state says until when the hub pushes."""
        with self.atomic():
            for one in subscriptions:
                row = asdict(one) | {name: to_text(getattr(one, name)) for name in _TIMES}
                self.db.table("subscriptions").upsert(row, pk="feed")
                self._set_until(one.feed, one.until if one.state == "active" else None)

    def drop_subscription(self, feed: str) -> None:
        """Forget it: the feed is polled as often as others again."""
        with self.atomic():
            self._connection.execute("DELETE FROM subscriptions WHERE feed = ?", (feed,))
            self._set_until(feed, None)

    def _set_until(self, feed: str, until: datetime | None) -> None:
        self._connection.execute(
            "UPDATE feeds SET subscribed_until = ? WHERE url = ?", (to_text(until), feed)
        )


def _read(row: Row) -> Subscription:
    values = dict(row)
    for name in _TIMES:
        values[name] = from_text(values[name])
    return Subscription(**values)
