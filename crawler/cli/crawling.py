"""`crawl`: one crawl is one process with arguments and an exit code."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TextIO

import click

from crawler.cli import engine
from crawler.cli.options import Common, common_options
from crawler.cli.output import Rows, row_options
from crawler.cli.parameters import CALLBACK, DURATION, NETWORK, WHEN
from crawler.config import Config
from crawler.report import CrawlOptions, CrawlReport, Planned, SourceOutcome, show_time, summary
from storage.errors import UsageError

OUTCOME_COLUMNS = tuple(field.name for field in dataclasses.fields(SourceOutcome))
PLANNED_COLUMNS = ("source", "url", "headline", "published_at", "reason")


@click.command(short_help="Collect articles from sources or URLs into the archive.")
@click.argument("targets", metavar="[SOURCE_ID | URL]...", nargs=-1)
@click.option(
    "-i", "--input", "listed", type=click.File(encoding="utf-8"), metavar="FILE", help="Read more targets from FILE, one a line; - is stdin."
)  # fmt: skip
@click.option(
    "--since", type=WHEN, metavar="WHEN", help="Only articles published from then on: 2026-11-01, 7d."
)
@click.option("--until", type=WHEN, metavar="DATE", help="Only articles published before that.")
@click.option("--due", is_flag=True, help="Poll only what is due now.")
@click.option(
    "--soon", is_flag=True, help="As --due, and what only its own spread puts off: for cron jobs and timers."
)
@click.option(
    "--force",
    is_flag=True,
    help="Poll also what asked to wait (Retry-After) or is gone (410), and of a list what the archive has.",
)
@click.option(
    "--max", "max_items", type=click.IntRange(1), metavar="N", help="At most N article pages in this run."
)
@click.option(
    "--delay", type=DURATION, metavar="S", help="Seconds between two requests to one host, for this run."
)
@click.option(
    "-s", "--simulate", is_flag=True, help="List what would be fetched; fetch no article, store nothing."
)
@click.option(
    "--allow-private", type=NETWORK, multiple=True, metavar="CIDR", help="Allow a private or loopback address block; may be repeated."
)  # fmt: skip
@click.option(
    "--websub-callback", type=CALLBACK, metavar="URL", help="Ask hubs to push to this address; given by `schedule`, which listens there."
)  # fmt: skip
@row_options
@common_options
@click.pass_obj
def crawl(  # noqa: PLR0913, PLR0917 - one option a parameter
    common: Common,
    targets: tuple[str, ...],
    listed: TextIO | None,
    since: datetime | None,
    until: datetime | None,
    due: bool,
    soon: bool,
    force: bool,
    max_items: int | None,
    delay: float | None,
    simulate: bool,
    allow_private: tuple[str, ...],
    websub_callback: str | None,
    rows: Rows,
) -> int:
    """Collect articles into the archive.

    A target is a source's id from sources.toml, or any URL: a feed, a sitemap, a home page or one article; a URL
    needs no configuration. Without a target every source of the configuration is crawled.

    Crawling is polite whatever the address: robots.txt is kept, a host gets one request at a time with half a second
    between two, and unchanged feeds are answered by the server with "304 Not Modified". A second crawl only fetches
    what is new. Ctrl-C saves the state; the next crawl goes on there. A list (-i) may be of any length: what the archive
    has of it is left alone, so that the same list again fetches what is missing.

    \b
    Examples:
      newsfold crawl https://harbour-gazette.example/
      newsfold crawl harbour valley --since 7d
      newsfold crawl --due
      7 * * * *  newsfold crawl --soon -q --db /var/lib/news.db --config /etc/sources.toml
      newsfold crawl https://harbour-gazette.example/feed.xml --simulate
      newsfold crawl -i urls.txt --max 100 --json

    \b
    Exit codes:
      0 fine, also when nothing was new      3 finished, but some sources failed
      4 nothing usable was obtained          5 another run holds the archive
      2 wrong arguments or configuration     130 stopped, state saved
    """
    config = common.config().with_fetch(delay=delay, allow_private=allow_private)
    lines = [*_listed_targets(listed)]
    _check_targets([*targets, *lines], config, explicit_list=listed is not None)
    options = CrawlOptions(
        since=since,
        until=until,
        due=due or soon,
        soon=soon,
        force=force,
        max_items=max_items,
        simulate=simulate,
        callback=websub_callback or "",
    )
    report = engine.crawl(
        targets, listed=lines, config=config, db=common.db, options=options, progress=not common.quiet
    )
    _write(report, rows, simulate=simulate)
    for line in summary(report) if not simulate else ():
        common.say(line)
    if report.coverage is not None and report.coverage.days:
        from crawler.backfill import coverage_lines  # noqa: PLC0415 - only a span of time pays for it

        for line in coverage_lines(report.coverage):
            common.say(line)
    return report.exit_code


def _listed_targets(lines: Iterable[str] | None) -> Iterator[str]:
    for line in lines or ():
        text = line.strip()
        if text and not text.startswith("#"):
            yield text


def _check_targets(targets: list[str], config: Config, *, explicit_list: bool) -> None:
    """Raises UsageError for a name that is neither a URL nor a source, and where there is nothing to do."""
    if not targets and (explicit_list or not config.enabled()):
        reason = (
            "the list of targets is empty"
            if explicit_list
            else "no URL was given and no source is configured; try `newsfold crawl URL` or `newsfold sources add URL`"
        )
        raise UsageError(reason)
    for wanted in targets:
        if "://" not in wanted and config.source(wanted) is None:
            raise UsageError(unknown_source(wanted, config))


def unknown_source(name: str, config: Config) -> str:
    """The message for an id that no source has, with the likely spelling."""
    import difflib  # noqa: PLC0415 - only a mistyped id pays for it

    close = difflib.get_close_matches(name, [source.id for source in config.sources], n=1)
    hint = f", did you mean {close[0]!r}?" if close else ""
    if "." in name and not close:
        hint = f"; a URL begins with http:// or https://: https://{name}"
    where = config.path or "sources.toml (there is none)"
    return f"{name!r} is no source in {where}{hint}"


def _write(report: CrawlReport, rows: Rows, *, simulate: bool) -> None:
    if simulate:
        rows.write(map(_planned_row, report.planned), columns=PLANNED_COLUMNS, text=_planned_lines)
    elif not rows.for_people:
        found = ({name: getattr(outcome, name) for name in OUTCOME_COLUMNS} for outcome in report.sources)
        rows.write(found, columns=OUTCOME_COLUMNS)
    sys.stdout.flush()


def _planned_row(planned: Planned) -> dict[str, Any]:  # Any: a column's value
    return {
        "source": planned.source,
        "url": planned.url,
        "headline": planned.headline,
        "published_at": planned.published,
        "reason": planned.reason,
    }


def _planned_lines(row: Mapping[str, Any]) -> Iterator[str]:  # Any: a column's value
    yield row["url"]
    about = [row["source"], show_time(row["published_at"]), row["headline"], row["reason"]]
    yield f"    {'  '.join(part for part in about if part)}"
