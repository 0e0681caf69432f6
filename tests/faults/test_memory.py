"""A reader that takes more memory than it may have, and one that the kernel kills: one record for the page, nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.crawl.with_reader import crawl_with
from tests.newsroom import Newsroom, Reply, crawl, outlet, rows

PAGES = 4


def test_a_page_that_is_too_much_for_its_reader_costs_itself_alone_and_the_next_run_is_whole(
    tmp_path: Path,
) -> None:
    db = tmp_path / "news.db"
    with Newsroom() as room:
        paths = outlet(room, PAGES)
        good = dict(room.routes)
        for path, deed in zip(paths, ("hoards", "is shot"), strict=False):
            room.routes[path] = Reply(f"<html><p>A page that {deed}.</p></html>")
        done = crawl_with("tests.crawl.readers", f"{room.url}/feed.xml", db)
        assert (done.returncode, done.stderr) == (0, "")
        unread = rows(db, "SELECT url, reason FROM fetches WHERE verdict = 'unread' ORDER BY url")
        assert [row["url"].removeprefix(room.url) for row in unread] == paths[:2]
        assert "more memory than a worker may have" in unread[0]["reason"]
        assert "killed while reading it, most likely for its memory" in unread[1]["reason"]
        assert len(rows(db, "SELECT id FROM articles")) == PAGES - 2
        assert [run["status"] for run in rows(db, "SELECT status FROM runs")] == ["ok"]
        assert rows(db, "SELECT url FROM frontier WHERE state = 'leased'") == []
        room.routes.update(good)
        room.requests.clear()
        later = datetime.now(UTC) + timedelta(hours=25)
        assert crawl(db, f"{room.url}/feed.xml", now=later.isoformat()).code == 0
        asked = {path for path in room.paths() if path.startswith("/news/")}
    assert asked >= set(paths[:2])
    assert len(rows(db, "SELECT id FROM articles")) == PAGES
