"""Open an archive: `open_archive(path)` gives the SQLite back end of `storage.ports.Archive`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from storage.errors import ArchiveError
from storage.ports import Archive


def open_archive(
    path: Path | str,
    *,
    readonly: bool = False,
    now: Callable[[], datetime] | None = None,
    command: str = "",
) -> Archive:
    """Open or make the archive at `path`.

    A writer holds the lock beside the file (`command` says to others who it is) until `close`; readers are
    free. `now` is the clock of everything stored and due; default: the system's.

    Raises ArchiveHeld (another writer), NotAnArchive (damaged or foreign, the file stays untouched),
    NewerArchive, and ArchiveError for a folder that cannot be written or a missing file to read.
    """
    raise ArchiveError(f"{path}: the SQLite archive is not there yet ({readonly=}, {now=}, {command=})")
