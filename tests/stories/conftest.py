"""A real archive of a few outlets that print each other's reports."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import newsfold
import pytest

from tests.cli.conftest import Result, Run, process

__all__ = ["process"]
Ask = Callable[..., Result]
DAY = "2026-11-23"
SYLLABLES = [one + two for one in "bdfgklmnprstv" for two in "aeiou"]


def report(number: int, place: str, *, parts: int = 8) -> str:
    """Made-up prose: no two numbers share a phrase, fewer parts are the beginning of the same text."""
    chance = random.Random(number)
    return "\n\n".join(
        f"{place} "
        + " ".join("".join(chance.choices(SYLLABLES, k=3)) for _ in range(29))
        + f" {number}{part}."
        for part in range(parts)
    )


def row(source: str, number: int, hour: int, body: str, **more: Any) -> dict[str, Any]:
    return {
        "url": f"https://{source}.example/news/{number}.html",
        "source": source,
        "headline": f"Case {number} is heard",
        "body": body,
        "published": f"{DAY}T{hour:02}:00:00Z",
        "language": "en",
    } | more


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Story 1 in three places (one cut it, one added to it), story 2 alone, an unrelated third."""
    path = tmp_path / "news.db"
    full = report(1, "Northport", parts=7)
    with newsfold.open_archive(path) as archive:
        archive.add_many(
            [
                row("harbour", 1, 6, full, agency="Coast Wire"),
                row("valley", 1, 8, report(1, "Northport", parts=5), headline="Short: case 1"),
                row("delta", 1, 9, full + "\n\nA word of our own was added by the editors of the delta."),
                row("valley", 2, 7, report(2, "Eastmere")),
                row("delta", 3, 7, report(3, "Southwick")),
            ]
        )
    return path


@pytest.fixture
def ask(process: Run, file: Path) -> Ask:
    """The console script on that archive, as a process of its own."""
    return lambda *words, **more: process(*words, "--db", file, **more)
