"""WARC files as they are found: in every packing, cut off, damaged, with records that are none."""

from __future__ import annotations

import gzip
import io
import struct
import zlib
from pathlib import Path

import pytest
import zstandard

from crawler.importing.bodies import BodyError, body_of
from crawler.importing.packed import Place
from crawler.importing.records import Record, WarcReader
from tests.moving.warcs import PACKINGS, article, packed, write

PAGES = 4
SMALL = 2000


@pytest.fixture
def file(tmp_path: Path) -> bytes:
    """A record of warcinfo, and for each of four pages its own and one of a picture."""
    write(tmp_path / "in.warc.gz", [article(number) for number in range(PAGES)])
    return (tmp_path / "in.warc.gz").read_bytes()


def read(data: bytes, begin: Place = Place()) -> tuple[list[Record], list[str]]:  # noqa: B008 -- frozen
    problems: list[str] = []
    stream = io.BufferedReader(io.BytesIO(data))  # type: ignore[arg-type]  # typeshed wants a raw stream
    return list(WarcReader(stream, begin, lambda _: 100_000, problems.append)), problems


def told(records: list[Record]) -> list[tuple[str, str, int]]:
    return [(one.kind, one.url, zlib.crc32(one.block)) for one in records]


@pytest.mark.parametrize("how", PACKINGS)
def test_every_packing_holds_the_same_records(file: bytes, how: str) -> None:
    records, problems = read(packed(file, how))
    assert told(records) == told(read(file)[0])
    assert len(records) == 1 + 2 * PAGES
    assert problems == []


@pytest.mark.parametrize("how", PACKINGS)
def test_reading_goes_on_behind_every_record(file: bytes, how: str) -> None:
    data = packed(file, how)
    records, _ = read(data)
    for number, record in enumerate(records, 1):
        rest, problems = read(data, record.after)
        assert told(rest) == told(records[number:])
        assert problems == []


def test_a_place_in_a_file_of_records_needs_nothing_read_again(file: bytes) -> None:
    records, _ = read(file)
    assert all(record.after.skip == 0 for record in records[:-1])
    assert records[-1].done == len(file)


@pytest.mark.parametrize("how", PACKINGS)
def test_a_file_that_is_cut_anywhere_gives_what_was_whole_and_says_so_once(file: bytes, how: str) -> None:
    data = packed(file, how)
    whole = told(read(data)[0])
    for end in range(len(data) // 7, len(data) - 30, len(data) // 7):
        records, problems = read(data[:end])
        assert told(records) == whole[: len(records)]
        assert len(records) < len(whole)
        assert len(problems) <= 1
        assert all("breaks off" in problem for problem in problems)


def test_a_damaged_record_costs_only_itself(file: bytes) -> None:
    records, _ = read(file)
    begin = records[2].after.offset
    hurt = bytearray(file)
    hurt[begin + 60 : begin + 64] = b"\0\0\0\0"
    left, problems = read(bytes(hurt))
    assert told(left) == told([*records[:3], *records[4:]])
    (problem,) = problems
    assert f"bytes {begin} to {records[3].after.offset} are damaged" in problem


def test_a_wrong_checksum_makes_the_record_a_damaged_one(file: bytes) -> None:
    records, _ = read(file)
    end = records[3].after.offset
    hurt = bytearray(file)
    hurt[end - 6] ^= 1
    left, problems = read(bytes(hurt))
    assert told(left) == told([*records[:3], *records[4:]])
    assert "incorrect data check" in problems[0]


@pytest.mark.parametrize(
    "junk",
    [
        b"no record at all\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\n\r\nwithout a length\r\n\r\n",
        b"WARC/9.9\r\nWARC-Type: response\r\nContent-Length: 2\r\n\r\nab\r\n\r\n",
        b"x" * 200_000 + b"\r\n",
    ],
)
@pytest.mark.parametrize("how", ["plain", "whole", "zstd"])
def test_what_is_no_record_is_passed_over_and_told(file: bytes, how: str, junk: bytes) -> None:
    records, _ = read(packed(file, "plain"))
    plain = packed(file, "plain")
    at = records[2].after.offset
    left, problems = read(packed(gzip.compress(plain[:at] + junk + plain[at:], mtime=0), how))
    assert told(left) == told(records)
    assert len(problems) == 1


def test_zeros_that_fill_the_last_block_are_no_damage(file: bytes) -> None:
    assert read(file + b"\0" * 512)[1] == []


def test_zstd_with_a_dictionary_is_read(file: bytes) -> None:
    plain = packed(file, "plain")
    words = zstandard.ZstdCompressionDict(plain[:SMALL])
    body = zstandard.ZstdCompressor().compress(words.as_bytes())
    frames = zstandard.ZstdCompressor(dict_data=words).compress(plain)
    data = struct.pack("<II", 0x184D2A5D, len(body)) + body + frames
    assert told(read(data)[0]) == told(read(file)[0])


HTML = b"<p>Ferries sail again.</p>" * 40
PACKED = gzip.compress(HTML, mtime=0)
CHUNKED = b"10\r\n" + HTML[:16] + b"\r\n" + b"%x;a=b\r\n" % len(HTML[16:]) + HTML[16:] + b"\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("raw", "headers"),
    [
        (HTML, {}),
        (HTML, {"content-encoding": "identity"}),
        (CHUNKED, {"transfer-encoding": "Chunked"}),
        (HTML, {"transfer-encoding": "chunked"}),
        (PACKED, {"content-encoding": "GZIP"}),
        (HTML, {"content-encoding": "gzip"}),
        (HTML, {"content-encoding": "br"}),
        (zlib.compress(HTML), {"content-encoding": "deflate"}),
        (zlib.compress(HTML)[2:-4], {"content-encoding": "deflate"}),
        (zstandard.ZstdCompressor().compress(HTML), {"content-encoding": "zstd"}),
        (gzip.compress(zlib.compress(HTML), mtime=0), {"content-encoding": "deflate, gzip"}),
    ],
)
def test_a_body_is_what_a_browser_sees(raw: bytes, headers: dict[str, str]) -> None:
    assert body_of(raw, headers, 1_000_000) == HTML
    assert len(body_of(raw, headers, 100)) == 100


@pytest.mark.parametrize(
    ("raw", "headers", "words"),
    [
        (CHUNKED[:90], {"transfer-encoding": "chunked"}, "in a chunk"),
        (PACKED[:-8] + b"????????", {"content-encoding": "gzip"}, "no gzip"),
        (PACKED[:40], {"content-encoding": "gzip"}, "breaks off"),
        (b"\x81\x82", {"content-encoding": "zstd"}, "no zstd"),
        (b"\x81\x82", {"content-encoding": "lzw"}, "'lzw' is not known"),
    ],
)
def test_a_body_that_is_not_what_it_says_is_refused_in_words(
    raw: bytes, headers: dict[str, str], words: str
) -> None:
    with pytest.raises(BodyError, match=words):
        body_of(raw, headers, 1_000_000)
