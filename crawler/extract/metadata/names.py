"""Names out of bylines: introductions, roles, addresses and dates taken off, lists of names split."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from crawler.extract.metadata.name_words import (
    AGENCIES,
    CREDENTIALS,
    INTRODUCTION,
    JOINERS,
    NOBODY,
    NOT_IN_NAMES,
    OFFICES,
    ONLY_WORDS,
    PARTICLES,
    RANKS,
    ROLE_WORDS,
    SHORT_JOINERS,
    TEAM_WORDS,
)
from crawler.extract.metadata.surnames import is_chinese_name, is_east_asian_name
from crawler.extract.metadata.text import straight

MOST = 30  #: names kept of one page; scientific papers have more
LONGEST = 70  #: characters of a name

_ADDRESS = re.compile(r"\(?\S{1,40}@\S{1,40}\.\w+\)?|https?://\S+|www\.\S+|(?<!\S)@\w+")
_BRACKETS = re.compile(r"[(\[（【<][^)\]）】>]{0,80}[)\]）】>]")
_WRAPPED = re.compile(r"^\s*[(\[（【〔<]\s*([^)\]）】〕>]{2,80})\s*[)\]）】〕>]\s*$")
_DATE_TAIL = re.compile(
    r"\s*[-–—|•·,/]?\s*(?:\b\d{1,2}[./:-]\d{1,2}|\b\d{1,2}\.?\s+\w{3,12}\.?,?\s+\d{4}|\b\w{3,10}\.?\s+\d{1,2},?\s+\d{4}"
    r"|\b\d{4}\s?[-./年]\s?\d{1,2}|\b(?:19|20)\d{2}\b).*$"
)
_TAIL = re.compile(
    r"\s*[-–—|•·,]?\s*\b(?:updated|published|posted|last updated|aktualisiert|stand|publié|actualizado|\d+\s+(?:min|hour|day)|on\s+\w+,?\s+\w+ \d"
    r"|\d+ comments?|read more|mehr erfahren|follow|folgen)\b.*$",
    re.IGNORECASE,
)
# "Posted on May 1, 2024 by Jane Roe", "06.11.2023 13:30 von Olga": the date and all before it.
_DATE_HEAD = re.compile(
    r"^[^\n]{0,40}?\d[^\n]{0,30}?\s(?:by|von|par|por|door|av|af|di|od|от|yazan|przez)\s+(?=\S)|^\W*(?:on\s+)?\d{1,4}[./-]\d{1,2}[./-]\d{2,4}[\s,|–-]*(?:\d{1,2}[:.]\d{2}(?:\s*Uhr)?)?[\s,|–-]*",
    re.IGNORECASE,
)
_LOOSE_END = re.compile(r"\s+(?:am|on|um|at|vom|le|il|op|dne|dnia|den|em|el|in|@|in [A-Z]\w+(?: [A-Z]\w+)*)$")
_PROFESSION = re.compile(
    r"(?:^|-)(?:rechtsanwalt|rechtsanwältin|anwalt|expert|experte|expertin|gastautor|gastautorin|autor|autorin)$"
)
# In no name: a colon makes it a label, and Chinese pages offer to be clicked, kept and printed beside the author.
_NEVER = re.compile(r"[\"“”„«»?!=+<>{}\\]|:\s|点击|點擊|此处|此處|收藏|本文|打印|列印|下载|下載")
_SEPARATORS = re.compile(
    rf"\s*[;|/\u3001\uff0c\uff1b\u060c•·∙\n]\s*|\s*,\s*(?:(?:{JOINERS})\s+)?|\s+[-–—]\s+|\s+(?:{JOINERS})\s+",
    re.IGNORECASE,
)
_SHORT = re.compile(rf"(?<=\S)\s+(?:{SHORT_JOINERS})\s+(?=\S)", re.IGNORECASE)
_EAST_ASIAN = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
_PICTURE = re.compile(
    r"^\W*(?:foto|photo|image|bild|picture|fotos|photos|imagen|credit|video|illustration|grafik|graphic|cover|afbeelding|kuva|zdj|фото|圖|图|撮影|写真)\w*\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{3}|\b\d+\b")
_ONLY_WORDS = re.compile(ONLY_WORDS)
_FAMILY_FIRST = re.compile(r"^([^\s,]+), ([^\s,]+(?: [^\s,]+)?)$")
_AFTER = re.compile(
    r"\s*(?:기자|특파원|논설위원|선임기자|인턴기자|记者|記者|报道|報導|报导|通讯员|摄影报道|文/图|撰文|さん|氏|報道|著|訳|監訳|외 \d+명|\s기자 외.*)$"
)
_DOMAIN = re.compile(
    r"\w\.(?:com|net|org|de|fr|tv|co|uk|info|eu|ch|at|it|es|pl|ru|jp|kr|cn|tr|lt|io)\b", re.IGNORECASE
)
_CASELESS = re.compile("[\u0590-\u08ff\u0900-\u1fff]")
_TITLE = re.compile(r"^(?:dr|prof|mr|mrs|ms|ing|mag|dipl|lic|sr|sra|rev|hon)\.?$", re.IGNORECASE)
_FOLD = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name, and whether it looks like a person's (True), or an organisation's or a team's (False)."""

    text: str
    person: bool


