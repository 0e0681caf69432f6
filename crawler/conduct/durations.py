"""Durations as people write them."""

from __future__ import annotations

import re

MINUTE, HOUR, DAY, WEEK = 60.0, 3600.0, 86_400.0, 604_800.0

_UNITS = {"s": 1.0, "m": MINUTE, "h": HOUR, "d": DAY, "w": WEEK}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdw]?)", re.ASCII)


def parse_duration(text: str) -> float:
    """Return the seconds of "90s", "60m", "1.5h", "7d" or "2w"; a bare number is seconds.

    Raises:
        ValueError: anything else; the message shows how to write it.
    """
    found = _DURATION.fullmatch(text.strip().lower())
    if not found:
        raise ValueError(
            f"{text!r} is no duration; write a number and s, m, h, d or w, such as 90s, 60m, 7d or 2w"
        )
    return float(found[1]) * _UNITS[found[2] or "s"]


def say(seconds: float) -> str:
    """Return a duration in words for a reason: the two largest units that matter.

    >>> say(5400), say(45), say(259_200)
    ('1 h 30 min', '45 s', '3 days')
    """
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    minutes = round(seconds / MINUTE)
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        days, hours = divmod(hours, 24)
        return f"{days} days {hours} h" if hours else f"{days} days"
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
