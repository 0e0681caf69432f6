"""The headline among title, h1, OpenGraph and JSON-LD."""

from __future__ import annotations

import pytest

from tests.extract_metadata.pages import linked, read


@pytest.mark.parametrize(
    "title",
    [
        "The ferry is back | Harbour Gazette",
        "The ferry is back - Harbour Gazette",
        "The ferry is back – News – Harbour Gazette",
        "Harbour Gazette: The ferry is back | Harbour Gazette",
        "The ferry is back :: harbour-gazette.example",
        "The ferry is back | HARBOUR GAZETTE",
    ],
)
def test_the_sites_name_is_no_part_of_the_headline(title: str) -> None:
    head = f'<title>{title}</title><meta property="og:site_name" content="Harbour Gazette">'
    assert read(head, "<h1>The ferry is back</h1>").headline == "The ferry is back"


def test_a_chinese_title_loses_channel_and_site() -> None:
    page = read("<title>渡轮周三恢复通航_本地新闻_海港日报</title>", "<h2>渡轮周三恢复通航</h2><p>正文。</p>")
    assert page.headline == "渡轮周三恢复通航"


def test_a_dash_inside_the_headline_stays() -> None:
    head = '<title>Ferry – the comeback of a ship</title><meta property="og:title" content="Ferry – the comeback of a ship">'
    assert read(head, "<h1>Ferry – the comeback of a ship</h1>").headline == "Ferry – the comeback of a ship"


def test_places_that_agree_outweigh_one_that_does_not() -> None:
    page = read(
        '<title>You will not believe what this ferry did</title><meta property="og:title" content="The ferry is back">'
        + linked(headline="The ferry is back"),
        "<h1>Live: all the news of the harbour</h1>",
    )
    assert page.headline == "The ferry is back"
    assert "Live: all the news of the harbour" in page.alternatives["headline"]


def test_the_headline_that_the_address_was_made_from_wins_a_draw() -> None:
    page = read(
        '<meta property="og:title" content="One ship, one harbour, one summer">'
        + linked(headline="Ferry returns to the old harbour"),
        url="https://harbour-gazette.example/local/ferry-returns-to-the-old-harbour-12345",
    )
    assert page.headline == "Ferry returns to the old harbour"


def test_a_kicker_inside_the_h1_is_left_out() -> None:
    page = read(
        "",
        '<h1><span class="kicker">Harbour news</span> <span class="headline">The ferry is back</span></h1>',
    )
    assert page.headline == "The ferry is back"


def test_an_h1_that_is_the_sites_logo_is_no_headline() -> None:
    page = read(
        "<title>My harbour diary » The ferry is back</title>",
        '<h1><a href="/">My harbour diary</a></h1><h2>The ferry is back</h2>',
    )
    assert page.headline == "The ferry is back"


def test_an_h1_beside_the_headlines_h2_is_the_sites_name() -> None:
    page = read(
        "<title>My harbour diary » Archive » The ferry is back</title>",
        "<h1>My harbour diary</h1><h2>The ferry is back</h2>",
    )
    assert page.headline == "The ferry is back"


def test_an_h1_that_shares_no_word_with_the_title_is_not_believed() -> None:
    page = read("<title>The ferry is back</title>", "<h1>Subscribe to our newsletter</h1>")
    assert page.headline == "The ferry is back"


def test_text_escaped_twice_is_straightened() -> None:
    page = read(
        '<meta property="og:title" content="The &amp;quot;Anna&amp;quot; &amp;amp; her&amp;nbsp;crew">'
    )
    assert page.headline == 'The "Anna" & her crew'


def test_a_page_without_any_title_has_none() -> None:
    assert read("", "<p>Words.</p>").headline is None


def test_a_kicker_that_is_told_to_other_machines_too_is_a_part_of_the_headline() -> None:
    told = "Harbour diary: The ferry is back"
    page = read(
        f'<title>{told}</title><meta property="og:title" content="{told}">',
        '<h1><span class="kicker">Harbour diary</span> <span class="headline">The ferry is back</span></h1>',
    )
    assert page.headline == told


def test_of_two_spellings_the_one_that_a_program_joined_is_not_taken() -> None:
    page = read(
        '<meta property="og:title" content="Storm in the harbour: The ferry is back">'
        + linked(headline="Storm in the harbour - The ferry is back"),
        "",
    )
    assert page.headline == "Storm in the harbour: The ferry is back"
