"""`scrapy crawl article -a url=...`: one article page, and nothing that it links to."""

from __future__ import annotations

from spiders.news import NewsSpider


class ArticleSpider(NewsSpider):
    """Read the page as an article, or say why it is none."""

    name = "article"
    expected = "article"
