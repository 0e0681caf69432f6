"""Between records and rows: what stands in which column, written and read in one place."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from storage.bands import signed, unsigned
from storage.records import Article, Candidate, FeedState, Fetch, Item, Signature, filled
from storage.rows import StoredArticle, StoredCopy
from storage.schema_names import CONTENT_COLUMNS
from storage.times import from_text, to_text

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")

_JSON_LISTS = ("authors", "tags", "credits", "translations", "notices")
_JSON_MAPPINGS = ("origins", "alternatives", "entry")
_TIMES = frozenset(
    {"published_at", "modified_at", "first_seen_at", "last_seen_at", "dated_at", "seen_at", "started_at", "ended_at", "at", "retry_at",
     "added_at", "health_since"}
)  # fmt: skip
_HASHES = ("simhash", "content_hash")


class Row(Protocol):
    """A row by column names: `sqlite3.Row`, or the mapping that is about to become one."""

    def __getitem__(self, name: str, /) -> Any: ...  # what SQLite holds
    def keys(self) -> Iterable[str]: ...


def to_json(value: Any) -> str | None:  # any JSON value
    """Compact JSON in its own script; None for nothing, so that an empty mapping costs one byte."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain) if value else None


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in an archive's JSON")


def _list(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))


def pack_anchors(anchors: Iterable[int]) -> bytes | None:
    """Eight bytes an anchor, little endian."""
    values = tuple(anchors)
    return struct.pack(f"<{len(values)}Q", *values) if values else None


def unpack_anchors(packed: bytes | None) -> tuple[int, ...]:
    """The inverse of `pack_anchors`."""
    return struct.unpack(f"<{len(packed) // 8}Q", packed) if packed else ()


def content_row(article: Article, signature: Signature) -> dict[str, Any]:
    """The columns that say what a text is, without those that say where it was found."""
    return {
        "headline": article.headline,
        "description": article.description,
        "body": article.body,
        "authors": _list(article.authors),
        "published_at": to_text(article.published),
        "modified_at": to_text(article.modified),
        "language": article.language,
        "dateline": article.dateline,
        "agency": article.agency,
        "section": article.section,
        "tags": _list(article.tags),
        "image": article.image,
        "image_caption": article.image_caption,
        "image_credit": article.image_credit,
        "credits": _list(article.credits),
        "translations": _list(article.translations),
        "notices": _list(article.notices),
        "sign_off": article.sign_off,
        "word_count": signature.tokens or len(article.body.split()),
        "access": article.access,
        "verdict": article.verdict,
        "evidence": article.evidence,
        "site_name": article.site_name,
        "canonical": article.canonical,
        "simhash": signed(signature.simhash),
        "anchors": pack_anchors(signature.anchors),
        "tokens": signature.tokens,
        "content_hash": signed(signature.content),
        "extractor": article.extractor,
        "rules": article.rules,
        "origins": to_json(article.origins),
        "alternatives": to_json(article.alternatives),
        "entry": to_json(_entry(article)),
    }


def _entry(article: Article) -> dict[str, Any]:
    """The feed's facts without what is empty; its texts are in the page already, and content would double the row."""
    if article.entry is None:
        return {}
    return {name: value for name, value in filled(article.entry).items() if name != "content"}


def text_row(item: Item, article: Article, signature: Signature) -> dict[str, Any]:
    """All content columns of a page, in the order of the schema; `gid` is empty if the item brings none."""
    url = article.url or item.fetch.final_url or item.fetch.url
    row = content_row(article, signature)
    row |= {
        "gid": item.gid,
        "url": url,
        "canonical_url": item.canonical_url or url,
        "url_key": item.url_key or url,
        "source": article.source or item.fetch.source,
        "run_id": None,
    }
    return {name: row[name] for name in CONTENT_COLUMNS}


