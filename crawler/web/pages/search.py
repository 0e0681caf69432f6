"""Search: words, a source, a period; newest first or the best match first."""

from __future__ import annotations

from typing import Literal

from crawler.web.asking import Answer, Asked, day_after
from storage.ports import Archive

PAGE = 25
MOST = 500  #: hits on one page
LONGEST = 10_000  #: characters of a question


def search(archive: Archive, asked: Asked) -> Answer:
    """What was found; with no words, the newest articles."""
    words = asked.word("q")[:LONGEST]
    order: Literal["newest", "rank"] = "rank" if asked.word("order") == "rank" else "newest"
    source = asked.word("source") or None
    since, until = asked.day("since"), asked.day("until")
    limit = asked.number("n", PAGE, MOST)
    found = archive.search(
        words,
        limit=limit + 1,
        order=order,
        since=since,
        until=day_after(until) if until else None,
        source=source,
    )
    hits = list(found)
    more = {name: asked.word(name) for name in ("q", "source", "since", "until", "order") if asked.word(name)}
    return Answer(
        "search.html",
        {
            "words": words,
            "order": order,
            "source": source or "",
            "since": since.date() if since else None,
            "until": until.date() if until else None,
            "hits": hits[:limit],
            "empty": not hits and archive.newest_date() is None,
            "cut_off": len(hits) > limit,
            "bound": found.bound,
            "more": more | {"n": str(min(limit + PAGE, MOST))} if len(hits) > limit < MOST else None,
            "sources": sorted(row.id for row in archive.sources()),
        },
    )
