"""Ask robots.txt (RFC 9309) before every page, keep the answer for a day in the archive, and slow down as it says.

Feeds and robots.txt itself are exempt: a feed is published to be polled, and its address was given by a
person or by the site's own page.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from crawler.desk import Desk
from crawler.failures import EXPECTED, Refusal, RobotsForbidden
from crawler.robots import MAX_BYTES, Robots, expired, expires_at
from crawler.urls import host_key, origin
from storage.records import Fetch, RobotsRecord

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

MOST_RULES = 1_000  #: origins whose rules stay in memory; a list of addresses may name tens of thousands
HICCUPS = (2.0, 8.0)  #: seconds until the second and third request for a robots.txt whose server stumbled


def _stumbled(record: RobotsRecord) -> bool:
    return record.status is None or record.status in (500, 502, 503, 504)


class RobotsMiddleware:
    """Let a request pass when the origin's robots.txt allows it."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler, self.desk = crawler, Desk.of(crawler)
        self._rules: dict[str, asyncio.Future[Robots]] = {}
        self._until: dict[str, datetime] = {}  #: when the rules of an origin must be asked for anew
        self._refused: dict[str, str] = {}  #: origins that the address guard closes, and why
        self._unanswered: dict[str, str] = {}  #: origins that gave no answer at all, and why

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("robots") == "exempt":
            return
        site = origin(request.url)
        rules = await self._rules_of(site)
        if site in self._refused:
            raise Refusal(self._refused[site])
        self._slow_down(request, rules)
        verdict = rules.verdict(self.desk.user_agent, request.url)
        if not verdict.allowed:
            raise RobotsForbidden(f"{self._unanswered.get(site, 'robots.txt')}: {verdict.reason}")

    def _slow_down(self, request: Request, rules: Robots) -> None:
        wanted = rules.crawl_delay(self.desk.user_agent)
        key = request.meta.setdefault("download_slot", host_key(request.url))
        if wanted is None or wanted <= self.desk.delays.get(key, self.desk.delay):
            return
        engine = self.crawler.engine
        seconds = min(wanted, self.desk.longest_delay)
        engine.downloader.per_slot_settings[key] = {"concurrency": 1, "delay": seconds, "jitter": 0.0}
        if slot := engine.downloader.slots.get(key):
            slot.delay = seconds

    async def _rules_of(self, site: str) -> Robots:
        known = self._rules.get(site)
        if known is None or (known.done() and self._outdated(site)):
            self._make_room()
            known = self._rules[site] = asyncio.ensure_future(self._read(site))
        return await asyncio.shield(known)

    def _make_room(self) -> None:
        """Let go of the older half of the rules; the archive has them for when they are asked for again."""
        if len(self._rules) >= MOST_RULES:
            answered = [site for site, rules in self._rules.items() if rules.done()]
            for site in answered[: MOST_RULES // 2]:
                del self._rules[site]

    def _outdated(self, site: str) -> bool:
        """A run may last longer than the day for which rules hold (RFC 9309, 2.4)."""
        until = self._until.get(site)
        return until is not None and self.desk.now() >= until

    async def _read(self, site: str) -> Robots:
        record = self.desk.archive.get_robots(site)
        if record is None or expired(record, self.desk.now()):
            record = await self._fetch(site)
            for wait in HICCUPS:
                if not _stumbled(record) or site in self._refused:
                    break
                await asyncio.sleep(wait)
                record = await self._fetch(site)
            with self.desk.storing():
                self.desk.archive.put_robots(record)
        self._until[site] = expires_at(record)
        return Robots.of(record)

    async def _fetch(self, site: str) -> RobotsRecord:
        url = f"{site}/robots.txt"
        meta = {"robots": "exempt", "download_slot": host_key(url), "kind": "robots"}
        now, status, body, final, reason = self.desk.now(), None, b"", None, ""
        try:
            response = await self.crawler.engine.download_async(
                Request(url, meta=meta, priority=1000, callback=NO_CALLBACK)
            )
            status, final = response.status, response.url if response.url != url else None
            body = response.body[:MAX_BYTES] if 200 <= status < 300 else b""
        except EXPECTED as problem:
            verdict, reason = self.desk.explain(problem, url)
            if verdict == "refused":
                self._refused[site] = reason
            self._unanswered[site] = reason
        else:
            self._unanswered.pop(site, None)
        log.debug("robots.txt answered url=%s status=%s reason=%s", url, status, reason)
        self.desk.note(
            Fetch(url, None, now, "robots", status, "robots" if status else "error", reason, final, len(body))
        )
        return RobotsRecord(site, now, status, body, final)
