"""Every rule shows a line that it cuts and one that it must keep; here both are tried."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.normalise import RULES_VERSION, normalise, rules
from crawler.normalise.lines import lines_of
from crawler.normalise.needles import needles_of
from crawler.normalise.rule import Rule
from crawler.normalise.rules import LINE_RULES
from storage.records import Block
from tests.normalise.pages import around


def _examples(name: str) -> Iterator[object]:
    for rule in LINE_RULES:
        for example in getattr(rule, name):
            yield pytest.param(rule, example, id=f"{rule.id}: {example[:40]}")


def _alone(rule: Rule, text: str) -> bool:
    return rule.matches(lines_of([Block(text, links=rule.links)])[0])


@pytest.mark.parametrize(("rule", "example"), list(_examples("cuts")))
def test_a_rule_cuts_its_example(rule: Rule, example: str) -> None:
    article = normalise(around(Block(example, links=rule.links), place=rule.place))
    if rule.stays:
        assert example in article.body
        assert example in article.notices
    else:
        assert example not in article.body.split("\n\n")
        assert example in [cut.text for cut in article.cuts]
    assert _alone(rule, example)


@pytest.mark.parametrize(("rule", "example"), list(_examples("keeps")))
def test_a_rule_keeps_the_line_that_only_looks_like_it(rule: Rule, example: str) -> None:
    assert not _alone(rule, example)
    article = normalise(around(example, place=rule.place))
    assert rule.id not in [cut.rule for cut in article.cuts]


def test_every_rule_has_an_id_of_its_own_a_reason_and_examples_both_ways() -> None:
    listed = rules()
    assert len({rule.id for rule in listed}) == len(listed)
    for rule in listed:
        assert rule.id.split(".")[0]
        assert len(rule.reason) > 10
        assert rule.cuts
        assert rule.keeps


def test_the_rules_speak_the_languages_of_the_web() -> None:
    wanted = set(re.findall("..", "endefresitptnlsvplruukarfahezhjakotrelidhi"))
    for kind in (
        "read-more",
        "related",
        "share",
        "ad",
        "credit",
        "disclaimer",
        "consent",
        "tags",
        "comments",
        "pitch",
    ):
        spoken = {language for rule in LINE_RULES if rule.kind == kind for language in rule.languages}
        assert wanted <= spoken, (kind, wanted - spoken)


def test_the_version_names_the_rules() -> None:
    assert re.fullmatch(r"\d+-[0-9a-f]{10}", RULES_VERSION)


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_no_line_makes_a_rule_fail(text: str) -> None:
    for line in lines_of([Block(text)]):
        for rule in LINE_RULES:
            rule.matches(line)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 2000,
        "sign up " * 250,
        "read more: " * 180,
        "@" * 900,
        "12:34 " * 100,
        "photo / " * 120,
        "「" * 900,
        "по теме " * 200,
    ],
)
def test_a_line_made_to_confuse_the_expressions_is_answered_at_once(text: str) -> None:
    """Every expression is linear or nearly so; a catastrophic one would not end before the test's timeout."""
    (line,) = lines_of([Block(text)])
    for rule in LINE_RULES:
        line.weight = min(line.weight, rule.longest)  # also lines that the limit would spare
        rule.matches(line)


@pytest.mark.parametrize(
    ("phrase", "needles"),
    [
        ("sign up for", {"sign up for"}),
        ("(?:sign|log) in(?: now)?", {"sign", "log"}),
        ("[^.]{0,40}cookies?", {"cookie"}),
        ("(?:a|the) newsletter", {" newsletter"}),
        ("版权所有", {"版权所有"}),
        (r"\d+ comments", {" comments"}),
        ("(?:x)?y?z?", set()),
    ],
)
def test_needles_are_what_a_phrase_cannot_do_without(phrase: str, needles: set[str]) -> None:
    assert needles_of(phrase) == needles


def _phrases() -> Iterator[str]:
    for rule in LINE_RULES:
        if rule.shape in ("contains", "end"):
            yield from rule.expressions


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_what_a_phrase_finds_holds_one_of_its_needles(data: st.DataObject) -> None:
    phrase = data.draw(st.sampled_from(list(_phrases())))
    text = data.draw(st.from_regex(re.compile(phrase)))
    needles = needles_of(phrase)
    assert not needles or any(needle in text for needle in needles)
