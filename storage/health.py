"""What the archive knows of how each source is doing: looks at its lists and pages, its days, its state and changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from storage.base import Base
from storage.columns import Row, to_json
from storage.rows import HealthChange, Look, TextMeasure
from storage.times import from_text, moment, to_text

_ASKED = "verdict NOT IN ('skipped', 'redirected') AND kind <> 'robots'"
_TEXTS = """
    SELECT * FROM (SELECT dated_at AS dated, word_count, published_at FROM articles WHERE source = :source
        ORDER BY dated_at DESC LIMIT :limit)
    UNION ALL SELECT * FROM (SELECT coalesce(published_at, seen_at) AS dated, word_count, published_at FROM copies
        WHERE source = :source AND kind <> 'same_url' ORDER BY coalesce(published_at, seen_at) DESC LIMIT :limit)
    ORDER BY dated DESC LIMIT :limit"""
_DATES = """
    SELECT dated_at AS dated FROM articles WHERE source = :source AND dated_at >= :since
    UNION ALL SELECT coalesce(published_at, seen_at) FROM copies
        WHERE source = :source AND kind <> 'same_url' AND coalesce(published_at, seen_at) >= :since
    ORDER BY dated"""


_OFFLINE = "our own network was down: none of the hosts that were asked gave an answer"


class HealthTables(Base):
    """The evidence for a source's health, and what was made of it."""

    def looks(self, source: str, *, pages: bool = False, limit: int = 100) -> list[Look]:
        """The latest requests for the source's lists, or for its pages, newest first; those not made are left out."""
        sql = f"""SELECT * FROM fetches WHERE source = ? AND {_ASKED} AND (kind IN ('page', 'recheck')) = ?
            ORDER BY id DESC LIMIT ?"""  # noqa: S608 - a constant
        return [_look(row) for row in self._all(sql, (source, pages, limit))]

    def unanswered(self) -> list[Look]:
        """Every request since the last one, of any source, that a server answered; newest first."""
        sql = f"""SELECT * FROM fetches WHERE id > coalesce((SELECT max(id) FROM fetches WHERE status IS NOT NULL), 0)
            AND {_ASKED} ORDER BY id DESC LIMIT 10000"""  # noqa: S608 - a constant
        return [_look(row) for row in self._all(sql)]

    def text_dates(self, source: str, *, since: datetime) -> list[datetime]:
        """When each text of the source was published (first seen, where nobody said), oldest first."""
        rows = self._all(_DATES, {"source": source, "since": to_text(since)})
        return [moment(row["dated"]) for row in rows]

    def text_measures(self, source: str, *, limit: int = 100) -> list[TextMeasure]:
        """Length and date of the source's latest texts, newest first."""
        rows = self._all(_TEXTS, {"source": source, "limit": limit})
        return [
            TextMeasure(moment(row["dated"]), row["word_count"], row["published_at"] is not None)
            for row in rows
        ]

    def offline_runs(self) -> frozenset[int]:
        """Runs in which our own network was down: what failed in them says nothing about a source."""
        return frozenset(
            row["id"] for row in self._all("SELECT id FROM runs WHERE counts LIKE '%\"offline\"%'")
        )

    def mark_offline(self, run_id: int) -> None:
        """Note in the run's counts and before its reason that our own network was down."""
        with self.atomic():
            self._connection.execute(
                """UPDATE runs SET counts = json_set(counts, '$.offline', 1),
                reason = ? || iif(coalesce(reason, '') = '', '', '; ' || reason) WHERE id = ?""",
                (_OFFLINE, run_id),
            )

    def put_health(self, changes: Iterable[HealthChange]) -> None:
        """Write each source's state; one that differs from the state before is a row, `waiting` with it."""
        with self.atomic():
            for change in changes:
                self._connection.execute(
                    """UPDATE sources SET health = :after, health_reason = :reason, health_evidence = :evidence,
                        health_since = CASE WHEN health IS :after THEN coalesce(health_since, :at) ELSE :at END WHERE id = :source""",
                    _health_row(change),
                )
                if change.before != change.after:
                    row = _health_row(change) | {"waiting": ",".join(change.waiting)}
                    self.db.table("health_changes").insert(row)

    def health_changes(self, *, waiting: bool = False, limit: int = 1000) -> list[HealthChange]:
        """Changes of state, oldest first; `waiting`: only those that somebody has still to be told of."""
        sql = "SELECT * FROM (SELECT * FROM health_changes WHERE NOT :waiting OR waiting <> '' ORDER BY id DESC LIMIT :limit) ORDER BY id"
        return [_change(row) for row in self._all(sql, {"waiting": waiting, "limit": limit})]

    def put_waiting(self, change_id: int, channels: Sequence[str]) -> None:
        """Who has still to be told of a change."""
        with self.atomic():
            self._connection.execute(
                "UPDATE health_changes SET waiting = ? WHERE id = ?", (",".join(channels), change_id)
            )


def _look(row: Row) -> Look:
    return Look(
        row["run_id"], row["url"], row["source"], moment(row["at"]), row["kind"], row["status"], row["verdict"] or "", row["reason"] or ""
    )  # fmt: skip


def _health_row(change: HealthChange) -> dict[str, Any]:
    return {
        "source": change.source,
        "at": to_text(change.at),
        "before": change.before,
        "after": change.after,
        "reason": change.reason,
        "evidence": to_json(dict(change.evidence)) or "{}",
    }


def _change(row: Row) -> HealthChange:
    return HealthChange(
        source=row["source"],
        at=from_text(row["at"]) or moment(row["at"]),
        before=row["before"],
        after=row["after"],
        reason=row["reason"],
        evidence=json.loads(row["evidence"] or "{}"),
        id=row["id"],
        waiting=tuple(filter(None, (row["waiting"] or "").split(","))),
    )
