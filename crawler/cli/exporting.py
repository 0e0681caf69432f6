"""`export`: a selection of articles as files for spreadsheets, notebooks, feed readers and other archives."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import click

from crawler.cli.options import Common, common_options
from crawler.cli.parameters import WHEN
from crawler.cli.progress import Progress
from crawler.clock import now
from crawler.report import counted
from storage.errors import UsageError
from storage.ports import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.export.selection import Selection

_FILE = click.argument(
    "file", metavar="[FILE]", type=click.Path(path_type=Path, allow_dash=True), default="-"
)
_NEEDED_FILE = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))


def _chosen(command: Callable[..., None]) -> Callable[..., None]:
    """Add the filters of `search` as `--where --since --until --source --language`; the command gets `chosen`."""

    @click.option(
        "--where", "words", metavar="WORDS", default="", help="Only articles that `search WORDS` finds."
    )
    @click.option("--since", type=WHEN, metavar="WHEN", help="Only articles from then on: 2026-11-01, 7d.")
    @click.option("--until", type=WHEN, metavar="WHEN", help="Only articles before that.")
    @click.option("--source", metavar="ID", help="Only articles of this source.")
    @click.option("--language", metavar="CODE", help="Only articles in this language.")
    @functools.wraps(command)
    def with_selection(
        *args: Any,  # Any: click hands over whatever the options gave
        words: str,
        since: datetime | None,
        until: datetime | None,
        source: str | None,
        language: str | None,
        **kwargs: Any,
    ) -> None:
        from crawler.export.selection import Selection  # noqa: PLC0415 - `--help` need not pay

        command(*args, chosen=Selection(words, since, until, source, language), **kwargs)

    return with_selection


@click.group(short_help="Write articles as CSV, JSON Lines, Parquet, feeds, WARC, OPML or SQLite.")
def export() -> None:
    """Write a selection of articles to a file, or to standard output where the format allows it.

    A file is whole or not there: it is written beside its place and renamed at the end. One that ends with .gz is packed.

    \b
    Examples:
      newsfold export csv strikes.csv --where "port strike" --since 30d
      newsfold export jsonl --source harbour | gzip > harbour.jsonl.gz
      newsfold export parquet news.parquet
      newsfold export sqlite part.db --since 2026-11-01
    """


STDOUT = Path("-")


@contextmanager
def _opened(file: Path, *, binary: bool = False) -> Iterator[BinaryIO]:
    """Standard output for `-`, else a draft that becomes the file at the end; packed where the name ends with .gz."""
    if file == STDOUT:
        if binary and sys.stdout.isatty():
            raise UsageError("this is nothing for a terminal; name a file, or pipe it on")
        try:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise UsageError(f"standard output: {error.strerror or error}") from error
        return
    from crawler.export.files import whole_file  # noqa: PLC0415 - only what writes a file needs it

    with whole_file(file) as draft, draft.open("wb") as out:
        if file.suffix != ".gz" or binary:
            yield out
            return
        import gzip  # noqa: PLC0415 - few files are

        with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0) as packed:
            yield cast("BinaryIO", packed)


def _not_a_pipe(file: Path) -> None:
    if file == STDOUT:
        raise UsageError("this format needs a file, not standard output: name one")


def _write(
    common: Common,
    file: Path,
    what: tuple[str, str],
    write: Callable[[Archive, BinaryIO, Callable[[int], None]], int],
    *,
    binary: bool = False,
) -> None:
    progress = Progress(common, what[1])
    with common.reader() as archive, _opened(file, binary=binary) as out:
        count = write(archive, out, progress.tell)
    progress.end()
    if file != STDOUT:
        common.say(f"{counted(count, *what)} in {file}")


ARTICLES, STORIES, PAGES = ("article", "articles"), ("story", "stories"), ("page", "pages")


@export.command(short_help="Articles as CSV.")
@_FILE
@_chosen
@common_options
@click.pass_obj
def csv(common: Common, file: Path, chosen: Selection) -> None:
    """Articles as CSV with the columns of v_articles; a cell that a spreadsheet would run as a formula gets a '."""
    from crawler.export.rows import write_csv  # noqa: PLC0415

    _write(common, file, ARTICLES, lambda archive, out, tell: write_csv(archive, chosen, out, tell))


