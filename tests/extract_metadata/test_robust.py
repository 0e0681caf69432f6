"""Nothing that a tree may hold makes reading raise, and its work is bounded."""

from __future__ import annotations

import json
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from crawler.extract.metadata import read_metadata
from tests.extract_metadata.pages import NOW, URL, read

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["@type", "@id", "@graph", "headline", "name", "author", "datePublished", "dateModified", "image", "publisher", "keywords",
             "articleSection", "itemListElement", "url", "isAccessibleForFree", "inLanguage", "mainEntityOfPage", "articleBody", "item"]
        )
        | st.text(max_size=5),
        inner | st.sampled_from(["NewsArticle", "BreadcrumbList", "Person", "Organization", "WebSite", "2024-05-03", "#a"]),
        max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@given(JSON)
def test_any_json_in_a_script_is_survived(value: Any) -> None:
    node = {"@type": "NewsArticle", **value} if isinstance(value, dict) else value
    script = json.dumps(node).replace("<", "\\u003c")
    page = read(f'<script type="application/ld+json">{script}</script>')
    assert page.published is None or page.published.tzinfo is not None


@given(
    st.sampled_from(
        [
            "og:title",
            "author",
            "date",
            "article:published_time",
            "og:image",
            "keywords",
            "og:locale",
            "og:url",
            "article:content_tier",
            "byl",
        ]
    ),
    st.text(max_size=80),
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=80),
)
def test_any_value_of_a_tag_is_survived(name: str, value: str, body: str) -> None:
    tree = lxml.html.document_fromstring(
        "<html><head></head><body><h1></h1><p class='byline date author'></p></body></html>"
    )
    try:
        etree.SubElement(tree.find("head"), "meta", name=name, content=value)
        tree.find(".//h1").text = tree.find(".//p").text = body
    except ValueError:  # what lxml cannot hold
        return
    page = read_metadata(tree, URL, now=NOW)
    for text in (page.headline, page.description, page.section, *page.authors, *page.tags):
        assert text is None or (text and text == text.strip() and "\x00" not in text)


@given(
    st.text(max_size=60), st.dictionaries(st.sampled_from(["Date", "content-language"]), st.text(max_size=40))
)
def test_any_address_and_header_is_survived(url: str, headers: dict[str, str]) -> None:
    tree = lxml.html.document_fromstring(
        '<html><link rel="canonical" href="http://[bad"><a href="//x" rel="author">Jane Roe</a></html>'
    )
    assert read_metadata(tree, url, headers, now=NOW).canonical is None


@pytest.mark.parametrize(
    "root",
    [
        etree.Element("html"),
        etree.Element("time", datetime="x"),
        etree.fromstring("<a xmlns='urn:x'><b/></a>"),
        etree.Comment("x"),
    ],
    ids=["empty", "one element", "xml", "comment"],
)
def test_any_root_is_survived(root: etree._Element) -> None:
    assert read_metadata(root, "", now=NOW).headline is None


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 240 + "x",
        "<i></i>" * 30_000,
        "<span class='author date'>Jane Roe 2024</span>" * 5000,
        "<h1>" + "word " * 50_000 + "</h1>",
        "<p>" + " " * 500_000 + "</p>",
        "<meta name='author' content='" + "Jane Roe, " * 5000 + "'>" * 50,
        "<p>" + "By " * 20_000 + "</p>",
        "<script type='application/ld+json'>" + '{"a":"' * 20_000 + "</script>",
        "<title>" + " - | " * 20_000 + "</title>",
    ],
    ids=["deep", "many", "marked", "long h1", "blank", "authors", "by", "json", "title"],
)
def test_large_and_odd_pages_are_read(body: str) -> None:
    read("", body)
