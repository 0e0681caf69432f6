"""Where feeds and sitemaps usually are, for sites that do not say."""

from __future__ import annotations

from urllib.parse import urlsplit

FEEDS = (
    "/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds/posts/default", "/feed.json",
    "/rss/index.xml", "/news/rss", "/rss/news.xml", "/?feed=rss2", "/index.rdf", "/feed/rss2", "/blog/feed",
)  # fmt: skip
SITEMAPS = (
    "/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/googlenews.xml", "/sitemap.xml", "/sitemap_index.xml",
    "/sitemap-index.xml", "/wp-sitemap.xml", "/sitemap.xml.gz", "/sitemaps.xml", "/sitemap/news.xml", "/sitemaps/news.xml",
    "/sitemap.txt",
)  # fmt: skip


def common_paths(url: str) -> tuple[str, ...]:
    """Addresses worth one try each, the likeliest first: beside the page itself, then at the site's root.

    >>> common_paths("https://harbour.example/en/")[0]
    'https://harbour.example/en/feed'
    """
    return (*feed_paths(url), *sitemap_paths(url))


def feed_paths(url: str) -> tuple[str, ...]:
    """Where a feed of this site or of this section of it may be."""
    root, folder = _root_and_folder(url)
    beside = [f"{root}{folder}{path}" for path in FEEDS[:5]] if folder else []
    return tuple(dict.fromkeys([*beside, *(root + path for path in FEEDS)]))


def sitemap_paths(url: str) -> tuple[str, ...]:
    """Where a sitemap of this site may be; news sitemaps first."""
    root, folder = _root_and_folder(url)
    beside = [f"{root}{folder}{path}" for path in ("/news-sitemap.xml", "/sitemap.xml")] if folder else []
    return tuple(dict.fromkeys([*(root + path for path in SITEMAPS), *beside]))


def _root_and_folder(url: str) -> tuple[str, str]:
    """Scheme and host, and the folder of the page ("" at the root)."""
    parts = urlsplit(url)
    name = parts.path.rpartition("/")[2]
    path = parts.path if not name or "." not in name else parts.path.rpartition("/")[0]
    return f"{parts.scheme}://{parts.netloc}", path.rstrip("/")
