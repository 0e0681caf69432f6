"""Pages that redirect to another host: asked for there in that host's turn, known by both addresses, and once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.newsroom import Newsroom, Reply, crawl, feed, newsfold, outlet, rows


@pytest.fixture
def rooms() -> Iterator[tuple[Newsroom, Newsroom]]:
    """A feed whose links lead to another host, and that host."""
    with Newsroom() as links, Newsroom(host="127.0.0.2") as press:
        outlet(press, 2)
        for number in (0, 1):
            target = f"{press.url}/news/story-{number}.html"
            links.routes[f"/go/{number}"] = Reply("", 302, headers={"Location": target}, etag=False)
        links.routes["/feed.xml"] = feed(links.url, "/go/0", "/go/1")
        yield links, press


def test_a_page_on_another_host_waits_for_that_host_and_is_known_by_both_addresses(
    rooms: tuple[Newsroom, Newsroom], tmp_path: Path
) -> None:
    links, press = rooms
    db = tmp_path / "news.db"
    done = crawl(db, f"{links.url}/feed.xml", options=["--max", "2"], now="2026-11-23T12:00:00Z")
    assert done.code == 0, done.err
    assert "2 pages in" in done.err
    pages = [f"{press.url}/news/story-{number}.html" for number in (0, 1)]
    assert [row["url"] for row in rows(db, "SELECT url FROM articles ORDER BY url")] == pages
    host = press.url.removeprefix("http://")
    assert {row["host"] for row in rows(db, "SELECT host FROM hosts WHERE fence > 0")} >= {host}
    assert {(row["kind"], row["host"]) for row in rows(db, "SELECT kind, host FROM frontier")} == {
        ("recheck", host)
    }
    told = newsfold("why", f"{links.url}/go/0", "--db", str(db)).out
    assert f"article {rows(db, 'SELECT id FROM articles WHERE url = ?', pages[0])[0]['id']}" in told

    links.routes["/feed.xml"] = feed(links.url, "/go/0", "/go/1", extra="<description>again</description>")
    links.requests.clear()
    press.requests.clear()
    crawl(db, f"{links.url}/feed.xml", now="2026-11-23T13:30:00Z")
    assert links.paths() == [
        "/feed.xml"
    ]  # no link is followed again, and the second look goes to the page itself
    assert sorted(press.paths()) == ["/news/story-0.html", "/news/story-1.html"]


def test_hosts_that_send_a_page_to_and_fro_are_one_error(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    with Newsroom() as links, Newsroom(host="127.0.0.2") as press:
        links.routes["/feed.xml"] = feed(links.url, "/fro.html")
        links.routes["/fro.html"] = Reply("", 301, headers={"Location": f"{press.url}/to.html"}, etag=False)
        press.routes["/to.html"] = Reply("", 301, headers={"Location": f"{links.url}/fro.html"}, etag=False)
        crawl(db, f"{links.url}/feed.xml")
        assert (len(links.asked("/fro.html")), len(press.asked("/to.html"))) == (1, 1)
    found = rows(db, "SELECT verdict, reason FROM fetches WHERE kind = 'page' ORDER BY id")
    assert [row["verdict"] for row in found] == ["redirected", "redirects"]
    assert "an address it came from" in found[1]["reason"]
