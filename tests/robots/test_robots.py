"""What robots.txt allows, by RFC 9309, and which line says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from crawler.robots import MAX_BYTES, Robots, expired, expires_at, robots_allowed, verdict
from storage.records import RobotsRecord

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
SITE = "https://harbour.example"


def allowed(text: str, path: str, agent: str = "newsfold") -> bool:
    return robots_allowed(text.encode(), agent, SITE + path)


@pytest.mark.parametrize(
    ("rules", "path", "may"),
    [
        ("Disallow: /private", "/private", False),
        ("Disallow: /private", "/private/x", False),
        ("Disallow: /private", "/privateer", False),
        ("Disallow: /private/", "/private", True),
        ("Disallow: /private", "/Private", True),
        ("Disallow:", "/anything", True),
        ("Disallow: /", "/robots.txt", True),
        # the longest match wins, Allow on a tie
        ("Disallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("Allow: /a\nDisallow: /a/b", "/a/b/c", False),
        ("Disallow: /a\nAllow: /a", "/a", True),
        ("Allow: /page\nDisallow: /*.html", "/page.html", False),
        # * and $
        ("Disallow: /*.pdf$", "/x/y.pdf", False),
        ("Disallow: /*.pdf$", "/x/y.pdf?a=1", True),
        ("Disallow: /*/print", "/news/print", False),
        ("Disallow: /*/print", "/print", True),
        ("Disallow: /a*b*c$", "/a1b2c", False),
        ("Disallow: /a*b*c$", "/a1c2b", True),
        ("Disallow: /a*aa$", "/aa", True),
        ("Disallow: *.php", "/x.php", False),
        ("Disallow: /$", "/", False),
        ("Disallow: /$", "/a", True),
        ("Disallow: /?q=", "/?q=x", False),
        # percent-encoding
        ("Disallow: /café", "/caf%C3%A9", False),
        ("Disallow: /caf%c3%a9", "/café", False),
        ("Disallow: /%66erry", "/ferry", False),
        ("Disallow: /a%2Fb", "/a/b", True),
        ("Disallow: /a%2ab", "/a*b", False),
        ("Disallow: /a%2ab", "/axb", True),
        ("Disallow: /a%24", "/a$", False),
        ("Disallow: /a$b", "/a$b", False),
        # a missing slash, a fragment
        ("Disallow: private", "/private", False),
        ("Disallow: /a", "/b#/a", True),
    ],
)
def test_rules_match_as_the_standard_says(rules: str, path: str, may: bool) -> None:
    assert allowed(f"User-agent: *\n{rules}\n", path) is may


@pytest.mark.parametrize(
    ("agents", "may"),
    [
        ("User-agent: newsfold", False),
        ("user-agent:NewsFold", False),
        ("User-agent: newsfold/1.0", False),
        ("User-agent: otherbot\nUser-agent: newsfold", False),
        ("User-agent: otherbot", True),
        ("User-agent: news", True),
        ("User-agent: newsfold-images", True),
        ("User-agent: *", False),
        ("User-agent: * # everybody", False),
        ("User-agent newsfold", False),
        ("Useragent: newsfold", False),
    ],
)
def test_a_group_is_for_a_whole_product_name(agents: str, may: bool) -> None:
    text = f"{agents}\nDisallow: /\n"
    assert allowed(text, "/x") is may
    assert allowed(text, "/x", "newsfold/0.1 (+https://harbour.example/bot)") is may


def test_our_own_group_replaces_the_one_for_all() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: newsfold\nDisallow: /x\n"
    assert allowed(text, "/y")
    assert not allowed(text, "/x")


def test_groups_of_one_crawler_are_merged() -> None:
    text = "User-agent: newsfold\nDisallow: /a\n\nUser-agent: other\nDisallow: /\n\nUser-agent: newsfold\nDisallow: /b\n"
    assert not allowed(text, "/a")
    assert not allowed(text, "/b")
    assert allowed(text, "/c")


def test_other_lines_do_not_end_a_list_of_user_agents() -> None:
    text = "User-agent: newsfold\nSitemap: https://harbour.example/s.xml\nCrawl-delay: 4\nX: y\nUser-agent: *\nDisallow: /\n"
    assert not allowed(text, "/a")
    assert not allowed(text, "/a", "other")


def test_rules_before_any_user_agent_are_for_nobody() -> None:
    assert allowed("Disallow: /\nUser-agent: *\nDisallow: /x\n", "/y")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_lines_end_in_any_way(end: str) -> None:
    assert not allowed(end.join(["# hello", "User-agent: *", "Disallow: /x # not this", ""]), "/x")


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xef\xbb", b"\xff\xfe"])
def test_byte_order_marks_do_not_hide_the_first_line(mark: bytes) -> None:
    text = "User-agent: *\nDisallow: /\n"
    data = mark + (text.encode("utf-16-le") if mark == b"\xff\xfe" else text.encode())
    assert not robots_allowed(data, "newsfold", f"{SITE}/x")


def test_rules_are_read_up_to_500_kib_and_no_further() -> None:
    head = b"User-agent: *\n"
    padding = b"# padding\n" * ((MAX_BYTES - 100) // 10)
    assert not robots_allowed(head + padding + b"Disallow: /x\n", "newsfold", f"{SITE}/x")
    assert robots_allowed(head + padding + padding + b"Disallow: /x\n", "newsfold", f"{SITE}/x")


def test_a_pattern_of_many_stars_costs_little() -> None:
    path = "/" + "a" * 2000
    assert allowed(f"User-agent: *\nDisallow: /{'*a' * 500}*b$\n", path)


def test_the_answer_names_the_line_that_decides() -> None:
    answer = verdict(b"User-agent: *\nDisallow: /a\nAllow: /a/b\n", "newsfold", f"{SITE}/a/b")
    assert (answer.allowed, answer.line) == (True, 3)
    assert answer.reason == "allowed by line 3, group *: Allow: /a/b"


def test_the_answer_says_when_no_rule_is_meant() -> None:
    assert "no group" in verdict(b"", "newsfold", SITE).reason
    assert "no rule" in verdict(b"User-agent: *\nDisallow: /a\n", "newsfold", SITE).reason


@pytest.mark.parametrize(
    ("status", "may", "words"),
    [
        (200, False, "line 2"),
        (404, True, "404"),
        (403, True, "403"),
        (302, True, "302"),
        (429, False, "429"),
        (500, False, "500"),
        (503, False, "503"),
        (None, False, "could not be reached"),
    ],
)
def test_the_status_of_robots_txt_decides_before_its_text(status: int | None, may: bool, words: str) -> None:
    record = RobotsRecord(SITE, NOW, status, b"User-agent: *\nDisallow: /\n")
    answer = Robots.of(record).verdict("newsfold", f"{SITE}/x")
    assert answer.allowed is may
    assert words in answer.reason


def test_an_answer_rules_for_a_day_and_a_failure_for_an_hour() -> None:
    good, bad = RobotsRecord(SITE, NOW, 200), RobotsRecord(SITE, NOW, 503)
    assert not expired(good, NOW + timedelta(hours=23))
    assert expired(good, NOW + timedelta(hours=24))
    assert expires_at(bad) == NOW + timedelta(hours=1)
    assert expired(good, NOW - timedelta(hours=1)), "an answer from the future is not believed"


def test_crawl_delay_is_that_of_our_group() -> None:
    robots = Robots.parse(
        b"User-agent: *\nCrawl-delay: 10\nDisallow: /x\nUser-agent: newsfold\nCrawl-delay: 2.5\nUser-agent: odd\nCrawl-delay: soon\n"
    )
    assert robots.crawl_delay("newsfold/1.0") == 2.5
    assert robots.crawl_delay("other") == 10
    assert Robots.parse(b"User-agent: *\nCrawl-delay: -1\n").crawl_delay("newsfold") is None
    assert Robots.parse(b"User-agent: *\nCrawl-delay: nan\n").crawl_delay("newsfold") is None


def test_sitemaps_are_absolute_and_stand_once() -> None:
    body = b"Sitemap: /news.xml\nsitemap: https://cdn.example/s.xml\nSitemap: /news.xml\nSitemap: ftp://x/y\n"
    robots = Robots.of(RobotsRecord(SITE, NOW, 200, body))
    assert robots.sitemaps == ("https://harbour.example/news.xml", "https://cdn.example/s.xml")


@given(st.binary(max_size=300), st.text(max_size=20), st.text(max_size=40))
def test_no_bytes_and_no_url_raise(data: bytes, agent: str, url: str) -> None:
    robots_allowed(b"User-agent: *\n" + data, agent, url)
    robots_allowed(data, agent, SITE + url)


PATTERN = st.text("ab/*$", min_size=1, max_size=8).map(lambda text: "/" + text)
RULE = st.tuples(st.sampled_from(["Allow", "Disallow"]), PATTERN.filter(lambda text: "$" not in text[:-1]))


@given(st.lists(RULE, min_size=1, max_size=4), st.text("ab/", max_size=8))
def test_plain_files_are_read_as_protego_reads_them(rules: list[tuple[str, str]], path: str) -> None:
    text = "User-agent: *\n" + "".join(f"{name}: {pattern}\n" for name, pattern in rules)
    ranked = sorted({len(pattern) for _, pattern in rules})
    if len(ranked) != len(rules) or any("**" in pattern for _, pattern in rules):
        return  # equal lengths are ties, which Protego breaks by order
    theirs = Protego.parse(text).can_fetch(f"{SITE}/{path}", "newsfold")
    assert allowed(text, f"/{path}") is theirs
