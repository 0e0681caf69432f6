from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.cli import engine
from crawler.config import Config, load_config
from crawler.report import FoundList, Probe, Sample
from storage.archive import open_archive
from storage.records import Cut, FeedState
from storage.rows import HealthChange, SourceRow
from tests.cli.conftest import Run

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
URL = "https://harbour-gazette.example/"


def test_what_is_added_is_listed_and_can_be_removed(run: Run, tmp_path: Path) -> None:
    added = run(
        "sources",
        "add",
        URL,
        "--id",
        "harbour",
        "--every",
        "30m",
        "--include",
        "/news/",
        "--include",
        "/port/",
    )
    assert (added.code, added.out) == (0, f"added: harbour  {URL}\n")
    (listed,) = run("sources", "list", "--json").rows
    assert (listed["id"], listed["url"], listed["every"], listed["include"]) == (
        "harbour",
        URL,
        "30m",
        ["/news/", "/port/"],
    )
    assert run("sources", "remove", "harbour").out == f"removed: harbour  {URL}\n"
    assert run("sources", "list").err == "no source is configured; `newsfold sources add URL` adds one\n"


def test_adding_twice_changes_nothing_and_is_no_failure(run: Run, tmp_path: Path) -> None:
    run("sources", "add", URL)
    before = (tmp_path / "sources.toml").read_text()
    again = run("sources", "add", URL, "--json")
    assert (again.code, again.rows[0]["state"]) == (0, "already there")
    assert (tmp_path / "sources.toml").read_text() == before


def test_a_file_elsewhere_is_named_with_config(run: Run, tmp_path: Path) -> None:
    run("sources", "add", URL, "--config", "desk.toml")
    assert load_config(tmp_path / "desk.toml").sources[0].url == URL
    assert not (tmp_path / "sources.toml").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["add", "harbour.example"], "url: 'harbour.example' is no absolute http:// or https:// URL"),
        (["add", "https://me:pw@harbour.example/"], "must not hold a user name or password"),
        (["add", URL, "--every", "soon"], "--every: 'soon' is no duration"),
        (["add", URL, "--cron", "61 * * * *"], "--cron: '61' is no minute"),
        (["add", URL, "--every", "1h", "--cron", "@daily"], "Choose one: --every or --cron."),
        (["add", URL, "--include", "["], "--include: '[' is no regular expression"),
        (["add", URL, "https://b.example/", "--id", "x"], "add the URLs one by one"),
        (["add", URL, "--id", "a b"], "--id: 'a b' is no source id"),
        (["add"], "Name a URL, or a starter pack with --pack."),
        (["add", "--pack", "moon"], "'moon' is not 'world'"),
        (["add", "--pack", "world", "--every", "1h"], "options go with URLs"),
        (["remove", "harbour"], "'harbour' is no source in sources.toml (there is none)"),
        (["import"], "Name an OPML file, or a starter pack with --pack."),
        (["import", "--pack", "moon"], "'moon' is not 'world'"),
        (["test", "harbour"], "'harbour' is no source"),
        (["nonsense"], "No such command 'nonsense'"),
    ],
)
def test_what_cannot_be_done_is_said_with_two(run: Run, words: list[str], says: str) -> None:
    result = run("sources", *words)
    assert result.code == 2
    assert says in " ".join(result.err.split())


def test_a_mistyped_id_gets_the_likely_one(run: Run) -> None:
    run("sources", "add", URL, "--id", "harbour")
    assert (
        run("sources", "remove", "harbor").err
        == "newsfold: 'harbor' is no source in sources.toml, did you mean 'harbour'?\n"
    )
    assert (
        run("crawl", "harbor").err
        == "newsfold: 'harbor' is no source in sources.toml, did you mean 'harbour'?\n"
    )


# OPML and packs


def test_opml_goes_round(run: Run, tmp_path: Path) -> None:
    run("sources", "import", "--pack", "world", "-q")
    assert run("sources", "export", "out.opml").code == 0
    assert run("sources", "import", "out.opml", "--config", "back.toml", "-q").code == 0
    first, second = load_config(tmp_path / "sources.toml"), load_config(tmp_path / "back.toml")
    assert len(first.sources) > 25
    assert [(one.url, one.title) for one in first.sources] == [(one.url, one.title) for one in second.sources]
    printed = run("sources", "export").out
    assert printed == (tmp_path / "out.opml").read_text()


