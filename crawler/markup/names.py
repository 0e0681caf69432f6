"""Short names of elements: namespaces as they are really written, folded to a prefix each."""

from __future__ import annotations

from functools import lru_cache

ATOM = frozenset({
    "http://www.w3.org/2005/atom",
    "http://purl.org/atom/ns#",
    "http://purl.org/atom/ns",
    "http://purl.org/atom/app#",
    "http://www.w3.org/2007/app",
    "http://example.com/necho",
    "http://example.com/newformat#",
    "http://purl.org/echo/",
    "uri/of/echo/namespace#",
    "http://purl.org/pie/",
})  # fmt: skip
RSS = frozenset({
    "",
    "http://backend.userland.com/rss",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://cyber.law.harvard.edu/rss/rss.html",
    "http://purl.org/rss/1.0/",
    "http://purl.org/rss/1.0",
    "http://purl.org/net/rss1.1#",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://my.netscape.com/publish/formats/rss-0.91.dtd",
    "http://example.com/rss",
})  # fmt: skip
PREFIXES = {
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/dc/terms": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/rss/1.0/modules/link/": "link",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.google.com/schemas/play-podcasts/1.0": "googleplay",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.pheedo.com/namespace/pheedo": "pheedo",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://purl.org/syndication/history/1.0": "fh",
    "http://webns.net/mvcb/": "admin",
    "http://backend.userland.com/creativecommonsrssmodule": "cc",
    "http://a9.com/-/spec/opensearch/1.1/": "opensearch",
    "http://www.w3.org/xml/1998/namespace": "xml",
    "http://purl.org/syndication/thread/1.0": "thr",
    "http://wellformedweb.org/commentapi/": "wfw",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
    "http://www.google.com/schemas/sitemap-image/1.1": "image",
    "http://www.google.com/schemas/sitemap-video/1.1": "video",
}
#: Prefixes that are understood where nobody declared them (libxml2 then leaves "dc:creator" as the name).
USUAL = frozenset(PREFIXES.values()) | {"atom", "atom10", "a10"}


@lru_cache(maxsize=4096)
def short_name(tag: str, home: str) -> str:
    """`prefix:name` of a tag, the bare name in lower case for the vocabulary of the document.

    `home` is "atom" or "rss", or any other namespace that the root element put itself in.

    >>> short_name("{http://purl.org/dc/elements/1.1/}creator", "rss"), short_name("pubDate", "rss")
    ('dc:creator', 'pubdate')
    """
    space, local = split_tag(tag)
    prefix = _prefix(space, home)
    return f"{prefix}:{local}" if prefix else local


def split_tag(tag: str) -> tuple[str, str]:
    """Namespace (lower case) and local name (lower case); a prefix that was not declared stands for itself."""
    if tag.startswith("{"):
        space, _, local = tag[1:].partition("}")
        return space.strip().lower(), local.lower()
    prefix, colon, local = tag.rpartition(":")
    return (f"prefix {prefix.lower()}", local.lower()) if colon else ("", tag.lower())


def is_atom(space: str) -> bool:
    return space in ATOM or space.rstrip("/#") == "http://www.w3.org/2005/atom"


def _prefix(space: str, home: str) -> str:
    if space.startswith("prefix "):
        prefix = space[7:]
        if prefix in USUAL:
            prefix = "atom" if prefix in ("atom10", "a10") else prefix
            return "" if prefix == home else prefix
        return prefix
    if not space or space == home:
        return ""
    if is_atom(space):
        return "" if home == "atom" else "atom"
    if space in RSS or space.startswith("http://backend.userland.com/rss"):
        return "" if home != "atom" else "rss"
    known = PREFIXES.get(space) or PREFIXES.get(space.replace("https://", "http://", 1))
    return known or "other"
