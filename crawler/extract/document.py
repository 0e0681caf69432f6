"""A page as one parsed tree, shared by everything that reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlComment, HtmlElement

from crawler.extract.bounds import bounded, flattened
from crawler.extract.charset import decode

# lxml.html's own parser asks a Python function for the class of each element; this one does not.
_CLASSES = etree.ElementDefaultClassLookup(element=HtmlElement, comment=HtmlComment)

# What begins so is an image, an archive, a document or a film, whatever its name says
_BINARY = (
    b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF", b"%PDF", b"%!PS", b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ",
    b"7z\xbc\xaf", b"ID3", b"OggS", b"\x00asm", b"\x7fELF", b"\x1aE\xdf\xa3", b"wOFF", b"wOF2", b"\xd0\xcf\x11\xe0", b"(\xb5/\xfd",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """One HTML page. `tree` is never changed by a reader; `text` is the markup it was parsed from."""

    tree: HtmlElement
    url: str
    text: str
    encoding: str
    headers: Mapping[str, str] = field(default_factory=dict)  #: names in lower case


def read_document(html: bytes, url: str, headers: Mapping[str, str] | None = None) -> Document | None:
    """Parse `html` once; None when there is no element in it (empty, binary, plain text)."""
    if html.startswith(_BINARY) or html[4:8] == b"ftyp":
        return None
    lowered = {name.lower(): value for name, value in (headers or {}).items()}
    text, encoding = decode(html, lowered)
    if not looks_like_markup(text):
        return None
    text = bounded(text)
    tree = parse(text)
    return None if tree is None else Document(tree, url, text, encoding, lowered)


def looks_like_markup(text: str) -> bool:
    """Tell text with at least one tag from binary noise, JSON, plain text and XML feeds."""
    head = text[:2000].lstrip("\ufeff \t\r\n")
    if head.startswith(("{", "[")):
        return False
    lowered = head.lower()
    if lowered.startswith("<?xml") and any(
        tag in lowered for tag in ("<rss", "<feed", "<urlset", "<rdf:rdf")
    ):
        return False
    return "<" in text and head.count("\ufffd") * 10 <= len(head)


def parse(text: str) -> HtmlElement | None:
    """Parse markup; a page nested too deeply for libxml2 is flattened and parsed again."""
    tree, refused = _parse(text)
    if refused:
        tree, _ = _parse(flattened(text))
    return tree


def _parse(text: str) -> tuple[HtmlElement | None, bool]:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    parser.set_element_class_lookup(_CLASSES)
    try:
        tree = etree.fromstring(text.encode("utf-8"), parser)
    except etree.LxmlError:
        return None, _too_deep(parser)
    return (tree if isinstance(tree, HtmlElement) else None), _too_deep(parser)


def _too_deep(parser: etree.HTMLParser) -> bool:
    return bool(len(parser.error_log.filter_from_fatals()))
