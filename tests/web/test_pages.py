"""What the pages hold, asked over HTTP."""

from __future__ import annotations

import http.client
import json
import re
import socket
import sqlite3
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from storage.archive import open_archive
from storage.errors import NotAnArchive, UsageError
from tests.web.conftest import EVIL_SOURCE, EXTRA, served


def get(
    site: str, path: str, *, method: str = "GET", host: str | None = None
) -> tuple[int, str, dict[str, str]]:
    place = urlsplit(site)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
    connection.putrequest(method, path, skip_host=host is not None)
    if host is not None:
        connection.putheader("Host", host)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode()
    return answer.status, body, {name.lower(): value for name, value in answer.getheaders()}


def text_of(body: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def article_id(path: Path, headline: str) -> int:
    with sqlite3.connect(path) as connection:
        return int(
            connection.execute(
                "SELECT id FROM articles WHERE headline LIKE ?", (f"%{headline}%",)
            ).fetchone()[0]
        )


ADDRESSES = (
    "/", "/search", "/search?q=dredger", "/sources", "/runs", "/run/1", "/plots", "/archive", "/archive/v_articles",
    f"/source/{quote(EVIL_SOURCE, safe='')}", "/?day=1999-01-01",
)  # fmt: skip


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_page_answers_and_names_the_archive(site: str, path: str) -> None:
    status, body, headers = get(site, path)
    assert status == 200, text_of(body)
    assert "newsfold" in body
    assert headers["content-type"].startswith("text/html")
    assert headers["x-content-type-options"] == "nosniff"


def test_our_pages_hold_no_script_and_may_run_none(site: str) -> None:
    for path in ("/", "/search?q=dredger", "/plots", "/sources"):
        _, body, headers = get(site, path)
        assert "<script" not in body
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "script-src" not in headers["content-security-policy"]


def test_the_story_page_tells_who_ran_it_when_and_what_each_added(site: str, archive_file: Path) -> None:
    story = next(one for one in range(1, 9) if "3 places" in get(site, f"/story/{one}")[1])
    body = text_of(get(site, f"/story/{story}")[1])
    assert body.index("river-post :") < body.index("fen-herald :") < body.index("dyke-radio :")
    assert "first" in body
    assert "+1 h 40 min" in body
    assert "credits Coast Wire" in body


def test_two_texts_of_a_story_are_compared_word_by_word(site: str, archive_file: Path) -> None:
    with open_archive(archive_file, readonly=True) as archive:
        story = archive.story("https://river.example/news/" + b"river-post".hex()[:8] + "-300.html")
    texts = {text.source: text.id for text in (story.article, *story.copies)}
    _, body, _ = get(site, f"/story/{story.article.id}?a={texts['river-post']}&b={texts['fen-herald']}")
    assert f"<ins>{EXTRA}</ins>" in body


def test_a_text_of_another_story_cannot_be_compared(site: str) -> None:
    status, body, _ = get(site, "/story/1?a=1&b=99999")
    assert status == 404
    assert "99999 is not a place of story" in text_of(body)


def test_an_article_shows_its_cuts_where_they_stood(site: str, archive_file: Path) -> None:
    number = article_id(archive_file, "Beacon lamp")
    shown = text_of(get(site, f"/article/{number}")[1])
    assert (
        shown.index("headline.repeated")
        < shown.index("burns again")
        < shown.index("tide tables")
        < shown.index("new wick")
    )
    assert "h1" in shown
    hidden = text_of(get(site, f"/article/{number}?cuts=off")[1])
    assert "tide tables" not in hidden
    assert "new wick" in hidden


def test_earlier_texts_are_shown_with_what_changed(site: str, archive_file: Path) -> None:
    with sqlite3.connect(archive_file) as connection:
        article, copy = connection.execute("SELECT article_id, copy_id FROM revisions").fetchone()
    _, body, _ = get(site, f"/article/{copy or article}/revisions")
    assert "<del>nine</del> <ins>ten</ins>" in body
    assert "Dredgers clear the river mouth</del> <ins>Dredgers clear the Almere Reach" in body


def test_search_marks_what_it_found_and_filters_by_source(site: str) -> None:
    _, body, _ = get(site, "/search?q=dredgers")
    assert "<mark>" in body
    _, body, _ = get(site, f"/search?q=%E5%9B%BE%E4%B9%A6&source={quote('海湾晚报')}")
    assert "海湾图书馆下月开放" in body
    _, body, _ = get(site, f"/search?q=dredgers&source={quote('海湾晚报')}")
    assert "Nothing was found" in body


@pytest.mark.parametrize(
    "words", ['"', "AND", "a OR", "col:x", "-", "NEAR(", "*", "🛶", "x" * 9000, "\x00", "%00", "(('"]
)
def test_no_words_break_the_search_page(site: str, words: str) -> None:
    assert get(site, f"/search?q={quote(words)}")[0] == 200


@pytest.mark.parametrize(
    "path", ["/newsfold/../../../etc/passwd", "/newsfold/%2e%2e/plugin.py", "/-/static/..%2f..%2fapp.py"]
)
def test_no_file_beside_the_pages_is_handed_out(site: str, path: str) -> None:
    status, body, _ = get(site, path)
    assert status == 404
    assert "root:" not in body
    assert "import" not in body


FAULTS = (
    ("/article/99999999", 404), ("/article/99999999999999999999", 404), (f"/story/{'9' * 5000}", 404), ("/run/77", 404),
    ("/article/1;x", 404), ("/article/-1", 404), ("/..", 404), ("/../../etc/passwd", 404), ("/;", 404), ("/*", 404),
    ("/" + "a" * 20_000, 404), ("/%00", 404), ("/article/%00", 404), ("/%2e%2e/x", 404), ("/source/%00", 404),
    ("/source/%1b%5b2J%0aroot", 404), ("/source/nobody", 404), ("/nothing-here/", 404), ("/-/nothing", 404),
    ("/search?since=yesterday", 400), ("/?day=2026-13-45", 400), ("/story/1?a=%00", 404), ("/archive/nothing", 404),
    ("/archive/articles/99999999999999999999", 404), ("/archive/articles?_sort=nothing", 400), ("/archive/articles?_where=x'", 400),
    ("/archive?sql=with+recursive+r(x)+as+(select+1+union+all+select+x+from+r)+select+count(*)+from+r&_timelimit=50", 400),
)  # fmt: skip


@pytest.mark.parametrize(("path", "status"), FAULTS)
def test_a_request_that_fails_gets_a_page_of_ours_and_one_line_in_the_log(
    site: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    path: str,
    status: int,
) -> None:
    got, body, headers = get(site, path)
    while got == 302:
        got, body, headers = get(site, headers["location"])
    assert got == status
    assert "/newsfold/style.css" in body
    assert "default-src 'none'" in headers["content-security-policy"]
    assert len(caplog.messages) == 1
    assert re.fullmatch(rf"request failed status={status} path=/\S* reason=.{{5,200}}", caplog.messages[0])
    assert caplog.messages[0].isprintable()
    assert len(caplog.messages[0]) < 500
    assert capfd.readouterr() == ("", "")


def test_a_fault_of_our_own_is_one_line_too_and_a_traceback_only_when_everything_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "news.db"
    open_archive(path).close()
    with served(path) as site:
        with sqlite3.connect(path) as connection:
            connection.execute("DROP TABLE runs")
        status, body, _ = get(site, "/runs")
        assert (status, "OperationalError: no such table: runs" in body) == (500, True)
        (record,) = caplog.records
        assert (record.levelname, record.exc_info) == ("ERROR", None)
        caplog.set_level("DEBUG", "crawler.web.faults")
        get(site, "/runs")
        assert caplog.records[-1].exc_info is not None


def test_a_program_that_asks_for_json_hears_of_its_fault_in_json(site: str) -> None:
    status, body, _ = get(site, "/archive/nothing.json")
    assert (status, json.loads(body)["ok"], json.loads(body)["status"]) == (404, False, 404)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_the_calendar_are_days(site: str, day: str) -> None:
    for path in (f"/?day={day}", f"/plots?day={day}", f"/search?q=&since={day}&until={day}"):
        assert get(site, path)[0] == 200, path


def test_strange_numbers_fall_back_to_what_is_usual(site: str) -> None:
    for number in ("-1", "0", "abc", "9" * 30, "٣"):
        assert get(site, f"/search?q=&n={quote(number)}")[0] == 200


def test_only_reading_is_answered(site: str) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert get(site, "/", method=method)[0] == 405
    assert get(site, "/", method="HEAD")[0] == 200


def test_another_sites_name_is_refused(site: str) -> None:
    assert get(site, "/", host="evil.example")[0] == 421
    assert get(site, "/", host="127.0.0.1.evil.example:8001")[0] == 421
    assert get(site, "/", host="")[0] in (400, 421)
    assert get(site, "/", host="localhost:9")[0] == 200
    assert get(site, "/", host="[::1]")[0] == 200


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "http://evil.example/"])
def test_no_path_leads_to_another_host(site: str, path: str) -> None:
    host, port = site.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as asking:
        asking.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = asking.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 404"), answer
    assert b"location:" not in answer.lower()


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM articles", "INSERT INTO meta VALUES ('a', 'b')", "ATTACH '/etc/passwd' AS x", "DROP TABLE articles",
        "SELECT load_extension('x')", "PRAGMA writable_schema = 1", "UPDATE articles SET headline = 'x'", "VACUUM INTO '/tmp/x'",
    ],
)  # fmt: skip
def test_sql_in_the_browser_only_reads(site: str, archive_file: Path, sql: str) -> None:
    before = archive_file.read_bytes()
    status, _, _ = get(site, f"/archive.json?sql={quote(sql)}")
    assert status == 400
    assert archive_file.read_bytes() == before


def test_an_empty_archive_says_how_to_fill_it(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    open_archive(path).close()
    with served(path) as site:
        for page in ("/", "/search", "/sources", "/runs", "/plots"):
            assert get(site, page)[0] == 200
        assert "newsfold crawl URL" in text_of(get(site, "/")[1])


def test_the_pages_stay_up_while_a_crawl_writes(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    open_archive(path).close()
    with served(path) as site, open_archive(path) as archive:
        run = archive.start_run("crawl")
        assert f"/run/{run}" in get(site, "/runs")[1]
        archive.end_run(run, "ok", {"new": 3})
        assert "ok" in get(site, f"/run/{run}")[1]


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letters.db"
    path.write_bytes(b"not a database at all" * 50)
    with pytest.raises(NotAnArchive), served(path):
        pass


def test_a_port_that_is_taken_is_said_in_one_line(site: str) -> None:
    from crawler.web.server import listen  # noqa: PLC0415

    with pytest.raises(UsageError, match="--port names another"):
        listen("127.0.0.1", urlsplit(site).port or 0)
