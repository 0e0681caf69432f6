"""What a search costs in a large archive, newest first and by rank: `python -m tests.bench.search_time --articles 1000000`.

The archive is that of `serve_pages`, with words of one article, of one in a thousand, of one in twenty and of nearly
all. Every question is asked `--times` times, each with its hits read to the end; the median and the largest CPU time of
this process are printed in milliseconds.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from storage.archive import open_archive
from storage.ports import Archive
from tests.bench.serve_pages import NOW, fill

WORDS = {
    "one article": "{middle}",
    "one in 1,000": "beat7",
    "one in 20": "desk7",
    "nearly every": "harbour",
    "two common": "harbour desk7",
    "either of two": "desk7 OR desk8",
    "common, not": "desk7 -beat7",
    "a phrase": '"harbour river council strike"',
    "a common phrase": '"desk7 beat7"',
    "no article": "harbour nowhere",
}
FILTERS: dict[str, dict[str, Any]] = {
    "": {},
    "one source": {"source": "outlet-7"},
    "last week": {"since": NOW - timedelta(days=7)},
    "before half a year": {"until": NOW - timedelta(days=180)},
    "a week of one source": {
        "source": "outlet-7",
        "since": NOW - timedelta(days=187),
        "until": NOW - timedelta(days=180),
    },
}
ORDERS: tuple[Literal["newest", "rank"], ...] = ("newest", "rank")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--file", type=Path)
    asked = parser.parse_args()
    path = asked.file or Path(tempfile.gettempdir()) / f"newsfold-search-{asked.articles}.db"
    if not path.exists():
        fill(path, asked.articles)
    print(
        f"{'words':16} {'filter':21} {'newest: p50':>12} {'most':>8} {'rank: p50':>12} {'most':>8}  (ms of CPU)"
    )
    with open_archive(path, readonly=True) as archive:
        for name, pattern in WORDS.items():
            words = pattern.format(middle=asked.articles // 2)
            for narrow, chosen in FILTERS.items():
                figures = [
                    figure for order in ORDERS for figure in timed(archive, words, order, chosen, asked.times)
                ]
                print(
                    f"{name:16} {narrow:21} {figures[0]:12.1f} {figures[1]:8.1f} {figures[2]:12.1f} {figures[3]:8.1f}",
                    flush=True,
                )


def timed(
    archive: Archive, words: str, order: Literal["newest", "rank"], chosen: dict[str, Any], times: int
) -> tuple[float, float]:
    """Median and most of CPU milliseconds."""
    took = []
    for _ in range(times):
        begun = time.process_time()
        list(archive.search(words, order=order, **chosen))
        took.append(1000 * (time.process_time() - begun))
    took.sort()
    return took[len(took) // 2], took[-1]


if __name__ == "__main__":
    main()
