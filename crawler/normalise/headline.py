"""One headline for an article, and the places where the body only says it again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from crawler.normalise.dateline import find_dateline
from crawler.normalise.lines import Line
from crawler.normalise.text import clean_text, match_key, sentences
from storage.records import Page, SourceFacts

_SUFFIX = re.compile(r"\s*(?: [|\-–—·•:»]+ |\s*[|｜_»]\s*|\s*[：]\s*| (?:::|//) )")
_MOST_HEADS = 8
_RUN_ON = 160  #: characters that may follow a headline on its line
_WORD = re.compile(r"\w+")
_CLOSERS = re.compile("['’\"”»›」』.!?)]*")
LONGEST_HEADLINE = 500  #: characters; what is longer is no headline


def site_keys(page: Page, known: SourceFacts) -> frozenset[str]:
    """How the site may call itself behind a headline, as match keys."""
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    names = {page.site_name, known.site_name, host, labels[0] if labels else "", ".".join(labels[-2:])}
    if len(labels) > 2:
        names.add(labels[-2])
    keys = {match_key(name) for name in names if name}
    return frozenset(keys | {key.replace(" ", "") for key in keys}) - {""}


def without_site(title: str, sites: frozenset[str]) -> str:
    """`title` without a site's name at its end (or start), where that name is known; else as it is.

    >>> without_site("Ferries stay in port | Harbour Gazette", frozenset({"harbour gazette"}))
    'Ferries stay in port'
    """
    breaks = list(_SUFFIX.finditer(title))
    for at in breaks:
        if _is_site(title[at.end() :], sites) and match_key(title[: at.start()]):
            return title[: at.start()].rstrip()
    for at in breaks[:1]:
        if _is_site(title[: at.start()], sites) and match_key(title[at.end() :]):
            return title[at.end() :].lstrip()
    return title


def _is_site(text: str, sites: frozenset[str]) -> bool:
    key = match_key(text)
    return bool(key) and (key in sites or key.replace(" ", "") in sites)


def titles(page: Page, known: SourceFacts) -> Iterator[tuple[str, str]]:
    """(title, where it is from) of everything that claims to be the headline, best first."""
    if page.headline:
        yield page.headline, page.origins.get("headline", "page")
    for title in page.alternatives.get("headline", ()):
        yield title, "page"
    if known.entry and known.entry.title:
        yield known.entry.title, "feed"


def choose_headline(page: Page, known: SourceFacts) -> tuple[str | None, str]:
    """(headline, origin): the page's, else the feed's; one line, without the site's name where that is evident."""
    sites = site_keys(page, known)
    for title, origin in titles(page, known):
        text = " ".join(clean_text(title[:LONGEST_HEADLINE]).split())
        if text:
            return without_site(text, sites), origin
    return None, ""


class Repeats:
    """Recognises lines that say the headline, or another form of it, again.

    Keys fold quote styles, dashes, width, case and punctuation away. A line that goes on after the
    headline is no repeat, unless what follows is the name of the site.
    """

    def __init__(self, headline: str | None, others: Iterable[str], sites: frozenset[str]) -> None:
        cleaned = [clean_text(t[:LONGEST_HEADLINE]) for t in [headline or "", *others]]
        forms = [form for title in cleaned for form in (title, without_site(title, sites))]
        self.keys: Sequence[str] = [key for key in dict.fromkeys(map(match_key, forms)) if len(key) > 1]
        self.own = len(
            {match_key(form) for form in forms[:2]} & set(self.keys)
        )  #: forms of the page's own headline come first
        self.words = [frozenset(key.split()) for key in self.keys]
        self.sites = sites
        self.longest = max((len(form) for form in forms), default=0) + 80

    def explain(self, line: Line) -> str:
        """Why `line` is a repeat, in words; "" if it is none."""
        if not self.keys or len(line.text) > self.longest or not line.key:
            return ""
        top = line.before == 0
        for rank, key in enumerate(self.keys):
            if line.key == key and self._may_go(line, key, first=rank < self.own):
                return "says the headline again"
        if not top or line.weight > 260:
            return ""
        if any(self._is_framed(line, key) for key in self.keys if _telling(key)):
            return "says the headline again, with a kicker or the site's name"
        if line.kind == "heading" and line.hint[:2] == "h1":
            return "is the page's own headline in other words"
        if line.kind == "heading" and any(_alike(line.key, words) for words in self.words):
            return "says the headline again in almost the same words"
        return ""

    def split(self, line: Line) -> tuple[list[str], str]:
        """(headlines, rest) of a line on which line breaks were lost: "HEADLINE HEADLINE Image from CNN"."""
        heads: list[str] = []
        text = line.text
        while line.before == 0 and len(text) <= self.longest + _RUN_ON:
            folded = match_key(text)
            key = next((key for key in self.keys if _telling(key) and f"{folded} ".startswith(key + " ")), "")
            if not key or len(heads) == _MOST_HEADS:
                break
            end = _end_of(key, text)
            heads.append(text[:end].rstrip())
            text = text[end:].lstrip(" -–—|:·")
        return heads, text

    def _may_go(self, line: Line, key: str, *, first: bool) -> bool:
        """A short title proves little; a heading deep in the text may head its main part (lists do that)."""
        if line.before == 0:
            return len(key) >= 8 or (not key.isascii() and len(key) >= 3)
        return first and _telling(key) and (line.kind != "heading" or line.before <= 2)

    def _is_framed(self, line: Line, key: str) -> bool:
        if line.key.startswith(key):
            rest = line.key[len(key) :].strip()
            return rest in self.sites or rest.replace(" ", "") in self.sites
        if line.key.endswith(" " + key) or (line.kind == "heading" and line.key.endswith(key)):
            kicker = line.key[: -len(key)]
            return (
                len(kicker) <= 60
                and sentences(line.text[: -len(key)]) == 0
                and not find_dateline([line.text])
            )
        return False


def _end_of(key: str, text: str) -> int:
    """Where in `text` its words have said `key`, with the punctuation that closes it."""
    for word in _WORD.finditer(text):
        if match_key(text[: word.end()]) == key:
            closing = _CLOSERS.match(text, word.end())
            return closing.end() if closing else word.end()
    return len(text)


def _telling(key: str) -> bool:
    """Long enough that nobody says it by chance: three words, or six characters of an unspaced script."""
    return key.count(" ") >= 2 or (not key.isascii() and len(key) >= 6 and " " not in key) or len(key) >= 24


def _alike(key: str, words: frozenset[str]) -> bool:
    mine = frozenset(key.split())
    common = len(mine & words)
    return common >= 3 and 2 * common >= len(mine | words) and 4 * common >= 3 * min(len(mine), len(words))
