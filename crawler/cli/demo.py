"""`demo`: the whole way in half a minute, without a network."""

from __future__ import annotations

from pathlib import Path

import click

from crawler import clock
from crawler.cli.options import Common, common_options


@click.command(short_help="Crawl a small press on this machine and show what is kept, cut and folded.")
@common_options
@click.pass_obj
def demo(common: Common) -> int:
    """Print a dozen invented newspapers on 127.0.0.1, crawl them twice, and show what the archive says.

    The papers share a wire story under different headlines, print one page four times over, correct a story
    between the two crawls, and hide one page behind a consent wall. Nothing leaves this machine. The archive is
    ./demo.db unless --db names another file, and stays for you to look at.

    \b
    Example:
      newsfold demo
      newsfold search strike --db demo.db
    """
    from crawler.demo import play  # noqa: PLC0415 - only this command needs the papers

    return play(common.db if common.db_named else Path("demo.db"), clock.now(), click.echo)
