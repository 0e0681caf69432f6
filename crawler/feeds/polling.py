"""How often a publisher asks to be read: ttl, skipHours, skipDays, and the syndication module."""

from __future__ import annotations

from crawler.markup.element import Children

PERIODS = {  # RSS 1.0 syndication module
    "hourly": 3600.0,
    "daily": 86_400.0,
    "weekly": 604_800.0,
    "monthly": 2_629_746.0,
    "yearly": 31_556_952.0,
}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAX_TTL = 366 * 24 * 60  #: minutes


def ttl_seconds(channel: Children) -> float | None:
    """RSS 2.0 <ttl>, which counts minutes; None where it says nothing sensible."""
    minutes = _number(channel.line("ttl"))
    return minutes * 60 if minutes and 0 < minutes <= MAX_TTL else None


def update_interval(channel: Children) -> float | None:
    """sy:updatePeriod divided by sy:updateFrequency (1 when it is left out), in seconds."""
    period = PERIODS.get((channel.line("sy:updateperiod") or "").lower())
    frequency = _number(channel.line("sy:updatefrequency")) or 1
    return period / frequency if period and frequency >= 1 else None


def skip_hours(channel: Children) -> frozenset[int]:
    """Hours 0..23 (UTC) to stay away; 24, as some write midnight, is 0. All 24 together mean nothing."""
    hours = {_number(text) for hours in channel.inside("skiphours") for text in _lines(hours, "hour")}
    found = frozenset(int(hour) % 24 for hour in hours if hour is not None and 0 <= hour <= 24)
    return found if len(found) < 24 else frozenset()


def skip_days(channel: Children) -> frozenset[int]:
    """Days to stay away, 0 = Monday. All seven together mean nothing."""
    words = {text.lower() for days in channel.inside("skipdays") for text in _lines(days, "day")}
    found = frozenset(number for number, name in enumerate(DAYS) if name in words)
    return found if len(found) < 7 else frozenset()


def _lines(children: Children, name: str) -> list[str]:
    return [(element.text or "").strip() for element in children.all(name)]


def _number(text: str | None) -> float | None:
    try:
        return float(int((text or "").strip()[:9]))
    except ValueError:
        return None
