"""The archive as Python users see it: storage that keeps, wired to the rules that decide.

>>> import tempfile, pathlib, newsfold
>>> folder = tempfile.TemporaryDirectory()
>>> with newsfold.open_archive(pathlib.Path(folder.name, "news.db")) as archive:
...     text = " ".join(f"The harbour master counted ship number {n} at the north quay." for n in range(9))
...     row = {"url": "https://harbour.example/a", "source": "harbour", "headline": "Ships", "body": text}
...     [verdict.kind for verdict in archive.add_many([row, row | {"url": "https://inland.example/b"}])]
['new', 'exact']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from crawler import clock
from crawler.dedup import FoldRules, judge, matches, signature
from crawler.language import detect
from crawler.provenance import versions
from crawler.urls import canonical_url, url_key
from storage.archive import open_archive as open_storage
from storage.errors import UsageError
from storage.ports import Archive as Store
from storage.ports import Target
from storage.records import Article, Fetch, Hit, Item, Match, Verdict
from storage.rows import StoredArticle, StoredRevision, Story

BATCH = 50  #: articles in one transaction: beyond that SQLite gains nothing

FORGOTTEN = Verdict("same", reason="This page was forgotten on request; nothing is stored of it.")


class Archive:
    """An open archive; a context manager. `store` is the layer below, with everything else that it can tell."""

    def __init__(self, store: Store, rules: FoldRules = FoldRules()) -> None:
        self.store, self.rules = store, rules
        self._decide = partial(judge, rules=rules)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Write everything back and free the lock; a second call does nothing."""
        self.store.close()

    # Writing

    def add_many(self, rows: Iterable[Article | Mapping[str, Any]]) -> list[Verdict]:
        """Store articles, folding as they come; the verdict of each, in order.

        A row is an `Article` or a mapping with `url`, `headline`, `body` and, where known, `source`, `published`,
        `modified` (aware datetime or ISO 8601), `language`, `authors`, and any other field of an article; an `id`
        is not kept, the verdict's `article_id` names the story. Rows are read lazily and written fifty at a time;
        the same rows again add nothing. The verdict on a page that was forgotten has no `article_id`.

        Raises:
            URLError, UsageError: a row has no web address, no text, or a time that cannot be read. What came
                before it is stored.
            ArchiveError: the archive is read-only or the disk full.
        """
        iterator, verdicts = iter(rows), list[Verdict]()
        run = self.store.start_run("add_many", versions=versions())
        status: Literal["ok", "failed"] = "failed"
        try:
            while batch := list(islice(iterator, BATCH)):
                verdicts += self._add(batch, run)
            status = "ok"
        finally:
            counts: dict[str, int] = {}
            for verdict in verdicts:
                counts[verdict.kind] = counts.get(verdict.kind, 0) + 1
            self.store.end_run(run, status, counts)
        return verdicts

    def _add(self, batch: Sequence[Article | Mapping[str, Any]], run: int) -> list[Verdict]:
        now = self.store.now()
        items = [item_of(row if isinstance(row, Article) else article_of(row), now) for row in batch]
        stored = self.store.store(items, self._decide, now=now, run_id=run)
        return [verdict or FORGOTTEN for verdict in stored]

    # Asking

    def like(self, what: Target, *, limit: int = 10) -> list[Match]:
        """Stored articles that resemble a stored one (by id or address) or a text, best first; no time window.

        The article itself is not among them, nor is what only shares a phrase. Raises NotFound for an unknown id.
        """
        own: int | None = None
        if isinstance(what, int) or (_is_address(what) and self.store.find(what) is not None):
            article = self.store.article(what)
            own, headline, body, language = article.id, article.headline, article.body, article.language
        else:
            headline, body, language = None, what, None
        mark = signature(headline, body, language)
        found = matches(headline, body, self.store.neighbours_of(mark), rules=self.rules)
        return [match for match in found if match.article_id != own][:limit]

    def search(
        self,
        words: str,
        *,
        limit: int = 20,
        order: Literal["newest", "rank"] = "newest",
        since: datetime | None = None,
        until: datetime | None = None,
        source: str | None = None,
        language: str | None = None,
    ) -> Iterator[Hit]:
        """Full-text search; plain words never raise. See `newsfold search --help` for what it understands."""
        return self.store.search(
            words, limit=limit, order=order, since=since, until=until, source=source, language=language
        )

    def story(self, target: Target) -> Story:
        """One story: the article, its copies oldest first, its earlier texts. Raises NotFound."""
        return self.store.story(target)

    def diff(self, target: Target) -> list[StoredRevision]:
        """The earlier texts of an article, oldest first. Raises NotFound."""
        return self.store.revisions(self.store.article(target).id)

    def query(self, sql: str, params: Mapping[str, Any] | Sequence[Any] = ()) -> Iterator[dict[str, Any]]:
        """Rows of any SELECT by column name. Raises QueryError; the file cannot be changed by it."""
        names, rows = self.store.query(sql, params)
        return (dict(zip(names, row, strict=True)) for row in rows)

    def articles(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        source: str | None = None,
        language: str | None = None,
        limit: int | None = None,
        order: Literal["newest", "oldest", "id"] = "newest",
    ) -> Iterator[StoredArticle]:
        """Articles by date, copies left out: since <= dated_at < until."""
        return self.store.articles(
            since=since, until=until, source=source, language=language, limit=limit, order=order
        )


def _is_address(text: str) -> bool:
    return "://" in text and len(text) < 2_000 and len(text.split()) == 1


def open_archive(path: Path | str, *, readonly: bool = False) -> Archive:
    """Open or make the archive at `path`.

    Raises:
        ArchiveHeld: another run writes to it.  NotAnArchive: the file is damaged or somebody else's; it was
        not touched.  NewerArchive: a later newsfold wrote it.
    """
    return Archive(open_storage(path, readonly=readonly, now=clock.now, command="python"))


def article_of(row: Mapping[str, Any]) -> Article:
    """An article from a mapping. Raises UsageError where it has no text or a time that cannot be read."""
    body = str(row.get("body") or "").strip()
    url = str(row.get("url") or "")
    if not body:
        raise UsageError(f"{url or row.get('id') or 'a row'}: there is no body")
    language = row.get("language") or detect(body)
    return Article(
        url=url,
        headline=row.get("headline"),
        description=row.get("description"),
        body=body,
        language=language,
        source=row.get("source"),
        authors=tuple(row.get("authors") or ()),
        tags=tuple(row.get("tags") or ()),
        section=row.get("section"),
        image=row.get("image"),
        published=_time(row, "published"),
        modified=_time(row, "modified"),
        dateline=row.get("dateline"),
        agency=row.get("agency"),
        credits=tuple(row.get("credits") or ()),
        extractor=str(row.get("extractor") or "given"),
    )


def _time(row: Mapping[str, Any], name: str) -> datetime | None:
    value = row.get(name) or row.get(f"{name}_at")
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
    return clock.read_time(str(value), f"{row.get('url')}: {name}")


def item_of(article: Article, now: datetime) -> Item:
    """What the store takes for an article that was not fetched by a crawl."""
    fetch = Fetch(article.url, article.source, now, "given", verdict=article.verdict)
    return Item(
        fetch,
        article,
        signature(article.headline, article.body, article.language),
        url_key(article.url),
        canonical_url(article.url),
    )
