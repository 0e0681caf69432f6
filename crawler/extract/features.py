"""What can be told of each piece of a page: its text, the elements around it, its neighbours.

`measure` gives a row of numbers for each piece, in the order of `NAMES`. Nothing in it depends on the site or
on a language; the words in `vocabulary` are those of templates.
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from crawler.extract import vocabulary as words
from crawler.extract.blocks import Box, Survey, fold
from crawler.extract.vocabulary import BITS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_TAGS = ("article", "main", "aside", "header", "form", "ul", "ol", "table", "figure", "section", "blockquote", "li",
         "details", "dl")  # fmt: skip
_TAG_BIT = {tag: 1 << i for i, tag in enumerate(_TAGS)}
_KINDS = ("heading", "item", "quote", "table", "pre", "caption")
_KIND_ROWS = {kind: [float(kind == other) for other in _KINDS] for kind in _KINDS}
_NO_KIND = [0.0] * len(_KINDS)
_OWN = ("width", "linked", "strong", "slanted", "links", "stops", "ends_stop", "ends_colon", "digits", "upper", "bars",
        "commas", "at", "copyright", "in_p", "level", "depth", "is_h1", "quoted", "title", "again", "dated", "prose",
        "linky", "short")  # fmt: skip
_PLACE = ("mass", "mass_rank", "mass2", "mass3", "up_linked", "up2_linked", "up_pieces", "up_mean", "under_best",
          "apart", "same_names", "same_label", "label_mass", "best_share", "page_long", "page_pieces", "at_share",
          "from_first", "from_last", "inside", "from_h1", "around", "breaks", "other_article", "h1_before")  # fmt: skip
_NEXT = tuple(
    f"{what}{step:+d}" for step in (-2, -1, 1, 2) for what in ("width", "linked", "heading", "prose")
)
NAMES = (
    *_OWN,
    *(f"kind_{kind}" for kind in _KINDS),
    *(f"near_{bit}" for bit in BITS),
    *(f"in_{bit}" for bit in BITS),
    *(f"tag_{tag}" for tag in _TAGS),
    *_PLACE,
    *_NEXT,
    *(f"prose_in_{bit}" for bit in BITS),
)

_STOPS = ".!?…。！？؟।"
_ENDS = re.compile(r"[.!?…。！？؟।][\"'”’»“)\]」』]*$")
_BARS = "|»›>•·/"
_COMMAS = ",，、،;；"
_UPPER = r"A-ZÀ-ÖØ-ÞА-ЯΑ-Ω"
_QUOTES = "\"“„«‘'「『»”"
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d\b|\d{1,2}[./-]\d{1,2}[./-]")
_SAMPLE = 400  #: characters of a piece that are looked at
_SIGNS = tuple(f"[{signs}]" for signs in (_STOPS, r"\d", _UPPER, _BARS, _COMMAS, "@", "©"))
_WRAPPER = 0.55  #: share of the page's prose from which an element is a wrapper and its names say nothing
_ALWAYS = words.BODY | words.PART  #: names that a wrapper keeps
_UNLIKELY = words.COMMENT | words.HIDDEN | words.CONSENT  #: prose there does not make a box the best
_LEAVES = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "dd", "dt", "figcaption")
)


def _kinds_of_signs() -> NDArray[np.uint8]:
    """For each character of the Basic Multilingual Plane, and one entry for all others, the bits of its _SIGNS."""
    kinds = np.zeros(0x10001, dtype=np.uint8)
    everything = "".join(map(chr, range(0x10000)))
    for bit, signs in enumerate(_SIGNS):
        for found in re.finditer(signs, everything):
            kinds[found.start()] |= 1 << bit
    return kinds


_KINDS_OF_SIGNS = _kinds_of_signs()


def count_signs(texts: list[str]) -> Floats:
    """How many of each of _SIGNS each text has, all texts at once; no text is empty."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds = _KINDS_OF_SIGNS[np.minimum(codes, 0x10000)]
    starts = np.cumsum([0, *map(len, texts[:-1])])
    bits = ((kinds >> bit) & 1 for bit in range(len(_SIGNS)))
    return np.column_stack([np.add.reduceat(bit, starts, dtype=np.float64) for bit in bits])


def holder(boxes: list[Box], at: int) -> int:
    """The box that holds a piece's siblings: of a paragraph the element around it, of bare text its own."""
    return boxes[at].parent if boxes[at].tag in _LEAVES and boxes[at].parent >= 0 else at


