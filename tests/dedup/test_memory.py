"""What folding keeps from one judgement for the next is bounded in words, since texts are short and long."""

from __future__ import annotations

from crawler.dedup.evidence import Readings
from crawler.dedup.text import _TokenHashes


def test_texts_that_were_taken_apart_stay_within_their_words() -> None:
    read = Readings(most=2_000)
    for number in range(40):
        read(f"Report {number}", f"harbour {number} " * 200)
        assert read.words <= 2_000
    assert len(read._texts) == 4


def test_the_texts_asked_for_last_stay() -> None:
    read = Readings(most=1_000)
    often = read("Harbour", "harbour " * 100)
    for number in range(30):
        read("Report", f"report {number} " * 100)
        assert read("Harbour", "harbour " * 100) is often


def test_a_text_longer_than_all_that_is_kept_is_read_and_not_kept() -> None:
    read = Readings(most=100)
    assert len(read("Harbour", "harbour " * 500).words) == 500
    assert read.words == 0


def test_empty_texts_count_too() -> None:
    read = Readings(most=1_000)
    for number in range(100):
        read(f"Report {number}", "")
    assert len(read._texts) <= 50


def test_hashes_of_words_never_seen_again_are_dropped() -> None:
    hashes = _TokenHashes()
    for number in range(3 * hashes.limit):
        hashes[f"{number}"]
    assert len(hashes) <= hashes.limit <= 40_000
