"""What each earlier version wrote is opened, whole, by this one. `tests/storage/archives/build.py` made the files."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import zstandard

from storage.archive import open_archive
from storage.versions import SCHEMA_VERSION
from tests.storage.archives.build import BODY
from tests.storage.conftest import NOON, page, simple_judge

ARCHIVES = Path(__file__).with_name("archives")
EARLIER = sorted(ARCHIVES.glob("schema-*.db.zst"))


@pytest.fixture(params=EARLIER, ids=lambda path: path.name.partition(".")[0])
def earlier(request: pytest.FixtureRequest, path: Path) -> Path:
    path.write_bytes(
        zstandard.ZstdDecompressor().decompress(request.param.read_bytes(), max_output_size=10**7)
    )
    return path


def shape(path: Path) -> dict[str, set[tuple[object, ...]]]:
    """Tables with their columns, whatever their order; indexes, triggers and views with what they say."""
    connection = sqlite3.connect(path)
    try:
        made = connection.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
        ).fetchall()
        found = {name: {(kind, sql)} for kind, name, sql in made if kind != "table"}
        for kind, name, _ in made:
            if kind == "table":
                found[name] = {row[1:] for row in connection.execute(f'PRAGMA table_info("{name}")')}
    finally:
        connection.close()
    return found


def test_an_archive_of_each_earlier_version_is_kept() -> None:
    kept = {int(path.name.removeprefix("schema-").partition(".")[0]) for path in EARLIER}
    missing = set(range(1, SCHEMA_VERSION)) - kept
    assert not missing, f"in a checkout of that version: python -m tests.storage.archives.build ({missing})"


def test_what_an_earlier_version_wrote_is_there_and_sound(earlier: Path) -> None:
    with open_archive(earlier, now=lambda: NOON) as archive:
        assert archive.check() == []
        article = archive.article("https://a.example/1")
        assert (article.body, len(archive.copies(article.id)), len(archive.cuts(article.id))) == (
            f"{BODY} today",
            1,
            1,
        )
        assert archive.revisions(article.id)[0].body == BODY
        assert [hit.url for hit in archive.search("港口")] == ["https://a.example/2"]
        assert archive.known(["a.example/3"])["a.example/3"].state == "forgotten"
        state = archive.feed_state("https://a.example/rss")
        assert state is not None
        assert (state.etag, state.next_poll_at) == ('"1"', NOON)
        assert archive.raw_page("https://a.example/1") is not None
        assert archive.frontier.waiting() == 1
        assert [(run.version, run.counts) for run in archive.runs()] == [("0.1", {"pages": 5, "new": 3})]


def test_an_earlier_archive_is_written_to_and_folds_as_before(earlier: Path) -> None:
    with open_archive(earlier, now=lambda: NOON) as archive:
        [verdict] = archive.store(
            [page("https://c.example/1", BODY, hours=5, source="courier")], simple_judge
        )
        assert verdict is not None
        assert verdict.article_id == archive.article("https://a.example/1").id
        assert archive.check() == []


def test_an_earlier_archive_gets_the_shape_of_a_new_one(earlier: Path, tmp_path: Path) -> None:
    open_archive(earlier).close()
    open_archive(tmp_path / "fresh.db").close()
    assert shape(earlier) == shape(tmp_path / "fresh.db")
