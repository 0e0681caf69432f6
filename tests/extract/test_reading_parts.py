"""The parts of the reader: names of elements, pieces, stretches, and weights that fit the features."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.extract import context, features, weights
from crawler.extract.blocks import survey, width
from crawler.extract.scorer import draft, read
from crawler.extract.vocabulary import ADVERT, BODY, CHROME, COMMENT, CONSENT, RELATED, SHARE, meaning


@pytest.mark.parametrize(
    ("names", "bits"),
    [
        ("articleBody", BODY),
        ("story-body__text", BODY),
        ("RelatedLinks col-4", RELATED),
        ("weiterlesen verwandte-artikel", RELATED),
        ("share-bar", SHARE),
        ("ad", ADVERT),
        ("radar header2go", 0),
        ("has-sidebar", CHROME),
        ("comments", COMMENT),
        ("onetrust-banner-sdk", CONSENT | ADVERT),
    ],
)
def test_names_of_elements_are_understood(names: str, bits: int) -> None:
    assert meaning(names) & bits == bits
    if not bits:
        assert meaning(names) == 0


def test_every_feature_has_a_weight_and_every_weight_a_feature() -> None:
    assert set(weights.FIRST) == set(features.NAMES)
    assert set(weights.SECOND) == {*features.NAMES, *context.NAMES}
    assert len(set(features.NAMES)) == len(features.NAMES)


def test_pieces_are_what_a_browser_shows_as_lines() -> None:
    tree = html.fromstring(
        "<html><body><div>One <b>bold</b> word<p>Two</p>three<br>four<br><br>five<ul><li>six</li></ul></div></body></html>"
    )
    assert [(p.kind, p.text) for p in survey(tree).pieces] == [
        ("paragraph", "One bold word"),
        ("paragraph", "Two"),
        ("paragraph", "three four"),
        ("paragraph", "five"),
        ("item", "six"),
    ]


def test_scripts_navigation_and_hidden_spans_are_no_pieces() -> None:
    tree = html.fromstring(
        "<html><body><nav>menu</nav><script>x()</script><p>a<span class='sr-only'> hidden</span> b</p></body></html>"
    )
    assert [p.text for p in survey(tree).pieces] == ["a b"]


def test_link_text_is_counted() -> None:
    tree = html.fromstring("<html><body><p>see <a href='/'>this page</a></p></body></html>")
    (piece,) = survey(tree).pieces
    assert (piece.linked, piece.links) == (9, 1)


def test_a_survey_does_not_change_the_tree() -> None:
    tree = html.fromstring("<html><body><div>a<table><tr><td>1<td>2</table>b</div></body></html>")
    before = html.tostring(tree)
    survey(tree)
    assert html.tostring(tree) == before


def test_a_chinese_sign_counts_for_two_letters() -> None:
    assert (width("abc"), width("渡轮")) == (3, 4)


def test_a_page_without_text_has_nothing_to_read() -> None:
    tree = html.fromstring("<html><body><img src=x></body></html>")
    assert read(draft(survey(tree))).kept == ()
