"""What every back end promises: an archive, a frontier of waiting requests, and the slots of hosts.

The engine and the command line are written against these Protocols; `storage.open_archive` gives the
SQLite ones, and each back end passes the same contract tests (tests/storage/test_contract.py).

Three clocks. `now` (passed in, or asked of the clock that `open_archive` was given) is what is stored and
compared with due times; the store's own clock measures leases, so that no two machines must agree; delays
inside a run are the engine's matter and not seen here.

A method that writes raises `ArchiveError` if the disk is full or the archive was opened read-only. Methods
that take `target` accept an article's or copy's local id, its global id, or a URL as it was stored.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

from storage.bundles import Bundle
from storage.records import (
    Article,
    Candidate,
    Edge,
    FeedState,
    Fetch,
    FrontierItem,
    Hits,
    HostSlot,
    Item,
    LearnedLine,
    RawPage,
    RobotsRecord,
    Signature,
    Subscription,
    Verdict,
)
from storage.rows import (
    CopyTies,
    DayCount,
    Decision,
    Headline,
    HealthChange,
    KnownPage,
    Look,
    Override,
    Pruned,
    Pruning,
    Run,
    SourceRow,
    StoredArticle,
    StoredCopy,
    StoredCut,
    StoredRevision,
    Story,
    TextMarks,
    TextMeasure,
    Tombstone,
    Why,
)

Decide: TypeAlias = Callable[[Candidate, Sequence[Candidate]], Verdict]
Target: TypeAlias = int | str


class Frontier(Protocol):
    """Requests that wait, one row a `url_key`; plain data, so that a killed run loses none."""

    def put(self, items: Iterable[FrontierItem], *, now: datetime | None = None) -> int:
        """Queue `items`; how many were not waiting yet.

        One that waits already keeps the higher priority and, unless it failed before, the earlier time; a target goes over to
        the source of the new item, and is asked for again where it was set aside as dead. A page takes the place of a target
        that waits, and is not queued where one is leased.
        """

    def lease(
        self,
        host: str,
        n: int,
        *,
        fence: int,
        ttl: float,
        now: datetime | None = None,
        sources: Collection[str] | None = None,
    ) -> list[FrontierItem]:
        """Take up to `n` due items of `host` for `ttl` seconds of the store's clock, highest priority first.

        With `sources` only items of these; others keep waiting.

        Each lease counts as an attempt, except where it ran out before the item was reached; an item that used up
        its attempts is set aside as dead, and stays visible in `frontier`. Raises LeaseLost if `fence` is not the
        host's present one.
        """

    def ack(self, ids: Iterable[int], *, fence: int | None = None) -> None:
        """The items are done and leave the frontier; an id that is not there is no error."""

    def fail(
        self,
        ids: Iterable[int],
        *,
        not_before: datetime | None = None,
        reason: str = "",
        fence: int | None = None,
    ) -> None:
        """Give leased items back, not to be leased again before `not_before`."""

    def give_back(self, ids: Iterable[int]) -> None:
        """Return items that were never requested; the attempt is not counted."""

    def excuse(self, urls: Iterable[str], *, not_before: datetime) -> None:
        """Waiting items that failed through no fault of theirs: no attempt counts, and they are due by `not_before`."""

    def due_hosts(
        self, *, now: datetime | None = None, sources: Collection[str] | None = None
    ) -> list[tuple[str, int]]:
        """(host, due items) of every host that has a due item (of `sources`) and whose own `not_before` has passed."""

    def sources(self) -> frozenset[str]:
        """Whose items are there, in any state."""

    def waiting(self) -> int:
        """Items that wait or are leased; the dead are not counted."""


class Hosts(Protocol):
    """The right to talk to a host: a row with a growing fence."""

    def take(self, host: str, *, ttl: float, now: datetime | None = None) -> HostSlot | None:
        """The slot for `ttl` seconds of the store's clock, or None while held or before its `not_before`."""

    def renew(self, host: str, fence: int, *, ttl: float) -> HostSlot:
        """Hold the slot longer. Raises LeaseLost if another one took it."""

    def holds(self, host: str, fence: int) -> bool:
        """Does the slot still belong to `fence`? Asked before each request: somebody else may have taken it over."""

    def release(self, host: str, fence: int, *, not_before: datetime | None = None) -> None:
        """Give the slot back; nobody takes it before `not_before`. A lost slot is left alone."""


