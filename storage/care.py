# ruff: noqa: S608 -- table names are constants, values are bound
"""Looking after an archive: checks, new indexes, backups, pruning, and what must be forgotten."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

from storage.columns import signature_of
from storage.errors import ArchiveError, UnusablePath
from storage.index import MAX_BUCKET
from storage.opening import explained
from storage.ports import Target
from storage.regrouping import Regrouping
from storage.times import to_text

_BATCH = 500


class Care(Regrouping):
    """What is done now and then, by a person or a timer."""

    # Soundness

    def check(self) -> list[str]:
        """Everything that is wrong with the file, in words; empty: sound."""
        found = [f"integrity: {row[0]}" for row in self._all("PRAGMA integrity_check(20)") if row[0] != "ok"]
        broken = self._all("PRAGMA foreign_key_check")
        found += [f"{row[0]} row {row[1]} points to a missing row of {row[2]}" for row in broken[:20]]
        found += self._check_addresses()
        found += self._check_search()
        return found + self._check_index()

    def _check_addresses(self) -> list[str]:
        sql = """SELECT url, count(*) AS n FROM (SELECT url FROM articles UNION ALL SELECT url FROM copies WHERE kind <> 'same_url')
            GROUP BY url HAVING n > 1 LIMIT 20"""
        return [f"{row['url']} is stored {row['n']} times" for row in self._all(sql)]

    def _check_search(self) -> list[str]:
        found = []
        if not self.readonly:
            try:
                with self.atomic():
                    self._connection.execute(
                        "INSERT INTO articles_fts(articles_fts, rank) VALUES ('integrity-check', 1)"
                    )
            except (ArchiveError, sqlite3.DatabaseError) as error:
                found.append(f"full-text index: {error}; `reindex` builds it again")
        rows = self._one(
            "SELECT (SELECT count(*) FROM articles) - (SELECT count(*) FROM articles_fts_docsize) AS n"
        )
        if rows and rows["n"]:
            found.append(
                f"full-text index: {abs(rows['n'])} rows {'missing' if rows['n'] > 0 else 'too many'}"
            )
        return found

    def _check_index(self) -> list[str]:
        row = self._one(
            """SELECT (SELECT coalesce(sum(length(entries)), 0) / 64 FROM index_buckets) AS entered,
            (SELECT count(DISTINCT text_id) FROM index_anchors) AS anchored, sum(tokens > 0) AS texts,
            sum(tokens > 0 AND anchors IS NOT NULL) AS with_anchors,
            (SELECT max(length(entries)) FROM index_buckets) AS fullest
            FROM (SELECT tokens, anchors FROM articles UNION ALL SELECT tokens, anchors FROM copies WHERE kind <> 'same_url')"""
        )
        if row is None:
            return []
        pairs = [("anchors", row["anchored"], row["with_anchors"])]
        if (row["fullest"] or 0) < MAX_BUCKET * 16:  # a full bucket has let its oldest entries go
            pairs.append(("fingerprints", row["entered"], row["texts"]))
        return [
            f"neighbour index: {entered} texts entered with {what}, {stored or 0} stored; `reindex` builds it again"
            for what, entered, stored in pairs
            if entered != (stored or 0)
        ]

    def reindex(self) -> None:
        """Build the full-text and neighbour indexes again from the rows, in one transaction."""
        with self.atomic():
            self.index.clear()
            self._connection.execute("INSERT INTO articles_cjk(articles_cjk) VALUES ('delete-all')")
            self._connection.execute("DELETE FROM index_zones")
            self._connection.execute(
                "INSERT INTO index_zones(zone, newest, oldest) SELECT id >> 10, max(dated_at), min(dated_at) FROM articles GROUP BY 1"
            )
            self.db.table("articles").rebuild_fts()
            for table in ("articles", "copies"):
                self._reindex_texts(table)

    def _reindex_texts(self, table: str) -> None:
        last = 0
        where = "kind <> 'same_url'" if table == "copies" else "1"
        while rows := self._all(
            f"SELECT * FROM {table} WHERE id > ? AND {where} ORDER BY id LIMIT ?", (last, _BATCH)
        ):
            for row in rows:
                self.index.add(row["id"], signature_of(row))
                if table == "articles":
                    self._index_searched(row["id"], row)
            last = rows[-1]["id"]

    # Copies and space

    def backup(self, target: Path | str) -> None:
        """A whole copy while others read and write. Raises ArchiveError if `target` exists or cannot be written."""
        path = Path(target)
        if path.exists():
            raise UnusablePath(f"{path}: exists already; name a new file")
        draft = path.with_name(path.name + ".part")
        draft.unlink(missing_ok=True)
        try:
            with explained(path):
                copy = sqlite3.connect(draft)
                try:
                    self._connection.backup(copy, pages=2000)
                finally:
                    copy.close()
            draft.replace(path)
        except OSError as error:
            raise UnusablePath(f"{path}: cannot be written ({error.strerror})") from error
        finally:
            draft.unlink(missing_ok=True)

    def prune(
        self, *, pages_before: datetime | None = None, fetches_before: datetime | None = None
    ) -> dict[str, int]:
        """Delete old raw pages and fetch rows; how many of each."""
        gone = {"pages": 0, "fetches": 0}
        with self.atomic():
            for table, column, before in (
                ("pages", "fetched_at", pages_before),
                ("fetches", "at", fetches_before),
            ):
                if before is not None:
                    sql = f"DELETE FROM {table} WHERE {column} < ?"
                    gone[table] = self._connection.execute(sql, (to_text(before),)).rowcount
        return gone

    # What must be forgotten

    def forget(self, target: Target, *, reason: str = "", now: datetime | None = None) -> int:
        """Delete a URL's text, or with an id the whole story; see `storage.ports.Archive.forget`."""
        at = self._moment(now)
        with self.atomic():
            held = self._try_resolve(target)
            if held is None:
                self._bury_address(str(target), str(target), reason, at)
                return 0
            story, copy = held
            by_id = isinstance(target, int) or target.isdecimal()
            if copy is not None:
                return self._forget_copies([copy], reason, at)
            copies = [
                row["id"]
                for row in self._all(
                    "SELECT id FROM copies WHERE article_id = ? AND kind <> 'same_url'", (story,)
                )
            ]
            if by_id or not copies:
                count = self._forget_copies(copies, reason, at)
                self._forget_article(story, reason, at)
                return count + 1
            self._hand_over(story, at)
            return self._forget_copies([story], reason, at)

    def _forget_copies(self, copies: list[int], reason: str, at: datetime) -> int:
        for copy_id in copies:
            row = self._row("copies", copy_id)
            if row is None:
                continue
            self._bury_address(row["url_key"], row["url"], reason, at, copy_id)
            self.index.remove(copy_id, signature_of(row))
            for table in ("revisions", "cuts"):
                self._connection.execute(f"DELETE FROM {table} WHERE copy_id = ?", (copy_id,))
            self._delete("copies", copy_id)
        return len(copies)

    def _forget_article(self, article_id: int, reason: str, at: datetime) -> None:
        row = self._row("articles", article_id)
        if row is None:
            return
        self._bury_address(row["url_key"], row["url"], reason, at, article_id)
        self.index.remove(article_id, signature_of(row))
        for table in ("copies", "revisions", "cuts", "merged"):
            self._connection.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
        self._delete_article_row(article_id)

    def _bury_address(self, url_key: str, url: str, reason: str, at: datetime, text_id: int = -1) -> None:
        """Leave a tombstone, and take away what else holds the text: pages, second addresses, judgements, the queue."""
        execute = self._connection.execute
        execute(
            "INSERT OR REPLACE INTO tombstones(url_key, url, at, reason) VALUES (?, ?, ?, ?)",
            (url_key, url, to_text(at), reason),
        )
        execute("DELETE FROM pages WHERE url = ? OR text_id = ?", (url, text_id))
        execute("DELETE FROM copies WHERE url_key = ? AND kind = 'same_url'", (url_key,))
        for table in ("decisions", "frontier", "tried"):
            execute(f"DELETE FROM {table} WHERE url_key = ?", (url_key,))
