# ruff: noqa: S608 -- table names and conditions are constants, values are bound
"""What a search asks of SQLite, as SQL: the words of the full-text indexes, the filters of the indexes over `articles`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from storage.schema_names import BY_DATE, BY_ID, BY_LANGUAGE, BY_SOURCE
from storage.words import Query

Values = dict[str, Any]  #: what is bound


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles may be found; times as stored. Each condition is answered from an index, without the rows."""

    since: str | None = None
    until: str | None = None
    source: str | None = None
    language: str | None = None

    @property
    def where(self) -> str:
        """A condition on columns of `articles`; "1" if all pass."""
        clauses = {
            "dated_at >= :since": self.since,
            "dated_at < :until": self.until,
            "source = :source": self.source,
            "language = :language": self.language,
        }
        return " AND ".join(clause for clause, value in clauses.items() if value is not None) or "1"

    @property
    def values(self) -> Values:
        """What is bound in any of the conditions."""
        named = {"since": self.since, "until": self.until, "source": self.source, "language": self.language}
        return {name: value for name, value in named.items() if value is not None}

    def passing(self) -> str:
        """SELECT of the ids that pass; `by_date` puts the newest first."""
        index = (
            BY_SOURCE if self.source is not None else BY_LANGUAGE if self.language is not None else BY_DATE
        )
        return f"SELECT id FROM articles INDEXED BY {index} WHERE {self.where}"

    def by_date(self) -> str:
        """SELECT of the ids that pass, the newest first; its cursor reads no further than it is asked."""
        return f"{self.passing()} ORDER BY dated_at DESC, id DESC"

    def dated(self, ids: str) -> str:
        """SELECT of id and date of those `ids` (a list or SELECT) that pass."""
        return f"SELECT id, dated_at FROM articles INDEXED BY {BY_ID} WHERE id IN ({ids}) AND {self.where}"

    def among(self) -> str:
        """A condition on the rowid of a full-text index: of those that pass, all listed before the first is looked for.

        The plus keeps SQLite from asking the index once for each article that passes.
        """
        return f"+rowid IN ({self.passing()})" if self.where != "1" else "1"

    def each(self, table: str) -> str:
        """The same condition, looked up for each row of a full-text index: for few matches, or a filter that lets many pass."""
        if self.where == "1":
            return "1"
        return f"EXISTS (SELECT 1 FROM articles INDEXED BY {BY_ID} WHERE id = {table}.rowid AND {self.where})"


def match_sql(query: Query, among: str = "1") -> tuple[str, Values]:
    """SELECT of matching rowids `among` some, from the index or the two indexes that know the words."""
    parts = [single_match_sql(query, table, among) for table in tables(query)]
    values = {name: value for _, bound in parts for name, value in bound.items()}
    return " UNION ".join(sql for sql, _ in parts), values


def tables(query: Query) -> tuple[str, ...]:
    """The full-text indexes that know the wanted words."""
    if query.needs_bigrams:
        return ("articles_cjk",)
    return ("articles_fts", "articles_cjk") if query.mixed else ("articles_fts",)


def single_match_sql(
    query: Query, table: str, among: str = "1", columns: str = "rowid"
) -> tuple[str, Values]:
    """SELECT from one of the full-text indexes.

    Unwanted words of the same index are left to it: it steps over them, where a list of all articles that have them
    would be made first.
    """
    bigrams = table == "articles_cjk"
    match, values = query.expression(bigrams=bigrams), {}
    if unwanted := query.exclusion(bigrams=bigrams):
        match = f"({match}) NOT ({unwanted})"
    other = "articles_fts" if bigrams else "articles_cjk"
    without = ""
    if unwanted := query.exclusion(bigrams=not bigrams):
        without = f" AND rowid NOT IN (SELECT rowid FROM {other} WHERE {other} MATCH :no_{table})"
        values[f"no_{table}"] = unwanted
    sql = f"SELECT {columns} FROM {table} WHERE {table} MATCH :{table} AND {among}{without}"
    return sql, values | {table: match}


def without_sql(query: Query) -> tuple[str, Values]:
    """A condition on `articles.id`: none of the unwanted words."""
    clauses, values = "", {}
    for table, bigrams in (("articles_fts", False), ("articles_cjk", True)):
        if expression := query.exclusion(bigrams=bigrams):
            clauses += f" AND id NOT IN (SELECT rowid FROM {table} WHERE {table} MATCH :no_{table})"
            values[f"no_{table}"] = expression
    return clauses, values
