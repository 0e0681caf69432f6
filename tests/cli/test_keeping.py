"""`backup`, `prune`, `forget`, `vacuum` as their users call them."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import newsfold
import pytest

import crawler.version
from storage.archive import open_archive
from tests.cli.conftest import Run, row

FIRST, COPY = "https://harbour.example/news/1.html", "https://valley.example/news/1.html"


@pytest.fixture
def db(tmp_path: Path, archive_file: Path) -> Path:
    """A copy of the three stories, under the name that commands look for."""
    return Path(shutil.copy(archive_file, tmp_path / "news.db"))


def test_a_backup_is_told_in_a_line_and_can_be_read(run: Run, db: Path) -> None:
    result = run("backup", "copy.db")
    assert (result.code, result.out.startswith("copy.db: 3 articles, 1 copy, 0 pages")) == (0, True)
    assert run("search", "northport", "--db", "copy.db", "--json").rows
    again = run("backup", "copy.db")
    assert (again.code, again.out, again.err.count("\n")) == (2, "", 1)
    [told] = run("backup", "copy.db", "--replace", "--json").rows
    assert (told["file"], told["articles"]) == ("copy.db", 3)


def test_pruning_writes_nothing_before_it_is_told_to(run: Run, db: Path) -> None:
    old = ("prune", "--articles-before", "2026-11-23T06:30Z", "--json")
    [plan] = run(*old).rows
    assert (plan["what"], plan["rows"]) == ("articles", 1)
    assert run("show", FIRST).code == 0
    assert run(*old, "--yes").rows == [plan]
    assert [one["url"] for one in run("story", COPY, "--json").rows] == [COPY]
    assert "forgotten on" in run("why", FIRST).out
    assert run("prune", "--pages-before", "1d").err == "there is nothing to prune\n"


@pytest.mark.parametrize(
    "words",
    [
        ("prune",),
        ("prune", "--source", "harbour", "--yes"),
        ("prune", "--source", "elsewhere", "--pages-before", "1d"),
        ("prune", "--to-size", "much"),
        ("forget",),
        ("forget", "1", "--list"),
        ("forget", "--undo"),
    ],
)
def test_a_wish_that_cannot_be_understood_changes_nothing(run: Run, db: Path, words: tuple[str, ...]) -> None:
    before = db.read_bytes()
    result = run(*words)
    assert result.code == 2
    assert result.err
    assert db.read_bytes() == before


def test_a_forgotten_article_is_told_by_why_and_can_be_allowed_again(run: Run, db: Path) -> None:
    [gone] = run("forget", f"{FIRST}?utm_source=x", "--reason", "court order", "--json").rows
    assert gone == {"url": FIRST, "texts": 1, "reason": "court order"}
    assert "court order" in run("why", f"{FIRST}?utm_source=y").out
    assert run("forget", "1").code == 2, "the number leads to the copy now, which nobody named"
    assert [one["url"] for one in run("forget", "--list", "--json").rows] == [FIRST]
    with newsfold.open_archive(db) as archive:
        [verdict] = archive.add_many([row(1, "Northport", "harbour", 6)])
        assert verdict.article_id is None
    assert run("forget", "--undo", f"{FIRST}#top").out == f"may be collected again: {FIRST}\n"
    assert run("forget", "--undo", FIRST).code == 4


def test_what_was_forgotten_by_its_number_comes_back_by_it(run: Run, db: Path) -> None:
    [gone] = run("forget", "2", "--json").rows
    assert run("forget", "--undo", "2").out == f"may be collected again: {gone['url']}\n"
    assert run("forget", "--undo", "2").code == 4


def test_a_story_is_forgotten_with_its_copies(run: Run, db: Path) -> None:
    [gone] = run("forget", COPY, "--story", "--json").rows
    assert gone["texts"] == 2
    assert run("show", "1").code == run("forget", "1").code == 4
    assert run("doctor").code == 0


def test_an_address_that_was_never_seen_is_never_collected(run: Run, db: Path) -> None:
    assert "nothing was held of it" in run("forget", "https://harbour.example/news/9.html?utm_source=x").out
    with newsfold.open_archive(db) as archive:
        [verdict] = archive.add_many([row(9, "Northport", "harbour", 6)])
    assert verdict.article_id is None


def test_vacuum_says_how_much_smaller_the_file_is(run: Run, db: Path) -> None:
    [told] = run("vacuum", "--json").rows
    assert told["bytes_after"] == db.stat().st_size
    assert run("vacuum").out.endswith(f"-> {told['bytes_after'] / 1e6:.1f} MB\n")


def test_an_archive_that_is_held_is_not_written_to(run: Run, db: Path) -> None:
    with open_archive(db, command="crawl"):
        for words in (("vacuum",), ("forget", "1"), ("prune", "--pages-before", "1d", "--yes")):
            assert run(*words).code == 5
        assert run("backup", "copy.db").code == run("prune", "--pages-before", "1d").code == 0


def test_doctor_builds_a_lost_index_again(run: Run, db: Path) -> None:
    with open_archive(db) as archive:
        archive.db.execute("INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')")  # type: ignore[attr-defined]
    result = run("doctor")
    assert result.code == 1
    assert "newsfold doctor --reindex" in result.out
    assert run("doctor", "--reindex").code == 0
    assert run("search", "northport", "--json").rows


def test_doctor_notices_a_clock_that_was_set_back(
    run: Run, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSFOLD_NOW", datetime(2026, 1, 2, tzinfo=UTC).isoformat())
    assert "was the clock set back?" in run("doctor").out


def test_doctor_names_a_package_that_is_too_old(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["scrapy>=99", "click", "not-there; extra == 'web'"]
    monkeypatch.setattr(crawler.version, "requires", lambda _: lines)
    result = run("doctor")
    assert result.code == 1
    assert "is installed, >=99 is needed" in result.out
