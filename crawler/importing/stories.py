"""Stories as `newsfold export` writes them: what tells them, and in WARC the pages that belong to one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import zstandard

from crawler.export.warc import STORY_TYPE
from crawler.importing.records import Record
from crawler.urls import canonical_url
from storage.bundles import Bundle, Columns, from_record
from storage.columns import to_json
from storage.errors import UsageError
from storage.times import to_text


def story_of(row: Mapping[str, Any]) -> Bundle:  # JSON values
    """A story of a JSON object. Raises UsageError or URLError where a value is none that it can have."""
    bundle = from_record(row)
    for text in (bundle.article, *bundle.copies):
        canonical_url(text["url"])
    return bundle


def is_story(record: Record) -> bool:
    """Is this WARC record a story that stands before its pages?"""
    return record.kind == "metadata" and record.headers.get("content-type", "").startswith(STORY_TYPE)


class Gathering:
    """A story of a WARC file and the pages behind it that it names, as they come."""

    def __init__(self, record: Record) -> None:
        """Raises UsageError or URLError if the record holds no story."""
        try:
            row = json.loads(record.block)
            self.bundle = story_of(row)
            self.waiting = {str(one["record"]): int(one["text_id"]) for one in row.get("pages") or ()}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            if isinstance(error, UsageError):
                raise
            raise UsageError(f"is no story ({error!r:.80})") from error
        self.after, self.done = record.after, record.done
        self._pages: list[Columns] = []

    def awaits(self, record: Record) -> bool:
        """Does this record hold one of the story's pages?"""
        return record.http is not None and record.headers.get("warc-record-id") in self.waiting

    def take(self, record: Record, at: datetime) -> None:
        """Add a page that the story awaits."""
        self.after, self.done = record.after, record.done
        self._pages.append(
            {
                "url": record.url,
                "fetched_at": to_text(at),
                "status": int(record.status) if record.status.isdecimal() else None,
                "headers": to_json(dict(record.http or {})),
                "encoding": "zstd",
                "content": zstandard.ZstdCompressor(level=3).compress(record.block),
                "size": len(record.block),
                "text_id": self.waiting.pop(record.headers["warc-record-id"]),
            }
        )

    def story(self) -> Bundle:
        """The story with the pages that came."""
        whole = self.bundle
        return Bundle(whole.article, whole.copies, whole.revisions, whole.cuts, tuple(self._pages))
