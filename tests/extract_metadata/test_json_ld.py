"""JSON-LD as pages carry it."""

from __future__ import annotations

import pytest

from crawler.extract.metadata.json_ld import decode
from tests.extract_metadata.pages import read

BROKEN = [
    ('{"@type": "NewsArticle", "headline": "Ferry",}', "a trailing comma"),
    ('{"@type": "NewsArticle", /* made by a template */ "headline": "Ferry" // end\n}', "comments"),
    ('//<![CDATA[\n{"@type": "NewsArticle", "headline": "Ferry"}\n//]]>', "CDATA"),
    ('<!-- {"@type": "NewsArticle", "headline": "Ferry"} -->', "a comment's brackets"),
    ("{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Ferry&quot;}", "entities"),
    (
        '{"@type": "NewsArticle", "headline": "Ferry", "description": "two\nlines\tand a tab"}',
        "line feeds in strings",
    ),
    ('{"@type": "NewsArticle", "headline": "Ferry", "url": "C:\\Files"}', "illegal escapes"),
    ('{"@type": "NewsArticle", "headline": "Ferry"};', "a semicolon"),
    ('{"@type": "WebSite"} {"@type": "NewsArticle", "headline": "Ferry"}', "two objects"),
    ('{"@graph": [{"@type": "NewsArticle", "headline": "Ferry"}', "missing brackets"),
    ('{"@type": "NewsArticle", "headline": "Ferry", "description": "He said "no" twice"}', "bare quotes"),
]


@pytest.mark.parametrize("source", [s for s, _ in BROKEN], ids=[why for _, why in BROKEN])
def test_nearly_json_is_repaired(source: str) -> None:
    assert read(f'<script type="application/ld+json">{source}</script>').headline == "Ferry"


def test_slashes_inside_strings_are_no_comments() -> None:
    assert decode('{"url": "https://a.example//b", "x": [1,],}') == [
        {"url": "https://a.example//b", "x": [1]}
    ]


def test_the_articles_of_a_list_are_not_the_pages_own() -> None:
    head = """<script type="application/ld+json">{"@type": "ItemList", "itemListElement": [
        {"@type": "NewsArticle", "headline": "Another story", "datePublished": "2020-01-01T00:00:00Z"}]}</script>
        <script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry", "datePublished": "2024-05-03T00:00:00Z",
        "hasPart": {"@type": "NewsArticle", "headline": "A part"}}</script>"""
    page = read(head)
    assert page.headline == "Ferry"
    assert page.published is not None
    assert page.published.year == 2024


def test_types_and_the_body_are_handed_on() -> None:
    page = read(
        '<meta property="og:type" content="article"><script type="application/ld+json">'
        '{"@type": ["NewsArticle", "http://schema.org/Report"], "articleBody": "All the words."}</script>'
    )
    assert page.types == ("article", "newsarticle", "report")
    assert page.article_body == "All the words."


@pytest.mark.parametrize(
    "source",
    ["", "   ", "null", "[[[[", "{" * 100_000, "[" * 5000 + "]" * 5000, '"' * 1001, "/*" * 5000, "1" * 5000],
)
def test_nonsense_is_left_out(source: str) -> None:
    assert all(not isinstance(value, dict) for value in decode(source))
