"""robots.txt by RFC 9309: what a site allows, and the line that says so.

Own parser and matcher; Protego (Scrapy's) is the oracle of the tests where both read the standard alike. Why not
Protego itself: docs/decisions/0004-robots.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from crawler.urls import link, parse
from storage.errors import URLError
from storage.records import RobotsRecord

MAX_BYTES = 500 * 1024  #: bytes that are read; RFC 9309, 2.5 asks for at least 500 KiB
LINE_LIMIT = 16_664  #: characters of a line; Google's parser reads 8 x 2083, the longest URL of old browsers
LIFETIME = timedelta(hours=24)  #: RFC 9309, 2.4: not longer than 24 hours
RETRY_UNREACHABLE = timedelta(hours=1)  #: a server's bad hour must not silence its site for a day

_LINE_END = re.compile(r"\r\n|\r|\n")  # not str.splitlines(): U+2028 and form feeds are no line ends here
_FIELD = re.compile(r"(?P<name>[A-Za-z][A-Za-z _-]*?)[ \t]*:[ \t]*(?P<value>.*)", re.DOTALL)
_NO_COLON = re.compile(r"(?P<name>[A-Za-z_-]+)[ \t]+(?P<value>\S+)")
_TOKEN = re.compile(r"[A-Za-z_-]+")
_PRODUCT = re.compile(r"([A-Za-z_-]+)(?:$|/| \()")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_AUTHORITY = re.compile(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*")
_SURROGATES = re.compile("[\ud800-\udfff]")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

#: Names as they are misspelt in the wild (Google's parser and Protego read the same ones).
_NAMES = {
    "user-agent": "user-agent", "useragent": "user-agent", "user agent": "user-agent",
    "allow": "allow",
    "disallow": "disallow", "dissallow": "disallow", "dissalow": "disallow", "disalow": "disallow",
    "diasllow": "disallow", "disallaw": "disallow",
    "sitemap": "sitemap", "site-map": "sitemap", "sitemaps": "sitemap",
    "crawl-delay": "crawl-delay", "crawl delay": "crawl-delay", "crawldelay": "crawl-delay",
}  # fmt: skip


class Rule(NamedTuple):
    """An Allow or Disallow line. `parts` are the pieces between `*`, spelt as `_spelt` spells URLs."""

    allow: bool
    parts: tuple[str, ...]
    anchored: bool  #: the pattern ends with `$`
    length: int  #: octets of the pattern: the longest match wins (2.2.2)
    line: int
    text: str  #: the line as it is written, for reports

    def matches(self, path: str) -> bool:
        """Match without backtracking: a pattern of a thousand `*` costs no more than its length."""
        first, *rest = self.parts
        if not path.startswith(first):
            return False
        if not rest:
            return not self.anchored or len(path) == len(first)
        at = len(first)
        last = rest.pop() if self.anchored else None
        for part in rest:
            at = path.find(part, at)
            if at < 0:
                return False
            at += len(part)
        return last is None or (path.endswith(last) and len(path) - len(last) >= at)


@dataclass(slots=True)
class _Group:
    """The rules of one product token, merged from all its groups (2.2.1)."""

    rules: list[Rule] = field(default_factory=list)
    delay: float | None = None


@dataclass(frozen=True, slots=True)
class RobotsVerdict:
    """An answer with its reason in words; `line` is the number of the deciding line, None where there is none."""

    allowed: bool
    reason: str
    line: int | None = None


class Robots:
    """One origin's robots.txt. Immutable in use; parse once, ask often."""

    def __init__(
        self, groups: dict[str, _Group], sitemaps: tuple[str, ...], closed: str = "", opened: str = ""
    ) -> None:
        self._groups = groups
        self.sitemaps = sitemaps  #: absolute http(s) URLs
        self._closed = closed  #: why everything is disallowed
        self._opened = opened  #: why everything is allowed

    @classmethod
    def parse(cls, data: bytes, base: str | None = None) -> Robots:
        """Read a file; never raises. `base` (the file's URL) makes relative Sitemap lines absolute."""
        groups: dict[str, _Group] = {}
        sitemaps: list[str] = []
        current: list[_Group] = []
        ruled = True  # a rule closes the list of user agents
        for number, name, value, text in _lines(data):
            if name == "user-agent":
                current = [] if ruled else current
                ruled = False
                token = _agent(value)
                if token:
                    current.append(groups.setdefault(token, _Group()))
            elif name in {"allow", "disallow"}:
                ruled = True
                rules = list(_rules(name == "allow", value, number, text))
                for group in current:
                    group.rules.extend(rules)
            elif name == "crawl-delay":  # 2.2.4: other records must not interfere, so it closes no group
                delay = _delay(value)
                for group in current:
                    group.delay = delay if group.delay is None else max(group.delay, delay or 0.0)
            elif name == "sitemap" and (address := link(value, base)):
                sitemaps.append(address)
        return cls(groups, tuple(dict.fromkeys(sitemaps)))

    @classmethod
    def of(cls, record: RobotsRecord) -> Robots:
        """Read an answer by its status (2.3.1): 4xx and endless redirects allow all; 5xx, 429, silence disallow all."""
        status = record.status
        if status is None:
            return cls(
                {}, (), closed="robots.txt could not be reached, so nothing is fetched (RFC 9309, 2.3.1.4)"
            )
        if status >= 500 or status == 429:
            why = f"robots.txt answered {status}, so nothing is fetched until it can be read (RFC 9309, 2.3.1.4)"
            return cls({}, (), closed=why)
        if status >= 300:
            return cls({}, (), opened=f"robots.txt answered {status}: there are no rules (RFC 9309, 2.3.1.3)")
        return cls.parse(record.body, record.final_url or f"{record.origin}/robots.txt")

    def allowed(self, user_agent: str, url: str) -> bool:
        """Say whether `user_agent` (a product token or a whole User-Agent header) may fetch `url`."""
        return self.verdict(user_agent, url).allowed

    def verdict(self, user_agent: str, url: str) -> RobotsVerdict:
        """Answer with the line that decides, in words."""
        if self._closed:
            return RobotsVerdict(False, self._closed)
        if self._opened:
            return RobotsVerdict(True, self._opened)
        path = _path(url)
        if path == "/robots.txt":
            return RobotsVerdict(True, "robots.txt itself is always allowed (RFC 9309, 2.2.2)")
        name, group = self._group(user_agent)
        if group is None:
            return RobotsVerdict(True, "no group of robots.txt is for this crawler")
        matching = [rule for rule in group.rules if rule.matches(path)]
        if not matching:
            return RobotsVerdict(True, f"no rule of the group for {name} matches")
        best = max(matching, key=lambda rule: (rule.length, rule.allow))
        verb = "allowed" if best.allow else "disallowed"
        return RobotsVerdict(best.allow, f"{verb} by line {best.line}, group {name}: {best.text}", best.line)

    def crawl_delay(self, user_agent: str) -> float | None:
        """Return the Crawl-delay of the group for `user_agent`, in seconds; None where it sets none."""
        return (group.delay or None) if (group := self._group(user_agent)[1]) else None

    def _group(self, user_agent: str) -> tuple[str, _Group | None]:
        token = _product(user_agent)
        if token in self._groups:
            return token, self._groups[token]
        return "*", self._groups.get("*")


