"""Where on the page bylines and dates stand: marked elements, their distance to the headline, their surroundings.

Class and id names are the web's folklore: English words in nearly every template, the newsroom's language in the
rest. An element counts the more, the nearer it stands to the headline, and less in comments, teasers and side bars.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from crawler.extract.metadata.names import fold_name
from crawler.extract.metadata.text import visible

MAX_ELEMENTS = 15_000  #: elements looked at; pages beyond are lists, archives and bombs
MAX_MARKS = 400

_AUTHOR = re.compile(
    r"(?<![a-z])(?:by[-_]?lines?|by[-_]?author|authors?|autor(?:es|en|in|ka|zy)?|auteurs?|autore|writers?|reporters?|journalists?|redakteur\w*"
    r"|verfasser|contributors?|creators?|penulis|yazar|muhabir|forfatter|skribent|toimittaja|kirjoittaja|posted[-_]?by|written[-_]?by|vcard|fn"
    r"|p-author|zuozhe|zerenbianji|editor(?![-_]?content)|source|username|user-?name|profile-?name|firma|assinatura|signature|credits?|by(?![a-z]))(?![a-z])"
    r"|(?:Author|Byline|ByLine|Writer|Contributor)(?![a-z])",
    re.IGNORECASE,
)
_AUTHOR_STRONG = re.compile(
    r"by-?line|author|autor|auteur|writer|verfasser|redakteur|contributor|reporter|journalist|zuozhe|written|posted-?by",
    re.IGNORECASE,
)
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|autor(?:es|en|in)?|auteurs?|autore|people|person|profiles?|staff|writers?|by|reporters?|contributors?|journalists?|columnists?|redaktion|team|user|users|member|redakteure?|skribent|avtor|yazar(?:lar)?|author_id|kolumnisten)/[^/?#]"
    r"|[?&]author=",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?<![a-z])(?:date|dates|datum|datetime|data|fecha|dato|time|times|timestamp|published|publish|publication|pub|posted|posted[-_]?on|created|dateline|updated?"
    r"|modified|lastmod|pubtime|pubdate|when|riqi|shijian|meta|info|by[-_]?line|details|entry[-_]?header|post[-_]?header|submitted)(?![a-z])"
    r"|(?:Date|Time|Published|Meta|Info|Datum|Updated)(?![a-z])|pubdate|pubtime|publish|postdate|postmeta|postinfo|artdate|newsdate",
)
_DATE_STRONG = re.compile(
    r"publi|pub-?date|pub-?time|dateline|date[-_]?created|created|posted|entry[-_]?date|post[-_]?date|article[-_]?date",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"updat|modif|lastmod|aktualis|changed|edited", re.IGNORECASE)
# Surroundings that hold other articles, other people's words or the site's own furniture.
_ASIDE = re.compile(
    r"comment|disqus|sidebar|side-?bar|related|recommend|teaser|popular|most-?read|mostread|trending|latest|widget|footer|newsletter|promo|"
    r"ad-|advert|breadcrumb|menu|masthead|site-?header|navbar|nav-|-nav|carousel|slider|ticker-?list|read-?more|read-?next|more-?from|also-?like|upcoming|archive|calendar|"
    r"search|cookie|banner|reply|replies|forum-?list|weather|stock|recent|similar|next-?article|prev|pagination|topbar|top-bar|toolbar",
    re.IGNORECASE,
)
_FURNITURE = frozenset({"nav", "footer", "aside", "form", "button", "select", "option"})


@dataclass(frozen=True, slots=True)
class Mark:
    """An element that says it holds a name or a date. `strength` weighs how it says so."""

    element: etree._Element
    index: int  #: ordinal in the document
    strength: float
    changed: bool = False  #: it says "updated"


@dataclass(slots=True)
class Scan:
    """One pass over the elements. `headline` is the ordinal of the headline's element, -1 if none was found."""

    authors: list[Mark] = field(default_factory=list)
    dates: list[Mark] = field(default_factory=list)
    items: dict[str, list[etree._Element]] = field(default_factory=dict)  #: itemprop -> elements
    headline: int = -1
    ancestors: frozenset[etree._Element] = frozenset()  #: of the headline's element
    size: int = 0
    asides: dict[etree._Element, float] = field(default_factory=dict)

    def distance(self, mark: Mark) -> int:
        """Elements between the headline and the mark; negative: it stands before."""
        return mark.index - self.headline if self.headline >= 0 else mark.index - 20

    def nearness(self, mark: Mark) -> float:
        """0..4: directly below the headline most, then above it, then the further the less."""
        gap = self.distance(mark)
        if gap < 0:
            return 2.5 if gap >= -12 else 1.5 if gap >= -40 else 0.0
        return 4.0 if gap <= 15 else 3.0 if gap <= 45 else 2.0 if gap <= 120 else 1.0

    def penalty(self, element: etree._Element) -> float:
        """What the surroundings take away: nothing in the article, much in comments, teasers and side bars."""
        total, depth = 0.0, 0
        node: etree._Element | None = element
        while node is not None and depth < 14 and node not in self.ancestors:
            total = max(total, self._aside(node))
            node, depth = node.getparent(), depth + 1
        return total

    def _aside(self, node: etree._Element) -> float:
        known = self.asides.get(node)
        if known is None:
            tag = node.tag if isinstance(node.tag, str) else ""
            names = f"{node.get('class') or ''} {node.get('id') or ''}"
            known = (
                5.0
                if tag in _FURNITURE or (names != " " and _ASIDE.search(names))
                else 3.0
                if tag == "article"
                else 0.0
            )
            if known == 0.0 and tag == "li" and "comment" in names:
                known = 5.0
            self.asides[node] = known
        return known


