"""Boilerplate that a source teaches: a line that stands in most of its articles is the site's, not the story's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from crawler.normalise.lines import Line, blocks_of, lines_of
from crawler.normalise.text import has_quotation, match_key
from storage.records import Block, LearnedLine, Page

LONGEST = 420  #: weight of the longest line that is counted; disclaimers are long, paragraphs longer
NEAR = 8  #: lines from the start or end within which any counted line may stand
NEAREST = 3  #: lines from the start or end within which a rarer line must stand
SHORT = 140  #: weight of a line that is counted anywhere
MOST = 60  #: lines counted of one page

# (articles at least, share of the source's articles at least). The first is what "most" means. The others are
# for what only a part of a source carries: the notice under opinion pieces, last year's newsletter pitch.
_MOSTLY = (3, 0.5)
_OFTEN = ((10, 0.2), (30, 0.05))


def line_key(text: str) -> int:
    """The line's identity over articles: its folded words and its numbers, hashed to a signed 64-bit integer.

    >>> line_key("“Read Chinese  Version”") == line_key('"read chinese version"')
    True
    """
    return _hashed(match_key(text))


def _hashed(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


def countable_lines(
    page: Page | Sequence[Block], lines: Sequence[Line] | None = None
) -> tuple[tuple[int, str], ...]:
    """(key, text) of the lines of a page that could be the source's boilerplate, each once, in reading order.

    Lines near the start and end come first where a page has more than are counted. A sentence with
    somebody's words in quotation marks is never counted: a popular quotation stands in many articles
    and is still the story. `lines` are the page's lines where the caller has them already.
    """
    if lines is None:
        lines = lines_of(blocks_of(page) if isinstance(page, Page) else page)
    edges = [_from_edge(index, len(lines)) for index in range(len(lines))]
    countable = [index for index, line in enumerate(lines) if _is_countable(line, edges[index])]
    chosen = sorted(sorted(countable, key=lambda index: (edges[index] >= NEAR, index))[:MOST])
    found: dict[int, str] = {}
    for index in chosen:
        found.setdefault(_hashed(lines[index].key), lines[index].text)
    return tuple(found.items())


def _from_edge(index: int, count: int) -> int:
    return min(index, count - 1 - index)


def _is_countable(line: Line, from_edge: int) -> bool:
    if line.weight > LONGEST or (from_edge >= NEAR and (line.weight > SHORT or line.prose)):
        return False
    return bool(line.key) and not line.quotation and not has_quotation(line.text)


def is_learned(seen: int, of: int) -> bool:
    """Whether a line in `seen` of a source's `of` articles is boilerplate somewhere on the page.

    Three articles and half of all suffice; a rarer line needs more witnesses, and only goes where it stands
    within three lines of the start or end.
    """
    return _is_most(seen, of) or any(seen >= least and seen >= share * of for least, share in _OFTEN)


def _is_most(seen: int, of: int) -> bool:
    least, share = _MOSTLY
    return seen >= least and seen >= share * of


def learn(counts: Iterable[LearnedLine]) -> tuple[LearnedLine, ...]:
    """The lines among `counts` that are boilerplate, in order of their keys: same counts, same answer."""
    return tuple(
        sorted((line for line in counts if is_learned(line.seen, line.of)), key=lambda line: line.key)
    )


def learned_among(
    lines: Sequence[Line], known: Mapping[int, LearnedLine], source: str | None
) -> Iterator[tuple[Line, str]]:
    """(line, why) of those that are their source's boilerplate.

    Asked of the lines that are left; prose in the middle of a text stays although it was learned: there it
    is said, not repeated. What several notices hide from the end shows when the outer ones have gone, so
    the caller asks again until nothing comes.
    """
    for index, line in enumerate(lines):
        from_edge = _from_edge(index, len(lines))
        if line.kept or not _is_countable(line, from_edge) or (line.prose and line.edge > 1):
            continue
        learned = known.get(_hashed(line.key))
        if learned and (_is_most(learned.seen, learned.of) or from_edge < NEAREST):
            yield line, f"seen in {learned.seen} of {learned.of} articles of {source or 'this source'}"
