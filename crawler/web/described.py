"""A plugin that Datasette finds by itself: what the tables and columns of an archive mean, in any Datasette.

`datasette news.db` reads well with nothing but `newsfold[web]` installed. Files of other programs are left alone.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from datasette import hookimpl

from storage.descriptions import TABLES, described
from storage.opening import header_of
from storage.versions import APPLICATION_ID

_DESCRIPTION = (
    "A newsfold archive: news articles, their copies, earlier texts and cuts. v_ views need no join."
)


@hookimpl  # type: ignore[untyped-decorator] # Datasette publishes no types
def get_metadata(datasette: Any, database: str | None) -> dict[str, Any]:  # Any: Datasette publishes no types
    """Descriptions of every archive among the databases."""
    found = {}
    for name, one in datasette.databases.items():
        if database in (None, name) and one.path and _is_archive(Path(one.path)):
            found[name] = {"description": _DESCRIPTION, "tables": _tables(Path(one.path))}
    return {"databases": found}


def _is_archive(path: Path) -> bool:
    try:
        return header_of(path).application == APPLICATION_ID
    except sqlite3.Error:
        return False


def _tables(path: Path) -> dict[str, dict[str, Any]]:  # Any: metadata values
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        return {
            name: {
                "description": TABLES.get(name, ""),
                "columns": columns,
                "hidden": name.startswith("index_") or name in ("meta", "hosts", "frontier"),
                **_ORDER.get(name, {}),
            }
            for name, columns in described(connection).items()
        }
    except sqlite3.Error:
        return {}
    finally:
        connection.close()


_ORDER: dict[str, dict[str, Any]] = {  # Any: metadata values
    "articles": {
        "label_column": "headline",
        "sort_desc": "dated_at",
        "facets": ["source", "language", "agency"],
    },
    "copies": {"label_column": "headline", "sort_desc": "seen_at", "facets": ["kind", "source"]},
    "sources": {"label_column": "title"},
    "runs": {"sort_desc": "id"},
}
