"""A user's rules tried on stored pages, cuts shown in their place, and golden pages that find a redesign."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.normalise.layout import woven
from storage.records import Cut
from tests.cli.conftest import Run, run
from tests.newsroom import LOOPBACK, Newsroom, crawl, feed, newsfold, page, story

__all__ = ["run"]
TEASER = "Listen to the harbour hour, every evening at seven."
PITCH = "Sign up for the Gazette morning newsletter"


@dataclass(frozen=True)
class Press:
    room: Newsroom
    db: Path


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    """Three articles of one outlet, crawled; each has a teaser that no rule knows and a pitch that one does."""
    db = tmp_path_factory.mktemp("press") / "news.db"
    with Newsroom() as room:
        paths = [f"/news/story-{number}.html" for number in range(3)]
        for number, path in enumerate(paths):
            text = story(number)
            below = f'<aside class="radio"><p>{TEASER if number < 2 else "Nothing on the air today, says the harbour hour."}</p></aside>'
            room.routes[path] = page(
                f"Council hears report {number}", [*text[:2], PITCH, *text[2:]], below=below
            )
        room.routes["/feed.xml"] = feed(room.url, *paths)
        done = crawl(db, f"{room.url}/feed.xml")
        assert done.code == 0, done.err
        yield Press(room, db)


def ids(db: Path) -> list[int]:
    with sqlite3.connect(db) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM articles ORDER BY url")]


def test_a_rule_is_tried_on_the_page_and_on_the_others_of_its_source(press: Press, run: Run) -> None:
    before = press.db.read_bytes()
    first, *_ = ids(press.db)
    rows = run("rules", "test", str(first), "--drop", "^Members asked", "--db", press.db, "--json").rows
    assert rows[0]["id"] == first
    assert len(rows) == 3
    assert all(line.startswith("Members asked") for row in rows for line in row["cut"])
    assert sum(len(row["cut"]) for row in rows) >= 1
    assert press.db.read_bytes() == before


def test_a_line_that_was_cut_can_be_asked_back(press: Press, run: Run) -> None:
    first = ids(press.db)[0]
    (row,) = run(
        "rules", "test", str(first), "--keep", "morning newsletter", "-n", "0", "--db", press.db, "--json"
    ).rows
    assert row["back"] == [PITCH]
    assert row["cut"] == []


def test_selectors_are_tried_too_and_people_read_where_it_happens(press: Press, run: Run) -> None:
    first = ids(press.db)[0]
    told = run("rules", "test", str(first), "--remove", "article p:nth-of-type(1)", "--db", press.db)
    assert told.code == 0, told.err
    assert "new: user.css" in told.out
    assert "2 pages of 2 other stored pages" in told.out


def test_a_rule_that_changes_nothing_says_so_by_its_exit_code(press: Press, run: Run) -> None:
    assert (
        run("rules", "test", str(ids(press.db)[0]), "--drop", "nobody ever wrote this", "--db", press.db).code
        == 4
    )


@pytest.mark.parametrize(
    ("words", "problem"),
    [(("--drop", "("), "is not a regular expression"), (("--drop", "(a+)+"), "can take forever"), (("--select", "p["), "no CSS selector")],
)  # fmt: skip
def test_a_rule_that_cannot_be_read_is_refused(
    press: Press, run: Run, words: tuple[str, ...], problem: str
) -> None:
    done = run("rules", "test", "1", *words, "--db", press.db)
    assert done.code == 2
    assert problem in done.err


def test_rules_of_an_article_without_a_page_cannot_be_tried(press: Press, run: Run, tmp_path: Path) -> None:
    db = tmp_path / "bare.db"
    db.write_bytes(press.db.read_bytes())
    with sqlite3.connect(db) as connection:
        connection.execute("DELETE FROM pages")
    done = run("rules", "test", str(ids(db)[0]), "--drop", "x", "--db", db)
    assert done.code == 4
    assert "no page is kept" in done.err


def test_a_cut_is_shown_in_its_place_in_the_text(press: Press, run: Run) -> None:
    first = ids(press.db)[0]
    told = run("show", str(first), "--cuts", "--db", press.db).out
    second, third = story(0)[1], story(0)[2]
    assert told.index(second) < told.index(f"[-{PITCH}-] pitch.newsletter: ") < told.index(third)
    (row,) = run("show", str(first), "--cuts", "--db", press.db, "--json").rows
    assert PITCH in [cut["text"] for cut in row["cuts"]]


def test_cuts_stand_before_the_paragraph_that_came_after_them() -> None:
    cuts = [
        Cut("a", "x", "body", "zero", 0),
        Cut("b", "x", "body", "two", 2),
        Cut("c", "x", "headline", "none", -1),
    ]
    assert [(line.text, line.rule) for line in woven("one\n\nthree\n\nfour", cuts)] == [
        ("zero", "a"), ("one", ""), ("two", "b"), ("three", ""), ("four", ""),
    ]  # fmt: skip


def test_golden_pages_are_recorded_checked_corrected_and_find_a_redesign(
    press: Press, run: Run, tmp_path: Path
) -> None:
    allow = ("--allow-private", LOOPBACK, "--delay", "0")
    recorded = newsfold("sources", "test", f"{press.room.url}/feed.xml", "--record", *allow, cwd=tmp_path)
    assert recorded.code == 0, recorded.err
    files = sorted((tmp_path / "golden").glob("*/*.json"))
    assert len(files) == 3
    assert run("sources", "test", "--check").code == 0

    told = json.loads(files[0].read_text("utf-8"))
    assert told["expected"]["headline"].startswith("Council hears report")
    told["expected"]["headline"] = "Another headline"
    files[0].write_text(json.dumps(told), "utf-8")
    checked = run("sources", "test", "--check", "--json")
    assert checked.code == 3
    assert [list(row["changes"]) for row in checked.rows if row["state"] == "drift"] == [["headline"]]

    told["expected"]["headline"] = "Council hears report 0"
    files[0].write_text(json.dumps(told), "utf-8")
    path = "/" + told["url"].split("/", 3)[3]
    press.room.routes[path] = page("Subscribe to read on", ["Choose an offer."])
    live = newsfold("sources", "test", "--check", "--live", *allow, cwd=tmp_path)
    assert live.code == 3
    assert live.out.count("drift ") == 1
    assert "2 of 3 golden pages read as recorded" in live.err


def test_checking_without_golden_pages_says_how_to_record_some(run: Run) -> None:
    done = run("sources", "test", "--check")
    assert done.code == 4
    assert "--record" in done.err


def test_a_golden_page_that_was_broken_by_hand_is_named(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "golden" / "harbour"
    place.mkdir(parents=True)
    (place / "a.json").write_text("{", "utf-8")
    done = run("sources", "test", "--check")
    assert done.code == 2
    assert "a.json: no golden page" in done.err
