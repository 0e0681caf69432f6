"""Quiet hours in every kind of night, the two with a clock change included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.config import parse_config
from crawler.config.quiet import parse_quiet, quiet_until
from crawler.config.values import BadValueError

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "moment", "ends"),
    [
        ("22:00-06:00", "2026-11-23T22:00", "2026-11-24T06:00"),
        ("22:00-06:00", "2026-11-24T05:59", "2026-11-24T06:00"),
        ("22:00-06:00", "2026-11-24T06:00", None),
        ("22:00-06:00", "2026-11-24T21:59", None),
        ("12:00-13:30", "2026-11-24T13:00", "2026-11-24T13:30"),
        ("00:00-24:00", "2026-11-24T13:00", "2026-11-25T00:00"),
        ("18:00-24:00", "2026-11-24T18:30", "2026-11-25T00:00"),
    ],
)
def test_a_span_is_quiet_from_its_start_to_its_end(span: str, moment: str, ends: str | None) -> None:
    try:
        quiet = parse_quiet(span)
    except BadValueError:
        assert span == "00:00-24:00", "a whole day is no span: there is `enabled`"
        return
    assert quiet.ends(at(moment)) == (at(ends) if ends else None)


def test_the_zone_decides_when_it_is_night() -> None:
    quiet = parse_quiet("22:00-06:00")
    assert quiet.ends(at("2026-07-01T20:30"), BERLIN) == at("2026-07-02T04:00")
    assert quiet.ends(at("2026-07-02T04:30"), BERLIN) is None


def test_in_spring_a_span_that_begins_in_the_gap_begins_after_it() -> None:
    """Berlin goes from 02:00 to 03:00 at 01:00 UTC; 02:30 stands for 03:30 there."""
    quiet = parse_quiet("02:30-05:00")
    assert quiet.ends(at("2026-03-29T01:00"), BERLIN) is None
    assert quiet.ends(at("2026-03-29T01:30"), BERLIN) == at("2026-03-29T03:00")


def test_in_autumn_a_span_that_ended_does_not_begin_again_in_the_second_hour() -> None:
    """Berlin has 02:00 to 03:00 twice: at 00:00 and at 01:00 UTC."""
    quiet = parse_quiet("02:00-02:30")
    assert quiet.ends(at("2026-10-25T00:10"), BERLIN) == at("2026-10-25T00:30")
    assert quiet.ends(at("2026-10-25T00:40"), BERLIN) is None
    assert quiet.ends(at("2026-10-25T01:10"), BERLIN) is None


def test_spans_that_touch_are_one_night() -> None:
    spans = (parse_quiet("20:00-23:00"), parse_quiet("23:00-05:00"))
    assert quiet_until(spans, at("2026-11-23T21:00")) == at("2026-11-24T05:00")


@pytest.mark.parametrize("value", ["22-06", "25:00-06:00", "22:00-22:00", "22:60-23:00", 5, "", "night"])
def test_what_is_no_span_is_refused(value: object) -> None:
    with pytest.raises(BadValueError):
        parse_quiet(value)


@settings(max_examples=150, deadline=None)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - made aware below
    st.integers(0, 95), st.integers(1, 95), st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]),
)  # fmt: skip
def test_quiet_ends_within_a_day_and_then_it_is_not_quiet(
    naive: datetime, start: int, length: int, name: str
) -> None:
    end = (start + length) % 96
    quiet, zone = (
        parse_quiet(f"{start // 4}:{start % 4 * 15:02}-{end // 4}:{end % 4 * 15:02}"),
        ZoneInfo(name),
    )
    moment = naive.replace(tzinfo=UTC)
    ends = quiet.ends(moment, zone)
    if ends is not None:
        assert moment < ends <= moment + timedelta(hours=25)
        assert quiet.ends(ends, zone) is None


def test_a_source_has_the_quiet_hours_and_the_zone_of_the_defaults_or_its_own() -> None:
    config = parse_config(
        '[defaults]\nquiet = "22:00-06:00"\n[schedule]\nzone = "Europe/Kyiv"\n'
        '[[source]]\nid = "one"\nurl = "https://one.example/"\n'
        '[[source]]\nid = "two"\nurl = "https://two.example/"\nzone = "Asia/Tokyo"\n'
        '[[source]]\nid = "three"\nurl = "https://three.example/"\nquiet = []\n'
        '[[source]]\nid = "four"\nurl = "https://four.example/"\nquiet = []\nenabled = false\n'
    )
    assert config.resting(at("2026-11-23T21:30")) == {"one", "four"}
    assert config.resting(at("2026-11-23T14:30")) == {"two", "four"}
