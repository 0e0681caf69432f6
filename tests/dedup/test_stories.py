"""Folding as articles arrive: what stands in the index, what a hit nominates, what becomes of a story."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from crawler.dedup import FoldRules, Stories, fold
from tests.dedup.newsdesk import DREDGING, LIBRARY, MORNING, ORCHARD, added, article, text

BODY = text(DREDGING)
VOTE = "Board votes to dredge"


def test_fold_names_each_story_by_its_first_article() -> None:
    rows = [
        {
            "id": "a",
            "headline": VOTE,
            "body": BODY,
            "published": MORNING,
            "language": "en",
            "source": "gazette",
        },
        {"id": "b", "headline": "Frost", "body": text(ORCHARD), "published": MORNING},
        {"id": "c", "headline": VOTE, "body": BODY.upper(), "published": MORNING},
    ]
    assert fold(rows) == {"a": "a", "b": "b", "c": "a"}


def test_fold_reads_objects_too_and_takes_a_naive_time_for_utc() -> None:
    naive = datetime(2026, 3, 2, 6)  # noqa: DTZ001 -- as some feeds' readers give it
    articles = [SimpleNamespace(id=n, headline=None, body=BODY, published=naive) for n in (1, 2)]
    assert fold(articles) == {1: 1, 2: 1}


def test_articles_without_words_stay_apart() -> None:
    assert fold([{"id": n, "headline": "Live", "body": ""} for n in range(3)]) == {0: 0, 1: 1, 2: 2}


def test_a_copy_of_a_text_that_was_replaced_still_finds_its_story() -> None:
    teaser = text(DREDGING[:2])
    stories, verdicts = added((VOTE, teaser, 0), (VOTE, BODY, 1), (VOTE, teaser, 2))
    assert [verdict.kind for verdict in verdicts] == ["new", "contains", "contained"]
    assert stories.stories() == [0, 0, 0]


def test_the_window_is_measured_to_the_representative_and_not_along_a_chain() -> None:
    days = [text((*DREDGING[:5], f"Day {n} of the work brought {n + 3} barges of mud.")) for n in range(4)]
    _, verdicts = added(*((VOTE, body, 48.0 * n) for n, body in enumerate(days)))
    assert [verdict.kind for verdict in verdicts[:2]] == ["new", "near"]
    assert verdicts[2].kind == "new"


def test_absorbed_stories_move_with_all_their_members() -> None:
    head, tail = text(DREDGING[:3]), text(DREDGING[3:])
    stories, verdicts = added(
        (VOTE, head, 0), (VOTE, head, 1), (VOTE, tail, 2), (VOTE, tail, 3), (VOTE, BODY, 4)
    )
    assert verdicts[-1].kind == "contains"
    assert len(set(stories.stories())) == 1


def test_a_hot_bucket_shows_its_newest_entries_only() -> None:
    stories = Stories(FoldRules(max_bucket=2, max_candidates=5))
    for n in range(4):
        stories.add(article(f"Library {n}", text((*LIBRARY, f"Shelf {n}")), 100.0 * n))
    marks = article("Library", text(LIBRARY)).signature
    assert len(stories.neighbours(marks)) <= 2 * (len(marks.anchors) + 4)


@given(st.permutations(range(6)))
def test_whole_copies_are_one_story_in_any_order(order: list[int]) -> None:
    texts = [
        BODY,
        BODY.replace("winter", "Easter"),
        text(ORCHARD),
        text(ORCHARD) + " More soon.",
        text(LIBRARY),
        BODY,
    ]
    found = fold([{"id": n, "headline": "News", "body": texts[n], "published": MORNING} for n in order])
    groups = {frozenset(n for n in found if found[n] == story) for story in found.values()}
    assert groups == {frozenset({0, 1, 5}), frozenset({2, 3}), frozenset({4})}
