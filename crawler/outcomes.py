"""What becomes of an answer: a list's next poll and the pages it names, a page's article or its verdict.

Between the spider, which has a response, and the writer, which has an archive. Reading happens in a
worker; everything else here is decided by plain functions of `polls`, `conduct` and `reading`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from crawler.conduct import PollAnswer, PollRules, after_poll, page_retry, retry_after, spread_of
from crawler.desk import Desk
from crawler.discovery import Discovery
from crawler.failures import SlotLost
from crawler.middlewares.redirects import CAME_FROM, FOR_GOOD, MOVED_TO, came_from, permanent_target
from crawler.polls import OUTSIDE, Offer, Poll, Window, of_feed, of_page, of_sitemap, wanted
from crawler.reading import Answer, ListReading, Reading
from crawler.robots import Robots
from crawler.sitemaps import Sitemap, within
from crawler.urls import host_key, origin, same_site, url_key
from crawler.workers import Failed
from storage.records import Feed, FeedState, Fetch, FrontierItem, Item, Page, RawPage, SourceFacts

MOST_FEEDS = 5  #: feeds of one page that are taken
MOST_ROOTS = 20  #: sitemaps of robots.txt and of a page that are taken
MOST_SITEMAPS = 500  #: sitemaps of one index that are asked for in one run
DEEPEST = 3  #: levels of sitemap indexes
LONGEST_HICCUP = 15.0  #: seconds of Retry-After that a run waits for
HICCUPS = (2.0, 8.0)  #: seconds until the second and third request for a page whose server stumbled
READABLE = frozenset({401, 402, 403, 429, 451, 503})  #: error statuses whose page may say what is in the way

OVER_MAX = "over max_per_run"
WALLS = frozenset({"challenge", "consent", "login"})
REDIRECTED = "redirected"  #: a page that went back to the frontier under another host
STOPPED = (
    "stopped"  #: a page in the hands of a reader that was told to end: it goes back as if never asked for
)

Reader = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """One page that was asked for. `item` goes to the archive as it is; `retry_at` keeps it in the frontier."""

    waiting: FrontierItem
    item: Item
    verdict: str
    reason: str = ""
    retry_at: datetime | None = None
    validators: Mapping[str, str] = field(default_factory=dict)
    moved: FrontierItem | None = (
        None  #: what waits in its place: the address on another host that it redirects to
    )


@dataclass(frozen=True, slots=True)
class ListOutcome:
    """One list that was asked for: written in one transaction with the pages that it names."""

    source: str
    source_url: str
    state: FeedState | None
    fetch: Fetch
    title: str | None = None
    language: str | None = None
    items: tuple[FrontierItem, ...] = ()
    left: Mapping[str, int] = field(default_factory=dict)
    follow: tuple[Poll, ...] = ()
    page: PageOutcome | None = None  #: the address was an article itself
    problem: str = ""
    formerly: str = ""  #: the id that the source had until an answer named it
    lease: int | None = None  #: the frontier row that this acknowledges; without a source, it goes back
    moved: FrontierItem | None = None  #: what waits in its place, as of a page


# Lists --------------------------------------------------------------------------------------------


async def list_outcome(
    desk: Desk, poll: Poll, answer: Answer, meta: Mapping[str, Any], read: Reader
) -> ListOutcome:
    """Read the answer to a poll and decide what follows from it."""
    fetch = _list_fetch(desk, poll, answer, meta)
    if MOVED_TO in meta and poll.waiting is not None:
        fetch, moved = _moved_on(poll.waiting, fetch, meta)
        return ListOutcome("", poll.source.url, None, fetch, lease=poll.lease, moved=moved)
    if answer.status == 304:
        state = _polled(desk, poll, PollAnswer(304, answer.headers), meta, answer.url)
        return ListOutcome(
            state.source,
            poll.source.url,
            state,
            dataclasses.replace(fetch, verdict="not_modified"),
            lease=poll.lease,
        )
    if not 200 <= answer.status < 300:
        return list_failed(desk, poll, f"HTTP {answer.status}", "error", answer=answer, meta=meta)
    known = desk.facts(poll.source_id or "", None)
    reading: ListReading | Failed = await desk.read(read, answer, poll.expected, known)
    if isinstance(reading, Failed) and reading.reason == STOPPED:
        fetch = dataclasses.replace(fetch, verdict="skipped", reason=reading.words)
        return ListOutcome("", poll.source.url, None, fetch, lease=poll.lease)
    if isinstance(reading, Failed):
        return list_failed(desk, poll, reading.words, "unread", answer=answer, meta=meta)
    if reading.kind == "article" and reading.reading is not None:
        return _article_at_list(desk, poll, answer, reading.reading, fetch)
    if reading.problem:
        return list_failed(desk, poll, reading.problem, reading.reason or "error", answer=answer, meta=meta)
    return _listed(desk, poll, answer, meta, reading, fetch)


def list_failed(
    desk: Desk,
    poll: Poll,
    reason: str,
    verdict: str,
    *,
    answer: Answer | None = None,
    meta: Mapping[str, Any] | None = None,
) -> ListOutcome:
    """A poll that gave no list: the state keeps the last good validators and backs off.

    A server that stumbled is asked again in this run, a few seconds later, before that counts as a failure.
    """
    status = answer.status if answer else None
    wait = hiccup(verdict, status, poll.attempt, answer.headers if answer else {}, desk.now())
    if wait is not None:
        again = dataclasses.replace(poll, attempt=poll.attempt + 1, wait=wait)
        words = f"{reason}; again in {wait:g} s"
        fetch = Fetch(poll.asked, poll.source_id, desk.now(), _kind(poll.expected), status, verdict, words)
        return ListOutcome("", poll.source.url, None, fetch, follow=(again,))
    if verdict == SlotLost.verdict:  # whoever took the slot over has the address
        fetch = Fetch(poll.asked, poll.source_id, desk.now(), _kind(poll.expected), status, verdict, reason)
        return ListOutcome("", poll.source.url, None, fetch)
    polled = PollAnswer(status, answer.headers if answer else {}, error=verdict, problem=reason)
    state = _polled(desk, poll, polled, meta or {}, answer.url if answer else poll.url)
    fetch = Fetch(
        poll.asked,
        state.source,
        desk.now(),
        poll.state.kind if poll.state else "feed",
        status,
        verdict,
        reason,
        final_url=poll.url if poll.led else None,
    )
    return ListOutcome(state.source, poll.source.url, state, fetch, problem=reason, lease=poll.lease)


def _listed(
    desk: Desk, poll: Poll, answer: Answer, meta: Mapping[str, Any], reading: ListReading, fetch: Fetch
) -> ListOutcome:
    offers, title, language = _offers(desk, reading, answer.url)
    source = poll.source_id or desk.name_source(title, poll.url)
    known = desk.archive.known([offer.url_key for offer in offers])
    items, left = wanted(
        offers, poll.source, source, known, desk.window, now=desk.now(), force=desk.options.force
    )
    if reading.discovery is not None:
        items = _without_traps(desk, items, left)
    if poll.source.max_per_run is not None and len(items) > poll.source.max_per_run:
        left[OVER_MAX] = len(items) - poll.source.max_per_run
        items = items[: poll.source.max_per_run]
    fresh = sum(offer.url_key not in known for offer in offers)
    polled = PollAnswer(
        answer.status, answer.headers, feed=reading.feed, entries=len(offers), new_entries=fresh
    )
    desk.first_time(poll.url)  # what leads here later in this run is not followed
    state = _polled(desk, poll, polled, meta, answer.url, source=source, kind=reading.kind, title=title)
    if _withheld(desk, reading, left):
        # Validators would hide behind a 304, the next time, what this run did not want.
        state = dataclasses.replace(state, etag=None, last_modified=None)
    said = _counted(len(offers), len(items), left)
    fetch = dataclasses.replace(fetch, source=source, kind=reading.kind, verdict=reading.kind, reason=said)
    follow = _follow(desk, poll, source, reading)
    return ListOutcome(
        source, poll.source.url, state, fetch, title, language, tuple(items), left, tuple(follow),
        formerly=_formerly(poll, source), lease=poll.lease,
    )  # fmt: skip


def _formerly(poll: Poll, source: str) -> str:
    """The id, made of its host alone, that a bare address had while it had never answered."""
    before = poll.state.source if poll.state is not None and poll.source_id is None else source
    return before if before != source else ""


def _withheld(desk: Desk, reading: ListReading, left: Mapping[str, int]) -> bool:
    """Did the run's window, or a source's `max_per_run`, leave out what a later run may want?"""
    if left.get(OVER_MAX) or left.get(OUTSIDE):
        return True
    return (
        reading.sitemap is not None
        and desk.window != Window()
        and bool(reading.sitemap.sitemaps or reading.sitemap.urls)
    )


def _without_traps(desk: Desk, items: Sequence[FrontierItem], left: dict[str, int]) -> list[FrontierItem]:
    """The links of a page that do not look as if they went on for ever."""
    kept = []
    for item in items:
        reason = desk.traps.refuse(item.url)
        if reason is None:
            kept.append(item)
        else:
            left[reason] = left.get(reason, 0) + 1
    return kept


def _counted(offers: int, items: int, left: Mapping[str, int]) -> str:
    parts = [f"{offers} listed", f"{items} wanted", *(f"{count} {reason}" for reason, count in left.items())]
    return ", ".join(parts)


def _offers(desk: Desk, reading: ListReading, url: str) -> tuple[list[Offer], str | None, str | None]:
    """(what the list names, its title, its language)"""
    if reading.feed is not None:
        return of_feed(reading.feed), reading.feed.title, reading.feed.language
    if reading.sitemap is not None:
        return of_sitemap(reading.sitemap, desk.window), None, None
    if reading.discovery is not None:
        found = reading.discovery
        return [o for o in of_page(found) if same_site(o.url, url)], found.title, found.language
    return [], None, None


def _follow(desk: Desk, poll: Poll, source: str, reading: ListReading) -> list[Poll]:
    """The lists that a list leads to: feeds of a page, sitemaps of an index, archives of a feed."""
    if reading.discovery is not None:
        return _from_page(desk, poll, source, reading.discovery)
    if reading.sitemap is not None:
        return _from_index(desk, poll, source, reading.sitemap)
    if reading.feed is not None:
        return _from_feed(desk, poll, source, reading.feed)
    return []


def _next(desk: Desk, poll: Poll, source: str, url: str, expected: str, depth: int = 0) -> Poll:
    return Poll(url, poll.source, source, expected, desk.archive.feed_state(url), depth, poll.url)


def _from_page(desk: Desk, poll: Poll, source: str, found: Discovery) -> list[Poll]:
    """Feeds first; sitemaps only for a back-fill or where a page offers neither feed nor links."""
    feeds = [feed.url for feed in found.feeds if feed.url != poll.url and not feed.comments][:MOST_FEEDS]
    known = {state.url for state in desk.archive.feed_states(source)}
    steps = [_next(desk, poll, source, feed, "feed") for feed in feeds if feed not in known]
    if desk.window.since is not None or not (feeds or found.links):
        maps = dict.fromkeys((*_robots_sitemaps(desk, poll.url), *found.sitemaps))
        fresh = [url for url in list(maps)[:MOST_ROOTS] if desk.first_time(url)]
        steps += [_next(desk, poll, source, url, "sitemap") for url in fresh]
    return steps


def _robots_sitemaps(desk: Desk, url: str) -> tuple[str, ...]:
    """The Sitemap lines of the site's robots.txt, which was asked before its page."""
    record = desk.archive.get_robots(origin(url))
    return Robots.of(record).sitemaps if record is not None else ()