def fold_name(text: str) -> str:
    """`text` for comparison: case, punctuation and spaces folded away."""
    return _FOLD.sub("", text.casefold())


def read_names(text: str, sites: Collection[str] = ()) -> list[Name]:
    """The names in one byline or meta value. `sites` are folded names of the site: they are no persons.

    >>> [n.text for n in read_names("By Jane Roe and John Poe, Political Correspondent")]
    ['Jane Roe', 'John Poe']
    """
    text = straight(text, 600)
    text = "" if _PICTURE.match(text) else _stripped(text)
    if not text:
        return []
    turned = _FAMILY_FIRST.match(text)
    if turned and _is_turned(turned[1], turned[2]):
        text = f"{turned[2]} {turned[1]}"
    found: dict[str, Name] = {}
    for part in _parts(text):
        name = _one(part, sites)
        if name:
            found.setdefault(fold_name(name.text), name)
    names = list(found.values())
    return people_first(names, sites)[:MOST]


def people_first(names: list[Name], sites: Collection[str]) -> list[Name]:
    """Where persons are named, without what stands beside them: roles, the site itself, its domain.

    An agency or a named team stays: it wrote too ("Jane Roe, Reuters").
    """
    if not any(n.person for n in names):
        return names
    return [n for n in names if n.person or not (_is_role(n.text) or _is_site(n.text, sites))]


def merge(lists: Iterable[list[Name]]) -> list[Name]:
    """The names of several values without repetition, in their order."""
    found: dict[str, Name] = {}
    for names in lists:
        for name in names:
            found.setdefault(fold_name(name.text), name)
    return list(found.values())[:MOST]


def introduced(text: str) -> bool:
    """Whether `text` begins like a byline: "By ...", "Von ...", "作者：..."."""
    found = INTRODUCTION.match(text)
    return bool(found and found.end() < len(text))


def _parts(text: str) -> list[str]:
    out: list[str] = []
    for part in _SEPARATORS.split(text):
        seam = _SHORT.search(part)
        words = part.split()
        if seam and len(part[: seam.start()].split()) >= 2 and len(part[seam.end() :].split()) >= 2:
            out += [part[: seam.start()], part[seam.end() :]]
        elif len(words) > 1 and all(map(is_chinese_name, words)):  # "王建宏 张文攀"
            out += words
        elif _EAST_ASIAN.search(part):  # "流泉 访问统计": a counter beside the name
            out.append(" ".join(word for word in words if word not in NOBODY))
        else:
            out.append(part)
    return out


def _is_turned(family: str, given: str) -> bool:
    """Library style "Roe, Jane": capitalised, no credential, role or agency behind the comma."""
    words = {w.strip(".").casefold() for w in given.split()}
    return (
        family[:1].isupper()
        and given[:1].isupper()
        and not words & CREDENTIALS
        and not words & ROLE_WORDS
        and given.casefold() not in AGENCIES
        and family.casefold() not in AGENCIES
    )


