"""The headline: JSON-LD, OpenGraph, h1 and title weighed by agreement, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from crawler.extract.metadata.json_ld import is_article, texts
from crawler.extract.metadata.names import fold_name
from crawler.extract.metadata.signals import Signals
from crawler.extract.metadata.text import straight, visible

LONGEST = 400

# How much each place is worth by itself; places that agree add up.
_META_TITLES = (
    ("og:title", 3.0),
    ("twitter:title", 1.5),
    ("parsely-title", 2.0),
    ("sailthru.title", 2.0),
    ("dc.title", 1.5),
    ("dcterms.title", 1.5),
    ("title", 1.0),
    ("headline", 2.0),
    ("cxenseparse:title", 1.5),
    ("citation_title", 2.5),
)
_SEPARATOR = re.compile(
    r"\s+[|\-–—·•:»«/~>]+\s+|\s*[|_｜丨]\s*|\s+::\s+|\s*：：\s*|\s[-–—]\s?|\s?[-–—]\s|(?<=[\u3040-\u9fff])[-–—_](?=[\u3040-\u9fff])"
)


@dataclass(frozen=True, slots=True)
class Title:
    """One candidate: its text without the site's name, where it stands, what it is worth."""

    text: str
    origin: str
    weight: float


def read_headline(signals: Signals, sites: Collection[str]) -> tuple[str | None, str | None, tuple[str, ...]]:
    """The headline, its origin, and the other titles, best first."""
    titles = [t for t in _candidates(signals, sites) if t.text]
    if not titles:
        return None, None, ()
    scores: dict[str, float] = {}
    for title in titles:
        key = fold_name(title.text)
        scores[key] = scores.get(key, 0.0) + title.weight
    best = max(titles, key=lambda t: (scores[fold_name(t.text)], t.weight))
    others = sorted(titles, key=lambda t: -scores[fold_name(t.text)])
    rest = dict.fromkeys(t.text for t in others if t.text != best.text)
    return best.text, best.origin, tuple(rest)


def _candidates(signals: Signals, sites: Collection[str]) -> Iterator[Title]:
    for number, node in enumerate(signals.linked.articles[:3]):
        weight = 3.0 if is_article(node) else 1.0
        for key in ("headline", "name"):
            found = texts(node.get(key))
            if found:
                yield Title(
                    without_site(straight(found[0], LONGEST), sites), "json-ld", weight / (1 + number)
                )
                break
    heads = [visible(h, LONGEST) for h in signals.headings[:6]]
    heads = [h for h in heads if h and fold_name(h) not in sites]
    for number, text in enumerate(heads[:3]):
        yield Title(without_site(text, sites), "h1", (3.0 if len(heads) == 1 else 2.0) / (1 + number))
    for element in signals.items.get("headline", ())[:1]:
        yield Title(visible(element, LONGEST), "microdata", 1.5)
    for name, weight in _META_TITLES:
        if value := signals.first(name):
            yield Title(without_site(value[:LONGEST], sites), name, weight)
    if signals.title:
        yield Title(without_site(signals.title, sites), "title", 1.2)


def without_site(title: str, sites: Collection[str]) -> str:
    """`title` without leading or trailing parts that are the site's name."""
    for _ in range(3):
        cut = _without_end(title, sites)
        if cut == title:
            return title
        title = cut
    return title


def _without_end(title: str, sites: Collection[str]) -> str:
    seams = list(_SEPARATOR.finditer(title))
    if not seams:
        return title
    for seam in (seams[-1], seams[0]):
        before, after = title[: seam.start()].strip(), title[seam.end() :].strip()
        if seam is seams[-1] and before and _is_site(after, sites):
            return before
        if seam is seams[0] and after and _is_site(before, sites):
            return after
    return title


def _is_site(part: str, sites: Collection[str]) -> bool:
    folded = fold_name(part)
    return folded in sites or bool(
        re.fullmatch(r"(?:www\.)?[\w-]+\.(?:com|net|org|de|fr|co\.uk|cn|jp|ru|it|es)", part.casefold())
    )


def agrees(one: str, other: str) -> bool:
    """The same title apart from case and punctuation."""
    return fold_name(one) == fold_name(other)


def distinct(texts_: Iterable[str]) -> tuple[str, ...]:
    """Without repetitions that differ in case and punctuation only."""
    return tuple({fold_name(t): t for t in texts_}.values())
