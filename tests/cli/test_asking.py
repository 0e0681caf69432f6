from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

import storage.searching
from tests.cli.conftest import Run, report


def test_search_prints_hits_for_people(run: Run, archive_file: Path) -> None:
    result = run("search", "Northport", "--db", archive_file)
    assert result.code == 0
    assert "Case 1 is heard in Northport" in result.out
    assert "(+1 copy)" in result.out
    assert "https://harbour.example/news/1.html" in result.out


def test_search_as_json_has_the_columns_as_keys(run: Run, archive_file: Path) -> None:
    (hit,) = run("search", "Northport", "--db", archive_file, "--json").rows
    assert list(hit) == [
        "id",
        "headline",
        "url",
        "source",
        "published_at",
        "language",
        "snippet",
        "rank",
        "copies",
    ]
    assert hit["published_at"] == "2026-11-23T06:00:00+00:00"
    assert "\ue000" not in hit["snippet"]


def test_nl_is_another_name_for_json(run: Run, archive_file: Path) -> None:
    assert (
        run("search", "case", "--db", archive_file, "--nl").out
        == run("search", "case", "--db", archive_file, "--json").out
    )


def test_options_may_stand_before_the_command(run: Run, archive_file: Path) -> None:
    assert run("--db", archive_file, "search", "Northport", "--json").rows


