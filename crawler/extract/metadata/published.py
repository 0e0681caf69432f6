"""When an article was published and changed: all dates that a page gives, weighed by a ranked rule.

A time is never made up: a date later than the fetch, or equal to the second of it (pages that print "now"),
is refused. Where several places name the same day, the one with time and zone is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from crawler.extract.metadata.date_words import month_number
from crawler.extract.metadata.dates import DateHabits, Moment, on_day, read_date
from crawler.extract.metadata.json_ld import is_article, texts
from crawler.extract.metadata.signals import Signals
from crawler.extract.metadata.text import visible

AHEAD = timedelta(hours=26)  #: a date without zone may lie that far ahead of UTC

# Meta names of the publication date, most trustworthy first, and of the last change.
PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "datepublished", "article:published", "og:published_time",
    "parsely-pub-date", "sailthru.date", "article.published", "rnews:datepublished", "published_time", "publishdate", "publish-date",
    "publish_date", "publication_date", "publicationdate", "pubdate", "pub_date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "published-date", "published", "article_date_original", "originalpublicationdate", "dcterms.created", "dc.date.issued", "dcterms.issued",
    "dc.date.created", "dcterms.date", "dc.date", "dc:date", "citation_publication_date", "citation_date", "prism.publicationdate",
    "datecreated", "article:created", "date_published", "og:pubdate", "og:release_date", "article.created", "created", "date", "timestamp",
    "ptime", "apub:time", "weibo: article:create_at", "weibo:article:create_at", "publishedtime", "firstpublishtime", "time", "shareaholic:article_published_time",
)  # fmt: skip
MODIFIED_META = (
    "article:modified_time", "og:modified_time", "og:updated_time", "datemodified", "article:modified", "article.updated", "dcterms.modified",
    "dc.date.modified", "lastmod", "last-modified", "modified", "updated_time", "revised", "modificationdate", "shareaholic:article_modified_time",
    "weibo: article:update_at", "article:updated_time", "updated", "date_modified",
)  # fmt: skip

_URL_NUMBERS = re.compile(
    r"(?<!\d)((?:19[89]|20[0-4])\d)([/_.-]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)"
)
_URL_WORD = re.compile(r"/((?:19[89]|20[0-4])\d)/([a-z]{3})/(\d{1,2})(?:/|$)")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date, where it stands and its rank (lower is better)."""

    moment: Moment
    origin: str
    rank: int


@dataclass(frozen=True, slots=True)
class Dates:
    """The chosen dates; `others` are all that were seen, ISO 8601, best first."""

    published: Dated | None = None
    modified: Dated | None = None
    others: tuple[str, ...] = ()


def fetch_time(headers: Mapping[str, str] | None, now: datetime | None) -> datetime:
    """When the page was fetched: the answer's own Date header (a stored page gives the same answer for ever), else `now`."""
    for name, value in (headers or {}).items():
        if name.lower() == "date":
            try:
                when = parsedate_to_datetime(value)
            except (TypeError, ValueError, IndexError):
                break
            return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    return now or datetime.now(UTC)


def read_dates_of(signals: Signals, fetched: datetime) -> Dates:
    """Choose the publication date and the last change."""
    habits = signals.habits
    found = [d for d in _published(signals, habits) if _possible(d.moment, fetched)]
    changed = [d for d in _modified(signals, habits) if _possible(d.moment, fetched)]
    published = _choose(found)
    modified = _choose(changed)
    if published and modified and modified.moment.when < published.moment.when:
        modified = None
    others = dict.fromkeys(
        d.moment.when.isoformat() for d in (*sorted(found, key=lambda d: d.rank), *changed)
    )
    if published:
        others.pop(published.moment.when.isoformat(), None)
    return Dates(published, modified, tuple(others)[:20])


def _possible(moment: Moment, fetched: datetime) -> bool:
    return moment.when <= fetched + (timedelta(minutes=10) if moment.zoned else AHEAD) and abs(
        moment.when - fetched
    ) > timedelta(seconds=2)


def _choose(found: list[Dated]) -> Dated | None:
    """The best rank; among those of its day, the one that says most."""
    if not found:
        return None
    best = min(found, key=lambda d: d.rank)
    if best.moment.precision == 2:
        return best
    same = [
        d
        for d in found
        if abs(d.moment.when - best.moment.when) < timedelta(hours=26)
        and d.moment.precision > best.moment.precision
        and (d.moment.when.date() == best.moment.when.date() or d.moment.precision == 2)
    ]
    return min(same, key=lambda d: (-d.moment.precision, d.rank), default=best)


def _published(signals: Signals, habits: DateHabits) -> Iterator[Dated]:
    yield from _linked(signals, habits, "datePublished", 0)
    yield from _meta(signals, habits, PUBLISHED_META, 10)
    yield from _items(signals, habits, ("datepublished", "datecreated"), 60)
    yield from _time_elements(signals, habits, 70)
    yield from _linked(signals, habits, "dateCreated", 75)
    yield from _url(signals, 80)
    yield from _linked(signals, habits, "uploadDate", 85)


def _modified(signals: Signals, habits: DateHabits) -> Iterator[Dated]:
    yield from _linked(signals, habits, "dateModified", 0)
    yield from _meta(signals, habits, MODIFIED_META, 10)
    yield from _items(signals, habits, ("datemodified",), 60)


def _linked(signals: Signals, habits: DateHabits, key: str, rank: int) -> Iterator[Dated]:
    for number, node in enumerate(signals.linked.articles[:4]):
        for text in texts(node.get(key))[:1]:
            if moment := read_date(text, habits):
                yield Dated(moment, f"json-ld {key}", rank + number + (0 if is_article(node) else 20))


def _meta(signals: Signals, habits: DateHabits, names: Iterable[str], rank: int) -> Iterator[Dated]:
    for number, name in enumerate(names):
        if (value := signals.first(name)) and (moment := read_date(value, habits)):
            yield Dated(moment, name, rank + number)


def _items(signals: Signals, habits: DateHabits, names: Iterable[str], rank: int) -> Iterator[Dated]:
    for name in names:
        for element in signals.items.get(name, ())[:2]:
            text = (
                element.get("content")
                or element.get("datetime")
                or element.get("title")
                or visible(element, 200)
            )
            if moment := read_date(text, habits):
                yield Dated(moment, f"itemprop {name}", rank)


def _time_elements(signals: Signals, habits: DateHabits, rank: int) -> Iterator[Dated]:
    for number, element in enumerate(signals.times[:12]):
        text = element.get("datetime") or visible(element, 200)
        marked = (
            element.get("pubdate") is not None
            or "publish" in (element.get("class") or "").lower()
            or "entry-date" in (element.get("class") or "")
        )
        if moment := read_date(text, habits):
            yield Dated(moment, "time", rank + (0 if marked else 1 + min(number, 3)))


def _url(signals: Signals, rank: int) -> Iterator[Dated]:
    for found in _URL_NUMBERS.finditer(signals.url[:500]):
        if moment := on_day(int(found[1]), int(found[3]), int(found[4])):
            yield Dated(moment, "url", rank + (0 if found[2] else 3))
    for found in _URL_WORD.finditer(signals.url[:500].lower()):
        month = month_number(found[2])
        if month and (moment := on_day(int(found[1]), month, int(found[3]))):
            yield Dated(moment, "url", rank)
