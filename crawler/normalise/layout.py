"""A cleaned text with what was cut from it, in the order of the page: for people who want to see the cuts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class CutLine(Protocol):
    """What a cut tells: a `storage.records.Cut`, or a row of the table `cuts`."""

    @property
    def rule(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def position(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Woven:
    """A paragraph that stayed, or a line that was cut: then `rule` and `reason` are not empty."""

    text: str
    rule: str = ""
    reason: str = ""


def woven(body: str, cuts: Sequence[CutLine]) -> list[Woven]:
    """The paragraphs of `body` with each cut before the paragraph that came after it on the page.

    A cut knows its block. A block that was cut whole left no paragraph, so a paragraph's block is its number among
    the paragraphs plus the blocks that went before it. Where only a part of a block was cut the cut may stand a
    paragraph early. Cuts without a place (`position` -1) are left out.
    """
    placed = sorted((cut for cut in cuts if cut.position >= 0), key=lambda cut: cut.position)
    paragraphs = [text for text in body.split("\n\n") if text]
    lines: list[Woven] = []
    kept, gone = 0, set[int]()
    for cut in placed:
        while kept < len(paragraphs) and kept + len(gone - {cut.position}) < cut.position:
            lines.append(Woven(paragraphs[kept]))
            kept += 1
        lines.append(Woven(cut.text, cut.rule, cut.reason))
        gone.add(cut.position)
    return lines + [Woven(text) for text in paragraphs[kept:]]
