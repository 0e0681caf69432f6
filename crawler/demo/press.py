"""The demo's newsrooms as web sites on 127.0.0.1, a port each: feeds, robots.txt, articles, a consent wall."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from crawler.demo.texts import Outlet, Story

HOST = "127.0.0.1"
WALL = "/special/harbour-museum.html"


@dataclass
class Site:
    """One outlet and the server that prints it; `edition` is what its readers see."""

    outlet: Outlet
    start: datetime
    edition: int = 1
    requests: list[str] = field(default_factory=list)
    server: ThreadingHTTPServer | None = None

    @property
    def base(self) -> str:
        port = self.server.server_address[1] if self.server else 0
        return f"http://{HOST}:{port}"

    def stories(self) -> list[Story]:
        return [story for story in self.outlet.stories if story.edition <= self.edition]

    def published(self, story: Story) -> datetime:
        late = timedelta(minutes=70) if story.edition > 1 else timedelta()
        return self.start - timedelta(minutes=story.age) + late

    def path(self, story: Story) -> str:
        return f"/{story.section}/{self.published(story):%Y/%m/%d}/{story.slug}.html"

    def answer(self, path: str) -> tuple[str, str] | None:
        """(content type, body) of a path."""
        if path == "/":
            return "text/html; charset=utf-8", self._home()
        if path == "/feed.xml":
            return "application/rss+xml; charset=utf-8", self._feed()
        if path == "/robots.txt":
            return (
                "text/plain; charset=utf-8",
                f"User-agent: *\nDisallow: /search\nSitemap: {self.base}/sitemap.xml\n",
            )
        if path == WALL and self.outlet.wall:
            return "text/html; charset=utf-8", _wall(self.outlet)
        story = next((story for story in self.stories() if self.path(story) == path), None)
        return ("text/html; charset=utf-8", self._article(story)) if story else None

    def _feed(self) -> str:
        items = [self._item(story) for story in self.stories()]
        if self.outlet.wall:
            when = format_datetime(self.start - timedelta(minutes=65), usegmt=True)
            items.append(
                f"<item><title>Inside the harbour museum</title><link>{self.base}{WALL}</link><pubDate>{when}</pubDate></item>"
            )
        return (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
            f"<title>{escape(self.outlet.name)}</title><link>{self.base}/</link>"
            f"<language>{self.outlet.language}</language><description>{escape(self.outlet.name)}</description>"
            f"{''.join(items)}</channel></rss>"
        )

    def _item(self, story: Story) -> str:
        headline = self._headline(story)
        url = self.base + self.path(story)
        when = format_datetime(self.published(story), usegmt=True)
        return (
            f"<item><title>{escape(headline)}</title><link>{url}</link><guid>{url}</guid>"
            f"<pubDate>{when}</pubDate><description>{escape(story.paragraphs[0])}</description></item>"
        )

    def _home(self) -> str:
        links = "".join(
            f'<li><a href="{self.path(story)}">{escape(self._headline(story))}</a></li>'
            for story in self.stories()
        )
        return _page(
            self.outlet,
            self.outlet.name,
            f'<link rel="alternate" type="application/rss+xml" title="{escape(self.outlet.name)}" href="/feed.xml">',
            f"<main><h1>{escape(self.outlet.name)}</h1><ul>{links}</ul></main>",
        )

    def _headline(self, story: Story) -> str:
        return story.new_headline if self.edition > 1 and story.new_headline else story.headline

    def _article(self, story: Story) -> str:
        headline, paragraphs = self._headline(story), list(story.paragraphs)
        if self.edition > 1:
            for index, text in story.edited:
                paragraphs[index] = text
        paragraphs[0] = self.outlet.dateline + paragraphs[0]
        when = self.published(story)
        head = (
            f'<meta property="og:title" content="{escape(headline)}"><meta property="og:type" content="article">'
            f'<meta property="article:published_time" content="{when.isoformat()}">'
            + (f'<meta name="author" content="{escape(story.byline)}">' if story.byline else "")
        )
        return _page(
            self.outlet,
            headline,
            head,
            _LAYOUTS[self.outlet.layout](self.outlet, story, headline, paragraphs),
        )


def _paragraphs(texts: Sequence[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _classic(outlet: Outlet, story: Story, headline: str, paragraphs: Sequence[str]) -> str:
    byline = f'<p class="byline">{escape(story.byline)}</p>' if story.byline else ""
    return (
        f'<div id="content"><h1>{escape(headline)}</h1>{byline}<div class="text">{_paragraphs(paragraphs)}'
        f"{_paragraphs(outlet.below)}</div></div>"
    )


def _modern(outlet: Outlet, story: Story, headline: str, paragraphs: Sequence[str]) -> str:
    byline = f'<div class="author">{escape(story.byline)}</div>' if story.byline else ""
    return (
        f"<main><article><header><h1>{escape(headline)}</h1>{byline}</header>"
        f'<section itemprop="articleBody">{_paragraphs(paragraphs)}{_paragraphs(outlet.below)}</section></article>'
        "<aside><h2>Most read</h2><ul><li><a href='/'>Front page</a></li></ul></aside></main>"
    )


def _aggregator(outlet: Outlet, story: Story, headline: str, paragraphs: Sequence[str]) -> str:  # noqa: ARG001
    straight = headline.replace("’", "'").replace("“", '"').replace("”", '"')
    repeats = _paragraphs([headline, headline, straight, *outlet.above])
    return (
        f'<div class="post"><h1>{escape(headline)}</h1><div class="entry">{repeats}{_paragraphs(paragraphs)}'
        f"{_paragraphs(outlet.below)}</div></div>"
    )


_LAYOUTS = {"classic": _classic, "modern": _modern, "aggregator": _aggregator}


def _page(outlet: Outlet, title: str, head: str, body: str) -> str:
    direction = ' dir="rtl"' if outlet.language == "ar" else ""
    return (
        f'<!doctype html><html lang="{outlet.language}"{direction}><head><meta charset="utf-8">'
        f"<title>{escape(title)} | {escape(outlet.name)}</title>"
        f'<meta property="og:site_name" content="{escape(outlet.name)}">{head}</head>'
        f'<body><nav><a href="/">{escape(outlet.name)}</a> <a href="/search">Search</a></nav>{body}'
        f"<footer><a href='/'>{escape(outlet.name)}</a></footer></body></html>"
    )


def _wall(outlet: Outlet) -> str:
    text = (
        "<div class='consent-wall' id='cookie-consent'><h1>Your privacy</h1><p>We and our 812 partners store and access "
        "cookies on your device to show personalised advertising. To go on, accept all cookies or manage your "
        "choices.</p><button>Accept all</button><button>Manage preferences</button></div>"
    )
    return _page(outlet, "Before you continue", "", text)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        self.site.requests.append(self.path)
        found = self.site.answer(self.path)
        if found is None:
            self._send(404, "text/plain", b"not here", None)
            return
        body = found[1].encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == etag:
            self._send(304, found[0], b"", etag)
        else:
            self._send(200, found[0], body, etag)

    def _send(self, status: int, kind: str, body: bytes, etag: str | None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if etag:
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """The terminal belongs to the crawl."""


@contextmanager
def printing(outlets: Sequence[Outlet], start: datetime) -> Iterator[list[Site]]:
    """Serve every outlet on a port of its own, until the end of the block."""
    sites = [Site(outlet, start) for outlet in outlets]
    for site in sites:
        handler = type("Handler", (_Handler,), {"site": site})
        site.server = ThreadingHTTPServer((HOST, 0), handler)
        threading.Thread(target=site.server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield sites
    finally:
        for site in sites:
            if site.server:
                site.server.shutdown()
                site.server.server_close()
