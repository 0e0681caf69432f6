"""Text as folding compares it: words and numbers without typography.

One token is one word, one number, or one character of a script that is written without spaces (Han, kana,
Thai, Lao, Myanmar, Khmer). Case, width, ligatures, Arabic vowel signs and letter variants, apostrophes and
the separators inside numbers do not count: outlets change them when they copy.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]

# Scripts that are written without spaces, and signs that belong to a word though `\w` does not know them
# (`\w` alone would cut every Hindi word at its vowels).
_SOLID = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SIGNS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0900-\u0963\u0971-\u0dff\u0f71-\u0f87\u200c\u200d"
_PLAIN_TOKEN = re.compile(r"[^\W\d]+|\d+")
_SPECIAL = re.compile(rf"[{_SOLID}{_SIGNS}]")
_SPECIAL_TOKEN = re.compile(rf"[{_SOLID}]|(?:[^\W\d{_SOLID}]|[{_SIGNS}])+|\d+")
# Tatweel, Arabic vowel signs, soft hyphen, zero-width characters, directional marks
_NOISE = re.compile(
    "[\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_VARIANTS = (
    ("'", "’‘ʼʹ`´′"), ('"', "“”„‟«»″"), ("-", "‐‑‒–—―−"),
    ("ا", "أإآٱ"), ("ي", "ىیئ"), ("ك", "ک"), ("ه", "ة"), ("و", "ؤ"), ("е", "ё"),
)  # fmt: skip
# Punctuation that alone would send a whole text through NFKC, which costs as much as all the rest
_COMPATIBLE = "\u00a0\u2002\u2003\u2009\u202f\u3000…，：；！？（）．～"
_REPLACEMENTS = tuple((old, new) for new, olds in _VARIANTS for old in olds)
_SEPARATOR = re.compile(r"[.,٫٬](?<=\d.)(?=\d)")


def fold_text(text: str) -> str:
    """Return `text` without case, width and typography, for comparison only.

    >>> fold_text("Ｎｅｗｓ “Don’t”")
    'news "don\'t"'
    """
    if text.isascii():
        return text.lower()
    for mark in _COMPATIBLE:
        text = text.replace(mark, " ")
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    text = _NOISE.sub("", text.casefold())
    for old, new in _REPLACEMENTS:  # four times as fast as `translate` on a text of this length
        text = text.replace(old, new)
    return text


def tokens(text: str) -> list[str]:
    """Return the words, numbers and solid-script characters of `text`, in order.

    Apostrophes and the separators inside numbers are dropped: they are the first thing an editor changes.

    >>> tokens("Don’t pay €1,250.50 – 京都へ")
    ['dont', 'pay', '125050', '京', '都', 'へ']
    """
    return folded_tokens(fold_text(text))


def folded_tokens(folded: str) -> list[str]:
    """Return the `tokens` of a text that `fold_text` has folded."""
    folded = _SEPARATOR.sub("", folded.replace("'", ""))
    if folded.isascii() or not _SPECIAL.search(folded):
        return _PLAIN_TOKEN.findall(folded)
    return _SPECIAL_TOKEN.findall(folded)


def is_number(token: str) -> bool:
    """Tell whether a token is a number; a token never mixes digits and letters, 26C and ٢٠١٥م are two."""
    return token[0].isdecimal()


class _TokenHashes(dict[str, int]):
    """A token's 64-bit hash, the same on every machine. Emptied when full, so that a long run stays small."""

    limit = 32_768  #: 4 MB in each process; with six times as many, 0.01 ms a text of mixed languages would be saved

    def __missing__(self, token: str) -> int:
        if len(self) >= self.limit:
            self.clear()
        value = self[token] = int.from_bytes(
            blake2b(token.encode(errors="surrogatepass"), digest_size=8).digest(), "big"
        )
        return value


_hashes = _TokenHashes()


def token_hashes(words: Sequence[str]) -> Hashes:
    """Return the hashes of the tokens, in order."""
    return np.fromiter(map(_hashes.__getitem__, words), dtype=np.uint64, count=len(words))


_MULTIPLIERS = tuple(
    np.uint64(odd)
    for odd in (
        0x9E3779B97F4A7C15,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0xD6E8FEB86659FD93,
        0xA0761D6478BD642F,
    )
)


def mix(values: Hashes) -> Hashes:
    """Spread every bit over all 64: the last step of splitmix64 (Steele, Lea, Flood 2014)."""
    values = values ^ (values >> np.uint64(30))
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def distinct(hashes: Hashes) -> Hashes:
    """Return the distinct hashes, ascending; on a text's thousand `np.unique` takes three times as long."""
    ordered = np.sort(hashes)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))] if len(ordered) else ordered


def shingles(hashes: Hashes, width: int) -> Hashes:
    """Return one hash for each run of `width` (1..5) tokens, in order; a shorter text is one run.

    Nothing comes of no tokens.
    """
    if len(hashes) == 0:
        return hashes
    width = min(width, len(hashes))
    count = len(hashes) - width + 1
    total = hashes[:count] * _MULTIPLIERS[0]
    for place in range(1, width):
        total += hashes[place : place + count] * _MULTIPLIERS[place]
    return mix(total)
