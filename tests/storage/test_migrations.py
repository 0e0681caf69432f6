"""An archive of an earlier version becomes one of this version, or stays exactly as it was."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

import storage.migrations
import storage.opening
from storage.archive import open_archive
from storage.errors import ArchiveError
from storage.versions import SCHEMA_VERSION
from tests.storage.conftest import page, simple_judge

BODY = "the harbour reopened after the storm and the ferries sail again"


@pytest.fixture
def old(path: Path) -> Path:
    """An archive of the present version with one story, soon to be of an earlier one."""
    with open_archive(path) as archive:
        archive.store([page("https://a.example/1", BODY), page("https://b.example/1", BODY)], simple_judge)
    return path


@pytest.fixture
def later(old: Path, monkeypatch: pytest.MonkeyPatch) -> Migrations:
    """A version that knows one migration more: it gives articles a column."""
    extended = Migrations("newsfold")
    extended._migrations = list(storage.migrations.migrations._migrations)

    @extended(name="m999_mood")
    def mood(db: Database) -> None:
        db["articles"].add_column("mood", str, not_null_default="calm")  # type: ignore[union-attr]

    monkeypatch.setattr(storage.migrations, "migrations", extended)
    for module in (storage.migrations, storage.opening):
        monkeypatch.setattr(module, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    return extended


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return [*connection.iterdump(), str(connection.execute("PRAGMA user_version").fetchone())]
    finally:
        connection.close()


def test_opening_for_write_brings_an_earlier_archive_up_to_date(old: Path, later: Migrations) -> None:
    with open_archive(old) as archive:
        assert archive.article(1).body == BODY
        assert len(archive.copies(1)) == 1
        assert list(archive.query("SELECT mood FROM articles")[1]) == [("calm",)]
        assert archive.check() == []
        archive.store([page("https://c.example/1", "a new text")], simple_judge)
    assert dump(old)[-1] == f"({SCHEMA_VERSION + 1},)"


def test_opening_to_read_asks_for_a_command_that_writes(old: Path, later: Migrations) -> None:
    before = old.read_bytes()
    with pytest.raises(ArchiveError, match="earlier version"):
        open_archive(old, readonly=True)
    assert old.read_bytes() == before


def test_a_migration_that_fails_changes_nothing(old: Path, later: Migrations) -> None:
    before = dump(old)

    @later(name="m999_trouble")
    def trouble(db: Database) -> None:
        db.execute("CREATE TABLE half(done)")
        raise ArithmeticError("half way")

    with pytest.raises(ArithmeticError):
        open_archive(old)
    assert dump(old) == before


def test_every_migration_is_counted_in_the_files_version() -> None:
    assert len(storage.migrations.migrations._migrations) == SCHEMA_VERSION


def test_the_full_text_table_is_found_by_those_who_look_for_one(old: Path) -> None:
    assert Database(str(old))["articles"].detect_fts() == "articles_fts"  # type: ignore[union-attr]


def test_a_reader_of_the_tables_finds_the_promised_columns(old: Path) -> None:
    promised = {
        "articles": "id url canonical_url url_key source headline description body authors published_at modified_at"
        " first_seen_at language dateline agency section tags image credits word_count access simhash extractor rules",
        "copies": "id article_id url url_key source headline published_at seen_at simhash distance similarity kind",
        "revisions": "id article_id seen_at headline body",
        "cuts": "id article_id rule reason field text",
        "runs": "id started_at ended_at status counts",
        "fetches": "run_id url source at status verdict reason",
        "pages": "id url fetched_at status content",
        "robots": "origin fetched_at status body",
        "sources": "id",
        "feeds": "url etag last_modified next_poll_at next_poll_reason",
        "frontier": "id url host not_before attempts",
        "source_lines": "source key text seen",
    }
    db = Database(str(old))
    for table, columns in promised.items():
        assert set(columns.split()) <= set(db[table].columns_dict), table
    views = {"v_articles", "v_copies", "v_stories", "v_revisions", "v_cuts", "v_source_health", "v_runs"}
    assert views == set(db.view_names())
