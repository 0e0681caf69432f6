"""Texts side by side: which words went and came between two versions, and where cut lines stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.report import paragraph_pairs, word_changes
from storage.rows import StoredCut

MOST_WORDS = 20_000  #: of both texts together; comparing more would keep a page waiting


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph. `change`: "=" stands in both, "-" went, "+" came."""

    change: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of two texts. `change`: "=" in both, "~" rewritten, "-" went, "+" came."""

    change: str
    pieces: tuple[Piece, ...]


def compared(before: str, after: str) -> list[Paragraph] | None:
    """Both texts as one, with what changed marked; None where they are too long to compare while somebody waits."""
    if before.count(" ") + after.count(" ") > MOST_WORDS:
        return None
    return [
        Paragraph(change, _pieces(change, old, new)) for change, old, new in paragraph_pairs(before, after)
    ]


def _pieces(change: str, old: str, new: str) -> tuple[Piece, ...]:
    if change == "~":
        return tuple(Piece(one, words) for one, words in word_changes(old, new))
    return (Piece(change, new if change == "+" else old),)


@dataclass(frozen=True, slots=True)
class Woven:
    """A paragraph that stayed, or a line that was cut (then `cut` says by which rule)."""

    text: str
    cut: StoredCut | None = None


def woven(body: str, cuts: Sequence[StoredCut]) -> list[Woven]:
    """The body with its cuts where they stood: before the paragraph that came after them on the page.

    A cut knows its block; blocks that were cut whole have left no paragraph, so the place of a paragraph is its
    number among what stayed. Where only a part of a block was cut the cut may stand one paragraph early.
    """
    placed = sorted((cut for cut in cuts if cut.position >= 0), key=lambda cut: (cut.position, cut.id))
    paragraphs = [Woven(text) for text in body.split("\n\n") if text]
    lines: list[Woven] = []
    blocks: set[int] = set()
    for cut in placed:
        while paragraphs and len(lines) - _cut_lines(lines) + len(blocks - {cut.position}) < cut.position:
            lines.append(paragraphs.pop(0))
        lines.append(Woven(cut.text, cut))
        blocks.add(cut.position)
    return lines + paragraphs


def _cut_lines(lines: Sequence[Woven]) -> int:
    return sum(line.cut is not None for line in lines)
