"""The records that travel between spiders, crawler and storage: frozen, plain, the same for every back end.

Times are aware `datetime` in UTC, durations seconds as `float`, sizes bytes, text is NFC `str` without
U+0000 and without lone surrogates. Sequences are tuples, so that a record can be hashed, pickled and shared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

PageVerdict = Literal[
    "article", "paywall", "consent", "challenge", "login", "soft_404", "script_only", "not_article"
]
ARTICLE_VERDICTS: frozenset[str] = frozenset({"article", "paywall"})
VerdictKind = Literal["new", "same", "revision", "exact", "near", "contained", "contains"]
COPY_KINDS: frozenset[str] = frozenset({"same_url", "exact", "near", "contained"})
NOTHING: Mapping[str, Any] = MappingProxyType({})


# What a feed says ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, as the feed gives it. `content` and `summary` are HTML."""

    title: str | None = None
    link: str | None = None
    id: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    content: str | None = None
    summary: str | None = None
    enclosures: tuple[str, ...] = ()
    language: str | None = None
    published_raw: str | None = None  #: the date as it was written, also where it could not be read
    updated_raw: str | None = None
    problems: tuple[str, ...] = ()


def filled(entry: Entry) -> dict[str, Any]:
    """The fields of an entry that say something; its values as they are, since a deep copy (`asdict`) costs tenfold."""
    return {name: value for name in Entry.__dataclass_fields__ if (value := getattr(entry, name))}


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed document. Optional facts about polling are what the publisher asks for."""

    title: str | None = None
    link: str | None = None
    language: str | None = None
    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()
    format: str = ""  #: "rss", "rdf", "atom", "json"
    complete: bool = True  #: False: the document was cut off; missing entries are no deletions
    self_link: str | None = None
    hubs: tuple[str, ...] = ()  #: WebSub
    next_link: str | None = None  #: RFC 5005 paged feed: rel=next
    prev_archive: str | None = None  #: RFC 5005 archived feed: rel=prev-archive
    ttl: float | None = None  #: seconds; RSS 2.0 <ttl>
    update_interval: float | None = None  #: seconds; sy:updatePeriod / sy:updateFrequency
    skip_hours: frozenset[int] = frozenset()  #: 0..23, UTC
    skip_days: frozenset[int] = frozenset()  #: 0 = Monday .. 6 = Sunday, UTC
    expired: bool = False  #: JSON Feed `expired`


# What a page says ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of body text in reading order.

    kind: "paragraph", "heading", "item" (of a list), "quote", "table", "pre", "caption", "entry" (live blog).
    hint: class, id or tag of the element it came from, shortened; evidence for the normaliser.
    """

    text: str
    kind: str = "paragraph"
    hint: str = ""
    links: float = 0.0  #: share of the characters that are link text, 0..1


