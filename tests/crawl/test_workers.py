"""Pages that a reader cannot survive: each costs itself and nothing else."""

from __future__ import annotations

from pathlib import Path

from crawler.workers import ReadingPool
from tests.crawl import readers
from tests.crawl.with_reader import crawl_with
from tests.newsroom import Newsroom, Reply, outlet, rows


def test_a_page_that_spins_hoards_dies_trips_or_is_killed_leaves_a_row_and_the_next_ones_are_stored(
    tmp_path: Path,
) -> None:
    with Newsroom() as room:
        outlet(room, 7)
        for number, deed in enumerate(("spins", "hoards", "shoots itself", "trips", "is shot")):
            room.routes[f"/news/story-{number}.html"] = Reply(f"<html><p>A page that {deed}.</p></html>")
        done = crawl_with("tests.crawl.readers", f"{room.url}/feed.xml", tmp_path / "news.db")
    assert done.returncode == 0, done.stderr
    found = rows(
        tmp_path / "news.db", "SELECT url, reason FROM fetches WHERE verdict = 'unread' ORDER BY url"
    )
    reasons = [row["reason"] for row in found]
    assert len(reasons) == 5
    assert "s of CPU" in reasons[0]
    assert "memory" in reasons[1]
    assert "died" in reasons[2]
    assert "an untied shoe" in reasons[3]
    assert "killed" in reasons[4]
    assert len(rows(tmp_path / "news.db", "SELECT id FROM articles")) == 2


def test_a_worker_shares_the_language_model_instead_of_loading_its_own() -> None:
    pool = ReadingPool(1)
    try:
        assert pool.submit(readers.loaded, "py3langid").result(60) is True
    finally:
        pool.close(kill=True)