def _stripped(text: str) -> str:
    wrapped = _WRAPPED.match(text)
    text = wrapped[1] if wrapped else _BRACKETS.sub(" ", text)
    text = _DATE_HEAD.sub("", _ADDRESS.sub(" ", text))
    text = _TAIL.sub("", _DATE_TAIL.sub("", text))
    for _ in range(3):
        found = INTRODUCTION.match(text)
        if not found or found.end() == len(text):
            break
        text = text[found.end() :]
    return text.strip(" \t\n,;:|-–—•·/\"'“”□■▲●◆*#>")


def _one(part: str, sites: Collection[str]) -> Name | None:
    part = part.strip(" \t\n,;:|-–—•·\"'“”*#>□■▲")
    if _PICTURE.match(part):
        return None
    found = INTRODUCTION.match(part)
    if found:
        part = part[found.end() :]
    part = _LOOSE_END.sub("", _AFTER.sub("", part)).strip()
    part = _without_role(_without_profession(part))
    folded = part.casefold().strip(". ")
    if (
        len(part) < 2
        or len(part) > LONGEST
        or folded in NOBODY
        or folded in CREDENTIALS
        or _ONLY_WORDS.fullmatch(folded)
    ):
        return None
    if (
        _NEVER.search(part)
        or not re.search(r"[^\W\d_]{2}", part)
        or _NUMBER.search(part)
        or len(part.split()) > 7
    ):
        return None
    if not re.search(r"(?:^|[\s.])\w{1,3}\.$", part):
        part = part.rstrip(".")
    return Name(part, _is_person(part, sites))


def _without_profession(part: str) -> str:
    """ "Rechtsanwalt Max Muster", "Reporter Jane Roe": the name alone."""
    words = part.split()
    first = words[0].casefold() if words else ""
    if (
        len(words) >= 3
        and (first in ROLE_WORDS or _PROFESSION.search(first))
        and all(w[0].isupper() for w in words)
    ):
        rest = " ".join(words[1:])
        return rest if ROLE_WORDS.isdisjoint(w.casefold() for w in words[1:]) else part
    return part


def _without_role(part: str) -> str:
    """ "Sam Stein Senior Politics Editor": the name alone, where two words of a name stand before the office."""
    words = part.split()
    small = [w.strip(".,").casefold() for w in words]
    if small[:1] == ["the"] or OFFICES.isdisjoint(small[2:]):
        return part
    for number in range(2, len(words)):
        if small[number] in OFFICES or small[number] in RANKS:
            name = words[:number]
            capital = all(w[0].isupper() or w.casefold() in PARTICLES for w in name)
            return " ".join(name) if capital and ROLE_WORDS.isdisjoint(small[:number]) else part
    return part


def _is_site(text: str, sites: Collection[str]) -> bool:
    return fold_name(text) in sites or bool(_DOMAIN.search(text))


def _is_role(text: str) -> bool:
    words = [w.strip(".,").casefold() for w in text.split()]
    named = any(w[:1].isupper() for w in text.split()) and not TEAM_WORDS.isdisjoint(words) and len(words) > 1
    return text.islower() or (not named and not ROLE_WORDS.isdisjoint(words))


def _is_person(part: str, sites: Collection[str]) -> bool:
    if _is_site(part, sites) or part.casefold() in AGENCIES:
        return False
    if _EAST_ASIAN.search(part):
        return is_east_asian_name(part)
    words = part.split()
    if (ROLE_WORDS | NOT_IN_NAMES).intersection(w.strip(".,").casefold() for w in words):
        return False
    if _CASELESS.search(part):
        return 2 <= len(words) <= 5 and len(part) <= 50
    words = [w for w in words if not _TITLE.match(w)] or words
    big = [w for w in words if w.casefold() not in PARTICLES]
    return 2 <= len(words) <= 6 and bool(big) and all(w[0].isupper() or "'" in w or "’" in w for w in big)
