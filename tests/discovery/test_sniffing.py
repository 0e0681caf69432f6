from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import sniff


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<?xml version='1.0'?><!-- a <html> --><rss><channel/></rss>", "feed"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "feed"),
        (b"<rdf:RDF xmlns:rdf='x'><item/></rdf:RDF>", "feed"),
        ('<?xml version="1.0" encoding="utf-16"?><rss/>'.encode("utf-16"), "feed"),
        (gzip.compress(b"<rss><channel/></rss>", mtime=0), "feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": []}', "feed"),
        (b'{"version": "https:\\/\\/jsonfeed.org\\/version\\/1.1"}', "feed"),
        (b"<?xml version='1.0'?><urlset><url/></urlset>", "sitemap"),
        (b"\n<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "sitemap"),
        (b"<!DOCTYPE html><html><head><title>x</title></head>", "html"),
        (
            b"<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0'><html xmlns='http://www.w3.org/1999/xhtml'/>",
            "html",
        ),
        (b"<p>Just a piece</p>", "html"),
        (b'[{"a": 1}]', "json"),
        (b"https://harbour.example/1\nhttps://harbour.example/2\n", "text"),
        (b"User-agent: *\nDisallow: /x\n", "text"),
        (b"<?xml version='1.0'?><opml version='2.0'><body/></opml>", "other"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "other"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "other"),
        (b"%PDF-1.7\n\x00\x01\x02\x03\x04\x05", "other"),
        (b"", "other"),
    ],
)
def test_the_first_bytes_say_what_an_address_gave(data: bytes, kind: str) -> None:
    assert sniff(data, "https://harbour.example/x", {}) == kind


@given(st.binary(max_size=300))
def test_any_bytes_are_something(data: bytes) -> None:
    assert sniff(data) in {"feed", "sitemap", "html", "json", "text", "other"}
