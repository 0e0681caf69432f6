"""`runs`, `doctor`: what happened, and whether all is well."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from typing import Any

import click

from crawler.cli.options import Common, common_options
from crawler.cli.output import Rows, row_options, write_line
from crawler.config import show_duration
from crawler.report import clipped, counted, show_time
from storage.errors import NotFound
from storage.ports import Archive
from storage.rows import Run

Row = dict[str, Any]  # Any: a column's value
FETCH_COLUMNS = (
    "at",
    "kind",
    "status",
    "verdict",
    "fold",
    "source",
    "url",
    "reason",
    "final_url",
    "bytes",
    "seconds",
    "article_id",
)
RUN_COLUMNS = tuple(field.name for field in dataclasses.fields(Run))
COUNTED = {
    "pages": "page",
    "new": "new",
    "copies": "copy",
    "revisions": "revision",
    "rejected": "rejected",
    "failed": "failed",
}
MADE_OF = (
    "newsfold",
    "extractor",
    "rules",
    "python",
    "sqlite",
    "scrapy",
    "lxml",
    "trafilatura",
)  #: --json has all
LONGEST_COMMAND = 70  #: characters in the list for people; --json has it whole


@click.command(short_help="List past runs, or what one run fetched.")
@click.argument("run_id", metavar="[ID]", type=int, required=False)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="At most so many runs.",
)
@click.option("--failed", is_flag=True, help="With ID: only what failed or made no article.")
@click.option(
    "--settings", is_flag=True, help="With ID: the configuration that the run followed, as one JSON object."
)
@row_options
@common_options
@click.pass_obj
def runs(common: Common, run_id: int | None, limit: int, failed: bool, settings: bool, rows: Rows) -> None:
    """List the latest runs, newest first; with ID: every fetch of that run and what became of it.

    Each run keeps what it was made of (versions of newsfold, its rules and packages), the configuration that it
    followed, and how many requests ended in which verdict, also when the fetches were pruned.

    A run that was killed stands as "interrupted" once the next one began; a tick of the schedule that found the
    run before still busy stands as "skipped".

    \b
    Examples:
      newsfold runs
      newsfold runs 12 --failed
      newsfold runs 12 --csv > fetches.csv
      newsfold runs 12 --settings
    """
    if run_id is None and (failed or settings):
        raise click.UsageError("Name a run: --failed and --settings belong to one.")
    with common.reader() as archive:
        if run_id is None:
            found = ({name: getattr(run, name) for name in RUN_COLUMNS} for run in archive.runs(limit))
            rows.write(found, columns=RUN_COLUMNS, text=_run_lines)
            return
        run = archive.run(run_id)
        if settings:
            _show_settings(archive, run)
            return
        if rows.for_people:
            for line in _run_lines({name: getattr(run, name) for name in RUN_COLUMNS}):
                write_line(line)
            for line in _record_lines(run):
                write_line(f"    {line}")
            _show_coverage(archive, run)
        fetches = (dict(fetch) for fetch in archive.fetches(run_id))
        wanted = (fetch for fetch in fetches if not failed or _made_nothing(fetch))
        rows.write(({name: fetch.get(name) for name in FETCH_COLUMNS} for fetch in wanted), columns=FETCH_COLUMNS, text=_fetch_lines)  # fmt: skip


def _show_settings(archive: Archive, run: Run) -> None:
    kept = archive.configuration(run.config_hash) if run.config_hash else None
    if kept is None:
        raise NotFound(f"run {run.id} followed no configuration that was kept")
    click.echo(json.dumps(kept, ensure_ascii=False, indent=2))


def _record_lines(run: Run) -> Iterator[str]:
    """How the run's requests ended, and what it was made of."""
    for kind, ended in run.verdicts.items():
        yield f"{kind:<8} {_numbers(ended)}"
    named = [f"{name} {run.versions[name]}" for name in MADE_OF if name in run.versions]
    if named or run.version:
        yield f"made by  {', '.join(named) or f'newsfold {run.version}'}"
    if run.config_hash:
        yield f"followed configuration {run.config_hash}; `newsfold runs {run.id} --settings` shows it"


def _numbers(ended: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {verdict}" for verdict, number in ended.items())


def _show_coverage(archive: Archive, run: Run) -> None:
    if "window" not in run.counts:
        return
    from crawler.backfill import coverage_lines, covered_by_run  # noqa: PLC0415 - only a back-fill pays for it

    found = covered_by_run(archive, run.id, run.counts)
    for line in coverage_lines(found) if found is not None else ():
        write_line(f"    {line}")


def _made_nothing(fetch: Mapping[str, Any]) -> bool:  # Any: a column's value
    if fetch.get("kind") == "robots" and fetch.get("status") is not None:
        return int(fetch["status"]) >= 500  # a robots.txt never makes an article; a missing one allows all
    return fetch.get("article_id") is None and fetch.get("verdict") not in (
        "feed",
        "sitemap",
        "home",
        "not_modified",
        "redirected",
    )


def _run_lines(row: Mapping[str, Any]) -> Iterator[str]:  # Any: a column's value
    ended, counts = row["ended_at"], row["counts"]
    took = show_duration(round((ended - row["started_at"]).total_seconds())) if ended else "still running"
    told = ", ".join(counted(counts[name], one, name) for name, one in COUNTED.items() if counts.get(name))
    told = told or _numbers((row["verdicts"] or {}).get("page", {}))  # of a run that was killed
    command = clipped(row["command"], LONGEST_COMMAND)
    yield f"{row['id']}  {show_time(row['started_at'])}  {row['status']:<11}  {took}  {told or '-'}  {command}"
    if row["reason"]:
        yield f"    {row['reason']}"


def _fetch_lines(row: Mapping[str, Any]) -> Iterator[str]:  # Any: a column's value
    at = str(row["at"] or "")[11:19]
    article = f" -> article {row['article_id']}" if row["article_id"] else ""
    yield f"  {at}  {row['kind']:<8} {row['status'] or '-':<4} {row['verdict'] or '-'}{article}  {row['url']}"
    if row["reason"]:
        yield f"      {row['reason']}"


@click.command(short_help="Check the installation, the configuration and the archive.")
@click.option("--reindex", is_flag=True, help="First build the full-text and neighbour indexes anew.")
@row_options
@common_options
@click.pass_obj
def doctor(common: Common, reindex: bool, rows: Rows) -> int:
    """Check what a long-running crawl needs, and say what to do about what is wrong.

    Versions, other packages under newsfold's names, the configuration, the contact in the User-Agent, the archive's
    integrity and indexes, orphan rows, disk space, the clock. Exit code 1 if something is broken; a warning is none.
    Nothing is written, except with --reindex: the indexes are built from the articles and checked word for word.

    \b
    Examples:
      newsfold doctor
      newsfold doctor --reindex
      newsfold doctor --json | jq 'select(.state != "ok")'
    """
    from crawler.cli.checks import Finding, examine  # noqa: PLC0415 - looks at the whole installation

    worst = 0
    found: list[Finding] = []
    for finding in examine(common, reindex=reindex):
        found.append(finding)
        worst |= finding.state == "broken"
    rows.write((dataclasses.asdict(finding) for finding in found), columns=("check", "state", "message"), text=_finding_lines)  # fmt: skip
    return int(worst)


def _finding_lines(row: Mapping[str, Any]) -> Iterator[str]:  # Any: a column's value
    mark = {"ok": "ok  ", "warning": "WARN", "broken": "FAIL"}[row["state"]]
    yield f"{mark}  {row['check']:<14} {row['message']}"
