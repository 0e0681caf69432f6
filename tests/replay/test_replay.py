"""Stored pages read again by later rules, on an archive that a real crawl made."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard

from crawler.config import load_config
from crawler.normalise import RULES_VERSION
from crawler.replay import ReplayReport, Wanted, repair_learned, replay
from storage.archive import open_archive
from tests.newsroom import NOUNS, Newsroom, crawl, feed, lines, newsfold, page, rows, story

HOUSE = "The Gazette is set by hand in the cellar of Pier Nine."
QUOTE = "“Nobody sails before the bell has rung,” said harbour master Ilse Brandt."


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve articles of one outlet with a house line that no rule knows; ten of them quote the same words."""
    db = tmp_path_factory.mktemp("press") / "news.db"
    with Newsroom() as room:
        paths = [f"/news/story-{number}.html" for number in range(12)]
        for number, path in enumerate(paths):
            said = [QUOTE] if number < 10 else []
            text = [*story(number), *said, HOUSE]
            room.routes[path] = page(f"Council hears report {number} on the {NOUNS[number]}", text)
        room.routes["/feed.xml"] = feed(room.url, *paths)
        done = crawl(db, f"{room.url}/feed.xml")
    assert done.code == 0, done.err
    return db


@pytest.fixture
def db(crawled: Path, tmp_path: Path) -> Path:
    """The archive as an older newsfold left it: nothing learned, the house line in every body."""
    copy = tmp_path / "news.db"
    copy.write_bytes(crawled.read_bytes())
    with sqlite3.connect(copy) as connection:
        connection.execute("DELETE FROM cuts WHERE rule = 'learned.line'")
        connection.execute("UPDATE articles SET rules = 'older', body = body || char(10, 10) || ?", (HOUSE,))
    with open_archive(copy) as archive:
        archive.reindex()
    return copy


def bodies(db: Path) -> list[str]:
    return [row["body"] for row in rows(db, "SELECT body FROM articles UNION ALL SELECT body FROM copies")]


ALL_STALE = Wanted()


def run(db: Path, wanted: Wanted = ALL_STALE, *, dry_run: bool = False) -> ReplayReport:
    with open_archive(db, readonly=dry_run) as archive:
        return replay(archive, load_config(None), wanted, dry_run=dry_run, workers=1)


def test_a_crawl_repairs_what_it_stored_before_a_line_was_learned(crawled: Path) -> None:
    assert sum(HOUSE in body for body in bodies(crawled)) == 0
    assert sum(QUOTE in body for body in bodies(crawled)) == 10
    assert rows(crawled, "SELECT * FROM revisions") == []


def test_a_line_learned_late_is_cut_from_every_article_stored_before(db: Path) -> None:
    assert sum(HOUSE in body for body in bodies(db)) > 0
    with open_archive(db) as archive:
        sources = [row.id for row in archive.sources()]
        report = repair_learned(archive, load_config(None), sources, workers=1)
    assert report.changed == report.read > 0
    assert sum(HOUSE in body for body in bodies(db)) == 0
    [cut] = rows(db, "SELECT reason, text FROM cuts WHERE rule = 'learned.line' GROUP BY reason, text")
    assert cut["text"] == HOUSE
    assert cut["reason"].startswith("seen in 12 of 12 articles of ")
    assert rows(db, "SELECT * FROM revisions") == []


def test_a_popular_quotation_stays_in_every_article(db: Path) -> None:
    run(db)
    assert sum(QUOTE in body for body in bodies(db)) == 10


def test_a_repair_finds_nothing_the_second_time(db: Path) -> None:
    for expected in (True, False):
        with open_archive(db) as archive:
            sources = [row.id for row in archive.sources()]
            assert bool(repair_learned(archive, load_config(None), sources, workers=1).read) is expected


def test_a_dry_run_writes_nothing(db: Path) -> None:
    before = bodies(db)
    assert run(db, dry_run=True).changed > 0
    assert bodies(db) == before


def test_an_interrupted_replay_goes_on_where_it_stopped(db: Path) -> None:
    assert run(db, Wanted(limit=5)).read == 5
    assert run(db).read == 7
    assert run(db).read == 0
    assert run(db, Wanted(everything=True)).changed == 0
    assert all(row["rules"].startswith(f"{RULES_VERSION}+") for row in rows(db, "SELECT rules FROM articles"))


def test_a_killed_replay_loses_one_batch_at_most(db: Path) -> None:
    """Twelve pages in batches of four; SIGKILL comes inside the transaction of the second."""
    script = """
import os, signal, sys
import crawler.replay
from crawler.config import load_config
from storage.archive import SQLiteArchive, open_archive

crawler.replay.BATCH = 4
rewrite, written = SQLiteArchive.rewrite, []

def dying(self, *given):
    written.append(given)
    if len(written) == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    rewrite(self, *given)

SQLiteArchive.rewrite = dying
with open_archive(sys.argv[1]) as archive:
    crawler.replay.replay(archive, load_config(None), workers=1)
"""
    child = subprocess.run([sys.executable, "-c", script, db], cwd=db.parent, check=False, timeout=120)
    assert child.returncode == -signal.SIGKILL
    with open_archive(db) as archive:
        assert archive.check() == []
    assert run(db).read == 8
    assert sum(HOUSE in body for body in bodies(db)) == 0


def test_the_search_index_follows_the_text(db: Path) -> None:
    run(db)
    with open_archive(db, readonly=True) as archive:
        assert list(archive.search('"Pier Nine"')) == []
        assert archive.check() == []


def test_a_page_that_makes_no_article_any_more_is_told_and_its_text_kept(db: Path) -> None:
    html = zstandard.ZstdCompressor().compress(b"<html><body><p>Gone.</p></body></html>")
    with sqlite3.connect(db) as connection:
        connection.execute("UPDATE pages SET content = ?, size = 39 WHERE text_id = 1", (html,))
    before = rows(db, "SELECT body FROM articles WHERE id = 1")
    assert run(db).not_article == 1
    assert rows(db, "SELECT body FROM articles WHERE id = 1") == before


def test_the_command_reports_before_and_after(db: Path) -> None:
    told = newsfold("renormalise", "--dry-run", "--db", str(db), cwd=db.parent)
    assert told.code == 0, told.err
    assert "cut learned.line" in told.out
    changed = lines(newsfold("renormalise", "--json", "--db", str(db), cwd=db.parent).out)
    assert changed
    assert {field for row in changed for field in row["fields"]} == {"body"}


def test_a_users_new_rule_reads_just_its_source_again(db: Path, tmp_path: Path) -> None:
    run(db)
    [source] = [row["id"] for row in rows(db, "SELECT id FROM sources")]
    (tmp_path / "sources.toml").write_text(
        f'[[source]]\nid = "{source}"\nurl = "https://gazette.example/"\n[source.normalise]\ndrop = ["^“Nobody sails"]\n'
    )
    done = newsfold("renormalise", "--db", str(db), cwd=tmp_path)
    assert done.code == 0, done.err
    assert sum(QUOTE in body for body in bodies(db)) == 0
