"""`schedule`: the parent of every crawl that nobody starts by hand."""

from __future__ import annotations

import logging

import click

from crawler import clock
from crawler.cli.options import Common, common_options, set_up_logging
from crawler.cli.parameters import DURATION, NETWORK
from crawler.config import show_duration
from crawler.config.reading import DEFAULT_FILE
from storage.errors import UsageError


@click.command(short_help="Keep crawling what is due, for years.")
@click.option("--once", is_flag=True, help="Look once, crawl what is due, and return the crawl's exit code.")
@click.option("--delay", type=DURATION, metavar="S", help="Seconds between two requests to one host.")
@click.option(
    "--allow-private", type=NETWORK, multiple=True, metavar="CIDR", help="Allow a private or loopback address block; may be repeated."
)  # fmt: skip
@common_options
@click.pass_obj
def schedule(common: Common, once: bool, delay: float | None, allow_private: tuple[str, ...]) -> int:
    """Crawl the sources of sources.toml whenever they are due, until stopped.

    One crawl runs at a time, as a child process. When a source is due is decided by its `every` or `cron`, by what
    its feed asks for, and by how often it has news; `newsfold sources health` shows the time and the reason.
    A changed sources.toml is taken over at the next tick; a broken one is named in the log and changes nothing.

    SIGTERM and Ctrl-C let the crawl save its state (20 seconds), then end with 130. Run it under systemd, in a
    container, or start `newsfold schedule --once` from cron.

    \b
    Examples:
      newsfold schedule
      newsfold schedule --once
      */15 * * * *  newsfold schedule --once -q --db /var/lib/news.db --config /etc/sources.toml
    """
    from crawler.schedule import Schedule, crawl_command  # noqa: PLC0415 - APScheduler costs 90 ms

    path = (common.config_path or DEFAULT_FILE).resolve()
    if not path.exists() and common.config_path is None:
        raise UsageError(
            f"{path}: there is no configuration to schedule; `newsfold sources add URL` starts one"
        )
    set_up_logging(common, talkative="crawler.schedule")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # an overlap is our row, not its warning
    db = common.db.resolve()
    command = crawl_command(db, path, _passed_on(common, delay, allow_private))
    parent = Schedule(db, path, command=command, now=clock.now)
    return parent.once() if once else parent.run()


def _passed_on(common: Common, delay: float | None, allow_private: tuple[str, ...]) -> list[str]:
    words = ["-q"] if common.quiet else ["-" + "v" * common.verbose] if common.verbose else []
    words += ["--delay", show_duration(delay)] if delay is not None else []
    return words + [word for block in allow_private for word in ("--allow-private", block)]
