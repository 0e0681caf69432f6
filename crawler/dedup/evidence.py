"""What two texts have in common, and where they differ: measured on the texts themselves, never on marks.

Shares of common word sequences tell a copy from another article. They do not tell a copy from the next
issue of a bulletin, which keeps every sentence and changes the facts; so the texts are laid side by side and
the places where both go on equally before and after, but differ between, are looked at one by one.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from difflib import SequenceMatcher
from threading import Lock

import numpy as np
import numpy.typing as npt

from crawler.dedup.fingerprint import WORDS
from crawler.dedup.text import Hashes, is_number, shingles, token_hashes, tokens

Places = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
SLOT = 12  #: words; a longer stretch between two common places is another passage, not another word
PASSAGE = 15  #: words; a shorter stretch without a counterpart is an edit
SOLID = 1.6  #: characters in a word of a script without spaces (Chinese: 1.5 to 1.7)
KEPT = 150_000  #: words of texts that stay taken apart, about 100 bytes each


@dataclass(frozen=True, slots=True)
class Text:
    """A headline and a body, taken apart once: some kilobytes an article, so that many fit a cache."""

    words: tuple[str, ...]
    hashes: Hashes
    sequence: Hashes  #: word 3-grams in order
    runs: Hashes  #: distinct word 3-grams, ascending
    places: Places  #: where each of `runs` stands first
    numeric: Mask  #: which words are numbers
    vocabulary: frozenset[str]  #: words of headline and body
    numbers: frozenset[str]  #: of the body
    topics: frozenset[str]  #: words of the headline that the body uses too, without numbers
    headline: frozenset[str]
    body: str
    grain: float  #: tokens in a word: 1, or `SOLID` where most tokens are single characters

    @property
    def length(self) -> float:
        """Length in words, whatever the script."""
        return len(self.words) / self.grain


class Readings:
    """The texts that were taken apart last; bounded in words, since a bound in texts is none in memory."""

    def __init__(self, most: int = KEPT) -> None:
        self.most, self.words = most, 0
        self._texts: OrderedDict[tuple[str, str], Text] = OrderedDict()
        self._threads = Lock()

    def __call__(self, headline: str, body: str) -> Text:
        """Take a text apart; an archive passes the same few bodies again and again."""
        key = headline, body
        with self._threads:
            if key in self._texts:
                self._texts.move_to_end(key)
                return self._texts[key]
        text = _take_apart(headline, body)
        with self._threads:
            if key not in self._texts:
                self._texts[key] = text
                self.words += _size(text)
            while self.words > self.most:
                self.words -= _size(self._texts.popitem(last=False)[1])
        return text


def _size(text: Text) -> int:
    return len(text.words) + 20  # arrays and sets take their place when they are empty too


def _take_apart(headline: str, body: str) -> Text:
    found, title, one_of = tokens(body), set(tokens(headline)), dict[str, str]()
    words = tuple(map(one_of.setdefault, found, found))  # the same word is one string, however often it comes
    hashes = token_hashes(words)
    sequence = shingles(hashes, WORDS)
    runs, places = np.unique(sequence, return_index=True)
    vocabulary = frozenset(words)
    numbers = frozenset(filter(is_number, vocabulary))
    numeric = np.fromiter(map(numbers.__contains__, words), dtype=np.bool_, count=len(words))
    return Text(
        words=words,
        hashes=hashes,
        sequence=sequence,
        runs=runs,
        places=places,
        numeric=numeric,
        vocabulary=vocabulary | title,
        numbers=numbers,
        topics=frozenset(title & vocabulary - numbers),
        headline=frozenset(title),
        body=body,
        grain=SOLID if sum(map(len, words)) < 2 * len(words) else 1.0,
    )


read = Readings()


@dataclass(frozen=True, slots=True)
class Slot:
    """A place where two texts go on equally before and after, and differ between."""

    ours: tuple[str, ...]
    theirs: tuple[str, ...]

    @property
    def other_number(self) -> bool:
        """Whether each text states a number here that the other does not."""
        ours, theirs = ({word for word in side if is_number(word)} for side in (self.ours, self.theirs))
        return bool(ours - theirs and theirs - ours)


@dataclass(frozen=True, slots=True)
class Evidence:
    """How one text (`ours`) relates to another (`theirs`). All shares are 0..1."""

    ours_in_theirs: float  #: share of our word 3-grams that the other has
    theirs_in_ours: float
    resemblance: float  #: Jaccard
    shared_numbers: float = (
        0.0  #: share of the shorter text's distinct numbers that the longer has; 1 if it has none
    )
    kept_numbers: int = 0  #: distinct numbers in the common stretches
    changed_numbers: int = 0  #: slots where both state a number, and not the same
    swaps: tuple[Slot, ...] = ()  #: slots with words on both sides that the other text never uses
    own_passages: tuple[float, float] = (
        0.0,
        0.0,
    )  #: share of ours, and of theirs, in long stretches of their own
    own_places: int = 0  #: how many such stretches the text has that has more of them
    offset: int = 0  #: where in the longer text the shorter one begins, in words
    same_words: bool = False  #: the same tokens in the same order

    @property
    def containment(self) -> float:
        return max(self.ours_in_theirs, self.theirs_in_ours)


def compare(ours: Text, theirs: Text, *, least: float = 0.0) -> Evidence:
    """Measure what `ours` and `theirs` share; about 0.2 ms for two texts of 500 words.

    Below a containment of `least` the differences are not looked at, which costs a tenth.
    """
    _, mine, other = np.intersect1d(ours.runs, theirs.runs, assume_unique=True, return_indices=True)
    common, sizes = len(mine), (max(1, len(ours.runs)), max(1, len(theirs.runs)))
    if common < least * min(sizes):
        return Evidence(common / sizes[0], common / sizes[1], common / max(1, sum(sizes) - common))
    shorter, longer = (ours, theirs) if sizes[0] <= sizes[1] else (theirs, ours)
    covered = _covered(ours, theirs), _covered(theirs, ours)
    mine_alone, theirs_alone = _passages(covered[0], ours.grain), _passages(covered[1], theirs.grain)
    slots = _slots(ours, theirs, ours.places[mine], theirs.places[other])
    starts = np.flatnonzero(covered[1] if longer is theirs else covered[0])
    return Evidence(
        ours_in_theirs=common / sizes[0],
        theirs_in_ours=common / sizes[1],
        resemblance=common / max(1, sizes[0] + sizes[1] - common),
        shared_numbers=len(shorter.numbers & longer.numbers) / len(shorter.numbers)
        if shorter.numbers
        else 1.0,
        kept_numbers=len(np.unique(ours.hashes[covered[0] & ours.numeric])),
        changed_numbers=sum(slot.other_number for slot in slots),
        swaps=tuple(swap for slot in slots if (swap := _swap(slot, ours, theirs)) is not None),
        own_passages=(mine_alone[0], theirs_alone[0]),
        own_places=max(mine_alone[1], theirs_alone[1]),
        offset=int(starts[0]) if len(starts) else 0,
        same_words=len(ours.words) == len(theirs.words) and bool(np.array_equal(ours.hashes, theirs.hashes)),
    )


def _covered(text: Text, other: Text) -> Mask:
    """Tell for each word of `text` whether it stands in a word 3-gram that `other` has too."""
    covered = np.zeros(len(text.words), dtype=np.bool_)
    if len(text.sequence) == 0 or len(other.runs) == 0:
        return covered
    at = np.searchsorted(other.runs, text.sequence)
    found = other.runs[np.minimum(at, len(other.runs) - 1)] == text.sequence
    for place in range(min(WORDS, len(covered))):
        covered[place : place + len(found)] |= found
    return covered


def _passages(covered: Mask, grain: float) -> tuple[float, int]:
    """Return the share of a text in long stretches without a counterpart, and how many these are."""
    if len(covered) == 0:
        return 0.0, 0
    edges = np.flatnonzero(np.diff(np.concatenate(([True], covered, [True])).astype(np.int8)))
    lengths = edges[1::2] - edges[::2]
    long = lengths[lengths >= PASSAGE * grain]
    return float(long.sum()) / len(covered), len(long)


def _slots(ours: Text, theirs: Text, mine: Places, other: Places) -> list[Slot]:
    """Return the short stretches that differ between two neighbouring common 3-grams, and before the first."""
    order = np.argsort(mine)
    left, right = np.concatenate(([-WORDS], mine[order])), np.concatenate(([-WORDS], other[order]))
    changed = np.flatnonzero((np.diff(left) != 1) | (np.diff(right) != 1))
    widest = SLOT * ours.grain
    found = []
    for at in changed.tolist():
        a, b = int(left[at]) + WORDS, int(right[at]) + WORDS
        end_a, end_b = int(left[at + 1]), int(right[at + 1])
        overlap = max(0, a - end_a, b - end_b)  # a word at the edge stands on both sides: widen both
        end_a, end_b = end_a + overlap, end_b + overlap
        slot = Slot(ours.words[a:end_a], theirs.words[b:end_b])
        if end_a - a <= widest and 0 <= end_b - b <= widest and slot.ours != slot.theirs:
            found.append(slot)
    return found


def _swap(slot: Slot, ours: Text, theirs: Text) -> Slot | None:
    """Keep of a slot the words that only one of the texts uses; None unless both sides have some.

    Another spelling is no swap: `favourite` and `favorite`, `data base` and `database`.
    """
    mine = tuple(word for word in slot.ours if word not in theirs.vocabulary and not is_number(word))
    other = tuple(word for word in slot.theirs if word not in ours.vocabulary and not is_number(word))
    if not mine or not other or _spelled_alike("".join(mine), "".join(other)):
        return None
    return Slot(mine, other)


def _spelled_alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.7
