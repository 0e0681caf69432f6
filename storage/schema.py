# ruff: noqa: S608 -- the names come from this file, values are bound
"""The tables, indexes, triggers and views of an archive, see docs/decisions/0010-archive.md.

`articles` and `copies` share their content columns: a promotion or a split moves a text from one to the
other without losing a field. Their ids come from one sequence, so that an id names one text whichever
table it stands in. Times are ISO 8601 UTC text, lists and mappings JSON, hashes signed 64-bit.
"""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database
from sqlite_utils.db import DescIndex, Table

from storage.schema_names import CONTENT, SEARCH_INDEXES, SEARCHED

PAGE_SIZE = 8192  #: an article's row is 3 to 6 kB: two fit where a page of 4096 wastes a third

_FULL = ("gid", "url", "canonical_url", "url_key", "body", "authors", "word_count", "simhash", "content_hash")
_TOKENIZER = "unicode61 remove_diacritics 2"

_FEEDS: dict[str, type] = {
    "url": str,
    "source": str,
    "kind": str,
    "etag": str,
    "last_modified": str,
    "next_poll_at": str,
    "next_poll_reason": str,
    "interval": float,
    "failures": int,
    "gone": int,
    "last_polled_at": str,
    "last_success_at": str,
    "last_new_at": str,
    "last_status": int,
    "last_error": str,
    "redirect_url": str,
    "redirect_count": int,
    "hub": str,
    "self_link": str,
    "subscribed_until": str,
    "title": str,
    "entries": int,
    "new_entries": int,
    "rate": float,
    "last_full_at": str,
    "wish": float,
    "skip_hours": str,
    "skip_days": str,
}


def add_subscriptions(db: Database) -> None:
    """Which hub pushes which feed, since archives of the third schema."""
    columns: dict[str, Any] = dict.fromkeys(
        ("feed", "source", "hub", "topic", "callback", "token", "secret", "state", "asked_at"), str
    )
    columns |= {"attempts": int} | dict.fromkeys(("verified_at", "until", "pushed_at", "reason"), str)
    made = _create(db, "subscriptions", columns, pk="feed", not_null={"hub", "topic", "token", "state"})
    made.create_index(["token"], unique=True)


def add_run_records(db: Database) -> None:
    """Since the fourth schema: what a run was made of and how its requests ended; ids of what was forgotten."""
    for column in ("config_hash", "versions", "verdicts"):
        _table(db, "runs").add_column(column, str)
    _create(
        db,
        "configurations",
        {"hash": str, "first_used_at": str, "content": str},
        pk="hash",
        not_null={"first_used_at", "content"},
    )
    _table(db, "tombstones").add_column("text_id", int)
    _table(db, "tombstones").add_column("gid", str)


def create_tables(db: Database) -> None:
    """Every table of the first schema, in an order in which references exist."""
    _create_runs(db)
    _create_texts(db)
    _create_histories(db)
    _create_crawl_state(db)
    _create_indexes(db)


def _table(db: Database, name: str) -> Table:
    return db.table(name)


def _create(db: Database, name: str, columns: dict[str, Any], **options: Any) -> Table:  # what `create` takes
    return _table(db, name).create(columns, **options)


def _create_runs(db: Database) -> None:
    columns = {
        "id": int,
        "gid": str,
        "started_at": str,
        "ended_at": str,
        "status": str,
        "command": str,
        "host": str,
        "pid": int,
        "version": str,
        "reason": str,
        "counts": str,
    }
    _create(db, "runs", columns, pk="id", not_null={"gid", "started_at", "status"})
    _create(db, "meta", {"key": str, "value": str}, pk="key")


def _create_texts(db: Database) -> None:
    run = [("run_id", "runs", "id")]
    seen = {"first_seen_at": str, "last_seen_at": str, "dated_at": str}
    articles = _create(
        db, "articles", {"id": int, **CONTENT, **seen}, pk="id", foreign_keys=run, not_null={*_FULL, *seen}
    )
    edge = {
        "kind": str,
        "distance": int,
        "similarity": float,
        "shared_numbers": float,
        "lag": float,
        "reason": str,
    }
    copies = _create(
        db,
        "copies",
        {"id": int, "article_id": int, **CONTENT, "seen_at": str, "last_seen_at": str, **edge},
        pk="id",
        foreign_keys=[("article_id", "articles", "id"), *run],
        not_null={*_FULL, "article_id", "kind", "seen_at", "last_seen_at"},
    )
    for table in (articles, copies):
        table.create_index(["gid"], unique=True)
        table.create_index(["url_key"])
        table.create_index(["url"])
        table.create_index(["run_id"])
    articles.create_index(["dated_at"])
    articles.create_index(["source", "dated_at"])
    copies.create_index(["article_id"])
    _create(
        db, "merged", {"old_id": int, "article_id": int, "gid": str, "at": str, "reason": str}, pk="old_id"
    )
    _table(db, "merged").create_index(["gid"])


