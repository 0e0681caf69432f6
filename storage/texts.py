# ruff: noqa: S608 -- names come from the schema, values are bound
"""Texts as rows: put one in, change it, move it between `articles` and `copies`, with every index kept true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from storage.base import Base
from storage.cjk import grams, has_runs
from storage.columns import Row, signature_of
from storage.index import PackedIndex
from storage.records import Cut, Edge
from storage.schema_names import CONTENT_COLUMNS, LAG, SEARCHED
from storage.times import moment, new_gid, to_text, written

_CONTENT = ", ".join(CONTENT_COLUMNS)
_NAMES, _MARKS = ", ".join(SEARCHED), ", ".join("?" * len(SEARCHED))
_CJK_ADD = f"INSERT INTO articles_cjk(rowid, {_NAMES}) VALUES (?, {_MARKS})"
_CJK_REMOVE = f"INSERT INTO articles_cjk(articles_cjk, rowid, {_NAMES}) VALUES ('delete', ?, {_MARKS})"
_EDGE = ("kind", "distance", "similarity", "shared_numbers", "lag", "reason")


class Texts(Base):
    """Rows of `articles` and `copies` and what hangs on them. Called inside a transaction."""

    @property
    def index(self) -> PackedIndex:
        """Fingerprints and anchors."""
        return PackedIndex(self._connection)

    def _new_text_id(self) -> int:
        """The next number of the one sequence that articles and copies share; never given twice."""
        sql = """INSERT INTO meta(key, value) VALUES ('last_text_id', 1)
            ON CONFLICT(key) DO UPDATE SET value = CAST(value AS INTEGER) + 1 RETURNING CAST(value AS INTEGER)"""
        return int(self._connection.execute(sql).fetchone()[0])

    def _insert(self, table: str, row: Mapping[str, Any]) -> None:
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        self._connection.execute(f'INSERT INTO "{table}"({names}) VALUES ({marks})', tuple(row.values()))

    def _update(self, table: str, row_id: int, values: Mapping[str, Any]) -> None:
        names = ", ".join(f'"{name}" = ?' for name in values)
        self._connection.execute(f'UPDATE "{table}" SET {names} WHERE id = ?', (*values.values(), row_id))

    def _delete(self, table: str, row_id: int) -> None:
        self._connection.execute(f'DELETE FROM "{table}" WHERE id = ?', (row_id,))

    def _row(self, table: str, row_id: int) -> Row | None:
        row: Row | None = self._connection.execute(
            f'SELECT * FROM "{table}" WHERE id = ?', (row_id,)
        ).fetchone()
        return row

    # Putting in

    def _insert_article(self, text: Mapping[str, Any], seen: datetime) -> int:
        article_id = self._new_text_id()
        at = to_text(seen)
        row = {
            "id": article_id,
            **text,
            "gid": text["gid"] or new_gid(),
            "first_seen_at": at,
            "last_seen_at": at,
            "dated_at": dated(text["published_at"], seen),
        }
        self._insert("articles", row)
        self._index_searched(article_id, row)
        self.index.add(article_id, signature_of(row))
        return article_id

    def _insert_copy(
        self, article_id: int, text: Mapping[str, Any], seen: datetime, facts: Mapping[str, Any]
    ) -> int:
        copy_id = self._new_text_id()
        at = to_text(seen)
        row = {"id": copy_id, "article_id": article_id, **text, "gid": text["gid"] or new_gid()}
        self._insert("copies", {**row, "seen_at": at, "last_seen_at": at, **facts})
        if facts["kind"] != "same_url":
            self.index.add(copy_id, signature_of(row))
        return copy_id

    def _insert_cuts(self, article_id: int, copy_id: int | None, cuts: Sequence[Cut]) -> None:
        self._connection.executemany(
            "INSERT INTO cuts(article_id, copy_id, rule, reason, field, text, position) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(article_id, copy_id, cut.rule, cut.reason, cut.field, cut.text, cut.position) for cut in cuts],
        )

    # Changing

    def _replace_article(self, old: Row, values: Mapping[str, Any]) -> None:
        """Give an article's row other content; its full text and marks follow."""
        article_id = old["id"]
        self._unindex_searched(article_id, old)
        self.index.remove(article_id, signature_of(old))
        now = dict(old) | dict(values)
        seen = moment(now["first_seen_at"])
        self._update("articles", article_id, {**values, "dated_at": dated(now["published_at"], seen)})
        self._index_searched(article_id, now)
        self.index.add(article_id, signature_of(now))

    def _replace_copy(self, old: Row, values: Mapping[str, Any]) -> None:
        self.index.remove(old["id"], signature_of(old))
        self._update("copies", old["id"], values)
        self.index.add(old["id"], signature_of(dict(old) | dict(values)))

    # Moving: the text keeps its id and its marks, so the neighbour index need not know

    def _demote(self, article_id: int, target: int, facts: Mapping[str, Any], at: datetime) -> None:
        """Turn a whole story into copies of `target`: its article first, then all that hung on it."""
        self._connection.execute(
            f"""INSERT INTO copies(id, article_id, {_CONTENT}, seen_at, last_seen_at, kind)
            SELECT id, ?, {_CONTENT}, first_seen_at, last_seen_at, ? FROM articles WHERE id = ?""",
            (target, facts["kind"], article_id),
        )
        self._update("copies", article_id, facts)
        execute = self._connection.execute
        execute("UPDATE copies SET article_id = ? WHERE article_id = ?", (target, article_id))
        for table in ("revisions", "cuts"):
            execute(
                f"UPDATE {table} SET article_id = ?, copy_id = coalesce(copy_id, ?) WHERE article_id = ?",
                (target, article_id, article_id),
            )
        self._redirect(article_id, target, "joined", at)
        self._delete_article_row(article_id)
        self._measure_lags(target)

    def _raise(self, copy_id: int) -> None:
        """Turn a copy into an article of its own; its revisions and cuts go with it."""
        copy = self._row("copies", copy_id)
        if copy is None:
            return
        seen = moment(copy["seen_at"])
        row = {name: copy[name] for name in ("id", *CONTENT_COLUMNS, "last_seen_at")}
        row |= {"first_seen_at": copy["seen_at"], "dated_at": dated(copy["published_at"], seen)}
        self._insert("articles", row)
        execute = self._connection.execute
        for table in ("revisions", "cuts"):
            execute(
                f"UPDATE {table} SET article_id = ?, copy_id = NULL WHERE copy_id = ?", (copy_id, copy_id)
            )
        self._take_other_addresses(copy["url_key"], copy["article_id"], copy_id)
        execute("DELETE FROM merged WHERE old_id = ?", (copy_id,))
        self._delete("copies", copy_id)
        self._index_searched(copy_id, row)

    def _take_other_addresses(self, url_key: str, story: int, target: int) -> None:
        """Second addresses of a page go where its text goes."""
        self._connection.execute(
            "UPDATE copies SET article_id = ? WHERE article_id = ? AND url_key = ? AND kind = 'same_url'",
            (target, story, url_key),
        )

    def _exchange(self, old: Row, text: Mapping[str, Any], seen: datetime, facts: Mapping[str, Any]) -> int:
        """Promote: `text` takes the article's row and id, the text that stood there becomes a copy with a new id."""
        article_id = old["id"]
        former = {name: old[name] for name in CONTENT_COLUMNS}
        first = moment(old["first_seen_at"])
        values = dict(text) | {
            "gid": old["gid"],
            "first_seen_at": to_text(seen),
            "last_seen_at": to_text(seen),
        }
        self._replace_article(old, values)
        copy_id = self._insert_copy(article_id, {**former, "gid": ""}, first, facts)
        self._connection.execute(
            "UPDATE copies SET last_seen_at = ? WHERE id = ?", (old["last_seen_at"], copy_id)
        )
        for table in ("revisions", "cuts"):
            self._connection.execute(
                f"UPDATE {table} SET copy_id = ? WHERE article_id = ? AND copy_id IS NULL",
                (copy_id, article_id),
            )
        self._connection.execute("UPDATE pages SET text_id = ? WHERE text_id = ?", (copy_id, article_id))
        self._measure_lags(article_id)
        return copy_id

    def _measure_lags(self, story: int) -> None:
        """Let each copy's lag be that to its present article, which may be another than the one it was compared with."""
        self._connection.execute(
            f"""UPDATE copies AS c SET lag = (SELECT {LAG} FROM articles a WHERE a.id = c.article_id)
            WHERE article_id = ? AND kind <> 'same_url'""",
            (story,),
        )

    # Taking out

    def _delete_article_row(self, article_id: int) -> None:
        row = self._row("articles", article_id)
        if row is not None:
            self._unindex_searched(article_id, row)
            self._delete("articles", article_id)

    def _redirect(self, old_id: int, target: int, reason: str, at: datetime) -> None:
        """Let `old_id` still name the story that its text went into."""
        self._connection.execute("UPDATE merged SET article_id = ? WHERE article_id = ?", (target, old_id))
        self._connection.execute(
            "INSERT OR REPLACE INTO merged(old_id, article_id, gid, at, reason) SELECT ?, ?, gid, ?, ? FROM articles WHERE id = ?",
            (old_id, target, to_text(at), reason, old_id),
        )

    # Characters without spaces; `articles_fts` itself is kept by triggers

    def _index_searched(self, article_id: int, row: Row) -> None:
        if _unspaced(row):
            self._connection.execute(_CJK_ADD, (article_id, *(grams(row[name]) for name in SEARCHED)))

    def _unindex_searched(self, article_id: int, row: Row) -> None:
        if _unspaced(row):
            self._connection.execute(_CJK_REMOVE, (article_id, *(grams(row[name]) for name in SEARCHED)))


def _unspaced(row: Row) -> bool:
    return any(has_runs(row[name]) for name in SEARCHED if row[name])


def dated(published: str | None, seen: datetime) -> str:
    """What "newest" sorts by: the publication, unless unknown or later than it was seen."""
    first = written(seen)
    return min(published, first) if published else first


def edge_facts(edge: Edge | None, kind: str, *, turned: bool = False, reason: str = "") -> dict[str, Any]:
    """The evidence columns of a copy. `turned`: the edge was judged from the other text's side."""
    if edge is None:
        return dict.fromkeys(_EDGE) | {"kind": kind, "reason": reason}
    lag = None if edge.lag is None else (-edge.lag if turned else edge.lag)
    values = (kind, edge.distance, round(edge.similarity, 4), round(edge.shared_numbers, 4), lag)
    return dict(zip(_EDGE, (*values, reason or edge.reason), strict=True))


def kind_of_old_text(edge: Edge | None) -> str:
    """What a text becomes beside the fuller one that takes its place: see `Verdict` "contains"."""
    kinds = {"contains": "contained", "exact": "exact", "near": "near"}
    return kinds.get(edge.kind if edge else "", "near")
