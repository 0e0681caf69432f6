"""Rules in the order in which they are asked, and a cheap way past the many that cannot match a line."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from crawler.normalise.lines import Line
from crawler.normalise.needles import Needles
from crawler.normalise.rule import Rule

_Bits = int  #: a set of rules: bit n stands for the n-th


class RuleTable:
    """Looks up the first rule that matches a line.

    Nine in ten lines are prose that is too long for any rule at its place, or have no word of any phrase: the length
    is looked up first, then the needles that phrases cannot do without.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._at_edge = _by_length([rule.longest for rule in rules])
        self._inside = _by_length([_longest_inside(rule) for rule in rules])
        table: dict[str, _Bits] = defaultdict(int)
        for number, rule in enumerate(rules):
            for needle in rule.needles:
                table[needle] |= 1 << number
        self._needles = Needles(table)

    def match(self, line: Line) -> Rule | None:
        """The first rule that matches `line`."""
        return next((rule for rule in self._nominated(line) if rule.matches(line)), None)

    def _nominated(self, line: Line) -> Iterator[Rule]:
        """The rules that may match: short enough a line, and a needle of theirs may be in it."""
        lengths, bits = self._inside if line.edge > 1 else self._at_edge
        fit = bits[bisect_left(lengths, line.weight)]
        if not fit:
            return
        found = 0
        for rules in self._needles.among(line):
            found |= rules
        found &= fit
        while found:
            lowest = found & -found
            yield self.rules[lowest.bit_length() - 1]
            found ^= lowest


def _longest_inside(rule: Rule) -> int:
    """The longest line that the rule takes between prose; -1: none."""
    return (rule.inside or rule.longest) if rule.place in ("any", "start", "end") else -1


def _by_length(longest: Sequence[int]) -> tuple[list[int], list[_Bits]]:
    """Every limit in order, and the rules that a line of at most that length can match; none beyond the last."""
    limits = sorted(set(longest))
    fitting = [_bits(n for n, limit in enumerate(longest) if limit >= least) for least in limits]
    return limits, [*fitting, 0]


def _bits(numbers: Iterator[int]) -> _Bits:
    return sum(1 << number for number in numbers)
