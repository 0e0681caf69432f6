"""What a long run holds in memory: `python -m tests.bench.memory [--hosts 40] [--articles 500]`.

Invented newspapers on 127.0.0.1 are crawled without delay, `--hosts` times `--articles` pages in one run. Each second the
proportional set sizes (PSS: shared pages are shared out) of newsfold and all its children are added up. Printed is the
largest sum between two marks, by pages stored so far, what the sum was made of at the end, and pages a second.
"""

from __future__ import annotations

import argparse
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.newsroom import LOOPBACK, Newsroom, outlet

MARKS = (500, 1_000, 2_000, 5_000, 10_000, 15_000, 20_000, 50_000)


def children(parent: int) -> list[int]:
    """The process and everything below it, dead ones left out."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found = [parent]
    for one in found:
        found.extend(child for child, above in parents.items() if above == one)
    return found


def proportional(process: int) -> int:
    """KiB of a process, shared pages counted in part; 0 when it has ended."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
    return int(found[1]) if found else 0


def stored(db: Path) -> int:
    try:
        with sqlite3.connect(f"file:{db}?mode=ro", uri=True, timeout=1) as connection:
            return int(connection.execute("SELECT count(*) FROM pages").fetchone()[0])
    except sqlite3.Error:
        return 0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hosts", type=int, default=40)
    parser.add_argument("--articles", type=int, default=500, help="of each host")
    args = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        db, feeds = folder / "news.db", []
        for host in range(args.hosts):
            room = stack.enter_context(Newsroom(host=f"127.0.{host // 200}.{host % 200 + 2}"))
            outlet(room, args.articles, first=host * args.articles)
            feeds.append(f"{room.url}/feed.xml")
        command = [sys.executable, "-m", "crawler.cli", "crawl", *feeds, "-q", "--db", str(db)]
        begun = time.monotonic()
        run = stack.enter_context(
            subprocess.Popen([*command, "--allow-private", LOOPBACK, "--delay", "0"], cwd=folder)
        )
        peaks: dict[int, int] = {}
        last: list[int] = []
        while run.poll() is None:
            sizes = [proportional(process) for process in children(run.pid)]
            mark = next((mark for mark in MARKS if stored(db) <= mark), MARKS[-1])
            peaks[mark] = max(peaks.get(mark, 0), sum(sizes))
            last = sizes if all(sizes) else last
            time.sleep(1)
        wall, pages = time.monotonic() - begun, stored(db)
    for mark, size in peaks.items():
        print(f"up to {mark:6} pages: {size / 1024:4.0f} MB at most")
    print(f"processes near the end: {', '.join(f'{size // 1024} MB' for size in last)}")
    print(f"exit {run.returncode}: {pages} pages in {wall:.0f} s, {pages / wall:.0f} a second")


if __name__ == "__main__":
    main()
