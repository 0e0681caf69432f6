"""From a path to a connection: look before writing, and never touch a file that is not ours.

A new archive is laid out under another name and renamed when it is whole, so the file's header names it as
ours from its first moment, and a kill while it is made leaves nothing behind that must be repaired.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, NoReturn

from storage.errors import ArchiveError, NewerArchive, NotAnArchive, UnusablePath
from storage.versions import APPLICATION_ID, SCHEMA_VERSION

_BUSY_MS = 5000
LEAST_ROOM = 1 << 20  #: bytes; less does not hold the log of one batch of pages
_TAILS = ("-wal", "-shm", "-journal")
_PRAGMAS = (
    f"PRAGMA busy_timeout = {_BUSY_MS}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
)
#: 16 MiB of pages in memory: with 32 nothing was stored faster (docs/results-speed.md). The log is written back every
#: 32 MiB: hot index pages are written once, not ten times.
_WRITER_PRAGMAS = (
    "PRAGMA cache_size = -16384",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA wal_autocheckpoint = 4096",
    "PRAGMA journal_size_limit = 67108864",
)


def connect_writer(path: Path) -> sqlite3.Connection:
    """A connection that may write; the caller holds the lock. Makes or migrates the archive as needed."""
    if not _look(path):
        _make(path)
    elif _version(path) < SCHEMA_VERSION:
        _migrate(path)
    connection = _connect(path, "rw")
    with explained(path):
        for pragma in (*_PRAGMAS, *_WRITER_PRAGMAS):
            connection.execute(pragma)
        connection.execute("PRAGMA journal_mode = WAL")
    return connection


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write: `mode=ro`, and `query_only` beside it."""
    if not _look(path):
        raise UnusablePath(
            f"{path}: there is no archive here; `newsfold crawl` makes one, --db names another"
        )
    version = _version(path)
    if version < SCHEMA_VERSION:
        raise ArchiveError(
            f"{path}: was written by an earlier version (schema {version}, now {SCHEMA_VERSION}); "
            "any command that writes brings it up to date, e.g. `newsfold crawl`"
        )
    connection = _connect_ro(path)
    with explained(path):
        for pragma in (*_PRAGMAS, "PRAGMA cache_size = -32768", "PRAGMA query_only = ON"):
            connection.execute(pragma)
    return connection


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Say what SQLite's errors mean for the person at the keyboard."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        _explain(path, error)


def _explain(path: Path, error: sqlite3.DatabaseError) -> NoReturn:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    written = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_IOERR_WRITE
    if code == sqlite3.SQLITE_FULL or written or (code == sqlite3.SQLITE_IOERR and room(path) < LEAST_ROOM):
        raise ArchiveError(
            f"{path}: the disk is full; what was being written was undone, everything before is safe; free some space and run again"
        ) from error
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        raise NotAnArchive(
            f"{path}: the file is damaged ({error}); restore a backup, or see `newsfold doctor`"
        ) from error
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        raise UnusablePath(
            f"{path}: cannot be written ({error}); check the rights of the file and its folder"
        ) from error
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise ArchiveError(
            f"{path}: another program has kept the file locked for {_BUSY_MS // 1000} s; close it and run again"
        ) from error
    if code == sqlite3.SQLITE_IOERR:
        raise ArchiveError(f"{path}: the disk does not answer as it should ({error})") from error
    raise error


def room(path: Path) -> int:
    """Bytes that may still be written beside `path`."""
    try:
        found = os.statvfs(path.parent)
    except OSError:
        return sys.maxsize  # nobody can tell
    return found.f_bavail * found.f_frsize


def _look(path: Path) -> bool:
    """Whether an archive stands at `path`; False: nothing, or an empty file. Reads the header and nothing else.

    SQLite reads it: a file that Python opens and closes takes along the locks of every connection that this process
    has to it (https://sqlite.org/howtocorrupt.html, 2.2), and the next program to close the archive deletes its log.
    """
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return False
    except OSError as error:
        raise UnusablePath(f"{path}: cannot be read ({error.strerror})") from error
    if path.is_dir():
        raise UnusablePath(f"{path}: is a folder; name a file with --db")
    if size == 0:
        return False
    if not os.access(path, os.R_OK):
        raise UnusablePath(f"{path}: cannot be read (no permission)")
    try:
        header = header_of(path)
    except sqlite3.DatabaseError as error:
        raise NotAnArchive(
            f"{path}: this is no SQLite file; it was not touched; name another file with --db"
        ) from error
    if header.application != APPLICATION_ID:
        raise NotAnArchive(
            f"{path}: this database was not made by newsfold; it was not touched; name another file with --db"
        )
    if header.version > SCHEMA_VERSION:
        _refuse_newer(path, header.version)
    _check_length(path, header, size)
    return True