def _create_histories(db: Database) -> None:
    article, run = ("article_id", "articles", "id"), ("run_id", "runs", "id")
    copy = ("copy_id", "copies", "id")
    revisions = {
        "id": int,
        "gid": str,
        "article_id": int,
        "copy_id": int,
        "url": str,
        "first_seen_at": str,
        "seen_at": str,
        "headline": str,
        "description": str,
        "body": str,
        "published_at": str,
        "modified_at": str,
        "word_count": int,
        "simhash": int,
        "content_hash": int,
        "headline_changed": int,
        "has_notice": int,
        "silent": int,
        "reason": str,
        "run_id": int,
    }
    made = _create(
        db,
        "revisions",
        revisions,
        pk="id",
        foreign_keys=[article, copy, run],
        not_null={"gid", "article_id", "url", "seen_at", "body"},
    )
    made.create_index(["article_id"])
    made.create_index(["run_id"])
    cuts = {
        "id": int,
        "article_id": int,
        "copy_id": int,
        "rule": str,
        "reason": str,
        "field": str,
        "text": str,
        "position": int,
    }
    made = _create(db, "cuts", cuts, pk="id", foreign_keys=[article, copy], not_null={"article_id", "rule"})
    made.create_index(["article_id"])
    for table in ("revisions", "cuts"):
        db.execute(f"CREATE INDEX idx_{table}_copy_id ON {table}(copy_id) WHERE copy_id IS NOT NULL")
    decisions = {
        "id": int,
        "at": str,
        "url": str,
        "url_key": str,
        "content_hash": int,
        "article_id": int,
        "kind": str,
        "role": str,
        "distance": int,
        "similarity": float,
        "shared_numbers": float,
        "lag": float,
        "reason": str,
        "run_id": int,
    }
    made = _create(
        db, "decisions", decisions, pk="id", foreign_keys=[run], not_null={"at", "url_key", "kind"}
    )
    made.create_index(["url_key"])
    made.create_index(["article_id"])
    overrides = {
        "id": int,
        "kind": str,
        "url_key": str,
        "url": str,
        "other_key": str,
        "other_url": str,
        "reason": str,
        "at": str,
    }
    made = _create(db, "overrides", overrides, pk="id", not_null={"kind", "url_key", "other_key", "at"})
    made.create_index(["url_key", "kind", "other_key"], unique=True)
    made.create_index(["other_key"])
    _create(db, "aliases", {"url_key": str, "held_key": str}, pk="url_key")
    _create(db, "tombstones", {"url_key": str, "url": str, "at": str, "reason": str}, pk="url_key")


def _create_crawl_state(db: Database) -> None:
    run = [("run_id", "runs", "id")]
    fetches = {
        "id": int,
        "run_id": int,
        "url": str,
        "source": str,
        "at": str,
        "kind": str,
        "status": int,
        "verdict": str,
        "fold": str,
        "reason": str,
        "final_url": str,
        "bytes": int,
        "seconds": float,
        "article_id": int,
    }
    made = _create(db, "fetches", fetches, pk="id", foreign_keys=run, not_null={"url", "at", "kind"})
    made.create_index(["url"])
    made.create_index(["run_id"])
    db.execute("CREATE INDEX idx_fetches_final_url ON fetches(final_url) WHERE final_url IS NOT NULL")
    pages = {
        "id": int,
        "url": str,
        "fetched_at": str,
        "status": int,
        "headers": str,
        "encoding": str,
        "content": bytes,
        "size": int,
        "text_id": int,
        "run_id": int,
    }
    made = _create(db, "pages", pages, pk="id", foreign_keys=run, not_null={"url", "fetched_at", "content"})
    made.create_index(["url"])
    made.create_index(["text_id"])
    tried = {
        "url_key": str,
        "url": str,
        "source": str,
        "verdict": str,
        "reason": str,
        "attempts": int,
        "first_at": str,
        "at": str,
        "retry_at": str,
    }
    _create(db, "tried", tried, pk="url_key", not_null={"url", "attempts", "at"})
    sources = {
        "id": str,
        "url": str,
        "title": str,
        "language": str,
        "enabled": int,
        "added_at": str,
        "health": str,
        "health_since": str,
        "health_reason": str,
        "config": str,
        "articles": int,
    }
    defaults = {"url": "", "enabled": 1, "health": "", "health_reason": "", "articles": 0}
    _create(db, "sources", sources, pk="id", not_null=set(defaults), defaults=defaults)
    made = _create(db, "feeds", _FEEDS, pk="url", not_null={"source", "kind"})
    made.create_index(["source"])
    _create(
        db,
        "robots",
        {"origin": str, "fetched_at": str, "status": int, "body": bytes, "final_url": str},
        pk="origin",
    )
    frontier = {
        "id": int,
        "url": str,
        "url_key": str,
        "host": str,
        "source": str,
        "kind": str,
        "callback": str,
        "priority": int,
        "not_before": str,
        "meta": str,
        "state": str,
        "attempts": int,
        "fence": int,
        "leased_until": float,
        "reason": str,
        "added_at": str,
    }
    made = _create(
        db, "frontier", frontier, pk="id", not_null={"url", "url_key", "host", "state", "attempts"}
    )
    made.create_index(["url_key", "kind"], unique=True)
    made.create_index(["host", "state", DescIndex("priority")])
    made.create_index(["host", "state", "attempts", "not_before", "leased_until"])
    _create(
        db,
        "hosts",
        {"host": str, "fence": int, "leased_until": float, "not_before": str},
        pk="host",
        not_null={"fence", "leased_until"},
    )


