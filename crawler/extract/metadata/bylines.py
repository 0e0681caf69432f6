"""Bylines that readers see: marked elements near the headline, lines that begin like one, Chinese and Korean habits."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from lxml import etree

from crawler.extract.metadata.names import Name, fold_name, introduced, merge, read_names
from crawler.extract.metadata.scan import Mark, Scan
from crawler.extract.metadata.signals import Signals
from crawler.extract.metadata.text import lines, visible

LONGEST_MARK = 140  #: characters of a marked element; longer ones are biographies
LEAST = 4.0  #: score below which a mark is somebody else's: a commenter's, a teaser's
LONGEST_LINE = 90
HEAD, TAIL = 30, 14  #: lines after the headline, and at the end of the page's text, where bylines stand


@dataclass(frozen=True, slots=True)
class Byline:
    """The names that one place gives."""

    names: list[Name]
    origin: str


_HAN = "\u4e00-\u9fff"
_HAN_NAME = rf"[{_HAN}·]{{2,4}}"
# "（记者 王某 李某）", "责任编辑：王某", "作者：王某", "本报记者 王某 北京报道"; reporters before editors.
_HAN_BYLINES = (
    re.compile(rf"(?:作者|撰文|撰稿|文)\s*[:：丨／/]\s*({_HAN_NAME}(?:[\s、,，]+{_HAN_NAME})*)(?![{_HAN}])"),
    re.compile(
        rf"(?:记者|記者|通讯员|特约撰稿人?)\s*[:：丨／/]?\s*({_HAN_NAME}(?:[\s、,，]+{_HAN_NAME})*)(?=\s*(?:$|[)）\]】|。：:;；／/]|\s[{_HAN}]{{2,6}}(?:报道|報導|摄)|报道|報導|實習))"
    ),
    re.compile(rf"[(（]\s*({_HAN_NAME}(?:[\s、]+{_HAN_NAME}){{0,3}})(?:\s+[{_HAN}]{{2,4}}报道)?\s*[)）]\s*$"),
    re.compile(
        rf"(?:责任编辑|責任編輯|责编|編輯|编辑)\s*[:：]?\s*({_HAN_NAME}(?:[\s、,，]+{_HAN_NAME})*)(?![{_HAN}])"
    ),
)
_HANGUL_BYLINE = re.compile(
    r"(?<![가-힣])([가-힣]{2,4})\s*(?:선임|인턴|수습|전문)?\s*(?:기자|특파원|논설위원)(?![가-힣])"
)
_JAPANESE_BYLINE = re.compile(
    r"[（(【\[]\s*(?:文|取材|執筆|構成|記者)?[・=＝：:]?\s*([一-鿿]{1,4}[\s　]?[一-鿿ぁ-んァ-ヶ]{1,4})\s*(?:記者)?\s*[)）】\]]\s*$"
)


def visible_bylines(signals: Signals, sites: Collection[str]) -> list[Byline]:
    """What readers see, best first."""
    found = _marked(signals.scan, sites)
    if not any(n.person for b in found for n in b.names):
        found += _lines(signals, sites)
    return [b for b in found if b.names]


def _marked(scan: Scan, sites: Collection[str]) -> list[Byline]:
    """The names in elements that say "author", in the order of their scores."""
    scored = []
    for mark in sorted(scan.authors, key=lambda m: (-m.strength - scan.nearness(m), m.index))[:60]:
        names, score = _read(mark, scan, sites)
        if names and score >= LEAST:
            scored.append((score, mark, names))
    scored.sort(key=lambda s: (-s[0], s[1].index))
    if not scored:
        return []
    best = scored[0]
    group = [s for s in scored if s is best or _together(s, best)]
    group.sort(key=lambda s: s[1].index)
    names = _without_parts(merge(names for _, _, names in group))
    rest = [Byline(names, "byline") for _, mark, names in scored[1:6] if all(mark is not g[1] for g in group)]
    return [Byline(names, "byline"), *rest]


def _read(mark: Mark, scan: Scan, sites: Collection[str]) -> tuple[list[Name], float]:
    element = mark.element
    text = element.get("content") if element.tag == "meta" else _named(element)
    if not text or len(text) > LONGEST_MARK:
        return [], 0.0
    names = read_names(text, sites)
    if not names or len(names) > 8:
        return [], 0.0
    score = mark.strength + scan.nearness(mark) - scan.penalty(element) - max(0, len(text) - 50) / 40
    if introduced(text):
        score += 1.5
    score += 1.0 if any(n.person for n in names) else -1.0
    return names, score


def _named(element: etree._Element) -> str:
    """The text of `element`, or of the part that schema.org or hCard call its name."""
    for inner in element.iterdescendants():
        if inner.get("itemprop") == "name" or "fn" in (inner.get("class") or "").split():
            text = inner.get("content") or visible(inner, LONGEST_MARK + 1)
            if text:
                return text
    return visible(element, LONGEST_MARK + 1)


def _together(one: tuple[float, Mark, list[Name]], best: tuple[float, Mark, list[Name]]) -> bool:
    """Marks of one byline: equally strong, and near each other in the document."""
    near = abs(one[1].index - best[1].index) <= 14
    return (
        near
        and best[0] - one[0] <= 1.0
        and one[1].element.tag == best[1].element.tag
        and any(n.person for n in one[2])
    )


def _without_parts(names: list[Name]) -> list[Name]:
    """Without names that are only a part of another: "Jane" beside "Jane Roe"."""
    keys = [fold_name(n.text) for n in names]
    return [
        n for n, k in zip(names, keys, strict=True) if not any(k != other and k in other for other in keys)
    ]


def _lines(signals: Signals, sites: Collection[str]) -> list[Byline]:
    body = signals.tree.find(".//body")
    page = lines(signals.tree if body is None else body, 40_000)
    start = _line_of(page, signals.headline)
    found: list[Byline] = []
    for line in (*page[start : start + HEAD], *page[max(0, start - 4) : start], *page[-TAIL:]):
        if len(line) <= LONGEST_LINE and introduced(line):
            names = [n for n in read_names(line, sites) if n.person]
            if names and len(names) <= 6:
                found.append(Byline(names, "byline text"))
    return found or _east_asian(page[start:], sites)


def _line_of(page: list[str], headline: str | None) -> int:
    wanted = (headline or "").casefold()
    for number, line in enumerate(page[:400]):
        if len(wanted) > 5 and wanted in line.casefold():
            return number
    return 0


def _east_asian(page: list[str], sites: Collection[str]) -> list[Byline]:
    for pattern in (*_HAN_BYLINES, _JAPANESE_BYLINE, _HANGUL_BYLINE):
        for line in page:
            found = pattern.search(line[:60] + " " + line[-60:] if len(line) > 120 else line)
            names = read_names(found[1], sites) if found else []
            if names:
                return [Byline(names, "byline text")]
    return []
