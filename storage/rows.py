"""What the archive gives back: frozen records whose field names are the columns' names.

`dataclasses.asdict` of one of them is one line of `--json`. Times are aware UTC, JSON columns are tuples or
mappings, fingerprints unsigned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class StoredText:
    """What `articles` and `copies` have in common: one page's text and fields."""

    id: int
    gid: str
    url: str
    canonical_url: str
    url_key: str
    source: str | None
    headline: str | None
    description: str | None
    body: str
    authors: tuple[str, ...]
    published_at: datetime | None
    modified_at: datetime | None
    language: str | None
    dateline: str | None
    agency: str | None
    section: str | None
    tags: tuple[str, ...]
    image: str | None
    image_caption: str | None
    image_credit: str | None
    credits: tuple[str, ...]
    translations: tuple[str, ...]
    notices: tuple[str, ...]
    sign_off: str | None
    word_count: int
    access: str | None
    verdict: str
    evidence: str
    site_name: str | None
    canonical: str | None  #: rel=canonical as the page declares it
    simhash: int
    anchors: tuple[int, ...]
    tokens: int
    content_hash: int
    extractor: str
    rules: str
    origins: Mapping[str, str]
    alternatives: Mapping[str, tuple[str, ...]]
    entry: Mapping[str, Any]  #: the feed entry's own facts; empty if there was none
    run_id: int | None
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class StoredArticle(StoredText):
    """A row of `articles`: the representative of one story, with the text it has now."""

    first_seen_at: datetime
    dated_at: datetime  #: what "newest" sorts by: publication if known and not in the future, else first seen
    copies: int = 0  #: how many copies point to it, 'same_url' rows not counted
    revisions: int = 0


@dataclass(frozen=True, slots=True)
class StoredCopy(StoredText):
    """A row of `copies`: another place of a story, with its own headline, byline, date and text."""

    article_id: int
    seen_at: datetime
    kind: str  #: "same_url", "exact", "near", "contained"
    distance: int | None
    similarity: float | None
    shared_numbers: float | None
    lag: float | None  #: seconds from the representative's publication to this one's
    reason: str


@dataclass(frozen=True, slots=True)
class StoredRevision:
    """A row of `revisions`: the text that a page had *until* `seen_at`, when another one was found there."""

    id: int
    gid: str
    article_id: int
    copy_id: int | None  #: of whose text; None: of the article's own row
    url: str
    first_seen_at: datetime
    seen_at: datetime
    headline: str | None
    description: str | None
    body: str
    published_at: datetime | None
    modified_at: datetime | None
    word_count: int
    simhash: int
    content_hash: int
    headline_changed: bool
    has_notice: bool  #: the text that replaced it carries a correction or update notice
    silent: bool  #: neither a notice nor a later modification time owns up to the edit
    reason: str
    run_id: int | None


@dataclass(frozen=True, slots=True)
class StoredCut:
    """A row of `cuts`: what was taken out of an article (or of one of its copies) and why."""

    id: int
    article_id: int
    copy_id: int | None
    rule: str
    reason: str
    field: str
    text: str
    position: int


@dataclass(frozen=True, slots=True)
class Decision:
    """A row of `decisions`: the verdict on one text, or one pair that was compared for it.

    role: "verdict" (the outcome), "chosen" (the pair that decided), "absorbed", "seen".
    """

    id: int
    at: datetime
    url: str
    url_key: str
    article_id: int
    kind: str
    role: str
    distance: int | None
    similarity: float | None
    shared_numbers: float | None
    lag: float | None
    reason: str
    run_id: int | None


@dataclass(frozen=True, slots=True)
class Run:
    """A row of `runs`. `status`: "running", "ok", "partial", "failed", "interrupted", "skipped"."""

    id: int
    gid: str
    started_at: datetime
    ended_at: datetime | None
    status: str
    command: str
    host: str
    pid: int
    version: str
    reason: str
    counts: Mapping[str, Any]
    verdicts: Mapping[str, Mapping[str, int]] = field(
        default_factory=dict
    )  #: kind of request: verdict: number
    versions: Mapping[str, str] = field(default_factory=dict)  #: of newsfold, its rules, Python and packages
    config_hash: str = ""  #: see `Archive.configuration`; "": none was followed


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What the archive knows of one `url_key`, so that a crawl need not fetch it again.

    state: "article" or "copy" (held), "forgotten" (never fetch), "other" (fetched, made no article).
    """

    url_key: str
    url: str
    state: str
    article_id: int | None = None
    copy_id: int | None = None
    first_seen_at: datetime | None = None
    last_seen_at: datetime | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    verdict: str = ""  #: of the last attempt
    reason: str = ""
    attempts: int = 0  #: fetches in a row that made no article
    retry_at: datetime | None = None  #: of "other": when to look again; None: not by itself


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of `sources`. `health`: "ok", "degraded", "silent", "broken", or "" before the first run."""

    id: str
    url: str = ""
    title: str | None = None
    language: str | None = None
    enabled: bool = True
    added_at: datetime | None = None
    health: str = ""
    health_since: datetime | None = None
    health_reason: str = ""
    health_evidence: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    articles: int = 0  #: pages stored first under this source, copies included; kept by the archive


