"""The rules, one module a class. `LINE_RULES` in the order in which they are asked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from crawler.normalise.rule import Rule
from crawler.normalise.rules import (
    ads,
    byline,
    comments,
    consent,
    copyright,  # noqa: A004 - the class of line is called so
    credits,  # noqa: A004 - the class of line is called so
    disclaimer,
    more,
    newsletter,
    notices,
    related,
    share,
    signoff,
    tags,
    translation,
)
from crawler.normalise.rules.code import CODE_RULES, CodeRule

__all__ = ["CODE_RULES", "CREDIT_RULES", "LINE_RULES", "RULES_VERSION", "CodeRule", "Rule", "rules"]

LINE_RULES: Sequence[Rule] = (
    *byline.RULES,
    *notices.RULES,
    *translation.RULES,
    *copyright.RULES,
    *disclaimer.RULES,
    *ads.RULES,
    *consent.RULES,
    *comments.RULES,
    *share.RULES,
    *related.RULES,
    *more.RULES,
    *newsletter.RULES,
    *tags.RULES,
    *credits.RULES,
    *signoff.RULES,
)

CREDIT_RULES: Sequence[Rule] = credits.RULES


def rules() -> Sequence[Rule | CodeRule]:
    """Every rule that can take a line out, each with `id`, `kind`, `reason`, `languages`, `place`, `field`, and
    examples that it `cuts` and `keeps`.
    """
    return (*CODE_RULES, *LINE_RULES)


#: Grows whenever the code that applies the rules would give other bytes for the same page.
_CODE = 2
_TABLE = hashlib.sha256()
for _rule in LINE_RULES:
    _TABLE.update(
        f"{_rule.id} {_rule.shape} {_rule.place} {_rule.longest} {_rule.inside} {_rule.links} {_rule.unless}\n".encode()
    )
    _TABLE.update(repr(sorted(_rule.phrases.items())).encode())

#: Stands on every article: the generation of the code and a digest of all phrases.
RULES_VERSION = f"{_CODE}-{_TABLE.hexdigest()[:10]}"
