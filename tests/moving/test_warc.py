"""WARC files in and out, as a user gives them: nothing lost, nothing twice, and what is wrong said in a line."""

from __future__ import annotations

import gzip
import json
import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from crawler.cli.progress import progress_line
from storage.archive import open_archive
from tests.cli.conftest import SCRIPT, Run, archive_file, no_process_left, run
from tests.moving.test_round_trips import digest
from tests.moving.warcs import Capture, article, packed, write
from tests.newsroom import rows

__all__ = ["archive_file", "no_process_left", "run"]
KEPT = "SELECT url, fetched_at, status, length(content) AS size FROM pages ORDER BY 1, 2"


@pytest.fixture
def rich(run: Run, tmp_path: Path) -> Path:
    """An archive with pages, a copy, a text that was edited twice, and cuts."""
    captures = [
        article(1),
        article(2, "Eastmere"),
        article(1, source="valley", hour=7),
        article(2, "Eastmere", hour=8, edit="everybody"),
        article(2, "Eastmere", hour=9, edit="one clerk"),
    ]
    write(tmp_path / "in.warc.gz", captures)
    done = run("import", "warc", "in.warc.gz", "--db", "rich.db")
    assert "2 new, 1 copy folded, 2 revisions" in done.err
    path = tmp_path / "rich.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "INSERT INTO cuts(article_id, rule, reason, field, text, position) VALUES (1, 'share', 'share bar', 'body', 'Share', 3)"
        )
    return path


def test_stories_go_out_as_warc_and_come_back_whole(run: Run, rich: Path, tmp_path: Path) -> None:
    assert run("export", "warc", "out.warc.gz", "--db", rich).err == "5 pages in out.warc.gz\n"
    first = run("import", "warc", "out.warc.gz", "--db", "again.db")
    assert (first.code, first.err) == (0, "taken: 2 new\n")
    assert digest(tmp_path / "again.db") == digest(rich)
    assert rows(tmp_path / "again.db", KEPT) == rows(rich, KEPT)
    assert "2 unchanged" in run("import", "warc", "out.warc.gz", "--db", "again.db").err
    assert digest(tmp_path / "again.db") == digest(rich)
    assert rows(tmp_path / "again.db", KEPT) == rows(rich, KEPT)
    with open_archive(tmp_path / "again.db") as archive:
        assert archive.check() == []


def test_stories_without_pages_come_back_too(run: Run, archive_file: Path, tmp_path: Path) -> None:
    run("export", "warc", "out.warc.gz", "--db", archive_file)
    assert run("import", "warc", "out.warc.gz", "--db", "again.db").code == 0
    assert digest(tmp_path / "again.db") == digest(archive_file)


def test_pages_alone_give_the_same_texts_again(run: Run, rich: Path, tmp_path: Path) -> None:
    """What another tool makes of an export when it keeps the pages only."""
    run("export", "warc", "out.warc.gz", "--db", rich)
    plain = gzip.decompress((tmp_path / "out.warc.gz").read_bytes())
    (tmp_path / "pages.warc").write_bytes(
        plain.replace(b"vnd.newsfold.story+json", b"vnd.another.story+json")
    )
    assert run("import", "warc", "pages.warc", "--db", "again.db").code == 0
    for sql in (
        "SELECT url, headline, body, published_at, first_seen_at, last_seen_at FROM articles ORDER BY 1",
        "SELECT url, body, kind, seen_at FROM copies ORDER BY 1",
        "SELECT url, body, first_seen_at, seen_at, silent FROM revisions ORDER BY seen_at",
    ):
        assert rows(tmp_path / "again.db", sql) == rows(rich, sql)


def test_a_story_that_is_broken_leaves_its_pages_to_be_read(run: Run, rich: Path, tmp_path: Path) -> None:
    run("export", "warc", "out.warc.gz", "--db", rich)
    plain = gzip.decompress((tmp_path / "out.warc.gz").read_bytes())
    (tmp_path / "hurt.warc").write_bytes(plain.replace(b'"gid":', b'"git":'))
    done = run("import", "warc", "hurt.warc", "--db", "again.db")
    assert done.code == 3
    assert "its pages are read anew" in done.err
    assert "2 new, 1 copy folded, 2 revisions" in done.err


def test_captures_in_any_order_make_one_history(run: Run, rich: Path, tmp_path: Path) -> None:
    captures = [
        article(2, "Eastmere", hour=9, edit="one clerk"),
        article(2, "Eastmere"),
        article(2, "Eastmere", hour=8, edit="everybody"),
    ]
    write(tmp_path / "back.warc.gz", captures)
    assert "1 new, 2 revisions" in run("import", "warc", "back.warc.gz", "--db", "back.db").err
    for sql in (
        "SELECT body, first_seen_at, last_seen_at FROM articles WHERE headline LIKE '%Eastmere'",
        "SELECT body, first_seen_at, seen_at, headline_changed FROM revisions ORDER BY seen_at",
    ):
        assert rows(tmp_path / "back.db", sql) == rows(rich, sql)
    with open_archive(tmp_path / "back.db") as archive:
        page = archive.raw_page(captures[0].url)
        assert page is not None
        assert b"one clerk" in page.content
        assert [b"one clerk" in page.content for _, page in archive.raw_pages()] == [True]


def test_a_file_that_shows_an_edit_adds_nothing_the_second_time(run: Run, rich: Path) -> None:
    before = digest(rich)
    assert "5 unchanged" in run("import", "warc", "in.warc.gz", "--db", rich).err
    assert digest(rich) == before


