"""WARC in, also of CC-NEWS: each HTML page read in the workers of a crawl, stored and folded as a crawl's.

The place in the file stands in the run's row, written with each batch: an import that was stopped goes on there. Stories that
`newsfold export warc` wrote beside their pages come in as they were.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from crawler.config import Config, derive_id
from crawler.dedup import FoldRules, judge
from crawler.importing.bodies import BodyError, body_of
from crawler.importing.dialects import origin
from crawler.importing.kinds import begins, no_such, refuse_others
from crawler.importing.packed import STDIN, Place, opened
from crawler.importing.records import Record, WarcReader
from crawler.importing.report import ImportReport, Tell
from crawler.importing.stories import Gathering, is_story
from crawler.normalise.learned import learn
from crawler.reading import Answer, Reading, read_page
from crawler.workers import Failed, ReadingPool
from storage.bundles import Bundle
from storage.errors import URLError, UsageError
from storage.ports import Archive
from storage.records import Fetch, Item, RawPage, SourceFacts
from storage.times import from_text

BATCH = 25
UNDER_WAY = 16  #: pages that are being read
HEAVY = 32_000_000  #: bytes of pages in a batch, or being read, after which it is enough
MAX_PAGE = 15_000_000  #: bytes, as in a crawl
MAX_STORY = 64_000_000  #: bytes of a story's record, as of a line of JSON
LINES_EVERY = 25  #: articles of a source after which its learned lines are read again, as in a crawl
QUIET = 8_000_000  #: bytes of a file without a page after which its place is noted all the same
_PAGES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Taken:
    """What one record gave, and where the next one begins; `weight` in bytes."""

    after: Place
    done: int
    item: Item | None = None
    story: Bundle | None = None
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Archived:
    """One page of a WARC file."""

    answer: Answer
    at: datetime
    record: Record


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
    _known: dict[str, tuple[int, SourceFacts]] = field(default_factory=dict)
    _stored: Counter[str] = field(default_factory=Counter)
    _trusted: set[int] = field(default_factory=set)

    def read(self, path: Path, start: Place, tell: Tell) -> None:
        """Read the file from a place on, a batch in a transaction."""
        size = 0 if path == STDIN else path.stat().st_size
        batch: list[Taken] = []
        with opened(path) as file:
            for taken in self._all(path, file, start):
                batch.append(taken)
                if len(batch) >= BATCH or sum(one.weight for one in batch) > HEAVY:
                    self._write(path, batch)
                    tell(batch[-1].done, size)
                    batch = []
        self._write(path, batch)

    def _all(self, path: Path, file: BinaryIO, start: Place) -> Iterator[Taken]:
        """What each record gave, in order; no more pages are being read than `UNDER_WAY` and `HEAVY` allow."""
        under_way: deque[Taken | tuple[Archived, str, Future[Reading | Failed]]] = deque()
        weight = 0
        for one in _Finder(path, self.report).read(file, start):
            if isinstance(one, Taken):
                under_way.append(one)
            else:
                source_id = self.source or derive_id(origin(one.answer.url))
                reading = self.pool.submit(read_page, one.answer, self._facts(source_id))
                under_way.append((one, source_id, reading))
                weight += len(one.answer.body)
            while len(under_way) > UNDER_WAY or weight > HEAVY:
                taken = self._settled(under_way.popleft())
                weight -= taken.weight if taken.story is None else 0
                yield taken
        while under_way:
            yield self._settled(under_way.popleft())

    def _facts(self, source_id: str) -> SourceFacts:
        """What the configuration says of a source, and the lines that the archive has learned of it."""
        stored, facts = self._known.get(source_id, (-LINES_EVERY, SourceFacts()))
        if self._stored[source_id] - stored >= LINES_EVERY:
            known = self.config.source(source_id) or self.config.adhoc("", source_id)
            lines = learn(self.archive.source_line_counts(source_id))
            facts = SourceFacts(source_id, known.title, None, lines, len(lines), known.rules, known.language)
            self._known[source_id] = (self._stored[source_id], facts)
        return facts

    def _settled(self, one: Taken | tuple[Archived, str, Future[Reading | Failed]]) -> Taken:
        if isinstance(one, Taken):
            return one
        page, source_id, future = one
        reading, answer = future.result(), page.answer
        taken = Taken(page.record.after, page.record.done, weight=len(answer.body))
        if isinstance(reading, Failed):
            self.report.fail(answer.url, reading.words)
            return taken
        if reading.article is None:
            self.report.rejected[reading.page.verdict] += 1
            return taken
        self._stored[source_id] += 1
        item = Item(
            Fetch(answer.url, source_id, page.at, "import", answer.status, reading.page.verdict),
            replace(reading.article, source=source_id),
            reading.signature,
            reading.url_key,
            reading.canonical_url,
            RawPage(answer.url, page.at, answer.status, answer.body, answer.headers),
            line_keys=reading.line_keys,
        )
        return replace(taken, item=item)

    def _write(self, path: Path, batch: list[Taken]) -> None:
        if not batch:
            return
        decide = partial(judge, rules=self.rules)
        with self.archive.atomic():
            for one in batch:
                if one.story is not None:
                    told, story = self.archive.adopt(
                        one.story, decide, trusted=self._trusted, run_id=self.run
                    )
                    self._trusted.update([story] if story is not None else [])
                    self.report.counts[told] += 1
                elif one.item is not None:
                    (verdict,) = self.archive.store([one.item], decide, run_id=self.run)
                    self.report.counts[verdict.kind if verdict else "forgotten"] += 1
            if path != STDIN:
                place = checkpoint(path, batch[-1].after)
                self.archive.note_counts(self.run, {**self.report.told(), **place})


# Where an import goes on --------------------------------------------------------------------------


def checkpoint(path: Path, place: Place) -> dict[str, Any]:  # JSON values
    """What a run's counts say of how far a file was read."""
    size = path.stat().st_size
    return {"file": str(path.resolve()), "file_size": size, "offset": place.offset, "skip": place.skip}


