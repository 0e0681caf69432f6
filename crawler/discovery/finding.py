"""`discover`: from a home or section page to its feeds, sitemaps and articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit

from crawler.discovery.records import Discovery, FeedLink, PageLink
from crawler.discovery.scan import Anchor, Scan, scan
from crawler.discovery.shape import shape
from crawler.markup.charset import decode
from crawler.markup.links import web_link
from crawler.urls import same_site

MAX_FEEDS = 100
FORMATS = (("atom", "atom"), ("feed+json", "json"), ("rss", "rss"), ("rdf", "rss"))
FEED_TYPE = re.compile(r"(?:rss|atom|rdf|feed)\+?(?:xml|json)|x\.atom|rss", re.IGNORECASE)
VAGUE_TYPE = re.compile(r"^(?:text|application)/(?:xml|json)$", re.IGNORECASE)
FEED_ADDRESS = re.compile(
    r"(?:^|/)(?:feeds?|rss2?|atom|rdf)(?:\d*\.(?:xml|php|aspx?|json|cfm))?(?:[/?#]|$)|(?:^|[/_.-])(?:feed|rss|atom)[\w-]*\.xml$|"
    r"\.(?:rss|atom|rdf)$|^https?://feeds?\d?\.|feedburner\.com|[?&](?:format|type|feed|output|alt|view)=(?:rss2?|atom|feed)\b",
    re.IGNORECASE,
)
FEED_HOST = re.compile(r"https?://(?:feeds?\d?\.|[\w.-]*(?:feedburner|feedpress|feedblitz)\.)", re.IGNORECASE)
NO_FEED = re.compile(
    r"feedback|\.(?:jpe?g|png|gif|svg|css|js)$|//(?:www\.)?(?:feedly|inoreader|netvibes|newsblur)\.",
    re.IGNORECASE,
)
COMMENTS = re.compile(
    r"/comments?/|comments?[-_]?(?:feed|rss)|[?&]feed=comments|kommentar|коммент|comentarios|commentaires|commenti|\bcomments\b",
    re.IGNORECASE,
)
SITEMAP = re.compile(r"sitemap[\w.-]*\.(?:xml|txt)(?:\.gz)?$", re.IGNORECASE)
HEADLINE_WORDS, SHORT_HEADLINE_WORDS = 6, 4
CJK = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
AGAINST = {"navigation": 0.35, "footer": 0.4, "header": 0.3, "social": 0.4, "form": 0.3, "aside": 0.1}
TEMPLATE_LINKS = 4  #: links of one shape make a list of articles


def discover(html: bytes, url: str) -> Discovery:
    """Read a home or section page. Never raises; at most 20,000 links of 6 million characters are looked at.

    Args:
        html: the page's bytes.
        url: where it came from, after redirects.
    """
    page = scan(decode(html).text)
    base = web_link(page.base, url) or web_link(url) or url
    feeds = _feeds(page, base)
    return Discovery(
        url=url,
        title=_site_title(page),
        language=_language(page),
        feeds=feeds,
        sitemaps=_sitemaps(page, base),
        hubs=_unique(web_link(head.get("href"), base) for head in page.heads if "hub" in _relations(head)),
        links=_links(page.anchors, base, url, {feed.url for feed in feeds}),
        problems=("the page holds more than is looked at",) if page.cut else (),
    )


def _relations(head: dict[str, str]) -> list[str]:
    return head.get("rel", "").lower().split()


def _unique(urls: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(url for url in urls if url))


def _site_title(page: Scan) -> str | None:
    named = page.metas.get("og:site_name") or page.metas.get("application-name") or page.title
    return " ".join(named.split())[:300] or None


def _language(page: Scan) -> str | None:
    said = page.language or page.metas.get("content-language", "") or page.metas.get("og:locale", "")
    found = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$|,)", said)
    return found[1].lower() if found else None


# Feeds --------------------------------------------------------------------------------------------


def _feeds(page: Scan, base: str) -> tuple[FeedLink, ...]:
    """Declared feeds in the page's order, then links that look like feeds; comment feeds last of all."""
    found: dict[str, FeedLink] = {}
    for feed in [*_declared(page, base), *_linked(page, base)]:
        found.setdefault(feed.url, feed)
    ranked = sorted(
        found.values(), key=lambda feed: (feed.comments, not feed.declared, not same_site(feed.url, base))
    )
    return tuple(ranked[:MAX_FEEDS])


def _declared(page: Scan, base: str) -> Iterable[FeedLink]:
    for head in page.heads:
        relations, kind, href = _relations(head), head.get("type", "").strip(), head.get("href", "")
        if not ({"alternate", "feed"} & set(relations)) or "stylesheet" in relations:
            continue
        vague = VAGUE_TYPE.match(kind) or ("feed" in relations and not kind)
        if not FEED_TYPE.search(kind) and not (vague and FEED_ADDRESS.search(href)):
            continue
        if "oembed" in kind or "wp-json" in href:
            continue
        url = web_link(href, base)
        if url:
            title = " ".join(head.get("title", "").split())[:200] or None
            yield FeedLink(url, title, _format(kind, url), comments=_is_comments(url, title))


