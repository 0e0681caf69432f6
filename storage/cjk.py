"""Words in scripts without spaces, for full-text search: runs of characters become overlapping bigrams.

SQLite's tokenizer makes one token of a whole Chinese clause, so that "市长" inside a sentence is not found.
A run ABC is indexed as `AB BC C`: a query of two or more characters is a phrase of its bigrams, one of a
single character a prefix. Covers Han, kana, Hangul (whose words carry particles), Thai, Lao, Khmer, Burmese.
Other words of such a text stay as they are, so one index answers a query that mixes both.
"""

from __future__ import annotations

import re
import unicodedata

UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # 々〆〇, kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han
    "\u1100-\u11ff\uac00-\ud7af"  # Hangul
    "\U00020000-\U0003ffff"  # Han beyond the basic plane
)  #: for a character class
_RUN = re.compile(f"[{UNSPACED}]+")
_HALF_WIDTH = re.compile("[\uff66-\uff9f]+")  # kana that terminals of another age wrote


def has_runs(text: str) -> bool:
    """Whether any character of `text` belongs to these scripts."""
    return not text.isascii() and (_RUN.search(text) is not None or _HALF_WIDTH.search(text) is not None)


def grams(text: str | None) -> str:
    """`text` as the index holds it: each run as its bigrams and its last character.

    >>> grams("Kyiv市長が来た, OK")
    'Kyiv 市長 長が が来 来た た , OK'
    """
    if not text or text.isascii():
        return text or ""
    return _RUN.sub(lambda run: f" {_bigrams(run[0])} ", full_width(text)).strip()


def phrase(words: str) -> str:
    """An FTS5 phrase that finds `words` in `grams(text)` also where its last run goes on.

    >>> phrase("市長が"), phrase("市"), phrase("Kyiv市長")
    ('"市長 長が"', '"市" *', '"Kyiv 市長"')
    """
    words = full_width(words).strip()
    parts, at = [], 0
    for run in _RUN.finditer(words):
        parts.append(words[at : run.start()])
        open_end = run.end() == len(words) and len(run[0]) > 1
        parts.append(" ".join(_bigrams(run[0]).split(" ")[:-1]) if open_end else _bigrams(run[0]))
        at = run.end()
    parts.append(words[at:])
    quoted = " ".join(part for part in parts if part).replace('"', '""')
    last = _RUN.search(words[-1:]) is not None and (len(words) < 2 or _RUN.search(words[-2]) is None)
    return f'"{quoted}" *' if last else f'"{quoted}"'


def _bigrams(run: str) -> str:
    return " ".join(run[at : at + 2] for at in range(len(run)))


def full_width(text: str) -> str:
    """`text` with its half-width kana written as today."""
    return _HALF_WIDTH.sub(lambda kana: unicodedata.normalize("NFKC", kana[0]), text)