class Header(NamedTuple):
    """What the first page of a database says, without its log."""

    application: int
    version: int
    page_size: int
    pages: int


def header_of(path: Path) -> Header:
    """Read by SQLite and without a lock; see `_look`. Raises sqlite3.DatabaseError if it is no database."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        connection.execute("PRAGMA writable_schema = ON")  # or a header ahead of its file could not be read
        names = ("application_id", "user_version", "page_size", "page_count")
        return Header(*(int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in names))


def _check_length(path: Path, header: Header, size: int) -> None:
    """Refuse a file that was cut off. With a write-ahead log beside it the header may be ahead of the file."""
    log = path.with_name(path.name + "-wal")
    if header.page_size * header.pages > size and not (log.exists() and log.stat().st_size > 0):
        raise NotAnArchive(
            f"{path}: the file is damaged: {size} bytes are there, its header counts {header.pages} pages of {header.page_size}; "
            "it was not touched; restore a backup"
        )


def _refuse_newer(path: Path, version: int) -> NoReturn:
    raise NewerArchive(
        f"{path}: was written by a newer newsfold (schema {version}, this one knows {SCHEMA_VERSION}); "
        "it was not touched; update newsfold"
    )


def _version(path: Path) -> int:
    """`user_version` with the write-ahead log counted in, and proof that the schema can be read.

    Without a log nobody writes: then the file is read as it lies, so that not even an index of a log is left
    beside a file that is refused.
    """
    log = path.with_name(path.name + "-wal")
    connection = _connect_ro(path) if log.exists() else _connect(path, "ro&immutable=1")
    try:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > SCHEMA_VERSION:
            _refuse_newer(path, version)
        connection.execute("SELECT count(*) FROM articles WHERE id < 0").fetchone()
    except sqlite3.DatabaseError as error:
        if "no such table" in str(error):
            raise NotAnArchive(
                f"{path}: an archive without articles; it was not touched ({error})"
            ) from error
        with explained(path):
            raise
        raise
    finally:
        connection.close()
    return version


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    with explained(path):
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=_BUSY_MS / 1000,
            isolation_level=None,  # transactions are opened by name, never behind our back
            check_same_thread=False,  # the archive has its own lock between threads
            cached_statements=256,
        )


def _connect_ro(path: Path) -> sqlite3.Connection:
    """Read-only. On a medium that cannot be written the log's index cannot be made: then the file is read as it lies."""
    connection = _connect(path, "ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        log = path.with_name(path.name + "-wal")
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CANTOPEN or (log.exists() and log.stat().st_size):
            _explain(path, error)
        return _connect(path, "ro&immutable=1")
    except sqlite3.DatabaseError as error:
        connection.close()
        _explain(path, error)
    return connection


def _make(path: Path) -> None:
    from storage.migrations import create  # noqa: PLC0415 -- sqlite-utils costs 0.5 s; only making and migrating pay

    draft = path.with_name(f"{path.name}.new-{os.getpid()}")
    _remove(draft)
    try:
        connection = sqlite3.connect(draft, isolation_level=None)
        try:
            create(connection)
        finally:
            connection.close()
        for tail in _TAILS:  # of an archive that was deleted without them; SQLite would replay a stale log
            path.with_name(path.name + tail).unlink(missing_ok=True)
        if path.exists():
            draft.chmod(path.stat().st_mode & 0o777)
        draft.replace(path)
    except sqlite3.DatabaseError as error:
        _explain(path, error)
    except OSError as error:
        raise UnusablePath(f"{path}: cannot be made ({error.strerror})") from error
    finally:
        _remove(draft)


def _remove(draft: Path) -> None:
    for tail in ("", *_TAILS):
        with suppress(OSError):
            draft.with_name(draft.name + tail).unlink(missing_ok=True)


def _migrate(path: Path) -> None:
    from storage.migrations import migrate  # noqa: PLC0415 -- see `_make`

    connection = _connect(path, "rw")
    try:
        with explained(path):
            connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
            migrate(connection)
    finally:
        connection.close()