class Measure:
    """The measured page: `rows` for the model, and the arrays that the second look needs again."""

    def __init__(self, found: Survey, title: str = "") -> None:
        self.boxes, self.pieces = found.boxes, found.pieces
        self.title = fold(title)[:300]
        self.count = len(found.pieces)
        self.widths = np.array(found.widths, dtype=np.float64)
        self.sizes = np.array([len(p.text) for p in found.pieces], dtype=np.float64)
        self.linked = np.array([p.linked for p in found.pieces], dtype=np.float64) / self.sizes
        self.prose = (self.widths >= 80) & (self.linked * 3 < 1)
        self.total = float(self.boxes[0].long) or 1.0
        self.at = np.array([p.box for p in found.pieces], dtype=np.int64)
        self.holders = np.array([holder(self.boxes, p.box) for p in found.pieces], dtype=np.int64)
        self.parents = np.array([b.parent for b in self.boxes], dtype=np.int64)
        self.mass = np.zeros(len(self.boxes))
        np.add.at(self.mass, self.holders, np.where(self.prose, self.widths, 0.0))
        self._inherit()
        self.best = self._best_box()
        self._branch()

    def _best_box(self) -> int:
        """The box with most prose directly in it, after readability's scores; -1: the page has no prose."""
        score: Counter[int] = Counter()
        sizes = np.minimum(self.widths, 1500) * (1 - self.linked)
        for i in np.flatnonzero(self.prose):
            outer = int(self.holders[i])
            if not self.inherited[outer] & _UNLIKELY:
                score[outer] += int(sizes[i])
                if self.boxes[outer].parent >= 0:
                    score[self.boxes[outer].parent] += int(sizes[i] / 2)
        return max(score, key=lambda box: (score[box], -box)) if score else -1

    def _inherit(self) -> None:
        """What each box has from those around it: bits of names and tags, and the nearest <article>."""
        # Behind the last box stands what is around the root, where an outer of -1 finds it
        bits, tags, own, two, near = ([0] * (len(self.boxes) + 1) for _ in range(5))
        article = [-1] * (len(self.boxes) + 1)
        wrapper = self.total * _WRAPPER if self.total > 1 else float("inf")
        for i, box in enumerate(self.boxes):
            outer, tag = box.parent, box.tag
            local = box.names if box.long < wrapper else 0
            own[i] = local
            two[i] = local | own[outer]
            near[i] = local | two[outer]
            bits[i] = local | box.names & _ALWAYS | bits[outer]
            tags[i] = _TAG_BIT.get(tag, 0) | tags[outer]
            article[i] = i if tag == "article" else article[outer]
        self.inherited = bits
        self.bits, self.near, self.tags, self.article = (
            np.array(x, dtype=np.int64)[self.at] for x in (bits, near, tags, article)
        )

    def _branch(self) -> None:
        """How far each piece's box branches off the way to the best box, and whether it is in another <article>."""
        way, at = set(), self.best
        while at >= 0:
            way.add(at)
            at = self.boxes[at].parent
        apart: list[int] = []
        below: list[bool] = []
        for i, box in enumerate(self.boxes):
            outer = box.parent
            below.append(i == self.best or (outer >= 0 and below[outer]))
            apart.append(0 if i in way or outer < 0 else apart[outer] + 1)
        self.below = np.array(below)[self.at]
        self.apart = np.array(apart, dtype=np.float64)[self.at]
        likely = self.article[self.prose & self.below]
        first = int(likely[0]) if len(likely) else -1
        self.other_article = (self.article != first) & (self.article >= 0) & (first >= 0)

    def rows(self) -> Floats:
        """One row of numbers a piece, in the order of NAMES."""
        bit = np.arange(len(BITS))
        return np.column_stack(
            [
                self._own(),
                np.array([_KIND_ROWS.get(p.kind, _NO_KIND) for p in self.pieces]),
                (self.near[:, None] >> bit) & 1,
                (self.bits[:, None] >> bit) & 1,
                (self.tags[:, None] >> np.arange(len(_TAGS))) & 1,
                self._place(),
                self._next(),
                self.prose[:, None] * ((self.bits[:, None] >> bit) & 1),
            ]
        )

    def _own(self) -> Floats:
        folded = [fold(p.text[:160]) for p in self.pieces]
        times = Counter(folded)
        sizes = self.sizes
        stops, digits, upper, bars, commas, ats, copyrights = count_signs(
            [p.text[:_SAMPLE] for p in self.pieces]
        ).T
        rows = [self._text(i, folded[i], times[folded[i]], numbers=digits[i] > 0) for i in range(self.count)]
        ends, colon, c_sign, *rest = np.array(rows, dtype=np.float64).T
        looked_at = np.minimum(sizes, _SAMPLE)
        linky = (self.linked > 0.6) & (self.widths < 120)
        return np.column_stack(
            [
                np.log2(self.widths + 1),
                self.linked,
                np.array([p.strong for p in self.pieces]) / sizes,
                np.array([p.slanted for p in self.pieces]) / sizes,
                np.minimum([p.links for p in self.pieces], 20),
                np.minimum(stops, 6),
                ends,
                colon,
                digits / looked_at,
                upper / looked_at,
                np.minimum(bars, 6),
                np.minimum(commas, 6),
                ats > 0,
                (copyrights > 0) | (c_sign > 0),
                *rest,
                self.prose,
                linky,
                self.widths < 30,
            ]
        )

    def _text(self, i: int, folded: str, times: int, *, numbers: bool) -> tuple[float, ...]:
        piece = self.pieces[i]
        text = piece.text
        box = self.boxes[piece.box]
        tag = box.tag
        titled = len(folded) > 5 and bool(self.title) and (folded in self.title or self.title[:60] in folded)
        return (
            _ENDS.search(text[-6:]) is not None,
            text[-1] in ":：",
            "(c)" in text[:60].lower(),
            tag == "p",
            int(tag[1]) if piece.kind == "heading" and len(tag) == 2 else 0,
            min(box.depth, 30),
            tag == "h1",
            text[0] in _QUOTES,
            titled,
            min(times, 5),
            numbers and _DATE.search(text[:80]) is not None,
        )

    def _place(self) -> Floats:
        boxes, holders, index = self.boxes, self.holders, np.arange(self.count)
        up = np.maximum(self.parents[holders], 0)
        up2 = np.maximum(self.parents[up], 0)
        long, chars, linked = (
            np.array([getattr(b, name) for b in boxes], dtype=np.float64)
            for name in ("long", "chars", "linked")
        )
        members = np.bincount(holders, minlength=len(boxes))[holders]
        mine = np.flatnonzero(self.prose & self.below)
        first, last = (int(mine[0]), int(mine[-1])) if len(mine) else (0, self.count - 1)
        heads = [i for i, p in enumerate(self.pieces) if boxes[p.box].tag == "h1"]
        from_h1 = np.clip(index - heads[0], -20, 40) if heads else np.full(self.count, -21)
        labels = [(boxes[p.box].tag, boxes[p.box].label) for p in self.pieces]
        names = [
            (boxes[p.box].tag, boxes[p.box].names, boxes[h].names)
            for p, h in zip(self.pieces, holders.tolist(), strict=True)
        ]
        same = Counter(names)
        label_mass: Counter[tuple[str, str]] = Counter()
        for i in mine:
            label_mass[labels[i]] += int(self.widths[i])
        usual = max(label_mass, key=lambda k: label_mass[k]) if label_mass else None
        whole = sum(label_mass.values()) or 1
        sums = np.concatenate([[0.0], np.cumsum(np.where(self.prose, self.widths, 0.0))])
        around = sums[np.minimum(index + 5, self.count)] - sums[np.maximum(index - 4, 0)]
        breaks = np.array([p.breaks for p in self.pieces])
        return np.column_stack(
            [
                self.mass[holders] / self.total,
                self.mass[holders] / (self.mass.max() or 1.0),
                long[up] / self.total,
                long[up2] / self.total,
                linked[holders] / np.maximum(chars[holders], 1),
                linked[up] / np.maximum(chars[up], 1),
                np.minimum(members, 60),
                np.log2(chars[holders] / np.maximum(members, 1) + 1),
                self.below,
                np.minimum(self.apart, 12),
                [min(same[name], 60) for name in names],
                [label == usual for label in labels],
                [label_mass[label] / whole for label in labels],
                np.full(self.count, long[self.best] / self.total if self.best >= 0 else 0.0),
                np.full(self.count, np.log2(self.total)),
                np.full(self.count, np.log2(self.count + 1)),
                index / self.count,
                np.clip(index - first, -20, 20),
                np.clip(index - last, -20, 20),
                (index >= first) & (index <= last),
                from_h1,
                np.log2(around + 1),
                np.minimum(np.abs(breaks - breaks[first]), 4),
                self.other_article,
                np.clip(np.searchsorted(heads, index, side="right") - 1, 0, 3),
            ]
        )

    def _next(self) -> Floats:
        each = np.column_stack(
            [np.log2(self.widths + 1), self.linked, [p.kind == "heading" for p in self.pieces], self.prose]
        )
        nothing = np.tile([0.0, 1.0, 0.0, 0.0], (2, 1))
        padded = np.vstack([nothing, each, nothing])
        return np.column_stack([padded[2 + step : 2 + step + self.count] for step in (-2, -1, 1, 2)])
