"""What goes out comes back: the same articles, copies, revisions and cuts, and nothing twice."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import newsfold
import pytest

from storage.archive import open_archive
from storage.bundles import to_record
from tests.cli.conftest import Run, archive_file, row, run

__all__ = ["archive_file", "run"]


def digest(path: Path) -> str:
    """A hash of every story without what is local to a file: numbers of rows and runs."""
    with open_archive(path, readonly=True) as archive:
        stories = [to_record(bundle) for bundle in archive.bundles(archive.selected())]
    return hashlib.sha256(json.dumps(sorted(map(_global, stories)), sort_keys=True).encode()).hexdigest()


def _global(story: dict[str, Any]) -> str:
    names = {story["id"]: story["gid"], **{copy["id"]: copy["gid"] for copy in story["copies"]}}
    for hanging in (*story["revisions"], *story["cuts"]):
        hanging["copy_id"] = names.get(hanging["copy_id"])
        hanging.pop("id", None)
        hanging.pop("article_id", None)
    for text in (story, *story["copies"]):
        del text["id"]
    for name in ("copies", "revisions", "cuts"):
        story[name] = sorted(story[name], key=lambda one: json.dumps(one, sort_keys=True))
    return json.dumps(story, sort_keys=True)


@pytest.fixture
def rich(tmp_path: Path, archive_file: Path) -> Path:
    """Copies, a revision, cuts."""
    path = tmp_path / "rich.db"
    shutil.copy(archive_file, path)
    with sqlite3.connect(path) as db:
        db.execute(
            "INSERT INTO cuts(article_id, rule, reason, field, text, position) VALUES (1, 'share', 'share bar', 'body', 'Share this', 3)"
        )
    return path


def test_jsonl_comes_back_whole_and_twice_changes_nothing(run: Run, rich: Path, tmp_path: Path) -> None:
    assert run("export", "jsonl", "out.jsonl", "--db", rich).err == "3 stories in out.jsonl\n"
    first = run("import", "jsonl", "out.jsonl", "--db", "new.db")
    assert first.code == 0
    assert "3 new" in first.err
    assert digest(tmp_path / "new.db") == digest(rich)
    assert "3 unchanged" in run("import", "jsonl", "out.jsonl", "--db", "new.db").err
    assert digest(tmp_path / "new.db") == digest(rich)
    with open_archive(tmp_path / "new.db") as archive:
        assert archive.check() == []
        assert [run.status for run in archive.runs()] == ["ok", "ok"]


def test_gzipped_jsonl_comes_back_too_and_a_file_that_breaks_off_says_so(
    run: Run, rich: Path, tmp_path: Path
) -> None:
    lines = run("export", "jsonl", "--db", rich).out.encode()
    packed = gzip.compress(lines, mtime=0)
    (tmp_path / "stories.jsonl.gz").write_bytes(packed)
    (tmp_path / "half.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    assert run("import", "jsonl", "stories.jsonl.gz", "--db", "other.db").code == 0
    assert digest(tmp_path / "other.db") == digest(rich)
    broken = run("import", "jsonl", "half.jsonl.gz", "--db", "half.db")
    assert broken.code in (2, 3)  # as the first line came through or not
    assert "half.jsonl.gz: is damaged or breaks off" in broken.err


def test_a_subset_opens_as_an_archive_and_merges_back_without_a_trace(
    run: Run, rich: Path, tmp_path: Path
) -> None:
    before = digest(rich)
    assert (
        run("export", "sqlite", "part.db", "--where", "Northport OR 港町", "--db", rich).err
        == "2 stories in part.db\n"
    )
    assert len(run("search", "case", "--db", "part.db", "--json").rows) == 2
    assert "exists already" in run("export", "sqlite", "part.db", "--db", rich).err
    assert "2 unchanged" in run("import", "archive", "part.db", "--db", rich).err
    assert digest(rich) == before
    with open_archive(tmp_path / "part.db") as archive:
        assert archive.check() == []
    assert run("import", "archive", rich, "--db", rich).code == 2
    assert not list(tmp_path.glob(".part.db*"))


def test_archives_of_two_people_become_one(run: Run, rich: Path, tmp_path: Path) -> None:
    wire = row(1, "Northport", "harbour", 6)
    with newsfold.open_archive(tmp_path / "other.db") as other:
        other.add_many(
            [
                wire
                | {
                    "url": "https://delta.example/news/1.html",
                    "source": "delta",
                    "published": "2026-11-23T10:00:00Z",
                },
                row(9, "Southwick", "delta", 9),
                row(2, "Eastmere", "valley", 7),
            ]
        )
    result = run("import", "archive", "other.db", "--db", rich)
    assert result.code == 0
    assert "1 new, 1 joined to a story that was here" in result.err
    once = digest(rich)
    assert run("import", "archive", "other.db", "--db", rich).code == 0
    assert digest(rich) == once
    places = run("story", "1", "--db", rich, "--json").rows
    assert {place["source"] for place in places} == {"harbour", "valley", "delta"}
    with open_archive(rich) as archive:
        assert archive.check() == []


@pytest.mark.parametrize("kind", ["warc", "jsonl", "archive"])
def test_a_file_of_another_kind_is_answered_with_the_right_command(
    run: Run, rich: Path, tmp_path: Path, kind: str
) -> None:
    run("export", "warc", "news.1", "--db", rich)
    run("export", "jsonl", "news.2", "--db", rich)
    shutil.copy(rich, "news.3")
    (tmp_path / "news.4").touch()
    for name, right in (("news.1", "warc"), ("news.2", "jsonl"), ("news.3", "archive")):
        if right != kind:
            result = run("import", kind, name, "--db", "new.db")
            assert result.code == 2
            assert f"`newsfold import {right}` takes it" in result.err
    assert run("import", kind, "news.4", "--db", "new.db").err == "newsfold: news.4: is empty\n"
    assert not (tmp_path / "new.db").exists()


def test_an_archive_merged_into_an_empty_one_is_that_archive(run: Run, rich: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert run("import", "archive", rich, "--db", "new.db").code == 0
        assert digest(tmp_path / "new.db") == digest(rich)


def test_stories_come_through_a_pipe(run: Run, rich: Path, tmp_path: Path) -> None:
    lines = run("export", "jsonl", "--db", rich).out.encode()
    for name, data in (
        ("lines.db", lines),
        ("packed.db", gzip.compress(lines)),
        ("list.db", b"[%s]" % b",".join(lines.splitlines())),
    ):
        assert run("import", "jsonl", "-", "--db", name, stdin=data).code == 0
        assert digest(tmp_path / name) == digest(rich)
    assert (
        "-:2: is no JSON"
        in run("import", "jsonl", "-", "--db", "lines.db", stdin=lines.splitlines()[0] + b"\n{").err
    )


def test_a_text_that_changed_in_the_other_archive_becomes_a_revision_once(run: Run, tmp_path: Path) -> None:
    first = row(4, "Westby", "harbour", 6)
    start = datetime(2026, 11, 23, 12, tzinfo=UTC)
    for name, hours, body in (
        ("one.db", 0, first["body"]),
        ("two.db", 5, first["body"].replace("nobody", "all")),
    ):
        archive = newsfold.open_archive(tmp_path / name)
        archive.store.close()
        with open_archive(tmp_path / name, now=lambda hours=hours: start + timedelta(hours=hours)) as store:  # type: ignore[misc]
            newsfold.Archive(store).add_many([first | {"body": body}])
    for _ in range(2):
        assert run("import", "archive", "two.db", "--db", "one.db").code == 0
    (revision,) = run("query", "select body, seen_at from revisions", "--db", "one.db", "--json").rows
    assert "nobody" in revision["body"]
    assert "all from the" in run("show", "1", "--db", "one.db").out


@pytest.mark.parametrize("kind", ["warc", "jsonl", "archive"])
def test_a_file_that_holds_nothing_of_its_kind_leaves_no_archive(run: Run, tmp_path: Path, kind: str) -> None:
    (tmp_path / "poem.txt").write_text("A line that is neither.\n")
    result = run("import", kind, "poem.txt", "--db", "new.db")
    assert result.code == 2
    assert "poem.txt: " in result.err
    assert [one.name for one in tmp_path.iterdir()] == ["poem.txt"]
