"""`parse_feed`: bytes in, a `Feed` out, or a `FeedError` that says what the bytes are instead."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from crawler.feeds import atom, rss
from crawler.feeds.json_feed import read_json
from crawler.markup.charset import decode
from crawler.markup.element import language_tag, unique
from crawler.markup.links import header_links, web_link
from crawler.markup.names import is_atom, split_tag
from crawler.markup.repair import Grammar, find_root, repair
from crawler.markup.text import Element
from crawler.markup.tree import inflated, items_of, parse_xml, without_torn_item
from storage.errors import FeedError
from storage.records import Feed

MAX_BYTES = 15_000_000  #: of a document, after inflating; the largest real feed seen had 9 MB
MAX_ITEMS = 20_000
GRAMMAR = Grammar.of(root="rss|rdf|feed", bare="channel|entry|item", item="item|entry")
CONSENT = re.compile(
    r"consent|we value your privacy|before you continue|privacy settings|cookie[- ]?(?:banner|policy|wall|hinweis|einstellungen)|"
    r"datenschutzeinstellungen|respect(?:ons)? votre vie privée|accept(?:er)? (?:all|cookies|tout)|alle akzeptieren",
    re.IGNORECASE,
)


def parse_feed(data: bytes, url: str | None = None, headers: Mapping[str, str] | None = None) -> Feed:
    """Read RSS, RDF, Atom or JSON Feed from the bytes that a server sent.

    Args:
        data: the body, also gzipped.
        url: where it came from, after redirects; relative links start there.
        headers: of the answer; Content-Type's charset and Link are read.

    Raises:
        FeedError: with reason "empty", "html", "consent", "not_a_feed" or "too_large"; nothing else, on any bytes.
    """
    data = inflated(data, MAX_BYTES)
    if len(data) > MAX_BYTES:
        raise FeedError("too_large", f"more than {MAX_BYTES} bytes")
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise FeedError("empty", "nothing but blanks" if data else "no bytes at all")
    base = web_link(url)
    decoded = decode(data, headers)
    feed = _read(decoded.text, base)
    feed = _with_headers(feed, headers, base)
    return dataclasses.replace(feed, problems=(*decoded.problems, *feed.problems))


def _read(text: str, base: str | None) -> Feed:
    start = text[:200].lstrip("\ufeff \t\r\n\x00")
    if start.startswith(("{", "[")):
        return read_json(text.strip("\ufeff \t\r\n\x00"), base, MAX_ITEMS)
    at, page = find_root(text, GRAMMAR)
    if page:
        raise _page_error(text)
    if at < 0:
        raise FeedError("not_a_feed", "no rss, rdf or feed element")
    complete = without_torn_item(repair(text, at, GRAMMAR, MAX_ITEMS), GRAMMAR)
    root = parse_xml(complete.text)
    if root is None:
        raise FeedError("not_a_feed", "the root element cannot be read")
    feed = _from_tree(root, complete.text, base)
    return dataclasses.replace(
        feed, complete=complete.complete, problems=(*complete.problems, *feed.problems)
    )


def _page_error(text: str) -> FeedError:
    if CONSENT.search(text[:200_000]):
        return FeedError("consent", "an HTML page that asks for consent instead of a feed")
    return FeedError("html", "an HTML page instead of a feed")


def _from_tree(root: Element, text: str, base: str | None) -> Feed:
    space, local = split_tag(str(root.tag))
    if local in ("feed", "entry"):
        home = "atom" if is_atom(space) or not space else space
        feed, inherited = atom.read_feed(root, home, base)
        items = items_of(root, text, GRAMMAR, "entry")
        return dataclasses.replace(feed, entries=tuple(atom.read_entry(item, inherited) for item in items))
    kind = "rdf" if local == "rdf" else "rss"
    home = "rss" if kind == "rdf" or not space else space
    feed, channel = rss.read_channel(root, home, base, kind)
    items = items_of(root, text, GRAMMAR, "item")
    return dataclasses.replace(
        feed, entries=tuple(rss.read_item(item, channel, feed.language) for item in items)
    )


def _with_headers(feed: Feed, headers: Mapping[str, str] | None, base: str | None) -> Feed:
    """Fill in what only the HTTP answer says: hubs and the feed's own address (Link), the language."""
    if not headers:
        return feed
    values = {name.lower(): value for name, value in headers.items()}
    links = header_links(values.get("link", ""), base)
    return dataclasses.replace(
        feed,
        language=feed.language or language_tag(values.get("content-language")),
        hubs=unique([*links.get("hub", ()), *feed.hubs]),
        self_link=feed.self_link or next(iter(links.get("self", ())), None),
    )
