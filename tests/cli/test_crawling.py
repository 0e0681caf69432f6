from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.cli import engine
from crawler.config import Config
from crawler.report import CrawlOptions, CrawlReport, Planned, SourceOutcome
from tests.cli.conftest import Run

URL = "https://harbour-gazette.example/"
OK = SourceOutcome("harbour", URL, "ok", pages=12, new=7, copies=4, revisions=1, rejected=1, failed=2)
BAD = SourceOutcome("valley", "https://valley.example/", "failed", "HTTP 503")


class Engine:
    """Answers with a report that the test chose, and remembers what it was asked."""

    def __init__(self, report: CrawlReport) -> None:
        self.report = report
        self.targets: list[str] = []
        self.listed: list[str] = []
        self.config = Config()
        self.options = CrawlOptions()
        self.db = Path()
        self.progress = True

    def __call__(
        self,
        targets: Sequence[str],
        *,
        listed: Sequence[str],
        config: Config,
        db: Path,
        options: CrawlOptions,
        progress: bool,
    ) -> CrawlReport:
        self.listed = list(listed)
        self.targets, self.config, self.db, self.options, self.progress = (
            list(targets),
            config,
            db,
            options,
            progress,
        )
        return self.report


def answering(monkeypatch: pytest.MonkeyPatch, report: CrawlReport) -> Engine:
    double = Engine(report)
    monkeypatch.setattr(engine, "crawl", double)
    return double


def test_every_option_reaches_the_engine(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    double = answering(monkeypatch, CrawlReport("ok", 1, (OK,)))
    (tmp_path / "urls.txt").write_text("# more\nhttps://b.example/feed\n\n")
    run(
        "crawl", URL, "-i", "urls.txt", "--since", "2026-11-01", "--until", "2026-11-20T06:00Z", "--due", "--force", "--max", "9",
        "--delay", "0.2", "--allow-private", "127.0.0.0/8", "--allow-private", "::1", "--db", "x.db", "-q",
    )  # fmt: skip
    assert (double.targets, double.listed) == ([URL], ["https://b.example/feed"])
    assert double.options == CrawlOptions(
        datetime(2026, 11, 1, tzinfo=UTC),
        datetime(2026, 11, 20, 6, tzinfo=UTC),
        due=True,
        force=True,
        max_items=9,
    )
    assert (double.config.fetch.delay, double.config.fetch.allow_private) == (0.2, ("127.0.0.0/8", "::1/128"))
    assert (double.db, double.progress) == (Path("x.db"), False)


def test_since_can_be_a_duration_back_from_the_clock(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSFOLD_NOW", "2026-11-23T12:00:00+02:00")
    double = answering(monkeypatch, CrawlReport("ok", 1, (OK,)))
    run("crawl", URL, "--since", "36h")
    assert double.options.since == datetime(2026, 11, 21, 22, tzinfo=UTC)


def test_the_summary_is_three_lines_on_stderr(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, CrawlReport("partial", 3, (OK, BAD), seconds=8.4, waiting=2))
    result = run("crawl", URL)
    assert result.out == ""
    assert result.err == (
        "run 3: partial, 2 sources, 12 pages in 8 s\n"
        "7 new articles, 4 copies folded, 1 revision, 0 unchanged\n"
        "1 page held no article, 2 could not be had; 1 source failed: valley (HTTP 503); 2 pages left for the next run\n"
    )
    assert run("crawl", URL, "-q").err == ""


def test_json_has_a_row_a_source(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, CrawlReport("partial", 3, (OK, BAD)))
    rows = run("crawl", URL, "--json").rows
    assert list(rows[0]) == [
        "source", "url", "status", "reason", "pages", "new", "copies", "revisions", "same", "rejected", "failed",
    ]  # fmt: skip
    assert [(one["source"], one["status"]) for one in rows] == [("harbour", "ok"), ("valley", "failed")]


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (CrawlReport("ok", 1, (OK,)), 0),
        (CrawlReport("ok", 1, ()), 0),
        (CrawlReport("ok", 1, (SourceOutcome("a", URL, "unchanged"),)), 0),
        (CrawlReport("partial", 1, (OK, BAD)), 3),
        (CrawlReport("failed", 1, (BAD,)), 4),
        (CrawlReport("interrupted", 1, (OK, BAD)), 130),
    ],
)
def test_the_exit_code_tells_how_it_went(
    run: Run, monkeypatch: pytest.MonkeyPatch, report: CrawlReport, code: int
) -> None:
    answering(monkeypatch, report)
    assert run("crawl", URL).code == code


def test_a_simulation_lists_what_would_be_fetched(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = Planned("harbour", f"{URL}1", "Strike ends", datetime(2026, 11, 23, 6, tzinfo=UTC), "feed")
    double = answering(monkeypatch, CrawlReport("ok", None, (OK,), (planned,)))
    result = run("crawl", URL, "--simulate")
    assert double.options.simulate is True
    assert result.out == f"{URL}1\n    harbour  2026-11-23 06:00  Strike ends  feed\n"
    assert result.err == ""
    (listed,) = run("crawl", URL, "-s", "--json").rows
    assert listed == {
        "source": "harbour", "url": f"{URL}1", "headline": "Strike ends", "published_at": "2026-11-23T06:00:00+00:00",
        "reason": "feed",
    }  # fmt: skip


def test_an_empty_list_of_targets_crawls_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_text("# none\n")
    result = run("crawl", "-i", "urls.txt")
    assert (result.code, result.err) == (2, "newsfold: the list of targets is empty\n")


def test_an_empty_list_never_means_every_source(run: Run, tmp_path: Path) -> None:
    run("sources", "add", URL)
    result = run("crawl", "-i", "-", stdin=b"\n")
    assert (result.code, result.err) == (2, "newsfold: the list of targets is empty\n")
