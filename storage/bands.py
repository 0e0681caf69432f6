"""Which buckets a fingerprint stands in, and which ones to look into: pure arithmetic, shared by every index.

A 64-bit SimHash is cut into four bands of 16 bits. Two fingerprints at most seven bits apart have a band
in which they differ by at most one bit (pigeonhole: 7 = 4 x 1 + 3), so whoever stands in one bucket for each of
the four bands and looks into each of these and its 16 neighbours finds *every* fingerprint within seven bits:
4 x 17 = 68 look-ups, no misses. (Manku, Jain, Das Sarma: Detecting Near-Duplicates for Web Crawling, 2007.)
"""

from __future__ import annotations

BANDS = 4
BAND_BITS = 16
RADIUS_BITS = 7  #: bits of distance up to which the probes find every fingerprint
PROBES = BANDS * (BAND_BITS + 1)

_MASK = (1 << BAND_BITS) - 1
_ALL = (1 << 64) - 1
_FLIPS = (0, *(1 << bit for bit in range(BAND_BITS)))


def band_keys(simhash: int) -> tuple[int, ...]:
    """The four buckets of a fingerprint (signed or unsigned 64-bit); a key is `band << 16 | bits`, 0..2**18-1.

    >>> [hex(key) for key in band_keys(0x0004_0003_0002_0001)]
    ['0x1', '0x10002', '0x20003', '0x30004']
    """
    bits = simhash & _ALL
    return tuple(band << BAND_BITS | bits >> band * BAND_BITS & _MASK for band in range(BANDS))


def probe_keys(simhash: int) -> tuple[int, ...]:
    """The 68 buckets that hold every fingerprint within seven bits: the own four first, then one bit flipped."""
    own = band_keys(simhash)
    return tuple(key ^ flip for flip in _FLIPS for key in own)


def distance(one: int, other: int) -> int:
    """Bits in which two fingerprints (signed or unsigned) differ, 0..64."""
    return ((one ^ other) & _ALL).bit_count()


def signed(value: int) -> int:
    """An unsigned 64-bit number as SQLite's INTEGER holds it."""
    value &= _ALL
    return value - (1 << 64) if value >> 63 else value


def unsigned(value: int) -> int:
    """SQLite's INTEGER as the unsigned 64-bit number that it stands for."""
    return value & _ALL