def _from_index(desk: Desk, poll: Poll, source: str, sitemap: Sitemap) -> list[Poll]:
    if poll.depth >= DEEPEST:
        return []
    window = desk.window
    wanted_maps = [c for c in sitemap.sitemaps if within(c, window.since, window.until)][:MOST_SITEMAPS]
    fresh = [child.loc for child in wanted_maps if desk.first_time(child.loc)]
    return [_next(desk, poll, source, url, "sitemap", poll.depth + 1) for url in fresh]


def _from_feed(desk: Desk, poll: Poll, source: str, feed: Feed) -> list[Poll]:
    """RFC 5005: the archives of a feed are read back once, when the feed is new, and again for a back-fill."""
    since = desk.window.since
    older = feed.prev_archive or (feed.next_link if since is not None else None)
    if older is None or older == poll.url or poll.depth >= MOST_SITEMAPS or not same_site(older, poll.url):
        return []
    if since is None and desk.archive.feed_state(older) is not None:
        return []
    if since is not None and _ends_before(feed, since):
        return []
    if not desk.first_time(older):
        return []
    return [_next(desk, poll, source, older, "feed", poll.depth + 1)]


def _ends_before(feed: Feed, since: datetime) -> bool:
    """Is all that a page of a feed holds older than a back-fill asks for? Then so are the pages before it."""
    times = [entry.updated or entry.published for entry in feed.entries]
    return bool(times) and all(when is not None and when < since for when in times)


