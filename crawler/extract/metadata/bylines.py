"""Bylines that readers see: marked elements near the headline, lines that begin like one, Chinese and Korean habits."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from crawler.extract.metadata.dates import read_date
from crawler.extract.metadata.names import Name, fold_name, introduced, merge, read_names
from crawler.extract.metadata.scan import Mark, Scan
from crawler.extract.metadata.signals import Signals
from crawler.extract.metadata.text import phrases, visible

LONGEST_MARK = 140  #: characters of a marked element; longer ones are biographies
LEAST = 4.0  #: score below which a mark is somebody else's: a commenter's, a teaser's
SURE = 8.5  #: score of a name in an element that says "author" right at the headline
INTRODUCED = 7.5  #: of a line that begins with "By" and is near the headline or at the end
BESIDE_DATE = 6.0  #: of a bare name beside the date
LONGEST_LINE = 90
HEAD, TAIL = 30, 14  #: lines after the headline, and at the end of the page's text, where bylines stand


@dataclass(frozen=True, slots=True)
class Byline:
    """The names that one place gives; `score` weighs visible ones."""

    names: list[Name]
    origin: str
    score: float = 0.0

    @property
    def has_people(self) -> bool:
        """Whether one of the names looks like a person's."""
        return any(n.person for n in self.names)


_DIGIT = re.compile(r"\d")
_BARE_NAMES = re.compile(
    r"(?:[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯΑ-Ω][\w.'’-]*[ ,&]{1,2}(?:(?:and|und|et|y|de|van|von|der|di|da|la|del) )*){1,5}[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯΑ-Ω][\w'’-]+"
)
_HAN = "\u4e00-\u9fff"
_NAME = rf"(?![{_HAN}]{{2,8}}(?:报道|報導|摄))[{_HAN}·]{{2,5}}?(?![{_HAN}])"
_LIST = rf"({_NAME}(?:[\s、,，]+{_NAME})*)"
# The habits of Chinese newsrooms, writers before reporters before editors. With the flag, names count by their
# family name; without it any name (pen names) counts where the label begins the line.
_CHINESE_BYLINES = (
    (
        re.compile(
            rf"(?:作者|撰文|撰稿|执笔人?|執筆人?|(?<![{_HAN}])文)\s*[:：丨|／/]\s*([^\s:：/／|丨()（）]{{2,12}}(?:[\s、,，]+{_NAME})*)"
        ),
        False,
    ),
    (
        re.compile(
            rf"(?:记者|記者|实习生|通讯员|特约撰稿人?)\s*[:：丨／/]?\s*{_LIST}(?=\s*(?:$|[)）\]】。：:;；／/]|\s[{_HAN}]{{2,8}}(?:报道|報導)))"
        ),
        True,
    ),
    (re.compile(rf"(?:记者|記者)\s*([{_HAN}]{{2,4}}?)(?:发自|報導|报道)"), True),
    (
        re.compile(
            rf"[(（\[【]\s*{_LIST}(?:\s+[{_HAN}]{{2,8}}(?:报道|報導))?\s*[)）\]】]\s*(?:$|\S?\|?\s?来源)"
        ),
        True,
    ),
    (re.compile(rf"(?:责任编辑|責任編輯|责编|責編|编辑|編輯)\s*[:：]?\s*{_LIST}"), False),
    (re.compile(rf"(?:来源|來源)\s*[:：]\s*{_LIST}\s*$"), True),
    (re.compile(r"^\s*(\S{2,20})\s*(?:发表于|發表於)\s*[:：]?\s*\d{4}"), False),
)
_KOREAN_BYLINES = (
    (
        re.compile(
            r"(?<![가-힣])([가-힣]{2,4})\s*(?:선임|인턴|수습|전문)?\s*(?:기자|특파원|논설위원)(?![가-힣])"
        ),
        True,
    ),
)
_JAPANESE_BYLINES = (
    (
        re.compile(
            r"[（(【\[]\s*(?:文|取材|執筆|構成|記者)?\s*[・=＝：:]?\s*([一-鿿々]{1,4}[\s　]?[一-鿿ぁ-んァ-ヶ々]{1,4})\s*(?:記者)?\s*[)）】\]]\s*$"
        ),
        True,
    ),
    (
        re.compile(
            r"(?:文|著者|執筆|筆者|取材・文|ライター)\s*[:：=＝／/]\s*([一-鿿々]{1,4}[\s　]?[一-鿿ぁ-んァ-ヶ々]{1,4})"
        ),
        False,
    ),
)
_EAST_ASIAN = {"zh": _CHINESE_BYLINES, "ko": _KOREAN_BYLINES, "ja": _JAPANESE_BYLINES}


def visible_bylines(signals: Signals, sites: Collection[str]) -> list[Byline]:
    """What readers see, best first."""
    found = _marked(signals, sites)
    if not found or found[0].score < SURE:
        found += _lines(signals, sites)
        found.sort(key=lambda b: -b.score - 1.5 * b.has_people)
    return [Byline([n for n in b.names if n.person], b.origin, b.score) if b.has_people else b for b in found]


