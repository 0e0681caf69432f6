"""What a user asks to drop or keep: regular expressions from `sources.toml`, compiled with care."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from storage.records import UserRules

LONGEST_LINE = 2000  #: characters of a line that an expression sees
LONGEST_RULE = 500
# A repeated group that ends in a repeat of its own, such as (a+)+ or (\w*\s*)*: time grows with 2 to the length.
_NESTED = re.compile(r"\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.){0,3}\)[?]?(?:[+*]|\{\d*,\d*\})")


@dataclass(frozen=True, slots=True)
class CompiledRules:
    """A user's rules, ready to ask."""

    drop: tuple[re.Pattern[str], ...] = ()
    keep: tuple[re.Pattern[str], ...] = ()

    def dropped_by(self, text: str) -> str:
        """The expression that asks to drop a line of this text; "" if none does."""
        return next((rule.pattern for rule in self.drop if rule.search(text[:LONGEST_LINE])), "")

    def keeps(self, text: str) -> bool:
        """Whether a rule asks to keep a line of this text."""
        return any(rule.search(text[:LONGEST_LINE]) for rule in self.keep)


@lru_cache(maxsize=256)
def compile_rules(rules: UserRules) -> CompiledRules:
    """Compile a source's rules; the same rules are compiled once.

    Raises:
        ValueError: an expression is not valid, is longer than 500 characters, matches the empty line (it would
            drop everything), or repeats a repeat, which can take time without end. The message names it.
    """
    return CompiledRules(_compile("drop", rules.drop), _compile("keep", rules.keep))


def _compile(name: str, expressions: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(_one(name, expression) for expression in expressions)


def _one(name: str, expression: str) -> re.Pattern[str]:
    if len(expression) > LONGEST_RULE:
        raise ValueError(f"{name}: a rule of {len(expression)} characters; {LONGEST_RULE} are allowed")
    if _NESTED.search(expression):
        raise ValueError(
            f"{name}: {expression!r} repeats a group that repeats itself, which can take forever; write it without the inner + or *"
        )
    try:
        rule = re.compile(expression)
    except (re.error, RecursionError, OverflowError) as problem:
        raise ValueError(f"{name}: {expression!r} is not a regular expression: {problem}") from problem
    if rule.search(""):
        raise ValueError(f"{name}: {expression!r} matches every line, also an empty one")
    return rule
