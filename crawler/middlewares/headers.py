"""Refuse an answer with more headers than any honest server sends (Twisted itself caps the length of each)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import StopDownload

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers

MOST_HEADERS = 500  #: values; large sites send 20 to 60


class HeaderCap:
    """Stop a download before its body when the head alone is abuse."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HeaderCap:
        cap = cls()
        crawler.signals.connect(cap.headers_received, signal=signals.headers_received)
        return cap

    def headers_received(self, headers: Headers, request: Request) -> None:
        count = sum(len(headers.getlist(name)) for name in headers)
        if count > MOST_HEADERS:
            request.meta["refused"] = f"the answer had {count} headers, {MOST_HEADERS} are allowed"
            raise StopDownload(fail=True)
