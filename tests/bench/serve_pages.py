"""How long each page takes on the server, on an archive of any size: `python -m tests.bench.serve_pages --articles 1000000`.

The archive is made of invented headlines and short texts by SQL, with a copy for every fourth article and two cuts an
article, and kept beside `--file` for the next time. Every page is asked `--times` times over HTTP on 127.0.0.1 by one
client; the median and the largest time are printed in milliseconds of this machine, connection included.
"""

from __future__ import annotations

import argparse
import http.client
import sqlite3
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.archive import open_archive
from tests.web.conftest import served

NOW = datetime.now(UTC).replace(microsecond=0)
SOURCES = 60
WORDS = [
    "harbour",
    "river",
    "council",
    "strike",
    "market",
    "bridge",
    "ferry",
    "school",
    "tram",
    "orchard",
    "mill",
    "chapel",
    "garden",
    "tower",
    "canal",
    "bakery",
]
PAGES = (
    "/", "/?day={day}", "/search", "/search?q=harbour", "/search?q=harbour&order=rank", "/search?q=tram&source=outlet-7",
    "/article/{id}", "/story/{story}", "/article/{id}/revisions", "/sources", "/source/outlet-7", "/runs", "/run/1", "/plots",
    "/archive", "/archive/v_runs", "/archive/articles?_nofacet=1",
)  # fmt: skip


def fill(path: Path, articles: int) -> None:
    """Rows that look like a crawl's: a year of days, sixty sources, unsorted dates inside a day."""
    open_archive(path).close()
    with sqlite3.connect(path) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;")
        now = NOW.isoformat()
        db.execute(
            "INSERT INTO runs(id, gid, started_at, ended_at, status, counts) VALUES (1, 'r1', ?, ?, 'ok', '{}')",
            (now, now),
        )
        db.executemany(
            "INSERT OR IGNORE INTO sources(id, url, articles) VALUES (?, ?, ?)",
            [(f"outlet-{n}", f"https://outlet-{n}.example/", articles // SOURCES) for n in range(SOURCES)],
        )
        columns = "id, gid, url, canonical_url, url_key, source, headline, body, authors, published_at, language, word_count, simhash, content_hash"
        marks = ", ".join("?" * 14)
        db.executemany(
            f"INSERT INTO articles({columns}, first_seen_at, last_seen_at, dated_at) VALUES ({marks}, ?, ?, ?)",
            (_text(n, articles) for n in range(1, articles + 1)),
        )
        db.executemany(
            f"INSERT INTO copies({columns}, article_id, kind, seen_at, last_seen_at, lag, similarity) VALUES ({marks}, ?, 'near', ?, ?, ?, 0.97)",
            (_copy(n, articles) for n in range(4, articles + 1, 4)),
        )
        db.executemany(
            "INSERT INTO cuts(article_id, rule, reason, field, text, position) VALUES (?, ?, 'a reason', 'body', 'Sign up', 1)",
            ((n, f"rule.{(n + k) % 30}") for n in range(1, articles + 1) for k in (0, 1)),
        )
        db.execute("INSERT OR REPLACE INTO meta(key, value) VALUES ('last_text_id', ?)", (str(2 * articles),))
        db.execute("ANALYZE")


def _text(number: int, articles: int, shift: float = 0.0) -> tuple[object, ...]:
    at = (
        NOW
        - timedelta(days=365 * (1 - number / articles))
        + timedelta(minutes=(number * 37) % 600 - 600 + shift)
    ).isoformat()
    words = " ".join(WORDS[(number * k) % len(WORDS)] for k in range(1, 40))
    words += (
        f" desk{number % 20} beat{number % 1000}"  # words of one article in twenty, and of one in a thousand
    )
    url = f"https://outlet-{number % SOURCES}.example/{number}"
    headline = f"{WORDS[number % 16].title()} and {WORDS[number * 5 % 16]} number {number}"
    return (number, f"g{number}", url, url, url, f"outlet-{number % SOURCES}", headline, f"{words}.\n\n{words} {number}.", "[]", at, "en", 80, number, number, at, at, at)  # fmt: skip


def _copy(number: int, articles: int) -> tuple[object, ...]:
    text = _text(number, articles, shift=number % 90)
    other = number + articles
    outlet = f"outlet-{(number * 7 + 1) % SOURCES}"
    return (
        other,
        f"g{other}",
        f"{text[2]}/c",
        f"{text[2]}/c",
        f"{text[2]}/c",
        outlet,
        *text[6:14],
        number,
        text[14],
        text[14],
        60.0 * (number % 90),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--file", type=Path)
    asked = parser.parse_args()
    path = asked.file or Path(tempfile.gettempdir()) / f"newsfold-pages-{asked.articles}.db"
    if not path.exists():
        begun = time.monotonic()
        fill(path, asked.articles)
        print(f"made {path} ({path.stat().st_size / 1e6:.0f} MB) in {time.monotonic() - begun:.0f} s")
    middle = asked.articles // 2 // 4 * 4
    names = {"id": middle, "story": middle, "day": f"{NOW - timedelta(days=180):%Y-%m-%d}"}
    with served(path) as site:
        host, port = site.removeprefix("http://").split(":")
        for pattern in PAGES:
            took = [_ask(host, int(port), pattern.format(**names)) for _ in range(asked.times)]
            print(
                f"{1000 * statistics.median(took):7.1f} ms median {1000 * max(took):7.1f} ms most  {pattern}"
            )


def _ask(host: str, port: int, path: str) -> float:
    begun = time.monotonic()
    connection = http.client.HTTPConnection(host, port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    took = time.monotonic() - begun
    assert answer.status == 200, (path, answer.status)
    return took


if __name__ == "__main__":
    main()
