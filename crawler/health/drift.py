"""Do a source's pages still give what they gave? A redesign shows as empty pages, missing dates or short texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from storage.rows import Look, TextMeasure

RECENT = 20  #: texts or pages that are looked at
FEWEST = 10  #: with fewer nothing is said
FEWEST_BEFORE = 20  #: of the time before, to compare with
GOOD = frozenset({"article", "paywall", "not_modified"})
EMPTY_SHARE, EMPTY_RISE = 0.5, 0.25  #: pages without an article: so many, and so many more than before
USELESS_SHARE = 0.9  #: from here on the source gives nothing
UNDATED_SHARE, UNDATED_RISE = 0.5, 0.3
SHORT = 0.4  #: of the usual length
CALMER = 0.5  #: a state that was found is left when its measure is down to half of what it takes to enter it


@dataclass(frozen=True, slots=True)
class Drift:
    """One thing that pages do not give any more."""

    name: str  #: "pages", "dates", "length"
    value: float
    usual: float | None
    words: str
    useless: bool = False  #: nothing at all comes of this source


def drifts(pages: Sequence[Look], texts: Sequence[TextMeasure], *, noticed: bool) -> Iterator[Drift]:
    """What has gone wrong with the reading of a source, both sequences newest first.

    `noticed`: it was found before, so that less is enough to keep saying so.
    """
    yield from _without_article(pages, noticed)
    yield from _without_date(texts, noticed)
    yield from _shorter(texts, noticed)


def _without_article(pages: Sequence[Look], noticed: bool) -> Iterator[Drift]:
    recent, before = pages[:RECENT], pages[RECENT:]
    if len(recent) < FEWEST:
        return
    bad = [look for look in recent if look.verdict not in GOOD]
    share, usual = len(bad) / len(recent), _share(before)
    if not _is_high(share, usual, EMPTY_SHARE, EMPTY_RISE, noticed):
        return
    verdict, count = Counter(look.verdict for look in bad).most_common(1)[0]
    reason = next(look.reason for look in bad if look.verdict == verdict)
    words = f"{len(bad)} of the last {len(recent)} pages gave no article, {count} of them {verdict}"
    yield Drift("pages", share, usual, f"{words} ({reason})" if reason else words, share >= USELESS_SHARE)


def _share(pages: Sequence[Look]) -> float | None:
    if len(pages) < FEWEST_BEFORE:
        return None
    return sum(look.verdict not in GOOD for look in pages) / len(pages)


def _without_date(texts: Sequence[TextMeasure], noticed: bool) -> Iterator[Drift]:
    recent, before = texts[:RECENT], texts[RECENT:]
    if len(recent) < FEWEST or len(before) < FEWEST_BEFORE:
        return
    share = sum(not text.has_date for text in recent) / len(recent)
    usual = sum(not text.has_date for text in before) / len(before)
    if _is_high(share, usual, UNDATED_SHARE, UNDATED_RISE, noticed):
        yield Drift(
            "dates",
            share,
            usual,
            f"{share:.0%} of the last {len(recent)} texts have no date, {usual:.0%} before",
        )


def _shorter(texts: Sequence[TextMeasure], noticed: bool) -> Iterator[Drift]:
    recent, before = texts[:RECENT], texts[RECENT:]
    if len(recent) < FEWEST or len(before) < FEWEST_BEFORE:
        return
    length, usual = median(text.words for text in recent), median(text.words for text in before)
    if length < SHORT * usual * (1 / CALMER if noticed else 1):
        yield Drift(
            "length",
            length,
            usual,
            f"the last {len(recent)} texts have {length:.0f} words in the median, {usual:.0f} before",
        )


def _is_high(share: float, usual: float | None, high: float, rise: float, noticed: bool) -> bool:
    """Enough to be said: high in itself, and above what is usual here."""
    ease = CALMER if noticed else 1.0
    return share >= high * ease and share >= (usual or 0.0) + rise * ease
