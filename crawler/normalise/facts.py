"""Facts that the feed's entry knows and the page does not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crawler.normalise.text import clean_text
from storage.records import Entry, Page, SourceFacts


def with_entry(
    page: Page, known: SourceFacts
) -> dict[str, Any]:  # Any: the fields of an Article have as many types
    """Authors, dates, tags and description: the page's, else the entry's; `origins` says which."""
    entry = known.entry or Entry()
    origins = dict(page.origins)
    return {
        "authors": _pick("authors", _names(page.authors), _names(entry.authors), origins),
        "published": _pick("published", page.published, entry.published, origins),
        "modified": _pick("modified", page.modified, entry.updated, origins),
        "tags": _pick("tags", _names(page.tags), _names(entry.categories), origins),
        "language": page.language or entry.language or known.language,
        "origins": origins,
    }


def _pick(name: str, ours: Any, theirs: Any, origins: dict[str, str]) -> Any:
    if ours:
        return ours
    if theirs:
        origins[name] = "feed"
    return theirs or ours


def _names(values: tuple[str, ...]) -> tuple[str, ...]:
    cleaned = (" ".join(clean_text(value).split()) for value in values)
    return tuple(dict.fromkeys(value for value in cleaned if value))


def alternatives_with_entry(page: Page, known: SourceFacts) -> Mapping[str, tuple[str, ...]]:
    """The page's alternatives, and what the entry says behind them where it says something else."""
    entry = known.entry
    merged = {name: tuple(values) for name, values in page.alternatives.items()}
    if entry is None:
        return merged
    theirs = {
        "headline": (entry.title,),
        "published": (_stamp(entry.published),),
        "modified": (_stamp(entry.updated),),
        "authors": entry.authors,
    }
    ours = {"headline": page.headline, "published": _stamp(page.published), "modified": _stamp(page.modified)}
    for name, values in theirs.items():
        new = [v for v in values if v and v != ours.get(name) and v not in page.authors]
        if new:
            merged[name] = tuple(dict.fromkeys([*merged.get(name, ()), *new]))
    return merged


def _stamp(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
