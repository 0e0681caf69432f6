"""Literal strings that a phrase cannot match without: asking for them first saves most of the regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick

from crawler.normalise.lines import Line

_OPTIONAL = frozenset("?*")
_SHORTEST = 2
_RARE = frozenset("©@#[")
_PLAIN = re.compile(r"[^()\[\]{}\\|?*+.^$]+")  # characters that stand for themselves

Value = TypeVar("Value")


class Needles(Generic[Value]):
    """A value for each needle, looked up in a line: all needles at once in one pass over its letters (Aho and Corasick,
    Efficient string matching, CACM 1975).
    """

    def __init__(self, table: Mapping[str, Value]) -> None:
        needles = [needle for needle in table if needle]
        self._values = [table[needle] for needle in needles]
        self._always = [table[""]] if "" in table else []
        self._automaton = AhoCorasick(needles)

    def among(self, line: Line, last: int = 0) -> Iterator[Value]:
        """The values of the needles that stand in the folded line, or in its `last` characters (0: all); that of "" always."""
        yield from self._always
        if not self._values:
            return
        found = self._automaton.find_matches_as_indexes(line.folded[-last:], overlapping=True)
        for number in {number for number, _, _ in found}:
            yield self._values[number]


def needles_of(phrase: str) -> frozenset[str]:
    """Strings of which at least one stands in every text that `phrase` finds; empty where none is certain.

    Understands what our phrases are made of: literals, `[...]`, `(?:...|...)`, escapes and quantifiers.

    >>> sorted(needles_of("(?:sign|log) in(?: now)?"))
    ['log', 'sign']
    """
    best: frozenset[str] = frozenset()
    for branch in _branches(phrase):
        found = _of_branch(branch)
        if not found:
            return frozenset()
        best |= found
    return best


def _of_branch(branch: str) -> frozenset[str]:
    """The most telling of the branch's certain parts: a literal run, or a group whose branches all have one."""
    candidates = [needles for needles in _parts(branch) if needles]
    return max(candidates, key=_worth, default=frozenset())


def _worth(needles: frozenset[str]) -> tuple[int, int]:
    return min(map(_length, needles)), -len(needles)


def _length(needle: str) -> int:
    """Characters without spaces; a rare sign and a character of an unspaced script tell as much as two letters."""
    return sum(2 if char > "\u2e7f" or char in _RARE else char != " " for char in needle)


def _of_group(group: str) -> frozenset[str]:
    inner = group[3:-1] if group.startswith("(?:") else group[1:-1]
    return frozenset() if group.startswith(("(?=", "(?!", "(?<")) else needles_of(inner)


def _of_run(run: str) -> frozenset[str]:
    return frozenset({run}) if _length(run) >= _SHORTEST else frozenset()


def _parts(branch: str) -> Iterator[frozenset[str]]:
    """The needles of each literal run and group that cannot be left out, in order."""
    run = ""
    position = 0
    while position < len(branch):
        plain = _literal_end(branch, position)
        if plain > position:
            run += branch[position:plain]
            position = plain
            continue
        atom, after = _atom(branch, position)
        least, end = _quantifier(branch, after)
        literal = atom[0] not in "([\\.^$" or (atom[0] == "\\" and not atom[1].isalnum())
        if literal and least and end == after:
            run += atom[-1]
        else:
            yield _of_run(run)
            run = ""
            if atom[0] == "(" and least:
                yield _of_group(atom)
        position = end
    yield _of_run(run)


def _literal_end(phrase: str, position: int) -> int:
    """Where plain characters end that no quantifier makes optional or repeats."""
    found = _PLAIN.match(phrase, position)
    if not found:
        return position
    return found.end() - (phrase[found.end() : found.end() + 1] in tuple("?*+{"))


def _branches(phrase: str) -> Iterator[str]:
    start = position = 0
    while position < len(phrase):
        if phrase[position] == "|":
            yield phrase[start:position]
            start = position = position + 1
        else:
            position = _after(phrase, position)
    yield phrase[start:]


def _atom(phrase: str, position: int) -> tuple[str, int]:
    """One literal, escape, class or group, and where it ends."""
    first = phrase[position]
    if first == "\\":
        end = position + 2
    elif first == "[":
        end = _class_end(phrase, position)
    elif first == "(":
        end = _group_end(phrase, position)
    else:
        end = position + 1
    return phrase[position:end], end


def _class_end(phrase: str, position: int) -> int:
    end = position + (3 if phrase[position + 1] == "^" else 2)  # a ] right at the start is itself a member
    while phrase[end] != "]":
        end += 2 if phrase[end] == "\\" else 1
    return end + 1


def _group_end(phrase: str, position: int) -> int:
    end = position + 1
    while phrase[end] != ")":
        end = _after(phrase, end) if phrase[end] != "?" or phrase[end - 1] != "(" else end + 1
    return end + 1


def _after(phrase: str, position: int) -> int:
    """Where the plain characters or the atom at `position` end."""
    plain = _PLAIN.match(phrase, position)
    return plain.end() if plain else _atom(phrase, position)[1]


def _quantifier(phrase: str, position: int) -> tuple[bool, int]:
    """(whether the atom before must be there at least once, where the quantifier ends)."""
    if position >= len(phrase) or phrase[position] not in "?*+{":
        return True, position
    sign = phrase[position]
    end = phrase.index("}", position) + 1 if sign == "{" else position + 1
    least = phrase[position + 1] not in "0," if sign == "{" else sign == "+"
    if end < len(phrase) and phrase[end] in "?+":
        end += 1
    return least, end
