"""The fetched form, links, hosts and what must not be written down."""

from __future__ import annotations

import pytest

from crawler.urls import (
    canonical_url,
    chosen_canonical,
    host_key,
    link,
    origin,
    redact,
    registrable_domain,
    same_site,
)


def test_the_fetched_form_leaves_out_what_changes_no_answer() -> None:
    url = "HTTPS://desk:secret@Harbour.example:443/a/./b?z=1&utm_source=rss&a=2#top"
    assert canonical_url(url) == "https://harbour.example/a/b?z=1&a=2"


@pytest.mark.parametrize(
    "url",
    [
        "https://harbour.example/ferry?b=2&a=1",
        "https://harbour.example/ferry?q=%e9&x=a+b",
        "http://harbour.example:8080/",
        "https://harbour.example/a//b/",
        "https://harbour.example/index.php?ref=fb&amp=1",
    ],
)
def test_the_fetched_form_keeps_the_spelling_of_what_is_asked_for(url: str) -> None:
    assert (
        canonical_url(url)
        .partition("?")[2]
        .startswith(url.partition("?")[2].partition("&")[0].partition("ref")[0])
    )
    assert canonical_url(url).partition("?")[0] == url.partition("?")[0]


def test_doubly_escaped_ampersands_are_repaired() -> None:
    assert (
        canonical_url("https://harbour.example/?a=1&amp;b=2&#038;c=3")
        == "https://harbour.example/?a=1&b=2&c=3"
    )


@pytest.mark.parametrize(
    ("written", "joined"),
    [
        ("/ferry", "https://harbour.example/ferry"),
        ("ferry", "https://harbour.example/news/ferry"),
        ("?page=2", "https://harbour.example/news/?page=2"),
        ("//island.example/x", "https://island.example/x"),
        ("https://desk:secret@island.example/x#y", "https://island.example/x#y"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:desk@harbour.example", None),
        ("file:///etc/passwd", None),
        ("http://[bad", None),
    ],
)
def test_a_link_becomes_absolute_or_nothing(written: str, joined: str | None) -> None:
    assert link(written, "https://harbour.example/news/") == joined


def test_a_relative_link_without_a_base_is_nothing() -> None:
    assert link("/ferry", None) is None


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://Harbour.example/a", "harbour.example"),
        ("http://harbour.example:80/", "harbour.example"),
        ("https://harbour.example:8443/", "harbour.example:8443"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("http://0x7f.1:9000/", "127.0.0.1:9000"),
        ("http://[::1]:9000/", "[::1]:9000"),
    ],
)
def test_a_host_has_one_key_for_delay_lease_and_robots(url: str, key: str) -> None:
    assert host_key(url) == key


def test_an_origin_keeps_the_scheme() -> None:
    assert origin("http://harbour.example:8080/a?b") == "http://harbour.example:8080"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("GET https://desk:pw@harbour.example/f failed", "GET https://harbour.example/f failed"),
        ("two: http://a:b@x.example http://c@y.example/", "two: http://x.example http://y.example/"),
        ("http://a:p@ss@x.example/", "http://x.example/"),
        ("mail desk@harbour.example", "mail desk@harbour.example"),
        ("https://harbour.example/@desk/1", "https://harbour.example/@desk/1"),
        ("https://harbour.example/?q=a@b", "https://harbour.example/?q=a@b"),
    ],
)
def test_passwords_never_reach_a_log(text: str, clean: str) -> None:
    assert redact(text) == clean


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("https://www.harbour.co.uk/", "https://news.harbour.co.uk/", True),
        ("https://harbour.co.uk/", "https://island.co.uk/", False),
        ("https://anna.blogspot.com/", "https://berta.blogspot.com/", False),
        ("http://127.0.0.1:8001/", "http://127.0.0.1:8002/", False),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8001/b", True),
        ("http://localhost/a", "http://localhost/b", True),
        ("http://localhost/", "http://otherhost/", False),
        ("http://harbour.com:8080/", "https://harbour.com/", True),
        ("nonsense", "nonsense", False),
    ],
)
def test_a_site_is_what_one_owner_registered(a: str, b: str, same: bool) -> None:
    assert same_site(a, b) is same


def test_addresses_have_no_registered_domain() -> None:
    assert registrable_domain("127.0.0.1") is None
    assert registrable_domain("[::1]") is None


FETCHED = "https://www.harbour.com/news/ferry-delayed-104233?utm_source=rss"


@pytest.mark.parametrize(
    ("declared", "chosen"),
    [
        ("https://harbour.com/news/ferry-delayed-104233", "https://harbour.com/news/ferry-delayed-104233"),
        ("/news/ferry-delayed-104233.html", "https://www.harbour.com/news/ferry-delayed-104233.html"),
        ("https://news.harbour.com/x/ferry-late-104233", "https://news.harbour.com/x/ferry-late-104233"),
    ],
)
def test_a_declared_address_of_the_same_article_is_believed(declared: str, chosen: str) -> None:
    assert chosen_canonical(FETCHED, declared)[0] == chosen


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        (None, "declares none"),
        ("  ", "declares none"),
        ("javascript:void(0)", "not http"),
        ("https://island.com/news/ferry-delayed-104233", "another site"),
        ("https://www.harbour.com/", "home page"),
        ("https://www.harbour.com/index.html", "home page"),
        ("https://www.harbour.com/news", "section"),
        ("https://www.harbour.com/news/bridge-closed-104999", "another article"),
    ],
)
def test_a_declared_address_that_cannot_be_right_is_not_believed(declared: str | None, reason: str) -> None:
    chosen, why = chosen_canonical(FETCHED, declared)
    assert chosen == "https://www.harbour.com/news/ferry-delayed-104233"
    assert reason in why


def test_a_script_without_its_article_is_not_believed() -> None:
    fetched = "https://harbour.com/show.php?id=4&utm_source=x"
    assert chosen_canonical(fetched, "https://harbour.com/show.php")[0] == "https://harbour.com/show.php?id=4"
    assert chosen_canonical(fetched, "https://harbour.com/2026/ferry")[0] == "https://harbour.com/2026/ferry"


def test_a_short_name_below_a_section_is_an_article() -> None:
    assert "section" in chosen_canonical("https://harbour.com/news/ferry", "https://harbour.com/news")[1]


def test_a_later_page_of_an_article_is_the_article() -> None:
    fetched = "https://harbour.com/news/ferry-delayed/2"
    assert chosen_canonical(fetched, "https://harbour.com/news/ferry-delayed")[0].endswith("/ferry-delayed")


def test_a_page_that_declares_its_own_amp_twin_is_not_moved_there() -> None:
    fetched = "https://harbour.com/ferry"
    for amp in ("https://harbour.com/x/amp-ferry", "https://amp.harbour.com/ferry"):
        assert chosen_canonical(fetched, amp, amp=amp)[0] == fetched


def test_a_page_read_over_https_stays_there() -> None:
    assert (
        chosen_canonical("https://harbour.com/ferry?a=1", "http://harbour.com/ferry")[0]
        == "https://harbour.com/ferry"
    )


def test_an_amp_page_gives_way_to_the_article_it_names() -> None:
    assert (
        chosen_canonical("https://amp.harbour.com/ferry", "https://harbour.com/ferry")[0]
        == "https://harbour.com/ferry"
    )
