"""Verdicts as rows: kept for `newsfold why`, given back when the same call comes again, overruled by people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from storage.columns import Row
from storage.neighbours import Held, Neighbours
from storage.records import Candidate, Edge, Item, Verdict
from storage.times import to_text

MAX_EDGES = 8  #: pairs kept of one judgement, beside the ones that decided
UNLIKE_ANYTHING = "Nothing like it is in the archive."


class Decisions(Neighbours):
    """The table `decisions`: one row for the verdict (role "verdict"), one for each pair that was looked at."""

    def _keep_decision(self, item: Item, text: Row, verdict: Verdict) -> None:
        """Nothing is written for a text that resembled nothing, nor for an unchanged page."""
        if verdict.kind == "same" or (verdict.kind == "new" and not verdict.edges):
            return
        base = {
            "at": to_text(item.fetch.at),
            "url": text["url"],
            "url_key": text["url_key"],
            "content_hash": text["content_hash"],
            "run_id": text["run_id"],
        }
        facts = {"article_id": verdict.article_id, "kind": verdict.kind, "reason": verdict.reason}
        self._insert("decisions", {**base, **facts, "role": "verdict"})
        for edge in verdict.edges:
            self._insert("decisions", {**base, **_edge_row(edge), "role": _role(edge, verdict)})

    def _receipt(self, text: Row, item: Item, run_id: int | None) -> Verdict | None:
        """The verdict that this very call was given before, if it was stored already."""
        key = (text["url_key"], text["content_hash"], to_text(item.fetch.at), run_id, text["url"])
        # The pluses keep SQLite from walking the index over run_id: all pages of a run would be read for each of them.
        rows = self._all(
            "SELECT * FROM decisions WHERE url_key = ? AND content_hash = ? AND at = ? AND +run_id IS ? AND +url = ? ORDER BY id",
            key,
        )
        if rows:
            return _verdict(rows)
        row = self._one(
            "SELECT id FROM articles WHERE url_key = ? AND content_hash = ? AND first_seen_at = ? AND +run_id IS ? AND +url = ?",
            key,
        )
        return None if row is None else Verdict("new", row["id"], reason=UNLIKE_ANYTHING)

    def _overruled(self, candidate: Candidate, verdict: Verdict, held: Held | None) -> Verdict:
        """Honour "merge": a page that a person put into another's story goes there whatever the judge says."""
        if held is not None or verdict.kind != "new":
            return verdict
        row = self._one(
            "SELECT other_key, reason FROM overrides WHERE kind = 'merge' AND url_key = ?",
            (candidate.url_key,),
        )
        other = self._held(row["other_key"]) if row else None
        if row is None or other is None:
            return verdict
        return replace(
            verdict, kind="near", article_id=other.article_id, reason=row["reason"] or "Put together by hand."
        )

    def _story_of(self, text_id: int) -> int | None:
        """The article that a text, or an id that gave way, belongs to."""
        row = self._one(
            """SELECT id AS story FROM articles WHERE id = :id
            UNION ALL SELECT article_id FROM copies WHERE id = :id
            UNION ALL SELECT article_id FROM merged WHERE old_id = :id""",
            {"id": text_id},
        )
        return None if row is None else int(row["story"])


def trimmed(verdict: Verdict) -> Verdict:
    """The verdict as it can be given back from the rows: the deciding pairs and the best of the others."""
    if verdict.kind == "new" and not verdict.edges:
        return replace(verdict, reason=UNLIKE_ANYTHING)
    deciding = [edge for edge in (verdict.edge, *verdict.absorbs) if edge is not None]
    missing = tuple(edge for edge in deciding if edge not in verdict.edges)
    room = MAX_EDGES
    edges = []
    for edge in (*missing, *verdict.edges):
        if edge in deciding or room > 0:
            edges.append(edge)
            room -= edge not in deciding
    return replace(verdict, edges=tuple(edges))


def _role(edge: Edge, verdict: Verdict) -> str:
    if edge == verdict.edge:
        return "chosen"
    return "absorbed" if edge in verdict.absorbs else "seen"


def _edge_row(edge: Edge) -> dict[str, Any]:
    return {
        "article_id": edge.article_id,
        "kind": edge.kind,
        "distance": edge.distance,
        "similarity": edge.similarity,
        "shared_numbers": edge.shared_numbers,
        "lag": edge.lag,
        "reason": edge.reason,
    }


def _verdict(rows: Sequence[Row]) -> Verdict:
    head: Row = rows[0]
    edges = [
        (
            row["role"],
            Edge(
                row["article_id"],
                row["kind"],
                row["distance"],
                row["similarity"],
                row["shared_numbers"],
                row["lag"],
                row["reason"],
            ),
        )
        for row in rows[1:]
    ]
    return Verdict(
        head["kind"],
        head["article_id"],
        next((edge for role, edge in edges if role == "chosen"), None),
        tuple(edge for role, edge in edges if role == "absorbed"),
        tuple(edge for _, edge in edges),
        head["reason"],
    )
