# ruff: noqa: S608 -- table names are constants, values are bound
"""Space: a verified copy of an archive, less of it, and the same in a smaller file."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from storage.errors import ArchiveError, UnusablePath
from storage.forgetting import Forgetting
from storage.opening import LEAST_ROOM, explained, room
from storage.rows import Pruned, Pruning
from storage.times import from_text, to_text

_STEP = 2000  #: pages of the file copied at a time
_BATCH = 200  #: texts forgotten in one transaction
_COUNTED = ("articles", "copies", "revisions", "cuts", "pages", "fetches", "runs")
_COUNTS = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in _COUNTED)


class Upkeep(Forgetting):
    """What is done now and then, by a person or a timer."""

    # A copy

    def backup(self, target: Path | str, *, replace: bool = False) -> dict[str, int]:
        """A whole, verified copy while others read and write; see `storage.ports.Archive.backup`."""
        path = Path(target)
        if path.is_dir() or (path.exists() and not replace):
            raise UnusablePath(f"{path}: exists already; name a new file")
        if path.exists() and path.samefile(self.path):
            raise UnusablePath(f"{path}: is the archive itself; name another file")
        draft = path.with_name(f"{path.name}.part-{os.getpid()}")
        try:
            with explained(path):
                counts = self._copy_into(draft)
                _verify(draft, counts)
            draft.replace(path)
            _sync_folder(path.parent)
        except OSError as error:
            raise UnusablePath(f"{path}: cannot be written ({error.strerror})") from error
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
        return counts

    def _copy_into(self, draft: Path) -> dict[str, int]:
        """One moment of the archive, however much is written meanwhile: the read transaction stays open."""
        draft.unlink(missing_ok=True)
        copy = sqlite3.connect(draft)
        try:
            with self._snapshot():
                counts = {row[0]: row[1] for row in self._connection.execute(_COUNTS)}
                self._connection.backup(copy, pages=_STEP)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, readable where nothing can be written
        finally:
            copy.close()
        return counts

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        with self._threads:
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._undo()

    def require_room(self) -> None:
        """Raise ArchiveError where the disk is too full to keep what a crawl would fetch."""
        left = room(self.path)
        if left < LEAST_ROOM:
            raise ArchiveError(
                f"{self.path}: the disk is full ({left / 1e6:.1f} MB are left); nobody was asked for anything; free some space and run again"
            )

    # Less

    def prune(self, wish: Pruning, *, dry_run: bool = False) -> list[Pruned]:
        """Take old pages, fetch rows and texts away; see `storage.ports.Archive.prune`."""
        texts = self._old_texts(wish)
        pages = self._old_pages(wish, texts)
        told = [*self._told_texts(texts), self._told_pages(pages), self._told_fetches(wish)]
        if not dry_run:
            for some in _parts(texts, _BATCH):
                self._prune_texts(some, wish)
            with self.atomic():
                self._connection.executemany("DELETE FROM pages WHERE id = ?", ((page,) for page in pages))
                self._connection.execute(f"DELETE FROM fetches WHERE {_OLD_FETCHES}", _names(wish))
        return [one for one in told if one.rows]

    def _old_texts(self, wish: Pruning) -> list[int]:
        """Copies first: a story that goes as a whole needs no heir."""
        if wish.texts_before is None:
            return []
        rows = self._all(
            """SELECT id FROM (SELECT id, source, 1 AS late, dated_at AS dated FROM articles UNION ALL
                SELECT id, source, 0, coalesce(published_at, seen_at) FROM copies WHERE kind <> 'same_url')
            WHERE dated < :texts_before AND (:source IS NULL OR source = :source) ORDER BY late, id""",
            _names(wish),
        )
        return [row["id"] for row in rows]

    def _prune_texts(self, texts: Sequence[int], wish: Pruning) -> None:
        """Each text leaves a tombstone: a sitemap that lists it for years does not bring it back."""
        reason, at = f"pruned: before {wish.texts_before:%Y-%m-%d}", self.now()
        with self.atomic():
            for text_id in texts:
                held = self._try_resolve(text_id)
                if held is not None and text_id in held:  # not another text that the id leads to
                    self._forget_text(*held, reason, at)

    def _old_pages(self, wish: Pruning, texts: Sequence[int]) -> list[int]:
        doomed = frozenset(texts)
        if wish.pages_before is None and wish.max_bytes is None:
            return []
        rows = self._all(
            """SELECT id, text_id, fetched_at, length(content) AS size FROM pages p WHERE :source IS NULL
                OR EXISTS (SELECT 1 FROM articles WHERE id = p.text_id AND source = :source)
                OR EXISTS (SELECT 1 FROM copies WHERE id = p.text_id AND source = :source)
                OR EXISTS (SELECT 1 FROM fetches WHERE url = p.url AND source = :source)
            ORDER BY fetched_at, id""",
            _names(wish),
        )
        before, excess = to_text(wish.pages_before) or "", self._excess(wish.max_bytes)
        excess -= sum(row["size"] for row in rows if row["text_id"] in doomed)
        chosen = []
        for row in rows:
            if row["text_id"] in doomed:
                continue
            if row["fetched_at"] >= before and excess <= 0:
                break
            chosen.append(row["id"])
            excess -= row["size"]
        return chosen

    def _excess(self, most: int | None) -> int:
        """By how many bytes the archive, its free space left out, is larger than `most`."""
        return 0 if most is None else self._size(free=False) - most

    def _size(self, *, free: bool) -> int:
        pages, unused, size = (
            int(self._connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_count", "freelist_count", "page_size")
        )
        return (pages if free else pages - unused) * size

    def _told_texts(self, texts: Sequence[int]) -> Iterator[Pruned]:
        for table, dated in (("articles", "dated_at"), ("copies", "coalesce(published_at, seen_at)")):
            size = "length(CAST(body AS BLOB))"
            yield self._told_ids(table, table, texts, dated, size)

    def _told_pages(self, pages: Sequence[int]) -> Pruned:
        return self._told_ids("pages", "pages", pages, "fetched_at", "length(content)")

    def _told_ids(self, what: str, table: str, ids: Sequence[int], dated: str, size: str) -> Pruned:
        """Ids are summed in parts: SQLite binds a limited number of values."""
        rows, total, oldest, newest = 0, 0, None, None
        for some in _parts(ids, 10_000):
            marks = ",".join("?" * len(some))
            row = self._one(
                f"SELECT count(*) AS n, sum({size}) AS size, min({dated}) AS a, max({dated}) AS z FROM {table} WHERE id IN ({marks})",
                some,
            )
            if row is not None and row["n"]:
                rows, total = rows + row["n"], total + row["size"]
                oldest, newest = min(oldest or row["a"], row["a"]), max(newest or row["z"], row["z"])
        return Pruned(what, rows, total, from_text(oldest), from_text(newest))

    def _told_fetches(self, wish: Pruning) -> Pruned:
        sql = f"""SELECT count(*) AS n, coalesce(sum(length(url) + length(coalesce(reason, ''))), 0) AS size,
            min(at) AS a, max(at) AS z FROM fetches WHERE {_OLD_FETCHES}"""
        row = self._one(sql, _names(wish))
        assert row is not None  # noqa: S101 - an aggregate has one row
        return Pruned("fetches", row["n"], row["size"], from_text(row["a"]), from_text(row["z"]))

    # Smaller

    def vacuum(self) -> tuple[int, int]:
        """Write the file anew; see `storage.ports.Archive.vacuum`."""
        self.scrub()
        before = self.path.stat().st_size
        free = shutil.disk_usage(self.path.parent).free
        if free < 2 * self._size(free=False):
            raise ArchiveError(
                f"{self.path}: {free / 1e6:.0f} MB are free beside it, writing it anew needs {2 * self._size(free=False) / 1e6:.0f} MB; "
                "nothing was changed"
            )
        with self._threads, explained(self.path):
            self._connection.execute("PRAGMA temp_store = FILE")  # the new file is not built in memory
            try:
                self._connection.execute("VACUUM")
            finally:
                self._connection.execute("PRAGMA temp_store = MEMORY")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return before, self.path.stat().st_size


_OLD_FETCHES = "at < :fetches_before AND (:source IS NULL OR source = :source)"


def _parts(ids: Sequence[int], most: int) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), most):
        yield ids[first : first + most]


def _names(wish: Pruning) -> dict[str, str | None]:
    return {
        "texts_before": to_text(wish.texts_before),
        "fetches_before": to_text(wish.fetches_before),
        "source": wish.source,
    }


def _verify(draft: Path, counts: dict[str, int]) -> None:
    """Raises ArchiveError unless the copy can be opened, is sound, and holds the rows that it should."""
    connection = sqlite3.connect(f"{draft.absolute().as_uri()}?mode=ro", uri=True)
    try:
        problems = [row[0] for row in connection.execute("PRAGMA quick_check(5)") if row[0] != "ok"]
        found = dict(connection.execute(_COUNTS).fetchall())
    finally:
        connection.close()
    if problems or found != counts:
        raise ArchiveError(
            f"{draft}: the copy is not sound: {'; '.join(problems) or f'{found}, not {counts}'}"
        )


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
