"""Which lists a run asks for, and which of what they list it wants. Plain functions over what is known."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from crawler.conduct import not_due_reason, poll_url, recheck_times
from crawler.config import Config, SourceConfig
from crawler.discovery import Discovery
from crawler.sitemaps import Sitemap, SitemapURL, within
from crawler.urls import host_key, link, same_site, url_key
from storage.ports import Archive
from storage.records import UNPOLLED, Entry, Feed, FeedState, FrontierItem, filled
from storage.rows import KnownPage

OUTSIDE = "outside the window"  #: why an offer was left out that another run may want
HELD = frozenset({"article", "copy"})
LINK_SCORE = 0.5  #: from this on a link of a home page is worth a request
BACK_FILL = timedelta(days=30)  #: `--since 7d` in a crontab is no back-fill
LONGEST_CONTENT = 200_000  #: characters of a feed entry's own text that travel with its request


@dataclass(frozen=True, slots=True)
class Poll:
    """One list to ask for. `expected` is what the address has been before, or "auto"."""

    url: str
    source: SourceConfig
    source_id: str | None  #: None: the answer will name the source
    expected: str = "auto"
    state: FeedState | None = None
    depth: int = 0  #: of nested sitemaps
    found_by: str = ""  #: the page or list that led here
    attempt: int = 1  #: in this run
    wait: float = 0.0  #: seconds before it may be asked for again in this run
    waiting: FrontierItem | None = None  #: the frontier row that the answer acknowledges, of a target
    led: tuple[str, ...] = ()  #: the addresses on other hosts whose redirects led here
    for_good: bool = False  #: did all of them say 301 or 308?

    @property
    def asked(self) -> str:
        """The address that was given, wherever its redirects led."""
        return self.led[0] if self.led else self.url

    @property
    def lease(self) -> int | None:
        return self.waiting.id if self.waiting is not None else None


@dataclass(frozen=True, slots=True)
class Skip:
    """A list that is not asked for now, and why."""

    url: str
    source_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Window:
    """Which articles a run wants by their time; None is open."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, when: datetime | None) -> bool:
        """Is `when` inside? A time that nobody gave cannot be outside."""
        if when is None:
            return True
        return (self.since is None or when >= self.since) and (self.until is None or when < self.until)

    def reaches_back(self, now: datetime) -> bool:
        """Does a run ask for older news than the last polls took? Then a list is read whole: "304 Not Modified" would hide it."""
        return self.until is not None or (self.since is not None and self.since < now - BACK_FILL)


Timing = Literal["due", "soon", "now", "force"]


def plan(
    source: SourceConfig,
    source_id: str | None,
    states: Sequence[FeedState],
    timing: Timing,
    now: datetime,
    quiet_until: datetime | None = None,
) -> Iterator[Poll | Skip]:
    """The lists of one source: its own address the first time, later everything that was found to list its articles.

    In its quiet hours, which end at `quiet_until`, what is due waits; who asks by name is answered.
    """
    if timing in ("due", "soon") and quiet_until is not None:
        reason = f"quiet hours until {quiet_until:%Y-%m-%d %H:%M} UTC"
        yield Skip(source.url, source_id or source.id, reason)
        return
    own = [state for state in states if state.kind not in UNPOLLED]
    if not own:
        yield Poll(source.url, source, source_id, _expected(source))
        return
    if source_id and not any(source.url in (state.url, state.redirect_url) for state in own):
        yield Poll(source.url, source, source_id, _expected(source))
    for state in own:
        if reason := _not_now(state, timing, now):
            yield Skip(state.url, state.source, reason)
        else:
            unnamed = not source.id and state.last_success_at is None  # no answer has told its name yet
            yield Poll(
                poll_url(state), source, None if unnamed else state.source, _held_to(state, source), state
            )


def awake(archive: Archive, config: Config, now: datetime) -> set[str] | None:
    """The sources whose waiting pages may be fetched while others rest (quiet hours, switched off); None: all."""
    resting = config.resting(now)
    if not resting:
        return None
    known = {row.id for row in archive.sources()} | {source.id for source in config.sources}
    return (known | archive.frontier.sources()) - resting


_LIST_NAME = re.compile(
    r"\.(?:xml|rss|atom|rdf|json|xml\.gz)$|/(?:feeds?|rss|atom)\d?(?:/|$)|[?&]feed=", re.IGNORECASE
)


