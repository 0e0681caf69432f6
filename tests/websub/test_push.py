"""A hub, a publisher, real crawls and the schedule's callback server, all on 127.0.0.1."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from crawler.websub import Callback
from storage.archive import open_archive
from storage.errors import UsageError
from tests.newsroom import LOOPBACK, Done, Newsroom, Reply, feed, newsfold, page, rows, story

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


class Hub:
    """Verifies each request at once, as small hubs do, and remembers what it was asked."""

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.verifications: list[tuple[int, str]] = []
        self.denies = ""
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                hub.forms.append(form)
                hub.verify(form)
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"

    def __enter__(self) -> Hub:
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def verify(self, form: dict[str, str]) -> None:
        query = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": "abc<1>"}
        if self.denies:
            query = {"hub.mode": "denied", "hub.topic": form["hub.topic"], "hub.reason": self.denies}
        elif form["hub.mode"] == "subscribe":
            query["hub.lease_seconds"] = "864000"
        self.verifications.append(call("GET", f"{form['hub.callback']}?{urlencode(query)}")[:2])

    def push(self, body: bytes, *, secret: str | None = None) -> int:
        form = self.forms[0]
        digest = hmac.new((secret or form["hub.secret"]).encode(), body, hashlib.sha256).hexdigest()
        return call("POST", form["hub.callback"], body, {"X-Hub-Signature": f"sha256={digest}"})[0]


def call(
    method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> tuple[int, str, str]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    try:
        connection.request(method, f"{parts.path}?{parts.query}", body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.getheader("Content-Type", "")
    finally:
        connection.close()


class Desk:
    """One archive, the callback of its schedule, and crawls as the schedule starts them."""

    def __init__(self, folder: Path, callback: Callback) -> None:
        self.folder, self.callback, self.db = folder, callback, folder / "news.db"

    def crawl(self, after: timedelta = timedelta(), *, listens: bool = True) -> Done:
        self.callback.looking()  # as at the beginning of a tick
        push = ["--websub-callback", f"http://127.0.0.1:{self.callback.port}/websub"] if listens else []
        now = (NOW + after).isoformat()
        done = newsfold(
            "crawl", "--due", "--delay", "0", "--allow-private", LOOPBACK, "--db", "news.db", *push,
            now=now, cwd=self.folder,
        )  # fmt: skip
        self.callback.looking()
        return done

    def state(self) -> tuple[datetime | None, str, datetime | None]:
        with open_archive(self.db, readonly=True) as archive:
            (state,) = archive.feed_states()
        return state.next_poll_at, state.next_poll_reason, state.subscribed_until


@contextmanager
def listening(folder: Path) -> Iterator[Desk]:
    moment = [NOW]
    callback = Callback(folder / "news.db", "127.0.0.1", 0, lambda: moment[0])
    try:
        yield Desk(folder, callback)
    finally:
        callback.close()


@pytest.fixture
def press(tmp_path: Path) -> Iterator[tuple[Newsroom, Hub, Desk]]:
    with Newsroom() as room, Hub() as hub, listening(tmp_path) as desk:
        room.routes["/1.html"] = page("Harbour reopens after the storm", story(1))
        plain = feed(room.url, "/1.html")
        links = {"Link": f'<{hub.url}>; rel="hub", <{room.url}/feed.xml>; rel="self"'}
        room.routes["/feed.xml"] = Reply(plain.body, kind=plain.kind, headers=links)
        (tmp_path / "sources.toml").write_text(
            f'[defaults]\nrecheck = []\n[[source]]\nid = "harbour"\nurl = "{room.url}/feed.xml"\n'
        )
        yield room, hub, desk


def test_a_feed_is_subscribed_pushed_polled_less_and_let_go(press: tuple[Newsroom, Hub, Desk]) -> None:
    room, hub, desk = press
    assert desk.crawl().code == 0
    form = hub.forms[0]
    assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", f"{room.url}/feed.xml")
    assert hub.verifications == [(200, "abc<1>")]
    assert desk.state()[2] == NOW + timedelta(days=10)
    assert desk.crawl(timedelta(hours=1.5)).code == 0
    due, reason, _ = desk.state()
    assert due is not None
    assert "WebSub" in reason
    assert due >= NOW + timedelta(hours=7.5)
    assert len(hub.forms) == 1

    polls = len(room.asked("/feed.xml"))
    assert hub.push(b"<rss/>", secret="forged") == 202  # and is not told that it was not believed
    desk.callback.inbox.now = lambda: NOW + timedelta(hours=2)
    assert desk.crawl(timedelta(hours=2)).code == 0
    assert len(room.asked("/feed.xml")) == polls
    assert hub.push(b"<rss/>") == 202
    assert desk.crawl(timedelta(hours=2)).code == 0
    assert len(room.asked("/feed.xml")) == polls + 1

    shown = newsfold("sources", "health", "--db", "news.db", cwd=desk.folder).out
    assert f"hub {hub.url}: active: verified by the hub for 10 days" in shown

    room.routes["/none.xml"] = Reply("not here", 404)
    (desk.folder / "sources.toml").write_text(f'[[source]]\nid = "valley"\nurl = "{room.url}/none.xml"\n')
    desk.crawl(timedelta(hours=3))
    assert [one["hub.mode"] for one in hub.forms] == ["subscribe", "unsubscribe"]
    assert hub.verifications[-1] == (200, "abc<1>")
    assert rows(desk.db, "SELECT * FROM subscriptions") == []
    assert hub.push(b"<rss/>") == 410
    told = [
        row["verdict"] for row in rows(desk.db, "SELECT verdict FROM fetches WHERE kind = 'hub' ORDER BY id")
    ]
    assert told == ["subscribe", "unsubscribe"]


def test_no_hub_is_asked_without_a_callback_and_a_denial_is_kept(press: tuple[Newsroom, Hub, Desk]) -> None:
    _, hub, desk = press
    assert desk.crawl(listens=False).code == 0
    assert hub.forms == []
    shown = newsfold("sources", "health", "--db", "news.db", cwd=desk.folder).out
    assert f"hub {hub.url}: not asked to push" in shown
    hub.denies = "members only"
    assert desk.crawl(timedelta(hours=2)).code == 0
    (row,) = rows(desk.db, "SELECT state, reason FROM subscriptions")
    assert row == {"state": "denied", "reason": "the hub denied it: members only"}
    assert desk.state()[2] is None
    assert desk.crawl(timedelta(hours=30)).code == 0
    assert len(hub.forms) == 1


def test_the_callback_tells_strangers_nothing(tmp_path: Path) -> None:
    with listening(tmp_path) as desk:
        base = f"http://127.0.0.1:{desk.callback.port}/websub/"
        question = urlencode({"hub.mode": "subscribe", "hub.topic": "x", "hub.challenge": "<script>"})
        for token in ("", "short", "a" * 32, "a" * 300, "..%2f..%2fetc"):
            status, body, kind = call("GET", f"{base}{token}?{question}")
            assert (status, "<script>" in body, kind) == (404, False, "text/plain; charset=utf-8")
        assert call("POST", f"{base}{'a' * 32}", b"<rss/>")[0] == 410
        assert call("POST", f"{base}{'a' * 32}", headers={"Content-Length": "99999999999"})[0] == 413
        with pytest.raises(UsageError, match="in use"):
            Callback(desk.db, "127.0.0.1", desk.callback.port, lambda: NOW)


def test_a_schedule_that_does_not_stay_cannot_listen(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text('[[source]]\nurl = "https://harbour.example/"\n')
    done = newsfold("schedule", "--once", "--websub-callback", "https://desk.example/", cwd=tmp_path)
    assert (done.code, "--once" in done.err) == (2, True)
