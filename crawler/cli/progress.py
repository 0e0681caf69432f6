"""How far a long command is: one line on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from crawler.cli.options import Common
from crawler.conduct.durations import say

MEASURED = 5.0  #: seconds before a rest is guessed at


class Progress:
    """A line that is written anew; `what` is counted, unless it is bytes. `more` adds what has come of it so far."""

    def __init__(
        self, common: Common, what: str = "", *, in_bytes: bool = False, more: Callable[[], str] = str
    ) -> None:
        self.shown = sys.stderr.isatty() and not common.quiet
        self.what, self.in_bytes, self.more = what, in_bytes, more
        self.begin()

    def begin(self) -> None:
        """Begin with another file; what is told first is where it goes on, not what was done."""
        self.first: int | None = None
        self.begun, self.last = time.monotonic(), 0.0

    def tell(self, done: int, of: int = 0) -> None:
        """`done` articles, or `done` of `of` bytes or stories."""
        passed = time.monotonic()
        if self.first is None:
            self.first, self.begun = done, passed
        if not self.shown or passed - self.last < 0.2:
            return
        self.last = passed
        line = progress_line(
            done, of, done - self.first, passed - self.begun, what=self.what, in_bytes=self.in_bytes
        )
        words = [line, self.more()]
        sys.stderr.write(f"\r{', '.join(word for word in words if word)}\x1b[K")
        sys.stderr.flush()

    def end(self) -> None:
        """Clear the line."""
        if self.shown and self.last:
            sys.stderr.write("\r\x1b[K")


def progress_line(done: int, of: int, gained: int, seconds: float, *, what: str, in_bytes: bool) -> str:
    """How far it is, and how long the rest takes at the pace of the `gained` in the last `seconds`.

    >>> progress_line(250_000_000, 1_000_000_000, 150_000_000, 300, what="", in_bytes=True)
    '250 of 1,000 MB (25%), 25 min left'
    >>> progress_line(40, 0, 39, 2, what="articles", in_bytes=False)
    '40 articles'
    """
    unit, size = ("MB", 1_000_000) if in_bytes else (what, 1)
    digits = 1 if in_bytes and of < 10 * size else 0
    number = f"{done / size:,.{digits}f}"
    if not of:
        return f"{number} {unit}"
    line = f"{number} of {of / size:,.{digits}f} {unit} ({done / of:.0%})"
    if gained <= 0 or seconds < MEASURED:
        return line
    return f"{line}, {say(max(of - done, 0) * seconds / gained)} left"
