"""A user's expressions and selectors are compiled with care and say in words what is wrong."""

from __future__ import annotations

import pytest

from crawler.normalise import apply_selectors, compile_rules
from storage.records import UserRules

PAGE = b"""<!DOCTYPE html><html><head><meta charset="iso-8859-1"><title>Caf\xe9</title></head><body>
<nav>Menu</nav><div class="story"><p>Caf\xe9 on the quay</p><div class="promo">Buy our mugs</div></div><div id="more">Others</div></body></html>"""


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("(unclosed", "not a regular expression"),
        ("(a+)+$", "take forever"),
        (r"(\w*\s*)*x", "take forever"),
        ("", "every line"),
        ("x*", "every line"),
        ("a" * 501, "500 are allowed"),
    ],
)
def test_a_bad_expression_is_refused_in_words(expression: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        compile_rules(UserRules(drop=(expression,)))
    with pytest.raises(ValueError, match="keep: "):
        compile_rules(UserRules(keep=(expression,)))


@pytest.mark.parametrize(
    "expression",
    [
        "^Sign up for our morning newsletter",
        r"\bpartner content\b",
        "(?i)^(?:ad|advert)s?$",
        r"^\d{1,3} comments",
    ],
)
def test_an_ordinary_expression_is_taken(expression: str) -> None:
    assert compile_rules(UserRules(drop=(expression,))).drop[0].pattern == expression


def test_an_expression_sees_two_thousand_characters_of_a_line() -> None:
    rules = compile_rules(UserRules(drop=("needle",)))
    assert rules.dropped_by("hay " * 499 + "needle") == ""
    assert rules.dropped_by("hay " * 400 + "needle") == "needle"


def test_without_selectors_the_same_bytes_come_back() -> None:
    assert apply_selectors(PAGE, UserRules(drop=("x",))) is PAGE


def test_a_selector_that_finds_nothing_changes_nothing() -> None:
    assert apply_selectors(PAGE, UserRules(remove=(".absent",), select=("#absent",))) is PAGE


def test_removed_elements_are_gone_and_the_letters_survive() -> None:
    html = apply_selectors(PAGE, UserRules(remove=(".promo", "nav"))).decode("utf-8")
    assert "mugs" not in html
    assert "Menu" not in html
    assert "Café on the quay" in html
    assert 'charset="utf-8"' in html
    assert "iso-8859-1" not in html


def test_selected_elements_are_all_that_the_body_holds() -> None:
    html = apply_selectors(PAGE, UserRules(remove=(".promo",), select=(".story", ".story p"))).decode("utf-8")
    assert html.count("Café on the quay") == 1
    assert "Others" not in html
    assert "<title>Café</title>" in html


def test_a_bad_selector_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"select: .* is not a CSS selector"):
        apply_selectors(PAGE, UserRules(select=("div[",)))
