"""What a page is judged to be, and the reason given."""

from __future__ import annotations

import json

import pytest

from crawler.extract import extract
from tests.extract.pages import SENTENCES, news_page, page, paragraphs

URL = "https://gazette.example/2026/05/ferry.html"


def test_an_article_is_an_article() -> None:
    assert extract(news_page(paragraphs()), URL).verdict == "article"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Page not found", "The page you requested could not be found."),
        ("Seite nicht gefunden | Anzeiger", "Leider ist diese Seite nicht mehr da."),
        ("404", "Cette page est introuvable."),
        ("ページが見つかりません", "お探しのページは削除された可能性があります。"),
    ],
)
def test_a_page_that_says_it_is_missing_is_no_article(title: str, text: str) -> None:
    found = extract(page(f"<h1>{title}</h1><p>{text}</p>", f"<title>{title}</title>"), URL)
    assert found.verdict == "soft_404"
    assert "says" in found.evidence


def test_an_article_about_error_pages_is_an_article() -> None:
    head = "<title>Page not found: how newsrooms lose their archives</title>"
    assert extract(news_page(paragraphs(), head=head), URL).verdict == "article"


def test_a_consent_wall_is_no_article() -> None:
    text = (
        "We and our 500 partners store cookies on your device. You can accept or reject all purposes. " * 12
    )
    wall = (
        f"<form action='/consent'><h1>We value your privacy</h1><p>{text}</p><button>Accept</button></form>"
    )
    assert extract(page(wall, "<title>Before you continue</title>"), URL).verdict == "consent"


def test_an_article_about_cookies_is_an_article() -> None:
    inside = (
        paragraphs() + "<p>Browsers ask for consent before cookies are set, and privacy groups want more.</p>"
    )
    assert extract(news_page(inside), URL).verdict == "article"


@pytest.mark.parametrize(
    ("head", "body", "headers", "status"),
    [
        (
            "<title>Just a moment...</title>",
            "<p>Checking your browser</p>",
            {"cf-mitigated": "challenge"},
            403,
        ),
        ("<title>Just a moment...</title>", "<script>window._cf_chl_opt={}</script>", {}, None),
        (
            "<title>gazette.example</title>",
            "<script src='https://ct.captcha-delivery.com/c.js'></script>",
            {},
            None,
        ),
        ("<title>Access Denied</title>", "<p>You don't have permission to access this server.</p>", {}, 403),
    ],
)
def test_a_challenge_for_robots_is_no_article(
    head: str, body: str, headers: dict[str, str], status: int | None
) -> None:
    assert extract(page(body, head), URL, headers, status=status).verdict == "challenge"


def test_a_form_that_asks_for_a_password_is_a_login() -> None:
    form = "<h1>Sign in</h1><form><input name=u><input type='password' name=p><button>Go</button></form>"
    assert extract(page(form, "<title>Sign in - Gazette</title>"), URL).verdict == "login"


def test_a_page_that_only_scripts_can_fill_says_so() -> None:
    shell = "<noscript>You need to enable JavaScript to run this app.</noscript><div id='root'></div><script src='/a.js'></script>"
    assert extract(page(shell), URL).verdict == "script_only"


def test_a_home_page_is_no_article() -> None:
    teasers = "".join(
        f"<div class='card'><h3><a href='/n/{i}'>{s[:70]} and more {i}</a></h3></div>"
        for i, s in enumerate(SENTENCES * 5)
    )
    head = "<title>Harbour Gazette</title><meta property='og:type' content='website'>"
    assert extract(page(teasers, head), "https://gazette.example/").verdict == "not_article"


def test_the_open_part_before_a_paywall_is_kept_and_marked() -> None:
    told = json.dumps(
        {"@type": "NewsArticle", "headline": "Ferry to run again in May", "isAccessibleForFree": False}
    )
    wall = "<div class='paywall'><p>Subscribe now to read the whole story on all your devices.</p></div>"
    head = f"<title>Ferry to run again in May</title><script type='application/ld+json'>{told}</script>"
    found = extract(news_page(paragraphs(SENTENCES[:3]) + wall, head=head), URL)
    assert found.verdict == "paywall"
    assert found.access == "paid"
    assert SENTENCES[0] in found.body


@pytest.mark.parametrize(
    "data", [b"", b"   ", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, b'{"error": 1}', b"%PDF-1.7 x"]
)
def test_bytes_that_are_no_page_are_no_article(data: bytes) -> None:
    found = extract(data, URL)
    assert found.verdict == "not_article"
    assert found.evidence
