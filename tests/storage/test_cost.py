"""Storing a page costs the same whatever its run stored before: no statement walks a whole table or a whole run."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from storage.archive import open_archive
from tests.storage.conftest import NOON, page, simple_judge

WHOLE = ("idx_articles_run_id", "idx_copies_run_id", "idx_fetches_run_id", "idx_revisions_run_id")
GROWING = ("articles", "copies", "decisions", "fetches", "cuts", "pages", "revisions")


def test_storing_a_page_reads_no_whole_run_and_no_whole_table(path: Path) -> None:
    said: list[str] = []
    with open_archive(path, now=lambda: NOON) as archive:
        run = archive.start_run("crawl", now=NOON)
        first = page("https://gazette.example/1", "one two three", raw=b"<p>one")
        archive.store([first], simple_judge, now=NOON, run_id=run)
        archive._connection.set_trace_callback(said.append)
        more = [
            page("https://gazette.example/2", "four five six", raw=b"<p>four"),
            page("https://coast.example/1", "one two three", source="coast"),
            page("https://gazette.example/1", "one two three seven", hours=2),
        ]
        archive.store(more, simple_judge, now=NOON, run_id=run)
        archive._connection.set_trace_callback(None)
    asked = {
        line for line in said if line.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "\n", " ", "WITH"))
    }
    with sqlite3.connect(path) as connection:
        plans = {
            statement: " | ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}"))
            for statement in asked
            if "fts" not in statement and "_cjk" not in statement
        }
    assert len(plans) > 10
    slow = {
        statement: plan
        for statement, plan in plans.items()
        if any(name in plan for name in WHOLE) or any(f"SCAN {name}" in plan.split(" | ") for name in GROWING)
    }
    assert slow == {}
