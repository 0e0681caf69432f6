"""Mended text to a tree that lost nothing: where the parser gave up, each item is read from its own piece."""

from __future__ import annotations

import dataclasses
import re
import zlib
from collections.abc import Iterator

from lxml import etree

from crawler.markup.repair import Grammar, Repaired
from crawler.markup.text import Element

CDATA = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)
GZIP = b"\x1f\x8b"


def inflated(data: bytes, limit: int) -> bytes:
    """Undo a gzip that the transport did not announce (files stored as .gz); at most `limit` + 1 bytes come out.

    A stream that is cut off or damaged gives what could be read of it.
    """
    if not data.startswith(GZIP):
        return data
    inflater = zlib.decompressobj(wbits=31)
    try:
        return inflater.decompress(data, limit + 1)
    except zlib.error:
        return _readable_part(data, limit)


def _readable_part(data: bytes, limit: int) -> bytes:
    inflater, parts, size = zlib.decompressobj(wbits=31), [], 0
    for at in range(0, len(data), 4096):
        try:
            part = inflater.decompress(data[at : at + 4096], limit + 1 - size)
        except zlib.error:
            break
        parts.append(part)
        size += len(part)
        if size > limit:
            break
    return b"".join(parts)


def parse_xml(text: str) -> Element | None:
    """Parse with a parser that recovers and never reaches out: no DTD, no network, no entities, bounded depth."""
    parser = etree.XMLParser(
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
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def without_torn_item(repaired: Repaired, grammar: Grammar) -> Repaired:
    """Leave out the item in which the document was cut off; what stands there is not what was meant."""
    if not repaired.torn:
        return repaired
    closed = 0
    for found in grammar.close.finditer(repaired.text):
        closed = found.end()
    torn = grammar.item.search(repaired.text, max(closed, 1))
    if torn is None:
        tag = repaired.text.rfind("<")  # a tag without its end would be read as an empty item
        end = tag if tag >= max(closed, 1) and ">" not in repaired.text[tag:] else len(repaired.text)
        return dataclasses.replace(
            repaired, text=repaired.text[:end], problems=(*repaired.problems, "cut off before its end")
        )
    return dataclasses.replace(
        repaired,
        text=repaired.text[: torn.start()],
        problems=(*repaired.problems, "cut off inside an item, which was left out"),
    )


def items_of(root: Element, text: str, grammar: Grammar, name: str) -> list[Element]:
    """All `name` elements wherever they stand, in order; read one by one where the tree lost some."""
    tags = (f"{{*}}{name}", f"{{*}}{name.capitalize()}", f"{{*}}{name.upper()}")
    found = list(root.iter(*tags))
    if text.count(f"</{name}>") <= len(found):
        return found
    pieces = list(_pieces(text, grammar, name))
    if len(pieces) <= len(found):
        return found
    apart = list(_read_apart(text, pieces, tags))
    return apart if len(apart) > len(found) else found


def _pieces(text: str, grammar: Grammar, name: str) -> Iterator[tuple[int, int]]:
    """Where each item begins and ends, outside of CDATA."""
    masked = CDATA.sub(lambda found: " " * len(found[0]), text)
    starts = [found.start() for found in grammar.item.finditer(masked) if found[0].lower().endswith(name)]
    for number, start in enumerate(starts):
        following = starts[number + 1] if number + 1 < len(starts) else len(text)
        close = masked.find(f"</{name}", start, following)
        yield start, (masked.find(">", close) + 1 if close >= 0 else following)


def _read_apart(text: str, pieces: list[tuple[int, int]], tags: tuple[str, ...]) -> Iterator[Element]:
    """Parse each item alone, inside the root's own tag for its namespaces."""
    opening = text[: text.find(">") + 1].rstrip("/>") + ">"
    for start, end in pieces:
        alone = parse_xml(opening + text[start:end])
        found = None if alone is None else next(alone.iter(*tags), None)
        if found is not None:
            yield found
