"""A publisher on 127.0.0.1 for tests: real HTTP, every request remembered, every answer the test's own."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

LOOPBACK = "127.0.0.0/8"


@dataclass(frozen=True)
class Reply:
    """One answer. `etag` makes it conditional."""

    body: str | bytes = ""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: bool = True


Route = Reply | Callable[["Request"], Reply]


@dataclass(frozen=True)
class Request:
    path: str
    headers: Mapping[str, str]
    body: bytes = b""  #: of a POST


class Newsroom:
    """`routes` maps paths to answers; `requests` is what was asked, in order; `most_open` how many at once."""

    def __init__(self, routes: Mapping[str, Route] | None = None, host: str = "127.0.0.1") -> None:
        self.routes: dict[str, Route] = dict(routes or {})
        self.requests: list[Request] = []
        self.most_open = self._open = 0
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"newsroom": self})
        self.server = ThreadingHTTPServer((host, 0), handler)
        self.url = f"http://{host}:{self.server.server_address[1]}"

    def __enter__(self) -> Newsroom:
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def answer(self, request: Request) -> Reply:
        route = self.routes.get(request.path, Reply("not here", 404, "text/plain", etag=False))
        return route if isinstance(route, Reply) else route(request)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    newsroom: Newsroom

    def do_GET(self) -> None:
        room = self.newsroom
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.path, headers, self.rfile.read(int(headers.get("content-length", 0))))
        with room._lock:
            room.requests.append(request)
            room._open += 1
            room.most_open = max(room.most_open, room._open)
        try:
            self._send(room.answer(request), request)
        finally:
            with room._lock:
                room._open -= 1

    do_POST = do_GET  # noqa: N815 - the standard library's name

    def _send(self, reply: Reply, request: Request) -> None:
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        etag = f'"{hashlib.sha256(body).hexdigest()[:12]}"' if reply.etag and reply.status == 200 else None
        unchanged = etag is not None and request.headers.get("if-none-match") == etag
        self.send_response(304 if unchanged else reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if etag:
            self.send_header("ETag", etag)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", "0" if unchanged else str(len(body)))
        self.end_headers()
        if not unchanged:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Tests speak through `requests`."""


# Documents ----------------------------------------------------------------------------------------


def feed(url: str, *paths: str, title: str = "The Harbour Gazette", extra: str = "") -> Reply:
    """An RSS feed of `paths` on the site at `url`, an hour old."""
    when = format_datetime(datetime.now(UTC), usegmt=True)
    items = "".join(
        f"<item><title>Story {path}</title><link>{url}{path}</link><guid>{path}</guid><pubDate>{when}</pubDate></item>"
        for path in paths
    )
    text = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title><link>{url}/</link>'
        f"<language>en</language>{extra}{items}</channel></rss>"
    )
    return Reply(text, kind="application/rss+xml")


SENTENCES = (
    "The harbour council met on {n} to hear the {a} report about the {b} quay.",
    "Members asked why the {a} had cost {m} crowns more than the {b} plan allowed.",
    "“We counted every {a} twice,” said the clerk, who keeps the {b} ledger.",
    "Fishermen from the {b} side brought {n} nets and a letter about the {a}.",
    "The mayor promised an answer within {n} days and thanked the {a} volunteers.",
    "A second meeting about the {b} is planned for the {m}th, the council said.",
)
NOUNS = [
    "lantern",
    "cargo",
    "ferry",
    "anchor",
    "market",
    "lighthouse",
    "bridge",
    "granary",
    "tram",
    "orchard",
    "mill",
    "chapel",
    "archive",
    "garden",
    "tower",
    "theatre",
    "canal",
    "bakery",
    "foundry",
    "school",
]


def story(number: int, *, paragraphs: int = 5) -> list[str]:
    """Distinct prose for article `number`: its words and numbers belong to no other one."""
    a, b = NOUNS[number % len(NOUNS)], NOUNS[(number * 7 + 3) % len(NOUNS)]
    out = []
    for index in range(paragraphs):
        first, second = SENTENCES[(number + index) % 6], SENTENCES[(number + index * 2 + 1) % 6]
        values = {
            "n": number * 3 + index + 2,
            "m": number * 11 + index + 5,
            "a": f"{a}-{number}",
            "b": f"{b}-{number}",
        }
        out.append(
            f"{first.format(**values)} {second.format(**values)} Note {number}-{index} names {a} and {b}."
        )
    return out


def page(headline: str, paragraphs: Sequence[str], *, head: str = "", below: str = "") -> Reply:
    """An article page with navigation and footer."""
    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    return Reply(
        f'<!doctype html><html lang="en"><head><title>{escape(headline)}</title>{head}</head><body>'
        f'<nav><a href="/">Home</a></nav><article><h1>{escape(headline)}</h1>{body}</article>{below}'
        "<footer>Printed in the harbour</footer></body></html>"
    )


def outlet(room: Newsroom, count: int, *, first: int = 0) -> list[str]:
    """Print `count` distinct articles and a feed of them at /feed.xml; their paths."""
    paths = [f"/news/story-{number}.html" for number in range(first, first + count)]
    for number, path in enumerate(paths, first):
        room.routes[path] = page(
            f"Council hears report number {number} on the {NOUNS[number % 20]}", story(number)
        )
    room.routes["/feed.xml"] = feed(room.url, *paths)
    return paths


# The program --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


def newsfold(
    *words: str,
    cwd: Path | None = None,
    now: str | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float = 120,
) -> Done:
    """Run the program as a person would, in a process of its own."""
    environment = {**os.environ, **(env or {})}
    environment.pop("NEWSFOLD_DB", None)
    if now:
        environment["NEWSFOLD_NOW"] = now
    child = subprocess.run(
        [sys.executable, "-m", "crawler.cli", *words],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        env=environment,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
    )
    return Done(child.returncode, child.stdout, child.stderr)


def crawl(
    db: Path, *targets: str, now: str | None = None, delay: str | None = "0", options: Sequence[str] = ()
) -> Done:
    """`newsfold crawl` of loopback targets; `delay` None keeps the polite default."""
    pace = ["--delay", delay] if delay is not None else []
    return newsfold(
        "crawl",
        *targets,
        "--db",
        str(db),
        "--allow-private",
        LOOPBACK,
        *pace,
        *options,
        now=now,
        cwd=db.parent,
    )


def start_crawl(db: Path, *words: str, delay: str = "0.2") -> subprocess.Popen[str]:
    """A crawl that goes on by itself, in a process group of its own, as a service's does."""
    pace = ["--db", str(db), "--allow-private", LOOPBACK, "--delay", delay]
    return subprocess.Popen(
        [sys.executable, "-m", "crawler.cli", "crawl", *words, *pace],
        stderr=subprocess.PIPE,
        text=True,
        cwd=db.parent,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        start_new_session=True,
    )


def rows(db: Path, sql: str, *params: Any) -> list[dict[str, Any]]:
    """Read an archive with nothing of ours in between."""
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql, params)]


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.strip()]
