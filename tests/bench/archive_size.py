"""What adding, likeness and search cost in a large archive: `python -m tests.bench.archive_size --articles 1000000`.

The archive is made of invented articles by SQL (see `serve_pages.fill`), its fingerprints and anchors drawn at random as
those of different texts are, its indexes built by the product's own `reindex`. Then `--add` new articles go in through
`newsfold.open_archive(...).add_many`, fifty to a transaction, and are timed in CPU seconds of this process, as are
lookups of near and of unknown texts, and searches. The neighbour index alone is timed beside them, bands and anchors
apart from the texts that it names.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import struct
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import newsfold

from storage.archive import SQLiteArchive, open_archive
from tests.bench.serve_pages import NOW, SOURCES, WORDS, fill

SYLLABLES = [one + two for one in "bdfgklmnprstv" for two in "aeiou"]


def text(number: int, words: int = 250) -> str:
    """Prose that shares no phrase with another number's."""
    chance = random.Random(number * 2_654_435_761)
    count = chance.randint(words // 2, words * 3 // 2)
    return " ".join("".join(chance.choices(SYLLABLES, k=3)) for _ in range(count))


def row(number: int, body: str) -> dict[str, Any]:
    return {
        "url": f"https://outlet-{number % SOURCES}.example/new/{number}",
        "source": f"outlet-{number % SOURCES}",
        "headline": f"Case {number} of the {WORDS[number % len(WORDS)]}",
        "body": body,
        "published": NOW - timedelta(seconds=number % 3600),
        "language": "en",
    }


def scatter(path: Path) -> None:
    """Random fingerprints and anchors in place of the numbered ones, then the indexes over them."""
    chance = random.Random(7)
    with sqlite3.connect(path) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;")
        for table in ("articles", "copies"):
            ids = [one[0] for one in db.execute(f"SELECT id FROM {table}")]
            marks = (
                (
                    chance.getrandbits(64) - 2**63,
                    struct.pack("<8Q", *(chance.getrandbits(64) for _ in range(8))),
                    number,
                )
                for number in ids
            )
            db.executemany(f"UPDATE {table} SET simhash = ?, anchors = ?, tokens = 80 WHERE id = ?", marks)
    with open_archive(path) as archive:
        archive.reindex()


def timed(calls: Iterable[Callable[[], object]]) -> str:
    """Median and 99th percentile of CPU milliseconds."""
    took = []
    for call in calls:
        begun = time.process_time()
        call()
        took.append(1000 * (time.process_time() - begun))
    took.sort()
    return f"p50 {took[len(took) // 2]:.2f} ms, p99 {took[min(len(took) - 1, int(0.99 * len(took)))]:.2f} ms of CPU"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--add", type=int, default=3_000)
    parser.add_argument("--lookups", type=int, default=300)
    parser.add_argument("--file", type=Path)
    asked = parser.parse_args()
    path = asked.file or Path(tempfile.gettempdir()) / f"newsfold-size-{asked.articles}.db"
    if not path.exists():
        fill(path, asked.articles)
        begun = time.process_time()
        scatter(path)
        print(f"built the indexes of {asked.articles} articles in {time.process_time() - begun:.0f} s of CPU")
    rows = [row(number, text(number)) for number in range(asked.add)]
    with newsfold.open_archive(path) as archive:
        store = archive.store
        assert isinstance(store, SQLiteArchive)
        size, begun = path.stat().st_size, time.process_time()
        archive.add_many(rows)
        spent = time.process_time() - begun
        store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        grown = (path.stat().st_size - size) / max(1, asked.add)
        print(f"add_many: {asked.add / spent:.0f} articles a CPU second, {grown / 1000:.1f} kB an article")
        chance = random.Random(3)
        marks = [[chance.getrandbits(64) for _ in range(9)] for _ in range(asked.lookups)]
        print("index, bands:   ", timed(lambda m=m: store.index.near(m[0]) for m in marks))
        print("index, anchors: ", timed(lambda m=m: store.index.sharing(m[1:]) for m in marks))
        chosen = [one["body"] for one in chance.sample(rows, min(asked.lookups, len(rows)))]
        near = [" ".join(word for number, word in enumerate(body.split()) if number % 40) for body in chosen]
        print("like, near text:", timed(lambda body=body: archive.like(body) for body in near))
        print(f"                 found {sum(bool(archive.like(body)) for body in near)} of {len(near)}")
        unknown = [text(10_000_000 + number) for number in range(asked.lookups)]
        print("like, unknown:  ", timed(lambda body=body: archive.like(body) for body in unknown))
        words = [WORDS[number % len(WORDS)] for number in range(40)]
        print("search, newest: ", timed(lambda word=word: list(archive.search(word)) for word in words))
        rare = [f"number {number * 1009 % asked.articles}" for number in range(40)]
        print("search, rare:   ", timed(lambda word=word: list(archive.search(word)) for word in rare))


if __name__ == "__main__":
    main()
