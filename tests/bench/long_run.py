"""What a long crawl takes: `python -m tests.bench.long_run [--pages 20000] [--hosts 16] [--workers 2] [--big] [--listed]`.

Invented newspapers on 127.0.0.1, printed by a process of their own, are crawled without delay into an archive, by their
feeds or, `--listed`, as a list of the addresses of all articles. Every
second the memory of the crawl and all of its processes is added up (PSS, the kernel's account that counts shared pages
once), with the CPU that each has used. Printed: pages a second from start to end and in between, CPU a page split
into fetching (all of the crawl's process but the rest: Scrapy, the frontier, handing pages to the readers), reading (the
workers), folding (finding neighbours and judging them) and storing, and the memory at each tenth of the run.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import wraps
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench.memory import children, proportional, stored
from tests.bench.speed import declared
from tests.newsroom import LOOPBACK, Newsroom, Reply, Request, feed, page, story

TICK = os.sysconf("SC_CLK_TCK")
FOLDING = ("_neighbours", "judge")


class Sample(NamedTuple):
    """One look at a crawl. `memory` is PSS in bytes, `cpu` seconds so far by process, `pages` those stored."""

    at: float
    pages: int
    memory: dict[int, int]
    cpu: dict[int, float]


class Press(Newsroom):
    """A newspaper that prints an article when it is asked for."""

    first = 0
    big = False

    def answer(self, request: Request) -> Reply:
        name = request.path.removeprefix("/news/story-").removesuffix(".html")
        if not name.isdecimal():
            return super().answer(request)
        number = self.first + int(name)
        return Reply(declared(number)) if self.big else page(f"Council hears report {number}", story(number))


def print_papers(pipe: Connection, hosts: int, articles: int, big: bool) -> None:
    """Serve until the other end of `pipe` says something."""
    with ExitStack() as stack:
        for host in range(hosts):
            room = Press(host=f"127.0.0.{host + 2}")
            stack.enter_context(room)
            room.first, room.big = host * articles, big
            room.routes["/feed.xml"] = feed(
                room.url, *(f"/news/story-{number}.html" for number in range(articles))
            )
            pipe.send(f"{room.url}/feed.xml")
        pipe.recv()


@contextmanager
def papers(hosts: int, articles: int, big: bool) -> Iterator[list[str]]:
    """The feeds of `hosts` newspapers in a process of their own."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=print_papers, args=(there, hosts, articles, big))
    process.start()
    try:
        yield [here.recv() for _ in range(hosts)]
    finally:
        here.send("done")
        process.join()


def addresses(feeds: Iterable[str], articles: int) -> Iterator[str]:
    """Those of each newspaper's articles, one paper after the other, as a sorted list has them."""
    for one in feeds:
        yield from (f"{one.removesuffix('/feed.xml')}/news/story-{number}.html" for number in range(articles))


# The crawl ------------------------------------------------------------------------------------------


def crawl_timed(out: Path, db: Path, workers: int, feeds: Sequence[str], listed: Sequence[str]) -> int:
    """Crawl as `newsfold crawl` does, with a watch on what stores and folds."""
    from crawler import writer  # noqa: PLC0415 - the bench itself needs no Scrapy
    from crawler.config import Config  # noqa: PLC0415
    from crawler.run import crawl  # noqa: PLC0415
    from storage.neighbours import Neighbours  # noqa: PLC0415

    used: Counter[str] = Counter()
    _watch(Neighbours, "_neighbours", used)
    _watch(writer, "judge", used)
    _watch(writer.Writer, "_flush", used)
    _watch(writer.Writer, "_add_list", used)
    config = Config().with_fetch(delay=0.0, allow_private=(LOOPBACK,))
    config = replace(config, fetch=replace(config.fetch, workers=workers))
    report = crawl(feeds, listed=listed, config=config, db=db)
    out.write_text(json.dumps(used))
    return report.exit_code


def _watch(owner: Any, name: str, used: Counter[str]) -> None:  # Any: a class or a module
    inner = getattr(owner, name)

    @wraps(inner)
    def watched(*args: object, **kwargs: object) -> object:
        began = time.thread_time()
        try:
            return inner(*args, **kwargs)
        finally:
            used[name] += time.thread_time() - began  # type: ignore[assignment]  # a Counter of seconds

    setattr(owner, name, watched)


