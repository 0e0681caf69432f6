"""Bytes to a tree: encodings, and what one page may cost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extract import extract
from crawler.extract.bounds import MAX_TAGS, bounded, flattened
from crawler.extract.charset import decode
from crawler.extract.document import read_document
from tests.extract.pages import paragraphs

URL = "https://gazette.example/a"


@pytest.mark.parametrize(
    ("data", "headers", "text"),
    [
        ("<p>Café".encode(), {}, "<p>Café"),
        (b"\xef\xbb\xbf<p>x", {}, "<p>x"),
        ("<p>Київ".encode("utf-16"), {}, "<p>Київ"),
        ("<p>Київ".encode("cp1251"), {"Content-Type": "text/html; charset=windows-1251"}, "<p>Київ"),
        ("<meta charset=gb2312><p>渡轮".encode("gb18030"), {}, "<meta charset=gb2312><p>渡轮"),
        ("<meta charset=iso-8859-1><p>Київ".encode(), {}, "<meta charset=iso-8859-1><p>Київ"),
        ("<meta charset=iso-2022-jp>港湾".encode("iso-2022-jp"), {}, "<meta charset=iso-2022-jp>港湾"),
        (b"<meta charset=utf-7>+ADw-script+AD4-", {}, "<meta charset=utf-7>+ADw-script+AD4-"),
        (b"A\x00B\x08C", {}, "ABC"),
    ],
)
def test_the_encoding_is_found(data: bytes, headers: dict[str, str], text: str) -> None:
    assert decode(data, headers)[0] == text


@given(st.binary(max_size=400))
def test_decoded_text_holds_no_nul_and_no_surrogate(data: bytes) -> None:
    text, _ = decode(data)
    assert "\x00" not in text
    assert not any("\ud800" <= sign <= "\udfff" for sign in text)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text("<>/=\"'&;# \nabdipv!-\x00", max_size=300).map(str.encode)))
def test_no_bytes_make_reading_raise(data: bytes) -> None:
    assert extract(b"<html><p>" + data, URL).body is not None


def test_text_below_very_many_levels_is_still_read() -> None:
    found = extract(("<div>" * 5000 + paragraphs() + "</div>" * 5000).encode(), URL)
    assert "harbour authority" in found.body


def test_flattening_keeps_text_and_drops_only_tags() -> None:
    deep = flattened("<div>" * 300 + "a<b>c</b>" + "</div>" * 300)
    assert deep.count("<div>") == 120
    assert "a" in deep
    assert "c" in deep


def test_a_tag_with_thousands_of_attributes_loses_them() -> None:
    tag = "<p " + " ".join(f"a{i}=x" for i in range(9000)) + ">text</p>"
    assert bounded(tag) == "<p>text</p>"


def test_an_ordinary_page_is_left_as_it_is() -> None:
    assert bounded(paragraphs()) == paragraphs()


def test_tags_beyond_the_limit_are_not_read() -> None:
    assert bounded("<b>x</b>" * MAX_TAGS).count("<") == MAX_TAGS


@pytest.mark.parametrize(
    "data", [b"", b"no markup at all", b"<?xml version='1.0'?><rss></rss>", b"<!-- only a comment -->"]
)
def test_what_is_no_page_has_no_document(data: bytes) -> None:
    assert read_document(data, URL) is None
