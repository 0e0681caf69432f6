"""Text of elements: plain titles, and markup as the feed gave it."""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata

from lxml import etree

Element = etree._Element  # lxml-stubs has no public name for it

MAX_TITLE = 2_000  #: characters
MAX_TEXT = 2_000_000  #: characters of one content or summary
#: Only names of HTML count as tags in a title: "List<String>" is no markup.
TAG = re.compile(
    r"</?(?:a|abbr|acronym|address|article|aside|b|bdi|bdo|big|blink|blockquote|body|br|center|cite|code|dd|del|dfn|div|dl|dt|em|"
    r"embed|font|form|h[1-6]|hr|html|i|iframe|img|input|ins|kbd|li|link|mark|meta|nobr|object|ol|p|param|picture|pre|q|s|"
    r"samp|script|section|small|source|span|strike|strong|style|sub|sup|svg|table|tbody|td|th|time|title|tr|tt|u|ul|var|"
    r"video|wbr)(?:\s[^<>]*|/)?/?>",
    re.IGNORECASE,
)
BREAK = re.compile(r"<(?:br|p|div|li|hr|/p|/div|/li)\b[^<>]*>", re.IGNORECASE)
HIDDEN = re.compile(r"<(script|style)\b[^<>]*>[^<]{0,5000}</\1\s*>", re.IGNORECASE)
UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
DECLARATION = re.compile(r'\sxmlns(?::[\w.-]+)?="[^"<>]*"')
BASE64 = re.compile(r"[A-Za-z0-9+/\s]+=*\s*")


def clean(text: str) -> str:
    """NFC without the characters that no database and no XML writer takes."""
    return nfc(text if text.isprintable() else UNWANTED.sub("", text))


def nfc(text: str) -> str:
    """Composed characters, for text that an XML parser has already kept free of control characters."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text)


def plain(markup: str | None, limit: int = MAX_TITLE) -> str | None:
    """One line of text from what may be HTML: tags out, references read once; None when nothing is left.

    >>> plain("<b>Bold</b> 5 < 6 &amp; List<String>")
    'Bold 5 < 6 & List<String>'
    """
    if not markup:
        return None
    text = markup[: 4 * limit]
    if "<" in text:
        text = TAG.sub("", BREAK.sub(" ", HIDDEN.sub("", text)))
    if "&" in text:
        text = html.unescape(text)
    return clean(" ".join(text.split()))[:limit] or None


def line(text: str | None, limit: int = MAX_TITLE) -> str | None:
    """One line of text that is no markup."""
    return (clean(" ".join(text[: 4 * limit].split()))[:limit] or None) if text else None


def text_of(element: Element | None) -> str:
    """The characters of an element and all inside it."""
    if element is None:
        return ""
    if not len(element):
        return element.text or ""
    return "".join(str(piece) for piece in element.itertext())


def markup_of(element: Element | None) -> str | None:
    """The HTML inside an element: escaped, in CDATA, or as naked tags."""
    if element is None:
        return None
    raw = inner_xml(element) if len(element) else element.text
    return nfc(raw.strip()[:MAX_TEXT]) or None if raw else None


def inner_xml(element: Element) -> str:
    """Serialise what is inside an element, without namespaces."""
    parts = [html.escape(element.text or "", quote=False)]
    for child in element:
        _forget_namespaces(child)
        parts.append(etree.tostring(child, encoding="unicode", method="xml", with_tail=True))
    return DECLARATION.sub("", "".join(parts))


def _forget_namespaces(element: Element) -> None:
    for inner in element.iter(etree.Element):
        tag = inner.tag
        if isinstance(tag, str) and tag.startswith("{"):
            inner.tag = tag.rpartition("}")[2]


def from_base64(text: str) -> str | None:
    """What Atom 0.3's mode="base64" holds, or None if it is nothing of the kind."""
    if not BASE64.fullmatch(text.strip()):
        return None
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
