from __future__ import annotations

import gzip

import pytest

from crawler.feeds import parse_feed
from storage.errors import FeedError
from tests.feeds.samples import atom, item, rss

MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def reason(data: bytes) -> str:
    with pytest.raises(FeedError) as caught:
        parse_feed(data)
    return caught.value.reason


# What is read ---------------------------------------------------------------------------------------


def test_an_rss_item_gives_its_fields() -> None:
    extra = (
        "<guid isPermaLink='false'>n-17</guid><pubDate>Mon, 06 May 2024 10:00:00 +0200</pubDate>"
        "<author>desk@harbour.example (Ada Lindqvist)</author><category>Ports</category><category>Ports</category>"
        "<description>&lt;p&gt;Short.&lt;/p&gt;</description><content:encoded><![CDATA[<p>Long & wide.</p>]]></content:encoded>"
        "<enclosure url='/pier.jpg'/>"
    )
    feed = parse_feed(
        rss(item(extra=extra), attributes='xmlns:content="http://purl.org/rss/1.0/modules/content/"')
    )
    entry = feed.entries[0]
    assert (feed.title, feed.link, feed.format, feed.complete) == (
        "Harbour Gazette",
        "https://harbour.example/",
        "rss",
        True,
    )
    assert (entry.title, entry.link, entry.id) == ("Ferry runs again", "https://harbour.example/a", "n-17")
    assert entry.published is not None
    assert entry.published.isoformat() == "2024-05-06T08:00:00+00:00"
    assert entry.published_raw == "Mon, 06 May 2024 10:00:00 +0200"
    assert (entry.authors, entry.categories) == (("Ada Lindqvist",), ("Ports",))
    assert (entry.content, entry.summary) == ("<p>Long & wide.</p>", "<p>Short.</p>")
    assert entry.enclosures == ("https://harbour.example/pier.jpg",)


def test_an_atom_entry_inherits_the_feeds_author_and_base() -> None:
    entry = (
        "<entry><id>tag:a</id><title type='html'>Tom &amp;amp; &lt;b&gt;Ada&lt;/b&gt;</title><link href='b/2'/>"
        "<updated>2024-05-06T10:00:00Z</updated><category term='ports' label='Ports &amp; piers'/>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>One <em>two</em></p></div></content></entry>"
    )
    feed = parse_feed(
        atom(
            entry,
            feed="<title>G</title><author><name>Desk</name></author>",
            attributes="xml:base='https://harbour.example/x/'",
        )
    )
    got = feed.entries[0]
    assert (got.title, got.link, got.authors) == ("Tom & Ada", "https://harbour.example/x/b/2", ("Desk",))
    assert got.categories == ("Ports & piers", "ports")
    assert got.content == "<p>One <em>two</em></p>"


def test_plain_text_content_of_atom_becomes_html() -> None:
    feed = parse_feed(atom("<entry><summary type='text'>5 &lt; 6</summary></entry>"))
    assert feed.entries[0].summary == "5 &lt; 6"


def test_rdf_items_stand_beside_their_channel() -> None:
    data = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        b"<channel><title>R</title></channel><item rdf:about='https://harbour.example/r'><title>One</title></item></rdf:RDF>"
    )
    feed = parse_feed(data)
    assert (feed.format, feed.title) == ("rdf", "R")
    assert (feed.entries[0].link, feed.entries[0].id) == (
        "https://harbour.example/r",
        "https://harbour.example/r",
    )


def test_a_json_feed_is_read_and_wrong_types_are_passed_over() -> None:
    data = (
        b'{"version":"https://jsonfeed.org/version/1.1","title":"J","home_page_url":"https://harbour.example/","expired":true,'
        b'"hubs":[{"type":"WebSub","url":"https://hub.example/"}],"items":[null,7,{"id":7,"url":"/x","title":{"a":1},'
        b'"content_text":"5 < 6","authors":[{"name":"Ada"}],"tags":["a",3],"date_published":"2024-05-06T10:00:00Z"}]}'
    )
    feed = parse_feed(data)
    entry = feed.entries[0]
    assert (feed.title, feed.expired, feed.hubs, len(feed.entries)) == (
        "J",
        True,
        ("https://hub.example/",),
        1,
    )
    assert (entry.id, entry.link, entry.title, entry.content) == (
        "7",
        "https://harbour.example/x",
        None,
        "5 &lt; 6",
    )
    assert (entry.authors, entry.categories) == (("Ada",), ("a",))