def _linked(page: Scan, base: str) -> Iterable[FeedLink]:
    for anchor in page.anchors:
        if not FEED_ADDRESS.search(anchor.href) and anchor.text.strip().lower() not in (
            "rss",
            "atom",
            "rss feed",
        ):
            continue
        url = web_link(anchor.href, base)
        if url and not NO_FEED.search(url) and (same_site(url, base) or FEED_HOST.match(url)):
            yield FeedLink(
                url,
                anchor.text[:200] or None,
                _format("", url),
                declared=False,
                comments=_is_comments(url, anchor.text),
            )


def _format(kind: str, url: str) -> str:
    text = f"{kind} {urlsplit(url).path}".lower()
    return next((name for mark, name in FORMATS if mark in text), "")


def _is_comments(url: str, title: str | None) -> bool:
    return bool(
        COMMENTS.search(urlsplit(url).path + "?" + urlsplit(url).query) or (title and COMMENTS.search(title))
    )


def _sitemaps(page: Scan, base: str) -> tuple[str, ...]:
    declared = (web_link(head.get("href"), base) for head in page.heads if "sitemap" in _relations(head))
    linked = (web_link(anchor.href, base) for anchor in page.anchors if SITEMAP.search(anchor.href))
    return _unique([*declared, *linked])


# Articles -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Seen:
    """All links of the page to one URL, taken together."""

    text: str
    region: str
    heading: bool
    article: bool


def _links(anchors: list[Anchor], base: str, url: str, feeds: set[str]) -> tuple[PageLink, ...]:
    seen = _by_url(anchors, base, url)
    lists = _lists(seen)
    bare = _is_bare_list(anchors)
    hosts: dict[str, bool] = {}
    links = []
    for address, one in seen.items():
        if address in feeds:
            continue
        host = urlsplit(address).netloc
        if host not in hosts:
            hosts[host] = same_site(address, url)
        links.append(_judged(address, one, hosts[host], lists[_template(address)], bare))
    return tuple(links)


def _by_url(anchors: list[Anchor], base: str, url: str) -> dict[str, _Seen]:
    own = urldefrag(url).url
    seen: dict[str, _Seen] = {}
    for anchor in anchors:
        if anchor.href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
            continue
        found = web_link(anchor.href, base)
        address = urldefrag(found).url if found else ""
        if not address or address == own:
            continue
        known = seen.get(address)
        if known is None:
            seen[address] = _Seen(anchor.text, anchor.region, anchor.heading, anchor.article)
            continue
        known.text = max(known.text, anchor.text, key=len)
        known.region = min(known.region, anchor.region, key=lambda region: AGAINST.get(region, 0.0))
        known.heading |= anchor.heading
        known.article |= anchor.article
    return seen


def _template(url: str) -> str:
    """The shape of an address: its host and its folders, numbers made equal, without its own name."""
    parts = urlsplit(url)
    folder = parts.path.rstrip("/").rpartition("/")[0]
    return parts.netloc + re.sub(r"\d+", "0", folder)


def _lists(seen: dict[str, _Seen]) -> Counter[str]:
    """How many links with a headline's text, outside of menus, share each template."""
    return Counter(
        _template(url)
        for url, one in seen.items()
        if _headline_length(one.text) >= SHORT_HEADLINE_WORDS and AGAINST.get(one.region, 0.0) < 0.2
    )


def _is_bare_list(anchors: list[Anchor]) -> bool:
    """A page of items of lists and nothing else, without menus: text-only editions and archives look so."""
    return bool(anchors) and all(anchor.item and not anchor.region for anchor in anchors)


def _headline_length(text: str) -> int:
    """Words of a link's text; three characters of scripts without blanks count as one."""
    return len(WORDS.findall(text)) + len(CJK.findall(text)) // 3


def _judged(url: str, one: _Seen, own: bool, alike: int, bare: bool) -> PageLink:
    form = shape(url)
    if form.never:
        return PageLink(url, one.text, 0.0, form.never)
    points, reasons = form.points, list(form.reasons)
    for value, reason in _evidence(one, alike, bare):
        points += value
        reasons.append(reason)
    score = min(max(points, 0.0), 1.0)
    if not own:
        return PageLink(url, one.text, min(score, 0.2), "another site")
    return PageLink(url, one.text, round(score, 2), "; ".join(reasons) or "nothing speaks for an article")


def _evidence(one: _Seen, alike: int, bare: bool) -> Iterable[tuple[float, str]]:
    """What the page around a link says of it."""
    words = _headline_length(one.text)
    if words >= HEADLINE_WORDS:
        yield 0.45, "the text is as long as a headline"
    elif words >= SHORT_HEADLINE_WORDS:
        yield 0.3, "the text may be a headline"
    if one.heading:
        yield 0.2, "in a heading"
    if one.article:
        yield 0.1, "in an article's box"
    if alike >= TEMPLATE_LINKS:
        yield 0.15, f"one of {alike} alike"
    if bare:
        yield 0.5, "in a plain list of links"
    elif not one.region:
        yield 0.15, "in the page's own part"
    if one.region:
        yield -AGAINST.get(one.region, 0.0), f"in the {one.region}"
