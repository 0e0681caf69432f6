"""What every back end keeps to: storing, folding, revising, remembering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.archive import SQLiteArchive, open_archive
from storage.errors import LeaseLost, NotFound
from storage.records import Candidate, Cut, Entry, Fetch, FrontierItem, Item, RawPage, Verdict
from storage.rows import SourceRow
from tests.storage.conftest import NOON, marks, page, simple_judge

TEASER = "the harbour reopened after the storm"
FULL = TEASER + " and the ferries sail again on Monday"


def kinds(verdicts: Sequence[Verdict | None]) -> list[str | None]:
    return [verdict.kind if verdict else None for verdict in verdicts]


def places(archive: SQLiteArchive) -> list[str]:
    """Every address that stands in the archive, except second addresses of one page."""
    _, articles = archive.query(
        "SELECT url FROM articles UNION ALL SELECT url FROM copies WHERE kind <> 'same_url'"
    )
    return sorted(url for (url,) in articles)


# One row an article


def test_an_unknown_text_gets_a_row_of_its_own(archive: SQLiteArchive) -> None:
    [verdict] = archive.store([page("https://a.example/1", FULL)], simple_judge)
    assert verdict is not None
    assert verdict.kind == "new"
    stored = archive.article(verdict.article_id or 0)
    assert (stored.url, stored.body, stored.source) == ("https://a.example/1", FULL, "gazette")
    assert stored.first_seen_at == NOON
    assert stored.published_at == NOON - timedelta(hours=1)


def test_all_fields_come_back_as_they_went_in(archive: SQLiteArchive) -> None:
    fields = {
        "authors": ("Ann Ito", "Бо Ли"),
        "tags": ("port",),
        "credits": ("CNN",),
        "notices": ("Corrected: the day",),
        "language": "en",
        "dateline": "PORTO",
        "agency": "AFP",
        "image_caption": "A ferry",
        "access": "metered",
        "origins": {"headline": "json-ld"},
        "alternatives": {"headline": ("Harbor opens", "Port opens")},
        "entry": Entry(title="Harbour", published=NOON),
        "cuts": (Cut("share-bar", "buttons", "body", "Share this", 3),),
    }
    archive.store([page("https://a.example/1", FULL, **fields)], simple_judge)
    stored = archive.article("https://a.example/1")
    for name in ("authors", "tags", "credits", "notices", "dateline", "agency", "origins", "alternatives"):
        assert getattr(stored, name) == fields[name]
    assert stored.entry == {"title": "Harbour", "published": NOON.isoformat()}
    assert [(cut.rule, cut.text, cut.position) for cut in archive.cuts(stored.id)] == [
        ("share-bar", "Share this", 3)
    ]


def test_two_texts_of_one_batch_see_each_other(archive: SQLiteArchive) -> None:
    batch = [page("https://a.example/1", FULL), page("https://b.example/1", FULL, source="courier", hours=1)]
    verdicts = archive.store(batch, simple_judge)
    assert kinds(verdicts) == ["new", "exact"]
    [copy] = archive.copies(verdicts[0].article_id)  # type: ignore[union-attr,arg-type]
    assert (copy.url, copy.source, copy.kind, copy.lag) == ("https://b.example/1", "courier", "exact", 3600.0)


def test_a_copy_of_a_copy_joins_the_story(archive: SQLiteArchive) -> None:
    archive.store([page("https://a.example/1", FULL), page("https://b.example/1", TEASER)], simple_judge)
    only_like_the_copy = page("https://c.example/1", TEASER, simhash=marks("", TEASER).simhash)
    verdicts = archive.store([only_like_the_copy], simple_judge)
    assert kinds(verdicts) == ["contained"]
    assert len(archive.copies(1)) == 2


def test_a_text_without_words_is_no_neighbour_of_another(archive: SQLiteArchive) -> None:
    shown: list[int] = []

    def watch(candidate: Candidate, neighbours: Sequence[Candidate]) -> Verdict:
        shown.append(len(neighbours))
        return simple_judge(candidate, neighbours)

    archive.store([page(f"https://a.example/{n}", "", str(n)) for n in range(3)], watch)
    assert shown == [0, 0, 0]


def test_fingerprints_within_seven_bits_are_shown_and_others_are_not(archive: SQLiteArchive) -> None:
    shown: list[list[str]] = []

    def watch(candidate: Candidate, neighbours: Sequence[Candidate]) -> Verdict:
        shown.append([other.url for other in neighbours])
        return Verdict("new")

    base = 0x0123_4567_89AB_CDEF
    archive.store(
        [
            page("https://a.example/1", "alpha", simhash=base),
            page("https://a.example/2", "beta", simhash=base ^ 0b1111111),
            page("https://a.example/3", "gamma", simhash=base ^ (0xFF << 30)),
        ],
        watch,
    )
    assert shown == [[], ["https://a.example/1"], []]


# Promotion and joining


def test_a_fuller_text_takes_the_row_and_the_id_stays(archive: SQLiteArchive) -> None:
    [first] = archive.store([page("https://a.example/1", TEASER, "Teaser", raw=b"<p>old")], simple_judge)
    [second] = archive.store(
        [page("https://b.example/1", FULL, "Full", hours=2, source="courier")], simple_judge
    )
    assert first is not None
    assert second is not None
    assert (second.kind, second.article_id) == ("contains", first.article_id)
    article = archive.article(first.article_id or 0)
    assert (article.url, article.headline, article.body) == ("https://b.example/1", "Full", FULL)
    [copy] = archive.copies(article.id)
    assert (copy.url, copy.headline, copy.body, copy.seen_at) == (
        "https://a.example/1",
        "Teaser",
        TEASER,
        NOON,
    )
    assert (copy.kind, copy.lag) == ("contained", -7200.0)
    assert archive.find("https://a.example/1") == (article.id, copy.id)
    assert [text for text, _ in archive.raw_pages()] == [copy.id]


def test_lags_are_those_to_the_text_that_stands_for_the_story_now(archive: SQLiteArchive) -> None:
    archive.store([page("https://a.example/1", TEASER)], simple_judge)
    archive.store([page("https://b.example/1", TEASER, hours=3, source="courier")], simple_judge)
    [verdict] = archive.store([page("https://c.example/1", FULL, hours=1, source="post")], simple_judge)
    assert verdict is not None
    story = verdict.article_id or 0
    assert {copy.url[8]: copy.lag for copy in archive.copies(story)} == {"a": -3600.0, "b": 7200.0}
    archive.promote(next(copy.id for copy in archive.copies(story) if copy.url[8] == "b"))
    assert {copy.url[8]: copy.lag for copy in archive.story(story).copies} == {"a": -10800.0, "c": -7200.0}
    assert archive.copy_ties().lags == (-10800.0, -7200.0)


def test_a_bridge_joins_two_stories_and_old_ids_still_lead_there(archive: SQLiteArchive) -> None:
    one, two = "the harbour reopened", "ferries sail again"
    archive.store([page("https://a.example/1", one), page("https://b.example/1", two)], simple_judge)
    archive.store([page("https://c.example/1", two, source="courier")], simple_judge)
    archive.store([page("https://b.example/1", two, "Changed", hours=1)], simple_judge)
    verdicts = archive.store([page("https://d.example/1", f"{one} {two}")], simple_judge)
    assert kinds(verdicts) == ["contains"]
    story = archive.story(verdicts[0].article_id or 0)  # type: ignore[union-attr]
    assert len(story.copies) == 3
    assert {archive.article(old).id for old in (1, 2)} == {story.article.id}
    assert len(story.revisions) == 1
    assert archive.counts()["articles"] == 1


def test_each_address_stands_once_whatever_happened(archive: SQLiteArchive) -> None:
    texts = ["one two", "three four", "one two three four", "three four", "one two"]
    for hour, text in enumerate(texts):
        archive.store([page(f"https://a.example/{hour}", text, hours=hour)], simple_judge)
        archive.store([page(f"https://a.example/{hour}", text, hours=hour + 0.5)], simple_judge)
    assert places(archive) == [f"https://a.example/{n}" for n in range(5)]


# The same page again


def test_an_unchanged_page_is_only_seen_again(archive: SQLiteArchive) -> None:
    archive.store([page("https://a.example/1", FULL)], simple_judge)
    verdicts = archive.store([page("https://a.example/1", FULL, hours=5)], simple_judge)
    assert kinds(verdicts) == ["same"]
    assert archive.article(1).last_seen_at == NOON + timedelta(hours=5)
    assert archive.article(1).first_seen_at == NOON
    assert archive.revisions(1) == []


def test_a_changed_text_keeps_the_old_one_as_a_revision(archive: SQLiteArchive) -> None:
    archive.store([page("https://a.example/1", TEASER, "Old")], simple_judge)
    verdicts = archive.store([page("https://a.example/1", FULL, "New", hours=3)], simple_judge)
    assert kinds(verdicts) == ["revision"]
    assert (archive.article(1).headline, archive.article(1).body) == ("New", FULL)
    [revision] = archive.revisions(1)
    assert (revision.headline, revision.body, revision.headline_changed) == ("Old", TEASER, True)
    assert (revision.first_seen_at, revision.seen_at) == (NOON, NOON + timedelta(hours=3))
    assert [hit.article_id for hit in archive.search("ferries")] == [1]


def test_an_edit_that_nobody_owns_up_to_is_silent(archive: SQLiteArchive) -> None:
    archive.store([page("https://a.example/1", "one")], simple_judge)
    archive.store([page("https://a.example/1", "two", hours=1)], simple_judge)
    archive.store([page("https://a.example/1", "three", hours=2, modified=NOON)], simple_judge)
    archive.store(
        [page("https://a.example/1", "four", hours=3, modified=NOON, notices=("Corrected",))], simple_judge
    )
    flags = [(bool(r.silent), bool(r.has_notice)) for r in archive.revisions(1)]
    assert flags == [(True, False), (False, False), (False, True)]


def test_a_copy_is_revised_in_its_own_place(archive: SQLiteArchive) -> None:
    archive.store([page("https://a.example/1", FULL), page("https://b.example/1", TEASER)], simple_judge)
    archive.store([page("https://b.example/1", "the harbour", hours=1)], simple_judge)
    [copy] = archive.copies(1)
    [revision] = archive.revisions(1)
    assert copy.body == "the harbour"
    assert (revision.copy_id, revision.body) == (copy.id, TEASER)
    assert archive.article(1).body == FULL


def test_a_second_address_of_a_page_is_no_copy(archive: SQLiteArchive) -> None:
    archive.store([page("https://a.example/1", FULL, key="a/1")], simple_judge)
    for hour in (1, 2):
        archive.store([page("https://a.example/1?from=feed", FULL, key="a/1", hours=hour)], simple_judge)
    [other] = archive.copies(1)
    assert (other.kind, other.url) == ("same_url", "https://a.example/1?from=feed")
    assert archive.article(1).copies == 0


# The same call again


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 4), st.lists(st.sampled_from(["ab", "cd", "ef", "gh"]), min_size=1, max_size=4)
        ),
        min_size=1,
        max_size=8,
    )
)
def test_the_same_call_twice_gives_the_same_verdicts_and_writes_nothing(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[int, list[str]]]
) -> None:
    with open_archive(tmp_path_factory.mktemp("twice") / "news.db", now=lambda: NOON) as archive:
        run = archive.start_run("crawl")
        for hour, (place, words) in enumerate(texts):
            batch = [page(f"https://a.example/{place}", " ".join(words), hours=hour, raw=b"<p>")]
            first = archive.store(batch, simple_judge, run_id=run)
            before = "\n".join(archive.db.conn.iterdump())
            assert archive.store(batch, simple_judge, run_id=run) == first
            assert "\n".join(archive.db.conn.iterdump()) == before
        assert archive.check() == []
        assert len(places(archive)) == len({place for place, _ in texts})


def test_a_judge_that_fails_leaves_nothing_of_the_batch(archive: SQLiteArchive) -> None:
    def fails(candidate: Candidate, neighbours: Sequence[Candidate]) -> Verdict:
        if candidate.url.endswith("2"):
            raise ArithmeticError("no")
        return simple_judge(candidate, neighbours)

    with pytest.raises(ArithmeticError):
        archive.store([page("https://a.example/1", FULL), page("https://a.example/2", FULL)], fails)
    assert archive.counts()["articles"] == archive.counts()["fetches"] == 0


# Pages that make no article, and what a crawl skips


def test_a_page_without_an_article_is_kept_and_tried_again_when_due(archive: SQLiteArchive) -> None:
    wall = Item(
        Fetch("https://a.example/1", "gazette", NOON, "page", 200, "consent", "a wall"),
        url_key="a/1",
        raw=RawPage("https://a.example/1", NOON, 200, b"<html>"),
        retry_at=NOON + timedelta(days=1),
    )
    again = replace(wall, fetch=replace(wall.fetch, at=NOON + timedelta(hours=1)))
    assert archive.store([wall], simple_judge) == [None]
    archive.store([wall, again], simple_judge)
    known = archive.known(["a/1", "a/2"])
    assert set(known) == {"a/1"}
    assert (known["a/1"].state, known["a/1"].verdict, known["a/1"].attempts) == ("other", "consent", 2)
    assert known["a/1"].retry_at == NOON + timedelta(days=1)
    page_kept = archive.raw_page("https://a.example/1")
    assert page_kept is not None
    assert page_kept.content == b"<html>"


def test_what_is_held_is_known_whichever_table_it_is_in(archive: SQLiteArchive) -> None:
    archive.store([page("https://a.example/1", FULL), page("https://b.example/1", TEASER)], simple_judge)
    known = archive.known(["a.example/1", "b.example/1"])
    found = [
        (known[key].state, known[key].article_id, known[key].copy_id)
        for key in ("a.example/1", "b.example/1")
    ]
    assert found == [("article", 1, None), ("copy", 1, 2)]


def test_a_page_that_became_an_article_is_no_longer_tried(archive: SQLiteArchive) -> None:
    failed = Item(
        Fetch("https://a.example/1", "gazette", NOON, "page", 200, "soft_404"), url_key="a.example/1"
    )
    archive.store([failed, page("https://a.example/1", FULL, hours=1)], simple_judge)
    assert archive.known(["a.example/1"])["a.example/1"].state == "article"


def test_a_raw_page_comes_back_byte_for_byte(archive: SQLiteArchive) -> None:
    raw = bytes(range(256)) * 50
    archive.store([page("https://a.example/1", FULL, raw=raw)], simple_judge)
    [(text, kept)] = list(archive.raw_pages("gazette"))
    assert (text, kept.content, kept.headers) == (1, raw, {"content-type": "text/html"})
    assert list(archive.raw_pages("courier")) == []


def test_short_lines_are_counted_once_a_page(archive: SQLiteArchive) -> None:
    for n in range(3):
        item = page(
            f"https://a.example/{n}", f"text {n} goes", lines=((-(2**62) - 5, "Sign up"), (n, f"line {n}"))
        )
        archive.store([item], simple_judge)
        archive.store([replace(item, fetch=replace(item.fetch, at=NOON + timedelta(hours=9)))], simple_judge)
    [line] = archive.source_line_counts("gazette")
    assert (line.key, line.text, line.seen, line.of) == (-(2**62) - 5, "Sign up", 3, 3)


def test_lines_that_came_only_once_are_dropped_after_many_pages(archive: SQLiteArchive) -> None:
    for at in range(0, 200, 50):
        batch = [
            page(f"https://a.example/{n}", f"text number{n}", lines=((1, "Sign up"), (n + 10, f"line {n}")))
            for n in range(at, at + 50)
        ]
        archive.store(batch, simple_judge)
    [line] = archive.source_line_counts("gazette", at_least=1)
    assert (line.text, line.seen, line.of) == ("Sign up", 200, 200)


def test_an_answer_of_not_modified_says_that_a_page_was_seen_again(archive: SQLiteArchive) -> None:
    archive.store([page("https://a.example/1", FULL)], simple_judge)
    later = NOON + timedelta(hours=6)
    answer = Fetch("https://a.example/1", "gazette", later, "page", 304, "not_modified")
    archive.store([Item(answer, url_key="a.example/1")], simple_judge)
    assert archive.article(1).last_seen_at == later
    assert archive.known(["a.example/1"])["a.example/1"].state == "article"


# The frontier is acknowledged with the store


def frontier_item(n: int, host: str = "a.example") -> FrontierItem:
    return FrontierItem(f"https://{host}/{n}", f"{host}/{n}", host, "gazette")


def test_storing_acknowledges_the_lease_in_the_same_transaction(archive: SQLiteArchive) -> None:
    archive.frontier.put([frontier_item(1), frontier_item(2)])
    slot = archive.hosts.take("a.example", ttl=60)
    assert slot is not None
    one, two = archive.frontier.lease("a.example", 5, fence=slot.fence, ttl=60)
    archive.store([page(one.url, FULL, lease=one.id)], simple_judge, fence=slot.fence)
    assert archive.frontier.waiting() == 1
    with pytest.raises(LeaseLost):
        archive.store([page(two.url, TEASER, lease=two.id)], simple_judge, fence=slot.fence - 1)
    assert archive.frontier.waiting() == 1
    assert archive.find(two.url) is None


# Runs, sources, and everything about one address


def test_a_run_is_a_row_from_its_start(archive: SQLiteArchive) -> None:
    run = archive.start_run("crawl --due", version="1.0")
    assert (archive.run(run).status, archive.run(run).started_at) == ("running", NOON)
    archive.end_run(run, "partial", {"new": 3}, reason="one feed failed")
    assert (archive.run(run).status, archive.run(run).counts) == ("partial", {"new": 3})
    assert [one.id for one in archive.runs()] == [run]
    with pytest.raises(NotFound):
        archive.end_run(99, "ok")


def test_sources_keep_their_count_when_they_are_written_again(archive: SQLiteArchive) -> None:
    archive.store([page("https://a.example/1", FULL)], simple_judge)
    archive.put_sources([SourceRow("gazette", "https://a.example/", "Gazette"), SourceRow("courier")])
    archive.put_sources([SourceRow("gazette", health="degraded", health_since=NOON)])
    archive.put_sources([SourceRow("gazette", title="The Gazette")])
    courier, gazette = archive.sources()
    assert (gazette.url, gazette.title) == ("https://a.example/", "The Gazette")
    assert (gazette.articles, gazette.health, gazette.health_since) == (1, "degraded", NOON)
    assert (courier.articles, courier.added_at) == (0, NOON)
    assert archive.remove_source("courier")
    assert not archive.remove_source("courier")


def test_why_tells_all_that_happened_to_an_address(archive: SQLiteArchive) -> None:
    run = archive.start_run()
    archive.store([page("https://a.example/1", FULL)], simple_judge, run_id=run)
    archive.store([page("https://b.example/1", FULL, hours=1)], simple_judge, run_id=run)
    why = archive.why("https://b.example/1")
    assert (why.article_id, why.copy_id) == (1, 2)
    assert [fetch["fold"] for fetch in why.fetches] == ["exact"]
    assert [(d.role, d.kind, d.article_id) for d in why.decisions] == [
        ("verdict", "exact", 1),
        ("chosen", "exact", 1),
    ]
    with pytest.raises(NotFound):
        archive.why("https://nowhere.example/")


def test_articles_are_listed_by_date_in_both_directions(archive: SQLiteArchive) -> None:
    for n, hour in enumerate((3, 1, 2)):
        archive.store([page(f"https://a.example/{hour}", f"word{n}", hours=hour)], simple_judge)
    assert [a.url[-1] for a in archive.articles()] == ["3", "2", "1"]
    assert [a.url[-1] for a in archive.articles(order="oldest", limit=2)] == ["1", "2"]
    since = [a.url[-1] for a in archive.articles(since=NOON + timedelta(hours=1), source="gazette")]
    assert since == ["3", "2"]
    assert list(archive.articles(language="uk")) == []


def test_a_later_reading_of_the_same_page_makes_no_revision(archive: SQLiteArchive) -> None:
    archive.store([page("https://a.example/1", FULL), page("https://b.example/1", TEASER)], simple_judge)
    for text_id, words in ((1, "cleaner text"), (2, "cleaner copy")):
        item = page("https://a.example/1", words, "Clean", cuts=(Cut("r", "why", "body", "x"),))
        assert item.article is not None
        assert item.signature is not None
        archive.rewrite(text_id, item.article, item.signature)
    assert (archive.article(1).body, archive.copies(1)[0].body) == ("cleaner text", "cleaner copy")
    assert archive.revisions(1) == []
    assert [hit.headline for hit in archive.search("cleaner")] == ["Clean"]
    assert [(cut.article_id, cut.copy_id) for cut in archive.cuts(1)] == [(1, None), (1, 2)]


def test_imported_rows_keep_their_global_id_and_write_no_fetch(archive: SQLiteArchive) -> None:
    item = page("https://a.example/1", FULL)
    archive.store([replace(item, gid="story-7", fetch=replace(item.fetch, kind="import"))], simple_judge)
    assert archive.article("story-7").id == 1
    assert archive.counts()["fetches"] == 0
