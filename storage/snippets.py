"""The piece of a text in which the searched words stand, with the words marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from storage.cjk import UNSPACED, full_width
from storage.words import Query, Term

START, END = "\ue000", "\ue001"
_LETTER = re.compile(rf"[^\W{UNSPACED}]")
_UNSPACED = re.compile(f"[{UNSPACED}]+")
_VOICED = "[\u3099\u309a]?"  #: half-width kana carry their voice mark as a character of its own
_LENGTH = 200  #: characters
_BEFORE = 60


class _Folding(dict[int, str]):
    """Each character as one small letter without accents, so that places in the folded text are places in the text."""

    def __missing__(self, code: int) -> str:
        small = full_width(chr(code)).lower()[:1]
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
    """What finds `term` where the index found it: its pieces, with any signs between them.

    Between a run without spaces and another word nothing need stand; a prefix ends where a run of either kind does.
    """
    pieces = list(_pieces(full_width(unicodedata.normalize("NFC", term.text)).translate(_FOLDING)))
    pattern = "".join(
        (r"\W*" if unspaced or pieces[at - 1][1] else r"\W+") * (at > 0) + _spelled(piece, unspaced)
        for at, (piece, unspaced) in enumerate(pieces)
    )
    return re.compile(
        pattern + (rf"[^\W{UNSPACED}]*" if term.prefix and pieces and not pieces[-1][1] else "")
    )


def _spelled(piece: str, unspaced: bool) -> str:
    return "".join(re.escape(character) + _VOICED for character in piece) if unspaced else re.escape(piece)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """(piece, whether it is of a script without spaces): letters, digits and the marks that sit on them."""
    words = "".join(sign if unicodedata.category(sign)[0] in "LNM" else " " for sign in text)
    for word in words.split():
        at = 0
        for run in _UNSPACED.finditer(word):
            if run.start() > at:
                yield word[at : run.start()], False
            yield run[0], True
            at = run.end()
        if at < len(word):
            yield word[at:], False


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
    end = min(len(text), max(start + _LENGTH, spans[0][1] if spans else 0))
    if end < len(text):
        space = text.rfind(" ", max(start + _LENGTH // 2, spans[0][1] if spans else 0), end)
        end = space if space >= 0 else end
    parts, at = [], start
    for first, last in spans:
        if last <= end:
            parts += [text[at:first], START, text[first:last], END]
            at = last
    shown = " ".join(("".join(parts) + text[at:end]).split())
    return f"{'…' if start else ''}{shown}{'…' if end < len(text) else ''}"
