"""Rows in `runs` about runs that were not made; they wait while another process holds the archive."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from crawler.version import version
from storage.archive import open_archive
from storage.errors import ArchiveError, ArchiveHeld

log = logging.getLogger(__name__)

MOST_NOTES = 1000  #: rows kept in memory while another process holds the archive


@dataclass(frozen=True, slots=True)
class Note:
    """A row for `runs` about a run that was not made."""

    at: datetime
    status: str  #: "skipped" or "failed"
    reason: str
    counts: Mapping[str, int] = field(default_factory=dict)


class Notes:
    """Notes that wait for the archive at `db` to be free."""

    def __init__(self, db: Path, now: Callable[[], datetime]) -> None:
        self.db, self.now = db, now
        self.waiting: list[Note] = []

    def __len__(self) -> int:
        return len(self.waiting)

    def __iter__(self) -> Iterator[Note]:
        return iter(self.waiting)

    def add(self, note: Note) -> None:
        log.warning("run %s: %s", note.status, note.reason)
        self.waiting = [*self.waiting, note][-MOST_NOTES:]

    def write(self) -> None:
        """Write the rows that wait; while another process holds the archive they go on waiting."""
        if not self.waiting or not self.db.exists():
            return
        try:
            with open_archive(self.db, now=self.now, command="schedule") as archive:
                for note in self.waiting:
                    run_id = archive.start_run("schedule", version=version(), now=note.at)
                    archive.end_run(run_id, note.status, note.counts, reason=note.reason, now=note.at)
                self.waiting = []
        except ArchiveHeld:
            log.debug("rows wait: another run holds the archive")
        except (ArchiveError, sqlite3.Error) as error:
            log.error("rows could not be written: %s", error)  # noqa: TRY400 - words, no traceback
