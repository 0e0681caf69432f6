"""The console script `newsfold`: runs from any directory, says every failure in one line, answers with an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from crawler.cli.ours import intruders


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (0 ok, 1 internal, 2 usage, 3 some failed, 4 nothing, 5 held, 130)."""
    for intruder in intruders():
        sys.stderr.write(f"newsfold: {intruder}\n")
        return 2
    from crawler.cli.start import run  # noqa: PLC0415 - it imports `storage`, which was checked just now

    return run(list(sys.argv[1:] if arguments is None else arguments))
