"""The body of an HTTP answer as a browser sees it, of the bytes that a crawler kept."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Mapping

import zstandard

_CHUNK = 1 << 14


class BodyError(Exception):
    """A body that is not what its headers say, in words."""


def body_of(raw: bytes, headers: Mapping[str, str], limit: int) -> bytes:
    """The body without chunks and packing, at most `limit` bytes; names of `headers` are lower-case.

    Crawlers keep headers of a body that they have unpacked: one that does not begin as its header says is taken as it is.
    Raises BodyError where it begins so and then breaks off, or is packed in a way that nothing here unpacks.

    >>> body_of(b"5\\r\\nhello\\r\\n0\\r\\n\\r\\n", {"transfer-encoding": "chunked"}, 100)
    b'hello'
    >>> body_of(b"<p>hello", {"transfer-encoding": "chunked", "content-encoding": "gzip"}, 100)
    b'<p>hello'
    """
    if "chunked" in headers.get("transfer-encoding", "").lower():
        raw = _dechunked(raw)
    packings = [one.strip() for one in headers.get("content-encoding", "").lower().split(",")]
    for packing in reversed(packings):
        if packing not in ("", "identity", "none"):
            raw = _unpacked(raw, packing, limit)
    return raw[:limit]


def _dechunked(raw: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    while True:
        line, end, _ = raw[at : at + 64].partition(b"\n")
        try:
            size = int(line.split(b";")[0], 16) if end else -1
        except ValueError:
            size = -1
        if size == 0:
            return b"".join(parts)
        at += len(line) + 1
        if size < 0 or at + size > len(raw):
            if not parts and size < 0:
                return raw
            raise BodyError("breaks off in a chunk")
        parts.append(raw[at : at + size])
        at += size + (2 if raw[at + size : at + size + 2] == b"\r\n" else 1)


def _unpacked(raw: bytes, packing: str, limit: int) -> bytes:
    unpack = _UNPACK.get(packing)
    if unpack is None:
        raise BodyError(f"content encoding {packing[:20]!r} is not known here")
    try:
        return unpack(raw, limit)
    except _ERRORS as error:
        if packing in ("gzip", "x-gzip") and raw[:2] != b"\x1f\x8b":
            return raw
        if raw.lstrip()[:1] == b"<":  # HTML as it is; nothing packed begins so
            return raw
        raise BodyError(f"is no {packing} as its header says") from error


def _gzip(raw: bytes, limit: int) -> bytes:
    return _inflated(raw, limit, 31)


def _deflate(raw: bytes, limit: int) -> bytes:
    """With zlib's frame, as HTTP means it, or without, as some servers send it."""
    try:
        return _inflated(raw, limit, zlib.MAX_WBITS)
    except zlib.error:
        return _inflated(raw, limit, -zlib.MAX_WBITS)


def _inflated(raw: bytes, limit: int, frame: int) -> bytes:
    inflate = zlib.decompressobj(frame)
    data = inflate.decompress(raw, limit)
    if not inflate.eof and len(data) < limit:
        raise BodyError("breaks off")
    return data


def _brotli(raw: bytes, limit: int) -> bytes:
    try:
        import brotli  # noqa: PLC0415 -- comes with others' packages, where it does
    except ImportError as error:
        raise BodyError("is packed with brotli: install the package brotli") from error
    inflate, out = brotli.Decompressor(), io.BytesIO()
    for at in range(0, len(raw), _CHUNK):
        try:
            out.write(inflate.process(raw[at : at + _CHUNK]))
        except brotli.error as error:
            raise ValueError(str(error)) from error
        if out.tell() > limit:
            break
    return out.getvalue()


def _zstd(raw: bytes, limit: int) -> bytes:
    return zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(io.BytesIO(raw)).read(limit)


_ERRORS = (zlib.error, zstandard.ZstdError, ValueError)
_UNPACK: Mapping[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
