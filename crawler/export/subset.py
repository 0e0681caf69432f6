"""A part of an archive as an archive of its own."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from pathlib import Path

from crawler.export.files import whole_file
from crawler.export.rows import Tell
from crawler.export.selection import Selection
from storage.archive import open_archive
from storage.ports import Archive

_AT_ONCE = 50


def write_subset(archive: Archive, chosen: Selection, path: Path, tell: Tell, *, now: datetime) -> int:
    """The chosen stories with copies, revisions, cuts and pages; global ids stay. Raises UsageError if `path` exists."""
    count = 0
    with (
        whole_file(path, replace=False) as draft,
        open_archive(draft, now=lambda: now, command="export sqlite") as part,
    ):
        part.put_sources(archive.sources())
        stories = archive.bundles(chosen.ids(archive), pages=True)
        while some := list(islice(stories, _AT_ONCE)):
            with part.atomic():
                for bundle in some:
                    part.adopt(bundle, None)
            count += len(some)
            tell(count)
        copy_marks(archive, part)
    return count


def copy_marks(archive: Archive, target: Archive) -> None:
    """Other addresses of the pages that `target` holds, and what people decided about folding."""
    for table in ("aliases", "overrides"):
        names, rows = archive.query(f"SELECT * FROM {table}")  # noqa: S608 -- two constants
        marks = [dict(zip(names, row, strict=True)) for row in rows]
        target.adopt_marks(**{table: marks})
