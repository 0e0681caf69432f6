"""Write `schema-N.db.zst` for the schema of this checkout: a small archive with rows in every table that matters.

Run before a migration changes the schema, `python -m tests.storage.archives.build`; the file is then never made
again, so that what an earlier version wrote is opened as it was written.
"""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

import zstandard

from storage.archive import SQLiteArchive, open_archive
from storage.records import Cut, FeedState, FrontierItem, RobotsRecord
from storage.versions import SCHEMA_VERSION
from tests.storage.conftest import NOON, page, simple_judge

BODY = "The harbour reopened after the storm and the ferries sail again"
CUT = Cut("pitch.newsletter", "asks to subscribe", "body", "Sign up here", 1)


def fill(archive: SQLiteArchive) -> None:
    """A story with a copy and an earlier text, one in Chinese, one forgotten; runs, robots, a feed, what waits."""
    run = archive.start_run(
        "crawl gazette", versions={"newsfold": "0.1"}, config='{"fetch":{"delay":0.5}}', now=NOON
    )
    archive.store(
        [
            page("https://a.example/1", BODY, raw=b"<p>The harbour", cuts=(CUT,), lines=((7, "Ours"),)),
            page("https://b.example/1", BODY, source="herald", hours=1),
            page("https://a.example/2", "市长说港口重新开放", "港口", hours=2, language="zh"),
            page("https://a.example/3", "Something to be forgotten", hours=3),
        ],
        simple_judge,
        run_id=run,
    )
    edited = page("https://a.example/1", f"{BODY} today", hours=4, cuts=(CUT,))
    archive.store([edited], simple_judge, run_id=run)
    archive.forget("https://a.example/3", reason="asked for", now=NOON)
    archive.override("pin", 1, reason="ours", now=NOON)
    archive.put_feed_states(
        [FeedState("https://a.example/rss", "gazette", "feed", etag='"1"', next_poll_at=NOON)]
    )
    archive.put_robots(RobotsRecord("https://a.example", NOON, 200, b"User-agent: *"))
    archive.frontier.put(
        [FrontierItem("https://a.example/4", "a.example/4", "a.example", "gazette")], now=NOON
    )
    archive.end_run(run, "ok", {"pages": 5, "new": 3}, now=NOON + timedelta(minutes=1))


def main() -> None:
    """Make the archive, and pack it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "news.db")
        with open_archive(path, now=lambda: NOON) as archive:
            assert isinstance(archive, SQLiteArchive)
            fill(archive)
            archive.db.execute("VACUUM")
        packed = zstandard.ZstdCompressor(level=19).compress(path.read_bytes())
    target = Path(__file__).with_name(f"schema-{SCHEMA_VERSION}.db.zst")
    target.write_bytes(packed)
    print(f"{target.name}: {len(packed)} bytes")


if __name__ == "__main__":
    main()
