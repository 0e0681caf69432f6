"""Articles as rows of `v_articles`: CSV, and JSON Lines of whole stories."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, BinaryIO

from crawler.cells import spreadsheet_cell
from crawler.export.selection import Selection
from storage.bundles import to_record
from storage.ports import Archive

Tell = Callable[[int], None]  #: is given how many articles are written so far
_AT_ONCE = 200


def article_rows(archive: Archive, chosen: Selection) -> Iterator[Mapping[str, Any]]:  # column values
    """Rows of `v_articles`, by rising id, read some at a time."""
    ids = chosen.ids(archive)
    while some := list(islice(ids, _AT_ONCE)):
        marks = ",".join("?" * len(some))
        names, rows = archive.query(f"SELECT * FROM v_articles WHERE id IN ({marks}) ORDER BY id", some)  # noqa: S608 -- question marks
        yield from (dict(zip(names, row, strict=True)) for row in rows)


def columns(archive: Archive) -> list[str]:
    """The columns of `v_articles`."""
    names, rows = archive.query("SELECT * FROM v_articles LIMIT 0")
    list(rows)
    return names


def write_csv(archive: Archive, chosen: Selection, out: BinaryIO, tell: Tell) -> int:
    """CSV with a header, UTF-8; a cell that a spreadsheet would run as a formula gets a leading `'`."""
    text = io.TextIOWrapper(out, "utf-8", newline="", write_through=True)
    writer, count = csv.writer(text, lineterminator="\r\n"), 0
    names = columns(archive)
    writer.writerow(names)
    for count, row in enumerate(article_rows(archive, chosen), 1):
        writer.writerow([spreadsheet_cell(row[name]) for name in names])
        tell(count)
    text.flush()
    text.detach()
    return count


def write_jsonl(archive: Archive, chosen: Selection, out: BinaryIO, tell: Tell) -> int:
    """One story a line with its copies, revisions and cuts: what `newsfold import jsonl` takes back whole."""
    count = 0
    for count, bundle in enumerate(archive.bundles(chosen.ids(archive)), 1):
        out.write(json.dumps(to_record(bundle), ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        tell(count)
    return count
