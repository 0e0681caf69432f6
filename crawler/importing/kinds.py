"""What a file is by how it begins, so that a wrong one is answered with the way that is right for it."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from storage.errors import UsageError

_HEAD = 64
_BEGINS = (
    (b"WARC/", "a WARC file", "warc"),
    (b"SQLite format 3\0", "a SQLite file", "archive"),
    (b"{", "JSON", "jsonl"),
    (b"[", "JSON", "jsonl"),
    (b"filedesc://", "an ARC file, the older form; `warcio recompress` makes a WARC file of it", ""),
    (b"PK\x03\x04", "a zip file; unpack it first", ""),
    (b"BZh", "a bzip2 file; unpack it first", ""),
    (b"\xfd7zXZ", "an xz file; unpack it first", ""),
    (b"PAR1", "a Parquet file; `newsfold export jsonl` writes what can be read again", ""),
)


def begins(path: Path) -> bytes:
    """The first bytes of a file, unpacked where it begins as gzip does."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if not head.startswith(b"\x1f\x8b"):
            return head
        file.seek(0)
        try:
            return gzip.GzipFile(fileobj=file).read(_HEAD)
        except (OSError, EOFError, zlib.error):
            return head


def refuse_others(path: Path, kind: str) -> None:
    """Raise UsageError if a file is empty, or begins as one of another kind than "warc", "jsonl" or "archive"."""
    head = begins(path)
    if not head:
        raise UsageError(f"{path}: is empty")
    for begin, name, command in _BEGINS:
        if head.lstrip().startswith(begin) and command != kind:
            way = f"; `newsfold import {command}` takes it" if command else ""
            raise UsageError(f"{path}: is {name}{way}")


def no_such(path: Path, kind: str) -> UsageError:
    """The error for a file that holds nothing of its kind ("WARC file"), with what it begins with."""
    head = begins(path)[:30].split(b"\n")[0]
    return UsageError(f"{path}: is no {kind}; it begins with {head.decode('utf-8', 'replace').strip()!r}")
