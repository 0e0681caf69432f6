"""Send no request for a page whose host somebody else has taken over.

Checked in the download handler, the last moment before the bytes leave: a process that was stopped past its lease wakes
up with requests that have passed every middleware and wait in the downloader's slot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

from crawler.desk import Desk
from crawler.failures import SlotLost

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from storage.records import FrontierItem


class FencedDownloads(HTTP11DownloadHandler):
    """Scrapy's own HTTP behind the fence of the host's slot."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.desk = Desk.of(crawler)

    async def download_request(self, request: Request) -> Response:
        item: FrontierItem | None = request.meta.get("item")
        if item is not None and not self.desk.archive.hosts.holds(item.host, item.fence):
            raise SlotLost(f"the slot of {item.host} was taken over (fence {item.fence}); nothing was sent")
        return await super().download_request(request)