# Looking at it --------------------------------------------------------------------------------------


def cpu(pid: int) -> float:
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK
    return 0.0


def look(pid: int, db: Path) -> Sample:
    pids = children(pid)
    return Sample(
        time.monotonic(),
        stored(db),
        {one: proportional(one) << 10 for one in pids},
        {one: cpu(one) for one in pids},
    )


def watch(child: subprocess.Popen[bytes], db: Path, seconds: float) -> list[Sample]:
    """Look every second until the crawl ends, or end it after `seconds`."""
    began, samples = time.monotonic(), []
    while child.poll() is None:
        samples.append(look(child.pid, db))
        if time.monotonic() - began > seconds:
            asked = time.monotonic()
            child.terminate()
            child.wait(60)
            print(f"asked to stop, it ended after {time.monotonic() - asked:.1f} s")
        with suppress(subprocess.TimeoutExpired):
            child.wait(1.0)
    return samples


def tell(samples: list[Sample], used: dict[str, float], main: int) -> None:
    samples = [sample for sample in samples if sample.pages]
    pages = samples[-1].pages
    inner = [sample for sample in samples if pages * 0.1 < sample.pages < pages * 0.9]
    if len(inner) > 1:
        steady = (inner[-1].pages - inner[0].pages) / (inner[-1].at - inner[0].at)
        print(f"{pages} pages, {steady:.1f} a second between the first and the last tenth")
    seen: dict[int, float] = {}
    for sample in samples:
        seen |= {pid: max(seconds, seen.get(pid, 0.0)) for pid, seconds in sample.cpu.items()}
    folding = sum(used.get(name, 0.0) for name in FOLDING)
    storing = used.get("_flush", 0.0) + used.get("_add_list", 0.0) - folding
    parts = {
        "fetch": seen[main] - folding - storing,
        "read": sum(seconds for pid, seconds in seen.items() if pid != main),
        "fold": folding,
        "store": storing,
    }
    words = ", ".join(f"{name} {1000 * seconds / pages:.1f}" for name, seconds in parts.items())
    print(f"ms CPU a page: {words}; together {1000 * sum(parts.values()) / pages:.1f}")
    for sample in _tenths(samples, pages):
        each = " ".join(f"{size >> 20}" for size in sample.memory.values())
        print(f"{sample.pages:7} pages  {sum(sample.memory.values()) >> 20:4} MB PSS in all ({each})")
    print(f"highest {max(sum(sample.memory.values()) for sample in samples) >> 20} MB")


def _tenths(samples: Iterable[Sample], pages: int) -> Iterator[Sample]:
    due = 0.0
    for sample in samples:
        if sample.pages >= due:
            yield sample
            due += pages / 10


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--hosts", type=int, default=16)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--big", action="store_true", help="long pages with menus and teasers")
    parser.add_argument("--listed", action="store_true", help="give the articles' addresses, not the feeds")
    parser.add_argument("--seconds", type=float, default=1800.0, help="end the crawl after so long")
    parser.add_argument("--crawl", nargs="+", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.crawl:
        out, db, *feeds = args.crawl
        named, listed = ((), Path(feeds[0]).read_text().split()) if args.listed else (feeds, ())
        return crawl_timed(Path(out), Path(db), args.workers, named, listed)
    with (
        tempfile.TemporaryDirectory() as folder,
        papers(args.hosts, args.pages // args.hosts, args.big) as feeds,
    ):
        out, db = Path(folder, "used.json"), Path(folder, "news.db")
        words = ["--workers", str(args.workers)]
        if args.listed:
            listed = Path(folder, "urls.txt")
            listed.write_text("\n".join(addresses(feeds, args.pages // args.hosts)))
            words += ["--listed", "--crawl", str(out), str(db), str(listed)]
        else:
            words += ["--crawl", str(out), str(db), *feeds]
        child = subprocess.Popen([sys.executable, "-m", "tests.bench.long_run", *words])
        samples = watch(child, db, args.seconds)
        print(f"exit {child.returncode} after {samples[-1].at - samples[0].at:.0f} s")
        tell(samples, json.loads(out.read_text()), child.pid)
    return int(child.returncode)


if __name__ == "__main__":
    sys.exit(main())
