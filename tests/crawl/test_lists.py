"""Lists of addresses: they wait in the archive, so that their length takes no memory and a killed run loses none."""

from __future__ import annotations

import asyncio
import os
import signal
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy import Request
from scrapy.crawler import Crawler

from crawler.config import Config
from crawler.desk import Desk
from crawler.frontier import AT_ONCE, HOSTS_AT_ONCE, IDLE, FrontierScheduler
from crawler.report import CrawlOptions, Targets
from crawler.targets import wait_in_archive
from crawler.urls import host_key, url_key
from crawler.workers import ReadingPool
from spiders.news import NewsSpider
from storage.archive import SQLiteArchive, open_archive
from storage.records import FrontierItem
from tests.newsroom import (
    Done,
    Newsroom,
    Reply,
    crawl,
    feed,
    lines,
    newsfold,
    outlet,
    page,
    rows,
    start_crawl,
    story,
)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom() as newsroom:
        yield newsroom


def written(db: Path, addresses: Sequence[str]) -> str:
    """The path of a list."""
    path = db.parent / "urls.txt"
    path.write_text("\n".join(addresses))
    return str(path)


def crawl_list(db: Path, addresses: Sequence[str], *options: str) -> Done:
    return crawl(db, options=["-i", written(db, addresses), *options])


def stories(room: Newsroom, count: int, *, first: int = 0) -> list[str]:
    """The addresses of `count` articles."""
    return [room.url + path for path in outlet(room, count, first=first)]


def held(db: Path) -> int:
    return len(rows(db, "SELECT id FROM articles"))


def test_a_list_may_name_articles_feeds_and_home_pages(room: Newsroom, db: Path) -> None:
    addresses = stories(room, 4)
    with Newsroom() as other:
        outlet(other, 2, first=10)
        head = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        other.routes["/"] = Reply(
            f"<html><head><title>The Inland Courier</title>{head}</head><body></body></html>"
        )
        room.routes["/feed.xml"] = feed(
            room.url, *(address.removeprefix(room.url) for address in addresses[2:])
        )
        done = crawl_list(db, [*addresses[:2], f"{room.url}/feed.xml", f"{other.url}/"])
        assert done.code == 0, done.err
        assert held(db) == 6
        assert max(len(room.asked(path)) for path in room.paths()) == 1
    assert rows(db, "SELECT * FROM frontier WHERE kind = 'target'") == []


def test_what_a_list_names_and_the_archive_holds_is_left_alone_and_the_summary_says_so(
    room: Newsroom, db: Path
) -> None:
    addresses = stories(room, 3)
    room.routes["/about.html"] = Reply("<html><title>About</title><body><p>Us.</p></body></html>")
    vain = [f"{room.url}/about.html", f"{room.url}/gone.html"]
    crawl_list(db, [*addresses[:2], *vain])
    assert {*room.paths()} >= {"/about.html", "/gone.html"}
    room.requests.clear()
    done = crawl_list(db, [*addresses, *vain])
    assert done.code == 0, done.err
    assert room.paths() == ["/news/story-2.html"]
    assert "of the list 2 held already, 2 tried before: left alone, --force asks for them" in done.err
    (run,) = rows(db, "SELECT json_extract(counts, '$.held') AS held FROM runs ORDER BY id DESC LIMIT 1")
    assert run["held"] == 2
    room.requests.clear()
    crawl_list(db, addresses, "--force")
    assert sorted(room.paths()) == [f"/news/story-{number}.html" for number in range(3)]


def test_an_address_that_is_named_itself_is_looked_at_again(room: Newsroom, db: Path) -> None:
    (address,) = stories(room, 1)
    crawl(db, address)
    room.routes["/news/story-0.html"] = page(
        "Council hears report number 0 on the lantern",
        [*story(0), "The clerk has since resigned, the council said."],
    )
    crawl(db, address)
    assert len(rows(db, "SELECT id FROM revisions")) == 1


