"""`Archive.store`: a batch, its judgements and its acknowledgements in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import zstandard

from storage.bands import distance, signed
from storage.captures import Captures
from storage.columns import Row, content_row, fetch_row, signature_of, text_row, to_json
from storage.crawlstate import CrawlState
from storage.decisions import trimmed
from storage.errors import ArchiveError, LeaseLost
from storage.neighbours import Held
from storage.ports import Decide
from storage.records import Article, Candidate, Edge, Item, RawPage, Signature, Verdict, VerdictKind
from storage.texts import edge_facts, kind_of_old_text
from storage.times import to_text, written

#: a page that was named twice - by a feed and by a list - and that nobody has taken up the second time
_FETCHED = "DELETE FROM frontier WHERE url_key = ? AND kind IN ('page', 'target') AND state = 'waiting'"
#: Every 200 pages of a source the lines that came once or twice go: boilerplate comes more often, and without this
#: each article would leave its own short lines behind for good.
_PRUNE_LINES = """
    DELETE FROM source_lines WHERE source = :source AND seen <= 2
    AND (SELECT articles % 200 = 0 FROM sources WHERE id = :source)"""
NOT_FETCHED = frozenset(
    {"import", "given"}
)  #: kinds of `Fetch` that say where a row came from, not a request
_KEPT_IF_ABSENT = ("published_at", "entry", "section", "image", "access")


class Writing(Captures, CrawlState):
    """Store pages as a judge decides."""

    def store(
        self,
        batch: Sequence[Item],
        decide: Decide,
        *,
        now: datetime | None = None,
        run_id: int | None = None,
        fence: int | None = None,
    ) -> list[Verdict | None]:
        """Store a batch in one transaction; see `storage.ports.Archive.store`."""
        at = self._moment(now)
        with self.atomic():
            verdicts = [self._store_item(item, decide, run_id, at) for item in batch]
            self._acknowledge([item.lease for item in batch if item.lease is not None], fence)
            self._connection.executemany(
                _FETCHED, [(item.url_key,) for item in batch if item.article is not None]
            )
        return verdicts

    def rewrite(
        self,
        article_id: int,
        article: Article,
        signature: Signature,
    ) -> None:
        """Replace a text by a later reading of the same page; see `storage.ports.Archive.rewrite`."""
        values = content_row(article, signature)
        with self.atomic():
            old = self._row("articles", article_id)
            if old is not None:
                self._replace_article(old, _later(old, values))
                self._replace_cuts(article_id, None, article)
                return
            copy = self._row("copies", article_id)
            if copy is None:
                raise ArchiveError(f"{self.path}: no article or copy has the id {article_id}")
            self._replace_copy(copy, _later(copy, values))
            self._replace_cuts(copy["article_id"], article_id, article)

    # One item

    def _store_item(self, item: Item, decide: Decide, run_id: int | None, now: datetime) -> Verdict | None:
        if item.article is None:
            self._store_other(item, run_id)
            return None
        if item.signature is None:
            raise ArchiveError(f"{item.fetch.url}: an article without a signature cannot be stored")
        text = text_row(item, item.article, item.signature) | {"run_id": run_id}
        if self._is_forgotten(text["url_key"]):
            self._record(item, run_id, "forgotten", None)
            return None
        if (receipt := self._receipt(text, item, run_id)) is not None:
            return receipt
        held = self._held(text["url_key"])
        candidate = self._candidate(item, text)
        verdict = decide(candidate, self._neighbours(item.signature, held))
        verdict = trimmed(self._overruled(candidate, verdict, held))
        return self._apply(item, item.article, text, verdict, held, now)

    def _candidate(self, item: Item, text: Row) -> Candidate:
        assert item.article is not None and item.signature is not None  # noqa: S101, PT018 -- seen by the caller
        article = item.article
        candidate = Candidate(
            url=text["url"],
            url_key=text["url_key"],
            source=text["source"],
            headline=article.headline,
            body=article.body,
            published=article.published,
            seen=item.fetch.at,
            language=article.language,
            signature=item.signature,
            dateline=article.dateline,
            agency=article.agency,
        )
        return self._with_overrides([candidate])[0]

    def _apply(
        self,
        item: Item,
        article: Article,
        text: dict[str, Any],
        verdict: Verdict,
        held: Held | None,
        now: datetime,
    ) -> Verdict:
        run_id = text["run_id"]
        if held is not None:
            verdict, text_id = self._apply_to_held(item, article, text, verdict, held)
        else:
            verdict, text_id = self._apply_to_unknown(item, article, text, verdict, now)
            self._count_lines(text["source"], item)
            self._connection.execute("DELETE FROM tried WHERE url_key = ?", (text["url_key"],))
        self._note_aliases(item, text["url_key"])
        self._keep_decision(item, text, verdict)
        if verdict.kind != "same":
            self._keep_page(item.raw, text_id, run_id)
        self._record(item, run_id, verdict.kind, verdict.article_id)
        return verdict

    # A page that the archive does not hold yet

    def _apply_to_unknown(
        self, item: Item, article: Article, text: dict[str, Any], verdict: Verdict, now: datetime
    ) -> tuple[Verdict, int]:
        seen = item.fetch.at
        target = None if verdict.article_id is None else self._story_of(verdict.article_id)
        if target is None or verdict.kind in ("new", "same", "revision"):
            article_id = self._insert_article(text, seen)
            self._insert_cuts(article_id, None, article.cuts)
            return replace(verdict, kind="new", article_id=article_id), article_id
        if verdict.kind == "contains":
            old = self._row("articles", target)
            assert old is not None  # noqa: S101 -- `_story_of` has just seen it
            facts = edge_facts(verdict.edge, kind_of_old_text(verdict.edge), turned=True)
            self._exchange(old, text, seen, facts)
            self._insert_cuts(target, None, article.cuts)
            text_id = target
        else:
            text_id = self._insert_copy(target, text, seen, edge_facts(verdict.edge, verdict.kind))
            self._insert_cuts(target, text_id, article.cuts)
        for edge in verdict.absorbs:
            self._absorb(edge, target, now)
        return replace(verdict, article_id=target), text_id

    def _absorb(self, edge: Edge, target: int, now: datetime) -> None:
        """Make another story's texts copies of `target`."""
        other = self._story_of(edge.article_id)
        if other is None or other == target:
            return
        facts = edge_facts(edge, kind_of_old_text(edge), turned=True)
        self._demote(other, target, facts, now)

    # A page that is held already: it is unchanged, or its text becomes a revision

    def _apply_to_held(
        self, item: Item, article: Article, text: dict[str, Any], verdict: Verdict, held: Held
    ) -> tuple[Verdict, int]:
        text_id = held.copy_id if held.copy_id is not None else held.article_id
        kind: VerdictKind = "same" if verdict.kind == "same" else "revision"
        if kind == "revision":
            kind = self._revise(item, article, text, held, verdict.reason)
        self._touch(held, item.fetch.at)
        self._note_other_address(held, text, item.fetch.at)
        return replace(verdict, kind=kind, article_id=held.article_id, absorbs=()), text_id

    def _revise(
        self, item: Item, article: Article, text: dict[str, Any], held: Held, reason: str
    ) -> VerdictKind:
        """Keep another text of a page: the later one stands, the earlier one is a revision."""
        old, seen = held.row, item.fetch.at
        new = content_row(article, signature_of(text))
        if written(seen) < old["last_seen_at"]:
            return "revision" if self._keep_earlier(held, new, seen, reason, text["run_id"]) else "same"
        has_notice = bool(article.notices) and new["notices"] != old["notices"]
        admitted = article.modified is not None and new["modified_at"] != old["modified_at"]
        flags = {
            "headline_changed": int((old["headline"] or "") != (new["headline"] or "")),
            "has_notice": int(has_notice),
            "silent": int(not has_notice and not admitted),
        }
        since = self._current_since(held)
        self._insert_revision(
            held, old, since=since, until=written(seen), flags=flags, reason=reason, run_id=text["run_id"]
        )
        if held.copy_id is None:
            self._replace_article(old, _later(old, new))
        else:
            self._replace_copy(old, _later(old, new))
        self._replace_cuts(held.article_id, held.copy_id, article)
        self._connection.execute("DELETE FROM tried WHERE url_key = ?", (text["url_key"],))
        return "revision"

    def _note_other_address(self, held: Held, text: dict[str, Any], seen: datetime) -> None:
        """Keep a second address of a known page as a row of `copies` that is no copy: kind "same_url"."""
        if text["url"] == held.row["url"]:
            return
        if self._one("SELECT 1 FROM copies WHERE url = ? AND kind = 'same_url'", (text["url"],)) is not None:
            return
        facts = edge_facts(None, "same_url", reason="Another address of the same page.")
        facts |= {
            "distance": distance(text["simhash"], held.row["simhash"]),
            "similarity": 1.0 if text["content_hash"] == held.row["content_hash"] else None,
        }
        self._insert_copy(held.article_id, text, seen, facts)

    # What goes with every item

    def _replace_cuts(self, article_id: int, copy_id: int | None, article: Article) -> None:
        self._connection.execute(
            "DELETE FROM cuts WHERE article_id = ? AND copy_id IS ?", (article_id, copy_id)
        )
        self._insert_cuts(article_id, copy_id, article.cuts)

    def _note_aliases(self, item: Item, held_key: str) -> None:
        """Remember the other identities under which a page was reached, so that none is fetched again."""
        others = [alias for alias in item.aliases if alias != held_key]
        self._connection.executemany(
            "INSERT INTO aliases(url_key, held_key) VALUES (?, ?) ON CONFLICT DO UPDATE SET held_key = excluded.held_key",
            [(alias, held_key) for alias in others],
        )
        self._connection.executemany("DELETE FROM tried WHERE url_key = ?", [(alias,) for alias in others])

    def _store_other(self, item: Item, run_id: int | None) -> None:
        """A page that made no article: its bytes, its fetch, and when to look again."""
        if self._record(item, run_id, None, None):
            self._keep_page(item.raw, None, run_id)
            self._note_tried(item)

    def _note_tried(self, item: Item) -> None:
        key = item.url_key or item.fetch.url
        if item.fetch.kind != "page":
            return
        held = self._held(key)
        if held is not None:
            if item.fetch.status == 304:
                self._touch(held, item.fetch.at)
            return
        self._connection.execute(
            """INSERT INTO tried(url_key, url, source, verdict, reason, attempts, first_at, at, retry_at)
            VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?)
            ON CONFLICT(url_key) DO UPDATE SET verdict = excluded.verdict, reason = excluded.reason,
                attempts = attempts + 1, at = excluded.at, retry_at = excluded.retry_at""",
            (
                key,
                item.fetch.url,
                item.fetch.source,
                item.fetch.verdict,
                item.fetch.reason,
                to_text(item.fetch.at),
                to_text(item.fetch.at),
                to_text(item.retry_at),
            ),
        )

    def _record(self, item: Item, run_id: int | None, fold: str | None, article_id: int | None) -> bool:
        """Write the fetch, once; rows that come from an import were not fetched. False: it was there already."""
        if item.fetch.kind in NOT_FETCHED:
            return True
        row = fetch_row(item.fetch, run_id) | {"fold": fold}
        if article_id is not None:
            row["article_id"] = article_id
        return self._insert_fetch(row)

    def _keep_page(self, raw: RawPage | None, text_id: int | None, run_id: int | None) -> None:
        if raw is None:
            return
        self._insert(
            "pages",
            {
                "url": raw.url,
                "fetched_at": to_text(raw.fetched_at),
                "status": raw.status,
                "headers": to_json(dict(raw.headers)),
                "encoding": "zstd",
                "content": zstandard.ZstdCompressor(level=3).compress(raw.content),
                "size": len(raw.content),
                "text_id": text_id,
                "run_id": run_id,
            },
        )

    def _count_lines(self, source: str | None, item: Item) -> None:
        """Count the page and its short lines under its source: what stands in many articles is boilerplate."""
        if source is None:
            return
        self._connection.execute(
            """INSERT INTO sources(id, articles, added_at) VALUES (?, 1, ?)
            ON CONFLICT(id) DO UPDATE SET articles = articles + 1""",
            (source, to_text(item.fetch.at)),
        )
        self._connection.executemany(
            """INSERT INTO source_lines(source, key, text, seen) VALUES (?, ?, ?, 1)
            ON CONFLICT(source, key) DO UPDATE SET seen = seen + 1""",
            [(source, signed(key), text) for key, text in dict(item.line_keys).items()],
        )
        self._connection.execute(_PRUNE_LINES, {"source": source})

    def _is_forgotten(self, url_key: str) -> bool:
        sql = """SELECT 1 FROM tombstones WHERE url_key = :key
            OR url_key = (SELECT held_key FROM aliases WHERE url_key = :key)"""
        return self._one(sql, {"key": url_key}) is not None

    def _acknowledge(self, leases: Sequence[int], fence: int | None) -> None:
        if not leases:
            return
        if fence is not None:
            for lease in leases:
                row = self._one("SELECT fence, url FROM frontier WHERE id = ?", (lease,))
                if row is not None and (row["fence"] or 0) > fence:
                    raise LeaseLost(f"{row['url']}: was leased again by another worker; nothing was stored")
        self._connection.executemany("DELETE FROM frontier WHERE id = ?", [(lease,) for lease in leases])


def _later(old: Row, values: dict[str, Any]) -> dict[str, Any]:
    """A later reading of a page: what it no longer says is kept where the feed or an earlier reading said it."""
    return {
        name: old[name] if value is None and name in _KEPT_IF_ABSENT else value
        for name, value in values.items()
    }
