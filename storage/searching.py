# ruff: noqa: S608 -- table names and conditions are constants, values are bound
"""Full-text search, newest first without reading more than it must.

`ORDER BY published` would fetch every match of a common word before the first is shown. Instead the index is
walked by falling id, which is the order of arrival, in growing steps; `index_zones` holds for each thousand
ids the newest date among them, so the walk ends as soon as nothing further down can be newer than what is found.
In an archive that grows by crawling this is after some dozens of rows, for a word of any frequency. After an
import of unsorted dates the walk would go on; then, for a common word, articles are asked by falling date instead.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from storage.base import Base
from storage.columns import Row
from storage.records import Hit
from storage.snippets import snippet
from storage.times import from_text, to_text
from storage.words import Query, parse

ZONE_BITS = 10
_MAX_STEP = 2000
_PAGE = 500  #: ids of one look
_SAMPLE = 400  #: matches after which the cost of both ways is compared
_RANKED = 50_000  #: matches compared by rank, in 70 ms of CPU; each further thousand costs 1.3 ms
_PROBED = 200  #: articles asked at a time when the walk goes by date
_PATIENCE = (
    10  #: times as many articles as should hold enough matches are asked before the walk by date is given up
)
_ASKED = 1000  #: newest articles that filters let through, ranked for a very common word
_WEIGHTS = "bm25(8.0, 3.0, 1.0, 4.0, 2.0, 2.0)"  # headline, description, body, authors, section, agency
_SHOWN = """a.id, a.headline, a.url, a.source, a.published_at, a.language, a.description, a.body,
    (SELECT count(*) FROM copies c WHERE c.article_id = a.id AND c.kind <> 'same_url') AS copies"""


@dataclass(frozen=True, slots=True)
class _Filter:
    since: str | None
    until: str | None
    source: str | None
    language: str | None

    def sql(self) -> tuple[str, dict[str, Any]]:  # what is bound
        clauses = {
            "dated_at >= :since": ("since", self.since),
            "dated_at < :until": ("until", self.until),
            "source = :source": ("source", self.source),
            "language = :language": ("language", self.language),
        }
        used = {clause: pair for clause, pair in clauses.items() if pair[1] is not None}
        return " AND ".join(used) or "1", {name: value for name, value in used.values() if value is not None}


class Searching(Base):
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
    ) -> Iterator[Hit]:
        """Full-text search; see `storage.ports.Archive.search`."""
        query = parse(words)
        chosen = _Filter(to_text(since), to_text(until), source, language)
        if words.strip() and not query.wanted and not query.unwanted:
            return iter(())
        if order == "rank" and query.wanted:
            found = self._best(query, chosen, limit)
        else:
            found = dict.fromkeys(self._newest(query, chosen, limit))
        return self._hits(found, query)

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
        chosen = _Filter(to_text(since), to_text(until), source, language)
        if words.strip() and not query.wanted and not query.unwanted:
            return
        after = 0
        while ids := self._ids_after(query, after):
            after = ids[-1]
            yield from sorted(row["id"] for row in self._dated(ids, chosen))

    def _ids_after(self, query: Query, after: int) -> list[int]:
        values = {"after": after, "step": _PAGE}
        if query.wanted:
            sql, terms = _match_sql(query, "rowid > :after")
            return [row["rowid"] for row in self._all(f"{sql} ORDER BY rowid LIMIT :step", values | terms)]
        without, terms = _without_sql(query)
        sql = f"SELECT id FROM articles WHERE id > :after{without} ORDER BY id LIMIT :step"
        return [row["id"] for row in self._all(sql, values | terms)]

    def _hits(self, found: dict[int, float | None], query: Query) -> Iterator[Hit]:
        for article_id, rank in found.items():
            row = self._one(f"SELECT {_SHOWN} FROM articles a WHERE id = ?", (article_id,))
            if row is not None:
                yield _hit(row, rank, query)

    # By date

    def _newest(self, query: Query, chosen: _Filter, limit: int) -> list[int]:
        if not query.wanted:
            return self._newest_without(query, chosen, limit)
        best: list[tuple[str, int]] = []  # heap of (dated_at, id), the oldest of the best first
        below = start = self._start_below(chosen)
        step, walked = max(2 * limit, 40), 0
        while ids := self._matches(query, "rowid < :below", {"below": below, "step": step}):
            below, walked = ids[-1], walked + len(ids)
            for row in self._dated(ids, chosen):
                heapq.heappush(best, (row["dated_at"], row["id"]))
                if len(best) > limit:
                    heapq.heappop(best)
            newest = self._newest_below(below)
            if newest is None or (chosen.since is not None and newest < chosen.since):
                break
            if len(best) >= limit and best[0][0] >= newest:
                break
            if walked >= _SAMPLE and _probing_is_cheaper(walked, start - below, below, limit):
                return self._newest_by_date(query, chosen, limit, walked / max(1, start - below))
            step = min(2 * step, _MAX_STEP)
        return [article_id for _, article_id in sorted(best, reverse=True)]

    def _newest_by_date(self, query: Query, chosen: _Filter, limit: int, share: float) -> list[int]:
        """Articles by falling date, each asked whether it has the words: for a common word among unsorted dates.

        `share` of all articles have the words; where the filters let far fewer of these through, all are looked at.
        """
        where, values = chosen.sql()
        found: list[int] = []
        after, left = "1", _PROBED + _PATIENCE * limit / share
        while len(found) < limit:
            if left <= 0:
                return self._newest_of_all(query, chosen, limit)
            sql = f"""SELECT id, dated_at FROM articles WHERE {where} AND {after}
                ORDER BY dated_at DESC, id DESC LIMIT {_PROBED}"""
            rows = self._all(sql, values)
            among = f"rowid IN ({','.join(str(row['id']) for row in rows)})"
            having = set(self._matches(query, among, {"step": _PROBED}))
            found += [row["id"] for row in rows if row["id"] in having]
            if len(rows) < _PROBED:
                break
            left -= _PROBED
            values |= {"place": rows[-1]["dated_at"], "last": rows[-1]["id"]}
            after = "(dated_at, id) < (:place, :last)"
        return found[:limit]

    def _newest_of_all(self, query: Query, chosen: _Filter, limit: int) -> list[int]:
        """One pass over all matches: for words and filters that seldom meet."""
        where, values = chosen.sql()
        matches, terms = _match_sql(query, _among(where))
        sql = f"""SELECT id FROM articles WHERE id IN ({matches})
            ORDER BY +dated_at DESC, id DESC LIMIT :limit"""
        return [row["id"] for row in self._all(sql, values | terms | {"limit": limit})]

    def _matches(self, query: Query, among: str, values: dict[str, Any]) -> list[int]:
        """The first :step matching ids `among` those of a condition, falling."""
        sql, terms = _match_sql(query, among)
        rows = self._all(f"{sql} ORDER BY rowid DESC LIMIT :step", values | terms)
        return [row["rowid"] for row in rows]

    def _dated(self, ids: Sequence[int], chosen: _Filter) -> list[Any]:  # rows
        where, values = chosen.sql()
        numbers = ",".join(map(str, ids))
        return self._all(f"SELECT id, dated_at FROM articles WHERE id IN ({numbers}) AND {where}", values)

    def _newest_below(self, article_id: int) -> str | None:
        """The newest date among smaller ids, or a little newer; None: there are none."""
        row = self._one(
            "SELECT max(newest) AS newest FROM index_zones WHERE zone <= ?", (article_id - 1 >> ZONE_BITS,)
        )
        newest: str | None = row["newest"] if row else None
        return newest

    def _start_below(self, chosen: _Filter) -> int:
        """An id above all that may be older than `until`."""
        sql = "SELECT max(zone) AS zone FROM index_zones WHERE :until IS NULL OR oldest < :until"
        row = self._one(sql, {"until": chosen.until})
        return 0 if row is None or row["zone"] is None else (row["zone"] + 1) << ZONE_BITS

    def _newest_without(self, query: Query, chosen: _Filter, limit: int) -> list[int]:
        where, values = chosen.sql()
        without, terms = _without_sql(query)
        sql = f"SELECT id FROM articles WHERE {where}{without} ORDER BY dated_at DESC, id DESC LIMIT :limit"
        return [row["id"] for row in self._all(sql, {**values, **terms, "limit": limit})]

    # By rank

    def _best(self, query: Query, chosen: _Filter, limit: int) -> dict[int, float | None]:
        """By rank; of a word that more than `_RANKED` articles have, the newest of them are compared."""
        expressions = {"articles_cjk": query.expression(bigrams=True)} if query.mixed else {}
        if query.needs_bigrams:
            expressions["articles_cjk"] = query.expression(bigrams=True)
        else:
            expressions["articles_fts"] = query.expression(bigrams=False)
        without, terms = _without_sql(query)
        found: dict[int, float | None] = {}
        for table, expression in expressions.items():
            values = terms | {"match": expression, "limit": limit}
            found |= self._ranked(table, without, chosen, values)
        return dict(sorted(found.items(), key=lambda pair: pair[1] or 0.0)[:limit])

    def _ranked(
        self, table: str, without: str, chosen: _Filter, values: dict[str, Any]
    ) -> dict[int, float]:  # what is bound
        where, filters = chosen.sql()
        floor = self._floor(table, without, values)
        if floor and filters:
            newest = self._newest_ids(chosen, _ASKED)
            # one walk from the first to the last of them: asked one by one, each would weigh the words anew
            span = f"rowid BETWEEN {min(newest, default=0)} AND {max(newest, default=0)}"
            among = f"{span} AND +rowid IN ({','.join(map(str, newest))}){without}"
            found = self._ranking(table, among, values)
            if len(found) >= values["limit"] or len(newest) < _ASKED:
                return found
        among = f"{_among(where)}{without}"
        values |= filters
        floor = self._floor(table, f" AND {among}", values) if floor else 0
        return self._ranking(table, f"rowid > :floor AND {among}", values | {"floor": floor})

    def _floor(self, table: str, narrowed: str, values: dict[str, Any]) -> int:
        """The id above which `_RANKED` articles match; 0 if no more do."""
        sql = f"""SELECT rowid FROM {table} WHERE {table} MATCH :match{narrowed}
            ORDER BY rowid DESC LIMIT 1 OFFSET {_RANKED}"""
        row = self._one(sql, values)
        return int(row["rowid"]) if row else 0

    def _ranking(self, table: str, among: str, values: dict[str, Any]) -> dict[int, float]:
        sql = f"""SELECT rowid, rank FROM {table} WHERE {table} MATCH :match AND rank MATCH '{_WEIGHTS}'
            AND {among} ORDER BY rank LIMIT :limit"""
        return {row["rowid"]: float(row["rank"]) for row in self._all(sql, values)}

    def _newest_ids(self, chosen: _Filter, limit: int) -> list[int]:
        where, values = chosen.sql()
        sql = f"SELECT id FROM articles WHERE {where} ORDER BY dated_at DESC LIMIT {limit}"
        return [row["id"] for row in self._all(sql, values)]


def _probing_is_cheaper(walked: int, ids: int, left: int, limit: int) -> bool:
    """Whether asking single articles by date would cost less than the dates of all matches among the `left` ids.

    Measured: 40 microseconds to ask one article for a word, 9 to read one article's date.
    """
    share = walked / max(1, ids)
    return limit / share * 40 < left * share * 9


def _among(where: str) -> str:
    """A condition on rowid; the plus keeps SQLite from asking the index once for each article that passes."""
    return f"+rowid IN (SELECT id FROM articles WHERE {where})" if where != "1" else "1"


def _match_sql(query: Query, among: str) -> tuple[str, dict[str, Any]]:
    """SELECT of matching rowids `among` some, from the index or the two indexes that know the words."""
    without, values = _without_sql(query)
    part = "SELECT rowid FROM {0} WHERE {0} MATCH :{1} AND " + among + without
    if query.needs_bigrams:
        return part.format("articles_cjk", "cjk"), values | {"cjk": query.expression(bigrams=True)}
    values |= {"plain": query.expression(bigrams=False)}
    if not query.mixed:
        return part.format("articles_fts", "plain"), values
    values |= {"cjk": query.expression(bigrams=True)}
    both = f"{part.format('articles_fts', 'plain')} UNION {part.format('articles_cjk', 'cjk')}"
    return f"SELECT rowid FROM ({both})", values


def _without_sql(query: Query) -> tuple[str, dict[str, Any]]:
    clauses, values = "", {}
    for table, bigrams in (("articles_fts", False), ("articles_cjk", True)):
        if expression := query.exclusion(bigrams=bigrams):
            clauses += f" AND rowid NOT IN (SELECT rowid FROM {table} WHERE {table} MATCH :no_{table})"
            values[f"no_{table}"] = expression
    return clauses, values


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
