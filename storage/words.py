"""From what a person types into a search box to an expression that FTS5 cannot refuse.

Words are joined by "and"; `"a phrase"`, `-not`, `prefix*`, `headline:word` and `OR` between two words work as in
web search engines: `kyiv OR kiev talks` is (kyiv or kiev) and talks. Everything else is a word, whatever its signs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from storage.cjk import has_runs, phrase
from storage.schema_names import SEARCHED

MAX_TERMS = 64  #: of a pasted paragraph the first ones decide; FTS5's parser has a limit of its own
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
    joined = False
    typed = (
        words.encode("utf-8", "replace").decode().replace("\0", " ")
    )  # an argument may hold half a character
    for found in list(_TERM.finditer(typed))[:MAX_TERMS]:
        if found["word"] == "OR" and not found["minus"] and not found["field"]:
            joined = bool(wanted)
            continue
        term = _term(found)
        if term is None:
            continue
        if found["minus"]:
            unwanted.append(term)
        elif joined:
            wanted[-1].append(term)
        else:
            wanted.append([term])
        joined = False
    return Query(tuple(map(tuple, wanted)), tuple(unwanted))


def _term(found: re.Match[str]) -> Term | None:
    field = _FIELDS.get((found["field"] or "").lower())
    text = found["quoted"] if found["quoted"] is not None else found["word"]
    if found["field"] and field is None:  # "10:30", "http://...": no field of ours, so part of the word
        text = f"{found['field']}:{text}"
    prefix = found["quoted"] is None and text.endswith("*")
    if not any(character.isalnum() for character in text):
        return None
    return Term(text.rstrip("*") if prefix else text, field, prefix)
