"""Candidate pairs among very many fingerprints and anchors at once, for folding an archive anew.

The same neighbours as an index gives one by one, found by sorting: `storage.bands` says why four bands with
one flipped bit find every pair within seven bits.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from crawler.dedup.text import Hashes
from storage.bands import BAND_BITS, BANDS, RADIUS_BITS

Pairs = npt.NDArray[np.int64]  #: shape (n, 2), the smaller row first
Rows = npt.NDArray[np.int64]
MAX_BUCKET = 200  #: entries of one bucket that an entry is compared with: a template must not cost its square
_MASK = np.uint64((1 << BAND_BITS) - 1)
_BUCKETS = 1 << BAND_BITS
_ROUNDS = 4
_COUNTS = np.array([value.bit_count() for value in range(1 << 16)], dtype=np.uint8)


def bit_count(values: Hashes) -> npt.NDArray[np.uint8]:
    """Return how many bits of each value are set."""
    if hasattr(np, "bitwise_count"):  # numpy 2
        return np.asarray(np.bitwise_count(values), dtype=np.uint8)
    parts = _COUNTS[values.view(np.uint16)].reshape(-1, 4)
    return np.asarray(parts.sum(axis=1), dtype=np.uint8)


def bulk_candidates(
    fingerprints: Hashes,
    anchors: npt.NDArray[np.uint64] | None = None,
    anchor_rows: Rows | None = None,
    *,
    max_bucket: int = MAX_BUCKET,
) -> Pairs:
    """Return the distinct pairs of rows that are within seven bits or share an anchor, ascending.

    Args:
        fingerprints: one a row, unsigned; give rows without words an own random value, or leave them out.
        anchors: anchor hashes of all rows, one after another.
        anchor_rows: the row of each of `anchors`, as long as these.
        max_bucket: pairs within seven bits are complete as long as no bucket holds more entries; of a larger one,
            and of an anchor that more rows share, only that many following rows are paired with a row.

    About 3 s of CPU for a million fingerprints, and 100 bytes for each; 16 bytes for a pair.
    """
    found = [_packed(pairs) for pairs in near_pairs(fingerprints, max_bucket=max_bucket)]
    if anchors is not None and anchor_rows is not None:
        found += [_packed(pairs) for pairs in sharing_pairs(anchors, anchor_rows, max_bucket=max_bucket)]
    keys = np.concatenate(found) if found else np.empty(0, dtype=np.int64)
    if not len(keys):
        return np.empty((0, 2), dtype=np.int64)
    keys.sort()
    keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))]
    return np.column_stack((keys >> 32, keys & 0xFFFF_FFFF))


def near_pairs(fingerprints: Hashes, *, max_bucket: int = MAX_BUCKET) -> Iterator[Pairs]:
    """Yield the pairs of rows whose fingerprints differ in at most seven bits; each pair once."""
    for band in range(BANDS):
        keys = ((fingerprints >> np.uint64(BAND_BITS * band)) & _MASK).astype(np.int32)
        order = np.argsort(keys, kind="stable")
        sorted_keys = keys[order]
        marks = np.concatenate((fingerprints[order], np.zeros(_ROUNDS, dtype=np.uint64)))
        starts = np.searchsorted(sorted_keys, np.arange(_BUCKETS + 1)).astype(np.int32)
        for flip in (0, *(1 << bit for bit in range(BAND_BITS))):
            yield from _join(marks, sorted_keys, starts, order, band, flip, max_bucket)


def _join(
    marks: Hashes,
    keys: npt.NDArray[np.int32],
    starts: npt.NDArray[np.int32],
    order: npt.NDArray[np.intp],
    band: int,
    flip: int,
    max_bucket: int,
) -> Iterator[Pairs]:
    """Compare each entry with those of one other bucket, or with the following ones of its own."""
    here = np.arange(len(keys), dtype=np.int32)
    if flip:
        here = here[keys < keys ^ flip]  # the other half finds the same pairs
        there = keys[here] ^ flip
        first, last = starts[there], starts[there + 1]
    else:
        first, last = here + 1, starts[keys + 1]
    for step in range(max_bucket):
        if step % _ROUNDS == 0:  # dropping those that are through costs as much as comparing them
            open_ = first < last
            here, first, last = here[open_], first[open_], last[open_]
            ours = marks[here]
        if not len(here):
            return
        difference = ours ^ marks[first]
        near = np.flatnonzero(bit_count(difference) <= RADIUS_BITS)
        near = near[first[near] < last[near]]
        if len(near):
            near = near[_first_found(difference[near], band)]
            yield _ordered(order[here[near]], order[first[near]])
        first += np.int32(1)


def _first_found(difference: Hashes, band: int) -> npt.NDArray[np.bool_]:
    """Tell which pairs no earlier band has found already."""
    new = np.ones(len(difference), dtype=np.bool_)
    for earlier in range(band):
        part = (difference >> np.uint64(BAND_BITS * earlier)) & _MASK
        new &= bit_count(part) > 1
    return new


def sharing_pairs(
    anchors: npt.NDArray[np.uint64], rows: Rows, *, max_bucket: int = MAX_BUCKET
) -> Iterator[Pairs]:
    """Yield the pairs of rows that share an anchor; a pair that shares several comes several times."""
    order = np.argsort(anchors, kind="stable")
    sorted_anchors, sorted_rows = anchors[order], rows[order]
    here = np.arange(len(order), dtype=np.int64)
    for step in range(1, max_bucket + 1):
        here = here[here + step < len(order)]
        here = here[sorted_anchors[here] == sorted_anchors[here + step]]
        if not len(here):
            return
        pairs = _ordered(sorted_rows[here], sorted_rows[here + step])
        yield pairs[pairs[:, 0] != pairs[:, 1]]


def _ordered(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> Pairs:
    return np.column_stack((np.minimum(one, other), np.maximum(one, other)))


def _packed(pairs: Pairs) -> npt.NDArray[np.int64]:
    return pairs[:, 0] << 32 | pairs[:, 1]
