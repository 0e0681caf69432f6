"""What can be configured: frozen dataclasses with each field's default and unit beside it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from crawler.config.cron import Cron
from crawler.config.quiet import QuietHours, quiet_until
from crawler.config.values import path_rule_matches
from storage.records import UserRules

Kind = Literal["auto", "feed", "sitemap", "site", "article"]
KINDS: tuple[Kind, ...] = ("auto", "feed", "sitemap", "site", "article")
DEFAULT_EVERY = (
    3600.0  #: seconds between two polls where neither the feed nor the configuration says otherwise
)
RECHECK = (
    3600.0,
    21600.0,
    86400.0,
    259200.0,
)  #: most edits of news come within three days (1 h, 6 h, 24 h, 72 h)


@dataclass(frozen=True, slots=True)
class Defaults:
    """`[defaults]`: what holds for every source that does not say otherwise."""

    every: float | None = None  #: seconds between polls; None: the feed's own wish, else `DEFAULT_EVERY`
    cron: Cron | None = None
    recheck: tuple[float, ...] = RECHECK  #: seconds after publication at which an article is looked at again
    keep_pages: bool = True  #: keep the compressed page, so that later rules reach old articles
    max_per_run: int | None = None  #: article pages a source may have in one run
    quiet: tuple[QuietHours, ...] = ()  #: spans of the local day in which nothing is asked for
    zone: str | None = None  #: IANA name for `cron` and `quiet`; None: `schedule.zone`


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """One `[[source]]`, with the defaults already filled in."""

    url: str
    id: str
    kind: Kind = "auto"
    title: str | None = None
    every: float | None = None  #: seconds; None: the feed's own wish, else `DEFAULT_EVERY`
    cron: Cron | None = None  #: set: `every` is None
    include: tuple[str, ...] = ()  #: path prefixes ("/news/") or regular expressions on the URL; empty: all
    exclude: tuple[str, ...] = ()
    recheck: tuple[float, ...] = RECHECK
    enabled: bool = True
    language: str | None = None  #: BCP 47 primary tag where the pages do not say or say it wrongly
    keep_pages: bool = True
    max_per_run: int | None = None
    delay: float | None = None  #: seconds between requests to its host; None: `fetch.delay`
    quiet: tuple[QuietHours, ...] = ()
    zone: str | None = None
    rules: UserRules = field(default_factory=UserRules)  #: `[source.normalise]`
    line: int | None = None  #: where it stands in the file

    def wants(self, url: str) -> bool:
        """Is an article at `url` asked for? `exclude` wins over `include`."""
        if any(path_rule_matches(rule, url) for rule in self.exclude):
            return False
        return not self.include or any(path_rule_matches(rule, url) for rule in self.include)


@dataclass(frozen=True, slots=True)
class FetchConfig:
    """`[fetch]`: how requests are made."""

    delay: float = 0.5  #: seconds between requests to one host; robots' Crawl-delay wins if longer
    timeout: float = 30.0  #: seconds for one answer, first byte to last
    max_size: int = 15_000_000  #: bytes of one answer after decompression
    allow_private: tuple[str, ...] = ()  #: CIDR blocks; empty: no private or loopback address is ever read
    contact: str | None = None  #: mail address or URL in the User-Agent (also `[defaults] contact`)
    concurrency: int = 16  #: requests in flight over all hosts; one host never has more than one
    workers: int | None = None  #: processes that read pages; None: one a processor


@dataclass(frozen=True, slots=True)
class FoldConfig:
    """`[fold]`: when two articles are one story."""

    window: float = 259200.0  #: seconds between a copy and the story's first article
    containment: float = 0.6  #: share of the shorter text's word triples that the longer one has, 0..1
    min_tokens: int = 20  #: words; shorter texts are only folded when they are equal


@dataclass(frozen=True, slots=True)
class ScheduleConfig:
    """`[schedule]`: how `newsfold schedule` keeps time."""

    zone: str = "UTC"  #: IANA name; cron expressions are read in it
    tick: float | None = None  #: seconds between two looks at what is due; None: see `Config.tick`
    hung: float = 900.0  #: seconds without a write to the archive after which a crawl is given up

    @property
    def tzinfo(self) -> tzinfo:
        return UTC if self.zone == "UTC" else ZoneInfo(self.zone)


Level = Literal["degraded", "silent", "broken"]
ALERT_LEVELS: tuple[Level, ...] = ("degraded", "silent", "broken")


@dataclass(frozen=True, slots=True)
class AlertsConfig:
    """`[alerts]`: who is told when a source's state changes."""

    command: tuple[str, ...] = ()  #: program with its arguments; gets one JSON object on standard input
    webhook: str | None = None  #: URL to which the same JSON is POSTed
    at_least: Level = "degraded"  #: changes between better states are not told
    timeout: float = 10.0  #: seconds that either may take

    @property
    def channels(self) -> tuple[str, ...]:
        return (*(("command",) if self.command else ()), *(("webhook",) if self.webhook else ()))


@dataclass(frozen=True, slots=True)
class Config:
    """A whole `sources.toml`. `path` is None where there was no file."""

    defaults: Defaults = Defaults()
    sources: tuple[SourceConfig, ...] = ()
    fetch: FetchConfig = FetchConfig()
    fold: FoldConfig = FoldConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    alerts: AlertsConfig = AlertsConfig()
    path: Path | None = field(default=None, compare=False)

    def source(self, source_id: str) -> SourceConfig | None:
        """The source of that id, whatever its case."""
        wanted = source_id.casefold()
        return next((source for source in self.sources if source.id.casefold() == wanted), None)

    def enabled(self) -> tuple[SourceConfig, ...]:
        return tuple(source for source in self.sources if source.enabled)

    def zone_of(self, source: SourceConfig) -> tzinfo:
        """The zone in which a source's `cron` and `quiet` are read."""
        return ZoneInfo(source.zone) if source.zone else self.schedule.tzinfo

    def quiet_until(self, source: SourceConfig, at: datetime) -> datetime | None:
        """When a source's quiet hours end, if it has some at `at`."""
        return quiet_until(source.quiet, at, self.zone_of(source)) if source.quiet else None

    def resting(self, at: datetime) -> frozenset[str]:
        """Ids of the sources that are asked for nothing by themselves at `at`: switched off, or in their quiet hours."""
        return frozenset(
            source.id for source in self.sources if not source.enabled or self.quiet_until(source, at)
        )

    def tick(self) -> float:
        """Seconds between two looks at what is due: the shortest `every`, at most a minute."""
        if self.schedule.tick is not None:
            return self.schedule.tick
        return min([60.0, *(source.every for source in self.enabled() if source.every is not None)])

    def adhoc(self, url: str, source_id: str) -> SourceConfig:
        """A source for a URL given on the command line: the file's defaults, nothing else."""
        every, cron = self.defaults.every, self.defaults.cron
        return SourceConfig(
            url=url,
            id=source_id,
            every=every,
            cron=cron,
            recheck=self.defaults.recheck,
            keep_pages=self.defaults.keep_pages,
            max_per_run=self.defaults.max_per_run,
            quiet=self.defaults.quiet,
            zone=self.defaults.zone,
        )

    def with_fetch(
        self,
        *,
        delay: float | None = None,
        allow_private: tuple[str, ...] = (),
    ) -> Config:
        """The same configuration with `--delay` and `--allow-private` of the command line on top."""
        fetch = replace(self.fetch, allow_private=self.fetch.allow_private + allow_private)
        if delay is not None:
            fetch = replace(fetch, delay=delay)
        return replace(self, fetch=fetch)