def add_health(db: Database) -> None:
    """Since the second schema: changes of a source's state, and indexes for the evidence."""
    _table(db, "sources").add_column("health_evidence", str)
    changes = {
        "id": int,
        "source": str,
        "at": str,
        "before": str,
        "after": str,
        "reason": str,
        "evidence": str,
        "waiting": str,
    }
    made = _create(db, "health_changes", changes, pk="id", not_null={"source", "at", "before", "after"})
    made.create_index(["source"])
    _table(db, "fetches").create_index(["source"])
    db.execute("CREATE INDEX idx_copies_source_dated ON copies(source, coalesce(published_at, seen_at))")


def add_search_indexes(db: Database) -> None:
    """Since the fifth schema: a search reads date, source and language of thousands of articles from an index alone.

    `BY_ID` is for articles whose words match: their rows lie three to a page, in the index there are 150.
    """
    db.execute("DROP INDEX IF EXISTS idx_articles_source_dated_at")
    for name, columns in SEARCH_INDEXES.items():
        db.execute(f"CREATE INDEX {name} ON articles({columns})")


def _create_indexes(db: Database) -> None:
    """The tables that only serve to find others; all of them can be built again from `articles` and `copies`."""
    for statement in (
        """CREATE TABLE "source_lines" (
            "source" TEXT NOT NULL, "key" INTEGER NOT NULL, "text" TEXT NOT NULL, "seen" INTEGER NOT NULL,
            PRIMARY KEY ("source", "key")) WITHOUT ROWID""",
        """CREATE TABLE "index_buckets" ("key" INTEGER PRIMARY KEY, "entries" BLOB NOT NULL)""",
        """CREATE TABLE "index_anchors" (
            "anchor" INTEGER NOT NULL, "text_id" INTEGER NOT NULL, PRIMARY KEY ("anchor", "text_id")) WITHOUT ROWID""",
        """CREATE TABLE "index_zones" ("zone" INTEGER PRIMARY KEY, "newest" TEXT NOT NULL, "oldest" TEXT NOT NULL)""",
        # contentless: the bigrams are made again from the row when it must be taken out
        """CREATE VIRTUAL TABLE "articles_cjk" USING fts5(
            "headline", "description", "body", "authors", "section", "agency", content="", tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'")""",
    ):
        db.execute(statement)
    _table(db, "articles").enable_fts(SEARCHED, fts_version="FTS5", tokenize=_TOKENIZER)
    db.executescript(_search_triggers())


def _search_triggers() -> str:
    """Keep `articles_fts` true to `articles` whoever writes, but only when a searched column changes.

    The triggers that sqlite-utils makes re-index a text for any update, also of `last_seen_at`.
    """
    names = ", ".join(f'"{name}"' for name in SEARCHED)
    old = ", ".join(f'old."{name}"' for name in SEARCHED)
    new = ", ".join(f'new."{name}"' for name in SEARCHED)
    remove = f"INSERT INTO articles_fts(articles_fts, rowid, {names}) VALUES ('delete', old.id, {old});"
    add = f"INSERT INTO articles_fts(rowid, {names}) VALUES (new.id, {new});"
    changed = " OR ".join(f'old."{name}" IS NOT new."{name}"' for name in SEARCHED)
    zone = """INSERT INTO index_zones(zone, newest, oldest) VALUES (new.id >> 10, new.dated_at, new.dated_at)
        ON CONFLICT(zone) DO UPDATE SET newest = max(newest, excluded.newest), oldest = min(oldest, excluded.oldest);"""
    return f"""
    CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN {add} END;
    CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN {remove} END;
    CREATE TRIGGER articles_fts_update AFTER UPDATE OF {names} ON articles WHEN {changed}
    BEGIN {remove} {add} END;
    CREATE TRIGGER index_zones_insert AFTER INSERT ON articles BEGIN {zone} END;
    CREATE TRIGGER index_zones_update AFTER UPDATE OF dated_at ON articles BEGIN {zone} END;
    """