def test_the_environment_names_the_archive_and_the_option_wins(
    run: Run, archive_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSFOLD_DB", str(archive_file))
    assert run("search", "Northport", "--json").rows
    assert run("search", "Northport", "--db", "other.db").code == 2


def test_search_filters_by_source_time_and_language(run: Run, archive_file: Path) -> None:
    def ids(*words: str) -> list[str]:
        return [hit["source"] for hit in run("search", "case", "--db", archive_file, "--json", *words).rows]

    assert ids() == ["delta", "valley", "harbour"]
    assert ids("--source", "valley") == ["valley"]
    assert ids("--since", "2026-11-23T07:00Z") == ["delta", "valley"]
    assert ids("--until", "2026-11-23T07:00Z") == ["harbour"]
    assert ids("--language", "ja") == ["delta"]
    assert ids("--limit", "1") == ["delta"]


def test_by_rank_it_is_said_where_not_all_were_compared(
    run: Run, archive_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("search", "case", "--order", "rank", "--db", archive_file).err == ""
    monkeypatch.setattr(storage.searching, "_RANKED", 2)
    result = run("search", "case", "--order", "rank", "--db", archive_file, "--json")
    assert {hit["source"] for hit in result.rows} == {"delta", "valley"}
    assert "compared: the newest 2 articles that have these words; --since" in result.err


def test_a_two_character_word_is_found(run: Run, archive_file: Path) -> None:
    assert len(run("search", "地震", "--db", archive_file, "--json").rows) == 1


@pytest.mark.parametrize(
    "words", ['a"b', "col:x", "-", "hello AND", "NEAR(", "*", "'; drop table articles --"]
)
def test_no_words_of_a_user_break_the_search(run: Run, archive_file: Path, words: str) -> None:
    assert run("search", "--db", archive_file, "--", words).code == 0


def test_nothing_found_is_said_on_stderr_and_is_no_failure(run: Run, archive_file: Path) -> None:
    result = run("search", "zeppelin", "--db", archive_file)
    assert (result.code, result.out, result.err) == (0, "", "nothing found\n")
    assert run("search", "zeppelin", "--db", archive_file, "-q").err == ""


def test_csv_has_a_header_also_when_empty(run: Run, archive_file: Path) -> None:
    result = run("search", "zeppelin", "--db", archive_file, "--csv")
    assert result.out == "id,headline,url,source,published_at,language,snippet,rank,copies\n"


def test_a_spreadsheet_never_runs_a_headline(run: Run, archive_file: Path) -> None:
    result = run("search", "地震", "--db", archive_file, "--csv")
    (hit,) = csv.DictReader(io.StringIO(result.out))
    assert hit["headline"].startswith("'=HYPERLINK")


@pytest.mark.parametrize("style", [[], ["--table"]])
def test_a_terminal_never_gets_a_headline_s_escape_sequences(
    run: Run, archive_file: Path, style: list[str]
) -> None:
    out = run("search", "地震", "--db", archive_file, *style).out
    assert "\x1b" not in out
    assert "港町の地震" in out


def test_tsv_is_separated_by_tabs(run: Run, archive_file: Path) -> None:
    lines = run(
        "query", "select id, source from articles order by id", "--db", archive_file, "--tsv"
    ).out.splitlines()
    assert lines[0] == "id\tsource"
    assert lines[1].split("\t")[1] == "harbour"


def test_two_formats_at_once_are_refused(run: Run, archive_file: Path) -> None:
    result = run("search", "case", "--db", archive_file, "--csv", "--json")
    assert result.code == 2
    assert "Choose one output: --json or --csv." in result.err


def test_query_takes_named_values(run: Run, archive_file: Path) -> None:
    sql = "select headline from articles where source = :s"
    assert run("query", sql, "-p", "s", "harbour", "--db", archive_file, "--json").rows == [
        {"headline": "Case 1 is heard in Northport"}
    ]


def test_query_reads_standard_input(run: Run, archive_file: Path) -> None:
    assert run("query", "-", "--db", archive_file, "--json", stdin=b"select 1 as one").rows == [{"one": 1}]


def test_columns_of_one_name_are_told_apart(run: Run, archive_file: Path) -> None:
    assert run("query", "select 1 as a, 2 as a", "--db", archive_file, "--json").rows == [{"a": 1, "a_2": 2}]


def test_bytes_come_out_as_base64(run: Run, archive_file: Path) -> None:
    assert run("query", "select x'00ff' as b", "--db", archive_file, "--json").rows == [{"b": "AP8="}]


@pytest.mark.parametrize(
    "sql",
    ["delete from articles", "insert into runs(id) values (1)", "drop table articles", "pragma user_version = 9", "attach 'x.db' as y", "selec 1", "", "select 1; delete from articles"],
)  # fmt: skip
def test_query_cannot_write_and_says_so_in_a_line(run: Run, archive_file: Path, sql: str) -> None:
    result = run("query", sql, "--db", archive_file)
    assert result.code == 2
    assert result.err.startswith("newsfold: ")
    assert "Traceback" not in result.err
    assert len(run("query", "select id from articles", "--db", archive_file, "--json").rows) == 3


def test_like_finds_the_text_of_a_file(run: Run, archive_file: Path, tmp_path: Path) -> None:
    (tmp_path / "statement.txt").write_text(report(2, "Eastmere"))
    best = run("like", "statement.txt", "--db", archive_file, "--json").rows[0]
    assert list(best) == [
        "id",
        "headline",
        "url",
        "source",
        "published_at",
        "distance",
        "similarity",
        "reason",
    ]
    assert best["source"] == "valley"
    assert best["similarity"] > 0.8


def test_like_reads_standard_input_and_people_see_a_share(run: Run, archive_file: Path) -> None:
    result = run("like", "-", "--db", archive_file, stdin=report(1, "Northport").encode())
    assert "100%  Case 1 is heard in Northport" in result.out


@pytest.mark.parametrize(
    "name",
    ["1", "https://harbour.example/news/1.html", "https://www.harbour.example/news/1.html?utm_source=x"],
)
def test_like_takes_an_article_by_id_or_url(run: Run, archive_file: Path, name: str) -> None:
    assert run("like", name, "--db", archive_file).code == 0


def test_like_of_nothing_known_names_the_way(run: Run, archive_file: Path) -> None:
    assert run("like", "missing.txt", "--db", archive_file).code == 4
    given = run("like", "words of a text", "--db", archive_file)
    assert (given.code, "with - from standard input" in given.err) == (2, True)
    short = run("like", "-", "--db", archive_file, stdin=b"words of a text")
    assert "under 20 words" in short.err
    assert run("like", "999", "--db", archive_file).code == 4
