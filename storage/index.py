# ruff: noqa: S608 -- only numbers of this file and question marks are put together
"""Which stored texts may be copies of another: fingerprints in packed buckets, and anchors.

A bucket is one row: the band's key and a BLOB of 16-byte entries (fingerprint, text id; little endian), newest
last. A look-up reads 68 rows by primary key, whatever the size of the archive; an indexed column for each band
was ten times slower at a million texts. A text's id is one of `articles` or `copies`, which share a sequence.
Everything here can be built again from the rows.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable
from typing import Any, Protocol

from storage.bands import RADIUS_BITS, band_keys, probe_keys
from storage.records import Signature

MAX_BUCKET = (
    512  #: newest entries of one bucket that are looked at: a template's bucket must not slow everybody
)
MAX_ANCHOR = 200  #: newest texts of one anchor
_ENTRY = struct.Struct("<QQ")
_MANY = 2000  #: entries of one look-up from which numpy counts their bits faster than Python does
_ANCHOR_BITS = (1 << 47) - 1  # six bytes in SQLite's integers instead of eight; a clash only nominates
_PROBE = f"SELECT entries FROM index_buckets WHERE key IN ({','.join('?' * 68)})"
_APPEND = f"""
    INSERT INTO index_buckets(key, entries) VALUES (?, ?)
    ON CONFLICT(key) DO UPDATE
    SET entries = CAST(substr(entries, -{(MAX_BUCKET - 1) * _ENTRY.size}) || excluded.entries AS BLOB)"""


class NeighbourIndex(Protocol):
    """What any index of fingerprints and anchors does; within the caller's transaction."""

    def add(self, text_id: int, marks: Signature) -> None: ...
    def remove(self, text_id: int, marks: Signature) -> None: ...
    def near(self, simhash: int) -> dict[int, int]:
        """{text id: bits} of texts within seven bits, exact up to `MAX_BUCKET` entries a bucket."""

    def sharing(self, anchors: Iterable[int]) -> list[list[int]]:
        """For each anchor the texts that have it, newest first."""

    def clear(self) -> None: ...


class PackedIndex:
    """The index in the archive's own tables `index_buckets` and `index_anchors`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute
        self._executemany = connection.executemany

    def add(self, text_id: int, marks: Signature) -> None:
        """Enter a text; one without tokens stands nowhere: every empty text has the same fingerprint."""
        if not marks.tokens:
            return
        entry = _ENTRY.pack(marks.simhash, text_id)
        self._executemany(_APPEND, [(key, entry) for key in band_keys(marks.simhash)])
        self._executemany(
            "INSERT OR IGNORE INTO index_anchors(anchor, text_id) VALUES (?, ?)",
            [(anchor & _ANCHOR_BITS, text_id) for anchor in marks.anchors],
        )

    def remove(self, text_id: int, marks: Signature) -> None:
        """Take a text out; `marks` as they were entered."""
        entry = _ENTRY.pack(marks.simhash, text_id)
        for key in band_keys(marks.simhash):
            self._remove_entry(key, entry)
        self._executemany(
            "DELETE FROM index_anchors WHERE anchor = ? AND text_id = ?",
            [(anchor & _ANCHOR_BITS, text_id) for anchor in marks.anchors],
        )

    def near(self, simhash: int) -> dict[int, int]:
        """{text id: bits} of texts within seven bits."""
        rows = self._execute(_PROBE, probe_keys(simhash))
        packed = b"".join([entries for (entries,) in rows])
        if len(packed) >= _MANY * _ENTRY.size:
            return _near_among_many(packed, simhash)
        numbers = memoryview(packed).cast("Q") if _NATIVE else struct.unpack(f"<{len(packed) // 8}Q", packed)
        return {
            text_id: bits
            for fingerprint, text_id in zip(numbers[::2], numbers[1::2], strict=True)
            if (bits := (fingerprint ^ simhash).bit_count()) <= RADIUS_BITS
        }

    def sharing(self, anchors: Iterable[int]) -> list[list[int]]:
        """For each anchor the texts that have it, newest first."""
        newest = "SELECT text_id FROM index_anchors WHERE anchor = ? ORDER BY text_id DESC LIMIT ?"
        return [
            [text_id for (text_id,) in self._execute(newest, (anchor & _ANCHOR_BITS, MAX_ANCHOR))]
            for anchor in anchors
        ]

    def clear(self) -> None:
        """Forget everything."""
        self._execute("DELETE FROM index_buckets")
        self._execute("DELETE FROM index_anchors")

    def _remove_entry(self, key: int, entry: bytes) -> None:
        row = self._execute("SELECT entries FROM index_buckets WHERE key = ?", (key,)).fetchone()
        if row is None:
            return
        entries = bytes(row[0])
        kept = b"".join(
            entries[at : at + _ENTRY.size]
            for at in range(0, len(entries), _ENTRY.size)
            if entries[at : at + _ENTRY.size] != entry
        )
        if kept:
            self._execute("UPDATE index_buckets SET entries = ? WHERE key = ?", (kept, key))
        else:
            self._execute("DELETE FROM index_buckets WHERE key = ?", (key,))


_NATIVE = struct.pack("=Q", 1) == struct.pack("<Q", 1)


def _near_among_many(packed: bytes, simhash: int) -> dict[int, int]:
    """{text id: bits} within seven bits, counted for all entries at once: at ten million texts there are 10,000 of them."""
    import numpy as np  # noqa: PLC0415 - 0.1 s that small archives need not pay

    entries = np.frombuffer(packed, dtype="<u8").reshape(-1, 2)
    bits = _bit_counts(entries[:, 0] ^ np.uint64(simhash))
    near = bits <= RADIUS_BITS
    return dict(zip(entries[near, 1].tolist(), bits[near].tolist(), strict=True))


def _bit_counts(words: Any) -> Any:  # Any: a numpy array; numpy is loaded late
    """Set bits of each 64-bit word, added up in ever wider fields (Warren, Hacker's Delight, 5-1; numpy 1 has no call)."""
    words = words - (words >> 1 & 0x5555555555555555)
    words = (words & 0x3333333333333333) + (words >> 2 & 0x3333333333333333)
    words = words + (words >> 4) & 0x0F0F0F0F0F0F0F0F
    return words * 0x0101010101010101 >> 56
