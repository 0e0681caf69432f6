"""Who wrote it: JSON-LD, meta tags, microdata and bylines, people before organisations."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.extract.metadata.json_ld import is_article, texts
from crawler.extract.metadata.names import Name, fold_name, merge, read_names
from crawler.extract.metadata.signals import Signals
from crawler.extract.metadata.text import visible

AUTHOR_META = (
    "parsely-author", "sailthru.author", "article:author", "author", "article:author_name", "dc.creator", "dcterms.creator", "dc:creator",
    "citation_author", "byl", "byline", "cxenseparse:author", "og:author", "og:article:author", "article.author", "creator", "authors",
    "twitter:creator_name", "rbauthors", "mediator_author", "vr:author", "shareaholic:article_author_name", "authorname", "author_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Byline:
    """The names that one place gives."""

    names: list[Name]
    origin: str
    rank: int


def read_authors(
    signals: Signals, sites: Collection[str]
) -> tuple[tuple[str, ...], str | None, tuple[str, ...]]:
    """The authors, their origin, and the names that other places give."""
    bylines = [b for b in _bylines(signals, sites) if b.names]
    people = [b for b in bylines if any(n.person for n in b.names)]
    chosen = min(people or bylines, key=lambda b: b.rank, default=None)
    if chosen is None:
        return (), None, ()
    mine = {fold_name(n.text) for n in chosen.names}
    others = dict.fromkeys(n.text for b in bylines for n in b.names if fold_name(n.text) not in mine)
    return tuple(n.text for n in chosen.names), chosen.origin, tuple(others)[:20]


def _bylines(signals: Signals, sites: Collection[str]) -> Iterator[Byline]:
    for number, node in enumerate(signals.linked.articles[:4]):
        for key in ("author", "creator"):
            yield Byline(
                _linked_names(signals, node.get(key), sites),
                "json-ld",
                number + (0 if is_article(node) else 20),
            )
    for number, name in enumerate(AUTHOR_META):
        values = [v for v in signals.all(name) if "://" not in v]
        yield Byline(merge(read_names(v, sites) for v in values), name, 10 + number)
    for element in signals.scan.items.get("author", ())[:3]:
        yield Byline(read_names(visible(element, 300), sites), "microdata", 60)


def _linked_names(signals: Signals, value: Any, sites: Collection[str]) -> list[Name]:
    values = value if isinstance(value, list) else [value]
    resolved = [signals.linked.resolve(v) for v in values[:30]]
    return merge(read_names(text, sites) for v in resolved for text in _spoken(v))


def _spoken(value: Any) -> list[str]:
    """The names in an author's value; addresses are no names."""
    found = texts(value)
    if isinstance(value, Mapping) and not found:
        found = [
            " ".join(str(value[k]) for k in ("givenName", "familyName") if isinstance(value.get(k), str))
        ]
    return [t for t in found if not t.startswith(("http://", "https://"))]
