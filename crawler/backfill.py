"""How well a back-fill covered the span that it asked for, and how its run remembers that span."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from crawler.report import counted
from crawler.sitemaps import Coverage, coverage
from storage.ports import Archive


def span_note(since: datetime | None, until: datetime) -> dict[str, Any]:  # Any: JSON
    """What a run's counts keep of its span, so that `newsfold runs ID` can show how it is covered."""
    return {} if since is None else {"window": [since.isoformat(), until.isoformat()]}


def covered(archive: Archive, sources: Collection[str], since: datetime, until: datetime) -> Coverage:
    """How many articles of `sources` the archive holds for each day of a span, copies included."""
    return coverage(archive.publication_times(sources, since=since, until=until), since, until)


def covered_by_run(archive: Archive, run_id: int, counts: Mapping[str, Any]) -> Coverage | None:  # Any: JSON
    """The same for a run of the past, by what the archive holds today; None for a run without a span."""
    span = counts.get("window")
    if not span:
        return None
    sources = {fetch["source"] for fetch in archive.fetches(run_id) if fetch["source"]}
    return covered(archive, sources, *map(datetime.fromisoformat, span))


def coverage_lines(found: Coverage) -> Iterator[str]:
    """How a span of time is covered, a line a day; days without articles that follow each other share one.

    A paper that prints daily has no empty days: those of its archive were missed, or are in none of its lists.
    """
    most = max((number for _, number in found.days), default=0)
    for number, days in groupby(found.days, key=lambda day: day[1]):
        run = list(days)
        if number or len(run) == 1:
            for day, _ in run:
                yield f"{day}  {number:>5}  {'▪' * round(30 * number / most) if number else ''}".rstrip()
        else:
            yield f"{run[0][0]}      0  nothing for {len(run)} days, to {run[-1][0]}"
    empty = len(found.empty_days)
    total = sum(number for _, number in found.days)
    yield f"{counted(total, 'article')} on {len(found.days) - empty} of {counted(len(found.days), 'day')}"
