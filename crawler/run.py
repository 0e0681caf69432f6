"""One crawl in one process: open the archive, build Scrapy around it, run, close the books.

Twisted's reactor cannot start twice in a process, so each of these functions is called at most once in one;
`newsfold schedule` starts a child for each run.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.utils.asyncio import call_later
from twisted.python.failure import Failure

from crawler import clock
from crawler import settings as scrapy_settings
from crawler.alerts import tell
from crawler.backfill import covered, span_note
from crawler.config import Config, SourceConfig
from crawler.config.snapshot import snapshot
from crawler.desk import Desk
from crawler.outcomes import ListOutcome, PageOutcome
from crawler.polls import entry_from_json
from crawler.provenance import versions
from crawler.replay import repair_learned
from crawler.report import (
    CrawlOptions,
    CrawlReport,
    FoundList,
    Probe,
    Sample,
    Targets,
    clipped,
    failures_in_words,
)
from crawler.review import review
from crawler.robots import Robots
from crawler.targets import resolve
from crawler.urls import canonical_url, origin, redact
from crawler.workers import Limits, ReadingPool
from crawler.writer import Writer
from storage.archive import open_archive
from storage.errors import ArchiveError, UsageError
from storage.ports import Archive
from storage.records import FrontierItem, Item

log = logging.getLogger(__name__)

PATIENCE = 15.0  #: seconds that answers under way may take once a run was asked to stop
NAMED = 20  #: targets that a run's row names
SPIDER = "news"
#: loggers whose warnings are the reason of a row already
TOLD_BY_ROWS = (
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.downloader.handlers._base_streaming",
    "scrapy.downloadermiddlewares.httpcompression",
)


def crawl(
    targets: Sequence[str],
    *,
    listed: Sequence[str] = (),
    config: Config,
    db: Path,
    options: CrawlOptions = CrawlOptions(),
    progress: bool = False,
    reader: str = "crawler.reading",
    limits: Limits = Limits(),
) -> CrawlReport:
    """Collect articles from `targets` (source ids or URLs; none: every enabled source) into the archive at `db`.

    `listed` are more of them, of a list: what the archive has of its addresses is left alone. `reader` names the module whose `read_page` and `read_list` the workers call, within `limits`.

    Raises:
        UsageError: a target is neither a source's id nor a URL, or there is nothing to crawl.  URLError: one is no URL.
        ArchiveError: the archive cannot be opened or written, or another run holds it.
    """
    given = resolve(targets, listed, config)
    if given == Targets():
        raise UsageError("nothing to crawl: name a URL, or add a source with `newsfold sources add URL`")
    words = ["crawl", *options.words(), *([f"-i ({len(listed)} lines)"] if listed else ()), *targets[:NAMED]]
    command = clipped(redact(" ".join(words)), 200)
    scratch = options.simulate
    store = _scratch("simulation", command) if scratch else open_archive(db, now=clock.now, command=command)
    with store as archive:
        pool = ReadingPool(config.fetch.workers or os.cpu_count() or 2, limits, preload=(reader,))
        desk = Desk(archive, config, given.sources, options, pool, reader)
        desk.given = given
        desk.own_sources = set() if targets or listed else None
        desk.show_progress = progress
        return _run(desk, command)


@contextmanager
def _scratch(name: str, command: str) -> Iterator[Archive]:
    """An archive that is gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="newsfold-") as folder,
        open_archive(Path(folder, f"{name}.db"), now=clock.now, command=command) as archive,
    ):
        yield archive


def _run(desk: Desk, command: str) -> CrawlReport:
    began = time.monotonic()
    if not desk.options.simulate:
        _begin(desk, command)
    try:
        _scrapy(desk, desk.config)
    finally:
        desk.pool.close(kill=desk.interrupted or desk.problem is not None)
    return _close(desk, time.monotonic() - began)


def _begin(desk: Desk, command: str) -> None:
    """The run's row, before anybody is asked for anything. Raises ArchiveError where nothing could be kept."""
    archive, now = desk.archive, desk.now()
    latest = archive.mend_clock(now)
    if latest is not None:
        desk.clock_note = (
            f"the run before began on {latest:%Y-%m-%d %H:%M} UTC, which is to come: the clock was set back"
        )
        log.warning("clock set back latest_run=%s", latest.isoformat())
    desk.run_id = archive.start_run(command, versions=versions(), config=snapshot(desk.config), now=now)
    try:
        archive.require_room()
    except ArchiveError as full:
        archive.end_run(desk.run_id, "failed", reason=str(full), now=now)
        raise


