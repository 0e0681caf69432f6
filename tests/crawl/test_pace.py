"""What a source's own settings and a site's own maps mean for a crawl."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.newsroom import LOOPBACK, Newsroom, Reply, newsfold, outlet, rows


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom() as newsroom:
        yield newsroom


def test_a_sources_own_delay_is_kept_between_two_requests_to_its_host(room: Newsroom, tmp_path: Path) -> None:
    outlet(room, 3)
    (tmp_path / "sources.toml").write_text(
        f'[fetch]\ndelay = 0\nallow_private = ["{LOOPBACK}"]\n[[source]]\nid = "harbour"\nurl = "{room.url}/feed.xml"\ndelay = 0.7\n'
    )
    done = newsfold("crawl", "--db", "news.db", cwd=tmp_path)
    assert done.code == 0, done.err
    (run,) = rows(
        tmp_path / "news.db", "SELECT julianday(ended_at) - julianday(started_at) AS days FROM runs"
    )
    assert run["days"] * 86400 >= 0.7 * (len(room.requests) - 1)


def test_a_back_fill_reads_the_sitemaps_of_robots_txt_each_once_and_keeps_to_its_window(
    room: Newsroom, tmp_path: Path
) -> None:
    outlet(room, 2)
    room.routes["/robots.txt"] = Reply(f"User-agent: *\nSitemap: {room.url}/index.xml\n", kind="text/plain")
    room.routes["/"] = Reply("<html><title>The Harbour Gazette</title><p>Welcome to the quay.</p></html>")
    names = ("index", "map-2026-01", "map-2020-05")
    children = "".join(f"<sitemap><loc>{room.url}/{name}.xml</loc></sitemap>" for name in names)
    head = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    room.routes["/index.xml"] = Reply(
        f"<sitemapindex {head}>{children}</sitemapindex>", kind="application/xml"
    )
    room.routes["/map-2026-01.xml"] = Reply(
        f"<urlset {head}><url><loc>{room.url}/news/story-0.html</loc><lastmod>2026-01-05</lastmod></url></urlset>",
        kind="application/xml",
    )
    words = ["--since", "2026-01-01", "--until", "2026-02-01", "--delay", "0", "--allow-private", LOOPBACK]
    done = newsfold("crawl", f"{room.url}/", "--db", "news.db", *words, cwd=tmp_path)
    assert done.code == 0, done.err
    assert len(room.asked("/index.xml")) == 1
    assert room.asked("/map-2020-05.xml") == []
    assert len(room.asked("/news/story-0.html")) == 1
