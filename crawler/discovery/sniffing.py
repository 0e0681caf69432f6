"""What did an address give: a feed, a sitemap, a page, JSON, text, or something else? Cheap, on the first bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

from crawler.markup.charset import decode
from crawler.markup.repair import Grammar, find_root
from crawler.markup.tree import inflated

Kind = Literal["feed", "sitemap", "html", "json", "text", "other"]

HEAD = 65_536  #: bytes that are looked at
FEED = Grammar.of(
    root="rss|rdf|feed|urlset|sitemapindex", bare="channel|entry|item|url|sitemap", item="item|entry"
)
SITEMAP_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex|sitemap|url)(?=[\s>/])", re.IGNORECASE)
MARKUP = re.compile(
    r"<(?:p|div|span|br|table|h[1-6]|ul|a|meta|link|center|frameset|!doctype)[\s>/]", re.IGNORECASE
)
JSON_FEED = re.compile(r"jsonfeed\.org\\?/version", re.IGNORECASE)
XML = re.compile(r"<\?xml|<[A-Za-z_][\w.:-]{0,60}(?:\s+xmlns[=:]|>)")
HTML_TYPES = ("text/html", "application/xhtml")


def sniff(data: bytes, url: str = "", headers: Mapping[str, str] | None = None) -> Kind:
    """Say what the bytes are; `url` and `headers` only decide where the bytes themselves do not. Never raises.

    "json" is JSON that is no JSON Feed; "other" is binary, empty, or XML of another kind.
    """
    head = inflated(data, HEAD)[:HEAD] if data.startswith(b"\x1f\x8b") else data[:HEAD]
    if not head.strip(b" \t\r\n\0"):
        return "other"
    text = decode(head, headers).text
    start = text.lstrip("\ufeff \t\r\n\x00")
    if start.startswith(("{", "[")):
        return "feed" if JSON_FEED.search(text) else "json"
    if _is_binary(text):
        return "other"
    at, page = find_root(text, FEED)
    if page:
        return "html"
    if at >= 0:
        return "sitemap" if SITEMAP_ROOT.match(text, at) else "feed"
    return _without_root(start, url, headers)


def _without_root(start: str, url: str, headers: Mapping[str, str] | None) -> Kind:
    if MARKUP.search(start):
        return "html"
    if urlsplit(url).path.lower().endswith((".rss", ".rdf", ".atom")) and XML.match(start):
        return "feed"  # cut off before its root, or a dialect of its own; the reader will say
    if XML.match(start):
        return "other"
    kind = next(
        (value for name, value in (headers or {}).items() if name.lower() == "content-type"), ""
    ).lower()
    if kind.startswith(HTML_TYPES) and "<" in start:
        return "html"
    return "text"


def _is_binary(text: str) -> bool:
    sample = text[:4096]
    odd = sum(
        1
        for character in sample
        if (character < " " and character not in "\t\r\n\f\x1b") or character == "\ufffd"
    )
    return odd * 20 > len(sample)
