"""Texts side by side: which words went and came between two versions."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.report import paragraph_pairs, word_changes

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
