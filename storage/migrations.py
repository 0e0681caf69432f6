"""How an archive of any earlier version becomes one of this version.

sqlite-utils keeps the list of what was applied (`_sqlite_migrations`); `user_version` in the file's header
says the same as a number, so that a file from a newer version is refused before anything is read from it.
A migration, once released, is never changed; the next one follows it. `tests/storage/archives` keeps an archive that
each version wrote.
"""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database, Migrations

from storage.schema import (
    PAGE_SIZE,
    add_health,
    add_run_records,
    add_search_indexes,
    add_subscriptions,
    create_tables,
)
from storage.versions import APPLICATION_ID, SCHEMA_VERSION
from storage.views import create_views

migrations = Migrations("newsfold")


@migrations()
def m001_first_schema(db: Database) -> None:
    """Articles, copies, revisions, cuts, runs, and what a crawl must remember."""
    create_tables(db)


@migrations()
def m002_health(db: Database) -> None:
    """How each source is doing: the evidence, each change of state, and what finds both quickly."""
    add_health(db)


@migrations()
def m003_subscriptions(db: Database) -> None:
    """Which WebSub hub was asked to push which feed."""
    add_subscriptions(db)


@migrations()
def m004_run_records(db: Database) -> None:
    """What each run was made of, how its requests ended, and which ids were forgotten."""
    add_run_records(db)


@migrations()
def m005_search_indexes(db: Database) -> None:
    """What a search asks of many articles, their date, source and language, without reading their texts."""
    add_search_indexes(db)


def create(connection: sqlite3.Connection) -> None:
    """Lay out an empty file: page size and stamps first, then the tables, all of it in place before it is renamed."""
    connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    migrate(connection)
    connection.execute("PRAGMA journal_mode = WAL")


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables and views to this version in one transaction; nothing is kept of a half-done one."""
    db = Database(connection, execute_plugins=False)
    with db.atomic():
        migrations.apply(db)
        create_views(db)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
