"""`newsfold schedule`: a small parent that asks the archive what is due and starts one crawl at a time as its child.

APScheduler only keeps the beat. Its job store is in memory and rebuilt from `sources.toml`: a job store inside a
busy SQLite file kills the scheduler's thread for good (measured: "database is locked" in 3.11). When a source is due
stands in our own tables, so nothing is lost when this process is. The crawl is a child with arguments, an exit code
and a process group of its own: whatever it does, the parent lives on, and its memory goes back to the system.
"""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import FrameType

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_SCHEDULER_STARTED
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers import SchedulerNotRunningError
from apscheduler.schedulers.blocking import BlockingScheduler

from crawler.config import Config, SourceConfig, load_config, show_duration
from crawler.polls import Poll, plan
from crawler.urls import url_key
from storage.archive import open_archive
from storage.errors import ArchiveError, ArchiveHeld, ConfigError, UsageError
from storage.ports import Archive

log = logging.getLogger(__name__)

GRACE = 20.0  #: seconds that a crawl has to save its state before it is killed
STOPPED, HELD = 130, 5  #: exit codes
MOST_NOTES = 1000  #: rows kept in memory while another process holds the archive
SIGNALS = (signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True, slots=True)
class Note:
    """A row for `runs` about a run that was not made. Written when the archive is free."""

    at: datetime
    status: str  #: "skipped" or "failed"
    reason: str
    counts: Mapping[str, int] = field(default_factory=dict)


def due_sources(config: Config, db: Path, now: datetime) -> list[str]:
    """What a crawl at `now` would ask for: ids of sources, and `host:NAME` for pages that wait for their turn.

    Raises ArchiveError or sqlite3.Error if the archive cannot be read; a missing one makes every source due.
    """
    sources = config.enabled()
    if not db.exists():
        return [source.id for source in sources]
    with open_archive(db, readonly=True) as archive:
        due = [source.id for source in sources if _is_due(source, archive, now)]
        return due + [f"host:{host}" for host, _ in archive.frontier.due_hosts(now=now)]


def _is_due(source: SourceConfig, archive: Archive, now: datetime) -> bool:
    states = archive.feed_states(source.id)
    if not any(isinstance(step, Poll) for step in plan(source, source.id, states, "due", now)):
        return False
    if states:
        return True
    # Without a list that was polled the address is new, or it was an article itself: then its rechecks wait in
    # the frontier, and asking for it at every tick would be rude.
    page = archive.known([url_key(source.url)]).get(url_key(source.url))
    return page is None or (page.retry_at is not None and page.retry_at <= now)


def crawl_command(db: Path, config: Path, more: Sequence[str] = ()) -> list[str]:
    """The child. `-P` keeps a folder called `crawler` in the current directory from being taken for ours."""
    return [
        sys.executable, "-P", "-m", "crawler.cli", "crawl", "--due", "--db", str(db), "--config", str(config), *more,
    ]  # fmt: skip