def test_a_pack_is_added_as_it_is_imported(run: Run, tmp_path: Path) -> None:
    assert run("sources", "import", "--pack", "world", "--config", "imported.toml", "-q").code == 0
    assert run("sources", "add", "--pack", "world", "--config", "added.toml", "-q").code == 0
    assert (tmp_path / "added.toml").read_text() == (tmp_path / "imported.toml").read_text()


def test_a_pack_and_a_url_are_added_together(run: Run, tmp_path: Path) -> None:
    assert run("sources", "add", URL, "--pack", "world", "--every", "30m", "-q").code == 0
    sources = load_config(tmp_path / "sources.toml").sources
    assert [one.every for one in sources if one.url == URL] == [1800.0]
    assert len(sources) > 25


def test_urls_are_read_from_standard_input(run: Run) -> None:
    result = run(
        "sources", "import", "-", "--json", stdin=b"# mine\nhttps://a.example/feed\nhttps://b.example/\n"
    )
    assert [one["url"] for one in result.rows] == ["https://a.example/feed", "https://b.example/"]


def test_a_file_that_is_no_opml_adds_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "login.opml").write_text("<html><body>Please log in</body></html>")
    result = run("sources", "import", "login.opml")
    assert (result.code, result.err) == (2, "newsfold: login.opml: is no OPML: its first element is <html>\n")
    assert not (tmp_path / "sources.toml").exists()


def test_a_file_that_is_not_there_is_one_line(run: Run) -> None:
    result = run("sources", "import", "missing.opml")
    assert (result.code, result.err) == (2, "newsfold: missing.opml: No such file or directory\n")


def test_what_is_left_out_of_an_opml_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.opml").write_text(
        '<opml><body><outline xmlUrl="https://a.example/"/><outline xmlUrl="mailto:x@y.example"/></body></opml>'
    )
    result = run("sources", "import", "mine.opml")
    assert result.code == 0
    assert "newsfold: mine.opml: left out: 'mailto:x@y.example' is no absolute" in result.err


# Health


@pytest.fixture
def polled(tmp_path: Path) -> Path:
    db = tmp_path / "news.db"
    with open_archive(db, now=lambda: NOW) as archive:
        archive.put_sources(
            [SourceRow("harbour", URL), SourceRow("valley", health="broken", health_reason="5 failures")]
        )
        archive.put_feed_states(
            [
                FeedState(
                    f"{URL}rss.xml", "harbour", next_poll_at=NOW, next_poll_reason="max-age says 30 min", interval=1800.0,
                    last_polled_at=NOW, last_success_at=NOW, last_status=304,
                ),
                FeedState("https://valley.example/rss", "valley", failures=5, last_error="HTTP 503", last_status=503),
                FeedState("https://delta.example/rss", "delta", gone=True, last_status=410),
            ]
        )  # fmt: skip
    return db


def test_health_says_when_each_feed_is_asked_next_and_why(run: Run, polled: Path) -> None:
    run("sources", "add", "https://new.example/", "--id", "new")
    rows = {one["source"]: one for one in run("sources", "health", "--json").rows}
    assert list(rows) == ["delta", "harbour", "valley", "new"]
    assert (rows["harbour"]["interval"], rows["harbour"]["next_poll_reason"]) == (
        1800.0,
        "max-age says 30 min",
    )
    assert rows["delta"]["gone"] is True
    assert rows["new"]["next_poll_reason"] == "never polled: due now"
    text = run("sources", "health").out
    assert "every 30m, next 2026-11-23 12:00: max-age says 30 min" in text
    assert "5 failures in a row: HTTP 503" in text


@pytest.mark.parametrize(
    ("state", "fail_on", "code"),
    [("broken", "broken", 3), ("broken", "degraded", 3), ("silent", "broken", 0), ("silent", "silent", 3), ("ok", "degraded", 0), ("broken", "never", 0)],
)  # fmt: skip
def test_health_ends_with_3_from_the_state_on_that_is_asked_for(
    run: Run, tmp_path: Path, state: str, fail_on: str, code: int
) -> None:
    with open_archive(tmp_path / "news.db", now=lambda: NOW) as archive:
        archive.put_sources([SourceRow("valley", "https://valley.example/", health=state)])
    assert run("sources", "health", "--fail-on", fail_on).code == code


