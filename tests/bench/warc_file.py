"""A news crawl's WARC file of any size, invented: `python -m tests.bench.warc_file FILE.warc.gz [--megabytes 1000]`.

Laid out as CC-NEWS does it, each record a gzip member: a warcinfo record, then request, response and metadata
records. Pages have menus, teasers and scripts around an article of invented words, and pack to about 25 kB as real ones do.
Among them, by a fixed seed: bodies sent in chunks or packed by gzip, or unpacked but declared as packed, as crawlers leave
them; other charsets, declared or not; answers that are no HTML; HTTP errors; revisit records; the same address again,
unchanged and changed; near-duplicates under other addresses; and broken records: chunks that lie, a body that is not what its
header says, no address, no status line, no date. Printed: how many records of each kind were written.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import io
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import BinaryIO

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

BEGUN = datetime(2026, 11, 1, tzinfo=UTC)
SMALL = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "that",
    "for",
    "on",
    "with",
    "was",
    "is",
    "by",
    "it",
    "as",
    "at",
    "from",
    "were",
    "he",
    "has",
    "be",
    "have",
    "this",
    "are",
    "an",
    "had",
    "its",
    "said",
    "but",
    "who",
    "they",
    "not",
    "their",
    "will",
    "after",
    "been",
    "more",
    "one",
    "which",
    "would",
    "about",
    "when",
    "also",
    "two",
    "there",
    "new",
    "other",
    "than",
    "first",
    "last",
    "year",
    "people",
]
SYLLABLES = [
    "ba",
    "cor",
    "den",
    "fal",
    "gri",
    "hom",
    "jet",
    "kal",
    "lor",
    "mun",
    "nev",
    "pol",
    "quin",
    "ras",
    "sten",
    "tor",
    "val",
    "wex",
    "yor",
    "zim",
    "lan",
    "mar",
    "ti",
    "so",
    "ne",
    "da",
    "ru",
    "el",
]
CHARSETS = {
    "windows-1251": "В порту в понедельник снова работали все краны, сообщил начальник смены. ",
    "shift_jis": "港では月曜日にすべてのクレーンが再び動き始めたと、当直の責任者が述べた。",
    "gb18030": "港口负责人周一表示，所有起重机已经恢复工作，第一批船只已经进港。",
    "iso-8859-2": "W poniedziałek w porcie znów pracowały wszystkie żurawie, powiedział kierownik zmiany. ",
    "utf-16": "Am Montag arbeiteten im Hafen wieder alle Kräne, sagte der Leiter der Schicht. ",
}
PICTURE = bytes(range(256)) * 64


@dataclass(frozen=True)
class Capture:
    """One answer as a crawler wrote it: `kind` is what is special about it."""

    kind: str
    url: str
    body: bytes
    at: datetime
    status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)


class Press:
    """Invented articles; the same seed prints the same ones."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.words = sorted({self._word() for _ in range(30_000)})
        self.menus = [self._menu(host) for host in range(200)]
        self.printed = 0

    def _word(self) -> str:
        return "".join(self.dice.choices(SYLLABLES, k=self.dice.choice((2, 2, 3, 3, 4))))

    def sentence(self) -> str:
        words = [
            self.dice.choice(SMALL)
            if self.dice.random() < 0.45
            else self.words[int(len(self.words) * self.dice.random() ** 3)]
            for _ in range(self.dice.randint(8, 26))
        ]
        if self.dice.random() < 0.3:
            words.insert(len(words) // 2, str(self.dice.randint(2, 9000)))
        return f"{' '.join(words).capitalize()}."

    def headline(self) -> str:
        return self.sentence()[: self.dice.randint(40, 90)].rsplit(" ", 1)[0]

    def text(self) -> list[str]:
        return [
            " ".join(self.sentence() for _ in range(self.dice.randint(2, 5)))
            for _ in range(self.dice.randint(4, 14))
        ]

    def _menu(self, host: int) -> str:
        return "".join(
            f'<li class="menu-item level-{n % 3}"><a href="https://paper-{host}.example/topic/{n}-{self._word()}">'
            f"{self._word().capitalize()}</a></li>"
            for n in range(160)
        )

    def html(self, host: int, headline: str, text: list[str], at: datetime) -> str:
        """An article in its page: most of the page is not the article."""
        cards = "".join(
            f'<div class="card"><a href="/news/{self._word()}-{n}"><img src="https://img.paper-{host}.example/'
            f'{self.dice.getrandbits(96):x}.jpg" alt=""><h3>{self.headline()}</h3></a></div>'
            for n in range(40)
        )
        state = base64.b64encode(self.dice.randbytes(self.dice.randint(4_000, 18_000))).decode()
        name = f"{self.words[host].capitalize()} {self.words[-host - 1].capitalize()}"
        body = "".join(f"<p>{escape(one)}</p>" for one in text)
        when = (at - timedelta(minutes=self.dice.randint(5, 900))).isoformat()
        return (
            f'<!doctype html><html lang="en"><head><title>{headline} | Paper {host}</title>'
            f'<meta property="og:site_name" content="Paper {host}"><script type="application/ld+json">'
            f'{{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "{headline}", "datePublished": "{when}", '
            f'"author": {{"@type": "Person", "name": "{name}"}}}}</script></head><body><header><ul>{self.menus[host]}</ul></header>'
            f'<main><article><h1>{headline}</h1><div class="byline">By {name}</div><div class="body">{body}</div></article>'
            f"<aside>{cards}</aside></main><script>window.__STATE__ = '{state}'</script>"
            f"<footer><ul>{self.menus[host][:4000]}</ul><p>All rights of Paper {host}.</p></footer></body></html>"
        )

    def captures(self) -> Iterator[Capture]:
        """Without end; the kinds in the shares that `_SHARES` gives."""
        names, weights = zip(*_SHARES.items(), strict=True)
        kept: list[tuple[Capture, int, str, list[str]]] = []
        while True:
            kind = self.dice.choices(names, weights)[0]
            self.printed += 1
            at = BEGUN + timedelta(seconds=self.printed * 2)
            host = min(int(self.dice.expovariate(1 / 40)), 199)
            url = f"https://paper-{host}.example/{at:%Y/%m/%d}/{self._word()}-{self.printed}.html"
            if kind in ("again", "changed", "copy") and kept:
                old, host, headline, text = self.dice.choice(kept)
                if kind == "again":
                    yield replace(old, kind=kind, at=at)
                    continue
                if kind == "changed":
                    url, text = old.url, [*text[:-1], f"{text[-1]} {self.sentence()}"]
                else:
                    host = (host + 7) % 200
                    url = f"https://paper-{host}.example/wire/{self.printed}.html"
            else:
                headline, text = self.headline(), self.text()
            html = self.html(host, headline, text, at)
            page = Capture(kind, url, html.encode(), at)
            if kind == "page":
                kept = [*kept[-499:], (page, host, headline, text)]
            yield self._special(page, html)

    def _special(self, page: Capture, html: str) -> Capture:
        """What is different about a capture of this kind."""
        kind, typed = page.kind, page.headers
        if kind == "gzip":
            return replace(
                page,
                body=gzip.compress(page.body, 5, mtime=0),
                headers=(*typed, ("Content-Encoding", "gzip")),
            )
        if kind == "chunked":
            return replace(page, body=_chunked(page.body), headers=(*typed, ("Transfer-Encoding", "chunked")))
        if kind == "declared only":
            return replace(
                page, headers=(*typed, ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"))
            )
        if kind == "charset":
            charset = self.dice.choice(list(CHARSETS))
            local = html.replace("<p>", f"<p>{CHARSETS[charset] * 5}").encode(charset, "xmlcharrefreplace")
            named = self.dice.random() < 0.7
            return replace(
                page,
                body=local,
                headers=(("Content-Type", f"text/html; charset={charset}" if named else "text/html"),),
            )
        if kind == "error":
            return replace(
                page,
                body=b"<html><body><h1>Not here</h1></body></html>",
                status=self.dice.choice(
                    ("404 Not Found", "500 Internal Server Error", "301 Moved", "403 Forbidden")
                ),
            )
        if kind == "no html":
            mime = self.dice.choice(
                ("image/jpeg", "application/pdf", "application/rss+xml", "application/json")
            )
            return replace(page, body=self.dice.randbytes(9_000), headers=(("Content-Type", mime),))
        if kind == "lying chunks":
            return replace(
                page, body=b"ffff\r\n" + page.body[:5000], headers=(*typed, ("Transfer-Encoding", "chunked"))
            )
        if kind == "lying gzip":
            packed = bytearray(gzip.compress(page.body, 5, mtime=0))
            packed[len(packed) // 2 :] = b"?" * 40
            return replace(page, body=bytes(packed), headers=(*typed, ("Content-Encoding", "gzip")))
        if kind == "no address":
            return replace(page, url="")
        return page


_SHARES = {
    "page": 560, "gzip": 120, "chunked": 100, "declared only": 20, "charset": 40, "copy": 50, "again": 15, "changed": 15,
    "error": 30, "no html": 30, "revisit": 8, "lying chunks": 4, "lying gzip": 4, "no address": 2, "no status": 2, "no date": 2,
}  # fmt: skip


def _chunked(body: bytes) -> bytes:
    parts = [body[start : start + 8_000] for start in range(0, len(body), 8_000)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def write(out: BinaryIO, size: int, *, seed: int = 7) -> Counter[str]:
    """Write records until `out` has about `size` bytes; how many captures of each kind there are."""
    writer = WARCWriter(out, gzip=True)
    writer.write_record(
        writer.create_warcinfo_record(
            "news.warc.gz", {"software": "an invented crawler", "format": "WARC 1.0"}
        )
    )
    counts: Counter[str] = Counter()
    for capture in Press(seed).captures():
        for record in records(writer, capture):
            writer.write_record(record)
        counts[capture.kind] += 1
        if out.tell() >= size:
            return counts
    raise AssertionError("a press never stops")


def records(writer: WARCWriter, capture: Capture) -> Iterator[ArcWarcRecord]:
    """Request, response and metadata of one capture."""
    when = {"WARC-Date": f"{capture.at:%Y-%m-%dT%H:%M:%SZ}" if capture.kind != "no date" else "yesterday"}
    path = "/" + capture.url.partition("example/")[2]
    asked = StatusAndHeaders(f"GET {path} HTTP/1.1", [("Host", "paper.example")], is_http_request=True)
    yield writer.create_warc_record(capture.url, "request", http_headers=asked, warc_headers_dict=when)
    if capture.kind == "no status":
        # under an address that warcio does not expect HTTP behind, or it would not write this
        record = writer.create_warc_record(
            "dns:x", "response", payload=io.BytesIO(b"\x00 no HTTP\r\n" * 9), warc_headers_dict=when
        )
        record.rec_headers.replace_header("WARC-Target-URI", capture.url)
        yield record
        return
    http = StatusAndHeaders(capture.status, list(capture.headers), protocol="HTTP/1.1")
    if capture.kind == "revisit":
        yield writer.create_revisit_record(
            capture.url,
            "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
            capture.url,
            "2026-10-01T00:00:00Z",
            http_headers=http,
            warc_headers_dict=when,
        )
    else:
        yield writer.create_warc_record(
            capture.url,
            "response",
            payload=io.BytesIO(capture.body),
            http_headers=http,
            warc_headers_dict=when,
        )
    about = io.BytesIO(b"fetchTimeMs: 212\r\ncharset-detected: UTF-8\r\n")
    yield writer.create_warc_record(capture.url, "metadata", payload=about, warc_headers_dict=when)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--megabytes", type=float, default=1000)
    args = parser.parse_args()
    with args.file.open("wb") as out:
        counts = write(out, int(args.megabytes * 1e6))
    print(
        f"{args.file.stat().st_size} bytes:",
        ", ".join(f"{number} {kind}" for kind, number in counts.most_common()),
    )


if __name__ == "__main__":
    main()
