"""The headline: JSON-LD, OpenGraph, h1 and title weighed by agreement, without the site's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from urllib.parse import unquote, urlsplit

from lxml import etree

from crawler.extract.metadata.json_ld import is_article, texts, types_of
from crawler.extract.metadata.names import fold_name
from crawler.extract.metadata.signals import Signals
from crawler.extract.metadata.text import straight, visible

LONGEST = 400

SLUG = 3.0  #: what full agreement with the words in the address is worth: it is made from the first headline

# What each place is worth by itself; places that agree add up. Measured on four sets of annotated pages: each of
# h1, JSON-LD and og:title alone is right on 72-87 %, no order of them is best everywhere.
_META_TITLES = (
    ("og:title", "og:title", 3.0),
    ("twitter:title", "twitter:title", 0.6),
    ("parsely-title", "parsely-title", 1.5),
    ("sailthru.title", "sailthru.title", 1.5),
    ("dc.title", "dc.title", 1.0),
    ("dcterms.title", "dcterms.title", 1.0),
    ("headline", "itemprop headline", 1.5),
    ("cxenseparse:title", "cxenseparse:title", 1.0),
    ("citation_title", "citation_title", 2.5),
    ("title", "meta title", 0.5),
)
_SEPARATOR = re.compile(
    r"\s+[|\-–—·•:»«/~>‹›⋆*]+\s+|\s*[|_｜丨ㅣ│┃]\s*|\s+::\s+|\s*：：\s*|\s[-–—]\s?|\s?[-–—]\s"
    r"|(?<=[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef\"'”’)…])\s*[-–—]\s*(?=[\u3040-\u9fff\uac00-\ud7af])"
)
_SLUG_WORD = re.compile(r"[a-z0-9]+")
_UMLAUTS = (  # German and Nordic addresses spell them out, others drop the dots
    str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae"}),
    str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "ł": "l", "ı": "i", "đ": "d"}),
)
_WORD = re.compile(r"[^\W_]{2,}")
_WIDE = re.compile("[\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7af]")
_ANY_SEPARATOR = re.compile(r"[|\-–—•·:»«/~>‹›⋆*_｜丨ㅣ│┃：]")
_JOINED = re.compile(r"\w - \w")  # by a program: writers set a colon or a dash
_DOMAIN = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)?\.[a-z]{2,4}")
# Parts of an h1 that stand over or beside the headline (newsroom templates in many languages), and screen-reader text.
_BESIDE = re.compile(
    r"kicker|over-?line|top-?line|roof-?line|dach-?zeile|spitz-?marke|eyebrow|pre-?title|sur-?titre|antetitulo|super-?title|rubric"
    r"|visually-?hidden|sr-?only|screen-?reader|badge|label|sub-?title|sub-?head|sub-?line|icon|permalink|edit-?link",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Title:
    """One candidate: its text without the site's name, where it stands, what it is worth."""

    text: str
    origin: str
    weight: float

    @property
    def key(self) -> str:
        """For comparison: case, punctuation and spaces folded away."""
        return fold_name(self.text)


def read_headline(signals: Signals, sites: Collection[str]) -> tuple[str | None, str | None, tuple[str, ...]]:
    """The headline, its origin, and the other titles, best first."""
    titles = [t for t in _candidates(signals, {*sites, *_logos(signals)}) if t.key]
    if not titles:
        return None, None, ()
    titles = _trimmed(titles)
    if all(t.origin == "title" for t in titles):
        titles = [replace(t, text=_cut_to(t.text, _line_keys(signals.lines), tails=True)) for t in titles]
    support = _support(titles)
    slug = slug_words(signals.url)
    if slug:
        for key, text in {t.key: t.text for t in titles}.items():
            support[key] += SLUG * slug_share(text, slug)
    best = max(titles, key=lambda t: (support[t.key], not _JOINED.search(t.text), t.weight))
    others = sorted(titles, key=lambda t: -support[t.key])
    rest = dict.fromkeys(t.text for t in others if t.key != best.key)
    return best.text, best.origin, tuple(rest)


