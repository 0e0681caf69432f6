"""Earlier texts of a page: what stood there until when, also where captures come in another order than they were made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from storage.columns import Row
from storage.decisions import Decisions
from storage.neighbours import Held
from storage.texts import dated
from storage.times import new_gid, written

REVISED = (
    "headline", "description", "body", "published_at", "modified_at", "word_count", "simhash", "content_hash"
)  # fmt: skip


class Captures(Decisions):
    """Rows of `revisions`."""

    def _insert_revision(
        self, held: Held, old: Row, *, since: str, until: str, flags: dict[str, int], reason: str, run_id: Any
    ) -> None:
        """Keep a text that stood at a page. Any: a run's id or None, as rows hold it."""
        self._insert(
            "revisions",
            {
                "gid": new_gid(),
                "article_id": held.article_id,
                "copy_id": held.copy_id,
                "url": held.row["url"],
                "first_seen_at": since,
                "seen_at": until,
                **{name: old[name] for name in REVISED},
                **flags,
                "reason": reason,
                "run_id": run_id,
            },
        )

    def _current_since(self, held: Held) -> str:
        """Since when the text that is held now has stood there."""
        row = self._one(
            "SELECT max(seen_at) AS at FROM revisions WHERE article_id = ? AND copy_id IS ?",
            (held.article_id, held.copy_id),
        )
        since: str = (row["at"] if row else None) or held.first_seen
        return since

    def _keep_earlier(self, held: Held, old: Row, seen: datetime, reason: str, run_id: Any) -> bool:
        """Put a text that was seen before the page was seen last into its place among the revisions; False: it is known."""
        at, texts = written(seen), self._revisions_of(held)
        if any(one["content_hash"] == old["content_hash"] for one in texts):
            return False
        times = [self._current_since(held), held.row["last_seen_at"]]
        times += [one[name] for one in texts for name in ("first_seen_at", "seen_at") if one[name]]
        until = min(time for time in times if time > at)
        later = next((one for one in texts if one["first_seen_at"] == until), held.row)
        covering = next((one for one in texts if (one["first_seen_at"] or "") < at < one["seen_at"]), None)
        if covering is not None:
            self._update("revisions", covering["id"], {"seen_at": at})
        flags = {
            "headline_changed": int((old["headline"] or "") != (later["headline"] or "")),
            "has_notice": 0,
            "silent": int(later["modified_at"] == old["modified_at"]),
        }
        self._insert_revision(held, old, since=at, until=until, flags=flags, reason=reason, run_id=run_id)
        return True

    def _revisions_of(self, held: Held) -> Sequence[Row]:
        return self._all(
            "SELECT * FROM revisions WHERE article_id = ? AND copy_id IS ? ORDER BY seen_at, id",
            (held.article_id, held.copy_id),
        )

    def _touch(self, held: Held, seen: datetime) -> None:
        """Widen the time in which a page has been seen."""
        table, text_id = ("articles", held.article_id) if held.copy_id is None else ("copies", held.copy_id)
        own, at = held.row, written(seen)
        changes = {"last_seen_at": max(own["last_seen_at"], at)}
        if at < held.first_seen:
            changes["first_seen_at" if held.copy_id is None else "seen_at"] = at
            if held.copy_id is None:
                changes["dated_at"] = dated(own["published_at"], seen)
        self._update(table, text_id, changes)
