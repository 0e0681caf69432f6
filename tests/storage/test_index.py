"""The index of fingerprints and anchors: exact within seven bits, and no template can make it slow."""

from __future__ import annotations

import random
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import storage.index
from storage.bands import RADIUS_BITS, distance
from storage.index import MAX_ANCHOR, MAX_BUCKET, PackedIndex
from storage.records import Signature

BITS = st.integers(0, 2**64 - 1)


@pytest.fixture
def index() -> PackedIndex:
    return empty()


def empty() -> PackedIndex:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE TABLE index_buckets(key INTEGER PRIMARY KEY, entries BLOB NOT NULL)")
    connection.execute(
        "CREATE TABLE index_anchors(anchor INTEGER, text_id INTEGER, PRIMARY KEY (anchor, text_id)) WITHOUT ROWID"
    )
    return PackedIndex(connection)


@settings(deadline=None)
@given(BITS, st.lists(st.sets(st.integers(0, 63), max_size=10), max_size=12), st.sets(st.integers(0, 11)))
def test_all_texts_within_seven_bits_are_found_and_removed_ones_are_not(
    base: int, changes: list[set[int]], removed: set[int]
) -> None:
    index, marks = empty(), {}
    for text_id, flips in enumerate(changes, 1):
        simhash = base
        for bit in flips:
            simhash ^= 1 << bit
        marks[text_id] = Signature(simhash, (), 50)
        index.add(text_id, marks[text_id])
    for text_id in removed & marks.keys():
        index.remove(text_id, marks.pop(text_id))
    expected = {text_id: distance(base, mark.simhash) for text_id, mark in marks.items()}
    assert index.near(base) == {text_id: far for text_id, far in expected.items() if far <= RADIUS_BITS}


def test_two_texts_with_one_fingerprint_are_two_entries(index: PackedIndex) -> None:
    mark = Signature(5, (9,), 50)
    index.add(1, mark)
    index.add(2, mark)
    index.remove(1, mark)
    assert index.near(5) == {2: 0}
    assert index.sharing([9]) == [[2]]


def test_anchors_of_any_size_are_found(index: PackedIndex) -> None:
    anchors = (0, 1, 2**63, 2**64 - 1, 2**59 + 17)
    index.add(7, Signature(1, anchors, 50))
    assert index.sharing(anchors) == [[7]] * 5
    assert index.sharing([12345]) == [[]]


def test_a_text_without_tokens_is_entered_nowhere(index: PackedIndex) -> None:
    index.add(1, Signature(0, (3,), 0))
    assert index.near(0) == {}
    assert index.sharing([3]) == [[]]


def test_a_template_that_comes_thousands_of_times_keeps_its_newest(index: PackedIndex) -> None:
    mark = Signature(0xABCDEF, (3,), 50)
    for text_id in range(1, MAX_BUCKET + 101):
        index.add(text_id, mark)
    assert sorted(index.near(mark.simhash)) == list(range(101, MAX_BUCKET + 101))
    assert len(index.sharing([3])[0]) == MAX_ANCHOR
    assert index.sharing([3])[0][0] == MAX_BUCKET + 100


def test_many_entries_are_counted_as_few_are() -> None:
    chance = random.Random(11)
    mark = chance.getrandbits(64)
    marks = [
        mark ^ sum(1 << bit for bit in chance.sample(range(64), chance.randint(0, 20))) for _ in range(500)
    ]
    marks += [0, 2**64 - 1, mark, mark ^ (2**64 - 1)]
    packed = b"".join(storage.index._ENTRY.pack(one, number) for number, one in enumerate(marks))
    expected = {
        number: distance(one, mark) for number, one in enumerate(marks) if distance(one, mark) <= RADIUS_BITS
    }
    assert storage.index._near_among_many(packed, mark) == expected
    assert len(expected) > 20
