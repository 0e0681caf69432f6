"""A crawl from the outside: a real publisher on loopback, the real program, the tables it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.newsroom import LOOPBACK, Newsroom, Reply, crawl, feed, lines, newsfold, outlet, page, rows, story


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom() as newsroom:
        yield newsroom


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


def test_a_bare_feed_address_is_enough_to_fill_an_archive(room: Newsroom, db: Path) -> None:
    outlet(room, 4)
    done = crawl(db, f"{room.url}/feed.xml")
    assert done.code == 0, done.err
    assert [row["source"] for row in rows(db, "SELECT DISTINCT source FROM articles")] == [
        "the-harbour-gazette"
    ]
    assert len(rows(db, "SELECT * FROM articles")) == 4


def test_a_home_page_leads_to_its_feed_and_its_articles(room: Newsroom, db: Path) -> None:
    paths = outlet(room, 3)
    links = "".join(
        f'<li><a href="{path}">Council hears report on the quay, part {path}</a></li>' for path in paths
    )
    head = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    room.routes["/"] = Reply(
        f"<html><head><title>The Harbour Gazette</title>{head}</head><body><main><ul>{links}</ul></main></body></html>"
    )
    done = crawl(db, f"{room.url}/")
    assert done.code == 0, done.err
    assert len(rows(db, "SELECT * FROM articles")) == 3
    assert {row["kind"] for row in rows(db, "SELECT kind FROM feeds")} == {"home", "feed"}
    assert max(len(room.asked(path)) for path in paths) == 1


def test_a_sitemap_is_read_with_the_titles_and_dates_of_its_news(room: Newsroom, db: Path) -> None:
    paths = outlet(room, 2)
    entries = "".join(
        f"<url><loc>{room.url}{path}</loc><news:news><news:publication><news:name>G</news:name><news:language>en"
        "</news:language></news:publication><news:publication_date>2026-01-03T08:00:00Z</news:publication_date>"
        f"<news:title>Title of {path}</news:title></news:news></url>"
        for path in paths
    )
    room.routes["/sitemap.xml"] = Reply(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{entries}</urlset>',
        kind="application/xml",
    )
    done = crawl(db, f"{room.url}/sitemap.xml")
    assert done.code == 0, done.err
    found = rows(db, "SELECT published_at, entry FROM articles")
    assert len(found) == 2
    assert all(row["published_at"].startswith("2026-01-03T08:00") for row in found)
    assert all("Title of /news/" in row["entry"] for row in found)


def test_a_bare_article_address_is_stored_as_that_article_and_asked_for_once(
    room: Newsroom, db: Path
) -> None:
    outlet(room, 1)
    done = crawl(db, f"{room.url}/news/story-0.html")
    assert done.code == 0, done.err
    assert [row["url"] for row in rows(db, "SELECT url FROM articles")] == [f"{room.url}/news/story-0.html"]
    assert len(room.asked("/news/story-0.html")) == 1


def test_a_second_crawl_asks_conditionally_and_fetches_no_article_again(room: Newsroom, db: Path) -> None:
    paths = outlet(room, 3)
    crawl(db, f"{room.url}/feed.xml")
    room.requests.clear()
    done = crawl(db, f"{room.url}/feed.xml")
    assert done.code == 0, done.err
    assert room.paths() == ["/feed.xml"]
    assert "if-none-match" in room.requests[0].headers
    assert len(rows(db, "SELECT * FROM articles")) == len(paths)


def test_only_what_is_new_in_a_feed_is_fetched(room: Newsroom, db: Path) -> None:
    outlet(room, 2)
    crawl(db, f"{room.url}/feed.xml")
    room.requests.clear()
    outlet(room, 3)
    crawl(db, f"{room.url}/feed.xml")
    assert [path for path in room.paths() if path.startswith("/news/")] == ["/news/story-2.html"]


def test_a_host_gets_one_request_at_a_time_and_half_a_second_between_two(room: Newsroom, db: Path) -> None:
    outlet(room, 3)
    done = crawl(db, f"{room.url}/feed.xml", delay=None)
    assert done.code == 0, done.err
    assert room.most_open == 1
    took = rows(db, "SELECT julianday(ended_at) - julianday(started_at) AS days FROM runs")[0]["days"] * 86400
    assert took >= 0.5 * (len(room.requests) - 1)


def test_robots_txt_is_obeyed_and_the_page_it_closes_has_a_row_that_says_so(room: Newsroom, db: Path) -> None:
    outlet(room, 2)
    room.routes["/robots.txt"] = Reply("User-agent: *\nDisallow: /news/story-1\n", kind="text/plain")
    crawl(db, f"{room.url}/feed.xml")
    assert room.asked("/news/story-1.html") == []
    (row,) = rows(db, "SELECT verdict, reason FROM fetches WHERE url LIKE '%story-1%'")
    assert row["verdict"] == "robots"
    assert "Disallow: /news/story-1" in row["reason"]


def test_a_site_whose_robots_txt_cannot_be_had_is_left_alone(room: Newsroom, db: Path) -> None:
    outlet(room, 1)
    room.routes["/robots.txt"] = Reply("no", 503, "text/plain")
    crawl(db, f"{room.url}/feed.xml")
    assert room.asked("/news/story-0.html") == []


def test_no_request_carries_a_cookie_or_a_referer_and_each_names_us(room: Newsroom, db: Path) -> None:
    outlet(room, 2)
    room.routes["/feed.xml"] = Reply(
        room.routes["/feed.xml"].body,
        kind="application/rss+xml",
        headers={"Set-Cookie": "a=1"},  # type: ignore[union-attr]
    )
    crawl(db, f"{room.url}/feed.xml")
    assert len(room.requests) == 4
    for request in room.requests:
        assert not {"cookie", "referer"} & set(request.headers)
        assert request.headers["user-agent"].startswith("newsfold/")


def test_the_same_story_in_two_outlets_is_one_article_and_one_copy(room: Newsroom, db: Path) -> None:
    outlet(room, 1)
    with Newsroom() as other:
        other.routes["/feed.xml"] = feed(other.url, "/2026/quay.html", title="Inland Courier")
        other.routes["/2026/quay.html"] = page("Quay report heard inland", story(0))
        done = crawl(db, f"{room.url}/feed.xml", f"{other.url}/feed.xml")
    assert done.code == 0, done.err
    assert len(rows(db, "SELECT * FROM articles")) == 1
    (copy,) = rows(db, "SELECT kind, source, similarity FROM copies")
    assert copy["kind"] in ("exact", "near")
    assert copy["similarity"] >= 0.9


def test_an_edited_article_is_kept_with_its_earlier_text(room: Newsroom, db: Path) -> None:
    outlet(room, 1)
    crawl(db, f"{room.url}/feed.xml")
    changed = [story(0)[0].replace("report", "apology"), *story(0)[1:]]
    room.routes["/news/story-0.html"] = page("Council hears apology on the lantern", changed)
    done = crawl(db, f"{room.url}/feed.xml", now="2027-01-01T00:00:00Z")
    assert done.code == 0, done.err
    (row,) = rows(db, "SELECT headline, body FROM articles")
    (revision,) = rows(db, "SELECT headline, body, headline_changed FROM revisions")
    assert "apology" in row["body"]
    assert "apology" not in revision["body"]
    assert revision["headline_changed"] == 1


def test_an_unchanged_article_that_is_looked_at_again_is_answered_with_304(room: Newsroom, db: Path) -> None:
    outlet(room, 1)
    crawl(db, f"{room.url}/feed.xml")
    room.requests.clear()
    crawl(db, f"{room.url}/feed.xml", now="2027-01-01T00:00:00Z")
    (again,) = room.asked("/news/story-0.html")
    assert "if-none-match" in again.headers
    assert rows(db, "SELECT * FROM revisions") == []


def test_a_stumbling_server_is_asked_again_within_the_run(room: Newsroom, db: Path) -> None:
    outlet(room, 1)
    good = room.routes["/news/story-0.html"]
    answers = iter([Reply("busy", 503, "text/plain")])
    room.routes["/news/story-0.html"] = lambda _: next(answers, good)  # type: ignore[arg-type,return-value]
    done = crawl(db, f"{room.url}/feed.xml")
    assert done.code == 0, done.err
    assert len(rows(db, "SELECT * FROM articles")) == 1
    assert [
        row["status"] for row in rows(db, "SELECT status FROM fetches WHERE kind = 'page' ORDER BY id")
    ] == [503, 200]
    assert rows(db, "SELECT json_extract(counts, '$.pages') AS pages FROM runs") == [{"pages": 1}]
    assert "0 could not be had" in done.err


def test_a_page_that_cannot_be_scraped_says_why(room: Newsroom, tmp_path: Path) -> None:
    done = newsfold(
        "scrape", f"{room.url}/gone.html", "--allow-private", LOOPBACK, "--delay", "0", cwd=tmp_path
    )
    assert done.code == 4
    assert f"{room.url}/gone.html: error: HTTP 404" in done.err


def test_a_home_page_that_failed_at_first_is_read_as_one_when_it_answers(room: Newsroom, db: Path) -> None:
    paths = outlet(room, 2)
    assert crawl(db, f"{room.url}/").code == 4
    links = "".join(
        f'<li><a href="{path}">Council hears report on the quay, part {path}</a></li>' for path in paths
    )
    room.routes["/"] = Reply(
        f"<html><head><title>The Gazette</title></head><body><ul>{links}</ul></body></html>"
    )
    done = crawl(db, f"{room.url}/", options=["--force"])
    assert done.code == 0, done.err
    assert len(rows(db, "SELECT * FROM articles")) == 2


def test_an_address_that_failed_at_first_is_named_by_its_first_answer(room: Newsroom, db: Path) -> None:
    outlet(room, 1)
    good, room.routes["/feed.xml"] = room.routes["/feed.xml"], Reply("gone fishing", 404)
    assert crawl(db, f"{room.url}/feed.xml").code == 4
    room.routes["/feed.xml"] = good
    assert crawl(db, f"{room.url}/feed.xml").code == 0
    for table, column in (("articles", "source"), ("feeds", "source"), ("sources", "id")):
        found = rows(db, f"SELECT {column} AS name FROM {table}")
        assert [row["name"] for row in found] == ["the-harbour-gazette"], table


def test_a_page_that_was_taken_away_is_no_failure_of_its_source(room: Newsroom, db: Path) -> None:
    outlet(room, 1)
    crawl(db, f"{room.url}/feed.xml", now="2026-11-23T12:00:00Z")
    del room.routes["/news/story-0.html"]
    done = crawl(
        db, f"{room.url}/feed.xml", options=["--due", "--json"], now="2026-11-23T13:00:10Z", delay="0"
    )
    assert room.paths().count("/news/story-0.html") == 2, done.err
    assert done.code == 0, done.err
    assert [(row["status"], row["failed"]) for row in lines(done.out)] == [("ok", 1)]


def test_an_html_answer_at_a_feeds_address_is_an_error_and_its_links_are_not_followed(
    room: Newsroom, db: Path
) -> None:
    outlet(room, 1)
    crawl(db, f"{room.url}/feed.xml")
    room.routes["/feed.xml"] = Reply(
        "<html><title>Oops</title><a href='/news/story-9.html'>A story of the quay</a></html>"
    )
    room.requests.clear()
    done = crawl(db, f"{room.url}/feed.xml")
    assert done.code == 4
    assert room.paths() == ["/feed.xml"]
    (state,) = rows(db, "SELECT etag, failures, last_error FROM feeds")
    assert state["failures"] == 1
    assert state["etag"]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply("gone", 404, "text/plain"), "404"),
        (Reply("", 200, "application/rss+xml"), "empty"),
        (Reply("<html><p>Hello</p></html>"), ""),
    ],
)
def test_a_feed_that_is_none_fails_with_one_clear_line(
    room: Newsroom, db: Path, reply: Reply, said: str
) -> None:
    room.routes["/feed.xml"] = reply
    done = crawl(db, f"{room.url}/feed.xml")
    assert done.code == 4
    assert said in done.err
    assert "Traceback" not in done.err


def test_one_dead_source_leaves_the_others_unharmed_and_the_exit_code_says_some_failed(
    room: Newsroom, db: Path
) -> None:
    outlet(room, 2)
    done = crawl(db, "http://127.0.0.1:1/feed.xml", f"{room.url}/feed.xml")
    assert done.code == 3
    assert len(rows(db, "SELECT * FROM articles")) == 2
    assert "refuses connections" in done.err


def test_the_rows_of_a_run_stand_in_the_order_of_its_requests_and_its_reason_names_who_failed(
    room: Newsroom, db: Path
) -> None:
    room.routes["/feed.xml"] = Reply("resting", 503, headers={"Retry-After": "1"})
    assert crawl(db, f"{room.url}/feed.xml").code == 4
    told = [row["reason"] for row in rows(db, "SELECT reason FROM fetches WHERE kind = 'feed' ORDER BY id")]
    assert told == ["HTTP 503; again in 2 s", "HTTP 503; again in 8 s", "HTTP 503"]
    (run,) = rows(db, "SELECT status, reason FROM runs")
    assert run["status"] == "failed"
    assert run["reason"].startswith("1 source failed: ")
    assert run["reason"].endswith("(HTTP 503)")


def test_a_private_address_is_never_asked_unless_it_is_allowed(room: Newsroom, tmp_path: Path) -> None:
    outlet(room, 1)
    done = newsfold("crawl", f"{room.url}/feed.xml", "--db", str(tmp_path / "a.db"), cwd=tmp_path)
    assert done.code == 4
    assert room.requests == []
    assert "--allow-private" in done.err
    page = f"{room.url}/a.html"
    done = newsfold("scrape", page, cwd=tmp_path)
    assert (done.code, room.requests) == (4, [])
    assert done.err.startswith(
        f"newsfold: {page}: refused: 127.0.0.1 resolves to 127.0.0.1, a loopback address"
    )


def test_a_redirect_to_a_private_address_is_refused_on_its_way(room: Newsroom, db: Path) -> None:
    with Newsroom(host="127.0.0.2") as inside:
        inside.routes["/secret.html"] = page("Secret", story(3))
        port = inside.url.rpartition(":")[2]
        for number, host in enumerate(("127.0.0.2", "[::ffff:127.0.0.2]", "2130706434", "0x7f000002")):
            room.routes[f"/hop-{number}"] = Reply(
                "", 302, headers={"Location": f"http://{host}:{port}/secret.html"}
            )
        room.routes["/feed.xml"] = feed(room.url, *(f"/hop-{number}" for number in range(4)))
        newsfold(
            "crawl",
            f"{room.url}/feed.xml",
            "--db",
            str(db),
            "--allow-private",
            "127.0.0.1/32",
            "--delay",
            "0",
            cwd=db.parent,
        )
        assert inside.requests == []
    told = rows(db, "SELECT verdict, url, final_url FROM fetches WHERE kind = 'page'")
    led = {row["final_url"] for row in told if row["verdict"] == "redirected"}
    assert len(led) == len([row for row in told if row["url"].startswith(room.url)])
    assert {row["url"] for row in told if row["verdict"] == "refused"}
    assert {row["verdict"] for row in told} == {"redirected", "refused"}
    assert rows(db, "SELECT * FROM frontier") == []


def test_a_redirect_to_itself_is_one_error_with_its_reason(room: Newsroom, db: Path) -> None:
    room.routes["/feed.xml"] = feed(room.url, "/round.html")
    room.routes["/round.html"] = Reply("", 301, headers={"Location": "/round.html"})
    crawl(db, f"{room.url}/feed.xml")
    assert len(room.asked("/round.html")) == 1
    (row,) = rows(db, "SELECT reason FROM fetches WHERE kind = 'page'")
    assert "redirects to itself" in row["reason"]


def test_a_link_that_redirects_is_not_followed_again_by_the_next_crawl(room: Newsroom, db: Path) -> None:
    outlet(room, 1)
    room.routes["/go/1"] = Reply("", 302, headers={"Location": "/news/story-0.html"})
    room.routes["/feed.xml"] = feed(room.url, "/go/1")
    crawl(db, f"{room.url}/feed.xml")
    room.routes["/feed.xml"] = feed(room.url, "/go/1", extra="<description>again</description>")
    room.requests.clear()
    crawl(db, f"{room.url}/feed.xml")
    assert room.paths() == ["/feed.xml"]
    assert [row["url"] for row in rows(db, "SELECT url FROM articles")] == [f"{room.url}/news/story-0.html"]


def test_a_simulation_names_the_pages_and_fetches_none(room: Newsroom, db: Path) -> None:
    outlet(room, 2)
    done = crawl(db, f"{room.url}/feed.xml", options=["--simulate", "--json"])
    assert done.code == 0, done.err
    assert [row["url"] for row in lines(done.out)] == [f"{room.url}/news/story-{n}.html" for n in (0, 1)]
    assert room.paths() == ["/feed.xml"]
    assert not db.exists()


def test_a_limit_of_pages_is_kept_and_the_rest_waits_for_the_next_run(room: Newsroom, db: Path) -> None:
    outlet(room, 5)
    crawl(db, f"{room.url}/feed.xml", options=["--max", "2"])
    assert len(rows(db, "SELECT * FROM articles")) == 2
    done = crawl(db, f"{room.url}/feed.xml")
    assert done.code == 0, done.err
    assert len(rows(db, "SELECT * FROM articles")) == 5


def test_articles_outside_the_window_of_dates_are_not_fetched(room: Newsroom, db: Path) -> None:
    outlet(room, 2)
    crawl(db, f"{room.url}/feed.xml", options=["--until", "2020-01-01"])
    assert [path for path in room.paths() if path.startswith("/news/")] == []
    crawl(db, f"{room.url}/feed.xml")
    assert len(rows(db, "SELECT * FROM articles")) == 2  # no 304 hides what the first crawl did not want


def test_a_run_row_counts_what_became_of_its_pages(room: Newsroom, db: Path) -> None:
    outlet(room, 2)
    room.routes["/feed.xml"] = feed(room.url, "/news/story-0.html", "/news/story-1.html", "/missing.html")
    crawl(db, f"{room.url}/feed.xml")
    (run,) = rows(
        db,
        "SELECT status, json_extract(counts, '$.new') AS new, json_extract(counts, '$.failed') AS failed FROM runs",
    )
    assert run == {"status": "ok", "new": 2, "failed": 1}


def test_a_named_target_leaves_alone_what_waits_of_another_source(room: Newsroom, db: Path) -> None:
    outlet(room, 4)
    with Newsroom() as other:
        other.routes["/feed.xml"] = feed(other.url, "/inland.html", title="Inland Courier")
        other.routes["/inland.html"] = page("Inland quay report", story(30))
        crawl(db, f"{room.url}/feed.xml", options=["--max", "1"])
        room.requests.clear()
        done = crawl(db, f"{other.url}/feed.xml")
        assert done.code == 0, done.err
        assert room.requests == []
        assert len(other.asked("/inland.html")) == 1
    crawl(db, f"{room.url}/feed.xml")
    assert len(rows(db, "SELECT * FROM articles WHERE source = 'the-harbour-gazette'")) == 4


def _dated(room: Newsroom, path: str, day: str) -> str:
    return f"<item><title>Story {path}</title><link>{room.url}{path}</link><pubDate>2026-01-{day} 08:00:00 +0000</pubDate></item>"


def _archived_press(room: Newsroom) -> None:
    """A feed of one article with two RFC 5005 archives, and a sitemap that names one more."""
    outlet(room, 4)
    paths = [f"/news/story-{number}.html" for number in range(4)]
    shell = '<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>Gazette</title>{}</channel></rss>'
    for name, older, items in (
        ("/feed.xml", "/old-1.xml", _dated(room, paths[0], "20")),
        ("/old-1.xml", "/old-2.xml", _dated(room, paths[1], "12")),
        ("/old-2.xml", None, _dated(room, paths[2], "03")),
    ):
        link = f'<a:link rel="prev-archive" href="{room.url}{older}"/>' if older else ""
        room.routes[name] = Reply(shell.format(link + items), kind="application/rss+xml")
    room.routes["/map.xml"] = Reply(
        f"<urlset><url><loc>{room.url}{paths[3]}</loc><lastmod>2026-01-15</lastmod></url></urlset>",
        kind="text/xml",
    )
    room.routes["/robots.txt"] = Reply(f"Sitemap: {room.url}/map.xml", kind="text/plain")
    head = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    room.routes["/"] = Reply(
        f"<html><head><title>Gazette</title>{head}</head><body><p>Welcome</p></body></html>"
    )


def test_a_back_fill_shows_the_days_it_covered_and_its_archives_are_not_polled(
    room: Newsroom, db: Path
) -> None:
    _archived_press(room)
    span = ["--since", "2026-01-10", "--until", "2026-01-21"]
    done = crawl(db, f"{room.url}/", options=span, now="2026-01-25T12:00:00Z")
    assert done.code == 0, done.err
    told = done.err.splitlines()
    assert "2026-01-10      0  nothing for 2 days, to 2026-01-11" in told
    assert any(line.startswith("2026-01-12      1  ▪") for line in told)
    assert "2 articles on 2 of 11 days" in told
    again = newsfold("runs", "1", "--db", str(db), cwd=db.parent).out
    assert "2 articles on 2 of 11 days" in again
    kinds = {
        row["url"].removeprefix(room.url): row["kind"] for row in rows(db, "SELECT url, kind FROM feeds")
    }
    assert kinds == {
        "/": "home", "/feed.xml": "feed", "/map.xml": "archive", "/old-1.xml": "archive", "/old-2.xml": "archive",
    }  # fmt: skip
    crawl(db, f"{room.url}/", options=["--due"], now="2026-02-25T12:00:00Z")
    assert [len(room.asked(path)) for path in ("/feed.xml", "/map.xml", "/old-1.xml", "/old-2.xml")] == [
        2,
        1,
        1,
        1,
    ]


def test_a_later_back_fill_reads_the_same_archives_for_what_it_wants(room: Newsroom, db: Path) -> None:
    _archived_press(room)
    crawl(
        db,
        f"{room.url}/",
        options=["--since", "2026-01-10", "--until", "2026-01-15"],
        now="2026-01-25T12:00:00Z",
    )
    crawl(
        db,
        f"{room.url}/",
        options=["--since", "2026-01-01", "--until", "2026-01-21"],
        now="2026-01-26T12:00:00Z",
    )
    held = {row["url"].rpartition("-")[2] for row in rows(db, "SELECT url FROM articles")}
    assert held == {"0.html", "1.html", "2.html", "3.html"}
