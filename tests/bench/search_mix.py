"""What searches cost in a large archive, median and 99th percentile: `python -m tests.bench.search_mix --articles 1000000`.

Articles of 250 invented words, drawn as often as a language draws its own (Zipf), every twentieth in Chinese; 200 sources
from large to small; dates that rise with the ids but for some hours, and twenty back-fills of the year before. Made by
SQL once and kept (`--file`). Then different questions of each kind are asked once, without a filter and with each kind
of filter, newest first and by rank, their hits read to the end. Printed are CPU milliseconds of this process, and for all
questions together wall time too. How noisy the machine is, is told by one piece of work of always the same size, done
between the questions: its percentiles should be near 1.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import numpy as np

from storage.archive import open_archive
from storage.cjk import grams, has_runs
from storage.ports import Archive
from storage.schema_names import SEARCHED

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SOURCES = 200
CHINESE = 20  #: every so many articles
GERMAN = 5  #: of them are said to be in another language than the rest
WORDS = 250
NEVER = "a language that never has it (not in all)"
ORDERS: tuple[Literal["newest", "rank"], ...] = ("newest", "rank")
_SYLLABLES = [one + two for one in "bdfgklmnprstvz" for two in "aeiou"]
_COLUMNS = "id, gid, url, canonical_url, url_key, source, headline, body, authors, published_at, language, word_count, simhash, content_hash, first_seen_at, last_seen_at, dated_at"


def vocabulary(size: int = 60_000) -> list[str]:
    """Words, the most common first."""
    chance = random.Random(5)
    words = sorted({"".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3, 3, 4)))) for _ in range(size)})
    chance.shuffle(words)
    return words


def characters(size: int = 3000) -> list[str]:
    """Han characters, the most common first."""
    chosen = [chr(0x4E00 + n) for n in range(size)]
    random.Random(6).shuffle(chosen)
    return chosen


# The archive


def fill(path: Path, articles: int) -> None:
    """Made beside `path` and renamed, so that no half archive is measured."""
    draft = path.with_suffix(".part")
    draft.unlink(missing_ok=True)
    open_archive(draft).close()
    with closing(sqlite3.connect(draft)) as db, db:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA cache_size = -262144")
        marks = ", ".join("?" * len(_COLUMNS.split(", ")))
        names, places = ", ".join(SEARCHED), ", ".join("?" * len(SEARCHED))
        for rows in _batches(articles):
            db.executemany(f"INSERT INTO articles({_COLUMNS}) VALUES ({marks})", rows)
            db.executemany(
                f"INSERT INTO articles_cjk(rowid, {names}) VALUES (?, {places})",
                [
                    (row[0], grams(row[6]), None, grams(row[7]), "[]", None, None)
                    for row in rows
                    if row[10] == "zh"
                ],
            )
        db.execute("INSERT OR REPLACE INTO meta(key, value) VALUES ('last_text_id', ?)", (str(articles),))
        db.execute("ANALYZE")
    draft.rename(path)


def _batches(articles: int, size: int = 2000) -> Iterator[list[tuple[Any, ...]]]:
    words, signs = np.array(vocabulary(), dtype=object), np.array(characters(), dtype=object)
    chance = np.random.default_rng(7)
    source_weights = _zipf(SOURCES)
    for start in range(1, articles + 1, size):
        count = min(size, articles + 1 - start)
        lengths = chance.integers(WORDS // 2, WORDS * 3 // 2, count)
        drawn = iter(words[_draw(chance, _zipf(len(words)), int(lengths.sum()))])
        signed = iter(signs[_draw(chance, _zipf(len(signs)), count // CHINESE * 400 + 400)])
        sources = _draw(chance, source_weights, count)
        hours = chance.integers(0, 10, count)
        yield [
            _row(
                start + n,
                articles,
                f"outlet-{sources[n]}",
                _chinese(signed)
                if (start + n) % CHINESE == 0
                else _prose(list(itertools.islice(drawn, int(lengths[n])))),
                float(hours[n]),
            )
            for n in range(count)
        ]


def _zipf(size: int) -> Any:  # a numpy array
    weights = 1 / (np.arange(size) + 2.7)
    return np.cumsum(weights) / weights.sum()


def _draw(chance: Any, shares: Any, count: int) -> Any:  # numpy's
    return np.minimum(np.searchsorted(shares, chance.random(count)), len(shares) - 1)


def _prose(words: Sequence[str]) -> tuple[str, str]:
    sentences = [" ".join(words[at : at + 14]).capitalize() + "." for at in range(0, len(words), 14)]
    return " ".join(words[3:12]), "\n\n".join(
        " ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)
    )


def _chinese(signs: Iterator[str]) -> tuple[str, str]:
    clauses = ["".join(itertools.islice(signs, 16)) for _ in range(24)]
    return clauses[1][:12], "，".join(clauses) + "。"


def _row(number: int, articles: int, source: str, text: tuple[str, str], hours: float) -> tuple[Any, ...]:
    headline, body = text
    backfill = articles // 20
    days = 365 * (1 - number / articles) + (365 if number % backfill < backfill // 100 else 0)
    at = (NOW - timedelta(days=days, hours=hours)).isoformat()
    url = f"https://{source}.example/{number}"
    language = "zh" if number % CHINESE == 0 else "de" if number % CHINESE <= GERMAN else "en"
    return (number, f"g{number}", url, url, url, source, headline, body, "[]", at, language, 250, number, number, at, at, at)  # fmt: skip


# The questions


def questions(each: int) -> dict[str, list[str]]:
    """Different questions of each kind."""
    chance, words, signs = random.Random(11), vocabulary(), characters()

    def rare() -> str:
        return chance.choice(words[20_000:])

    def middling() -> str:
        return chance.choice(words[1000:5000])

    def common() -> str:
        return chance.choice(words[60:600])

    def stop() -> str:
        return chance.choice(words[:40])

    kinds: dict[str, Callable[[], str]] = {
        "a rare word": rare,
        "a middling word": middling,
        "a common word": common,
        "a word of most articles": stop,
        "a beginning": lambda: f"{common()[:4]}*",
        "two words, middling and common": lambda: f"{middling()} {common()}",
        "two common words": lambda: f"{common()} {common()}",
        "rare and common": lambda: f"{rare()} {stop()}",
        "three middling words": lambda: f"{middling()} {middling()} {middling()}",
        "either of two": lambda: f"{common()} OR {middling()}",
        "one and either of two": lambda: f"{stop()} {common()} OR {common()}",
        "common, not common": lambda: f"{common()} -{stop()}",
        "middling, not a phrase": lambda: f'{middling()} -"{stop()} {common()}"',
        "in the headline": lambda: f"headline:{common()}",
        "in the headline, and a word": lambda: f"title:{middling()} {stop()}",
        "a phrase of two middling words": lambda: f'"{middling()} {middling()}"',
        "a phrase of two common words": lambda: f'"{common()} {common()}"',
        "a phrase of two words of most articles": lambda: f'"{stop()} {stop()}"',
        "a phrase of four words of most articles": lambda: f'"{stop()} {stop()} {stop()} {stop()}"',
        "a phrase and a word": lambda: f'"{stop()} {common()}" {middling()}',
        "two characters": lambda: "".join(chance.choices(signs[:300], k=2)),
        "four characters": lambda: "".join(chance.choices(signs[:60], k=4)),
        "one character": lambda: chance.choice(signs[30:600]),
        "characters or a word": lambda: f"{''.join(chance.choices(signs[:100], k=2))} OR {middling()}",
        "words that no article has": lambda: f"{common()} {rare()}q",
        "a sentence": lambda: " ".join(chance.choice((stop, stop, common, middling))() for _ in range(10)),
    }
    return {kind: [make() for _ in range(each)] for kind, make in kinds.items()}


def filters(chance: random.Random, words: str) -> dict[str, dict[str, Any]]:
    """One of each kind of filter."""
    day = timedelta(days=1)
    large, small = f"outlet-{chance.randrange(10)}", f"outlet-{chance.randrange(120, SOURCES)}"
    then = NOW - chance.randrange(20, 340) * day
    return {
        "": {},
        "last week": {"since": NOW - 7 * day},
        "before a day": {"until": then},
        "a week long ago": {"since": then - 7 * day, "until": then},
        "a large source": {"source": large},
        "a small source": {"source": small},
        "a month of a source": {"source": large, "since": then - 30 * day, "until": then},
        "its language": {"language": "zh" if has_runs(words) else "de"},
        NEVER: {"language": "de" if has_runs(words) else "zh"},
    }


# The measurement


class Times:
    """CPU and wall milliseconds of many calls."""

    def __init__(self) -> None:
        self.cpu: list[float] = []
        self.wall: list[float] = []

    def of(self, call: Callable[[], object]) -> float:
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        self.cpu.append(1000 * (time.process_time() - cpu))
        self.wall.append(1000 * (time.perf_counter() - wall))
        return self.cpu[-1]

    def __add__(self, other: Times) -> Times:
        both = Times()
        both.cpu, both.wall = self.cpu + other.cpu, self.wall + other.wall
        return both


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--each", type=int, default=6, help="questions of each kind and filter")
    parser.add_argument("--file", type=Path)
    parser.add_argument("--worst", type=int, default=0, help="also print the slowest questions")
    parser.add_argument("--only", default="", help="only kinds of questions that contain this")
    asked = parser.parse_args()
    path = asked.file or Path(tempfile.gettempdir()) / f"newsfold-mix-{asked.articles}.db"
    if not path.exists():
        begun = time.monotonic()
        fill(path, asked.articles)
        print(f"made {path} ({path.stat().st_size / 1e6:.0f} MB) in {time.monotonic() - begun:.0f} s")
    kinds = {kind: made for kind, made in questions(asked.each).items() if asked.only in kind}
    with open_archive(path, readonly=True) as archive:
        report(*measure(archive, kinds), asked.worst)


Measured = dict[tuple[str, str, str], Times]  #: by kind, filter and order


def measure(archive: Archive, kinds: dict[str, list[str]]) -> tuple[Measured, Times, list[tuple[float, str]]]:
    chance = random.Random(13)
    asked = [
        (kind, words, narrow, chosen, order)
        for kind, made in kinds.items()
        for words in made
        for narrow, chosen in filters(chance, words).items()
        for order in ORDERS
    ]
    chance.shuffle(asked)
    found: Measured = {}
    noise, slowest = Times(), []
    for kind, words, narrow, chosen, order in asked:
        noise.of(lambda: sum(range(60_000)))
        times = found.setdefault((kind, narrow, order), Times())
        took = times.of(lambda: list(archive.search(words, order=order, **chosen)))  # noqa: B023 - called at once
        slowest.append((took, f"{order}: {words} {chosen}"))
    return found, noise, sorted(slowest, reverse=True)


def report(found: Measured, noise: Times, slowest: list[tuple[float, str]], worst: int) -> None:
    for order in ORDERS:
        print(f"\n{order}, ms of CPU {'p50':>38} {'p99':>8} {'most':>8}")
        for which in (0, 1):
            for name in dict.fromkeys(key[which] for key in found):
                chosen = [
                    times
                    for key, times in found.items()
                    if key[which] == name and key[2] == order and (which == 1 or key[1] != NEVER)
                ]
                _line(name or "no filter", sum(chosen, Times()).cpu)
        every = sum((times for key, times in found.items() if key[1] != NEVER and key[2] == order), Times())
        _line(f"all {len(every.cpu)} questions", every.cpu)
        _line("the same, wall time", every.wall)
    middle = percentile(noise.cpu, 0.5)
    print(f"\nthe same work each time, over its median: p99 {percentile(noise.cpu, 0.99) / middle:.2f} of CPU, "
          f"{percentile(noise.wall, 0.99) / percentile(noise.wall, 0.5):.2f} of wall time")  # fmt: skip
    for took, what in slowest[:worst]:
        print(f"{took:8.1f}  {what}")


def _line(name: str, values: Sequence[float]) -> None:
    print(f"{name:42} {percentile(values, 0.5):11.1f} {percentile(values, 0.99):8.1f} {max(values):8.1f}")


if __name__ == "__main__":
    main()
