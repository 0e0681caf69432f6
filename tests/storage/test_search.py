"""Searching: newest first, in any script, and no words that a person can type make it fail."""

from __future__ import annotations

import random
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import storage.searching
from storage.archive import SQLiteArchive, open_archive
from storage.cjk import grams, phrase
from storage.errors import QueryError
from storage.records import Verdict
from storage.snippets import END, START
from storage.words import MAX_BEGINNINGS, MAX_TERMS, Term, parse
from tests.storage.conftest import NOON, page, simple_judge

TEXTS = {
    "ferry": ("Ferry returns", "The ferry to the island sails again.", {"authors": ("Ann Ito",)}),
    "storm": ("Storm over the port", "A storm closed the port; the ferry stayed.", {"language": "en"}),
    "kyiv": ("Київ відновлює мости", "Міська рада Києва відкрила міст.", {"language": "uk"}),
    "cafe": ("Café life", "Élan vital at the café, don't you think?", {}),
    "mayor": ("市长宣布新计划", "北京市市长周三在新闻发布会上宣布了COVID防疫计划。", {"language": "zh"}),
    "tokyo": ("東京で地震", "東京都内で強い揺れを観測したと気象庁が発表した。", {"language": "ja"}),
    "bangkok": ("กรุงเทพมหานคร", "นายกรัฐมนตรีแถลงข่าวที่กรุงเทพมหานครวันนี้", {"language": "th"}),
    "seoul": ("서울시장 선거", "서울시장은 오늘 기자회견을 열었다.", {"language": "ko"}),
}


@pytest.fixture
def library(archive: SQLiteArchive) -> SQLiteArchive:
    for hour, (name, (headline, body, fields)) in enumerate(TEXTS.items()):
        item = page(f"https://a.example/{name}", body, headline, hours=hour, source=f"s-{name}", **fields)
        archive.store([item], simple_judge)
    return archive


def found(archive: SQLiteArchive, words: str, **filters: object) -> list[str]:
    return [hit.url.rsplit("/", 1)[1] for hit in archive.search(words, **filters)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("ferry", ["storm", "ferry"]),
        ("FERRY sails", ["ferry"]),
        ('"the port"', ["storm"]),
        ("“the port”", ["storm"]),
        ('"storm ferry"', []),
        ("ferry -storm", ["ferry"]),
        ('ferry -"the island"', ["storm"]),
        ("-ferry -storm -port", ["seoul", "bangkok", "tokyo", "mayor", "cafe", "kyiv"]),
        ("sails OR closed", ["storm", "ferry"]),
        ("ferry sails OR closed", ["storm", "ferry"]),
        ("fer*", ["storm", "ferry"]),
        ("headline:ferry", ["ferry"]),
        ("title:storm ferry", ["storm"]),
        ("author:ito", ["ferry"]),
        ("cafe elan", ["cafe"]),
        ("don't", ["cafe"]),
        ("київ", ["kyiv"]),
        ("Києва", ["kyiv"]),
        ("市长", ["mayor"]),
        ("新闻发布会", ["mayor"]),
        ("闻发", ["mayor"]),
        ("会", ["mayor"]),
        ("京", ["tokyo", "mayor"]),
        ("COVID防疫", ["mayor"]),
        ("covid 市长", ["mayor"]),
        ("covid -市长", []),
        ("ferry OR 市长", ["mayor", "storm", "ferry"]),
        ("headline:市长", ["mayor"]),
        ("headline:北京", []),
        ("東京", ["tokyo"]),
        ("地震", ["tokyo"]),
        ("กรุงเทพ", ["bangkok"]),
        ("서울시장", ["seoul"]),
        ("기자회견", ["seoul"]),
        ("nothing-like-it", []),
        ("...", []),
    ],
)
def test_words_find_what_a_reader_expects_newest_first(
    library: SQLiteArchive, words: str, names: list[str]
) -> None:
    assert found(library, words) == names
    assert sorted(found(library, words, order="rank")) == sorted(names)


