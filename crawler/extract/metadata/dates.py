"""Read one date as it is written on the web: ISO 8601, RFC 822, `Date.toString()`, and the words of 60 languages.

A date without a zone is taken as UTC, so that its day stays the day that the newsroom wrote. Relative dates
("2 hours ago") need the time of fetching and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.extract.metadata.date_words import (
    BUDDHIST,
    ERAS,
    JALALI,
    THAI_SHORT,
    TWO_WORDS,
    WALL_ZONES,
    ZONES,
    fold_word,
    month_number,
)

LONGEST = 300  #: characters of a string that are searched for a date
OLDEST = 1700  #: digitised newspapers begin about here; earlier years are "0001-01-01" and its like
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date that was read. `when` is in UTC; without `zoned` the zone was not written and UTC is assumed."""

    when: datetime
    zoned: bool = False
    clock: bool = False  #: a time of day was written

    @property
    def precision(self) -> int:
        """0 day, 1 time without zone, 2 a point in time."""
        return 2 if self.zoned and self.clock else int(self.clock)


@dataclass(frozen=True, slots=True)
class DateHabits:
    """How a page writes its dates: its language, and whether 3/4/2024 is March 4 (United States)."""

    language: str | None = None
    month_first: bool = False


_WORD = r"[^\W\d_][^\s\d.,:;/|()\[\]<>•·-]{1,14}"
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T\s_]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,:]\d{1,9})?)?\s*(Z|[A-Z]{3,4}|(?:UTC|GMT)?[+\u2212-]\d{1,2}(?::?\d{2})?(?::?00)?)?)?"
    r"(?:\[[\w/]+\])?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?"
)
_STAMP = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")
_C_DATE = re.compile(  # Date.toString() of JavaScript and Java, asctime()
    rf"({_WORD})\s+(\d{{1,2}})\s+(\d{{1,2}}:\d{{2}}:\d{{2}})\s+(?:([A-Z]{{2,5}}(?:[+-]\d{{2}}:?\d{{2}})?|[+-]\d{{4}})\s+)?(\d{{4}})(?!\d)"
)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(\d{4})\s*(?:[-/.\u2010-\u2015]|[年년]|-?yil,?)\s*(\d{1,2})\s*(?:[-/.\u2010-\u2015]|[月월])\s*(\d{1,2})(?!\d|\.\d{3})"
)
_DAY_FIRST = re.compile(
    r"(?<![\d.:])(\d{1,2})\s?([./\u2010-\u2015-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/]|\.\d)"
)
_DAY_WORD = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s?(?:st|nd|rd|th|er|re|ra|ος|η|-?го|-?е|º|ª|°|\.)?,?[\s./-]*"
    rf"(?:de\s+|del\s+|of\s+|di\s+|d['’]\s?|da\s+|ngày\s+)?({_WORD})[.,]?"
    r"(?:\s*(?:de\s+|del\s+|of\s+)?[\s./-]*(\d{4})(?!\d)|[-/](\d{2})(?![\d:])|,?\s+['’](\d{2})(?!\d))"
)
_WORD_DAY = re.compile(
    rf"({_WORD})\.?[\s/-]*(\d{{1,2}})(?:st|nd|rd|th|er)?[\s.,/-]+(?:de\s+)?(\d{{4}})(?!\d)"
)
_YEAR_WORD = re.compile(
    rf"(?<!\d)(\d{{4}})(?:\.?\s?gada|\s?m\.|-?[ek]?ko|-?yil|\.)?[\s,-]*(?:(\d{{1,2}})\.\s*)?({_WORD})[\s.-]*(\d{{1,2}})?(?!\d)"
)
_VIETNAMESE = re.compile(r"(?<!\d)(\d{1,2})\s*(?:tháng|thg)\s*(\d{1,2})(?:\s*,|\s*năm)?\s*(\d{4})")
_CLOCK = re.compile(
    r"(?<![\d.,/-])(上午|下午|晚上|凌晨|午前|午後|오전|오후|صباحاً?|مساءً?)?\s*(\d{1,2})\s?(?:[:：.hHuU時时点點]|시)\s?(\d{2})(?!\d)"
    r"(?:\s?[:：.分분]\s?(\d{2})(?![\d:])(?:[.,]\d{1,6})?)?\s*(?:Uhr|uhr|ч\.?|분|分|น\.|WIB\b)?\s*"
    r"([ap]\.?\s?m\b\.?|[AP]\.?\s?M\b\.?|пп|ص|م\b)?"
)
_ZONE = re.compile(
    r"\s*[,(]?\s*(Z\b|(?:UTC|GMT)\s*[+\u2212-]\s*\d{1,2}(?::?\d{2})?|[+\u2212-]\d{2}:?\d{2}\b|[A-Z]{2,5}\b)"
)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+\u2212-])\s*(\d{1,2}):?(\d{2})?(?::?\d{2})?")
_ERA_YEAR = re.compile(rf"({'|'.join(ERAS)})\s*(\d{{1,3}}|元)\s*年")
_AFTERNOON = ("下午", "晚上", "午後", "오후", "пп", "م")
_DIGITS = {
    zero + value: str(value)
    for zero in (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0xFF10, 0x0ED0, 0x17E0, 0x1040)
    for value in range(10)
} | {
    0x200E: "",
    0x200F: "",
    0x061C: "",
    0xA0: " ",
    0x202F: " ",
    0x2009: " ",
    0xFF0F: "/",
    0x066B: ".",
    0x60C: ",",
}
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_HAN_DATE = re.compile(
    "([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)


def read_date(text: str, habits: DateHabits = DateHabits()) -> Moment | None:
    """The first date in `text` (only its first 300 characters count), or None.

    >>> read_date("2024-05-01T23:30:00-05:00").when.isoformat()
    '2024-05-02T04:30:00+00:00'
    >>> read_date("Mittwoch, 1. Mai 2024, 12.30 Uhr").when.isoformat()
    '2024-05-01T12:30:00+00:00'
    """
    return next(read_dates(text, habits), None)


def read_dates(text: str, habits: DateHabits = DateHabits()) -> Iterator[Moment]:
    """Every date in `text`, in the order of the patterns' trustworthiness, at most one a pattern."""
    text = text[:LONGEST].translate(_DIGITS).strip()
    if not any(map(str.isdigit, text)) and "年" not in text:
        return
    whole = _iso(_ISO.fullmatch(text)) or _iso(_COMPACT.fullmatch(text)) or _stamp(text)
    if whole:
        yield whole
        return
    text = _plain_calendar(text)
    for found in (
        _iso(_ISO.search(text)),
        _c_date(text),
        _numbers(text, _YEAR_FIRST, (1, 2, 3)),
        _words(text, habits),
        _numbers(text, _VIETNAMESE, (3, 2, 1)),
        _day_first(text, habits),
    ):
        if found:
            yield found


def on_day(year: int, month: int, day: int) -> Moment | None:
    """That day, if there is one; Buddhist and Solar Hijri years are converted."""
    if 2400 <= year <= 2700:
        year -= BUDDHIST
    if 1300 <= year <= 1499:
        return _jalali_day(year, month, day)
    try:
        return Moment(datetime(year, month, day, tzinfo=UTC)) if year >= OLDEST else None
    except ValueError:
        return None


def zone_of(name: str, when: datetime) -> timezone | None:
    """The zone of "+02:00", "GMT-5", "CEST" or "ET" at the naive time `when`."""
    name = name.strip().replace("\u2212", "-")
    offset = _OFFSET.fullmatch(name)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        if minutes > 14 * 60:
            return None
        return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    if name.upper() in ZONES:
        return timezone(timedelta(minutes=ZONES[name.upper()]))
    if name in WALL_ZONES:
        try:
            shift = ZoneInfo(WALL_ZONES[name]).utcoffset(when)
        except (ZoneInfoNotFoundError, OSError):
            return None
        return timezone(shift) if shift is not None else None
    return None


def _at(
    moment: Moment | None, hour: int, minute: int, second: int = 0, zone: str | None = None
) -> Moment | None:
    """`moment`'s day at that time; an impossible time leaves the day."""
    if moment is None:
        return None
    extra = timedelta(days=1) if (hour, minute) == (24, 0) else timedelta()
    try:
        when = moment.when.replace(hour=0 if extra else hour, minute=minute, second=min(second, 59)) + extra
        shift = zone_of(zone, when.replace(tzinfo=None)) if zone else None
        if shift is None:
            return Moment(when, clock=True)
        return Moment(when.replace(tzinfo=shift).astimezone(UTC), zoned=True, clock=True)
    except (ValueError, OverflowError):
        return moment


def _iso(found: re.Match[str] | None) -> Moment | None:
    if found is None:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    moment = on_day(int(year), int(month), int(day))
    if hour is None:
        return moment
    return _at(moment, int(hour), int(minute), int(second or 0), zone)


def _stamp(text: str) -> Moment | None:
    """Seconds or milliseconds since 1970 (Unix, JavaScript), between 2001 and 2065."""
    found = _STAMP.fullmatch(text)
    if not found or not 1_000_000_000 <= int(found[1]) <= 3_000_000_000:
        return None
    return Moment(_EPOCH + timedelta(seconds=int(found[1])), zoned=True, clock=True)


def _c_date(text: str) -> Moment | None:
    found = _C_DATE.search(text)
    month = month_number(found[1]) if found else None
    if not found or not month:
        return None
    hour, minute, second = map(int, found[3].split(":"))
    zone = found[4]
    if not zone:  # JavaScript puts it behind the year in no case, asctime() has none
        after = _ZONE.match(text, found.end())
        zone = after[1] if after else None
    elif zone.startswith(("GMT", "UTC")) and len(zone) > 3:
        zone = zone[3:]
    return _at(on_day(int(found[5]), month, int(found[2])), hour, minute, second, zone)


def _numbers(text: str, pattern: re.Pattern[str], order: tuple[int, int, int]) -> Moment | None:
    for found in pattern.finditer(text):
        year, month, day = (int(found[group]) for group in order)
        if moment := on_day(year, month, day):
            return _with_clock(moment, text, found)
    return None


def _day_first(text: str, habits: DateHabits) -> Moment | None:
    for found in _DAY_FIRST.finditer(text):
        first, second, year = int(found[1]), int(found[3]), _full_year(found[4])
        swap = first <= 12 and (second > 12 or (habits.month_first and found[2] == "/"))
        day, month = (second, first) if swap else (first, second)
        if moment := on_day(year, month, day):
            return _with_clock(moment, text, found)
    return None


def _words(text: str, habits: DateHabits) -> Moment | None:
    """The first of "1 May 2024", "May 1, 2024" and "2024. május 1." whose word is a month."""
    for found in _DAY_WORD.finditer(text):
        year = _full_year(found[3] or found[4] or found[5])
        moment = _named(year, found[2], int(found[1]), habits)
        if moment:
            return _with_clock(moment, text, found)
    for found in _WORD_DAY.finditer(text):
        moment = _named(int(found[3]), found[1], int(found[2]), habits)
        if moment:
            return _with_clock(moment, text, found)
    for found in _YEAR_WORD.finditer(text):
        day = found[2] or found[4]
        moment = _named(int(found[1]), found[3], int(day), habits) if day else None
        if moment:
            return _with_clock(moment, text, found)
    return None


def _named(year: int, word: str, day: int, habits: DateHabits) -> Moment | None:
    if 1300 <= year <= 1499:
        month = JALALI.get(fold_word(word)) or JALALI.get(word)
    else:
        month = month_number(word, habits.language)
    return on_day(year, month, day) if month else None


def _full_year(digits: str) -> int:
    """Two digits: the nearest year of 1970 to 2069 (POSIX)."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (1900 if year >= 70 else 2000)


def _with_clock(moment: Moment, text: str, found: re.Match[str]) -> Moment:
    """`moment` with the time of day that stands near it: after it (40 characters), else before (24)."""
    for part in (text[found.end() : found.end() + 40], text[max(0, found.start() - 24) : found.start()]):
        clock = _CLOCK.search(part)
        if not clock or int(clock[2]) > 24 or int(clock[3]) > 59:
            continue
        hour = _day_hour(
            int(clock[2]), (clock[5] or "").replace(".", "").replace(" ", "").lower(), clock[1] or ""
        )
        zone = _ZONE.match(part, clock.end())
        return _at(moment, hour, int(clock[3]), int(clock[4] or 0), zone[1] if zone else None) or moment
    return moment


def _day_hour(hour: int, after: str, before: str) -> int:
    late = after == "pm" or after in _AFTERNOON or before in _AFTERNOON or before.startswith("مساء")
    if late and hour < 12:
        return hour + 12
    return 0 if after == "am" and hour == 12 else hour


def _plain_calendar(text: str) -> str:
    """Chinese numerals, Japanese eras and Thai abbreviations in the notation that the patterns read."""
    if "年" in text:
        text = _HAN_DATE.sub(_han_numbers, text)
        text = _ERA_YEAR.sub(lambda m: f"{ERAS[m[1]] + (1 if m[2] == '元' else int(m[2]))}年", text)
    if "كانون" in text or "تشرين" in text:
        for two, one in TWO_WORDS.items():
            text = text.replace(two, one)
    if "\u0e01" <= max(text, default="") <= "\u0e7f":
        for short, full in THAI_SHORT.items():
            text = text.replace(short, full)
    return text


def _han_numbers(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    return f"{year.translate(_HAN_DIGITS)}年{_han_small(month)}月{_han_small(day)}日"


def _han_small(digits: str) -> int:
    """1..99 in Chinese numerals: 十 is ten, 二十一 is 21."""
    tens, ten, ones = digits.rpartition("十")
    number = int((ones or "0").translate(_HAN_DIGITS))
    return number + 10 * int((tens or "1").translate(_HAN_DIGITS)) if ten else number


def _jalali_day(year: int, month: int, day: int) -> Moment | None:
    """Solar Hijri to Gregorian by the 33-year cycle, exact for 1244..1472 (Borkowski 1996)."""
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        return None
    year -= 979
    days = 365 * year + year // 33 * 8 + (year % 33 + 3) // 4
    days += 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1
    # 979-01-01 of this cycle is 1600-03-20
    when = date(1600, 3, 20) + timedelta(days=days)
    return Moment(datetime(when.year, when.month, when.day, tzinfo=UTC))
