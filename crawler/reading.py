"""Read one answer from the web: a page into an article, or a list into what it lists. Pure, made for a worker.

Everything that touches foreign bytes happens here, so that it can run in a process with a deadline
(`crawler.workers`) as well as in the caller's own (`newsfold scrape FILE`, replays, tests).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from crawler.dedup import signature
from crawler.discovery import Discovery, discover, sniff
from crawler.extract import extract
from crawler.feeds import parse_feed
from crawler.normalise import countable_lines, normalise
from crawler.normalise.lines import blocks_of, lines_of
from crawler.normalise.selectors import apply_selectors
from crawler.sitemaps import Sitemap, parse_sitemap
from crawler.urls import canonical_url, chosen_canonical, is_home, url_key
from storage.errors import FeedError, SitemapError, URLError
from storage.records import ARTICLE_VERDICTS, Article, Feed, Page, Signature, SourceFacts

Quality = Literal["default", "high"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent. `url` is the address after redirects; `headers` have lower-case names."""

    url: str
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None  #: when, by the project's clock


@dataclass(frozen=True, slots=True)
class Reading:
    """One page, read. Without `article` the page's verdict makes none; its evidence says why."""

    page: Page
    article: Article | None = None
    signature: Signature | None = None
    url_key: str = ""
    canonical_url: str = ""
    canonical_reason: str = ""
    line_keys: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ListReading:
    """What a list's address held. Exactly one of the last four is set, or `problem` says what is wrong.

    `kind` is "feed", "sitemap", "home", "article" or "error"; `reason` is the machine's word for a problem.
    """

    kind: str
    problem: str = ""
    reason: str = ""
    feed: Feed | None = None
    sitemap: Sitemap | None = None
    discovery: Discovery | None = None
    reading: Reading | None = None


def read_page(answer: Answer, known: SourceFacts = SourceFacts(), quality: Quality = "default") -> Reading:
    """Extract, normalise and fingerprint one page. Never raises on any bytes."""
    html = (
        apply_selectors(answer.body, known.rules) if known.rules.remove or known.rules.select else answer.body
    )
    page = extract(html, answer.url, answer.headers, quality=quality, status=answer.status, fetched=answer.at)
    canonical, why = chosen_canonical(answer.url, page.canonical, amp=page.amp)
    keys = _keys(answer.url, canonical)
    if page.verdict not in ARTICLE_VERDICTS:
        return Reading(page, url_key=keys[0], canonical_url=keys[1], canonical_reason=why)
    lines = lines_of(blocks_of(page))
    article = normalise(page, known, lines)
    if not article.body.strip():
        page = dataclasses.replace(page, verdict="not_article", evidence="no text was left after cleaning")
        return Reading(page, url_key=keys[0], canonical_url=keys[1], canonical_reason=why)
    return Reading(
        page,
        article,
        signature(article.headline, article.body, article.language),
        *keys,
        canonical_reason=why,
        line_keys=countable_lines(page, lines),
    )


def _keys(fetched: str, canonical: str) -> tuple[str, str]:
    """(url_key, canonical URL); an address that is no URL of its own keeps the fetched one."""
    try:
        return url_key(canonical), canonical_url(canonical)
    except URLError:
        return url_key(fetched), canonical_url(fetched)


def read_list(answer: Answer, expected: str = "auto", known: SourceFacts = SourceFacts()) -> ListReading:
    """Find out what an address holds and read it.

    Args:
        expected: "feed" or "sitemap" where the address has been one before: anything else is then an
            error, and its links are not followed (CONDUCT row 29); "home" never makes an article of
            the page itself; "auto" takes what comes.
    """
    if expected == "feed":
        return _as_feed(answer)
    if expected == "article":
        return ListReading("article", reading=read_page(answer, known))
    if not answer.body.strip():
        return ListReading("error", "the answer is empty", "empty")
    kind = sniff(answer.body, answer.url, answer.headers)
    if expected == "sitemap" or kind == "sitemap":
        return _as_sitemap(answer)
    if kind in ("feed", "json"):
        return _as_feed(answer)
    if kind == "text" and answer.url.rsplit("?", 1)[0].endswith((".txt", ".txt.gz")):
        return _as_sitemap(answer)
    if kind != "html":
        return ListReading("error", f"neither a feed, a sitemap nor a page ({kind})", "not_a_list")
    return _as_page(answer, expected, known)


def _as_feed(answer: Answer) -> ListReading:
    try:
        return ListReading("feed", feed=parse_feed(answer.body, answer.url, answer.headers))
    except FeedError as refusal:
        return ListReading("error", str(refusal), refusal.reason)


def _as_sitemap(answer: Answer) -> ListReading:
    try:
        return ListReading("sitemap", sitemap=parse_sitemap(answer.body, answer.url, answer.headers))
    except SitemapError as refusal:
        return ListReading("error", str(refusal), refusal.reason)


def _as_page(answer: Answer, expected: str, known: SourceFacts) -> ListReading:
    """A page is an article where it reads like one and is nobody's home page; otherwise it lists links."""
    reading = read_page(answer, known) if expected != "home" and not is_home(answer.url) else None
    if reading is not None and reading.article is not None:
        return ListReading("article", reading=reading)
    discovery = discover(answer.body, answer.url)
    if reading is not None and not discovery.feeds and not discovery.links:
        return ListReading("error", reading.page.evidence or reading.page.verdict, reading.page.verdict)
    return ListReading("home", discovery=discovery)
