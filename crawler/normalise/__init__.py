"""Cleaning: a page in, one headline and one clean body out, and a `Cut` for every line that went."""

from crawler.normalise.clean import normalise
from crawler.normalise.learned import countable_lines, is_learned, learn, line_key
from crawler.normalise.rules import RULES_VERSION, rules
from crawler.normalise.selectors import apply_selectors
from crawler.normalise.user import compile_rules

__all__ = [
    "RULES_VERSION",
    "apply_selectors",
    "compile_rules",
    "countable_lines",
    "is_learned",
    "learn",
    "line_key",
    "normalise",
    "rules",
]