def _polled(
    desk: Desk,
    poll: Poll,
    answer: PollAnswer,
    meta: Mapping[str, Any],
    final_url: str,
    *,
    source: str | None = None,
    kind: str | None = None,
    title: str | None = None,
) -> FeedState:
    """The list's state after this poll."""
    before = poll.state or FeedState(
        poll.asked, source or poll.source_id or host_key(poll.asked), _kind(poll.expected)
    )
    if source is not None or kind is not None:
        before = dataclasses.replace(
            before, source=source or before.source, kind=kind or before.kind, title=title or before.title
        )
    answer = dataclasses.replace(
        answer, requested_url=poll.asked, moved_to=_moved_for_good(poll, meta, final_url)
    )
    cron, zone = poll.source.cron, desk.config.zone_of(poll.source)
    planned = cron.next(desk.now(), zone) if cron else None
    rules = PollRules(poll.source.every, planned, partial(desk.config.quiet_until, poll.source))
    if not desk.options.callback:  # whatever a hub pushes, nobody hears it
        rules = dataclasses.replace(rules, pushed=0.0)
    state = after_poll(before, answer, rules, desk.now(), spread=spread_of(poll.url))
    return _read_once(state) if _is_archive(desk, poll) else state


def _moved_for_good(poll: Poll, meta: Mapping[str, Any], final_url: str) -> str | None:
    """The address that a list has moved to for good, also by way of other hosts."""
    further = permanent_target(dict(meta), final_url)
    if not poll.led:
        return further
    return final_url if poll.for_good and (further or not meta.get("redirect_reasons")) else None


