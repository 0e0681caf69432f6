"""A differential test: on feeds that both understand, feedparser and we say the same."""

from __future__ import annotations

import html
import io
import random
import time
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import feedparser
import pytest

from crawler.feeds import parse_feed
from tests.feeds.samples import atom, rss

WORDS = [
    "harbour",
    "ferry",
    "council",
    "Łódź",
    "été",
    "Київ",
    "東京",
    "price",
    "&",
    "tide",
    "“quoted”",
    "12.5",
    "—",
    "vote",
    "<5",
    "new",
]
ZONES = ("GMT", "+0000", "-0430", "+0530", "EST", "PDT")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def words(dice: random.Random, number: int) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(number))


def rss_item(dice: random.Random, number: int) -> str:
    day = datetime(
        2024, dice.randint(1, 12), dice.randint(1, 28), dice.randint(0, 23), dice.randint(0, 59), tzinfo=UTC
    )
    date = f"{DAYS[day.weekday()]}, {day:%d %b %Y %H:%M:%S} {dice.choice(ZONES)}"
    title, text = words(dice, 5), f"<p>{escape(words(dice, 9))}</p>"
    wrapped = f"<![CDATA[{escape(title)}]]>" if dice.random() < 0.5 else escape(title)
    parts = [
        f"<title>{wrapped}</title>",
        f"<link>https://harbour.example/{number}?a=1&amp;b={dice.randint(1, 99)}</link>",
        f"<guid isPermaLink='false'>id-{number}</guid>",
        f"<pubDate>{date}</pubDate>",
        f"<description>{escape(text)}</description>",
        f"<category>{escape(dice.choice(WORDS))}</category>",
    ]
    dice.shuffle(parts)
    return f"<item>{''.join(parts)}</item>"


def atom_entry(dice: random.Random, number: int) -> str:
    day = f"2024-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}T{dice.randint(0, 23):02}:00:00{dice.choice(('Z', '+02:00', '-05:30'))}"
    parts = [
        f"<title type='html'>{escape(escape(words(dice, 5)))}</title>",
        f"<link rel='alternate' href='https://harbour.example/{number}'/>",
        f"<id>tag:harbour.example,2024:{number}</id>",
        f"<published>{day}</published><updated>{day}</updated>",
        f"<author><name>{escape(words(dice, 2))}</name></author>",
    ]
    dice.shuffle(parts)
    return f"<entry>{''.join(parts)}</entry>"


def instant(moment: time.struct_time | None) -> datetime | None:
    return datetime(*moment[:6], tzinfo=UTC) if moment else None


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_well_formed_feeds_are_read_as_feedparser_reads_them(seed: int, encoding: str) -> None:
    dice = random.Random(seed)
    make = rss_item if seed % 2 else atom_entry
    whole = rss if seed % 2 else atom
    data = whole(*(make(dice, number) for number in range(dice.randint(1, 8)))).decode()
    raw = data.replace('encoding="utf-8"', f'encoding="{encoding}"').encode(encoding)
    ours, theirs = (
        parse_feed(raw),
        feedparser.parse(io.BytesIO(raw), sanitize_html=False, resolve_relative_uris=False),
    )
    assert len(ours.entries) == len(theirs.entries)
    for mine, other in zip(ours.entries, theirs.entries, strict=True):
        assert (mine.link, mine.id) == (other.get("link"), other.get("id"))
        assert mine.published == instant(other.get("published_parsed"))
        assert " ".join((mine.title or "").split()) == " ".join(feedparser_text(other.title).split())
        assert list(mine.categories) == [tag.term for tag in other.get("tags", [])]
        assert (mine.summary or "") == other.get("summary", "")


def feedparser_text(title: str) -> str:
    """feedparser gives titles as HTML where they were HTML."""
    return html.unescape(title)
