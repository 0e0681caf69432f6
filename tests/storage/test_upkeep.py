"""Backups that are whole, pruning that says what goes, and takedowns that leave no word behind."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

import storage.upkeep
from storage.archive import SQLiteArchive, open_archive
from storage.errors import ArchiveError, UnusablePath
from storage.rows import Pruned, Pruning
from tests.storage.conftest import NOON, page, simple_judge

SECRET = "zephyrine quicksilver"
HOUR = timedelta(hours=1)
BODY = f"{SECRET} lay on the quay when the ferry came"


def fill(archive: SQLiteArchive) -> SQLiteArchive:
    """A story of two sources, five hours apart, and another article a day later; all with their pages."""
    archive.store(
        [
            page("https://a.example/1", BODY, "Zephyrine", raw=BODY.encode() * 40, lines=((7, BODY), (8, "Ours"))),
            page("https://b.example/1", BODY, hours=5, source="herald", raw=b"<p>b", lines=((7, BODY),)),
            page("https://a.example/2", "市长 said nothing", hours=24, raw=b"<p>c", lines=((8, "Ours"),)),
        ],
        simple_judge,
    )  # fmt: skip
    edited = page("https://a.example/1", f"{BODY} again", hours=25, raw=b"<p>d", published=NOON - HOUR)
    archive.store([edited], simple_judge)
    return archive


@pytest.fixture
def filled(archive: SQLiteArchive) -> SQLiteArchive:
    return fill(archive)


def told(pruned: list[Pruned]) -> dict[str, int]:
    return {one.what: one.rows for one in pruned}


# Backups


def test_a_backup_holds_what_was_there_and_a_reader_can_make_it(
    filled: SQLiteArchive, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    with open_archive(filled.path, readonly=True) as reader:
        counts = reader.backup(copy)
    assert counts["articles"] == filled.counts()["articles"]
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith("copy")] == ["copy.db"]
    with open_archive(copy) as restored:
        assert restored.check() == []
        assert restored.article(1).body == filled.article(1).body


def test_a_backup_replaces_an_earlier_one_only_when_told_to(filled: SQLiteArchive, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(b"an earlier one")
    with pytest.raises(UnusablePath, match="exists already"):
        filled.backup(copy)
    filled.backup(copy, replace=True)
    assert copy.read_bytes().startswith(b"SQLite format 3")


def test_the_archive_is_never_its_own_backup(filled: SQLiteArchive) -> None:
    with pytest.raises(UnusablePath, match="the archive itself"):
        filled.backup(filled.path, replace=True)
    assert filled.counts()["articles"] == 2


def test_a_backup_that_cannot_be_written_leaves_nothing(filled: SQLiteArchive, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError):
        filled.backup(tmp_path / "no such folder" / "copy.db")
    assert not list(tmp_path.glob("copy.db*"))


def test_a_copy_that_lacks_a_row_is_no_backup(
    filled: SQLiteArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.upkeep, "_COUNTS", "SELECT 'articles', abs(random())")
    with pytest.raises(ArchiveError, match="not sound"):
        filled.backup(tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy.db*"))


# Pruning


def test_pruning_first_tells_and_then_takes_the_same(filled: SQLiteArchive) -> None:
    wish = Pruning(pages_before=NOON + timedelta(hours=6), fetches_before=NOON + timedelta(hours=1))
    with open_archive(filled.path, readonly=True) as reader:
        plan = reader.prune(wish, dry_run=True)
    assert told(plan) == {"pages": 2, "fetches": 1}
    assert (plan[0].oldest, plan[0].newest) == (NOON, NOON + timedelta(hours=5))
    before = filled.counts()
    assert filled.prune(wish) == plan
    after = filled.counts()
    assert {name: before[name] - after[name] for name in before if before[name] != after[name]} == told(plan)
    assert filled.prune(wish) == []


def test_pruning_by_source_leaves_the_others_alone(filled: SQLiteArchive) -> None:
    everything = NOON + timedelta(days=9)
    assert told(filled.prune(Pruning(everything, everything, source="herald"))) == {"pages": 1, "fetches": 1}
    assert filled.raw_page("https://b.example/1") is None
    assert filled.raw_page("https://a.example/1") is not None


def test_an_old_article_goes_and_its_younger_copy_takes_its_place(filled: SQLiteArchive) -> None:
    assert told(filled.prune(Pruning(texts_before=NOON))) == {"articles": 1}
    assert filled.article(1).url == "https://b.example/1"
    assert filled.known(["a.example/1"])["a.example/1"].state == "forgotten"
    assert filled.why("https://a.example/1").forgotten_reason == "pruned: before 2026-03-04"


def test_a_story_that_is_old_as_a_whole_goes_with_its_pages(filled: SQLiteArchive) -> None:
    wish = Pruning(texts_before=NOON + timedelta(hours=9))
    assert told(filled.prune(wish)) == {"articles": 1, "copies": 1}
    assert {name: filled.counts()[name] for name in ("articles", "copies", "pages", "tombstones")} == {
        "articles": 1, "copies": 0, "pages": 1, "tombstones": 2,
    }  # fmt: skip


def test_pruning_to_a_size_takes_the_oldest_pages_and_no_more(filled: SQLiteArchive) -> None:
    size = filled._size(free=False)
    [pruned] = filled.prune(Pruning(max_bytes=size - 1), dry_run=True)
    assert (pruned.what, pruned.rows, pruned.newest) == ("pages", 1, NOON)
    assert filled.prune(Pruning(max_bytes=size), dry_run=True) == []
    assert told(filled.prune(Pruning(max_bytes=1))) == {"pages": 4}


# Takedowns


def words_left(path: Path, words: str) -> list[str]:
    """Where in the files of an archive the bytes of `words` still lie."""
    found = [one.name for one in path.parent.glob(f"{path.name}*") if words.encode() in one.read_bytes()]
    with sqlite3.connect(path) as connection:
        blocks = connection.execute("SELECT block FROM articles_fts_data").fetchall()
    return found + ["articles_fts" for (block,) in blocks if words.split(maxsplit=1)[0].encode()[2:] in block]


def test_a_forgotten_page_leaves_no_word_in_the_file(path: Path) -> None:
    with open_archive(path, now=lambda: NOON) as archive:
        fill(archive)  # type: ignore[arg-type]
        assert words_left(path, SECRET)
        assert archive.forget("https://b.example/1", reason="asked for") == 1
        assert archive.forget("https://a.example/1", reason="asked for") == 1
        assert archive.scrub()
        assert words_left(path, SECRET) == []
        assert archive.check() == []
        assert [line.text for line in archive.source_line_counts("gazette", at_least=1)] == ["Ours"]


def test_a_second_address_forgets_the_text_it_leads_to(filled: SQLiteArchive) -> None:
    again = page("https://a.example/2?from=feed", "市长 said nothing", key="a.example/2", hours=26)
    filled.store([again], simple_judge)
    assert filled.forget("https://a.example/2?from=feed") == 1
    assert filled.find("https://a.example/2") is None
    assert list(filled.search("市长")) == []


def test_what_was_forgotten_by_mistake_is_collected_again(filled: SQLiteArchive) -> None:
    filled.forget("https://a.example/2", reason="a mistake")
    assert [one.reason for one in filled.tombstones()] == ["a mistake"]
    assert [one.url for one in filled.unforget("https://a.example/2")] == ["https://a.example/2"]
    assert filled.tombstones() == filled.unforget("https://a.example/2") == []
    [verdict] = filled.store([page("https://a.example/2", "市长 said nothing", hours=30)], simple_judge)
    assert verdict is not None
    assert verdict.kind == "new"


# Space and soundness


def test_vacuum_gives_back_what_was_pruned(filled: SQLiteArchive) -> None:
    filled.store(
        [page(f"https://a.example/{n}", f"{n}", raw=bytes(range(256)) * n) for n in range(3, 40)],
        simple_judge,
    )
    filled.db.execute("UPDATE pages SET content = randomblob(20000)")
    filled.prune(Pruning(pages_before=NOON + timedelta(days=9)))
    before, after = filled.vacuum()
    assert after < before - 500_000
    assert filled.path.stat().st_size == after


def test_a_check_finds_orphans_and_an_index_that_lost_a_text(filled: SQLiteArchive) -> None:
    filled.db.execute("INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')")
    filled.db.execute("INSERT INTO pages(url, fetched_at, content, text_id) VALUES ('x', 'y', 'z', 999)")
    with open_archive(filled.path, readonly=True) as reader:
        problems = reader.check()
    assert any("2 of 2 articles looked for are not found" in problem for problem in problems)
    assert "pages: 1 rows belong to no text" in problems
    filled.reindex()
    filled.db.execute("DELETE FROM pages WHERE text_id = 999")
