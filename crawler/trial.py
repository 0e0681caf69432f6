"""Try a source's rules on pages that the archive keeps, and write nothing: what they would cut and bring back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any

from crawler.config import Config
from crawler.polls import entry_from_json
from crawler.reading import Answer, Reading, read_page
from crawler.replay import source_facts
from crawler.workers import Failed, ReadingPool
from storage.errors import NotFound
from storage.ports import Archive, Target
from storage.records import Article, RawPage, SourceFacts, UserRules
from storage.rows import StoredArticle, StoredCopy

LATEST = 20  #: pages of the source that rules are tried on beside the one that was named


@dataclass(frozen=True, slots=True)
class Trial:
    """One page read twice. Without `problem` both readings made an article."""

    id: int
    url: str
    source: str
    headline: str
    before: Article | None = None
    after: Article | None = None
    problem: str = ""  #: why there is nothing to compare

    @property
    def cut(self) -> tuple[str, ...]:
        """Lines of the text that the rules take out."""
        return _lost(self.before, self.after)

    @property
    def back(self) -> tuple[str, ...]:
        """Lines that were cut and that the rules keep."""
        return _lost(self.after, self.before)


def _lost(one: Article | None, other: Article | None) -> tuple[str, ...]:
    if one is None or other is None:
        return ()
    left = Counter(other.body.split("\n"))
    lost = []
    for line in one.body.split("\n"):
        if line and not left[line]:
            lost.append(line)
        left[line] -= left[line] > 0
    return tuple(lost)


def joined(one: UserRules, other: UserRules) -> UserRules:
    """The rules of both."""
    return UserRules(
        one.drop + other.drop, one.keep + other.keep, one.remove + other.remove, one.select + other.select
    )


def try_rules(
    archive: Archive, config: Config, target: Target, added: UserRules, *, latest: int = LATEST
) -> list[Trial]:
    """The page of `target` and the `latest` other pages of its source, each read without and with `added`.

    Where nothing is added, the source's rules in the configuration are tried against none. The first trial is
    that of `target`. Pages are read in worker processes.

    Raises:
        NotFound: the archive does not know `target`, or keeps no page of it.
    """
    named = _text(archive, target)
    if archive.raw_page(_page_url(archive, named.id) or named.url) is None:
        raise NotFound(
            f"{archive.path}: no page is kept of {named.url}; `keep_pages` in sources.toml keeps them"
        )
    source = named.source or ""
    facts = source_facts(archive, config, source)
    bare = added in (UserRules(), facts.rules)
    before = replace(facts, rules=UserRules()) if bare else facts
    after = facts if bare else replace(facts, rules=joined(facts.rules, added))
    texts = [named, *(text for text in _latest(archive, source, latest + 1) if text.id != named.id)][
        : latest + 1
    ]
    pool = ReadingPool(2)
    try:
        waiting = [_submitted(archive, pool, text, (before, after)) for text in texts]
        return [_trial(text, pair) for text, pair in zip(texts, waiting, strict=True) if pair is not None]
    finally:
        pool.close(kill=True)


def _text(archive: Archive, target: Target) -> StoredArticle | StoredCopy:
    story = archive.story(target)
    asked = (target, int(target)) if isinstance(target, str) and target.isdecimal() else (target,)
    return next((copy for copy in story.copies if {copy.id, copy.gid, copy.url} & set(asked)), story.article)


def _page_url(archive: Archive, text_id: int) -> str | None:
    _, rows = archive.query("SELECT url FROM pages WHERE text_id = ? ORDER BY id DESC LIMIT 1", (text_id,))
    return next((str(row[0]) for row in rows), None)


def _latest(archive: Archive, source: str, limit: int) -> list[StoredArticle | StoredCopy]:
    sql = """SELECT text_id FROM pages WHERE text_id IN (
        SELECT id FROM articles WHERE source = :source UNION ALL SELECT id FROM copies WHERE source = :source AND kind <> 'same_url')
        GROUP BY text_id ORDER BY max(id) DESC LIMIT :limit"""
    _, rows = archive.query(sql, {"source": source, "limit": limit})
    return [_text(archive, row[0]) for row in rows]


_Pair = tuple["Future[Reading | Failed]", "Future[Reading | Failed]"]


def _submitted(
    archive: Archive, pool: ReadingPool, text: StoredArticle | StoredCopy, facts: Sequence[SourceFacts]
) -> _Pair | None:
    page: RawPage | None = archive.raw_page(_page_url(archive, text.id) or text.url)
    if page is None:
        return None
    answer = Answer(page.url, page.content, page.status, page.headers, page.fetched_at)
    entry = entry_from_json(dict[str, Any](text.entry))
    first, second = (pool.submit(read_page, answer, replace(one, entry=entry)) for one in facts)
    return first, second


def _trial(text: StoredArticle | StoredCopy, pair: _Pair) -> Trial:
    about = (text.id, text.url, text.source or "", text.headline or "")
    before, after = pair[0].result(), pair[1].result()
    for when, reading in (("before", before), ("with the rules", after)):
        if isinstance(reading, Failed):
            return Trial(*about, problem=f"{when}: {reading.words}")
        if reading.article is None:
            return Trial(*about, problem=f"{when}: {reading.page.verdict}, {reading.page.evidence}")
    assert isinstance(before, Reading)  # noqa: S101 - the loop has looked
    assert isinstance(after, Reading)  # noqa: S101
    return Trial(*about, before.article, after.article)