def _support(titles: list[Title]) -> dict[str, float]:
    """What the places that give a title are worth together; a longer title that ends or begins with it backs it."""
    support: dict[str, float] = {}
    for title in titles:
        support[title.key] = support.get(title.key, 0.0) + title.weight
    backed = dict(support)
    for short in support:
        for title in titles:
            if (
                len(short) < len(title.key) <= 2.5 * len(short)
                and title.key.endswith(short)
                and len(short) > 11
            ):
                backed[short] += 0.5 * title.weight
    return backed


def _candidates(signals: Signals, sites: Collection[str]) -> Iterator[Title]:
    # Newsrooms that mark up a NewsArticle keep its headline apart from teaser, ticker and search-engine titles.
    news = any("newsarticle" in types_of(n) for n in signals.linked.articles[:1])
    for number, node in enumerate(signals.linked.articles[:3]):
        weight = (3.9 if news else 3.0) if is_article(node) else 1.2
        for key in ("headline", "name"):
            if found := texts(node.get(key)):
                yield Title(
                    without_site(straight(found[0], LONGEST), sites), "json-ld", weight / (1 + number)
                )
                break
    told = [without_site(t, sites) for t in _told(signals)]
    heads = [_head(h, told) for h in signals.headings[:6]]
    heads = [h for h in heads if h and fold_name(h) not in sites]
    others = [t for t in (signals.title, signals.first("og:title")) if t and fold_name(t) not in sites]
    for number, text in enumerate(heads[:3]):
        weight = (3.6 if len(heads) == 1 else 2.5) * (0.8 if news else 1.0)
        if others and not any(_related(text, other) for other in others):
            weight /= 10  # "About us", "Newsletter", a translator's tool tip
        yield Title(without_site(text, sites), "h1", weight / (1 + number))
    for name, origin, weight in _META_TITLES:
        if value := signals.first(name):
            yield Title(without_site(value[:LONGEST], sites), origin, weight)
    if signals.title:
        yield Title(without_site(signals.title, sites), "title", 0.4)


def _told(signals: Signals) -> list[str]:
    """The titles that are told to other machines, of those that are there."""
    linked = [found[0] for n in signals.linked.articles[:1] if (found := texts(n.get("headline")))]
    shared = (signals.first(name)[:LONGEST] for name in ("og:title", "twitter:title"))
    return [t for t in (*linked, *shared, signals.title) if t]


def _head(head: etree._Element, told: Collection[str]) -> str:
    """The headline in an h1: without what stands beside it, unless two other places say that too, in their spelling."""
    alone, key = visible(head, LONGEST, _stands_beside), fold_name(visible(head, LONGEST))
    same = [title for title in told if fold_name(title) == key] if fold_name(alone) != key else []
    return same[0] if len(same) > 1 else alone


def _logos(signals: Signals) -> set[str]:
    """The h1s that are the site's name, folded: links to the home page, and what is left of <title> beside an h2.

    "Harbour diary » The ferry is back" with "Harbour diary" in the h1 and "The ferry is back" in an h2.
    """
    found = {fold_name(visible(h, LONGEST)) for h in signals.headings[:6] if _is_logo(h, signals)}
    heads = {fold_name(visible(h, LONGEST)) for h in signals.headings[:6]}
    seams = list(_SEPARATOR.finditer(signals.title)) if heads else []
    if not seams:
        return found
    first, last = seams[0], seams[-1]
    start, end = fold_name(signals.title[: first.start()]), fold_name(signals.title[last.end() :])
    for name, rest in ((start, end), (end, start), (start, fold_name(signals.title[first.end() :]))):
        if name in heads and rest not in heads and len(rest) > 5 and rest in _subheads(signals.tree):
            found.add(name)
    return found


def _subheads(tree: etree._Element) -> set[str]:
    return {fold_name(visible(h, LONGEST)) for h in islice(tree.iter("h2", "h3"), 60)}