def _marked(signals: Signals, sites: Collection[str]) -> list[Byline]:
    """The names in elements that say "author", in the order of their scores."""
    scan, scored = signals.scan, []
    title = fold_name(signals.headline or "")
    for mark in sorted(scan.authors, key=lambda m: (-m.strength - scan.nearness(m), m.index))[:60]:
        names, score = _read(mark, scan, sites)
        named = mark.strength >= 2.5 or any(n.person for n in names)  # nicknames need a clear mark
        if names and named and score >= LEAST and not _is_title(names, title):
            scored.append((score, mark, names))
    scored.sort(key=lambda s: (-s[0], s[1].index))
    if not scored:
        return []
    best = scored[0]
    group = [s for s in scored if s is best or _together(s, best)]
    group.sort(key=lambda s: s[1].index)
    names = _without_parts(merge(names for _, _, names in group))
    rest = [Byline(n, "byline", s) for s, mark, n in scored[1:6] if all(mark is not g[1] for g in group)]
    return [Byline(names, "byline", best[0]), *rest]


def _is_title(names: list[Name], title: str) -> bool:
    """A teaser's or the article's own title in an element that is called "name" or links to a person."""
    size = sum(len(fold_name(n.text)) for n in names)
    return size > 12 and 2 * size > len(title) and all(fold_name(n.text) in title for n in names)


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
    for inner in islice(element.iterdescendants(), 40):
        if inner.get("itemprop") == "name" or "fn" in (inner.get("class") or "").split():
            text = inner.get("content") or phrases(inner, LONGEST_MARK + 1)
            if text:
                return text
    return phrases(element, LONGEST_MARK + 1)


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
    page, start = signals.lines, signals.start
    habits = _EAST_ASIAN.get(signals.language or "")
    if habits:
        return _east_asian(page[start:] or page, habits, sites)
    for line in (*page[start : start + HEAD], *page[max(0, start - 4) : start], *page[-TAIL:]):
        if len(line) <= LONGEST_LINE and introduced(line):
            names = [n for n in read_names(line, sites) if n.person]
            if names and len(names) <= 6:
                return [Byline(names, "byline text", INTRODUCED)]
    return _beside_date(page, start, signals, sites)


def _beside_date(page: list[str], start: int, signals: Signals, sites: Collection[str]) -> list[Byline]:
    """A line that is nothing but a name, directly over or under the date below the headline.

    Sections stand there too; they are told by the menu, where they stand once more.
    """
    head = page[start : start + 14]
    for number, line in enumerate(head):
        if len(line) > 60 or not _DIGIT.search(line) or read_date(line, signals.habits) is None:
            continue
        for other in (*head[number + 1 : number + 3], *reversed(head[max(1, number - 2) : number])):
            names = read_names(other, sites) if len(other) <= 80 and _BARE_NAMES.fullmatch(other) else []
            if (
                names
                and all(n.person for n in names)
                and page.count(other) <= 2
                and not _is_topic(names, signals)
            ):
                return [Byline(names, "line beside the date", BESIDE_DATE)]
    return []


def _is_topic(names: list[Name], signals: Signals) -> bool:
    """Whether one of the names is a link of the menu, a section or a tag."""
    wanted = {fold_name(n.text) for n in names}
    said = {
        fold_name(v)
        for v in signals.all("article:section", "article:tag", "keywords", "news_keywords", "section")
    }
    if wanted & said or fold_name(signals.headline or "") in wanted:
        return True
    menus = (
        link for part in signals.tree.iter("nav", "header", "footer", "aside") for link in part.iter("a")
    )
    return any(fold_name(visible(link, 80)) in wanted for link in islice(menus, 400))


def _east_asian(
    page: list[str], habits: tuple[tuple[re.Pattern[str], bool], ...], sites: Collection[str]
) -> list[Byline]:
    alone = [names for line in page[:6] if len(line) <= 24 and (names := read_names(line, sites))]
    if alone and all(n.person for n in alone[0]):  # the line below the headline is nothing but a name
        return [Byline(alone[0], "byline text", SURE)]
    for pattern, known in habits:
        found: list[list[Name]] = []
        last = 0
        for number, line in enumerate(page):
            if found and number > last + 2:
                break
            names = _east_asian_names(pattern, known, line, sites)
            if names:  # trainees and correspondents stand on lines of their own
                found.append(names)
                last = number
        if found:
            return [Byline(merge(found), "byline text", SURE)]
    return []


def _east_asian_names(pattern: re.Pattern[str], known: bool, line: str, sites: Collection[str]) -> list[Name]:
    found = pattern.search(f"{line[:60]} {line[-60:]}" if len(line) > 120 else line)
    names = read_names(found[1], sites) if found else []
    labelled = not known and found is not None and found.start() <= 2
    return names if labelled or all(n.person for n in names) else []
