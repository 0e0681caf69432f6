"""Search, newest first, without reading more than it must.

`ORDER BY published` would fetch the date of every match of a common word before the first is shown. Instead the index is
walked by falling id, which is the order of arrival; `index_zones` holds for each thousand ids the newest date among
them, so the walk ends as soon as nothing further down can be newer than what is found. In an archive that grows by
crawling this is after some dozens of matches, for words of any frequency. Where dates are less sorted, or few of the matches
pass the filters, articles that pass are asked by falling date whether they have the words.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice, pairwise

from storage.base import Base
from storage.matching import Filter, Values, match_sql, without_sql
from storage.opening import explained
from storage.words import Query

ZONE_BITS = 10
_WALKED = 4000  #: matches of which the date is looked up, 1 ms a thousand, before articles are asked by date
_NEAR = 2500  #: articles by date among which the answer may be expected that are asked at once
_MAX_STEP = 2000
_VAIN = (
    4000  #: articles asked beyond those that should have held the answer, before all matches are looked at
)
_RUNS = 8  #: looks into the index for one batch of articles, where a look may go on for long
_LOOKS = 24  #: looks for one answer, where a look may go on for long, before all matches are looked at once
#: Microseconds that a look into a full-text index costs: to begin, for each id that it goes over to the next match behind its
#: end, for each match in between, and for each id in between where not every entry is a match.
_BEGIN, _OVER, _MATCH, _ID = 30.0, 0.1, 0.15, 0.08
_SPAN = "rowid BETWEEN :first AND :last"
_OF_THEM = " AND +rowid IN (SELECT value FROM json_each(:ids))"


class NewestFirst(Base):
    """`Archive.search(order="newest")`."""

    def _newest(self, query: Query, chosen: Filter, limit: int) -> list[int]:
        if not query.wanted:
            return self._newest_without(query, chosen, limit)
        best: list[tuple[str, int]] = []  # heap of (dated_at, id), the oldest of the best first
        below = start = self._start_below(chosen)
        sql, values = match_sql(query, "rowid < :below")
        step, walked, most = max(2 * limit, 40), 0, max(_WALKED, 4 * limit)
        seen: set[int] = set()
        with self._cursor(f"{sql} ORDER BY rowid DESC", values | {"below": start}) as cursor:
            while ids := _next(cursor, step):
                below, walked = ids[-1], walked + len(ids)
                self._keep_newest(best, ids, chosen, limit)
                if self._nothing_newer(best, below, chosen, limit):
                    break
                share = walked / max(1, start - below)
                if query.gathers:  # the rest is gathered already, another look would gather all again
                    seen.update(ids)
                    if walked >= most:
                        return self._newest_among(seen.union(row[0] for row in cursor), chosen, limit)
                elif walked >= most or limit / share < _NEAR:
                    return self._newest_by_date(query, chosen, limit, share)
                step = min(2 * step, _MAX_STEP)
        return [article_id for _, article_id in sorted(best, reverse=True)]

    def _keep_newest(
        self, best: list[tuple[str, int]], ids: Sequence[int], chosen: Filter, limit: int
    ) -> None:
        for row in self._all(chosen.dated("SELECT value FROM json_each(:ids)"), _listed(ids) | chosen.values):
            heapq.heappush(best, (row["dated_at"], row["id"]))
            if len(best) > limit:
                heapq.heappop(best)

    def _nothing_newer(self, best: list[tuple[str, int]], below: int, chosen: Filter, limit: int) -> bool:
        newest = self._newest_below(below)
        if newest is None or (chosen.since is not None and newest < chosen.since):
            return True
        return len(best) >= limit and best[0][0] >= newest

    def _newest_by_date(self, query: Query, chosen: Filter, limit: int, share: float) -> list[int]:
        """Articles that pass by falling date, each asked whether it has the words; `share` of all have them.

        A look for a phrase that a period never has goes on to the next period that has it: after some of them, and after
        many articles in vain, all matches are looked at once.
        """
        found: list[int] = []
        size, looks, asked = max(40, int(2 * limit / share)), 0, 0
        with self._cursor(chosen.by_date(), chosen.values) as cursor:
            while len(found) < limit and (ids := _next(cursor, size)):
                runs = _runs(sorted(ids), _gap(query, share), len(ids) if query.steps else _RUNS)
                looks += len(runs)
                asked += len(ids)
                if (looks > _LOOKS and not query.steps) or asked > _VAIN + 2 * limit / share:
                    return self._newest_of_all(query, chosen, limit)
                having = self._having(query, runs, share)
                found += [article_id for article_id in ids if article_id in having]
                size *= 4
        return found[:limit]

    def _having(self, query: Query, runs: Iterable[Sequence[int]], share: float) -> set[int]:
        """Which ids of `runs` have the words, and perhaps others: one look for each run."""
        having: set[int] = set()
        for run in runs:
            crowded = (run[-1] - run[0]) * share > 2 * len(run)
            sql, values = match_sql(query, _SPAN + _OF_THEM * crowded)
            values |= {"first": run[0], "last": run[-1]} | _listed(run if crowded else ())
            having.update(row["rowid"] for row in self._all(sql, values))
        return having

    def _newest_of_all(self, query: Query, chosen: Filter, limit: int) -> list[int]:
        """One pass over all matches: for words and filters that seldom meet."""
        matches, values = match_sql(query, chosen.among())
        sql = f"{chosen.dated(matches)} ORDER BY dated_at DESC, id DESC LIMIT :limit"
        return [row["id"] for row in self._all(sql, values | chosen.values | {"limit": limit})]

    def _newest_among(self, having: set[int], chosen: Filter, limit: int) -> list[int]:
        with self._cursor(chosen.by_date(), chosen.values) as cursor:
            return list(islice((row["id"] for row in cursor if row["id"] in having), limit))

    def _newest_without(self, query: Query, chosen: Filter, limit: int) -> list[int]:
        """Articles by falling date, without those that have unwanted words; of words in nearly all, all are listed."""
        if not query.unwanted:
            return self._ids(f"{chosen.by_date()} LIMIT :limit", chosen.values | {"limit": limit})
        unwanted = Query((query.unwanted,))
        found: list[int] = []
        size, asked = 2 * limit, 0
        with self._cursor(chosen.by_date(), chosen.values) as cursor:
            while len(found) < limit and (ids := _next(cursor, size)):
                asked += len(ids)
                if asked > max(_WALKED, 8 * limit) or query.gathers:
                    without, values = without_sql(query)
                    sql = f"{chosen.passing()}{without} ORDER BY dated_at DESC, id DESC LIMIT :limit"
                    return self._ids(sql, values | chosen.values | {"limit": limit})
                having = self._having(unwanted, _runs(sorted(ids), _gap(unwanted, 0.5), _RUNS), 0.5)
                found += [article_id for article_id in ids if article_id not in having]
                size *= 2
        return found[:limit]

    def _newest_below(self, article_id: int) -> str | None:
        """The newest date among smaller ids, or a little newer; None: there are none."""
        row = self._one(
            "SELECT max(newest) AS newest FROM index_zones WHERE zone <= ?", (article_id - 1 >> ZONE_BITS,)
        )
        newest: str | None = row["newest"] if row else None
        return newest

    def _start_below(self, chosen: Filter) -> int:
        """An id above all that may be older than `until`."""
        sql = "SELECT max(zone) AS zone FROM index_zones WHERE :until IS NULL OR oldest < :until"
        row = self._one(sql, {"until": chosen.until})
        return 0 if row is None or row["zone"] is None else (row["zone"] + 1) << ZONE_BITS

    def _ids(self, sql: str, values: Values) -> list[int]:
        return [row["id"] for row in self._all(sql, values)]

    @contextmanager
    def _cursor(self, sql: str, values: Values) -> Iterator[sqlite3.Cursor]:
        """Rows as they are asked for: a look that was ended would begin anew with the next."""
        with self._threads, explained(self.path), closing(self._connection.execute(sql, values)) as cursor:
            yield cursor


def _next(cursor: sqlite3.Cursor, count: int) -> list[int]:
    return [row[0] for row in cursor.fetchmany(count)]


def _listed(ids: Sequence[int]) -> Values:
    return {"ids": json.dumps(ids)}


def _gap(query: Query, share: float) -> float:
    """Ids between two articles above which two looks cost less than one, if `share` of all articles match."""
    return (_BEGIN + _OVER / share) / (_MATCH * share + (0 if query.steps else _ID))


def _runs(numbers: Sequence[int], gap: float, most: int) -> list[Sequence[int]]:
    """Rising `numbers` cut where more than `gap` lies between two, at the widest places if there are too many.

    >>> _runs([1, 2, 30, 31, 90], 10, 9), _runs([1, 2, 30, 31, 90], 10, 2)
    ([[1, 2], [30, 31], [90]], [[1, 2, 30, 31], [90]])
    """
    gaps = [
        (after - before, at)
        for at, (before, after) in enumerate(pairwise(numbers), 1)
        if after - before > gap
    ]
    cuts = sorted(at for _, at in heapq.nlargest(most - 1, gaps))
    return [numbers[start:end] for start, end in pairwise([0, *cuts, len(numbers)])]
