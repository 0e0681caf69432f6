"""The second look at each piece: what the first look thought of its neighbours and of the boxes around it.

A page's article is one stretch with little else in it. The stretch with the largest sum of first opinions is
found (Kadane), and each piece is told how far outside it stands and how much that is no article lies between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from crawler.extract.blocks import fold
from crawler.extract.features import Floats, Ints, Measure

_NEAR = (-3, -2, -1, 1, 2, 3)
NAMES = (
    "opinion",
    "chance",
    *(f"opinion{step:+d}" for step in _NEAR),
    "least_beside",
    "most_beside",
    "in_box",
    "in_outer",
    "in_outer2",
    "in_outer3",
    "within4",
    "within10",
    "in_stretch",
    "gap",
    "before",
    "after",
    "stretch",
    "below_top",
    "read_so_far",
    "left_to_read",
    "told",
    "untold",
    "is_summary",
)
_BREAK = 25.0  #: what a navigation or footer between two pieces counts, in units of opinion


def stretch(worth: Floats) -> tuple[int, int]:
    """The slice with the largest sum.

    >>> stretch(np.array([1.0, -3.0, 2.0, -1.0, 4.0, -9.0]))
    (2, 5)
    """
    best, current, start, found = 0.0, 0.0, 0, (0, 0)
    for i, value in enumerate(worth.tolist()):
        if current <= 0:
            current, start = 0.0, i
        current += value
        if current > best:
            best, found = current, (start, i + 1)
    return found


@dataclass(frozen=True, slots=True)
class Hints:
    """What the page's metadata says of its text: witnesses, believed as far as the page bears them out."""

    article_body: str = ""  #: JSON-LD articleBody: often cut short, without paragraphs
    description: str = ""


def second_look(page: Measure, opinions: Floats, hints: Hints | None = None) -> Floats:
    """Return a row for each piece, in the order of NAMES, from the first look's log odds."""
    count = page.count
    index = np.arange(count)
    odds = np.clip(opinions, -6, 6)
    weight = np.sqrt(np.minimum(page.widths, 480) / 6) + 0.5
    worth = odds * weight
    breaks = np.array([p.breaks for p in page.pieces], dtype=np.float64)
    first, last = stretch(worth - _BREAK * np.diff(breaks, prepend=breaks[:1]))
    inside = (index >= first) & (index < last)
    padded = np.concatenate([np.full(3, -6.0), odds, np.full(3, -6.0)])
    beside = [padded[3 + step : 3 + step + count] for step in _NEAR]
    against = np.concatenate([[0.0], np.cumsum(np.minimum(worth, 0))]) - _BREAK * np.append(
        breaks[:1], breaks
    )
    gap = np.where(
        index < first,
        against[min(first, count)] - against[np.minimum(index + 1, count)],
        np.where(index >= last, against[index] - against[min(last, count)], 0.0),
    )
    for_it = np.where(inside, np.maximum(worth, 0), 0.0)
    total = for_it.sum()
    read = np.concatenate([[0.0], np.cumsum(for_it)])
    return np.column_stack(
        [
            odds,
            1 / (1 + np.exp(-odds)),
            *beside,
            np.minimum(beside[2], beside[3]),
            np.maximum(beside[2], beside[3]),
            *_by_box(page, worth, weight),
            *(_window(worth, weight, reach) for reach in (4, 10)),
            inside,
            np.log1p(-np.minimum(gap, 0)),
            np.clip(first - index, 0, 30),
            np.clip(index - last + 1, 0, 30),
            np.full(count, np.log1p(total)),
            odds - odds.max(initial=-6),
            read[:-1] / (total + 1e-6),
            1 - read[1:] / (total + 1e-6),
            *_told(page, hints or Hints()),
        ]
    )


_WORDS = re.compile(r"\w+")
_SHINGLE = 24  #: folded characters that are looked up at once
_BORNE_OUT = 0.5  #: share of articleBody that must stand on the page
_MOST = 60_000  #: characters of a witness that are used


def _told(page: Measure, hints: Hints) -> list[Floats]:
    """Which pieces the witnesses repeat: share that articleBody tells, share it leaves out, is the description."""
    told, untold, summary = np.zeros(page.count), np.zeros(page.count), np.zeros(page.count)
    gist = fold(hints.description[:600])
    if len(gist) > 30:
        for i, piece in enumerate(page.pieces):
            likely = page.widths[i] > 30 and len(piece.text) < 800 and _first_letter(piece.text) == gist[0]
            if likely and fold(piece.text)[:60] == gist[:60]:
                summary[i] = 1.0
    body = fold(hints.article_body[:_MOST])
    if len(body) > 300:
        shares = np.array([share(fold(p.text[:2000]), body) for p in page.pieces])
        letters = np.where(shares > 0.5, page.widths, 0).sum()
        if letters > _BORNE_OUT * len(body):
            told, untold = shares, np.where(page.widths > 40, 1 - shares, 0.0)
    return [told, untold, summary]


def _first_letter(text: str) -> str:
    """What `fold` of a text begins with."""
    word = _WORDS.search(text)
    return word[0][0].lower()[0] if word else ""


def share(text: str, body: str) -> float:
    """Share (0..1) of a folded text's windows that stand in the folded text `body`."""
    if len(text) <= _SHINGLE:
        return float(len(text) > 12 and text in body)
    starts = range(0, len(text) - _SHINGLE + 1, _SHINGLE)
    return sum(text[at : at + _SHINGLE] in body for at in starts) / len(starts)


def _by_box(page: Measure, worth: Floats, weight: Floats) -> list[Floats]:
    """The mean opinion of the pieces in the same box, in the one around it, and so on outwards."""
    out = []
    keys: Ints = page.at
    for _ in range(4):
        size = len(page.boxes)
        sums = np.bincount(keys, weights=worth, minlength=size)
        weights = np.bincount(keys, weights=weight, minlength=size)
        out.append(sums[keys] / weights[keys])
        keys = np.maximum(page.parents[keys], 0)
    return out


def _window(worth: Floats, weight: Floats, reach: int) -> Floats:
    sums, weights = (np.concatenate([[0.0], np.cumsum(x)]) for x in (worth, weight))
    index = np.arange(len(worth))
    low, high = np.maximum(index - reach, 0), np.minimum(index + reach + 1, len(worth))
    return np.asarray((sums[high] - sums[low]) / (weights[high] - weights[low]))
