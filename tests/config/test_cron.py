from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.config.cron import parse_cron
from crawler.config.values import BadValueError

MONDAY = datetime(2026, 11, 23, 7, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("* * * * *", "2026-11-23T07:16"),
        ("*/30 6-23 * * *", "2026-11-23T07:30"),
        ("0 6 * * 1-5", "2026-11-24T06:00"),
        ("0 6 * * 0", "2026-11-29T06:00"),
        ("0 6 * * 7", "2026-11-29T06:00"),
        ("0 6 * * sun", "2026-11-29T06:00"),
        ("0 6 * * mon-fri", "2026-11-24T06:00"),
        ("5/20 * * * *", "2026-11-23T07:25"),
        ("0 0 1 jan *", "2027-01-01T00:00"),
        ("0 0 29 2 *", "2028-02-29T00:00"),
        ("0 12 1 * fri", "2026-11-27T12:00"),
        ("0,15 7 * * *", "2026-11-24T07:00"),
        ("@daily", "2026-11-24T00:00"),
        ("@weekly", "2026-11-29T00:00"),
    ],
)
def test_the_next_time_is_what_crontab_means(text: str, expected: str) -> None:
    assert parse_cron(text).next(MONDAY).isoformat()[:16] == expected


def test_the_zone_decides_which_six_o_clock_it_is() -> None:
    assert parse_cron("0 6 * * *").next(MONDAY, ZoneInfo("Asia/Tokyo")) == datetime(
        2026, 11, 23, 21, tzinfo=UTC
    )


def test_a_local_time_that_summer_time_leaves_out_comes_after_the_gap() -> None:
    before = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)  # Berlin goes from 02:00 to 03:00 at 01:00 UTC
    assert parse_cron("30 2 * * *").next(before, ZoneInfo("Europe/Berlin")) == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )


def test_a_local_time_that_comes_twice_fires_once() -> None:
    cron, zone = parse_cron("30 2 * * *"), ZoneInfo("Europe/Berlin")
    first = cron.next(datetime(2026, 10, 24, 22, 0, tzinfo=UTC), zone)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert cron.next(first, zone) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "5-1 * * * *", "*/0 * * * *", "a * * * *", "*-5 * * * *", "0 0 31 4 *", "1,,2 * * * *", 5],
)  # fmt: skip
def test_what_is_no_cron_expression_is_refused(text: object) -> None:
    with pytest.raises(BadValueError):
        parse_cron(text)


minutes = st.sampled_from(["*", "*/7", "0", "15,45", "10-20/5"])
hours = st.sampled_from(["*", "*/5", "6-23", "0"])
days = st.sampled_from(["*", "1", "28-31", "*/10"])
months = st.sampled_from(["*", "2", "jan-mar", "11,12"])
starts = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1))  # noqa: DTZ001 - made aware below


@settings(max_examples=60, deadline=None)
@given(minutes, hours, days, months, starts)
def test_dates_without_weekdays_agree_with_apscheduler(
    minute: str, hour: str, day: str, month: str, naive: datetime
) -> None:
    start = naive.replace(tzinfo=UTC)
    oracle = CronTrigger(minute=minute, hour=hour, day=day, month=month, timezone=UTC)
    expected = oracle.get_next_fire_time(None, start + timedelta(microseconds=1))
    assert parse_cron(f"{minute} {hour} {day} {month} *").next(start) == expected


@settings(max_examples=40, deadline=None)
@given(minutes, st.sampled_from(["mon", "tue-thu", "sun"]), starts)
def test_weekdays_agree_with_apscheduler_by_name(minute: str, weekday: str, naive: datetime) -> None:
    start = naive.replace(tzinfo=UTC)
    oracle = CronTrigger(minute=minute, hour="*", day_of_week=weekday, timezone=UTC)
    expected = oracle.get_next_fire_time(None, start + timedelta(microseconds=1))
    assert parse_cron(f"{minute} * * * {weekday}").next(start) == expected
