# ruff: noqa: S608 -- only question marks are put together, values are bound
"""A story as it travels between archives: its rows, whole, in the columns of the tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, TypeAlias

from storage.base import Base
from storage.errors import UsageError
from storage.schema_names import CONTENT
from storage.times import from_text, to_text

Columns: TypeAlias = Mapping[str, Any]  # what SQLite holds

_AT_ONCE = 200  #: stories read by one statement
_JSON = ("authors", "tags", "credits", "translations", "notices", "origins", "alternatives", "entry")
_SEEN = {"first_seen_at": str, "last_seen_at": str, "dated_at": str}
_EDGE = {
    "kind": str,
    "distance": int,
    "similarity": float,
    "shared_numbers": float,
    "lag": float,
    "reason": str,
}
_REVISION = {
    "id": int, "gid": str, "article_id": int, "copy_id": int, "url": str, "first_seen_at": str, "seen_at": str,
    "headline": str, "description": str, "body": str, "published_at": str, "modified_at": str, "word_count": int,
    "simhash": int, "content_hash": int, "headline_changed": int, "has_notice": int, "silent": int, "reason": str,
}  # fmt: skip
_CUT = {"copy_id": int, "rule": str, "reason": str, "field": str, "text": str, "position": int}
_ARTICLE = {"id": int, **CONTENT, **_SEEN}
_COPY = {"id": int, **CONTENT, "seen_at": str, "last_seen_at": str, **_EDGE}
_NEEDED = frozenset({"gid", "url", "canonical_url", "url_key", "body", "simhash", "content_hash", "word_count", "last_seen_at"})  # fmt: skip
_LIMIT = 1 << 63


@dataclass(frozen=True, slots=True)
class Bundle:
    """One story: a row of `articles`, and the rows of `copies`, `revisions`, `cuts` and `pages` that hang on it.

    Ids are those of the archive it comes from; `copy_id` in revisions and cuts refers to them.
    """

    article: Columns
    copies: tuple[Columns, ...] = ()
    revisions: tuple[Columns, ...] = ()
    cuts: tuple[Columns, ...] = ()
    pages: tuple[Columns, ...] = ()


class Bundles(Base):
    """`Archive.bundles`."""

    def bundles(self, article_ids: Iterable[int], *, pages: bool = False) -> Iterator[Bundle]:
        """The stories with these articles, in the order given; an id that is gone meanwhile is left out."""
        ids = iter(article_ids)
        while some := list(islice(ids, _AT_ONCE if not pages else _AT_ONCE // 10)):
            yield from self._bundles(some, pages)

    def _bundles(self, some: list[int], pages: bool) -> Iterator[Bundle]:
        articles = {row["id"]: row for row in self._in("articles", "id", some)}
        hanging = {
            table: {
                story: tuple(map(dict, rows))
                for story, rows in groupby(found, lambda row: int(row["article_id"]))
            }
            for table in ("copies", "revisions", "cuts")
            for found in [self._in(table, "article_id", some)]
        }
        for one in some:
            if one not in articles:
                continue
            copies = hanging["copies"].get(one, ())
            kept = self._in("pages", "text_id", [one, *(copy["id"] for copy in copies)]) if pages else []
            yield Bundle(
                dict(articles[one]),
                copies,
                hanging["revisions"].get(one, ()),
                hanging["cuts"].get(one, ()),
                tuple(map(dict, kept)),
            )

    def _in(self, table: str, column: str, values: list[int]) -> list[Any]:  # rows
        marks = ",".join("?" * len(values))
        return self._all(f'SELECT * FROM "{table}" WHERE {column} IN ({marks}) ORDER BY {column}, id', values)


# As JSON ------------------------------------------------------------------------------------------


def to_record(bundle: Bundle) -> dict[str, Any]:  # JSON values
    """A bundle as one JSON object: the article's columns, and `copies`, `revisions`, `cuts` as lists."""
    record = _told(bundle.article, _ARTICLE)
    record["copies"] = [_told(copy, _COPY) for copy in bundle.copies]
    record["revisions"] = [_told(revision, _REVISION) for revision in bundle.revisions]
    record["cuts"] = [_told(cut, _CUT) for cut in bundle.cuts]
    return record


def is_record(row: Mapping[str, Any]) -> bool:  # JSON values
    """Whether a JSON object is a story as `to_record` writes it, as opposed to an article from elsewhere."""
    return row.keys() >= _NEEDED


def from_record(record: Mapping[str, Any]) -> Bundle:  # JSON values
    """The inverse of `to_record`. Raises UsageError where a value is none of its column's kind."""
    if not is_record(record):
        raise UsageError(f"is no story: {', '.join(sorted(_NEEDED - record.keys()))} missing")
    return Bundle(
        _read(record, _ARTICLE, _NEEDED | {"first_seen_at", "dated_at"}),
        tuple(_read(row, _COPY, _NEEDED | {"seen_at", "kind"}) for row in _rows(record, "copies")),
        tuple(_read(row, _REVISION, {"gid", "url", "seen_at", "body"}) for row in _rows(record, "revisions")),
        tuple(_read(row, _CUT, {"rule"}) for row in _rows(record, "cuts")),
    )


def _told(row: Columns, columns: Mapping[str, type]) -> dict[str, Any]:  # JSON values
    told = {name: row[name] for name in columns if name != "run_id"}
    for name in _JSON:
        if name in told:
            told[name] = json.loads(told[name]) if told[name] else None
    if "anchors" in told:
        told["anchors"] = bytes(told["anchors"] or b"").hex()
    return told


def _rows(record: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:  # JSON values
    rows = record.get(name) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UsageError(f"{name}: is no list of objects")
    return rows


def _read(
    row: Mapping[str, Any], columns: Mapping[str, type], needed: Iterable[str]
) -> Columns:  # JSON values
    read = {name: _value(name, row.get(name), kind) for name, kind in columns.items() if name != "run_id"}
    empty = sorted(name for name in needed if read.get(name) in (None, "") and name != "body")
    if empty:
        raise UsageError(f"{empty[0]}: is empty")
    return read


def _value(name: str, value: Any, kind: type) -> Any:  # a JSON value in, what SQLite holds out
    if name in _JSON:
        return None if value is None else json.dumps(_clean(value), ensure_ascii=False, separators=(",", ":"))
    if value is None:
        return None
    if kind is bytes:
        try:
            return bytes.fromhex(value) or None
        except (TypeError, ValueError) as error:
            raise UsageError(f"{name}: is no hexadecimal text") from error
    if isinstance(value, bool):
        value = int(value)
    if kind is float and isinstance(value, int):
        return float(value)
    if kind is int and isinstance(value, int) and -_LIMIT <= value < _LIMIT:
        return value
    if kind is int or not isinstance(value, kind):
        raise UsageError(f"{name}: {str(value)[:40]!r} is no {kind.__name__}")
    return _moment(name, value) if name.endswith("_at") else _clean(value)


def _moment(name: str, value: Any) -> str | None:  # a JSON text
    try:
        return to_text(from_text(value))
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{name}: {value[:40]!r} is no time") from error


def _clean(value: Any) -> Any:  # a JSON value
    """Text without U+0000 and halves of characters, wherever it stands."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, dict):
        return {_clean(name): _clean(one) for name, one in value.items()}
    return value
