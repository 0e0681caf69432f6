"""`scrapy crawl site -a url=...`: a home or section page, the feeds it offers and the articles it links to."""

from __future__ import annotations

from spiders.news import NewsSpider


class SiteSpider(NewsSpider):
    """The page itself is never taken for an article."""

    name = "site"
    expected = "home"