def test_health_shows_the_state_that_the_view_shows(run: Run, tmp_path: Path) -> None:
    with open_archive(tmp_path / "news.db", now=lambda: NOW) as archive:
        archive.put_sources([SourceRow("valley", "https://valley.example/")])
        archive.put_feed_states([FeedState("https://valley.example/rss", "valley")])
        archive.put_health(
            [HealthChange("valley", NOW, "", "silent", "nothing new", {"silence_hours": 60.0})]
        )
    done = run("sources", "health", "--json")
    (shown,) = done.rows
    (viewed,) = run(
        "query", "SELECT health, health_since, health_reason, health_evidence FROM v_source_health", "--json"
    ).rows
    assert shown["health_evidence"] == json.loads(viewed["health_evidence"]) == {"silence_hours": 60.0}
    assert all(shown[name] == viewed[name] for name in ("health", "health_since", "health_reason"))
    assert done.code == 0


def test_health_says_when_nobody_polls_any_more(
    run: Run, polled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSFOLD_NOW", (NOW + timedelta(hours=30)).isoformat())
    assert "due since 2026-11-23 12:00: is `newsfold schedule` running?" in run("sources", "health").err


def test_health_can_be_cut_down_to_what_is_bad(run: Run, polled: Path) -> None:
    assert [one["source"] for one in run("sources", "health", "--bad", "--json").rows] == ["delta", "valley"]


# The report card


GOOD = Probe(
    URL,
    kind="site",
    title="The Harbour Gazette",
    language="en",
    status=200,
    robots="allowed",
    crawl_delay=2.0,
    lists=(
        FoundList(f"{URL}rss.xml", "feed", "News", 20, NOW),
        FoundList(f"{URL}old.xml", "feed", problem="HTTP 404"),
    ),
    samples=(
        Sample(
            f"{URL}1",
            "Strike\x1b[31m ends",
            NOW,
            ("Ida Berg",),
            412,
            "en",
            cuts=(
                Cut("newsletter.pitch", "asks readers to subscribe", "body", "Sign up for our morning mail"),
            ),
        ),
    ),
)


def probing(monkeypatch: pytest.MonkeyPatch, probe: Probe) -> list[str]:
    """Stands in for the network; what it was asked is returned."""
    asked: list[str] = []

    def answer(url: str, *, config: Config) -> tuple[Probe, list[object]]:
        asked.append(url)
        assert config.fetch.allow_private == ()
        return probe, []

    monkeypatch.setattr(engine, "probe", answer)
    return asked


def test_the_report_card_shows_lists_robots_samples_and_cuts(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    probing(monkeypatch, GOOD)
    result = run("sources", "test", URL)
    assert result.code == 0
    assert result.out == (
        f"{URL}\n"
        "  found     site: The Harbour Gazette, en\n"
        "  robots    allowed, Crawl-delay 2 s\n"
        f"  feed      {URL}rss.xml (20 entries, newest 2026-11-23 12:00)\n"
        f"  feed      {URL}old.xml (HTTP 404)\n"
        "\n"
        "  Strike[31m ends\n"
        "    2026-11-23 12:00 · Ida Berg · 412 words · en · article\n"
        f"    {URL}1\n"
        "    cut  [newsletter.pitch] asks readers to subscribe: Sign up for our morning mail\n"
        "  verdict   can be added\n"
        f"  add it    newsfold sources add {URL}\n"
    )


def test_the_report_card_as_json_is_one_object(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    probing(monkeypatch, GOOD)
    (card,) = run("sources", "test", URL, "--json").rows
    assert (card["kind"], card["usable"], card["lists"][0]["newest"]) == (
        "site",
        True,
        "2026-11-23T12:00:00+00:00",
    )


def test_an_address_without_articles_ends_with_four(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    probing(monkeypatch, Probe(URL, status=404, problem="HTTP 404"))
    result = run("sources", "test", URL)
    assert result.code == 4
    assert "  problem   HTTP 404\n" in result.out
    assert "nothing usable was obtained" in result.out


def test_a_configured_source_is_tested_by_its_id(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = probing(monkeypatch, GOOD)
    run("sources", "add", URL, "--id", "harbour")
    assert run("sources", "test", "harbour").code == 0
    assert asked == [URL]
