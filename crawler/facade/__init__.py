"""newsfold: collect news, clean it, fold near-duplicates, keep it in SQLite.

`import newsfold` costs next to nothing: each name is loaded when it is first used.

>>> import newsfold
>>> newsfold.url_key("https://www.harbour.example/a?utm_source=x") == newsfold.url_key("http://harbour.example/a/")
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.archive import Archive, open_archive
    from crawler.dedup import fingerprint, fold
    from crawler.extract import extract
    from crawler.feeds import parse_feed
    from crawler.normalise import normalise
    from crawler.robots import robots_allowed
    from crawler.urls import canonical_url, url_key
    from storage.errors import (
        ArchiveError,
        ArchiveHeld,
        ConfigError,
        FeedError,
        NewsfoldError,
        NotFound,
        QueryError,
        URLError,
    )
    from storage.records import Article, Cut, Entry, Feed, Hit, Hits, Match, Page, SourceFacts, Verdict
    from storage.rows import StoredArticle, StoredCopy, StoredRevision, Story

_PLACES = {
    "crawler.archive": ("Archive", "open_archive"),
    "crawler.dedup": ("fingerprint", "fold"),
    "crawler.extract": ("extract",),
    "crawler.feeds": ("parse_feed",),
    "crawler.normalise": ("normalise",),
    "crawler.robots": ("robots_allowed",),
    "crawler.urls": ("canonical_url", "url_key"),
    "storage.errors": (
        "ArchiveError",
        "ArchiveHeld",
        "ConfigError",
        "FeedError",
        "NewsfoldError",
        "NotFound",
        "QueryError",
        "URLError",
    ),
    "storage.records": (
        "Article",
        "Cut",
        "Entry",
        "Feed",
        "Hit",
        "Hits",
        "Match",
        "Page",
        "SourceFacts",
        "Verdict",
    ),
    "storage.rows": ("StoredArticle", "StoredCopy", "StoredRevision", "Story"),
}
_PLACE_OF = {name: place for place, names in _PLACES.items() for name in names}

__all__ = [
    "Archive",
    "ArchiveError",
    "ArchiveHeld",
    "Article",
    "ConfigError",
    "Cut",
    "Entry",
    "Feed",
    "FeedError",
    "Hit",
    "Hits",
    "Match",
    "NewsfoldError",
    "NotFound",
    "Page",
    "QueryError",
    "SourceFacts",
    "StoredArticle",
    "StoredCopy",
    "StoredRevision",
    "Story",
    "URLError",
    "Verdict",
    "canonical_url",
    "extract",
    "fingerprint",
    "fold",
    "normalise",
    "open_archive",
    "parse_feed",
    "robots_allowed",
    "url_key",
]


def __getattr__(name: str) -> Any:  # Any: a module's attributes have as many types as names
    place = _PLACE_OF.get(name)
    if place is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(place), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
