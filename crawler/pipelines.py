"""Scrapy's pipelines: what is no article ends as a row that says why; articles go to the archive in batches."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem
from scrapy.utils.asyncio import CallLaterResult, call_later

from crawler.desk import Desk
from crawler.outcomes import ListOutcome, PageOutcome
from crawler.polls import Skip
from crawler.writer import Writer
from storage.errors import ArchiveError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

FLUSH_AFTER = 0.4  #: seconds that a stored page may wait for its batch


class VerdictPipeline:
    """Count what is no article, keep its row, and end its way here."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler, self.desk = crawler, Desk.of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> VerdictPipeline:
        return cls(crawler)

    def process_item(self, item: object) -> object:
        if isinstance(item, Skip):
            Writer.of(self.desk).skip(item)
            raise DropItem(item.reason, log_level="DEBUG")
        if isinstance(item, PageOutcome) and item.item.article is None:
            Writer.of(self.desk).add_page(item)
            if self.crawler.stats:
                self.crawler.stats.inc_value(f"verdict/{item.verdict}")
            raise DropItem(item.reason, log_level="DEBUG")
        return item


class ArchivePipeline:
    """Hand lists and articles to the writer; stop the run, once, where the archive cannot take them."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler, self.desk = crawler, Desk.of(crawler)
        self._timer: CallLaterResult | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchivePipeline:
        return cls(crawler)

    def process_item(self, item: object) -> object:
        try:
            if isinstance(item, ListOutcome):
                Writer.of(self.desk).add_list(item)
                if item.page is not None:
                    Writer.of(self.desk).add_page(item.page)
            elif isinstance(item, PageOutcome):
                Writer.of(self.desk).add_page(item)
        except Exception as problem:  # noqa: BLE001 - the edge of a run: what cannot be stored ends it, loudly
            self._fail(problem)
        if self._timer is None:
            self._timer = call_later(FLUSH_AFTER, self._flush)
        return item

    def close_spider(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._flush()

    def _flush(self) -> None:
        self._timer = None
        if self.desk.problem is not None:
            return
        try:
            Writer.of(self.desk).flush()
        except Exception as problem:  # noqa: BLE001 - as above
            self._fail(problem)

    def _fail(self, problem: Exception) -> None:
        if self.desk.problem is None:
            log.error("storing failed problem=%s", problem, exc_info=not isinstance(problem, ArchiveError))
            self.desk.problem = problem
            self.desk.stop("the archive cannot be written")
