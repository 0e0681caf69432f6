# ruff: noqa: S608 -- table names and conditions are constants, values are bound
"""Full-text search: newest first (`storage.newest`) or by rank, and the ids of all that a search finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal

from storage.columns import Row
from storage.matching import Filter, Values, match_sql, single_match_sql, tables, without_sql
from storage.newest import NewestFirst
from storage.records import Hit, Hits
from storage.snippets import snippet
from storage.times import from_text, to_text
from storage.words import Query, parse

_PAGE = 500  #: ids of one look
_RANKED = 50_000  #: matches compared by rank, in 40 ms of CPU
_ASKED = 1000  #: newest articles that filters let through, ranked for a very common word
_WEIGHTS = "bm25(8.0, 3.0, 1.0, 4.0, 2.0, 2.0)"  # headline, description, body, authors, section, agency
_SHOWN = """a.id, a.headline, a.url, a.source, a.published_at, a.language, a.description, a.body,
    (SELECT count(*) FROM copies c WHERE c.article_id = a.id AND c.kind <> 'same_url') AS copies"""


class Searching(NewestFirst):
    """`Archive.search`."""

    def search(
        self,
        words: str,
        *,
        limit: int = 20,
        order: Literal["newest", "rank"] = "newest",
        since: datetime | None = None,
        until: datetime | None = None,
        source: str | None = None,
        language: str | None = None,
    ) -> Hits:
        """Full-text search; see `storage.ports.Archive.search`."""
        query = parse(words)
        chosen = Filter(to_text(since), to_text(until), source, language)
        if limit < 1 or (words.strip() and not query.wanted and not query.unwanted):
            return Hits(iter(()))
        if order == "rank" and query.wanted:
            found, bound = self._best(query, chosen, limit)
            return Hits(self._hits(found, query), bound)
        return Hits(self._hits(dict.fromkeys(self._newest(query, chosen, limit)), query))

    def selected(
        self,
        words: str = "",
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        source: str | None = None,
        language: str | None = None,
    ) -> Iterator[int]:
        """Ids of all articles that a search finds, rising; see `storage.ports.Archive.selected`."""
        query = parse(words)
        chosen = Filter(to_text(since), to_text(until), source, language)
        if words.strip() and not query.wanted and not query.unwanted:
            return
        after = 0
        while ids := self._ids_after(query, after):
            after = ids[-1]
            passing = self._all(chosen.dated(",".join(map(str, ids))), chosen.values)
            yield from sorted(row["id"] for row in passing)

    def _ids_after(self, query: Query, after: int) -> list[int]:
        values = {"after": after, "step": _PAGE}
        if query.wanted:
            sql, terms = match_sql(query, "rowid > :after")
            return [row["rowid"] for row in self._all(f"{sql} ORDER BY rowid LIMIT :step", values | terms)]
        without, terms = without_sql(query)
        sql = f"SELECT id FROM articles WHERE id > :after{without} ORDER BY id LIMIT :step"
        return self._ids(sql, values | terms)

    def _hits(self, found: Mapping[int, float | None], query: Query) -> Iterator[Hit]:
        for article_id, rank in found.items():
            row = self._one(f"SELECT {_SHOWN} FROM articles a WHERE id = ?", (article_id,))
            if row is not None:
                yield _hit(row, rank, query)

    # By rank

    def _best(self, query: Query, chosen: Filter, limit: int) -> tuple[dict[int, float], str | None]:
        """By rank, the better one where two indexes know an article; and which were compared, see `Hits.bound`."""
        found: dict[int, float] = {}
        bound = None
        for table in tables(query):
            ranked, narrowed = self._ranked(query, table, chosen, limit)
            found |= {one: min(rank, found.get(one, rank)) for one, rank in ranked.items()}
            bound = bound or narrowed
        best = sorted(found.items(), key=lambda pair: (pair[1], -pair[0]))
        return dict(best[:limit]), bound

    def _ranked(
        self, query: Query, table: str, chosen: Filter, limit: int
    ) -> tuple[dict[int, float], str | None]:
        floor = self._floor(query, table, "1", {})
        if floor is None:
            return {}, None
        if not floor:
            return self._ranking(query, table, chosen.each(table), chosen.values, limit), None
        if chosen.where != "1":
            newest = self._ids(f"{chosen.by_date()} LIMIT {_ASKED}", chosen.values)
            # one walk from the first to the last of them: asked one by one, each would weigh the words anew
            span = f"rowid BETWEEN {min(newest, default=0)} AND {max(newest, default=0)}"
            among = f"{span} AND +rowid IN ({','.join(map(str, newest))})"
            found = self._ranking(query, table, among, {}, limit)
            if len(newest) < _ASKED:
                return found, None
            if len(found) >= limit:
                return found, f"the newest {_ASKED:,} articles that pass the filters"
            floor = self._floor(query, table, chosen.among(), chosen.values)
        among = f"rowid > {floor or 0} AND {chosen.among()}"
        found = self._ranking(query, table, among, chosen.values, limit)
        return found, f"the newest {_RANKED:,} articles that have these words" if floor else None

    def _floor(self, query: Query, table: str, among: str, values: Values) -> int | None:
        """The id above which `_RANKED` articles match; 0 if no more do, None if none does."""
        sql, terms = single_match_sql(query, table, among)
        row = self._one(
            f"SELECT count(*) AS n, min(rowid) AS lowest FROM ({sql} ORDER BY rowid DESC LIMIT {_RANKED + 1})",
            values | terms,
        )
        if row is None or not row["n"]:
            return None
        return int(row["lowest"]) if row["n"] > _RANKED else 0

    def _ranking(self, query: Query, table: str, among: str, values: Values, limit: int) -> dict[int, float]:
        """Rank by id, the best first. The plus lets SQLite sort what passes, where FTS5 would weigh all and twice as long."""
        sql, terms = single_match_sql(query, table, f"rank MATCH '{_WEIGHTS}' AND {among}", "rowid, rank")
        rows = self._all(f"{sql} ORDER BY +rank, rowid DESC LIMIT :limit", values | terms | {"limit": limit})
        return {row["rowid"]: float(row["rank"]) for row in rows}


def _hit(row: Row, rank: float | None, query: Query) -> Hit:
    return Hit(
        article_id=row["id"],
        headline=row["headline"],
        url=row["url"],
        source=row["source"],
        published=from_text(row["published_at"]),
        language=row["language"],
        snippet=snippet((row["body"], row["description"], row["headline"]), query),
        rank=rank,
        copies=row["copies"],
    )
