"""WARC files for tests: captures written one after the other, in every packing."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.cli.conftest import report
from tests.newsroom import page


@dataclass(frozen=True)
class Capture:
    url: str
    body: bytes
    at: str = "2026-11-23T10:00:00Z"
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    status: str = "200 OK"
    kind: str = "response"


def article(
    number: int, place: str = "Northport", *, source: str = "harbour", hour: int = 6, edit: str = ""
) -> Capture:
    """A page with an article of its own; captured at `hour`."""
    text = report(number, place).replace("nobody", edit or "nobody").split("\n\n")
    meta = f'<meta property="article:published_time" content="2026-11-23T0{number % 6}:00:00Z">'
    html = page(f"Case {number} is heard in {place}", text, head=meta).body
    assert isinstance(html, str)
    url = f"https://{source}.example/news/{number}.html"
    return Capture(url, html.encode(), f"2026-11-23T{hour:02}:00:00Z")


def write(path: Path, captures: Iterable[Capture]) -> list[int]:
    """Each record a gzip member, with a warcinfo record first and a picture behind each; where each capture ends."""
    ends = []
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "a test"}))
        for one in captures:
            _write(writer, one)
            ends.append(out.tell())
            _write(
                writer, Capture(f"{one.url}.png", b"\x89PNG" * 5, one.at, (("Content-Type", "image/png"),))
            )
    return ends


def _write(writer: WARCWriter, one: Capture) -> None:
    http = StatusAndHeaders(one.status, list(one.headers), protocol="HTTP/1.1")
    writer.write_record(
        writer.create_warc_record(
            one.url,
            one.kind,
            payload=io.BytesIO(one.body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": one.at},
        )
    )


def packed(data: bytes, how: str) -> bytes:
    """A file of gzip members packed anew."""
    plain = gzip.decompress(data)
    if how == "plain":
        return plain
    if how == "whole":
        return gzip.compress(plain, mtime=0)
    if how == "blocks":  # as bgzip does it: members that end anywhere
        return b"".join(gzip.compress(plain[at : at + 700], mtime=0) for at in range(0, len(plain), 700))
    if how == "zstd":
        return zstandard.ZstdCompressor().compress(plain)
    return data


PACKINGS = ["records", "plain", "whole", "blocks", "zstd"]
