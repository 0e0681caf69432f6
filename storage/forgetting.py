# ruff: noqa: S608 -- table names are constants, values are bound
"""Takedowns: a text goes with all that holds its words, and a tombstone keeps it from being collected again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from storage.columns import Row, reader, signature_of
from storage.ports import Target
from storage.regrouping import Regrouping
from storage.rows import Tombstone
from storage.times import to_text

_tombstone = reader(Tombstone)


class Forgetting(Regrouping):
    """What must go, and stay away."""

    def forget(
        self, target: Target, *, reason: str = "", now: datetime | None = None, url_key: str = ""
    ) -> int:
        """Delete a URL's text, or with an id the whole story; see `storage.ports.Archive.forget`."""
        at = self._moment(now)
        with self._overwriting(), self.atomic():
            held = self._try_resolve(target)
            if held is None:
                self._bury_address(url_key or str(target), str(target), reason, at)
                return 0
            if isinstance(target, int) or target.isdecimal():
                return self._forget_story(*held, reason, at)
            return self._forget_text(*held, reason, at)

    def unforget(self, target: str) -> list[Tombstone]:
        """Take the tombstones of a URL or `url_key` away; see `storage.ports.Archive.unforget`."""
        sql = """DELETE FROM tombstones WHERE url = :name OR url_key = :name
            OR url_key = (SELECT held_key FROM aliases WHERE url_key = :name) RETURNING *"""
        with self.atomic():
            return [_tombstone(row) for row in self._all(sql, {"name": target})]

    def tombstones(self) -> list[Tombstone]:
        """Everything that was forgotten, latest first."""
        return [_tombstone(row) for row in self._all("SELECT * FROM tombstones ORDER BY at DESC, url_key")]

    def scrub(self) -> bool:
        """Let no deleted word lie in the full-text indexes or the log; False: a reader still holds the log.

        FTS5 only marks a deleted row until its segments are merged, hence "optimize".
        """
        with self._overwriting():
            with self.atomic():
                for index in ("articles_fts", "articles_cjk"):
                    self._connection.execute(f"INSERT INTO {index}({index}) VALUES ('optimize')")
            row = self._one("PRAGMA wal_checkpoint(TRUNCATE)")
        return row is not None and not row["busy"]

    # One text

    def _forget_story(self, story: int, copy: int | None, reason: str, at: datetime) -> int:
        if copy is not None:
            return self._forget_text(story, copy, reason, at)
        copies = self._others(story)
        self._forget_copies(copies, reason, at)
        self._forget_article(story, reason, at)
        return len(copies) + 1

    def _forget_text(self, story: int, copy: int | None, reason: str, at: datetime) -> int:
        """Forget an article or a copy alone; of a second address the text that it leads to."""
        if copy is not None:
            row = self._row("copies", copy)
            if row is None or row["kind"] != "same_url":
                return self._forget_copies([copy], reason, at)
            twin = self._one(
                "SELECT id FROM copies WHERE article_id = ? AND url_key = ? AND kind <> 'same_url'",
                (story, row["url_key"]),
            )
            if twin is not None:
                return self._forget_copies([twin["id"]], reason, at)
        if not self._others(story):
            return self._forget_story(story, None, reason, at)
        self._hand_over(story, at)
        return self._forget_copies([story], reason, at)

    def _forget_copies(self, copies: Iterable[int], reason: str, at: datetime) -> int:
        gone = [row for row in (self._row("copies", copy) for copy in copies) if row is not None]
        for row in gone:
            self._bury(row, "copy_id", reason, at)
            self._delete("copies", row["id"])
        return len(gone)

    def _forget_article(self, article_id: int, reason: str, at: datetime) -> None:
        row = self._row("articles", article_id)
        if row is None:
            return
        self._bury(row, "article_id", reason, at)
        for table in ("copies", "merged"):
            self._connection.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
        self._delete_article_row(article_id)

    def _bury(self, text: Row, column: str, reason: str, at: datetime) -> None:
        """Take away all that hangs on a text's row, but the row."""
        self._take_lines_back(text, column)
        self._bury_address(text["url_key"], text["url"], reason, at, text)
        self.index.remove(text["id"], signature_of(text))
        for table in ("revisions", "cuts"):
            self._connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (text["id"],))

    def _bury_address(
        self, url_key: str, url: str, reason: str, at: datetime, text: Row | None = None
    ) -> None:
        """Leave a tombstone, and take away what else holds the text: pages, second addresses, judgements, the queue."""
        execute = self._connection.execute
        text_id, gid = (text["id"], text["gid"]) if text is not None else (None, None)
        execute(
            "INSERT OR REPLACE INTO tombstones(url_key, url, at, reason, text_id, gid) VALUES (?, ?, ?, ?, ?, ?)",
            (url_key, url, to_text(at), reason, text_id, gid),
        )
        execute("DELETE FROM pages WHERE url = ? OR text_id = ?", (url, text_id))
        execute("DELETE FROM copies WHERE url_key = ? AND kind = 'same_url'", (url_key,))
        for table in ("decisions", "frontier", "tried"):
            execute(f"DELETE FROM {table} WHERE url_key = ?", (url_key,))

    def _take_lines_back(self, text: Row, column: str) -> None:
        """Count the text's lines out of its source's; a line that no other article had is deleted."""
        told = self._all(
            f"SELECT text FROM cuts WHERE {column} = :id UNION ALL SELECT body FROM revisions WHERE {column} = :id",
            {"id": text["id"]},
        )
        lines = {
            line
            for words in (text["body"], *(row["text"] for row in told))
            for line in (words or "").split("\n")
        }
        known = self._all("SELECT key, text FROM source_lines WHERE source = ?", (text["source"],))
        counted = [(text["source"], line["key"]) for line in known if line["text"] in lines]
        self._connection.executemany(
            "UPDATE source_lines SET seen = seen - 1 WHERE source = ? AND key = ?", counted
        )
        self._connection.execute("DELETE FROM source_lines WHERE source = ? AND seen <= 0", (text["source"],))

    @contextmanager
    def _overwriting(self) -> Iterator[None]:
        """Let SQLite overwrite with zeros what is deleted meanwhile, instead of leaving it in free space."""
        before = self._one("PRAGMA secure_delete")
        self._one("PRAGMA secure_delete = ON")
        try:
            yield
        finally:
            self._one(f"PRAGMA secure_delete = {before[0] if before else 0}")
