"""Every setting of `sources.toml`: its table, its key, how its value is read, what it means.

The reader, the messages, `docs/configuration.md`'s test and the suggestions all work from these tables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.config.cron import parse_cron
from crawler.config.quiet import parse_quiet
from crawler.config.schema import ALERT_LEVELS, KINDS
from crawler.config.values import (
    BadValueError,
    parse_duration,
    parse_id,
    parse_network,
    parse_path_rule,
    parse_pattern,
    parse_size,
    parse_web_address,
)

Read = Callable[[object], Any]  # Any: each setting has a type of its own, checked by its reader


@dataclass(frozen=True, slots=True)
class Setting:
    """One key. `read` raises BadValueError with what it expected."""

    key: str
    read: Read
    meaning: str


def read_text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadValueError("expected text in quotes")
    return value.strip()


def read_contact(value: object) -> str:
    """A mail address or an http(s) URL, on one line: it goes into a request header."""
    text = read_text(value)
    local, at, host = text.partition("@")
    mail = bool(local and at and "." in host) and not any(c.isspace() or c in "()<>;," for c in text)
    if not mail:
        try:
            parse_web_address(text)
        except BadValueError:
            raise BadValueError(
                f"{value!r} is neither a mail address nor a URL; it tells a webmaster whom to write to"
            ) from None
    return text


def read_flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise BadValueError("expected true or false, without quotes")
    return value


def read_kind(value: object) -> str:
    if value not in KINDS:
        raise BadValueError(f"{value!r} is no kind of source: {', '.join(KINDS)}")
    return str(value)


def read_level(value: object) -> str:
    if value not in ALERT_LEVELS:
        raise BadValueError(f"{value!r} is no state to be told of: {', '.join(ALERT_LEVELS)}")
    return str(value)


def read_language(value: object) -> str:
    """The primary part of a BCP 47 tag, lower case."""
    text = read_text(value).lower().replace("_", "-").split("-")[0]
    if not (text.isascii() and text.isalpha() and 2 <= len(text) <= 3):
        raise BadValueError(f'{value!r} is no language code such as "uk" or "zh"')
    return text


def read_zone(value: object) -> str:
    text = read_text(value)
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadValueError(f'{value!r} is no time zone such as "UTC" or "Europe/Kyiv"') from error
    return text


def read_selector(value: object) -> str:
    """A CSS selector; soupsieve, which applies it, checks it."""
    import soupsieve  # noqa: PLC0415 - 30 ms that only a configuration with selectors pays

    text = read_text(value)
    try:
        soupsieve.compile(text)
    except (soupsieve.SelectorSyntaxError, ValueError) as error:
        raise BadValueError(f"{value!r} is no CSS selector: {str(error).splitlines()[0]}") from error
    return text


def at_least(low: float, read: Read) -> Read:
    def check(value: object) -> Any:  # Any: what `read` gives
        result = read(value)
        if result < low:
            raise BadValueError(f"{value!r} is too small: at least {low:g}")
        return result

    return check


def whole_number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadValueError("expected a whole number, without quotes")
    return value


def share(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise BadValueError("expected a number from 0 to 1")
    return float(value)


def many(read: Read) -> Read:
    """A list of what `read` reads; one value alone stands for a list of one."""

    def read_all(value: object) -> tuple[Any, ...]:  # Any: what `read` gives
        return tuple(read(item) for item in (value if isinstance(value, list) else [value]))

    return read_all


_every = at_least(1, parse_duration)
_recheck = many(at_least(60, parse_duration))
_count = at_least(1, whole_number)

SHARED = (
    Setting("every", _every, "time between two polls of a feed; not together with `cron`"),
    Setting("cron", parse_cron, "when to poll, as five cron fields in `schedule.zone`; Sunday is 0 or 7"),
    Setting(
        "recheck",
        _recheck,
        "ages at which an article is fetched again to see what was edited; [] never looks again",
    ),
    Setting(
        "keep_pages",
        read_flag,
        "keep the compressed page in the archive, so that later rules reach old articles",
    ),
    Setting("max_per_run", _count, "at most so many article pages of a source in one run"),
    Setting("quiet", many(parse_quiet), 'spans of the day in which nothing is asked for: "22:00-06:00"'),
    Setting("zone", read_zone, "time zone in which `cron` and `quiet` are read"),
)
CONTACT = Setting("contact", read_contact, "mail address or URL that stands in the User-Agent")

TABLES: dict[str, tuple[Setting, ...]] = {
    "defaults": (*SHARED, CONTACT),
    "source": (
        Setting(
            "url",
            parse_web_address,
            "home page, feed, sitemap or article; the only key that a source must have",
        ),
        Setting("id", parse_id, "short name, used on the command line and in the archive"),
        Setting("kind", read_kind, 'what the URL is; "auto" finds out'),
        Setting("title", read_text, "name for people"),
        *SHARED,
        Setting(
            "include",
            many(parse_path_rule),
            'only articles under these path prefixes ("/news/") or regular expressions on the URL',
        ),
        Setting("exclude", many(parse_path_rule), "never articles under these; wins over `include`"),
        Setting("enabled", read_flag, "false: keep the entry, poll nothing"),
        Setting("language", read_language, "language of the articles, where the pages say none"),
        Setting("delay", parse_duration, "time between two requests to the source's host"),
    ),
    "source.normalise": (
        Setting("drop", many(parse_pattern), "lines that match are cut"),
        Setting("keep", many(parse_pattern), "lines that match are never cut"),
        Setting("remove", many(read_selector), "CSS selectors of elements that hold no text of the article"),
        Setting("select", many(read_selector), "CSS selectors of the elements that hold the article"),
    ),
    "fetch": (
        Setting("delay", parse_duration, "time between two requests to one host; a longer Crawl-delay wins"),
        Setting("timeout", at_least(1, parse_duration), "longest time for one answer, first byte to last"),
        Setting("max_size", at_least(1000, parse_size), "largest answer, counted after decompression"),
        Setting(
            "allow_private",
            many(parse_network),
            "address blocks (CIDR) that may be read although they are private or loopback",
        ),
        CONTACT,
        Setting("concurrency", _count, "requests in flight over all hosts; one host has one at a time"),
        Setting("workers", _count, "processes that read pages; unset: one a processor"),
    ),
    "fold": (
        Setting(
            "window", at_least(60, parse_duration), "longest time between a story's first article and a copy"
        ),
        Setting("containment", share, "share of the shorter text's word triples that the longer must have"),
        Setting("min_tokens", _count, "shorter texts, in words, are only folded when they are equal"),
    ),
    "alerts": (
        Setting(
            "command", many(read_text), "program and arguments; gets the changes as JSON on standard input"
        ),
        Setting("webhook", parse_web_address, "address to which the same JSON is posted"),
        Setting("at_least", read_level, "the best state that is worth an alert: degraded, silent or broken"),
        Setting("timeout", at_least(1, parse_duration), "longest time that the program or the post may take"),
    ),
    "schedule": (
        Setting("zone", read_zone, "time zone in which `cron` is read"),
        Setting(
            "tick",
            at_least(1, parse_duration),
            "time between two looks at what is due; unset: the shortest `every`, at most a minute",
        ),
        Setting(
            "hung",
            at_least(60, parse_duration),
            "time without a write to the archive after which a crawl is stopped, then killed",
        ),
    ),
}
