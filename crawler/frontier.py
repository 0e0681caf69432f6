"""Scrapy's scheduler over the archive's frontier: what waits is in the database, what is next is fair to hosts.

Pages wait as rows and are leased a few at a time under the slot of their host, so that a run that dies
loses none of them; lists, redirects and robots.txt wait in memory. One request a host is under way at a
time, and the next one starts when the host's delay has passed.
"""

from __future__ import annotations

import heapq
import logging
import time
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.utils.asyncio import call_later

from crawler.desk import Desk
from crawler.middlewares.redirects import CAME_FROM
from crawler.urls import host_key
from storage.errors import LeaseLost
from storage.records import TARGET, Fetch, FrontierItem, HostSlot

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.spiders import Spider

log = logging.getLogger(__name__)

LEASE = 180.0  #: seconds of the store's clock that a leased page may take, beside the delays of its host
AT_ONCE = 4  #: pages leased of one host: few, since those of a killed run wait for the next
HOSTS_AT_ONCE = 256  #: hosts that can be asked at once; more are met when these wait out their delays
IDLE = 60.0  #: seconds after which a host that has nothing to ask for is let go
LOOK_SHARE = 20  #: a look at all hosts costs more the more waits; it may take one part in so many of the time
LOOK_EVERY = 0.25  #: seconds between two looks for due pages while none are known


class HostQueue:
    """What waits in memory for one host: `urgent` before `leased`."""

    def __init__(self) -> None:
        self.urgent: deque[Request] = deque()
        self.leased: deque[FrontierItem] = deque()
        self.slot: HostSlot | None = None
        self.has_more = False  #: the last lease was a full one: ask for the next without a look at all hosts
        self.fresh_until = 0.0  #: monotonic: then what is leased is given back and leased anew
        self.used = time.monotonic()  #: when something was last asked for
        self.lined = False  #: it stands in the order, or rests until its delay has passed

    def __len__(self) -> int:
        return len(self.urgent) + len(self.leased)


