"""How many answered pages may wait to be read and stored: they are what a killed run has to fetch again.

Fetching is faster than reading, so without a bound every host's answers pile up before the readers. The bound
holds new requests back; those under way still come in, at most one a host and `[fetch] concurrency` together.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

BATCH = 8  #: pages in one transaction: answered, read, and lost to a run that is killed before it ends
AHEAD = 2  #: pages a reader has at once: the one it reads and the next, so that it never waits


class Backlog:
    """Counts the pages between their answer and the transaction that stores them.

    >>> backlog = Backlog(readers=1)
    >>> backlog.unwritten = BATCH + AHEAD
    >>> backlog.is_full()
    True
    """

    def __init__(self, readers: int) -> None:
        self.most = readers * AHEAD + BATCH
        self.unread = 0
        self.unwritten = 0

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A page is in the hands of the readers."""
        self.unread += 1
        try:
            yield
        finally:
            self.unread -= 1

    def is_full(self) -> bool:
        return self.unread + self.unwritten >= self.most
