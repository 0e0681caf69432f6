"""The site's own names, so that they are told from headlines and authors; its canonical and AMP addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from crawler.extract.metadata.json_ld import Node, first_text, texts, types_of
from crawler.extract.metadata.names import fold_name
from crawler.extract.metadata.signals import Signals
from crawler.extract.metadata.text import straight

_PUBLISHERS = frozenset({"website", "newsmediaorganization"})
_ORGANISATIONS = frozenset({"organization", "corporation", "localbusiness"})
_COMMON_LABELS = frozenset(
    {"www", "com", "co", "net", "org", "news", "blog", "m", "amp", "gov", "edu", "ac", "info", "tv"}
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def site_name(signals: Signals) -> tuple[str | None, str | None]:
    """The name that the site gives itself, and where it stands."""
    name = signals.first("og:site_name")
    if name:
        return name, "og:site_name"
    for node in signals.linked.articles:
        publisher = signals.linked.resolve(node.get("publisher"))
        for text in texts(publisher):
            return straight(text, 120), "json-ld"
    for node in signals.linked.nodes:
        if "website" in types_of(node) and (text := first_text(node, "name")):
            return straight(text, 120), "json-ld"
    for name in ("application-name", "apple-mobile-web-app-title", "dc.publisher", "publisher"):
        if value := signals.first(name):
            return value[:120], name
    return None, None


def site_names(signals: Signals) -> frozenset[str]:
    """Everything that the site may call itself, folded: names, publishers, its host's labels."""
    found = set(
        signals.all(
            "og:site_name",
            "application-name",
            "apple-mobile-web-app-title",
            "dc.publisher",
            "publisher",
            "copyright",
            "twitter:site",
        )
    )
    for node in signals.linked.nodes:
        if _PUBLISHERS.intersection(types_of(node)) or _own_organisation(signals, node):
            found.update(texts(node.get("name")))
            found.update(texts(node.get("alternateName")))
    for node in signals.linked.articles:
        publisher = signals.linked.resolve(node.get("publisher"))
        if not (isinstance(publisher, Mapping) and "person" in types_of(publisher)):  # blogs: the author
            found.update(texts(publisher))
    host = signals.host
    found.add(host)
    found.update(label for label in host.split(".") if label not in _COMMON_LABELS and len(label) > 2)
    return frozenset(folded for name in found if len(folded := fold_name(straight(name, 120))) > 1)


def _own_organisation(signals: Signals, node: Node) -> bool:
    """An organisation whose address is the site's: agencies that stand as authors have another, or none."""
    address = node.get("url")
    if not isinstance(address, str) or not _ORGANISATIONS.intersection(types_of(node)):
        return False
    try:
        host = (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return False
    return host == signals.host and host != "" and urlsplit(address).path.count("/") < 2


def canonical(signals: Signals) -> tuple[str | None, str | None]:
    """rel=canonical, else og:url, else JSON-LD's, as an absolute address."""
    for href, _ in signals.links.get("canonical", ()):
        if address := signals.absolute(href):
            return address, "link"
    if address := signals.absolute(signals.first("og:url")):
        return address, "og:url"
    for node in signals.linked.articles[:3]:
        for key in ("url", "mainEntityOfPage"):
            value = node.get(key)
            value = value.get("@id") if isinstance(value, dict) else value
            if isinstance(value, str) and (address := signals.absolute(value)):
                return address, "json-ld"
    return None, None


def amp(signals: Signals) -> str | None:
    """The address of the page's AMP version."""
    for href, _ in signals.links.get("amphtml", ()):
        return signals.absolute(href)
    return None