def _close(desk: Desk, seconds: float) -> CrawlReport:
    """Write what is left, end the run's row, and report."""
    archive = desk.archive
    if not desk.options.simulate:
        Writer.of(desk).flush()
    outcomes = tuple(tally.outcome() for tally in desk.tally.values())
    status = desk.status(outcomes)
    counts: Counter[str] = Counter()
    for tally in desk.tally.values():
        counts.update(tally.counts)
    if desk.problem is not None:
        if desk.run_id is not None:
            with suppress(type(desk.problem)):
                archive.end_run(desk.run_id, status, counts, reason=str(desk.problem), now=desk.now())
        raise desk.problem
    waiting = 0
    if desk.run_id is not None:
        if not desk.interrupted:
            stored = [tally.id for tally in desk.tally.values() if tally.counts["stored"]]
            repair_learned(archive, desk.config, stored, workers=desk.config.fetch.workers)
        archive.end_run(
            desk.run_id,
            status,
            {**counts, **desk.left, **span_note(desk.window.since, desk.window.until or desk.now())},
            reason="; ".join(filter(None, (_why(desk), failures_in_words(outcomes)))),
            now=desk.now(),
        )
        if not desk.interrupted:
            review(archive, desk.config, set(desk.tally), run_id=desk.run_id, now=desk.now())
            tell(archive, desk.config, desk.now())
        waiting = sum(
            count for _, count in archive.frontier.due_hosts(now=desk.now(), sources=desk.own_sources)
        )
    found = None
    if desk.run_id is not None and desk.window.since is not None:
        found = covered(archive, set(desk.tally), desk.window.since, desk.window.until or desk.now())
    return CrawlReport(
        status, desk.run_id, outcomes, tuple(desk.planned), seconds, found, waiting, _why(desk), desk.left
    )


def _why(desk: Desk) -> str:
    if desk.crashes:
        return f"{len(desk.crashes)} answers could not be handled; the first: {desk.crashes[0]}"
    words = ["stopped by a signal" if desk.interrupted else desk.clock_note]
    if desk.untaken:
        words.append(f"{desk.untaken} addresses of the list were not taken up: give it again")
    return "; ".join(filter(None, words))


def _scrapy(desk: Desk, config: Config) -> None:
    """Run one Scrapy crawler to its end."""
    settings = Settings()
    settings.setmodule(scrapy_settings, priority="project")
    settings.setdict(
        {
            "USER_AGENT": desk.user_agent,
            "DOWNLOAD_DELAY": config.fetch.delay,
            "DOWNLOAD_TIMEOUT": config.fetch.timeout,
            "DOWNLOAD_MAXSIZE": config.fetch.max_size,
            "CONCURRENT_REQUESTS": config.fetch.concurrency,
            "LOG_ENABLED": False,
            "LOG_INSTALL_ROOT_HANDLER": False,
        },
        priority="cmdline",
    )
    if not log.isEnabledFor(logging.DEBUG):
        logging.getLogger("scrapy").setLevel(logging.WARNING)
        for name in TOLD_BY_ROWS:
            logging.getLogger(name).setLevel(logging.ERROR)
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(SPIDER)
    desk.sits_at(process)
    desk.sits_at(crawler)
    desk.on_stop = lambda reason: _close_spider(crawler, reason)

    def crashed(failure: Failure, response: object) -> None:
        _crashed(desk, failure, response)

    crawler.signals.connect(crashed, signal=signals.spider_error)
    finished = process.crawl(crawler)
    _stop_on_signals(desk)
    process.start(install_signal_handlers=False)
    if finished.done() and not finished.cancelled():
        finished.result()  # an engine that could not be built or fell over is no quiet success


def _crashed(desk: Desk, failure: Failure, response: object) -> None:
    """A callback raised: the page stays leased, so a later run has it again, and this run says that it failed."""
    url = getattr(response, "url", "")
    log.error("reading an answer crashed url=%s\n%s", url, failure.getTraceback())
    desk.crashes.append(f"{url}: {type(failure.value).__name__}: {failure.getErrorMessage()}")


def _close_spider(crawler: Crawler, reason: str) -> None:
    engine = crawler.engine
    if engine is not None and engine.spider is not None:
        _CLOSING.add(asyncio.ensure_future(engine.close_spider_async(reason=reason)))


_CLOSING: set[asyncio.Future[None]] = set()  # asyncio keeps only weak references to its tasks


def _stop_on_signals(desk: Desk) -> None:
    """SIGTERM and SIGINT: ask for nothing more, let go of what does not answer within `PATIENCE`; again: now."""

    def stop() -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - importing it installs it

        halt = cast(Any, reactor).stop  # Any: the reactor's module is its instance
        if desk.interrupted:
            halt()
            return
        desk.interrupted = True
        log.info("stopping: answers under way have %.0f s", PATIENCE)
        desk.stop("interrupted")
        call_later(PATIENCE, halt)

    loop = asyncio.get_event_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)


# Without an archive -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fetched:
    """One page that `fetch_pages` was asked for. Without a `page` there was no answer that could be read."""

    url: str
    outcome: PageOutcome


