"""How a run's log reads: one fact a line, never a whole record."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult


class FactFormatter(LogFormatter):
    """Scrapy's own lines, short: an answer is a line, an item is told by the writer, a verdict by its row."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> LogFormatterResult:  # noqa: ARG002
        return {
            "level": logging.DEBUG,
            "msg": "answered url=%(url)s status=%(status)d bytes=%(bytes)d",
            "args": {"url": request.url, "status": response.status, "bytes": len(response.body)},
        }

    def scraped(self, item: Any, response: Any, spider: Spider) -> None:  # type: ignore[override]
        """The writer logs what was stored; Scrapy takes None for silence."""

    def dropped(self, item: Any, exception: BaseException, response: Any, spider: Spider) -> None:  # type: ignore[override]
        """The writer's row says why; Any: Scrapy's signature."""