@dataclass(frozen=True, slots=True)
class Page:
    """What a reader takes from one HTML document, before anything is cut.

    `origins` maps a field's name to where its value came from ("json-ld", "og:title", "h1", "url", ...);
    `alternatives` maps it to the other values that were seen, best first. `blocks` is `body` in pieces.
    """

    verdict: PageVerdict = "not_article"
    evidence: str = ""  #: why the verdict, in words
    url: str = ""
    headline: str | None = None
    description: str | None = None
    body: str = ""  #: paragraphs joined by "\n\n"
    language: str | None = None  #: BCP 47 primary tag, lower case
    image: str | None = None
    image_caption: str | None = None
    image_credit: str | None = None
    section: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    access: str | None = None  #: "free", "metered", "paid"; None: not said
    site_name: str | None = None
    canonical: str | None = None  #: rel=canonical or og:url as declared, absolute; evidence, not truth
    amp: str | None = None
    encoding: str | None = None
    extractor: str = ""  #: name and version of what chose the body, e.g. "newsfold 1/dom"
    blocks: tuple[Block, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cut:
    """Something taken out, and why. `position` is the block's index in the page's body, -1 if it has none."""

    rule: str
    reason: str
    field: str
    text: str
    position: int = -1


@dataclass(frozen=True, slots=True)
class UserRules:
    """What `sources.toml` asks of the normaliser for one source: regular expressions and CSS selectors."""

    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()  #: CSS selectors of elements that are no text
    select: tuple[str, ...] = ()  #: CSS selectors of the element(s) that hold the body


@dataclass(frozen=True, slots=True)
class LearnedLine:
    """A line that stands in many articles of one source; `key` is its folded form's hash (`crawler.normalise`), signed."""

    key: int
    text: str
    seen: int
    of: int


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What is known of a page before it is normalised: its source, the feed's entry, the source's lines."""

    source: str | None = None
    site_name: str | None = None
    entry: Entry | None = None
    lines: tuple[LearnedLine, ...] = ()
    lines_version: int = 0
    rules: UserRules = UserRules()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A page after normalising: one headline, one clean body, the rest in fields, each cut explained."""

    url: str = ""
    headline: str | None = None
    description: str | None = None
    body: str = ""
    language: str | None = None
    image: str | None = None
    image_caption: str | None = None
    image_credit: str | None = None
    section: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    access: str | None = None
    site_name: str | None = None
    canonical: str | None = None
    dateline: str | None = None  #: place (and date) as written: "Kyiv, Ukraine"
    agency: str | None = None  #: "Reuters", "AP", "AFP", ...
    credits: tuple[str, ...] = ()  #: image and text credits: "CNN"
    translations: tuple[str, ...] = ()  #: names or URLs of other-language versions
    notices: tuple[str, ...] = ()  #: correction and update notices
    sign_off: str | None = None
    cuts: tuple[Cut, ...] = ()
    verdict: PageVerdict = "article"
    evidence: str = ""
    source: str | None = None
    extractor: str = ""
    rules: str = ""  #: version of the rules that cleaned it
    entry: Entry | None = None  #: the feed's own facts, kept beside the page's
    origins: Mapping[str, str] = field(default_factory=dict)
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


# Folding ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Signature:
    """What nominates neighbours: a 64-bit SimHash (unsigned) and the smallest shingle hashes (unsigned 64-bit).

    `tokens` is the number of tokens of the text; under 20 only exact matches are made. `content` is a
    64-bit hash (unsigned) of the normalised headline and body: equal content <=> equal hash.
    """

    simhash: int
    anchors: tuple[int, ...] = ()
    tokens: int = 0
    content: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One side of a judgement: a new article, or a stored one that shares a band, an anchor or the URL."""

    url: str
    url_key: str
    source: str | None
    headline: str | None
    body: str
    published: datetime | None
    seen: datetime
    language: str | None
    signature: Signature
    article_id: int | None = None  #: of a neighbour: the story's row in `articles`
    same_url: bool = False  #: of a neighbour: it is what the archive holds under the candidate's url_key
    pinned: bool = False  #: of a neighbour: an override says that it is never promoted or merged
    apart: frozenset[int] = frozenset()  #: article ids that an override keeps apart from this one
    dateline: str | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """One compared pair: the evidence, and what it was judged to be (kind "new": judged to be different)."""

    article_id: int
    kind: VerdictKind
    distance: int  #: bits between the fingerprints
    similarity: float  #: containment of the shorter in the longer, word 3-grams, 0..1
    shared_numbers: float  #: share of the shorter text's numbers that the other has, 0..1
    lag: float | None  #: seconds from the neighbour's publication to the candidate's
    reason: str  #: one sentence that a reporter understands


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a candidate.

    new: a row of its own. same: known URL, unchanged. revision: known URL, changed text.
    exact, near, contained: a copy of `article_id`. contains: the candidate is fuller than `article_id`
    and is promoted: it becomes the text of that row (the id stays), the old text becomes a copy.
    `absorbs`: other stored articles that the candidate's own verified edges bring into the same story.
    """

    kind: VerdictKind
    article_id: int | None = None
    edge: Edge | None = None
    absorbs: tuple[Edge, ...] = ()
    edges: tuple[Edge, ...] = ()  #: every pair that was looked at, for `newsfold why`
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An answer of `like`: a stored article that resembles a text."""

    article_id: int
    headline: str | None
    url: str
    source: str | None
    published: datetime | None
    distance: int
    similarity: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An answer of `search`; `snippet` marks the words found with U+E000 (start) and U+E001 (end)."""

    article_id: int
    headline: str | None
    url: str
    source: str | None
    published: datetime | None
    language: str | None
    snippet: str
    rank: float | None = None
    copies: int = 0


class Hits(Iterator[Hit]):
    """The answer of `search`, read from the archive hit by hit.

    `bound` is None, or by rank says which articles were compared where more have the words: "the newest 50,000 ...".
    Newest first, an answer is always that of the whole archive.
    """

    def __init__(self, hits: Iterator[Hit], bound: str | None = None) -> None:
        self._hits = hits
        self.bound = bound

    def __next__(self) -> Hit:
        return next(self._hits)


# Fetching -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fetch:
    """One attempt to get one URL: what came, what it was judged to be, and why."""

    url: str
    source: str | None
    at: datetime
    kind: str  #: "feed", "sitemap", "home", "page", "robots", "hub"
    status: int | None = None  #: HTTP status; None: no answer
    verdict: str = ""  #: a page's verdict, "feed", "not_modified", "error", "refused", "skipped", ...
    reason: str = ""
    final_url: str | None = None  #: after redirects, if another
    bytes: int = 0
    seconds: float = 0.0
    article_id: int | None = None


@dataclass(frozen=True, slots=True)
class RawPage:
    """The bytes of one answer, kept so that later rules reach old articles. `headers` are lower case."""

    url: str
    fetched_at: datetime
    status: int
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to store in one transaction: an article with its signature, its page, its fetch row, its lease.

    Without `article` only the page and the fetch row are kept (a verdict that makes no article). `raw` is
    None where the source keeps no pages. `lease` names the frontier row that this answer acknowledges.
    """

    fetch: Fetch
    article: Article | None = None
    signature: Signature | None = None
    url_key: str = ""
    canonical_url: str = ""
    raw: RawPage | None = None
    lease: int | None = None
    aliases: tuple[str, ...] = ()
    """Other url_keys under which this page was reached: a link that redirects, a canonical that differs."""
    line_keys: tuple[tuple[int, str], ...] = ()
    """(key, text) of short lines, counted per source to learn boilerplate."""
    retry_at: datetime | None = (
        None  #: of a page that made no article: when to look again; None: never by itself
    )
    gid: str = ""  #: global id to keep, of a text from another archive; "": a new one is made


UNPOLLED = frozenset({"page", "archive"})  #: kinds of state that nobody polls by their time


@dataclass(frozen=True, slots=True)
class FeedState:
    """All that is known about polling one feed (or sitemap, or page that lists articles).

    Validators are kept exactly as the server gave them. `interval` is in seconds.
    """

    url: str
    source: str
    kind: str = "feed"  #: "feed", "sitemap", "home", "page"; "archive": read once, for older news
    etag: str | None = None
    last_modified: str | None = None
    next_poll_at: datetime | None = None
    next_poll_reason: str = ""
    interval: float = 3600.0
    failures: int = 0
    gone: bool = False  #: 410: never polled again
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    last_status: int | None = None
    last_error: str = ""
    redirect_url: str | None = None  #: where a permanent redirect points
    redirect_count: int = 0  #: how often in a row it has pointed there
    hub: str | None = None
    self_link: str | None = None
    subscribed_until: datetime | None = None
    title: str | None = None
    entries: int = 0  #: in the last good answer
    new_entries: int = 0
    rate: float = 0.0  #: new entries a day, smoothed
    last_full_at: datetime | None = None  #: last unconditional answer
    wish: float = 0.0  #: seconds between polls that the document itself asks for (ttl, sy:update...); 0: none
    skip_hours: str = ""  #: hours 0..23 UTC in which the feed asks not to be polled, joined by ","
    skip_days: str = ""  #: days in which it asks not to be polled, 0 = Monday .. 6, joined by ","


SubscriptionState = Literal["asked", "active", "failed", "denied", "ending"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """One feed that a WebSub hub was asked to push. Its callback is `callback` and, behind it, `token`."""

    feed: str  #: URL of the feed's state
    source: str
    hub: str
    topic: str  #: the feed's own rel=self
    callback: str
    token: str
    secret: str  #: signs what the hub pushes
    state: SubscriptionState = "asked"
    asked_at: datetime | None = None
    attempts: int = 0  #: requests to the hub since it last verified one
    verified_at: datetime | None = None
    until: datetime | None = None  #: end of the lease
    pushed_at: datetime | None = None  #: last push with a good signature
    reason: str = ""


TARGET = "target"  #: kind of a frontier row: an address that a run was given, which may hold anything


@dataclass(frozen=True, slots=True)
class FrontierItem:
    """A request that waits: plain data, its callback by name, so that any back end can hold it."""

    url: str
    url_key: str
    host: str  #: `crawler.urls.host_key`: the unit of delay, lease, robots and metrics
    source: str
    kind: str = "page"
    callback: str = "parse_page"
    priority: int = 0  #: higher first
    not_before: datetime | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)  #: JSON values only
    id: int | None = None
    attempts: int = 0
    fence: int = 0


@dataclass(frozen=True, slots=True)
class HostSlot:
    """The right to send requests to one host until `until`, worth as long as nobody holds a higher fence."""

    host: str
    fence: int
    until: datetime
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class RobotsRecord:
    """robots.txt of one origin as it was answered. `body` is empty unless the status was 2xx."""

    origin: str
    fetched_at: datetime
    status: int | None  #: None: unreachable
    body: bytes = b""
    final_url: str | None = None
