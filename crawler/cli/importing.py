"""`import`: articles from WARC, JSON Lines and other archives, read and folded as a crawl's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler import clock
from crawler.cli.options import Common, common_options
from crawler.cli.progress import Progress

if TYPE_CHECKING:
    from crawler.importing.report import ImportReport
    from storage.ports import Archive

OK, SOME_FAILED, NOTHING, INTERRUPTED = 0, 3, 4, 130
_FILES = click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))  # fmt: skip
_FILES_OR_DASH = click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))  # fmt: skip


@click.group("import", short_help="Take articles from WARC, JSON Lines or another archive.")
def import_() -> None:
    """Take articles from files into the archive; they are folded as a crawl's are, and the same file again adds nothing.

    \b
    Examples:
      newsfold import warc CC-NEWS-20261101-00042.warc.gz
      newsfold import jsonl articles.jsonl
      newsfold import archive ../laptop/news.db
    """


@contextmanager
def _run(common: Common, command: str, report: ImportReport) -> Iterator[tuple[Archive, int]]:
    """The archive, to write, and a row in `runs` that ends with what the import came to."""
    from crawler.config.snapshot import snapshot  # noqa: PLC0415
    from crawler.provenance import versions  # noqa: PLC0415 - the extractor costs 0.2 s
    from storage.archive import open_archive  # noqa: PLC0415

    with open_archive(common.db, now=clock.now, command=command) as archive:
        run = archive.start_run(command, versions=versions(), config=snapshot(common.config()))
        status = "failed"
        try:
            yield archive, run
            status = "partial" if report.failed else "ok"
        except KeyboardInterrupt:
            status, report.interrupted = "interrupted", True
        finally:
            kept = {
                name: archive.run(run).counts.get(name) for name in ("file", "file_size", "offset", "skip")
            }
            archive.end_run(
                run,
                status,
                report.told() | {name: value for name, value in kept.items() if value is not None},
            )


def _end(common: Common, report: ImportReport, progress: Progress) -> int:
    progress.end()
    for problem in report.problems:
        common.say(problem)
    if report.failed > len(report.problems):
        common.say(f"and {report.failed - len(report.problems)} more")
    common.say(f"taken: {_counts(report) or 'nothing'}")
    reasons = report.rejected.most_common()
    if reasons:
        others = sum(number for _, number in reasons[8:])
        left_out = ", ".join(f"{number} {reason}" for reason, number in reasons[:8])
        common.say(f"left out: {left_out}{f', {others} for other reasons' if others else ''}")
    if report.failed:
        common.say(f"could not be read: {report.failed}")
    if report.interrupted:
        common.say("stopped; the same command goes on there")
        return INTERRUPTED
    if not report.taken:
        return NOTHING
    return SOME_FAILED if report.failed else OK


_WORDS = (
    (("new",), "new", "new"),
    (("exact", "near", "contained", "contains"), "copy folded", "copies folded"),
    (("joined",), "joined to a story that was here", "joined to stories that were here"),
    (("revision",), "revision", "revisions"),
    (("extended",), "extended", "extended"),
    (("same",), "unchanged", "unchanged"),
    (("forgotten",), "forgotten before", "forgotten before"),
)


def _counts(report: ImportReport) -> str:
    """What came in, in the words of a crawl."""
    from crawler.report import counted  # noqa: PLC0415

    sums = ((sum(report.counts[kind] for kind in kinds), one, many) for kinds, one, many in _WORDS)
    return ", ".join(counted(number, one, many) for number, one, many in sums if number)


def _rules(common: Common) -> Any:  # crawler.dedup.FoldRules, imported late
    from crawler.dedup import FoldRules  # noqa: PLC0415 - numpy

    fold = common.config().fold
    return FoldRules(window=fold.window, containment=fold.containment, min_tokens=fold.min_tokens)


def _import(
    common: Common,
    files: tuple[Path, ...],
    command: str,
    take: Callable[..., None],
    check: Callable[[Path], None],
    *,
    in_bytes: bool = True,
) -> int:
    """Take the files in turn; before an archive is made or a run is begun `check` refuses those that are of another kind."""
    from crawler.importing.report import ImportReport  # noqa: PLC0415

    for file in files:
        check(file)
    report = ImportReport()
    progress = Progress(
        common, "stories", in_bytes=in_bytes, more=lambda: f"{report.taken:,} taken" if in_bytes else ""
    )
    for file in files:
        progress.begin()
        with _run(common, f"{command} {file}", report) as (archive, run):
            take(archive, file, run=run, report=report, tell=progress.tell)
        if report.interrupted:
            break
    return _end(common, report, progress)


@import_.command(short_help="Pages of WARC files, also of CC-NEWS.")
@_FILES_OR_DASH
@click.option("--source", metavar="ID", help="The source of all pages; else each host is one.")
@click.option("--again", is_flag=True, help="From the beginning, also where an earlier import stopped.")
@common_options
@click.pass_obj
def warc(common: Common, files: tuple[Path, ...], source: str | None, again: bool) -> int:
    """Read the HTML pages of WARC files (.warc, .warc.gz, .warc.zst) as a crawl reads them, and store them with their pages.
    Stories that `export warc` wrote come in whole, with copies, revisions and cuts.

    Files are streamed; - is standard input. Ctrl-C is safe: the same command goes on where it stopped.
    """
    from crawler.importing.warc import (  # noqa: PLC0415
        WarcImport,
        check_warc,
        packed_as_a_whole,
        resume_at,
    )
    from crawler.workers import ReadingPool  # noqa: PLC0415

    config, rules = common.config(), _rules(common)
    pool = ReadingPool(config.fetch.workers or os.cpu_count() or 2)

    def take(
        archive: Archive, file: Path, *, run: int, report: ImportReport, tell: Any
    ) -> None:  # Any: a Tell
        start = resume_at(archive, file, again=again)
        if packed_as_a_whole(file):
            common.say(
                f"{file}: is packed as a whole, not record by record: to go on after a stop it is read from its beginning again"
            )
        WarcImport(archive, config, pool, rules, run, report, source).read(file, start, tell)

    try:
        return _import(common, files, "import warc", take, check_warc)
    finally:
        pool.close(kill=True)


@import_.command(short_help="JSON Lines of newsfold, news-please, Fundus or your own.")
@_FILES_OR_DASH
@click.option(
    "--from",
    "dialect",
    type=click.Choice(["plain", "news-please", "fundus"]),
    help="Who wrote the file; else each row's keys tell.",
)
@common_options
@click.pass_obj
def jsonl(common: Common, files: tuple[Path, ...], dialect: Any) -> int:
    """Take one JSON object a line, or a file that is one object or one list, gzipped or not.

    Stories of `export jsonl` come back whole, with copies, revisions and cuts. Anything else is an article: url,
    headline, body, and where known source, published, authors, language. A line that is none is told with its number.
    - is standard input.
    """
    from crawler.importing.jsonl import check_jsonl, import_jsonl  # noqa: PLC0415

    rules = _rules(common)

    def take(archive: Archive, file: Path, **more: Any) -> None:  # Any: run, report, tell
        import_jsonl(archive, file, rules, dialect=dialect, **more)

    return _import(common, files, "import jsonl", take, check_jsonl)


@import_.command("archive", short_help="Another newsfold archive: merge.")
@_FILES
@common_options
@click.pass_obj
def archive_(common: Common, files: tuple[Path, ...]) -> int:
    """Merge other archives into this one: stories with copies, revisions, cuts and pages. Global ids stay, so merging
    twice changes nothing. What is in both is one; between the rest folding decides.
    """
    from crawler.importing.merging import check_archive, import_archive  # noqa: PLC0415

    rules = _rules(common)

    def take(archive: Archive, file: Path, **more: Any) -> None:  # Any: run, report, tell
        import_archive(archive, file, rules, **more)

    return _import(common, files, "import archive", take, check_archive, in_bytes=False)
