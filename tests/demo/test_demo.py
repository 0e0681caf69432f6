"""The demo is the program's own promise: it runs without a network and shows what the README shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawler.demo.play import examples
from crawler.demo.texts import OUTLETS, WIRE
from storage.rows import StoredCut
from tests.newsroom import Done, newsfold, rows

README = Path(__file__).parents[2] / "README.md"


def test_the_demo_crawls_its_press_twice_without_a_failure(demo: tuple[Done, Path]) -> None:
    done, db = demo
    assert done.code == 0, done.err
    assert [row["status"] for row in rows(db, "SELECT status FROM runs ORDER BY id")] == ["ok", "ok"]
    assert rows(db, "SELECT * FROM fetches WHERE verdict IN ('error', 'unread')") == []


def test_the_wire_story_is_one_article_with_its_four_copies(demo: tuple[Done, Path]) -> None:
    _, db = demo
    (story,) = rows(db, "SELECT article_id, count(*) AS copies FROM copies GROUP BY article_id")
    assert story["copies"] == 4
    texts = rows(
        db,
        "SELECT source, body FROM articles WHERE id = ? UNION ALL SELECT source, body FROM copies WHERE article_id = ?",
        story["article_id"],
        story["article_id"],
    )
    bodies = {row["source"]: [text[-60:] for text in row["body"].split("\n\n")] for row in texts}
    assert len(bodies) == 5
    for source in ("harbour-gazette", "inland-courier", "all-the-news-today"):
        assert bodies[source] == [text[-60:] for text in WIRE]


def test_the_aggregators_page_keeps_one_headline_and_explains_its_cuts(demo: tuple[Done, Path]) -> None:
    _, db = demo
    cuts = rows(
        db,
        "SELECT rule, cuts.reason FROM cuts JOIN copies ON copies.id = cuts.copy_id WHERE copies.source = 'all-the-news-today'",
    )
    kinds = {cut["rule"].split(".")[0] for cut in cuts}
    assert {"headline", "credit", "translation", "disclaimer"} <= kinds
    assert all(cut["reason"] for cut in cuts)


def test_the_corrected_story_is_kept_with_the_text_it_had(demo: tuple[Done, Path]) -> None:
    _, db = demo
    (revision,) = rows(db, "SELECT headline, body FROM revisions")
    assert "three people" in revision["body"]
    (article,) = rows(db, "SELECT body FROM articles WHERE headline LIKE 'Five hurt%'")
    assert "five people" in article["body"]


def test_the_consent_wall_makes_no_article(demo: tuple[Done, Path]) -> None:
    _, db = demo
    verdicts = rows(db, "SELECT DISTINCT verdict FROM fetches WHERE url LIKE '%harbour-museum%'")
    assert [row["verdict"] for row in verdicts] == ["consent"]


def test_every_language_of_the_press_is_recognised(demo: tuple[Done, Path]) -> None:
    _, db = demo
    found = {row["language"] for row in rows(db, "SELECT DISTINCT language FROM articles")}
    assert found == {outlet.language for outlet in OUTLETS}


def test_no_line_around_an_article_is_left_in_a_body(demo: tuple[Done, Path]) -> None:
    _, db = demo
    bodies = [row["body"] for row in rows(db, "SELECT body FROM articles UNION ALL SELECT body FROM copies")]
    left = [line for outlet in OUTLETS for line in outlet.below for body in bodies if line in body]
    assert left == []


def test_the_demo_shows_what_the_readme_shows(demo: tuple[Done, Path]) -> None:
    """Line by line in shape: which newsroom answers first, and so ids and the order of copies, is up to the race."""
    done, _ = demo
    shown = re.search(r"```\n(In the archive.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert shown is not None
    printed = {_shape(line) for line in done.out.splitlines()}
    assert [line for line in shown[1].splitlines() if _shape(line) not in printed] == []


def test_the_cuts_that_are_shown_do_not_depend_on_which_newsroom_answered_first() -> None:
    said = [
        ("pitch.newsletter", "Sign up for our letter"),
        ("pitch.follow", "Follow us"),
        ("pitch.newsletter", "Get our letter"),
    ]
    cuts = [StoredCut(number, 1, None, rule, "", "body", text, 0) for number, (rule, text) in enumerate(said)]
    shown = [(cut.rule, cut.text) for cut in examples(cuts)]
    assert shown == [("pitch.follow", "Follow us"), ("pitch.newsletter", "Get our letter")]
    assert [(cut.rule, cut.text) for cut in examples(reversed(cuts))] == shown


def _shape(line: str) -> str:
    """A line's fixed words: up to its first quotation or number, and its first column where it is a table's."""
    return re.split(r"[“\d]", line.strip())[0].split("  ")[0].strip()


def test_the_demo_leaves_one_file_and_no_log_of_sqlite_beside_it(demo: tuple[Done, Path]) -> None:
    _, db = demo
    assert (db.parent / "left").read_text() == "demo.db"


@pytest.mark.parametrize("name", ["mine.db", "news.db"])
def test_the_demo_leaves_an_archive_of_yours_alone(tmp_path: Path, name: str) -> None:
    mine = tmp_path / name
    mine.write_bytes(b"not to be touched")
    done = newsfold("demo", "--db", name, cwd=tmp_path)
    assert done.code == 2
    assert name in done.err
    assert mine.read_bytes() == b"not to be touched"
