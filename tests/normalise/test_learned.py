"""A line that most of a source's articles carry is the source's boilerplate."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.normalise import countable_lines, is_learned, learn, line_key, normalise
from storage.records import Block, LearnedLine, Page, SourceFacts, UserRules
from tests.normalise.pages import page_of

ABOUT = "The Harbour Gazette is written, printed and delivered by forty people between the lighthouse and the fish market."
MOTTO = "News from the edge of the land"
QUOTE = "“We shall rebuild the wall before the winter comes,” said the mayor on the quay."


def story(number: int) -> tuple[str, ...]:
    """Four paragraphs that no other story has."""
    return (
        f"Ship number {number} reached the harbour of the old town at dawn, with {number + 7} people and no captain on board.",
        f"The coast guard had followed it for {number} hours and says that nobody answered the radio during all that time.",
        f"In the year {1900 + number} a ship of the same name ran aground on the sandbank before the lighthouse, and burned.",
        f"A spokesman of owner number {number} would not say where the captain is, nor whether the crew has been paid this year.",
    )


def lessons(pages: list[Page]) -> tuple[LearnedLine, ...]:
    """What storage counts for a source, and what is learned of it."""
    counts = Counter(line for page in pages for line in countable_lines(page))
    return learn(LearnedLine(key, text, seen, len(pages)) for (key, text), seen in counts.items())


def test_a_line_of_every_article_is_cut_and_says_in_how_many_it_stood() -> None:
    pages = [page_of(*story(n), ABOUT, headline=None) for n in range(12)]
    known = SourceFacts(source="harbour", lines=lessons(pages))
    for page in pages:
        article = normalise(page, known)
        assert ABOUT not in article.body
        assert [(c.rule, c.reason) for c in article.cuts] == [
            ("learned.line", "seen in 12 of 12 articles of harbour")
        ]


def test_every_line_of_a_long_ending_is_cut() -> None:
    ending = [f"{sentence} {ABOUT}" for sentence in ("One.", "Two.", "Three.", "Four.")]
    pages = [page_of(*story(n), *ending, headline=None) for n in range(5)]
    known = SourceFacts(source="harbour", lines=lessons(pages))
    assert [normalise(page, known).body for page in pages] == ["\n\n".join(story(n)) for n in range(5)]


def test_a_popular_quotation_stays_in_all_ten_articles() -> None:
    pages = [page_of(*story(n)[:2], QUOTE, *story(n)[2:], QUOTE, headline=None) for n in range(10)]
    known = SourceFacts(source="harbour", lines=lessons(pages))
    assert all(normalise(page, known).body.count(QUOTE) == 2 for page in pages)


def test_prose_in_the_middle_stays_even_if_it_was_learned() -> None:
    said_often = "The port authority has warned of the wall's condition in three reports, and the council put each of them aside."
    page = page_of(*story(1)[:2], said_often, *story(1)[2:], headline=None)
    known = SourceFacts(lines=(LearnedLine(line_key(said_often), said_often, 9, 10),))
    assert said_often in normalise(page, known).body


def test_a_short_line_in_the_middle_goes() -> None:
    pages = [page_of(*story(n)[:2], MOTTO, *story(n)[2:], headline=None) for n in range(4)]
    known = SourceFacts(source="harbour", lines=lessons(pages))
    assert all(MOTTO not in normalise(page, known).body for page in pages)


def test_what_the_user_keeps_is_never_cut() -> None:
    known = SourceFacts(
        lines=(LearnedLine(line_key(MOTTO), MOTTO, 9, 9),), rules=UserRules(keep=("^News from",))
    )
    assert MOTTO in normalise(page_of(*story(1), MOTTO), known).body


@pytest.mark.parametrize(
    ("seen", "of", "learned"),
    [(2, 2, False), (3, 3, True), (3, 6, True), (3, 7, False), (12, 12, True), (9, 45, False), (10, 50, True), (10, 51, False), (30, 600, True), (30, 601, False)],
)  # fmt: skip
def test_rarer_lines_need_more_witnesses(seen: int, of: int, *, learned: bool) -> None:
    assert is_learned(seen, of) is learned


def test_a_rarer_line_goes_only_near_the_start_or_end() -> None:
    rare = LearnedLine(line_key(MOTTO), MOTTO, 10, 50)
    at_end = page_of(*story(1), MOTTO, headline=None)
    inside = page_of(*story(1), MOTTO, *story(2), headline=None)
    assert MOTTO not in normalise(at_end, SourceFacts(lines=(rare,))).body
    assert MOTTO in normalise(inside, SourceFacts(lines=(rare,))).body


@given(st.text(max_size=200))
def test_a_key_is_a_signed_64_bit_number_and_blind_to_case_and_spaces(text: str) -> None:
    assert -(2**63) <= line_key(text) < 2**63
    assert line_key(text) == line_key(f"  {text} \n")


def test_a_key_knows_numbers_apart() -> None:
    assert line_key("12 comments") != line_key("13 comments")


def test_a_page_of_a_thousand_short_lines_still_counts_its_ending() -> None:
    blocks = [Block(f"row {n}") for n in range(1000)] + [Block(ABOUT)]
    counted = countable_lines(blocks)
    assert len(counted) <= 60
    assert ABOUT in [text for _, text in counted]


@given(
    st.lists(
        st.tuples(st.integers(-(2**63), 2**63 - 1), st.integers(0, 99)),
        max_size=30,
        unique_by=lambda row: row[0],
    )
)
def test_the_order_of_the_counts_does_not_matter(rows: list[tuple[int, int]]) -> None:
    counts = [LearnedLine(key, str(key), seen, 99) for key, seen in rows]
    assert learn(counts) == learn(reversed(counts))