def test_a_search_without_words_lists_the_newest(library: SQLiteArchive) -> None:
    assert found(library, " ", limit=2) == ["seoul", "bangkok"]


def test_filters_narrow_a_search(library: SQLiteArchive) -> None:
    assert found(library, "ferry", source="s-ferry") == ["ferry"]
    assert found(library, "ferry", language="en") == ["storm"]
    assert found(library, "ferry", since=NOON + timedelta(minutes=-30)) == ["storm"]
    assert found(library, "ferry", until=NOON + timedelta(minutes=-30)) == ["ferry"]
    assert found(library, "ferry", order="rank", until=NOON + timedelta(minutes=-30)) == ["ferry"]
    assert found(library, "ferry", until=NOON - timedelta(days=3)) == []
    assert found(library, "ferry", since=NOON + timedelta(days=3)) == []


def test_a_word_of_the_headline_weighs_more_by_rank(library: SQLiteArchive) -> None:
    assert found(library, "ferry", order="rank") == ["ferry", "storm"]
    [first, second] = library.search("ferry", order="rank")
    assert first.rank is not None
    assert second.rank is not None
    assert first.rank < second.rank


def test_by_rank_filters_hold_and_a_very_common_word_is_ranked_among_its_newest(
    library: SQLiteArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ranked(words: str, **filters: object) -> set[str | None]:
        return {hit.source for hit in library.search(words, order="rank", **filters)}  # type: ignore[arg-type]

    assert ranked("ferry", source="s-ferry") == {"s-ferry"}
    assert ranked("ferry OR 地震 -storm") == {"s-ferry", "s-tokyo"}
    assert ranked("地震", until=NOON) == set()
    assert library.search("ferry", order="rank").bound is None
    monkeypatch.setattr(storage.searching, "_RANKED", 1)
    assert ranked("ferry") == {"s-storm"}
    assert library.search("ferry", order="rank").bound == "the newest 1 articles that have these words"
    assert library.search("ferry").bound is None
    assert ranked("ferry", source="s-ferry") == {"s-ferry"}
    assert ranked("地震", until=NOON) == set()


@pytest.mark.parametrize("asked", [1000, 1])  # 1: too few of the newest are asked, so all are
def test_by_rank_a_filter_finds_all_of_a_very_common_word(
    path: Path, monkeypatch: pytest.MonkeyPatch, asked: int
) -> None:
    monkeypatch.setattr(storage.searching, "_RANKED", 40)
    monkeypatch.setattr(storage.searching, "_ASKED", asked)
    with open_archive(path, now=lambda: NOON) as archive:
        batch = [
            page(f"https://a.example/{n}", f"port {n}{' dock' * (n % 7 == 0)}", source=f"s{n % 10}")
            for n in range(100)
        ]
        archive.store(batch, lambda _c, _n: Verdict("new"))
        hits = list(archive.search("port", order="rank", source="s3", limit=5))
        assert {hit.source for hit in hits} == {"s3"}
        assert len(hits) == 5
        assert len(list(archive.search("port", order="rank", source="s3"))) == 10
        assert len(list(archive.search("port -dock", order="rank", source="s3"))) == 9
        assert list(archive.search("port", order="rank", source="elsewhere")) == []


def test_a_snippet_marks_the_words_where_they_stand(library: SQLiteArchive) -> None:
    def snippet(words: str) -> str:
        [hit] = library.search(words)
        return hit.snippet.replace(START, "[").replace(END, "]")

    assert snippet("island") == "The ferry to the [island] sails again."
    assert snippet("elan") == "[Élan] vital at the café, don't you think?"
    assert snippet("市长 covid") == "北京市[市长]周三在新闻发布会上宣布了[COVID]防疫计划。"
    assert snippet("clos*") == "A storm [closed] the port; the ferry stayed."


@pytest.mark.parametrize(
    ("words", "text", "marked"),
    [
        ("地震", "あ" * 300 + "大きな地震が起きた。", "地震"),
        ("防疫COVID", "政府の防疫 COVID 対策", "防疫 COVID"),
        ("ガス", "都市ｶﾞｽ漏れ", "ｶﾞｽ"),
        ("ｶﾞｽ", "都市ガス漏れ", "ガス"),
        ("สวัสดี", "นายกกล่าวสวัสดีครับ", "สวัสดี"),
        ("서울*", "오늘 서울에서", "서울"),
        ("नमस्ते", "वह नमस्ते बोला", "नमस्ते"),
        ("地震", "北 " * 20 + "x" * 70 + "地震" + " y" * 90, "地震"),
    ],
)
def test_a_snippet_marks_the_word_that_was_found_in_any_script(
    archive: SQLiteArchive, words: str, text: str, marked: str
) -> None:
    archive.store([page("https://a.example/1", text)], simple_judge)
    [hit] = archive.search(words)
    assert f"{START}{marked}{END}" in hit.snippet


@pytest.mark.parametrize(
    "words",
    [
        'ferry "', '"ferry', "ferry:island", "ferry - island", "ferry-island", "ferry AND", "AND ferry", "NOT ferry",
        "NEAR(ferry island)", "ferry OR", "OR", "(ferry", "ferry^2", "ferry 🚢", "headline:", "body:-ferry", "ferry\0storm",
        "ferry \udcff", "f\udcffrry", "ferry " * 1_700, "https://a.example/ferry?x=1#y", "'; drop table articles; --", "*", "-",
        '"ferry ' + "storm " * 2_000 + '"', "ferry-" * 1_700, "市" * 3_400, "ferry*storm", "**ferry**", "ferry)", "ferry} {body}",
        "ferry AND NOT storm", "ferry NEAR storm", "^ferry", "ferry+island", "headline : ferry", "-headline:ferry", "::ferry", "- - -",
    ],
)  # fmt: skip
@pytest.mark.parametrize("order", ["newest", "rank"])
def test_plain_language_gives_results_or_nothing(library: SQLiteArchive, words: str, order: str) -> None:
    found = {hit.source for hit in library.search(words, order=order)}  # type: ignore[arg-type]
    assert found <= {"s-ferry", "s-storm"} or words in {"*", "-", "OR", "-headline:ferry", "- - -"}


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ('"' + "a storm " * 900 + '"', " ".join(["a storm"] * 8)),
        ("a-" * 5000, "-".join("a" * 16)),
        ("市" * 5000, "市" * 16),
        ('"' + "storm " * 15 + 'क्योंकि storm"', " ".join(["storm"] * 15)),
    ],
)
def test_of_a_phrase_that_goes_on_for_thousands_of_words_the_first_decide(words: str, kept: str) -> None:
    assert parse(words).wanted == ((Term(kept),),)


