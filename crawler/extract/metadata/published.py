"""When an article was published and changed: all dates that a page gives, weighed by a ranked rule.

A time is never made up: a date later than the fetch, or equal to the second of it (pages that print "now"),
is refused. Where several places name the same day, the one with time and zone is taken.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from lxml import etree

from crawler import clock
from crawler.extract.metadata.date_lines import line_dates, visible_dates
from crawler.extract.metadata.date_words import month_number
from crawler.extract.metadata.dates import Moment, on_day, read_date
from crawler.extract.metadata.json_ld import is_article, texts
from crawler.extract.metadata.signals import Signals

LEAST = 3.5  #: score below which a marked element's date is another's: a teaser's, a comment's
SEARCHED = 6000  #: elements above which a page is not searched
SURE = 6.0  #: score of a marked element beside the headline
CHANGED = 100  #: rank of a visible date that says "updated"
WEB = 1994  #: the year from which newsrooms publish on the web: an earlier date that only readers see is a birthday
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
    "weibo: article:update_at", "article:updated_time", "updated", "date_modified", "dateupdate", "dateupdated", "lastupdate", "last-update",
    "update_time", "updatetime",
)  # fmt: skip

_URL_NUMBERS = re.compile(
    r"(?<!\d)((?:19[89]|20[0-4])\d)([/_.-]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)"
)
_URL_DAY_FIRST = re.compile(r"(?<!\d)(0?[1-9]|[12]\d|3[01])([._-])(0?[1-9]|1[0-2])\2(20[0-4]\d)(?!\d)")
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


@dataclass(frozen=True, slots=True)
class Fetched:
    """When a page was fetched: `server` is what its own clock printed, nothing was published after `latest`."""

    server: datetime
    latest: datetime


def fetch_time(
    headers: Mapping[str, str] | None, now: datetime | None, fetched: datetime | None = None
) -> Fetched:
    """The answer's own Date header (a stored page gives the same answer for ever), else `now`.

    `fetched` is the fetch on the project's clock: what is later than the header and not than this is no future, since
    caches hand on old headers, and a simulation's clock runs ahead of its servers'.
    """
    server = _date_header(headers) or fetched or now or clock.now()
    return Fetched(server, max(server, fetched or server))


def _date_header(headers: Mapping[str, str] | None) -> datetime | None:
    for name, value in (headers or {}).items():
        if name.lower() == "date":
            try:
                when = parsedate_to_datetime(value)
            except (TypeError, ValueError, IndexError):
                return None
            return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    return None


def read_dates_of(signals: Signals, fetched: Fetched) -> Dates:
    """Choose the publication date and the last change.

    Rank: JSON-LD, then meta tags, then what readers see (checked against the address), then the address, then
    the last change, and only then htmldate's search through the whole page.
    """
    declared = list(_declared(signals))
    found = [d for d in declared if _possible(d.moment, fetched)]
    changed = [d for d in _modified(signals) if _possible(d.moment, fetched)]
    address = [d for d in _url(signals, 80) if _possible(d.moment, fetched)]
    published = _choose(found, changed)
    seen: list[Dated] = []
    if published is None:
        seen = [d for d in _visible(signals) if _possible(d.moment, fetched) and d.moment.when.year >= WEB]
        published = _confirmed([d for d in seen if d.rank < CHANGED], address)
        changed += [d for d in seen if d.rank >= CHANGED]
    modified = _choose(changed, [])
    if published is None:
        # what was refused above, a search would find again
        published = modified or (None if declared else _searched(signals, fetched.latest))
    if published and modified and modified.moment.when < published.moment.when:
        modified = None
    others = dict.fromkeys(d.moment.when.isoformat() for d in (*found, *seen, *address, *changed))
    if published:
        others.pop(published.moment.when.isoformat(), None)
    return Dates(published, modified, tuple(others)[:20])


def _possible(moment: Moment, fetched: Fetched) -> bool:
    ahead = timedelta(minutes=10) if moment.zoned else AHEAD
    printed = abs(moment.when - fetched.server) <= timedelta(seconds=2)
    return moment.when <= fetched.latest + ahead and not printed


def _choose(found: list[Dated], changed: list[Dated]) -> Dated | None:
    """The best rank; among those of its day, the one that says most.

    A publication date after the last change is the date of a relaunch or of the template: a date that lies before
    the change is taken instead, if any place gives one.
    """
    if not found:
        return None
    ranked = sorted(found, key=lambda d: d.rank)
    if changed:
        last = max(d.moment.when for d in changed) + timedelta(days=1)
        ranked = [d for d in ranked if d.moment.when <= last] or ranked
    best = ranked[0]
    if best.moment.precision == 2:
        return best
    same = [
        d for d in ranked if d.moment.precision > best.moment.precision and _same_day(d.moment, best.moment)
    ]
    return min(same, key=lambda d: (-d.moment.precision, d.rank), default=best)


def _same_day(exact: Moment, rough: Moment) -> bool:
    """Whether a point in time can fall on a day (or local time) that was written without zone."""
    if not exact.zoned:
        return exact.when.date() == rough.when.date()
    start = rough.when.replace(hour=0, minute=0, second=0)
    return start - timedelta(hours=14) <= exact.when < start + timedelta(hours=36)


def _confirmed(seen: list[Dated], address: list[Dated]) -> Dated | None:
    """What readers see, unless the address names another day: then a visible date of that day, else the address's."""
    if not address:
        return seen[0] if seen else None
    day = address[0].moment
    for dated in seen:
        if abs(dated.moment.when.replace(hour=0, minute=0, second=0) - day.when) <= timedelta(days=1):
            return dated
    return address[0]


