"""The clock for what is stored and due. Delays, timeouts and leases have clocks of their own."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from storage.errors import UsageError

VARIABLE = "NEWSFOLD_NOW"


def now() -> datetime:
    """The time, aware and in UTC; `NEWSFOLD_NOW` (ISO 8601, UTC where no offset is given) replaces it.

    Raises:
        UsageError: `NEWSFOLD_NOW` is set and is no time.
    """
    given = os.environ.get(VARIABLE, "").strip()
    return read_time(given, VARIABLE) if given else datetime.now(UTC)


def read_time(text: str, name: str) -> datetime:
    """Read an ISO 8601 time or date as aware UTC; `name` is what the message calls it.

    >>> read_time("2026-03-01", "--until").isoformat()
    '2026-03-01T00:00:00+00:00'
    """
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"{name}={text!r} is no ISO 8601 time; write for example 2026-11-23T12:00:00Z"
        ) from error
