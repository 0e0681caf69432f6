"""The beat of a schedule: a look at what is due at every tick, one crawl at a time, until a signal comes.

APScheduler only keeps the beat. Its job store is in memory and rebuilt from `sources.toml`: a job store inside a
busy SQLite file kills the scheduler's thread for good (measured: "database is locked" in 3.11). When a source is due
stands in our own tables, so nothing is lost when this process is.
"""

from __future__ import annotations

import logging
import signal
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import FrameType

from apscheduler.events import (
    EVENT_JOB_MAX_INSTANCES,
    EVENT_JOB_SUBMITTED,
    EVENT_SCHEDULER_STARTED,
    JobSubmissionEvent,
)
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers import SchedulerNotRunningError
from apscheduler.schedulers.blocking import BlockingScheduler

from crawler.config import Config, show_duration
from crawler.schedule.child import GRACE, Child, Ended
from crawler.schedule.configuration import Configuration
from crawler.schedule.due import due_sources
from crawler.schedule.events import Listener
from crawler.schedule.notes import Note, Notes
from storage.archive import open_archive
from storage.errors import ArchiveError, UsageError

log = logging.getLogger(__name__)

STOPPED, HELD = 130, 5  #: exit codes
SIGN_OF_LIFE = 30  #: seconds between two signs of life, however rare the ticks are
SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Schedule:
    """One archive and one `sources.toml`, kept crawling until it is told to stop.

    Args:
        command: of the child; see `crawl_command`.
        now: the clock of what is due.
        grace: seconds between asking a crawl to stop and killing it.
        listener: is told what happens.
    """

    def __init__(
        self,
        db: Path,
        config_path: Path,
        *,
        command: Sequence[str],
        now: Callable[[], datetime],
        grace: float = GRACE,
        listener: Listener | None = None,
    ) -> None:
        self.db = db
        self.command, self.now, self.grace = list(command), now, grace
        self.listener = listener or Listener()
        self.configuration = Configuration(config_path)
        if not self.config.enabled():
            raise UsageError(f"{config_path}: no source is switched on; `newsfold sources add URL` adds one")
        self.stopping = threading.Event()
        self.notes = Notes(db, now)
        self._ticking = threading.Lock()
        self._child: Child | None = None
        self._handling: frozenset[str] = frozenset()
        self._overlap: Note | None = None
        self._scheduler: BlockingScheduler | None = None

    # The beat

    def run(self) -> int:
        """Tick until a signal comes; 130 then."""
        zone = self.config.schedule.tzinfo
        self._scheduler = scheduler = BlockingScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
            timezone=zone,
        )
        scheduler.add_job(
            self.tick, "interval", seconds=self.config.tick(), id="tick", next_run_time=datetime.now(zone)
        )
        # On the one thread that the ticks have: a tick that hangs keeps the signs of life from being given.
        scheduler.add_job(self.listener.alive, "interval", seconds=SIGN_OF_LIFE, id="alive")
        scheduler.add_listener(self._refused, EVENT_JOB_MAX_INSTANCES)
        scheduler.add_listener(self._submitted, EVENT_JOB_SUBMITTED)
        scheduler.add_listener(lambda _event: self._end_the_beat(), EVENT_SCHEDULER_STARTED)
        log.info(
            "schedule started sources=%d tick=%s zone=%s archive=%s",
            len(self.config.enabled()), show_duration(self.config.tick()), self.config.schedule.zone, self.db,
        )  # fmt: skip
        self.listener.started(len(self.config.enabled()), self.config.tick())
        self._listen()
        scheduler.start()  # returns when `stop` has shut it down
        with self._ticking:  # the last tick ends: `stop` has started the clock that kills its crawl
            self.notes.write()
            self.listener.looking()
        self.configuration.close()
        log.info("schedule stopped")
        return STOPPED

    def once(self) -> int:
        """One tick: the exit code of the crawl, 0 if nothing was due."""
        self._listen()
        code = self.tick(soon=True)
        self.notes.write()
        self.configuration.close()
        return STOPPED if self.stopping.is_set() else code or 0

    def tick(self, *, soon: bool = False) -> int | None:
        """Look once: crawl what is due. The child's exit code, None if there was nothing to do.

        `soon`: this look comes at a time of its own (cron), so that what is due within its spread is due.
        """
        with self._ticking:
            return self._tick(soon)

    def _tick(self, soon: bool) -> int | None:
        self.listener.alive()
        self.reload()
        self.notes.write()
        self.listener.looking()
        try:
            due = due_sources(self.config, self.db, self.now(), "soon" if soon else "due")
        except (ArchiveError, sqlite3.Error) as error:
            log.error("archive unreadable, looking again at the next tick: %s", error)  # noqa: TRY400 - words, no traceback
            return getattr(error, "exit_code", 1)
        self.listener.looked(len(due))
        if not due or self.stopping.is_set():
            log.debug("nothing due")
            return None
        code = self._crawl(due, soon)
        self.notes.write()
        return code

    def _refused(self, event: JobSubmissionEvent) -> None:
        if event.job_id == "tick":
            self.overlapped()

    def _submitted(self, event: JobSubmissionEvent) -> None:
        """Tell how long after its time a tick began."""
        if event.job_id != "tick":
            return
        planned: datetime = event.scheduled_run_times[0]
        self.listener.late(max(0.0, (datetime.now(planned.tzinfo) - planned).total_seconds()))

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

    def _crawl(self, due: Sequence[str], soon: bool = False) -> int:
        at = self.now()
        self._handling = frozenset(due)  # before the child lives: a tick that overlaps must find it
        try:
            child = Child(self._command(soon), self.grace)
        except OSError as error:
            self._handling = frozenset()
            self._note(Note(at, "failed", f"the crawl could not be started: {error}"))
            return 1
        self._child = child
        log.info("crawl started pid=%d due=%d", child.pid, len(due))
        self.listener.crawl_started(child.pid)
        if self.stopping.is_set():
            child.stop()
        ended = child.wait(self.db, self.config.schedule.hung, self.listener.alive)
        self._child, self._handling = None, frozenset()
        log.info("crawl ended pid=%d exit=%d seconds=%.0f", child.pid, ended.code, ended.seconds)
        self.listener.crawl_ended(ended.code, ended.seconds)
        self._judge(child.pid, ended, at)
        if self._overlap is not None:
            self._note(self._overlap)
            self._overlap = None
        return ended.code if ended.code >= 0 else STOPPED if self.stopping.is_set() else 1

    def _command(self, soon: bool) -> list[str]:
        """The child's command, with the configuration that is in force: the file may be broken just now."""
        own = str(self.configuration.path)
        words = [str(self.configuration.path_in_force()) if word == own else word for word in self.command]
        return [*words, "--soon"] if soon else words

    def _judge(self, pid: int, ended: Ended, at: datetime) -> None:
        """A crawl writes its own row; one that never came so far, or had to be given up, gets one from here."""
        code = ended.code
        if ended.hung:
            self.listener.hung()
            idle = show_duration(self.config.schedule.hung)
            how = "killed" if code < 0 else "stopped"
            self._note(
                Note(at, "failed", f"the crawl (pid {pid}) had written nothing for {idle} and was {how}")
            )
        elif code == HELD:
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

    def _note(self, note: Note) -> None:
        self.notes.add(note)
        self.listener.noted(note)

    # Stopping

    def _listen(self) -> None:
        for number in SIGNALS:
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        # A handler interrupts the main thread anywhere, perhaps inside a lock of the scheduler's: hand over.
        threading.Thread(target=self.stop, args=(number,), daemon=True).start()

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Start nothing more; the crawl gets SIGTERM now and SIGKILL after `grace` seconds, or on a second call."""
        child = self._child
        if self.stopping.is_set():
            if child is not None:
                child.kill()
            return
        self.stopping.set()
        log.info("stopping signal=%s", signal.Signals(number).name)
        self.listener.stopping()
        if child is not None:
            child.stop()
        self._end_the_beat()

    def _end_the_beat(self) -> None:
        """Shut the scheduler down; where a signal came before it was up, its start does this."""
        if self.stopping.is_set() and self._scheduler is not None:
            with suppress(SchedulerNotRunningError):
                self._scheduler.shutdown(wait=False)

    # The configuration

    @property
    def config(self) -> Config:
        """The configuration in force."""
        return self.configuration.config

    def reload(self) -> bool:
        """Take over a changed `sources.toml`; one that cannot be read changes nothing and is named in the log."""
        before = self.config.tick()
        changed = self.configuration.reload()
        if changed is None:
            return False
        self.listener.reloaded(changed, len(self.config.enabled()))
        if self.config.tick() != before and self._scheduler is not None:
            self._scheduler.reschedule_job("tick", trigger="interval", seconds=self.config.tick())
        return changed
