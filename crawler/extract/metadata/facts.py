"""Section, tags, description, lead image and access."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from crawler.extract.metadata.json_ld import Node, first_text, is_article, texts, types_of
from crawler.extract.metadata.signals import Signals
from crawler.extract.metadata.text import straight

Found = tuple[str | None, str | None]  #: a value and its origin

_MACHINE_TAG = re.compile(r"^[\w-]+:|^\d+$|^#?$")
_NO_PICTURE = re.compile(
    r"(?:^|[/_.-])(?:logo|default|placeholder|fallback|blank|spacer|share[-_]?image|og[-_]?(?:image|default)|favicon|noimage|no[-_]image)s?(?:[/_.-]|$)",
    re.IGNORECASE,
)
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
    for node in signals.linked.articles[:3]:
        for text in texts(node.get("articleSection")):
            return straight(text, 100), "json-ld"
    for name in (
        "article:section",
        "parsely-section",
        "og:section",
        "section",
        "cxenseparse:section",
        "dc.subject",
        "category",
        "vr:category",
        "mrf:sections",
    ):
        if value := signals.first(name):
            return value[:100], name
    for node in signals.linked.nodes:
        if "breadcrumblist" in types_of(node) and (text := _crumb(node)):
            return text, "breadcrumb"
    return None, None


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


def image(signals: Signals) -> tuple[str | None, str | None, str | None, str | None]:
    """Address, caption, credit and origin of the lead image."""
    declared = [
        (a, n)
        for n in (
            "og:image:secure_url",
            "og:image",
            "og:image:url",
            "twitter:image",
            "twitter:image:src",
            "parsely-image-url",
            "sailthru.image.full",
        )
        for a in signals.all(n)
    ]
    linked = [(a, c, k) for node in signals.linked.articles[:2] for a, c, k in _linked_images(signals, node)]
    caption, credit = next(((c, k) for _, c, k in linked if c or k), (None, None))
    for address, origin in declared:
        if (full := signals.absolute(address)) and not _NO_PICTURE.search(address):
            return full, caption, credit, origin
    for address, _, _ in linked:
        if full := signals.absolute(address):
            return full, caption, credit, "json-ld"
    for href, _ in signals.links.get("image_src", ()):
        return signals.absolute(href), caption, credit, "link"
    for address, origin in declared:
        if full := signals.absolute(address):
            return full, caption, credit, origin
    return None, None, None, None


def _linked_images(signals: Signals, node: Node) -> list[tuple[str, str | None, str | None]]:
    found: list[tuple[str, str | None, str | None]] = []
    value = node.get("image") or node.get("thumbnailUrl")
    for raw in (value if isinstance(value, list) else [value])[:10]:
        item: Any = signals.linked.resolve(raw)
        if isinstance(item, str):
            found.append((item, None, None))
        elif isinstance(item, Mapping):
            address = first_text(item, "url", "contentUrl", "@id")
            caption = straight(first_text(item, "caption", "description"), 1000) or None
            credit = (
                straight(first_text(item, "creditText", "copyrightHolder", "author", "creator"), 200) or None
            )
            if address:
                found.append((address, caption, credit))
    return found


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
