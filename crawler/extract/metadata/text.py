"""Straight text out of attributes and elements: NFC, no control characters, single spaces, bounded."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable

from lxml import etree

MAX_ELEMENTS = 30_000  #: elements walked for one text: empty ones do not count against its limit
_DEEPEST = 300  #: levels that are walked; the parser gives up before

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
) -> list[str]:
    """The visible text nodes below `element` in order, a "\\n" where a block or line begins or ends.

    Two inline elements without anything between them are apart for the eye (kicker and headline in one h1):
    a space is put there. `skip` tells elements that are left out.
    """
    if isinstance(element, etree._Comment | etree._ProcessingInstruction):
        return []
    said = _Said(limit, skip)
    said.element(element, element.tag, 0)
    return said.pieces


class _Said:
    """The state of one walk: the text so far, and how much more is wanted."""

    def __init__(self, limit: int, skip: Callable[[etree._Element], bool] | None) -> None:
        self.pieces: list[str] = []
        self.left, self.longest, self.elements = limit, 8 * limit, MAX_ELEMENTS
        self.skip = skip
        self.closed = False  #: an inline element has just ended, and nothing was said since

    def element(self, element: etree._Element, tag: str, depth: int) -> None:
        """Everything inside `element`, and where it begins and ends."""
        breaks = tag in _BREAKS
        if breaks:
            self.pieces.append("\n")
        elif self.closed and tag in _INLINE:
            self.pieces.append(" ")
        self.closed = False
        if text := element.text:
            self.say(text)
        if len(element) and depth < _DEEPEST:
            self.inside(element, depth + 1)
        if breaks:
            self.pieces.append("\n")

    def inside(self, element: etree._Element, depth: int) -> None:
        """The children of `element`, and the text behind each; silent and skipped ones only part what stands around them."""
        for child in element:
            if self.left <= 0 or self.elements <= 0:
                return
            self.elements -= 1
            tag = child.tag
            if tag in _SILENT or not isinstance(tag, str) or (self.skip is not None and self.skip(child)):
                self.pieces.append("\n" if tag in _BREAKS else "")
                self.closed = False
            else:
                self.element(child, tag, depth)
            if text := child.tail:
                self.closed = False
                self.say(text)
            else:
                self.closed = tag in _INLINE

    def say(self, text: str) -> None:
        if self.left > 0:
            value = " " if text.isspace() else text[: self.longest]
            if not value.isprintable() or "  " in value:  # no other blank than the space is printable
                value = _SPACES.sub(" ", value)
            self.pieces.append(value[: self.left])
            self.left -= len(value)


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
