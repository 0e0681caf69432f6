"""Section, tags, description and access."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crawler.extract.metadata.json_ld import Node, first_text, is_article, texts, types_of
from crawler.extract.metadata.signals import Signals
from crawler.extract.metadata.text import straight

Found = tuple[str | None, str | None]  #: a value and its origin

# Keywords for machines: "type:story", "Page Type: Article", "_Prio_3", numbers, UUIDs.
_MACHINE_TAG = re.compile(r"^[\w -]{1,30}:|^\d+$|^#?$|^_|^[0-9a-f]{8}-[0-9a-f-]{20,}$")
_MANY = re.compile(r",(?=\S)|,.*,")  # "Business,Home,Popular": several sections in one value
_TIERS = {
    "free": "free",
    "metered": "metered",
    "locked": "paid",
    "paid": "paid",
    "premium": "paid",
    "subscriber": "paid",
    "registered": "metered",
    "open": "free",
}


def description(signals: Signals) -> Found:
    for name in (
        "og:description",
        "description",
        "twitter:description",
        "dc.description",
        "dcterms.description",
    ):
        if name == "description" or signals.first(name):
            for node in signals.linked.articles[:1]:
                if is_article(node) and name == "description" and (text := first_text(node, "description")):
                    return straight(text), "json-ld"
        if value := signals.first(name):
            return value[:2000], name
    return None, None


def section(signals: Signals) -> Found:
    """The section of the paper: the first, where several are given."""
    for node in signals.linked.articles[:3]:
        for text in texts(node.get("articleSection")):
            if name := _section(text, signals):
                return name, "json-ld"
    for tag in SECTION_META:
        if name := _section(signals.first(tag), signals):
            return name, tag
    for node in signals.linked.nodes:
        if "breadcrumblist" in types_of(node) and (name := _section(_crumb(node), signals)):
            return name, "breadcrumb"
    return None, None


SECTION_META = (
    "article:section", "parsely-section", "og:section", "section", "cxenseparse:section", "dc.subject", "category", "vr:category", "mrf:sections",
)  # fmt: skip


def _section(text: str, signals: Signals) -> str:
    name = straight(text, 200)
    name = name.split(",")[0].strip() if _MANY.search(name) else name
    return "" if name.casefold() in ("home", "homepage", "article", signals.host) else name[:100]


def _crumb(node: Node) -> str:
    """The last step before the article; the first is the home page."""
    steps = node.get("itemListElement")
    steps = [s for s in steps if isinstance(s, Mapping)] if isinstance(steps, list) else []
    names = [first_text(s, "name") or first_text({"item": s.get("item")}, "item") for s in steps[:12]]
    return straight(names[-2], 100) if len(names) >= 3 else ""


def tags(signals: Signals) -> tuple[tuple[str, ...], str | None]:
    for node in signals.linked.articles[:2]:
        if found := _tag_list(texts(node.get("keywords"))):
            return found, "json-ld"
    for name in (
        "article:tag",
        "og:article:tag",
        "news_keywords",
        "parsely-tags",
        "sailthru.tags",
        "keywords",
    ):
        if found := _tag_list(signals.all(name)):
            return found, name
    return (), None


def _tag_list(values: list[str]) -> tuple[str, ...]:
    parts = [p for v in values for p in (re.split(r"[,;、，|]", v[:3000]) if len(values) == 1 else [v])]
    clean = (straight(p, 80).strip("#\"' ") for p in parts)
    return tuple(dict.fromkeys(t for t in clean if t and not _MACHINE_TAG.match(t)))[:40]


def access(signals: Signals) -> Found:
    """ "free", "metered" or "paid" as declared (schema.org isAccessibleForFree, Facebook's content_tier)."""
    for node in signals.linked.articles:
        value = node.get("isAccessibleForFree")
        if value is not None:
            free = str(value).strip().lower().rsplit("/", 1)[-1] not in ("false", "0", "no")
            return ("free" if free else "paid"), "json-ld"
    for name in (
        "article:content_tier",
        "og:article:content_tier",
        "content_tier",
        "article:opinion_tier",
        "cxenseparse:accesslevel",
    ):
        if tier := _TIERS.get(signals.first(name).lower()):
            return tier, name
    return None, None
