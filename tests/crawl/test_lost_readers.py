"""Readers and their server killed while no page is to blame, or never ready: no page is lost, asked for twice or blamed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.workers import Failed, Limits, ReadingPool
from storage.errors import ReadersLost
from tests.bench.memory import children
from tests.crawl import readers
from tests.crawl.with_reader import crawl_with
from tests.newsroom import LOOPBACK, Newsroom, Reply, Request, crawl, outlet, rows

PAGES = 5


def _server(crawl: int) -> list[int]:
    """What the readers fork from."""
    return [one for one in children(crawl)[1:] if len(children(one)) > 1]


def _readers(crawl: int) -> list[int]:
    return [reader for server in _server(crawl) for reader in children(server)[1:]]


def _server_and_readers(crawl: int) -> list[int]:
    return [*_server(crawl), *_readers(crawl)]


def test_readers_and_their_server_that_are_killed_between_two_pages_cost_no_page(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    killed: list[int] = []
    with Newsroom() as room:
        paths = outlet(room, PAGES)

        def after(
            before: int, victims: Callable[[int], list[int]], page: Reply
        ) -> Callable[[Request], Reply]:
            def answer(_: Request) -> Reply:
                while len(rows(db, "SELECT id FROM articles")) < before and child.poll() is None:
                    time.sleep(0.02)
                chosen = victims(child.pid)
                for victim in chosen:
                    os.kill(victim, signal.SIGKILL)
                killed.append(len(chosen))
                return page

            return answer

        for number, victims in enumerate((_readers, _server_and_readers, _server), 2):
            page = room.routes[paths[number]]
            assert isinstance(page, Reply)
            room.routes[paths[number]] = after(number, victims, page)
        words = [
            "crawl",
            f"{room.url}/feed.xml",
            "--db",
            str(db),
            "--allow-private",
            LOOPBACK,
            "--delay",
            "0",
        ]
        child = subprocess.Popen(
            [sys.executable, "-m", "crawler.cli", *words],
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        try:
            _, err = child.communicate(timeout=120)
        finally:
            child.kill()
        asked = [path for path in room.paths() if path.startswith("/news/")]
    assert (all(killed), len(killed)) == (True, 3), err
    assert (child.returncode, "Traceback" in err) == (0, False), err
    assert sorted(asked) == sorted(paths)
    assert len(rows(db, "SELECT id FROM articles")) == PAGES
    assert rows(db, "SELECT * FROM fetches WHERE verdict = 'unread'") == []


def test_readers_that_never_are_ready_end_the_run_in_one_line_and_the_next_one_has_every_page(
    tmp_path: Path,
) -> None:
    db = tmp_path / "news.db"
    with Newsroom() as room:
        paths = outlet(room, PAGES)
        done = crawl_with("tests.crawl.unready", f"{room.url}/feed.xml", db)
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].startswith(
            "storage.errors.ReadersLost: a process that reads pages cannot work: ImportError: it is at the binder's"
        )
        (run,) = rows(db, "SELECT status, reason FROM runs")
        assert run["status"] == "failed"
        assert "at the binder's" in run["reason"]
        assert rows(db, "SELECT * FROM fetches WHERE verdict = 'unread'") == []
        assert crawl(db, f"{room.url}/feed.xml").code == 0
    assert len(rows(db, "SELECT id FROM articles")) == len(paths)


def test_a_task_that_kills_whoever_unpacks_it_is_to_blame_and_the_others_are_done() -> None:
    pool = ReadingPool(2)
    try:
        deadly = pool.submit(readers.echo, readers.Deadly())
        others = [pool.submit(readers.echo, number) for number in range(4)]
        found = deadly.result(60)
        assert isinstance(found, Failed)
        assert found.reason == "memory"
        assert [other.result(60) for other in others] == [0, 1, 2, 3]
    finally:
        pool.close()


@pytest.mark.parametrize("task", [(readers.echo, readers.OneWay()), (readers.one_way,)])
def test_what_cannot_be_unpacked_is_a_fault_with_its_place_and_its_reader_goes_on(
    task: tuple[Any, ...],
) -> None:
    pool = ReadingPool(1)
    try:
        found = pool.submit(*task).result(60)
        assert isinstance(found, Failed)
        assert "an untied shoe (readers.py:" in found.words
        assert pool.submit(readers.echo, 1).result(60) == 1
    finally:
        pool.close()


def test_readers_that_die_before_they_begin_are_given_up() -> None:
    pool = ReadingPool(1, Limits(memory=1 << 20))
    try:
        with pytest.raises(ReadersLost):
            pool.submit(readers.echo, bytes(4 << 20)).result(60)
    finally:
        pool.close()