def test_of_thousands_of_words_or_beginnings_the_first_decide() -> None:
    assert len(parse(" ".join(f"storm{n}" for n in range(2000))).wanted) == MAX_TERMS
    assert len(parse(" ".join(f"storm{n}*" for n in range(2000))).wanted) == MAX_BEGINNINGS
    assert parse(" ".join(f"storm{n}*" for n in range(20)) + " ferry").wanted[-1] == (Term("ferry"),)


def test_a_word_that_is_typed_again_asks_for_nothing_more() -> None:
    assert parse("storm ferry storm OR port OR storm ferry -a -a").wanted == (
        (Term("storm"),), (Term("ferry"),), (Term("storm"), Term("port")),
    )  # fmt: skip
    assert parse("storm -a -a").unwanted == (Term("a"),)


def test_a_long_text_is_shown_around_the_word(archive: SQLiteArchive) -> None:
    body = "nothing here " * 200 + "the lighthouse burns " + "nothing there " * 200
    archive.store([page("https://a.example/1", body)], simple_judge)
    [hit] = archive.search("lighthouse")
    assert f"{START}lighthouse{END}" in hit.snippet
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")
    assert len(hit.snippet) < 250


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.one_of(st.text(max_size=40), st.text(alphabet="\"*():^-+{}ORANDT市长 '“”.\0", max_size=20)))
def test_no_words_make_a_search_fail(library: SQLiteArchive, words: str) -> None:
    for order in ("newest", "rank"):
        list(library.search(words, order=order))  # type: ignore[arg-type]


