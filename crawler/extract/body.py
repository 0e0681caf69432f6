"""The body of a page: blocks in reading order, and who chose them."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.extract.blocks import Box, Piece, Survey, survey
from crawler.extract.document import Document
from crawler.extract.scorer import Reading, read
from storage.records import Block

VERSION = "newsfold 1"
_HINT = 60  #: characters of an element's names that a block carries
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


def read_body(document: Document, title: str = "") -> Body:
    """Choose the article's text of one page."""
    found = survey(document.tree)
    reading = read(found, title)
    if reading.letters < _LITTLE:
        wider = survey(document.tree, everything=True)
        second = read(wider, title)
        if second.letters > 2 * reading.letters:
            found, reading = wider, second
    return _body(found, reading)


def _body(found: Survey, reading: Reading) -> Body:
    blocks = tuple(_block(found.boxes, found.pieces[i]) for i in reading.kept)
    return Body(blocks, f"{VERSION}/dom", reading.letters, reading.level, found)


def _block(boxes: list[Box], piece: Piece) -> Block:
    box = boxes[piece.box]
    label, at = box.label, box.parent
    while not label and at >= 0:
        label, at = boxes[at].label, boxes[at].parent
    hint = f"{box.tag} {label[:_HINT]}".strip()
    return Block(piece.text, piece.kind, hint, round(piece.linked / len(piece.text), 3))
