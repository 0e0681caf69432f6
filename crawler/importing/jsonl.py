"""JSON Lines in: newsfold's own stories whole, articles of other programs through normal folding."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias, cast

from crawler.archive import article_of, item_of
from crawler.dedup import FoldRules, judge
from crawler.importing.dialects import Dialect, as_row
from crawler.importing.kinds import refuse_others
from crawler.importing.packed import STDIN, opened
from crawler.importing.report import ImportReport, Tell
from crawler.importing.stories import story_of
from storage.bundles import Bundle, is_record
from storage.errors import URLError, UsageError
from storage.ports import Archive
from storage.records import Item

BATCH = 50
MAX_LINE = 64_000_000  #: bytes of one line, or of a file that is one JSON value
Place: TypeAlias = tuple[str, int]  #: "file:line", bytes of the file read so far
Parsed: TypeAlias = "Bundle | Item"


def import_jsonl(
    archive: Archive,
    path: Path,
    rules: FoldRules,
    *,
    dialect: Dialect | None,
    run: int,
    report: ImportReport,
    tell: Tell,
) -> None:
    """Take every line of a file; a line that is no article is counted and told with its number.

    The same file again changes nothing. Ctrl-C ends it between two batches.
    """
    decide, trusted = partial(judge, rules=rules), set[int]()
    size = 0 if path == STDIN else path.stat().st_size
    lines = read_rows(path, report)
    while some := list(islice(lines, BATCH)):
        parsed = [
            one
            for place, row in some
            if (one := _parsed(row, dialect, place[0], archive, report)) is not None
        ]
        with archive.atomic():
            for one in parsed:
                if isinstance(one, Bundle):
                    told, story = archive.adopt(one, decide, trusted=trusted, run_id=run)
                    trusted |= {story} if story is not None else set()
                    report.counts[told] += 1
                else:
                    (verdict,) = archive.store([one], decide, run_id=run)
                    report.counts[verdict.kind if verdict else "forgotten"] += 1
        tell(some[-1][0][1], size)


def check_jsonl(path: Path) -> None:
    """Raise UsageError if the file holds no JSON object; of standard input nobody knows before."""
    if path == STDIN:
        return
    refuse_others(path, "jsonl")
    report = ImportReport()
    if next(read_rows(path, report), None) is None:
        raise UsageError("; ".join([f"{path}: holds no JSON object", *report.problems[:1]]))


def read_rows(path: Path, report: ImportReport) -> Iterator[tuple[Place, Mapping[str, Any]]]:  # JSON values
    """Objects of a file, also a gzipped one: one a line, or one JSON value (an object or a list of them) that fills it."""
    try:
        yield from _rows(path, report)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        report.fail(str(path), f"is damaged or breaks off: {error}")


def _rows(path: Path, report: ImportReport) -> Iterator[tuple[Place, Mapping[str, Any]]]:  # JSON values
    with opened(path) as stored, _inflated(stored) as file:
        first, rest = file.readline(MAX_LINE), b""
        if not _is_object(first):
            rest = file.read(MAX_LINE + 1 - len(first))
            whole = _whole(first + rest)
            if whole is not None:
                yield from (((f"{path}#{number}", 0), row) for number, row in enumerate(whole, 1))
                return
        before = io.BytesIO(first + rest)
        number = 0
        while line := _line(before, file):
            number += 1
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                report.fail(f"{path}:{number}", f"is no JSON ({error})")
                continue
            if isinstance(row, dict):
                yield (f"{path}:{number}", 0 if path == STDIN else stored.tell()), row
            else:
                report.fail(f"{path}:{number}", "is no JSON object")


def _line(before: BinaryIO, file: BinaryIO) -> bytes:
    """The next line; its begin may have been read already."""
    line = before.readline(MAX_LINE)
    return line if line.endswith(b"\n") else line + file.readline(MAX_LINE - len(line))


def _inflated(stored: BinaryIO) -> BinaryIO:
    """The file itself, or what it holds where it begins as gzip does (RFC 1952)."""
    begins = cast("io.BufferedReader", stored).peek(2)[:2]
    return cast("BinaryIO", gzip.GzipFile(fileobj=stored)) if begins == b"\x1f\x8b" else stored


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _whole(data: bytes) -> list[Mapping[str, Any]] | None:  # JSON values
    if len(data) > MAX_LINE:
        return None
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    values = value if isinstance(value, list) else [value]
    return values if all(isinstance(one, dict) for one in values) else None


def _parsed(
    row: Mapping[str, Any], dialect: Dialect | None, place: str, archive: Archive, report: ImportReport
) -> Parsed | None:  # JSON values
    try:
        if dialect is None and is_record(row):
            return story_of(row)
        article = article_of(as_row(row, dialect))
        return item_of(article, archive.now())
    except (UsageError, URLError) as error:
        report.fail(place, str(error))
        return None
