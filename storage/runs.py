"""What each run was and did: its row, what it was made of, its requests, and the configuration it followed."""

from __future__ import annotations

import hashlib
import json
import os
import socket
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, cast

from storage.base import Base
from storage.columns import Row, reader, to_json
from storage.errors import NotFound
from storage.frontier import free_leases
from storage.rows import Run
from storage.times import new_gid, to_text

_DIGITS = 12  #: of a configuration's hash: 48 bits tell an archive's few hundred apart
_DIED = "The process ended without closing its run."

# Plain SQL: the schedule, which writes a row about a run that it did not make, need not hold sqlite-utils for years.
_START = """
    INSERT INTO runs(gid, started_at, status, command, host, pid, version, reason, counts, versions, config_hash)
    VALUES (:gid, :started_at, 'running', :command, :host, :pid, :version, '', '{}', :versions, :config_hash)"""

_read_run = reader(Run)


class Runs(Base):
    """The tables `runs` and `configurations`, and `fetches` by run."""

    def start_run(
        self,
        command: str = "",
        *,
        version: str = "",
        versions: Mapping[str, str] | None = None,
        config: str = "",
        now: datetime | None = None,
    ) -> int:
        """A row in `runs` with status "running", committed at once; see `storage.ports.Archive.start_run`."""
        at = to_text(self._moment(now))
        row = {
            "gid": new_gid(),
            "started_at": at,
            "command": command,
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "version": version or (versions or {}).get("newsfold", ""),
            "versions": to_json(dict(versions or {})) or "{}",
        }
        with self.atomic():
            row["config_hash"] = self._keep_configuration(config, at)
            return cast("int", self._connection.execute(_START, row).lastrowid)

    def _keep_configuration(self, config: str, at: str | None) -> str | None:
        if not config:
            return None
        digest = hashlib.sha256(config.encode()).hexdigest()[:_DIGITS]
        self._connection.execute(
            "INSERT OR IGNORE INTO configurations(hash, first_used_at, content) VALUES (?, ?, ?)",
            (digest, at, config),
        )
        return digest

    def end_run(
        self,
        run_id: int,
        status: str,
        counts: Mapping[str, Any] | None = None,
        *,
        reason: str = "",
        now: datetime | None = None,
    ) -> None:
        """Close a run: "ok", "partial", "failed", "interrupted" or "skipped". Raises NotFound."""
        with self.atomic():
            done = self._connection.execute(
                "UPDATE runs SET status = ?, ended_at = ?, reason = ?, counts = ? WHERE id = ?",
                (status, to_text(self._moment(now)), reason, to_json(dict(counts or {})) or "{}", run_id),
            )
            if not done.rowcount:
                raise NotFound(f"{self.path}: there is no run {run_id}")
            self._sum_up(run_id)

    def _sum_up(self, run_id: int) -> None:
        """Keep on the run's row how its requests ended: the rows of `fetches` may be pruned."""
        self._connection.execute(
            "UPDATE runs SET verdicts = ? WHERE id = ?", (to_json(self._verdicts(run_id)) or "{}", run_id)
        )

    def _verdicts(self, run_id: int) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        sql = """SELECT kind, coalesce(nullif(verdict, ''), 'none') AS verdict, count(*) AS fetches FROM fetches
            WHERE run_id = ? GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2"""
        for row in self._all(sql, (run_id,)):
            found.setdefault(row["kind"], {})[row["verdict"]] = row["fetches"]
        return found

    def note_counts(self, run_id: int, counts: Mapping[str, Any]) -> None:
        """Say how far a run is while it goes on."""
        with self.atomic():
            self._connection.execute(
                "UPDATE runs SET counts = ? WHERE id = ?", (to_json(dict(counts)) or "{}", run_id)
            )

    def _mark_dead_runs(self, now: datetime) -> None:
        """Whoever holds the lock knows that a run still called "running" has died, and that its leases are free."""
        with self.atomic():
            for run in self._all("SELECT id FROM runs WHERE status = 'running'"):
                self._sum_up(run["id"])
            self._connection.execute(
                """UPDATE runs SET status = 'interrupted', ended_at = coalesce(
                    (SELECT max(at) FROM fetches WHERE run_id = runs.id), ?), reason = ? WHERE status = 'running'""",
                (to_text(now), _DIED),
            )
            free_leases(self)
            self._connection.execute("UPDATE hosts SET leased_until = 0")

    # Reading

    def runs(self, limit: int | None = None) -> list[Run]:
        """Newest first."""
        rows = self._all("SELECT * FROM runs ORDER BY id DESC LIMIT ?", (-1 if limit is None else limit,))
        return [_run(row) for row in rows]

    def run(self, run_id: int) -> Run:
        """One run. Raises NotFound."""
        row = self._one("SELECT * FROM runs WHERE id = ?", (run_id,))
        if row is None:
            raise NotFound(f"{self.path}: there is no run {run_id}")
        return _run(row)

    def configuration(self, digest: str) -> Mapping[str, Any] | None:
        """The configuration that `Run.config_hash` names."""
        row = self._one("SELECT content FROM configurations WHERE hash = ?", (digest,))
        return None if row is None else cast("Mapping[str, Any]", json.loads(row["content"]))

    def fetches(self, run_id: int) -> Iterator[dict[str, Any]]:
        """Rows of `fetches` of one run, in order."""
        for row in self._all("SELECT * FROM fetches WHERE run_id = ? ORDER BY id", (run_id,)):
            yield dict(row)

    def verdicts(self, run_id: int) -> dict[str, int]:
        """How many requests of a run ended in which verdict, most first; also when their rows were pruned."""
        total: dict[str, int] = {}
        for ended in (self.run(run_id).verdicts or self._verdicts(run_id)).values():
            for verdict, number in ended.items():
                total[verdict] = total.get(verdict, 0) + number
        return dict(sorted(total.items(), key=lambda pair: (-pair[1], pair[0])))


def _run(row: Row) -> Run:
    values = {name: row[name] for name in row.keys()}  # noqa: SIM118 -- iterating a sqlite3.Row gives values
    for name in ("counts", "versions", "verdicts"):
        values[name] = json.loads(values[name] or "{}")
    for name in ("command", "host", "version", "reason", "config_hash"):
        values[name] = values[name] or ""
    return _read_run(values)
