"""The archive's Python face."""

from __future__ import annotations

import doctest
from pathlib import Path

import newsfold
import pytest

import crawler.archive
import crawler.report
from tests.stories.conftest import report, row


@pytest.mark.parametrize("module", [crawler.archive, crawler.report])
def test_the_examples_in_the_documentation_are_true(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_an_address_and_a_text_both_find_their_like(file: Path) -> None:
    with newsfold.open_archive(file, readonly=True) as archive:
        assert archive.like("https://valley.example/news/2.html") == []
        assert [one.article_id for one in archive.like(report(1, "Northport"))] == [1]
        assert [one.url for one in archive.articles(source="harbour", limit=5)] == [
            "https://harbour.example/news/1.html"
        ]


def test_each_row_has_its_verdict_also_where_the_page_was_forgotten(file: Path) -> None:
    with newsfold.open_archive(file) as archive:
        archive.store.forget("https://valley.example/news/2.html")
        verdicts = archive.add_many(
            [row("valley", 2, 7, report(2, "Eastmere")), row("delta", 4, 7, report(4, "Westby"))]
        )
    assert [(one.kind, one.article_id is None) for one in verdicts] == [("same", True), ("new", False)]
