"""Fingerprints and signatures: what moves them and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dedup import distance, fingerprint, fingerprints, signature

TEXT = (
    "The harbour board voted on Tuesday to dredge the northern channel before winter, after two ferries touched "
    "the sandbank in one week. Pilots had asked for the work since spring; the board says that the money was "
    "only found when the county sold its old crane. Work begins on 4 October and is to cost 1,250,000 crowns."
)


def test_typography_case_and_number_separators_do_not_move_the_fingerprint() -> None:
    dressed = TEXT.replace("'", "’").replace("1,250,000", "1250000").upper().replace(" ", "  ")
    assert fingerprint(dressed) == fingerprint(TEXT)


def test_one_changed_word_moves_few_bits() -> None:
    assert distance(fingerprint(TEXT), fingerprint(TEXT.replace("winter", "Easter"))) <= 12


def test_a_text_without_words_has_the_fingerprint_zero_and_no_anchors() -> None:
    assert fingerprint(" – … ") == 0
    assert signature(None, "").anchors == ()
    assert signature(None, "").tokens == 0


def test_a_phrase_repeated_more_than_255_times_is_counted_once() -> None:
    assert fingerprint("buy it now " * 400) == fingerprint("buy it now " * 3)


@pytest.mark.parametrize(
    ("text", "words"),
    [("港湾委员会投票", 7), ("हिन्दी समाचार", 2), ("ไทย", 3), ("don’t l'eau 1.250,50", 3), ("U.S. 26C", 4)],
)
def test_words_are_found_by_script(text: str, words: int) -> None:
    assert signature(None, text).tokens == words


@given(st.lists(st.text(), max_size=8))
def test_the_bulk_twin_agrees_bit_for_bit(texts: list[str]) -> None:
    assert fingerprints(texts) == [fingerprint(text) for text in texts]


@given(st.text(), st.text())
def test_any_text_has_an_unsigned_64_bit_signature(headline: str, body: str) -> None:
    marks = signature(headline, body)
    assert all(0 <= value < 2**64 for value in (marks.simhash, marks.content, *marks.anchors))


def test_content_is_equal_for_equal_headline_and_body_only() -> None:
    one = signature("Board votes to dredge", TEXT)
    assert one.content == signature("Board  votes to dredge", TEXT).content
    assert one.content != signature("Board votes to wait", TEXT).content
    assert one.content != signature("Board votes to dredge", TEXT + " More soon.").content
