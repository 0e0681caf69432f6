"""The body of a page: blocks in reading order, and who chose them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from crawler.extract.blocks import Box, Piece, Survey, survey, width
from crawler.extract.context import Hints
from crawler.extract.document import Document
from crawler.extract.scorer import Draft, Reading, draft, read, with_vote
from crawler.extract.vocabulary import ENTRY
from crawler.extract.witness import script_texts, third_opinion
from storage.records import Block

VERSION = "newsfold 1"
_HINT = 60  #: characters of an element's names that a block carries
_VOTE = 1.0  #: log odds that the second reader's opinion counts
_LOST = 4.0  #: the second reader finds so many times our text: ours was lost
_FEW = 300  #: letters, mean log odds, and share of undecided letters at which the second reader is asked
_UNSURE = 2.1
_DOUBT = 0.5
_SOME_DOUBT = 0.3  #: asked of pages without it, it changed nothing for the better
_ENTRIES = 3  #: from so many entries a page is a live blog
_LITTLE = 250  #: letters below which the page is looked at again, with its nav and footer elements


@dataclass(frozen=True, slots=True)
class Body:
    """The chosen blocks, the reader's name, and what the verdict needs to know of the page."""

    blocks: tuple[Block, ...] = ()
    extractor: str = VERSION
    letters: int = 0
    level: float = -9.0  #: mean log odds of the kept pieces
    found: Survey | None = None

    @property
    def text(self) -> str:
        return "\n\n".join(block.text for block in self.blocks)


def look(document: Document) -> Draft:
    """The first look at a page; where it finds little, nav and footer elements are looked at too."""
    title = (document.tree.findtext(".//title") or "")[:500]
    first = draft(survey(document.tree), title)
    if _likely(first) < _LITTLE:
        wider = draft(survey(document.tree, everything=True), title)
        if _likely(wider) > 2 * _likely(first):
            return wider
    return first


def _likely(first: Draft) -> int:
    return int(first.page.widths[first.opinions > 0].sum()) if first.page else 0


def read_body(document: Document, first: Draft, hints: Hints, *, careful: bool = False) -> Body:
    """Choose the article's text of one page; `careful` hears a second reader on every page, not only in doubt."""
    reading = read(first, hints)
    if reading.letters < _LITTLE and (lines := _from_scripts(document, hints, reading.letters)):
        return _of_lines(lines, first.found, "script")
    if first.found.pieces and (careful or _doubtful(reading)):
        lines = third_opinion(document, precise=careful)
        heard = with_vote(first, reading, lines, _VOTE)
        if sum(map(width, lines)) > _LOST * max(heard.letters, 1):
            return _of_lines(lines, first.found, "trafilatura")
        return _body(first.found, heard, "dom+trafilatura" if lines else "dom")
    return _body(first.found, reading, "dom")


def _doubtful(reading: Reading) -> bool:
    unsure = reading.level < _UNSURE and reading.doubt > _SOME_DOUBT
    return reading.letters < _FEW or reading.doubt > _DOUBT or unsure


def _from_scripts(document: Document, hints: Hints, letters: int) -> list[str]:
    """The text that JSON-LD or a page's scripts hold, where the markup shows next to nothing."""
    told = [hints.article_body] if width(hints.article_body) > _LITTLE else []
    if not told:
        told = script_texts(document.tree, hints.description)
    return told if sum(map(width, told)) > 2 * letters else []


def _of_lines(lines: list[str], found: Survey, reader: str) -> Body:
    blocks = tuple(Block(line) for line in lines)
    return Body(blocks, f"{VERSION}/{reader}", sum(map(width, lines)), 0.0, found)


def _body(found: Survey, reading: Reading, reader: str) -> Body:
    begins = _entries(found, reading.kept)
    blocks = tuple(_block(found.boxes, found.pieces[i], begins=i in begins) for i in reading.kept)
    return Body(blocks, f"{VERSION}/{reader}", reading.letters, reading.level, found)


def _entries(found: Survey, kept: tuple[int, ...]) -> set[int]:
    """The pieces with which the entries of a live blog begin; none on pages with fewer than three entries."""
    named = Counter(
        (b.parent, b.label) for b in found.boxes if "liveBlogUpdate" in b.label or b.names & ENTRY
    )
    if not named or max(named.values()) < _ENTRIES:
        return set()
    first: dict[int, int] = {}
    for i in kept:
        at = found.pieces[i].box
        while at >= 0 and named[found.boxes[at].parent, found.boxes[at].label] < _ENTRIES:
            at = found.boxes[at].parent
        if at >= 0:
            first.setdefault(at, i)
    return set(first.values()) if len(first) >= _ENTRIES else set()


def _block(boxes: list[Box], piece: Piece, *, begins: bool = False) -> Block:
    box = boxes[piece.box]
    label, at = box.label, box.parent
    while not label and at >= 0:
        label, at = boxes[at].label, boxes[at].parent
    hint = f"{box.tag} {label[:_HINT]}".strip()
    return Block(
        piece.text, "entry" if begins else piece.kind, hint, round(piece.linked / len(piece.text), 3)
    )
