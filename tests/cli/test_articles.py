from __future__ import annotations

from pathlib import Path

import pytest

from storage.archive import open_archive
from storage.records import Fetch
from tests.cli.conftest import Run


def test_show_prints_the_clean_article(run: Run, archive_file: Path) -> None:
    out = run("show", "1", "--db", archive_file).out
    assert out.startswith("Case 1 is heard in Northport\nharbour · Ida Berg · 2026-11-23 06:00 · en\n")
    assert ", 1 copy]" in out
    assert "[article 1, " in out


def test_show_as_json_has_every_column(run: Run, archive_file: Path) -> None:
    (article,) = run("show", "1", "--db", archive_file, "--json").rows
    assert {
        "id",
        "url",
        "url_key",
        "headline",
        "body",
        "authors",
        "published_at",
        "simhash",
        "copies",
    } <= set(article)
    assert article["authors"] == ["Ida Berg"]


@pytest.mark.parametrize(
    "url",
    ["https://harbour.example/news/1.html", "http://www.harbour.example/news/1.html?utm_source=mail#top"],
)
def test_an_article_is_found_by_its_url_however_it_is_spelt(run: Run, archive_file: Path, url: str) -> None:
    (article,) = run("show", url, "--db", archive_file, "--json").rows
    assert article["id"] == 1


def test_the_url_of_a_copy_shows_the_story_s_article(run: Run, archive_file: Path) -> None:
    (article,) = run("show", "https://valley.example/news/1.html", "--db", archive_file, "--json").rows
    assert article["url"] == "https://harbour.example/news/1.html"


@pytest.mark.parametrize("command", ["show", "story", "diff", "why"])
@pytest.mark.parametrize("name", ["99999", "nonsense", "https://nowhere.example/x", "9" * 40])
def test_an_article_that_is_not_there_is_exit_code_four(
    run: Run, archive_file: Path, command: str, name: str
) -> None:
    result = run(command, name, "--db", archive_file)
    assert result.code == 4
    assert len(result.err.splitlines()) == 1


def test_a_story_lists_its_places_with_the_evidence(run: Run, archive_file: Path) -> None:
    article, copy = run("story", "1", "--db", archive_file, "--json").rows
    assert (article["role"], copy["role"], copy["kind"]) == ("article", "copy", "exact")
    assert (copy["url"], copy["source"], copy["lag"]) == (
        "https://valley.example/news/1.html",
        "valley",
        10800.0,
    )
    text = run("story", "1", "--db", archive_file).out
    assert "exact, 100% alike, 3h later" in text


def test_diff_shows_what_went_and_what_came(run: Run, archive_file: Path) -> None:
    (number,) = (hit["id"] for hit in run("search", "Eastmere", "--db", archive_file, "--json").rows)
    out = run("diff", str(number), "--db", archive_file).out
    assert "a silent edit" in out
    assert "# Case 2 is [-heard-] {+closed+} in Eastmere" in out
    assert "[-nobody-] {+everybody+}" in out


def test_diff_as_json_is_one_object_a_changed_paragraph(run: Run, archive_file: Path) -> None:
    (number,) = (hit["id"] for hit in run("search", "Eastmere", "--db", archive_file, "--json").rows)
    rows = run("diff", str(number), "--db", archive_file, "--json").rows
    assert [one["field"] for one in rows] == ["headline", *["body"] * 6]
    assert all(one["silent"] is True and one["change"] == "~" for one in rows)


def test_diff_of_an_article_that_never_changed_says_so(run: Run, archive_file: Path) -> None:
    result = run("diff", "1", "--db", archive_file)
    assert (result.code, result.out, result.err) == (0, "", "no change was seen\n")


def test_why_explains_a_copy(run: Run, archive_file: Path) -> None:
    result = run("why", "https://valley.example/news/1.html", "--db", archive_file)
    assert "of article 1" in result.out.splitlines()[0]
    rows = run("why", "https://valley.example/news/1.html", "--db", archive_file, "--json").rows
    assert list(rows[0]) == [
        "at", "what", "verdict", "status", "article_id", "run_id", "reason", "detail",
    ]  # fmt: skip
    assert any(one["what"] == "decided" and one["verdict"] == "exact" for one in rows)


@pytest.mark.parametrize("tail", ["", "?utm_source=post"])
def test_why_tells_of_a_request_that_failed_however_its_address_is_spelled(
    run: Run, tmp_path: Path, tail: str
) -> None:
    url = "https://valley.example/feed.xml"
    with open_archive(tmp_path / "news.db") as archive:
        number = archive.start_run("crawl")
        failed = Fetch(url, "valley", archive.now(), "feed", None, "error", "the host refuses connections")
        archive.record_fetches(number, [failed])
    assert "the host refuses connections" in run("why", url + tail).out
