"""Which entries of a sitemap can belong to a span of time, and how well a span is covered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qsl, urlsplit

from crawler.sitemaps.records import SitemapChild, SitemapURL

DAY = timedelta(days=1)
SLACK = DAY  #: names and bare dates speak of local days, east or west of UTC
FIRST_YEAR, LAST_YEAR = 1990, 2100
NAMED = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:([-_/.]?)(0[1-9]|1[0-2])(?:\2(0[1-9]|[12]\d|3[01]))?|[-_/.]([1-9])(?=[-_/.]))?(?!\d)"
)
ARTICLE_DATE = re.compile(
    r"(?<!\d)(20\d\d|19[89]\d)([-_/]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)|/(20\d\d)/(\d{1,2})/(\d{1,2})/"
)

Span = tuple[datetime, datetime]


def within(entry: SitemapURL | SitemapChild, since: datetime | None, until: datetime | None) -> bool:
    """Say whether an entry can hold something published in [since, until); what nothing is known of can.

    A page's own publication time decides, else the day in its address, else its last change: a page
    changed before `since` was published before it, one changed later may be of any age. An index's child
    is left out when nothing in it changed since, or when its name speaks of other months.
    """
    if isinstance(entry, SitemapChild):
        return _changed_since(entry.lastmod, since) and _overlaps(named_span(entry.loc), since, until)
    if entry.published is not None:
        return _moment_overlaps(entry.published, since, until)
    return _changed_since(entry.lastmod, since) and _overlaps(dated_address(entry.loc), since, until)


def named_span(url: str) -> Span | None:
    """The time that a sitemap's address speaks of: a year, a month, a day, or from one to another.

    >>> [moment.date().isoformat() for moment in named_span("https://news.example/sitemap-2026-01.xml")]
    ['2026-01-01', '2026-02-01']
    """
    parts = urlsplit(url)
    from_query = _query_span(parts.query)
    if from_query:
        return from_query
    spans = [_span(found) for found in NAMED.finditer(f"{parts.path}?{parts.query}")]
    known = [span for span in spans if span]
    return (min(span[0] for span in known), max(span[1] for span in known)) if known else None


def dated_address(url: str) -> Span | None:
    """The day in an article's address (/2026/01/15/, 20260115), as a span; None if there is none."""
    found = ARTICLE_DATE.search(urlsplit(url).path)
    if not found:
        return None
    year, month, day = (found[1], found[3], found[4]) if found[1] else (found[5], found[6], found[7])
    return _calendar(int(year), int(month), int(day))


def _span(found: re.Match[str]) -> Span | None:
    year, _, month, day, short_month = found.groups()
    number = month or short_month
    return _calendar(int(year), int(number) if number else None, int(day) if day else None)


def _query_span(query: str) -> Span | None:
    """WordPress.com and others: ?yyyy=2026&mm=01&dd=15."""
    values = {name.lower()[:1]: value for name, value in parse_qsl(query) if name.lower() in _PARAMETERS}
    numbers = [int(values[name]) if values.get(name, "").isdecimal() else None for name in "ymd"]
    return _calendar(numbers[0], numbers[1], numbers[2]) if numbers[0] else None


_PARAMETERS = frozenset({"year", "yyyy", "y", "month", "mm", "m", "day", "dd", "d"})


def _calendar(year: int, month: int | None, day: int | None) -> Span | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        start = datetime(year, month or 1, day or 1, tzinfo=UTC)
    except ValueError:
        return None
    if day and month:
        return start, start + DAY
    if month:
        return start, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return start, datetime(year + 1, 1, 1, tzinfo=UTC)


def _moment_overlaps(moment: datetime, since: datetime | None, until: datetime | None) -> bool:
    """Whether a time is inside. Midnight sharp is how a bare date arrives, and means the day, somewhere on earth."""
    if moment.time() == time.min:
        return _overlaps((moment, moment + DAY), since, until)
    return (since is None or moment >= since) and (until is None or moment < until)


def _overlaps(span: Span | None, since: datetime | None, until: datetime | None) -> bool:
    if span is None:
        return True
    start, end = span
    return (since is None or end + SLACK > since) and (until is None or start - SLACK < until)


def _changed_since(lastmod: datetime | None, since: datetime | None) -> bool:
    return lastmod is None or _moment_overlaps(lastmod, since, None)


# How well a span is covered -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many articles fall on each day of a span, days without any included."""

    days: tuple[tuple[date, int], ...]
    outside: int = 0
    undated: int = 0

    @property
    def empty_days(self) -> tuple[date, ...]:
        """Days on which a source that publishes daily has probably been missed."""
        return tuple(day for day, number in self.days if number == 0)


def coverage(times: Iterable[datetime | None], since: datetime, until: datetime) -> Coverage:
    """Count publication times by day (UTC) in [since, until)."""
    first = since.astimezone(UTC).date()
    last = (until.astimezone(UTC) - timedelta(microseconds=1)).date()
    counts = {first + timedelta(days=number): 0 for number in range((last - first).days + 1)}
    outside = undated = 0
    for moment in times:
        if moment is None:
            undated += 1
        elif since <= moment < until:
            counts[moment.astimezone(UTC).date()] += 1
        else:
            outside += 1
    return Coverage(tuple(counts.items()), outside, undated)
