# ruff: noqa: S608 -- conditions are put together from constants, values are bound
"""What is in the archive, as records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

import zstandard

from storage.columns import Row, reader, stored_article, stored_copy
from storage.decisions import Decisions
from storage.errors import NotFound
from storage.ports import Target
from storage.records import RawPage
from storage.rows import (
    Decision,
    Override,
    Stored,
    StoredArticle,
    StoredCopy,
    StoredCut,
    StoredRevision,
    Story,
    Why,
)
from storage.times import moment, to_text

_COUNTED = """a.*, (SELECT count(*) FROM copies c WHERE c.article_id = a.id AND c.kind <> 'same_url') AS copies,
    (SELECT count(*) FROM revisions r WHERE r.article_id = a.id) AS revisions"""
_PAGE = 500  #: rows read at a time; no statement stays open while a caller thinks
_ORDERS = {"newest": ("dated_at", "DESC", "<"), "oldest": ("dated_at", "ASC", ">"), "id": ("id", "ASC", ">")}
_COUNTED_TABLES = (
    "articles", "copies", "revisions", "cuts", "runs", "fetches", "pages", "sources", "feeds", "frontier", "overrides",
    "tombstones",
)  # fmt: skip

_DECIDED = "SELECT * FROM decisions WHERE url_key = :key ORDER BY id"
_OVERRIDDEN = "SELECT * FROM overrides WHERE url_key = :key OR other_key = :key ORDER BY id"

_revision = reader(StoredRevision)
_cut = reader(StoredCut)
_decision = reader(Decision)
_override = reader(Override)


class Reading(Decisions):
    """Questions about single texts, stories, runs and the whole."""

    def article(self, target: Target) -> StoredArticle:
        """The representative of the story that `target` belongs to. Raises NotFound."""
        return self._article(self._resolved(target)[0])

    def articles(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        source: str | None = None,
        language: str | None = None,
        limit: int | None = None,
        order: Literal["newest", "oldest", "id"] = "newest",
    ) -> Iterator[StoredArticle]:
        """Articles with since <= dated_at < until."""
        filters = {
            "dated_at >= :since": ("since", to_text(since)),
            "dated_at < :until": ("until", to_text(until)),
            "source = :source": ("source", source),
            "language = :language": ("language", language),
        }
        used = {clause: pair for clause, pair in filters.items() if pair[1] is not None}
        return self._pages(list(used), dict(used.values()), order, limit)

    def _pages(
        self, clauses: list[str], values: dict[str, Any], order: str, limit: int | None
    ) -> Iterator[StoredArticle]:
        """Read on from the last row's place, so that rows written meanwhile neither repeat nor hide others."""
        column, direction, beyond = _ORDERS[order]
        left = limit if limit is not None else -1
        after: list[str] = []
        while left != 0:
            where = " AND ".join([*clauses, *after]) or "1"
            sql = f"SELECT {_COUNTED} FROM articles a WHERE {where} ORDER BY {column} {direction}, id {direction} LIMIT :page"
            page = self._all(sql, values | {"page": _PAGE if left < 0 else min(_PAGE, left)})
            yield from map(stored_article, page)
            if len(page) < _PAGE:
                return
            left -= len(page) if left > 0 else 0
            values = values | {"place": page[-1][column], "last": page[-1]["id"]}
            after = [f"({column}, id) {beyond} (:place, :last)"]

    def find(self, url: str) -> tuple[int, int | None] | None:
        """(article id, copy id or None) of a URL or `url_key` exactly as stored, or of an alias; None: not held."""
        alias = self._one("SELECT held_key FROM aliases WHERE url_key = ?", (url,))
        for column, name in (
            ("url", url),
            ("url_key", url),
            ("url_key", alias["held_key"] if alias else None),
        ):
            row = self._one(
                f"""SELECT id, NULL AS copy_id FROM articles WHERE {column} = :name
                UNION ALL SELECT article_id, id FROM copies WHERE {column} = :name LIMIT 1""",
                {"name": name},
            )
            if row is not None:
                return row["id"], row["copy_id"]
        return None

    def copies(self, article_id: int) -> list[StoredCopy]:
        """Copies of a story, oldest first; second addresses ("same_url") among them."""
        sql = "SELECT * FROM copies WHERE article_id = ? ORDER BY coalesce(published_at, seen_at), id"
        return [stored_copy(row) for row in self._all(sql, (article_id,))]

    def copy(self, copy_id: int) -> StoredCopy:
        """One copy. Raises NotFound."""
        row = self._row("copies", copy_id)
        if row is None:
            raise NotFound(f"{self.path}: there is no copy {copy_id}")
        return stored_copy(row)

    def revisions(self, article_id: int) -> list[StoredRevision]:
        """Earlier texts of a story's pages, oldest first."""
        sql = "SELECT * FROM revisions WHERE article_id = ? ORDER BY seen_at, id"
        return [_revision(row) for row in self._all(sql, (article_id,))]

    def cuts(self, article_id: int) -> list[StoredCut]:
        """What was taken out of a story's texts."""
        sql = "SELECT * FROM cuts WHERE article_id = ? ORDER BY copy_id IS NOT NULL, copy_id, id"
        return [_cut(row) for row in self._all(sql, (article_id,))]

    def decisions(self, article_id: int) -> list[Decision]:
        """Verdicts and compared pairs that name this article, oldest first."""
        sql = "SELECT * FROM decisions WHERE article_id = ? ORDER BY id"
        return [_decision(row) for row in self._all(sql, (article_id,))]

    def story(self, target: Target) -> Story:
        """The whole story that `target` belongs to. Raises NotFound."""
        article = self.article(target)
        return Story(article, tuple(self.copies(article.id)), tuple(self.revisions(article.id)))

    # Pages

    def raw_page(self, url: str) -> RawPage | None:
        """The page as it was fetched last, if it was kept."""
        row = self._one("SELECT * FROM pages WHERE url = ? ORDER BY fetched_at DESC, id DESC LIMIT 1", (url,))
        return None if row is None else page_of(row)

    def raw_pages(self, source: str | None = None) -> Iterator[tuple[int, RawPage]]:
        """(text id, page) of the latest kept page of each article and copy, oldest first."""
        sql = """SELECT p.* FROM pages p WHERE p.text_id > ? AND p.id =
                (SELECT q.id FROM pages q WHERE q.text_id = p.text_id ORDER BY q.fetched_at DESC, q.id DESC LIMIT 1)
            AND (? IS NULL OR (SELECT source FROM articles WHERE id = p.text_id) = ?
                OR (SELECT source FROM copies WHERE id = p.text_id) = ?)
            ORDER BY p.text_id LIMIT 50"""
        last = 0
        while rows := self._all(sql, (last, source, source, source)):
            for row in rows:
                yield row["text_id"], page_of(row)
            last = rows[-1]["text_id"]

    # Everything about one address

    def why(self, target: Target) -> Why:
        """All that is known about a URL. Raises NotFound if that is nothing."""
        held = self._try_resolve(target)
        buried = self._buried_id(target, held)
        url, key = (buried["url"], buried["url_key"]) if buried else self._address(target, held)
        article_id, copy_id = held or (None, None)
        names = {"url": url, "key": key}
        buried = buried or self._one(
            "SELECT * FROM tombstones WHERE url_key IN (:key, :url) OR url = :url", names
        )
        found = Why(
            url=url,
            article_id=article_id,
            copy_id=copy_id,
            fetches=self._told(
                "SELECT * FROM fetches WHERE url = :url OR final_url = :url ORDER BY id", names
            ),
            decisions=tuple(map(_decision, self._all(_DECIDED, names))),
            overrides=tuple(map(_override, self._all(_OVERRIDDEN, names))),
            cuts=() if buried else tuple(self._own_cuts(article_id, copy_id)),
            frontier=self._told(
                "SELECT * FROM frontier WHERE url_key = :key OR url = :url ORDER BY id", names
            ),
            forgotten_at=moment(buried["at"]) if buried else None,
            forgotten_reason=(buried["reason"] or "") if buried else "",
            stored=None if buried else self._stored(article_id, copy_id),
        )
        if held is None and not (found.fetches or found.decisions or found.frontier or buried):
            raise NotFound(f"{self.path}: nothing is known of {target}")
        return found

    def _buried_id(self, target: Target, held: tuple[int, int | None] | None) -> Row | None:
        """The tombstone of a text by its own id or global id; its id may lead to the story that it stood in."""
        if isinstance(target, int) or target.isdecimal():
            if held is not None and int(target) in held:
                return None
            return self._one("SELECT * FROM tombstones WHERE text_id = ?", (int(target),))
        return None if held else self._one("SELECT * FROM tombstones WHERE gid = ?", (target,))

    def _own_cuts(self, article_id: int | None, copy_id: int | None) -> Iterator[StoredCut]:
        return (cut for cut in self.cuts(article_id or 0) if cut.copy_id == copy_id)

    def _stored(self, article_id: int | None, copy_id: int | None) -> Stored | None:
        table, text_id, seen = (
            ("articles", article_id, "first_seen_at") if copy_id is None else ("copies", copy_id, "seen_at")
        )
        row = self._row(table, text_id) if text_id is not None else None
        if row is None:
            return None
        return Stored(moment(row[seen]), row["run_id"], row["extractor"] or "", row["rules"] or "")

    def _told(self, sql: str, names: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
        return tuple(dict(row) for row in self._all(sql, names))

    def counts(self) -> dict[str, int]:
        """Rows of each table that a person would ask about."""
        return {name: self.db.table(name).count for name in _COUNTED_TABLES}

    # Names of texts

    def _article(self, article_id: int) -> StoredArticle:
        row = self._one(f"SELECT {_COUNTED} FROM articles a WHERE id = ?", (article_id,))
        if row is None:
            raise NotFound(f"{self.path}: there is no article {article_id}")
        return stored_article(row)

    def _resolved(self, target: Target) -> tuple[int, int | None]:
        """(article id, copy id or None) of whatever names a text. Raises NotFound."""
        found = self._try_resolve(target)
        if found is None:
            raise NotFound(f"{self.path}: there is no article or copy called {target}")
        return found

    def _try_resolve(self, target: Target) -> tuple[int, int | None] | None:
        if isinstance(target, str) and not target.isdecimal():
            return self.find(target) or self._find_gid(target)
        text_id = int(target)
        story = self._story_of(text_id)
        if story is None:
            return None
        is_copy = self._one("SELECT 1 FROM copies WHERE id = ?", (text_id,)) is not None
        return story, text_id if is_copy else None

    def _find_gid(self, gid: str) -> tuple[int, int | None] | None:
        row = self._one(
            """SELECT id AS article_id, NULL AS copy_id FROM articles WHERE gid = :gid
            UNION ALL SELECT article_id, id FROM copies WHERE gid = :gid
            UNION ALL SELECT article_id, NULL FROM merged WHERE gid = :gid LIMIT 1""",
            {"gid": gid},
        )
        return None if row is None else (row["article_id"], row["copy_id"])

    def _address(self, target: Target, held: tuple[int, int | None] | None) -> tuple[str, str]:
        """(url, url_key) of a text; of an unknown one, as it was asked for."""
        if held is None:
            return str(target), str(target)
        article_id, copy_id = held
        row = self._row("articles", article_id) if copy_id is None else self._row("copies", copy_id)
        return (row["url"], row["url_key"]) if row else (str(target), str(target))


def page_of(row: Row) -> RawPage:
    """A kept page, unpacked."""
    content = zstandard.ZstdDecompressor().decompress(row["content"], max_output_size=max(1, row["size"]))
    headers = json.loads(row["headers"] or "{}")
    return RawPage(row["url"], moment(row["fetched_at"]), row["status"], content, headers)
