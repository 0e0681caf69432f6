"""What other programs get: spreadsheets, notebooks, feed readers."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import subprocess
from pathlib import Path

import feedparser
import pytest

from crawler.config.opml import read_opml
from tests.cli.conftest import SCRIPT, Run, archive_file, run

__all__ = ["archive_file", "run"]


def test_csv_never_holds_a_formula_and_takes_the_filters_of_search(run: Run, archive_file: Path) -> None:
    out = run("export", "csv", "--source", "delta", "--db", archive_file).out
    (row,) = csv.DictReader(io.StringIO(out))
    assert row["headline"].startswith("'=HYPERLINK")
    assert row["url"] == "https://delta.example/news/3.html"

    def ids(*filters: str) -> list[str]:
        return [
            row["id"]
            for row in csv.DictReader(io.StringIO(run("export", "csv", *filters, "--db", archive_file).out))
        ]

    assert ids() == ["1", "2", "3"]
    assert ids("--where", "Northport OR Eastmere") == ["1", "2"]
    assert ids("--where", "地震") == ["3"]
    assert ids("--where", "-Northport") == ["2", "3"]
    assert ids("--since", "2026-11-23T07:00Z", "--until", "2026-11-23T08:00Z") == ["2"]
    assert ids("--language", "ja") == ["3"]
    assert ids("--where", "!?") == []


def test_parquet_comes_with_a_manifest_of_what_it_holds(run: Run, archive_file: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert (
        run("export", "parquet", "news.parquet", "--where", "case", "--db", archive_file).err
        == "3 articles in news.parquet\n"
    )
    rows = parquet.read_table(tmp_path / "news.parquet").to_pylist()
    assert [row["source"] for row in rows] == ["harbour", "valley", "delta"]
    assert rows[0]["authors"] == ["Ida Berg"]
    assert rows[0]["published_at"].isoformat() == "2026-11-23T06:00:00+00:00"
    manifest = json.loads((tmp_path / "news.parquet.manifest.json").read_text())
    assert manifest["sha256"] == hashlib.sha256((tmp_path / "news.parquet").read_bytes()).hexdigest()
    assert manifest["counts"] == {"articles": 3}
    assert manifest["query"] == {"words": "case"}
    assert {"schema_version", "licence", "columns", "created_at", "newsfold"} <= manifest.keys()


def test_a_search_is_a_feed(run: Run, archive_file: Path) -> None:
    read = feedparser.parse(run("export", "rss", "--where", "case", "--db", archive_file).out.encode())
    assert not read.bozo
    assert [entry.link for entry in read.entries] == [
        "https://delta.example/news/3.html",
        "https://valley.example/news/2.html",
        "https://harbour.example/news/1.html",
    ]
    assert read.entries[2].published == "Mon, 23 Nov 2026 06:00:00 GMT"
    feed = json.loads(run("export", "json-feed", "-n", "1", "--db", archive_file).out)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    (item,) = feed["items"]
    assert item["language"] == "ja"
    assert item["id"].startswith("urn:uuid:")


def test_sources_go_out_as_opml(run: Run, archive_file: Path, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text('[[source]]\nurl = "https://harbour.example/rss.xml"\n')
    out = run("export", "opml", "--db", archive_file).out
    (source,) = read_opml(out.encode(), "out").sources
    assert source.url == "https://harbour.example/rss.xml"


def test_a_file_is_whole_or_not_there(run: Run, archive_file: Path, tmp_path: Path) -> None:
    assert run("export", "csv", "missing/out.csv", "--db", archive_file).code == 2
    assert run("export", "csv", "out.csv", "--since", "never", "--db", archive_file).code == 2
    (tmp_path / "broken.db").write_text("no archive")
    assert run("export", "csv", "out.csv", "--db", "broken.db").code != 0
    assert [path.name for path in tmp_path.iterdir()] == ["broken.db"]


def test_the_name_of_a_file_says_how_it_is_packed(run: Run, archive_file: Path, tmp_path: Path) -> None:
    for name in ("jsonl", "csv"):
        plain = run("export", name, "--db", archive_file).out.encode()
        run("export", name, f"out.{name}.gz", "--db", archive_file)
        assert gzip.decompress((tmp_path / f"out.{name}.gz").read_bytes()) == plain
    run("export", "warc", "out.warc", "--db", archive_file)
    run("export", "warc", "out.warc.gz", "--db", archive_file)
    assert (tmp_path / "out.warc").read_bytes().startswith(b"WARC/1.1\r\n")
    assert gzip.decompress((tmp_path / "out.warc.gz").read_bytes()).startswith(b"WARC/1.1\r\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["parquet", "-"], "needs a file"),
        (["sqlite", "-"], "needs a file"),
        (["csv", "/dev"], "/dev: is a folder; name a file"),
        (["csv", "/proc/out.csv"], "/proc/out.csv: could not be written"),
        (["sqlite", "here"], "here: exists already; name another file"),
    ],
)
def test_a_place_that_cannot_be_written_is_told_in_a_line(
    run: Run, archive_file: Path, tmp_path: Path, words: list[str], told: str
) -> None:
    (tmp_path / "here").touch()
    result = run("export", *words, "--db", archive_file)
    assert result.code == 2
    assert result.err.count("\n") == 1
    assert told in result.err
    assert [one.name for one in tmp_path.iterdir()] == ["here"]


def test_a_full_disk_is_told_with_the_place(archive_file: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [SCRIPT, "export", "warc", "--db", archive_file], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (2, b"newsfold: standard output: No space left on device\n")
