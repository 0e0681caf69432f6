"""The desk: what the components of one run share - the archive, the clock, the options, the readers, the tally.

Scrapy builds spiders, middlewares and pipelines by name and hands each the crawler; `Desk.of(crawler)` gives
them the desk that `crawler.run` put there, or opens one from the settings where `scrapy crawl` was called.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast
from weakref import WeakKeyDictionary

from scrapy import signals

from crawler import clock
from crawler.backlog import Backlog
from crawler.config import Config, Kind, SourceConfig, load_config
from crawler.config.snapshot import snapshot
from crawler.dedup import FoldRules
from crawler.discovery import TrapGuard
from crawler.failures import explain
from crawler.guard import Network, networks
from crawler.normalise import learn
from crawler.polls import Poll, Skip, Timing, Window, awake, plan, source_name
from crawler.provenance import versions
from crawler.report import (
    CrawlOptions,
    OutcomeStatus,
    Planned,
    RunStatus,
    SourceOutcome,
    Targets,
    failures_in_words,
)
from crawler.urls import host_key
from crawler.version import user_agent
from crawler.workers import STOPPED, Failed, ReadingPool
from storage.archive import open_archive
from storage.errors import AddressRefused, ArchiveError, ReadersLost
from storage.ports import Archive
from storage.records import Entry, FeedState, Fetch, LearnedLine, SourceFacts

if TYPE_CHECKING:
    from scrapy.crawler import AsyncCrawlerProcess, Crawler

T = TypeVar("T")
log = logging.getLogger(__name__)

_DESKS: WeakKeyDictionary[Any, Desk] = (
    WeakKeyDictionary()
)  # Any: scrapy.crawler.Crawler, imported for types only

LINES_EVERY = 25  #: articles of a source after which its learned lines are read again


@dataclass(slots=True)
class SourceTally:
    """What one source brought in this run, counted as it comes.

    `counts`: "lists" (read), "unchanged" (304), "skipped" (not due), "pages", then by what became of
    them "new", "copies", "revisions", "same", "rejected", "failed".
    """

    id: str
    url: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    skipped: str = ""

    def outcome(self) -> SourceOutcome:
        """One line of the report. Failed is a source that gave nothing usable and said why."""
        got = self.counts["lists"] + self.counts["unchanged"] + self.counts["stored"]
        status: OutcomeStatus = "ok"
        if self.problems and not got:
            status = "failed"
        elif self.skipped and not got and not self.counts["pages"]:
            status = "skipped"
        elif not self.counts["pages"]:
            status = "unchanged"
        reason = self.problems[0] if self.problems else self.skipped
        names = ("pages", "new", "copies", "revisions", "same", "rejected", "failed")
        return SourceOutcome(self.id, self.url, status, reason, **{name: self.counts[name] for name in names})


class Desk:
    """Shared by everything that one run builds; lives as long as its crawler."""

    def __init__(
        self,
        archive: Archive,
        config: Config,
        targets: Sequence[SourceConfig],
        options: CrawlOptions,
        pool: ReadingPool,
        reader: str = "crawler.reading",
    ) -> None:
        self.archive, self.config, self.targets, self.options, self.pool = (
            archive,
            config,
            targets,
            options,
            pool,
        )
        self.reader = reader  #: module whose `read_page` and `read_list` the workers call
        self.user_agent = user_agent(config.fetch.contact)
        self.delay = config.fetch.delay
        self.delays = _own_delays((*config.sources, *targets))  #: seconds, of hosts whose source has its own
        self.traps = TrapGuard()
        self._lists: set[str] = set()
        self._sources: dict[str, SourceConfig] = {}
        self.longest_delay = 60.0  #: seconds; a longer Crawl-delay is kept as this, or one site stops a run
        self.allowed_networks: tuple[Network, ...] = networks(config.fetch.allow_private)
        self.own_sources: set[str] | None = None  #: whose waiting pages this run takes up; None: everybody's
        self.refused_hosts: dict[str, AddressRefused] = {}
        fold = config.fold
        self.fold_rules = FoldRules(
            window=fold.window, containment=fold.containment, min_tokens=fold.min_tokens
        )
        self.run_id: int | None = None
        self.tally: dict[str, SourceTally] = {}
        self.planned: list[Planned] = []
        self.window = Window(options.since, options.until)
        self.backlog = Backlog(pool.workers)
        self.handed_out = 0  #: page requests given to the downloader
        self.retry_until = 0.0  #: monotonic: until then the run waits for pages that failed to come back
        self.frontier_changed = True
        self.stopping = False
        self.interrupted = False
        self.given = Targets()  #: its addresses wait in the archive, see `crawler.targets`
        self.left: Counter[str] = Counter()  #: addresses of a list that were left alone, by reason
        self.untaken = 0  #: addresses of a list that do not wait in the archive yet
        self.problem: Exception | None = None  #: why the run cannot go on
        self.clock_note = ""  #: what was wrong with the clock when the run began
        self.crashes: list[str] = []  #: answers that our own code fell over
        self.show_progress = False
        self.outcomes: list[object] | None = None  #: where a probe collects what was read
        self.on_stop: Callable[[str], None] | None = None
        self.on_stored: Callable[[], None] | None = None
        self._notes: list[Fetch] = []
        self._lines: dict[str, tuple[int, tuple[LearnedLine, ...]]] = {}
        self._began, self._start = time.monotonic(), clock.now()
        self._names: dict[str, str] | None = None

    @staticmethod
    def of(crawler: Crawler) -> Desk:
        """The desk of a crawler; where none was set, one opened from its settings (`scrapy crawl`).

        Scrapy hands its resolver the process in which the crawler runs: that has the same desk.
        """
        desk = _DESKS.get(crawler)
        if desk is None:
            inside = next(iter(getattr(crawler, "crawlers", ())), None)
            desk = _DESKS[crawler] = Desk.of(inside) if inside is not None else _from_settings(crawler)
        return desk

    def sits_at(self, crawler: Crawler | AsyncCrawlerProcess) -> None:
        _DESKS[crawler] = self

    # Time and names

    def now(self) -> datetime:
        """What is stored and due: the clock at the run's start (`NEWSFOLD_NOW`) plus the time since."""
        return self._start + timedelta(seconds=time.monotonic() - self._began)

    def of_source(self, source_id: str) -> SourceTally:
        return self.tally.setdefault(source_id, SourceTally(source_id))

    def name_source(self, title: str | None, url: str) -> str:
        """The id of a source that was given as a bare URL, by the title of what was found there."""
        if self._names is None:
            self._names = {row.id: row.url for row in self.archive.sources()}
            self._names |= {source.id: source.url for source in self.config.sources}
        name = source_name(title, url, self._names)
        self._names.setdefault(name, url)
        return name

    # What to ask for

    def plan(self, url: str | None = None, expected: str = "auto") -> Iterator[Poll | Skip]:
        """The lists of this run's sources, each once, with those that are left alone and why.

        A spider that was given a `url` of its own (`scrapy crawl feed -a url=...`) asks for that alone.
        """
        if url is not None:
            kind = {"home": "site"}.get(expected, expected)
            source = replace(self.config.adhoc(url, ""), kind=cast(Kind, kind))
            self.targets = (source,)
            self.own_sources = set()
        if self._timing() in ("due", "soon") and self.own_sources is None:
            self.own_sources = awake(self.archive, self.config, self.now())
        for target in self.targets:
            for step in self.steps(target):
                if self.first_time(step.url):
                    yield step

    def steps(self, target: SourceConfig) -> Iterator[Poll | Skip]:
        """What a source, or an address that was given, asks for now."""
        timing, now = self._timing(), self.now()
        state = self.archive.feed_state(target.url)
        source_id = target.id or (state.source if state else None)
        quiet = self.config.quiet_until(target, now) if timing in ("due", "soon") else None
        if quiet is None:
            self.take_up(source_id or "")
        return plan(target, source_id, self._states(target, state, source_id), timing, now, quiet)

    def _states(
        self, target: SourceConfig, state: FeedState | None, source_id: str | None
    ) -> Sequence[FeedState]:
        """The lists of a target's source; an address that has never answered shares its stand-in source with its whole host."""
        if state is not None and not target.id and state.last_success_at is None:
            return [state]
        return self.archive.feed_states(source_id) if source_id else []

    def _timing(self) -> Timing:
        if self.options.force or not self.options.due:
            return "force" if self.options.force else "now"
        return "soon" if self.options.soon else "due"

    def first_time(self, url: str) -> bool:
        """Is a list led to for the first time in this run? An index that names itself is read once."""
        new = url not in self._lists
        self._lists.add(url)
        return new

    def has_met(self, url: str) -> bool:
        """Is this one of the run's lists?"""
        return url in self._lists

    def take_up(self, source_id: str) -> None:
        """A source belongs to this run: what waits of it may be fetched."""
        if self.own_sources is not None and source_id and source_id not in self.own_sources:
            self.own_sources.add(source_id)
            self.frontier_changed = True

    def source_of(self, source_id: str) -> SourceConfig:
        """The configuration of a source by id; for one that is not configured, the defaults."""
        found = self._sources.get(source_id)
        if found is None:
            own = next((target for target in self.targets if target.id == source_id), None)
            found = own or self.config.source(source_id) or self.config.adhoc("", source_id)
            self._sources[source_id] = found
        return found

    def facts(self, source_id: str, entry: Entry | None) -> SourceFacts:
        """What is known of a page before it is read."""
        source = self.source_of(source_id)
        lines = self._learned(source_id)
        return SourceFacts(source_id, source.title, entry, lines, len(lines), source.rules, source.language)

    def _learned(self, source_id: str) -> tuple[LearnedLine, ...]:
        if not source_id:
            return ()
        stored = self.of_source(source_id).counts["pages"]
        known = self._lines.get(source_id)
        if known is None or stored - known[0] >= LINES_EVERY:
            known = self._lines[source_id] = (stored, learn(self.archive.source_line_counts(source_id)))
        return known[1]

    # What happened

    def note(self, fetch: Fetch) -> None:
        """Keep a fetch that brings no article; it is written with the next batch."""
        self._notes.append(fetch)

    def take_notes(self) -> list[Fetch]:
        notes, self._notes = self._notes, []
        return notes

    def has_enough(self) -> bool:
        """Has this run asked for as many pages as it may (`--max`)?"""
        most = self.options.max_items
        return most is not None and self.handed_out >= most

    @contextmanager
    def storing(self) -> Iterator[None]:
        """What cannot be written - a full disk - ends the run once, with its reason; nothing was acknowledged."""
        try:
            yield
        except ArchiveError as problem:
            self.give_up(problem, "the archive cannot be written")

    async def read(self, function: Callable[..., T], *args: Any) -> T | Failed:
        """Have a worker read an answer. Where there is none to be had the run ends, and what it has for them is put back."""
        try:
            return await self.pool.read(function, *args)
        except ReadersLost as problem:
            self.give_up(problem, "no page can be read")
            return STOPPED

    def give_up(self, problem: Exception, reason: str) -> None:
        """End a run that cannot go on, once; `crawler.run` raises `problem` when it is over."""
        if self.problem is not None:
            return
        # `scrapy crawl` has nobody who would say it at the end
        log.log(logging.INFO if self.on_stop else logging.ERROR, "giving up problem=%s", problem)
        self.problem = problem
        self.stop(reason)

    @property
    def can_store(self) -> bool:
        """Does the archive take what is written?"""
        return self.problem is None or isinstance(self.problem, ReadersLost)

    def stop(self, reason: str) -> None:
        """Ask for nothing more and close the spider."""
        self.stopping = True
        self.pool.wind_down()
        if self.on_stop is not None:
            self.on_stop(reason)

    def status(self, outcomes: Sequence[SourceOutcome]) -> RunStatus:
        """How the run went, once it is over."""
        failed = sum(outcome.status == "failed" for outcome in outcomes)
        if self.interrupted:
            return "interrupted"
        if self.problem is not None or self.crashes or (failed and failed == len(outcomes) and not self.left):
            return "failed"
        return "partial" if failed else "ok"

    def wait_for_retry(self, seconds: float) -> None:
        """Keep the run open until a page that failed may be asked for again."""
        self.retry_until = max(self.retry_until, time.monotonic() + seconds + 0.5)

    def explain(self, problem: BaseException, url: str) -> tuple[str, str]:
        """(verdict, reason) of a request that brought no answer."""
        return explain(problem, url, self.refused_hosts, self.config.fetch.max_size)