def test_an_import_that_was_stopped_goes_on_where_it_was(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "in.warc.gz"
    ends = write(path, [article(number) for number in range(4)])
    with open_archive(tmp_path / "news.db") as archive:
        stopped = archive.start_run("import warc")
        counts = {"file": str(path.resolve()), "file_size": path.stat().st_size, "offset": ends[1]}
        archive.end_run(stopped, "interrupted", counts)
        for _ in range(300):  # a schedule that ran in between
            archive.end_run(archive.start_run("crawl"), "ok", {})
    assert "2 new" in run("import", "warc", "in.warc.gz").err


@pytest.mark.parametrize("how", ["records", "whole"])
def test_a_killed_import_goes_on_with_nothing_lost_and_nothing_twice(
    tmp_path: Path, how: str, no_process_left: list[subprocess.Popen[bytes]]
) -> None:
    captures = [article(number, f"Place{number}") for number in range(90)]
    write(tmp_path / "in.warc.gz", captures)
    path, db = tmp_path / "big.warc.gz", tmp_path / "news.db"
    path.write_bytes(packed((tmp_path / "in.warc.gz").read_bytes(), how))
    words = [SCRIPT, "import", "warc", path, "--db", db]
    child = subprocess.Popen(words, start_new_session=True, stderr=subprocess.DEVNULL)
    no_process_left.append(child)
    place = {}
    while child.poll() is None and not place:
        time.sleep(0.005)
        if db.exists():
            with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as reader:
                try:
                    found = [json.loads(one) for (one,) in reader.execute("SELECT counts FROM runs") if one]
                except sqlite3.Error:
                    continue
            place = next((one for one in found if "offset" in one), {})
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    stored = rows(db, "SELECT count(*) AS n FROM pages")[0]["n"]
    assert 0 < stored < 90, "killed in the middle"
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert f"{90 - stored} new" in done.stderr
    assert ("read from its beginning again" in done.stderr) == (how == "whole")
    assert [row["url"] for row in rows(db, "SELECT url FROM pages ORDER BY id")] == [
        one.url for one in captures
    ]
    assert rows(db, "SELECT count(*) AS n FROM articles") == [{"n": 90}]


def test_records_that_are_no_pages_take_no_others_along(run: Run, tmp_path: Path) -> None:
    page = article(1)
    captures = [
        Capture("", page.body),
        Capture("https://harbour.example/gone", b"<p>Gone", status="404 Not Found"),
        Capture(
            "https://harbour.example/chunks",
            b"ffff\r\n<p>",
            headers=(*page.headers, ("Transfer-Encoding", "chunked")),
        ),
        Capture("https://harbour.example/seen", b"", kind="revisit"),
        Capture(page.url, page.body, "yesterday"),
    ]
    write(tmp_path / "in.warc.gz", captures)
    done = run("import", "warc", "in.warc.gz")
    assert (done.code, "1 new" in done.err) == (0, True)
    for words in (
        "4 no HTML",
        "2 response without a page",
        "1 HTTP status 404",
        "1 body that breaks off in a chunk",
        "1 revisit without a page",
    ):
        assert words in done.err
    (kept,) = rows(tmp_path / "news.db", "SELECT fetched_at FROM pages")
    assert kept["fetched_at"] == "2026-11-23T10:00:00+00:00", "the date of the record before it"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"no warc at all\n", "is no WARC file"),
        (gzip.compress(b"neither\n", mtime=0), "is no WARC file"),
        (b"\x1f\x8b\x08 only the first bytes", "is no WARC file"),
        (b"filedesc://news.arc 0.0.0.0 20061105124305 text/plain 70\n", "warcio recompress"),
        (b"PK\x03\x04zip", "is a zip file"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n", "breaks off"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_warc_is_said_in_a_line(run: Run, tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "x.warc.gz").write_bytes(data)
    result = run("import", "warc", "x.warc.gz")
    assert result.code == 2
    assert result.err.count("\n") == 1
    assert words in result.err


def test_a_wrong_file_among_many_is_told_before_any_is_begun(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "in.warc.gz", [article(1)])
    (tmp_path / "poem.warc.gz").write_text("A line that is neither.\n")
    assert run("import", "warc", "in.warc.gz", "poem.warc.gz").code == 2
    assert not (tmp_path / "news.db").exists()


def test_a_warc_comes_through_a_pipe(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "in.warc.gz", [article(1), article(2)])
    data = (tmp_path / "in.warc.gz").read_bytes()
    assert "2 new" in run("import", "warc", "-", stdin=data).err
    assert run("import", "warc", "-", "--db", "cut.db", stdin=data[:-200]).code == 3


def test_a_file_that_breaks_off_gives_what_it_has_and_says_where(run: Run, tmp_path: Path) -> None:
    ends = write(tmp_path / "in.warc.gz", [article(number) for number in range(3)])
    whole = (tmp_path / "in.warc.gz").read_bytes()
    (tmp_path / "cut.warc.gz").write_bytes(whole[: ends[1] + 40])
    result = run("import", "warc", "cut.warc.gz")
    assert result.code == 3
    assert "2 new" in result.err
    assert (
        f"cut.warc.gz: breaks off in the record at byte {ends[1]}; what stands before it was read"
        in result.err
    )


def test_the_rest_is_guessed_at_by_what_was_done_since() -> None:
    line = progress_line(900, 1000, 100, 10, what="stories", in_bytes=False)
    assert line == "900 of 1,000 stories (90%), 10 s left"
