"""Read `sources.toml` strictly: what is not understood is an error with file, line and the way out."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.config.lines import Lines, scan_lines
from crawler.config.schema import (
    AlertsConfig,
    Config,
    Defaults,
    FetchConfig,
    FoldConfig,
    ScheduleConfig,
    SourceConfig,
)
from crawler.config.settings import TABLES, Setting
from crawler.config.values import ID_LENGTH, BadValueError
from storage.errors import ConfigError
from storage.records import UserRules

Table = dict[str, Any]  # Any: a TOML table holds whatever the user wrote; the readers check it
SECRETS = frozenset(
    {"password", "passwd", "username", "user", "login", "token", "cookie", "cookies", "auth", "api_key"}
)
DEFAULT_FILE = Path("sources.toml")
_COMMON = frozenset({"www", "rss", "feed", "feeds", "xml", "index", "html", "htm", "atom", "php", "json"})


def load_config(path: Path | str | None = None) -> Config:
    """Read a configuration; without `path`, `./sources.toml` if it is there, else the defaults alone.

    Raises:
        ConfigError: the file is missing (when named), unreadable, no TOML, or a setting is wrong.
    """
    file = Path(path) if path is not None else DEFAULT_FILE
    try:
        data = file.read_bytes()
    except FileNotFoundError as error:
        if path is None:
            return Config()
        raise ConfigError(file, "", "there is no such file; `newsfold sources add URL` starts one") from error
    except OSError as error:
        raise ConfigError(file, "", f"cannot be read: {error.strerror or error}") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(file, "", "is not UTF-8 text", line) from error
    return parse_config(text, file)


def parse_config(text: str, path: Path | str = DEFAULT_FILE) -> Config:
    """Read a configuration from its text; `path` only names it in messages."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"\(at line (\d+), column \d+\)", str(error))
        problem = re.sub(r"\s*\(at .*\)$", "", str(error))
        line = int(where[1]) if where else max(1, len(text.splitlines()))
        raise ConfigError(path, "", f"is no valid TOML: {problem}", line) from error
    return _Reader(Path(path), scan_lines(text)).config(document)


class _Reader:
    """One file being read: its path and line map go into every message."""

    def __init__(self, path: Path, lines: Lines) -> None:
        self.path, self.lines = path, lines

    def config(self, document: Table) -> Config:
        known = sorted({name.split(".")[0] for name in TABLES})
        for name, value in document.items():
            if name not in known:
                raise self.unknown(name, known, name)
            if name != "source" and not isinstance(value, dict):
                raise self.error(f"expected a table: [{name}]", name)
        fetch_values, default_values = self.table("fetch", document), self.table("defaults", document)
        contact = self.one_contact(fetch_values.pop("contact", None), default_values.pop("contact", None))
        self.one_rhythm(default_values, "defaults")
        defaults = Defaults(**default_values)
        return Config(
            defaults=defaults,
            sources=self.sources(document.get("source", []), defaults),
            fetch=FetchConfig(**fetch_values, contact=contact),
            fold=FoldConfig(**self.table("fold", document)),
            schedule=ScheduleConfig(**self.table("schedule", document)),
            alerts=AlertsConfig(**self.table("alerts", document)),
            path=self.path,
        )

    def table(self, name: str, document: Table) -> Table:
        return self.read(document.get(name, {}), TABLES[name], name)

    def read(self, table: Table, settings: tuple[Setting, ...], *at: str | int) -> Table:
        """The values of one table by key, each read; unknown keys and wrong values raise."""
        by_key = {setting.key: setting for setting in settings}
        values = {}
        for key, value in table.items():
            if key not in by_key:
                raise self.unknown(key, list(by_key), *at, key)
            try:
                values[key] = by_key[key].read(value)
            except BadValueError as error:
                raise self.error(str(error), *at, key) from error
        return values

    def sources(self, tables: object, defaults: Defaults) -> tuple[SourceConfig, ...]:
        if not isinstance(tables, list):
            raise self.error("expected [[source]] with two brackets: there may be many", "source")
        sources: dict[str, SourceConfig] = {}
        urls: dict[str, SourceConfig] = {}
        for index, table in enumerate(tables):
            if not isinstance(table, dict):
                raise self.error("expected a table: [[source]]", "source", index)
            source = self.source(table, index, defaults)
            twin = sources.setdefault(source.id.casefold(), source)
            if twin is not source:
                given = "is the id" if "id" in table else "would be the id"
                raise self.error(
                    f"{source.id!r} {given} of two sources (the other is on line {twin.line}); give this one another id",
                    "source", index, "id",
                )  # fmt: skip
            if urls.setdefault(tidy_url(source.url), source) is not source:
                other = urls[tidy_url(source.url)]
                raise self.error(
                    f"source {other.id!r} on line {other.line} has this url already", "source", index, "url"
                )
        return tuple(sources.values())

    def source(self, table: Table, index: int, defaults: Defaults) -> SourceConfig:
        rest = dict(table)
        rules = rest.pop("normalise", {})
        if not isinstance(rules, dict):
            raise self.error("expected a table: [source.normalise]", "source", index, "normalise")
        values = self.read(rest, (*TABLES["source"], _NORMALISE), "source", index)
        values["rules"] = UserRules(
            **self.read(rules, TABLES["source.normalise"], "source", index, "normalise")
        )
        if "url" not in values:
            raise self.error("a source needs a url", "source", index)
        self.one_rhythm(values, "source", index)
        if "every" not in values and "cron" not in values:
            values |= {"every": defaults.every, "cron": defaults.cron}
        for key in ("recheck", "keep_pages", "max_per_run", "quiet", "zone"):
            values.setdefault(key, getattr(defaults, key))
        values.setdefault("id", derive_id(values["url"], values.get("title")))
        return SourceConfig(**values, line=self.lines.find("source", index))

    def one_rhythm(self, values: Mapping[str, object], *at: str | int) -> None:
        if "every" in values and "cron" in values:
            raise self.error("give either every or cron, not both", *at, "cron")

    def one_contact(self, fetch: str | None, defaults: str | None) -> str | None:
        if fetch and defaults and fetch != defaults:
            raise self.error(
                "differs from [defaults] contact; one address stands in the User-Agent", "fetch", "contact"
            )
        return fetch or defaults

    def error(self, problem: str, *at: str | int) -> ConfigError:
        return ConfigError(self.path, _spell(at), problem, self.lines.find(*at))

    def unknown(self, key: str, known: list[str], *at: str | int) -> ConfigError:
        return self.error(f"unknown {'table' if len(at) == 1 else 'key'}{_hint(key, known, at)}", *at)


