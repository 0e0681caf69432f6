"""The frontier and the hosts' slots as rows of the archive; with one writer the same rows serve one worker."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice

from storage.base import Base
from storage.columns import Row, to_json
from storage.errors import LeaseLost
from storage.records import TARGET, FrontierItem, HostSlot
from storage.times import from_text, lease_clock, to_text

MAX_ATTEMPTS = 12  #: leases of one item, those of killed runs included; then it is set aside as dead, for a person to look at

_PUT = """
    INSERT INTO frontier(url, url_key, host, source, kind, callback, priority, not_before, meta, state, attempts, fence,
        leased_until, reason, added_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, 0, 0, '', ?)
    ON CONFLICT(url_key, kind) DO NOTHING"""
_PULL = """
    UPDATE frontier SET priority = max(priority, :priority), meta = json_patch(meta, :meta),
        not_before = iif(state = 'waiting' AND reason = '' AND not_before IS NOT NULL AND (:due IS NULL OR :due < not_before),
            :due, not_before)
    WHERE url_key = :key AND kind = :kind"""
_TAKE_OVER = """
    UPDATE frontier SET source = :source, state = iif(state = 'dead', 'waiting', state),
        attempts = iif(state = 'dead', 0, attempts)
    WHERE url_key = :key AND kind = :kind"""
_DUE = """
    SELECT * FROM frontier WHERE host = :host AND state = 'waiting' AND (not_before IS NULL OR not_before <= :now)
        AND (:sources IS NULL OR source IN (SELECT value FROM json_each(:sources)))
    ORDER BY priority DESC, id LIMIT :n"""
_MANY = 200  #: sources from which on a lease looks each row's up: SQLite would read all their names anew each time


_FREE = """
    WITH ended AS (
        SELECT id, row_number() OVER (PARTITION BY host ORDER BY priority DESC, id) AS place FROM frontier
        WHERE state = 'leased' AND (:host IS NULL OR host = :host) AND (:clock IS NULL OR leased_until <= :clock))
    UPDATE frontier SET state = 'waiting', attempts = max(0, attempts - (place > 1)), priority = priority - (place = 1)
    FROM ended WHERE frontier.id = ended.id"""


def free_leases(base: Base, host: str | None = None, clock: float | None = None) -> None:
    """Let leased items wait again: those of one host or of all, those that ran out before `clock` or all.

    Whoever had leased them is gone. One after the other is asked of a host, so its first was in somebody's hands, and the
    others at most answered and not stored yet: their attempt is not counted. The first goes behind its equals; otherwise one page that brings a run
    down would hold up its host for ever.
    """
    base._connection.execute(_FREE, {"host": host, "clock": clock})


class FrontierTable:
    """`storage.ports.Frontier` in the table `frontier`."""

    def __init__(self, base: Base, max_attempts: int = MAX_ATTEMPTS) -> None:
        self._base = base
        self._max_attempts = max_attempts

    def put(self, items: Iterable[FrontierItem], *, now: datetime | None = None) -> int:
        """Queue `items`; how many were not waiting yet.

        One that waits already keeps the higher priority, takes over what is told of it now, and is due at the earlier
        of both times, unless it waits because it failed: what holds it back then is its own policy. A target belongs to
        whoever asked for it last, and gives way to a page of the same identity; while it is under
        way, no such page is queued.
        """
        at = to_text(self._base._moment(now))
        added = 0
        with self._base.atomic():
            for item in items:
                if item.kind == "page" and not self._make_way(item.url_key):
                    continue
                new = self._base._connection.execute(_PUT, (*_values(item), item.attempts, at)).rowcount
                added += new
                if not new:
                    self._pull(item)
        return added

    def _make_way(self, url_key: str) -> bool:
        """Drop a target that waits for what a list of its site now names, and tells more of; False: it is under way."""
        row = self._base._one(
            "SELECT id, state FROM frontier WHERE url_key = ? AND kind = 'target'", (url_key,)
        )
        if row is None:
            return True
        if row["state"] == "leased":
            return False
        self._base._connection.execute("DELETE FROM frontier WHERE id = ?", (row["id"],))
        return True

    def _pull(self, item: FrontierItem) -> None:
        names = {"key": item.url_key, "kind": item.kind}
        meta, due = to_json(dict(item.meta)) or "{}", to_text(item.not_before)
        self._base._connection.execute(_PULL, {**names, "priority": item.priority, "meta": meta, "due": due})
        if item.kind == TARGET:
            self._base._connection.execute(_TAKE_OVER, {**names, "source": item.source})

    def lease(
        self,
        host: str,
        n: int,
        *,
        fence: int,
        ttl: float,
        now: datetime | None = None,
        sources: Collection[str] | None = None,
    ) -> list[FrontierItem]:
        """Take up to `n` due items of `host` for `ttl` seconds; see `storage.ports.Frontier.lease`."""
        clock = lease_clock()
        at = to_text(self._base._moment(now))
        with self._base.atomic():
            self._check_fence(host, fence)
            self._end_leases(host, clock)
            rows = self._due(host, n, at, sources)
            self._base._connection.executemany(
                "UPDATE frontier SET state = 'leased', fence = ?, leased_until = ?, attempts = attempts + 1 WHERE id = ?",
                [(fence, clock + ttl, row["id"]) for row in rows],
            )
        return [_item(row, fence) for row in rows]

    def _due(self, host: str, n: int, at: str | None, sources: Collection[str] | None) -> Sequence[Row]:
        values = {"host": host, "now": at}
        if sources is None or len(sources) < _MANY:
            return self._base._all(_DUE, {**values, "n": n, "sources": _names(sources)})
        found = self._base._connection.execute(_DUE, {**values, "n": -1, "sources": None})
        try:
            return list(islice((row for row in found if row["source"] in sources), n))
        finally:
            found.close()

    def ack(self, ids: Iterable[int], *, fence: int | None = None) -> None:
        """The items are done; an id that is not there is no error."""
        with self._base.atomic():
            for item in ids:
                self._check_item(item, fence)
                self._base._connection.execute("DELETE FROM frontier WHERE id = ?", (item,))

    def fail(
        self,
        ids: Iterable[int],
        *,
        not_before: datetime | None = None,
        reason: str = "",
        fence: int | None = None,
    ) -> None:
        """Give leased items back, not to be leased again before `not_before`; out of attempts, they are dead."""
        with self._base.atomic():
            for item in ids:
                self._check_item(item, fence)
                self._base._connection.execute(
                    """UPDATE frontier SET state = iif(attempts >= ?, 'dead', 'waiting'), not_before = ?, reason = ?,
                    leased_until = 0 WHERE id = ?""",
                    (self._max_attempts, to_text(not_before), reason, item),
                )

    def give_back(self, ids: Iterable[int]) -> None:
        """Return items that were never requested; the attempt is not counted."""
        with self._base.atomic():
            self._base._connection.executemany(
                """UPDATE frontier SET state = 'waiting', leased_until = 0, attempts = max(0, attempts - 1)
                WHERE id = ? AND state = 'leased'""",
                [(item,) for item in ids],
            )

    def excuse(self, urls: Iterable[str], *, not_before: datetime) -> None:
        """Waiting items that failed through no fault of theirs: no attempt counts, and they are due by `not_before`."""
        at = to_text(not_before)
        with self._base.atomic():
            self._base._connection.executemany(
                """UPDATE frontier SET attempts = 0, not_before = min(coalesce(not_before, ?), ?)
                WHERE url = ? AND state = 'waiting' AND reason <> ''""",
                [(at, at, url) for url in urls],
            )

    def due_hosts(
        self, *, now: datetime | None = None, sources: Collection[str] | None = None
    ) -> list[tuple[str, int]]:
        """(host, due items) of every host with a due item whose own `not_before` has passed; most items first."""
        sql = """SELECT f.host AS host, count(*) AS due FROM frontier f LEFT JOIN hosts h ON h.host = f.host
            WHERE f.attempts < :limit AND (f.not_before IS NULL OR f.not_before <= :now)
                AND (h.not_before IS NULL OR h.not_before <= :now)
                AND (f.state = 'waiting' OR (f.state = 'leased' AND f.leased_until <= :clock))
                AND (:sources IS NULL OR f.source IN (SELECT value FROM json_each(:sources)))
            GROUP BY f.host ORDER BY due DESC, f.host"""
        values = {
            "now": to_text(self._base._moment(now)),
            "clock": lease_clock(),
            "limit": self._max_attempts,
            "sources": _names(sources),
        }
        return [(row["host"], row["due"]) for row in self._base._all(sql, values)]

    def sources(self) -> frozenset[str]:
        """Whose items are there, in any state."""
        return frozenset(row["source"] for row in self._base._all("SELECT DISTINCT source FROM frontier"))

    def waiting(self) -> int:
        """Items that wait or are leased; the dead are not counted."""
        row = self._base._one("SELECT count(*) AS n FROM frontier WHERE state <> 'dead'")
        return int(row["n"]) if row else 0

    def _check_fence(self, host: str, fence: int) -> None:
        row = self._base._one("SELECT fence FROM hosts WHERE host = ?", (host,))
        if row is None or row["fence"] != fence:
            raise LeaseLost(
                f"{host}: the slot was taken over (fence {fence}, now {row['fence'] if row else 0})"
            )

    def _check_item(self, item: int, fence: int | None) -> None:
        if fence is None:
            return
        row = self._base._one("SELECT fence, url FROM frontier WHERE id = ?", (item,))
        if row is not None and row["fence"] > fence:
            raise LeaseLost(f"{row['url']}: was leased again (fence {fence}, now {row['fence']})")

    def _end_leases(self, host: str, clock: float) -> None:
        """Free what was leased too long, and set aside what used up its attempts: each time something died with it."""
        free_leases(self._base, host, clock)
        self._base._connection.execute(
            """UPDATE frontier SET state = 'dead', reason = iif(reason = '', 'No attempt came to an end.', reason)
            WHERE host = ? AND state = 'waiting' AND attempts >= ?""",
            (host, self._max_attempts),
        )


class HostTable:
    """`storage.ports.Hosts` in the table `hosts`; fences of one archive come from one growing sequence."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._top: int | None = (
            None  #: the highest fence so far: one writer need not look at all hosts for it
        )

    def take(self, host: str, *, ttl: float, now: datetime | None = None) -> HostSlot | None:
        """The slot for `ttl` seconds, or None while it is held or before its `not_before`."""
        clock, moment = lease_clock(), self._base._moment(now)
        with self._base.atomic():
            row = self._base._one("SELECT * FROM hosts WHERE host = ?", (host,))
            not_before = from_text(row["not_before"]) if row else None
            if row and (row["leased_until"] > clock or (not_before and not_before > moment)):
                return None
            fence = self._top = max(self._highest(), row["fence"] if row else 0) + 1
            self._base._connection.execute(
                """INSERT INTO hosts(host, fence, leased_until) VALUES (?, ?, ?)
                ON CONFLICT(host) DO UPDATE SET fence = excluded.fence, leased_until = excluded.leased_until, not_before = NULL""",
                (host, fence, clock + ttl),
            )
        return HostSlot(host, fence, _until(clock + ttl))

    def _highest(self) -> int:
        if self._top is None:
            top = self._base._one("SELECT coalesce(max(fence), 0) AS fence FROM hosts")
            return int(top["fence"]) if top else 0
        return self._top

    def renew(self, host: str, fence: int, *, ttl: float) -> HostSlot:
        """Hold the slot longer. Raises LeaseLost if another one took it."""
        until = lease_clock() + ttl
        with self._base.atomic():
            done = self._base._connection.execute(
                "UPDATE hosts SET leased_until = ? WHERE host = ? AND fence = ?", (until, host, fence)
            )
            if not done.rowcount:
                raise LeaseLost(f"{host}: the slot was taken over (fence {fence})")
        return HostSlot(host, fence, _until(until))

    def holds(self, host: str, fence: int) -> bool:
        """Does the slot still belong to `fence`?"""
        return self._base._one("SELECT 1 FROM hosts WHERE host = ? AND fence = ?", (host, fence)) is not None

    def release(self, host: str, fence: int, *, not_before: datetime | None = None) -> None:
        """Give the slot back; nobody takes it before `not_before`. A lost slot is left alone."""
        with self._base.atomic():
            self._base._connection.execute(
                "UPDATE hosts SET leased_until = 0, not_before = ? WHERE host = ? AND fence = ?",
                (to_text(not_before), host, fence),
            )


def _names(sources: Collection[str] | None) -> str | None:
    return None if sources is None else json.dumps(sorted(sources))


def _values(item: FrontierItem) -> tuple[object, ...]:
    return (
        item.url,
        item.url_key,
        item.host,
        item.source,
        item.kind,
        item.callback,
        item.priority,
        to_text(item.not_before),
        to_json(dict(item.meta)) or "{}",
    )


def _item(row: Row, fence: int) -> FrontierItem:
    return FrontierItem(
        url=row["url"],
        url_key=row["url_key"],
        host=row["host"],
        source=row["source"],
        kind=row["kind"],
        callback=row["callback"],
        priority=row["priority"],
        not_before=from_text(row["not_before"]),
        meta=json.loads(row["meta"]),
        id=row["id"],
        attempts=row["attempts"] + 1,
        fence=fence,
    )


def _until(clock: float) -> datetime:
    return datetime.fromtimestamp(clock, UTC)
