"""`renormalise`: stored pages read again by the present rules, without the network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from crawler import clock
from crawler.cli.options import Common, common_options
from crawler.cli.output import Rows, printable, row_options
from crawler.cli.parameters import WHEN
from crawler.config import Config

if TYPE_CHECKING:
    from crawler.replay import Change, ReplayReport, Wanted
    from storage.ports import Archive

Row = dict[str, Any]  # Any: a column's value
COLUMNS = (
    "id", "url", "source", "headline", "state", "fields", "words_before", "words_after", "verdict_before",
    "verdict_after", "reason", "cuts_before", "cuts_after",
)  # fmt: skip
COUNTS = ("read", "changed", "unchanged", "not_article", "failed")
OK, SOME_FAILED, INTERRUPTED = 0, 3, 130


@click.command(short_help="Read stored pages again by the present rules.")
@click.option("--dry-run", is_flag=True, help="Report what would change and write nothing.")
@click.option("--source", metavar="ID", help="Only articles of this source.")
@click.option("--since", type=WHEN, metavar="WHEN", help="Only articles published since: 7d, 2026-11-01.")
@click.option("-n", "--limit", type=click.IntRange(1), metavar="N", help="At most so many pages.")
@click.option(
    "--all", "everything", is_flag=True, help="Also pages that the present rules have read already."
)
@row_options
@common_options
@click.pass_obj
def renormalise(
    common: Common,
    dry_run: bool,
    source: str | None,
    since: datetime | None,
    limit: int | None,
    everything: bool,
    rows: Rows,
) -> int:
    """Read stored pages again, without the network, by the present rules and the source's own, and write what changed.

    Articles keep their ids, copies and earlier texts; cuts and the search index follow. A page that would make no
    article any more is listed and stays as it is. Ctrl-C is safe: the next renormalise goes on there. With --json
    one object is one article that changed.

    \b
    Examples:
      newsfold renormalise --dry-run
      newsfold renormalise --source harbour --since 30d
      newsfold renormalise --all --json | jq -r .fields
    """
    from crawler.replay import Change, Wanted  # noqa: PLC0415 - only this command needs the readers
    from storage.archive import open_archive  # noqa: PLC0415

    path, told = common.existing(), list[Change]()

    def tell(change: Change) -> None:
        if change.state != "unchanged" and not rows.for_people:
            told.append(change)
        elif change.state in ("not_article", "failed"):
            click.echo(
                printable(f"{change.state.replace('_', ' ')}: {change.id} {change.url}: {change.reason}")
            )

    config: Config = common.config()
    with open_archive(path, readonly=dry_run, now=clock.now, command="renormalise") as archive:
        wanted = Wanted(source, since, limit, everything)
        report = _replayed(archive, config, wanted, dry_run=dry_run, tell=tell)
    if not rows.for_people:
        rows.write(({name: getattr(one, name) for name in COLUMNS} for one in told), columns=COLUMNS)
    else:
        for line in report_lines(report):
            click.echo(line)
    would = "would change" if dry_run else "changed"
    common.say(
        f"{report.read} pages read, {report.changed} articles {would}, {report.not_article} would be no article, {report.failed} could not be read"
    )
    if report.interrupted:
        return INTERRUPTED
    return SOME_FAILED if report.failed else OK


def _replayed(
    archive: Archive, config: Config, wanted: Wanted, *, dry_run: bool, tell: Callable[[Change], None]
) -> ReplayReport:
    """Replay, with a row in `runs` unless nothing is written."""
    from crawler.config.snapshot import snapshot  # noqa: PLC0415 - as in `renormalise`
    from crawler.provenance import versions  # noqa: PLC0415
    from crawler.replay import ReplayReport, replay  # noqa: PLC0415

    if dry_run:
        return replay(archive, config, wanted, dry_run=True, tell=tell)
    run = archive.start_run("renormalise", versions=versions(), config=snapshot(config))
    status, report = "failed", ReplayReport()
    try:
        report = replay(archive, config, wanted, tell=tell)
        status = "interrupted" if report.interrupted else "partial" if report.failed else "ok"
    finally:
        archive.end_run(run, status, {name: getattr(report, name) for name in COUNTS})
    return report


def report_lines(report: Any) -> Iterator[str]:  # Any: crawler.replay.ReplayReport, imported late
    """Before and after, for people: fields, words, and the cuts of each rule."""
    for name, number in sorted(report.fields.items()):
        yield f"{name:<24} {number:>8} changed"
    yield f"{'verdict':<24} {report.verdicts:>8} changed"
    yield f"{'words':<24} {report.words_before:>8} -> {report.words_after}"
    for rule in sorted(report.cuts_before | report.cuts_after):
        before, after = report.cuts_before[rule], report.cuts_after[rule]
        if before != after:
            yield f"{'cut ' + rule:<24} {before:>8} -> {after}"