def _is_archive(desk: Desk, poll: Poll) -> bool:
    """Is the list only wanted for older news: an archive page of a feed, a sitemap that a back-fill was led to?"""
    if not poll.found_by or (poll.state is not None and poll.state.kind != "archive"):
        return False
    return (poll.expected == "feed" and poll.depth > 0) or (
        poll.expected == "sitemap" and desk.window.since is not None
    )


def _read_once(state: FeedState) -> FeedState:
    """Remembered and never polled; without validators, since another back-fill wants other entries of it."""
    return dataclasses.replace(
        state,
        kind="archive",
        etag=None,
        last_modified=None,
        next_poll_at=None,
        next_poll_reason="read for older news; it is not polled",
    )


def _kind(expected: str) -> str:
    return "feed" if expected in ("auto", "feed", "article") else expected


def _list_fetch(desk: Desk, poll: Poll, answer: Answer, meta: Mapping[str, Any]) -> Fetch:
    return Fetch(
        poll.asked,
        poll.source_id,
        desk.now(),
        poll.state.kind if poll.state else _kind(poll.expected),
        answer.status,
        final_url=answer.url if answer.url != poll.asked else None,
        bytes=len(answer.body),
        seconds=float(meta.get("download_latency") or 0.0),
    )


def _article_at_list(desk: Desk, poll: Poll, answer: Answer, reading: Reading, fetch: Fetch) -> ListOutcome:
    """A bare address that turned out to be one article: there is nothing to poll."""
    source = poll.source_id or desk.name_source(reading.page.site_name, poll.url)
    given = poll.waiting or FrontierItem(poll.url, "", host_key(poll.url), source)
    waiting = dataclasses.replace(
        given, url_key=reading.url_key or url_key(poll.url), source=source,
        meta={CAME_FROM: list(poll.led)} if poll.led else {},
    )  # fmt: skip
    page = _read(desk, waiting, answer, dataclasses.replace(fetch, source=source, kind="page"), reading)
    # An address that failed before it answered was remembered as a list until now.
    state = poll.state and dataclasses.replace(
        poll.state, source=source, kind="page", failures=0, last_error=""
    )
    return ListOutcome(
        source, poll.source.url, state, page.item.fetch, reading.page.site_name, page=page,
        formerly=_formerly(poll, source),
    )  # fmt: skip


