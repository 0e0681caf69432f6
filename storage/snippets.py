"""The piece of a text in which the searched words stand, with the words marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from storage.cjk import UNSPACED
from storage.words import Query, Term

START, END = "\ue000", "\ue001"
_LETTER = rf"[^\W{UNSPACED}]"  # \\b would see no border between COVID and 防
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
    pattern = _pattern(query)
    kept = [text.translate(_MARKS) for text in texts if text]
    for text in kept:
        found = pattern.search(text.translate(_FOLDING)) if pattern else None
        if found:
            return _cut(text, max(0, found.start() - _BEFORE), pattern)
    return _cut(kept[0], 0, None) if kept else ""


def _pattern(query: Query) -> re.Pattern[str] | None:
    terms = [term for group in query.wanted for term in group]
    return re.compile("|".join(map(_term_pattern, terms))) if terms else None


def _term_pattern(term: Term) -> str:
    pieces = re.findall(r"\w+", term.text.translate(_FOLDING))
    inner = r"\W+".join(map(re.escape, pieces))
    if term.unspaced:
        return inner
    return f"(?<!{_LETTER}){inner}{_LETTER}*" if term.prefix else f"(?<!{_LETTER}){inner}(?!{_LETTER})"


def _cut(text: str, start: int, pattern: re.Pattern[str] | None) -> str:
    if start:  # begin at a word, unless the script has no spaces
        space = text.find(" ", start, start + _BEFORE // 2)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + _LENGTH)
    if end < len(text):
        space = text.rfind(" ", start + _LENGTH // 2, end)
        end = space if space >= 0 else end
    piece = text[start:end]
    if pattern:
        piece = _marked(piece, pattern)
    shown = " ".join(piece.split())
    return f"{'…' if start else ''}{shown}{'…' if end < len(text) else ''}"


def _marked(piece: str, pattern: re.Pattern[str]) -> str:
    parts, at = [], 0
    for found in pattern.finditer(piece.translate(_FOLDING)):
        if found.end() > found.start():
            parts += [piece[at : found.start()], START, piece[found.start() : found.end()], END]
            at = found.end()
    return "".join(parts) + piece[at:]
