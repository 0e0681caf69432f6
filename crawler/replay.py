"""Read stored pages again by the present rules, without the network, and write what changed.

A replay asks for the pages that were read by other rules: `articles.extractor` names the reader, `articles.rules` the
cleaning rules, and behind a "+" what the source itself brought to them (its learned lines, its user's rules). A page
that was replayed carries the present stamp, so an interrupted replay goes on where it stopped. Pages are read in
worker processes, a bounded number at a time, and written in transactions of `BATCH`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any, Literal

from crawler.config import Config
from crawler.extract.body import VERSION as READER
from crawler.normalise import RULES_VERSION, learn, line_key
from crawler.polls import entry_from_json
from crawler.reading import Answer, Reading, read_page
from crawler.workers import Failed, ReadingPool
from storage.ports import Archive
from storage.records import Article, LearnedLine, SourceFacts
from storage.times import from_text, to_text

BATCH = 25  #: pages in one transaction
LISTED = 100  #: rows of one look into the archive; no statement stays open while pages are read
FIELDS = ("headline", "body", "date", "authors", "dateline")
State = Literal["changed", "unchanged", "not_article", "failed"]
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored text as a replay compares it. `id` is an article's or a copy's."""

    id: int
    url: str
    page_url: str
    source: str
    headline: str | None
    body: str
    published_at: datetime | None
    authors: tuple[str, ...]
    dateline: str | None
    verdict: str
    words: int
    entry: Mapping[str, Any]  #: JSON values, as `polls.entry_from_json` takes them
    cuts: Counts  #: rule -> how many


@dataclass(frozen=True, slots=True)
class Change:
    """What a later reading makes of one stored text."""

    id: int
    url: str
    source: str
    headline: str | None
    state: State
    fields: tuple[str, ...] = ()  #: of FIELDS, those that differ
    words_before: int = 0
    words_after: int = 0
    verdict_before: str = ""
    verdict_after: str = ""
    reason: str = ""  #: of "not_article" and "failed"
    cuts_before: Counts = field(default_factory=dict)
    cuts_after: Counts = field(default_factory=dict)


@dataclass(slots=True)
class ReplayReport:
    """Before and after, summed; `changes` are handed out as they come and not kept."""

    read: int = 0
    changed: int = 0
    unchanged: int = 0
    not_article: int = 0
    failed: int = 0
    verdicts: int = 0  #: texts whose verdict would be another one
    words_before: int = 0
    words_after: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    cuts_before: Counter[str] = field(default_factory=Counter)
    cuts_after: Counter[str] = field(default_factory=Counter)
    interrupted: bool = False

    def add(self, change: Change) -> None:
        self.read += 1
        setattr(self, change.state, getattr(self, change.state) + 1)
        self.verdicts += bool(change.verdict_after) and change.verdict_before != change.verdict_after
        self.fields.update(change.fields)
        if change.state in ("changed", "unchanged"):
            self.words_before += change.words_before
            self.words_after += change.words_after
            self.cuts_before.update(change.cuts_before)
            self.cuts_after.update(change.cuts_after)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which stored pages a replay reads."""

    source: str | None = None
    since: datetime | None = None  #: published then or later; where the date is unknown, first seen
    limit: int | None = None
    everything: bool = False  #: also what the present rules have read already
    ids: Collection[int] | None = None  #: only these texts


# What is known of a source ---------------------------------------------------------------------------


def source_facts(archive: Archive, config: Config, source: str) -> SourceFacts:
    """What the present configuration and the archive know of a source; without an entry."""
    known = config.source(source) or config.adhoc("", source)
    lines = learned_lines(archive, source)
    return SourceFacts(source, known.title, None, lines, len(lines), known.rules, known.language)


def learned_lines(archive: Archive, source: str) -> tuple[LearnedLine, ...]:
    """The source's boilerplate, as the normaliser takes it."""
    return learn(archive.source_line_counts(source)) if source else ()


def stamp(facts: SourceFacts) -> str:
    """What `articles.rules` says of a page read with these facts: the rules, and a digest of what the source added.

    How often a line was seen is left out, except whether it is in most articles: that decides where it is cut.

    >>> stamp(SourceFacts()) == RULES_VERSION
    True
    """
    own = facts.rules
    if not (facts.lines or own.drop or own.keep or own.remove or own.select):
        return RULES_VERSION
    lines = sorted((line.key, line.seen * 2 >= line.of) for line in facts.lines)
    told = repr((lines, own.drop, own.keep, own.remove, own.select)).encode()
    return f"{RULES_VERSION}+{hashlib.sha256(told).hexdigest()[:10]}"


