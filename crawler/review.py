"""After a run: how is each source doing? Gathers the evidence from the archive, has it judged, writes what changed."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from crawler.conduct import poll_url
from crawler.config import AlertsConfig, Config
from crawler.health import LEVELS, Evidence, ListLooks, judge, our_network_is_down
from crawler.health.volume import MEMORY
from crawler.urls import host_key
from storage.ports import Archive
from storage.records import UNPOLLED, FeedState
from storage.rows import HealthChange, Look, SourceRow

log = logging.getLogger(__name__)

UNREACHED = frozenset({"error", "timeout"})  #: verdicts of requests that may have failed on our side
REACHED = frozenset({"too_large", "redirects"})  #: a server spoke, although no answer was kept
LOOKS = 20  #: requests for each list that are looked back at
BACK_SOON = timedelta(minutes=10)  #: until lists that our own network kept from us are asked again


def review(
    archive: Archive, config: Config, sources: Collection[str], *, run_id: int | None, now: datetime
) -> list[HealthChange]:
    """Judge `sources` anew and write their states; the changes. While our own network is down nothing is judged."""
    if _is_offline(archive):
        log.warning("our network is down: none of the hosts asked since the last answer gave one")
        if run_id is not None:
            _excuse(archive, sources, run_id, now)
        return []
    spoilt = archive.offline_runs()
    rows = {row.id: row for row in archive.sources()}
    found = [
        change
        for name in sorted(sources)
        if name in rows and (change := _judged(archive, config, rows[name], spoilt, now)) is not None
    ]
    archive.put_health(found)
    changes = [change for change in found if change.before != change.after]
    for change in changes:
        log.log(
            logging.INFO if change.after == "ok" else logging.WARNING,
            "source health changed source=%s before=%s after=%s reason=%s",
            change.source, change.before or "new", change.after, change.reason or "-",
        )  # fmt: skip
    return changes


def _judged(
    archive: Archive, config: Config, row: SourceRow, spoilt: Collection[int], now: datetime
) -> HealthChange | None:
    finding = judge(_evidence(archive, row, spoilt, _zone(config), now), row.health, now)
    if finding is None:
        return None
    change = HealthChange(row.id, now, row.health, finding.state, finding.reason, finding.numbers)
    return replace(change, waiting=_who_is_told(change, config.alerts))


def _zone(config: Config) -> tzinfo:
    return config.schedule.tzinfo


def _who_is_told(change: HealthChange, alerts: AlertsConfig) -> tuple[str, ...]:
    """The channels that hear of a change; nobody hears that a new source is well."""
    worst = max(LEVELS.index(state) for state in (change.before or "ok", change.after) if state in LEVELS)
    return alerts.channels if worst >= LEVELS.index(alerts.at_least) else ()


# Evidence -----------------------------------------------------------------------------------------


def _evidence(
    archive: Archive, row: SourceRow, spoilt: Collection[int], zone: tzinfo, now: datetime
) -> Evidence:
    states = [state for state in archive.feed_states(row.id) if state.kind not in UNPOLLED]
    asked = _once_a_run(archive.looks(row.id, limit=LOOKS * max(1, len(states))), spoilt)
    return Evidence(
        lists=[_list(state, asked) for state in states],
        pages=_once_a_run(archive.looks(row.id, pages=True), spoilt),
        texts=archive.text_measures(row.id),
        dates=archive.text_dates(row.id, since=now - MEMORY),
        last_new_at=max((one.last_new_at for one in states if one.last_new_at), default=None),
        last_good_at=max((one.last_success_at for one in states if one.last_success_at), default=None),
        known_since=row.added_at,
        zone=zone,
    )


def _list(state: FeedState, asked: Sequence[Look]) -> ListLooks:
    addresses = {state.url, poll_url(state), state.redirect_url}
    return ListLooks(state.url, [look for look in asked if look.url in addresses], state.gone)


def _once_a_run(looks: Iterable[Look], spoilt: Collection[int]) -> list[Look]:
    """The last look at each address in each run: a server that stumbled was asked again seconds later."""
    kept: list[Look] = []
    seen: set[tuple[int, str]] = set()
    for look in looks:
        if look.run_id in spoilt:
            continue
        if look.run_id is not None:
            if (look.run_id, look.url) in seen:
                continue
            seen.add((look.run_id, look.url))
        kept.append(look)
    return kept


# Our own network ----------------------------------------------------------------------------------


def _is_offline(archive: Archive) -> bool:
    unanswered = archive.unanswered()
    if not unanswered or any(look.verdict in REACHED for look in unanswered):
        return False
    hosts = {host_key(look.url) for look in unanswered if look.verdict in UNREACHED}
    usual = {host_key(state.url) for state in archive.feed_states() if not state.gone}
    return our_network_is_down(hosts, usual)


def _excuse(archive: Archive, sources: Collection[str], run_id: int, now: datetime) -> None:
    """What failed in this run was us: it counts for nobody, and the lists are asked again soon."""
    failed = {look.url for look in archive.unanswered() if look.run_id == run_id}
    states = [state for state in archive.feed_states() if state.source in sources]
    eased = [
        replace(
            state,
            failures=max(0, state.failures - 1),
            next_poll_at=min(state.next_poll_at, now + BACK_SOON),
            next_poll_reason="our own network was down, so again soon",
        )
        for state in states
        if state.next_poll_at is not None and state.failures and failed & {state.url, poll_url(state)}
    ]
    with archive.atomic():
        archive.mark_offline(run_id)
        archive.put_feed_states(eased)
        archive.frontier.excuse(failed, not_before=now + BACK_SOON)
