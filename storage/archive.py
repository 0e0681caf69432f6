"""Open an archive: `open_archive(path)` gives the SQLite back end of `storage.ports.Archive`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Self

from storage.adopting import Adopting
from storage.bundles import Bundles
from storage.care import Care
from storage.figures import Figures
from storage.frontier import FrontierTable, HostTable
from storage.health import HealthTables
from storage.lock import WriterLock
from storage.opening import connect_reader, connect_writer
from storage.ports import Archive, Frontier, Hosts
from storage.queries import Queries
from storage.runs import Runs
from storage.searching import Searching
from storage.subscriptions import Subscriptions
from storage.times import system_now
from storage.upkeep import Upkeep


class SQLiteArchive(
    Adopting, Bundles, Care, Upkeep, Searching, Figures, Queries, HealthTables, Subscriptions, Runs
):
    """One file, one writer. Each base class is one subject; the connection and the clock are theirs in common.

    Threads may share an archive: one transaction at a time. A forked child must open its own.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        *,
        clock: Callable[[], datetime],
        lock: WriterLock | None,
    ) -> None:
        super().__init__(path, connection, readonly=lock is None, clock=clock)
        self._lock = lock
        self._closed = False
        self.frontier: Frontier = FrontierTable(self)
        self.hosts: Hosts = HostTable(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Write back the log, free the lock. A second call does nothing."""
        if self._closed:
            return
        self._closed = True
        try:
            self._connection.close()  # the last connection of all writes the log back and removes it
        finally:
            if self._lock is not None:
                self._lock.release()


def open_archive(
    path: Path | str,
    *,
    readonly: bool = False,
    now: Callable[[], datetime] | None = None,
    command: str = "",
) -> Archive:
    """Open or make the archive at `path`.

    A writer holds the lock beside the file (`command` says to others who it is) until `close`; readers are
    free. Opening for write marks runs whose process died as "interrupted" and frees their leases. `now` is the
    clock of everything stored and due; default: the system's.

    Raises ArchiveHeld (another writer), NotAnArchive (damaged or foreign, the file stays untouched),
    NewerArchive, and ArchiveError for a folder that cannot be written or a missing file to read.
    """
    place = Path(path).expanduser().resolve()
    clock = now or system_now
    if readonly:
        return SQLiteArchive(place, connect_reader(place), clock=clock, lock=None)
    lock = WriterLock(place, command)
    try:
        archive = SQLiteArchive(place, connect_writer(place), clock=clock, lock=lock)
        archive._mark_dead_runs(archive.now())
    except BaseException:
        lock.release()
        raise
    return archive
