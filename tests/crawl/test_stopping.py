"""A crawl that is asked to stop, and places that cannot hold an archive."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

from tests.newsroom import Newsroom, Reply, crawl, newsfold, outlet, rows, start_crawl


def test_a_crawl_that_is_terminated_saves_its_state_and_the_next_one_fetches_only_the_rest(
    tmp_path: Path,
) -> None:
    db = tmp_path / "news.db"
    with Newsroom() as room:
        paths = outlet(room, 12)
        child = start_crawl(db, f"{room.url}/feed.xml")
        try:
            while sum(path.startswith("/news/") for path in room.paths()) < 4 and child.poll() is None:
                time.sleep(0.02)
            os.killpg(child.pid, signal.SIGTERM)  # the readers too, as systemd does it
            began = time.monotonic()
            _, err = child.communicate(timeout=60)
        finally:
            child.kill()
        assert child.returncode == 130, err
        assert time.monotonic() - began < 20
        (run,) = rows(db, "SELECT status FROM runs")
        assert run["status"] == "interrupted"
        assert (
            rows(db, "SELECT url, state, reason FROM frontier WHERE state = 'leased' OR reason <> ''") == []
        )
        assert rows(db, "SELECT * FROM fetches WHERE verdict = 'unread'") == []
        stored = len(rows(db, "SELECT id FROM articles"))
        assert 0 < stored < len(paths)
        room.requests.clear()
        done = crawl(db, f"{room.url}/feed.xml")
        assert done.code == 0, done.err
        assert len([path for path in room.paths() if path.startswith("/news/")]) == len(paths) - stored
    assert len(rows(db, "SELECT id FROM articles")) == len(paths)


def test_a_second_crawl_of_one_archive_is_told_that_it_is_held(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    told = threading.Event()
    with Newsroom() as room:
        first = outlet(room, 1)[0]
        story = room.routes[first]
        assert isinstance(story, Reply)
        room.routes[first] = lambda _: story if told.wait(60) else Reply(status=503)
        child = start_crawl(db, f"{room.url}/feed.xml")
        try:
            while not room.asked(first) and child.poll() is None:
                time.sleep(0.02)
            done = crawl(db, f"{room.url}/feed.xml")
        finally:
            told.set()
            child.kill()
            child.communicate()
    assert done.code == 5
    assert str(child.pid) in done.err


def test_a_directory_that_is_none_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a plain file")
    done = newsfold(
        "crawl", "https://harbour.example/", "--db", str(tmp_path / "file" / "news.db"), cwd=tmp_path
    )
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert "its folder cannot be written" in done.err
