"""WARC in, also of CC-NEWS: each HTML page read in the workers of a crawl, stored and folded as a crawl's.

The place in the file stands in the run's row, written with each batch: an import that was stopped goes on there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from crawler.config import Config, derive_id
from crawler.dedup import FoldRules, judge
from crawler.importing.dialects import origin
from crawler.importing.report import ImportReport, Tell
from crawler.reading import Answer, Reading, read_page
from crawler.workers import Failed, ReadingPool
from storage.errors import UsageError
from storage.ports import Archive
from storage.records import Fetch, Item, RawPage, SourceFacts
from storage.times import from_text

BATCH = 25
UNDER_WAY = 16  #: pages that are being read
MAX_PAGE = 15_000_000  #: bytes, as in a crawl
_PAGES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Archived:
    """One answer of a WARC file; `end` is where the next record begins."""

    answer: Answer
    at: datetime
    end: int


@dataclass(frozen=True, slots=True)
class WarcImport:
    """Where pages go: what reads them, what folds them, and whose they are."""

    archive: Archive
    config: Config
    pool: ReadingPool
    rules: FoldRules
    run: int
    report: ImportReport
    source: str | None = None  #: of all pages; None: each host is one
    _known: dict[str, SourceFacts] = field(default_factory=dict)

    def read(self, path: Path, start: int, tell: Tell) -> None:
        """Read the file from byte `start` on, a batch in a transaction. Raises UsageError if it is no WARC."""
        size = path.stat().st_size
        readings = self._readings(read_warc(path, start, self.report))
        while batch := list(islice(readings, BATCH)):
            self._write(path, batch)
            tell(batch[-1][0].end, size)

    def _readings(self, pages: Iterable[Archived]) -> Iterator[tuple[Archived, Item | None]]:
        """Each page with what came of it, in order; no more than `UNDER_WAY` are being read."""
        under_way: deque[tuple[Archived, str, Future[Reading | Failed]]] = deque()
        for page in pages:
            source_id = self.source or derive_id(origin(page.answer.url))
            reading = self.pool.submit(read_page, page.answer, self._facts(source_id))
            under_way.append((page, source_id, reading))
            if len(under_way) > UNDER_WAY:
                yield self._settled(*under_way.popleft())
        while under_way:
            yield self._settled(*under_way.popleft())

    def _facts(self, source_id: str) -> SourceFacts:
        """What the configuration says of a source."""
        if source_id not in self._known:
            known = self.config.source(source_id) or self.config.adhoc("", source_id)
            self._known[source_id] = SourceFacts(
                source_id, known.title, rules=known.rules, language=known.language
            )
        return self._known[source_id]

    def _settled(
        self, page: Archived, source_id: str, future: Future[Reading | Failed]
    ) -> tuple[Archived, Item | None]:
        reading, answer = future.result(), page.answer
        if isinstance(reading, Failed):
            self.report.fail(answer.url, reading.words)
            return page, None
        if reading.article is None:
            self.report.rejected[reading.page.verdict] += 1
            return page, None
        item = Item(
            Fetch(answer.url, source_id, page.at, "import", answer.status, reading.page.verdict),
            replace(reading.article, source=source_id),
            reading.signature,
            reading.url_key,
            reading.canonical_url,
            RawPage(answer.url, page.at, answer.status, answer.body, answer.headers),
            line_keys=reading.line_keys,
        )
        return page, item

    def _write(self, path: Path, batch: list[tuple[Archived, Item | None]]) -> None:
        items = [item for _, item in batch if item is not None]
        decide = partial(judge, rules=self.rules)
        with self.archive.atomic():
            for verdict in self.archive.store(items, decide, run_id=self.run):
                self.report.counts[verdict.kind if verdict else "forgotten"] += 1
            self.archive.note_counts(self.run, {**self.report.told(), **checkpoint(path, batch[-1][0].end)})


def checkpoint(path: Path, offset: int) -> dict[str, Any]:  # JSON values
    """What a run's counts say of how far a file was read."""
    return {"file": str(path.resolve()), "file_size": path.stat().st_size, "offset": offset}


def resume_at(archive: Archive, path: Path) -> int:
    """Where an earlier import of this file stopped; 0 if there was none or it came to the end."""
    wanted = checkpoint(path, 0)
    for run in archive.runs(200):
        if all(run.counts.get(name) == wanted[name] for name in ("file", "file_size")):
            return 0 if run.status == "ok" else int(run.counts.get("offset", 0))
    return 0


def check_warc(path: Path) -> None:
    """Raise UsageError if the file does not begin as a WARC does; a file without a record is one."""
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 -- only this command needs it

    with path.open("rb") as file:
        try:
            first = next(iter(ArchiveIterator(file)), None)
        except Exception as error:
            raise _no_warc(path, error) from error
    if first is not None and first.format != "warc":  # warcio takes any line of five words for an ARC record
        raise UsageError(f"{path}: is no WARC file (it begins as {first.format.upper()} does, if at all)")


def _no_warc(path: Path, error: Exception) -> UsageError:
    return UsageError(f"{path}: is no WARC file ({_words(error)})")


def _words(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def read_warc(path: Path, start: int, report: ImportReport) -> Iterator[Archived]:
    """Every HTML page with its bytes as a browser would see them; what else the file holds is counted."""
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 -- only this command needs it

    with path.open("rb") as file:
        file.seek(start)
        records = ArchiveIterator(file)
        seen, reached = False, start
        try:
            for record in records:
                seen = True
                page = _page(record, report)
                if page is not None:
                    # a file that is one gzip member has no places to go on at: warcio counts below its start then
                    reached = max(reached, records.get_record_offset() + records.get_record_length())
                    yield replace(page, end=reached)
        except Exception as error:
            if not seen:
                raise _no_warc(path, error) from error
            report.fail(
                str(path), f"is damaged after {reached} bytes of {path.stat().st_size}: {_words(error)}"
            )


def _page(record: Any, report: ImportReport) -> Archived | None:  # warcio's record
    if record.rec_type != "response" or record.http_headers is None:
        if record.rec_type in ("response", "resource", "revisit"):
            report.rejected[f"{record.rec_type} without a page"] += 1
        return None
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    status = record.http_headers.get_statuscode()
    headers = {name.lower(): value for name, value in record.http_headers.headers}
    kind = headers.get("content-type", "text/html").partition(";")[0].strip().lower()
    if (
        not url.startswith(("http://", "https://"))
        or not status.isdigit()
        or int(status) != 200
        or kind not in _PAGES
    ):
        report.rejected["no page" if kind not in _PAGES else f"status {status}"] += 1
        return None
    body = record.content_stream().read(MAX_PAGE + 1)
    if len(body) > MAX_PAGE:
        report.rejected["too large"] += 1
        return None
    when = _date(record)
    return Archived(Answer(url, body, 200, headers, when if when.year > 1970 else None), when, 0)


def _date(record: Any) -> datetime:  # warcio's record
    text = record.rec_headers.get_header("WARC-Date") or ""
    try:
        return from_text(text) or datetime.fromtimestamp(0, UTC)
    except (ValueError, OverflowError):
        return datetime.fromtimestamp(0, UTC)
