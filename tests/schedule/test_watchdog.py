"""A crawl that writes nothing any more is given up; one that writes, however slowly, is left alone."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.schedule import Schedule
from crawler.schedule.child import Progress, written
from storage.archive import open_archive

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    open_archive(tmp_path / "news.db").close()
    return tmp_path / "news.db"


def patient_for(seconds: float, db: Path, code: str) -> Schedule:
    """A schedule whose child runs `code` and is given up after `seconds` without a write."""
    desk = db.with_name("sources.toml")
    desk.write_text('[[source]]\nurl = "https://harbour.example/feed.xml"\n')
    schedule = Schedule(db, desk, command=[sys.executable, "-S", "-c", code], now=lambda: NOW, grace=0.1)
    schedule.configuration.config = replace(
        schedule.config, schedule=replace(schedule.config.schedule, hung=seconds)
    )
    return schedule


def rows(db: Path) -> list[tuple[str, str]]:
    with open_archive(db, readonly=True) as archive:
        return [(run.status, run.reason.replace(str(run.pid), "PID")) for run in archive.runs()]


@pytest.mark.parametrize(
    ("signals", "how"),
    [("signal.signal(signal.SIGTERM, signal.SIG_IGN)", "killed"), ("signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))", "stopped")],
)  # fmt: skip
def test_a_hung_crawl_is_stopped_or_killed_and_leaves_a_row(db: Path, signals: str, how: str) -> None:
    schedule = patient_for(0.4, db, f"import signal, sys\n{signals}\nwhile True: signal.pause()")
    assert schedule.tick() == (1 if how == "killed" else 130)
    ((status, reason),) = rows(db)
    assert status == "failed"
    assert reason.startswith("the crawl (pid ")
    assert reason.endswith(f"had written nothing for 0.4s and was {how}")


def test_only_what_is_written_counts_as_progress(db: Path) -> None:
    before = Progress(written(db), since=0.0)
    with open_archive(db, readonly=True) as archive:
        archive.counts()
    assert before.now(written(db), 100.0).is_hung(100.0, patience=100.0), "reading is no progress"
    with open_archive(db) as archive:
        archive.start_run("crawl")
        assert not before.now(written(db), 100.0).is_hung(150.0, patience=100.0)
