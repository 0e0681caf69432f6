"""What an import came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

SHOWN = 20  #: problems that are kept with their place; the rest is only counted


@dataclass(slots=True)
class ImportReport:
    """Counts by outcome ("new", "same", "joined", "near", ...), and what could not be taken with its reason."""

    counts: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)  #: reason -> how many: no article, no page
    problems: list[str] = field(default_factory=list)
    failed: int = 0
    interrupted: bool = False

    def fail(self, place: str, reason: str) -> None:
        """Count what could not be read, and keep the first places."""
        self.failed += 1
        if len(self.problems) < SHOWN:
            self.problems.append(f"{place}: {reason}")

    @property
    def taken(self) -> int:
        """Articles and stories that stand in the archive now, also those that stood there before."""
        return sum(self.counts.values())

    def told(self) -> dict[str, int]:
        """As `runs.counts` keeps it."""
        rejected = sum(self.rejected.values())
        return {**self.counts, "rejected": rejected, "failed": self.failed}


Tell: TypeAlias = Callable[[int, int], None]  #: bytes (or stories) done, of how many
