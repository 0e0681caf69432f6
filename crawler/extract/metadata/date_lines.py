"""Dates that readers see: in marked elements, in lines near the headline, in the first lines of old pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from lxml import etree

from crawler.extract.metadata.dates import DateHabits, Moment, read_date
from crawler.extract.metadata.scan import NEAREST, Mark, Scan
from crawler.extract.metadata.text import visible

LONGEST_MARK = 260  #: characters of a marked element; longer ones are containers
LISTED = 4.0  #: what a date in a list of dates loses
LONGEST_LINE = 160
DATELINE = 24  #: characters at the beginning of a paragraph in which its date may stand

# Words beside a date that say what it is, in the languages of the press; "stand" and "as of" tell the last change.
_PUBLISHED = re.compile(
    r"publi|posted|veröffentlich|erschienen|erstellt|erstmals|online (?:seit|ab)|gepost|geplaatst|opublik|dodano|zveřej|vydáno|uverejn|yayın|yükl|objavlj|megjel|"
    r"inserit|pubblic|julkais|julkaistu|opprettet|udgivet|publiceret|publicer|skapad|опублик|опубл|создан|δημοσ|发布|發布|发表|發表|刊登|时间|時間|日期|掲載|公開|"
    r"配信|投稿|등록|입력|승인|작성|نشر|انتشار|פורסם|diterbitkan|dipublikasi|đăng|เผยแพร่|วันที่|created|first|date:|datum:",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"updat|modif|edited|revis|aktualisier|aktualiz|geändert|bearbeitet|stand:|stand |as of|last |letzte|mis à jour|màj|maj |actualiz|actualitz|aggiorn|bijgewerkt|gewijzigd|"
    r"oppdatert|opdateret|uppdaterad|päivitetty|muokattu|güncelle|frissít|ενημέρ|обновл|изменен|оновлен|更新|修改|수정|업데이트|تحديث|به‌روز|עודכן|diperbarui|cập nhật|review",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"event|veranstaltung|deadline|expires|gültig|valid until|copyright|©|\(c\)|born|geboren|joined|registr|mitglied seit|member since|beigetreten|comment|kommentar|antwort|"
    r"retrieved|abgerufen|accessed|archived|today|heute ist|今天是|사업자|등록번호|등록일자",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Seen:
    """A visible date; `changed`: it is the last change."""

    moment: Moment
    score: float
    changed: bool
    origin: str


def visible_dates(scan: Scan, habits: DateHabits) -> list[Seen]:
    """The dates of marked elements, best first."""
    read = [(mark, seen) for mark in _near(scan) if (seen := _read(mark, scan, habits))]
    days: dict[Shape, set[date]] = {}
    for mark, seen in read:
        apart = days.setdefault(_shape(mark), set())
        if scan.penalty(mark.element) < 5:  # the rest is known to be of other articles
            apart.add(seen.moment.when.date())
    found = [replace(s, score=s.score - LISTED) if _listed(m, scan, days[_shape(m)]) else s for m, s in read]
    return sorted(found, key=lambda s: -s.score)


def _listed(mark: Mark, scan: Scan, days: set[date]) -> bool:
    """Whether a mark is one of a list of dates, and does not stand directly below the headline."""
    return len(days) > 2 and scan.nearness(mark) < NEAREST


Shape = tuple[str | None, ...]


def _shape(mark: Mark) -> Shape:
    """What makes elements look alike: three and more of one shape with different days are a list of other articles."""
    element, parent = mark.element, mark.element.getparent()
    above = (parent.tag, parent.get("class")) if parent is not None else (None, None)
    return (str(element.tag), element.get("class"), *map(str, above))


def _near(scan: Scan) -> list[Mark]:
    """The marks worth reading: those nearest to the headline."""
    return sorted(scan.dates, key=lambda m: (-scan.nearness(m), -m.strength, m.index))[:60]


def _read(mark: Mark, scan: Scan, habits: DateHabits) -> Seen | None:
    element = mark.element
    text = _said(element)
    moment = read_date(text, habits) if text else None
    if moment is None:
        return None
    shown = visible(element, LONGEST_MARK) or text
    score = mark.strength + scan.nearness(mark) - scan.penalty(element)
    score -= max(0, len(shown) - 60) / 80
    words = shown if mark.strength >= 5 else f"{_before(element)} {shown}"
    if _OTHER.search(words):
        score -= 3
    published = bool(_PUBLISHED.search(words))
    changed = mark.changed or (bool(_CHANGED.search(words)) and not published)
    return Seen(
        moment,
        score + (1.5 if published else 0),
        changed,
        "time" if element.tag == "time" else "date element",
    )


def _said(element: etree._Element) -> str:
    """What the element says for machines, else for readers; containers are left out."""
    for attribute in (
        "datetime",
        "content",
        "data-datetime",
        "data-date",
        "data-timestamp",
        "data-time",
        "data-published",
        "data-utc-timestamp",
    ):
        value = element.get(attribute)
        if value and _DIGITS.search(value):
            return value
    text = visible(element, LONGEST_MARK + 1)
    if len(text) > LONGEST_MARK or not _DIGITS.search(text):
        title = element.get("title") or ""
        return title if _DIGITS.search(title) else ""
    return text


def _before(element: etree._Element) -> str:
    """The words just before an element: "Updated: <time>..."."""
    previous = element.getprevious()
    if previous is not None and previous.tail and previous.tail.strip():
        return previous.tail[-40:]
    if previous is not None:
        return visible(previous, 60)
    parent = element.getparent()
    return (parent.text or "")[-40:] if parent is not None else ""


def line_dates(page: list[str], start: int, habits: DateHabits) -> Iterator[Seen]:
    """Dates of the page's first short lines: after the headline's line, else from the top (old and bare pages)."""
    for number, line in enumerate(page[start : start + 60]):
        seen = _line(line, number, habits)
        if seen:
            yield seen
    for number, line in enumerate(reversed(page[max(0, start - 8) : start])):
        seen = _line(line, number + 4, habits)
        if seen:
            yield seen
    if start:
        return
    for line in page[-40:]:  # "Published in ..., 1 May 2024" at the end
        if len(line) < 100 and _PUBLISHED.search(line) and (seen := _line(line, 50, habits)):
            yield seen


def _line(line: str, number: int, habits: DateHabits) -> Seen | None:
    if len(line) > LONGEST_LINE:
        line = line[:DATELINE] if number < 8 else ""  # "27.1.2022 - The first words of the article"
    if not _DIGITS.search(line):
        return None
    moment = read_date(line, habits)
    if moment is None or _OTHER.search(line):
        return None
    published, changed = bool(_PUBLISHED.search(line)), bool(_CHANGED.search(line))
    score = 3.0 + 1.5 * published + 0.8 * moment.clock - number / 20 - max(0, len(line) - 40) / 60
    return Seen(moment, score, changed and not published, "date line")
