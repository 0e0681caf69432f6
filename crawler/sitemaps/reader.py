"""`parse_sitemap`: bytes in, a `Sitemap` out, or a `SitemapError` that says what the bytes are instead.

The protocol of sitemaps.org with Google's news and image extensions, text sitemaps, and feeds that serve as
sitemaps. Read in batches, so that the largest file the protocol allows (50 MB, 50,000 URLs) fits in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crawler.markup.charset import decode
from crawler.markup.dates import parse_date
from crawler.markup.element import Children, language_tag, unique
from crawler.markup.links import web_link
from crawler.markup.names import is_atom, short_name, split_tag
from crawler.markup.repair import Grammar, Repaired, find_root, repair
from crawler.markup.text import Element, line, text_of
from crawler.markup.tree import inflated, items_of, parse_xml, without_torn_item
from crawler.sitemaps.records import Sitemap, SitemapChild, SitemapKind, SitemapURL
from crawler.urls import host_key
from storage.errors import SitemapError, URLError

MAX_BYTES = 52_428_800  #: after inflating; the protocol's own limit
MAX_URLS = 50_000  #: the protocol's own limit
MAX_TAGS = 4_000_000
BATCH = 2_000  #: items that are parsed at once
GRAMMAR = Grammar.of(
    root="urlset|sitemapindex|rss|rdf|feed", bare="url|sitemap|channel", item="url|sitemap|item|entry"
)
BLANK = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"


def parse_sitemap(data: bytes, url: str, headers: Mapping[str, str] | None = None) -> Sitemap:
    """Read a sitemap, a sitemap index, a list of URLs, or a feed offered as a sitemap.

    Args:
        data: the body, also gzipped.
        url: where it came from, after redirects; tells which URLs are on another host.
        headers: of the answer; only Content-Type's charset is read.

    Raises:
        SitemapError: with reason "empty", "html", "not_a_sitemap" or "too_large"; nothing else, on any bytes.
    """
    data = inflated(data, MAX_BYTES)
    if len(data) > MAX_BYTES:
        raise SitemapError("too_large", f"more than {MAX_BYTES} bytes")
    if not data.strip(BLANK):
        raise SitemapError("empty", "nothing but blanks" if data else "no bytes at all")
    decoded = decode(data, headers)
    text, base = decoded.text, web_link(url)
    at, page = find_root(text, GRAMMAR)
    if page:
        raise SitemapError("html", "an HTML page instead of a sitemap")
    if at < 0:
        return _text_sitemap(text, base)
    repaired = without_torn_item(repair(text, at, GRAMMAR, MAX_URLS, MAX_TAGS), GRAMMAR)
    return _from_xml(repaired, base, decoded.problems)


def _text_sitemap(text: str, base: str | None) -> Sitemap:
    """One URL a line (sitemaps.org, "Text file"); a page of prose with a URL in it is none."""
    lines = [
        stripped for row in text.splitlines()[: 2 * MAX_URLS] if (stripped := row.strip("\ufeff \t\x00"))
    ]
    locs = list(dict.fromkeys(filter(None, (web_link(row) for row in lines if " " not in row))))
    if not locs or 2 * len(locs) < len(lines):
        raise SitemapError("not_a_sitemap", "no urlset, no sitemapindex, and no list of URLs")
    host = _host(base)
    over = len(locs) > MAX_URLS
    urls = tuple(SitemapURL(loc, other_host=_host(loc) != host) for loc in locs[:MAX_URLS])
    return Sitemap("text", urls, problems=(f"more than {MAX_URLS} URLs",) if over else (), complete=not over)


def _from_xml(repaired: Repaired, base: str | None, problems: tuple[str, ...]) -> Sitemap:
    urls: dict[str, SitemapURL] = {}
    children: dict[str, SitemapChild] = {}
    kind: SitemapKind = "urlset"
    reader: _Reader | None = None
    for batch in _batches(repaired.text):
        root = parse_xml(batch)
        if root is None:
            continue
        reader = reader or _Reader(root, base)
        for name in ("url", "sitemap", "item", "entry"):
            for element in items_of(root, batch, GRAMMAR, name):
                reader.take(element, name, urls, children)
        kind = reader.kind
    if reader is None:
        raise SitemapError("not_a_sitemap", "the root element cannot be read")
    if children and not urls:
        kind = "index"
    said = [*problems, *repaired.problems]
    if reader.nameless:
        said.append(f"{reader.nameless} entries without a usable address")
    return Sitemap(kind, tuple(urls.values()), tuple(children.values()), tuple(said), repaired.complete)


def _batches(text: str) -> Iterator[str]:
    """The document in pieces of at most BATCH items, each inside the document's own root tag."""
    starts = [
        found.start() for number, found in enumerate(GRAMMAR.item.finditer(text)) if number % BATCH == 0
    ]
    if len(starts) < 2:
        yield text
        return
    end_of_root = text.find(">") + 1
    name = text[1:end_of_root].split(None, 1)[0].rstrip("/>")
    opening = text[:end_of_root].rstrip("/>") + ">"
    yield f"{text[: starts[1]]}</{name}>"
    for start, end in zip(starts[1:], [*starts[2:], len(text)], strict=True):
        yield f"{opening}{text[start:end]}</{name}>"