def _related(text: str, title: str) -> bool:
    """Whether two titles share a word, or two characters in a row where words are not set apart."""
    words = set(_WORD.findall(text.casefold())) & set(_WORD.findall(title.casefold()))
    wide = _WIDE.findall(text)
    return bool(words) or any(a + b in title for a, b in pairwise(wide))


def _is_logo(head: etree._Element, signals: Signals) -> bool:
    """An h1 that is nothing but a link to the home page (blog templates): the site's name, no headline."""
    links = list(head.iter("a"))
    if len(links) != 1 or fold_name(visible(links[0], LONGEST)) != fold_name(visible(head, LONGEST)):
        return False
    target = signals.absolute(links[0].get("href") or "")
    return target is not None and urlsplit(target).path in ("", "/") and not urlsplit(target).query


def _stands_beside(element: etree._Element) -> bool:
    return bool(_BESIDE.search(element.get("class") or "")) or element.get("aria-hidden") == "true"


def slug_words(url: str) -> frozenset[str]:
    """The words of the address's wordiest part; empty if it has no three words."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return frozenset()
    words = max((_SLUG_WORD.findall(part.lower()) for part in path[:1000].split("/")), key=len, default=[])
    return frozenset(words) if len(words) >= 3 else frozenset()


def slug_share(title: str, slug: frozenset[str]) -> float:
    """The share of the title's words (of three letters and more) that the address has, 0..1."""
    return max(_share(_ascii_words(title.casefold().translate(table)), slug) for table in _UMLAUTS)


def _share(words: list[str], slug: frozenset[str]) -> float:
    return sum(w in slug for w in words) / len(words) if words else 0.0


def _ascii_words(text: str) -> list[str]:
    flat = unicodedata.normalize("NFKD", text.replace("'", "").replace("’", ""))
    return [
        w for w in _SLUG_WORD.findall("".join(c for c in flat if not unicodedata.combining(c))) if len(w) > 2
    ]


def _line_keys(page: list[str]) -> Collection[str]:
    """The lines that stand on the page, folded: a title's first part that is one of them is the headline."""
    return frozenset(fold_name(line) for line in page if len(line) < LONGEST)


def _trimmed(titles: list[Title]) -> list[Title]:
    """Titles cut at a separator where what is left is exactly what another place gives: "Headline – Politics – Site"."""
    keys = {t.key for t in titles}
    return [replace(t, text=_cut_to(t.text, keys)) for t in titles]


def _cut_to(text: str, keys: Collection[str], *, tails: bool = False) -> str:
    """The part of `text` before a separator (with `tails` also: after one) that `keys` hold, else `text`."""
    seams = list(_SEPARATOR.finditer(text)) if _ANY_SEPARATOR.search(text) else []
    parts = [text[: seam.start()] for seam in seams] + (
        [text[seam.end() :] for seam in seams] if tails else []
    )
    found = (part.strip() for part in parts if len(part) > 5 and fold_name(part) in keys)
    return next(found, text)


def without_site(title: str, sites: Collection[str]) -> str:
    """`title` without leading or trailing parts that are the site's name."""
    for _ in range(3):
        cut = _without_end(title, sites)
        if cut == title:
            return title
        title = cut
    return title


def _without_end(title: str, sites: Collection[str]) -> str:
    seams = list(_SEPARATOR.finditer(title)) if _ANY_SEPARATOR.search(title) else []
    if not seams:
        return title
    head, tail = title[: seams[-1].start()].strip(), title[seams[-1].end() :].strip()
    if head and _is_site(tail, sites):
        return head
    head, tail = title[: seams[0].start()].strip(), title[seams[0].end() :].strip()
    return tail if tail and _is_site(head, sites) else title


def _is_site(part: str, sites: Collection[str]) -> bool:
    return fold_name(part) in sites or bool(_DOMAIN.fullmatch(part.casefold()))
