"""The page of the documentation that lists the rules: `python -m crawler.normalise.rules.page > docs/rules.md`."""

from __future__ import annotations

import sys
from itertools import groupby

from crawler.normalise.rules import CodeRule, Rule, rules

_HEAD = """# Rules

Every rule that can take a line out of an article, in the order in which they are asked. Each line says what a rule cuts and,
because it matters more, what looks like it and stays. A line that is cut leaves a row with the rule's name and reason.

`newsfold rules` prints the same, `newsfold rules test` tries one of your own. How they decide: [cleaning](cleaning.md).
"""


def rules_page() -> str:
    """All rules as Markdown, one heading a class."""
    parts = [_HEAD]
    for kind, members in groupby(rules(), key=lambda rule: rule.kind):
        parts.append(f"\n## {kind}\n\n")
        parts.extend(_described(rule) for rule in members)
    return "".join(parts)


def _described(rule: Rule | CodeRule) -> str:
    place = "" if rule.place == "any" else f"; looked for {_PLACES[rule.place]}"
    goes = f" Goes into the field `{rule.field}`." if rule.field else ""
    languages = "every language" if "*" in rule.languages else ", ".join(sorted(rule.languages))
    return (
        f"- **{rule.id}**: {rule.reason}{place}.{goes} Languages: {languages}.\n"
        f"    - cuts: {_code(rule.cuts[0])}\n    - keeps: {_code(rule.keeps[0])}\n"
    )


_PLACES = {"start": "at the start", "end": "at the end", "edge": "at the start or end"}


def _code(text: str) -> str:
    return f"`` {text.strip()} ``" if "`" in text else f"`{text.strip()}`"


if __name__ == "__main__":
    sys.stdout.write(rules_page())
