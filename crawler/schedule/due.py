"""What a crawl would ask for at a moment: the archive's due times, read once for all sources."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from pathlib import Path

from crawler.config import Config, SourceConfig
from crawler.polls import Poll, Timing, awake, plan
from crawler.urls import url_key
from storage.archive import open_archive
from storage.ports import Archive
from storage.records import FeedState


def due_sources(config: Config, db: Path, now: datetime, timing: Timing = "due") -> list[str]:
    """What a crawl at `now` would ask for: ids of sources, and `host:NAME` for pages that wait for their turn.

    Raises ArchiveError or sqlite3.Error if the archive cannot be read; a missing one makes every source due.
    """
    if not db.exists():
        resting = config.resting(now)
        return [source.id for source in config.enabled() if source.id not in resting]
    with open_archive(db, readonly=True) as archive:
        return due_in(archive, config, now, timing)


def due_in(archive: Archive, config: Config, now: datetime, timing: Timing = "due") -> list[str]:
    """As `due_sources`, of an archive that is open."""
    states: defaultdict[str, list[FeedState]] = defaultdict(list)
    for state in archive.feed_states():
        states[state.source].append(state)
    resting = config.resting(now)
    wakeful = [source for source in config.enabled() if source.id not in resting]
    due = [source.id for source in wakeful if _is_due(source, states[source.id], archive, now, timing)]
    waiting = archive.frontier.due_hosts(now=now, sources=awake(archive, config, now))
    return due + [f"host:{host}" for host, _ in waiting]


def _is_due(
    source: SourceConfig, states: list[FeedState], archive: Archive, now: datetime, timing: Timing
) -> bool:
    if not any(isinstance(step, Poll) for step in plan(source, source.id, states, timing, now)):
        return False
    if states:
        return True
    # Without a list that was polled the address is new, or it was an article itself: then its rechecks wait in
    # the frontier, and asking for it at every tick would be rude.
    page = archive.known([url_key(source.url)]).get(url_key(source.url))
    return page is None or (page.retry_at is not None and page.retry_at <= now)
