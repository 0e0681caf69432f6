"""The lead image, its caption and its credit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from crawler.extract.metadata.json_ld import Node, first_text
from crawler.extract.metadata.signals import Signals
from crawler.extract.metadata.text import straight, visible

MAX_FIGURES = 30

_META = (
    "og:image:secure_url",
    "og:image",
    "og:image:url",
    "twitter:image",
    "twitter:image:src",
    "parsely-image-url",
    "sailthru.image.full",
)
# File names of what a template shows where an article has no picture.
_NO_PICTURE = re.compile(
    r"(?:^|[/_.-])(?:logo|default|placeholder|fallback|blank|spacer|share[-_]?image|og[-_]?(?:image|default)|favicon|no[-_]?image)s?(?:[/_.-]|$)",
    re.IGNORECASE,
)
_SIZE = re.compile(r"[-_]?\d{2,4}x\d{2,4}$|@\dx$|[-_](?:scaled|large|medium|small|thumb)$")
# "Photo: Jane Roe / Agency", "(Foto: dpa)", "© Jane Roe" at the end of a caption, by language.
_CREDIT = re.compile(
    r"\s*[(\[|–—-]?\s*(?:(?:photo|foto|fotos|photos|picture|image|bild|bilder|crédit|crédits|credit|crédito|créditos|imagen|kuva|zdj\.?|fot\.?|фото|φωτο"
    r"|photograph|photo credit|bildquelle|quelle|illustration)\s*(?:by\s+|[:：/©]\s*)|©\s*|摄影?[:：]\s*|写真[:＝=]\s*|사진\s*[=:]\s*)(?P<credit>[^\n]{2,100}?)\s*[)\]]?\.?\s*$",
    re.IGNORECASE,
)
# "The wall on Monday. Jane Roe/AP via Getty Images": behind the caption's last full stop, names and a house, no label.
_BARE_CREDIT = re.compile(
    r"(?<=[.!?…\"”)])\s+(?P<credit>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3} ?/ ?[A-Z][\w-]*(?: [A-Z][\w-]*){0,2}(?: via [A-Z]\w+(?: [A-Z]\w+){0,2})?)$"
)
_CREDIT_PART = re.compile(r"credit|copyright|source|author|photographer|byline|quelle", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """The lead image; `origin` is where its address stands."""

    address: str | None = None
    caption: str | None = None
    credit: str | None = None
    origin: str | None = None


def lead_image(signals: Signals) -> Picture:
    """The image that the page declares; logos only where there is nothing else. Its figure gives what is not declared."""
    linked = [p for node in signals.linked.articles[:2] for p in _linked(signals, node)]
    declared = [
        Picture(full, origin=name)
        for name in _META
        for value in signals.all(name)
        if (full := signals.absolute(value))
    ]
    declared += [
        Picture(full, origin="link")
        for href, _ in signals.links.get("image_src", ())
        if (full := signals.absolute(href))
    ]
    candidates = [*declared, *linked]
    chosen = next((p for p in candidates if p.address and not _NO_PICTURE.search(p.address)), None)
    chosen = chosen or next(iter(candidates), None)
    if chosen is None:
        return Picture()
    told = next((p for p in linked if p.caption or p.credit), None) or _figure(
        signals.tree, chosen.address or ""
    )
    return Picture(chosen.address, told.caption, told.credit, chosen.origin) if told else chosen


def split_credit(caption: str) -> tuple[str | None, str | None]:
    """Caption and credit of "The ferry at dawn. (Photo: Jane Roe)"."""
    found = _CREDIT.search(caption) or _BARE_CREDIT.search(caption)
    if not found:
        return caption or None, None
    return caption[: found.start()].rstrip(" |–—-") or None, found["credit"].strip()


def _linked(signals: Signals, node: Node) -> Iterator[Picture]:
    value = node.get("image") or node.get("thumbnailUrl")
    for raw in (value if isinstance(value, list) else [value])[:10]:
        item: Any = signals.linked.resolve(raw)
        if isinstance(item, str):
            if full := signals.absolute(item):
                yield Picture(full, origin="json-ld")
        elif isinstance(item, Mapping):
            full = signals.absolute(first_text(item, "url", "contentUrl", "@id"))
            caption, credit = split_credit(straight(first_text(item, "caption", "description"), 1000))
            said = straight(first_text(item, "creditText", "copyrightHolder", "author", "creator"), 200)
            if full:
                yield Picture(full, caption, said or credit, "json-ld")


def _figure(tree: etree._Element, address: str) -> Picture | None:
    """What the figure around the same file says; files are known by their name without size and ending."""
    wanted = _file(address)
    if len(wanted) < 5:
        return None
    for figure in islice(tree.iter("figure"), MAX_FIGURES):
        sources = (
            image.get(name) or ""
            for image in islice(figure.iter("img", "source"), 6)
            for name in ("src", "data-src", "srcset", "data-srcset")
        )
        below = next(figure.iter("figcaption"), None)
        if below is not None and any(wanted in source for source in sources):
            return _told(below)
    return None


def _told(below: etree._Element) -> Picture:
    """Caption and credit of a figcaption: an element named "credit", else the words at its end."""
    for part in islice(below.iterdescendants(), 20):
        if isinstance(part.tag, str) and _CREDIT_PART.search(part.get("class") or ""):
            said = visible(part, 200)
            whole = visible(below, 1000)
            _, credit = split_credit(said)
            return Picture(
                caption=whole.replace(said, "").strip(" |–—-") or None, credit=credit or said or None
            )
    return Picture(None, *split_credit(visible(below, 1000)))


def _file(address: str) -> str:
    try:
        name = urlsplit(address).path.rstrip("/").rpartition("/")[2]
    except ValueError:
        return ""
    return _SIZE.sub("", name.rpartition(".")[0] or name)
