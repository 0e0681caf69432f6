"""What one page may cost: markup is made harmless for the parser before it is parsed.

libxml2 needs time that grows with the square of a tag's attributes (20,000: 0.8 s, 300,000: minutes), about
450 bytes for an element, and gives up at 256 nested elements with the text still unread. Real news pages have
under 10,000 tags, at most some dozens of attributes and 60 levels.
"""

from __future__ import annotations

import re

MAX_TEXT = 6_000_000  #: characters of markup that are read
MAX_TAGS = 120_000  #: start and end tags that are read
MAX_DEPTH = 120  #: nested elements that are kept when the parser has refused a page
_MANY_FROM = 40_000  #: characters below which no number of attributes is dangerous

# One attribute as the HTML standard's tokenizer reads it; possessive, so it cannot backtrack.
_ATTRIBUTE = r"(?:[\s/]*+(?:=?[^\s/>=]++)(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+))?+)"
_NAME = r"[a-zA-Z][^\s/>]*+"
_MANY_ATTRIBUTES = re.compile(rf"(<{_NAME})(?=[\s/]){_ATTRIBUTE}{{800}}+{_ATTRIBUTE}*+")
_TAG = re.compile(rf"<(/?)({_NAME}){_ATTRIBUTE}*+[\s/]*+>?")
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)


def bounded(markup: str) -> str:
    """Cut `markup` to what a page may cost; ordinary pages come back as they are."""
    if len(markup) > MAX_TEXT:
        markup = markup[:MAX_TEXT]
    if len(markup) > _MANY_FROM and _MANY_ATTRIBUTES.search(markup):
        markup = _MANY_ATTRIBUTES.sub(r"\1", markup)
    if markup.count("<") > MAX_TAGS:
        markup = _first_tags(markup, MAX_TAGS)
    return markup


def _first_tags(markup: str, count: int) -> str:
    at = -1
    for _ in range(count + 1):
        at = markup.find("<", at + 1)
    return markup[:at]


def flattened(markup: str) -> str:
    """Drop the tags that are nested deeper than MAX_DEPTH; their text stays.

    Elements that are never closed count as open, as a parser that does not know them would hold them.
    """
    out, depth, at = [], 0, 0
    for tag in _TAG.finditer(markup):
        out.append(markup[at : tag.start()])
        at = tag.end()
        name = tag[2].lower()
        if name in _VOID:
            out.append(tag[0])
        elif tag[1]:
            if depth <= MAX_DEPTH:
                out.append(tag[0])
            depth = max(depth - 1, 0)
        else:
            depth += 1
            if depth <= MAX_DEPTH or name in _OPAQUE:
                out.append(tag[0])
    return "".join([*out, markup[at:]])


_OPAQUE = frozenset(("script", "style", "template", "noscript"))
