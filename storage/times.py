"""Times and global ids as the archive writes them."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime


def utc(moment: datetime) -> datetime:
    """`moment` in UTC; a naive one is taken to be UTC already, as every clock of ours is."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def written(moment: datetime) -> str:
    """ISO 8601 in UTC with "+00:00".

    That ending sorts before the "." of a fraction, so texts sort as times do; "Z" would not.
    """
    return utc(moment).isoformat()


def to_text(moment: datetime | None) -> str | None:
    """`written`, or None for a time that is not known."""
    return None if moment is None else written(moment)


def from_text(text: str | None) -> datetime | None:
    """The inverse of `to_text`; None for an empty column."""
    return utc(datetime.fromisoformat(text)) if text else None


def moment(text: str) -> datetime:
    """A column that is never empty."""
    return utc(datetime.fromisoformat(text))


def system_now() -> datetime:
    """The system's clock, aware UTC."""
    return datetime.now(UTC)


def lease_clock() -> float:
    """The store's own clock for leases: seconds since 1970, comparable between processes of one machine."""
    return time.time()


def new_gid() -> str:
    """A UUID of version 7 (RFC 9562): unique without asking anybody, and growing, so that its index stays compact."""
    number = time.time_ns() // 1_000_000 << 80 | int.from_bytes(os.urandom(10), "big")
    number = number & ~(0xF << 76) | 7 << 76
    digits = f"{number & ~(0x3 << 62) | 0x2 << 62:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
