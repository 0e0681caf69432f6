"""The schedule on the demo's press for a while: memory, descriptors, late ticks. `python -m tests.bench.soak [MINUTES]`.

A real `newsfold schedule` polls every newsroom each minute and looks every five seconds; every two minutes each newsroom
changes its edition, and once sources.toml is touched, once broken and mended. The parent's memory and descriptors
are sampled every five seconds, the crawls' largest memory beside it. Prints one JSON line; ends with 1 where the
parent's memory or descriptors grew after the first fifth, a tick came late, or a crawl failed. A story that only the second
edition has is withdrawn with it: its recheck is a 404, and the run "partial".
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from crawler.demo.press import HOST, Site, printing
from crawler.demo.texts import OUTLETS
from storage.archive import open_archive

SAMPLE_EVERY = 5.0  #: seconds
EDITION_EVERY = 120.0
GROWTH = 4_000_000  #: bytes; the allocator's own unrest


@dataclass
class Samples:
    """What was measured, sample by sample."""

    memory: list[int] = field(default_factory=list)
    descriptors: list[int] = field(default_factory=list)
    threads: list[int] = field(default_factory=list)
    crawl_memory: int = 0

    def take(self, pid: int) -> None:
        self.memory.append(resident(pid))
        self.descriptors.append(entries(Path(f"/proc/{pid}/fd")))
        self.threads.append(entries(Path(f"/proc/{pid}/task")))
        self.crawl_memory = max(self.crawl_memory, sum(resident(child) for child in descendants(pid)))


def entries(folder: Path) -> int:
    return sum(1 for _ in folder.iterdir())


def resident(pid: int) -> int:
    """Bytes of a process in memory; 0 where it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def descendants(pid: int) -> Iterator[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        children += [
            child
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return
    for child in {int(word) for word in children}:
        yield child
        yield from descendants(child)


def free_port() -> int:
    with socket.create_server((HOST, 0)) as free:
        return int(free.getsockname()[1])


def metrics(port: int) -> dict[str, float]:
    with urllib.request.urlopen(f"http://{HOST}:{port}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return {
        name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")
    }


def soak(minutes: float, folder: Path) -> dict[str, object]:
    port, desk, db = free_port(), folder / "sources.toml", folder / "news.db"
    with printing(OUTLETS, datetime.now(UTC)) as sites:
        text = '[defaults]\nevery = "60s"\nrecheck = ["90s"]\n[schedule]\ntick = "5s"\n' + "".join(
            f'[[source]]\nid = "paper{n}"\nurl = "{site.base}/feed.xml"\n' for n, site in enumerate(sites)
        )
        desk.write_text(text)
        command = [
            sys.executable, "-P", "-m", "crawler.cli", "schedule", "-q", "--db", str(db), "--config", str(desk),
            "--allow-private", f"{HOST}/32", "--delay", "0.05", "--metrics", str(port),
        ]  # fmt: skip
        parent = subprocess.Popen(command, start_new_session=True)
        try:
            samples, told = watch(parent, minutes, sites, desk, text, port)
            parent.send_signal(signal.SIGTERM)
            began = time.monotonic()
            code = parent.wait(30)
            stopped = time.monotonic() - began
        finally:
            if parent.poll() is None:
                os.killpg(parent.pid, signal.SIGKILL)
    return report(minutes, samples, told, code, stopped, db)


def watch(
    parent: subprocess.Popen[bytes], minutes: float, sites: list[Site], desk: Path, text: str, port: int
) -> tuple[Samples, dict[str, float]]:
    """Sample until the time is over; the metrics of the last moment."""
    samples, told, began = Samples(), {}, time.monotonic()
    events = itertools.cycle([text + "# touched\n", "[fetch\n", text])
    for number in itertools.count(1):
        time.sleep(max(0.0, began + number * SAMPLE_EVERY - time.monotonic()))
        elapsed = time.monotonic() - began
        if parent.poll() is not None or elapsed > minutes * 60:
            return samples, told
        samples.take(parent.pid)
        for site in sites:
            site.edition = 1 + int(elapsed // EDITION_EVERY) % 2
            site.requests.clear()
        if number % 30 == 0:
            desk.write_text(next(events))
        told = metrics(port)
    raise AssertionError("unreachable")


def report(
    minutes: float, samples: Samples, told: dict[str, float], code: int, stopped: float, db: Path
) -> dict[str, object]:
    settled = max(1, len(samples.memory) // 5)
    early, late = samples.memory[settled : settled * 2], samples.memory[-settled:]
    with open_archive(db, readonly=True) as archive:
        statuses = [run.status for run in archive.runs()]
        problems, counts = archive.check(), archive.counts()
        _, failures = archive.query(
            "SELECT DISTINCT verdict || ': ' || reason FROM fetches WHERE verdict IN ('error', 'timeout', 'unread')"
        )
        reasons = [reason for (reason,) in failures]
    exits = {name: value for name, value in told.items() if name.startswith("newsfold_crawls_total")}
    figures = {
        "minutes": minutes,
        "samples": len(samples.memory),
        "parent_mb": [
            round(m / 1e6, 1) for m in (samples.memory[0], median(early), median(late), max(samples.memory))
        ],
        "parent_mb_are": "first, median of the second fifth, median of the last fifth, largest",
        "descriptors": [min(samples.descriptors), max(samples.descriptors), samples.descriptors[-1]],
        "threads": [min(samples.threads), max(samples.threads)],
        "crawl_mb": round(samples.crawl_memory / 1e6, 1),
        "looks": told.get("newsfold_looks_total", 0),
        "late_ticks": told.get("newsfold_late_ticks_total", 0),
        "exits": exits,
        "runs": {status: statuses.count(status) for status in sorted(set(statuses))},
        "reloads": {name: value for name, value in told.items() if name.startswith("newsfold_reloads_total")},
        "archive": counts,
        "problems": problems,
        "failures": reasons,
        "stopped_in": round(stopped, 2),
        "exit": code,
    }
    flat = median(late) <= median(early) + GROWTH
    settled_fds = max(samples.descriptors[-settled:]) <= max(samples.descriptors[:settled])
    figures["ok"] = (
        flat and settled_fds and not figures["late_ticks"] and not problems and code == 130
        and set(statuses) <= {"ok", "partial", "interrupted", "skipped"}
    )  # fmt: skip
    return figures


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="newsfold-soak-") as scratch:
        found = soak(float(sys.argv[1]) if len(sys.argv) > 1 else 30.0, Path(scratch))
    print(json.dumps(found, ensure_ascii=False))
    sys.exit(0 if found["ok"] else 1)
