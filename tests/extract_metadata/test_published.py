"""When an article was published, out of all the dates that a page gives."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.extract_metadata.pages import linked, read


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_json_ld_outranks_meta_tags_and_the_address() -> None:
    page = read(
        linked(datePublished="2024-05-03T08:00:00+02:00")
        + '<meta property="article:published_time" content="2024-05-04T08:00:00Z">',
        url="https://harbour-gazette.example/2024/05/05/ferry",
    )
    assert page.published == at("2024-05-03T06:00")
    assert page.origins["published"] == "json-ld datePublished"
    assert "2024-05-04T08:00:00+00:00" in page.alternatives["published"]


def test_a_bare_day_takes_the_time_of_another_place_that_names_the_same_day() -> None:
    page = read(
        linked(datePublished="2024-05-03")
        + '<meta property="article:published_time" content="2024-05-03T21:15:00-04:00">'
    )
    assert page.published == at("2024-05-04T01:15")


def test_a_bare_day_keeps_its_day_where_nothing_else_names_it() -> None:
    page = read(linked(datePublished="2024-05-03") + '<meta name="date" content="2023-01-01T10:00:00Z">')
    assert page.published == at("2024-05-03")


def test_a_date_in_the_future_is_refused() -> None:
    page = read(linked(datePublished="2031-01-01T00:00:00Z") + '<meta name="date" content="2024-05-03">')
    assert page.published == at("2024-05-03")


def test_the_time_of_fetching_is_never_taken_for_the_publication() -> None:
    page = read(
        linked(datePublished="2024-05-20T10:00:00Z"),
        headers={"Date": "Mon, 20 May 2024 10:00:01 GMT"},
    )
    assert page.published is None


def test_the_answers_own_date_tells_what_is_future() -> None:
    page = read(
        linked(datePublished="2024-05-21T10:00:00Z"), headers={"date": "Mon, 20 May 2024 10:00:01 GMT"}
    )
    assert page.published is None


@pytest.mark.parametrize(
    ("server", "ours", "taken"),
    [
        (20, 25, True),  # a simulation's clock, or a header that a cache handed on
        (25, 20, True),  # our clock is behind
        (20, 21, False),
        (None, 25, True),
        (None, 20, False),
    ],
)
def test_a_date_is_future_that_lies_after_the_servers_clock_and_after_ours(
    server: int | None, ours: int, taken: bool
) -> None:
    page = read(
        linked(datePublished="2024-05-24T10:00:00Z"),
        headers={"Date": f"Mon, {server} May 2024 10:00:01 GMT"} if server else None,
        fetched=at(f"2024-05-{ours}T12:00"),
    )
    assert page.published == (at("2024-05-24T10:00") if taken else None)


def test_a_publication_after_the_last_change_gives_way_to_a_date_before_it() -> None:
    page = read(
        linked(datePublished="2024-05-20T10:00:00Z", dateModified="2024-03-02T10:00:00Z")
        + '<meta name="parsely-pub-date" content="2024-03-01T09:00:00Z">'
    )
    assert page.published == at("2024-03-01T09:00")
    assert page.modified == at("2024-03-02T10:00")


def test_a_change_before_the_publication_is_no_change() -> None:
    page = read(linked(datePublished="2024-05-20T10:00:00Z", dateModified="2024-05-20T09:00:00Z"))
    assert page.modified is None


@pytest.mark.parametrize(
    "body",
    [
        '<h1>The ferry is back</h1><p class="byline"><time datetime="2024-05-03T10:00:00Z">3 May</time></p><p>Words.</p>',
        '<h1>The ferry is back</h1><span class="post-date">Posted on May 3, 2024 10:00 UTC</span><p>Words.</p>',
        "<h1>The ferry is back</h1><div><b>Friday</b> 3 May 2024, 10:00 UTC</div><p>Words.</p>",
        '<article><h1>The ferry is back</h1><meta itemprop="datePublished" content="2024-05-03T10:00:00Z"></article>',
    ],
)
def test_a_date_that_readers_see_at_the_headline_is_read(body: str) -> None:
    assert read("<title>The ferry is back</title>", body).published == at("2024-05-03T10:00")


def test_dates_of_comments_and_teasers_are_not_the_articles() -> None:
    page = read(
        "<title>The ferry is back</title>",
        '<nav><time datetime="2024-05-30">30 May</time></nav><h1>The ferry is back</h1>'
        '<p>Words.</p><p class="date">3 May 2024</p>'
        '<aside><time datetime="2024-05-29">29 May</time></aside>'
        '<div class="comments"><time datetime="2024-05-28">28 May</time></div>',
    )
    assert page.published == at("2024-05-03")


def test_updated_beside_the_headline_is_the_change_where_a_publication_is_shown_too() -> None:
    page = read(
        "<title>The ferry is back</title>",
        '<h1>The ferry is back</h1><p><span class="date">Published: 3 May 2024</span> <span class="date updated">Updated: 4 May 2024</span></p>',
    )
    assert (page.published, page.modified) == (at("2024-05-03"), at("2024-05-04"))


def test_the_address_decides_against_a_visible_date_of_another_day() -> None:
    page = read(
        "<title>The ferry is back</title>",
        '<h1>The ferry is back</h1><div><time datetime="2019-04-01">1 April 2019</time></div>',
        url="https://harbour-gazette.example/2024/05/03/ferry",
    )
    assert page.published == at("2024-05-03")


@pytest.mark.parametrize(
    "url",
    [
        "https://harbour-gazette.example/2024/05/03/ferry",
        "https://harbour-gazette.example/ferry-2024-05-03.html",
        "https://harbour-gazette.example/20240503/ferry",
        "https://harbour-gazette.example/2024/may/03/ferry",
        "https://harbour-gazette.example/ferry_03.05.2024",
    ],
)
def test_the_day_in_the_address_is_read_where_nothing_else_is_there(url: str) -> None:
    page = read("<title>Ferry</title>", "<p>Words.</p>", url=url)
    assert page.published == at("2024-05-03")
    assert page.origins["published"] == "url"


def test_no_date_anywhere_is_none() -> None:
    assert read("<title>Ferry</title>", "<p>Words of 2024.</p>").published is None


def test_a_day_before_newsrooms_were_on_the_web_is_a_birthday() -> None:
    born = '<h1>The ferry captain</h1><p class="date">28 January 1975</p><p>Words.</p>'
    assert read("<title>The ferry captain</title>", born).published is None
    changed = '<title>The ferry captain</title><meta itemprop="dateUpdate" content="2024-05-04 10:47:36">'
    assert read(changed, born).published == at("2024-05-04T10:47:36")
