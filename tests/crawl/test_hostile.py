"""Answers that no honest server gives: each is one row with its reason, and the next source is unharmed."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import brotli
import zstandard

from crawler.urls import canonical_url
from tests.newsroom import Newsroom, newsfold, outlet, rows


def _bomb(size: int) -> bytes:
    """`size` zero bytes as gzip, made without holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()


def _brotli_bomb(size: int) -> bytes:
    packer = brotli.Compressor(quality=3)
    block = bytes(1 << 20)
    return b"".join(packer.process(block) for _ in range(size >> 20)) + packer.finish()


def _answer(body: bytes = b"", *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    head = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {size}", "Connection: close", "", ""]
    return "\r\n".join(head).encode() + body


def _to(location: str) -> bytes:
    return _answer(b"", f"Location: {location}", status="302 Found")


FEED = b"<rss version='2.0'><channel><title>T</title></channel></rss>"
PACKED = "Content-Encoding: gzip"
INSIDE = "127.0.0.2"
#: path: (answer, part of it repeated until we hang up, seconds between two, verdict expected of the row)
DEEDS: dict[str, tuple[bytes, bytes, float, str]] = {
    "/gzip": (_answer(_bomb(300 << 20), PACKED), b"", 0, "too_large"),
    "/gzip-in-gzip": (_answer(gzip.compress(_bomb(300 << 20)), f"{PACKED}, gzip"), b"", 0, "too_large"),
    "/br": (_answer(_brotli_bomb(64 << 20), "Content-Encoding: br"), b"", 0, "too_large"),
    "/zstd": (_answer(zstandard.compress(bytes(64 << 20)), "Content-Encoding: zstd"), b"", 0, "too_large"),
    "/endless": (b"HTTP/1.1 200 OK\r\n\r\n<rss>", b"<item/>" * 9000, 0, "too_large"),
    "/huge-header": (_answer(FEED, f"X-A: {'a' * 3_000_000}"), b"", 0, "error"),
    "/many-headers": (_answer(FEED, *(f"X-{n}: a" for n in range(20_000))), b"", 0, "refused"),
    "/slow-body": (_answer(b"", length=90_000), b" ", 0.3, "timeout"),
    "/slow-headers": (b"HTTP/1.1 200 OK\r\n", b"X: a\r\n", 0.3, "timeout"),
    "/itself": (_to("/itself"), b"", 0, "redirects"),
    "/to-and-fro": (_to("/fro-and-to"), b"", 0, "redirects"),
    "/to-file": (_to("file:///etc/hostname"), b"", 0, "redirects"),
    "/to-script": (_to("javascript:alert(1)"), b"", 0, "redirects"),
    "/to-data": (_to("data:text/html,hello"), b"", 0, "redirects"),
    "/to-private": (_to(f"http://{INSIDE}:PORT/"), b"", 0, "refused"),
    "/to-mapped": (_to(f"http://[::ffff:{INSIDE}]:PORT/"), b"", 0, "refused"),
    "/to-number": (_to("http://2130706434:PORT/"), b"", 0, "refused"),
    "/to-octal": (_to("http://0177.0.0.2:PORT/"), b"", 0, "refused"),
    "/to-short": (_to("http://127.2:PORT/"), b"", 0, "refused"),
    "/split": (_to("/%0d%0aSet-Cookie:a=1"), b"", 0, "error"),
    "/short": (_answer(FEED, length=9_999), b"", 0, "error"),
    "/bad-chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\nabc\r\n", b"", 0, "error"),
    "/no-gzip": (_answer(FEED, PACKED), b"", 0, "error"),
    "/no-status": (b"good morning\r\n\r\n", b"", 0, "error"),
}


class EvilServer:
    """Raw bytes on a socket; `inside` counts who came to the address that is not allowed."""

    def __init__(self) -> None:
        self.outer = socket.create_server(("127.0.0.1", 0))
        self.port = self.outer.getsockname()[1]
        self.inner = socket.create_server((INSIDE, self.port))
        self.inside = 0
        self.over = threading.Event()

    def __enter__(self) -> EvilServer:
        for listener in (self.outer, self.inner):
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.over.set()
        for listener in (self.outer, self.inner):
            listener.close()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                self.inside += listener is self.inner
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            path = connection.recv(65536).split(b" ")[1].decode()
            for part in self._parts(path):
                connection.sendall(part)

    def _parts(self, path: str) -> Iterator[bytes]:
        if path == "/fro-and-to":
            yield _to("/to-and-fro")
        first, more, pause, _ = DEEDS.get(path, (_answer(b"", status="404 Not Found"), b"", 0.0, ""))
        yield first.replace(b"PORT", str(self.port).encode())
        while more and not self.over.wait(pause):
            yield more


def test_each_hostile_answer_is_one_reason_and_the_next_source_is_unharmed(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(
        '[fetch]\ntimeout = 2\nmax_size = 2_000_000\ndelay = 0\nallow_private = ["127.0.0.1/32"]\n'
    )
    with EvilServer() as evil, Newsroom() as room:
        outlet(room, 2)
        urls = [f"http://127.0.0.1:{evil.port}{path}" for path in DEEDS]
        began = time.monotonic()
        done = newsfold("crawl", *urls, f"{room.url}/feed.xml", "--db", "news.db", cwd=tmp_path)
        assert time.monotonic() - began < 100
        assert evil.inside == 0
    assert done.code == 3, done.err
    assert "Traceback" not in done.err
    found = rows(
        tmp_path / "news.db",
        "SELECT url, final_url, verdict, reason FROM fetches WHERE kind <> 'robots' ORDER BY id",
    )
    last = {row["url"]: row for row in found}
    # several redirect to one address, which is tried once
    led = [row for row in found if row["final_url"] and row["verdict"] != "redirected"]
    ends = {canonical_url(row["final_url"]): row["verdict"] for row in led}
    told = {
        path: ends[canonical_url(last[url]["final_url"])]
        if last[url]["verdict"] == "redirected"
        else last[url]["verdict"]
        for path, url in zip(DEEDS, urls, strict=True)
    }
    assert told == {path: deed[3] for path, deed in DEEDS.items()}
    assert all(row["reason"] for row in last.values())
    assert len(rows(tmp_path / "news.db", "SELECT id FROM articles")) == 2
