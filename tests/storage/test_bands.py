from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storage.bands import RADIUS_BITS, band_keys, distance, probe_keys, signed, unsigned

FINGERPRINTS = st.integers(0, 2**64 - 1)


@given(FINGERPRINTS, st.sets(st.integers(0, 63), max_size=RADIUS_BITS))
def test_probes_meet_every_fingerprint_within_seven_bits(fingerprint: int, flipped: set[int]) -> None:
    other = fingerprint
    for bit in flipped:
        other ^= 1 << bit
    assert distance(fingerprint, other) == len(flipped)
    assert set(band_keys(other)) & set(probe_keys(fingerprint))


@given(FINGERPRINTS)
def test_there_are_four_buckets_and_sixty_eight_probes_and_the_own_ones_come_first(fingerprint: int) -> None:
    assert len(set(band_keys(fingerprint))) == 4
    assert len(set(probe_keys(fingerprint))) == 68
    assert probe_keys(fingerprint)[:4] == band_keys(fingerprint)


@given(FINGERPRINTS)
def test_a_fingerprint_survives_the_signed_column(fingerprint: int) -> None:
    assert -(2**63) <= signed(fingerprint) < 2**63
    assert unsigned(signed(fingerprint)) == fingerprint
    assert band_keys(signed(fingerprint)) == band_keys(fingerprint)
