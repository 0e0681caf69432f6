"""A week of newsrooms over real HTTP, on a clock of its own: `python -m tests.bench.week [PAPERS] [DAYS]`.

Each paper (200, a server on a loopback port each) prints two articles a day, edits every third one eighteen hours later,
and one in ten vanishes (404) after half of the time. Every six hours of the invented clock a real `newsfold crawl --due`
runs. Then the books are compared: each due poll made once, conditional after the first; each article fetched once and
once again for its recheck; edits kept as revisions; health verdicts right; the archive sound. Prints one JSON line, ends
with 1 where something is wrong. The cheap twin of the suite is tests/schedule/test_week.py.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from storage.archive import open_archive
from tests.newsroom import Newsroom, Reply, page, story

START = datetime(2026, 10, 19, 6, 0, tzinfo=UTC)
LOOK, PRINTS, EDITS = timedelta(hours=6), timedelta(hours=12), timedelta(hours=18)
KEPT = 10  #: entries of a feed


@dataclass
class Paper:
    """One newsroom and what it has printed by now."""

    number: int
    room: Newsroom
    vanishes: datetime | None = None
    printed: list[tuple[int, datetime]] = field(default_factory=list)

    def print_until(self, now: datetime) -> None:
        while (when := START - PRINTS + len(self.printed) * PRINTS) <= now:
            self.printed.append((self.number * 1000 + len(self.printed), when))
        for number, when in self.printed:
            text = story(number)
            if self.is_edited(number) and now - when >= EDITS:
                text[1] = (
                    f"Correction by the desk of paper {self.number}: the figure of report {number} was wrong."
                )
            head = f'<meta property="article:published_time" content="{when.isoformat()}">'
            self.room.routes[self.path(number)] = page(f"Report number {number} on the quay", text, head=head)
        self.room.routes["/feed.xml"] = self.feed(now)

    def is_edited(self, number: int) -> bool:
        return number % 3 == 0

    def path(self, number: int) -> str:
        return f"/news/{number}.html"

    def feed(self, now: datetime) -> Reply:
        if self.vanishes is not None and now >= self.vanishes:
            return Reply("gone fishing", 404, "text/plain", etag=False)
        items = "".join(
            f"<item><title>Report {number}</title><link>{self.room.url}{self.path(number)}</link>"
            f"<pubDate>{format_datetime(when, usegmt=True)}</pubDate></item>"
            for number, when in self.printed[-KEPT:]
        )
        head = f"<title>Paper {self.number}</title><link>{self.room.url}/</link><language>en</language>"
        return Reply(
            f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>',
            kind="application/rss+xml",
        )


def crawl(db: Path, desk: Path, now: datetime) -> int:
    words = [
        "crawl",
        "--due",
        "-q",
        "--db",
        str(db),
        "--config",
        str(desk),
        "--allow-private",
        "127.0.0.1/32",
    ]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "crawler.cli", *words, "--delay", "0"],
        env={**os.environ, "NEWSFOLD_NOW": now.isoformat()}, check=False, timeout=900,
    )  # fmt: skip
    return done.returncode


def live(papers: list[Paper], days: float, folder: Path) -> dict[str, object]:
    db, desk = folder / "news.db", folder / "sources.toml"
    desk.write_text(
        '[defaults]\nevery = "5h"\nrecheck = ["24h"]\n'
        + "".join(
            f'[[source]]\nid = "paper{one.number}"\nurl = "{one.room.url}/feed.xml"\n' for one in papers
        )
    )
    looks, codes, began = [START + n * LOOK for n in range(int(days * 4) + 1)], [], time.monotonic()
    wrong: list[str] = []
    polls: dict[int, int] = {one.number: 0 for one in papers}
    pages: dict[tuple[int, str], int] = {}
    for number, now in enumerate(looks):
        for paper in papers:
            paper.print_until(now)
            paper.room.requests.clear()
        codes.append(crawl(db, desk, now))
        for paper in papers:
            asked = paper.room.asked("/feed.xml")
            polls[paper.number] += len(asked)
            if len(asked) != 1 and (paper.vanishes is None or now < paper.vanishes):
                wrong.append(f"paper{paper.number} was asked {len(asked)} times at look {number}")
            if number and paper.vanishes is None and not all("if-none-match" in one.headers for one in asked):
                wrong.append(f"paper{paper.number} was asked without its ETag at look {number}")
            for path in paper.room.paths():
                if path.startswith("/news/"):
                    pages[paper.number, path] = pages.get((paper.number, path), 0) + 1
    figures: dict[str, object] = {
        "papers": len(papers), "looks": len(looks), "polls": sum(polls.values()), "pages": sum(pages.values()),
        "most_fetches_a_page": max(pages.values()), "exits": {str(c): codes.count(c) for c in sorted(set(codes))},
        "seconds": round(time.monotonic() - began),
    }  # fmt: skip
    wrong += check(papers, looks[-1], db, pages, figures)
    return figures | {"wrong": wrong[:20], "ok": not wrong}


def check(
    papers: list[Paper],
    end: datetime,
    db: Path,
    pages: dict[tuple[int, str], int],
    figures: dict[str, object],
) -> list[str]:
    """What the books say that they should not."""
    wrong = [
        f"paper{paper} {path} fetched {count} times" for (paper, path), count in pages.items() if count > 2
    ]
    listed = [
        (one, number, when) for one in papers for number, when in one.printed
        if one.vanishes is None or when < one.vanishes - LOOK
    ]  # fmt: skip
    wrong += [
        f"paper{one.number} {number} was never fetched"
        for one, number, _ in listed if (one.number, one.path(number)) not in pages
    ]  # fmt: skip
    edited = sum(one.is_edited(number) and when + timedelta(hours=30) <= end for one, number, when in listed)
    with open_archive(db, readonly=True) as archive:
        wrong += archive.check()
        figures |= {"counts": archive.counts(), "edits_due": edited}
        for row in archive.sources():
            paper = next(one for one in papers if f"paper{one.number}" == row.id)
            wanted = "broken" if paper.vanishes else "ok"
            if row.health != wanted:
                wrong.append(f"{row.id} is {row.health}, not {wanted}: {row.health_reason}")
        revisions = archive.counts()["revisions"]
    if revisions < edited:
        wrong.append(f"{revisions} revisions of {edited} edits")
    return wrong


def main(count: int, days: float) -> int:
    with ExitStack() as stack:
        rooms = [stack.enter_context(Newsroom()) for _ in range(count)]
        middle = START + timedelta(days=days / 2)
        papers = [Paper(n, room, middle if n % 10 == 9 else None) for n, room in enumerate(rooms)]
        found = live(
            papers, days, Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsfold-week-")))
        )
    print(json.dumps(found, ensure_ascii=False))
    return 0 if found["ok"] else 1


if __name__ == "__main__":
    sys.exit(
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, float(sys.argv[2]) if len(sys.argv) > 2 else 7.0)
    )
