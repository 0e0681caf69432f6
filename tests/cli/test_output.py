from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.cells import spreadsheet_cell
from crawler.cli.output import Rows, fitted, printable
from storage.records import Cut

same_streams = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
cells = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.lists(st.text())
)


@given(st.text())
def test_no_text_moves_a_cursor_or_turns_a_line_around(text: str) -> None:
    shown = printable(text)
    assert not any(ord(char) < 32 and char not in "\t\n" for char in shown)
    assert not set(shown) & {
        chr(code) for code in (*range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    }
    assert printable(shown) == shown


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@sum", "\tx", "\r=1", "=HYPERLINK(1)", "--x"])
def test_what_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert spreadsheet_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["-3", "+4.5", "-1e9", "plain", "a=b", "", -3, 4.5, None, True])
def test_numbers_and_plain_words_are_left_alone(value: object) -> None:
    assert not spreadsheet_cell(value).startswith("'")


@same_streams
@given(st.lists(st.dictionaries(st.sampled_from("abc"), cells, min_size=3), min_size=1, max_size=4))
def test_json_is_one_object_a_line_whatever_it_holds(
    capsys: pytest.CaptureFixture[str], rows: list[dict[str, Any]]
) -> None:
    assert Rows("json").write(rows) == len(rows)
    assert [json.loads(line) for line in capsys.readouterr().out.split("\n")[:-1]] == rows


@same_streams
@given(
    st.lists(
        st.text(st.characters(exclude_characters="\r\x00", exclude_categories=("Cs",))),
        min_size=1,
        max_size=5,
    )
)
def test_csv_keeps_every_text_in_its_cell(capsys: pytest.CaptureFixture[str], texts: list[str]) -> None:
    Rows("csv").write([{"id": number, "text": text} for number, text in enumerate(texts)])
    read = list(csv.DictReader(io.StringIO(capsys.readouterr().out, newline="")))
    assert [row["text"].removeprefix("'") for row in read] == [text.removeprefix("'") for text in texts]


def test_rows_are_written_as_they_come(capsys: pytest.CaptureFixture[str]) -> None:
    def rows() -> Iterator[dict[str, int]]:
        yield {"n": 1}
        assert capsys.readouterr().out == '{"n": 1}\n', "the first row is out before the second is asked for"
        yield {"n": 2}

    assert Rows("json").write(rows()) == 2


def test_times_records_and_bytes_have_their_spelling(capsys: pytest.CaptureFixture[str]) -> None:
    row = {
        "at": datetime(2026, 11, 23, 6, tzinfo=UTC),
        "cut": Cut("r", "why", "body", "text"),
        "raw": b"\x00",
        "set": {"b", "a"},
    }
    Rows("json").write([row])
    assert json.loads(capsys.readouterr().out) == {
        "at": "2026-11-23T06:00:00+00:00",
        "cut": {"rule": "r", "reason": "why", "field": "body", "text": "text", "position": -1},
        "raw": "AA==",
        "set": ["a", "b"],
    }


def test_plain_columns_line_up_and_nothing_is_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    Rows().write([{"id": 1, "headline": "x" * 300}, {"id": 1000, "headline": "two\nlines"}])
    assert capsys.readouterr().out.splitlines() == ["id    headline", f"1     {'x' * 300}", "1000  two lines"]


def test_a_table_without_a_terminal_is_as_wide_as_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    Rows("table").write([{"id": 1, "headline": "x" * 300}])
    assert "x" * 300 in capsys.readouterr().out


def test_a_terminal_too_narrow_for_the_columns_gets_a_block_a_row(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    row = {
        "id": 1,
        "headline": "A headline of some length",
        "url": "https://a.example/" + "x" * 40,
        "note": None,
    }
    monkeypatch.setenv("COLUMNS", "45")
    Rows("table").write([row, row | {"headline": "Ships " * 12}])
    block = ["id        1", "headline  A headline of some length", f"url       {row['url']}", "note"]
    folded = [
        block[0],
        f"headline  {'Ships ' * 6}".rstrip(),
        f"          {'Ships ' * 6}".rstrip(),
        *block[2:],
    ]
    assert capsys.readouterr().out.splitlines() == [*block, "", *folded]
    monkeypatch.setenv("COLUMNS", "70")
    Rows("table").write([row])
    assert "───" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["json", "csv", "tsv", "table", "text"])
def test_no_rows_are_no_failure(capsys: pytest.CaptureFixture[str], form: Any) -> None:
    assert Rows(form).write([]) == 0
    assert Rows(form).write([], columns=("a", "b")) == 0


@given(
    st.lists(st.text("abc/:.é地", min_size=1, max_size=100), min_size=1),
    st.integers(0, 6),
    st.integers(20, 120),
)
def test_a_terminal_gets_lines_that_fit_and_no_word_is_lost(
    words: list[str], indent: int, width: int
) -> None:
    line = " " * indent + " ".join(words)
    lines = fitted(line, width).split("\n")
    assert " ".join(" ".join(lines).split()) == " ".join(words)
    assert all(len(one) <= width or len(one.split()) == 1 for one in lines)
    assert all(one.startswith(" " * indent) for one in lines)
    assert fitted(line, None) == line