# `normalise` is a table of its own; it stands here only so that a misspelt one is told its name.
_NORMALISE = Setting("normalise", str, "[source.normalise]")


def _spell(at: tuple[str | int, ...]) -> str:
    """`("source", 0, "url")` as `source.url`: the line already says which source."""
    return ".".join(str(part) for part in at if isinstance(part, str))


def _hint(key: str, known: list[str], at: tuple[str | int, ...]) -> str:
    if key.casefold() in SECRETS:
        return "; newsfold reads public pages only and keeps no credentials"
    table = _spell(at[:-1])
    homes = [
        f"[{name}]" for name, settings in TABLES.items() if name != table and key in {s.key for s in settings}
    ]
    if homes:
        return f"; {key!r} belongs into {' or '.join(homes)}"
    close = difflib.get_close_matches(key.casefold().replace("-", "_"), known, n=1, cutoff=0.6)
    if close:
        return f", did you mean {close[0]!r}?"
    return f"; known here: {', '.join(known)}"


def tidy_url(url: str) -> str:
    """What two spellings of one source's address have in common: case and the slashes at its end do not count."""
    return url.casefold().rstrip("/")


def derive_id(url: str, title: str | None = None) -> str:
    """A source's id where none is given: from its title, else from host and path.

    >>> derive_id("https://harbour.example/rss.xml", "The Harbour Gazette")
    'the-harbour-gazette'
    >>> derive_id("https://www.harbour.example/news/world/rss.xml")
    'harbour.example-news-world'
    """
    slug = _slug(title or "")
    if len(slug) > 1:
        return slug[:ID_LENGTH].rstrip("-")
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    host = re.sub(r"[^a-z0-9.\-]+", "-", host).strip("-.")
    words = [word for word in re.split(r"[^a-z0-9]+", parts.path.lower()) if word and word not in _COMMON]
    return "-".join([host or "source", *words])[:ID_LENGTH].rstrip("-.")


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    letters = sum(char.isalnum() for char in text)
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    # A title that is mostly Cyrillic, Arabic or Chinese would shrink to its digits or its one Latin word.
    return slug if letters and sum(char.isalnum() for char in slug) * 2 > letters else ""
