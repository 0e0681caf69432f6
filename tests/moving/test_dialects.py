"""Articles that other programs wrote come in as ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, report, run

__all__ = ["run"]
TEXT = report(5, "Westby")
NEWS_PLEASE = {
    "authors": ["Ida Berg"], "date_download": "2026-11-23 09:00:00", "date_modify": None,
    "date_publish": "2026-11-23 06:30:00", "description": "A case.", "filename": "x.json", "image_url": None,
    "language": "en", "localpath": None, "maintext": TEXT.replace("\n\n", "\n"), "source_domain": "harbour.example",
    "title": "Case 5", "title_page": None, "title_rss": None, "url": "https://harbour.example/5.html",
}  # fmt: skip
FUNDUS = {
    "title": "Case 5", "authors": ["Ida Berg"], "publishing_date": "2026-11-23 07:30:00+01:00", "topics": ["Courts"],
    "body": {"summary": ["A case."], "sections": [{"headline": ["First"], "paragraphs": TEXT.split("\n\n")}]},
    "html": {"requested_url": "https://harbour.example/5.html", "responded_url": "https://harbour.example/5.html"},
    "free_access": True, "lang": "en",
}  # fmt: skip
PLAIN = {"url": "https://harbour.example/5.html", "title": "Case 5", "text": TEXT, "authors": "Ida Berg", "published": "2026-11-23T06:30:00Z"}  # fmt: skip


@pytest.mark.parametrize("row", [NEWS_PLEASE, FUNDUS, PLAIN], ids=["news-please", "fundus", "plain"])
@pytest.mark.parametrize("form", ["line", "pretty", "list"])
def test_each_program_s_article_becomes_the_same_record(
    run: Run, tmp_path: Path, row: dict[str, object], form: str
) -> None:
    text = {"line": json.dumps(row), "pretty": json.dumps(row, indent=2), "list": json.dumps([row])}[form]
    (tmp_path / "in.json").write_text(text)
    assert run("import", "jsonl", "in.json").code == 0
    (article,) = run("show", "1", "--json").rows
    assert article["headline"] == "Case 5"
    assert article["source"] == "harbour.example"
    assert article["authors"] == ["Ida Berg"]
    assert article["published_at"] == "2026-11-23T06:30:00+00:00"
    assert article["body"].endswith(TEXT)
    assert "1 unchanged" in run("import", "jsonl", "in.json").err


def test_a_bad_line_is_told_with_its_number_and_the_rest_is_taken(run: Run, tmp_path: Path) -> None:
    bad = [
        "not json", "[1]", '{"url": "https://a.example/x"}', json.dumps(PLAIN | {"url": "ftp://a.example/"}),
        json.dumps(PLAIN | {"authors": [1]}), json.dumps(PLAIN | {"published": "soon"}), "[" * 100_000,
        json.dumps(PLAIN | {"title": {"a": 1}}),
    ]  # fmt: skip
    (tmp_path / "in.jsonl").write_text("\n".join([*bad, json.dumps(PLAIN | {"title": "a\ud800\x00b"})]))
    result = run("import", "jsonl", "in.jsonl")
    assert result.code == 3
    assert "1 new" in result.err
    for number in range(1, len(bad) + 1):
        assert f"in.jsonl:{number}: " in result.err
    assert run("show", "1", "--json").rows[0]["headline"] == "a?b"


def test_a_story_of_ours_with_a_value_of_another_kind_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps(PLAIN))
    run("import", "jsonl", "in.jsonl")
    story = json.loads(run("export", "jsonl").out)
    wrong = [
        {"simhash": "x"},
        {"first_seen_at": "soon"},
        {"copies": 3},
        {"url": "javascript:x"},
        {"anchors": "zz"},
        {"word_count": 1 << 70},
    ]
    (tmp_path / "bad.jsonl").write_text("\n".join(json.dumps(story | one) for one in wrong))
    result = run("import", "jsonl", "bad.jsonl", "--db", "other.db")
    assert result.code == 4
    assert f"could not be read: {len(wrong)}" in result.err
