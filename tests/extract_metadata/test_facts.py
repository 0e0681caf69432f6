"""Section, tags, description, image, access, site and addresses."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.extract.metadata.picture import split_credit
from tests.extract_metadata.pages import linked, read


def test_the_plain_fields_are_read_with_their_origins() -> None:
    page = read(
        '<meta property="og:description" content="It sails again."><meta property="og:image" content="/img/ferry.jpg">'
        '<meta property="og:site_name" content="Harbour Gazette"><meta property="article:section" content="Local">'
        '<meta property="article:tag" content="Ferry"><meta property="article:tag" content="Harbour">'
        '<link rel="canonical" href="/news/ferry?utm=1"><link rel="amphtml" href="/amp/ferry">',
        "<p>Words.</p>",
    )
    assert page.description == "It sails again."
    assert page.image == "https://harbour-gazette.example/img/ferry.jpg"
    assert page.site_name == "Harbour Gazette"
    assert page.section == "Local"
    assert page.tags == ("Ferry", "Harbour")
    assert page.canonical == "https://harbour-gazette.example/news/ferry?utm=1"
    assert page.amp == "https://harbour-gazette.example/amp/ferry"
    assert page.origins["section"] == "article:section"


def test_a_list_of_keywords_in_one_string_is_split() -> None:
    assert read(linked(keywords="ferry, harbour, #summer, type:story, 12345")).tags == (
        "ferry",
        "harbour",
        "summer",
    )


@pytest.mark.parametrize(
    ("value", "access"),
    [
        (True, "free"),
        ("True", "free"),
        (False, "paid"),
        ("false", "paid"),
        ("http://schema.org/False", "paid"),
    ],
)
def test_access_is_what_schema_org_says(value: Any, access: str) -> None:
    assert read(linked(isAccessibleForFree=value)).access == access


@pytest.mark.parametrize(
    ("tier", "access"), [("free", "free"), ("metered", "metered"), ("locked", "paid"), ("nonsense", None)]
)
def test_access_is_what_the_content_tier_says(tier: str, access: str | None) -> None:
    assert read(f'<meta property="article:content_tier" content="{tier}">').access == access


def test_of_several_sections_in_one_value_the_first_counts() -> None:
    assert read('<meta property="article:section" content="Harbour,Home,Popular">').section == "Harbour"
    assert read('<meta property="article:section" content="Arts, Books">').section == "Arts, Books"


def test_an_image_object_brings_caption_and_credit() -> None:
    page = read(
        linked(
            image=[
                {
                    "@type": "ImageObject",
                    "url": "https://img.example/1.jpg",
                    "caption": "The ferry",
                    "creditText": "J. Roe",
                }
            ]
        )
    )
    assert (page.image, page.image_caption, page.image_credit) == (
        "https://img.example/1.jpg",
        "The ferry",
        "J. Roe",
    )


def test_the_sites_logo_is_not_the_lead_image() -> None:
    page = read(
        '<meta property="og:image" content="/img/logo.png">' + linked(image="https://img.example/1.jpg")
    )
    assert page.image == "https://img.example/1.jpg"


def test_the_section_is_the_last_step_of_the_breadcrumb_before_the_article() -> None:
    crumbs = (
        '<script type="application/ld+json">{"@type": "BreadcrumbList", "itemListElement": ['
        '{"@type": "ListItem", "position": 1, "name": "Home"}, {"@type": "ListItem", "position": 2, "item": {"name": "Local"}},'
        '{"@type": "ListItem", "position": 3, "name": "The ferry is back"}]}</script>'
    )
    assert read(crumbs).section == "Local"


def test_the_language_of_the_text_outweighs_the_declared_one() -> None:
    page = read(
        "<title>Fähre</title>",
        "<p>Die Fähre fährt seit Mittwoch wieder zwischen den beiden Ufern der Elbe.</p>",
        lang="en-US",
    )
    assert page.language == "de"


CAPTIONS = [
    ("The ferry at dawn. (Photo: Jane Roe / Agency)", "The ferry at dawn.", "Jane Roe / Agency"),
    ("Die Fähre am Morgen. Foto: dpa", "Die Fähre am Morgen.", "dpa"),
    ("The ferry at dawn | © Jane Roe", "The ferry at dawn", "Jane Roe"),
    ("The ferry at dawn", "The ferry at dawn", None),
    (
        "The ferry at dawn. Jane Roe/Agency via Other Images",
        "The ferry at dawn.",
        "Jane Roe/Agency via Other Images",
    ),
    ("The ferry at dawn. It sank.", "The ferry at dawn. It sank.", None),
    ("Foto: Jane Roe", None, "Jane Roe"),
]


@pytest.mark.parametrize(("text", "caption", "credit"), CAPTIONS, ids=[c[0] for c in CAPTIONS])
def test_the_credit_at_the_end_of_a_caption_is_split_off(
    text: str, caption: str | None, credit: str | None
) -> None:
    assert split_credit(text) == (caption, credit)


def test_the_figure_around_the_lead_image_gives_its_caption() -> None:
    page = read(
        '<meta property="og:image" content="https://img.example/ferry-dawn-1200x630.jpg">',
        '<figure><img src="/other.jpg"><figcaption>Another ship</figcaption></figure>'
        '<figure><img src="https://img.example/w/ferry-dawn.jpg"><figcaption>The ferry <span class="credit">Photo: Jane Roe</span></figcaption></figure>',
    )
    assert (page.image_caption, page.image_credit) == ("The ferry", "Jane Roe")
