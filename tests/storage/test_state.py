"""What a crawl must remember of feeds and robots, exactly as it was given."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from storage.archive import SQLiteArchive
from storage.records import FeedState, Fetch, RobotsRecord
from storage.times import from_text, new_gid, written
from tests.storage.conftest import NOON, page, simple_judge

STATE = FeedState(
    "https://a.example/feed",
    "gazette",
    etag='W/"weird, with ""quotes"',
    last_modified="not even a date",
    next_poll_at=NOON + timedelta(minutes=30),
    gone=True,
    last_full_at=NOON,
    rate=2.5,
)


def test_a_feeds_state_comes_back_exactly(archive: SQLiteArchive) -> None:
    other = FeedState("https://b.example/feed", "courier")
    archive.put_feed_states([STATE, other])
    assert archive.feed_state(STATE.url) == STATE
    assert archive.feed_states() == [STATE, other]
    assert archive.feed_states("courier") == [other]
    assert archive.feed_state("https://c.example/") is None


def test_a_feeds_state_is_written_as_a_whole(archive: SQLiteArchive) -> None:
    archive.put_feed_states([STATE])
    archive.put_feed_states([FeedState(STATE.url, "gazette")])
    assert archive.feed_state(STATE.url) == FeedState(STATE.url, "gazette")


def test_robots_come_back_with_their_bytes(archive: SQLiteArchive) -> None:
    for record in (
        RobotsRecord("https://a.example", NOON, 200, b"User-agent: *\r\n\xff", "https://a.example/r.txt"),
        RobotsRecord("https://a.example", NOON + timedelta(days=1), None),
    ):
        archive.put_robots(record)
        assert archive.get_robots("https://a.example") == record
    assert archive.get_robots("https://b.example") is None


def test_fetches_of_a_run_are_rows_in_order_and_not_doubled(archive: SQLiteArchive) -> None:
    run = archive.start_run()
    seen = [Fetch(f"https://a.example/{n}", "gazette", NOON, "feed", 304, "not_modified") for n in range(3)]
    archive.record_fetches(run, seen)
    archive.record_fetches(run, seen[:1])
    assert [row["url"][-1] for row in archive.fetches(run)] == ["0", "1", "2"]


def test_views_need_no_join(archive: SQLiteArchive) -> None:
    run = archive.start_run()
    text = "the harbour reopened after the storm"
    archive.store(
        [
            page("https://a.example/1", text, "One"),
            page("https://b.example/1", text, "Two", hours=2, source="courier"),
        ],
        simple_judge,
        run_id=run,
    )
    edited = page(
        "https://a.example/1", "a changed text", "Three", hours=3, published=NOON - timedelta(hours=1)
    )
    archive.store([edited], simple_judge)
    archive.end_run(run, "ok", now=NOON + timedelta(seconds=90))

    def ask(sql: str) -> list[tuple[object, ...]]:
        return list(archive.query(sql)[1])

    assert ask("SELECT headline, copies, revisions FROM v_articles") == [("Three", 1, 1)]
    assert ask("SELECT headline, article_headline, hours_after FROM v_copies") == [("Two", "Three", 2.0)]
    assert ask("SELECT places, sources, copied_by FROM v_stories") == [(2, 2, '["courier"]')]
    assert ask("SELECT old_headline, headline_now FROM v_revisions") == [("One", "Three")]
    assert ask("SELECT source, articles FROM v_source_health ORDER BY 1") == [("courier", 1), ("gazette", 1)]
    assert ask("SELECT status, seconds, articles, copies FROM v_runs") == [("ok", 90.0, 1, 1)]
    assert ask("SELECT count(*) FROM v_cuts") == [(0,)]


@given(st.datetimes(timezones=st.just(NOON.tzinfo)), st.datetimes(timezones=st.just(NOON.tzinfo)))
def test_times_sort_as_text_and_come_back(one: object, other: object) -> None:
    assert (written(one) < written(other)) == (one < other)  # type: ignore[arg-type,operator]
    assert from_text(written(one)) == one  # type: ignore[arg-type]


def test_global_ids_are_unique_and_of_version_seven() -> None:
    made = [new_gid() for _ in range(1000)]
    assert len(set(made)) == 1000
    assert {(gid[14], gid[19] in "89ab", len(gid)) for gid in made} == {("7", True, 36)}