def names_a_list(url: str) -> bool:
    """Does an address say by its own name that it is a feed or a sitemap, made to be polled?

    >>> names_a_list("https://harbour.example/news/feed/"), names_a_list("https://harbour.example/news/")
    (True, False)
    """
    return (
        _LIST_NAME.search(url.split("#", 1)[0]) is not None
        or _LIST_NAME.search(url.split("?", 1)[0]) is not None
    )


def _held_to(state: FeedState, source: SourceConfig) -> str:
    """What a list must be: what it was; a source's own address that has never answered may be anything still."""
    if state.last_success_at is None and state.url == source.url:
        return _expected(source)
    return state.kind


def _expected(source: SourceConfig) -> str:
    return {"feed": "feed", "sitemap": "sitemap", "site": "home", "article": "article"}.get(
        source.kind, "auto"
    )


def _not_now(state: FeedState, timing: Timing, now: datetime) -> str:
    """Why a list is left alone; "" where it is asked for."""
    if timing == "force":
        return ""
    if state.gone:
        return "410 Gone: the publisher ended it"
    reason = not_due_reason(state, now, strict=timing != "soon")
    if timing in ("due", "soon") or (reason and state.last_status in (429, 503)):
        return reason
    return ""


# What a list offers -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer:
    """One address that a list names, with the list's own facts about it.

    It is asked for as it was listed, tracking parameters included: some servers answer 404 without them.
    """

    url: str
    url_key: str
    when: datetime | None = None  #: publication, as the list says
    changed: datetime | None = None  #: last change, as the list says
    entry: Entry | None = None
    priority: int = 0


def of_feed(feed: Feed) -> list[Offer]:
    """The entries that have an address, each address once."""
    offers = (
        _offer(entry.link, entry.published or entry.updated, entry.updated, entry)
        for entry in feed.entries
        if entry.link
    )
    return _each_once(offers)


def of_sitemap(sitemap: Sitemap, window: Window) -> list[Offer]:
    """The URLs of a sitemap inside the window; a news entry's facts become those of an entry."""
    wanted = (url for url in sitemap.urls if within(url, window.since, window.until))
    return _each_once(_offer(url.loc, _published(url), url.lastmod, _entry_of(url)) for url in wanted)


def _published(url: SitemapURL) -> datetime | None:
    return url.published or None


def _entry_of(url: SitemapURL) -> Entry | None:
    if not url.title and url.published is None:
        return None
    return Entry(
        title=url.title,
        link=url.loc,
        published=url.published,
        categories=url.keywords,
        language=url.language,
    )


def of_page(discovery: Discovery, least: float = LINK_SCORE) -> list[Offer]:
    """The links of a home or section page that look like articles, best first."""
    links = sorted(discovery.links, key=lambda link: -link.score)
    return _each_once(
        _offer(link.url, None, None, None, priority=int(link.score * 10))
        for link in links
        if link.score >= least
    )


def _offer(
    url: str | None, when: datetime | None, changed: datetime | None, entry: Entry | None, priority: int = 0
) -> Offer | None:
    address = link(url, None) if url else None
    if address is None:
        return None
    return Offer(address.partition("#")[0], url_key(address), when, changed, entry, priority)


def _each_once(offers: Iterable[Offer | None]) -> list[Offer]:
    seen: dict[str, Offer] = {}
    for offer in offers:
        if offer is not None:
            seen.setdefault(offer.url_key, offer)
    return list(seen.values())


# What is wanted of it -----------------------------------------------------------------------------


def wanted(
    offers: Sequence[Offer],
    source: SourceConfig,
    source_id: str,
    known: Mapping[str, KnownPage],
    window: Window,
    *,
    now: datetime,
    force: bool = False,
) -> tuple[list[FrontierItem], dict[str, int]]:
    """(requests for what is new or changed, how many were left out by reason).

    An address that is held is asked for again only where the list says that it changed after we looked.
    """
    items: list[FrontierItem] = []
    left: dict[str, int] = {}
    for offer in offers:
        reason = unwanted(offer, source, known.get(offer.url_key), window, now, force)
        if reason:
            left[reason] = left.get(reason, 0) + 1
        else:
            items.append(_item(offer, source_id, known.get(offer.url_key)))
    return items, left