def test_a_pasted_article_can_be_searched_for(library: SQLiteArchive) -> None:
    assert found(library, f"{TEXTS['storm'][1]} " * 40) == ["storm"]


@settings(max_examples=80)
@given(st.text(alphabet="市长在北京开会abc 1", max_size=12), st.integers(0, 11), st.integers(1, 6))
def test_every_piece_of_an_unspaced_run_is_found(text: str, start: int, length: int) -> None:
    piece = text[start : start + length]
    if not piece.strip() or " " in piece or piece.isascii() or not piece[:1].isalpha():
        return
    if piece[0].isascii() and start and text[start - 1].isascii() and text[start - 1].isalnum():
        return  # the middle of a Latin word
    if piece[-1].isascii() and text[start + length : start + length + 1].isalnum():
        return
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
    db.execute("INSERT INTO t VALUES (?)", (grams(text),))
    assert db.execute("SELECT count(*) FROM t WHERE t MATCH ?", (phrase(piece),)).fetchone() == (1,)


def test_newest_is_exact_in_whatever_order_articles_came(path: Path) -> None:
    rng = random.Random(7)
    hours = [rng.randint(0, 10_000) for _ in range(2500)]
    with open_archive(path, now=lambda: NOON) as archive:
        batch = [
            page(
                f"https://a.example/{n}",
                f"port {n} {'rare' if n % 97 == 0 else ''}",
                published=NOON - timedelta(hours=h),
            )
            for n, h in enumerate(hours)
        ]
        archive.store(batch, lambda _c, _n: Verdict("new"))
        for word, every in (("port", 1), ("rare", 97)):
            expected = sorted((h for n, h in enumerate(hours) if n % every == 0))[:15]
            times = [hit.published for hit in archive.search(word, limit=15)]
            assert times == [NOON - timedelta(hours=h) for h in expected]


# SQL


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM articles",
        "INSERT INTO meta VALUES ('a', 'b')",
        "DROP TABLE articles",
        "PRAGMA user_version = 9",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "ATTACH DATABASE '/tmp/x.db' AS x",
        "VACUUM INTO '/tmp/x.db'",
        "CREATE TEMP TABLE t(x)",
        "SELECT load_extension('x')",
        "BEGIN IMMEDIATE",
        "INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')",
        "SELECT 1; DELETE FROM articles",
        "SELECT nonsense",
        "UPDATE sqlite_master SET sql = ''",
        "not even SQL",
        "",
        "WITH x AS (SELECT 1) DELETE FROM articles",
    ],
)
def test_a_query_that_does_more_than_read_is_refused(library: SQLiteArchive, sql: str) -> None:
    before = library.counts()
    with pytest.raises(QueryError):
        list(library.query(sql)[1])
    assert library.counts() == before


def test_a_query_reads_with_parameters_pragmas_and_full_text(library: SQLiteArchive) -> None:
    columns, rows = library.query("SELECT headline AS h FROM articles WHERE source = ?", ["s-cafe"])
    assert (columns, list(rows)) == (["h"], [("Café life",)])
    assert list(library.query("SELECT name FROM pragma_table_info('runs') LIMIT 1")[1]) == [("id",)]
    matching = library.query("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH :w", {"w": "ferry"})
    assert list(matching[1]) == [(2,)]


def test_a_backup_is_a_whole_archive(library: SQLiteArchive, tmp_path: Path) -> None:
    library.backup(tmp_path / "copy.db")
    with open_archive(tmp_path / "copy.db") as copy:
        assert copy.counts() == library.counts()
        assert copy.check() == []
