"""What happens in a schedule, for whoever listens: metrics, the service manager, a hub's callback."""

from __future__ import annotations

from crawler.schedule.notes import Note


class Listener:
    """Every method is called by the schedule as it happens and does nothing here; listeners override what they want.

    They are called from the schedule's threads and must neither raise nor block.
    """

    def started(self, sources: int, tick: float) -> None:
        """The beat begins: `sources` are switched on, a look comes every `tick` seconds."""

    def alive(self) -> None:
        """The schedule is well: called at each look, every half minute, and every few seconds while a crawl is busy."""

    def looking(self) -> None:
        """A tick begins and no crawl runs: the moment to write to the archive."""

    def looked(self, due: int) -> None:
        """A tick found so many sources and hosts due."""

    def late(self, seconds: float) -> None:
        """A tick was started so many seconds after its time."""

    def crawl_started(self, pid: int) -> None:
        """A child was started."""

    def crawl_ended(self, code: int, seconds: float) -> None:
        """It ended; a negative code is the signal that killed it."""

    def hung(self) -> None:
        """The watchdog gave a crawl up."""

    def noted(self, note: Note) -> None:
        """A run was skipped or failed before it began."""

    def reloaded(self, good: bool, sources: int) -> None:
        """`sources.toml` changed; `good` is False where it could not be read and the one before stays; `sources` are switched on now."""

    def stopping(self) -> None:
        """A signal came: nothing more is started."""


class Listeners(Listener):
    """Several listeners as one."""

    def __init__(self, *listeners: Listener) -> None:
        self.all = listeners

    def started(self, sources: int, tick: float) -> None:
        for one in self.all:
            one.started(sources, tick)

    def alive(self) -> None:
        for one in self.all:
            one.alive()

    def looking(self) -> None:
        for one in self.all:
            one.looking()

    def looked(self, due: int) -> None:
        for one in self.all:
            one.looked(due)

    def late(self, seconds: float) -> None:
        for one in self.all:
            one.late(seconds)

    def crawl_started(self, pid: int) -> None:
        for one in self.all:
            one.crawl_started(pid)

    def crawl_ended(self, code: int, seconds: float) -> None:
        for one in self.all:
            one.crawl_ended(code, seconds)

    def hung(self) -> None:
        for one in self.all:
            one.hung()

    def noted(self, note: Note) -> None:
        for one in self.all:
            one.noted(note)

    def reloaded(self, good: bool, sources: int) -> None:
        for one in self.all:
            one.reloaded(good, sources)

    def stopping(self) -> None:
        for one in self.all:
            one.stopping()
