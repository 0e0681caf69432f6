"""Scrapy's settings for every newsfold crawl, from `newsfold crawl` as well as from `scrapy crawl`.

What differs from Scrapy 2.19's defaults, and why: the reactor is asyncio's, so that callbacks can await
the reading workers; certificates are verified (off by default); a body ends at 15 MB counted while
inflating (default 1 GiB: a 1.2 kB brotli bomb takes 1 GB); one connection and 0.5 s to a host; robots.txt
by RFC 9309 with expiry and Crawl-delay in place of Scrapy's; redirects that remember a loop (a redirect to
itself is lost by default); no cookies, no Referer, no remote control, no telnet, no retries within a
request (a failed page goes back to the frontier, a failed feed waits for its next poll).
"""

from __future__ import annotations

BOT_NAME = "newsfold"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
TWISTED_DNS_RESOLVER = "crawler.middlewares.address.GuardedResolver"
SCHEDULER = "crawler.frontier.FrontierScheduler"
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"

CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = (
    1  #: of one answer at a time: Scrapy makes so many tasks for each, and an answer makes one item
)
DOWNLOAD_DELAY = 0.5  #: seconds between two requests to one host
DOWNLOAD_DELAY_JITTER = 0.0  #: the delay is a promise: never shorter
DOWNLOAD_TIMEOUT = 30.0  #: seconds for a whole answer, from the connection to its last byte
DOWNLOAD_MAXSIZE = 15_000_000  #: bytes, after inflating
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_FAIL_ON_DATALOSS = True
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 20_000_000  #: bytes of answers that wait to be read
DNS_TIMEOUT = 15.0
DNSCACHE_SIZE = 10_000

COOKIES_ENABLED = False
REFERER_ENABLED = False
ROBOTSTXT_OBEY = False  #: `crawler.middlewares.robots` obeys it
RETRY_ENABLED = False
METAREFRESH_ENABLED = False
REDIRECT_MAX_TIMES = 10
STATS_DUMP = False
LOG_FORMATTER = "crawler.logs.FactFormatter"

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json,"
    "application/xml;q=0.9,*/*;q=0.8",
}
USER_AGENT = "newsfold"

# Scrapy loads each component that one of its lists names, even one switched off by None: its remote control
# brings aiohttp, its cookies bring requests, 14 MB in all. So its own lists (`_BASE`) say here what is used,
# and what a later Scrapy adds to them does not come along unseen.
DOWNLOAD_HANDLERS_BASE: dict[str, str] = {}  #: no file:, ftp: or s3:
DOWNLOAD_HANDLERS = {
    "http": "crawler.middlewares.slots.FencedDownloads",
    "https": "crawler.middlewares.slots.FencedDownloads",
}
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.redirects.RecordedRedirects": 600,
    "crawler.middlewares.headers.HeaderCap": 880,
}
# Each of them walks through every answer's items, and what they do is not needed here: an error is an answer.
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
ITEM_PIPELINES = {
    "crawler.pipelines.VerdictPipeline": 100,
    "crawler.pipelines.ArchivePipeline": 200,
}
EXTENSIONS_BASE = {
    "scrapy.extensions.closespider.CloseSpider": 0,
}
EXTENSIONS = {
    "crawler.extensions.Progress": 500,
}
