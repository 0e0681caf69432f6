"""Another archive in: its stories with everything that hangs on them, folded into this one."""

from __future__ import annotations

from functools import partial
from itertools import islice
from pathlib import Path

from crawler import clock
from crawler.dedup import FoldRules, judge
from crawler.export.selection import Selection
from crawler.export.subset import copy_marks
from crawler.importing.kinds import begins, no_such, refuse_others
from crawler.importing.report import ImportReport, Tell
from storage.archive import open_archive
from storage.errors import UsageError
from storage.ports import Archive

BATCH = 25


def check_archive(path: Path) -> None:
    """Raise UsageError if `path` is another kind of file, ArchiveError if it is no archive that can be read."""
    refuse_others(path, "archive")
    if not begins(path).startswith(b"SQLite"):
        raise no_such(path, "archive of newsfold")
    open_archive(path, readonly=True, now=clock.now).close()


def import_archive(
    archive: Archive, path: Path, rules: FoldRules, *, run: int, report: ImportReport, tell: Tell
) -> None:
    """Merge the archive at `path`, which is only read. Merging it again changes nothing."""
    if path.resolve() == archive.path:
        raise UsageError(f"{path}: is this very archive")
    decide, trusted, done = partial(judge, rules=rules), set[int](), 0
    with open_archive(path, readonly=True, now=clock.now) as other:
        total = other.counts()["articles"]
        known = {source.id for source in archive.sources()}
        archive.put_sources(source for source in other.sources() if source.id not in known)
        stories = other.bundles(Selection().ids(other), pages=True)
        while some := list(islice(stories, BATCH)):
            with archive.atomic():
                for bundle in some:
                    told, story = archive.adopt(bundle, decide, trusted=trusted, run_id=run)
                    trusted |= {story} if story is not None else set()
                    report.counts[told] += 1
            done += len(some)
            tell(done, total)
        copy_marks(other, archive)
