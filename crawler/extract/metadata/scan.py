"""Where on the page bylines and dates stand: marked elements, their distance to the headline, their surroundings.

Class and id names are the web's folklore: English words in nearly every template, the newsroom's language in the
rest. An element counts the more, the nearer it stands to the headline, and less in comments, teasers and side bars.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from crawler.extract.metadata.names import fold_name
from crawler.extract.metadata.page_words import NOTHING, meaning
from crawler.extract.metadata.text import visible

MAX_ELEMENTS = 15_000  #: elements looked at; pages beyond are lists, archives and bombs
NEAREST = 4.0  #: what standing directly below the headline is worth
MAX_MARKS = 400

# Addresses of authors' pages: a part of the path before the name.
_AUTHOR_PATHS = frozenset(
    [
        "author",
        "authors",
        "autor",
        "autores",
        "autoren",
        "autorin",
        "auteur",
        "auteurs",
        "autore",
        "autori",
        "people",
        "person",
        "profile",
        "profiles",
        "staff",
        "writer",
        "writers",
        "by",
        "reporter",
        "reporters",
        "contributor",
        "contributors",
        "journalist",
        "journalists",
        "columnist",
        "columnists",
        "redaktion",
        "team",
        "user",
        "users",
        "member",
        "members",
        "redakteur",
        "redakteure",
        "skribent",
        "avtor",
        "yazar",
        "yazarlar",
        "kolumnisten",
        "about-author",
        "authorinfo",
        "autorzy",
        "autori",
        "byline",
        "bylines",
        "editors",
        "toimittajat",
        "journaliste",
        "journalistes",
    ]
)
_FURNITURE = frozenset(
    {"nav", "footer", "aside", "form", "figure", "figcaption", "button", "select", "option"}
)


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
        return (
            NEAREST if gap <= 15 else 3.0 if gap <= 45 else 2.0 if gap <= 120 else 1.0 if gap <= 250 else 0.0
        )

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
            own = 5.0 if node.tag in _FURNITURE else 3.0 if node.tag == "article" else 0.0
            known = max(own, meaning(_names(node)).aside)
            self.asides[node] = known
        return known


def scan(tree: etree._Element, headline: str | None) -> Scan:
    """Look at each element once."""
    found = Scan()
    wanted = fold_name(headline or "")
    heading: etree._Element | None = None
    rank = 0.0
    for index, element in enumerate(tree.iter(etree.Element)):
        if index > MAX_ELEMENTS:
            break
        found.size = index
        tag = element.tag
        if tag in _HEADINGS:
            fit = _fits(element, wanted) + (
                0.5 if tag == "h1" else 0.0
            )  # teasers repeat the headline in an h3
            if fit > rank:
                rank, heading, found.headline = fit, element, index
        if tag not in _NO_TEXT and element.keys():
            _mark(found, element, index, tag)
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
    """3: the headline itself; 2: a part of it, or more than it; 1: some h1."""
    if wanted and len(wanted) > 5:
        text = fold_name(visible(element, 400))
        if text and (text == wanted or (len(text) > 15 and (text in wanted or wanted in text))):
            return 3 if text == wanted else 2
    return 1 if element.tag == "h1" else 0


def _names(element: etree._Element) -> str:
    names, own = element.get("class") or "", element.get("id")
    return f"{names} {own}" if own else names


def _mark(found: Scan, element: etree._Element, index: int, tag: str) -> None:
    names = _names(element)
    said = meaning(names) if names else NOTHING
    prop = element.get("itemprop")
    if said is NOTHING and not prop and tag not in ("a", "time"):
        return  # most elements
    author, date, changed = said.author, said.date, said.changed
    if prop:
        for name in prop.lower().split():
            if name in ("author", "creator"):
                author = 5.0
            elif name in ("datepublished", "datecreated"):
                date = 5.0
            elif name == "datemodified":
                date, changed = 4.0, True
    if tag == "a":
        author = max(author, _author_link(element))
    elif tag == "time":
        date = max(date, 5.0 if date == 3.5 or element.get("pubdate") is not None else 4.0)
    if author and len(found.authors) < MAX_MARKS:
        found.authors.append(Mark(element, index, author))
    if date and len(found.dates) < MAX_MARKS:
        found.dates.append(Mark(element, index, date, changed))


def _author_link(link: etree._Element) -> float:
    """4.5 for rel=author (HTML), 2.5 for an address like /author/jane-roe, else 0."""
    rel = link.get("rel")
    if rel and "author" in rel:
        return 4.5
    href = link.get("href")
    if not href or len(href) > 500:
        return 0.0
    parts = href.lower().split("?")[0].split("/")
    return (
        2.5
        if not _AUTHOR_PATHS.isdisjoint(parts[:-1]) and parts[-1 if parts[-1] else -2] not in _AUTHOR_PATHS
        else 0.0
    )
