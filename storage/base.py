"""What every part of the archive stands on: the connection, one transaction at a time, the clock."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.errors import ArchiveError
from storage.opening import explained
from storage.times import utc

if TYPE_CHECKING:
    from sqlite_utils import Database


class Base:
    """A connection with its path and clock. Parts of the archive inherit it and share the one instance."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, *, readonly: bool, clock: Callable[[], datetime]
    ) -> None:
        self.path = path
        self.readonly = readonly
        connection.row_factory = sqlite3.Row
        self._connection = connection
        self._clock = clock
        self._threads = threading.RLock()

    def now(self) -> datetime:
        """The archive's clock, aware UTC."""
        return utc(self._clock())

    def _moment(self, now: datetime | None) -> datetime:
        return utc(now) if now is not None else self.now()

    @cached_property
    def db(self) -> Database:
        """The same connection as a sqlite-utils `Database`, loaded when first asked for."""
        from sqlite_utils import Database  # noqa: PLC0415 -- 0.5 s of CPU that a search need not pay

        return Database(self._connection, execute_plugins=False)

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """One transaction around several writes; nests. An error undoes all of it."""
        if self.readonly:
            raise ArchiveError(f"{self.path}: was opened to read only")
        with self._threads, explained(self.path):
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                self._undo()
                raise

    def _undo(self) -> None:
        if self._connection.in_transaction:  # a full disk has rolled back by itself
            self._connection.execute("ROLLBACK")

    def _all(self, sql: str, parameters: Any = ()) -> list[sqlite3.Row]:  # Any: what sqlite3 binds
        with self._threads, explained(self.path):
            return self._connection.execute(sql, parameters).fetchall()

    def _one(self, sql: str, parameters: Any = ()) -> sqlite3.Row | None:  # Any: what sqlite3 binds
        with self._threads, explained(self.path):
            row: sqlite3.Row | None = self._connection.execute(sql, parameters).fetchone()
            return row
