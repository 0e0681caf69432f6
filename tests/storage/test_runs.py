"""What stays known of a run and of a page: versions, configuration, verdicts, and ids that were forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.archive import open_archive
from storage.errors import NotFound
from storage.ports import Archive
from storage.records import Fetch
from storage.rows import Pruning
from tests.storage.conftest import NOON, page, simple_judge

BODY = "The harbour reopened after the storm and the ferries sail again"
WALL = Fetch("https://a.example/wall", "gazette", NOON, "page", 200, "consent", "a wall")
LIST = Fetch("https://a.example/rss", "gazette", NOON, "feed", 304, "not_modified", "unchanged")


def test_a_configuration_is_kept_once_however_many_runs_follow_it(archive: Archive) -> None:
    one, other, third = (
        archive.start_run("crawl", config=text) for text in ('{"a":1}', '{"a":1}', '{"a":2}')
    )
    hashes = [archive.run(run).config_hash for run in (one, other, third)]
    assert hashes[0] == hashes[1] != hashes[2]
    assert [archive.configuration(digest) for digest in hashes] == [{"a": 1}, {"a": 1}, {"a": 2}]
    assert list(archive.query("SELECT count(*) FROM configurations")[1]) == [(2,)]
    assert archive.run(archive.start_run("schedule")).config_hash == ""
    assert archive.configuration("none") is None


def test_the_version_of_a_run_is_that_of_newsfold_among_its_versions(archive: Archive) -> None:
    run = archive.run(archive.start_run("crawl", versions={"newsfold": "0.2", "lxml": "6"}))
    assert (run.version, run.versions) == ("0.2", {"newsfold": "0.2", "lxml": "6"})


def test_verdicts_stay_on_the_run_when_its_fetches_are_pruned(archive: Archive) -> None:
    run = archive.start_run("crawl", now=NOON)
    archive.record_fetches(run, [WALL, LIST])
    archive.store([page("https://a.example/1", BODY)], simple_judge, run_id=run)
    archive.end_run(run, "ok", now=NOON)
    archive.prune(Pruning(fetches_before=NOON.replace(year=NOON.year + 1)))
    assert list(archive.fetches(run)) == []
    assert archive.run(run).verdicts == {"feed": {"not_modified": 1}, "page": {"article": 1, "consent": 1}}
    assert archive.verdicts(run) == {"article": 1, "consent": 1, "not_modified": 1}


def test_a_run_whose_process_died_has_its_verdicts_too(path: Path) -> None:
    with open_archive(path, now=lambda: NOON) as archive:
        archive.record_fetches(archive.start_run("crawl"), [WALL])
    with open_archive(path, now=lambda: NOON) as archive:
        (run,) = archive.runs()
        assert (run.status, run.verdicts) == ("interrupted", {"page": {"consent": 1}})


def test_a_forgotten_article_is_told_by_its_url_its_id_and_its_global_id(archive: Archive) -> None:
    archive.store([page("https://a.example/1", BODY)], simple_judge)
    gid = archive.article(1).gid
    archive.forget("https://a.example/1", reason="asked for", now=NOON)
    for name in ("https://a.example/1", 1, "1", gid):
        found = archive.why(name)
        assert (found.url, found.forgotten_at, found.forgotten_reason) == (
            "https://a.example/1",
            NOON,
            "asked for",
        )
        assert (found.article_id, found.stored) == (None, None)
    with pytest.raises(NotFound):
        archive.why(2)


def test_the_id_of_a_forgotten_article_names_it_and_the_story_that_went_on(archive: Archive) -> None:
    archive.store(
        [page("https://a.example/1", BODY), page("https://b.example/1", BODY, hours=1)], simple_judge
    )
    archive.forget("https://a.example/1", now=NOON)
    heir = archive.article("https://b.example/1").id
    found = archive.why(1)
    assert (found.url, found.article_id, found.forgotten_at) == ("https://a.example/1", heir, NOON)
    assert archive.why(heir).forgotten_at is None


def test_a_stored_page_names_its_run_and_what_read_it(archive: Archive) -> None:
    run = archive.start_run("crawl")
    archive.store([page("https://a.example/1", BODY)], simple_judge, run_id=run)
    stored = archive.why(1).stored
    assert stored is not None
    assert stored.run_id == run
