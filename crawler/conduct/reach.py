"""More than plain polling: pages and archives of a feed (RFC 5005) and hubs that push (WebSub)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from crawler.conduct.durations import DAY
from crawler.urls import canonical_url, same_site
from storage.errors import URLError
from storage.records import Feed, FeedState

LEASE = 10 * DAY  #: seconds of a subscription that are asked for; hubs may give less
RENEW_BEFORE = timedelta(days=1)


def next_page(feed: Feed, url: str, visited: Collection[str], *, limit: int) -> str | None:
    """Return the next older document of a paged or archived feed (RFC 5005), or None where back-filling ends.

    Follows prev-archive before next; never off the feed's site, never twice to one place (`visited` holds canonical
    URLs), never more than `limit` documents, and not from a page without entries (endless calendars).
    """
    if len(visited) >= limit or not feed.entries:
        return None
    for link in (feed.prev_archive, feed.next_link):
        if not link or not same_site(link, url):
            continue
        try:
            address = canonical_url(link)
        except URLError:
            continue
        if address not in visited and address != canonical_url(url):
            return address
    return None


def subscription_due(state: FeedState, now: datetime) -> bool:
    """Say whether the feed's hub should be asked to push (again): there is one, and the lease ends within a day."""
    if not state.hub or state.gone or state.last_success_at is None:
        return False
    return state.subscribed_until is None or state.subscribed_until - now < RENEW_BEFORE


def subscription_form(
    state: FeedState, callback: str, *, secret: str = "", lease: float = LEASE
) -> dict[str, str]:
    """Return the form that is posted to `state.hub` (W3C WebSub, 5.1); the topic is the feed's own rel=self."""
    form = {
        "hub.mode": "subscribe",
        "hub.topic": state.self_link or state.url,
        "hub.callback": callback,
        "hub.lease_seconds": f"{lease:.0f}",
    }
    return form | ({"hub.secret": secret} if secret else {})