def unwanted(
    offer: Offer, source: SourceConfig, page: KnownPage | None, window: Window, now: datetime, force: bool
) -> str:
    """Why an offer is left alone, in a word; "" where it is asked for."""
    if not source.wants(offer.url):
        return "excluded"
    if page is not None and page.state == "forgotten":
        return "forgotten"
    if page is not None and not force and (reason := _known(offer, page, now)):
        return reason
    return "" if window.holds(offer.when) else OUTSIDE


def _known(offer: Offer, page: KnownPage, now: datetime) -> str:
    """Why a page that was asked for before is not asked for again; "" where it is."""
    if page.state in HELD:
        return "" if _changed(offer, page) else "held"
    return "" if page.retry_at is not None and page.retry_at <= now else "tried"


def _changed(offer: Offer, page: KnownPage) -> bool:
    """Does the list say that the article was changed after we last read it?"""
    if offer.changed is None or page.last_seen_at is None or offer.changed <= page.last_seen_at:
        return False
    return page.modified_at is None or offer.changed > page.modified_at


def _item(offer: Offer, source_id: str, page: KnownPage | None) -> FrontierItem:
    meta: dict[str, Any] = {}  # Any: JSON
    if offer.entry is not None:
        meta["entry"] = entry_to_json(offer.entry)
    return FrontierItem(
        page.url if page and page.state in HELD else offer.url,
        offer.url_key,
        host_key(offer.url),
        source_id,
        kind="page" if page is None or page.state not in HELD else "recheck",
        priority=offer.priority,
        meta=meta,
    )


# An entry's way through a JSON column ---------------------------------------------------------------

_TIMES = ("published", "updated")
_TUPLES = ("authors", "categories", "enclosures", "problems")


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """An entry as JSON values; empty fields are left out.

    >>> entry_to_json(Entry(title="A", authors=("B",)))
    {'title': 'A', 'authors': ['B']}
    """
    facts = filled(entry)
    for name in _TIMES:
        if name in facts:
            facts[name] = facts[name].isoformat()
    for name in _TUPLES:
        if name in facts:
            facts[name] = list(facts[name])
    for name in ("content", "summary"):
        if name in facts:
            facts[name] = facts[name][:LONGEST_CONTENT]
    return facts


def entry_from_json(facts: Mapping[str, Any] | None) -> Entry | None:
    """What `entry_to_json` wrote; None for nothing."""
    if not facts:
        return None
    values = dict(facts)
    for name in _TIMES:
        if values.get(name):
            values[name] = datetime.fromisoformat(values[name])
    for name in _TUPLES:
        values[name] = tuple(values.get(name) or ())
    known = set(Entry.__dataclass_fields__)
    return Entry(**{name: value for name, value in values.items() if name in known})


# Names ----------------------------------------------------------------------------------------------


def source_name(title: str | None, url: str, taken: Mapping[str, str]) -> str:
    """An id for a source that nobody named: from its own title, else from its address.

    `taken` maps the ids that exist to the home or feed that has them; an id of another site gets the
    host behind it, so that two papers of one name stay two sources.

    >>> source_name("The Harbour Gazette", "https://harbour.example/feed", {})
    'the-harbour-gazette'
    """
    host = host_key(url)
    base = slug(title or "") or slug(re.sub(r"^www\.", "", host)) or "source"
    for name in (base, f"{base}-{slug(host)}", f"{base}-{slug(url.split('://', 1)[-1])}"):
        owner = taken.get(name)
        if owner is None or owner == url or same_site(owner, url):
            return name
    return f"{base}-{zlib.crc32(url.encode()):08x}"


def slug(text: str) -> str:
    """Lower-case words joined by hyphens, at most 60 characters; letters of any script stay.

    >>> slug("Harbour Gazette – World News!")
    'harbour-gazette-world-news'
    """
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-_")[:60].rstrip("-")


def recheck_after(times: Sequence[float], start: datetime, now: datetime) -> datetime | None:
    """The next moment of a recheck plan (seconds after `start`) that is still to come."""
    return next(iter(recheck_times(start, now, times)), None)


def belongs(url: str, page_url: str) -> bool:
    """Is a link of a page on the page's own site? Others are never followed from a page."""
    return same_site(url, page_url)
