from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.config.values import (
    BadValueError,
    parse_duration,
    parse_network,
    parse_size,
    parse_web_address,
    show_duration,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30s", 30), ("60m", 3600), ("1h30m", 5400), ("1h 30m", 5400), ("7d", 604800), ("2w", 1209600), ("500ms", 0.5), (12, 12), (0.5, 0.5), ("1.5h", 5400)],
)  # fmt: skip
def test_durations_are_read_as_people_write_them(text: object, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "soon", "1", "1x", "h", "1h-", "-1s", True, None, [], "1e9d", float("nan"), float("inf"), -1]
)
def test_what_is_no_duration_is_refused(text: object) -> None:
    with pytest.raises(BadValueError):
        parse_duration(text)


@given(st.integers(0, 10**8))
def test_a_shown_duration_reads_back_as_the_same(seconds: int) -> None:
    shown = show_duration(float(seconds))
    assert parse_duration(shown) == pytest.approx(seconds, rel=1e-5)


@given(st.text(max_size=20))
def test_no_text_makes_a_reader_fail_otherwise(text: str) -> None:
    for read in (parse_duration, parse_size, parse_network, parse_web_address):
        try:
            read(text)
        except BadValueError as error:
            assert str(error)  # noqa: PT017 - any text may be refused, but only in words


@pytest.mark.parametrize(
    ("text", "size"),
    [("15MB", 15_000_000), ("512 KiB", 524_288), ("0", 0), (1000, 1000), ("1.5gb", 1_500_000_000)],
)
def test_sizes_are_read_as_people_write_them(text: object, size: int) -> None:
    assert parse_size(text) == size