class _Reader:
    """Reads entries of one document; knows its namespace and its host."""

    def __init__(self, root: Element, base: str | None) -> None:
        space, local = split_tag(str(root.tag))
        self.base, self.host, self.nameless = base, _host(base), 0
        self.kind: SitemapKind = "index" if local == "sitemapindex" else "urlset"
        self.home = space
        if local in ("rss", "rdf", "feed"):
            self.kind = "feed"
            self.home = "rss" if local != "feed" else "atom" if is_atom(space) else space

    def take(
        self, element: Element, name: str, urls: dict[str, SitemapURL], children: dict[str, SitemapChild]
    ) -> None:
        """Put the entry where it belongs; the first of several with one address wins."""
        if short_name(str(element.tag), self.home) != name:
            return  # video:url and the like
        entry = Children(element, self.home, self.base)
        loc = self._address(entry)
        if loc is None:
            self.nameless += 1
        elif name == "sitemap":
            child = SitemapChild(loc, parse_date(entry.line("lastmod")), _host(loc) != self.host)
            children.setdefault(loc, child)
        elif self.kind == "feed":
            urls.setdefault(loc, self._item(entry, loc))
        else:
            urls.setdefault(loc, self._url(entry, loc))

    def _address(self, entry: Children) -> str | None:
        elements = entry.all("loc", "link", "guid") if self.kind == "feed" else entry.all("loc")
        for element in elements:
            found = web_link(text_of(element) or element.get("href"), self.base)
            if found:
                return found
        return None

    def _url(self, entry: Children, loc: str) -> SitemapURL:
        news = next(entry.inside("news:news"), None) or entry
        publication = next(news.inside("news:publication"), None) or news
        raw_keywords = news.line("news:keywords") or ""
        return SitemapURL(
            loc=loc,
            lastmod=parse_date(entry.line("lastmod")),
            title=news.plain("news:title"),
            published=parse_date(news.line("news:publication_date")),
            language=language_tag(publication.line("news:language")),
            publication=publication.plain("news:name"),
            keywords=unique(line(word, 200) for word in raw_keywords.split(",")),
            images=unique(
                web_link(image.line("image:loc"), self.base) for image in entry.inside("image:image")
            ),
            alternates=tuple(self._alternates(entry)),
            other_host=_host(loc) != self.host,
        )

    def _alternates(self, entry: Children) -> Iterator[tuple[str, str]]:
        for element in entry.all("xhtml:link"):
            url = web_link(element.get("href"), self.base)
            language = (element.get("hreflang") or "").strip()
            if url and language:
                yield language, url

    def _item(self, entry: Children, loc: str) -> SitemapURL:
        return SitemapURL(
            loc=loc,
            lastmod=parse_date(entry.line("updated", "atom:updated", "modified", "dcterms:modified")),
            title=entry.plain("title", "dc:title"),
            published=parse_date(entry.line("pubdate", "published", "dc:date", "issued")),
            language=language_tag(entry.line("dc:language")),
            other_host=_host(loc) != self.host,
        )


def _host(url: str | None) -> str | None:
    try:
        return host_key(url).removeprefix("www.") if url else None
    except URLError:
        return None
