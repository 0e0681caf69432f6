"""What a publisher cannot see from outside: what stays after a 410, names that change, certificates, packing."""

from __future__ import annotations

import gzip
import ipaddress
import sqlite3
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from twisted.internet.address import IPv4Address

from crawler.middlewares.address import _Gate
from tests.newsroom import Newsroom, Reply, crawl, feed, outlet, rows


def test_a_feed_that_is_gone_leaves_its_articles(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    with Newsroom() as room:
        outlet(room, 2)
        crawl(db, f"{room.url}/feed.xml", now="2026-11-25T08:00:00Z")
        room.routes["/feed.xml"] = Reply("moved away", 410)
        crawl(db, f"{room.url}/feed.xml", now="2026-11-26T08:00:00Z")
        asked = len(room.asked("/feed.xml"))
        crawl(db, f"{room.url}/feed.xml", now="2026-12-26T08:00:00Z")
        assert len(room.asked("/feed.xml")) == asked == 2
    assert len(rows(db, "SELECT id FROM articles")) == 2
    assert rows(db, "SELECT gone FROM feeds") == [{"gone": 1}]


def test_a_packed_feed_is_read(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    with Newsroom() as room:
        outlet(room, 1)
        plain = room.routes["/feed.xml"]
        assert isinstance(plain, Reply)
        packed = gzip.compress(plain.body.encode() if isinstance(plain.body, str) else plain.body)
        room.routes["/feed.xml"] = Reply(packed, kind=plain.kind, headers={"Content-Encoding": "gzip"})
        assert crawl(db, f"{room.url}/feed.xml").code == 0
        wanted = room.asked("/feed.xml")[0].headers["accept-encoding"]
        assert {"gzip", "br"} <= {part.strip() for part in wanted.split(",")}
    assert len(rows(db, "SELECT id FROM articles")) == 1


def test_a_password_in_an_address_is_not_sent_stored_or_logged(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    with Newsroom() as room:
        (path,) = outlet(room, 1)
        secret = room.url.replace("http://", "http://desk:s3same@")
        room.routes["/hop"] = Reply("", 302, headers={"Location": secret + path})
        room.routes["/away"] = Reply("", 301, headers={"Location": f"//desk:s3same@{room.url[7:]}/feed.xml"})
        room.routes["/feed.xml"] = feed(secret, "/hop")
        done = crawl(db, f"{secret}/away", options=["-vv"])
        assert not any("authorization" in request.headers for request in room.requests)
    assert done.code == 0, done.err
    assert len(rows(db, "SELECT id FROM articles")) == 1
    assert "s3same" not in done.err + done.out
    with sqlite3.connect(db) as connection:
        assert not [line for line in connection.iterdump() if "s3same" in line]


class _Receiver:
    def __init__(self) -> None:
        self.addresses: list[str] = []

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - Twisted's name
        self.addresses.append(address.host)


def test_a_name_that_turns_private_between_two_requests_is_refused() -> None:
    """The socket connects to what passed the gate, at each resolution: there is no second look-up in between."""
    refused: dict[str, Any] = {}
    gates = []
    for answer in (["93.184.216.34"], ["93.184.216.34", "169.254.169.254"], ["127.0.0.1"], ["10.0.0.1"]):
        receiver = _Receiver()
        gate = _Gate(receiver, "harbour.example", [ipaddress.ip_network("10.1.0.0/16")], refused)
        for ip in answer:
            gate.addressResolved(IPv4Address("TCP", ip, 443))
        gates.append(receiver.addresses)
    assert gates == [["93.184.216.34"], ["93.184.216.34"], [], []]
    assert "harbour.example" in refused


def _self_signed(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "somebody.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(key.private_bytes(pem, *plain) + certificate.public_bytes(pem))
    return path


@pytest.mark.filterwarnings("ignore")
def test_a_certificate_for_nobody_is_not_trusted(tmp_path: Path) -> None:
    reached: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reached.append(self.path)
            self.send_error(404)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_self_signed(tmp_path))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        done = crawl(tmp_path / "news.db", f"https://127.0.0.1:{server.server_address[1]}/feed.xml")
    finally:
        server.shutdown()
        server.server_close()
    assert (done.code, reached) == (4, [])
    (row,) = rows(
        tmp_path / "news.db",
        "SELECT verdict, reason FROM fetches WHERE url LIKE '%feed.xml' ORDER BY id DESC LIMIT 1",
    )
    assert row["verdict"] == "tls", row
