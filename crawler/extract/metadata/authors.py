"""Who wrote it: what the page declares, else what readers see; people before organisations."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from crawler.extract.metadata.bylines import INTRODUCED, SURE, Byline, visible_bylines
from crawler.extract.metadata.json_ld import is_article, texts
from crawler.extract.metadata.names import Name, fold_name, merge, people_first, read_names
from crawler.extract.metadata.signals import Signals

# Meta names of the author, most trustworthy first: parse.ly and Sailthru want people, "author" often holds the site.
AUTHOR_META = (
    "parsely-author", "sailthru.author", "article:author", "author", "article:author_name", "dc.creator", "dcterms.creator", "dc:creator",
    "citation_author", "byl", "byline", "cxenseparse:author", "og:author", "og:article:author", "article.author", "creator", "authors",
    "rbauthors", "mediator_author", "vr:author", "shareaholic:article_author_name", "authorname", "author_name", "twitter:data1",
)  # fmt: skip


def read_authors(
    signals: Signals, sites: Collection[str]
) -> tuple[tuple[str, ...], str | None, tuple[str, ...]]:
    """The authors, their origin, and the names that other places give."""
    declared = [b for b in _declared(signals, sites) if b.names]
    chosen = next((b for b in declared if b.has_people), None)
    bylines = declared
    if chosen is None:
        seen = visible_bylines(signals, sites)
        bylines = declared + seen
        chosen = _outweighing(declared, seen, sites) or next(iter(bylines), None)
    if chosen is None:
        return (), None, ()
    mine = {fold_name(n.text) for n in chosen.names}
    others = dict.fromkeys(n.text for b in bylines for n in b.names if fold_name(n.text) not in mine)
    return tuple(n.text for n in chosen.names), chosen.origin, tuple(others)[:20]


def _outweighing(declared: list[Byline], seen: list[Byline], sites: Collection[str]) -> Byline | None:
    """The visible byline that counts more than what is declared, if one does.

    Where the site itself is declared, any visible person; where an agency or a team is, only one right at the headline.
    """
    if not declared:
        return next(iter(seen), None)
    first = declared[0]
    other = first.origin == "json-ld" and any(fold_name(n.text) not in sites for n in first.names)
    return next((b for b in seen if b.has_people and b.score >= (SURE if other else INTRODUCED)), None)


def _declared(signals: Signals, sites: Collection[str]) -> Iterator[Byline]:
    """What JSON-LD and meta tags say, most trustworthy first."""
    nodes = sorted(signals.linked.articles[:4], key=lambda n: not is_article(n))
    for node in nodes:
        for key in ("author", "creator"):
            yield Byline(_linked_names(signals, node.get(key), sites), "json-ld")
    for name in AUTHOR_META:
        values = [v for v in signals.all(name) if "://" not in v]
        if name == "twitter:data1" and signals.first("twitter:label1").casefold() not in _TWITTER_LABELS:
            continue
        if values:
            yield Byline(people_first(merge(read_names(v, sites) for v in values), sites), name)


_TWITTER_LABELS = frozenset(
    {
        "written by",
        "verfasst von",
        "escrito por",
        "écrit par",
        "scritto da",
        "geschreven door",
        "автор",
        "author",
        "skrevet af",
        "par",
        "napisane przez",
    }
)


def _linked_names(signals: Signals, value: Any, sites: Collection[str]) -> list[Name]:
    values = value if isinstance(value, list) else [value]
    resolved = [signals.linked.resolve(v) for v in values[:30]]
    return people_first(merge(read_names(text, sites) for v in resolved for text in _spoken(v)), sites)


def _spoken(value: Any) -> list[str]:
    """The names in an author's value; addresses are no names."""
    found = texts(value)
    if isinstance(value, Mapping) and not found:
        found = [
            " ".join(str(value[k]) for k in ("givenName", "familyName") if isinstance(value.get(k), str))
        ]
    return [t for t in found if not t.startswith(("http://", "https://"))]
