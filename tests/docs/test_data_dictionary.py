"""docs/data-dictionary.md is what a fresh archive has, and every column says what it means."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from storage.archive import open_archive
from storage.descriptions import COLUMNS, OWN, TABLES, data_dictionary, described

PAGE = Path(__file__).parents[2] / "docs" / "data-dictionary.md"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fresh") / "news.db"
    open_archive(path).close()
    return path


def test_the_page_is_made_of_the_schema(fresh: Path) -> None:
    with sqlite3.connect(fresh) as connection:
        made = data_dictionary(connection)
    assert PAGE.read_text("utf-8") == made, "python -m storage.descriptions > docs/data-dictionary.md"


def test_every_table_and_column_says_what_it_means_and_nothing_else_is_described(fresh: Path) -> None:
    with sqlite3.connect(fresh) as connection:
        found = described(connection)
    assert set(found) == set(TABLES)
    assert [
        (table, column) for table, columns in found.items() for column, text in columns.items() if not text
    ] == []
    assert set(COLUMNS) <= {column for columns in found.values() for column in columns}
    assert [(table, column) for table, column in OWN if column not in found[table]] == []


def test_datasette_alone_shows_what_columns_mean_and_leaves_other_files_alone(
    fresh: Path, tmp_path: Path
) -> None:
    app = pytest.importorskip("datasette.app")
    from datasette.plugins import pm  # noqa: PLC0415

    from crawler.web import described as plugin  # noqa: PLC0415

    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE articles(id INTEGER PRIMARY KEY, body TEXT)")
    if not any(one is plugin for one in pm.get_plugins()):
        pm.register(plugin, name="newsfold-described")

    async def pages() -> list[str]:
        datasette = app.Datasette([str(fresh), str(other)])
        return [(await datasette.client.get(path)).text for path in ("/news/articles", "/other/articles")]

    ours, theirs = asyncio.run(pages())
    assert COLUMNS["dated_at"] in ours
    assert TABLES["articles"] in ours
    assert COLUMNS["body"] not in theirs
