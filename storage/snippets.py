"""The piece of a text in which the searched words stand, with the words marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from storage.cjk import UNSPACED
from storage.words import Query, Term

START, END = "\ue000", "\ue001"
_LETTER = re.compile(rf"[^\W{UNSPACED}]")
_LENGTH = 200  #: characters
_BEFORE = 60


class _Folding(dict[int, str]):
    """Each character as one small letter without accents, so that places in the folded text are places in the text."""

    def __missing__(self, code: int) -> str:
        small = chr(code).lower()[:1]
        self[code] = unicodedata.normalize("NFD", small)[:1] or small
        return self[code]


_FOLDING = _Folding()
_MARKS = str.maketrans("", "", START + END)


def snippet(texts: Iterable[str | None], query: Query) -> str:
    """From the first of `texts` that has one of the words; else the beginning of the first that is not empty."""
    words = [(_pattern(term), term) for group in query.wanted for term in group]
    kept = [text.translate(_MARKS) if START in text or END in text else text for text in texts if text]
    for text in kept:
        if spans := _spans(text, words):
            return _cut(text, spans)
    return _cut(kept[0], []) if kept else ""


def _pattern(term: Term) -> re.Pattern[str]:
    pieces = re.findall(r"\w+", term.text.translate(_FOLDING))
    return re.compile(r"\W+".join(map(re.escape, pieces)) + (r"\w*" if term.prefix else ""))


def _spans(text: str, words: Sequence[tuple[re.Pattern[str], Term]]) -> list[tuple[int, int]]:
    """Where the words stand, in order, without overlaps."""
    folded = text.lower() if text.isascii() else text.translate(_FOLDING)
    found = sorted(
        match.span()
        for pattern, term in words
        for match in pattern.finditer(folded)
        if match.end() > match.start() and (term.unspaced or _stands_alone(folded, *match.span()))
    )
    spans: list[tuple[int, int]] = []
    for span in found:
        if not spans or span[0] >= spans[-1][1]:
            spans.append(span)
    return spans


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no letter of a script with spaces goes on before or after; `\\b` sees no border between COVID and 防."""
    return not _LETTER.match(text[start - 1 : start]) and not _LETTER.match(text[end : end + 1])


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> str:
    start = max(0, spans[0][0] - _BEFORE) if spans else 0
    if start:  # begin at a word, unless the script has no spaces
        space = text.find(" ", start, start + _BEFORE // 2)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + _LENGTH)
    if end < len(text):
        space = text.rfind(" ", start + _LENGTH // 2, end)
        end = space if space >= 0 else end
    parts, at = [], start
    for first, last in spans:
        if last <= end:
            parts += [text[at:first], START, text[first:last], END]
            at = last
    shown = " ".join(("".join(parts) + text[at:end]).split())
    return f"{'…' if start else ''}{shown}{'…' if end < len(text) else ''}"
