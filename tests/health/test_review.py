"""A run's end: sources are judged from the archive, changes are kept and told, and our own network is nobody's fault."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.alerts import tell
from crawler.config import AlertsConfig, Config
from crawler.review import review
from storage.archive import SQLiteArchive, open_archive
from storage.records import FeedState, Fetch
from storage.rows import HealthChange, SourceRow
from tests.health.scenes import DAY, HOUR, NOW
from tests.newsroom import LOOPBACK, Newsroom, Reply

NAMES = ("harbour", "valley", "delta", "coast")
NOBODY = Config()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[SQLiteArchive]:
    with open_archive(tmp_path / "news.db", now=lambda: NOW) as archive:
        archive.put_sources([SourceRow(name, url(name), added_at=NOW - DAY) for name in NAMES])
        yield archive


def url(name: str) -> str:
    return f"https://{name}.example/feed.xml"


def poll(archive: SQLiteArchive, hours: float, **answers: int | None) -> int:
    """One run, `hours` after noon, in which each source's feed answered with a status, or not at all (None)."""
    at = NOW + hours * HOUR
    run = archive.start_run("crawl", now=at)
    for name, status in answers.items():
        good = status in (200, 304)
        verdict = "feed" if good else "error"
        archive.record_fetches(run, [Fetch(url(name), name, at, "feed", status, verdict, f"HTTP {status}")])
        before = archive.feed_state(url(name)) or FeedState(url(name), name)
        after = replace(
            before, last_polled_at=at, last_status=status, failures=0 if good else before.failures + 1,
            last_success_at=at if good else before.last_success_at, next_poll_at=at + 6 * HOUR,
        )  # fmt: skip
        archive.put_feed_states([after])
    archive.end_run(run, "ok", now=at)
    return run


def states(archive: SQLiteArchive) -> dict[str, str]:
    return {row.id: row.health for row in archive.sources() if row.health}


def reviewed(archive: SQLiteArchive, run: int, hours: float, config: Config = NOBODY) -> list[HealthChange]:
    return review(archive, config, NAMES, run_id=run, now=NOW + hours * HOUR)


def test_a_source_that_fails_three_runs_is_broken_and_two_good_ones_mend_it(archive: SQLiteArchive) -> None:
    seen = []
    for hours, status in enumerate([200, 404, 404, 404, 200, 304]):
        run = poll(archive, hours, harbour=status, valley=200)
        seen += [(c.source, c.before, c.after) for c in reviewed(archive, run, hours)]
    assert seen == [
        ("harbour", "", "ok"), ("valley", "", "ok"), ("harbour", "ok", "broken"), ("harbour", "broken", "ok")
    ]  # fmt: skip
    assert [(c.source, c.after) for c in archive.health_changes()] == [(s, after) for s, _, after in seen]


def test_three_requests_within_one_run_are_one_failure(archive: SQLiteArchive) -> None:
    reviewed(archive, poll(archive, 0, harbour=200, valley=200), 0)
    run = poll(archive, 1, harbour=503, valley=200)
    stumbles = [Fetch(url("harbour"), "harbour", NOW + n * HOUR, "feed", 503, "error") for n in (1.1, 1.2)]
    archive.record_fetches(run, stumbles)
    assert reviewed(archive, run, 1) == []


def test_while_our_network_is_down_no_source_changes_and_all_are_asked_again_soon(
    archive: SQLiteArchive,
) -> None:
    reviewed(archive, poll(archive, 0, harbour=200, valley=200, delta=200, coast=404), 0)
    before = states(archive)
    for hours in range(1, 6):
        run = poll(archive, hours, **dict.fromkeys(NAMES))
        assert reviewed(archive, run, hours) == []
        assert archive.run(run).counts["offline"] == 1
    assert states(archive) == before
    state = archive.feed_state(url("harbour"))
    assert state is not None
    assert (state.failures, state.next_poll_at) == (0, NOW + 5 * HOUR + timedelta(minutes=10))
    assert "our own network was down" in state.next_poll_reason


def test_after_an_outage_one_failure_is_one_failure(archive: SQLiteArchive) -> None:
    reviewed(archive, poll(archive, 0, harbour=200, valley=200, delta=200), 0)
    for hours in range(1, 6):
        reviewed(archive, poll(archive, hours, harbour=None, valley=None, delta=None), hours)
    reviewed(archive, poll(archive, 6, harbour=None, valley=200, delta=200), 6)
    assert states(archive) == {"harbour": "ok", "valley": "ok", "delta": "ok"}
    for hours in (7, 8):
        reviewed(archive, poll(archive, hours, harbour=None, valley=200), hours)
    assert states(archive)["harbour"] == "broken"


def test_two_dead_sources_of_many_are_theirs(archive: SQLiteArchive) -> None:
    many = {f"paper{n}": 200 for n in range(10)}
    archive.put_sources([SourceRow(name, url(name)) for name in many])
    poll(archive, 0, **many, harbour=200, valley=200)
    for hours in (1, 2, 3):
        reviewed(archive, poll(archive, hours, harbour=None, valley=None), hours)
        poll(archive, hours + 0.5, **many)
    assert states(archive) == {"harbour": "broken", "valley": "broken"}


# Alerts


