"""The demo is the program's own promise: it runs without a network and shows what the README shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawler.demo.texts import OUTLETS, WIRE
from tests.newsroom import Done, newsfold, rows

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, Path]:
    folder = tmp_path_factory.mktemp("demo")
    return newsfold("demo", cwd=folder, timeout=200), folder / "demo.db"


def test_the_demo_crawls_its_press_twice_without_a_failure(played: tuple[Done, Path]) -> None:
    done, db = played
    assert done.code == 0, done.err
    assert [row["status"] for row in rows(db, "SELECT status FROM runs ORDER BY id")] == ["ok", "ok"]
    assert rows(db, "SELECT * FROM fetches WHERE verdict IN ('error', 'unread')") == []


def test_the_wire_story_is_one_article_with_its_four_copies(played: tuple[Done, Path]) -> None:
    _, db = played
    (story,) = rows(db, "SELECT article_id, count(*) AS copies FROM copies GROUP BY article_id")
    assert story["copies"] == 4
    (article,) = rows(db, "SELECT body, headline FROM articles WHERE id = ?", story["article_id"])
    assert [paragraph[-60:] for paragraph in article["body"].split("\n\n")] == [text[-60:] for text in WIRE]


def test_the_aggregators_page_keeps_one_headline_and_explains_its_cuts(played: tuple[Done, Path]) -> None:
    _, db = played
    cuts = rows(
        db,
        "SELECT rule, cuts.reason FROM cuts JOIN copies ON copies.id = cuts.copy_id WHERE copies.source = 'all-the-news-today'",
    )
    kinds = {cut["rule"].split(".")[0] for cut in cuts}
    assert {"headline", "credit", "translation", "disclaimer"} <= kinds
    assert all(cut["reason"] for cut in cuts)


def test_the_corrected_story_is_kept_with_the_text_it_had(played: tuple[Done, Path]) -> None:
    _, db = played
    (revision,) = rows(db, "SELECT headline, body FROM revisions")
    assert "three people" in revision["body"]
    (article,) = rows(db, "SELECT body FROM articles WHERE headline LIKE 'Five hurt%'")
    assert "five people" in article["body"]


def test_the_consent_wall_makes_no_article(played: tuple[Done, Path]) -> None:
    _, db = played
    verdicts = rows(db, "SELECT DISTINCT verdict FROM fetches WHERE url LIKE '%harbour-museum%'")
    assert [row["verdict"] for row in verdicts] == ["consent"]


def test_every_language_of_the_press_is_recognised(played: tuple[Done, Path]) -> None:
    _, db = played
    found = {row["language"] for row in rows(db, "SELECT DISTINCT language FROM articles")}
    assert found == {outlet.language for outlet in OUTLETS}


def test_no_line_around_an_article_is_left_in_a_body(played: tuple[Done, Path]) -> None:
    _, db = played
    bodies = [row["body"] for row in rows(db, "SELECT body FROM articles UNION ALL SELECT body FROM copies")]
    left = [line for outlet in OUTLETS for line in outlet.below for body in bodies if line in body]
    assert left == []


def test_the_demo_shows_what_the_readme_shows(played: tuple[Done, Path]) -> None:
    done, _ = played
    shown = re.search(r"```\n(In the archive.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert shown is not None
    printed = {_plain(line) for line in done.out.splitlines()}
    missing = [line for line in shown[1].splitlines() if line.strip() and _plain(line) not in printed]
    assert missing == []


def _plain(line: str) -> str:
    """A line without the numbers that differ from run to run (ids depend on which newsroom answers first)."""
    return re.sub(r"\d+", "#", line.rstrip())[:110]


def test_the_demo_leaves_an_archive_of_yours_alone(tmp_path: Path) -> None:
    mine = tmp_path / "mine.db"
    mine.write_bytes(b"not to be touched")
    done = newsfold("demo", "--db", str(mine), cwd=tmp_path)
    assert done.code == 2
    assert mine.read_bytes() == b"not to be touched"
