"""The dateline: where a report was written, and by which agency. Read, never cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dateline:
    """`place` as written ("Kyiv, Ukraine"), `agency` by its usual name."""

    place: str | None = None
    agency: str | None = None


def find_dateline(paragraphs: Sequence[str]) -> Dateline:
    return Dateline()
