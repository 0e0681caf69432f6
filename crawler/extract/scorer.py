"""Our own reader of bodies: which pieces of a page are its article.

Two looks with a linear model each (`features`, `context`, `weights`): the first judges a piece by itself and its
place in the tree, the second adds what was thought of everything around it. The idea of judging shallow block
features is Kohlschuetter's (Boilerplate Detection using Shallow Text Features, WSDM 2010), the second pass
stands for the smoothing of Vogels' Web2Text (ECIR 2018).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crawler.extract import context, features
from crawler.extract.blocks import Survey
from crawler.extract.features import Floats, Measure
from crawler.extract.weights import FIRST, FIRST_BIAS, SECOND, SECOND_BIAS

_FIRST = np.array([FIRST[name] for name in features.NAMES])
_SECOND = np.array([SECOND[name] for name in (*features.NAMES, *context.NAMES)])
_BAR = 0.15  #: log odds from which a piece is kept
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


def read(found: Survey, title: str = "") -> Reading:
    """Choose the pieces of the article. `title` is the text of <title> or a headline."""
    if not found.pieces:
        return Reading((), np.zeros(0), 0, 1.0, -9.0)
    page = Measure(found, title)
    rows = page.rows()
    opinions = rows @ _FIRST + FIRST_BIAS
    odds = np.hstack([rows, context.second_look(page, opinions)]) @ _SECOND + SECOND_BIAS
    kept = odds > _BAR
    if page.widths[kept].sum() < _ENOUGH:
        kept = odds > min(_BAR, float(odds.max()) - _LOWERED)
    return _reading(page, odds, kept)


def _reading(page: Measure, odds: Floats, kept: np.ndarray) -> Reading:
    letters = float(page.widths[kept].sum())
    unsure = float(page.widths[np.abs(odds) < 1.0].sum())
    level = float((odds[kept] * page.widths[kept]).sum() / letters) if letters else -9.0
    doubt = unsure / (letters + unsure) if letters + unsure else 1.0
    return Reading(tuple(np.flatnonzero(kept).tolist()), odds, int(letters), doubt, level)
