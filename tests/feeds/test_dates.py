from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.feeds import not_after, parse_date


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("2024-05-06T10:00:00Z", "2024-05-06T10:00:00"),
        ("2024-05-06T10:00:00.123+02:00", "2024-05-06T08:00:00"),
        ("2024-05-06 10:00", "2024-05-06T10:00:00"),
        ("2024-05-06", "2024-05-06T00:00:00"),
        ("2024-05", "2024-05-01T00:00:00"),
        ("20240506T100000Z", "2024-05-06T10:00:00"),
        ("20240506", "2024-05-06T00:00:00"),
        ("2024-127", "2024-05-06T00:00:00"),
        ("Mon, 06 May 2024 10:00:00 EDT", "2024-05-06T14:00:00"),
        ("Mon, 6 May 24 10:00 GMT", "2024-05-06T10:00:00"),
        ("Monday, May 6, 2024 10:00 PM EST", "2024-05-07T03:00:00"),
        ("06 May 2024 24:00:00 GMT", "2024-05-07T00:00:00"),
        ("Mon May 06 2024 10:00:00 GMT+0200 (CEST)", "2024-05-06T08:00:00"),
        ("Mon May  6 10:00:00 2024", "2024-05-06T10:00:00"),
        ("1714990000", "2024-05-06T10:06:40"),
        ("1714990000000", "2024-05-06T10:06:40"),
        ("06.05.2024 10:00", "2024-05-06T10:00:00"),
        ("5/6/2024 10:00:00 AM", "2024-05-06T10:00:00"),
        ("13/05/2024 10:00", "2024-05-13T10:00:00"),
        ("lun., 06 mai 2024 10:00:00 +0200", "2024-05-06T08:00:00"),
        ("Mo, 06 Mär 2024 10:00:00 MEZ", "2024-03-06T09:00:00"),
        ("6 de mayo de 2024 10:00", "2024-05-06T10:00:00"),
        ("пн, 06 мая 2024 10:00:00 +0300", "2024-05-06T07:00:00"),
        ("6 травня 2024, 10:00", "2024-05-06T10:00:00"),
        ("6. května 2024 10:00", "2024-05-06T10:00:00"),
        ("6 maja 2024 10:00", "2024-05-06T10:00:00"),
        ("6 Mayıs 2024 10:00", "2024-05-06T10:00:00"),
        ("2024년 5월 6일 오후 3:00", "2024-05-06T15:00:00"),
        ("2024年5月6日 10:00", "2024-05-06T10:00:00"),
        ("2024年5月6日 下午3:05", "2024-05-06T15:05:00"),
        ("٦ مايو ٢٠٢٤ ١٠:٠٠", "2024-05-06T10:00:00"),
        ("6 พฤษภาคม 2567 10:00", "2024-05-06T10:00:00"),
        ("6 tháng 5 2024 10:00", "2024-05-06T10:00:00"),
    ],
)
def test_a_date_is_read_in_the_form_it_is_written(raw: str, wanted: str) -> None:
    got = parse_date(raw)
    assert got is not None
    assert got.isoformat() == f"{wanted}+00:00"


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "   ",
        "soon",
        "32 Foo 2024 99:99",
        "Thu, 01 Jan 9999 00:00:00 GMT",
        "0000-00-00",
        "Wed, 31 Dec 1969 23:59:59 GMT",
        "1970-01-01T00:00:00Z",
        "2024-02-31",
        "2024-13-45",
        None,
        "x" * 5000,
    ],
)
def test_no_date_is_better_than_a_wrong_one(raw: str | None) -> None:
    assert parse_date(raw) is None


def test_one_word_means_another_month_in_another_language() -> None:
    polish, croatian = parse_date("6 listopada 2024"), parse_date("6 listopada 2024", "hr")
    assert (polish and polish.month, croatian and croatian.month) == (11, 10)


@given(st.text(max_size=60))
def test_any_text_gives_an_aware_date_or_none(raw: str) -> None:
    moment = parse_date(raw)
    assert moment is None or moment.utcoffset() == timedelta(0)


@given(st.integers(315_532_800, 4_102_444_800))
def test_iso_and_mail_forms_come_back_as_they_went(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert parse_date(moment.isoformat()) == moment
    assert parse_date(f"{moment:%d %b %Y %H:%M:%S} +0000") == moment


def test_a_date_in_the_future_is_clamped_to_the_clock() -> None:
    now = datetime(2024, 5, 6, tzinfo=UTC)
    assert not_after(now + timedelta(days=30), now) == now
    assert not_after(now + timedelta(hours=3), now) == now + timedelta(hours=3)
