"""Words in scripts without spaces, for full-text search: runs of characters become overlapping bigrams.

SQLite's tokenizer makes one token of a whole Chinese clause, so that "市长" inside a sentence is not found.
A run ABC is indexed as `AB BC C`: a query of two or more characters is a phrase of its bigrams, one of a
single character a prefix. Covers Han, kana, Hangul (whose words carry particles), Thai, Lao, Khmer, Burmese.
"""

from __future__ import annotations

import re
import unicodedata

_RUN = re.compile(
    "["
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # 々〆〇, kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han
    "\u1100-\u11ff\uac00-\ud7af"  # Hangul
    "\U00020000-\U0003ffff"  # Han beyond the basic plane
    "]+"
)
_WIDE = re.compile("[\uff66-\uff9f]")  # half-width kana, the only ones of these scripts that NFKC must fold


def has_runs(text: str) -> bool:
    """Whether any character of `text` belongs to these scripts."""
    return _RUN.search(text) is not None or _WIDE.search(text) is not None


def runs(text: str) -> list[str]:
    """The runs of these scripts in `text`.

    >>> runs("Kyiv 市長が来た, OK")
    ['市長が来た']
    """
    if text.isascii():
        return []
    if _WIDE.search(text):
        text = unicodedata.normalize("NFKC", text)
    return _RUN.findall(text)


def grams(text: str | None) -> str:
    """`text` as the index holds it: the bigrams of its runs, and each run's last character.

    >>> grams("市長が来た")
    '市長 長が が来 来た た'
    """
    if not text:
        return ""
    return " ".join(" ".join(run[at : at + 2] for at in range(len(run))) for run in runs(text))


def phrase(run: str) -> str:
    """An FTS5 expression that finds `run` anywhere inside a longer one.

    >>> phrase("市長が"), phrase("市")
    ('"市長 長が"', '"市"*')
    """
    if len(run) == 1:
        return f'"{run}"*'
    return '"' + " ".join(run[at : at + 2] for at in range(len(run) - 1)) + '"'
