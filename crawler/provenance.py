"""What a run is made of, for its row: the versions that decide what a page becomes."""

from __future__ import annotations

import platform
import sqlite3
from functools import cache

from crawler.extract.body import VERSION as EXTRACTOR
from crawler.normalise import RULES_VERSION
from crawler.version import packages, version


@cache
def versions() -> dict[str, str]:
    """newsfold, its extractor and rules, Python, SQLite, and every package that reads, fetches, folds or stores."""
    ours = {"newsfold": version(), "extractor": EXTRACTOR, "rules": RULES_VERSION}
    return ours | {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version} | packages()
