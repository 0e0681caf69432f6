"""Dates as feeds write them: RFC 822, ISO 8601, and what people type, in many languages.

A date without a zone is taken as UTC. What cannot be read, or lies outside of the years that a news
feed can speak of, is None: no date is better than a wrong one.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from crawler.markup.months import AFTERNOON, BY_LANGUAGE, MORNING, ZONES, month_table

MONTHS = month_table()
FIRST_YEAR, LAST_YEAR = 1971, 2199  #: 1969 and 1970 are a clock that was never set, 9999 means "never"
MAX_DATE = 120  #: characters; longer texts are no dates
SLACK = timedelta(days=1)  #: a date so far ahead of the clock may be a zone's mistake

ISO = re.compile(
    r"([12]\d{3})-(\d{1,2})-(\d{1,2})"
    r"(?:[Tt\s]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([Zz]|[+-]\d{2}:?\d{2})?)?"
)
RFC822 = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s+)?(\d{1,2})\s+([A-Za-z]{3,9})\.?\s+(\d{4})\s+"
    r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([A-Za-z]{1,5}|[+-]\d{4})?"
)
BASIC_ISO = re.compile(
    r"([12]\d{3})(\d{2})(\d{2})(?:[Tt ]?(\d{2})(\d{2})(\d{2})?(?:[.,]\d+)?)?\s*([Zz]|[+-]\d{2}:?\d{2})?"
)
YEAR_FIRST = re.compile(r"([12]\d{3})(?:[-/.](\d{1,2}))?")
ORDINAL = re.compile(r"([12]\d{3})-?([0-3]\d{2})")
EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})")
CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})\s?[:.h時时시][\s]?(\d{1,2})(?!\d|\.\d{4})\s?[分분]?(?:[:.]?\s?(\d{2})(?:[.,]\d+)?(?!\d)\s?[秒초]?)?"
)
OFFSET = re.compile(r"(?:gmt|utc|ut)?\s?([+-])(\d{1,2}):?(\d{2})?(?!\d)")
EAST_ASIAN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?")
THREE_NUMBERS = re.compile(r"(?<!\d)(\d{1,4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{2,4})(?!\d)")
WORD_OR_NUMBER = re.compile(r"\d+|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff.’'])*")
VIETNAMESE = re.compile(r"\b(?:tháng|thg|th)\s?(\d{1,2})\b")


def parse_date(raw: str | None, language: str | None = None) -> datetime | None:
    """Read one date; aware and in UTC, or None.

    >>> parse_date("lun., 06 mai 2024 10:00:00 +0200").isoformat()
    '2024-05-06T08:00:00+00:00'
    >>> parse_date("Thu, 01 Jan 9999 00:00:00 GMT") is None
    True
    """
    if not raw or len(raw) > 10 * MAX_DATE:
        return None
    text = " ".join(raw.split())[:MAX_DATE]
    return _parse(text, (language or "")[:2].lower()) if text else None


def not_after(moment: datetime | None, now: datetime | None) -> datetime | None:
    """Clamp a date in the future to `now`; a day of slack, for zones that were left out."""
    return now if moment and now and moment > now + SLACK else moment


@lru_cache(maxsize=2048)
def _parse(text: str, language: str) -> datetime | None:
    found = ISO.fullmatch(text)
    if found:
        year, month, day, hour, minute, second, zone = found.groups()
        return _moment(int(year), int(month), int(day), _clock(hour, minute, second), _offset(zone))
    found = RFC822.fullmatch(text)
    if found:
        day, name, year, hour, minute, second, zone = found.groups()
        number = _month(fold(name), language)
        if number:
            return _moment(int(year), number, int(day), _clock(hour, minute, second), _offset(zone))
    return _rare_forms(text) or _free_form(fold(text), language)


def _rare_forms(text: str) -> datetime | None:
    """Numbers alone: basic ISO, a year, an ordinal day, seconds or milliseconds since 1970."""
    found = BASIC_ISO.fullmatch(text)
    if found:
        year, month, day, hour, minute, second, zone = found.groups()
        moment = _moment(int(year), int(month), int(day), _clock(hour, minute, second), _offset(zone))
        if moment:
            return moment
    found = YEAR_FIRST.fullmatch(text)
    if found:
        return _moment(int(found[1]), int(found[2] or 1), 1)
    found = ORDINAL.fullmatch(text)
    if found and 1 <= int(found[2]) <= 366:
        start = _moment(int(found[1]), 1, 1)
        return start + timedelta(days=int(found[2]) - 1) if start else None
    found = EPOCH.fullmatch(text)
    if found:
        seconds = int(found[1]) if found[1] else int(found[2]) // 1000
        return _in_range(datetime.fromtimestamp(seconds, UTC))
    return None


def _free_form(text: str, language: str) -> datetime | None:
    text, clock, offset = _take_clock(text)
    date = _numeric_date(text, american=clock is not None and clock[3]) or _worded_date(text, language)
    if date is None:
        return None
    hours = clock[:3] if clock else (0, 0, 0)
    return _moment(*date, hours, offset)


def _take_clock(text: str) -> tuple[str, tuple[int, int, int, bool] | None, int]:
    """Split off the time of day and the zone that follows it: (rest, (h, m, s, by halves of the day), minutes east)."""
    found = CLOCK.search(text)
    while found and (int(found[1]) > 24 or int(found[2]) > 59):
        found = CLOCK.search(text, found.end())
    if not found:
        return text, None, 0
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    after = text[found.end() :]
    before = text[: found.start()]
    half = _half_of_day(before, after)
    if half is not None and hour <= 12:
        hour = hour % 12 + (12 if half else 0)
    zone = _zone_in(after)
    rest = before + " " + OFFSET.sub(" ", after)
    return rest, (hour, minute, min(second, 59), half is not None), zone


def _half_of_day(before: str, after: str) -> bool | None:
    """True: afternoon, False: morning, None: not said. East Asian marks stand before the time."""
    words = [word.strip("().,") for word in after.split()[:1] + before.split()[-1:]]
    for word in words:
        if word in AFTERNOON or any(word.endswith(mark) for mark in ("下午", "午後", "午后", "오후", "晚上")):
            return True
        if word in MORNING or any(word.endswith(mark) for mark in ("上午", "午前", "오전", "凌晨", "早上")):
            return False
    return None


def _zone_in(text: str) -> int:
    found = OFFSET.search(text)
    if found:
        return _signed(found[1], found[2], found[3])
    for word in re.findall(r"[a-z]+", text):
        if word in ZONES:
            return ZONES[word]
    return 0


def _numeric_date(text: str, *, american: bool) -> tuple[int, int, int] | None:
    """A date in numbers: year first, or day first unless that cannot be (or the clock says American)."""
    found = EAST_ASIAN.search(text)
    if found:
        return int(found[1]), int(found[2]), int(found[3])
    found = THREE_NUMBERS.search(text)
    if not found:
        return None
    first, second, third = (int(group) for group in found.groups())
    if len(found[1]) == 4:
        return _common_era(first), second, third
    if len(found[1]) > 2 or len(found[3]) == 3:
        return None
    year = _common_era(_century(third) if len(found[3]) == 2 else third)
    if len(found[3]) == 2 and first > 31:
        return _century(first), second, third
    if second > 12 or (american and first <= 12):
        return year, first, second
    return year, second, first


def _worded_date(text: str, language: str) -> tuple[int, int, int] | None:
    """A date with the month as a word: the four-digit number is the year, the other one the day."""
    vietnamese = VIETNAMESE.search(text)
    month = int(vietnamese[1]) if vietnamese else None
    if vietnamese:
        text = text[: vietnamese.start()] + " " + text[vietnamese.end() :]
    numbers: list[str] = []
    words: list[str] = []
    for token in WORD_OR_NUMBER.findall(text):
        (numbers if token[0].isdigit() else words).append(token)
    month = month or _month_among(words, language)
    if not month or not 2 <= len(numbers) <= 4:
        return None
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if years and days:
        return _common_era(int(years[0])), month, int(days[0])
    return (_century(int(days[1])), month, int(days[0])) if len(days) > 1 else None


def _month_among(words: list[str], language: str) -> int | None:
    for first, second in pairwise([*words, ""]):
        number = _month(first, language) or _month(f"{first} {second}", language)
        if number:
            return number
    return None


def _month(word: str, language: str) -> int | None:
    word = word.rstrip(".")
    special = BY_LANGUAGE.get(language, {}).get(word)
    return special or MONTHS.get(word) or MONTHS.get(word.removeprefix("de ").removesuffix("ta"))


def fold(text: str) -> str:
    """Lower case, compatibility forms, European digits, typographic minus and blanks made plain."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u2013", "-").lower()
    if plain.isascii():
        return plain
    digits = (
        str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain if c not in "\u200e\u200f\u0307"
    )
    return "".join(digits).replace("،", " ").replace("年", "年 ").replace("日", "日 ")