def _declared(signals: Signals) -> Iterator[Dated]:
    yield from _linked(signals, "datePublished", 0)
    yield from _meta(signals, PUBLISHED_META, 10)
    yield from _linked(signals, "dateCreated", 75)
    yield from _linked(signals, "uploadDate", 85)


def _modified(signals: Signals) -> Iterator[Dated]:
    yield from _linked(signals, "dateModified", 0)
    yield from _meta(signals, MODIFIED_META, 10)


def _visible(signals: Signals) -> Iterator[Dated]:
    """Visible dates, best first; the lines of the page are read where the marked elements leave a doubt."""
    seen = [s for s in visible_dates(signals.scan, signals.habits) if s.score >= LEAST]
    if not any(not s.changed and s.score >= SURE for s in seen):
        seen += [s for s in line_dates(signals.lines, signals.start, signals.habits) if s.score > 0]
    seen.sort(key=lambda s: -s.score)
    first = next((s.score for s in seen if not s.changed), 0.0)
    for dated in seen:
        # "Updated 5 May" beside the headline and nothing else near: the only date that the newsroom shows
        rank = CHANGED if dated.changed and dated.score < first + 0.5 else 60
        yield Dated(dated.moment, dated.origin, rank)


def _searched(signals: Signals, fetched: datetime) -> Dated | None:
    """htmldate's quick search through the tree, where no place above gave anything.

    Its extensive search was measured and left out: it takes up to a second and makes 1 January out of bare years.
    """
    if signals.scan.size >= SEARCHED:
        return None
    import htmldate  # noqa: PLC0415  0.3 s of imports, for one page in twenty

    try:
        day = htmldate.find_date(
            copy.deepcopy(signals.tree),
            url=signals.url,
            original_date=True,
            extensive_search=False,
            max_date=fetched.date().isoformat(),
        )
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError, etree.LxmlError):
        return None
    moment = read_date(day) if isinstance(day, str) else None
    return Dated(moment, "htmldate", 90) if moment else None


def _linked(signals: Signals, key: str, rank: int) -> Iterator[Dated]:
    for number, node in enumerate(signals.linked.articles[:4]):
        for text in texts(node.get(key))[:1]:
            if moment := read_date(text, signals.habits):
                yield Dated(moment, f"json-ld {key}", rank + number + (0 if is_article(node) else 20))


def _meta(signals: Signals, names: Iterable[str], rank: int) -> Iterator[Dated]:
    for number, name in enumerate(names):
        if (value := signals.first(name)) and (moment := read_date(value, signals.habits)):
            yield Dated(moment, name, rank + number)


def _url(signals: Signals, rank: int) -> Iterator[Dated]:
    for found in _URL_NUMBERS.finditer(signals.url[:500]):
        if moment := on_day(int(found[1]), int(found[3]), int(found[4])):
            yield Dated(moment, "url", rank + (0 if found[2] else 3))
    for found in _URL_DAY_FIRST.finditer(signals.url[:500]):
        if moment := on_day(int(found[4]), int(found[3]), int(found[1])):
            yield Dated(moment, "url", rank + 4)
    for found in _URL_WORD.finditer(signals.url[:500].lower()):
        month = month_number(found[2])
        if month and (moment := on_day(int(found[1]), month, int(found[3]))):
            yield Dated(moment, "url", rank)