class FrontierScheduler(BaseScheduler):
    """Hand out requests host by host."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler, self.desk = crawler, Desk.of(crawler)
        self.hosts: dict[str, HostQueue] = {}
        self.order: deque[str] = deque()  #: hosts that may be asked now, or are being asked
        self.resting: list[
            tuple[float, str]
        ] = []  #: a heap of hosts with the moment at which their delay has passed
        self.later: list[tuple[float, int, Request]] = []  #: a heap of requests that wait for their moment
        self.spider: Spider | None = None
        self._looked = self._next_look = 0.0
        self._wake_planned = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FrontierScheduler:
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        self.spider, self.desk.on_stored = spider, self._nudge
        engine = self.crawler.engine
        if engine is not None:
            for host, delay in self.desk.delays.items():
                engine.downloader.per_slot_settings[host] = {"concurrency": 1, "delay": delay, "jitter": 0.0}

    def close(self, reason: str) -> None:
        """Give back what was leased and not asked for, so that the next run has it at once."""
        unasked = 0
        with self.desk.storing(), self.desk.archive.atomic():
            unasked = self._return_leased()
            self.desk.archive.frontier.give_back(self._retries())
            for host, queue in self.hosts.items():
                if queue.slot is not None:
                    self.desk.archive.hosts.release(host, queue.slot.fence)
        log.info("frontier closed reason=%s given_back=%d", reason, unasked)

    def has_pending_requests(self) -> bool:
        if self.later or any(len(queue) for queue in self.hosts.values()):
            return True
        if self.desk.stopping:
            return False
        self.desk.frontier_changed, self._next_look = True, 0.0  # the answer closes the spider: look now
        self._look()
        return bool(self.order or self.resting) or time.monotonic() < self.desk.retry_until

    def enqueue_request(self, request: Request) -> bool:
        """Take up a request that waits in memory: for its host's turn, or first for its own moment (`ready_at`)."""
        ready = request.meta.pop("ready_at", 0.0)
        if ready > time.monotonic():
            heapq.heappush(self.later, (ready, id(request), request))
            self._wake_in(ready - time.monotonic())
            return True
        key = request.meta.setdefault("download_slot", host_key(request.url))
        queue = self._queue(key)
        if request.priority > 0:
            queue.urgent.appendleft(request)
        else:
            queue.urgent.append(request)
        self._line_up(key, queue)
        return True

    def next_request(self) -> Request | None:
        """What may be asked for now, host by host in turn; with None, the engine is woken when there is more."""
        if self.desk.stopping:
            return None
        self._take_up_later()
        self._look()
        busy, now = self._busy(), time.monotonic()
        while self.resting and self.resting[0][0] <= now:
            self.order.append(heapq.heappop(self.resting)[1])
        for _ in range(len(self.order)):
            host = self.order.popleft()
            request = self._next_of(host, self.hosts[host], busy, now)
            if request is not None:
                return request
        self._wake_in(self.resting[0][0] - now if self.resting else LOOK_EVERY)
        return None

    def _next_of(self, host: str, queue: HostQueue, busy: set[str], now: float) -> Request | None:
        """The next request for a host whose turn it is; it is lined up again behind the others, if it has more."""
        queue.lined = False
        ready, request = self._ready_at(host), None
        if ready > now and (len(queue) or queue.has_more):
            queue.lined = True
            heapq.heappush(self.resting, (ready, host))
            return None
        if host not in busy:
            if queue.has_more and not len(queue):
                self._lease_more(host)
            if self._has_next(queue):
                request = self._take(host, queue)
        self._line_up(host, queue)
        return request

    # Inside

    def _return_leased(self) -> int:
        unasked = [item.id for queue in self.hosts.values() for item in queue.leased if item.id is not None]
        self.desk.archive.frontier.give_back(unasked)
        for queue in self.hosts.values():
            queue.leased.clear()
        return len(unasked)

    def _retries(self) -> Iterator[int]:
        """Rows of targets whose server stumbled, and which were to be asked for again."""
        waiting = [
            *(request for _, _, request in self.later),
            *(r for q in self.hosts.values() for r in q.urgent),
        ]
        for request in waiting:
            target: FrontierItem | None = request.meta.get("target")
            if target is not None and target.id is not None:
                yield target.id

    def _take_up_later(self) -> None:
        while self.later and self.later[0][0] <= time.monotonic():
            self.enqueue_request(heapq.heappop(self.later)[2])

    def _queue(self, host: str) -> HostQueue:
        queue = self.hosts.get(host)
        if queue is None:
            queue = self.hosts[host] = HostQueue()
        return queue

    def _line_up(self, host: str, queue: HostQueue) -> None:
        if not queue.lined and (len(queue) or queue.has_more):
            queue.lined = True
            self.order.append(host)

    def _busy(self) -> set[str]:
        """Hosts that are being asked for something, robots.txt included."""
        engine = self.crawler.engine
        return (
            {str(request.meta.get("download_slot")) for request in engine.downloader.active}
            if engine
            else set()
        )

    def _ready_at(self, host: str) -> float:
        engine = self.crawler.engine
        slot = engine.downloader.slots.get(host) if engine else None
        return slot.lastseen + slot.delay if slot else 0.0

    def _has_next(self, queue: HostQueue) -> bool:
        """Is there something to ask for now? No page while too many answers wait to be stored."""
        return bool(queue.urgent) or (bool(queue.leased) and not self.desk.backlog.is_full())

    def _take(self, host: str, queue: HostQueue) -> Request | None:
        queue.used = time.monotonic()
        if queue.urgent:
            return queue.urgent.popleft()
        if time.monotonic() > queue.fresh_until:
            self._lease_anew(host, queue)
            if not queue.leased:
                return None
        if self.desk.has_enough():
            with self.desk.storing():
                self._return_leased()
            return None
        while queue.leased:
            self.desk.handed_out += 1
            request = self._request(queue.leased.popleft())
            if request is not None:
                return request
        return None

    def _drop(self, item: FrontierItem) -> None:
        words = "another list of this run led to it"
        led = item.meta.get(CAME_FROM)
        url, final = (led[0], item.url) if led else (item.url, None)
        self.desk.note(Fetch(url, None, self.desk.now(), "feed", None, "skipped", words, final))
        self.desk.handed_out -= 1
        with self.desk.storing():
            self.desk.archive.frontier.ack([item.id] if item.id is not None else [])

    def _request(self, item: FrontierItem) -> Request | None:
        """The request that a frontier row describes; its callback is found by name on the spider."""
        spider = self.spider
        if item.kind == TARGET:
            request = cast(Any, spider).target_request(item)  # Any: a spider of this project
            if request is None:
                self._drop(item)
            return cast(Request | None, request)
        return Request(
            item.url,
            callback=getattr(spider, item.callback, None) or getattr(spider, "parse_page", None),
            errback=getattr(spider, "page_failed", None),
            meta={"item": item, "download_slot": item.host, "kind": item.kind},
            headers=item.meta.get("headers") or None,
            dont_filter=True,
        )

    def _look(self) -> None:
        """Lease due pages of hosts that have nothing in memory."""
        now = time.monotonic()
        if self.desk.stopping or self.desk.has_enough() or now < self._next_look:
            return
        if not self.desk.frontier_changed and now - self._looked < LOOK_EVERY:
            return
        self._looked, self.desk.frontier_changed = now, False
        thirsty = [host for host in self._due_hosts() if self._is_dry(host)]
        self._let_go(now)
        self._next_look = now + LOOK_SHARE * (time.monotonic() - now)
        room = HOSTS_AT_ONCE - len(self.order)
        if not thirsty or room <= 0:
            return
        with self.desk.storing(), self.desk.archive.atomic():
            for host in thirsty:
                self._lease(host)
                room -= self.hosts[host].lined
                if room <= 0:
                    break

    def _lease_more(self, host: str) -> None:
        """Without a look at all hosts: its last lease was a full one."""
        self.hosts[host].has_more = False
        if not self.desk.has_enough():
            with self.desk.storing(), self.desk.archive.atomic():
                self._lease(host)

    def _let_go(self, now: float) -> None:
        """Forget hosts that have had nothing to ask for a while: a run may meet tens of thousands of them."""
        busy = self._busy()
        idle = [
            host
            for host, queue in self.hosts.items()
            if not queue.lined and now - queue.used > IDLE and host not in busy
        ]
        if not idle:
            return
        with self.desk.storing(), self.desk.archive.atomic():
            for host in idle:
                if (slot := self.hosts.pop(host).slot) is not None:
                    self.desk.archive.hosts.release(host, slot.fence)

    def _due_hosts(self) -> list[str]:
        due = self.desk.archive.frontier.due_hosts(now=self.desk.now(), sources=self.desk.own_sources)
        return [host for host, count in due if count]

    def _is_dry(self, host: str) -> bool:
        queue = self.hosts.get(host)
        return queue is None or not queue.lined

    def _lease_anew(self, host: str, queue: HostQueue) -> None:
        """Lists and long delays held the leased pages up: nobody else may find their leases ended meanwhile."""
        with self.desk.storing(), self.desk.archive.atomic():
            self.desk.archive.frontier.give_back([item.id for item in queue.leased if item.id is not None])
            queue.leased.clear()
            self._lease(host)

    def _lease_time(self, host: str) -> float:
        """Seconds for all that is leased at once: the longest delay that robots.txt may still ask for, or the source's own."""
        return LEASE + AT_ONCE * max(self.desk.longest_delay, self.desk.delays.get(host, self.desk.delay))

    def _lease(self, host: str) -> None:
        queue, archive, ttl = self._queue(host), self.desk.archive, self._lease_time(host)
        queue.has_more = False
        for _ in range(2):  # a slot that was lost is taken anew once
            if queue.slot is None:
                queue.slot = archive.hosts.take(host, ttl=ttl, now=self.desk.now())
            if queue.slot is None:
                return
            try:
                archive.hosts.renew(host, queue.slot.fence, ttl=ttl)
                queue.leased.extend(
                    archive.frontier.lease(
                        host,
                        AT_ONCE,
                        fence=queue.slot.fence,
                        ttl=ttl,
                        now=self.desk.now(),
                        sources=self.desk.own_sources,
                    )
                )
            except LeaseLost:
                queue.slot = None
            else:
                queue.has_more = len(queue.leased) >= AT_ONCE
                queue.fresh_until = time.monotonic() + ttl - LEASE  # what is handed out last has LEASE left
                self._line_up(host, queue)
                return

    def _wake_in(self, seconds: float) -> None:
        """Scrapy's own heart beats every five seconds: too slow for a host that is ready in a tenth of one."""
        if self._wake_planned or not self.has_work():
            return
        self._wake_planned = True
        call_later(min(max(0.005, seconds), LOOK_EVERY), self._wake)

    def has_work(self) -> bool:
        return bool(self.later or self.order or self.resting) or time.monotonic() < self.desk.retry_until

    def _wake(self) -> None:
        self._wake_planned = False
        self._nudge()

    def _nudge(self) -> None:
        """Have the engine ask for the next request now."""
        engine = self.crawler.engine
        slot = getattr(engine, "_slot", None)  # the engine offers no public way to say "there is work"
        if slot is not None and slot.closing is None:
            slot.nextcall.schedule()
