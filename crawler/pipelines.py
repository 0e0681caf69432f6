"""Scrapy's pipelines: what is no article ends as a row that says why; articles go to the archive in batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from crawler.desk import Desk
from crawler.outcomes import ListOutcome, PageOutcome
from crawler.polls import Skip
from crawler.writer import Writer

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class VerdictPipeline:
    """Count what is no article, keep its row, and end its way here."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler, self.writer = crawler, Writer.of(Desk.of(crawler))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> VerdictPipeline:
        return cls(crawler)

    def process_item(self, item: object) -> object:
        if isinstance(item, Skip):
            self.writer.skip(item)
            raise DropItem(item.reason, log_level="DEBUG")
        if isinstance(item, PageOutcome) and item.item.article is None:
            self.writer.add_page(item)
            if self.crawler.stats:
                self.crawler.stats.inc_value(f"verdict/{item.verdict}")
            raise DropItem(item.reason, log_level="DEBUG")
        return item


class ArchivePipeline:
    """Hand lists and articles to the writer, and have it write what waits when the spider closes."""

    def __init__(self, crawler: Crawler) -> None:
        self.writer = Writer.of(Desk.of(crawler))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchivePipeline:
        return cls(crawler)

    def process_item(self, item: object) -> object:
        if isinstance(item, ListOutcome):
            self.writer.add_list(item)
        elif isinstance(item, PageOutcome):
            self.writer.add_page(item)
        return item

    def close_spider(self) -> None:
        self.writer.flush()
