from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.sitemaps import SitemapChild, SitemapURL, coverage, named_span, within

MAY, JUNE = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 6, 1, tzinfo=UTC)
HOST = "https://harbour.example"


@pytest.mark.parametrize(
    ("path", "first", "end"),
    [
        ("/sitemap-2024-05.xml", "2024-05-01", "2024-06-01"),
        ("/sitemap_202405.xml", "2024-05-01", "2024-06-01"),
        ("/2024/5/sitemap.xml", "2024-05-01", "2024-06-01"),
        ("/sitemap-2024-12-31.xml.gz", "2024-12-31", "2025-01-01"),
        ("/sitemap-2024.xml", "2024-01-01", "2025-01-01"),
        ("/sitemap.xml?yyyy=2024&mm=05&dd=06", "2024-05-06", "2024-05-07"),
        ("/news_2024-01-01_2024-03-31.xml", "2024-01-01", "2024-04-01"),
    ],
)
def test_a_sitemaps_name_speaks_of_a_time(path: str, first: str, end: str) -> None:
    span = named_span(HOST + path)
    assert span is not None
    assert [moment.date().isoformat() for moment in span] == [first, end]


@pytest.mark.parametrize(
    "path",
    [
        "/sitemap.xml",
        "/sitemap-12.xml",
        "/sitemap-8000000.xml",
        "/post-sitemap3.xml",
        "/sitemap-2024-99.xml?page=3",
    ],
)
def test_a_number_alone_is_no_time(path: str) -> None:
    span = named_span(HOST + path)
    assert span is None or span[0].year == 2024


@pytest.mark.parametrize(
    ("path", "lastmod", "wanted"),
    [
        ("/sitemap-2024-05.xml", None, True),
        ("/sitemap-2024-03.xml", None, False),
        ("/sitemap-2024-08.xml", None, False),
        ("/sitemap-7.xml", datetime(2024, 3, 1, 12, tzinfo=UTC), False),
        ("/sitemap-7.xml", datetime(2026, 3, 1, 12, tzinfo=UTC), True),
        ("/sitemap-7.xml", None, True),
    ],
)
def test_an_indexs_children_are_pruned_by_name_and_by_last_change(
    path: str, lastmod: datetime | None, wanted: bool
) -> None:
    assert within(SitemapChild(HOST + path, lastmod), MAY, JUNE) is wanted


@pytest.mark.parametrize(
    ("entry", "wanted"),
    [
        (SitemapURL(HOST + "/a", published=datetime(2024, 5, 6, 10, tzinfo=UTC)), True),
        (SitemapURL(HOST + "/a", published=datetime(2024, 4, 6, 10, tzinfo=UTC)), False),
        (SitemapURL(HOST + "/a", published=datetime(2024, 6, 1, 0, 0, 1, tzinfo=UTC)), False),
        (SitemapURL(HOST + "/a", lastmod=datetime(2024, 4, 6, 10, tzinfo=UTC)), False),
        (SitemapURL(HOST + "/a", lastmod=datetime(2024, 9, 6, 10, tzinfo=UTC)), True),
        (SitemapURL(HOST + "/2023/11/02/a", lastmod=datetime(2024, 9, 6, 10, tzinfo=UTC)), False),
        (SitemapURL(HOST + "/2024/05/30/a"), True),
        (SitemapURL(HOST + "/a"), True),
    ],
)
def test_a_pages_own_time_decides_then_its_address_then_its_last_change(
    entry: SitemapURL, wanted: bool
) -> None:
    assert within(entry, MAY, JUNE) is wanted


@given(st.integers(0, 60 * 24 * 60))
def test_an_article_published_inside_is_never_pruned_by_a_bare_date(minutes: int) -> None:
    moment = MAY + timedelta(minutes=minutes)
    bare = moment.replace(hour=0, minute=0)
    month = f"{HOST}/sitemap-{moment:%Y-%m}.xml"
    since, until = moment - timedelta(hours=1), moment + timedelta(hours=1)
    assert within(SitemapURL(HOST + "/a", lastmod=bare), since, until)
    assert within(SitemapChild(month, bare), since, until)


def test_an_open_window_holds_everything() -> None:
    assert within(SitemapURL(HOST + "/a", published=MAY), None, None)


def test_coverage_shows_the_days_without_articles() -> None:
    times = [MAY, MAY + timedelta(hours=5), MAY + timedelta(days=2), None, JUNE]
    table = coverage(times, MAY, MAY + timedelta(days=3))
    assert table.days == ((date(2024, 5, 1), 2), (date(2024, 5, 2), 0), (date(2024, 5, 3), 1))
    assert (table.outside, table.undated, table.empty_days) == (1, 1, (date(2024, 5, 2),))
