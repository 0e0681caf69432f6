"""`dup` and `refold`: what people decide about stories, and folding the whole archive anew."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import click

from crawler.cli.options import Common, common_options
from crawler.cli.output import Rows, row_options
from crawler.cli.parameters import locate
from crawler.clock import now
from crawler.report import counted, show_time
from storage.errors import UsageError
from storage.ports import Archive
from storage.rows import Override

OVERRIDE_COLUMNS = tuple(field.name for field in dataclasses.fields(Override))
CHANGE_COLUMNS = ("kind", "text_id", "from_story", "to_story", "url", "headline", "reason")
Row = Mapping[str, Any]  # Any: a column's value


def _writer(common: Common) -> Archive:
    from storage.archive import open_archive  # noqa: PLC0415 - only commands that need it pay for SQLite

    return open_archive(common.existing(), now=now, command="dup")


_reason = click.option("--reason", default="", metavar="TEXT", help="Why; kept with the decision.")


@click.group(short_help="Decide yourself which texts are one story.")
def dup() -> None:
    """Split, merge or pin stories where folding is wrong. Decisions are kept with their reason and bind every later
    crawl, refold and replay, until `dup undo`.

    \b
    Examples:
      newsfold dup split https://valley.example/news/1.html --reason "another ferry"
      newsfold dup merge 17 12
      newsfold dup list
    """


@dup.command(short_help="Take a copy out of its story.")
@click.argument("copy", metavar="COPY|URL")
@click.option("--from", "story", metavar="ID", help="The story it must stand in; else nothing is done.")
@_reason
@row_options
@common_options
@click.pass_obj
def split(common: Common, copy: str, story: str | None, reason: str, rows: Rows) -> None:
    """Take a copy out of its story: it becomes an article and is never folded with that one again."""
    with _writer(common) as archive:
        wanted = locate(archive, copy)
        if story is not None and archive.article(wanted).id != archive.article(locate(archive, story)).id:
            raise UsageError(f"{copy}: stands in story {archive.article(wanted).id}, not in {story}")
        _decide(archive, rows, "split", wanted, reason=reason)


@dup.command(short_help="Put one story into another.")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@_reason
@row_options
@common_options
@click.pass_obj
def merge(common: Common, one: str, other: str, reason: str, rows: Rows) -> None:
    """Put the story of A into that of B, whose article stays. A's ids and URLs go on naming it."""
    with _writer(common) as archive:
        _decide(archive, rows, "merge", locate(archive, one), locate(archive, other), reason=reason)


@dup.command(short_help="Keep a story's article and texts as they are.")
@click.argument("one", metavar="ID|URL")
@_reason
@row_options
@common_options
@click.pass_obj
def pin(common: Common, one: str, reason: str, rows: Rows) -> None:
    """Keep a story as it is: its article is never replaced by a fuller one, nor put into another story."""
    with _writer(common) as archive:
        _decide(archive, rows, "pin", archive.article(locate(archive, one)).id, reason=reason)


@dup.command("list", short_help="List what was decided.")
@row_options
@common_options
@click.pass_obj
def list_(common: Common, rows: Rows) -> None:
    """List every decision, oldest first, with its number and reason."""
    with common.reader() as archive:
        count = rows.write(map(_row, archive.overrides()), columns=OVERRIDE_COLUMNS, text=_override_lines)
    if not count and rows.for_people:
        common.say("nothing was decided by hand")


@dup.command(short_help="Take a decision back.")
@click.argument("number", metavar="NUMBER", type=click.IntRange(1))
@row_options
@common_options
@click.pass_obj
def undo(common: Common, number: int, rows: Rows) -> None:
    """Take back the decision that `dup list` shows under NUMBER. Texts stay where they are until `newsfold refold`."""
    with _writer(common) as archive:
        rows.write([_row(archive.withdraw(number))], columns=OVERRIDE_COLUMNS, text=_override_lines)
    common.say("texts stay where they are until `newsfold refold`; with --dry-run it tells which would move")


def _decide(
    archive: Archive,
    rows: Rows,
    kind: Literal["split", "merge", "pin"],
    target: int | str,
    other: int | str | None = None,
    *,
    reason: str,
) -> None:
    made = archive.override(kind, target, other, reason=reason)
    rows.write([_row(made)], columns=OVERRIDE_COLUMNS, text=_override_lines)


def _row(override: Override) -> Row:
    return {name: getattr(override, name) for name in OVERRIDE_COLUMNS}


def _override_lines(row: Row) -> Iterator[str]:
    link = {"split": " apart from ", "merge": " together with "}.get(row["kind"], "")
    yield f"{row['id']}  {show_time(row['at'])}  {row['kind']}  {row['url']}{link}{row['other_url']}"
    if row["reason"]:
        yield f"    {row['reason']}"


@click.command(short_help="Fold the whole archive anew.")
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@row_options
@common_options
@click.pass_obj
def refold(common: Common, dry_run: bool, rows: Rows) -> None:
    """Judge every text again in the order of publication, and move what stands in the wrong story.

    A crawl judges texts as they come; a copy may come before its original, or a text that joins two stories last. What
    `dup` decided stands. A second refold changes nothing.

    \b
    Examples:
      newsfold refold --dry-run
      newsfold refold --json > moved.ndjson
    """
    from crawler import refold as folding  # noqa: PLC0415 - numpy
    from crawler.config.snapshot import snapshot  # noqa: PLC0415
    from crawler.dedup import FoldRules  # noqa: PLC0415
    from crawler.provenance import versions  # noqa: PLC0415
    from storage.archive import open_archive  # noqa: PLC0415

    config = common.config()
    fold = config.fold
    rules = FoldRules(window=fold.window, containment=fold.containment, min_tokens=fold.min_tokens)
    with open_archive(common.existing(), readonly=dry_run, now=now, command="refold") as archive:
        run = None
        if not dry_run:
            run = archive.start_run("refold", versions=versions(), config=snapshot(config))
        status, found = "failed", list[folding.Change]()
        try:
            found = folding.refold(archive, rules=rules, dry_run=dry_run)
            status = "ok"
        finally:
            if run is not None:
                archive.end_run(run, status, folding.counts(found))
        rows.write((dataclasses.asdict(one) for one in found), columns=CHANGE_COLUMNS, text=_change_lines)
    done = counted(len(found), "text")
    common.say(f"{done} would move" if dry_run else f"{done} moved")


def _change_lines(row: Row) -> Iterator[str]:
    where = {
        "joined": f"joins story {row['to_story']}",
        "taken out": f"leaves story {row['from_story']}, an article of its own",
        "moved": f"goes from story {row['from_story']} to {row['to_story']}",
        "first": f"stands for story {row['from_story']} now",
    }[row["kind"]]
    yield f"{row['text_id']}  {where}: {row['headline'] or '(no headline)'}"
    yield f"    {row['url']}"
    yield f"    {row['reason']}"
