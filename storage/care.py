# ruff: noqa: S608 -- table names are constants, values are bound
"""Looking after an archive: is it sound, and are its indexes true to its rows?"""

from __future__ import annotations

import sqlite3

from storage.columns import signature_of
from storage.errors import ArchiveError
from storage.index import MAX_BUCKET
from storage.regrouping import Regrouping

_BATCH = 500
_REBUILD = "`newsfold doctor --reindex` builds it again"
_SAMPLE, _PHRASE = 100, 6  #: articles and words


class Care(Regrouping):
    """What is done now and then, by a person or a timer."""

    # Soundness

    def check(self) -> list[str]:
        """Everything that is wrong with the file, in words; empty: sound."""
        found = [f"integrity: {row[0]}" for row in self._all("PRAGMA integrity_check(20)") if row[0] != "ok"]
        broken = self._all("PRAGMA foreign_key_check")
        found += [f"{row[0]} row {row[1]} points to a missing row of {row[2]}" for row in broken[:20]]
        found += self._check_addresses()
        found += self._check_orphans()
        found += self._check_search()
        return found + self._check_index()

    def _check_addresses(self) -> list[str]:
        sql = """SELECT url, count(*) AS n FROM (SELECT url FROM articles UNION ALL SELECT url FROM copies WHERE kind <> 'same_url')
            GROUP BY url HAVING n > 1 LIMIT 20"""
        return [f"{row['url']} is stored {row['n']} times" for row in self._all(sql)]

    def _check_orphans(self) -> list[str]:
        """What names a text without a foreign key: pages, and ids that gave way."""
        found = []
        for table, column in (("pages", "text_id"), ("merged", "article_id")):
            row = self._one(
                f"""SELECT count(*) AS n FROM {table} t WHERE {column} IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM articles WHERE id = t.{column})
                AND NOT EXISTS (SELECT 1 FROM copies WHERE id = t.{column})"""
            )
            if row and row["n"]:
                found.append(f"{table}: {row['n']} rows belong to no text")
        return found

    def _check_search(self) -> list[str]:
        found = self._check_found()
        if not self.readonly:
            try:
                with self.atomic():
                    self._connection.execute(
                        "INSERT INTO articles_fts(articles_fts, rank) VALUES ('integrity-check', 1)"
                    )
            except (ArchiveError, sqlite3.DatabaseError) as error:
                found.append(f"full-text index: {error}; {_REBUILD}")
        rows = self._one(
            "SELECT (SELECT count(*) FROM articles) - (SELECT count(*) FROM articles_fts_docsize) AS n"
        )
        if rows and rows["n"]:
            found.append(
                f"full-text index: {abs(rows['n'])} rows {'missing' if rows['n'] > 0 else 'too many'}"
            )
        return found

    def _check_found(self) -> list[str]:
        """Whether a sample of articles, spread over the archive, is found by its own words. Reading is enough for it."""
        rows = self._all(
            """SELECT id, body FROM articles WHERE id IN
            (SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS all_of FROM articles)
             WHERE n % max(1, all_of / :sample) = 0 LIMIT :sample)""",
            {"sample": _SAMPLE},
        )
        lost = [row["id"] for row in rows if not self._is_found(row["id"], row["body"])]
        if not lost:
            return []
        named = ", ".join(map(str, lost[:5]))
        return [
            f"full-text index: {len(lost)} of {len(rows)} articles looked for are not found by their words ({named}); {_REBUILD}"
        ]

    def _is_found(self, article_id: int, body: str) -> bool:
        phrase = " ".join(body.split()[:_PHRASE]).replace('"', '""')
        if not any(character.isalnum() for character in phrase):
            return True
        sql = "SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? AND rowid = ?"
        return self._one(sql, (f'body : "{phrase}"', article_id)) is not None

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
            f"neighbour index: {entered} texts entered with {what}, {stored or 0} stored; {_REBUILD}"
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
