"""How a source's state follows from its evidence, and how hard it is to change."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from crawler.health import Evidence, Finding, ListLooks, judge, our_network_is_down
from crawler.health.volume import habit_of
from tests.health.scenes import DAY, FEED, HOUR, NOW, daily, look, pages, polls, source, texts


def found(evidence: Evidence, before: str = "ok") -> Finding:
    finding = judge(evidence, before, NOW)
    assert finding is not None
    return finding


def test_a_source_that_was_never_asked_has_no_state() -> None:
    assert judge(Evidence(lists=[ListLooks(FEED)]), "", NOW) is None


# Broken, and how long it stays so


@pytest.mark.parametrize(
    ("polled", "before", "state"),
    [
        ("....", "", "ok"),
        ("...x", "ok", "ok"),
        ("..xx", "ok", "ok"),
        (".xxx", "ok", "broken"),
        (".xxx.", "broken", "broken"),
        (".xxx..", "broken", "ok"),
        (".xxx.x.", "broken", "broken"),
        ("xx.xx", "ok", "ok"),
    ],
)
def test_three_failures_break_a_source_and_two_good_polls_mend_it(
    polled: str, before: str, state: str
) -> None:
    assert found(source(polled), before).state == state


def test_a_new_source_that_has_only_failed_is_broken_at_the_third_time_and_nothing_before() -> None:
    assert judge(source("xx"), "", NOW) is None
    assert found(source("xxx"), "").state == "broken"


def test_the_reason_says_what_failed_how_often_and_since_when() -> None:
    assert found(source(".xxx")).reason == (f"HTTP 404, 3 times in a row since 2026-11-23 10:00 UTC: {FEED}")


def test_a_source_whose_lists_partly_fail_is_degraded() -> None:
    assert found(source(lists=[polls("...."), polls(".xxx")])).state == "degraded"
    assert found(source(lists=[polls(".xxx"), polls("xxxx")])).state == "broken"


def test_a_source_whose_only_list_is_gone_is_broken_and_one_of_two_is_not() -> None:
    gone = ListLooks(FEED, (), gone=True)
    assert found(source(lists=[gone])).reason == f"410 Gone: the publisher ended {FEED}"
    assert found(source(lists=[gone, polls("....")])).state == "ok"


def test_a_list_that_answers_with_a_page_is_a_failure() -> None:
    rows = [look(n, 200, "html", "a web page stands where the feed was") for n in range(3)]
    assert found(source(lists=[ListLooks(FEED, rows)])).state == "broken"


def test_a_source_whose_pages_are_all_walls_is_broken_although_its_feed_answers() -> None:
    finding = found(source(pages=pages(["consent"] * 20, ["article"] * 40)))
    assert finding.state == "broken"
    assert finding.reason == "20 of the last 20 pages gave no article, 20 of them consent (why)"


# Silent


def test_a_silence_longer_than_chance_is_silent() -> None:
    dates = daily([5] * 7, 40, NOW - 2 * DAY)
    finding = found(source(dates=dates, last_new_at=dates[-1]))
    assert finding.state == "silent"
    assert "about 10 articles usually come in that time" in finding.reason


def test_a_weekend_without_news_is_no_silence_for_a_paper_that_rests_on_it() -> None:
    """Monday morning: nothing came since Friday, and nothing ever comes on Saturday and Sunday."""
    week = [6, 6, 6, 6, 6, 0, 0]
    friday = NOW - timedelta(days=2, hours=13)
    dates = daily(week, 40, friday)
    assert found(source(dates=dates, last_new_at=dates[-1])).state == "ok"
    seven = daily([6] * 7, 40, friday)
    assert found(source(dates=seven, last_new_at=seven[-1])).state == "silent"


def test_a_source_that_rests_for_long_between_bursts_is_not_called_silent() -> None:
    bursts = [
        NOW - 2 * DAY - week * 7 * DAY - n * HOUR / 4 for week in range(7, -1, -1) for n in range(9, -1, -1)
    ]
    assert found(source(dates=bursts, last_new_at=bursts[-1])).state == "ok"


def test_what_was_not_asked_is_not_missed() -> None:
    """Our own week of downtime is no silence of theirs."""
    dates = daily([5] * 7, 40, NOW - 7 * DAY)
    assert found(source(dates=dates, last_new_at=dates[-1], last_good_at=NOW - 7 * DAY)).state == "ok"


def test_a_source_too_new_to_have_habits_is_not_called_silent() -> None:
    dates = daily([5] * 7, 5, NOW - 3 * DAY)
    assert found(source(dates=dates, last_new_at=dates[-1])).state == "ok"


def test_a_list_that_has_never_brought_anything_is_silent_after_a_week() -> None:
    empty = {"dates": [], "last_new_at": None}
    assert found(source(**empty, known_since=NOW - 6 * DAY)).state == "ok"
    assert found(source(**empty, known_since=NOW - 8 * DAY)).state == "silent"


def test_news_ends_a_silence() -> None:
    dates = [*daily([5] * 7, 40, NOW - 3 * DAY), NOW - HOUR]
    assert found(source(dates=dates, last_new_at=dates[-1]), "silent").state != "silent"


# Degraded


def test_far_fewer_texts_in_a_week_than_usual_degrade_a_source() -> None:
    rich, poor = daily([10] * 7, 40, NOW - 7 * DAY), daily([1] * 7, 6)
    finding = found(source(dates=[*rich, *poor], last_new_at=poor[-1]))
    assert finding.state == "degraded"
    assert finding.reason == "7 articles in seven days, about 70 are usual"


def test_a_volume_that_rises_to_a_third_of_the_usual_is_still_called_low() -> None:
    rich, third = daily([10] * 7, 40, NOW - 7 * DAY), daily([4] * 7, 6)
    evidence = source(dates=[*rich, *third], last_new_at=third[-1])
    assert found(evidence, "ok").state == "ok"
    assert found(evidence, "degraded").state == "degraded"


def test_pages_that_stop_giving_articles_degrade_a_source() -> None:
    half = ["not_article"] * 12 + ["article"] * 8
    assert found(source(pages=pages(half, ["article"] * 40))).state == "degraded"
    assert found(source(pages=pages(half, half * 3))).state == "ok", "it has always been so here"


@pytest.mark.parametrize(("before", "state"), [("ok", "ok"), ("degraded", "degraded")])
def test_a_measure_between_the_two_thresholds_keeps_the_state_that_was(before: str, state: str) -> None:
    some = ["not_article"] * 7 + ["article"] * 13
    assert found(source(pages=pages(some, ["article"] * 40)), before).state == state


def test_dates_that_go_missing_degrade_a_source() -> None:
    finding = found(source(texts=texts((300, False), (300, True))))
    assert (finding.state, finding.reason) == (
        "degraded",
        "100% of the last 20 texts have no date, 0% before",
    )
    assert found(source(texts=texts((300, False), (300, False)))).state == "ok", "it has never had any"


def test_texts_that_become_far_shorter_degrade_a_source() -> None:
    finding = found(source(texts=texts((60, True), (400, True))))
    assert finding.reason == "the last 20 texts have 60 words in the median, 400 before"
    assert found(source(texts=texts((250, True), (400, True)))).state == "ok"
    assert found(source(texts=texts((60, True), (400, True), (5, 40)))).state == "ok", "five say nothing"


def test_the_worst_complaint_is_the_state() -> None:
    dates = daily([5] * 7, 40, NOW - 2 * DAY)
    silent_and_short = source(dates=dates, last_new_at=dates[-1], texts=texts((60, True), (400, True)))
    assert found(silent_and_short).state == "silent"


def test_the_numbers_behind_a_state_come_with_it() -> None:
    numbers = found(source(".xxx")).numbers
    assert numbers["failures_in_a_row"] == 3
    assert numbers["lists"] == 1
    assert 33 <= numbers["articles_7_days"] <= 36
    assert numbers["expected_7_days"] == pytest.approx(35, abs=1.5)
    assert len(numbers["expected_by_weekday"]) == 7


# Habits


def test_the_weekdays_are_those_of_the_zone() -> None:
    """23:30 UTC on Sundays is Monday morning in Tokyo."""
    sundays = [NOW - timedelta(days=1 + 7 * n) + timedelta(hours=11.5) for n in range(7, -1, -1)]
    dates = sorted(when + timedelta(minutes=n) for when in sundays for n in range(3))
    tokyo = habit_of(dates, NOW, ZoneInfo("Asia/Tokyo"))
    assert tokyo is not None
    assert [round(rate) for rate in tokyo.by_weekday] == [3, 0, 0, 0, 0, 0, 0]


def test_a_day_of_25_hours_is_a_day() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    end = NOW.replace(month=10, day=28)
    habit = habit_of(daily([4] * 7, 30, end), end, berlin)
    assert habit is not None
    assert habit.expected(end - 7 * DAY, end) == pytest.approx(28, rel=0.05)


# Our own network


@pytest.mark.parametrize(
    ("unanswered", "usual", "ours"),
    [
        ("abcd", "abcd", True),
        ("abc", "abcd", True),
        ("ab", "abcdefgh", False),
        ("a", "a", False),
        ("", "abcd", False),
    ],
)
def test_it_is_us_when_most_hosts_and_more_than_one_give_no_answer(
    unanswered: str, usual: str, ours: bool
) -> None:
    assert our_network_is_down(set(unanswered), set(usual)) is ours