def test_undeclared_prefixes_mean_what_they_usually_mean() -> None:
    feed = parse_feed(rss(item(extra="<dc:creator>Ada</dc:creator><dc:date>2024-05-06</dc:date>")))
    assert feed.entries[0].authors == ("Ada",)
    assert feed.entries[0].published is not None


@pytest.mark.parametrize(
    ("extra", "wanted"),
    [
        (
            "<feedburner:origLink xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'>https://harbour.example/own</feedburner:origLink>",
            "https://harbour.example/own",
        ),
        ("", "https://proxy.example/a"),
    ],
)
def test_the_article_s_own_address_comes_before_a_proxys(extra: str, wanted: str) -> None:
    feed = parse_feed(rss(item(link="https://proxy.example/a", extra=extra)))
    assert feed.entries[0].link == wanted


def test_a_permanent_guid_stands_in_for_a_link() -> None:
    entry = "<item><title>t</title><guid>https://harbour.example/g</guid></item>"
    assert parse_feed(rss(entry)).entries[0].link == "https://harbour.example/g"


def test_a_guid_that_is_no_permalink_is_no_link() -> None:
    entry = "<item><title>t</title><guid isPermaLink='false'>https://harbour.example/g</guid></item>"
    got = parse_feed(rss(entry)).entries[0]
    assert (got.link, got.problems) == (None, ("no link",))


def test_the_article_s_files_are_enclosures() -> None:
    extra = "<media:group><media:content url='https://cdn.example/1.mp4'/><media:title>M</media:title></media:group>"
    feed = parse_feed(rss(item(title="", extra=extra), attributes=MEDIA))
    assert (feed.entries[0].enclosures, feed.entries[0].title) == (("https://cdn.example/1.mp4",), "M")


def test_what_publishers_ask_of_pollers_is_read() -> None:
    channel = (
        "<ttl>15</ttl><skipHours><hour>0</hour><hour>24</hour><hour>5</hour></skipHours><skipDays><day>Sunday</day></skipDays>"
        "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
        "<atom:link rel='hub' href='https://hub.example/'/><atom:link rel='self' href='https://harbour.example/feed'/>"
        "<atom:link rel='next' href='?page=2'/><atom:link rel='prev-archive' href='/2024/04.xml'/>"
    )
    spaces = (
        'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:atom="http://www.w3.org/2005/Atom"'
    )
    feed = parse_feed(rss(channel=channel, attributes=spaces), url="https://harbour.example/feed")
    assert (feed.ttl, feed.update_interval) == (900.0, 21_600.0)
    assert (feed.skip_hours, feed.skip_days) == ({0, 5}, {6})
    assert (feed.hubs, feed.self_link) == (("https://hub.example/",), "https://harbour.example/feed")
    assert (feed.next_link, feed.prev_archive) == (
        "https://harbour.example/feed?page=2",
        "https://harbour.example/2024/04.xml",
    )


def test_hub_and_language_may_stand_in_the_http_answer_only() -> None:
    headers = {"Link": '<https://hub.example/>; rel="hub", </feed>; rel=self', "Content-Language": "de"}
    feed = parse_feed(rss(), url="https://harbour.example/x", headers=headers)
    assert (feed.hubs, feed.self_link, feed.language) == (
        ("https://hub.example/",),
        "https://harbour.example/feed",
        "de",
    )