def test_a_forgotten_address_is_not_asked_for_whoever_names_it(room: Newsroom, db: Path) -> None:
    (address,) = stories(room, 1)
    crawl(db, address)
    assert newsfold("forget", address, "--db", str(db)).code == 0
    room.requests.clear()
    crawl(db, address)
    assert [row["reason"] for row in rows(db, "SELECT reason FROM fetches WHERE verdict = 'skipped'")] == [
        "forgotten"
    ]
    done = crawl_list(db, [address])
    assert "1 forgotten" in done.err
    assert room.requests == []


def test_a_simulated_list_names_each_page_once_and_stores_nothing(room: Newsroom, db: Path) -> None:
    addresses = stories(room, 4)
    done = crawl_list(db, addresses, "--simulate", "--json")
    assert sorted(row["url"] for row in lines(done.out)) == addresses
    assert max(len(room.asked(path)) for path in room.paths()) == 1
    assert not db.exists()


def test_an_article_that_a_feed_and_a_list_name_is_asked_for_once(room: Newsroom, db: Path) -> None:
    addresses = stories(room, 8)
    done = crawl_list(db, [f"{room.url}/feed.xml", *addresses])
    assert done.code == 0, done.err
    assert held(db) == len(addresses)
    assert len([path for path in room.paths() if path.startswith("/news/")]) == len(addresses)
    assert rows(db, "SELECT * FROM frontier WHERE kind <> 'recheck'") == []


def test_a_list_that_another_list_leads_to_is_read_once(room: Newsroom, db: Path) -> None:
    paths = outlet(room, 2)
    urls = "".join(f"<url><loc>{room.url}{path}</loc></url>" for path in paths)
    room.routes["/child.xml"] = Reply(f"<urlset>{urls}</urlset>", kind="text/xml")
    index = f"<sitemapindex><sitemap><loc>{room.url}/child.xml</loc></sitemap></sitemapindex>"
    room.routes["/index.xml"] = Reply(index, kind="text/xml")
    done = crawl_list(db, [f"{room.url}/index.xml", f"{room.url}/child.xml"])
    assert done.code == 0, done.err
    assert len(room.asked("/child.xml")) == 1
    assert held(db) == 2


def test_a_short_link_waits_for_the_host_that_it_leads_to(room: Newsroom, db: Path) -> None:
    addresses = stories(room, 3)
    with Newsroom() as links:
        for number, target in enumerate(addresses):
            links.routes[f"/s{number}"] = Reply("", 301, headers={"Location": target}, etag=False)
        short = [f"{links.url}/s{number}" for number in range(3)]
        done = crawl_list(db, short)
        assert done.code == 0, done.err
        assert {row["url"] for row in rows(db, "SELECT url FROM articles")} == set(addresses)
        room.requests.clear()
        links.requests.clear()
        done = crawl_list(db, short)
        assert "3 held already" in done.err
        assert (links.requests, room.requests) == ([], [])


def test_a_feed_that_moves_to_another_host_stays_what_was_given_and_its_move_is_counted(
    room: Newsroom, db: Path
) -> None:
    outlet(room, 1)
    with Newsroom() as before:
        before.routes["/feed.xml"] = Reply("", 301, headers={"Location": f"{room.url}/feed.xml"}, etag=False)
        crawl(db, f"{before.url}/feed.xml")
        assert held(db) == 1
        crawl(db, f"{before.url}/feed.xml")
        (state,) = rows(db, "SELECT url, redirect_url, redirect_count FROM feeds")
        assert state == {
            "url": f"{before.url}/feed.xml",
            "redirect_url": f"{room.url}/feed.xml",
            "redirect_count": 2,
        }
    conditional = ["if-none-match" in request.headers for request in room.asked("/feed.xml")]
    assert conditional == [False, True]