def robots_allowed(robots_txt: bytes, user_agent: str, url: str) -> bool:
    """Say whether a robots.txt allows `user_agent` to fetch `url`; never raises on any bytes."""
    return _parsed(robots_txt[:MAX_BYTES]).allowed(user_agent, url)


@lru_cache(maxsize=64)
def _parsed(data: bytes) -> Robots:
    return Robots.parse(data)


def verdict(robots_txt: bytes, user_agent: str, url: str) -> RobotsVerdict:
    """Like `robots_allowed`, with the deciding line in words."""
    return _parsed(robots_txt[:MAX_BYTES]).verdict(user_agent, url)


def expires_at(record: RobotsRecord) -> datetime:
    """Return when an answer must be asked for again: after 24 hours, after one hour where it could not be had."""
    unreachable = record.status is None or record.status >= 500 or record.status == 429
    return record.fetched_at + (RETRY_UNREACHABLE if unreachable else LIFETIME)


def expired(record: RobotsRecord, now: datetime) -> bool:
    """Say whether a stored answer no longer rules at `now`. One from the future (a clock set back) does not rule."""
    return not record.fetched_at <= now < expires_at(record)


# Reading lines ------------------------------------------------------------------------------------


def _lines(data: bytes) -> Iterator[tuple[int, str, str, str]]:
    """Yield (number, known name in lower case, value, line) of each line that says something."""
    for number, raw in enumerate(_LINE_END.split(_decoded(data)), start=1):
        line = raw[:LINE_LIMIT].partition("#")[0].strip(" \t\0\x0b\x0c")
        if not line:
            continue
        found = _FIELD.match(line) if ":" in line else None
        known = _NAMES.get(found["name"].lower()) if found else None
        if known is None:  # "Disallow /x" without a colon (Google reads two words so)
            found = _NO_COLON.fullmatch(line)
            known = _NAMES.get(found["name"].lower()) if found else None
        if found and known:
            yield number, known, found["value"].strip(), line


