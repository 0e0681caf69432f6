"""Rules in the order in which they are asked, and a cheap way past the many that cannot match a line."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from crawler.normalise.lines import Line
from crawler.normalise.needles import Needles
from crawler.normalise.rule import Rule

_Bits = int  #: a set of rules: bit n stands for the n-th
_CLASSES = (
    -1,
    160,
    300,
    420,
)  #: a line longer than these has fewer rules that could match, and fewer needles to look for


class RuleTable:
    """Looks up the first rule that matches a line.

    Nine in ten lines are prose that is too long for most rules at its place, or have no word of any phrase: the length
    is looked up first, then the needles that phrases cannot do without.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._at_edge = _by_length(rules, [rule.longest for rule in rules])
        self._inside = _by_length(rules, [_longest_inside(rule) for rule in rules])

    def match(self, line: Line) -> Rule | None:
        """The first rule that matches `line`."""
        return next((rule for rule in self._nominated(line) if rule.matches(line)), None)

    def _nominated(self, line: Line) -> Iterator[Rule]:
        """The rules that may match: short enough a line, and a needle of theirs is in it."""
        tables = self._inside if line.edge > 1 else self._at_edge
        found = 0
        for bits in tables[bisect_left(_CLASSES, line.weight) - 1].among(line):
            found |= bits
        while found:
            lowest = found & -found
            yield self.rules[lowest.bit_length() - 1]
            found ^= lowest


def _longest_inside(rule: Rule) -> int:
    """The longest line that the rule takes between prose; -1: none."""
    return -1 if rule.place == "edge" else rule.inside or rule.longest


def _by_length(rules: Sequence[Rule], longest: Sequence[int]) -> list[Needles[_Bits]]:
    """For each class of length the needles of the rules that may match, each with the rules that need it."""
    return [
        _needles([(n, rule) for n, rule in enumerate(rules) if longest[n] > shorter]) for shorter in _CLASSES
    ]


def _needles(rules: Sequence[tuple[int, Rule]]) -> Needles[_Bits]:
    table: dict[str, _Bits] = defaultdict(int)
    for number, rule in rules:
        for needle in rule.needles:
            table[needle] |= 1 << number
    return Needles(table)
