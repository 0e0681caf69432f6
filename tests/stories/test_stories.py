"""What people ask of a folded archive, through the console script."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import newsfold
import pytest

from crawler.refold import refold
from tests.stories.conftest import Ask, report, row

HARBOUR, VALLEY, DELTA = (f"https://{name}.example/news/1.html" for name in ("harbour", "valley", "delta"))


def test_a_story_tells_who_had_it_first_and_what_each_outlet_cut_or_added(ask: Ask) -> None:
    rows = {one["source"]: one for one in ask("story", "1", "--json").rows}
    assert [name for name, one in rows.items() if one["first"]] == ["harbour"]
    assert rows["harbour"]["agency"] == "Coast Wire"
    assert (rows["valley"]["paragraphs_cut"], rows["valley"]["paragraphs_added"], rows["valley"]["lag"]) == (
        2,
        0,
        7200.0,
    )
    assert (rows["delta"]["words_cut"], rows["delta"]["words_added"]) == (0, 13)
    text = ask("story", VALLEY).out
    assert "harbour, had it first, credits Coast Wire" in text
    assert "(2 paragraphs), added 0 (0)" in text


def test_a_story_found_by_number_copy_global_id_or_address_is_the_same(ask: Ask, file: Path) -> None:
    with newsfold.open_archive(file, readonly=True) as archive:
        copy = archive.story(1).copies[0]
    answers = {ask("story", name, "--json").out for name in ("1", str(copy.id), copy.gid, copy.url)}
    assert len(answers) == 1


def test_a_text_from_a_pipe_finds_what_resembles_it_and_a_stranger_nothing(ask: Ask) -> None:
    found = ask("like", "-", "--json", stdin=report(1, "Northport", parts=4).encode()).rows
    assert [one["url"] for one in found] == [HARBOUR]
    assert found[0]["similarity"] > 0.9
    assert found[0]["reason"]
    assert (
        ask("like", "-", "--json", stdin=b"Nothing of this stands anywhere in that archive. " * 9).rows == []
    )


@pytest.mark.parametrize("name", ["1", VALLEY])
def test_an_article_is_not_like_itself(ask: Ask, name: str) -> None:
    assert ask("like", name, "--json").rows == []


def test_two_texts_of_a_story_are_compared_word_by_word(ask: Ask) -> None:
    out = ask("diff", HARBOUR, DELTA).out
    assert out == "{+A word of our own was added by the editors of the delta.+}\n"
    assert "# [-Case-] {+Short: case+} 1 [-is heard-]" in ask("diff", HARBOUR, VALLEY).out
    assert ask("diff", "1", "1").err == "the same words\n"


def test_why_tells_a_copy_s_comparison_and_what_a_person_decided(ask: Ask) -> None:
    ask("dup", "split", VALLEY, "--reason", "another ferry")
    rows = ask("why", VALLEY, "--json").rows
    assert any(one["what"] == "decided" and one["reason"] for one in rows)
    assert [(one["verdict"], one["reason"]) for one in rows if one["what"] == "overridden"] == [
        ("split", "another ferry")
    ]


def test_a_split_stands_through_refold_and_later_crawls_until_it_is_taken_back(ask: Ask, file: Path) -> None:
    assert ask("dup", "split", VALLEY, "--from", "4").code == 2
    assert ask("dup", "split", VALLEY, "--from", "1", "--reason", "another ferry").code == 0
    assert ask("refold", "--json").rows == []
    with newsfold.open_archive(file) as archive:
        archive.add_many([row("valley", 1, 8, report(1, "Northport", parts=6))])
        assert archive.story(VALLEY).article.url == VALLEY
    [decision] = ask("dup", "list", "--json").rows
    assert (decision["kind"], decision["url"], decision["reason"]) == ("split", VALLEY, "another ferry")
    undone = ask("dup", "undo", str(decision["id"]))
    assert (undone.code, "until `newsfold refold`" in undone.err) == (0, True)
    [change] = ask("refold", "--json").rows
    assert (change["kind"], change["url"]) == ("joined", VALLEY)
    assert ask("refold", "--json").rows == []


def test_stories_put_together_by_hand_stay_together(ask: Ask) -> None:
    other = "https://valley.example/news/2.html"
    assert ask("dup", "merge", other, "1", "--reason", "one event").code == 0
    assert ask("refold", "--json").rows == []
    assert other in {one["url"] for one in ask("story", "1", "--json").rows}


def test_a_story_cannot_be_put_into_itself(ask: Ask) -> None:
    refused = ask("dup", "merge", "1", "1")
    assert (refused.code, "name texts of two stories" in refused.err) == (2, True)
    assert ask("dup", "list", "--json").rows == []


def test_a_pinned_article_is_not_replaced_by_an_earlier_one(ask: Ask, file: Path) -> None:
    second = "https://valley.example/news/2.html"
    assert ask("dup", "pin", second).code == 0
    with newsfold.open_archive(file) as archive:
        archive.add_many([row("delta", 2, 5, report(2, "Eastmere"))])
    assert ask("refold", "--json").rows == []
    assert ask("story", second, "--json").rows[0]["url"] == second


def test_a_copy_that_stands_alone_for_a_wrong_reason_is_put_right(ask: Ask, file: Path) -> None:
    with newsfold.open_archive(file) as archive:
        copies = [copy.id for copy in archive.story(1).copies]
        for copy in copies:
            archive.store.regroup(copy, None)
        archive.store.regroup(copies[0], archive.store.article("https://delta.example/news/3.html").id)
    dry = ask("refold", "--dry-run", "--json").rows
    assert sorted(one["kind"] for one in dry) == ["joined", "moved"]
    assert all(one["reason"] for one in dry)
    assert ask("story", "1", "--json").rows[-1]["role"] == "article"
    assert ask("refold", "--json").rows == dry
    assert {one["url"] for one in ask("story", "1", "--json").rows} == {HARBOUR, VALLEY, DELTA}
    assert ask("refold", "--json").rows == []


def test_a_text_in_the_wrong_story_is_taken_out(ask: Ask, file: Path) -> None:
    third = "https://delta.example/news/3.html"
    with newsfold.open_archive(file) as archive:
        archive.store.regroup(archive.store.article(third).id, 1)
    [change] = ask("refold", "--json").rows
    assert (change["kind"], change["url"], change["from_story"]) == ("taken out", third, 1)
    with newsfold.open_archive(file, readonly=True) as archive:
        assert archive.store.check() == []
        assert archive.story(third).article.url == third


def test_an_empty_archive_is_refolded(tmp_path: Path) -> None:
    with newsfold.open_archive(tmp_path / "empty.db") as archive:
        assert refold(archive.store) == []


def test_the_views_tell_who_was_first_and_how_many_outlets_ran_it(file: Path) -> None:
    with sqlite3.connect(file) as db:
        told = db.execute(
            "SELECT places, sources, first_source, hours_to_last FROM v_stories WHERE id = 1"
        ).fetchone()
        lags = db.execute("SELECT source, hours_after FROM v_copies ORDER BY source").fetchall()
    assert told == (3, 3, "harbour", 3.0)
    assert lags == [("delta", 3.0), ("valley", 2.0)]
