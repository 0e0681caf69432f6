"""`scrapy list` and `scrapy crawl` in a checkout, as who knows Scrapy tries them first."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.newsroom import Newsroom, outlet, rows

CHECKOUT = Path(__file__).parents[2]


def _scrapy(tmp_path: Path, *words: str) -> subprocess.Popen[str]:
    config = tmp_path / "sources.toml"
    config.write_text('[fetch]\nallow_private = ["127.0.0.0/8"]\ndelay = 0\n')
    settings = ["-s", f"NEWSFOLD_DB={tmp_path / 'news.db'}", "-s", f"NEWSFOLD_CONFIG={config}"]
    return subprocess.Popen(
        [sys.executable, "-m", "scrapy", *words, *(settings if words[0] == "crawl" else ())],
        cwd=CHECKOUT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if not name.startswith("SCRAPY_")},
    )


def test_scrapy_finds_the_spiders(tmp_path: Path) -> None:
    out, err = _scrapy(tmp_path, "list").communicate(timeout=60)
    assert out.split() == ["article", "feed", "news", "site", "sitemap"], err


def test_a_crawl_by_scrapy_fills_the_archive_and_ends_its_run(tmp_path: Path) -> None:
    with Newsroom() as room:
        paths = outlet(room, 3)
        child = _scrapy(tmp_path, "crawl", "feed", "-a", f"url={room.url}/feed.xml")
        _, err = child.communicate(timeout=120)
    assert child.returncode == 0, err
    assert "Traceback" not in err
    assert len(rows(tmp_path / "news.db", "SELECT id FROM articles")) == len(paths)
    (run,) = rows(tmp_path / "news.db", "SELECT status, json_extract(counts, '$.new') AS new FROM runs")
    assert run == {"status": "ok", "new": 3}


def test_a_crawl_by_scrapy_of_a_feed_that_is_not_there_has_failed(tmp_path: Path) -> None:
    with Newsroom() as room:
        _, err = _scrapy(tmp_path, "crawl", "feed", "-a", f"url={room.url}/feed.xml").communicate(timeout=120)
    (run,) = rows(tmp_path / "news.db", "SELECT status, reason FROM runs")
    assert run["status"] == "failed", err
    assert "HTTP 404" in run["reason"]


def test_a_crawl_by_scrapy_that_is_stopped_says_so(tmp_path: Path) -> None:
    with Newsroom() as room:
        outlet(room, 30)
        child = _scrapy(
            tmp_path, "crawl", "feed", "-a", f"url={room.url}/feed.xml", "-s", "DOWNLOAD_DELAY=0.3"
        )
        while len(room.requests) < 6 and child.poll() is None:
            time.sleep(0.05)
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=120)
    assert "Traceback" not in err
    (run,) = rows(tmp_path / "news.db", "SELECT status FROM runs")
    assert run["status"] == "interrupted"
    assert rows(tmp_path / "news.db", "SELECT * FROM frontier WHERE state = 'leased'") == []