# Broken feeds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("AT&T wins", "AT&T wins"),
        ("Caf&eacute; &mdash; d&rsquo;hiver", "Café — d’hiver"),
        ("Tom &amp;amp; Ada &amp;#8217;s", "Tom & Ada ’s"),
        ("<![CDATA[A <b>bold</b> &amp; title]]>", "A bold & title"),
        ("&lt;b&gt;Bold&lt;/b&gt; 5 &lt; 6", "Bold 5 < 6"),
        ("List&lt;String&gt; explained", "List<String> explained"),
        ("A&#xD800;B&#0;C&#x1F600;", "ABC\U0001f600"),
        ("1 < 2 and 3", "1 < 2 and 3"),
        ("A\x00\x08B", "AB"),
        ("&unknown; thing", "&unknown; thing"),
        ("It&#146;s", "It’s"),
        ("<![CDATA[never closed", "never closed"),
        ("a&lt;script&gt;alert(1)&lt;/script&gt; b", "a b"),
    ],
)
def test_a_title_is_read_as_its_writer_meant_it(written: str, title: str) -> None:
    assert parse_feed(rss(item(written))).entries[0].title == title


def test_text_before_the_root_is_passed_over() -> None:
    feed = parse_feed(b"<br />\n<b>Warning</b>: in <b>x.php</b> on line 3<br />\n" + rss(item()))
    assert len(feed.entries) == 1


def test_a_feed_that_was_cut_off_keeps_its_complete_items() -> None:
    whole = rss(item("one"), item("two"), item("three"))
    feed = parse_feed(whole[: whole.index(b"three") + 2])
    assert ([entry.title for entry in feed.entries], feed.complete) == (["one", "two"], False)
    assert "cut off" in feed.problems[-1]


def test_an_item_too_deep_for_the_parser_does_not_hide_the_next() -> None:
    deep = "<item><title>deep</title>" + "<a>" * 3000 + "</a>" * 3000 + "</item>"
    assert [entry.title for entry in parse_feed(rss(deep, item("after"))).entries] == ["deep", "after"]


def test_an_entity_of_the_documents_own_is_honoured_when_it_is_plain() -> None:
    head = '<!DOCTYPE rss [<!ENTITY paper "Harbour"><!ENTITY bomb "&paper;&paper;"><!ENTITY file SYSTEM "file:///etc/hosts">]>'
    feed = parse_feed(rss(item("&paper; &bomb; &file;"), head=head))
    assert feed.entries[0].title == "Harbour &bomb; &file;"


def test_more_items_than_the_cap_are_left_out_and_told() -> None:
    feed = parse_feed(rss("<item><title>t</title></item>" * 20_100))
    assert (len(feed.entries), feed.complete) == (20_000, False)


def test_a_gzipped_feed_is_read() -> None:
    assert len(parse_feed(gzip.compress(rss(item()))).entries) == 1


def test_links_are_web_addresses_without_passwords() -> None:
    links = [
        "javascript:alert(1)",
        "file:///etc/passwd",
        " data:text/html,x",
        "https://u:p@harbour.example/x",
        "/y",
        "//cdn.example/z",
    ]
    feed = parse_feed(rss(*(item(link=link) for link in links)))
    assert [entry.link for entry in feed.entries] == [
        None,
        None,
        None,
        "https://harbour.example/x",
        "https://harbour.example/y",
        "https://cdn.example/z",
    ]


# What is no feed ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"<!DOCTYPE html><html><head><title>Not found</title></head></html>", "html"),
        (
            b"<html><title>Before you continue</title><form action='/consent'>We value your privacy</form></html>",
            "consent",
        ),
        (b"\x89PNG\r\n\x1a\n\x00\x01", "not_a_feed"),
        (b'{"error": "no"}', "not_a_feed"),
        (b'{"items":' + b"[" * 100_000, "not_a_feed"),
        (b"plain words", "not_a_feed"),
        (b"x" * 15_000_001, "too_large"),
        (gzip.compress(b" " * 16_000_000, mtime=0), "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[:30]),
)
def test_a_refusal_says_what_came_instead(data: bytes, wanted: str) -> None:
    assert reason(data) == wanted
