"""What two texts have in common, and where they differ: measured on the texts themselves, never on marks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from crawler.dedup.fingerprint import WORDS
from crawler.dedup.text import Hashes, is_number, shingles, token_hashes, tokens

Places = npt.NDArray[np.intp]
SLOT = 8  #: tokens; a longer stretch between two common places is another passage, not another word


@dataclass(frozen=True, slots=True)
class Text:
    """A headline and a body, taken apart once. Arrays only, a few kilobytes an article, so that many fit a cache."""

    words: tuple[str, ...]
    hashes: Hashes
    runs: Hashes  #: distinct word 3-grams, ascending
    places: Places  #: where each of `runs` stands first
    vocabulary: frozenset[str]  #: words of headline and body
    numbers: frozenset[str]
    topics: frozenset[str]  #: words and numbers of the headline that the body uses too
    headline: tuple[str, ...]


@lru_cache(maxsize=1024)
def read(headline: str, body: str) -> Text:
    """Take a text apart; the archive passes the same few bodies again and again, so the last ones are kept."""
    words, title = tokens(body), tokens(headline)
    hashes = token_hashes(words)
    runs, places = np.unique(shingles(hashes, WORDS), return_index=True)
    return Text(
        words=tuple(words),
        hashes=hashes,
        runs=runs,
        places=places,
        vocabulary=frozenset(words).union(title),
        numbers=frozenset(word for word in words if is_number(word)),
        topics=frozenset(title).intersection(words),
        headline=tuple(title),
    )


@dataclass(frozen=True, slots=True)
class Slot:
    """A place where two texts go on equally before and after, and differ between."""

    ours: tuple[str, ...]
    theirs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """How one text (`ours`) relates to another (`theirs`). All shares are 0..1."""

    ours_in_theirs: float  #: share of our word 3-grams that the other has
    theirs_in_ours: float
    resemblance: float  #: Jaccard
    shared_numbers: (
        float  #: share of the shorter text's distinct numbers that the longer has; 1 if it has none
    )
    numbers: int  #: distinct numbers of the shorter text
    slots: tuple[Slot, ...]
    same_words: bool  #: the same tokens in the same order

    @property
    def containment(self) -> float:
        return max(self.ours_in_theirs, self.theirs_in_ours)


def compare(ours: Text, theirs: Text) -> Evidence:
    """Measure what `ours` and `theirs` share; about 0.1 ms for two texts of 500 words."""
    _, mine, other = np.intersect1d(ours.runs, theirs.runs, assume_unique=True, return_indices=True)
    common = len(mine)
    sizes = max(1, len(ours.runs)), max(1, len(theirs.runs))
    shorter, longer = (ours, theirs) if sizes[0] <= sizes[1] else (theirs, ours)
    shared = len(shorter.numbers & longer.numbers) / len(shorter.numbers) if shorter.numbers else 1.0
    same = len(ours.words) == len(theirs.words) and bool(np.array_equal(ours.hashes, theirs.hashes))
    return Evidence(
        ours_in_theirs=common / sizes[0],
        theirs_in_ours=common / sizes[1],
        resemblance=common / max(1, sizes[0] + sizes[1] - common),
        shared_numbers=shared,
        numbers=len(shorter.numbers),
        slots=() if same else tuple(_slots(ours, theirs, ours.places[mine], theirs.places[other])),
        same_words=same,
    )


def _slots(ours: Text, theirs: Text, mine: Places, other: Places) -> list[Slot]:
    """Return the short stretches that differ between two neighbouring common 3-grams."""
    order = np.argsort(mine)
    left, right = mine[order], other[order]
    step_left, step_right = np.diff(left), np.diff(right)
    changed = np.flatnonzero((step_left != 1) | (step_right != 1))
    found = []
    for at in changed.tolist():
        a, b = int(left[at]) + WORDS, int(right[at]) + WORDS
        end_a, end_b = int(left[at + 1]), int(right[at + 1])
        overlap = max(0, a - end_a, b - end_b)  # a word at the edge that stands on both sides: widen both
        end_a, end_b = end_a + overlap, end_b + overlap
        if end_a - a <= SLOT and 0 <= end_b - b <= SLOT:
            found.append(Slot(ours.words[a:end_a], theirs.words[b:end_b]))
    return found
