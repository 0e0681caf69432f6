from __future__ import annotations

import pytest

from crawler.discovery import TrapGuard, common_paths, feed_paths, sitemap_paths, trap

HOST = "https://harbour.example"


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/a/b/a/b/a/b", "repeats"),
        ("/en/en/en/news", "repeats"),
        ("/calendar/2031/05", "calendar"),
        ("/events?month=5&year=2031", "calendar"),
        ("/list?sort=price&filter=new", "filters"),
        ("/x;jsessionid=1A2B3C", "session"),
        ("/x?PHPSESSID=abc", "session"),
        ("/" + "/".join(map(str, range(17))), "deeper"),
        ("/x?" + "a" * 2000, "longer"),
        ("/x?" + "&".join(f"p{number}=1" for number in range(9)), "parameters"),
        ("/news/page/4711/", "page number"),
    ],
)
def test_an_address_that_goes_on_for_ever_is_refused_with_the_reason(path: str, word: str) -> None:
    assert word in (trap(HOST + path) or "")


@pytest.mark.parametrize(
    "path",
    [
        "/2024/05/06/ferry-runs-again",
        "/?p=12345",
        "/news/page/2/",
        "/story.php?id=5512&lang=en",
        "/a/b/c",
        "/news?page=3",
        "/events-in-may-were-wet-1234",
    ],
)
def test_addresses_of_articles_and_first_pages_pass(path: str) -> None:
    assert trap(HOST + path) is None


def test_a_host_has_a_budget() -> None:
    guard = TrapGuard(budget=2)
    assert [guard.refuse(f"{HOST}/{number}") is None for number in range(3)] == [True, True, False]
    assert guard.refuse("https://other.example/1") is None


def test_variants_of_one_page_are_counted() -> None:
    guard = TrapGuard(variants=3)
    answers = [guard.refuse(f"{HOST}/list?sort={number}") for number in range(5)]
    assert [answer is None for answer in answers] == [True, True, True, False, False]
    assert all(guard.refuse(f"{HOST}/story?id={number}") is None for number in range(20))


def test_common_places_are_tried_beside_the_page_and_at_the_root() -> None:
    paths = common_paths(HOST + "/en/index.html")
    assert paths[0] == HOST + "/en/feed"
    assert {
        HOST + "/feed",
        HOST + "/rss.xml",
        HOST + "/atom.xml",
        HOST + "/news-sitemap.xml",
        HOST + "/sitemap.xml",
    } <= set(paths)
    assert len(paths) == len(set(paths))
    assert feed_paths(HOST + "/")[0] == HOST + "/feed"
    assert sitemap_paths(HOST + "/")[0] == HOST + "/news-sitemap.xml"
