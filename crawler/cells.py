"""Values as text: as JSON writes them, on one line, and safe in a spreadsheet (OWASP, CSV injection)."""

from __future__ import annotations

import base64
import dataclasses
import json
import re
from collections.abc import Mapping
from datetime import datetime

_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def plain_value(value: object) -> object:
    """A value as JSON writes it: times as the archive's columns have them (ISO 8601, "+00:00"), records as objects, bytes as base64."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)


def cell(value: object) -> str:
    """One value on one line of text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float)):
        return str(value)
    plain = value if isinstance(value, (list, tuple, dict)) else plain_value(value)
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False, default=plain_value)


def spreadsheet_cell(value: object) -> str:
    """`cell`, with a leading `'` where a spreadsheet would run the text as a formula.

    >>> spreadsheet_cell('=HYPERLINK("x")'), spreadsheet_cell("-12.5"), spreadsheet_cell(-3)
    ('\\'=HYPERLINK("x")', '-12.5', '-3')
    """
    text = cell(value).replace("\x00", "")
    risky = isinstance(value, str) and _FORMULA.match(text) and not _NUMBER.fullmatch(text)
    return f"'{text}" if risky else text