class Archive(Protocol):
    """Articles, their copies, revisions and cuts, and everything a crawl must remember. A context manager."""

    path: Path
    readonly: bool
    frontier: Frontier
    hosts: Hosts

    def __enter__(self) -> Archive: ...
    def __exit__(self, *exc: object) -> None: ...
    def close(self) -> None:
        """Write back the log, free the lock. A second call does nothing."""

    def now(self) -> datetime:
        """The clock that `open_archive` was given; aware UTC."""

    # Writing

    def store(
        self,
        batch: Sequence[Item],
        decide: Decide,
        *,
        now: datetime | None = None,
        run_id: int | None = None,
        fence: int | None = None,
    ) -> list[Verdict | None]:
        """Store a batch in ONE transaction; a verdict for each item, None for one without an article.

        For each article `decide(candidate, neighbours)` is asked. Neighbours, at most 40: what is held under
        the candidate's `url_key` (`same_url=True`; if that is a copy, its own text with its story's
        `article_id`), then the representatives of stories with a member within seven bits or with a shared
        anchor. Verdicts carry the story's `article_id`, also for "new". The frontier rows named by
        `item.lease` are acknowledged in the same transaction; LeaseLost if one carries a higher fence.

        The same call again (same `url_key`, content, `fetch.at` and `run_id`) returns the same verdicts and
        writes nothing. `decide` must be pure; what it raises rolls the whole batch back.
        """

    def adopt(
        self,
        bundle: Bundle,
        decide: Decide | None,
        *,
        trusted: Collection[int] = (),
        run_id: int | None = None,
        now: datetime | None = None,
    ) -> tuple[Literal["new", "joined", "extended", "same", "forgotten"], int | None]:
        """Take over a story of another archive in one transaction; (what became of it, its article's id here).

        A text that is held under its `url_key` gets what it lacks; a story of which nothing is held comes in as it
        is and is then judged against what is near, except the stories in `trusted`: its own archive has kept those
        apart. Without `decide` nothing is judged. The same call again changes nothing ("same").
        """

    def adopt_marks(
        self, aliases: Iterable[Mapping[str, Any]] = (), overrides: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        """Take over other addresses of pages that are held, and what people decided; rows of these tables."""

    def note_counts(self, run_id: int, counts: Mapping[str, Any]) -> None:
        """Say how far a run is while it goes on."""

    def rewrite(self, article_id: int, article: Article, signature: Signature) -> None:
        """Replace the text and fields of an article *or copy* by a later reading of the same page.

        No revision is kept: not the page changed, the rules did. Cuts are replaced.
        """

    def atomic(self) -> AbstractContextManager[None]:
        """Group several writes into one transaction; nests."""

    def override(
        self,
        kind: Literal["split", "merge", "pin"],
        target: Target,
        other: Target | None = None,
        *,
        reason: str = "",
        now: datetime | None = None,
    ) -> Override:
        """Let a person decide: take a copy out of its story, put a story into `other`'s, or keep one as it is."""

    def withdraw(self, override_id: int) -> Override:
        """Take back an override: it no longer binds later decisions; nothing moves by it. Raises NotFound."""

    def overrides(self) -> list[Override]:
        """Everything that people decided about folding, oldest first."""

    def texts(self) -> Iterator[StoredArticle | StoredCopy]:
        """Every text that takes part in folding, by id, which is the order of arrival; for replays of the rules."""

    def marks(self) -> Iterator[TextMarks]:
        """The marks of every text that takes part in folding, in no order; bodies are not read."""

    def text_candidates(self, text_ids: Collection[int]) -> dict[int, Candidate]:
        """Up to some hundred texts as a judge sees them, by id, overrides left aside; unknown ids are absent."""

    def regroup(self, text_id: int, article_id: int | None, edge: Edge | None = None) -> None:
        """Move one text into another story, or with None into one of its own; no override is kept.

        If it was its story's article, the fullest of its copies takes that place. A copy that is in that story
        already only gets the evidence of `edge`.
        """

    def promote(self, copy_id: int) -> None:
        """Let a copy be its story's article; the story is then known by both ids."""

    def forget(
        self, target: Target, *, reason: str = "", now: datetime | None = None, url_key: str = ""
    ) -> int:
        """Delete a URL's text (with an id: the whole story), leave a tombstone; how many texts went.

        If the text stood for its story, the fullest copy takes its place. `url_key` is that of a URL that is not
        held: it is never collected then.
        """

    def unforget(self, target: str) -> list[Tombstone]:
        """Take away the tombstones of a URL or `url_key`, so that it may be collected again; those taken away."""

    def tombstones(self) -> list[Tombstone]:
        """What was forgotten, latest first."""

    def scrub(self) -> bool:
        """Let no deleted word lie in the full-text indexes or the log; False: a reader still holds the log."""

    # What a crawl must remember

    def known(self, url_keys: Iterable[str]) -> dict[str, KnownPage]:
        """What is held, forgotten or was tried in vain, by `url_key`; unknown keys are absent."""

    def start_run(
        self,
        command: str = "",
        *,
        version: str = "",
        versions: Mapping[str, str] | None = None,
        config: str = "",
        now: datetime | None = None,
    ) -> int:
        """A row in `runs` with status "running", committed at once.

        `versions` names what the run was made of; `version` is newsfold's own. `config` is the configuration that it
        follows, as JSON: it is kept once, under its hash.
        """

    def end_run(
        self,
        run_id: int,
        status: str,
        counts: Mapping[str, Any] | None = None,
        *,
        reason: str = "",
        now: datetime | None = None,
    ) -> None:
        """Close a run: "ok", "partial", "failed", "interrupted" or "skipped"; its verdicts are counted."""

    def mend_clock(self, now: datetime) -> datetime | None:
        """When the latest run began, if that is more than a day after `now`: the clock was, or is, wrong.

        What was put off for longer than a week is due then: a time that a wrong clock set may be years away.
        """

    def record_fetches(self, run_id: int | None, fetches: Iterable[Fetch]) -> None:
        """Fetches that carry no article: feeds, sitemaps, refusals, errors."""

    def feed_state(self, url: str) -> FeedState | None: ...
    def feed_states(self, source: str | None = None) -> list[FeedState]: ...
    def put_feed_states(self, states: Iterable[FeedState]) -> None:
        """Write each state as a whole; a run does this once, after its articles are stored."""

    def get_robots(self, origin: str) -> RobotsRecord | None: ...
    def put_robots(self, record: RobotsRecord) -> None: ...

    def subscriptions(self) -> list[Subscription]: ...
    def subscription(self, token: str) -> Subscription | None:
        """The one whose callback ends in `token`."""

    def put_subscriptions(self, subscriptions: Iterable[Subscription]) -> None:
        """Write each as a whole; an active one is told to its feed's state (`subscribed_until`)."""

    def drop_subscription(self, feed: str) -> None:
        """Forget it, and that the feed's hub pushes."""

    def sources(self) -> list[SourceRow]: ...
    def put_sources(self, sources: Iterable[SourceRow]) -> None:
        """Insert or update; what a row leaves empty stays as it is, as do `articles` and `added_at`."""

    def has_lists(self, source: str) -> bool:
        """Is any list or address kept under this source?"""

    def remove_source(self, source: str) -> bool:
        """Forget the source and its feeds; its articles stay. False: there was none."""

    # Health

    def looks(self, source: str, *, pages: bool = False, limit: int = 100) -> list[Look]:
        """The latest requests for the source's lists, or for its pages, newest first; those not made are left out."""

    def unanswered(self) -> list[Look]:
        """Every request since the last one, of any source, that a server answered; newest first."""

    def text_dates(self, source: str, *, since: datetime) -> list[datetime]:
        """When each text of the source was published (first seen, where nobody said), oldest first."""

    def text_measures(self, source: str, *, limit: int = 100) -> list[TextMeasure]:
        """Length and date of the source's latest texts, newest first."""

    def offline_runs(self) -> frozenset[int]:
        """Runs in which our own network was down: what failed in them says nothing about a source."""

    def mark_offline(self, run_id: int) -> None:
        """Note in the run's counts and before its reason that our own network was down."""

    def put_health(self, changes: Iterable[HealthChange]) -> None:
        """Write each source's state; one that differs from the state before is a row, `waiting` with it."""

    def health_changes(self, *, waiting: bool = False, limit: int = 1000) -> list[HealthChange]:
        """Changes of state, oldest first; `waiting`: only those that somebody has still to be told of."""

    def put_waiting(self, change_id: int, channels: Sequence[str]) -> None:
        """Who has still to be told of a change."""

    def source_line_counts(self, source: str, *, at_least: int = 2) -> tuple[LearnedLine, ...]:
        """Short lines seen in at least `at_least` articles of the source, most seen first, with how many of how many."""

    # Reading

    def article(self, target: Target) -> StoredArticle:
        """The representative of the story that `target` belongs to, merged ids resolved. Raises NotFound."""

    def articles(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        source: str | None = None,
        language: str | None = None,
        limit: int | None = None,
        order: Literal["newest", "oldest", "id"] = "newest",
    ) -> Iterator[StoredArticle]:
        """Articles by `dated_at`: since <= dated_at < until. Read in one go, safe while others write."""

    def find(self, url: str) -> tuple[int, int | None] | None:
        """(article id, copy id or None) of a URL or `url_key` exactly as stored; None: not held."""

    def copies(self, article_id: int) -> list[StoredCopy]: ...
    def copy(self, copy_id: int) -> StoredCopy: ...
    def revisions(self, article_id: int) -> list[StoredRevision]: ...
    def cuts(self, article_id: int) -> list[StoredCut]: ...
    def decisions(self, article_id: int) -> list[Decision]: ...
    def story(self, target: Target) -> Story: ...
    def raw_page(self, url: str) -> RawPage | None:
        """The page as it was fetched last, if it was kept."""

    def raw_pages(self, source: str | None = None) -> Iterator[tuple[int, RawPage]]:
        """(id of the article or copy it made, page) of every kept page that made one, oldest first."""

    def why(self, target: Target) -> Why: ...
    def runs(self, limit: int | None = None) -> list[Run]:
        """Newest first."""

    def run(self, run_id: int) -> Run: ...
    def configuration(self, digest: str) -> Mapping[str, Any] | None:
        """The configuration that `Run.config_hash` names; None: it is not known."""

    def fetches(self, run_id: int) -> Iterator[dict[str, Any]]: ...
    def counts(self) -> dict[str, int]:
        """Rows of each table that a person would ask about."""

    # Figures: bounded questions for pages and plots, see `storage.figures`

    def headlines(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        source: str | None = None,
        limit: int = 50,
    ) -> list[Headline]:
        """Articles with since <= dated_at < until, newest first, without their texts."""

    def widely_run(self, *, since: datetime, until: datetime, limit: int = 10) -> list[Headline]:
        """The articles of a period with the most copies; only those with copies."""

    def newest_date(self, before: datetime | None = None) -> datetime | None:
        """When the newest article is dated, or the newest one `before` a time; None: there is none."""

    def oldest_date_from(self, since: datetime) -> datetime | None:
        """When the oldest article dated `since` or later is dated; None: there is none."""

    def publication_times(
        self, sources: Collection[str], *, since: datetime, until: datetime
    ) -> list[datetime]:
        """When each text of these sources was published, articles and copies; texts without a date are left out."""

    def days(self, *, since: datetime, until: datetime, source: str | None = None) -> list[DayCount]:
        """Articles a source and day (UTC), oldest day first."""

    def copy_ties(self) -> CopyTies:
        """Who repeats whom and after how long, in the latest copies."""

    def cuts_by_rule(self) -> dict[str, int]:
        """How often each rule cut something among the latest cuts, most first."""

    def verdicts(self, run_id: int) -> dict[str, int]:
        """How many requests of a run ended in which verdict, most first; also when their rows were pruned."""

    def search(
        self,
        words: str,
        *,
        limit: int = 20,
        order: Literal["newest", "rank"] = "newest",
        since: datetime | None = None,
        until: datetime | None = None,
        source: str | None = None,
        language: str | None = None,
    ) -> Hits:
        """Full-text search. Plain words never fail; "phrases", OR, -not, prefix* and field:word are understood.

        Newest first the answer is exact. By rank `Hits.bound` says so if not all that match were compared.
        """

    def selected(
        self,
        words: str = "",
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        source: str | None = None,
        language: str | None = None,
    ) -> Iterator[int]:
        """Ids of all articles that `search` with these words and filters finds, rising; for exports."""

    def bundles(self, article_ids: Iterable[int], *, pages: bool = False) -> Iterator[Bundle]:
        """Whole stories as rows, in the order of the ids; an id that is gone meanwhile is left out."""

    def neighbours_of(self, signature: Signature, *, limit: int = 40) -> list[Candidate]:
        """Representatives that resemble a text, best first, of any time."""

    def query(
        self, sql: str, params: Sequence[Any] | Mapping[str, Any] = ()
    ) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        """(column names, rows) of any SELECT. Raises QueryError; writing is impossible by construction."""

    # Care

    def check(self) -> list[str]:
        """Everything that is wrong with the file, in words; empty: sound."""

    def reindex(self) -> None:
        """Build the full-text and neighbour indexes again from the rows."""

    def backup(self, target: Path | str, *, replace: bool = False) -> dict[str, int]:
        """A whole, verified copy while others read and write; the rows of each table in it.

        Raises UnusablePath if `target` exists (unless `replace`) or cannot be written, ArchiveError if the copy is not sound.
        """

    def require_room(self) -> None:
        """Raise ArchiveError where the disk is too full to keep what a crawl would fetch."""

    def prune(self, wish: Pruning, *, dry_run: bool = False) -> list[Pruned]:
        """Take old pages, fetch rows and texts away, or tell what would go. Texts leave tombstones."""

    def vacuum(self) -> tuple[int, int]:
        """Write the file anew without free space; its bytes before and after. Raises ArchiveError if the disk is too full."""
