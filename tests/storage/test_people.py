"""What people decide about an archive: to split, merge, pin, and to forget."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.archive import SQLiteArchive, open_archive
from storage.errors import NotFound, UsageError
from tests.storage.conftest import NOON, page, simple_judge

TEASER = "the harbour reopened after the storm"
FULL = TEASER + " and the ferries sail again on Monday"


@pytest.fixture
def story(archive: SQLiteArchive) -> SQLiteArchive:
    archive.store(
        [
            page("https://a.example/1", FULL),
            page("https://b.example/1", TEASER, "Teaser", raw=b"<p>secret"),
            page("https://c.example/1", FULL),
        ],
        simple_judge,
    )
    return archive


def test_a_copy_taken_out_of_its_story_stays_out(story: SQLiteArchive) -> None:
    override = story.override("split", "https://b.example/1", reason="another harbour")
    assert (override.kind, override.other_url) == ("split", "https://a.example/1")
    assert story.article("https://b.example/1").headline == "Teaser"
    assert len(story.copies(1)) == 1
    [verdict] = story.store([page("https://b.example/1", FULL, hours=1)], simple_judge)
    assert verdict is not None
    assert verdict.kind == "revision"
    assert [hit.url for hit in story.search("harbour", order="rank")]


def test_the_article_itself_cannot_be_split_off(story: SQLiteArchive) -> None:
    with pytest.raises(UsageError, match="one of its copies"):
        story.override("split", 1)


def test_two_stories_put_together_are_one(story: SQLiteArchive) -> None:
    story.store([page("https://d.example/1", "quite another wording", "Other")], simple_judge)
    story.override("merge", "https://d.example/1", "https://a.example/1")
    assert [copy.url for copy in story.copies(1)][-1].endswith("/1")
    assert story.article("https://d.example/1").id == 1
    assert story.counts()["articles"] == 1


def test_a_page_put_into_a_story_goes_there_again_in_a_replay(story: SQLiteArchive) -> None:
    story.store([page("https://d.example/1", "quite another wording", "Other")], simple_judge)
    story.override("merge", "https://d.example/1", "https://a.example/1")
    story.override("split", "https://d.example/1")
    story.override("merge", "https://d.example/1", 1, reason="same event")
    assert [(o.kind, o.reason) for o in story.overrides()] == [("merge", "same event")]


def test_a_pinned_article_is_never_promoted_over(archive: SQLiteArchive) -> None:
    archive.store([page("https://a.example/1", TEASER)], simple_judge)
    archive.override("pin", 1)
    archive.store([page("https://b.example/1", FULL, hours=1)], simple_judge)
    assert archive.article(1).url == "https://a.example/1"


def test_a_forgotten_copy_leaves_a_tombstone_and_never_comes_back(story: SQLiteArchive) -> None:
    assert story.forget("https://b.example/1", reason="asked by the publisher") == 1
    assert story.find("https://b.example/1") is None
    assert story.raw_page("https://b.example/1") is None
    assert story.known(["b.example/1"])["b.example/1"].state == "forgotten"
    assert story.store([page("https://b.example/1", FULL, hours=1)], simple_judge) == [None]
    assert story.why("https://b.example/1").forgotten_reason == "asked by the publisher"


def test_forgetting_the_article_of_a_story_lets_its_fullest_copy_take_its_place(story: SQLiteArchive) -> None:
    assert story.forget("https://a.example/1") == 1
    article = story.article("https://b.example/1")
    assert article.url == "https://c.example/1"
    assert article.body == FULL
    assert story.article(1).id == article.id
    assert [hit.article_id for hit in story.search("ferries")] == [article.id]


def test_a_forgotten_page_is_forgotten_under_each_of_its_addresses(story: SQLiteArchive) -> None:
    again = page("https://a.example/1?from=feed", FULL, key="a.example/1", hours=1)
    story.store([replace(again, aliases=("a.example/short",))], simple_judge)
    assert [copy.kind for copy in story.copies(1)].count("same_url") == 1
    story.forget("https://a.example/1")
    assert story.known(["a.example/short"])["a.example/short"].state == "forgotten"
    assert story.find("https://a.example/1?from=feed") is None
    assert story.store([page("https://a.example/s", FULL, key="a.example/short", hours=2)], simple_judge) == [
        None
    ]


def test_a_second_address_cannot_be_split_off(story: SQLiteArchive) -> None:
    story.store([page("https://a.example/1?from=feed", FULL, key="a.example/1", hours=1)], simple_judge)
    with pytest.raises(UsageError, match="another address"):
        story.override("split", "https://a.example/1?from=feed")


def test_forgetting_by_id_takes_the_whole_story(story: SQLiteArchive) -> None:
    assert story.forget(1) == 3
    assert story.counts()["articles"] == story.counts()["copies"] == story.counts()["pages"] == 0
    assert list(story.search("harbour")) == []
    with pytest.raises(NotFound):
        story.article(1)


def test_an_address_can_be_forgotten_before_it_was_ever_fetched(archive: SQLiteArchive) -> None:
    assert archive.forget("x.example/1") == 0
    assert archive.store([page("https://x.example/1", FULL)], simple_judge) == [None]


# Replays of the rules


def test_every_text_is_listed_in_the_order_in_which_it_came(story: SQLiteArchive) -> None:
    assert [text.url[8] for text in story.texts()] == ["a", "b", "c"]


def test_a_text_moves_alone_and_its_story_stays_whole(story: SQLiteArchive) -> None:
    story.store([page("https://d.example/1", "quite another wording", "Other")], simple_judge)
    other = story.article("https://d.example/1").id
    story.store([page("https://b.example/1?from=feed", TEASER, "Teaser", key="b.example/1")], simple_judge)
    copy = story.find("https://b.example/1")
    assert copy is not None
    story.regroup(copy[1] or 0, other)
    assert sorted(copy.url for copy in story.copies(other)) == [
        "https://b.example/1",
        "https://b.example/1?from=feed",
    ]
    assert [copy.url for copy in story.copies(1)] == ["https://c.example/1"]
    story.regroup(1, other)
    assert story.article(1).id == other
    assert story.article("https://c.example/1").copies == 0
    story.regroup(1, None)
    story.regroup(1, None)
    assert story.article(1).url == "https://a.example/1"


def test_a_copy_can_stand_for_its_story(story: SQLiteArchive) -> None:
    copy = story.find("https://c.example/1")
    assert copy is not None
    story.promote(copy[1] or 0)
    assert story.article(1).url == story.article("https://b.example/1").url == "https://c.example/1"
    assert len(story.story(1).copies) == 2
    assert [hit.url for hit in story.search("ferries")] == ["https://c.example/1"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.integers(1, 6), st.one_of(st.none(), st.integers(1, 6))), max_size=12))
def test_any_moves_keep_every_text_and_every_index(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[int, int | None]]
) -> None:
    with open_archive(tmp_path_factory.mktemp("moves") / "news.db", now=lambda: NOON) as archive:
        bodies = [FULL, TEASER, "another story", "another story", "市长 third", FULL]
        for n, body in enumerate(bodies):
            archive.store([page(f"https://a.example/{n}", body)], simple_judge)
        for text, target in moves:
            archive.regroup(text, target)
            assert archive.check() == []
        assert sorted(text.body for text in archive.texts()) == sorted(bodies)
        assert all(archive.article(text).id for text in range(1, 7))
