"""The name inside a credit line."""

from __future__ import annotations

import re

from crawler.normalise.rule import Rule

_AFTER_LABEL = re.compile(r"^[^:：=/|]{2,40}[:：=|/丨]\s*(?P<name>.{2,120})$", re.DOTALL)
_FROM = re.compile(
    r"^\W*[^\W\d]+(?: [^\W\d]+)?? (?:from|by|via|courtesy of|courtesy|credit|von|aus|par|de|por|di|da|van|door|из|от|с) (?P<name>.{2,80})$",
    re.IGNORECASE | re.DOTALL,
)
_AT_END = re.compile(
    r"(?:[^\W\d_]{2,12}\s?[:：=/|]\s?|[(\[]|[©|]\s?)(?P<name>[^()\[\]|©:：]{2,60})[)\]]?\s*$", re.DOTALL
)


def credit_of(text: str, rule: Rule) -> str:
    """Who is credited by a line that `rule` took: "CNN" of "Image from CNN"."""
    shapes = {"label": (_AFTER_LABEL,), "start": (_FROM, _AFTER_LABEL), "end": (_AT_END,)}
    for shape in shapes.get(rule.shape, ()):
        match = shape.search(text)
        if match:
            return match["name"].strip(" .)]([,;")
    return text.strip(" .)]([")