# Pages --------------------------------------------------------------------------------------------


async def page_outcome(
    desk: Desk,
    waiting: FrontierItem,
    answer: Answer,
    meta: Mapping[str, Any],
    known: SourceFacts,
    read: Reader,
) -> PageOutcome:
    """Read the answer to a page request and decide what follows from it."""
    fetch = Fetch(
        waiting.url,
        waiting.source,
        desk.now(),
        waiting.kind,
        answer.status,
        final_url=answer.url if answer.url != waiting.url else None,
        bytes=len(answer.body),
        seconds=float(meta.get("download_latency") or 0.0),
    )
    if MOVED_TO in meta:
        return _moved(waiting, fetch, meta)
    if answer.status == 304:
        return _done(waiting, dataclasses.replace(fetch, verdict="not_modified", reason="unchanged (304)"))
    if not 200 <= answer.status < 300 and not (answer.status in READABLE and answer.body):
        return _rejected(desk, waiting, fetch, "error", f"HTTP {answer.status}", answer)
    reading: Reading | Failed = await desk.read(read, answer, known)
    if isinstance(reading, Failed) and reading.reason == STOPPED:
        return PageOutcome(waiting, Item(fetch), STOPPED, reading.words)
    if isinstance(reading, Failed):
        return _rejected(desk, waiting, fetch, "unread", reading.words, answer)
    return _read(desk, waiting, answer, fetch, reading)


def _moved(waiting: FrontierItem, fetch: Fetch, meta: Mapping[str, Any]) -> PageOutcome:
    """A redirect to another host: what it leads to waits for that host's own slot, with all that is known of it."""
    fetch, there = _moved_on(waiting, fetch, meta)
    item = Item(fetch, url_key=waiting.url_key, lease=waiting.id)
    return PageOutcome(waiting, item, REDIRECTED, fetch.reason, moved=there)


def _moved_on(waiting: FrontierItem, fetch: Fetch, meta: Mapping[str, Any]) -> tuple[Fetch, FrontierItem]:
    """(what is told of the redirect, what waits now)"""
    target = str(meta[MOVED_TO])
    led = list(dict.fromkeys([*came_from(meta), waiting.url, fetch.final_url or waiting.url]))
    known = {name: value for name, value in waiting.meta.items() if name != "headers"}
    for_good = bool(known.get(FOR_GOOD, True) and meta.get(FOR_GOOD))
    there = dataclasses.replace(
        waiting, id=None, url=target, url_key=url_key(target), host=host_key(target), not_before=None,
        attempts=0, fence=0, meta={**known, CAME_FROM: led, FOR_GOOD: for_good},
    )  # fmt: skip
    words = f"it redirects to {there.host} and waits for that host's turn"
    return dataclasses.replace(fetch, verdict=REDIRECTED, reason=words, final_url=target), there


def page_failed(desk: Desk, waiting: FrontierItem, reason: str, verdict: str) -> PageOutcome:
    """A page request without an answer."""
    fetch = Fetch(waiting.url, waiting.source, desk.now(), waiting.kind)
    return _rejected(desk, waiting, fetch, verdict, reason, None)


