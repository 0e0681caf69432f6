"""What open_archive does with files that are not as they should be: it says so, and leaves them alone."""

from __future__ import annotations

import os
import sqlite3
import struct
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from storage.archive import open_archive
from storage.errors import ArchiveError, ArchiveHeld, NewerArchive, NotAnArchive
from storage.versions import SCHEMA_VERSION
from tests.storage.conftest import page, simple_judge

BODY = "the harbour reopened after the storm and the ferries sail again"


def everything(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if not file.name.endswith(".lock")}


def stored(path: Path) -> None:
    with open_archive(path) as archive:
        archive.store([page("https://a.example/1", BODY)], simple_judge)


@pytest.mark.parametrize("readonly", [False, True])
@pytest.mark.parametrize(
    "content", [b"Dear diary,\n" * 40, b"SQLite format 3\x00", b"\x00" * 4096, b"%PDF-1.7"]
)
def test_a_file_that_is_no_database_is_refused_and_not_touched(
    path: Path, content: bytes, readonly: bool
) -> None:
    path.write_bytes(content)
    before = everything(path.parent)
    with pytest.raises(NotAnArchive, match="not touched"):
        open_archive(path, readonly=readonly)
    assert everything(path.parent) == before


@pytest.mark.parametrize("readonly", [False, True])
def test_somebody_elses_database_is_refused_and_not_touched(path: Path, readonly: bool) -> None:
    with sqlite3.connect(path) as foreign:
        foreign.execute("CREATE TABLE articles(id INTEGER PRIMARY KEY, url TEXT)")
    foreign.close()
    before = everything(path.parent)
    with pytest.raises(NotAnArchive, match="not made by newsfold"):
        open_archive(path, readonly=readonly)
    assert everything(path.parent) == before


@pytest.mark.parametrize("readonly", [False, True])
def test_an_archive_of_a_newer_version_is_refused_and_not_touched(path: Path, readonly: bool) -> None:
    stored(path)
    with sqlite3.connect(path, isolation_level=None) as newer:
        newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    newer.close()
    before = everything(path.parent)
    with pytest.raises(NewerArchive, match="update newsfold"):
        open_archive(path, readonly=readonly)
    assert everything(path.parent) == before


def test_a_newer_version_that_is_still_in_the_log_is_seen(path: Path) -> None:
    stored(path)
    newer = sqlite3.connect(path, isolation_level=None)
    newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(NewerArchive):
        open_archive(path)
    newer.close()


@pytest.mark.parametrize("readonly", [False, True])
def test_an_archive_that_was_cut_off_is_refused_and_not_touched(path: Path, readonly: bool) -> None:
    stored(path)
    path.write_bytes(path.read_bytes()[: 3 * 8192])
    before = everything(path.parent)
    with pytest.raises(NotAnArchive, match="damaged"):
        open_archive(path, readonly=readonly)
    assert everything(path.parent) == before


@pytest.mark.parametrize("readonly", [False, True])
def test_an_archive_whose_schema_was_overwritten_is_refused_and_not_touched(
    path: Path, readonly: bool
) -> None:
    stored(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * 8092 + whole[8192:])
    before = everything(path.parent)
    with pytest.raises(NotAnArchive, match="damaged"):
        open_archive(path, readonly=readonly)
    assert everything(path.parent) == before


def test_an_empty_file_becomes_an_archive_and_keeps_its_rights(path: Path) -> None:
    path.touch()
    path.chmod(0o640)
    stored(path)
    assert path.stat().st_mode & 0o777 == 0o640
    with open_archive(path, readonly=True) as archive:
        assert archive.counts()["articles"] == 1


def test_a_log_that_was_left_behind_by_a_deleted_archive_is_not_replayed(path: Path) -> None:
    stored(path)
    old = open_archive(path)
    old.store([page("https://b.example/1", "quite another text")], simple_judge)
    log = path.with_name(path.name + "-wal").read_bytes()
    old.close()
    path.unlink()
    path.with_name(path.name + "-wal").write_bytes(log)
    with open_archive(path) as archive:
        assert archive.counts()["articles"] == 0
        assert archive.check() == []


def test_there_is_nothing_to_read_where_there_is_no_archive(path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive here"):
        open_archive(path, readonly=True)
    assert list(path.parent.iterdir()) == []


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="folder cannot be written"):
        open_archive(tmp_path / "missing" / "news.db")


def test_a_folder_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="is a folder"):
        open_archive(tmp_path)


def test_an_archive_stays_readable_where_nothing_can_be_written(path: Path) -> None:
    stored(path)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        with open_archive(path, readonly=True) as archive:
            assert [hit.article_id for hit in archive.search("ferries")] == [1]
    finally:
        path.parent.chmod(0o755)


