"""The judge: what becomes of an article, shown its neighbours."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.dedup import FoldRules, judge
from tests.dedup.newsdesk import DREDGING, ORCHARD, article, text

BODY = text(DREDGING)
VOTE = "Board votes to dredge"


def test_without_neighbours_an_article_is_new_and_says_so() -> None:
    verdict = judge(article(VOTE, BODY), [])
    assert (verdict.kind, verdict.article_id, verdict.edges) == ("new", None, ())
    assert verdict.reason == "Nothing like it is in the archive."


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (BODY, "exact"),
        (BODY.replace("winter", "Easter"), "near"),
        (text(DREDGING[:3]), "contained"),
        (BODY + "\n\n" + text(ORCHARD[:3]), "contains"),
        (text(ORCHARD), "new"),
    ],
)
def test_a_copy_is_named_by_what_it_is_to_the_stored_text(body: str, kind: str) -> None:
    verdict = judge(article(VOTE, body, 2), [article(VOTE, BODY, story=7)])
    assert verdict.kind == kind
    assert verdict.article_id == (None if kind == "new" else 7)
    assert verdict.edges[0].article_id == 7
    assert verdict.edges[0].lag == 7200


def test_a_known_address_is_unchanged_or_a_revision_whatever_the_text_resembles() -> None:
    held = replace(article(VOTE, BODY, story=3), same_url=True)
    other = article(VOTE, BODY, story=9)
    assert judge(article(VOTE, BODY, 400), [other, held]).kind == "same"
    changed = judge(article(VOTE, BODY.replace("1,250,000", "1,300,000"), 1), [other, held])
    assert (changed.kind, changed.article_id) == ("revision", 3)
    renamed = judge(article("Channel to be dredged", BODY, 1), [held])
    assert renamed.kind == "revision"
    assert VOTE in renamed.reason


def test_typography_alone_is_no_revision() -> None:
    held = replace(article(VOTE, BODY, story=3), same_url=True)
    assert judge(article(VOTE, BODY.replace("“", '"').replace("”", '"')), [held]).kind == "same"


def test_outside_the_window_only_an_equal_text_is_a_copy() -> None:
    stored = article(VOTE, BODY, story=1)
    assert judge(article(VOTE, BODY, 100), [stored]).kind == "exact"
    rewritten = text(
        (*DREDGING[:4], "The hearing was long, and nobody left before the tide did.", DREDGING[5])
    )
    assert judge(article(VOTE, rewritten, 20), [stored]).kind == "near"
    late = judge(article(VOTE, rewritten, 100), [stored])
    assert late.kind == "new"
    assert "4 days apart" in late.reason


def test_the_longer_it_took_the_more_must_agree() -> None:
    stored = article("Board", text(DREDGING[:5]), story=1)
    rest = text((*DREDGING[:2], *DREDGING[3:5])).replace("the ", "its ").replace(" a ", " one ")
    soon = judge(article("Board", rest, 2), [stored])
    assert soon.edges[0].similarity < 0.8
    assert soon.kind == "contained"
    assert judge(article("Board", rest, 70), [stored]).kind == "new"


def test_an_article_without_a_date_is_dated_by_when_it_was_seen() -> None:
    stored = article(VOTE, BODY, story=1)
    edited = replace(
        article(VOTE, BODY.replace("winter", "Easter").replace("4 October", "6 October"), 100), published=None
    )
    assert judge(edited, [stored]).kind == "new"
    assert judge(replace(edited, seen=stored.seen), [stored]).kind == "near"


def test_a_few_words_are_only_matched_exactly_under_the_same_headline() -> None:
    stored = article("Video: the ferry", "Watch the ferry touch the bank.", story=1)
    assert judge(article("Video: the ferry", "Watch the ferry touch the bank.", 1), [stored]).kind == "exact"
    assert judge(article("Video: the crane", "Watch the ferry touch the bank.", 1), [stored]).kind == "new"
    assert (
        judge(article("Video: the ferry", "Watch the ferry touch the bank again.", 1), [stored]).kind == "new"
    )
    assert judge(article("", "", 1), [article("", "", story=2)]).kind == "new"


def test_a_fuller_text_takes_the_row_of_the_teaser() -> None:
    verdict = judge(article(VOTE, BODY, 1), [article(VOTE, text(DREDGING[:2]), story=4)])
    assert (verdict.kind, verdict.article_id) == ("contains", 4)
    assert verdict.edge is not None
    assert verdict.edge.kind == "contains"


def test_among_equals_the_one_published_earlier_represents_the_story() -> None:
    stored = article(VOTE, BODY, 5, story=4)
    earlier = judge(article(VOTE, BODY, 1), [stored])
    assert (earlier.kind, earlier.article_id) == ("contains", 4)
    assert earlier.edge is not None
    assert earlier.edge.kind == "exact"
    assert judge(article(VOTE, BODY, 9), [stored]).kind == "exact"
    undated = replace(article(VOTE, BODY, 1), published=None)
    assert judge(undated, [stored]).kind == "exact"


def test_an_earlier_text_that_holds_a_little_more_represents_the_story_whichever_arrived_first() -> None:
    stored = article(VOTE, text(DREDGING[:-1]), 5, story=4)
    earlier = judge(article(VOTE, f"{text(DREDGING[:-1])}\n\n{DREDGING[-1][:90]}", 1), [stored])
    assert (earlier.kind, earlier.article_id) == ("contains", 4)
    assert earlier.edge is not None
    assert earlier.edge.kind == "near"
    assert judge(article(VOTE, f"{text(DREDGING[:-1])}\n\n{DREDGING[-1][:90]}", 9), [stored]).kind == "near"
    less = judge(article(VOTE, text(DREDGING[:-1])[:-90], 1), [stored])
    assert less.kind == "near"


def test_a_full_text_brings_the_stories_of_its_teasers_together() -> None:
    first, second = article(VOTE, text(DREDGING[:3]), story=1), article(VOTE, text(DREDGING[2:5]), story=2)
    verdict = judge(article(VOTE, BODY, 2), [first, second])
    assert verdict.kind == "contains"
    assert {verdict.article_id, *(edge.article_id for edge in verdict.absorbs)} == {1, 2}


def test_a_copy_does_not_bring_a_story_in_that_its_parent_does_not_hold() -> None:
    parent = article(VOTE, BODY, story=1)
    sidebar = article("Frost in the orchards", text(ORCHARD), story=2)
    verdict = judge(article(VOTE, f"{BODY}\n\n{text(ORCHARD)}", 2), [parent, sidebar])
    assert verdict.article_id == 1
    assert verdict.absorbs == ()


def test_a_pinned_story_is_neither_promoted_nor_merged() -> None:
    teaser = replace(article(VOTE, text(DREDGING[:3]), story=1), pinned=True)
    half = article(VOTE, text(DREDGING[1:5]), story=2)
    alone = judge(article(VOTE, BODY, 2), [teaser])
    assert (alone.kind, alone.article_id) == ("near", 1)
    assert all(edge.article_id != 1 for edge in judge(article(VOTE, BODY, 2), [teaser, half]).absorbs)


@pytest.mark.parametrize("side", ["candidate", "neighbour"])
def test_what_a_person_kept_apart_stays_apart(side: str) -> None:
    candidate, stored = replace(article(VOTE, BODY, 1), article_id=8), article(VOTE, BODY, story=5)
    if side == "candidate":
        candidate = replace(candidate, apart=frozenset({5}))
    else:
        stored = replace(stored, apart=frozenset({8}))
    assert judge(candidate, [stored]).kind == "new"


def test_stories_kept_apart_are_not_brought_together_by_a_third_text() -> None:
    first = replace(article(VOTE, text(DREDGING[:3]), story=1), apart=frozenset({2}))
    second = article(VOTE, text(DREDGING[2:5]), story=2)
    assert judge(article(VOTE, BODY, 2), [first, second]).absorbs == ()


def test_an_item_of_a_long_briefing_is_not_the_briefing() -> None:
    briefing = article("Five things for the week", text((ORCHARD[0], *DREDGING, *ORCHARD[1:])), story=1)
    item = judge(article("Channel to be dredged", text(DREDGING[1:3]), 1), [briefing])
    assert item.kind == "new"
    assert "another headline" in item.reason


def test_the_article_is_preferred_to_the_briefing_that_quotes_it() -> None:
    full = article(VOTE, BODY, story=1)
    briefing = article("In brief", text((*DREDGING[:2], ORCHARD[0], ORCHARD[1])), story=2)
    assert judge(article(VOTE, text(DREDGING[:2]), 1), [briefing, full]).article_id == 1


def test_only_so_many_neighbours_are_compared() -> None:
    rules = FoldRules(max_candidates=2)
    crowd = [article("Frost", text(ORCHARD), story=n) for n in (1, 2)]
    assert judge(article(VOTE, BODY, 1), [*crowd, article(VOTE, BODY, story=3)], rules=rules).kind == "new"


def test_every_reason_is_a_sentence_with_its_numbers() -> None:
    bulletin = "The rate is {} crowns for the dollar and {} for the euro, {} for the pound and {} for the franc, says the bank."
    verdict = judge(
        article("Rates", bulletin.format(4, 5, 6, 7), 24),
        [article("Rates", bulletin.format(1, 2, 3, 9), story=1)],
    )
    assert verdict.kind == "new"
    long = (
        bulletin + " The rates hold until noon of the next working day, and the branches may set their own."
    )
    told = judge(
        article("Rates", long.format(4, 5, 6, 7), 24), [article("Rates", long.format(1, 2, 3, 9), story=1)]
    )
    assert "4 numbers in the same places are others, 0 are equal" in told.reason
