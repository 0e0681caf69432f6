"""What is stored is clean; what is compared is folded."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.normalise.text import clean_text, fold, has_quotation, is_quotation, match_key, weight

ANY_TEXT = st.text(st.characters(), max_size=300)  # surrogates included


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once


@given(ANY_TEXT)
def test_clean_text_is_nfc_and_can_be_written_as_utf8(text: str) -> None:
    cleaned = clean_text(text)
    cleaned.encode("utf-8")
    assert "\0" not in cleaned
    assert unicodedata.is_normalized("NFC", cleaned)


@given(ANY_TEXT)
def test_no_control_and_no_direction_override_is_left(text: str) -> None:
    forbidden = {
        chr(n) for n in (*range(9), *range(11, 32), *range(0x7F, 0xA0), *range(0x202A, 0x202F), 0xFEFF, 0xAD)
    }
    assert not forbidden & set(clean_text(text))


@given(ANY_TEXT)
def test_folding_twice_changes_nothing_for_comparison(text: str) -> None:
    assert match_key(match_key(text)) == match_key(text)


@pytest.mark.parametrize(
    ("given_text", "stored"),
    [
        ("Har\u00adbour", "Harbour"),
        ("Harbour\u200b wall\ufeff", "Harbour wall"),
        ("a\u00a0b\u2003c", "a b c"),
        ("one\r\ntwo\u2028three", "one\ntwo\nthree"),
        ("Cafe\u0301", "Café"),
        ("half \ud83d pair", "half pair"),
        ("\ud83d\ude00", "😀"),
        ("user\u202etxt.exe", "usertxt.exe"),
        ("icon \ue801 font", "icon font"),
    ],
)
def test_what_nobody_sees_is_not_stored(given_text: str, stored: str) -> None:
    assert clean_text(given_text) == stored


@pytest.mark.parametrize(
    "word",
    [
        "می‌خواهم",  # Persian: ZWNJ between prefix and verb
        "क्‍ष",  # Hindi: ZWJ keeps the half form
        "ന്‍ ",  # Malayalam: an old chillu, ZWJ at the word's end
        "👩‍🚀",
        "👨‍👩‍👧‍👦",
        "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
        "ภาษา\u200bไทย",
    ],
)
def test_joiners_that_spell_a_word_or_an_emoji_stay(word: str) -> None:
    assert clean_text(word) == unicodedata.normalize("NFC", word.strip())


def test_marks_of_direction_stay_in_text_written_from_right_to_left() -> None:
    assert clean_text("שלום (BBC)\u200f.") == "שלום (BBC)\u200f."
    assert clean_text("Hello (BBC)\u200f.") == "Hello (BBC)."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("‘No Progress’", "'No Progress'"),
        ("“Peace” talks", "«Peace» talks"),
        ("Trump–Putin call", "Trump-Putin Call"),
        ("ＡＢＣ　１２３", "abc 123"),
        ("İstanbul", "istanbul"),
        ("STRASSE", "Straße"),
        ("المدرسة", "المدرسـة"),
        ("كتاب", "کتاب"),
        ("Café", "Cafe\u0301"),
    ],
)
def test_writing_styles_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_han_character_weighs_more_than_a_latin_letter() -> None:
    assert weight("港口因风暴关闭三天") > 2 * len("港口因风暴关闭三天")


@pytest.mark.parametrize(
    "words",
    [
        "“We shall rebuild the wall before the winter comes,” said the mayor.",
        "« Nous allons reconstruire le mur avant l'hiver. »",
        "„Wir bauen die Mauer vor dem Winter wieder auf.“",
        "「冬が来る前に壁を建て直す」と市長は話した。",
        "“We shall rebuild the wall before the winter comes. Nobody will be left alone.",
    ],
)
def test_somebodys_words_are_a_quotation(words: str) -> None:
    assert is_quotation(words)


@pytest.mark.parametrize(
    "words",
    [
        "The mayor's wall",
        '"Harbour Now": our newsletter tells you every evening what the coast talks about',
        "Rock ’n’ roll",
    ],
)
def test_a_name_in_quotation_marks_is_no_quotation(words: str) -> None:
    assert not is_quotation(words)


def test_a_quoted_sentence_inside_a_paragraph_is_found() -> None:
    assert has_quotation("The mayor said: “We shall rebuild the wall before winter.” Nobody believed it.")
    assert not has_quotation("The ferry “Anna” stayed in port.")