def _century(year: int) -> int:
    return year + (2000 if year < 69 else 1900)


def _common_era(year: int) -> int:
    """Thai feeds count from 543 before our era."""
    return year - 543 if 2480 <= year <= 2700 else year


def _clock(hour: str | None, minute: str | None, second: str | None) -> tuple[int, int, int]:
    return int(hour or 0), int(minute or 0), min(int(second or 0), 59)


def _offset(zone: str | None) -> int:
    if not zone:
        return 0
    if zone[0] in "+-":
        return _signed(zone[0], zone[1:3], zone[-2:])
    return ZONES.get(zone.lower(), 0)


def _signed(sign: str, hours: str, minutes: str | None) -> int:
    """Minutes east; an offset that no place on earth has counts as none."""
    value = int(hours) * 60 + int(minutes or 0)
    return 0 if value > 14 * 60 else (-value if sign == "-" else value)


def _moment(
    year: int, month: int, day: int, clock: tuple[int, int, int] = (0, 0, 0), offset: int = 0
) -> datetime | None:
    hour, minute, second = clock
    next_day = hour == 24 and minute == 0 and second == 0  # ISO 8601's end of the day
    try:
        local = datetime(year, month, day, 0 if next_day else hour, minute, second, tzinfo=UTC)
        return _in_range(local + timedelta(days=int(next_day), minutes=-offset))
    except (ValueError, OverflowError):
        return None


def _in_range(moment: datetime) -> datetime | None:
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None
