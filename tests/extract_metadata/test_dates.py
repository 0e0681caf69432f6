"""One date as it is written on the web."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.metadata.date_words import MONTHS, month_number
from crawler.extract.metadata.dates import DateHabits, read_date, zone_of

WRITTEN = [
    # machines
    ("2024-05-01T12:30:00+0200", "2024-05-01T10:30"),
    ("2024-05-01T12:30:00.123Z", "2024-05-01T12:30"),
    ("2024-05-01 12:30:00 +02:00", "2024-05-01T10:30"),
    ("2024-05-01T12:30+02:00[Europe/Berlin]", "2024-05-01T10:30"),
    ("2024-05-01 12:30", "2024-05-01T12:30"),
    ("2024-05-01", "2024-05-01T00:00"),
    ("20240501", "2024-05-01T00:00"),
    ("20240501T123000Z", "2024-05-01T12:30"),
    ("1714556400", "2024-05-01T09:40"),
    ("1714556400000", "2024-05-01T09:40"),
    ("Wed, 01 May 2024 12:30:00 +0200", "2024-05-01T10:30"),
    ("Wed, 01 May 2024 12:30:00 EST", "2024-05-01T17:30"),
    ("Wed May 01 2024 12:30:00 GMT+0200 (CEST)", "2024-05-01T10:30"),
    ("Wed May 01 12:30:00 EDT 2024", "2024-05-01T16:30"),
    # newsrooms
    ("May 1, 2024 12:30 PM EDT", "2024-05-01T16:30"),
    ("May 1, 2024 at 1:05 p.m. ET", "2024-05-01T17:05"),
    ("Published Jan. 5, 2024, 9:15 a.m. ET", "2024-01-05T14:15"),
    ("1st May 2024", "2024-05-01T00:00"),
    ("Mittwoch, 1. Mai 2024, 12.30 Uhr", "2024-05-01T12:30"),
    ("1. Jänner 2024", "2024-01-01T00:00"),
    ("01.05.2024 12.30 Uhr", "2024-05-01T12:30"),
    ("Publié le 1er févr. 2024 à 12h30", "2024-02-01T12:30"),
    ("1 de mayo de 2024", "2024-05-01T00:00"),
    ("12 ottobre 2023", "2023-10-12T00:00"),
    ("12 d’octubre de 2023", "2023-10-12T00:00"),
    ("1 września 2024", "2024-09-01T00:00"),
    ("1. září 2024", "2024-09-01T00:00"),
    ("1. toukokuuta 2024 klo 12.30", "2024-05-01T12:30"),
    ("2024. május 1. 12:30", "2024-05-01T12:30"),
    ("2024 m. gegužės 1 d.", "2024-05-01T00:00"),
    ("2024. gada 1. maijs", "2024-05-01T00:00"),
    ("1 Mayıs 2024", "2024-05-01T00:00"),
    ("1 мая 2024, 12:30", "2024-05-01T12:30"),
    ("1 травня 2024 р.", "2024-05-01T00:00"),
    ("1 Μαΐου 2024", "2024-05-01T00:00"),
    ("الأربعاء 1 مايو 2024", "2024-05-01T00:00"),
    ("٣١ ديسمبر ٢٠٢٣", "2023-12-31T00:00"),
    ("۱۲ اردیبهشت ۱۴۰۳", "2024-05-01T00:00"),
    ("1403/02/12", "2024-05-01T00:00"),
    ("1 במאי 2024", "2024-05-01T00:00"),
    ("1 كانون الثاني 2024", "2024-01-01T00:00"),
    ("1 मई 2024", "2024-05-01T00:00"),
    ("2024년 5월 1일 오후 3:20", "2024-05-01T15:20"),
    ("2024. 5. 1. 12:30", "2024-05-01T12:30"),
    ("2024年5月1日 下午3:20", "2024-05-01T15:20"),
    ("令和6年5月1日", "2024-05-01T00:00"),
    ("民國113年5月1日", "2024-05-01T00:00"),
    ("二〇二四年十二月二十一日", "2024-12-21T00:00"),
    ("1 พ.ค. 2567 12:30 น.", "2024-05-01T12:30"),
    ("Thứ tư, 1/5/2024, 12:30 (GMT+7)", "2024-05-01T05:30"),
    ("1 tháng 5, 2024", "2024-05-01T00:00"),
    ("13/05/2024", "2024-05-13T00:00"),
    ("05/13/2024", "2024-05-13T00:00"),
    ("1-May-24", "2024-05-01T00:00"),
    # no dates
    ("0001-01-01T00:00:00", None),
    ("2024-13-45", None),
    ("Q1 2024", None),
    ("12 marketing 2024", None),
    ("2 hours ago", None),
    ("192.168.10.2014", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "when"), WRITTEN, ids=[text for text, _ in WRITTEN])
def test_a_date_is_read_as_it_is_written(text: str, when: str | None) -> None:
    moment = read_date(text)
    assert (moment.when if moment else None) == (
        datetime.fromisoformat(when).replace(tzinfo=UTC) if when else None
    )


def test_slashes_are_month_first_only_for_american_pages() -> None:
    american, other = read_date("3/4/2024", DateHabits("en", month_first=True)), read_date("3/4/2024")
    assert american is not None
    assert american.when.month == 3
    assert other is not None
    assert other.when.month == 4


def test_a_month_of_two_languages_follows_the_pages_language() -> None:
    assert month_number("listopad", "hr") == 10
    assert month_number("listopad", "pl") == 11


def test_a_date_says_how_much_it_knows() -> None:
    precisions = [
        m.precision
        for text in ("2024-05-01", "2024-05-01 12:30", "2024-05-01T12:30Z")
        if (m := read_date(text))
    ]
    assert precisions == [0, 1, 2]


def test_no_month_name_is_shared_by_two_months_of_one_language() -> None:
    assert len(MONTHS) > 2000
    assert month_number("marketing") is None


def test_zones_beyond_the_earth_are_refused() -> None:
    assert zone_of("+29:00", datetime(2024, 5, 1)) is None  # noqa: DTZ001  naive wall-clock time is what it takes


@given(st.text(max_size=400))
def test_any_text_gives_an_aware_utc_time_or_none(text: str) -> None:
    moment = read_date(text)
    assert moment is None or moment.when.tzinfo is UTC


# Hypothesis wants its bounds without a zone
FIRST, LAST = datetime(1990, 1, 1), datetime(2040, 1, 1)  # noqa: DTZ001


@given(st.datetimes(min_value=FIRST, max_value=LAST, timezones=st.timezones()))
def test_iso_8601_with_offset_is_read_to_the_second(when: datetime) -> None:
    when = when.replace(microsecond=0, second=when.second)
    offset = when.utcoffset()
    if offset is None or offset.total_seconds() % 60:
        return
    moment = read_date(when.isoformat())
    assert moment is not None
    assert moment.when == when.astimezone(UTC)
