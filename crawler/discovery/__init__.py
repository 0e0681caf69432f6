"""Discovery: what an address gave, and what a home page leads to."""

from __future__ import annotations

from crawler.discovery.finding import discover
from crawler.discovery.places import common_paths, feed_paths, sitemap_paths
from crawler.discovery.records import Discovery, FeedLink, PageLink
from crawler.discovery.sniffing import Kind, sniff
from crawler.discovery.traps import TrapGuard, trap

__all__ = [
    "Discovery",
    "FeedLink",
    "Kind",
    "PageLink",
    "TrapGuard",
    "common_paths",
    "discover",
    "feed_paths",
    "sitemap_paths",
    "sniff",
    "trap",
]
