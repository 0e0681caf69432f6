"""Scrapy extensions of a run: progress for a person at a terminal."""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import CallLaterResult, call_later

from crawler.desk import Desk

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

EVERY = 0.5  #: seconds between two lines of progress


class Progress:
    """One line on standard error that says how far the run is; only where that is a terminal."""

    def __init__(self, crawler: Crawler) -> None:
        self.desk, self.began = Desk.of(crawler), time.monotonic()
        if not self.desk.show_progress or not sys.stderr.isatty():
            raise NotConfigured
        self._next: CallLaterResult | None = None
        crawler.signals.connect(self.tick, signal=signals.spider_opened)
        crawler.signals.connect(self.end, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Progress:
        return cls(crawler)

    def tick(self) -> None:
        total: Counter[str] = Counter()
        for tally in self.desk.tally.values():
            total.update(tally.counts)
        line = (
            f"{time.monotonic() - self.began:5.0f} s  {len(self.desk.tally)} sources  {total['pages']} pages  "
            f"{total['new']} new  {total['copies']} copies  {total['failed']} failed"
        )
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()
        self._next = call_later(EVERY, self.tick)

    def end(self) -> None:
        if self._next is not None:
            self._next.cancel()
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
