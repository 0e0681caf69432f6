"""What a schedule counts, for Prometheus; nothing here decides anything."""

from __future__ import annotations

import http.client
import sqlite3
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from crawler.health import LEVELS
from crawler.schedule.events import Listener
from crawler.schedule.notes import Note
from storage.archive import open_archive
from storage.errors import ArchiveError, UsageError

MINUTES = (1, 5, 15, 60, 300, 900, 3600, 14400)  #: seconds, bounds of the histogram of crawls


class Metrics(Listener):
    """Counters of one schedule, in a registry of their own."""

    def __init__(self, db: Path) -> None:
        self.registry = own = CollectorRegistry()
        self.sources = Gauge("newsfold_sources_enabled", "Sources that are switched on.", registry=own)
        self.due = Gauge("newsfold_due", "Sources and hosts that the last look found due.", registry=own)
        self.last_look = Gauge(
            "newsfold_last_look_timestamp_seconds", "When the schedule last looked.", registry=own
        )
        self.last_alive = Gauge(
            "newsfold_last_alive_timestamp_seconds",
            "When the schedule last gave a sign of life.",
            registry=own,
        )
        self.looks = Counter("newsfold_looks", "Looks at what is due.", registry=own)
        self.late_by = Gauge(
            "newsfold_tick_late_seconds", "How long after its time the last tick began.", registry=own
        )
        self.late_ticks = Counter(
            "newsfold_late_ticks", "Ticks that began more than a second late.", registry=own
        )
        self.busy = Gauge("newsfold_crawl_running", "1 while a crawl is under way.", registry=own)
        self.crawls = Counter("newsfold_crawls", "Crawls that ended, by exit code.", ["exit"], registry=own)
        self.seconds = Histogram(
            "newsfold_crawl_seconds", "How long crawls took.", buckets=MINUTES, registry=own
        )
        self.given_up = Counter("newsfold_crawls_hung", "Crawls that the watchdog gave up.", registry=own)
        self.notes = Counter(
            "newsfold_runs_not_made",
            "Rows about runs that were not made, by status.",
            ["status"],
            registry=own,
        )
        self.reloads = Counter(
            "newsfold_reloads",
            "Changes of sources.toml, by whether it could be read.",
            ["good"],
            registry=own,
        )
        self.registry.register(_Health(db))

    def started(self, sources: int, tick: float) -> None:  # noqa: ARG002 - the listener's signature
        self.sources.set(sources)

    def alive(self) -> None:
        self.last_alive.set(time.time())

    def looked(self, due: int) -> None:
        self.looks.inc()
        self.due.set(due)
        self.last_look.set(time.time())

    def late(self, seconds: float) -> None:
        self.late_by.set(seconds)
        if seconds > 1.0:
            self.late_ticks.inc()

    def crawl_started(self, pid: int) -> None:  # noqa: ARG002 - the listener's signature
        self.busy.set(1)

    def crawl_ended(self, code: int, seconds: float) -> None:
        self.busy.set(0)
        self.crawls.labels(exit=str(code)).inc()
        self.seconds.observe(seconds)

    def hung(self) -> None:
        self.given_up.inc()

    def noted(self, note: Note) -> None:
        self.notes.labels(status=note.status).inc()

    def reloaded(self, good: bool, sources: int) -> None:
        self.reloads.labels(good=str(good).lower()).inc()
        self.sources.set(sources)


class _Health(Collector):
    """Sources by state, read from the archive when somebody asks."""

    def __init__(self, db: Path) -> None:
        self.db, self._one_at_a_time = db, threading.Lock()

    def describe(self) -> Iterable[Metric]:
        return [self._family()]

    def collect(self) -> Iterable[Metric]:
        family = self._family()
        try:
            with self._one_at_a_time, open_archive(self.db, readonly=True) as archive:
                states = [row.health for row in archive.sources()]
        except (ArchiveError, sqlite3.Error):
            return [family]  # no archive yet, or none that can be read: no figures
        for state in LEVELS:
            family.add_metric([state], states.count(state))
        return [family]

    @staticmethod
    def _family() -> GaugeMetricFamily:
        return GaugeMetricFamily("newsfold_sources", "Sources by state of health.", labels=["health"])


def last_sign_of_life(address: str, port: int, timeout: float = 5.0) -> float | None:
    """Seconds since the schedule whose metrics are served there last gave a sign of life; None: nothing answers."""
    connection = http.client.HTTPConnection(address, port, timeout=timeout)
    try:
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode("utf-8", "replace")
        for family in text_string_to_metric_families(text):
            if family.name == "newsfold_last_alive_timestamp_seconds":
                return max(0.0, time.time() - family.samples[0].value)
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return None


def serve_metrics(metrics: Metrics, address: str, port: int) -> int:
    """Answer `GET /metrics` on a thread of its own; the port, which was chosen where 0 was asked for.

    Raises UsageError where the address cannot be had.
    """
    try:
        server, _ = start_http_server(port, address, metrics.registry)
    except (OSError, OverflowError) as error:
        raise UsageError(f"--metrics {address}:{port}: {error}") from error
    return int(server.server_port)
