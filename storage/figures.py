# ruff: noqa: S608 -- limits are numbers of ours, values are bound
"""Counts for people: what came in, which outlets repeat which, what is cut.

Every question reads a bounded part of the archive, so that it costs the same in an archive of a million
articles: days come from the index over (source, date), copies and cuts from the latest rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

from storage.base import Base
from storage.columns import reader
from storage.rows import CopyTies, DayCount, Headline, OutletPair
from storage.schema_names import LAG
from storage.times import moment, to_text

LATEST_COPIES = 5_000  #: copies behind lags and outlet pairs
LATEST_CUTS = 20_000  #: cuts behind the count by rule
_RANKED = 2_000  #: articles of a period among which the most repeated are looked for
_LIGHT = """a.id, a.headline, a.source, a.dated_at, a.published_at, a.language, a.description, a.url, a.agency, a.access,
    (SELECT count(*) FROM copies c WHERE c.article_id = a.id AND c.kind <> 'same_url') AS copies"""

_headline = reader(Headline)


class Figures(Base):
    """Numbers and short lists for pages and plots."""

    def headlines(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        source: str | None = None,
        limit: int = 50,
    ) -> list[Headline]:
        """Articles with since <= dated_at < until, newest first, without their texts."""
        where, values = _period(since, until, source)
        sql = (
            f"SELECT {_LIGHT} FROM articles a WHERE {where} ORDER BY a.dated_at DESC, a.id DESC LIMIT :limit"
        )
        return [_headline(row) for row in self._all(sql, values | {"limit": limit})]

    def widely_run(self, *, since: datetime, until: datetime, limit: int = 10) -> list[Headline]:
        """The articles of a period with the most copies, among its newest two thousand; only those with copies."""
        where, values = _period(since, until, None)
        sql = f"""WITH latest AS (SELECT id FROM articles a WHERE {where} ORDER BY dated_at DESC LIMIT {_RANKED}),
            ranked AS (SELECT article_id AS id, count(*) AS places FROM copies
                WHERE article_id IN (SELECT id FROM latest) AND kind <> 'same_url' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT :limit)
            SELECT {_LIGHT} FROM ranked r JOIN articles a ON a.id = r.id ORDER BY r.places DESC, a.dated_at DESC, a.id"""
        return [_headline(row) for row in self._all(sql, values | {"limit": limit})]

    def newest_date(self, before: datetime | None = None) -> datetime | None:
        """When the newest article is dated, or the newest one `before` a time; None: there is none."""
        row = self._one(
            "SELECT max(dated_at) AS newest FROM articles WHERE :before IS NULL OR dated_at < :before",
            {"before": to_text(before)},
        )
        return moment(row["newest"]) if row and row["newest"] else None

    def oldest_date_from(self, since: datetime) -> datetime | None:
        """When the oldest article dated `since` or later is dated; None: there is none."""
        row = self._one("SELECT min(dated_at) AS oldest FROM articles WHERE dated_at >= ?", (to_text(since),))
        return moment(row["oldest"]) if row and row["oldest"] else None

    def days(self, *, since: datetime, until: datetime, source: str | None = None) -> list[DayCount]:
        """Articles a source and day (UTC), oldest day first; days and sources without articles have no row."""
        # One range of the index over (source, dated_at) a source: no article's row is read.
        which = "= :source" if source is not None else "IN (SELECT id FROM sources)"
        rows = self._all(
            f"""SELECT substr(dated_at, 1, 10) AS day, source, count(*) AS articles FROM articles
            WHERE source {which} AND dated_at >= :since AND dated_at < :until GROUP BY source, day ORDER BY day, source""",
            {"since": to_text(since), "until": to_text(until), "source": source},
        )
        return [DayCount(row["day"], row["source"], row["articles"]) for row in rows]

    def publication_times(
        self, sources: Collection[str], *, since: datetime, until: datetime
    ) -> list[datetime]:
        """When each text of these sources was published, articles and copies; texts without a date are left out."""
        marks = ",".join("?" * len(sources))
        span = (*sources, to_text(since), to_text(until))
        rows = self._all(
            f"""SELECT published_at FROM articles WHERE source IN ({marks}) AND dated_at >= ? AND dated_at < ?
            UNION ALL SELECT published_at FROM copies WHERE source IN ({marks}) AND kind <> 'same_url'
                AND coalesce(published_at, seen_at) >= ? AND coalesce(published_at, seen_at) < ?""",
            (*span, *span),
        )
        return [moment(row["published_at"]) for row in rows if row["published_at"]]

    def copy_ties(self, *, latest: int = LATEST_COPIES) -> CopyTies:
        """Who repeats whom and after how long, in the `latest` copies."""
        rows = self._all(
            f"""SELECT a.source AS origin, c.source AS outlet, {LAG} AS lag
            FROM copies c JOIN articles a ON a.id = c.article_id
            WHERE c.id IN (SELECT id FROM copies ORDER BY id DESC LIMIT ?) AND c.kind <> 'same_url'""",
            (latest,),
        )
        pairs = Counter((row["origin"] or "", row["outlet"] or "") for row in rows)
        repeated = Counter(row["outlet"] or "" for row in rows)
        ties = tuple(
            OutletPair(origin, outlet, copies, copies / repeated[outlet])
            for (origin, outlet), copies in sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
        )
        lags = tuple(sorted(row["lag"] for row in rows if row["lag"] is not None))
        return CopyTies(len(rows), ties, lags)

    def cuts_by_rule(self, *, latest: int = LATEST_CUTS) -> dict[str, int]:
        """How often each rule cut something among the `latest` cuts, most first."""
        rows = self._all(
            """SELECT rule, count(*) AS cuts FROM (SELECT rule FROM cuts ORDER BY id DESC LIMIT ?)
            GROUP BY rule ORDER BY cuts DESC, rule""",
            (latest,),
        )
        return {row["rule"]: row["cuts"] for row in rows}


def _period(
    since: datetime | None, until: datetime | None, source: str | None
) -> tuple[str, dict[str, Any]]:  # what is bound
    values = {"since": to_text(since), "until": to_text(until), "source": source}
    clauses = {
        "a.dated_at >= :since": "since",
        "a.dated_at < :until": "until",
        "a.source = :source": "source",
    }
    used = {clause: name for clause, name in clauses.items() if values[name] is not None}
    return " AND ".join(used) or "1", {name: values[name] for name in used.values()}
