"""Headers, pages, rechecks, archives and hubs: when to ask again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.conduct import (
    cache_lifetime,
    http_date,
    next_page,
    page_retry,
    parse_duration,
    recheck_times,
    retry_after,
    say,
)
from crawler.conduct.polling import PollAnswer, is_delta
from storage.records import Entry, Feed
from tests.conduct.scenes import MONDAY, URL, at


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 120 ", 120.0),
        ("Mon, 02 Mar 2026 06:10:00 GMT", 600.0),
        ("Mon Mar  2 06:10:00 2026", 600.0),
        ("Mon, 02 Mar 2026 05:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": value}, MONDAY) == seconds


def test_a_date_is_taken_against_the_servers_own_clock() -> None:
    headers = {"retry-after": "Thu, 05 Mar 2026 10:00:00 GMT", "date": "Thu, 05 Mar 2026 09:00:00 GMT"}
    assert retry_after(headers, MONDAY) == 3600.0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "max-age=60"}, 60.0),
        ({"cache-control": 'public, Max-Age="60"'}, 60.0),
        ({"cache-control": "max-age=60", "age": "45"}, 15.0),
        ({"cache-control": "max-age=60", "expires": "Tue, 03 Mar 2026 06:00:00 GMT"}, 60.0),
        ({"cache-control": "s-maxage=900"}, None),
        ({"cache-control": "no-cache, max-age=60"}, 0.0),
        ({"cache-control": "no-store"}, 0.0),
        ({"expires": "Mon, 02 Mar 2026 07:00:00 GMT"}, 3600.0),
        ({"expires": "0"}, 0.0),
        ({"expires": "Mon, 02 Mar 2026 05:00:00 GMT"}, 0.0),
    ],
)
def test_freshness_is_max_age_before_expires(headers: dict[str, str], seconds: float | None) -> None:
    assert cache_lifetime(headers, MONDAY) == seconds


@given(st.text(max_size=40))
def test_no_header_raises(value: str) -> None:
    for name in ("retry-after", "cache-control", "expires", "age", "date"):
        retry_after({name: value, "retry-after": value}, MONDAY)
        cache_lifetime({name: value}, MONDAY)
    http_date(value)


@pytest.mark.parametrize("verdict", ["article", "paywall", "not_article", "refused"])
def test_what_is_settled_is_not_asked_for_again(verdict: str) -> None:
    assert page_retry(verdict, 200, 1, {}, MONDAY)[0] is None


@pytest.mark.parametrize("status", [400, 404, 410, 402, 451, 418])
def test_what_is_missing_is_not_asked_for_again(status: int) -> None:
    when, why = page_retry("error", status, 1, {}, MONDAY)
    assert when is None
    assert why


@pytest.mark.parametrize(
    ("verdict", "status"),
    [("consent", 200), ("challenge", 403), ("challenge", 200), ("login", 200), ("soft_404", 200), ("script_only", 200),
     ("error", 500), ("error", 503), ("error", 429), ("error", 403), ("error", 401), ("timeout", None), ("error", None),
     ("too_large", 200), ("redirects", 302), ("robots", None), ("error", 302), ("error", 200)],
)  # fmt: skip
def test_walls_and_failures_are_tried_again_later_and_given_up_in_the_end(
    verdict: str, status: int | None
) -> None:
    waits = []
    for attempts in range(1, 12):
        when, why = page_retry(verdict, status, attempts, {}, MONDAY)
        assert why
        if when is None:
            break
        waits.append(when - MONDAY)
    assert 1 <= len(waits) <= 5
    assert waits == sorted(waits)
    assert waits[0] >= timedelta(minutes=5)


def test_a_page_keeps_retry_after_up_to_two_days() -> None:
    assert page_retry("error", 503, 1, {"retry-after": "7200"}, MONDAY)[0] == at(2)
    assert page_retry("error", 503, 1, {"retry-after": "9999999"}, MONDAY)[0] == at(48)
    assert page_retry("error", 404, 1, {"retry-after": "7200"}, MONDAY)[0] is None


def test_articles_are_looked_at_again_after_their_publication() -> None:
    times = recheck_times(at(-2), MONDAY, ["1h", "6h", "24h", "72h"])
    assert times == (at(4), at(22), at(70))


def test_an_old_article_is_not_looked_at_again() -> None:
    assert recheck_times(at(-1000), MONDAY, ["1h", "72h"]) == ()


def test_without_a_believable_date_the_first_look_counts() -> None:
    assert recheck_times(None, MONDAY, [3600.0]) == (at(1),)
    assert recheck_times(at(500), MONDAY, ["1h"]) == (at(1),)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("60m", 3600), ("1.5h", 5400), ("7d", 604800), ("2w", 1209600), ("45", 45), (" 6 H ", 21600)]
)  # fmt: skip
def test_durations_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "-5m", "5 years", "1h30m", "m", "٣m", "1e3s"])
def test_other_durations_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="60m, 7d or 2w"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "5 s"), (600, "10 min"), (3600, "1 h"), (5400, "1 h 30 min"), (90000, "25 h"), (266400, "3 days 2 h")]
)  # fmt: skip
def test_durations_are_said_in_two_units(seconds: float, words: str) -> None:
    assert say(seconds) == words


OLDER = "https://harbour.example/feed?page=2"
ENTRIES = (Entry("A"),)


def test_older_pages_of_a_feed_are_followed_back() -> None:
    assert next_page(Feed(entries=ENTRIES, prev_archive=OLDER), URL, {URL}, limit=10) == OLDER
    assert next_page(Feed(entries=ENTRIES, next_link=OLDER), URL, {URL}, limit=10) == OLDER


@pytest.mark.parametrize(
    ("feed", "visited", "limit"),
    [
        (Feed(entries=ENTRIES), {URL}, 10),
        (Feed(entries=ENTRIES, prev_archive=OLDER), {URL, OLDER}, 10),
        (Feed(entries=ENTRIES, prev_archive=OLDER), {URL}, 1),
        (Feed(entries=ENTRIES, prev_archive=URL), set(), 10),
        (Feed(prev_archive=OLDER), {URL}, 10),
        (Feed(entries=ENTRIES, prev_archive="https://island.example/old"), {URL}, 10),
    ],
)
def test_back_filling_ends(feed: Feed, visited: set[str], limit: int) -> None:
    assert next_page(feed, URL, visited, limit=limit) is None


def test_a_delta_is_known_by_its_status_or_its_header() -> None:
    assert is_delta(PollAnswer(226))
    assert is_delta(PollAnswer(200, {"IM": "feed"}))
    assert not is_delta(PollAnswer(200))


def test_a_page_that_was_given_directly_counts_as_asked_for_once() -> None:
    assert page_retry("not_article", 200, 0, {}, MONDAY) == page_retry("not_article", 200, 1, {}, MONDAY)
