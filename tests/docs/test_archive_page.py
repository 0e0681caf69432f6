"""docs/archive.md names every documented table and view with its columns, as a fresh archive has them."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from storage.archive import open_archive

PAGE = Path(__file__).parents[2] / "docs" / "archive.md"


def test_the_page_on_the_archive_names_the_columns_that_a_fresh_archive_has(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    open_archive(path).close()
    text = PAGE.read_text("utf-8")
    described = dict(re.findall(r"^### (\w+)\n\n.*?\n\n(.*?)\n", text, re.MULTILINE))
    described |= dict(re.findall(r"^- `(v_\w+)`: (.*)$", text, re.MULTILINE))
    with sqlite3.connect(path) as connection:
        found = {
            name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")] for name in described
        }
    assert {name: re.findall(r"`(\w+)`", columns) for name, columns in described.items()} == found
    assert {"articles", "copies", "revisions", "cuts", "runs", "v_articles", "v_stories"} <= set(described)
