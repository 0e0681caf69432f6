"""Crawler traps: addresses that go on for ever, told before they cost a request.

Calendars that turn to the next year, filters that combine, sessions in the address, relative links that
grow with each page. RFC 9309 does not know them; every crawler meets them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

MAX_URL = 2_000  #: characters; longer ones are made by machines for machines
MAX_DEPTH = 16  #: segments of a path
MAX_PARAMETERS = 8
REPEATS = 3  #: times that one segment may stand in a path
SESSION = re.compile(
    r"[;?&](?:jsessionid|phpsessid|aspsessionid\w*|sessionid|session_id|sid|cfid|cftoken)=", re.IGNORECASE
)
CALENDAR = re.compile(
    r"(?:calendar|kalender|calendario|calendrier|agenda|events?)[/?].*?\d{4}|[?&](?:month|date|day|year|cal\w*)=\d",
    re.IGNORECASE,
)
FACETS = re.compile(
    r"^(?:sort|order|orderby|dir|filter.*|facet.*|f\[.*|color|size|price.*|brand|view|display|limit|per_?page|layout|replytocom|"
    r"add-to-cart|action|do|ref|from|q|s|query|search)$",
    re.IGNORECASE,
)
PAGING = re.compile(r"(?:/page/|/seite/|[?&](?:page|paged|p|start|offset)=)(\d{1,9})", re.IGNORECASE)
MAX_PAGE = 200


def trap(url: str) -> str | None:
    """Say why a URL looks like a trap by itself; None if it does not."""
    if len(url) > MAX_URL:
        return f"longer than {MAX_URL} characters"
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    if len(segments) > MAX_DEPTH:
        return f"deeper than {MAX_DEPTH} folders"
    if _repeats(segments):
        return "the path repeats itself"
    if SESSION.search(url):
        return "a session in the address"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if len(pairs) > MAX_PARAMETERS:
        return f"more than {MAX_PARAMETERS} parameters"
    if sum(1 for name, _ in pairs if FACETS.match(name)) > 1:
        return "filters that combine"
    if CALENDAR.search(parts.path + "?" + parts.query):
        return "a calendar"
    page = PAGING.search(url)
    if page and int(page[1]) > MAX_PAGE and not _is_article_number(page):
        return "a page number that no reader reaches"
    return None


def _is_article_number(page: re.Match[str]) -> bool:
    """WordPress names articles ?p=12345; nobody has that many pages."""
    return page[0].startswith(("?p=", "&p="))


def _repeats(segments: list[str]) -> bool:
    """One segment three times, or a pair of them twice in a row: /a/b/a/b."""
    counts = Counter(segment for segment in segments if not segment.isdecimal())
    if counts and max(counts.values()) >= REPEATS:
        return True
    pairs = list(pairwise(segments))
    return any(pair == later and len(set(pair)) == 2 for pair, later in zip(pairs, pairs[2:], strict=False))


@dataclass(slots=True)
class TrapGuard:
    """Refuses what looks like a trap, and what grows like one; keeps counts for one run.

    budget: pages of one host that a run may ask for. variants: addresses that differ only in their query,
    per path, where the query filters or sorts.
    """

    budget: int = 5_000
    variants: int = 50
    hosts: Counter[str] = field(default_factory=Counter)
    paths: Counter[str] = field(default_factory=Counter)

    def refuse(self, url: str) -> str | None:
        """Say why this URL should not be asked for; None lets it through and counts it."""
        reason = trap(url)
        if reason:
            return reason
        parts = urlsplit(url)
        if self.hosts[parts.netloc] >= self.budget:
            return f"the budget of {self.budget} pages for this host is spent"
        if parts.query:
            names = "&".join(sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}))
            path = f"{parts.netloc}{parts.path}?{names}"
            listing = len(names.split("&")) > 1 or FACETS.match(names)
            if listing and self.paths[path] >= self.variants:
                return f"more than {self.variants} variants of one page"
            self.paths[path] += 1
        self.hosts[parts.netloc] += 1
        return None
