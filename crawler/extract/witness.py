"""Other readers of the same page, asked where our own is in doubt, and texts that stand in its scripts.

None of them is believed alone: JSON-LD's articleBody is cut short on many sites, an application's state holds the
next articles too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree
from lxml.html import HtmlElement

from crawler.extract.blocks import tidy, width
from crawler.extract.document import Document, parse

_MOST_SCRIPT = 1_500_000  #: characters of scripts that are searched
_MOST_STRINGS = 60
_LONG_STRING = re.compile(r'"((?:[^"\\]|\\.){400,}+)"', re.DOTALL)
_PARAGRAPH = re.compile(r"<(?:p|br|div)\b|\\n|\n", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?。！？؟।][\"'”’»」]?(?:\s|$|(?=[\u3040-\u9fff]))")
_WHOLE_PAGE = re.compile(r"\s*<(?:html|!doctype)", re.IGNORECASE)  # others are a fragment to lxml.html
_NESTED = 3  #: how often a string may hold an escaped document again
_SLOW_FROM = 1_200_000  #: characters of markup from which the third reader is not asked
_SLOW_TAGS = 15_000  #: tags likewise; it needs about 10 microseconds a tag


def script_texts(tree: HtmlElement, description: str) -> list[str]:
    """The paragraphs of the text that a page's scripts hold for it, or none.

    Single-page applications carry the article as HTML or text in one long string of their state. The candidate
    with most sentences wins; one that shares words with the page's own description is preferred.
    """
    wanted = set(re.findall(r"\w{4,}", description.lower()))
    best, best_score = [], 0.0
    for text in _candidates(tree):
        lines = _lines(text)
        letters = sum(width(line) for line in lines)
        if letters < 300 or sum(len(_SENTENCE.findall(line)) for line in lines) < 3:
            continue
        told = set(re.findall(r"\w{4,}", " ".join(lines).lower())) if wanted else set()
        score = min(letters, 30_000) * (0.2 + (len(wanted & told) / len(wanted) if wanted else 0.5))
        if score > best_score:
            best, best_score = lines, score
    return best


def _candidates(tree: HtmlElement) -> Iterator[str]:
    left, strings = _MOST_SCRIPT, 0
    for script in tree.iter("script"):
        source = (script.text or "")[:left]
        left -= len(source)
        if len(source) < 400 or script.get("type") == "application/ld+json":
            continue
        for found in _LONG_STRING.finditer(source):
            strings += 1
            if strings > _MOST_STRINGS:
                return
            yield from _decoded(found[0], _NESTED)


def _decoded(literal: str, depth: int) -> Iterator[str]:
    """The text of a JSON string; if that is JSON with long strings again, the texts of those."""
    try:
        text = json.loads(literal, strict=False)
    except ValueError:
        return
    inner = [f[0] for f, _ in zip(_LONG_STRING.finditer(text), range(20), strict=False)] if depth else []
    if (inner and text.lstrip()[:1] in "{[") or (inner and re.match(r"\w{1,4}:", text)):
        for again in inner:
            yield from _decoded(again, depth - 1)
    else:
        yield text


def _lines(text: str) -> list[str]:
    """Paragraphs of a string that is HTML or plain text; nothing for code, style sheets and data."""
    if text.count("{") + text.count("}") > 20 or (" " not in text[:2000] and width(text) == len(text)):
        return []
    if re.search(r"</?(?:p|div|br|span|h[1-6])\b", text):
        tree = parse(f"<body>{text[:400_000]}</body>")
        if tree is None:
            return []
        for gone in tree.xpath("//script | //style | //figure | //iframe | //button"):
            gone.drop_tree()
        for block in tree.iter("p", "div", "br", "h1", "h2", "h3", "h4", "li", "blockquote", "tr"):
            block.tail = f"\n{block.tail or ''}"
            block.text = f"\n{block.text or ''}" if block.tag != "br" else None
        text = "".join(tree.itertext())
    return [line for raw in text.split("\n") if (line := tidy(raw))]


def may_be_asked(document: Document) -> bool:
    """Whether the third reader's time on this page is bounded."""
    return len(document.text) < _SLOW_FROM and document.text.count("<") < _SLOW_TAGS


def _as_asked(document: Document) -> HtmlElement | str:
    """What trafilatura is given: a copy of our tree, which it prunes; it reads markup that does not begin like a page otherwise."""
    return deepcopy(document.tree) if _WHOLE_PAGE.match(document.text) else document.text


def third_opinion(document: Document, *, precise: bool = False) -> list[str]:
    """The lines of trafilatura's reading; none when it finds nothing. About 20 ms a page, so it is asked rarely."""
    if not may_be_asked(document):
        return []
    from trafilatura import extract as third  # noqa: PLC0415 - 0.5 s of import, paid by the pages that need it

    try:
        text = third(
            _as_asked(document),
            include_comments=False,
            include_tables=True,
            favor_precision=precise,
            fast=not precise,
            deduplicate=False,
        )
    except (etree.LxmlError, ValueError, TypeError, AttributeError, RecursionError, IndexError, KeyError):
        return []
    return [line for raw in (text or "").split("\n") if (line := tidy(raw))]
