"""Straight text out of attributes and elements: NFC, no control characters, single spaces, bounded."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import islice

from lxml import etree

MAX_EVENTS = (
    60_000  #: starts and ends of elements walked for one text: empty elements do not count against its limit
)

# Elements whose end or start separates words; all others may stand inside one.
_BREAKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_INLINE = frozenset({"span", "strong", "b", "a", "small", "em", "i"})
_SILENT = frozenset(
    ["script", "style", "noscript", "template", "svg", "button", "select", "textarea", "iframe"]
)
_UNWANTED = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u2060\ufeff\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_SPACES = re.compile(r"\s+")  # indentation does not count against the limit
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,12});")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")


def straight(text: str | None, limit: int = 2000) -> str:
    """`text` with entities resolved (also doubly escaped ones), tags and invisible characters gone, in NFC.

    Publishing systems escape headlines twice: `&amp;quot;` and `<em>` inside meta tags and JSON-LD are common.
    """
    if not text:
        return ""
    text = text[: 4 * limit]
    if text.isascii() and "&" not in text and "<" not in text:
        plain = " ".join(text.split())
        if plain.isprintable():  # most strings of most pages
            return plain[:limit].strip()
    for _ in range(2):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    if "<" in text:
        text = _MARKUP.sub(" ", text) if _MARKUP.search(text) else text
    text = _UNWANTED.sub("", text)
    return unicodedata.normalize("NFC", " ".join(text.split()))[:limit].strip()


def pieces(
    element: etree._Element, limit: int = 2000, skip: Callable[[etree._Element], bool] | None = None
) -> Iterator[str]:
    """The visible text nodes below `element` in order, a "\\n" where a block or line begins or ends.

    Two inline elements without anything between them are apart for the eye (kicker and headline in one h1):
    a space is put there. `skip` tells elements that are left out.
    """
    if isinstance(element, etree._Comment | etree._ProcessingInstruction):
        return
    left, hidden, closed = limit, 0, False
    for event, node in islice(etree.iterwalk(element, events=("start", "end")), MAX_EVENTS):
        tag = node.tag if isinstance(node.tag, str) else ""
        silent = not tag or tag in _SILENT or (skip is not None and node is not element and skip(node))
        if event == "start":
            hidden += silent
            if tag in _BREAKS:
                yield "\n"
            elif closed and tag in _INLINE:
                yield " "
            value, closed = ("" if hidden else node.text), False
        else:
            hidden -= silent
            if tag in _BREAKS:
                yield "\n"
            value = "" if hidden or node is element else node.tail
            closed = not value and tag in _INLINE
        if value:
            value = " " if value.isspace() else _SPACES.sub(" ", value[: 8 * limit])
            yield value[:left]
            left -= len(value)
            if left <= 0:
                return


def lines(
    element: etree._Element, limit: int = 2000, skip: Callable[[etree._Element], bool] | None = None
) -> list[str]:
    """The visible lines below `element`, straightened, without empty ones."""
    return [
        line
        for raw in "".join(pieces(element, limit, skip)).split("\n")
        if raw and raw != " " and (line := straight(raw, limit))
    ]


def visible(
    element: etree._Element, limit: int = 2000, skip: Callable[[etree._Element], bool] | None = None
) -> str:
    """The visible text below `element` as one line."""
    return " ".join(lines(element, limit, skip))[:limit]


def phrases(element: etree._Element, limit: int = 300) -> str:
    """The visible text below `element`, its text nodes set apart by " • ": name, role and paper in one byline."""
    nodes = (straight(piece) for piece in pieces(element, limit))
    return " • ".join(node for node in nodes if node)
