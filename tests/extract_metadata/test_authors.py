"""Who wrote it: names of people out of declarations and bylines."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.extract.metadata.names import read_names
from tests.extract_metadata.pages import linked, read

BYLINES = [
    ("By Jane Roe", ["Jane Roe"]),
    ("BY JANE ROE AND JOHN POE", ["JANE ROE", "JOHN POE"]),
    ("By Jane Roe, Political Correspondent", ["Jane Roe"]),
    ("Jane Roe, MD", ["Jane Roe"]),
    ("Roe, Jane", ["Jane Roe"]),
    ("Jane Roe | jane.roe@gazette.example", ["Jane Roe"]),
    ("Jane Roe (@janeroe)", ["Jane Roe"]),
    ("Posted on May 3, 2024 by Jane Roe", ["Jane Roe"]),
    ("Jane Roe, Updated May 3, 2024", ["Jane Roe"]),
    ("Jane Roe, John Poe and Ann Doe", ["Jane Roe", "John Poe", "Ann Doe"]),
    ("Jane Roe Senior Politics Editor", ["Jane Roe"]),
    ("Von Max Muster und Erika Beispiel", ["Max Muster", "Erika Beispiel"]),
    ("03.05.2024 13:30 von Erika Beispiel", ["Erika Beispiel"]),
    ("Ein Kommentar von Erika Beispiel", ["Erika Beispiel"]),
    ("Par Jeanne Exemple et Paul Modèle", ["Jeanne Exemple", "Paul Modèle"]),
    ("Por María Ejemplo y José Muestra", ["María Ejemplo", "José Muestra"]),
    ("Ramón y Cajal", ["Ramón y Cajal"]),
    ("Reporting by Jane Roe in Port Stanley", ["Jane Roe"]),
    ("By Staff Reports", []),
    ("di Mario Esempio", ["Mario Esempio"]),
    ("Автор: Иван Примеров", ["Иван Примеров"]),
    ("Текст: Анна Примерова и Иван Примеров", ["Анна Примерова", "Иван Примеров"]),
    ("بقلم أحمد محمود", ["أحمد محمود"]),
    ("记者 王建宏 张文攀", ["王建宏", "张文攀"]),
    ("作者：李明", ["李明"]),
    ("作者：李明 访问统计", ["李明"]),
    ("作者：点击此处收藏", []),
    ("文・山田太郎", ["山田太郎"]),
    ("김민수 기자", ["김민수"]),
    ("大渡 美咲", ["大渡 美咲"]),
    ("Foto: Max Muster", []),
    ("admin", []),
    ("https://gazette.example/author/1", []),
    ("3 May 2024", []),
    ("By", []),
]


@pytest.mark.parametrize(("byline", "names"), BYLINES, ids=[b for b, _ in BYLINES])
def test_a_byline_is_read_down_to_its_names(byline: str, names: list[str]) -> None:
    assert [n.text for n in read_names(byline)] == names


@pytest.mark.parametrize(
    "author",
    [
        "Jane Roe",
        ["Jane Roe"],
        {"@type": "Person", "name": "Jane Roe"},
        [{"@type": "Person", "name": "By Jane Roe", "jobTitle": "Editor"}],
        {"@type": "Person", "name": ["Jane Roe"]},
        {"@type": "Person", "givenName": "Jane", "familyName": "Roe"},
        [
            {"@type": "Person", "name": "Jane Roe"},
            {"@type": "Organization", "name": "harbour-gazette.example"},
        ],
    ],
)
def test_json_ld_authors_come_in_many_shapes(author: Any) -> None:
    page = read(linked(author=author))
    assert page.authors == ("Jane Roe",)
    assert page.origins["authors"] == "json-ld"


def test_an_author_that_is_only_a_reference_is_looked_up() -> None:
    head = """<script type="application/ld+json">{"@graph": [
        {"@type": "NewsArticle", "headline": "Ferry", "author": {"@id": "#jane"}},
        {"@type": "Person", "@id": "#jane", "name": "Jane Roe"}]}</script>"""
    assert read(head).authors == ("Jane Roe",)


def test_a_person_in_the_byline_outweighs_the_site_in_the_meta_tag() -> None:
    page = read(
        '<title>Ferry</title><meta property="og:site_name" content="Harbour Gazette"><meta name="author" content="Harbour Gazette">',
        '<h1>The ferry is back</h1><p class="byline">By <a href="/author/jane-roe">Jane Roe</a></p><p>Words.</p>',
    )
    assert page.authors == ("Jane Roe",)
    assert page.alternatives["authors"] == ("Harbour Gazette",)


def test_an_agency_that_is_declared_outweighs_a_photographer_in_a_caption() -> None:
    page = read(
        linked(headline="The ferry is back", author={"@type": "Organization", "name": "dpa"}),
        '<h1>The ferry is back</h1><figure><span class="author">Max Muster</span></figure>',
    )
    assert page.authors == ("dpa",)


@pytest.mark.parametrize(
    "byline",
    [
        '<a rel="author" href="/x">Jane Roe</a> <a rel="author" href="/y">John Poe</a>',
        '<div class="article__author"><span>By</span> <a>Jane Roe</a> <span>and</span> <a>John Poe</a></div>',
        '<span itemprop="author"><span itemprop="name">Jane Roe</span></span>, <span itemprop="author"><span itemprop="name">John Poe</span></span>',
        "<p>By Jane Roe and John Poe</p>",
        "<p>Jane Roe, John Poe</p><p>3 May 2024, 10:00</p>",
    ],
)
def test_bylines_below_the_headline_are_read(byline: str) -> None:
    page = read(
        "<title>The ferry is back</title>", f"<h1>The ferry is back</h1>{byline}<p>Words of the article.</p>"
    )
    assert page.authors == ("Jane Roe", "John Poe")


def test_commenters_are_no_authors() -> None:
    page = read(
        "<title>The ferry is back</title>",
        '<h1>The ferry is back</h1><p>Words.</p><div class="comments"><span class="comment-author">Ann Doe</span></div>',
    )
    assert page.authors == ()


def test_a_reporter_in_brackets_at_the_end_of_a_chinese_article_is_its_author() -> None:
    page = read(
        "<title>渡轮恢复通航</title>",
        "<h1>渡轮恢复通航</h1><p>市政府周三宣布，渡轮恢复通航。（记者 王建宏）</p><p>责任编辑：李明</p>",
    )
    assert page.authors == ("王建宏",)
