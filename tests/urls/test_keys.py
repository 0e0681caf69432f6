"""One article, one key; two articles, two keys."""

from __future__ import annotations

from random import Random
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.urls import canonical_url, is_home, url_key
from storage.errors import URLError

SAME = [
    # scheme, host, port
    ("http://harbour.example/ferry", "https://harbour.example/ferry"),
    ("https://www.harbour.example/ferry", "https://harbour.example/ferry"),
    ("https://www3.harbour.example/ferry", "https://harbour.example/ferry"),
    ("https://HARBOUR.example:443/ferry", "http://harbour.example:80/ferry"),
    ("https://bücher.example/zeitung", "https://xn--bcher-kva.example/zeitung"),
    ("//harbour.example/ferry", "https://harbour.example/ferry"),
    ("https://desk:secret@harbour.example/ferry", "https://harbour.example/ferry"),
    # telephones, AMP, print
    ("https://m.harbour.example/ferry", "https://harbour.example/ferry"),
    ("https://mobile.harbour.example/ferry", "https://harbour.example/ferry"),
    ("https://en.m.harbour.example/ferry", "https://en.harbour.example/ferry"),
    ("https://amp.harbour.example/ferry", "https://harbour.example/ferry"),
    ("https://amp-life.harbour.example/ferry", "https://life.harbour.example/ferry"),
    ("https://harbour.example/ferry/amp", "https://harbour.example/ferry"),
    ("https://harbour.example/ferry/amp/", "https://harbour.example/ferry"),
    ("https://harbour.example/amp/ferry", "https://harbour.example/ferry"),
    ("https://harbour.example/ferry.amp", "https://harbour.example/ferry"),
    ("https://harbour.example/ferry.amp.html", "https://harbour.example/ferry.html"),
    ("https://harbour.example/ferry?amp=1", "https://harbour.example/ferry"),
    ("https://harbour.example/ferry?outputType=amp", "https://harbour.example/ferry"),
    ("https://harbour-example.cdn.ampproject.org/c/s/harbour.example/ferry", "https://harbour.example/ferry"),
    ("https://www.google.com/amp/s/harbour.example/ferry", "https://harbour.example/ferry"),
    ("https://www.google.com/url?q=https://harbour.example/ferry&sa=D", "https://harbour.example/ferry"),
    ("https://harbour.example/ferry/print", "https://harbour.example/ferry"),
    ("https://harbour.example/ferry?print=1", "https://harbour.example/ferry"),
    # who sent the reader
    ("https://harbour.example/ferry?utm_source=rss&utm_medium=feed", "https://harbour.example/ferry"),
    ("https://harbour.example/ferry?id=7&fbclid=IwAR0", "https://harbour.example/ferry?id=7"),
    ("https://harbour.example/ferry?gclid=x&wbraid=y&msclkid=z&ttclid=t", "https://harbour.example/ferry"),
    ("https://harbour.example/ferry?mc_cid=1&mc_eid=2&_hsenc=p&mkt_tok=q", "https://harbour.example/ferry"),
    ("https://harbour.example/ferry?at_medium=RSS&at_campaign=KARANGA", "https://harbour.example/ferry"),
    ("https://harbour.example/ferry?ref=twitter", "https://harbour.example/ferry"),
    ("https://harbour.example/ferry?UTM_Source=X", "https://harbour.example/ferry"),
    ("https://harbour.example/ferry?s=20", "https://harbour.example/ferry"),
    (
        "https://harbour.example/ferry?utm_source=a&amp;utm_medium=b&amp;id=4",
        "https://harbour.example/ferry?id=4",
    ),
    # sessions
    ("https://harbour.example/ferry;jsessionid=0A1B2C", "https://harbour.example/ferry"),
    ("https://harbour.example/ferry?PHPSESSID=a81bc81b", "https://harbour.example/ferry"),
    (
        "https://harbour.example/(S(lit3py55t21z5v55vlm25s55))/ferry.aspx",
        "https://harbour.example/ferry.aspx",
    ),
    ("https://harbour.example/ferry?sid=9f86d081884c7d659a2feaa0c55ad015", "https://harbour.example/ferry"),
    # path and query spelling
    ("https://harbour.example/ferry/", "https://harbour.example/ferry"),
    ("https://harbour.example//news///ferry", "https://harbour.example/news/ferry"),
    ("https://harbour.example/news/../ferry", "https://harbour.example/ferry"),
    ("https://harbour.example/index.html", "https://harbour.example/"),
    ("https://harbour.example/news/Default.aspx", "https://harbour.example/news"),
    ("https://harbour.example/index.php?id=4", "https://harbour.example/?id=4"),
    ("https://harbour.example/News/Ferry-Delayed", "https://harbour.example/news/ferry-delayed"),
    ("https://harbour.example/caf%c3%a9", "https://harbour.example/café"),
    ("https://harbour.example/cafe%CC%81", "https://harbour.example/caf%C3%A9"),
    ("https://harbour.example/%66erry", "https://harbour.example/ferry"),
    ("https://harbour.example/a?b=2&a=1", "https://harbour.example/a?a=1&b=2"),
    ("https://harbour.example/a?q=two+words", "https://harbour.example/a?q=two%20words"),
    ("https://harbour.example/a?", "https://harbour.example/a"),
    ("https://harbour.example/a?b", "https://harbour.example/a?b="),
    # fragments
    ("https://harbour.example/ferry#comments", "https://harbour.example/ferry"),
    ("https://harbour.example/ferry#:~:text=late%20ferry", "https://harbour.example/ferry"),
    ("https://harbour.example/ferry#utm_source=x", "https://harbour.example/ferry"),
    # copied out of markup and text
    ("<https://harbour.example/ferry>", "https://harbour.example/ferry"),
    ("<![CDATA[https://harbour.example/ferry]]>", "https://harbour.example/ferry"),
    ("URL: https://harbour.example/ferry", "https://harbour.example/ferry"),
    ("www.harbour.example/ferry", "https://harbour.example/ferry"),
    ("https://harbour.example/news/amp/ferry", "https://harbour.example/news/ferry"),
    ("https://harbour.example/ferry?ref=blog.island.example", "https://harbour.example/ferry"),
    ("https://harbour.example/ferry?xyz_medium=mail&pk_campaign=a&sc_cmp=b", "https://harbour.example/ferry"),
    ('https://harbour.example/ferry"', "https://harbour.example/ferry"),
    (" https://harbour.example/ferry\n", "https://harbour.example/ferry"),
]

