"""What options take: moments, durations, address blocks, articles."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import click

from crawler import clock
from crawler.config import parse_duration, parse_network
from crawler.config.values import BadValueError, parse_size, parse_web_address
from storage.errors import NotFound, URLError, UsageError
from storage.ports import Archive


class When(click.ParamType[datetime]):
    """A date, a time, or how long ago: `2026-11-01`, `2026-11-01T06:00Z`, `36h`, `7d`, `now`."""

    name = "when"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:  # click's Any
        if isinstance(value, datetime):
            return value
        text = str(value).strip()
        if text == "now":
            return clock.now()
        try:
            return clock.now() - timedelta(seconds=parse_duration(text))
        except (BadValueError, OverflowError):
            pass  # no duration: a date then
        try:
            return clock.read_time(text, "WHEN")
        except UsageError:
            self.fail(
                f"{text!r} is neither a time (2026-11-01, 2026-11-01T06:00Z) nor a duration (36h, 7d).",
                param,
                ctx,
            )


class Duration(click.ParamType[float]):
    """Seconds: `0.5`, `30s`, `60m`, `1d`."""

    name = "duration"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:  # click's Any
        text = str(value).strip()
        try:
            return parse_duration(float(text) if text.replace(".", "", 1).isdigit() else text)
        except BadValueError as error:
            self.fail(f"{error}.", param, ctx)


class Size(click.ParamType[int]):
    """Bytes: `500MB`, `2GB`."""

    name = "size"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:  # click's Any
        try:
            return parse_size(value)
        except BadValueError as error:
            self.fail(f"{error}.", param, ctx)


class Network(click.ParamType[str]):
    """An address block in CIDR notation."""

    name = "cidr"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:  # click's Any
        try:
            return parse_network(value)
        except BadValueError as error:
            self.fail(f"{error}.", param, ctx)


class Listen(click.ParamType[tuple[str, int]]):
    """Where to listen: `9464`, `0.0.0.0:9464`, `[::1]:9464`."""

    name = "listen"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:  # click's Any
        if isinstance(value, tuple):
            return value
        host, _, port = str(value).strip().rpartition(":")
        if not port.isdecimal() or not port.isascii() or int(port) > 65535:
            self.fail(f"{value!r} is no port such as 9464 or 0.0.0.0:9464.", param, ctx)
        return host.strip("[]") or "127.0.0.1", int(port)


class CallbackAddress(click.ParamType[str]):
    """The public address under which hubs reach us; each subscription has a path of its own behind it."""

    name = "url"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:  # click's Any
        try:
            address = parse_web_address(value)
        except BadValueError as error:
            self.fail(f"{error}.", param, ctx)
        if "?" in address or "#" in address:
            self.fail(f"{value!r} must end with its path, without ? or #.", param, ctx)
        return address.rstrip("/") + "/"


def target(text: str) -> int | str:
    """An article as a person names it: its number, its global id, or its URL.

    Raises NotFound for a number that no archive can hold.
    """
    if not text.isdecimal():
        return text
    if len(text) > 18:  # SQLite's integers end there
        raise NotFound(f"there is no article {text[:30]}")
    return int(text)


def locate(archive: Archive, text: str) -> int | str:
    """What `text` names in the archive; a URL may be spelled otherwise than it was stored (`utm_` tails, `www.`)."""
    if "://" not in text:
        return target(text)
    names = spellings(text)
    for spelling in names:
        found = archive.find(spelling)
        if found is not None:
            return spelling if "://" in spelling else found[1] or found[0]
    known = archive.known(names[-1:]).get(names[-1])
    if known is not None and known.state == "forgotten":
        return known.url
    return names[-2] if len(names) > 1 else text  # fetchable: as requests are kept, also those that failed


def spellings(text: str) -> list[str]:
    """An address as given, fetchable, and its identity; only as given if it is none."""
    from crawler.urls import canonical_url, url_key  # noqa: PLC0415 - only a URL pays for it

    try:
        return list(dict.fromkeys((text, canonical_url(text), url_key(text))))
    except URLError:
        return [text]


WHEN, DURATION, NETWORK, LISTEN = When(), Duration(), Network(), Listen()
CALLBACK, SIZE = CallbackAddress(), Size()