def _own_delays(sources: Sequence[SourceConfig]) -> dict[str, float]:
    """The delay of each host that a source has one for; two sources of one host get the longer one."""
    delays: dict[str, float] = {}
    for source in sources:
        if source.delay is not None:
            host = host_key(source.url)
            delays[host] = max(source.delay, delays.get(host, 0.0))
    return delays


def _from_settings(crawler: Crawler) -> Desk:
    """A desk for `scrapy crawl NAME -a url=...`: archive and configuration from the settings or the usual places."""
    settings = crawler.settings
    path = Path(settings.get("NEWSFOLD_DB") or "news.db")
    config = load_config(settings.get("NEWSFOLD_CONFIG"))
    archive = open_archive(path, now=clock.now, command=f"scrapy crawl {crawler.spidercls.name}")
    pool = ReadingPool(config.fetch.workers or 2)
    desk = Desk(archive, config, config.enabled(), CrawlOptions(), pool)
    run = desk.run_id = archive.start_run(
        f"scrapy crawl {crawler.spidercls.name}",
        versions=versions(),
        config=snapshot(config),
        now=desk.now(),
    )

    def close(reason: str) -> None:
        """Everything is written: end the run's row."""
        pool.close(kill=desk.problem is not None)
        desk.interrupted = reason != "finished" and desk.problem is None
        outcomes = [tally.outcome() for tally in desk.tally.values()]
        words = str(desk.problem or failures_in_words(outcomes))
        counts: Counter[str] = sum((tally.counts for tally in desk.tally.values()), Counter())
        archive.end_run(run, desk.status(outcomes), counts, reason=words, now=desk.now())
        archive.close()

    crawler.signals.connect(close, signal=signals.spider_closed, weak=False)
    return desk
