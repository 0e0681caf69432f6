"""`scrapy crawl sitemap -a url=...`: a sitemap or an index of sitemaps, and the articles in its window."""

from __future__ import annotations

from spiders.news import NewsSpider


class SitemapSpider(NewsSpider):
    """Anything but a sitemap at this address is an error."""

    name = "sitemap"
    expected = "sitemap"
