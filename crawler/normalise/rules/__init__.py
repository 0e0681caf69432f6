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

LINE_RULES: Sequence[Rule] = (
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
    *byline.RULES,
    *tags.RULES,
    *credits.RULES,
    *signoff.RULES,
)

#: Grows whenever the code that applies the rules would give other bytes for the same page.
_CODE = 1
_TABLE = hashlib.sha256(
    "\n".join(f"{r.id} {r.pattern.pattern} {r.longest} {r.place}" for r in LINE_RULES).encode()
)

#: Stands on every article: the generation of the code and a digest of all phrases.
RULES_VERSION = f"{_CODE}-{_TABLE.hexdigest()[:10]}"
