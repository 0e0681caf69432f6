"""Links of a feed: absolute, http(s), without passwords; or none."""

from __future__ import annotations

import re

from crawler.urls import link

MAX_LINK = 4_096  #: characters
#: Addresses that the URL standard leaves as they are: most of a feed's, and a tenth of the cost of parsing them.
SETTLED = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,20}/(?!\.)(?:[\w~!$()*+,:@=-]|/(?!\.)|(?<!/)\.)*(?:\?[\w~!$()*+,:@=/.&?-]+)?",
    re.ASCII,
)
BLANKS = re.compile(r"[\t\r\n]+")
HEADER_LINK = re.compile(r"<([^<>]{1,4096})>([^<]*)")
RELATION = re.compile(r"rel\s*=\s*\"?([\w\s-]+)\"?", re.IGNORECASE)


def web_link(raw: str | None, base: str | None = None) -> str | None:
    """Resolve `raw` against `base`; None unless the result is http(s) with a host.

    >>> web_link("/x/1", "https://user:pw@news.example/feed"), web_link("javascript:alert(1)")
    ('https://news.example/x/1', None)
    """
    if not raw:
        return None
    text = raw.strip()
    if len(text) <= MAX_LINK and SETTLED.fullmatch(text):
        return text
    text = BLANKS.sub("", text)
    return link(text, base) if text and len(text) <= MAX_LINK else None


def header_links(value: str, base: str | None) -> dict[str, list[str]]:
    """Relation -> URLs of an HTTP Link header (RFC 8288); WebSub hubs often stand only there."""
    links: dict[str, list[str]] = {}
    for target, parameters in HEADER_LINK.findall(value[:16_384]):
        url = web_link(target, base)
        found = RELATION.search(parameters)
        for relation in found[1].lower().split() if found and url else ():
            links.setdefault(relation, []).append(url or "")
    return links
