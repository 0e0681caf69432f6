# ruff: noqa: S608 -- table names are constants, values are bound
"""Moving texts between stories after they were stored: what people decide, and what a replay of the rules asks for."""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Literal, cast

from storage.columns import Row, candidate_of, reader, signature_of, stored_article, stored_copy
from storage.errors import NotFound, UsageError
from storage.ports import Target
from storage.reading import Reading
from storage.records import Candidate, Edge
from storage.rows import Override, StoredArticle, StoredCopy, TextMarks
from storage.texts import edge_facts, kind_of_old_text
from storage.times import moment, to_text

_BATCH = 500
_override = reader(Override)


class Regrouping(Reading):
    """Stories put together and taken apart; a text keeps its id, whichever table it stands in."""

    # Replays

    def texts(self) -> Iterator[StoredArticle | StoredCopy]:
        """Every text that takes part in folding, by id, which is the order of arrival; second addresses left out."""
        articles = self._texts("articles", "1")
        copies = self._texts("copies", "kind <> 'same_url'")
        for table, row in heapq.merge(articles, copies, key=lambda pair: int(pair[1]["id"])):
            yield stored_article(row) if table == "articles" else stored_copy(row)

    def _texts(self, table: str, where: str) -> Iterator[tuple[str, sqlite3.Row]]:
        last = 0
        sql = f"SELECT * FROM {table} WHERE id > ? AND {where} ORDER BY id LIMIT ?"
        while rows := self._all(sql, (last, _BATCH)):
            yield from ((table, row) for row in rows)
            last = rows[-1]["id"]

    def marks(self) -> Iterator[TextMarks]:
        """The marks of every text that takes part in folding, in no order; bodies are not read."""
        columns = "url_key, simhash, anchors, tokens, published_at"
        for sql in (
            f"SELECT id, id AS article_id, {columns}, first_seen_at AS seen FROM articles WHERE id > ? ORDER BY id LIMIT ?",
            f"""SELECT id, article_id, {columns}, seen_at AS seen FROM copies
            WHERE id > ? AND kind <> 'same_url' ORDER BY id LIMIT ?""",
        ):
            last = 0
            while rows := self._all(sql, (last, _BATCH)):
                yield from map(_marks_of, rows)
                last = rows[-1]["id"]

    def text_candidates(self, text_ids: Collection[int]) -> dict[int, Candidate]:
        """Texts as a judge sees them, by id; `article_id` is that of the story. Overrides are not looked at."""
        found = {}
        for table, story, seen in (("articles", "id", "first_seen_at"), ("copies", "article_id", "seen_at")):
            marks = ",".join("?" * len(text_ids))
            for row in self._all(f"SELECT * FROM {table} WHERE id IN ({marks})", tuple(text_ids)):
                found[row["id"]] = candidate_of(row, seen=moment(row[seen]), article_id=row[story])
        return found

    def regroup(self, text_id: int, article_id: int | None, edge: Edge | None = None) -> None:
        """Move one text into the story of `article_id`; with None, into a story of its own.

        If it was its story's article, the fullest of its copies takes that place. `edge` is the evidence as
        judged from the text's side; a copy that is in that story already only gets the evidence. No override is
        kept. Raises NotFound.
        """
        with self.atomic():
            target = None if article_id is None else self._resolved(article_id)[0]
            story, copy = self._resolved(text_id)
            if target == story and copy is not None and edge is not None:
                self._update("copies", copy, edge_facts(edge, _kind_of_copy(edge)))
            if target == story or (target is None and copy is None and not self._others(story)):
                return
            if copy is None and self._others(story):
                self._hand_over(story, self.now())
                copy = text_id
            if target is None:
                if copy is not None:
                    self._raise(copy)
                return
            facts = edge_facts(edge, _kind_of_copy(edge))
            if copy is None:
                self._demote(text_id, target, facts, self.now())
            else:
                self._move_copy(self.copy(copy), target)
                self._update("copies", copy, facts)
                self._measure_lags(target)

    def promote(self, copy_id: int) -> None:
        """Let a copy be its story's article; the article becomes a copy. The story is known by both ids. Raises NotFound."""
        with self.atomic():
            story, copy = self._resolved(copy_id)
            if copy is not None:
                self._put_first(story, copy, self.now())

    def _others(self, story: int) -> list[int]:
        """The copies of a story, fullest first."""
        sql = "SELECT id FROM copies WHERE article_id = ? AND kind <> 'same_url' ORDER BY word_count DESC, id"
        return [row["id"] for row in self._all(sql, (story,))]

    def _hand_over(self, story: int, at: datetime) -> None:
        """Let the fullest copy take a story's place as its article, and the article become its copy."""
        heirs = self._others(story)
        if heirs:
            self._put_first(story, heirs[0], at)

    def _put_first(self, story: int, heir: int, at: datetime) -> None:
        self._raise(heir)
        self._demote(
            story, heir, edge_facts(None, "near", reason="Another text stands for the story now."), at
        )

    def _move_copy(self, copy: StoredCopy, target: int) -> None:
        for table in ("revisions", "cuts"):
            self._connection.execute(
                f"UPDATE {table} SET article_id = ? WHERE copy_id = ?", (target, copy.id)
            )
        self._take_other_addresses(copy.url_key, copy.article_id, target)
        self._update("copies", copy.id, {"article_id": target})

    # What people decide

    def override(
        self,
        kind: Literal["split", "merge", "pin"],
        target: Target,
        other: Target | None = None,
        *,
        reason: str = "",
        now: datetime | None = None,
    ) -> Override:
        """Let a person decide; see `storage.ports.Archive.override`."""
        at = self._moment(now)
        with self.atomic():
            story, copy = self._resolved(target)
            url, key = self._address(target, (story, copy))
            other_url, other_key = "", ""
            if kind == "split":
                other_url, other_key = self._split(story, copy, target)
            elif kind == "merge":
                other_url, other_key = self._merge(story, other, reason, at)
                if key == other_key:
                    raise UsageError(
                        f"{target}: is the article of that story itself; name texts of two stories"
                    )
            opposite = {"split": "merge", "merge": "split"}.get(kind)
            self._connection.execute(
                """DELETE FROM overrides WHERE kind = ? AND ((url_key = ? AND other_key = ?) OR (url_key = ? AND other_key = ?))""",
                (opposite, key, other_key, other_key, key),
            )
            self._connection.execute(
                """INSERT INTO overrides(kind, url_key, url, other_key, other_url, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT(url_key, kind, other_key) DO UPDATE SET reason = excluded.reason, at = excluded.at""",
                (kind, key, url, other_key, other_url, reason, to_text(at)),
            )
            row = self._one(
                "SELECT * FROM overrides WHERE url_key = ? AND kind = ? AND other_key = ?",
                (key, kind, other_key),
            )
        return _override(cast("sqlite3.Row", row))

    def withdraw(self, override_id: int) -> Override:
        """Take back what a person decided; see `storage.ports.Archive.withdraw`."""
        row = self._row("overrides", override_id)
        if row is None:
            raise NotFound(f"{self.path}: there is no decision {override_id}; `newsfold dup list` shows all")
        with self.atomic():
            self._delete("overrides", override_id)
        return _override(row)

    def overrides(self) -> list[Override]:
        """Everything people decided, oldest first."""
        return [_override(row) for row in self._all("SELECT * FROM overrides ORDER BY id")]

    def _split(self, story: int, copy: int | None, target: Target) -> tuple[str, str]:
        if copy is None:
            raise UsageError(
                f"{target}: is the article itself; name one of its copies to take out of the story"
            )
        if self.copy(copy).kind == "same_url":
            raise UsageError(f"{target}: is another address of the article itself, not a copy")
        original = self._address(story, (story, None))
        self._raise(copy)
        return original

    def _merge(self, story: int, other: Target | None, reason: str, at: datetime) -> tuple[str, str]:
        if other is None:
            raise UsageError("merge needs two stories: what is moved, and where it belongs")
        into, _ = self._resolved(other)
        address = self._address(into, (into, None))
        if into != story:
            facts = edge_facts(None, "near", reason=reason or "Put together by hand.")
            self._demote(story, into, facts, at)
        return address


def _kind_of_copy(edge: Edge | None) -> str:
    return edge.kind if edge and edge.kind in ("exact", "near", "contained") else kind_of_old_text(edge)


def _marks_of(row: Row) -> TextMarks:
    marks = signature_of({**dict(row), "content_hash": 0})
    return TextMarks(
        row["id"],
        row["article_id"],
        row["url_key"],
        moment(row["published_at"] or row["seen"]),
        marks.simhash,
        marks.anchors,
        marks.tokens,
    )
