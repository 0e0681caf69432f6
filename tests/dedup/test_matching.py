"""What resembles a text, for a person who asks."""

from __future__ import annotations

from crawler.dedup import matches
from tests.dedup.newsdesk import DREDGING, ORCHARD, article, text

BODY = text(DREDGING)


def test_the_most_alike_come_first_whenever_they_were_published() -> None:
    held = [
        article("Frost", text(ORCHARD), story=1),
        article("Board", text((*DREDGING[:2], *ORCHARD)), 10, story=2),
        article("Board votes", BODY, -9000, story=3),
        article("Board", text(DREDGING[:4]), 5, story=4),
    ]
    found = matches("Board votes to dredge", BODY, held)
    assert [match.article_id for match in found] == [3, 4, 2]
    assert found[0].similarity == 1.0
    assert found[0].distance == 0
    assert found[0].reason == "The same text, word for word."


def test_a_text_without_words_resembles_nothing() -> None:
    assert matches(None, "", [article("Board", BODY, story=1)]) == []


def test_a_short_quote_finds_its_article() -> None:
    quote = "We would rather have dug a year ago than explain it now"
    assert [match.article_id for match in matches(None, quote, [article("Board", BODY, story=3)])] == [3]
