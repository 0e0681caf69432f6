"""The schedule is killed while its crawl goes on: the crawl ends its work, and the next schedule takes over whole."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path

from tests.newsroom import LOOPBACK, Newsroom, Reply, Request, newsfold, outlet, rows

WAIT = 60  #: seconds after which a test gives up


def schedule(folder: Path, *words: str) -> list[str]:
    return [
        sys.executable, "-m", "crawler.cli", "schedule", *words, "--db", str(folder / "news.db"),
        "--allow-private", LOOPBACK, "--delay", "0",
    ]  # fmt: skip


def test_a_crawl_whose_schedule_was_killed_finishes_and_the_next_tick_is_whole(tmp_path: Path) -> None:
    reached, go_on = threading.Event(), threading.Event()
    with Newsroom() as room:
        paths = outlet(room, 3)
        held = room.routes[paths[1]]

        def holding(_request: Request) -> Reply:
            reached.set()
            assert go_on.wait(WAIT)
            assert isinstance(held, Reply)
            return held

        room.routes[paths[1]] = holding
        (tmp_path / "sources.toml").write_text(f'[[source]]\nid = "harbour"\nurl = "{room.url}/feed.xml"\n')
        parent = subprocess.Popen(schedule(tmp_path), cwd=tmp_path, start_new_session=True)
        try:
            assert reached.wait(WAIT)
            (run,) = rows(tmp_path / "news.db", "SELECT id, pid, status FROM runs")
            parent.kill()
            parent.wait(WAIT)
            assert run["status"] == "running"
            crawl = os.pidfd_open(run["pid"])  # nobody's child any more: its end shows here
            go_on.set()
            assert select.select([crawl], [], [], WAIT)[0]
            os.close(crawl)
        finally:
            go_on.set()
            if parent.poll() is None:
                os.killpg(parent.pid, signal.SIGKILL)
        outlet(room, 4)
        done = newsfold(*schedule(tmp_path, "--once")[3:], cwd=tmp_path, now="2027-01-01T00:00:00Z")
    assert done.code == 0, done.err
    runs = rows(tmp_path / "news.db", "SELECT status, reason FROM runs ORDER BY id")
    assert runs == [{"status": "ok", "reason": ""}] * 2
    assert not (tmp_path / "news.db.lock").exists()
    assert len(rows(tmp_path / "news.db", "SELECT id FROM articles")) == 4