def alerted(archive: SQLiteArchive, config: Config, now: float = 0) -> None:
    tell(archive, config, NOW + now * HOUR)


def break_harbour(archive: SQLiteArchive, config: Config) -> None:
    """harbour breaks; valley is found to be well, which is nobody's news."""
    for hours in range(-3, 1):
        reviewed(archive, poll(archive, hours, harbour=404, valley=200), hours, config)


def listening(tmp_path: Path, *words: str) -> Config:
    program = f"import sys; open({str(tmp_path / 'heard')!r}, 'a').write(sys.stdin.read() + chr(10)); {'; '.join(words)}"
    return Config(alerts=AlertsConfig(command=(sys.executable, "-S", "-c", program), timeout=5.0))


def heard(tmp_path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (tmp_path / "heard").read_text().splitlines()]


def test_a_command_hears_of_a_change_once(archive: SQLiteArchive, tmp_path: Path) -> None:
    config = listening(tmp_path)
    break_harbour(archive, config)
    alerted(archive, config)
    alerted(archive, config)
    (message,) = heard(tmp_path)
    (change,) = message["changes"]
    assert (change["source"], change["before"], change["after"]) == ("harbour", "", "broken")
    assert change["reason"].startswith("HTTP 404, 3 times in a row")
    assert change["evidence"]["failures_in_a_row"] == 3
    assert message["text"].startswith("harbour is broken: HTTP 404")


def test_only_changes_from_the_configured_state_on_are_told(archive: SQLiteArchive) -> None:
    quiet = Config(alerts=AlertsConfig(command=("true",), at_least="broken"))
    archive.put_sources([SourceRow("harbour", health="degraded")])
    reviewed(archive, poll(archive, 0, harbour=200), 0, quiet)
    assert [(c.before, c.after, c.waiting) for c in archive.health_changes()] == [("degraded", "ok", ())]


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        (lambda _: ("/no/such/program",), "No such file"),
        (lambda path: listening(path, "sys.exit('the line is busy')").alerts.command, "ended with 1: the line is busy"),
        (lambda path: listening(path, "import time; time.sleep(60)").alerts.command, "did not end within 1 s"),
    ],
)  # fmt: skip
def test_a_command_that_fails_is_tried_again_after_the_next_run(
    archive: SQLiteArchive, tmp_path: Path, caplog: pytest.LogCaptureFixture,
    command: Callable[[Path], tuple[str, ...]], problem: str,
) -> None:  # fmt: skip
    bad = Config(alerts=AlertsConfig(command=command(tmp_path), timeout=1.0))
    break_harbour(archive, bad)
    alerted(archive, bad)
    assert problem in caplog.text
    assert len(archive.health_changes(waiting=True)) == 1
    alerted(archive, listening(tmp_path))
    assert archive.health_changes(waiting=True) == []


def test_an_alert_that_could_not_be_sent_for_a_day_is_given_up_with_a_line(
    archive: SQLiteArchive, caplog: pytest.LogCaptureFixture
) -> None:
    config = Config(alerts=AlertsConfig(command=("/no/such/program",)))
    break_harbour(archive, config)
    alerted(archive, config, now=25)
    assert "alert given up source=harbour after=broken channels=command" in caplog.text
    assert archive.health_changes(waiting=True) == []


def test_a_webhook_gets_the_same_message_and_only_where_its_address_may_be_read(
    archive: SQLiteArchive, caplog: pytest.LogCaptureFixture
) -> None:
    with Newsroom(
        {"/hook?token=secret": Reply("", 302, headers={"Location": "/elsewhere"}, etag=False)}
    ) as room:
        alerts = AlertsConfig(webhook=f"{room.url}/hook?token=secret")
        guarded, open_ = Config(alerts=alerts), Config(alerts=alerts)
        open_ = replace(open_, fetch=replace(open_.fetch, allow_private=(LOOPBACK,)))
        break_harbour(archive, guarded)
        alerted(archive, guarded)
        assert room.requests == []
        assert "a loopback address" in caplog.text
        alerted(archive, open_)
        assert "answered 302" in caplog.text, "redirects are not followed"
        room.routes["/hook?token=secret"] = Reply("ok", etag=False)
        alerted(archive, open_)
        alerted(archive, open_)
    assert room.paths() == ["/hook?token=secret"] * 2
    assert json.loads(room.requests[-1].body)["changes"][0]["source"] == "harbour"
    assert "secret" not in caplog.text


def test_a_webhook_that_never_ends_its_answer_is_hung_up_on(
    archive: SQLiteArchive, caplog: pytest.LogCaptureFixture
) -> None:
    """A byte now and then keeps a socket's own timeout from ever coming."""
    gate = threading.Event()

    def drip(server: socket.socket) -> None:
        peer, _ = server.accept()
        with peer, suppress(OSError):
            while not gate.wait(0.05):
                peer.send(b"H")

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=drip, args=(server,), daemon=True).start()
        alerts = AlertsConfig(webhook=f"http://127.0.0.1:{server.getsockname()[1]}/", timeout=1.0)
        config = Config(alerts=alerts)
        config = replace(config, fetch=replace(config.fetch, allow_private=(LOOPBACK,)))
        break_harbour(archive, config)
        alerted(archive, config)
        gate.set()
    assert "alert not sent channel=webhook changes=1" in caplog.text
