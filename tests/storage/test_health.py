"""The evidence for a source's health as the archive gives it, and its states as the archive keeps them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from storage.archive import SQLiteArchive, open_archive
from storage.migrations import migrations
from storage.records import Fetch
from storage.rows import HealthChange, SourceRow
from storage.versions import APPLICATION_ID
from tests.storage.conftest import NOON, page, simple_judge


def fetch(source: str, hours: float, status: int | None, verdict: str = "feed", kind: str = "feed") -> Fetch:
    return Fetch(
        f"https://{source}.example/{kind}", source, NOON + timedelta(hours=hours), kind, status, verdict
    )


def change(before: str, after: str, hours: float = 0, reason: str = "HTTP 404", **more: Any) -> HealthChange:
    evidence = {"failures_in_a_row": 3}
    return HealthChange("gazette", NOON + timedelta(hours=hours), before, after, reason, evidence, **more)


def test_looks_are_the_requests_that_were_made_newest_first(archive: SQLiteArchive) -> None:
    archive.record_fetches(
        None,
        [fetch("gazette", 0, 200), fetch("gazette", 1, None, "skipped"), fetch("courier", 1, 200), fetch("gazette", 2, None, "timeout"),
         fetch("gazette", 3, 200, "consent", "page")],
    )  # fmt: skip
    assert [(look.status, look.verdict) for look in archive.looks("gazette")] == [
        (None, "timeout"),
        (200, "feed"),
    ]
    assert len(archive.looks("gazette", limit=1)) == 1
    assert [look.verdict for look in archive.looks("gazette", pages=True)] == ["consent"]


def test_unanswered_are_all_requests_since_a_server_last_spoke(archive: SQLiteArchive) -> None:
    archive.record_fetches(None, [fetch("gazette", 0, None, "error"), fetch("courier", 1, 503, "error")])
    assert archive.unanswered() == []
    archive.record_fetches(None, [fetch("gazette", 2, None, "error"), fetch("valley", 3, None, "timeout")])
    assert [look.source for look in archive.unanswered()] == ["valley", "gazette"]


def test_a_texts_date_is_its_publication_and_else_when_it_was_seen(archive: SQLiteArchive) -> None:
    archive.store([page("https://a.example/1", "one two", hours=0, published=None)], simple_judge)
    archive.store([page("https://a.example/2", "three four five", hours=48)], simple_judge)
    archive.store([page("https://a.example/3", "three four five", hours=50)], simple_judge)
    assert archive.text_dates("gazette", since=NOON) == [
        NOON,
        NOON + timedelta(hours=47),
        NOON + timedelta(hours=49),
    ]
    assert archive.text_dates("gazette", since=NOON + timedelta(hours=1)) == [
        NOON + timedelta(hours=47), NOON + timedelta(hours=49)
    ]  # fmt: skip
    measured = archive.text_measures("gazette", limit=2)
    assert [(text.words, text.has_date) for text in measured] == [(3, True), (3, True)]
    assert not archive.text_measures("gazette")[-1].has_date


def test_a_state_is_kept_and_only_a_change_of_it_is_a_row(archive: SQLiteArchive) -> None:
    archive.put_sources([SourceRow("gazette", "https://gazette.example/")])
    archive.put_health([change("", "broken", waiting=("command", "webhook"))])
    archive.put_health([change("broken", "broken", 2, "HTTP 410", waiting=("command",))])
    (row,) = archive.sources()
    assert (row.health, row.health_since, row.health_reason) == ("broken", NOON, "HTTP 410")
    assert row.health_evidence == {"failures_in_a_row": 3}
    (only,) = archive.health_changes()
    assert (only.before, only.after, only.waiting) == ("", "broken", ("command", "webhook"))
    archive.put_health([change("broken", "ok", 3, "")])
    (row,) = archive.sources()
    assert (row.health, row.health_since, row.health_reason) == ("ok", NOON + timedelta(hours=3), "")


def test_a_change_waits_until_everybody_was_told(archive: SQLiteArchive) -> None:
    archive.put_sources([SourceRow("gazette", "https://gazette.example/")])
    archive.put_health([change("", "broken", waiting=("command", "webhook"))])
    archive.put_health([change("broken", "ok", 1)])
    (waiting,) = archive.health_changes(waiting=True)
    assert waiting.id is not None
    archive.put_waiting(waiting.id, ["webhook"])
    assert archive.health_changes(waiting=True)[0].waiting == ("webhook",)
    archive.put_waiting(waiting.id, [])
    assert archive.health_changes(waiting=True) == []
    assert len(archive.health_changes()) == 2


def test_a_run_without_a_network_is_marked_beside_its_counts(archive: SQLiteArchive) -> None:
    run = archive.start_run()
    archive.end_run(run, "failed", {"failed": 3})
    archive.mark_offline(run)
    assert archive.run(run).counts == {"failed": 3, "offline": 1}
    assert archive.offline_runs() == {run}


def test_an_archive_of_the_first_schema_learns_of_health(path: Path) -> None:
    db = Database(str(path))
    migrations.apply(db, stop_before="m002_health")
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute("PRAGMA user_version = 1")
    db["sources"].insert({"id": "gazette", "url": "https://gazette.example/"})
    db.close()
    with open_archive(path) as archive:
        assert archive.sources()[0].health_evidence == {}
        archive.put_health([change("", "broken")])
        assert archive.sources()[0].health == "broken"
        assert archive.check() == []


@pytest.mark.parametrize("table", ["fetches", "copies", "articles"])
def test_a_sources_evidence_is_found_by_an_index(archive: SQLiteArchive, table: str) -> None:
    """An archive of years is not read whole after each crawl."""
    dated = {"fetches": "id", "copies": "coalesce(published_at, seen_at)", "articles": "dated_at"}[table]
    sql = (
        f"EXPLAIN QUERY PLAN SELECT word_count FROM {table} WHERE source = 'a' ORDER BY {dated} DESC LIMIT 9"
    )
    plan = " ".join(
        str(row[-1]) for row in archive.query(sql.replace("word_count", "id"))[1] if isinstance(row[-1], str)
    )
    assert "USING" in plan
    assert "INDEX" in plan
    assert "TEMP B-TREE" not in plan
