"""What importing a large WARC takes: `python -m tests.bench.warc_import FILE [--seconds 900] [--kill 60 120]`.

`newsfold import warc FILE` into a new archive, ended after `--seconds`. With `--kill`, the import and all of its processes are
killed (SIGKILL) each time so many seconds have passed, and the same command is called again. Every two seconds the memory of all
processes is added up (PSS, the kernel's account that counts shared pages once), and the CPU that they have used. Printed: pages
a second and CPU a page, megabytes of the file a second, memory by pages and its slope over the last three quarters of each
call, and whether the archive holds any address twice. Make a file with `python -m tests.bench.warc_file`.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from tests.bench.long_run import cpu
from tests.bench.memory import children, proportional


class Sample(NamedTuple):
    """One look: `memory` is PSS in bytes by process, `cpu` seconds so far by process, `offset` bytes of the file."""

    at: float
    pages: int
    offset: int
    memory: dict[int, int]
    cpu: dict[int, float]

    @property
    def megabytes(self) -> float:
        return sum(self.memory.values()) / 1e6


def look(pid: int, db: Path) -> Sample:
    pids, pages, offset = children(pid), 0, 0
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True, timeout=1)) as read:
        pages = read.execute("SELECT coalesce(max(id), 0) FROM pages").fetchone()[0]
        counts = json.loads(read.execute("SELECT counts FROM runs ORDER BY id DESC").fetchone()[0] or "{}")
        offset = counts.get("offset", 0)
    return Sample(
        time.monotonic(),
        pages,
        offset,
        {one: proportional(one) << 10 for one in pids},
        {one: cpu(one) for one in pids},
    )


def call(file: Path, db: Path, seconds: float, *, kill: bool) -> tuple[int, list[Sample]]:
    """Import for so long at most; (exit code, looks)."""
    words = [sys.executable, "-m", "crawler.cli", "import", "warc", str(file), "--db", str(db)]
    child = subprocess.Popen(words, start_new_session=True)
    begun, samples = time.monotonic(), []
    while child.poll() is None:
        samples.append(look(child.pid, db))
        if time.monotonic() - begun > seconds:
            os.killpg(child.pid, signal.SIGKILL if kill else signal.SIGINT)
            child.wait(60)
        with suppress(subprocess.TimeoutExpired):
            child.wait(2.0)
    return child.returncode, [sample for sample in samples if sample.offset]


def tell(code: int, samples: list[Sample]) -> None:
    if len(samples) < 2:
        print(f"exit {code}: too short to say anything")
        return
    first, last = samples[0], samples[-1]
    wall, pages, size = last.at - first.at, last.pages - first.pages, last.offset - first.offset
    used = sum(last.cpu.values()) - sum(first.cpu.values())
    print(
        f"exit {code}: {pages} pages kept and {size / 1e6:.0f} MB in {wall:.0f} s: {pages / wall:.1f} pages/s, "
        f"{size / wall / 1e6:.2f} MB/s; {1000 * used / max(pages, 1):.1f} ms CPU a page, {used / wall:.2f} processors"
    )
    for number in range(11):
        sample = samples[(len(samples) - 1) * number // 10]
        each = " ".join(f"{size / 1e6:.0f}" for size in sample.memory.values())
        print(
            f"{sample.pages:8} pages  {sample.offset / 1e6:6.0f} MB read  {sample.megabytes:5.0f} MB PSS ({each})"
        )
    late = samples[len(samples) // 4 :]
    if len(late) > 2 and late[-1].pages > late[0].pages:
        slope = statistics.linear_regression(
            [one.pages for one in late], [one.megabytes for one in late]
        ).slope
        print(
            f"highest {max(one.megabytes for one in samples):.0f} MB; {1000 * slope:+.2f} MB for each thousand pages"
        )


def check(db: Path) -> None:
    """What the archive holds, and whether anything stands there twice."""
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as read:
        for what, sql in (
            ("articles", "SELECT count(*) FROM articles"),
            ("copies", "SELECT count(*) FROM copies WHERE kind <> 'same_url'"),
            ("revisions", "SELECT count(*) FROM revisions"),
            ("pages", "SELECT count(*) FROM pages"),
            ("pages that stand twice", "SELECT count(*) FROM (SELECT 1 FROM pages GROUP BY url, fetched_at HAVING count(*) > 1)"),
            ("addresses that stand twice", """SELECT count(*) FROM (SELECT url_key FROM (SELECT url_key FROM articles
                UNION ALL SELECT url_key FROM copies WHERE kind <> 'same_url') GROUP BY url_key HAVING count(*) > 1)"""),
        ):  # fmt: skip
            print(f"{read.execute(sql).fetchone()[0]:8} {what}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--seconds", type=float, default=900.0)
    parser.add_argument(
        "--kill", type=float, nargs="*", default=[], help="seconds of a call that is killed then"
    )
    parser.add_argument("--db", type=Path, help="keep the archive here")
    args = parser.parse_args()
    # a shell lets what it starts in the background ignore Ctrl-C, and so would what this starts
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder:
        db = args.db or Path(folder, "news.db")
        for seconds in args.kill:
            tell(*call(args.file, db, seconds, kill=True))
        tell(*call(args.file, db, args.seconds, kill=False))
        check(db)


if __name__ == "__main__":
    main()
