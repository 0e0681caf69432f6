"""`parse_feed`: bytes in, a `Feed` out, or a `FeedError` that says what the bytes are instead."""

from __future__ import annotations

import dataclasses
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from crawler.feeds import atom, rss
from crawler.feeds.charset import decode
from crawler.feeds.element import unique
from crawler.feeds.json_feed import read_json
from crawler.feeds.links import header_links, web_link
from crawler.feeds.names import is_atom, split_tag
from crawler.feeds.repair import ITEM, Repaired, find_root, repair
from crawler.feeds.text import Element
from storage.errors import FeedError
from storage.records import Feed

MAX_BYTES = 15_000_000  #: of a document, after inflating; the largest real feed seen had 9 MB
MAX_ITEMS = 20_000
GZIP = b"\x1f\x8b"
CONSENT = re.compile(
    r"consent|we value your privacy|before you continue|privacy settings|cookie[- ]?(?:banner|policy|wall|hinweis|einstellungen)|"
    r"datenschutzeinstellungen|respect(?:ons)? votre vie privée|accept(?:er)? (?:all|cookies|tout)|alle akzeptieren",
    re.IGNORECASE,
)
CDATA = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)


def parse_feed(data: bytes, url: str | None = None, headers: Mapping[str, str] | None = None) -> Feed:
    """Read RSS, RDF, Atom or JSON Feed from the bytes that a server sent.

    Args:
        data: the body, also gzipped.
        url: where it came from, after redirects; relative links start there.
        headers: of the answer; Content-Type's charset and Link are read.

    Raises:
        FeedError: with reason "empty", "html", "consent", "not_a_feed" or "too_large"; nothing else, on any bytes.
    """
    data = _inflated(data)
    if len(data) > MAX_BYTES:
        raise FeedError("too_large", f"more than {MAX_BYTES} bytes")
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise FeedError("empty", "nothing but blanks" if data else "no bytes at all")
    base = web_link(url)
    decoded = decode(data, headers)
    feed = _read(decoded.text, base)
    feed = _with_header_links(feed, headers, base)
    return dataclasses.replace(feed, problems=(*decoded.problems, *feed.problems))


def _inflated(data: bytes) -> bytes:
    """Undo a gzip that the transport did not announce (feeds stored as files), counting while it inflates."""
    if not data.startswith(GZIP):
        return data
    inflater = zlib.decompressobj(wbits=31)
    try:
        return inflater.decompress(data, MAX_BYTES + 1)
    except zlib.error:
        return data


def _read(text: str, base: str | None) -> Feed:
    start = text[:200].lstrip("\ufeff \t\r\n\x00")
    if start.startswith(("{", "[")):
        return read_json(text.strip("\ufeff \t\r\n\x00"), base, MAX_ITEMS)
    at, page = find_root(text)
    if page:
        raise _page_error(text)
    if at < 0:
        raise FeedError("not_a_feed", "no rss, rdf or feed element")
    repaired = repair(text, at, MAX_ITEMS)
    complete = repaired if repaired.complete else _without_torn_item(repaired)
    root = _tree(complete.text)
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


def _without_torn_item(repaired: Repaired) -> Repaired:
    """Leave out the item in which the document was cut off; what stands there is not what was meant."""
    lower = repaired.text.lower()
    closed = max(
        lower.rfind("</item"), lower.rfind("</entry"), lower.rfind(":item>"), lower.rfind(":entry>"), 0
    )
    torn = ITEM.search(repaired.text, closed)
    if torn is None or torn.start() < len("<entry"):
        return dataclasses.replace(repaired, problems=(*repaired.problems, "cut off before its end"))
    return dataclasses.replace(
        repaired,
        text=repaired.text[: torn.start()],
        problems=(*repaired.problems, "cut off inside an item, which was left out"),
    )


def _parser() -> etree.XMLParser:
    """A parser that never reaches out: no DTD, no network, no entities, libxml2's own limits on depth and size."""
    return etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
        huge_tree=False,
        encoding="utf-8",
    )


def _tree(text: str) -> Element | None:
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), _parser())
    except (etree.XMLSyntaxError, ValueError):
        return None


def _from_tree(root: Element, text: str, base: str | None) -> Feed:
    space, local = split_tag(str(root.tag))
    if local in ("feed", "entry"):
        home = "atom" if is_atom(space) or not space else space
        feed, inherited = atom.read_feed(root, home, base)
        items = _items(root, text, "entry")
        return dataclasses.replace(feed, entries=tuple(atom.read_entry(item, inherited) for item in items))
    kind = "rdf" if local == "rdf" else "rss"
    home = "rss" if kind == "rdf" or not space else space
    feed, channel = rss.read_channel(root, home, base, kind)
    items = _items(root, text, "item")
    return dataclasses.replace(
        feed, entries=tuple(rss.read_item(item, channel, feed.language) for item in items)
    )


def _items(root: Element, text: str, name: str) -> Iterable[Element]:
    """All items wherever they stand; where the tree lost some, each is read from its own piece of text."""
    tags = (f"{{*}}{name}", f"{{*}}{name.capitalize()}", f"{{*}}{name.upper()}")
    found = [item for item in root.iter(*tags)]
    openers = text.count(f"<{name}>") + text.count(f"<{name} ")
    if openers <= len(found):
        return found
    pieces = list(_pieces(text, name))
    if len(pieces) <= len(found):
        return found
    apart = list(_read_apart(text, pieces, tags))
    return apart if len(apart) > len(found) else found


def _pieces(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Where each item begins and ends, outside of CDATA."""
    masked = CDATA.sub(lambda found: " " * len(found[0]), text)
    starts = [found.start() for found in ITEM.finditer(masked) if found[0].lower().endswith(name)]
    for start, following in zip(starts, [*starts[1:], len(text)], strict=True):
        close = masked.find(f"</{name}", start, following)
        yield start, (masked.find(">", close) + 1 if close >= 0 else following)


def _read_apart(text: str, pieces: list[tuple[int, int]], tags: tuple[str, ...]) -> Iterator[Element]:
    """Parse each item alone, inside the root's own tag for its namespaces."""
    opening = text[: text.find(">") + 1].rstrip("/>") + ">"
    for start, end in pieces:
        alone = _tree(opening + text[start:end])
        found = None if alone is None else next(alone.iter(*tags), None)
        if found is not None:
            yield found


def _with_header_links(feed: Feed, headers: Mapping[str, str] | None, base: str | None) -> Feed:
    value = next((value for name, value in (headers or {}).items() if name.lower() == "link"), "")
    if not value:
        return feed
    links = header_links(value, base)
    return dataclasses.replace(
        feed,
        hubs=unique([*links.get("hub", ()), *feed.hubs]),
        self_link=feed.self_link or next(iter(links.get("self", ())), None),
    )
