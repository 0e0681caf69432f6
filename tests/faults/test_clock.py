"""A clock that ran years ahead and was set back: the next run says so, and what was put off is done."""

from __future__ import annotations

from pathlib import Path

from tests.newsroom import Newsroom, Reply, crawl, outlet, rows

AHEAD, RIGHT = "2033-05-01T12:00:00Z", "2026-11-23T12:00:00Z"


def test_what_a_clock_put_off_for_years_is_due_once_it_is_set_back(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    with Newsroom() as room:
        paths = outlet(room, 2)
        good = room.routes[paths[0]]
        room.routes[paths[0]] = Reply("the press is broken", 500, headers={"Retry-After": "3600"})
        crawl(db, f"{room.url}/feed.xml", now=AHEAD)
        assert len(rows(db, "SELECT * FROM articles")) == 1
        room.routes[paths[0]] = good
        done = crawl(db, f"{room.url}/feed.xml", options=["--due"], now=RIGHT)
    assert done.code == 0, done.err
    assert len(rows(db, "SELECT * FROM articles")) == 2
    reasons = [run["reason"] for run in rows(db, "SELECT reason FROM runs ORDER BY id")]
    assert reasons[0] == ""
    assert reasons[1].endswith("UTC, which is to come: the clock was set back")