@export.command(short_help="Whole stories as JSON Lines.")
@_FILE
@_chosen
@common_options
@click.pass_obj
def jsonl(common: Common, file: Path, chosen: Selection) -> None:
    """One story a line: the article's columns, and its copies, revisions and cuts. `import jsonl` takes it back."""
    from crawler.export.rows import write_jsonl  # noqa: PLC0415

    _write(common, file, STORIES, lambda archive, out, tell: write_jsonl(archive, chosen, out, tell))


@export.command(short_help="Articles as Parquet, with a manifest.")
@_NEEDED_FILE
@_chosen
@common_options
@click.pass_obj
def parquet(common: Common, file: Path, chosen: Selection) -> None:
    """Articles as Parquet (newsfold[parquet]); FILE.manifest.json holds the filters, counts, SHA-256 and licence note."""
    from crawler.export.parquet import write_parquet  # noqa: PLC0415

    _not_a_pipe(file)
    progress = Progress(common, "articles")
    with common.reader() as archive:
        count = write_parquet(archive, chosen, file, progress.tell, now=now())
    progress.end()
    common.say(f"{counted(count, 'article')} in {file}")


_LIMIT = click.option("-n", "--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many articles.")  # fmt: skip
_TITLE = click.option(
    "--title", default="", metavar="TEXT", help="The feed's title; else the words searched for."
)


@export.command(short_help="The newest articles of a search as RSS.")
@_FILE
@_LIMIT
@_TITLE
@_chosen
@common_options
@click.pass_obj
def rss(common: Common, file: Path, limit: int, title: str, chosen: Selection) -> None:
    """The newest articles of a search as RSS 2.0."""
    from crawler.export.feeds import Channel, write_rss  # noqa: PLC0415

    channel = Channel(title or chosen.words or "newsfold", limit)
    _write(common, file, ARTICLES, lambda archive, out, _: write_rss(archive, chosen, out, channel))


@export.command("json-feed", short_help="The newest articles of a search as JSON Feed.")
@_FILE
@_LIMIT
@_TITLE
@_chosen
@common_options
@click.pass_obj
def json_feed(common: Common, file: Path, limit: int, title: str, chosen: Selection) -> None:
    """The newest articles of a search as JSON Feed 1.1, with the clean texts."""
    from crawler.export.feeds import Channel, write_json_feed  # noqa: PLC0415

    channel = Channel(title or chosen.words or "newsfold", limit)
    _write(common, file, ARTICLES, lambda archive, out, _: write_json_feed(archive, chosen, out, channel))


@export.command(short_help="Stored pages as WARC.")
@_FILE
@_chosen
@common_options
@click.pass_obj
def warc(common: Common, file: Path, chosen: Selection) -> None:
    """Stories with their stored pages as WARC 1.1, gzip a record unless FILE ends with .warc. `import warc` takes them back."""
    from crawler.export.warc import write_warc  # noqa: PLC0415

    gzip = file.suffix != ".warc"
    _write(
        common,
        file,
        PAGES,
        lambda archive, out, tell: write_warc(archive, chosen, out, tell, gzip=gzip),
        binary=True,
    )


@export.command(short_help="Sources as OPML.")
@_FILE
@common_options
@click.pass_obj
def opml(common: Common, file: Path) -> None:
    """The sources of the configuration as OPML; without any, the feeds that the archive has polled."""
    from crawler.export.feeds import write_sources  # noqa: PLC0415

    config = common.config()
    _write(common, file, ("source", "sources"), lambda archive, out, _: write_sources(archive, config, out))


@export.command(short_help="A part of the archive as an archive.")
@_NEEDED_FILE
@_chosen
@common_options
@click.pass_obj
def sqlite(common: Common, file: Path, chosen: Selection) -> None:
    """The chosen stories with copies, revisions, cuts and pages as an archive of their own; global ids stay."""
    from crawler.export.subset import write_subset  # noqa: PLC0415

    _not_a_pipe(file)
    progress = Progress(common, "stories")
    with common.reader() as archive:
        count = write_subset(archive, chosen, file, progress.tell, now=now())
    progress.end()
    common.say(f"{counted(count, 'story', 'stories')} in {file}")