APART = [
    ("https://harbour.example/ferry", "https://harbour.example/bridge"),
    ("https://harbour.example/ferry", "https://island.example/ferry"),
    ("https://a.harbour.example/ferry", "https://b.harbour.example/ferry"),
    ("https://harbour.example/?p=100", "https://harbour.example/?p=101"),
    ("https://harbour.example/?id=1", "https://harbour.example/"),
    ("https://harbour.example/ferry?page=2", "https://harbour.example/ferry"),
    ("https://harbour.example/show?article=12", "https://harbour.example/show?article=13"),
    ("https://harbour.example/show?sid=12", "https://harbour.example/show?sid=13"),
    ("https://harbour.example/search?s=ferry", "https://harbour.example/search"),
    ("https://harbour.example/login?ref=/news/1", "https://harbour.example/login"),
    ("https://harbour.example/show?source=archive-14", "https://harbour.example/show"),
    ("https://harbour.example/#!/story/1", "https://harbour.example/#!/story/2"),
    ("https://harbour.example/#/story/1", "https://harbour.example/"),
    ("https://harbour.example/v/dQw4w9WgXcQ", "https://harbour.example/v/DQw4w9WgXcQ"),
    ("https://harbour.example/a%2Fb", "https://harbour.example/a/b"),
    ("https://harbour.example/a%3Fb", "https://harbour.example/a?b"),
    ("https://harbour.example/amp", "https://harbour.example/"),
    ("https://127.0.0.1:8001/ferry", "https://127.0.0.1:8002/ferry"),
    ("https://harbour.example/a?b=1%262", "https://harbour.example/a?b=1&2"),
    (
        "https://harbour.example/list?sc_section_code=S1N1",
        "https://harbour.example/list?sc_section_code=S1N2",
    ),
    ("https://harbour.example/show?pk=1", "https://harbour.example/show?pk=2"),
    ("https://harbour.example/show?mc=104", "https://harbour.example/show?mc=105"),
    ("https://harbour.example/show?mid=5f9f1b9b9c9d440000000001", "https://harbour.example/show"),
    ("https://harbour.example/list?s=30", "https://harbour.example/list?s=60"),
    ("https://m.co.uk/ferry", "https://www.co.uk/ferry"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_urls_of_one_article_have_one_key(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_urls_of_two_articles_have_two_keys(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@pytest.mark.parametrize(
    "url",
    ["", "ferry", "/ferry", "javascript:alert(1)", "mailto:desk@harbour.example", "file:///etc/passwd", "http://",
     "ftp://harbour.example/x", "data:text/html,x", "http://[::1", "https://xn--/", "http://a b.example/"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused_by_name(url: str) -> None:
    with pytest.raises(URLError):
        url_key(url)
    with pytest.raises(URLError):
        canonical_url(url)


@given(st.text(max_size=60))
def test_any_text_gives_a_key_or_an_url_error(text: str) -> None:
    for url in (text, f"https://harbour.example/{text}", f"https://harbour.example/?{text}"):
        try:
            key = url_key(url)
        except URLError:
            continue
        assert key == key.strip()


SEGMENT = st.text("abcXYZ019-._~%éש世", min_size=1, max_size=8)
QUERY = st.lists(
    st.tuples(st.sampled_from(["id", "p", "q", "page", "b"]), st.text("ab1 +%&é=", max_size=4)), max_size=4
)


@given(st.lists(SEGMENT, max_size=3), QUERY, st.randoms())
def test_order_of_parameters_and_tracking_never_change_the_key(
    path: list[str], query: list[tuple[str, str]], random: Random
) -> None:
    def written(pairs: list[tuple[str, str]]) -> str:
        return "&".join(f"{n}={quote(v, safe='%+')}" for n, v in pairs)

    base = f"https://harbour.example/{'/'.join(path)}"
    shuffled = list(query)
    random.shuffle(shuffled)
    other = written([*shuffled, ("utm_source", "x"), ("fbclid", "y")])
    assert url_key(f"{base}?{written(query)}") == url_key(f"{base}?{other}#top")


@given(st.lists(SEGMENT, max_size=3), QUERY)
def test_the_key_of_the_canonical_url_is_the_key_of_the_url(
    path: list[str], query: list[tuple[str, str]]
) -> None:
    url = f"http://www.harbour.example/{'/'.join(path)}?{'&'.join(f'{n}={v}' for n, v in query)}"
    assert url_key(canonical_url(url)) == url_key(url)


@given(st.lists(SEGMENT, max_size=3), QUERY)
def test_the_canonical_url_of_a_canonical_url_is_itself(
    path: list[str], query: list[tuple[str, str]]
) -> None:
    once = canonical_url(f"http://harbour.example/{'/'.join(path)}?{'&'.join(f'{n}={v}' for n, v in query)}")
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://harbour.example", True),
        ("https://www.harbour.example/index.html", True),
        ("https://harbour.example/en/", True),
        ("https://harbour.example/?utm_source=rss", True),
        ("https://harbour.example/?p=3", False),
        ("https://harbour.example/news", False),
        ("no url", False),
    ],
)
def test_a_front_page_is_known_by_its_form(url: str, home: bool) -> None:
    assert is_home(url) is home