def test_a_limit_of_pages_holds_for_a_list_and_lists_do_not_count(room: Newsroom, db: Path) -> None:
    addresses = stories(room, 6)
    done = crawl_list(db, [f"{room.url}/feed.xml", *addresses[3:]], "--max", "4")
    assert done.code == 0, done.err
    assert len([path for path in room.paths() if path.startswith("/news/")]) == 4
    assert crawl_list(db, addresses).code == 0
    assert held(db) == 6


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_list_whose_run_is_ended_goes_on_where_it_was(db: Path, number: signal.Signals) -> None:
    with ExitStack() as open_rooms:
        rooms = [open_rooms.enter_context(Newsroom()) for _ in range(3)]
        addresses = [address for n, room in enumerate(rooms) for address in stories(room, 10, first=10 * n)]
        child = start_crawl(db, "-i", written(db, addresses))
        while held_now(db) < 6 and child.poll() is None:
            time.sleep(0.05)
        os.killpg(child.pid, number)
        began = time.monotonic()
        _, err = child.communicate(timeout=60)
        assert child.returncode == (130 if number is signal.SIGTERM else -number), err
        assert time.monotonic() - began < 20
        stored = held(db)
        assert stored < len(addresses)
        asked = [room.url + path for room in rooms for path in room.paths() if path.startswith("/news/")]
        for room in rooms:
            room.requests.clear()
        done = crawl(db, rooms[0].url + "/news/story-0.html")  # another wish leaves the list alone
        assert done.code == 0, done.err
        assert [room.paths() for room in rooms[1:]] == [[], []]
        done = crawl_list(db, addresses)
        assert done.code == 0, done.err
        again = [room.url + path for room in rooms for path in room.paths() if path.startswith("/news/")]
        assert held(db) == len(addresses)
        twice = set(asked) & (set(again) - {addresses[0]})
        assert len(twice) <= len(rooms) * 2 + 8  # answered and not stored, or on their way


def held_now(db: Path) -> int:
    try:
        return held(db)
    except Exception:  # noqa: BLE001 - there is no archive yet
        return 0


def test_what_is_left_of_a_list_is_taken_up_by_a_crawl_of_everything(room: Newsroom, db: Path) -> None:
    addresses = stories(room, 5)
    crawl_list(db, addresses, "--max", "2")
    assert held(db) == 2
    (db.parent / "sources.toml").write_text(f'[[source]]\nid = "harbour"\nurl = "{room.url}/none.xml"\n')
    crawl(db, options=["--config", str(db.parent / "sources.toml")])
    assert held(db) == 5


def test_a_slow_host_at_the_head_of_a_list_does_not_hold_up_the_others(room: Newsroom, db: Path) -> None:
    room.routes["/robots.txt"] = Reply("User-agent: *\nCrawl-delay: 30", kind="text/plain")
    slow = stories(room, 300)
    with Newsroom() as other:
        quick = stories(other, 12, first=500)
        child = start_crawl(db, "-i", written(db, [*slow, *quick]), delay="0")
        try:
            while held_now(db) < len(quick) and child.poll() is None:
                time.sleep(0.05)
            found = {row["url"] for row in rows(db, "SELECT url FROM articles")}
        finally:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate(timeout=60)
    assert found >= set(quick)


# Memory -------------------------------------------------------------------------------------------


def _scheduler(archive: SQLiteArchive, addresses: Sequence[str]) -> tuple[Desk, FrontierScheduler]:
    """Of a crawl that was given `addresses`, and whose downloader is idle."""
    pool = cast(ReadingPool, SimpleNamespace(workers=2))
    desk = Desk(archive, Config(), [], CrawlOptions(), pool)
    desk.given, desk.run_id, desk.own_sources = Targets(addresses=tuple(addresses)), 1, set()
    crawler = Crawler(NewsSpider)
    crawler.engine = cast(Any, SimpleNamespace(downloader=SimpleNamespace(active=(), slots={})))
    desk.sits_at(crawler)
    scheduler = FrontierScheduler.from_crawler(crawler)
    scheduler.spider = NewsSpider()
    scheduler.spider.crawler = crawler
    return desk, scheduler


async def _all_waiting(desk: Desk) -> None:
    async for _ in wait_in_archive(desk):
        pass


