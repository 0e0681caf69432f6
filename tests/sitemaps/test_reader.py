from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.sitemaps import Sitemap, parse_sitemap
from storage.errors import SitemapError

URL = "https://www.harbour.example/sitemap.xml"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def urlset(*urls: str, spaces: str = f"{SPACE} {NEWS}") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {spaces}>{"".join(urls)}</urlset>'.encode()


def url(loc: str, extra: str = "") -> str:
    return f"<url><loc>{loc}</loc>{extra}</url>"


def locs(sitemap: Sitemap) -> list[str]:
    return [entry.loc for entry in sitemap.urls]


def test_a_news_entry_gives_its_fields() -> None:
    news = (
        "<lastmod>2024-05-06</lastmod><news:news><news:publication><news:name>Gazette &amp; Post</news:name><news:language>de</news:language>"
        "</news:publication><news:publication_date>2024-05-06T10:00:00+02:00</news:publication_date><news:title>Fähre f&auml;hrt</news:title>"
        "<news:keywords>ports, ferry, ports</news:keywords></news:news>"
        "<image:image><image:loc>/pier.jpg</image:loc></image:image><xhtml:link rel='alternate' hreflang='en' href='/en/1'/>"
    )
    entry = parse_sitemap(urlset(url("https://harbour.example/1", news)), URL).urls[0]
    assert (entry.title, entry.publication, entry.language) == ("Fähre fährt", "Gazette & Post", "de")
    assert entry.published is not None
    assert entry.published.isoformat() == "2024-05-06T08:00:00+00:00"
    assert (entry.keywords, entry.images) == (("ports", "ferry"), ("https://www.harbour.example/pier.jpg",))
    assert entry.alternates == (("en", "https://www.harbour.example/en/1"),)
    assert not entry.other_host


def test_an_index_names_other_sitemaps_with_their_last_change() -> None:
    data = f"<sitemapindex {SPACE}><sitemap><loc>/a.xml.gz</loc><lastmod>2024-05-06T10:00Z</lastmod></sitemap></sitemapindex>".encode()
    sitemap = parse_sitemap(data, URL)
    assert (sitemap.kind, sitemap.sitemaps[0].loc) == ("index", "https://www.harbour.example/a.xml.gz")
    assert sitemap.sitemaps[0].lastmod is not None


@pytest.mark.parametrize("spaces", ["", 'xmlns="http://www.google.com/schemas/sitemap/0.84"', SPACE])
def test_old_and_missing_namespaces_are_read(spaces: str) -> None:
    data = urlset(
        url("https://harbour.example/1", "<news:news><news:title>T</news:title></news:news>"), spaces=spaces
    )
    assert parse_sitemap(data, URL).urls[0].title == "T"


def test_a_text_sitemap_is_a_list_of_addresses() -> None:
    data = (
        b"\xef\xbb\xbfhttps://harbour.example/1\r\n\r\nhttps://harbour.example/2\nhttps://harbour.example/1\n"
    )
    sitemap = parse_sitemap(data, URL)
    assert (sitemap.kind, locs(sitemap)) == (
        "text",
        ["https://harbour.example/1", "https://harbour.example/2"],
    )


@pytest.mark.parametrize(
    "data",
    [
        b"<rss><channel><link>/</link><item><title>T</title><link>/1</link><pubDate>Mon, 06 May 2024 10:00:00 GMT</pubDate></item></channel></rss>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>T</title><link href='/1'/><published>2024-05-06T10:00:00Z</published></entry></feed>",
    ],
)
def test_a_feed_serves_as_a_sitemap(data: bytes) -> None:
    sitemap = parse_sitemap(data, URL)
    entry = sitemap.urls[0]
    assert (sitemap.kind, entry.loc, entry.title) == ("feed", "https://www.harbour.example/1", "T")
    assert entry.published is not None


def test_gzip_is_undone_also_when_it_is_cut_off() -> None:
    data = gzip.compress(urlset(*(url(f"https://harbour.example/{number * 7919}") for number in range(5000))))
    assert len(parse_sitemap(data, URL).urls) == 5000
    part = parse_sitemap(data[: len(data) // 2], URL)
    assert 1000 < len(part.urls) < 5000
    assert not part.complete


def test_addresses_on_other_hosts_are_kept_and_marked() -> None:
    sitemap = parse_sitemap(urlset(url("https://other.example/1"), url("https://harbour.example/2")), URL)
    assert [entry.other_host for entry in sitemap.urls] == [True, False]


def test_bare_ampersands_and_broken_entries_cost_only_themselves() -> None:
    data = urlset(
        url("https://harbour.example/?a=1&b=2"),
        "<url><lastmod>x</lastmod></url>",
        url("mailto:a@b.example"),
        url("/3"),
    )
    sitemap = parse_sitemap(data, URL)
    assert locs(sitemap) == ["https://harbour.example/?a=1&b=2", "https://www.harbour.example/3"]
    assert "2 entries without a usable address" in sitemap.problems


def test_a_sitemap_that_was_cut_off_keeps_its_complete_entries() -> None:
    whole = urlset(url("/1"), url("/2"), url("/three"))
    sitemap = parse_sitemap(whole[: whole.index(b"ree")], URL)
    assert (len(sitemap.urls), sitemap.complete) == (2, False)


def test_no_more_than_the_protocols_limit_is_read() -> None:
    sitemap = parse_sitemap(urlset(*(url(f"/{number}") for number in range(50_020))), URL)
    assert (len(sitemap.urls), sitemap.complete) == (50_000, False)
    assert sitemap.urls[-1].loc.endswith("/49999")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<!doctype html><html><body>Not found</body></html>", "html"),
        (b'{"error": 1}', "not_a_sitemap"),
        (b"See https://harbour.example/ for more.\nNothing here.", "not_a_sitemap"),
        (gzip.compress(b" " * 53_000_000, mtime=0), "too_large"),
    ],
)
def test_a_refusal_says_what_came_instead(data: bytes, reason: str) -> None:
    with pytest.raises(SitemapError) as caught:
        parse_sitemap(data, URL)
    assert caught.value.reason == reason


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_give_a_sitemap_or_a_typed_refusal(data: bytes, inside: bool) -> None:
    try:
        sitemap = parse_sitemap(b"<urlset><url><loc>" + data + b"</loc></url>" if inside else data, URL)
    except SitemapError:
        return
    assert all(entry.loc.startswith(("http://", "https://")) for entry in sitemap.urls)
