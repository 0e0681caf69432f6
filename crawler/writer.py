"""Write what a run learns, in batches: articles with their rows, verdicts, polls, and what waits next."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from weakref import WeakKeyDictionary

from scrapy.utils.asyncio import CallLaterResult, call_later

from crawler.backlog import BATCH
from crawler.dedup import judge
from crawler.desk import Desk
from crawler.failures import SlotLost
from crawler.outcomes import STOPPED, ListOutcome, PageOutcome
from crawler.polls import Skip, recheck_after
from crawler.report import Planned
from crawler.urls import host_key
from storage.records import TARGET, Fetch, FrontierItem, Verdict
from storage.rows import SourceRow

log = logging.getLogger(__name__)

FLUSH_AFTER = 0.4  #: seconds that a page may wait for its batch
PATIENCE = 30.0  #: seconds that a run waits for a page to be asked for again
FAILED = frozenset({"error", "timeout", "too_large", "redirects", "refused", "robots", "unread"})
WITHDRAWN = frozenset({404, 410})  #: a page that its publisher took away says nothing about the source
COUNTED = {
    "new": "new",
    "same": "same",
    "revision": "revisions",
    "exact": "copies",
    "near": "copies",
    "contained": "copies",
    "contains": "copies",
}

_WRITERS: WeakKeyDictionary[Desk, Writer] = WeakKeyDictionary()


class Writer:
    """Collects outcomes and stores them; nothing is acknowledged before it is stored."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.decide = partial(judge, rules=desk.fold_rules)
        self.pending: list[PageOutcome] = []
        self._timer: CallLaterResult | None = None

    @staticmethod
    def of(desk: Desk) -> Writer:
        """The one writer of a desk."""
        writer = _WRITERS.get(desk)
        if writer is None:
            writer = _WRITERS[desk] = Writer(desk)
        return writer

    def skip(self, step: Skip) -> None:
        tally = self.desk.of_source(step.source_id)
        tally.counts["skipped"] += 1
        tally.skipped = step.reason
        self.desk.note(Fetch(step.url, step.source_id, self.desk.now(), "feed", None, "skipped", step.reason))

    def add_list(self, outcome: ListOutcome) -> None:
        """Store a poll at once: what it names must wait in the archive before its validators do."""
        self._guarded(partial(self._add_list, outcome))
        if outcome.page is not None:
            self.add_page(outcome.page)

    def _add_list(self, outcome: ListOutcome) -> None:
        if not outcome.source:  # it will be asked for again, in this run or by whoever has it now
            self.desk.note(outcome.fetch)
            if outcome.lease is not None:
                self._pass_on(outcome.lease, outcome.moved)
            return
        if self.desk.outcomes is not None:
            self.desk.outcomes.append(outcome)
        self.desk.take_up(outcome.source)
        tally = self.desk.of_source(outcome.source)
        tally.url = tally.url or outcome.source_url
        if outcome.problem:
            tally.problems.append(outcome.problem)
        else:
            tally.counts["unchanged" if outcome.fetch.verdict == "not_modified" else "lists"] += 1
        archive, leased = self.desk.archive, [outcome.lease] if outcome.lease is not None else []
        if leased and not outcome.problem:
            self.desk.handed_out -= 1  # it was no page, as far as --max goes
        if self.desk.options.simulate:
            given = [outcome.page.waiting] if outcome.page is not None else []
            self.desk.planned += [_planned(item, outcome) for item in (*given, *outcome.items)]
            archive.frontier.ack([*leased, *(item.id for item in given if item.id is not None)])
            return
        if (
            outcome.page is not None
            and outcome.state is None
            and not outcome.formerly
            and tally.counts["lists"] > 1
        ):
            return  # one more article of a source that this run has written: its page's own batch says it all
        with archive.atomic():
            archive.frontier.ack(leased)
            archive.put_sources(
                [SourceRow(outcome.source, outcome.source_url, outcome.title, outcome.language)]
            )
            archive.frontier.put(outcome.items, now=self.desk.now())
            if outcome.state is not None:
                archive.put_feed_states([outcome.state])
            if outcome.formerly and not archive.has_lists(outcome.formerly):
                archive.remove_source(outcome.formerly)
            earlier = (
                self.desk.take_notes()
            )  # among them this list's own hiccups: rows stand in the order of the requests
            archive.record_fetches(
                self.desk.run_id, [*earlier, outcome.fetch] if outcome.page is None else earlier
            )
        self.desk.frontier_changed = True
        log.debug(
            "list read url=%s verdict=%s %s", outcome.fetch.url, outcome.fetch.verdict, outcome.fetch.reason
        )

    def _pass_on(self, lease: int, moved: FrontierItem | None) -> None:
        """A target that was not looked at goes back; one that redirects to another host waits for that host."""
        frontier = self.desk.archive.frontier
        if moved is None:
            frontier.give_back([lease])
            return
        self.desk.handed_out -= 1
        with self.desk.archive.atomic():
            frontier.put([moved], now=self.desk.now())
            frontier.ack([lease])
        self.desk.frontier_changed = True

    def add_page(self, outcome: PageOutcome) -> None:
        """Take up what became of a page, to be written with the next batch; one that nobody looked at goes back to the frontier."""
        if (
            outcome.verdict == SlotLost.verdict
        ):  # whoever took the slot over has the page, or its lease runs out
            self.desk.note(outcome.item.fetch)
            return
        if outcome.verdict == STOPPED:
            if outcome.waiting.id is not None:
                self._guarded(partial(self.desk.archive.frontier.give_back, [outcome.waiting.id]))
            return
        tally = self.desk.of_source(outcome.waiting.source)
        comes_back = self._comes_back(outcome)
        tally.counts["pages"] += not comes_back  # a page is counted once, however often its server stumbles
        if outcome.item.article is None and outcome.verdict != "not_modified" and not comes_back:
            self._count_rejected(outcome)
        if self.desk.options.simulate:
            return
        if self.desk.outcomes is not None and outcome.moved is None:
            self.desk.outcomes.append(outcome)
        if comes_back:  # said before the row is written, or the crawl would find itself idle and end
            self.desk.wait_for_retry(comes_back + FLUSH_AFTER)
        self.pending.append(outcome)
        self.desk.backlog.unwritten = len(self.pending)
        if len(self.pending) >= BATCH:
            self.flush()
        elif self._timer is None:
            self._timer = call_later(FLUSH_AFTER, self.flush)

    def _comes_back(self, outcome: PageOutcome) -> float:
        """Seconds until a page whose server stumbled, or that moved, is asked for again in this run; 0: not in this one."""
        if outcome.moved is not None:
            return FLUSH_AFTER
        if outcome.retry_at is None:
            return 0.0
        wait = (outcome.retry_at - self.desk.now()).total_seconds()
        return max(wait, FLUSH_AFTER) if wait <= PATIENCE else 0.0

    def _count_rejected(self, outcome: PageOutcome) -> None:
        tally = self.desk.of_source(outcome.waiting.source)
        failed = outcome.verdict in FAILED
        tally.counts["failed" if failed else "rejected"] += 1
        if failed and outcome.item.fetch.status not in WITHDRAWN and len(tally.problems) < 5:
            tally.problems.append(f"{outcome.waiting.url}: {outcome.reason}")

    def flush(self) -> None:
        """Write everything that waits, in one transaction."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._guarded(self._flush)
        self.desk.backlog.unwritten = len(self.pending)
        if self.desk.on_stored is not None:
            self.desk.on_stored()

    def _guarded(self, write: Callable[[], None]) -> None:
        """The edge of a run: what cannot be stored ends it, once and loudly; nothing was acknowledged."""
        if not self.desk.can_store:
            return
        try:
            write()
        except Exception as problem:  # noqa: BLE001 - raised when the run is over
            self.desk.give_up(problem, "the archive cannot be written")

    def _flush(self) -> None:
        batch, self.pending = self.pending, []
        notes = self.desk.take_notes()
        if not batch and not notes:
            return
        archive, now = self.desk.archive, self.desk.now()
        with archive.atomic():
            archive.record_fetches(self.desk.run_id, notes)
            verdicts = archive.store(
                [one.item for one in batch], self.decide, now=now, run_id=self.desk.run_id
            )
            moved = [one.moved for one in batch if one.moved is not None]
            archive.frontier.put([*self._rechecks(batch, verdicts), *moved], now=now)
            self._wait_again(batch)
        if moved:
            self.desk.frontier_changed = True
            self.desk.handed_out -= len(moved)  # a page counts once for --max, wherever it was led
        for outcome, verdict in zip(batch, verdicts, strict=True):
            self._count(outcome, verdict)

    def _count(self, outcome: PageOutcome, verdict: Verdict | None) -> None:
        tally = self.desk.of_source(outcome.waiting.source)
        if outcome.verdict == "not_modified":
            tally.counts["same"] += 1
            tally.counts["stored"] += 1
        if verdict is None:
            return
        tally.counts["stored"] += 1
        tally.counts[COUNTED[verdict.kind]] += 1
        log.debug("page stored url=%s verdict=%s %s", outcome.item.fetch.url, verdict.kind, verdict.reason)

    def _wait_again(self, batch: Sequence[PageOutcome]) -> None:
        for outcome in batch:
            waiting, frontier = outcome.waiting, self.desk.archive.frontier
            if outcome.retry_at is None or waiting.id is None:
                continue
            if waiting.kind == TARGET:  # its answer told that it is a page, and whose
                page = replace(
                    waiting, id=None, kind="page", callback="parse_page", not_before=outcome.retry_at
                )
                frontier.ack([waiting.id])
                frontier.put([page], now=self.desk.now())
            else:
                frontier.fail([waiting.id], not_before=outcome.retry_at, reason=outcome.reason)

    def _rechecks(
        self, batch: Sequence[PageOutcome], verdicts: Sequence[Verdict | None]
    ) -> list[FrontierItem]:
        """The next look at each page that was stored, by its source's recheck plan."""
        items = []
        for outcome, verdict in zip(batch, verdicts, strict=True):
            if verdict is None and outcome.verdict != "not_modified":
                continue
            items += self._recheck(outcome)
        return items

    def _recheck(self, outcome: PageOutcome) -> list[FrontierItem]:
        waiting, item = outcome.waiting, outcome.item
        now = self.desk.now()
        start = item.article.published if item.article and item.article.published else None
        start = start or _first(waiting) or now
        plan = self.desk.source_of(waiting.source).recheck
        moment = recheck_after(plan, min(start, now), now)
        if moment is None:
            return []
        meta = {**waiting.meta, "start": start.isoformat()}
        if outcome.validators:
            meta["headers"] = dict(outcome.validators)
        key = item.url_key or waiting.url_key
        url = item.fetch.final_url or waiting.url
        return [
            FrontierItem(
                url, key, host_key(url), waiting.source, "recheck", not_before=moment, meta=meta, priority=-1
            )
        ]


def _first(waiting: FrontierItem) -> datetime | None:
    text = waiting.meta.get("start")
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def _planned(item: FrontierItem, outcome: ListOutcome) -> Planned:
    entry = item.meta.get("entry") or {}
    when = entry.get("published")
    return Planned(
        outcome.source,
        item.url,
        entry.get("title"),
        datetime.fromisoformat(when) if when else None,
        f"named by {outcome.fetch.url}" if outcome.page is None else "it was given",
    )