def test_the_addresses_of_a_list_take_memory_for_their_names_only(db: Path) -> None:
    def grown(count: int, name: str) -> int:
        addresses = [f"https://paper-{n % 50}.example/{name}/{n}.html" for n in range(count)]
        with open_archive(db) as archive:
            desk, scheduler = _scheduler(archive, addresses)
            before = tracemalloc.get_traced_memory()[0]
            asyncio.run(_all_waiting(desk))
            assert scheduler.next_request() is not None
            assert sum(len(queue) for queue in scheduler.hosts.values()) <= 50 * AT_ONCE
            url_key.cache_clear()  # it keeps some thousand, whatever the list
            return tracemalloc.get_traced_memory()[0] - before

    tracemalloc.start()
    try:
        grown(200, "first")
        few, many = grown(200, "few"), grown(2000, "many")
    finally:
        tracemalloc.stop()
    assert many < few + 100_000  # bytes, for 1,800 addresses more


def test_hosts_that_wait_out_their_delays_leave_their_seats_to_others(db: Path) -> None:
    addresses = [f"https://slow-{n}.example/{page}" for n in range(HOSTS_AT_ONCE) for page in range(3)]
    with open_archive(db) as archive:
        desk, scheduler = _scheduler(archive, [*addresses, "https://quick.example/"])
        asyncio.run(_all_waiting(desk))
        slots = cast(Any, scheduler.crawler.engine).downloader.slots
        asked: list[str] = []

        async def ask() -> None:
            scheduler._next_look = scheduler._looked = 0.0
            while (request := scheduler.next_request()) is not None:
                asked.append(host_key(request.url))
                slots[asked[-1]] = SimpleNamespace(lastseen=time.monotonic(), delay=30.0)

        asyncio.run(ask())
        assert len(set(asked)) == len(asked) == HOSTS_AT_ONCE
        scheduler._wake_planned = False
        asyncio.run(ask())
        assert asked[HOSTS_AT_ONCE:] == ["quick.example"]


def test_a_lease_of_many_sources_takes_theirs_only(db: Path) -> None:
    with open_archive(db) as archive:
        archive.frontier.put(
            FrontierItem(f"https://a.example/{n}", f"a.example/{n}", "a.example", f"source-{n}")
            for n in range(900)
        )
        slot = archive.hosts.take("a.example", ttl=60)
        assert slot is not None
        mine = {f"source-{n}" for n in range(300, 900, 2)}
        found = archive.frontier.lease("a.example", 4, fence=slot.fence, ttl=60, sources=mine)
        assert [item.source for item in found] == ["source-300", "source-302", "source-304", "source-306"]


def test_of_many_hosts_some_are_asked_at_once_and_each_has_its_turn(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = [f"https://paper-{n}.example/" for n in range(HOSTS_AT_ONCE * 2 + 5)]
    with open_archive(db) as archive:
        desk, scheduler = _scheduler(archive, addresses)
        asyncio.run(_all_waiting(desk))
        asked: set[str] = set()

        def ask(most: int) -> None:
            requests: list[Request] = []
            while len(requests) < most and (request := scheduler.next_request()) is not None:
                requests.append(request)
            asked.update(request.url for request in requests)
            archive.frontier.ack([request.meta["target"].id for request in requests])

        ask(1)
        assert len(scheduler.hosts) == HOSTS_AT_ONCE
        while len(asked) < len(addresses):
            before = len(asked)
            scheduler._next_look = scheduler._looked = 0.0
            ask(HOSTS_AT_ONCE)
            assert len(asked) > before
        assert asked == set(addresses)
        clock = time.monotonic() + IDLE + 1
        monkeypatch.setattr(time, "monotonic", lambda: clock)
        desk.frontier_changed, scheduler._next_look = True, 0.0
        assert scheduler.next_request() is None
        assert scheduler.hosts == {}
        assert rows(db, "SELECT * FROM hosts WHERE leased_until > 0") == []
