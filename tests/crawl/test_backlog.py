"""Fetching waits for reading and storing: what was answered and is not stored is lost with a killed run."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.backlog import AHEAD, BATCH
from crawler.config import Config
from crawler.desk import Desk
from crawler.frontier import FrontierScheduler
from crawler.report import CrawlOptions
from crawler.workers import ReadingPool
from crawler.writer import Writer
from spiders.news import NewsSpider
from storage.archive import open_archive
from storage.ports import Archive
from storage.records import FrontierItem

READERS = 2
MOST = READERS * AHEAD + BATCH


def _items(count: int) -> list[FrontierItem]:
    """Pages of as many hosts, so that none waits for another."""
    names = [f"paper-{number}.example" for number in range(count)]
    return [FrontierItem(f"https://{name}/a", f"{name}/a", name, "papers") for name in names]


def _asked(scheduler: FrontierScheduler) -> list[Request]:
    """All that is asked for now, each answered at once."""
    asked = []
    while (request := scheduler.next_request()) is not None:
        scheduler.desk.backlog.unread += "item" in request.meta
        asked.append(request)
    return asked


def _desk_and_scheduler(archive: Archive) -> tuple[Desk, FrontierScheduler]:
    """Of a crawl whose downloader is idle."""
    desk = Desk(archive, Config(), [], CrawlOptions(), cast(ReadingPool, SimpleNamespace(workers=READERS)))
    crawler = Crawler(NewsSpider)
    crawler.engine = cast(Any, SimpleNamespace(downloader=SimpleNamespace(active=(), slots={})))
    desk.sits_at(crawler)
    return desk, FrontierScheduler.from_crawler(crawler)


def test_no_page_is_asked_for_while_as_many_answers_as_may_be_lost_wait_and_lists_still_are(
    tmp_path: Path,
) -> None:
    async def run() -> None:
        with open_archive(tmp_path / "news.db") as archive:
            desk, scheduler = _desk_and_scheduler(archive)
            archive.frontier.put(_items(MOST + 5))
            assert len(_asked(scheduler)) == MOST
            scheduler.enqueue_request(Request("https://paper-0.example/feed.xml"))
            assert [request.url for request in _asked(scheduler)] == ["https://paper-0.example/feed.xml"]
            assert scheduler.has_pending_requests()
            desk.backlog.unread -= 3  # three were read and stored
            assert len(_asked(scheduler)) == 3

    asyncio.run(run())


def test_a_host_goes_on_with_its_next_pages_without_a_look_at_all_that_waits(tmp_path: Path) -> None:
    async def run() -> None:
        with open_archive(tmp_path / "news.db") as archive:
            _, scheduler = _desk_and_scheduler(archive)
            host = "paper.example"
            archive.frontier.put(
                FrontierItem(f"https://{host}/{n}", f"{host}/{n}", host, "papers") for n in range(MOST)
            )
            first = scheduler.next_request()
            assert first is not None
            scheduler._next_look = float("inf")
            assert len(_asked(scheduler)) == MOST - 1

    asyncio.run(run())


def test_what_was_stored_makes_room_and_the_scheduler_is_told_at_once(tmp_path: Path) -> None:
    with open_archive(tmp_path / "news.db") as archive:
        pool = cast(ReadingPool, SimpleNamespace(workers=READERS))
        desk = Desk(archive, Config(), [], CrawlOptions(), pool)
        told: list[int] = []
        desk.on_stored = lambda: told.append(desk.backlog.unwritten)
        desk.backlog.unwritten = 3
        Writer.of(desk).flush()
        assert told == [0]
