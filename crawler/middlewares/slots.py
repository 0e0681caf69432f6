"""Send no request for a page whose host somebody else has taken over.

Checked in the download handler, the last moment before the bytes leave: a process that was stopped past its lease wakes
up with requests that have passed every middleware and wait in the downloader's slot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Response

from crawler.desk import Desk
from crawler.failures import SlotLost
from crawler.middlewares.redirects import row_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


KEEP_OPEN = 5  #: seconds that an idle connection stays open (Twisted's 240 run out of descriptors where hosts are many)


class FencedDownloads(HTTP11DownloadHandler):
    """Scrapy's own HTTP behind the fence of the host's slot."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool.cachedConnectionTimeout = KEEP_OPEN
        self.desk = Desk.of(crawler)

    async def download_request(self, request: Request) -> Response:
        item = row_of(request.meta)
        if item is not None and not self.desk.archive.hosts.holds(item.host, item.fence):
            raise SlotLost(f"the slot of {item.host} was taken over (fence {item.fence}); nothing was sent")
        return _plain(await super().download_request(request))


def _plain(response: Response) -> Response:
    """`response` as bytes that nobody has looked at.

    Where Scrapy takes an answer for text, `HttpCompressionMiddleware` asks it for its charset while it is still compressed,
    which is then guessed from noise: a twentieth of the process's time. The readers find the charset in the page.
    """
    return Response(**{name: getattr(response, name) for name in Response.attributes})
