"""`backup`, `prune`, `forget`, `vacuum`: an archive that is kept for years, and what must not be kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler import clock
from crawler.cli.options import Common, common_options
from crawler.cli.output import Rows, row_options
from crawler.cli.parameters import SIZE, WHEN, locate, spellings, target
from crawler.report import counted, show_time
from storage.errors import NotFound, UsageError
from storage.rows import Pruned, Pruning, Tombstone

if TYPE_CHECKING:
    from storage.ports import Archive

Row = Mapping[str, Any]  # Any: a column's value
PRUNED_COLUMNS = tuple(field.name for field in dataclasses.fields(Pruned))
TOMBSTONE_COLUMNS = tuple(field.name for field in dataclasses.fields(Tombstone))
FORGOTTEN_COLUMNS = ("url", "texts", "reason")
ONES = {"pages": "page", "fetches": "fetch row", "articles": "article", "copies": "copy"}
MANY = {"fetches": "fetch rows"}


def _writer(common: Common, command: str) -> Archive:
    from storage.archive import open_archive  # noqa: PLC0415 - only commands that need it pay for SQLite

    return open_archive(common.existing(), now=clock.now, command=command)


@click.command(short_help="Copy the archive to a file, while it is in use.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Put the new backup in the place of an earlier one.")
@row_options
@common_options
@click.pass_obj
def backup(common: Common, file: Path, replace: bool, rows: Rows) -> None:
    """Copy the archive, as it is at this moment, to FILE. Crawls and readers go on meanwhile.

    The copy is written beside FILE, checked (every page of it, and the number of rows of each table), and only then
    renamed: FILE is whole or it is not there. Copying news.db by hand while a crawl writes does not promise that.

    \b
    Examples:
      newsfold backup /backups/news.db --replace
      newsfold backup "/backups/news-$(date +%F).db"
    """
    with common.reader() as archive:
        counts = archive.backup(file, replace=replace)
    size = file.stat().st_size
    rows.write([{"file": str(file), "bytes": size, **counts}], text=_backup_lines)


def _backup_lines(row: Row) -> Iterator[str]:
    told = f"{counted(row['articles'], 'article')}, {counted(row['copies'], 'copy', 'copies')}, {counted(row['pages'], 'page')}"
    yield f"{row['file']}: {told}, {_shown(row['bytes'])}, checked"


def _shown(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"


@click.command(short_help="Take old pages, fetch rows or articles out of the archive.")
@click.option("--pages-before", type=WHEN, metavar="WHEN", help="Raw pages fetched before: 90d, 2026-01-01.")
@click.option("--fetches-before", type=WHEN, metavar="WHEN", help="Rows of `fetches` from before.")
@click.option(
    "--articles-before",
    "texts_before",
    type=WHEN,
    metavar="WHEN",
    help="Articles and copies published before.",
)
@click.option(
    "--to-size",
    "max_bytes",
    type=SIZE,
    metavar="SIZE",
    help="The oldest raw pages, until SIZE is enough: 500MB, 2GB.",
)
@click.option("--source", metavar="ID", help="Only what belongs to this source.")
@click.option("--yes", is_flag=True, help="Do it; without, only what would go is told.")
@row_options
@common_options
@click.pass_obj
def prune(common: Common, /, yes: bool, rows: Rows, **given: Any) -> None:  # Any: the fields of a Pruning
    """Take what is old out of the archive. Without --yes nothing is written: it tells what would go.

    Raw pages are the largest part and are needed for `renormalise` only; articles stay when their pages go. A pruned
    article leaves a tombstone, so that it is not collected again (`forget --list`, `forget --undo`); if it stood for a
    story with younger copies, the fullest of them takes its place. The file does not get smaller until `newsfold vacuum`.

    \b
    Examples:
      newsfold prune --pages-before 90d
      newsfold prune --pages-before 90d --fetches-before 365d --yes
      newsfold prune --to-size 2GB --yes
      newsfold prune --source harbour --articles-before 2024-01-01
    """
    wish = Pruning(**given)
    if wish == Pruning(source=wish.source):
        raise click.UsageError(
            "Say what is old: --pages-before, --fetches-before, --articles-before or --to-size."
        )
    with _writer(common, "prune") if yes else common.reader() as archive:
        if wish.source is not None and wish.source not in {one.id for one in archive.sources()}:
            raise UsageError(f"{wish.source}: the archive has no such source; see `newsfold sources health`")
        found = archive.prune(wish, dry_run=not yes)
    rows.write(map(dataclasses.asdict, found), columns=PRUNED_COLUMNS, text=_pruned_lines)
    if not found:
        common.say("there is nothing to prune")
    elif yes:
        common.say("done; `newsfold vacuum` gives the space back to the disk")
    else:
        common.say("nothing was written; --yes takes them away")


def _pruned_lines(row: Row) -> Iterator[str]:
    number = counted(row["rows"], ONES[row["what"]], MANY.get(row["what"], row["what"]))
    span = f"{show_time(row['oldest'])} to {show_time(row['newest'])}" if row["oldest"] else ""
    yield f"{number:<24} {_shown(row['size']):>12}   {span}".rstrip()


@click.command(short_help="Delete an article for good, and do not collect it again.")
@click.argument("targets", metavar="[ID|URL]...", nargs=-1)
@click.option("--reason", default="", metavar="TEXT", help="Why; kept with the tombstone and told by `why`.")
@click.option("--story", is_flag=True, help="The whole story: the article and all its copies.")
@click.option("--list", "listed", is_flag=True, help="List what was forgotten.")
@click.option("--undo", is_flag=True, help="Let these addresses be collected again.")
@row_options
@common_options
@click.pass_obj
def forget(
    common: Common,
    targets: tuple[str, ...],
    reason: str,
    story: bool,
    listed: bool,
    undo: bool,
    rows: Rows,
) -> None:
    """Delete articles or copies with all that holds their words: earlier texts, cuts, raw pages, indexes, the queue.

    What is deleted is overwritten in the file, not only unlinked. Of each address a tombstone stays, with the reason:
    it is never collected again, and `newsfold why URL` says so. An address that was never seen can be forgotten too.
    Copies in other outlets stay, the fullest becomes the article; --story deletes them all. Backups are not touched.

    \b
    Examples:
      newsfold forget https://harbour-gazette.example/news/1.html --reason "court order 12/26"
      newsfold forget 17 --story
      newsfold forget --list
      newsfold forget --undo https://harbour-gazette.example/news/1.html
    """
    if listed == bool(targets) or (undo and (listed or story)):
        raise click.UsageError("Name what to forget, by id or URL; --list shows what was forgotten.")
    if listed:
        with common.reader() as archive:
            rows.write(
                map(dataclasses.asdict, archive.tombstones()),
                columns=TOMBSTONE_COLUMNS,
                text=_tombstone_lines,
            )
        return
    with _writer(common, "forget") as archive:
        if undo:
            back = [one for text in targets for one in _unforget(archive, text)]
            rows.write(map(dataclasses.asdict, back), columns=TOMBSTONE_COLUMNS, text=_back_lines)
            return
        named = [_named(archive, text, story=story) for text in targets]  # all are known before one goes
        gone = [_forget(archive, url, key, reason, story=story) for url, key in dict.fromkeys(named)]
        clean = archive.scrub()
    rows.write(gone, columns=FORGOTTEN_COLUMNS, text=_forgotten_lines)
    if not clean:
        common.say("a reader holds the log beside the archive, words may lie there until it ends")


def _named(archive: Archive, text: str, *, story: bool) -> tuple[str, str]:
    """(URL, its key if it is not held) of what a person named. Raises NotFound, UsageError."""
    from crawler.urls import url_key  # noqa: PLC0415 - `backup` does without

    wanted = locate(archive, text)
    if "://" in text and isinstance(wanted, str) and archive.find(wanted) is None:
        if story:
            raise NotFound(f"there is no article {text}")
        return wanted, url_key(wanted)
    found = archive.why(wanted)
    if found.article_id is None:
        raise NotFound(f"{text}: was forgotten already ({found.url})")
    if isinstance(wanted, int) and wanted not in (found.copy_id, found.article_id):
        raise UsageError(f"{text}: its story is now that of article {found.article_id}; name that one")
    return found.url, ""


def _forget(archive: Archive, url: str, key: str, reason: str, *, story: bool) -> Row:
    target = archive.article(url).id if story else url
    texts = archive.forget(target, reason=reason, url_key=key)
    return {"url": url, "texts": texts, "reason": reason}


def _unforget(archive: Archive, text: str) -> list[Tombstone]:
    address = text if "://" in text else archive.why(target(text)).url
    for spelling in spellings(address):
        if back := archive.unforget(spelling):
            return back
    raise NotFound(f"{text}: was not forgotten; `newsfold forget --list` shows what was")


def _forgotten_lines(row: Row) -> Iterator[str]:
    what = counted(row["texts"], "text") if row["texts"] else "nothing was held of it"
    yield f"forgotten: {row['url']} ({what})"


def _tombstone_lines(row: Row) -> Iterator[str]:
    yield f"{show_time(row['at'])}  {row['url']}{'  ' + row['reason'] if row['reason'] else ''}"


def _back_lines(row: Row) -> Iterator[str]:
    yield f"may be collected again: {row['url']}"


@click.command(short_help="Write the archive anew, without free space.")
@row_options
@common_options
@click.pass_obj
def vacuum(common: Common, rows: Rows) -> None:
    """Write the archive's file anew: smaller after `prune`, and without a trace of what was deleted.

    Needs twice the archive's size free on its disk, and nobody else writing; a kill leaves the old file.

    \b
    Examples:
      newsfold vacuum
    """
    with _writer(common, "vacuum") as archive:
        before, after = archive.vacuum()
    rows.write([{"bytes_before": before, "bytes_after": after}], text=_vacuum_lines)


def _vacuum_lines(row: Row) -> Iterator[str]:
    yield f"{_shown(row['bytes_before'])} -> {_shown(row['bytes_after'])}"
