"""What `doctor` looks at: one function a subject, each yields findings and never raises for what it examines."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path
from typing import Literal

from crawler import clock
from crawler.cli.options import Common
from crawler.cli.ours import WAY_OUT, sharers
from crawler.config import Config
from crawler.version import requirements, user_agent, version
from storage.errors import ArchiveError, ConfigError, UsageError
from storage.opening import LEAST_ROOM
from storage.ports import Archive

State = Literal["ok", "warning", "broken"]
PACKAGES = ("scrapy", "twisted", "lxml", "sqlite-utils", "apscheduler", "trafilatura", "click")
LOW_DISK = 1_000_000_000  #: bytes; a day of a few hundred sources fits
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)  #: a clock before that has lost its battery: newsfold is younger

AHEAD = timedelta(days=1)  #: a demo or a simulation plays some hours ahead


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `doctor`."""

    check: str
    state: State
    message: str


def examine(common: Common, *, reindex: bool = False) -> Iterator[Finding]:
    """Everything, in the order in which a fault would explain the later ones."""
    yield from _installation()
    yield from _clock()
    yield from _configuration(common)
    yield from _disk(common.db)
    yield from _archive(common, reindex=reindex)


def _installation() -> Iterator[Finding]:
    yield Finding("newsfold", "ok", f"{version()} on Python {platform.python_version()}, {platform.system()}")
    found, missing = [], []
    for name in PACKAGES:
        try:
            found.append(f"{name} {installed(name)}")
        except PackageNotFoundError:
            missing.append(name)
    yield Finding("packages", "ok", f"{', '.join(found)}, SQLite {sqlite3.sqlite_version}")
    if missing:
        yield Finding("packages", "broken", f"not installed: {', '.join(missing)}")
    wrong = list(_unmet())
    if wrong:
        yield Finding(
            "packages", "broken", f"{'; '.join(wrong)}; install newsfold anew in its own environment"
        )
    for name, others in sharers().items():
        yield Finding(
            "names",
            "broken",
            f"{', '.join(others)} also ships files under {name!r} and may overwrite ours; {WAY_OUT}",
        )
    if sys.flags.optimize >= 1:
        yield Finding("python", "warning", "assertions are off (-O)")


def _unmet() -> Iterator[str]:
    """Each requirement of ours that the installed version of a package does not meet; extras left out."""
    for wanted in requirements():
        try:
            there = installed(wanted.name)
        except PackageNotFoundError:
            yield f"{wanted.name} is not installed"
            continue
        if not wanted.specifier.contains(there, prereleases=True):
            yield f"{wanted.name} {there} is installed, {wanted.specifier} is needed"


def _clock() -> Iterator[Finding]:
    if clock.VARIABLE in os.environ and os.environ[clock.VARIABLE].strip():
        try:
            yield Finding("clock", "warning", f"{clock.VARIABLE} sets it to {clock.now().isoformat()}")
        except UsageError as error:
            yield Finding("clock", "broken", str(error))
        return
    now = clock.now()
    if now < EARLIEST:
        yield Finding("clock", "broken", f"says {now:%Y-%m-%d %H:%M} UTC; due times and windows depend on it")
    else:
        yield Finding("clock", "ok", f"{now:%Y-%m-%d %H:%M:%S} UTC")


def _configuration(common: Common) -> Iterator[Finding]:
    try:
        config = common.config()
    except ConfigError as error:
        yield Finding("configuration", "broken", str(error))
        return
    yield _sources(config)
    agent = user_agent(config.fetch.contact)
    if config.fetch.contact is None:
        yield Finding(
            "user-agent",
            "warning",
            f'{agent}: no contact, so a webmaster cannot write to you; set contact = "..." under [defaults]',
        )
    else:
        yield Finding("user-agent", "ok", agent)
    if config.fetch.allow_private:
        blocks = ", ".join(config.fetch.allow_private)
        yield Finding("addresses", "warning", f"private addresses may be read: {blocks}")


def _sources(config: Config) -> Finding:
    if config.path is None:
        return Finding("configuration", "ok", "no sources.toml; URLs can be crawled without one")
    off = len(config.sources) - len(config.enabled())
    return Finding(
        "configuration",
        "ok",
        f"{config.path}: {len(config.sources)} sources{f', {off} switched off' if off else ''}",
    )


def _disk(db: Path) -> Iterator[Finding]:
    folder = db.resolve().parent
    if not folder.is_dir():
        yield Finding("disk", "broken", f"{folder} is no folder; name another archive with --db")
        return
    free = shutil.disk_usage(folder).free
    size = db.stat().st_size if db.is_file() else 0
    state: State = "ok" if free > max(LOW_DISK, size) else "warning"
    advice = "" if state == "ok" else "; a backup or VACUUM needs as much again as the archive has"
    yield Finding(
        "disk", state, f"{free / 1e9:.1f} GB free in {folder}, the archive has {size / 1e6:.1f} MB{advice}"
    )
    if free < LEAST_ROOM:
        yield Finding("disk", "broken", f"{folder} is full: no crawl begins until there is room")
    if not os.access(folder, os.W_OK):
        yield Finding("disk", "broken", f"{folder} cannot be written")


def _archive(common: Common, *, reindex: bool) -> Iterator[Finding]:
    if not common.db.exists():
        yield Finding("archive", "ok", f"{common.db} does not exist yet; the first crawl makes it")
        return
    try:
        with _reindexed(common) if reindex else common.reader() as archive:
            problems = archive.check()
            counts = archive.counts()
            yield from _latest(archive)
    except ArchiveError as error:
        yield Finding("archive", "broken", str(error))
        return
    except sqlite3.Error as error:
        yield Finding("archive", "broken", f"{common.db}: {error}")
        return
    told = ", ".join(f"{number} {name}" for name, number in counts.items())
    yield Finding("archive", "ok" if not problems else "warning", f"{common.db}: {told}")
    for problem in problems:
        yield Finding("archive", "broken", problem)


def _reindexed(common: Common) -> Archive:
    from storage.archive import open_archive  # noqa: PLC0415 - only an archive that is there pays for SQLite

    archive = open_archive(common.existing(), now=clock.now, command="doctor --reindex")
    try:
        archive.reindex()
    except BaseException:
        archive.close()
        raise
    return archive


def _latest(archive: Archive) -> Iterator[Finding]:
    """A clock that was set back shows: the archive then holds a run of the future."""
    runs = archive.runs(1)
    if runs and runs[0].started_at > clock.now() + AHEAD:
        yield Finding(
            "clock",
            "warning",
            f"the latest run began on {runs[0].started_at:%Y-%m-%d %H:%M} UTC, which is to come: was the clock set back?",
        )
