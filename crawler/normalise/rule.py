"""What a rule is: phrases in many languages, the shape of the line they make, and the evidence they need."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from crawler.normalise.lines import Line
from crawler.normalise.needles import Needles, needles_of
from crawler.normalise.text import fold_letters

Shape = Literal["whole", "label", "start", "end", "contains"]
Place = Literal["any", "start", "end", "edge"]
# Written without spaces between words: a phrase may be followed by any letter.
_FOUND = frozenset({"end", "contains"})  # shapes that are searched for; the others stand at the line's start
_END = 150  #: characters at a line's end that shape "end" looks at
_UNSPACED = frozenset({"zh", "ja", "ko", "th"})
# Phrases of these end in a stem, behind which any ending may come.
_INFLECTED = frozenset({"ru", "uk", "pl", "cs", "bg", "sr", "fi", "hu", "tr", "el", "ro", "hi", "bn"})
_SEPARATOR = r"(?:\s*[:|>=*]+\s*|\s+-+>?\s+|\.\.\.\s*)"
_ENDS_IN_DIGIT = re.compile(r"\\d\)?$")
_BOUNDARY = r"(?:(?<!\w)|(?!\w))"  # not inside a word
_LITERALS = re.compile(r"(\\.)|([^\\]+)", re.DOTALL)


def fold_phrase(phrase: str) -> str:
    """A phrase with its letters folded as lines are; escapes such as \\W stay as they are."""
    return _LITERALS.sub(lambda m: m[1] or fold_letters(m[2]), phrase)


@dataclass(frozen=True)
class Rule:
    """One kind of line that is not the article, and how it is known.

    A phrase is a regular expression over the folded line (`text.fold`): lower case, ' and " and - for all
    quotes and dashes, one space. Shapes:

    whole     the line is the phrase, with nothing but punctuation around it
    label     the phrase, then a colon, bar, dash or arrow, then anything
    start     the line begins with the phrase
    end       the line ends with it
    contains  the phrase stands anywhere in the line

    A longer line than `longest` (Latin characters, see `text.weight`) is never cut; between prose, `inside`
    is the limit where it is set. place: "start" at most
    one line of prose before it, "end" at most one after it, "edge" either. `links`: the share of link text
    that the line must have at least. `tail`: what follows the line is a list of other articles, or comments.
    `quotes`: it may cut a quotation. A rule whose `field` is set moves the line there instead of losing it;
    with `stays` the line is read into the field and kept in the body as well.
    """

    id: str
    kind: str
    shape: Shape
    reason: str
    phrases: Mapping[str, str | Sequence[str]]
    cuts: Sequence[str]
    keeps: Sequence[str]
    longest: int = 160
    inside: int = 0
    place: Place = "any"
    links: float = 0.0
    tail: bool = False
    quotes: bool = False
    field: str = ""
    stays: bool = False
    signs: str = ""  #: characters of which one must stand where the rule looks
    unless: str = ""  #: a regular expression; a folded line that it finds is kept

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.phrases)

    @cached_property
    def expressions(self) -> tuple[str, ...]:
        """Each phrase, folded and bounded as its language and the shape want."""
        return tuple(self._bounded())

    def _bounded(self) -> Iterator[str]:
        before = _BOUNDARY if self.shape in _FOUND else ""
        for language, phrases in self.phrases.items():
            for phrase in map(fold_phrase, [phrases] if isinstance(phrases, str) else phrases):
                open_end = language in _UNSPACED | _INFLECTED or _ENDS_IN_DIGIT.search(phrase)
                yield f"(?:{phrase})" if open_end else f"{before}(?:{phrase}){_BOUNDARY}"

    def matches(self, line: Line) -> bool:
        """Whether the words, the length and the place of `line` are what the rule says."""
        return (
            line.weight <= (self.inside if self.inside and line.edge > 1 else self.longest)
            and self._stands(line)
            and line.links >= self.links
            and not (line.quotation and self._spares_quotations(line))
            and self._says(line)
        )

    @cached_property
    def needles(self) -> frozenset[str]:
        """Strings of which one stands in every folded line that the rule finds; "" among them: none is certain."""
        return frozenset(needle for e in self.expressions for needle in needles_of(e) or ("",))

    def _spares_quotations(self, line: Line) -> bool:
        """A label stands outside the quotation that it announces; a quotation that holds the label is safe."""
        return not self.quotes or (self.shape == "label" and line.opens_with_quote)

    def _stands(self, line: Line) -> bool:
        if self.place == "start":
            return line.before <= 1
        if self.place == "end":
            return line.after <= 1
        return self.place == "any" or line.edge <= 1

    def _says(self, line: Line) -> bool:
        if not (self._finds(line) if self.shape in _FOUND else self._begins.match(line.folded)):
            return False
        return not (self._unless and self._unless.search(line.folded))

    @cached_property
    def _unless(self) -> re.Pattern[str] | None:
        return re.compile(self.unless) if self.unless else None

    @cached_property
    def _begins(self) -> re.Pattern[str]:
        """All phrases of an anchored shape as one expression: those fail at the first letter, which is fast."""
        rest = {"whole": r"\W*$", "label": rf"{_SEPARATOR}\S", "start": ""}[self.shape]
        return re.compile(rf"\W*(?:{'|'.join(self.expressions)}){rest}")

    @cached_property
    def _found(self) -> Needles[list[re.Pattern[str]]]:
        """The needles, each with the phrases that need it; "" stands for the phrases without one."""
        rest = r"\W*$" if self.shape == "end" else ""
        table: dict[str, list[re.Pattern[str]]] = {}
        for expression in self.expressions:
            pattern = re.compile(expression + rest)
            for needle in needles_of(expression) or {""}:
                table.setdefault(needle, []).append(pattern)
        return Needles(table)

    def _finds(self, line: Line) -> bool:
        """A search would try every phrase at every letter; nearly all lack a word that the phrase needs."""
        last = _END if self.shape == "end" else 0
        text = line.folded[-last:]
        if self.signs and not any(sign in text for sign in self.signs):
            return False
        return any(p.search(text) for patterns in self._found.among(line, last) for p in patterns)
