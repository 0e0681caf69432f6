"""Our own reader of bodies: which pieces of a page are its article.

Two looks with a linear model each (`features`, `context`, `weights`): the first judges a piece by itself and its
place in the tree, the second adds what was thought of everything around it. The idea of judging shallow block
features is Kohlschuetter's (Boilerplate Detection using Shallow Text Features, WSDM 2010), the second pass
stands for the smoothing of Vogels' Web2Text (ECIR 2018).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crawler.extract import context, features
from crawler.extract.blocks import Survey, fold
from crawler.extract.context import Hints
from crawler.extract.features import Floats, Measure
from crawler.extract.weights import FIRST, FIRST_BIAS, SECOND, SECOND_BIAS

_FIRST = np.array([FIRST.get(name, 0.0) for name in features.NAMES])
_SECOND = np.array([SECOND.get(name, 0.0) for name in (*features.NAMES, *context.NAMES)])
_BAR = 0.15  #: log odds from which a piece is kept
_ENDING = -0.75  #: the same for the paragraphs right behind the last: sign-offs, corrections
_ENOUGH = 150  #: letters below which the bar is lowered to what the best pieces reach
_LOWERED = 1.5  #: how far below the best piece it then lies


@dataclass(frozen=True, slots=True)
class Reading:
    """Which pieces were kept, and how sure that is."""

    kept: tuple[int, ...]
    odds: Floats  #: log odds of each piece
    letters: int  #: of the kept pieces
    doubt: float  #: share of the letters near the decision that could have gone the other way, 0..1
    level: float  #: mean log odds of what was kept, by letters


@dataclass(frozen=True, slots=True)
class Draft:
    """The page after the first look: measured, each piece with a first opinion."""

    found: Survey
    page: Measure | None
    rows: Floats
    opinions: Floats

    @property
    def sample(self) -> str:
        """Some of what will probably be the text, to tell its language by."""
        likely = np.flatnonzero(self.opinions > 0)[:40]
        return " ".join(self.found.pieces[i].text for i in likely)[:8000]


def draft(found: Survey, title: str = "") -> Draft:
    """The first look. `title` is the text of <title>."""
    if not found.pieces:
        return Draft(found, None, np.zeros((0, 0)), np.zeros(0))
    page = Measure(found, title)
    rows = page.rows()
    return Draft(found, page, rows, rows @ _FIRST + FIRST_BIAS)


def read(first: Draft, hints: Hints | None = None) -> Reading:
    """The second look: choose the pieces of the article."""
    if first.page is None:
        return Reading((), np.zeros(0), 0, 1.0, -9.0)
    page = first.page
    rows = np.hstack([first.rows, context.second_look(page, first.opinions, hints)])
    return _decide(page, rows @ _SECOND + SECOND_BIAS)


def with_vote(first: Draft, reading: Reading, lines: list[str], weight: float) -> Reading:
    """The reading again after another reader's `lines` were heard: each piece gains or loses up to `weight`."""
    if first.page is None or not lines:
        return reading
    told = fold("".join(lines))
    shares = [context.share(fold(p.text[:2000]), told) for p in first.found.pieces]
    return _decide(first.page, reading.odds + weight * (2 * np.array(shares) - 1))


def _decide(page: Measure, odds: Floats) -> Reading:
    kept = odds > _BAR
    if page.widths[kept].sum() < _ENOUGH:
        kept = odds > min(_BAR, float(odds.max()) - _LOWERED)
    _drop_repeats(page, kept)
    letters = float(page.widths[kept].sum())
    unsure = float(page.widths[np.abs(odds) < 1.0].sum())
    level = float((odds[kept] * page.widths[kept]).sum() / letters) if letters else -9.0
    doubt = unsure / (letters + unsure) if letters + unsure else 1.0
    _keep_endings(page, kept, odds)  # afterwards: they make nothing surer
    return Reading(tuple(np.flatnonzero(kept).tolist()), odds, int(letters), doubt, level)


def _keep_endings(page: Measure, kept: NDArray[np.bool_], odds: Floats) -> None:
    """Keep what is nearly as likely and stands right behind the text, in paragraphs like its last one.

    "Reporting by ...", "Correction: ..." read little like a story; the rules that clean the text know them by
    their words, and can make fields only of what is handed to them.
    """
    last = int(np.flatnonzero(kept)[-1]) if kept.any() else page.count
    for i in range(last + 1, page.count):
        box, before = page.boxes[page.pieces[i].box], page.boxes[page.pieces[last].box]
        alike = box.tag == before.tag and box.parent == before.parent and box.label == before.label
        if not alike or page.linked[i] > 0 or not _ENDING < odds[i] <= _BAR:
            return
        kept[i] = True


_REPEATABLE = 60  #: letters from which a piece that says again what was said is a second copy, not a refrain

_REMEMBERED = 200_000  #: letters that are searched for copies


def _drop_repeats(page: Measure, kept: NDArray[np.bool_]) -> None:
    """Leave out copies: templates carry the text a second time for phones, for print, or as one hidden string."""
    said = ""
    for i in np.flatnonzero(kept).tolist():
        folded = fold(page.pieces[i].text)
        if page.widths[i] >= _REPEATABLE and folded[:24] in said and context.share(folded, said) > 0.9:
            kept[i] = False
        elif len(said) < _REMEMBERED:
            said += folded
