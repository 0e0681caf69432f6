"""A page goes in as the web serves it; one headline and one clean body come out, and every cut says why."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.normalise import RULES_VERSION, normalise
from storage.records import Article, Block, Entry, Page, SourceFacts, UserRules
from tests.normalise.pages import FIRST, FOURTH, PROSE, SECOND, THIRD, page_of

# An aggregator's page: the headline four times in two quote styles, a credit, a dateline, a link to a
# translation, a disclaimer. Six paragraphs are the article.
HEADLINE = "Island Ferries Stay in Port After Storm Leaves ‘No Safe Berth’"
PARAGRAPHS = (
    "Stanley, Falkland Islands – Ferry crews spent a third night aboard their boats on Friday after the storm tore the outer wall of the harbour apart and left no place to tie up.",
    "The harbour master said the wall would take nine weeks to repair, and that until then the islands would be served by two small boats from the northern bay.",
    "Islanders met the news with calm. “We have potatoes, we have peat, we have each other,” said a woman who has kept the shop on the western island since 1988.",
    "The wall was built in 1931 and strengthened twice, the last time after the great storm of 1974, when it also broke near the lighthouse.",
    "Engineers had warned of holes under the waterline in three reports since 2019. The council discussed each of them and put the money off to the next year.",
    "While the council promised an inquiry, fishermen began to carry stones to the gap by hand, and by the evening a line of two hundred people stood between the quarry and the sea.",
)
TRANSLATION = "阅读中文版 (Read Chinese Version)"
DISCLAIMER = "Disclaimer: This content is aggregated from public sources online. Please verify information independently. If you believe your rights have been infringed, contact us for removal."


def aggregated() -> Page:
    straight = HEADLINE.replace("‘", "'").replace("’", "'")
    lines = [
        HEADLINE,
        HEADLINE,
        HEADLINE,
        f"{straight}\nImage from CNN",
        *PARAGRAPHS,
        TRANSLATION,
        DISCLAIMER,
    ]
    return page_of(*lines, headline=HEADLINE)


def test_an_aggregators_page_becomes_one_headline_and_six_paragraphs() -> None:
    article = normalise(aggregated())
    assert article.headline == HEADLINE
    assert article.body == "\n\n".join(PARAGRAPHS)
    assert article.dateline == "Stanley, Falkland Islands"
    assert article.credits == ("CNN",)
    assert article.translations == (TRANSLATION,)
    assert [cut.rule for cut in article.cuts] == ["headline.repeated"] * 4 + [
        "credit.from",
        "translation.read",
        "disclaimer.label",
    ]
    assert {cut.text for cut in article.cuts} >= {TRANSLATION, DISCLAIMER, "Image from CNN"}


def test_a_page_without_blocks_is_read_from_its_body() -> None:
    page = aggregated()
    assert normalise(replace(page, blocks=())).body == normalise(page).body


def test_a_body_of_single_line_ends_is_read_line_by_line() -> None:
    page = Page(verdict="article", headline=HEADLINE, body="\n".join([HEADLINE, *PARAGRAPHS, DISCLAIMER]))
    assert normalise(page).body == "\n".join(PARAGRAPHS)


def test_every_cut_names_the_block_it_came_from() -> None:
    page = aggregated()
    for cut in normalise(page).cuts:
        assert cut.text in page.blocks[cut.position].text


def test_the_article_says_which_rules_cleaned_it() -> None:
    assert normalise(page_of(*PROSE)).rules == RULES_VERSION


def test_clean_prose_comes_back_as_it_was() -> None:
    article = normalise(page_of(*PROSE))
    assert article.body == "\n\n".join(PROSE)
    assert article.cuts == ()


WORDS = st.sampled_from(
    [
        "Read more:",
        "Comments",
        "Advertisement",
        "Foto: X/dpa",
        HEADLINE,
        FIRST,
        SECOND,
        THIRD,
        "Related articles",
        "Kommentare",
        "© 2026 X",
        "",
        "“",
        "By Ana Reis",
    ]
)
LINES = st.lists(st.one_of(WORDS, st.text(max_size=60)), max_size=14)
KINDS = st.sampled_from(["paragraph", "heading", "item", "quote", "table", "pre", "caption", "entry"])


@st.composite
def pages(draw: st.DrawFn) -> Page:
    blocks = tuple(
        Block(line, draw(KINDS), "", draw(st.sampled_from([0.0, 0.6, 1.0]))) for line in draw(LINES)
    )
    return Page(
        verdict="article", headline=draw(st.one_of(st.none(), WORDS, st.text(max_size=40))), blocks=blocks
    )


@given(pages())
@settings(max_examples=120, deadline=None)
def test_the_same_page_gives_the_same_article(page: Page) -> None:
    assert normalise(page) == normalise(page)


@given(pages())
@settings(max_examples=120, deadline=None)
def test_no_line_is_lost_without_a_cut(page: Page) -> None:
    article = normalise(page)
    kept = [line for line in article.body.split("\n") if line.strip()]
    cut = [line for c in article.cuts for line in c.text.split("\n") if line.strip()]
    bare = normalise(page, SourceFacts(rules=UserRules(keep=(r"\S",))))
    assert sorted(kept + cut) == sorted(line for line in bare.body.split("\n") if line.strip())


@given(pages())
@settings(max_examples=80, deadline=None)
def test_what_was_cleaned_is_clean(page: Page) -> None:
    body = normalise(page).body
    body.encode("utf-8")
    assert unicodedata.is_normalized("NFC", body)
    assert not {"\0", "\ufeff", "\u202e"} & set(body)


# The headline -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "STORM BREAKS THE HARBOUR WALL",
        "Storm breaks the harbour wall | Harbour Gazette",
        "Storm breaks the harbour wall – gazette.example",
        "Weather: Storm breaks the harbour wall",
        "> Storm breaks the harbour wall",
    ],
)
def test_another_form_of_the_headline_on_top_is_cut(line: str) -> None:
    article = normalise(page_of(Block(line, "heading"), *PROSE, site_name="Harbour Gazette"))
    assert article.body == "\n\n".join(PROSE)


@pytest.mark.parametrize(
    "line",
    [
        "Storm breaks the harbour wall, and the council has known for years that it would.",
        "Storm breaks the harbour wall again",
        "Why the harbour wall had to break",
    ],
)
def test_a_line_that_says_more_than_the_headline_is_kept(line: str) -> None:
    assert line in normalise(page_of(line, *PROSE)).body


@pytest.mark.parametrize("between", [" ", " | ", " – ", ". "])
def test_a_headline_that_lost_its_line_break_is_told_from_what_follows(between: str) -> None:
    line = f"Storm breaks the harbour wall{between}Storm breaks the “harbour wall” Image from CNN"
    article = normalise(page_of(line, *PROSE))
    assert article.body == "\n\n".join(PROSE)
    assert article.credits == ("CNN",)
    assert [cut.rule for cut in article.cuts] == ["headline.repeated", "headline.repeated", "credit.from"]


def test_a_heading_deep_in_the_text_may_say_the_headline() -> None:
    page = page_of(*PROSE, Block("Storm breaks the harbour wall", "heading"), *PROSE)
    assert "Storm breaks" in normalise(page).body


def test_the_sites_name_behind_the_headline_goes_where_it_is_known() -> None:
    assert (
        normalise(
            page_of(*PROSE, headline="Wall breaks - The Harbour Gazette", site_name="The Harbour Gazette")
        ).headline
        == "Wall breaks"
    )
    assert (
        normalise(page_of(*PROSE, headline="Wall breaks - a disaster")).headline == "Wall breaks - a disaster"
    )


def test_what_stands_above_the_headline_goes_with_it() -> None:
    article = normalise(page_of("Coast", "Weather", "Storm breaks the harbour wall", *PROSE))
    assert article.body == "\n\n".join(PROSE)
    assert [cut.rule for cut in article.cuts] == ["headline.kicker", "headline.kicker", "headline.repeated"]


def test_a_teaser_that_a_paragraph_repeats_stands_once() -> None:
    article = normalise(page_of(Block(SECOND, "heading"), FIRST, SECOND, THIRD))
    assert article.body == "\n\n".join((FIRST, SECOND, THIRD))


# The feed's entry ---------------------------------------------------------------------------------

ENTRY = Entry(
    title="Wall breaks",
    published=datetime(2026, 5, 3, 6, tzinfo=UTC),
    authors=("Ana Reis",),
    categories=("coast",),
)


def test_the_feed_stands_in_for_what_the_page_lacks() -> None:
    article = normalise(page_of(*PROSE, headline=None), SourceFacts(source="harbour", entry=ENTRY))
    assert (article.headline, article.published, article.authors, article.tags) == (
        "Wall breaks",
        ENTRY.published,
        ("Ana Reis",),
        ("coast",),
    )
    assert {
        name: article.origins[name] for name in ("headline", "published", "authors", "tags")
    } == dict.fromkeys(("headline", "published", "authors", "tags"), "feed")
    assert article.entry is ENTRY


def test_the_page_wins_and_the_feeds_words_stay_as_alternatives() -> None:
    when = datetime(2026, 5, 3, 7, tzinfo=UTC)
    page = page_of(
        *PROSE,
        published=when,
        authors=("Tom Hale",),
        origins={"headline": "json-ld"},
        alternatives={"headline": ("Storm breaks wall",)},
    )
    article = normalise(page, SourceFacts(entry=ENTRY))
    assert (article.headline, article.published, article.authors) == (
        "Storm breaks the harbour wall",
        when,
        ("Tom Hale",),
    )
    assert article.origins == {"headline": "json-ld", "tags": "feed"}
    assert article.alternatives["headline"] == ("Storm breaks wall", "Wall breaks")
    assert article.alternatives["published"] == ("2026-05-03T06:00:00+00:00",)
    assert article.alternatives["authors"] == ("Ana Reis",)


def test_the_feeds_title_is_known_when_the_body_repeats_it() -> None:
    page = page_of("Ferries stay in port after storm", *PROSE)
    entry = Entry(title="Ferries stay in port after storm")
    assert normalise(page, SourceFacts(entry=entry)).body == "\n\n".join(PROSE)


# People and fields --------------------------------------------------------------------------------


def test_a_line_of_the_authors_names_is_cut_and_a_sentence_about_them_kept() -> None:
    page = page_of("Ana Reis and Tom Hale", *PROSE, authors=("Ana Reis", "Tom Hale"))
    assert normalise(page).body == "\n\n".join(PROSE)
    told = "Ana Reis and Tom Hale saw the wall break from the lighthouse, where they had spent the night with the keeper."
    assert told in normalise(page_of(told, *PROSE, authors=("Ana Reis", "Tom Hale"))).body


def test_a_biography_goes_into_the_sign_off() -> None:
    bio = "Ana Reis is a reporter at the Harbour Gazette. She has covered the coast since 2011 and lives in the old town."
    article = normalise(page_of(*PROSE, bio, authors=("Ana Reis",)))
    assert article.body == "\n\n".join(PROSE)
    assert article.sign_off == bio


def test_the_sign_off_keeps_all_its_lines() -> None:
    article = normalise(
        page_of(*PROSE, "Reporting by Ana Reis; Editing by Tom Hale", "areis@gazette.example")
    )
    assert article.sign_off == "Reporting by Ana Reis; Editing by Tom Hale\nareis@gazette.example"


def test_a_correction_is_noted_and_stays_in_the_body() -> None:
    notice = "Correction: An earlier version of this article gave the wrong year for the great storm."
    article = normalise(page_of(*PROSE, notice))
    assert article.notices == (notice,)
    assert notice in article.body


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Image from CNN", "CNN"),
        ("Photo: Ana Reis / Gazette", "Ana Reis / Gazette"),
        ("Bildquelle: Stadtarchiv", "Stadtarchiv"),
        ("图片来源：海港日报", "海港日报"),
        ("Фото: Анна Моряк", "Анна Моряк"),
        ("Boats after the storm. Foto: Ana Reis/AP", "Ana Reis/AP"),
        ("Firefighters at the quay on Friday. (AP Photo/Tom Hale)", "AP Photo/Tom Hale"),
    ],
)
def test_a_credit_names_who_made_the_image(line: str, name: str) -> None:
    assert normalise(page_of(FIRST, line, SECOND, THIRD)).credits == (name,)


def test_what_the_page_declares_of_its_image_is_a_credit_too() -> None:
    assert normalise(page_of(*PROSE, image_credit="Ana Reis/Gazette")).credits == ("Ana Reis/Gazette",)
    assert normalise(page_of(*PROSE, image_caption="Image from CNN")).credits == ("CNN",)
    assert normalise(page_of(*PROSE, image_caption="The wall on Friday morning")).credits == ()


# Lists of other articles --------------------------------------------------------------------------


def test_behind_the_last_paragraph_everything_after_a_marker_goes() -> None:
    page = page_of(
        *PROSE,
        Block("Related articles", "heading"),
        "Ferries stay in port",
        "Council meets",
        Block("Why walls break", "item"),
    )
    article = normalise(page)
    assert article.body == "\n\n".join(PROSE)
    assert [cut.rule for cut in article.cuts] == ["related.marker"] + ["related.tail"] * 3


ANSWER = "I was there in the night number {}, and I can say that nobody of the harbour office was seen before eight in the morning."
REPLIES = [
    line
    for number in range(10, 14)
    for line in (f"# re: The wall 2024-12-27 12:{number} Nameless", ANSWER.format(number))
]


def test_a_thread_of_dated_replies_goes_with_its_marker_however_long_the_replies_are() -> None:
    article = normalise(page_of(*PROSE, "Comments", *REPLIES))
    assert article.body == "\n\n".join(PROSE)
    assert {cut.rule for cut in article.cuts} == {"comments.marker", "comments.tail"}


@pytest.mark.parametrize(
    "page",
    [
        page_of("Comments", *REPLIES, *PROSE),  # a menu's entry over a log of dated events
        page_of(*PROSE, "Comments", *(line for line in REPLIES if "Nameless" not in line)),
        page_of(*PROSE, "Comments", *REPLIES[:4]),
    ],
    ids=["nothing before", "no heads", "two heads"],
)
def test_prose_behind_a_marker_stays_where_it_is_no_thread(page: Page) -> None:
    assert ANSWER.format(11) in normalise(page).body


def test_a_list_inside_the_text_ends_where_the_text_goes_on() -> None:
    page = page_of(
        FIRST,
        SECOND,
        Block("Auch interessant", "heading"),
        Block("Fähren bleiben im Hafen", "item"),
        Block("Der Rat tagt", "item"),
        Block("What comes next", "heading"),
        THIRD,
        FOURTH,
    )
    assert normalise(page).body == "\n\n".join((FIRST, SECOND, "What comes next", THIRD, FOURTH))


def test_a_linked_headline_between_paragraphs_goes_and_a_list_of_links_stays() -> None:
    link = Block("Ferry company under fire after second accident", "paragraph", "", 1.0)
    assert normalise(page_of(FIRST, SECOND, link, THIRD, FOURTH)).body == "\n\n".join(PROSE)
    offers = [
        Block(f"Offer number {n} of the ferry company to the islands", "item", "", 1.0) for n in range(9)
    ]
    assert "Offer number 3" in normalise(page_of(FIRST, *offers)).body


@pytest.mark.parametrize(
    "line",
    [
        THIRD,
        "“Read more: that is what my teacher said every morning when I came into the school,” the mayor told the council.",
    ],
)
def test_somebodys_words_are_never_cut_for_a_phrase(line: str) -> None:
    assert line in normalise(page_of(FIRST, SECOND, line, FOURTH)).body


def test_long_prose_in_the_middle_is_never_cut_for_a_phrase() -> None:
    prose = f"The newsletter of the port authority, to which two thousand people subscribe, said in March that the wall was safe. {FIRST} {SECOND} Sign up to our newsletter, it ended."
    assert prose in normalise(page_of(FIRST, SECOND, prose, THIRD, FOURTH)).body


# The user's rules ---------------------------------------------------------------------------------


def test_the_users_drop_is_obeyed_and_named() -> None:
    article = normalise(
        page_of(*PROSE, "Sponsored by the Harbour Bank"),
        SourceFacts(rules=UserRules(drop=("^Sponsored by",))),
    )
    assert article.body == "\n\n".join(PROSE)
    assert article.cuts[0].rule == "user.drop"
    assert "^Sponsored by" in article.cuts[0].reason


def test_the_users_keep_wins_over_every_rule() -> None:
    known = SourceFacts(rules=UserRules(drop=("storm",), keep=("^Disclaimer",)))
    assert DISCLAIMER in normalise(page_of(*PROSE, DISCLAIMER), known).body


def test_nothing_is_added() -> None:
    article = normalise(Page(verdict="article"))
    assert article == replace(Article(), rules=RULES_VERSION)
