"""Whatever way a search takes, it answers as plain FTS5 over the whole archive does, or says that it did not compare all."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import storage.newest
import storage.searching
from storage.archive import SQLiteArchive, open_archive
from storage.matching import Filter
from storage.records import Signature, Verdict
from storage.times import to_text
from storage.words import parse
from tests.storage.conftest import NOON, page

COMMON, SELDOM, SIGNS = ("port", "ship", "tide", "quay"), ("dock", "crane", "shoal"), "市长北京港口"
WAYS = {
    "as it is": {},
    "by date after a few": {"_WALKED": 5, "_MAX_STEP": 5, "_NEAR": 0, "_RUNS": 2},
    "all at once": {"_WALKED": 5, "_MAX_STEP": 5, "_NEAR": 0, "_VAIN": -(10**9)},
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SQLiteArchive]:
    """Three hundred articles: most in the order of their dates, some from long before, some dates in common."""
    chance = random.Random(3)
    batch = []
    for n in range(300):
        words = [*chance.choices(COMMON, k=6), *chance.choices(SELDOM, k=chance.randrange(2))]
        chinese = n % 5 == 0
        body = (
            "".join(chance.choices(SIGNS, k=9)) + (" port" if n % 2 else "") if chinese else " ".join(words)
        )
        hours = 300 - n if n % 7 else chance.randrange(300)
        item = page(
            f"https://a.example/{n}",
            body,
            " ".join(words[:2]),
            source=f"s{chance.choice((0, 0, 0, 1, 2))}",
            language="zh" if chinese else "en",
            published=NOON - timedelta(hours=hours // 2 * 2),
        )
        batch.append(
            replace(item, signature=Signature(n, (), 0, n))
        )  # like no other: nothing is to be folded
    with open_archive(tmp_path_factory.mktemp("agrees") / "news.db", now=lambda: NOON) as archive:
        archive.store(batch, lambda _c, _n: Verdict("new"))
        assert isinstance(archive, SQLiteArchive)
        yield archive


def plainly(archive: SQLiteArchive, words: str, chosen: Filter) -> dict[int, float]:
    """Rank of all that have the words and pass: no bound, no order, no index but FTS5's."""
    query, db = parse(words), archive._connection
    found: dict[int, float] = {}
    weights = "8.0, 3.0, 1.0, 4.0, 2.0, 2.0"
    for table, bigrams in (("articles_fts", False), ("articles_cjk", True)):
        asked = bigrams if query.needs_bigrams else (not bigrams or query.mixed)
        if asked and query.wanted:
            sql = f"SELECT rowid, bm25({table}, {weights}) FROM {table} WHERE {table} MATCH ?"
            for article_id, rank in db.execute(sql, (query.expression(bigrams=bigrams),)):
                found[article_id] = min(rank, found.get(article_id, rank))
    passing = {
        row[0]
        for row in db.execute(f"SELECT id FROM articles NOT INDEXED WHERE {chosen.where}", chosen.values)
    }
    if not query.wanted:
        found = dict.fromkeys(passing, 0.0)
    for table, bigrams in (("articles_fts", False), ("articles_cjk", True)):
        if expression := query.exclusion(bigrams=bigrams):
            sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ?"
            for row in db.execute(sql, (expression,)):
                found.pop(row[0], None)
    return {article_id: rank for article_id, rank in found.items() if article_id in passing}


words = st.sampled_from([*COMMON, *SELDOM, "mast"])
phrases = st.lists(words, min_size=2, max_size=3).map(lambda some: f'"{" ".join(some)}"')
signs = st.text(alphabet=SIGNS, min_size=1, max_size=3)
terms = st.one_of(
    words,
    words,
    words,
    phrases,
    signs,
    words.map(lambda word: f"{word[:2]}*"),
    words.map(lambda word: f"headline:{word}"),
)
questions = st.one_of(
    terms,
    st.tuples(terms, terms).map(" ".join),
    st.tuples(terms, terms).map(" OR ".join),
    st.tuples(terms, terms).map(" -".join),
    st.tuples(terms, terms, terms).map(lambda some: f"{some[0]} {some[1]} OR {some[2]}"),
    terms.map(lambda term: f"-{term}"),
)
moments = st.none() | st.integers(0, 320).map(lambda hours: NOON - timedelta(hours=hours))
filters = st.fixed_dictionaries(
    {
        "since": st.none() | moments,
        "until": st.none() | moments,
        "source": st.sampled_from([None, None, "s0", "s2", "nobody"]),
        "language": st.sampled_from([None, None, "zh", "en"]),
    }
)


def asked_of(chosen: dict[str, Any]) -> Filter:
    return Filter(to_text(chosen["since"]), to_text(chosen["until"]), chosen["source"], chosen["language"])


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=questions, chosen=filters, limit=st.sampled_from([1, 2, 3, 20]))
def test_newest_first_is_what_plain_fts5_and_sorting_give(
    library: SQLiteArchive, way: str, question: str, chosen: dict[str, Any], limit: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        for name, value in WAYS[way].items():
            patched.setattr(storage.newest, name, value)
        hits = library.search(question, limit=limit, **chosen)
        found = [hit.article_id for hit in hits]
    assert hits.bound is None
    dates = dict(library._connection.execute("SELECT id, dated_at FROM articles").fetchall())
    expected = plainly(library, question, asked_of(chosen))
    assert found == sorted(expected, key=lambda one: (dates[one], one), reverse=True)[:limit]


@pytest.mark.parametrize(("ranked", "most"), [(50_000, 1000), (20, 10), (20, 290)])
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=questions, chosen=filters, limit=st.sampled_from([3, 20]))
def test_by_rank_is_what_bm25_gives_or_says_that_not_all_were_compared(
    library: SQLiteArchive, ranked: int, most: int, question: str, chosen: dict[str, Any], limit: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(storage.searching, "_RANKED", ranked)
        patched.setattr(storage.searching, "_ASKED", most)
        hits = library.search(question, limit=limit, order="rank", **chosen)
        found = {hit.article_id: hit.rank for hit in hits}
    expected = plainly(library, question, asked_of(chosen))
    if not parse(question).wanted:
        assert found.keys() <= expected.keys()
        return
    assert list(found.values()) == sorted(found.values(), key=lambda rank: rank or 0.0)
    if hits.bound is None:
        assert found == pytest.approx({article_id: expected[article_id] for article_id in found})
        assert list(found.values()) == pytest.approx(sorted(expected.values())[:limit])
    else:
        assert ranked == 20
        assert found.keys() <= expected.keys()
        assert len(found) == min(limit, len(expected))


def test_the_million_is_never_read_for_what_an_index_says(library: SQLiteArchive) -> None:
    """Every filter is answered from an index that holds all it asks for; a row of `articles` is a text's worth of reading."""
    db: sqlite3.Connection = library._connection
    for chosen in (
        Filter(),
        Filter(since="2026", until="2027"),
        Filter(source="s1"),
        Filter(language="en", since="2026"),
        Filter("2026", "2027", "s1", "en"),
    ):
        for sql in (chosen.by_date(), chosen.passing(), chosen.dated("1, 2")):
            plan = " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", chosen.values))
            assert "COVERING INDEX" in plan, (sql, plan)