def test_what_was_opened_to_read_cannot_write(path: Path) -> None:
    stored(path)
    before = path.read_bytes()
    with open_archive(path, readonly=True) as archive, pytest.raises(ArchiveError, match="read only"):
        archive.store([page("https://b.example/1", "new")], simple_judge)
    assert path.read_bytes() == before


def test_the_file_says_whose_it_is(path: Path) -> None:
    stored(path)
    header = path.read_bytes()[:100]
    assert struct.unpack(">I", header[68:72]) == (0x4E464C44,)
    assert struct.unpack(">I", header[60:64]) == (SCHEMA_VERSION,)


def test_a_full_disk_undoes_the_batch_and_is_named(path: Path) -> None:
    stored(path)
    script = textwrap.dedent(
        f"""
        import random, resource, signal, sys
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        from storage.archive import open_archive
        from storage.errors import ArchiveError
        from tests.storage.conftest import page, simple_judge
        archive = open_archive({str(path)!r})
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
        rng = random.Random(1)
        stored = 0
        try:
            for n in range(1000):
                body = " ".join(str(rng.random()) for _ in range(400))
                archive.store([page(f"https://a.example/x{{n}}", body)], simple_judge)
                stored += 1
        except ArchiveError as error:
            print(error)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        archive.store([page("https://a.example/after", "there is room again")], simple_judge)
        assert archive.counts()["articles"] == stored + 2, (stored, archive.counts())
        archive.close()
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=Path.cwd()
    )
    assert done.returncode == 0, done.stderr
    assert "the disk is full" in done.stdout
    with open_archive(path) as archive:
        assert archive.check() == []


# The lock


def test_a_second_writer_is_told_who_holds_the_archive(path: Path) -> None:
    with open_archive(path, command="newsfold crawl --due"), pytest.raises(ArchiveHeld) as held:
        open_archive(path)
    assert "newsfold crawl --due" in held.value.holder
    assert f"pid {os.getpid()}" in held.value.holder


def test_another_name_of_the_same_archive_is_the_same_lock(path: Path) -> None:
    with open_archive(path):
        link = path.with_name("link.db")
        link.symlink_to(path)
        with pytest.raises(ArchiveHeld):
            open_archive(link)


def test_a_lock_file_of_a_dead_process_holds_nobody_up(path: Path) -> None:
    path.with_name(path.name + ".lock").write_text("newsfold crawl (pid 1 on elsewhere)")
    stored(path)
    assert not path.with_name(path.name + ".lock").exists()


def test_an_archive_that_could_not_be_opened_is_not_held(path: Path) -> None:
    path.write_bytes(b"not a database, not at all" * 10)
    for _ in range(2):
        with pytest.raises(NotAnArchive):
            open_archive(path)
    path.unlink()
    stored(path)


def test_a_child_that_outlives_its_parent_does_not_hold_the_archive(path: Path) -> None:
    archive = open_archive(path)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(write)
        os.read(read, 1)  # until the test is over
        os._exit(0)
    os.close(read)
    archive.close()
    try:
        stored(path)
    finally:
        os.close(write)
        os.waitpid(child, 0)


def test_a_child_that_ends_does_not_free_its_parents_lock(path: Path) -> None:
    with open_archive(path):
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        with pytest.raises(ArchiveHeld):
            open_archive(path)


def test_readers_are_free_while_somebody_writes(path: Path) -> None:
    with open_archive(path) as writer:
        writer.store([page("https://a.example/1", BODY)], simple_judge)
        with open_archive(path, readonly=True) as reader, writer.atomic():
            writer.store([page("https://b.example/1", "another text")], simple_judge)
            assert reader.counts()["articles"] == 1
        with open_archive(path, readonly=True) as reader:
            assert reader.counts()["articles"] == 2


FOREIGN = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT count(*) FROM runs').fetchone(); c.close()"


@pytest.mark.parametrize("asked", ["query", "reader", "described"])
def test_a_question_to_an_archive_leaves_the_locks_of_its_writer_alone(tmp_path: Path, asked: str) -> None:
    """Without them any other program that closes the file takes the log away under the writer's hands."""
    path = tmp_path / "news.db"
    with open_archive(path) as archive:
        archive.start_run("crawl")
        log = path.with_name("news.db-wal").stat().st_ino
        if asked == "query":
            assert list(archive.query("SELECT count(*) FROM runs")[1]) == [(1,)]
        elif asked == "reader":
            open_archive(path, readonly=True).close()
        else:
            described = pytest.importorskip("crawler.web.described")
            assert described._is_archive(path)
        subprocess.run([sys.executable, "-c", FOREIGN, path], check=True)
        assert path.with_name("news.db-wal").stat().st_ino == log
