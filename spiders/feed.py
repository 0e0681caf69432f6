"""`scrapy crawl feed -a url=...`: one feed and the articles that it names."""

from __future__ import annotations

from spiders.news import NewsSpider


class FeedSpider(NewsSpider):
    """Anything but a feed at this address is an error, and its links are not followed."""

    name = "feed"
    expected = "feed"
