"""Any bytes give a feed or a FeedError, and what comes out is clean."""

from __future__ import annotations

import random
import re
from xml.sax.saxutils import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.feeds import parse_feed
from storage.errors import FeedError
from storage.records import Feed
from tests.feeds.samples import atom, item, rss

BAD_TEXT = re.compile("[\x00\ud800-\udfff]")
SEEDS = (
    rss(
        item(
            "One & two",
            extra="<pubDate>Mon, 06 May 2024 10:00:00 GMT</pubDate><guid>https://harbour.example/g</guid>",
        )
    ),
    rss(
        item("<![CDATA[<b>x</b>]]>", extra="<description>&lt;p&gt;y&lt;/p&gt;</description>"),
        item("Zwölf — Київ"),
    ),
    atom(
        "<entry><id>x</id><title>t</title><link href='https://harbour.example/1'/><content type='xhtml'><div><p>z</p></div></content></entry>"
    ),
    b'{"version":"https://jsonfeed.org/version/1","title":"J","items":[{"id":"1","content_html":"<p>x</p>","tags":["a"]}]}',
    rss(item("Gr\u00fc\u00dfe")).decode().encode("utf-16"),
)
PIECES = (
    b"<",
    b">",
    b"&",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"\x00",
    b"\xff",
    b"&#xD800;",
    b"<item>",
    b"</item>",
    b"<entry",
    b"{",
    b"[",
    b'"',
    b"<?xml",
    b"\xed\xa0\x80",
)


def read(data: bytes) -> Feed | None:
    try:
        return parse_feed(data, url="https://harbour.example/feed")
    except FeedError as error:
        refusal = error
    assert refusal.reason in {"empty", "html", "consent", "not_a_feed", "too_large"}
    return None


def check(feed: Feed | None) -> None:
    for entry in feed.entries if feed else ():
        for text in (entry.title, entry.content, entry.summary, entry.id, *entry.authors, *entry.categories):
            assert not BAD_TEXT.search(text or "")
        for link in (entry.link, *entry.enclosures):
            assert link is None or re.match(r"https?://[^\s@/]", link)


@given(st.binary(max_size=400))
def test_any_bytes_give_a_feed_or_a_typed_refusal(data: bytes) -> None:
    check(read(data))


@given(st.binary(max_size=200))
def test_any_bytes_inside_a_feed_are_read(data: bytes) -> None:
    check(
        read(
            b"<rss><channel><item><title>"
            + data
            + b"</title><link>"
            + data
            + b"</link></item></channel></rss>"
        )
    )


@settings(max_examples=150)
@given(st.sampled_from(SEEDS), st.integers(0, 2**32))
def test_mutated_feeds_give_a_feed_or_a_typed_refusal(seed: bytes, number: int) -> None:
    dice = random.Random(number)
    data = bytearray(seed)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(data) + 1)
        data[at : at + dice.choice((0, 0, 1, 3, 40))] = dice.choice(PIECES)
    check(read(bytes(data)))


@given(st.integers(0, 400))
def test_a_feed_cut_off_anywhere_loses_no_complete_item(cut: int) -> None:
    whole = rss(*(item(f"title {number}") for number in range(4)))
    data = whole[: min(cut, len(whole))]
    feed = read(data)
    assert data.count(b"</item>") == (len(feed.entries) if feed else 0)


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc", "Cn", "Co"]), max_size=60))
def test_a_plain_title_survives_in_cdata_or_escaped(title: str) -> None:
    words = " ".join(title.split())
    if not words or "&" in words or "<" in words or "]]>" in words:
        return
    escaped, wrapped = (
        parse_feed(rss(item(form))).entries[0].title for form in (escape(words), f"<![CDATA[{words}]]>")
    )
    assert escaped == wrapped
