"""From what a person types into a search box to an expression that FTS5 cannot refuse.

Words are joined by "and"; `"a phrase"`, `-not`, `prefix*`, `headline:word` and `OR` between two words work as in
web search engines: `kyiv OR kiev talks` is (kyiv or kiev) and talks. Everything else is a word, whatever its signs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from storage.cjk import UNSPACED, has_runs, phrase
from storage.schema_names import SEARCHED

MAX_TERMS = 32  #: of a pasted paragraph the first ones decide; FTS5 reads the index once for each of them
MAX_PIECES = 16  #: words or unspaced characters of one phrase, for the same reason
MAX_BEGINNINGS = 8  #: of "port*", which has FTS5 gather all places of all words that begin so
_FIELDS = {name: name for name in SEARCHED} | {
    "title": "headline",
    "author": "authors",
    "byline": "authors",
    "summary": "description",
    "text": "body",
}
_TERM = re.compile(
    r"""(?P<minus>-)?(?:(?P<field>\w+):)?(?:["“”„«»](?P<quoted>[^"“”„«»]*)["“”„«»]?|(?P<word>[^\s"“”„«»]+))""",
    re.VERBOSE,
)
_PIECE = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase, in one field or in all."""

    text: str
    field: str | None = None
    prefix: bool = False

    @property
    def unspaced(self) -> bool:
        """Whether only the bigrams can find it."""
        return has_runs(self.text)

    @property
    def begins(self) -> bool:
        """Whether it stands for all words that begin so; a single unspaced character does."""
        return self.expression(bigrams=self.unspaced).endswith("*")

    @property
    def one_token(self) -> bool:
        """Whether each entry of the index for it is a place where it stands."""
        return self.field is None and len(_PIECE.findall(self.text)) <= 1 + self.unspaced

    def expression(self, *, bigrams: bool) -> str:
        """As FTS5 reads it."""
        if bigrams and self.unspaced:
            quoted = phrase(self.text)
        else:
            quoted = '"' + self.text.replace('"', '""') + '"' + (" *" if self.prefix else "")
        return f"{self.field} : {quoted}" if self.field else quoted


@dataclass(frozen=True, slots=True)
class Query:
    """Groups of alternatives, all of which must be met, and terms that must not be there."""

    wanted: tuple[tuple[Term, ...], ...] = ()
    unwanted: tuple[Term, ...] = ()

    @property
    def needs_bigrams(self) -> bool:
        """Whether some group can only be met by a text in a script without spaces."""
        return any(all(term.unspaced for term in group) for group in self.wanted)

    @property
    def mixed(self) -> bool:
        """Whether alternatives of one group live in different indexes."""
        return not self.needs_bigrams and any(term.unspaced for group in self.wanted for term in group)

    @property
    def gathers(self) -> bool:
        """Whether FTS5 gathers all entries of many words before it gives the first match."""
        return any(term.begins for group in (*self.wanted, self.unwanted) for term in group)

    @property
    def steps(self) -> bool:
        """Whether each entry of the index is a match, so that a look between two ids never goes on behind the last."""
        return len(self.wanted) == 1 and not self.unwanted and all(term.one_token for term in self.wanted[0])

    def expression(self, *, bigrams: bool) -> str:
        """The wanted groups; without bigrams, without the alternatives that need them."""
        groups = [
            [term.expression(bigrams=bigrams) for term in group if bigrams or not term.unspaced]
            for group in self.wanted
        ]
        return " AND ".join(f"({' OR '.join(group)})" for group in groups)

    def exclusion(self, *, bigrams: bool) -> str:
        """The unwanted terms that this index knows; "" if there are none."""
        return " OR ".join(
            term.expression(bigrams=bigrams) for term in self.unwanted if term.unspaced == bigrams
        )


def parse(words: str) -> Query:
    """Read a query. Never raises; what holds no letter and no digit is left out."""
    wanted: list[list[Term]] = []
    unwanted: list[Term] = []
    joined, beginnings = False, 0
    typed = (
        words.encode("utf-8", "replace").decode().replace("\0", " ")
    )  # an argument may hold half a character
    for found in list(_TERM.finditer(typed))[:MAX_TERMS]:
        if found["word"] == "OR" and not found["minus"] and not found["field"]:
            joined = bool(wanted)
            continue
        term = _term(found)
        beginnings += term is not None and term.prefix
        if term is None or (term.prefix and beginnings > MAX_BEGINNINGS):
            continue
        if found["minus"]:
            unwanted.append(term)
        elif joined:
            wanted[-1].append(term)
        else:
            wanted.append([term])
        joined = False
    groups = dict.fromkeys(tuple(dict.fromkeys(group)) for group in wanted)
    return Query(tuple(groups), tuple(dict.fromkeys(unwanted)))


def _term(found: re.Match[str]) -> Term | None:
    field = _FIELDS.get((found["field"] or "").lower())
    text = found["quoted"] if found["quoted"] is not None else found["word"]
    if found["field"] and field is None:  # "10:30", "http://...": no field of ours, so part of the word
        text = f"{found['field']}:{text}"
    prefix = found["quoted"] is None and text.endswith("*")
    if not any(character.isalnum() for character in text):
        return None
    return Term(_first_pieces(text.rstrip("*") if prefix else text), field, prefix)


def _first_pieces(text: str) -> str:
    """`text` up to `MAX_PIECES` words, and not a part of a word more."""
    ends = [piece.end() for piece in islice(_PIECE.finditer(text), MAX_PIECES + 1)]
    if len(ends) <= MAX_PIECES:
        return text
    head = text[: ends[-2]]
    return head if text[ends[-2]].isspace() else head.rsplit(None, 1)[0]