def _decoded(data: bytes) -> str:
    """Decode the first 500 KiB; bytes that are no UTF-8 stay themselves and are percent-encoded later."""
    data = data[:MAX_BYTES]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for mark in (b"\xef\xbb\xbf", b"\xef\xbb", b"\xef"):  # also a BOM that was cut short
        if data.startswith(mark):
            data = data[len(mark) :]
            break
    return data.decode("utf-8", "surrogateescape")


def _agent(value: str) -> str:
    """Return the product token of a User-agent line in lower case, "*", or "" where it names nobody."""
    if value == "*" or value[:2].rstrip() == "*":
        return "*"
    found = _TOKEN.match(value)
    return found[0].lower() if found else ""


def _product(user_agent: str) -> str:
    """Return our own product token: `newsfold` of `newsfold/1.0 (+https://...)`."""
    found = _PRODUCT.match(user_agent.strip())
    return found[1].lower() if found else ""


def _delay(value: str) -> float | None:
    try:
        seconds = float(value.replace(",", "."))
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds > 0 else None


# Patterns -----------------------------------------------------------------------------------------


def _rules(allow: bool, value: str, line: int, text: str) -> Iterable[Rule]:
    """Make the rules of one line; an empty value is no rule (`Disallow:` allows all)."""
    if not value:
        return
    yield _rule(allow, value, line, text)
    if allow and value.endswith("/index.html"):  # Google: allowing the index page allows its directory
        yield _rule(allow, value.removesuffix("index.html") + "$", line, text)


def _rule(allow: bool, value: str, line: int, text: str) -> Rule:
    anchored = value.endswith("$")
    body = value[:-1] if anchored else value
    if not body.startswith(("/", "*")):
        body = "/" + body  # "Disallow: private": the grammar wants a slash, authors forget it
    parts = tuple(_spelt(part) for part in re.split(r"\*+", body))
    return Rule(allow, parts, anchored, sum(map(len, parts)) + len(parts) - 1 + anchored, line, text)


def _path(url: str) -> str:
    """Return path and query of `url` as patterns see them; anything that is no URL is taken as a path."""
    try:
        parts = parse(url)
    except URLError:
        text = _AUTHORITY.sub("", _SURROGATES.sub("\ufffd", url)).partition("#")[0]
        return _spelt(text if text.startswith("/") else f"/{text}")
    return _spelt(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def _spelt(text: str) -> str:
    """Spell octets one way (2.2.2): non-ASCII encoded, unreserved decoded, upper-case hex, literal `*` and `$` encoded."""
    if not text.isascii():
        raw = text.encode("utf-8", "surrogateescape")
        text = "".join(chr(octet) if octet < 0x80 else f"%{octet:02X}" for octet in raw)
    if "%" in text:
        text = _ESCAPE.sub(_escape, text)
    return text.replace("*", "%2A").replace("$", "%24")


def _escape(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character in _UNRESERVED else found[0].upper()
