"""Which articles are exported: the filters of `newsfold search`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from storage.ports import Archive


@dataclass(frozen=True, slots=True)
class Selection:
    """Articles that have the words, since <= date < until, of one source, in one language; everything if empty."""

    words: str = ""
    since: datetime | None = None
    until: datetime | None = None
    source: str | None = None
    language: str | None = None

    def ids(self, archive: Archive) -> Iterator[int]:
        """The articles' ids, rising."""
        return archive.selected(
            self.words, since=self.since, until=self.until, source=self.source, language=self.language
        )

    def told(self) -> dict[str, str]:
        """The filters that are set, as a manifest says them."""
        given = {
            "words": self.words,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "source": self.source,
            "language": self.language,
        }
        return {name: value for name, value in given.items() if value}
