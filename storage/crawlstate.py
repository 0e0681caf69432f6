# ruff: noqa: S608 -- only parts of statements are put together, values are bound
"""What a crawl must remember between runs: fetches, feeds, robots, sources, learned lines, known pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from storage.base import Base
from storage.columns import Row, feed_row, feed_state, fetch_row, to_json
from storage.records import FeedState, Fetch, LearnedLine, RobotsRecord
from storage.rows import KnownPage, SourceRow
from storage.times import from_text, moment, to_text

CLOCK_SLACK = timedelta(days=1)  #: demos and simulations play some hours ahead
FAR = timedelta(days=7)  #: no page is put off for longer but by a wrong clock, or a long plan of rechecks
_CHUNK = 400
_LISTED = "url_key IN (SELECT value FROM json_each(:keys))"  #: one statement for lists of any length
_FETCH = """
    INSERT INTO fetches(run_id, url, source, at, kind, status, verdict, fold, reason, final_url, bytes, seconds, article_id)
    SELECT :run_id, :url, :source, :at, :kind, :status, :verdict, :fold, :reason, :final_url, :bytes, :seconds, :article_id
    WHERE NOT EXISTS (SELECT 1 FROM fetches WHERE url = :url AND at = :at AND +run_id IS :run_id AND kind = :kind
        AND status IS :status AND verdict = :verdict AND reason = :reason)"""


class CrawlState(Base):
    """The tables that a crawl reads when it starts and writes as it goes."""

    # A wrong clock

    def mend_clock(self, now: datetime) -> datetime | None:
        """What a wrong clock put off is due; see `storage.ports.Archive.mend_clock`."""
        row = self._one("SELECT started_at FROM runs ORDER BY id DESC LIMIT 1")
        latest = moment(row["started_at"]) if row else now
        if latest - now <= CLOCK_SLACK:
            return None
        times = {"now": to_text(now), "far": to_text(now + FAR)}
        with self.atomic():
            for table, column in (("frontier", "not_before"), ("hosts", "not_before"), ("tried", "retry_at")):
                self._connection.execute(f"UPDATE {table} SET {column} = :now WHERE {column} > :far", times)
        return latest

    # Fetches

    def record_fetches(self, run_id: int | None, fetches: Iterable[Fetch]) -> None:
        """Fetches that carry no article; a fetch that stands there already is not written again."""
        with self.atomic():
            for fetch in fetches:
                self._insert_fetch(fetch_row(fetch, run_id) | {"fold": None})

    def _insert_fetch(self, row: Mapping[str, Any]) -> bool:
        return self._connection.execute(_FETCH, row).rowcount == 1

    # Known pages

    def known(self, url_keys: Iterable[str]) -> dict[str, KnownPage]:
        """What is held, forgotten or was tried in vain, by `url_key`; unknown keys are absent."""
        keys = list(dict.fromkeys(url_keys))
        found: dict[str, KnownPage] = {}
        for at in range(0, len(keys), _CHUNK):
            chunk = keys[at : at + _CHUNK]
            self._known(chunk, found)
            self._known_by_alias([key for key in chunk if key not in found], found)
        return found

    def _known_by_alias(self, keys: Sequence[str], found: dict[str, KnownPage]) -> None:
        """Pages that were reached under another identity: a link that redirects, a canonical that differs."""
        if not keys:
            return
        rows = self._all(f"SELECT url_key, held_key FROM aliases WHERE {_LISTED}", {"keys": json.dumps(keys)})
        held: dict[str, KnownPage] = {}
        self._known([row["held_key"] for row in rows], held)
        for row in rows:
            if page := held.get(row["held_key"]):
                found[row["url_key"]] = replace(page, url_key=row["url_key"])

    def _known(self, keys: Sequence[str], found: dict[str, KnownPage]) -> None:
        listed = {"keys": json.dumps(keys)}
        for row in self._all(f"SELECT * FROM tried WHERE {_LISTED}", listed):
            found[row["url_key"]] = KnownPage(
                row["url_key"],
                row["url"],
                "other",
                first_seen_at=from_text(row["first_at"]),
                last_seen_at=from_text(row["at"]),
                verdict=row["verdict"] or "",
                reason=row["reason"] or "",
                attempts=row["attempts"],
                retry_at=from_text(row["retry_at"]),
            )
        held = f"""
            SELECT url_key, url, 'copy' AS state, article_id, id AS copy_id, seen_at AS first, last_seen_at, published_at,
                modified_at, verdict FROM copies WHERE {_LISTED} AND kind <> 'same_url'
            UNION ALL SELECT url_key, url, 'article', id, NULL, first_seen_at, last_seen_at, published_at, modified_at, verdict
                FROM articles WHERE {_LISTED}"""
        for row in self._all(held, listed):
            failed = found.get(row["url_key"])
            found[row["url_key"]] = KnownPage(
                row["url_key"],
                row["url"],
                row["state"],
                row["article_id"],
                row["copy_id"],
                moment(row["first"]),
                moment(row["last_seen_at"]),
                from_text(row["published_at"]),
                from_text(row["modified_at"]),
                row["verdict"] or "",
                attempts=failed.attempts if failed else 0,
                retry_at=failed.retry_at if failed else None,
            )
        for row in self._all(f"SELECT * FROM tombstones WHERE {_LISTED}", listed):
            found[row["url_key"]] = KnownPage(
                row["url_key"],
                row["url"],
                "forgotten",
                last_seen_at=moment(row["at"]),
                reason=row["reason"] or "",
            )

    # Feeds, robots, sources

    def feed_state(self, url: str) -> FeedState | None:
        """What is known of one feed."""
        row = self._one("SELECT * FROM feeds WHERE url = ?", (url,))
        return None if row is None else feed_state(row)

    def feed_states(self, source: str | None = None) -> list[FeedState]:
        """All feeds, or those of one source, by address."""
        sql = "SELECT * FROM feeds WHERE :source IS NULL OR source = :source ORDER BY url"
        return [feed_state(row) for row in self._all(sql, {"source": source})]

    def put_feed_states(self, states: Iterable[FeedState]) -> None:
        """Write each state as a whole."""
        with self.atomic():
            self.db.table("feeds").upsert_all((feed_row(state) for state in states), pk="url")

    def get_robots(self, origin: str) -> RobotsRecord | None:
        """robots.txt of an origin as it was answered last."""
        row = self._one("SELECT * FROM robots WHERE origin = ?", (origin,))
        if row is None:
            return None
        body = row["body"] or b""
        return RobotsRecord(row["origin"], moment(row["fetched_at"]), row["status"], body, row["final_url"])

    def put_robots(self, record: RobotsRecord) -> None:
        """Replace what is known of an origin."""
        with self.atomic():
            self.db.table("robots").upsert(
                asdict(record) | {"fetched_at": to_text(record.fetched_at)}, pk="origin"
            )

    def sources(self) -> list[SourceRow]:
        """Every source, by id."""
        return [_source(row) for row in self._all("SELECT * FROM sources ORDER BY id")]

    def put_sources(self, sources: Iterable[SourceRow]) -> None:
        """Insert or update; what a row leaves empty, `added_at` and the count of articles stay as they are."""
        with self.atomic():
            known = {row["id"] for row in self._all("SELECT id FROM sources")}
            table = self.db.table("sources")
            for source in sources:
                row = _source_row(source, self.now())
                if source.id in known:
                    del row["added_at"]
                    table.update(
                        source.id, {name: value for name, value in row.items() if value not in (None, "")}
                    )
                else:
                    table.insert(row)
                    known.add(source.id)

    def has_lists(self, source: str) -> bool:
        """Is any list or address kept under this source?"""
        return self._one("SELECT 1 FROM feeds WHERE source = ? LIMIT 1", (source,)) is not None

    def remove_source(self, source: str) -> bool:
        """Forget the source, its feeds and learned lines; its articles stay. False: there was none."""
        with self.atomic():
            for table in ("feeds", "source_lines"):
                self._connection.execute(f"DELETE FROM {table} WHERE source = ?", (source,))
            return self._connection.execute("DELETE FROM sources WHERE id = ?", (source,)).rowcount > 0

    def source_line_counts(self, source: str, *, at_least: int = 2) -> tuple[LearnedLine, ...]:
        """Short lines seen in at least `at_least` articles of the source, most seen first."""
        row = self._one("SELECT articles FROM sources WHERE id = ?", (source,))
        total = row["articles"] if row else 0
        sql = (
            "SELECT key, text, seen FROM source_lines WHERE source = ? AND seen >= ? ORDER BY seen DESC, key"
        )
        return tuple(
            LearnedLine(line["key"], line["text"], line["seen"], total)
            for line in self._all(sql, (source, at_least))
        )


def _source(row: Row) -> SourceRow:
    return SourceRow(
        id=row["id"],
        url=row["url"],
        title=row["title"],
        language=row["language"],
        enabled=bool(row["enabled"]),
        added_at=from_text(row["added_at"]),
        health=row["health"],
        health_since=from_text(row["health_since"]),
        health_reason=row["health_reason"],
        health_evidence=json.loads(row["health_evidence"] or "{}"),
        config=json.loads(row["config"] or "{}"),
        articles=row["articles"],
    )


def _source_row(source: SourceRow, now: datetime) -> dict[str, Any]:
    return {
        "id": source.id,
        "url": source.url,
        "title": source.title,
        "language": source.language,
        "enabled": int(source.enabled),
        "added_at": to_text(source.added_at or now),
        "health": source.health,
        "health_since": to_text(source.health_since),
        "health_reason": source.health_reason,
        "config": to_json(dict(source.config)),
    }
