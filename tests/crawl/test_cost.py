"""What a crawl does not do, because it would be for nothing."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

from tests.newsroom import LOOPBACK, Newsroom, Reply, outlet, rows

CRAWL = """
import sys
from scrapy.http import TextResponse
from crawler.cli import main

decoded = []
guess = TextResponse._body_inferred_encoding
TextResponse._body_inferred_encoding = lambda answer: decoded.append(answer.url) or guess(answer)
try:
    main(sys.argv[1:])
finally:
    print("decoded", len(decoded))
    print("unused", *(name for name in sys.modules if name.startswith("scrapy.extensions.")))
"""
USED = {"closespider"}


def test_a_compressed_answer_is_not_decoded_before_its_reader_does_and_no_unused_extension_is_imported(
    tmp_path: Path,
) -> None:
    with Newsroom() as room:
        for path in outlet(room, 2):
            route = room.routes[path]
            assert isinstance(route, Reply)
            packed = gzip.compress(str(route.body).encode())
            room.routes[path] = Reply(packed, kind="text/html", headers={"Content-Encoding": "gzip"})
        words = [
            "crawl",
            f"{room.url}/feed.xml",
            "--db",
            "news.db",
            "--delay",
            "0",
            "--allow-private",
            LOOPBACK,
        ]
        done = subprocess.run(
            [sys.executable, "-c", CRAWL, *words], cwd=tmp_path, capture_output=True, text=True, check=False
        )
    assert rows(tmp_path / "news.db", "SELECT count(*) AS n FROM articles") == [{"n": 2}], done.stderr
    assert "decoded 0\n" in done.stdout
    imported = done.stdout.partition("unused ")[2].split()
    assert {name.rpartition(".")[2] for name in imported} <= USED
