"""What a run decides without asking anybody: how an address is read, what is given back, when rules are asked anew."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy import Request

from crawler.config import Config
from crawler.failures import SlotLost
from crawler.frontier import AT_ONCE, LEASE, FrontierScheduler
from crawler.middlewares.robots import RobotsMiddleware
from crawler.middlewares.slots import FencedDownloads
from crawler.polls import OUTSIDE, Offer, Poll, Window, plan, wanted
from crawler.robots import Robots
from crawler.workers import STOPPED, Limits, ReadingPool, _death
from storage.records import FeedState, FrontierItem, RobotsRecord
from storage.rows import KnownPage
from tests.crawl.readers import echo

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOME = "https://harbour.example/"
SOURCE = Config().adhoc(HOME, "harbour")


def polled(state: FeedState) -> Poll:
    (step,) = plan(SOURCE, "harbour", [state], "now", NOW)
    assert isinstance(step, Poll)
    return step


def test_an_address_that_has_never_answered_may_still_be_anything() -> None:
    failed = FeedState(HOME, "harbour", "feed", failures=1, last_status=404, last_error="error")
    assert polled(failed).expected == "auto"


def test_an_address_that_was_a_feed_must_stay_one() -> None:
    assert (
        polled(FeedState(HOME, "harbour", "feed", last_success_at=NOW - timedelta(hours=2))).expected
        == "feed"
    )


def test_a_feed_that_a_page_named_is_read_as_a_feed_from_the_first_time() -> None:
    steps = plan(SOURCE, "harbour", [FeedState(f"{HOME}feed.xml", "harbour", "feed")], "now", NOW)
    assert {step.url: step.expected for step in steps if isinstance(step, Poll)}[f"{HOME}feed.xml"] == "feed"


def test_what_is_held_is_not_counted_as_left_out_by_the_window() -> None:
    old = NOW - timedelta(days=30)
    offers = [Offer(f"{HOME}{name}", f"harbour.example/{name}", old) for name in ("known", "unknown")]
    known = {
        "harbour.example/known": KnownPage(
            "harbour.example/known", f"{HOME}known", "article", last_seen_at=NOW
        )
    }
    items, left = wanted(offers, SOURCE, "harbour", known, Window(since=NOW - timedelta(days=7)), now=NOW)
    assert items == []
    assert left == {"held": 1, OUTSIDE: 1}


def test_a_reader_that_was_told_to_stop_did_not_die_of_its_page() -> None:
    assert _death(-signal.SIGTERM, Limits()).reason == "stopped"
    assert _death(255, Limits()).reason == "stopped"  # the fork server was told as well
    assert _death(-signal.SIGSEGV, Limits()).reason == "died"


def test_a_page_that_no_reader_had_begun_when_all_were_ended_goes_back_as_if_never_asked_for() -> None:
    pool = ReadingPool(1)
    try:
        pool.wind_down()
        assert pool.submit(echo, 1).result(60) == STOPPED
    finally:
        pool.close()


@pytest.mark.parametrize("delay", [0.5, 45.0, 600.0])
def test_leases_outlast_the_delays_between_the_pages_that_are_leased_at_once(delay: float) -> None:
    desk = SimpleNamespace(longest_delay=60.0, delay=0.5, delays={"harbour.example": delay})
    scheduler: Any = SimpleNamespace(desk=desk)
    assert FrontierScheduler._lease_time(scheduler, "harbour.example") >= LEASE + AT_ONCE * max(delay, 60.0)


def test_robots_rules_are_asked_for_anew_when_their_day_is_over_within_a_run() -> None:
    async def run() -> int:
        clock, asked = [NOW], []

        class Middleware(RobotsMiddleware):
            def __init__(self) -> None:
                self._rules, self._until, self._refused = {}, {}, {}
                archive = SimpleNamespace(get_robots=lambda _site: None, put_robots=lambda _record: None)
                self.desk: Any = SimpleNamespace(now=lambda: clock[0], archive=archive, storing=_nothing)

            async def _fetch(self, site: str) -> RobotsRecord:
                asked.append(site)
                return RobotsRecord(site, clock[0], 200, b"User-agent: *\nDisallow: /x\n", None)

        rules = Middleware()
        for hours in (0, 1, 23, 25, 26):
            clock[0] = NOW + timedelta(hours=hours)
            assert isinstance(await rules._rules_of("https://harbour.example"), Robots)
        return len(asked)

    assert asyncio.run(run()) == 2


def test_no_request_leaves_for_a_host_whose_slot_somebody_else_has_taken() -> None:
    archive = SimpleNamespace(hosts=SimpleNamespace(holds=lambda _host, fence: fence == 8))
    handler = FencedDownloads.__new__(FencedDownloads)
    handler.desk = cast(Any, SimpleNamespace(archive=archive))
    item = FrontierItem(HOME, "harbour.example/", "harbour.example", "harbour", fence=7)
    with pytest.raises(SlotLost, match="nothing was sent"):
        asyncio.run(handler.download_request(Request(HOME, meta={"item": item})))


class _nothing:
    def __enter__(self) -> None: ...
    def __exit__(self, *exc: object) -> None: ...