def _read(desk: Desk, waiting: FrontierItem, answer: Answer, fetch: Fetch, reading: Reading) -> PageOutcome:
    page = reading.page
    if reading.article is None or not 200 <= answer.status < 300:
        return _rejected(desk, waiting, fetch, *_why_not(page, answer.status), answer)
    keep = desk.source_of(waiting.source).keep_pages
    item = Item(
        dataclasses.replace(fetch, verdict=page.verdict, reason=page.evidence),
        reading.article,
        reading.signature,
        reading.url_key,
        reading.canonical_url,
        raw=_raw(answer, fetch.at) if keep else None,
        lease=waiting.id,
        line_keys=reading.line_keys,
        aliases=_aliases(waiting, answer, reading),
    )
    return PageOutcome(waiting, item, page.verdict, validators=_validators(answer.headers))


def _why_not(page: Page, status: int) -> tuple[str, str]:
    """(verdict, reason) of a page that makes no article; an error page counts for its wall or for its status."""
    if 200 <= status < 300:
        return page.verdict, page.evidence or "it does not read like an article"
    if page.verdict in WALLS:
        return page.verdict, page.evidence or f"HTTP {status}"
    return "error", f"HTTP {status}"


def _aliases(waiting: FrontierItem, answer: Answer, reading: Reading) -> tuple[str, ...]:
    """Other identities under which the page was reached: a list's link that redirects, a canonical that differs."""
    led = map(url_key, waiting.meta.get(CAME_FROM, ()))
    keys = dict.fromkeys((waiting.url_key, url_key(waiting.url), url_key(answer.url), *led))
    return tuple(key for key in keys if key and key != reading.url_key)


def _validators(headers: Mapping[str, str]) -> dict[str, str]:
    """The conditional headers of the next request for this page, from what the server gave."""
    pairs = {"If-None-Match": headers.get("etag"), "If-Modified-Since": headers.get("last-modified")}
    return {name: value for name, value in pairs.items() if value}


def _raw(answer: Answer, at: datetime) -> RawPage:
    kept = ("content-type", "content-language", "etag", "last-modified", "link", "x-robots-tag", "date")
    headers = {name: answer.headers[name] for name in kept if name in answer.headers}
    return RawPage(answer.url, at, answer.status, answer.body, headers)


def _done(waiting: FrontierItem, fetch: Fetch) -> PageOutcome:
    return PageOutcome(
        waiting, Item(fetch, lease=waiting.id, url_key=waiting.url_key), fetch.verdict, fetch.reason
    )


def hiccup(
    verdict: str, status: int | None, attempts: int, headers: Mapping[str, str], now: datetime
) -> float | None:
    """Seconds until a server that stumbled may be asked again within the run; None: it is no hiccup (any more).

    A Retry-After is kept: a short one inside the run, a longer one by the policies of later runs.
    """
    stumbled = verdict == "error" and (status is None or status in (429, 500, 502, 503, 504))
    if not stumbled or attempts > len(HICCUPS):
        return None
    asked = retry_after(headers, now)
    if asked is None:
        return None if status == 429 else HICCUPS[max(attempts, 1) - 1]
    return max(asked, HICCUPS[max(attempts, 1) - 1]) if asked <= LONGEST_HICCUP else None


def _again(
    verdict: str, status: int | None, attempts: int, headers: Mapping[str, str], now: datetime
) -> tuple[datetime | None, str]:
    """When to ask for a page again: a hiccup after seconds, inside the run; what lasts, by the policy of its verdict."""
    wait = hiccup(verdict, status, attempts, headers, now)
    if wait is not None:
        return now + timedelta(seconds=wait), f"again in {wait:g} s"
    stumbled = verdict == "error" and (status is None or status >= 500)
    return page_retry(verdict, status, attempts - len(HICCUPS) if stumbled else attempts, headers, now)


def _rejected(
    desk: Desk, waiting: FrontierItem, fetch: Fetch, verdict: str, reason: str, answer: Answer | None
) -> PageOutcome:
    """No article: the row says why, and the policy says whether and when to look again."""
    status = answer.status if answer else None
    headers = answer.headers if answer else {}
    retry_at, policy = _again(verdict, status, waiting.attempts, headers, desk.now())
    words = f"{reason}; {policy}" if policy else reason
    fetch = dataclasses.replace(fetch, verdict=verdict, reason=words)
    item = Item(fetch, url_key=waiting.url_key, lease=None if retry_at else waiting.id, retry_at=retry_at)
    return PageOutcome(waiting, item, verdict, words, retry_at)