# Which texts ------------------------------------------------------------------------------------------

_TEXTS = """
    SELECT t.*, p.url AS page_url FROM (
        SELECT id, url, source, headline, body, published_at, authors, dateline, verdict, word_count, entry, extractor,
            rules, coalesce(published_at, first_seen_at) AS dated FROM articles WHERE id > :after AND (:source IS NULL OR source = :source)
        UNION ALL
        SELECT id, url, source, headline, body, published_at, authors, dateline, verdict, word_count, entry, extractor,
            rules, coalesce(published_at, seen_at) FROM copies
            WHERE id > :after AND kind <> 'same_url' AND (:source IS NULL OR source = :source)
    ) t JOIN pages p ON p.id = (SELECT max(id) FROM pages WHERE text_id = t.id)
    WHERE (:since IS NULL OR t.dated >= :since) ORDER BY t.id LIMIT :most"""
_CUTS = """
    SELECT coalesce(copy_id, article_id), rule, count(*) FROM cuts
    WHERE copy_id BETWEEN :first AND :last OR (copy_id IS NULL AND article_id BETWEEN :first AND :last) GROUP BY 1, 2"""


class _Sources:
    """Facts and stamps, read once a source."""

    def __init__(self, archive: Archive, config: Config) -> None:
        self._archive, self._config = archive, config
        self._known: dict[str, tuple[SourceFacts, str]] = {}

    def of(self, source: str) -> tuple[SourceFacts, str]:
        if source not in self._known:
            facts = source_facts(self._archive, self._config, source)
            self._known[source] = facts, stamp(facts)
        return self._known[source]

    def is_present(self, row: Mapping[str, Any]) -> bool:  # Any: a column's value
        """Whether a row was read by the present reader and the present rules."""
        reader = (row["extractor"] or "").partition("/")[0]
        return bool(reader == READER and row["rules"] == self.of(row["source"] or "")[1])


def _rows(archive: Archive, wanted: Wanted) -> Iterator[list[dict[str, Any]]]:  # Any: column values
    """Texts that have a page, by id, in lists of at most `LISTED`."""
    after = 0
    while True:
        values = {"after": after, "source": wanted.source, "since": to_text(wanted.since), "most": LISTED}
        names, found = archive.query(_TEXTS, values)
        rows = [dict(zip(names, row, strict=True)) for row in found]
        if rows:
            yield rows
        if len(rows) < LISTED:
            return
        after = rows[-1]["id"]


def _texts(archive: Archive, wanted: Wanted, sources: _Sources) -> Iterator[Stored]:
    for rows in _rows(archive, wanted):
        chosen = [
            row
            for row in rows
            if (wanted.ids is None or row["id"] in wanted.ids)
            and (wanted.everything or not sources.is_present(row))
        ]
        cuts = _cuts(archive, chosen[0]["id"], chosen[-1]["id"]) if chosen else {}
        yield from (_stored(row, cuts.get(row["id"], {})) for row in chosen)


def _cuts(archive: Archive, first: int, last: int) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    _, rows = archive.query(_CUTS, {"first": first, "last": last})
    for text_id, rule, number in rows:
        found.setdefault(text_id, {})[rule] = number
    return found


def _stored(row: Mapping[str, Any], cuts: Counts) -> Stored:  # Any: a column's value
    return Stored(
        row["id"],
        row["url"],
        row["page_url"],
        row["source"] or "",
        row["headline"],
        row["body"],
        from_text(row["published_at"]),
        tuple(json.loads(row["authors"] or "[]")),
        row["dateline"],
        row["verdict"] or "",
        len(row["body"].split()),
        json.loads(row["entry"] or "{}"),
        cuts,
    )


# Replay -----------------------------------------------------------------------------------------------


def replay(
    archive: Archive,
    config: Config,
    wanted: Wanted = Wanted(),
    *,
    dry_run: bool = False,
    workers: int | None = None,
    tell: Callable[[Change], None] = lambda _: None,
) -> ReplayReport:
    """Read the wanted pages again and, unless `dry_run`, write what came of them: no revision, cuts replaced.

    A page that makes no article any more, or that cannot be read, is told and its text stays as it is. Ctrl-C ends
    the replay with `interrupted`: what was told before is written, and the next replay does the rest.

    Args:
        tell: is given each change in the order of the texts' ids, after it was written.

    Raises:
        ArchiveError: the archive is read-only (and this is no dry run) or the disk is full.
    """
    report, sources = ReplayReport(), _Sources(archive, config)
    texts = islice(_texts(archive, wanted, sources), wanted.limit)
    first = next(texts, None)
    if first is None:
        return report
    pool = ReadingPool(workers or config.fetch.workers or os.cpu_count() or 2)
    try:
        readings = _readings(archive, _chained(first, texts), sources, pool)
        while batch := list(islice(readings, BATCH)):
            if not dry_run:
                _write(archive, batch, sources)
            for stored, reading in batch:
                change = compare(stored, reading)
                report.add(change)
                tell(change)
    except KeyboardInterrupt:
        report.interrupted = True
    finally:
        pool.close(kill=True)
    return report


