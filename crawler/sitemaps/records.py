"""What a sitemap says: frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

SitemapKind = Literal["index", "urlset", "text", "feed"]


@dataclass(frozen=True, slots=True)
class SitemapURL:
    """One page that a sitemap names, with what Google News' extension says about it."""

    loc: str
    lastmod: datetime | None = None
    title: str | None = None
    published: datetime | None = None  #: news:publication_date
    language: str | None = None
    publication: str | None = None  #: news:name
    keywords: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    alternates: tuple[tuple[str, str], ...] = ()  #: (hreflang, URL) of other-language versions
    other_host: bool = (
        False  #: on another host than the sitemap; the protocol asks for proof, news groups do it
    )


@dataclass(frozen=True, slots=True)
class SitemapChild:
    """A sitemap that an index names."""

    loc: str
    lastmod: datetime | None = None
    other_host: bool = False


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap document. A broken index may name pages as well, so look at both."""

    kind: SitemapKind
    urls: tuple[SitemapURL, ...] = ()
    sitemaps: tuple[SitemapChild, ...] = ()
    problems: tuple[str, ...] = ()
    complete: bool = True  #: False: cut off, or more than can be read