class Schedule:
    """One archive and one `sources.toml`, kept crawling until it is told to stop.

    Args:
        command: of the child; see `crawl_command`.
        now: the clock of what is due.
        grace: seconds between asking a crawl to stop and killing it.
    """

    def __init__(
        self,
        db: Path,
        config_path: Path,
        *,
        command: Sequence[str],
        now: Callable[[], datetime],
        grace: float = GRACE,
    ) -> None:
        self.db, self.config_path = db, config_path
        self.command, self.now, self.grace = list(command), now, grace
        self._seen = self._stamp()
        self.config = load_config(config_path)
        if not self.config.enabled():
            raise UsageError(f"{config_path}: no source is switched on; `newsfold sources add URL` adds one")
        self.stopping = threading.Event()
        self.notes: list[Note] = []
        self._ticking = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._handling: frozenset[str] = frozenset()
        self._overlap: Note | None = None
        self._scheduler: BlockingScheduler | None = None

    # The beat

    def run(self) -> int:
        """Tick until a signal comes; 130 then."""
        self._scheduler = scheduler = BlockingScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
            timezone=self.config.schedule.tzinfo,
        )
        scheduler.add_job(
            self.tick, "interval", seconds=self.config.tick(), id="tick", next_run_time=datetime.now(self.config.schedule.tzinfo)
        )  # fmt: skip
        scheduler.add_listener(lambda _event: self.overlapped(), EVENT_JOB_MAX_INSTANCES)
        scheduler.add_listener(lambda _event: self._end_the_beat(), EVENT_SCHEDULER_STARTED)
        log.info(
            "schedule started sources=%d tick=%s zone=%s archive=%s",
            len(self.config.enabled()), show_duration(self.config.tick()), self.config.schedule.zone, self.db,
        )  # fmt: skip
        self._listen()
        scheduler.start()  # returns when `stop` has shut it down
        with self._ticking:  # the last tick ends: `stop` has started the clock that kills its crawl
            self._write_notes()
        log.info("schedule stopped")
        return STOPPED

    def once(self) -> int:
        """One tick: the exit code of the crawl, 0 if nothing was due."""
        self._listen()
        code = self.tick()
        self._write_notes()
        return STOPPED if self.stopping.is_set() else code or 0

    def tick(self) -> int | None:
        """Look once: crawl what is due. The child's exit code, None if there was nothing to do."""
        with self._ticking:
            return self._tick()

    def _tick(self) -> int | None:
        self.reload()
        self._write_notes()
        try:
            due = due_sources(self.config, self.db, self.now())
        except (ArchiveError, sqlite3.Error) as error:
            log.error("archive unreadable, looking again at the next tick: %s", error)  # noqa: TRY400 - words, no traceback
            return getattr(error, "exit_code", 1)
        if not due or self.stopping.is_set():
            log.debug("nothing due")
            return None
        code = self._crawl(due)
        self._write_notes()
        return code

    def overlapped(self) -> None:
        """A tick came while a crawl was still busy: noted once a crawl, and only if a further source was due by then."""
        now = self.now()
        try:
            due = due_sources(self.config, self.db, now)
        except (ArchiveError, sqlite3.Error):
            return  # the tick after the crawl says what is wrong
        late = [name for name in due if name not in self._handling and not name.startswith("host:")]
        if not late:
            return
        before = self._overlap
        pid = self._child.pid if self._child else 0
        self._overlap = Note(
            before.at if before else now,
            "skipped",
            f"{', '.join(late[:5])} became due while the run before (pid {pid}) was still busy",
            {"sources": len(late), "ticks": 1 + (before.counts["ticks"] if before else 0)},
        )
        if before is None:
            log.warning("overlap: %s", self._overlap.reason)

    # The child

    def _crawl(self, due: Sequence[str]) -> int:
        began, at = time.monotonic(), self.now()
        try:
            child = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603 - our own command
        except OSError as error:
            self._note(Note(at, "failed", f"the crawl could not be started: {error}"))
            return 1
        self._child, self._handling = child, frozenset(due)
        log.info("crawl started pid=%d due=%d", child.pid, len(due))
        if self.stopping.is_set():
            self._kill(signal.SIGTERM)
        code = child.wait()
        if code < 0:  # killed: its workers had nobody to end them
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
        self._child, self._handling = None, frozenset()
        log.info("crawl ended pid=%d exit=%d seconds=%.0f", child.pid, code, time.monotonic() - began)
        self._judge(child.pid, code, at)
        if self._overlap is not None:
            self._note(self._overlap)
            self._overlap = None
        return code if code >= 0 else STOPPED if self.stopping.is_set() else 1

    def _judge(self, pid: int, code: int, at: datetime) -> None:
        """A crawl writes its own row; one that never came so far gets one from here."""
        if code == HELD:
            self._note(Note(at, "skipped", "another run holds the archive"))
        elif code not in (0, 3, 4, STOPPED) and not self._has_row(pid):
            what = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
            self._note(Note(at, "failed", f"the crawl {what} before it began"))

    def _has_row(self, pid: int) -> bool:
        if not self.db.exists():
            return False
        try:
            with open_archive(self.db, readonly=True) as archive:
                return any(run.pid == pid for run in archive.runs(5))
        except (ArchiveError, sqlite3.Error):
            return False

    def _kill(self, number: int) -> None:
        """Signal the child's whole group: a crawl has workers."""
        child = self._child
        if child is None or child.poll() is not None:
            return
        try:
            os.killpg(child.pid, number)
        except ProcessLookupError:
            log.debug("the crawl is gone already")

    # Stopping

    def _listen(self) -> None:
        for number in SIGNALS:
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        # A handler interrupts the main thread anywhere, perhaps inside a lock of the scheduler's: hand over.
        threading.Thread(target=self.stop, args=(number,), daemon=True).start()

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Start nothing more; the crawl gets SIGTERM now and SIGKILL after `grace` seconds, or on a second call."""
        if self.stopping.is_set():
            self._kill(signal.SIGKILL)
            return
        self.stopping.set()
        log.info("stopping signal=%s", signal.Signals(number).name)
        self._kill(signal.SIGTERM)
        killer = threading.Timer(self.grace, self._kill, (signal.SIGKILL,))
        killer.daemon = True
        killer.start()
        self._end_the_beat()

    def _end_the_beat(self) -> None:
        """Shut the scheduler down; where a signal came before it was up, its start does this."""
        if self.stopping.is_set() and self._scheduler is not None:
            with suppress(SchedulerNotRunningError):
                self._scheduler.shutdown(wait=False)

    # The configuration

    def reload(self) -> bool:
        """Take over a changed `sources.toml`; one that cannot be read changes nothing and is named in the log."""
        stamp = self._stamp()
        if stamp == self._seen:
            return False
        self._seen = stamp
        try:
            config = load_config(self.config_path)
        except ConfigError as error:
            log.error("configuration not reloaded, the one before stays: %s", error)  # noqa: TRY400 - words, no traceback
            return False
        log.info("configuration reloaded sources=%d", len(config.enabled()))
        changed = config.tick() != self.config.tick()
        self.config = config
        if changed and self._scheduler is not None:
            self._scheduler.reschedule_job("tick", trigger="interval", seconds=config.tick())
        return True

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            there = self.config_path.stat()
        except OSError:
            return None
        return there.st_mtime_ns, there.st_size, there.st_ino

    # Rows

    def _note(self, note: Note) -> None:
        log.warning("run %s: %s", note.status, note.reason)
        self.notes = [*self.notes, note][-MOST_NOTES:]

    def _write_notes(self) -> None:
        """Write the rows that wait; while another process holds the archive they go on waiting."""
        if not self.notes or not self.db.exists():
            return
        try:
            with open_archive(self.db, now=self.now, command="schedule") as archive:
                for note in self.notes:
                    run_id = archive.start_run("schedule", now=note.at)
                    archive.end_run(run_id, note.status, note.counts, reason=note.reason, now=note.at)
                self.notes = []
        except ArchiveHeld:
            log.debug("rows wait: another run holds the archive")
        except (ArchiveError, sqlite3.Error) as error:
            log.error("rows could not be written: %s", error)  # noqa: TRY400 - words, no traceback
