"""A polite poller's timetable, scene by scene."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.conduct import (
    PollAnswer,
    PollRules,
    after_poll,
    back_off,
    conditional_headers,
    due,
    not_due_reason,
    poll_url,
    spread_of,
)
from storage.records import Entry, Feed, FeedState
from tests.conduct.scenes import GOOD, MONDAY, UNCHANGED, URL, Subscriber, at

SPREADS = (0.0, 0.5, 0.999)


# Validators ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("etag", ['W/"v1:+=x"', '"plain"', "unquoted", '""'])
def test_an_etag_goes_back_letter_for_letter(etag: str) -> None:
    reader = Subscriber()
    reader.tick(0, replace(GOOD, headers={"ETag": etag}))
    assert conditional_headers(reader.state)["If-None-Match"] == etag


def test_a_date_goes_back_as_it_was_written_and_is_never_made_up() -> None:
    reader = Subscriber()
    reader.tick(0, replace(GOOD, headers={"last-modified": "Sun, 1 Mar 2026 5:00:00 GMT"}))
    assert conditional_headers(reader.state) == {"If-Modified-Since": "Sun, 1 Mar 2026 5:00:00 GMT"}
    reader.tick(30, GOOD)
    assert conditional_headers(reader.state) == {}


def test_a_delta_is_offered_where_there_is_something_to_start_from() -> None:
    reader = Subscriber()
    assert conditional_headers(reader.state) == {}
    reader.tick(0, replace(GOOD, headers={"etag": '"full"'}))
    assert conditional_headers(reader.state)["A-IM"] == "feed"
    reader.tick(30, PollAnswer(226, {"etag": '"delta"', "im": "feed"}, feed=Feed(entries=(Entry("A"),))))
    assert conditional_headers(reader.state)["If-None-Match"] == '"delta"'


@pytest.mark.parametrize(
    "answer",
    [
        PollAnswer(200, {"etag": '"bad"'}, error="not_a_feed"),
        PollAnswer(200, {"etag": '"bad"'}, error="html"),
        PollAnswer(404, {"etag": '"bad"'}),
        PollAnswer(None, error="timeout"),
        PollAnswer(206, {"etag": '"bad"'}),
        PollAnswer(200, {"etag": '"bad"'}, feed=Feed(complete=False)),
    ],
)
def test_a_bad_answer_leaves_the_last_good_state(answer: PollAnswer) -> None:
    reader = Subscriber()
    reader.tick(0, replace(GOOD, headers={"etag": '"good"'}))
    reader.tick(30, answer)
    assert reader.state.failures == 1
    assert reader.state.last_error
    assert reader.state.last_success_at == at(0)
    assert conditional_headers(reader.state)["If-None-Match"] == '"good"'


def test_a_document_that_was_cut_off_is_read_but_not_called_known() -> None:
    reader = Subscriber()
    reader.tick(0, replace(GOOD, headers={"etag": '"good"'}))
    reader.tick(30, PollAnswer(200, {"etag": '"half"'}, feed=Feed(entries=(Entry("A"),), complete=False)))
    assert reader.state.failures == 0
    assert conditional_headers(reader.state)["If-None-Match"] == '"good"'


def test_a_304_is_a_success_and_renews_the_validators_it_brings() -> None:
    reader = Subscriber()
    reader.tick(0, replace(GOOD, headers={"etag": '"one"', "last-modified": "old"}))
    reader.tick(5, PollAnswer(500))
    reader.tick(30, PollAnswer(304, {"last-modified": "new"}))
    assert (reader.state.failures, reader.state.last_success_at) == (0, at(30))
    headers = conditional_headers(reader.state)
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"one"', "new")


def test_a_304_to_one_who_holds_nothing_is_a_failure() -> None:
    reader = Subscriber(state=FeedState(URL, "harbour", etag='"ghost"'))
    reader.tick(0, UNCHANGED)
    assert reader.state.failures == 1
    assert conditional_headers(reader.state) == {}


def test_a_feed_that_only_says_304_for_a_month_is_read_whole_once() -> None:
    reader = Subscriber()
    reader.tick(0, replace(GOOD, headers={"etag": '"stuck"'}))
    assert conditional_headers(reader.state, at(29 * 24))
    assert conditional_headers(reader.state, at(31 * 24)) == {}


def test_a_validator_that_would_break_the_next_request_is_dropped() -> None:
    reader = Subscriber()
    reader.tick(0, replace(GOOD, headers={"etag": '"a\r\nX: y"', "last-modified": "x" * 5000}))
    assert conditional_headers(reader.state) == {}


# How often ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("answer", [GOOD, replace(GOOD, headers={"etag": '"x"'})])
def test_a_feed_is_asked_once_in_its_first_hour(spread: float, answer: PollAnswer) -> None:
    reader = Subscriber(spread=spread)
    assert reader.ticks([0, 0.02, 0.25, 0.5, 0.98], answer) == [0]
    assert reader.tick(1.15, answer)


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize(
    "headers", [{"cache-control": "public, max-age=36000"}, {"expires": "Mon, 02 Mar 2026 16:00:00 GMT"}]
)
def test_a_fresh_answer_is_not_asked_for_again(spread: float, headers: dict[str, str]) -> None:
    reader = Subscriber(spread=spread)
    assert reader.ticks([0, 3, 9.5, 10.6], replace(GOOD, headers=headers)) == [0, 10.6]


def test_a_year_of_freshness_is_a_mistake() -> None:
    reader = Subscriber()
    answer = replace(GOOD, headers={"cache-control": "max-age=31536000"})
    assert reader.ticks([0, 23, 25], answer) == [0, 25]


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize(
    "feed",
    [Feed(ttl=5 * 3600.0), Feed(update_interval=5 * 3600.0), Feed(ttl=60.0, update_interval=5 * 3600.0)],
)
def test_the_feeds_own_interval_is_kept_also_through_304s(spread: float, feed: Feed) -> None:
    reader = Subscriber(spread=spread)
    assert reader.ticks([0, 1.5, 4.9, 5.6], PollAnswer(200, feed=feed)) == [0, 5.6]
    assert reader.ticks([7, 10.4, 11.2], UNCHANGED) == [11.2]


def test_a_wish_for_less_than_an_hour_is_not_needed() -> None:
    reader = Subscriber()
    assert reader.ticks([0, 0.2, 0.9], PollAnswer(200, feed=Feed(ttl=300.0))) == [0]


def test_hours_that_the_feed_rules_out_are_kept() -> None:
    reader = Subscriber()  # Monday, 06:00
    night = PollAnswer(200, feed=Feed(skip_hours=frozenset({*range(7, 24)})))
    assert reader.ticks([0, 2, 9, 17, 18.5, 19], night) == [0, 18.5]
    assert "skipHours" in not_due_reason(reader.state, at(30))


def test_days_that_the_feed_rules_out_are_kept_also_by_a_late_run() -> None:
    reader = Subscriber()
    weekdays = PollAnswer(200, feed=Feed(skip_days=frozenset({1, 2, 3})))
    assert reader.ticks([0, 20, 50, 80, 92], weekdays) == [0, 92]


def test_a_feed_that_rules_out_every_hour_rules_out_none() -> None:
    reader = Subscriber()
    never = PollAnswer(200, feed=Feed(skip_hours=frozenset(range(24)), skip_days=frozenset(range(7))))
    assert reader.ticks([0, 2], never) == [0, 2]


@pytest.mark.parametrize("spread", SPREADS)
def test_a_busy_feed_is_asked_more_often_than_a_quiet_one(spread: float) -> None:
    hours = [1.25 * n for n in range(16)]
    quiet = Subscriber(spread=spread).ticks(hours, lambda h: UNCHANGED if h else GOOD)
    busy = Subscriber(spread=spread).ticks(hours, replace(GOOD, new_entries=1))
    assert len(busy) == 16
    assert len(busy) >= 2 * len(quiet)


def test_a_quiet_feed_is_still_asked_four_times_a_day() -> None:
    reader = Subscriber()
    hours = [float(n) for n in range(24 * 14)]
    asked = reader.ticks(hours, lambda h: UNCHANGED if h else GOOD)
    assert max(later - earlier for earlier, later in itertools.pairwise(asked)) <= 7


def test_a_busy_feed_is_not_slowed_down_by_one_quiet_night() -> None:
    reader = Subscriber()
    reader.ticks([float(n) for n in range(72)], replace(GOOD, new_entries=12))
    asked = reader.ticks([float(n) for n in range(72, 80)], UNCHANGED)
    assert len(asked) >= 4


def test_the_backlog_of_the_first_poll_is_no_habit() -> None:
    reader = Subscriber()
    reader.tick(0, replace(GOOD, new_entries=500))
    assert reader.state.rate == 0.0


def test_the_configuration_wins_over_wishes_and_habits() -> None:
    reader = Subscriber(PollRules(every=600.0), spread=0.0)
    answer = PollAnswer(200, {"cache-control": "max-age=86400"}, feed=Feed(ttl=86400.0))
    assert reader.ticks([0, 0.1, 0.17, 0.34], answer) == [0, 0.17, 0.34]
    assert "configuration" in reader.state.next_poll_reason


def test_the_configuration_does_not_win_over_retry_after() -> None:
    reader = Subscriber(PollRules(every=600.0))
    assert reader.ticks([0, 0.2, 1, 3.5], PollAnswer(429, {"retry-after": "10800"})) == [0, 3.5]


def test_a_planned_time_is_kept() -> None:
    reader = Subscriber(PollRules(planned=at(7)))
    assert reader.ticks([0, 3, 6.9, 7], GOOD) == [0, 7]


def test_a_feed_whose_hub_pushes_is_asked_less_often() -> None:
    reader = Subscriber(state=FeedState(URL, "harbour", subscribed_until=at(100)))
    assert reader.ticks([0, 2, 5.5, 6.6], replace(GOOD, new_entries=3)) == [0, 6.6]
    assert "WebSub" in reader.state.next_poll_reason


# Trouble ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize(
    ("status", "wait"),
    [(429, "90000"), (503, "Tue, 03 Mar 2026 07:00:00 GMT"), (429, "Tuesday, 03-Mar-26 07:00:00 GMT")],
)
def test_the_server_says_when_to_come_back(spread: float, status: int, wait: str) -> None:
    reader = Subscriber(spread=spread)
    assert reader.ticks([0, 4, 24.9, 25.6], PollAnswer(status, {"Retry-After": wait})) == [0, 25.6]


def test_a_retry_after_of_a_second_does_not_hurry_us() -> None:
    assert Subscriber().ticks([0, 0.1, 0.9], PollAnswer(429, {"retry-after": "1"})) == [0]


def test_a_retry_after_of_years_is_a_week() -> None:
    reader = Subscriber()
    assert reader.ticks([0, 24, 167, 169], PollAnswer(503, {"retry-after": "999999999"})) == [0, 169]


@pytest.mark.parametrize(
    "answer", [PollAnswer(500), PollAnswer(404), PollAnswer(None, error="dns"), PollAnswer(200, error="html")]
)
def test_failures_are_met_with_longer_and_longer_waits_but_never_for_ever(answer: PollAnswer) -> None:
    reader = Subscriber()
    asked = reader.ticks([0.5 * n for n in range(2 * 24 * 90)], answer)
    gaps = [later - earlier for earlier, later in itertools.pairwise(asked)]
    assert gaps[:5] == sorted(gaps[:5])
    assert gaps[4] >= 8 * gaps[0]
    assert max(gaps) <= 24 * 8
    assert asked[-1] > 24 * 80
    assert len(asked) < 40


def test_a_success_ends_the_back_off() -> None:
    reader = Subscriber()
    reader.ticks([0, 2, 6, 12], PollAnswer(500))
    reader.tick(48, GOOD)
    assert reader.state.failures == 0
    assert reader.tick(49.2, GOOD)


@given(st.integers(-5, 10_000))
def test_the_back_off_never_shrinks_and_stays_below_a_week(failures: int) -> None:
    wait = back_off(failures, base=3600.0)
    assert 3600.0 <= wait <= 7 * 86400.0
    assert back_off(failures + 1, base=3600.0) >= wait


def test_gone_ends_the_polling_for_good() -> None:
    reader = Subscriber()
    reader.tick(0, GOOD)
    reader.tick(30, PollAnswer(410))
    assert reader.state.gone
    assert "410" in not_due_reason(reader.state, at(10_000))
    assert not due(reader.state, at(24 * 3650))


# Moving -------------------------------------------------------------------------------------------

NEW = "https://harbour.example/rss"


def moved(**changes: object) -> PollAnswer:
    return replace(GOOD, requested_url=URL, moved_to=NEW, **changes)  # type: ignore[arg-type]  # fields by name


def test_a_permanent_redirect_is_followed_for_good_after_three_times() -> None:
    reader = Subscriber()
    reader.ticks([0, 30, 60], moved())
    reader.tick(90, replace(GOOD, requested_url=NEW))
    assert reader.places == [URL, URL, URL, NEW]
    assert reader.state.url == URL, "the archive still finds the feed under its own address"


def test_a_temporary_redirect_never_moves_a_feed() -> None:
    reader = Subscriber()
    reader.ticks([30.0 * n for n in range(8)], replace(GOOD, requested_url=URL))
    assert set(reader.places) == {URL}


def test_the_count_starts_again_when_the_redirects_disagree() -> None:
    reader = Subscriber()
    reader.ticks([0, 30], moved())
    reader.tick(60, replace(moved(), moved_to="https://harbour.example/other"))
    reader.tick(90, moved())
    assert (reader.state.redirect_url, reader.state.redirect_count) == (NEW, 1)


def test_a_redirect_that_ends_in_no_feed_does_not_count() -> None:
    reader = Subscriber()
    reader.ticks([0, 30, 60, 120], moved(error="html", feed=None))
    assert poll_url(reader.state) == URL


@pytest.mark.parametrize("answer", [PollAnswer(410, requested_url=NEW), PollAnswer(404, requested_url=NEW)])
def test_a_new_home_that_is_gone_sends_the_polls_back(answer: PollAnswer) -> None:
    reader = Subscriber()
    reader.ticks([0, 30, 60], moved())
    reader.tick(90, answer)
    assert not reader.state.gone
    reader.tick(120, GOOD)
    assert reader.places[-1] == URL


def test_a_moved_feed_that_moves_again_is_followed() -> None:
    reader = Subscriber()
    reader.ticks([0, 30, 60], moved())
    reader.tick(90, replace(GOOD, requested_url=NEW, moved_to="https://harbour.example/v2"))
    assert poll_url(reader.state) == "https://harbour.example/v2"


# Due ----------------------------------------------------------------------------------------------


def test_a_feed_never_asked_is_due() -> None:
    assert due(FeedState(URL, "harbour"), MONDAY)


def test_the_reason_is_told_in_words() -> None:
    reader = Subscriber(spread=0.0)
    reader.tick(0, PollAnswer(500))
    assert not_due_reason(reader.state, at(0.5)) == (
        "not before 2026-03-02 07:00:00 UTC: status 500; failure 1 in a row, so again in 1 h"
    )


def test_a_state_written_by_a_wrong_clock_does_not_silence_a_feed() -> None:
    reader = Subscriber()
    reader.tick(24 * 365, GOOD)
    assert due(reader.state, at(0))


def test_an_hourly_job_finds_an_hourly_feed_each_time() -> None:
    reader = Subscriber()
    for hour in range(6):
        now = at(hour) + timedelta(seconds=20 - 4 * hour)
        assert due(reader.state, now, strict=False), hour
        reader.state = after_poll(
            reader.state, replace(GOOD, new_entries=1), reader.rules, now, spread=spread_of(URL)
        )


def test_the_leeway_of_an_hourly_job_is_less_than_two_minutes() -> None:
    reader = Subscriber()
    reader.tick(0, GOOD)
    assert not due(reader.state, at(0.96), strict=False)


def test_a_failure_is_waited_out_also_by_an_hourly_job() -> None:
    reader = Subscriber()
    reader.tick(0, PollAnswer(429, {"retry-after": "7200"}))
    assert not due(reader.state, at(1.999), strict=False)


@given(st.text(max_size=30))
def test_the_spread_of_a_feed_is_always_the_same(url: str) -> None:
    assert 0.0 <= spread_of(url) < 1.0
    assert spread_of(url) == spread_of(url)


def test_the_spread_of_many_feeds_is_even() -> None:
    values = [spread_of(f"https://site{n}.example/feed") for n in range(2000)]
    assert all(abs(sum(low <= v < low + 0.25 for v in values) - 500) < 100 for low in (0.0, 0.25, 0.5, 0.75))


ANSWERS = st.builds(
    PollAnswer,
    status=st.sampled_from([None, 200, 226, 301, 304, 400, 403, 404, 429, 500, 503]),
    headers=st.dictionaries(
        st.sampled_from(["retry-after", "cache-control", "expires", "etag", "age", "date", "last-modified"]),
        st.sampled_from(
            ["", "0", "-1", "60", "x", "max-age=99", "max-age=-5", "Mon, 02 Mar 2026 09:00:00 GMT", "1e9"]
        ),
    ),
    error=st.sampled_from(["", "", "timeout"]),
    feed=st.one_of(st.none(), st.builds(Feed, ttl=st.one_of(st.none(), st.floats(0, 1e9)))),
    new_entries=st.integers(0, 50),
)


@given(st.lists(ANSWERS, max_size=12), st.floats(0, 1))
def test_whatever_is_answered_the_next_poll_is_in_an_hour_at_least_and_in_eight_days_at_most(
    answers: list[PollAnswer], spread: float
) -> None:
    state, now = FeedState(URL, "harbour"), MONDAY
    for answer in answers:
        state = after_poll(state, answer, PollRules(), now, spread=spread)
        assert state.next_poll_at is not None
        assert timedelta(hours=1) <= state.next_poll_at - now <= timedelta(days=8)
        assert state.next_poll_reason
        now = state.next_poll_at


def test_a_poll_that_would_fall_into_quiet_hours_comes_after_them() -> None:
    night_ends = MONDAY + timedelta(hours=8)
    rules = PollRules(every=3600.0, quiet_until=lambda at: night_ends if at < night_ends else None)
    after = after_poll(FeedState(URL, "harbour"), GOOD, rules, MONDAY, spread=0.0)
    assert after.next_poll_at == night_ends
    assert after.next_poll_reason.endswith("after the quiet hours")
