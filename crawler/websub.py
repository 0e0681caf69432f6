"""The schedule's side of WebSub: a small web server behind the callback address.

It confirms what a crawl has asked a hub for, checks the signature of what the hub pushes, and makes the
pushed feed due; the poll that follows reads it. What it learns waits in memory until no crawl holds the archive.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from crawler.conduct import websub
from crawler.schedule.events import Listener
from storage.archive import open_archive
from storage.errors import ArchiveError, ArchiveHeld, UsageError
from storage.records import Subscription

log = logging.getLogger(__name__)

LONGEST_BODY = 15_000_000  #: bytes of a push that are read
PATIENCE = 10.0  #: seconds that a hub may be silent while it talks to us
MOST_OPEN = 32  #: connections that are served at once; more are closed
TOKEN_LENGTHS = range(16, 65)


class Inbox:
    """What hubs have said since the archive was last free, on top of what the archive holds."""

    def __init__(self, db: Path, now: Callable[[], datetime]) -> None:
        self.db, self.now = db, now
        self._rows: dict[str, Subscription] = {}
        self._ended: dict[str, str] = {}  #: feeds of subscriptions that the hub has ended, by token
        self._pushed: dict[str, datetime] = {}  #: moment of the last push, by feed
        self._lock = threading.Lock()

    def held(self, token: str) -> Subscription | None:
        """The subscription of a callback, as it stands now. Raises ArchiveError or sqlite3.Error."""
        with self._lock:
            if token in self._ended:
                return None
            known = self._rows.get(token)
        if not self.db.exists():
            return known
        with open_archive(self.db, readonly=True) as archive:
            stored = archive.subscription(token)
        asked_since = known is None or stored is None or (stored.asked_at or known.asked_at) != known.asked_at
        return stored if asked_since else known

    def question(self, token: str, query: dict[str, str]) -> websub.Told:
        """Answer a hub that asks whether we meant it."""
        told = websub.verified(held := self.held(token), query, self.now())
        with self._lock:
            if told.row is not None:
                self._rows[token] = told.row
            if told.ends and held is not None:
                self._ended[token] = held.feed
        if told.row is not None:
            log.info("hub answered feed=%s state=%s %s", told.row.feed, told.row.state, told.row.reason)
        return told

    def push(self, token: str, signature: str | None, body: bytes) -> websub.Told:
        """Take what a hub pushes; without a good signature it is ignored, and the sender is not told so."""
        held, now = self.held(token), self.now()
        if held is None or not websub.takes_push(held, now):
            return websub.Told(410, "the subscription has ended")
        if problem := websub.signature_problem(held.secret, signature, body):
            log.warning("push ignored feed=%s problem=%s", held.feed, problem)
            return websub.Told(202)
        log.info("push taken feed=%s bytes=%d", held.feed, len(body))
        with self._lock:
            self._pushed[held.feed] = now
            self._rows[token] = replace(held, pushed_at=now)
        return websub.Told(202)

    def write(self) -> None:
        """Write what was heard. While another process holds the archive it goes on waiting."""
        with self._lock:
            rows, ended, pushed = dict(self._rows), dict(self._ended), dict(self._pushed)
        if not (rows or ended or pushed) or not self.db.exists():
            return
        try:
            self._write(list(rows.values()), list(ended.values()), pushed)
        except ArchiveHeld:
            log.debug("what hubs said waits: another run holds the archive")
            return
        except (ArchiveError, sqlite3.Error) as error:
            log.error("what hubs said could not be written: %s", error)  # noqa: TRY400 - words, no traceback
            return
        with self._lock:  # what came in the meantime stays
            self._rows = {token: row for token, row in self._rows.items() if rows.get(token) != row}
            self._ended = {token: feed for token, feed in self._ended.items() if token not in ended}
            self._pushed = {feed: at for feed, at in self._pushed.items() if pushed.get(feed) != at}

    def _write(self, rows: list[Subscription], ended: list[str], pushed: dict[str, datetime]) -> None:
        with open_archive(self.db, now=self.now, command="schedule") as archive, archive.atomic():
            archive.put_subscriptions(rows)
            for feed in ended:
                archive.drop_subscription(feed)
            states = [(archive.feed_state(feed), at) for feed, at in pushed.items()]
            archive.put_feed_states(websub.after_push(state, at) for state, at in states if state)


class Callback(Listener):
    """The web server, for as long as the schedule runs.

    Args:
        host, port: where to listen; a reverse proxy hands on what comes to the public callback address.

    Raises:
        UsageError: the address cannot be listened on.
    """

    def __init__(self, db: Path, host: str, port: int, now: Callable[[], datetime]) -> None:
        self.inbox = Inbox(db, now)
        handler = type(
            "Handler", (_Handler,), {"inbox": self.inbox, "open": threading.BoundedSemaphore(MOST_OPEN)}
        )
        try:
            self.server = ThreadingHTTPServer((host, port), handler)
        except OSError as error:
            raise UsageError(f"--websub-listen {host}:{port}: {error.strerror or error}") from error
        self.server.daemon_threads = True
        self.port = int(self.server.server_address[1])
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.2,), daemon=True)
        self._thread.start()

    def looking(self) -> None:
        self.inbox.write()

    def close(self) -> None:
        """Listen no more, and write what was heard."""
        self.server.shutdown()
        self.server.server_close()
        self.inbox.write()


class _Handler(BaseHTTPRequestHandler):
    inbox: Inbox
    open: threading.BoundedSemaphore
    timeout = PATIENCE
    server_version, sys_version = "newsfold", ""

    def handle(self) -> None:
        if not self.open.acquire(blocking=False):
            return
        try:
            super().handle()
        except (OSError, ValueError) as problem:
            log.debug("callback connection broke problem=%s", problem)
        finally:
            self.open.release()

    def do_GET(self) -> None:
        query = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True, max_num_fields=20))
        self._answer(lambda token: self.inbox.question(token, query))

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            self._send(websub.Told(411, "a push needs a Content-Length"))
        elif int(length) > LONGEST_BODY:
            self._send(websub.Told(413, f"more than {LONGEST_BODY} bytes"))
        else:
            body = self.rfile.read(int(length))
            signature = self.headers.get("X-Hub-Signature")
            self._answer(lambda token: self.inbox.push(token, signature, body))

    def _answer(self, told: Callable[[str], websub.Told]) -> None:
        token = urlsplit(self.path).path.rpartition("/")[2]
        try:
            answer = told(token) if len(token) in TOKEN_LENGTHS else websub.REFUSED
        except (ArchiveError, sqlite3.Error) as error:
            log.warning("callback could not read the archive: %s", error)
            answer = websub.Told(503, "try again later")
        self._send(answer)

    def _send(self, told: websub.Told) -> None:
        body = told.body.encode()
        self.send_response(told.status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        log.debug("callback %s", format % args)
