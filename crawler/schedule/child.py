"""A crawl as a child: a process with arguments, an exit code and a process group of its own.

Whatever it does, the parent lives on, and its memory goes back to the system.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

GRACE = 20.0  #: seconds that a crawl has to save its state before it is killed
HUNG = 900.0  #: seconds without a write to the archive after which a crawl is given up; no delay is so long
LOOK_EVERY = 5.0  #: seconds between two looks at a crawl's progress


def crawl_command(db: Path, config: Path, more: Sequence[str] = ()) -> list[str]:
    """The child. `-P` keeps a folder called `crawler` in the current directory from being taken for ours."""
    return [
        sys.executable, "-P", "-m", "crawler.cli", "crawl", "--due", "--db", str(db), "--config", str(config), *more,
    ]  # fmt: skip


Stamp = tuple[tuple[int, int], ...]


def written(db: Path) -> Stamp:
    """Changes whenever somebody writes to the archive: time and size of the file and of its log.

    A crawl writes with every few pages, with every lease and with every list; a long transaction shows in the log
    before it is committed.
    """
    return tuple(_stamp(path) for path in (db, db.with_name(db.name + "-wal")))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        there = path.stat()
    except OSError:
        return 0, 0
    return (there.st_mtime_ns, there.st_size) if there.st_size else (0, 0)  # a reader leaves an empty log


@dataclass(frozen=True, slots=True)
class Progress:
    """What was last seen of a crawl, and since when (monotonic seconds) nothing changed."""

    stamp: Stamp
    since: float

    def now(self, stamp: Stamp, moment: float) -> Progress:
        return self if stamp == self.stamp else Progress(stamp, moment)

    def is_hung(self, moment: float, patience: float) -> bool:
        return moment - self.since >= patience


@dataclass(frozen=True, slots=True)
class Ended:
    """How a crawl ended: its exit code (negative: the signal that killed it), and whether it had to be given up."""

    code: int
    seconds: float
    hung: bool = False


class Child:
    """A running crawl.

    Args:
        command: what to run; see `crawl_command`.
        grace: seconds between asking it to stop and killing it.

    Raises:
        OSError: it could not be started.
    """

    def __init__(self, command: Sequence[str], grace: float = GRACE) -> None:
        self.grace = grace
        self.process = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own command
        self.pid = self.process.pid

    def wait(self, db: Path, patience: float, alive: Callable[[], None] = lambda: None) -> Ended:
        """Wait for the end; one that writes nothing to `db` for `patience` seconds is asked to stop, then killed."""
        began, hung = time.monotonic(), False
        progress = Progress(written(db), began)
        while True:
            with suppress(subprocess.TimeoutExpired):
                code = self.process.wait(min(LOOK_EVERY, patience / 4))
                break
            alive()
            moment = time.monotonic()
            progress = progress.now(written(db), moment)
            if not hung and progress.is_hung(moment, patience):
                hung = True
                log.error("crawl hung pid=%d seconds_without_a_write=%.0f", self.pid, patience)
                self.stop()
        if code < 0:  # killed: its workers had nobody to end them
            self._signal_group(signal.SIGKILL)
        return Ended(code, time.monotonic() - began, hung)

    def stop(self) -> None:
        """SIGTERM now, SIGKILL for the whole group after `grace` seconds.

        Only the crawl itself is asked: it ends its readers when they are done with the pages in hand.
        """
        if self.process.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM)
        killer = threading.Timer(self.grace, self.kill)
        killer.daemon = True
        killer.start()

    def kill(self) -> None:
        """End the crawl and its workers now."""
        if self.process.poll() is None:
            self._signal_group(signal.SIGKILL)

    def _signal_group(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)
