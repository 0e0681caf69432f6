"""More than plain polling: pages and archives of a feed (RFC 5005)."""

from __future__ import annotations

from collections.abc import Collection

from crawler.urls import canonical_url, same_site
from storage.errors import URLError
from storage.records import Feed


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