def fetch_pages(
    urls: Sequence[str], *, config: Config, options: CrawlOptions = CrawlOptions(), db: Path | None = None
) -> list[Fetched]:
    """Fetch and read single pages, politely, as articles; stored where `db` is given.

    Raises:
        URLError: one is no URL.  ArchiveError: as `crawl`.
    """
    sources = [replace(_source_of(canonical_url(url), config), kind="article") for url in urls]
    outcomes: list[object] = []
    store = open_archive(db, now=clock.now, command="scrape") if db else _scratch("scrape", "scrape")
    with store as archive:
        pool = ReadingPool(min(len(sources), os.cpu_count() or 2))
        only_these = replace(options, max_items=0)  # whatever waits in the archive goes on waiting
        desk = Desk(archive, config, sources, only_these, pool)
        desk.outcomes = outcomes
        desk.run_id = archive.start_run(
            "scrape", versions=versions(), config=snapshot(config), now=desk.now()
        )
        try:
            _scrapy(desk, config)
        finally:
            pool.close(kill=True)
        _close(desk, 0.0)
    return [found for one in outcomes if (found := _as_page(one)) is not None]


def _source_of(url: str, config: Config) -> SourceConfig:
    """What is configured for an address, else what the defaults say."""
    found = resolve([url], (), config)
    return found.sources[0] if found.sources else config.adhoc(url, "")


def _as_page(outcome: object) -> Fetched | None:
    """A page's outcome, or that of an address that never became a page: then with the words that say why."""
    if isinstance(outcome, PageOutcome):
        return Fetched(outcome.waiting.url, outcome)
    if not isinstance(outcome, ListOutcome) or not outcome.problem:
        return None
    fetch = outcome.fetch
    waiting = FrontierItem(fetch.url, fetch.url, "", outcome.source)
    return Fetched(fetch.url, PageOutcome(waiting, Item(fetch), fetch.verdict, outcome.problem))


# Before a source is added ---------------------------------------------------------------------------

SAMPLES = 3  #: articles that a report card shows


def probe(url: str, *, config: Config) -> Probe:
    """Look at an address as a crawl would - what it holds, may it be read, three articles - and store nothing.

    Raises:
        URLError: it is no URL.  ConfigError: an `allow_private` is no network.
    """
    return probe_pages(url, config=config)[0]


def probe_pages(url: str, *, config: Config) -> tuple[Probe, list[Fetched]]:
    """`probe`, with the pages that its samples were read from. Raises as `probe`."""
    source = _source_of(canonical_url(url), config)
    seen: list[object] = []
    with _scratch("probe", "probe") as archive:
        pool = ReadingPool(min(SAMPLES, os.cpu_count() or 2))
        desk = Desk(archive, config, [source], CrawlOptions(max_items=SAMPLES), pool)
        desk.outcomes = seen
        try:
            _scrapy(desk, config)
            Writer.of(desk).flush()
        finally:
            pool.close(kill=True)
        if desk.problem is not None:
            raise desk.problem
        pages = [Fetched(one.waiting.url, one) for one in seen if isinstance(one, PageOutcome)]
        return _report_card(url, source, desk, seen), pages


def _report_card(url: str, source: SourceConfig, desk: Desk, seen: Sequence[object]) -> Probe:
    lists = [one for one in seen if isinstance(one, ListOutcome)]
    pages = [one for one in seen if isinstance(one, PageOutcome)]
    first = next((one for one in lists if one.fetch.url == source.url), lists[0] if lists else None)
    if first is None:
        return Probe(url, problem="no answer came")
    verdict, delay = _robots(desk, url, pages)
    kind = "site" if first.fetch.kind == "home" else first.fetch.kind
    return Probe(
        url,
        final_url=first.fetch.final_url,
        kind="" if first.problem else "article" if first.page else kind,
        title=first.title,
        language=first.language,
        status=first.fetch.status,
        problem=first.problem,
        source_id=source.id or first.source,
        robots=verdict[0],
        robots_reason=verdict[1],
        crawl_delay=delay,
        lists=tuple(_found(one) for one in lists if one.page is None),
        samples=tuple(_sample(one) for one in pages[:SAMPLES]),
    )


def _found(outcome: ListOutcome) -> FoundList:
    times = [entry_from_json(item.meta.get("entry")) for item in outcome.items]
    newest = max((entry.published for entry in times if entry and entry.published), default=None)
    return FoundList(
        outcome.fetch.url, outcome.fetch.kind, outcome.title, len(outcome.items), newest, outcome.problem
    )


def _sample(outcome: PageOutcome) -> Sample:
    article = outcome.item.article
    if article is None:
        return Sample(outcome.waiting.url, verdict=outcome.verdict, evidence=outcome.reason)
    return Sample(
        outcome.waiting.url,
        article.headline,
        article.published,
        article.authors,
        outcome.item.signature.tokens if outcome.item.signature else 0,
        article.language,
        article.verdict,
        article.evidence,
        article.cuts,
    )


def _robots(desk: Desk, url: str, pages: Sequence[PageOutcome]) -> tuple[tuple[str, str], float | None]:
    """((verdict, reason), Crawl-delay) for the articles of a source, as far as robots.txt was asked."""
    address = pages[0].waiting.url if pages else url
    record = desk.archive.get_robots(origin(address))
    if record is None:
        return ("", ""), None
    rules = Robots.of(record)
    said = rules.verdict(desk.user_agent, address)
    word = "allowed" if said.allowed else "disallowed"
    return (word, said.reason), rules.crawl_delay(desk.user_agent)
