"""The dateline: where a report was written, and by which agency. Read, never cut: every careful reader keeps it.

Forms seen in the wild: "Kyiv, Ukraine – ", "MADRID (AP) — ", "PUTRAJAYA, Nov 22 — ", "BERLIN, May 3 (Reuters) - ",
"(Reuters) - ", "Berlin (dpa) - ", "МОСКВА, 5 мая — РИА Новости. ", "МОСКВА, 5 мая. /ТАСС/. ", "القاهرة (رويترز) - ",
"新华社北京3月5日电", "【ワシントン共同】", "(서울=연합뉴스)", "नई दिल्ली, पांच मई (भाषा)".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.normalise.rules.places import AGENCIES, MONTHS, NO_PLACES, PLACES, REGIONS
from crawler.normalise.text import fold

_LOOKED_AT = 3  #: paragraphs from the start
_HEAD = 110  #: characters within which a dateline ends


@dataclass(frozen=True, slots=True)
class Dateline:
    """`place` as it is written ("Kyiv, Ukraine"), without date and agency; `agency` by its usual name."""

    place: str | None = None
    agency: str | None = None

    def __bool__(self) -> bool:
        return bool(self.place or self.agency)


def find_dateline(paragraphs: Sequence[str]) -> Dateline:
    """The first dateline at the start of one of the first paragraphs; an empty one where there is none."""
    for paragraph in paragraphs[:_LOOKED_AT]:
        found = _east_asian(paragraph) or _before_dash(paragraph)
        if found:
            return found
    return Dateline()


# Chinese, Japanese and Korean have forms of their own ------------------------------------------------

_HAN = "\u4e00-\u9fff"
_DAY = "(?:\\d{4}年)?(?:\\d{1,2}月)?\\d{1,2}日"
_EAST = tuple(
    re.compile(pattern)
    for pattern in (
        f"^[(（【]?(?P<agency>新华社|新華社|新华网|中新社|中新网|人民网|央视网|环球网|中国新闻网)[{_HAN}、]{{0,6}}?(?P<place>[{_HAN}]{{2,8}}?){_DAY}[电電讯]",
        f"^[(（](?P<agency>中央社)(?:記者[{_HAN}]{{2,3}})?(?P<place>[{_HAN}]{{2,3}}?){_DAY}(?:综合|綜合|專|外)?[电電]",
        f"^[(（](?P<place>[{_HAN}]{{2,6}}){_DAY}[讯訊][)）]",
        f"^(?P<place>[{_HAN}]{{2,6}}?)(?:{_DAY})?(?:讯|訊|电|電)(?=[\\s（(:：,，])",
        "^【(?P<place>[^】=＝・\\s\\d]{2,14}?)(?P<agency>AFP時事|AP|共同|時事|ロイター)】",
        "^【(?P<place>[\u30a0-\u30ff\u4e00-\u9fff]{2,14})[=＝・][^】]{2,14}】",
        "^[\\[［](?P<place>[^\\]］\\d\\s]{2,14})\\s*\\d{1,2}日?\\s+(?P<agency>ロイター|AFP)[\\]］]",
        "^[(（\\[【](?P<place>[가-힣·]{2,12})\\s?[=＝]\\s?(?P<agency>[가-힣A-Za-z1]{2,10})[)）\\]】]",
    )
)


def _east_asian(text: str) -> Dateline | None:
    for pattern in _EAST:
        match = pattern.match(text[:_HEAD])
        if match:
            groups = match.groupdict()
            return Dateline(groups.get("place"), _agency(groups.get("agency") or ""))
    return None


# All others: place, date, agency, then a dash ---------------------------------------------------------

_DASH = re.compile(
    r"\s*[—–]\s*|\s+-{1,2}\s+|(?<=[)\]/])\s*[-:.]{1,2}\s+|(?<=[)\]])\s+_?\s*|\s*--\s*|(?<=\S)\s?:\s+(?=\w)"
)
_BRACKETS = re.compile(r"[(\[](?P<in>[^()\[\]]{2,40})[)\]]|/(?P<slashed>[^/]{2,40})/")
_AGENCY_BEHIND = re.compile(r"([^\W\d_][\w. -]{1,24}?)\s*(?:[.]|[-–—:])\s")
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*\.?")
_JOINTS = frozenset(
    re.findall(
        r"\w+",
        "de del la le les el al an am der die das of the upon on in im bei do da dos das sur sous and und et y",
    )
)
_CASELESS = re.compile("[\u0590-\u0dff]")
_LONGEST_PLACE = 60


def _before_dash(text: str) -> Dateline | None:
    """A dateline of one of the alphabetic scripts: what stands before the first dash, taken apart."""
    start = text[: _HEAD + 40]
    for dash in _DASH.finditer(start[:_HEAD]):
        head = start[: dash.start()].strip()
        rest = start[dash.end() :].lstrip()
        sign = dash.group().strip(" _")
        if not rest or (rest[0].islower() and sign not in {":", ""}):
            return None
        found = _read_head(head, rest, sign)
        if found or dash.start() > 60:
            return found
    return None


def _read_head(head: str, rest: str, dash: str) -> Dateline | None:
    agency = _first_agency(found["in"] or found["slashed"] for found in _BRACKETS.finditer(head))
    plain = _BRACKETS.sub(" ", head).strip(" ,")
    places: list[str] = []
    dated = False
    for piece in (part.strip() for part in re.split(r"[,،、]|(?<=\w{3})\.\s", plain)):
        if not piece:
            continue
        if not agency and _agency(piece, strict=True):
            agency = _agency(piece, strict=True)
        elif _is_date(piece):
            dated = True
        else:
            places.append(piece)
    if not agency:
        behind = _AGENCY_BEHIND.match(rest)
        agency = _agency(behind[1], strict=True) if behind else None
    if not places:
        return Dateline(None, agency) if agency and _BRACKETS.search(head) else None
    place = ("، " if "،" in plain else ", ").join(places)
    if len(places) == 1:
        place = place.removesuffix(".")
    if not _is_place_like(places) or len(place) > _LONGEST_PLACE:
        return None
    if agency or (dated and dash not in {":", ""}) or _is_proved(places, dash):
        return Dateline(place, agency)
    return None


def _is_place_like(places: Sequence[str]) -> bool:
    """Up to three names, each of up to four words that begin with a capital letter where the script has them."""
    if len(places) > 3:
        return False
    for place in places:
        words = _WORD.findall(place)
        if not 1 <= len(words) <= 4 or any(char.isdigit() for char in place) or set('"“”«»?!;') & set(place):
            return False
        if not _CASELESS.search(place) and not all(w[0].isupper() or w.casefold() in _JOINTS for w in words):
            return False
    first = fold(places[0])
    return first in PLACES or not set(first.split()) <= NO_PLACES


def _is_proved(places: Sequence[str], dash: str) -> bool:
    first = fold(places[0])
    known = first in PLACES or any(fold(place) in REGIONS for place in places[1:])
    if not dash:
        return False
    if dash == ":":
        return known and bool(_CASELESS.search(places[0]))
    capitals = places[0].isupper() and sum(char.isalpha() for char in places[0]) >= 3
    if len(places) == 2 and dash in {"—", "–"}:
        return True  # "Stanley, Falkland Islands – ": no table of towns is complete
    return known or (capitals and dash in {"—", "–", "-", "--"})


def _is_date(piece: str) -> bool:
    words = [word.rstrip(".") for word in fold(piece).split()]
    known = sum(word in MONTHS or word.isdigit() for word in words)
    return (
        bool(words)
        and known >= 1
        and known + sum(w in {"le", "den", "de", "of", "the", "el"} for w in words) == len(words)
    )


def _first_agency(names: Iterable[str]) -> str | None:
    return next((found for found in map(_agency, names) if found), None)


def _agency(name: str, *, strict: bool = False) -> str | None:
    """The usual name of an agency; of "dpa/AFP" the first. `strict`: no ordinary word that is also one."""
    key = fold(name).strip(" .")
    if strict and not any(char.isupper() for char in name) and name.isascii():
        return None
    for part in (key, *re.split(r"\s*[/,&+]\s*", key)):
        if part in AGENCIES:
            return AGENCIES[part]
    return None


# The agency where no dateline names it ----------------------------------------------------------------


def find_agency(authors: Iterable[str], sign_offs: Iterable[str]) -> str | None:
    """An agency that is named as the author, or as the source in a short line behind the text.

    >>> find_agency(["Reuters"], [])
    'Reuters'
    >>> find_agency([], ["Quelle: dpa"])
    'dpa'
    """
    found = _first_agency(authors)
    if found:
        return found
    short = [line.strip(" ()[]©.") for line in sign_offs if len(line) <= 60]
    return _first_agency(part for line in short for part in (line, re.split(r"[:：]\s*", line)[-1]))
