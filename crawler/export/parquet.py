"""Articles as Parquet, with a manifest beside the file that says what it holds and where it came from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from crawler.export.files import sha256_of, whole_file
from crawler.export.rows import Tell, article_rows, columns
from crawler.export.selection import Selection
from crawler.version import version
from storage.errors import UsageError
from storage.ports import Archive
from storage.times import from_text
from storage.versions import SCHEMA_VERSION

LICENCE = (
    "The texts belong to their publishers and authors; this file gives no right to publish them. "
    "Check the law that applies to you before you share it."
)
_GROUP = 2_000  #: rows of one row group
_TIMES = ("published_at", "first_seen_at", "modified_at")
_LISTS = ("authors", "tags")
_NUMBERS = ("id", "word_count", "copies", "revisions", "cuts")


def write_parquet(archive: Archive, chosen: Selection, path: Path, tell: Tell, *, now: datetime) -> int:
    """`path` with the columns of `v_articles` and `path`.manifest.json; both whole or not there.

    Raises UsageError without pyarrow.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 -- an extra, and a third of a second
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow: install newsfold[parquet]") from error
    names = columns(archive)
    schema = pa.schema([(name, _kind(pa, name)) for name in names])
    rows, count = article_rows(archive, chosen), 0
    with whole_file(path) as draft:
        with parquet.ParquetWriter(draft, schema, compression="zstd") as writer:
            while some := list(islice(rows, _GROUP)):
                writer.write_table(pa.Table.from_pylist([_typed(row) for row in some], schema=schema))
                count += len(some)
                tell(count)
        manifest = _manifest(chosen, names, count, draft, now) | {"file": path.name}
        with whole_file(path.with_name(f"{path.name}.manifest.json")) as beside:
            beside.write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return count


def _kind(pa: Any, name: str) -> Any:  # pyarrow, and one of its types
    if name in _TIMES:
        return pa.timestamp("us", tz="UTC")
    if name in _LISTS:
        return pa.list_(pa.string())
    return pa.int64() if name in _NUMBERS else pa.string()


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:  # column values
    typed = dict(row)
    for name in _TIMES:
        typed[name] = from_text(typed[name])
    for name in _LISTS:
        typed[name] = json.loads(typed[name] or "[]")
    return typed


def _manifest(
    chosen: Selection, names: list[str], count: int, file: Path, now: datetime
) -> dict[str, Any]:  # JSON
    return {
        "query": chosen.told(),
        "counts": {"articles": count},
        "sha256": sha256_of(file),
        "bytes": file.stat().st_size,
        "columns": names,
        "schema_version": SCHEMA_VERSION,
        "newsfold": version(),
        "created_at": now.isoformat(),
        "licence": LICENCE,
    }
