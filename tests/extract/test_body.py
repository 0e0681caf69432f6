"""What is read as an article's text, and what is left out."""

from __future__ import annotations

import json

import pytest

from crawler.extract import extract
from crawler.normalise import normalise
from tests.extract.pages import GREEK, MENU, SENTENCES, news_page, page, paragraphs

URL = "https://gazette.example/2026/05/ferry.html"


def test_the_paragraphs_of_an_article_are_its_body_in_reading_order() -> None:
    found = extract(news_page(paragraphs()), URL)
    assert found.verdict == "article"
    places = [found.body.find(sentence) for sentence in SENTENCES]
    assert -1 not in places
    assert places == sorted(places)


def test_the_body_is_its_blocks_joined_by_empty_lines() -> None:
    found = extract(news_page(paragraphs()), URL)
    assert found.body == "\n\n".join(block.text for block in found.blocks)
    assert all(block.kind == "paragraph" for block in found.blocks)


def test_menu_and_footer_are_not_in_the_body() -> None:
    found = extract(news_page(paragraphs()), URL)
    assert "Weather" not in found.body
    assert "All rights reserved" not in found.body


def test_related_links_behind_the_text_are_left_out() -> None:
    links = "".join(
        f"<li><a href='/{i}'>Another story about the harbour number {i}</a></li>" for i in range(8)
    )
    found = extract(news_page(paragraphs(), f"<div class='related-articles'><ul>{links}</ul></div>"), URL)
    assert "Another story" not in found.body


def test_readers_comments_are_left_out() -> None:
    said = "".join(
        f"<li class='comment'><p>{s} I do not believe a word of it.</p></li>" for s in SENTENCES[:4]
    )
    found = extract(news_page(paragraphs(), f"<section id='comments'><ol>{said}</ol></section>"), URL)
    assert "believe a word" not in found.body


def test_a_consent_dialog_in_the_page_is_left_out() -> None:
    dialog = "".join(
        f"<p>We store cookies on your device to measure reach, {i} partners process your data.</p>"
        for i in "123"
    )
    wall = f"<div id='onetrust-consent-sdk' role='dialog' class='hidden'><div class='ot-pc-content'>{dialog}</div></div>"
    found = extract(news_page(paragraphs(), wall), URL)
    assert found.verdict == "article"
    assert "store cookies" not in found.body


def test_text_apart_by_line_breaks_in_a_table_cell_is_read_as_paragraphs() -> None:
    text = "<br><br>".join(f"{s} {s}" for s in SENTENCES)
    old = f"<table><tr><td width=120><font size=1>{MENU}</font></td><td><font size=2>{text}</font></td></tr></table>"
    found = extract(page(old), URL)
    assert [block.text for block in found.blocks] == [f"{s} {s}" for s in SENTENCES]


def test_a_copy_of_the_text_for_another_screen_is_read_once() -> None:
    found = extract(news_page(paragraphs() + paragraphs()), URL)
    assert found.body.count(SENTENCES[0]) == 1


def test_list_items_and_headings_keep_their_kind() -> None:
    points = (
        "Season tickets bought before the closure stay valid until the end of the year.",
        "Bicycles travel free of charge on all boats that leave before seven in the morning.",
        "The evening boat calls at the old quay on Fridays, where the lights were repaired.",
    )
    listed = "<h2>What comes next</h2><ul>" + "".join(f"<li>{point}</li>" for point in points) + "</ul>"
    found = extract(news_page(paragraphs(SENTENCES[:3]) + listed + paragraphs(SENTENCES[3:])), URL)
    kinds = {block.text: block.kind for block in found.blocks}
    assert [kinds.get(point) for point in points] == ["item"] * 3
    assert kinds.get("What comes next") == "heading"


def test_a_table_of_data_is_one_block_with_rows() -> None:
    rows = "".join(f"<tr><td>Pier {i}</td><td>{i * 12} m</td><td>open</td></tr>" for i in range(1, 6))
    found = extract(news_page(f"{paragraphs()}<table>{rows}</table>{paragraphs(SENTENCES[:1])}"), URL)
    tables = [block.text for block in found.blocks if block.kind == "table"]
    assert tables in ([], ["\n".join(f"Pier {i} | {i * 12} m | open" for i in range(1, 6))])


@pytest.mark.parametrize(
    "sentence",
    [
        GREEK,
        "港务局星期二表示，北线渡轮将从五月第一周起恢复运行，维修时间比原计划更长，因为两根桩柱被发现有裂缝。",
        "قالت سلطة الميناء يوم الثلاثاء إن العبارة الشمالية ستعود إلى العمل في الأسبوع الأول من شهر مايو المقبل.",
        "港湾当局は火曜日、北側のフェリーが五月の第一週から運航を再開すると発表した。修理は予定より長くかかった。",
    ],
)
def test_any_script_is_read(sentence: str) -> None:
    inside = "".join(f"<p>{sentence} {i}</p>" for i in ("α", "β", "γ", "δ", "ε"))
    assert sentence in extract(news_page(inside), URL).body


def test_an_application_that_keeps_its_article_in_a_script_is_read() -> None:
    html = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    state = json.dumps({"props": {"story": {"contentHtml": html, "id": 7}}})
    shell = f"<div id='__next'></div><script id='__NEXT_DATA__' type='application/json'>{state}</script>"
    found = extract(page(shell), URL)
    assert found.extractor.endswith("/script")
    assert [block.text for block in found.blocks] == list(SENTENCES)


def test_json_ld_stands_in_where_the_markup_is_empty() -> None:
    told = json.dumps({"@type": "NewsArticle", "headline": "Ferry", "articleBody": " ".join(SENTENCES)})
    shell = f"<div id='root'></div><script type='application/ld+json'>{told}</script><script src='/app.js'></script>"
    found = extract(page(shell), URL)
    assert found.verdict == "article"
    assert SENTENCES[2] in found.body


def test_a_noscript_that_is_never_closed_does_not_hide_the_page() -> None:
    found = extract(page(f"<noscript><article>{paragraphs()}</article>"), URL)
    assert SENTENCES[3] in found.body


def test_high_quality_reads_the_same_article() -> None:
    default, high = (extract(news_page(paragraphs()), URL, quality=q) for q in ("default", "high"))
    assert default.body == high.body


def test_reading_twice_gives_the_same_page() -> None:
    assert extract(news_page(paragraphs()), URL) == extract(news_page(paragraphs()), URL)


def test_the_entries_of_a_live_blog_are_told_apart() -> None:
    posts = "".join(
        f"<div class='live-blog-post' itemprop='liveBlogUpdate'><p>{s} It is {i} o'clock now.</p><p>{s[5:]} So far the {i} boats.</p></div>"
        for i, s in enumerate(SENTENCES)
    )
    blocks = extract(news_page(f"<div class='live-blog'>{posts}</div>"), URL).blocks
    assert [block.kind for block in blocks].count("entry") == len(SENTENCES)
    assert blocks[0].kind == "entry"


@pytest.mark.parametrize(
    ("ending", "field"),
    [
        ("<p>Reporting by Ana Reis in Port Stanley; Editing by Tom Hale</p>", "sign_off"),
        (
            "<p><em>Correction: An earlier version of this article misstated the height of the pier. It is four metres.</em></p>",
            "notices",
        ),
    ],
    ids=["sign-off", "correction"],
)
def test_the_lines_about_the_text_behind_its_last_paragraph_reach_the_fields(ending: str, field: str) -> None:
    said = getattr(normalise(extract(news_page(paragraphs() + ending), URL)), field)
    assert "Ana Reis" in str(said) or "Correction" in str(said)
