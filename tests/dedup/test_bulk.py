"""Candidate pairs of very many texts at once: what an index would find one by one."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crawler.dedup import bulk_candidates, distance
from crawler.dedup.bulk import bit_count

ONE = st.integers(0, 2**64 - 1)
FLIPS = st.lists(st.integers(0, 63), max_size=9, unique=True)


@given(ONE, st.lists(FLIPS, max_size=12))
def test_every_pair_within_seven_bits_is_found_once_and_no_other(first: int, flips: list[list[int]]) -> None:
    marks = [first, *(first ^ sum(1 << bit for bit in bits) for bits in flips)]
    wanted = [
        pair for pair in combinations(range(len(marks)), 2) if distance(marks[pair[0]], marks[pair[1]]) <= 7
    ]
    assert bulk_candidates(np.array(marks, dtype=np.uint64)).tolist() == [list(pair) for pair in wanted]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 20)), max_size=30))
def test_rows_that_share_an_anchor_are_paired(held: list[tuple[int, int]]) -> None:
    far_apart = np.array([0x0123_4567_89AB_CDEF * (2 * n + 1) % 2**64 for n in range(10)], dtype=np.uint64)
    near = {tuple(pair) for pair in bulk_candidates(far_apart).tolist()}
    rows = np.array([row for row, _ in held], dtype=np.int64)
    anchors = np.array([anchor for _, anchor in held], dtype=np.uint64)
    shared = {
        (min(a, b), max(a, b)) for (a, one), (b, other) in combinations(held, 2) if one == other and a != b
    }
    assert {tuple(pair) for pair in bulk_candidates(far_apart, anchors, rows).tolist()} == near | shared


def test_a_template_does_not_cost_its_square() -> None:
    same = np.zeros(500, dtype=np.uint64)
    assert len(bulk_candidates(same, max_bucket=3)) == 3 * 500 - 6


def test_nothing_is_paired_with_nothing() -> None:
    assert bulk_candidates(np.empty(0, dtype=np.uint64)).shape == (0, 2)


@given(st.lists(ONE))
def test_bits_are_counted(values: list[int]) -> None:
    assert bit_count(np.array(values, dtype=np.uint64)).tolist() == [value.bit_count() for value in values]