@dataclass(frozen=True, slots=True)
class Look:
    """One request for a list or a page of a source, as a row of `fetches` tells it."""

    run_id: int | None
    url: str
    source: str | None
    at: datetime
    kind: str
    status: int | None  #: None: no answer came
    verdict: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TextMeasure:
    """What extraction got out of one text of a source."""

    dated: datetime
    words: int
    has_date: bool


@dataclass(frozen=True, slots=True)
class HealthChange:
    """How a source is found, and how it was before; a row of `health_changes` where the two differ.

    States: "" (not judged yet), "ok", "degraded", "silent", "broken".
    """

    source: str
    at: datetime
    before: str
    after: str
    reason: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    id: int | None = None
    waiting: tuple[str, ...] = ()  #: who has still to be told: "command", "webhook"


@dataclass(frozen=True, slots=True)
class Story:
    """One story: the representative, its copies oldest first, and every earlier text."""

    article: StoredArticle
    copies: tuple[StoredCopy, ...] = ()
    revisions: tuple[StoredRevision, ...] = ()


@dataclass(frozen=True, slots=True)
class Headline:
    """An article in a list: what a reader needs to choose it, without its text."""

    id: int
    headline: str | None
    source: str | None
    dated_at: datetime
    published_at: datetime | None
    language: str | None
    description: str | None
    url: str
    agency: str | None
    access: str | None
    copies: int = 0


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many articles of one source are dated on one day. `day`: YYYY-MM-DD, UTC."""

    day: str
    source: str
    articles: int


@dataclass(frozen=True, slots=True)
class OutletPair:
    """How often `outlet` ran what `origin` has as its article; `share` (0..1) of all copies that `outlet` ran."""

    origin: str
    outlet: str
    copies: int
    share: float


@dataclass(frozen=True, slots=True)
class CopyTies:
    """Who repeats whom: pairs, the most frequent first, and the lags of the same copies (seconds, rising)."""

    copies: int  #: how many were looked at
    pairs: tuple[OutletPair, ...] = ()
    lags: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class TextMarks:
    """What nominates one text's neighbours, and where it stands: all that a regrouping of everything needs at once."""

    id: int
    article_id: int  #: the story's article; its own id if it is the article
    url_key: str
    dated_at: datetime  #: when it was published, else when it was first seen
    simhash: int
    anchors: tuple[int, ...]
    tokens: int


@dataclass(frozen=True, slots=True)
class Override:
    """A row of `overrides`: what a person decided about folding. kind: "split", "merge", "pin"."""

    id: int
    kind: str
    url_key: str
    url: str
    other_key: str  #: of "split" and "merge": the page it is kept apart from, or belongs to
    other_url: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A row of `tombstones`: a page that was forgotten and is not collected again."""

    url_key: str
    url: str
    at: datetime
    reason: str
    text_id: int | None = None  #: of the text that was held under it
    gid: str | None = None


@dataclass(frozen=True, slots=True)
class Pruning:
    """What `prune` should take away; None: nothing of that kind."""

    pages_before: datetime | None = None  #: raw pages fetched before
    fetches_before: datetime | None = None  #: rows of `fetches` before
    texts_before: datetime | None = None  #: articles and copies published (else first seen) before
    source: str | None = None  #: only what belongs to this source
    max_bytes: int | None = None  #: the oldest raw pages, until the archive needs no more than this


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went, or would go, of one kind. `size`: bytes of its content, an estimate of what becomes free."""

    what: str  #: "pages", "fetches", "articles", "copies"
    rows: int
    size: int
    oldest: datetime | None
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Stored:
    """How a text came to stand as it does: when it was first seen, what read and cleaned it last, which run wrote it."""

    at: datetime
    run_id: int | None
    extractor: str
    rules: str


@dataclass(frozen=True, slots=True)
class Why:
    """All that is known about one URL: each fetch, each compared pair, overrides, a tombstone."""

    url: str
    article_id: int | None = None
    copy_id: int | None = None
    fetches: tuple[Mapping[str, Any], ...] = ()
    decisions: tuple[Decision, ...] = ()
    overrides: tuple[Override, ...] = ()
    cuts: tuple[StoredCut, ...] = ()
    frontier: tuple[Mapping[str, Any], ...] = ()
    forgotten_at: datetime | None = None
    forgotten_reason: str = ""
    stored: Stored | None = None  #: of a text that is held
