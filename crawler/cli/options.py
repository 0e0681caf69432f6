"""The options that every command has: which archive, which configuration, how much is said."""

from __future__ import annotations

import functools
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from crawler.cli import output
from crawler.cli.logs import FORMATS, LogFormat, formatter
from crawler.clock import now
from crawler.config import Config, load_config
from storage.errors import UsageError
from storage.ports import Archive

P = ParamSpec("P")
R = TypeVar("R")
DEFAULT_DB = "news.db"


@dataclass(frozen=True, slots=True)
class Common:
    """What the command line said about archive, configuration and noise."""

    db: Path
    config_path: Path | None = None
    verbose: int = 0
    quiet: bool = False
    log_format: LogFormat = "text"
    db_named: bool = False  #: by --db, be it with the usual name

    def config(self) -> Config:
        """The configuration; without `--config`, `./sources.toml` if there is one."""
        return load_config(self.config_path)

    def say(self, line: str) -> None:
        """A line for people, on stderr; not with `-q`."""
        if not self.quiet:
            sys.stderr.write(f"{output.printable(line)}\n")

    def reader(self) -> Archive:
        """The archive, to read; readers never wait for a crawl."""
        from storage.archive import open_archive  # noqa: PLC0415 - only commands that need it pay for SQLite

        return open_archive(self.existing(), readonly=True, now=now)

    def existing(self) -> Path:
        """The archive's file. Raises UsageError where there is none yet."""
        if not self.db.exists():
            raise UsageError(
                f"{self.db}: there is no archive; `newsfold crawl URL` makes one, --db or NEWSFOLD_DB names another"
            )
        return self.db


def common_options(command: Callable[P, R]) -> Callable[P, R]:
    """Add `--db --config -v -q`, before or after the command's name; they arrive as `ctx.obj: Common`."""

    @click.option(
        "--db", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Archive; else NEWSFOLD_DB, else ./news.db."
    )  # fmt: skip
    @click.option(
        "--config", "config_path", type=click.Path(path_type=Path), metavar="FILE", help="Configuration; else ./sources.toml."
    )  # fmt: skip
    @click.option("-v", "--verbose", count=True, help="Say more; twice for everything, with tracebacks.")
    @click.option("-q", "--quiet", is_flag=True, help="No progress and no summary on stderr.")
    @click.option(
        "--log-format", type=click.Choice(FORMATS), help="Log lines for people, or one JSON object a line."
    )
    @functools.wraps(command)
    def with_common(*args: Any, **kwargs: Any) -> R:  # Any: click hands over whatever the options gave
        context = click.get_current_context()
        given = {name: kwargs.pop(name) for name in ("db", "config_path", "verbose", "quiet", "log_format")}
        context.obj = _merge(context.obj, **given)
        set_up_logging(context.obj)
        return command(*args, **kwargs)

    return with_common


def _merge(
    outer: Common | None,
    db: Path | None,
    config_path: Path | None,
    verbose: int,
    quiet: bool,
    log_format: LogFormat | None,
) -> Common:
    """What stands after the command's name wins over what stands before it."""
    fallback = outer.db if outer else Path(os.environ.get("NEWSFOLD_DB") or DEFAULT_DB)
    return Common(
        db=db or fallback,
        config_path=config_path or (outer.config_path if outer else None),
        verbose=verbose + (outer.verbose if outer else 0),
        quiet=quiet or bool(outer and outer.quiet),
        log_format=log_format or (outer.log_format if outer else "text"),
        db_named=db is not None or bool(outer and outer.db_named),
    )


OURS = ("crawler", "spiders", "storage")


class Threshold(logging.Filter):
    """What reaches stderr: ours from `level` on, other packages' from WARNING on, everything with `-vv`.

    A filter on the handler, because Scrapy sets the levels of its loggers itself when a crawl starts.
    """

    def __init__(self, level: int, talkative: str = "") -> None:
        super().__init__()
        self.level, self.talkative = level, talkative

    def filter(self, record: logging.LogRecord) -> bool:
        ours = record.name.partition(".")[0] in OURS
        if self.talkative and record.name.startswith(self.talkative):
            return record.levelno >= min(self.level, logging.INFO)
        floor = self.level if ours or self.level == logging.DEBUG else max(self.level, logging.WARNING)
        return record.levelno >= floor


def set_up_logging(common: Common, talkative: str = "") -> None:
    """Log to stderr as `-v`, `-vv` and `-q` ask; the logger called `talkative` tells its story without `-v`."""
    level = (
        logging.ERROR
        if common.quiet
        else (logging.WARNING, logging.INFO, logging.DEBUG)[min(common.verbose, 2)]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(common.log_format))
    handler.addFilter(Threshold(level, "" if common.quiet else talkative))
    logging.basicConfig(level=min(level, logging.INFO), handlers=[handler], force=True)
