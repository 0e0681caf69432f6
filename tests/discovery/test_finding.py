from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import PageLink, discover

URL = "https://www.harbour.example/"
FRONT = """<!doctype html><html lang="en-GB"><head><title>Home | Harbour Gazette</title>
<meta property="og:site_name" content="Harbour Gazette"><link rel="hub" href="https://hub.example/">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
<link rel="alternate" type="application/rss+xml" title="News" href="/feed/">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/7"><link rel="alternate" hreflang="de" href="/de/">
<link rel="sitemap" href="/sitemap.xml"></head><body>
<nav><a href="/">Home</a><a href="/politics/">Politics</a><a href="/world-news/">World News</a></nav>
<div class="top-menu"><ul><li><a href="/topics/ferry">Ferry</a></li></ul></div>
<main><h2><a href="/2024/05/06/ferry-runs-again-after-storm">Ferry runs again after the storm</a></h2>
<a href="/2024/05/06/ferry-runs-again-after-storm"><img alt="A ferry"></a>
<a href="/news/council-votes-on-pier-48213">Council votes on pier</a>
<a href="story.php?id=5512">Tide tables wrong, says the harbour master</a>
<a href="/author/ada-lindqvist">Ada Lindqvist</a><a href="/tag/ports">ports</a><a href="/search?q=pier">Search</a>
<a href="https://other.example/2024/05/06/somebody-elses-long-story">Somebody else's long story, told at length</a>
<a href="/brochure-of-the-whole-new-harbour.pdf">The brochure of the whole new harbour</a>
<a href="javascript:void(0)">More</a><a href="#top">Top</a></main>
<footer><a href="/rss.xml">RSS</a><a href="/privacy-policy">Our privacy policy and your rights as a reader</a></footer></body></html>"""


def links(html: str, url: str = URL) -> dict[str, PageLink]:
    return {
        link.url.removeprefix("https://www.harbour.example"): link
        for link in discover(html.encode(), url).links
    }


def test_the_head_of_a_page_names_its_feeds_comment_feeds_last() -> None:
    found = discover(FRONT.encode(), URL)
    assert [feed.url.removeprefix(URL) for feed in found.feeds] == ["feed/", "rss.xml", "comments/feed/"]
    assert [(feed.declared, feed.comments) for feed in found.feeds] == [
        (True, False),
        (False, False),
        (True, True),
    ]
    assert (found.sitemaps, found.hubs) == ((URL + "sitemap.xml",), ("https://hub.example/",))
    assert (found.title, found.language) == ("Harbour Gazette", "en")


def test_links_to_articles_score_above_a_half_and_others_below() -> None:
    found = links(FRONT)
    articles = {path for path, link in found.items() if link.score >= 0.5}
    assert articles == {
        "/2024/05/06/ferry-runs-again-after-storm",
        "/news/council-votes-on-pier-48213",
        "/story.php?id=5512",
    }


def test_each_link_says_why() -> None:
    found = links(FRONT)
    assert "a date in the path" in found["/2024/05/06/ferry-runs-again-after-storm"].reason
    assert "another site" in found["https://other.example/2024/05/06/somebody-elses-long-story"].reason
    assert "a file" in found["/brochure-of-the-whole-new-harbour.pdf"].reason


def test_the_longest_text_of_links_to_one_address_is_kept() -> None:
    assert links(FRONT)["/2024/05/06/ferry-runs-again-after-storm"].text == "Ferry runs again after the storm"


def test_best_articles_come_first_when_asked() -> None:
    scores = [link.score for link in discover(FRONT.encode(), URL).articles()]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    "path",
    [
        "/politik/deutschland/fluten-in-brandenburg-a-1234567.html",
        "/2024/may/06/ferry-runs",
        "/articles/cx2pl4y9dy1o",
        "/news/world-europe-50412345",
        "/archive/63076",
        "/a/2024-05-06-ferry",
        "/item/?id=20481",
        "/новости/паром-снова-ходит-каждый-день",
        "/story/ferry-runs-again-after-storm/",
    ],
)
def test_an_articles_address_is_known_by_its_shape(path: str) -> None:
    html = f"<nav><a href=/x>X</a></nav><main><p><a href='{path}'>The ferry runs again</a></p></main>"
    assert max(link.score for link in discover(html.encode(), URL).links) >= 0.5


@pytest.mark.parametrize(
    "path",
    [
        "/category/politics/",
        "/tag/a-very-long-tag-name",
        "/author/ada",
        "/page/3",
        "/login",
        "/2024/05/",
        "/about-us",
        "/news/?page=4",
        "/index.html",
        "/search/ferry",
        "/feed.pdf",
    ],
)
def test_lists_and_service_pages_are_no_articles(path: str) -> None:
    html = f"<nav><a href=/x>X</a></nav><main><p><a href='{path}'>Read more</a></p></main>"
    assert all(link.score < 0.5 for link in discover(html.encode(), URL).links)


def test_a_text_only_front_page_is_a_list_of_articles() -> None:
    html = "<h1>Gazette</h1><ul><li><a href='/n/1'>Ferry</a></li><li><a href='/n/2'>Pier</a></li></ul>"
    assert len(discover(html.encode(), URL).articles()) == 2


def test_a_menu_counts_against_its_links() -> None:
    html = "<div class='main-navigation'><a href='/a-b-c-d'>A b c d</a></div><main><a href='/a-b-c-e'>A b c e</a></main>"
    found = links(html)
    assert found["/a-b-c-d"].score < found["/a-b-c-e"].score


def test_relative_links_follow_the_base_tag() -> None:
    html = "<head><base href='https://www.harbour.example/en/'></head><a href='ferry-runs-again.html'>x</a>"
    assert discover(html.encode(), URL).links[0].url == URL + "en/ferry-runs-again.html"


def test_links_in_scripts_and_comments_are_none() -> None:
    html = "<script>'<a href=/1>x</a>'</script><!-- <a href=/2>y</a> --><template><a href=/3>z</a></template><a href=/4>w</a>"
    assert [link.url for link in discover(html.encode(), URL).links] == [URL + "4"]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000,
        "<a href='/c?d=1'>n</a>" * 60_000,
        "<p " + " ".join(f"a{number}=x" for number in range(100_000)) + ">",
        "<!-- " * 100_000,
        '<a href="' * 50_000,
        "<script>" * 50_000,
    ],
)
def test_pages_made_to_hurt_are_read_within_bounds(html: str) -> None:
    assert len(discover(html.encode(), URL).links) <= 20_000


@given(st.binary(max_size=400))
def test_any_bytes_give_a_discovery(data: bytes) -> None:
    found = discover(b"<a href='" + data + b"'>" + data, URL)
    assert all(0.0 <= link.score <= 1.0 and link.url.startswith("http") for link in found.links)