def scan(tree: etree._Element, headline: str | None) -> Scan:
    """Look at each element once."""
    found = Scan()
    wanted = fold_name(headline or "")
    heading: etree._Element | None = None
    rank = 0
    for index, element in enumerate(tree.iter(etree.Element)):
        if index > MAX_ELEMENTS:
            break
        found.size = index
        tag = element.tag
        if tag in _HEADINGS:
            fit = _fits(element, wanted)
            if fit > rank or (
                fit == rank == 1 and tag == "h1" and heading is not None and heading.tag != "h1"
            ):
                rank, heading, found.headline = fit, element, index
        names = element.get("class") or ""
        if "id" in element.attrib:
            names = f"{names} {element.get('id')}"
        prop = element.get("itemprop")
        if prop:
            for name in prop.lower().split():
                found.items.setdefault(name, []).append(element)
        if tag not in _NO_TEXT:
            _mark(found, element, index, names, prop or "")
    if heading is not None:
        found.ancestors = frozenset(heading.iterancestors())
    return found


_HEADINGS = frozenset({"h1", "h2", "h3"})
_NO_TEXT = frozenset(
    {
        "html",
        "head",
        "body",
        "meta",
        "link",
        "script",
        "style",
        "img",
        "input",
        "br",
        "svg",
        "path",
        "use",
        "source",
        "iframe",
        "form",
        "main",
        "title",
        "picture",
        "noscript",
    }
)


def _fits(element: etree._Element, wanted: str) -> int:
    """2: the headline itself; 1: some h1."""
    if wanted and len(wanted) > 5:
        text = fold_name(visible(element, 400))
        if text and (text == wanted or (len(text) > 15 and (text in wanted or wanted in text))):
            return 3 if text == wanted else 2
    return 1 if element.tag == "h1" else 0


def _mark(found: Scan, element: etree._Element, index: int, names: str, prop: str) -> None:
    author = 0.0
    if prop:
        if "author" in prop or "creator" in prop:
            author = 5.0
        elif "datePublished" in prop or "dateCreated" in prop:
            found.dates.append(Mark(element, index, 5.0))
        elif "dateModified" in prop:
            found.dates.append(Mark(element, index, 4.0, changed=True))
    if element.tag == "a":
        rel = element.get("rel")
        if rel and "author" in rel:
            author = max(author, 4.5)
        elif _AUTHOR_LINK.search(element.get("href") or ""):
            author = max(author, 2.5)
    if element.tag == "time":
        strength = 5.0 if element.get("pubdate") is not None or _DATE_STRONG.search(names) else 4.0
        found.dates.append(Mark(element, index, strength, changed=bool(_CHANGED.search(names))))
    elif names and _DATE.search(names) and len(found.dates) < MAX_MARKS:
        found.dates.append(
            Mark(
                element,
                index,
                3.5 if _DATE_STRONG.search(names) else 2.5,
                changed=bool(_CHANGED.search(names)),
            )
        )
    if names and _AUTHOR.search(names):
        author = max(author, 4.0 if _AUTHOR_STRONG.search(names) else 1.5)
    if author and len(found.authors) < MAX_MARKS:
        found.authors.append(Mark(element, index, author))


def best_first(marks: Iterable[tuple[float, Mark]]) -> list[Mark]:
    """Marks by falling score; equal ones in document order."""
    return [mark for _, mark in sorted(marks, key=lambda pair: (-pair[0], pair[1].index))]