def candidate_of(
    row: Row, *, seen: datetime, **marks: Any
) -> Candidate:  # Any: Candidate's own optional fields
    """A text's row as the judge sees it."""
    return Candidate(
        url=row["url"],
        url_key=row["url_key"],
        source=row["source"],
        headline=row["headline"],
        body=row["body"],
        published=from_text(row["published_at"]),
        seen=seen,
        language=row["language"],
        signature=signature_of(row),
        dateline=row["dateline"],
        agency=row["agency"],
        **marks,
    )


def signature_of(row: Row) -> Signature:
    """The marks that stand on a row."""
    return Signature(
        unsigned(row["simhash"]),
        unpack_anchors(row["anchors"]),
        row["tokens"] or 0,
        unsigned(row["content_hash"]),
    )


def decode(row: Row) -> dict[str, Any]:
    """Column values as records hold them: times, tuples, mappings, unsigned hashes; unknown columns as they are."""
    values = dict(row)
    for name in _TIMES & values.keys():
        values[name] = from_text(values[name])
    for name in _JSON_LISTS:
        if name in values:
            values[name] = tuple(json.loads(values[name] or "[]"))
    for name in _JSON_MAPPINGS:
        if name in values:
            values[name] = json.loads(values[name] or "{}")
    if "alternatives" in values:
        values["alternatives"] = {name: tuple(others) for name, others in values["alternatives"].items()}
    for name in _HASHES:
        if name in values:
            values[name] = unsigned(values[name])
    if "anchors" in values:
        values["anchors"] = unpack_anchors(values["anchors"])
    return values


def reader(kind: type[T]) -> Callable[[Row], T]:
    """A function that makes a `kind` of a row; columns that the record lacks are left out."""
    names = tuple(field.name for field in fields(kind))

    def read(row: Row) -> T:
        values = decode(row)
        return kind(**{name: values[name] for name in names if name in values})

    return read


_article: Callable[[Row], StoredArticle] = reader(StoredArticle)
_copy: Callable[[Row], StoredCopy] = reader(StoredCopy)


def stored_article(row: Row) -> StoredArticle:
    """A row of `articles`, with `copies` and `revisions` counted beside it or not."""
    return _article(_filled(row))


def stored_copy(row: Row) -> StoredCopy:
    """A row of `copies`."""
    return _copy(_filled(row))


def _filled(row: Row) -> dict[str, Any]:
    """Texts that may be NULL in the file but are never None in a record."""
    values = dict(row)
    for name in ("verdict", "evidence", "extractor", "rules", "reason"):
        if name in values:
            values[name] = values[name] or ""
    values["tokens"] = values.get("tokens") or 0
    return values


def fetch_row(fetch: Fetch, run_id: int | None) -> dict[str, Any]:
    """A row of `fetches` without its id."""
    return {
        "run_id": run_id,
        "url": fetch.url,
        "source": fetch.source,
        "at": to_text(fetch.at),
        "kind": fetch.kind,
        "status": fetch.status,
        "verdict": fetch.verdict,
        "reason": fetch.reason,
        "final_url": fetch.final_url,
        "bytes": fetch.bytes,
        "seconds": round(fetch.seconds, 4),
        "article_id": fetch.article_id,
    }


_FEED_TIMES = frozenset(
    {"next_poll_at", "last_polled_at", "last_success_at", "last_new_at", "subscribed_until", "last_full_at"}
)


def feed_row(state: FeedState) -> dict[str, Any]:
    """A row of `feeds`: the record's own fields."""
    row = {
        field.name: getattr(state, field.name) for field in fields(state)
    }  # flat: asdict's deep copy costs tenfold
    for name in _FEED_TIMES:
        row[name] = to_text(row[name])
    row["gone"] = int(state.gone)
    return row


def feed_state(row: Row) -> FeedState:
    """The inverse of `feed_row`."""
    values = dict(row)
    for name in _FEED_TIMES:
        values[name] = from_text(values[name])
    values["gone"] = bool(values["gone"])
    return FeedState(**values)
