"""Storing a page costs the same whatever its run stored before: no statement walks a whole table or a whole run."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from storage.archive import SQLiteArchive, open_archive
from storage.records import Candidate, Item, Verdict
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


def test_lists_of_any_length_are_asked_for_with_the_same_statements(
    archive: SQLiteArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite keeps the last 256 statements prepared: one for each number of question marks took 8 MB."""
    said: set[str] = set()
    ask = archive._all
    bodies = [" ".join(f"word{one}" for one in range(number + 1)) for number in range(12)]
    pages = [page(f"https://gazette.example/{number}", body) for number, body in enumerate(bodies)]
    archive.store(pages[:2], simple_judge, now=NOON)
    monkeypatch.setattr(archive, "_all", lambda sql, *bound: said.add(sql) or ask(sql, *bound))
    found = [_asked_about(archive, pages[0], []), *(_asked_about(archive, one, pages) for one in pages[2:])]
    assert len({len(neighbours) for neighbours in found}) > 4
    assert len(said) < 8


def _asked_about(archive: SQLiteArchive, item: Item, others: list[Item]) -> list[Candidate]:
    """Its neighbours, after a look at which pages are known, and before it is stored beside them."""
    assert item.signature is not None
    neighbours = archive.neighbours_of(item.signature)
    archive.known([other.url_key for other in others[: len(neighbours)]])
    archive.store([item], lambda *_: Verdict("new"), now=NOON)
    return neighbours
