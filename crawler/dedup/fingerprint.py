"""The marks by which an article's likely neighbours are found: a 64-bit SimHash and a few anchors.

SimHash: Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002; bands and probes:
Manku, Jain, Sarma, "Detecting near-duplicates for web crawling", WWW 2007. Anchors are the smallest hashes of
the 5-token shingles (Broder, "On the resemblance and containment of documents", 1997): a text that was cut
or that grew keeps some of them where its fingerprint has moved too far.
"""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import islice

import numpy as np
from simhash import Simhash

from crawler.dedup.text import Hashes, distinct, fold_text, folded_tokens, shingles, token_hashes, tokens
from storage.records import Signature

WORDS = 3  #: tokens in a feature of the fingerprint and in a shingle of the comparison
ANCHOR_WORDS = 5
ANCHORS = 8  #: smallest shingle hashes of the whole text
HEAD = 60  #: shingles at the beginning of a text
HEAD_ANCHORS = 4  #: smallest shingle hashes of the head
_CHUNK = 256  #: texts that the bulk twin counts at once; 64 bytes a feature


def features(hashes: Hashes) -> Hashes:
    """Return the distinct hashes of the word 3-grams, ascending."""
    return distinct(shingles(hashes, WORDS))


def simhash_of(marks: Hashes) -> int:
    """Return the SimHash of distinct 64-bit features, counted by the `simhash` package; 0 for none.

    Each feature counts once: the package cannot add a weight above 255 under numpy 2 (issue 74 there), and
    a refrain should not outvote a text. The features are hashed already, so the package's hash function only
    has to unpack them: nine bytes are twelve characters of base64, of which it takes the last eight bytes.
    """
    if len(marks) == 0:
        return 0
    packed = np.zeros((len(marks), 9), dtype=np.uint8)
    packed[:, 1:] = marks.astype(">u8").view(np.uint8).reshape(-1, 8)
    line = b2a_base64(packed.tobytes(), newline=False).decode("ascii")
    value: int = Simhash([line[i : i + 12] for i in range(0, len(line), 12)], hashfunc=a2b_base64).value
    return value


def fingerprint(text: str, language: str | None = None) -> int:  # noqa: ARG001 - the script decides, see `tokens`
    """Return the unsigned 64-bit SimHash of the set of word 3-grams; 0 for a text without words.

    `language` is accepted for callers that know it; tokens are found by script, so the answer is the same.
    """
    return simhash_of(features(token_hashes(tokens(text))))


def fingerprints(texts: Iterable[str]) -> list[int]:
    """Return `fingerprint` of each text, bit for bit, counted for many texts at once."""
    source = iter(texts)
    found: list[int] = []
    while chunk := list(islice(source, _CHUNK)):
        found += _count([features(token_hashes(tokens(text))) for text in chunk])
    return found


# A byte's eight bits as eight bytes: sums of up to 255 such words count eight bits at once without a carry.
_LANES = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).view(np.uint64).ravel()
_BLOCK = 255


def _count(marks: Sequence[Hashes]) -> list[int]:
    """Return the SimHash of each text's features, as the package would."""
    sizes = np.array([len(one) for one in marks], dtype=np.int64)
    filled = np.flatnonzero(sizes)
    values = np.zeros(len(marks), dtype=np.uint64)
    if len(filled):
        sizes = sizes[filled]
        lanes = _LANES[np.concatenate(marks).astype(">u8").view(np.uint8).reshape(-1, 8)]
        blocks = -(-sizes // _BLOCK)
        firsts = np.cumsum(blocks) - blocks
        inside = np.arange(blocks.sum()) - np.repeat(firsts, blocks)
        starts = np.repeat(np.cumsum(sizes) - sizes, blocks) + inside * _BLOCK
        counted = np.add.reduceat(lanes, starts, axis=0).view(np.uint8)
        sums = np.add.reduceat(counted, firsts, axis=0, dtype=np.int64)
        values[filled] = np.packbits(sums * 2 > sizes[:, None], axis=1).view(">u8").ravel()
    return [int(value) for value in values]


def anchors(hashes: Hashes) -> tuple[int, ...]:
    """Return the distinct 5-token shingle hashes by which a cut or grown text is found, ascending.

    The smallest of the whole text, and the smallest of its head: a teaser of a third keeps each anchor of the
    whole with a chance of a third, all eight miss in one of 25 cases; but it keeps the head.
    """
    runs = shingles(hashes, ANCHOR_WORDS)
    chosen = np.concatenate((distinct(runs)[:ANCHORS], distinct(runs[:HEAD])[:HEAD_ANCHORS]))
    return tuple(distinct(chosen).tolist())


def distance(one: int, other: int) -> int:
    """Return the number of bits in which two fingerprints differ; signed and unsigned forms may be mixed."""
    return ((one ^ other) & 0xFFFF_FFFF_FFFF_FFFF).bit_count()


def content_hash(headline: str, body: str) -> int:
    """Return 64 bits of a folded headline and body, equal for equal ones whatever their spacing."""
    plain = "\n".join(" ".join(part.split()) for part in (headline, body))
    return int.from_bytes(blake2b(plain.encode(errors="surrogatepass"), digest_size=8).digest(), "big")


def signature(headline: str | None, body: str, language: str | None = None) -> Signature:  # noqa: ARG001
    """Return what nominates an article's neighbours; the headline only counts in `content`."""
    folded = fold_text(body)
    hashes = token_hashes(folded_tokens(folded))
    content = content_hash(fold_text(headline or ""), folded)
    return Signature(simhash_of(features(hashes)), anchors(hashes), len(hashes), content)