def resume_at(archive: Archive, path: Path, *, again: bool = False) -> Place:
    """Where an earlier import of this file stopped; the beginning if there was none or it came to the end, or `again`."""
    if again or path == STDIN:
        return Place()
    wanted = checkpoint(path, Place())
    _, rows = archive.query(
        """SELECT status, counts FROM runs WHERE json_extract(counts, '$.file') = ?
        AND json_extract(counts, '$.file_size') = ? ORDER BY id DESC LIMIT 1""",
        (wanted["file"], wanted["file_size"]),
    )
    for status, text in rows:
        counts = json.loads(text)
        if status in ("interrupted", "failed"):
            return Place(int(counts.get("offset", 0)), int(counts.get("skip", 0)))
    return Place()


# What a file holds --------------------------------------------------------------------------------


def check_warc(path: Path) -> None:
    """Raise UsageError if the file does not begin as a WARC does."""
    if path == STDIN:
        return
    refuse_others(path, "warc")
    problems: list[str] = []
    with opened(path) as file:
        first = next(iter(WarcReader(file, Place(), lambda _: 0, problems.append)), None)
    if first is None and begins(path).startswith(b"WARC/"):
        raise UsageError(f"{path}: {problems[0]}")
    if first is None:
        raise no_such(path, "WARC file")


def packed_as_a_whole(path: Path) -> bool:
    """Is this file packed in one piece, so that there is no place in it to begin at?"""
    if path == STDIN:
        return False
    with path.open("rb") as file:
        reader = WarcReader(file, Place(), lambda _: 0, lambda _: None)
        records = iter(reader)
        next(records, None)
        return next(records, None) is not None and reader.at.skip > 0


class _Finder:
    """Finds pages and stories among the records of a file; what else it holds is counted."""

    def __init__(self, path: Path, report: ImportReport) -> None:
        self.name, self.report = str(path) if path != STDIN else "standard input", report
        #: of a record without a date: that of the one before it, at first of the file
        self.at = datetime.now(UTC) if path == STDIN else datetime.fromtimestamp(path.stat().st_mtime, UTC)
        self.story: Gathering | None = None
        self.told = 0

    def read(self, file: BinaryIO, start: Place) -> Iterator[Archived | Taken]:
        """Pages to be read, whole stories, and at least every `QUIET` bytes the place that was reached; the rest goes to the report."""
        for record in WarcReader(file, start, self._wanted, partial(self.report.fail, self.name)):
            self.at = _date(record) or self.at
            if self.story is not None and self.story.awaits(record):
                self.story.take(record, self.at)
                continue
            yield from self._ended()
            if is_story(record) and (story := self._begun(record)) is not None:
                self.story = story
            elif (answer := _page(record, self.report)) is not None:
                known = self.at if record.headers.get("warc-date") else None
                yield Archived(replace(answer, at=known), self.at, record)
            elif record.done - self.told > QUIET:
                yield Taken(record.after, record.done)
            else:
                continue
            self.told = record.done
        yield from self._ended()

    def _wanted(self, record: Record) -> int:
        """How many bytes of a record's block are needed."""
        if is_story(record):
            return MAX_STORY
        if self.story is not None and self.story.awaits(record):
            return MAX_PAGE
        return MAX_PAGE + 1 if _refusal(record) == "" else 0

    def _begun(self, record: Record) -> Gathering | None:
        try:
            return Gathering(record)
        except (UsageError, URLError) as error:
            self.report.fail(self.name, f"the story of {record.url} {error}; its pages are read anew")
            return None

    def _ended(self) -> Iterator[Taken]:
        if self.story is not None:
            whole = self.story.story()
            weight = sum(page["size"] for page in whole.pages)
            yield Taken(self.story.after, self.story.done, story=whole, weight=weight)
            self.story = None


def _refusal(record: Record) -> str | None:
    """Why a record holds no page; "" if it holds one, None where nobody expects one."""
    if record.kind not in ("response", "resource", "revisit"):
        return None
    if record.kind != "response" or record.http is None:
        return f"{record.kind} without a page"
    kind = record.http.get("content-type", "text/html").partition(";")[0].strip().lower()
    if kind not in _PAGES:
        return "no HTML"
    return "" if record.status == "200" else f"HTTP status {record.status[:20]}"


def _page(record: Record, report: ImportReport) -> Answer | None:
    """The page that a record holds; a refusal is counted."""
    refusal = _refusal(record)
    if refusal or record.http is None:
        report.rejected.update([refusal] if refusal else [])
        return None
    if len(record.block) > MAX_PAGE:
        report.rejected["too large"] += 1
        return None
    try:
        body = body_of(record.block, record.http, MAX_PAGE + 1)
    except BodyError as broken:
        report.rejected[f"body that {broken}"] += 1
        return None
    if len(body) > MAX_PAGE:
        report.rejected["too large"] += 1
        return None
    return Answer(record.url, body, 200, record.http)


def _date(record: Record) -> datetime | None:
    try:
        return from_text(record.headers.get("warc-date"))
    except (ValueError, OverflowError):
        return None
