"""The children of a feed's element by name, and the few questions that every format asks of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from crawler.markup.dates import parse_date
from crawler.markup.links import web_link
from crawler.markup.names import short_name
from crawler.markup.text import MAX_TITLE, Element, line, markup_of, plain, text_of

XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MAX_CHILDREN = 2_000  #: of one element that are looked at
MAX_LIST = 200  #: authors, categories, enclosures of one entry
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")
EMAIL_NAME = re.compile(r"\s*[^\s()<>]+@[^\s()<>]+\s*\((.+)\)\s*")
NAME_EMAIL = re.compile(r"\s*(.+?)\s*[<(\[]\s*(?:mailto:)?[^\s()<>]+@[^\s()<>]+\s*[>)\]]\s*")


class Children:
    """What stands inside one element, grouped by short name; `base` is where its relative links start."""

    def __init__(self, element: Element, home: str, base: str | None) -> None:
        self.element, self.home = element, home
        own_base = element.get(XML_BASE)
        self.base = (web_link(own_base, base) or base) if own_base else base
        self.named: dict[str, list[Element]] = {}
        for child in islice(element, MAX_CHILDREN):
            tag = child.tag
            if isinstance(tag, str):
                self.named.setdefault(short_name(tag, home), []).append(child)

    def all(self, *names: str) -> Sequence[Element]:
        named = self.named
        if len(names) == 1:
            return named.get(names[0], ())
        return [element for name in names if name in named for element in named[name]]

    def first(self, *names: str) -> Element | None:
        return next(iter(self.all(*names)), None)

    def line(self, *names: str) -> str | None:
        """The first of these that says something, as a line of text."""
        return self._first(names, _line_of)

    def plain(self, *names: str) -> str | None:
        """The first of these that says something, read as HTML and made a line of text."""
        return self._first(names, _plain_of)

    def markup(self, *names: str) -> str | None:
        return self._first(names, markup_of)

    def _first(self, names: tuple[str, ...], read: Callable[[Element], str | None]) -> str | None:
        for name in names:
            for element in self.named.get(name, ()):
                value = read(element)
                if value:
                    return value
        return None

    def inside(self, name: str) -> Iterator[Children]:
        for element in self.named.get(name, ()):
            yield Children(element, self.home, self.base)

    def url(self, element: Element, value: str | None) -> str | None:
        """Resolve a link found on `element`, which may carry an xml:base of its own."""
        own_base = element.get(XML_BASE)
        return web_link(value, (web_link(own_base, self.base) or self.base) if own_base else self.base)

    def date(self, language: str | None, *names: str) -> tuple[datetime | None, str | None]:
        """The first readable date of these, with its text; else the first text."""
        first_raw = None
        for name in names:
            for element in self.named.get(name, ()):
                raw = line(text_of(element), 200)
                moment = parse_date(raw, language)
                if moment:
                    return moment, raw
                first_raw = first_raw or raw
        return None, first_raw


def _line_of(element: Element) -> str | None:
    return line(text_of(element))


def _plain_of(element: Element) -> str | None:
    return plain(text_of(element))


def unique(values: Iterable[str | None]) -> tuple[str, ...]:
    """The values that say something, each once, in order, not more than an entry can sensibly have."""
    kept: dict[str, None] = {}
    for value in values:
        if value:
            kept[value] = None
            if len(kept) == MAX_LIST:
                break
    return tuple(kept)


def language_tag(raw: str | None) -> str | None:
    """A language as the feed writes it ("en-US"), or None if it is none."""
    text = (raw or "").strip()
    return text if LANGUAGE.fullmatch(text) else None


def person(raw: str | None) -> str | None:
    """The name in RSS's "address (name)" and mail's "name <address>"; else the text itself.

    >>> person("desk@news.example (Ada Lindqvist)"), person("Ada <desk@news.example>")
    ('Ada Lindqvist', 'Ada')
    """
    text = plain(raw, MAX_TITLE // 4) if raw and "@" not in raw else line(raw, MAX_TITLE // 4)
    if not text or "@" not in text:
        return text
    found = EMAIL_NAME.fullmatch(text) or NAME_EMAIL.fullmatch(text)
    return found[1].strip().strip('"') or text if found else text