def _chained(first: Stored, rest: Iterable[Stored]) -> Iterator[Stored]:
    yield first
    yield from rest


def _readings(
    archive: Archive, texts: Iterator[Stored], sources: _Sources, pool: ReadingPool
) -> Iterator[tuple[Stored, Reading | Failed]]:
    """Each text with its page read anew, in order; no more than `BATCH` pages are under way."""
    under_way: deque[tuple[Stored, Future[Reading | Failed]]] = deque()
    for stored in texts:
        page = archive.raw_page(stored.page_url)
        if page is None:
            continue
        answer = Answer(page.url, page.content, page.status, page.headers, page.fetched_at)
        entry = entry_from_json(stored.entry)
        facts = replace(sources.of(stored.source)[0], entry=entry)
        under_way.append((stored, pool.submit(read_page, answer, facts)))
        if len(under_way) >= BATCH:
            done = under_way.popleft()
            yield done[0], done[1].result()
    while under_way:
        done = under_way.popleft()
        yield done[0], done[1].result()


def _write(archive: Archive, batch: Sequence[tuple[Stored, Reading | Failed]], sources: _Sources) -> None:
    with archive.atomic():
        for stored, reading in batch:
            if isinstance(reading, Failed) or reading.article is None or reading.signature is None:
                continue
            article = replace(reading.article, rules=sources.of(stored.source)[1])
            archive.rewrite(stored.id, article, reading.signature)


def compare(stored: Stored, reading: Reading | Failed) -> Change:
    """What a later reading changes."""
    about = (stored.id, stored.url, stored.source, stored.headline)
    if isinstance(reading, Failed):
        return Change(*about, "failed", reason=reading.words, verdict_before=stored.verdict)
    page, article = reading.page, reading.article
    if article is None:
        return Change(
            *about,
            "not_article",
            reason=page.evidence,
            verdict_before=stored.verdict,
            verdict_after=page.verdict,
        )
    changed = tuple(_differences(stored, article))
    after = dict(Counter(cut.rule for cut in article.cuts))
    differs = changed or stored.cuts != after or stored.verdict != article.verdict
    return Change(
        *about,
        "changed" if differs else "unchanged",
        changed,
        stored.words,
        len(article.body.split()),
        stored.verdict,
        article.verdict,
        cuts_before=stored.cuts,
        cuts_after=after,
    )


def _differences(stored: Stored, article: Article) -> Iterator[str]:
    pairs = (
        (stored.headline, article.headline),
        (stored.body, article.body),
        (stored.published_at, article.published or stored.published_at),
        (stored.authors, article.authors),
        (stored.dateline, article.dateline),
    )
    for name, (before, after) in zip(FIELDS, pairs, strict=True):
        if (before or None) != (after or None):
            yield name


# Boilerplate that was learned late --------------------------------------------------------------------


def repair_learned(
    archive: Archive, config: Config, sources: Iterable[str], *, workers: int | None = None
) -> ReplayReport:
    """Read again what was stored before a line of its source was learned: the texts that still hold such a line.

    Called after a crawl with the sources that it stored pages of. Texts that the present lines have been applied to
    are not looked at, so a line that stays on purpose (prose in the middle of a text) costs one reading.

    Raises:
        ArchiveError: as `replay`.
    """
    affected: set[int] = set()
    facts = _Sources(archive, config)
    for source in dict.fromkeys(sources):
        lines = {line.key for line in facts.of(source)[0].lines}
        if lines:
            affected.update(_holding(archive, source, lines, facts))
    total = ReplayReport()
    if affected:
        total = replay(archive, config, Wanted(ids=affected), workers=workers)
    return total


def _holding(archive: Archive, source: str, keys: Collection[int], facts: _Sources) -> Iterator[int]:
    """Ids of the source's texts in whose body a line with one of `keys` stands."""
    for rows in _rows(archive, Wanted(source)):
        for row in rows:
            if not facts.is_present(row) and any(
                line_key(line) in keys for line in row["body"].split("\n") if line
            ):
                yield row["id"]
