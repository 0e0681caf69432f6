"""Boilerplate that a source teaches: a line that stands in most of its articles is the site's, not the story's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from crawler.normalise.lines import Line, blocks_of, lines_of
from crawler.normalise.text import has_quotation, match_key, sentences
from storage.records import Block, LearnedLine, Page

LONGEST = 420  #: weight of the longest line that is counted; disclaimers are long, paragraphs longer
NEAR = 8  #: lines from the start or end within which any counted line may stand
SHORT = 140  #: weight of a line that is counted anywhere
MOST = 60  #: lines counted of one page
LEAST_SEEN = 3
LEAST_SHARE = 0.5


def line_key(text: str) -> int:
    """The line's identity over articles: its folded words and its numbers, hashed to a signed 64-bit integer.

    >>> line_key("“Read Chinese  Version”") == line_key('"read chinese version"')
    True
    """
    digest = hashlib.blake2b(match_key(text).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def countable_lines(page: Page | Sequence[Block]) -> tuple[tuple[int, str], ...]:
    """(key, text) of the lines of a page that could be the source's boilerplate, each once, in reading order.

    A sentence with somebody's words in quotation marks is never counted: a popular quotation stands in
    many articles and is still the story.
    """
    blocks = blocks_of(page) if isinstance(page, Page) else page
    lines = lines_of(blocks)
    found: dict[int, str] = {}
    for index, line in enumerate(lines):
        if _is_countable(line, min(index, len(lines) - 1 - index)):
            found.setdefault(line_key(line.text), line.text)
            if len(found) == MOST:
                break
    return tuple(found.items())


def _is_countable(line: Line, from_edge: int) -> bool:
    if not line.key or line.weight > LONGEST or line.quotation or has_quotation(line.text):
        return False
    return from_edge < NEAR or (line.weight <= SHORT and not line.prose)


def is_learned(seen: int, of: int) -> bool:
    """Whether a line in `seen` of a source's `of` articles is boilerplate: three at least, and half of all."""
    return seen >= LEAST_SEEN and seen >= LEAST_SHARE * of


def learn(counts: Iterable[LearnedLine]) -> tuple[LearnedLine, ...]:
    """The lines among `counts` that are boilerplate, in order of their keys: same counts, same answer."""
    return tuple(
        sorted((line for line in counts if is_learned(line.seen, line.of)), key=lambda line: line.key)
    )


def explain_learned(line: Line, from_edge: int, known: Mapping[int, LearnedLine], source: str | None) -> str:
    """Why `line` is its source's boilerplate, in words; "" if it is not.

    Prose in the middle of a text stays although it was learned: there it is said, not repeated.
    """
    if not known or not _is_countable(line, from_edge):
        return ""
    learned = known.get(line_key(line.text))
    if learned is None or (line.prose and line.edge > 1 and sentences(line.text) > 0):
        return ""
    return f"seen in {learned.seen} of {learned.of} articles of {source or 'this source'}"
