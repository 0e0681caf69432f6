"""SQL from a person: read-only by construction, on a connection of its own.

Three walls, each of which would do: the file is opened `mode=ro`, `query_only` is on, and an authorizer refuses
everything but reading (so also ATTACH, PRAGMAs that set something, and loading extensions).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from storage.base import Base
from storage.errors import QueryError
from storage.opening import connect_reader

_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
_PRAGMAS = frozenset(
    {
        "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list",
        "compile_options", "function_list", "database_list", "collation_list", "data_version",
    }
)  # fmt: skip
_FORBIDDEN_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer", "edit", "readfile", "writefile"})
_TICK = 100_000  #: virtual machine steps between two looks at Ctrl-C


class Queries(Base):
    """`Archive.query`."""

    def query(
        self, sql: str, params: Sequence[Any] | Mapping[str, Any] = ()
    ) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        """(column names, rows) of any SELECT. Raises QueryError; the file cannot be changed by it."""
        connection = connect_reader(self.path)
        connection.set_authorizer(_authorize)
        connection.set_progress_handler(lambda: 0, _TICK)  # lets Python see signals
        try:
            cursor = connection.execute(sql, params)
        except (sqlite3.Error, sqlite3.Warning) as error:
            connection.close()
            raise _refusal(sql, error) from error
        if cursor.description is None:
            connection.close()
            raise QueryError("the query gives no rows; only SELECT and the like can be asked")
        return [column[0] for column in cursor.description], _rows(connection, cursor, sql)


def _rows(connection: sqlite3.Connection, cursor: sqlite3.Cursor, sql: str) -> Iterator[tuple[Any, ...]]:
    try:
        yield from cursor
    except sqlite3.Error as error:
        raise _refusal(sql, error) from error
    finally:
        connection.close()


def _authorize(
    action: int, first: str | None, second: str | None, _database: str | None, _inner: str | None
) -> int:
    if action in _READING:
        return sqlite3.SQLITE_OK
    if (
        action == sqlite3.SQLITE_UPDATE
    ):  # how SQLite declares `pragma_table_info(...)` to itself; UPDATE is refused elsewhere
        allowed = first == "sqlite_master"
    elif action == sqlite3.SQLITE_FUNCTION:
        allowed = (second or "").lower() not in _FORBIDDEN_FUNCTIONS
    else:
        allowed = action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in _PRAGMAS
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _refusal(sql: str, error: Exception) -> QueryError:
    text = str(error)
    if (
        "not authorized" in text
        or "prohibited" in text
        or "readonly" in text
        or "may not be modified" in text
    ):
        return QueryError(f"a query only reads: {text}")
    return QueryError(f"{text}: {' '.join(sql.split())[:200]}")
