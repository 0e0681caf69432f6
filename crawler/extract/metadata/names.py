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
    PARTICLES,
    ROLE_WORDS,
)
from crawler.extract.metadata.text import straight

MOST = 30  #: names kept of one page; scientific papers have more
LONGEST = 80  #: characters of a name

_ADDRESS = re.compile(r"\(?\S+@\S+\.\w+\)?|https?://\S+|www\.\S+|(?<!\w)@\w+")
_BRACKETS = re.compile(r"[(\[（【<][^)\]）】>]{0,80}[)\]）】>]")
_DATE_TAIL = re.compile(
    r"\s*[-–—|•·,/]?\s*(?:\d{1,2}[./:-]\d{1,2}|\d{1,2}\.?\s+\w{3,12}\.?,?\s+\d{4}|\w{3,10}\.?\s+\d{1,2},?\s+\d{4}|\d{4}[-./年]\d{1,2}|(?:19|20)\d{2}\b).*$"
)
_AGE_TAIL = re.compile(
    r"\s*[-–—|•·,]\s*(?:updated|published|posted|aktualisiert|stand|publié|actualizado|\d+\s+(?:min|hour|day)).*$",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(
    rf"\s*[;,|/\u3001\uff0c\uff1b\u060c•·∙]\s*|\s+[-–—]\s+|\s+(?:{JOINERS})\s+|\s*\n\s*|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])",
    re.IGNORECASE,
)
_FAMILY_FIRST = re.compile(r"^([^\s,]+(?:[ -][^\s,]+)?), ([^\s,]+(?: [^\s,]+){0,2})$")
_TRAILING_ROLE = re.compile(
    r"\s*(?:기자|특파원|논설위원|선임기자|인턴기자|记者|記者|报道|通讯员|摄|文|撰|編集部|さん|氏)$"
)
_HAN_NAME = re.compile("[\u4e00-\u9fff·]{2,5}$")
_CASELESS = re.compile("[\u0590-\u08ff\u0900-\u1fff\u3040-\u9fff\uac00-\ud7af]")
_WORDS = re.compile(r"[^\s.]+\.?")
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
    text = _stripped(straight(text, 600))
    if not text:
        return []
    turned = _FAMILY_FIRST.match(text)
    if turned and text.count(",") == 1 and _is_turned(turned[1], turned[2]):
        text = f"{turned[2]} {turned[1]}"
    names: list[Name] = []
    for part in _SEPARATORS.split(text):
        name = _one(part, sites)
        if name and fold_name(name.text) not in {fold_name(n.text) for n in names}:
            names.append(name)
    return names[:MOST]


def merge(lists: Iterable[list[Name]]) -> list[Name]:
    """The names of several values without repetition, in their order."""
    found: dict[str, Name] = {}
    for names in lists:
        for name in names:
            found.setdefault(fold_name(name.text), name)
    return list(found.values())[:MOST]


def _is_turned(family: str, given: str) -> bool:
    """Library style "Roe, Jane": one or two words on each side, and no second full name."""
    return (
        len(family.split()) == 1
        and len(given.split()) <= 2
        and given.split(maxsplit=1)[0].lower().strip(".") not in CREDENTIALS
        and not (ROLE_WORDS & set(given.lower().split()))
        and given.casefold() not in AGENCIES
        and family[:1].isupper()
        and given[:1].isupper()
    )


def _stripped(text: str) -> str:
    text = _BRACKETS.sub(" ", _ADDRESS.sub(" ", text))
    text = _AGE_TAIL.sub("", _DATE_TAIL.sub("", text))
    for _ in range(3):
        found = INTRODUCTION.match(text)
        if not found or found.end() == len(text):
            break
        text = text[found.end() :]
    return text.strip(" \t\n,;:|-–—•·/.\"'“”")


def _one(part: str, sites: Collection[str]) -> Name | None:
    part = part.strip(" \t\n,;:|-–—•·\"'“”*#>")
    found = INTRODUCTION.match(part)
    if found:
        part = part[found.end() :]
    part = _TRAILING_ROLE.sub("", part).strip()
    folded = part.casefold().strip(". ")
    if len(part) < 2 or len(part) > LONGEST or folded in NOBODY or folded.strip(".") in CREDENTIALS:
        return None
    if not re.search(r"[^\W\d_]{2}", part) or re.search(r"\d{3}", part):
        return None
    if len(part.split()) > 6:
        return None
    return Name(
        part.rstrip(".") if not re.search(r"\b(?:jr|sr|\w)\.$", part, re.IGNORECASE) else part,
        _is_person(part, sites),
    )


def _is_person(part: str, sites: Collection[str]) -> bool:
    folded = fold_name(part)
    if (
        folded in sites
        or part.casefold() in AGENCIES
        or ("." in part and re.search(r"\w\.(?:com|net|org|de|fr|tv|co|uk|info)\b", part, re.IGNORECASE))
    ):
        return False
    words = part.split()
    if ROLE_WORDS.intersection(w.strip(".,").casefold() for w in words):
        return False
    if _CASELESS.search(part):
        return True
    big = [w for w in words if w.casefold() not in PARTICLES]
    return 2 <= len(words) <= 5 and all(w[0].isupper() or "'" in w or "’" in w for w in big)
