"""A real newsroom on a loopback port, real processes, real signals: what a desk does on its first day."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.archive import open_archive
from tests.cli.conftest import SCRIPT, Run
from tests.newsroom import LOOPBACK, Newsroom, Reply, Request, Route, outlet

ALLOW = ("--allow-private", LOOPBACK, "--delay", "0")


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom() as newsroom:
        yield newsroom


def test_a_feed_is_collected_once_and_the_schedule_knows_that_nothing_is_due(
    process: Run, room: Newsroom
) -> None:
    paths = outlet(room, 3)
    first = process("crawl", f"{room.url}/feed.xml", *ALLOW, "--json")
    assert (first.code, [one["new"] for one in first.rows]) == (0, [3])
    assert first.err.startswith("run 1: ok, 1 source, 3 pages in ")
    assert len(process("search", "council", "--json").rows) == 3

    source_id = first.rows[0]["source"]
    process("sources", "add", f"{room.url}/feed.xml", "--id", source_id)
    room.requests.clear()
    assert process("schedule", "--once", *ALLOW).code == 0
    assert room.requests == [], "the feed was asked a minute ago"

    assert process("crawl", source_id, *ALLOW, "-q").err == ""
    assert set(room.paths()).isdisjoint(paths), "what is known is not fetched again"


def test_scrape_fetches_a_page_and_stores_it_only_when_asked(
    process: Run, room: Newsroom, tmp_path: Path
) -> None:
    (path,) = outlet(room, 1)
    url = f"{room.url}{path}"
    result = process("scrape", url, f"{room.url}/gone.html", *ALLOW, "--json")
    assert (result.code, len(result.rows)) == (3, 1)
    assert "gone.html: " in result.err
    assert result.rows[0]["headline"] == "Council hears report number 0 on the lantern"
    assert list(tmp_path.glob("news.db*")) == []
    assert process("scrape", url, *ALLOW, "--save").code == 0
    assert process("show", url, "--json").rows[0]["headline"] == result.rows[0]["headline"]


def test_an_address_is_tested_before_anything_is_saved(process: Run, room: Newsroom, tmp_path: Path) -> None:
    outlet(room, 5)
    room.routes["/robots.txt"] = Reply(
        "User-agent: *\nDisallow: /private/\nCrawl-delay: 0.1\n", kind="text/plain"
    )
    (card,) = process("sources", "test", f"{room.url}/feed.xml", *ALLOW, "--json").rows
    assert (card["kind"], card["usable"], len(card["samples"])) == ("feed", True, 3)
    assert card["lists"][0]["entries"] == 5
    assert card["samples"][0]["words"] > 50
    assert list(tmp_path.iterdir()) == []


def test_stopping_the_schedule_stops_its_crawl_and_saves_the_state(
    process: Run, room: Newsroom, tmp_path: Path, no_process_left: list[subprocess.Popen[bytes]]
) -> None:
    asked, gate = threading.Event(), threading.Event()

    def held(reply: Route) -> Route:
        def answer(_request: Request) -> Reply:
            asked.set()
            gate.wait(30)
            assert isinstance(reply, Reply)
            return reply

        return answer

    for path in outlet(room, 3):
        room.routes[path] = held(room.routes[path])
    process("sources", "add", f"{room.url}/feed.xml", "--id", "harbour")
    with (tmp_path / "log").open("wb") as log:
        parent = subprocess.Popen([SCRIPT, "schedule", *ALLOW], cwd=tmp_path, stderr=log)
    no_process_left.append(parent)
    while not asked.wait(0.05):
        assert parent.poll() is None, (tmp_path / "log").read_text()
    parent.send_signal(signal.SIGTERM)
    gate.set()
    assert parent.wait(60) == 130
    told = (tmp_path / "log").read_text()
    assert "crawl started" in told
    assert "schedule stopped" in told
    with open_archive(tmp_path / "news.db", readonly=True) as archive:
        assert [run.status for run in archive.runs()] == ["interrupted"]
        _, ((waiting,),) = archive.query("SELECT count(*) FROM frontier WHERE kind = 'page'")
        assert waiting + archive.counts()["articles"] == 3, "nothing is lost"
