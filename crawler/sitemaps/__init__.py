"""Sitemaps: what publishers list for search engines, which is also the way back into their archives."""

from __future__ import annotations

from crawler.sitemaps.reader import parse_sitemap
from crawler.sitemaps.records import Sitemap, SitemapChild, SitemapURL
from crawler.sitemaps.window import Coverage, coverage, dated_address, named_span, within

__all__ = [
    "Coverage",
    "Sitemap",
    "SitemapChild",
    "SitemapURL",
    "coverage",
    "dated_address",
    "named_span",
    "parse_sitemap",
    "within",
]
