"""The lines of a page, each with the evidence that rules look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from crawler.normalise.text import (
    OPENING_QUOTES,
    bare,
    clean_text,
    fold,
    has_sentence,
    is_quotation,
    key_of,
    weight,
)
from storage.records import Block, Page

LONGEST = 2000  #: characters of a line that rules look at; prose beyond it is not boilerplate
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_VERBATIM = frozenset({"pre", "table"})


@dataclass
class Line:
    """One line of one block. `gone` is True once a rule has taken it out.

    before, after: how many lines of prose stand before and after it. What costs time is worked out when
    it is first asked for: most prose is never asked.
    """

    text: str
    block: int  #: index of the page's block, what `Cut.position` says
    kind: str = "paragraph"
    hint: str = ""
    links: float = 0.0
    weight: int = 0
    prose: bool = False
    before: int = 0
    after: int = 0
    kept: bool = False  #: a user's `keep` protects it
    gone: bool = False

    @property
    def edge(self) -> int:
        """How far inside the text it stands: lines of prose to the nearer end."""
        return min(self.before, self.after)

    @cached_property
    def folded(self) -> str:
        return bare(fold(self.text[:LONGEST]))

    @cached_property
    def key(self) -> str:
        return key_of(self.folded)

    @property
    def opens_with_quote(self) -> bool:
        return self.text[:1] in OPENING_QUOTES

    @cached_property
    def quotation(self) -> bool:
        """Whether it is somebody's words."""
        return self.kind == "quote" or is_quotation(self.text[:LONGEST])


def blocks_of(page: Page) -> tuple[Block, ...]:
    """The page's blocks; where there are none, its body split at blank lines."""
    if page.blocks:
        return page.blocks
    return tuple(Block(part) for part in _PARAGRAPHS.split(page.body) if part.strip())


def lines_of(blocks: Sequence[Block]) -> list[Line]:
    """The lines of `blocks`, cleaned and measured. Tables and preformatted text are one line each."""
    lines: list[Line] = []
    for index, block in enumerate(blocks):
        text = clean_text(block.text)
        parts = [text] if block.kind in _VERBATIM else text.split("\n")
        lines.extend(_line(part.strip(), index, block) for part in parts if part.strip())
    count_prose(lines)
    return lines


def _line(text: str, index: int, block: Block) -> Line:
    line = Line(text, index, block.kind, block.hint, block.links, weight(text))
    line.prose = _is_prose(line)
    return line


def _is_prose(line: Line) -> bool:
    """A line that tells something: long enough for a sentence, ended like one, not mostly links."""
    if line.kind in {"heading", "caption", "table"} or line.links > 0.5:
        return False
    return line.weight >= 200 or (line.weight >= 90 and has_sentence(line.text))


def count_prose(lines: Iterable[Line]) -> None:
    """Fill in `before` and `after`, not counting lines that are gone."""
    lines = list(lines)
    total = 0
    for line in lines:
        line.before = total
        total += line.prose and not line.gone
    for line in lines:
        line.after = total - line.before - (line.prose and not line.gone)


def body_of(lines: Iterable[Line]) -> str:
    """The body of what is left: lines of one block by line ends, blocks by blank lines."""
    blocks: dict[int, list[str]] = {}
    for line in lines:
        if not line.gone:
            blocks.setdefault(line.block, []).append(line.text)
    return "\n\n".join("\n".join(parts) for parts in blocks.values())
