from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.cli import checks
from crawler.cli.options import Threshold
from storage.archive import open_archive
from storage.records import Fetch
from tests.cli.conftest import Result, Run

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    db = tmp_path / "news.db"
    with open_archive(db, now=lambda: NOW) as archive:
        first = archive.start_run(
            "crawl harbour",
            versions={"newsfold": "0.1", "rules": "7", "click": "8"},
            config='{"fetch":{"delay":0.5}}',
            now=NOW,
        )
        archive.record_fetches(
            first,
            [
                Fetch("https://harbour.example/rss", "harbour", NOW, "feed", 200, "feed", "9 listed"),
                Fetch("https://harbour.example/1", "harbour", NOW, "page", 404, "error", "HTTP 404"),
            ],
        )
        archive.end_run(first, "ok", {"pages": 3, "new": 2}, now=NOW + timedelta(seconds=90))
        second = archive.start_run("schedule", now=NOW)
        archive.end_run(second, "skipped", {}, reason="another run holds the archive", now=NOW)
    return db


def test_runs_are_listed_newest_first_with_what_they_did(run: Run, runs: Path) -> None:
    lines = run("runs").out.splitlines()
    assert lines[0].split() == ["2", "2026-11-23", "12:00", "skipped", "0s", "-", "schedule"]
    assert lines[1].strip() == "another run holds the archive"
    assert "ok           90s  3 pages, 2 new  crawl harbour" in lines[2]


def test_a_run_lists_its_fetches_and_can_be_cut_down_to_failures(run: Run, runs: Path) -> None:
    assert [one["url"][-3:] for one in run("runs", "1", "--json").rows] == ["rss", "e/1"]
    (failed,) = run("runs", "1", "--failed", "--json").rows
    assert (failed["status"], failed["verdict"], failed["reason"]) == (404, "error", "HTTP 404")


def test_a_run_tells_what_it_was_made_of_and_followed_and_how_its_requests_ended(
    run: Run, runs: Path
) -> None:
    told = run("runs", "1").out
    assert "    feed     1 feed\n    page     1 error\n    made by  newsfold 0.1, rules 7\n" in told
    assert "`newsfold runs 1 --settings` shows it" in told
    assert json.loads(run("runs", "1", "--settings").out) == {"fetch": {"delay": 0.5}}
    (_, whole) = run("runs", "--json").rows
    assert whole["verdicts"] == {"feed": {"feed": 1}, "page": {"error": 1}}
    assert whole["versions"]["click"] == "8"


def test_a_run_without_a_configuration_says_so(run: Run, runs: Path) -> None:
    result = run("runs", "2", "--settings")
    assert (result.code, result.out) == (4, "")
    assert "no configuration" in result.err
    assert run("runs", "--settings").code == 2


def test_a_robots_txt_is_a_failure_only_where_its_server_failed(run: Run, tmp_path: Path) -> None:
    answers = {"a": 200, "b": 404, "c": 503, "d": None}
    with open_archive(tmp_path / "news.db") as archive:
        first = archive.start_run("crawl", now=NOW)
        archive.record_fetches(
            first,
            [
                Fetch(
                    f"https://{name}.example/robots.txt",
                    None,
                    NOW,
                    "robots",
                    status,
                    "robots" if status else "error",
                )
                for name, status in answers.items()
            ],
        )
        archive.end_run(first, "ok", {}, now=NOW)
    rows = run("runs", "1", "--failed", "--json").rows
    assert [one["url"] for one in rows] == ["https://c.example/robots.txt", "https://d.example/robots.txt"]


def test_a_run_that_is_not_there_ends_with_four(run: Run, runs: Path) -> None:
    assert run("runs", "77").code == 4


def test_rules_are_listed_with_what_they_cut_and_keep(run: Run) -> None:
    rows = run("rules", "--json").rows
    assert len(rows) > 5
    assert all(one["reason"] and one["cuts"] and one["keeps"] for one in rows)
    assert len(run("rules", rows[0]["id"], "--json").rows) == 1


def findings(result: Result) -> dict[str, tuple[str, str]]:
    return {one["check"]: (one["state"], one["message"]) for one in result.rows}


def test_doctor_finds_nothing_wrong_with_a_fresh_directory(run: Run) -> None:
    result = run("doctor", "--json")
    assert result.code == 0
    found = findings(result)
    assert found["archive"] == ("ok", "news.db does not exist yet; the first crawl makes it")
    assert found["configuration"][0] == "ok"
    assert "SQLite" in found["packages"][1]


def test_doctor_says_that_nobody_can_be_written_to(run: Run, tmp_path: Path) -> None:
    state, message = findings(run("doctor", "--json"))["user-agent"]
    assert state == "warning"
    assert 'set contact = "..." under [defaults]' in message
    (tmp_path / "sources.toml").write_text('[defaults]\ncontact = "desk@harbour.example"\n')
    state, message = findings(run("doctor", "--json"))["user-agent"]
    assert state == "ok"
    assert "desk@harbour.example" in message


def test_doctor_looks_into_the_archive(run: Run, archive_file: Path) -> None:
    result = run("doctor", "--db", archive_file, "--json")
    assert (result.code, findings(result)["archive"][0]) == (0, "ok")


def test_doctor_names_what_is_broken_and_ends_with_one(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sources.toml").write_text("[fetch]\ndealy = 1\n")
    (tmp_path / "news.db").write_bytes(b"no archive" * 200)
    monkeypatch.setenv("NEWSFOLD_NOW", "noon")
    result = run("doctor", "--json")
    found = findings(result)
    assert result.code == 1
    assert found["configuration"] == (
        "broken",
        "sources.toml:2: fetch.dealy: unknown key, did you mean 'delay'?",
    )
    assert found["archive"][0] == "broken"
    assert found["clock"][0] == "broken"
    assert run("doctor").out.count("FAIL") == 3


def test_doctor_names_other_packages_under_our_names(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "sharers", lambda: {"storage": ["their-storage"]})
    result = run("doctor", "--json")
    state, message = findings(result)["names"]
    assert (result.code, state) == (1, "broken")
    assert message.startswith("their-storage also ships files under 'storage' and may overwrite ours")


@pytest.mark.parametrize(
    ("level", "talkative", "name", "shown"),
    [
        (logging.WARNING, "", "crawler.run", logging.WARNING),
        (logging.INFO, "", "crawler.run", logging.INFO),
        (logging.INFO, "", "scrapy.core.engine", logging.WARNING),
        (logging.DEBUG, "", "scrapy.core.engine", logging.DEBUG),
        (logging.WARNING, "crawler.schedule", "crawler.schedule", logging.INFO),
        (logging.WARNING, "crawler.schedule", "crawler.run", logging.WARNING),
        (logging.ERROR, "", "crawler.run", logging.ERROR),
    ],
)
def test_other_packages_tell_their_story_only_with_two_v(
    level: int, talkative: str, name: str, shown: int
) -> None:
    threshold = Threshold(level, talkative)
    levels = (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR)
    passed = [
        one for one in levels if threshold.filter(logging.LogRecord(name, one, "", 0, "words", (), None))
    ]
    assert passed == [one for one in levels if one >= shown]
