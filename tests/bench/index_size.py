"""One look-up in the neighbour index at any size: `python -m tests.bench.index_size [FINGERPRINTS]`, default ten million.

Random fingerprints (as those of different texts are) and eight random anchors each are written as the index stores them, by
sorted bulk inserts; then the file is opened anew and `PackedIndex` is asked: bands and anchors together, CPU milliseconds.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from storage.archive import open_archive
from storage.index import PackedIndex

ANCHORS = 8


def build(path: Path, count: int) -> None:
    """Fill `index_buckets` and `index_anchors` of an empty archive."""
    open_archive(path).close()
    chance = np.random.default_rng(5)
    marks = chance.integers(0, 2**64, count, dtype=np.uint64)
    entries = np.empty((count, 2), dtype="<u8")
    entries[:, 0], entries[:, 1] = marks, np.arange(1, count + 1)
    with sqlite3.connect(path) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;")
        for band in range(4):
            keys = ((marks >> np.uint64(16 * band)) & np.uint64(0xFFFF)).astype(np.int64)
            order = np.argsort(keys, kind="stable")
            edges = np.searchsorted(keys[order], np.arange(65537))
            held = entries[order]
            db.executemany(
                "INSERT INTO index_buckets(key, entries) VALUES (?, ?)",
                (
                    (band << 16 | key, held[edges[key] : edges[key + 1]].tobytes())
                    for key in range(65536)
                    if edges[key] < edges[key + 1]
                ),
            )
        anchors = chance.integers(0, 2**47 - 1, count * ANCHORS, dtype=np.int64)
        order = np.argsort(anchors, kind="stable")
        for start in range(0, len(order), 1_000_000):
            part = order[start : start + 1_000_000]
            pairs = zip(anchors[part].tolist(), (part // ANCHORS + 1).tolist(), strict=True)
            db.executemany("INSERT OR IGNORE INTO index_anchors(anchor, text_id) VALUES (?, ?)", pairs)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    path = Path(tempfile.gettempdir()) / f"newsfold-index-{count}.db"
    if not path.exists():
        begun = time.process_time()
        build(path, count)
        print(f"built in {time.process_time() - begun:.0f} s of CPU")
    begun = time.process_time()
    with open_archive(path, readonly=True) as archive:
        index = PackedIndex(archive._connection)  # type: ignore[attr-defined]
        chance, took = random.Random(3), []
        for number in range(400):
            fingerprint, anchors = chance.getrandbits(64), [chance.getrandbits(47) for _ in range(ANCHORS)]
            start = time.process_time()
            index.near(fingerprint)
            index.sharing(anchors)
            took.append(1000 * (time.process_time() - start))
            if number == 0:
                print(
                    f"opened and answered the first look-up in {1000 * (time.process_time() - begun):.1f} ms of CPU"
                )
    took.sort()
    print(
        f"{count} fingerprints, {path.stat().st_size / 1e6:.0f} MB: p50 {took[200]:.2f} ms, p99 {took[395]:.2f} ms of CPU"
    )


if __name__ == "__main__":
    main()
