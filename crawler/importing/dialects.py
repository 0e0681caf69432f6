"""Articles as other programs write them, told apart by their keys and turned into rows of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

from crawler.config import derive_id
from storage.errors import UsageError

Row: TypeAlias = Mapping[str, Any]  # JSON values
Dialect = Literal["plain", "news-please", "fundus"]


def dialect_of(row: Row) -> Dialect:
    """Which program wrote a row.

    >>> dialect_of({"maintext": "...", "title": "...", "date_publish": None})
    'news-please'
    >>> dialect_of({"title": "...", "body": {"summary": [], "sections": []}, "publishing_date": "..."})
    'fundus'
    """
    if "maintext" in row or "date_publish" in row:
        return "news-please"
    if "publishing_date" in row or isinstance(row.get("body"), Mapping) or "plaintext" in row:
        return "fundus"
    return "plain"


def as_row(row: Row, dialect: Dialect | None = None) -> dict[str, Any]:  # what `add_many` takes
    """A row for `add_many`. Raises UsageError where a value is none that an article can have."""
    mapped = _MAPPED[dialect or dialect_of(row)](row)
    mapped["source"] = mapped.get("source") or (
        derive_id(origin(mapped["url"])) if mapped.get("url") else None
    )
    for name, value in mapped.items():
        if name in _LISTS:
            mapped[name] = _names(name, value)
        elif value is not None and not isinstance(value, str):
            raise UsageError(f"{name}: {str(value)[:40]!r} is no text")
        elif value is not None:
            mapped[name] = _clean(value)
    return mapped


_LISTS = frozenset({"authors", "tags", "credits"})
_FIELDS = (
    "url", "source", "headline", "description", "body", "language", "authors", "tags", "section", "image", "dateline",
    "agency", "credits",
)  # fmt: skip


def _plain(row: Row) -> dict[str, Any]:  # JSON values
    mapped = {name: row.get(name) for name in _FIELDS}
    mapped["headline"] = row.get("headline") or row.get("title")
    mapped["body"] = row.get("body") or row.get("text") or row.get("content")
    for name in ("published", "modified"):
        mapped[name] = row.get(name) or row.get(f"{name}_at")
    return mapped


def _news_please(row: Row) -> dict[str, Any]:  # JSON values
    return {
        "url": row.get("url"),
        "source": row.get("source_domain"),
        "headline": row.get("title"),
        "description": row.get("description"),
        "body": _paragraphs(row.get("maintext")),
        "language": row.get("language"),
        "authors": row.get("authors"),
        "image": row.get("image_url"),
        "published": row.get("date_publish"),
        "modified": row.get("date_modify"),
        "section": row.get("section"),
    }


def _fundus(row: Row) -> dict[str, Any]:  # JSON values
    body = row.get("body")
    html = row.get("html")
    url = row.get("url") or (
        html.get("responded_url") or html.get("requested_url") if isinstance(html, Mapping) else None
    )
    return {
        "url": url,
        "source": row.get("publisher") if isinstance(row.get("publisher"), str) else None,
        "headline": row.get("title"),
        "description": row.get("description"),
        "body": row.get("plaintext") or (_sections(body) if isinstance(body, Mapping) else body),
        "language": row.get("lang") or row.get("language"),
        "authors": row.get("authors"),
        "tags": row.get("topics"),
        "published": row.get("publishing_date"),
    }


def _sections(body: Row) -> str:
    """Fundus' body: a summary, and sections of a headline and paragraphs, each a list of texts."""
    parts: list[str] = list(_texts(body.get("summary")))
    sections = body.get("sections")
    for section in sections if isinstance(sections, list) else []:
        if isinstance(section, Mapping):
            parts += [*_texts(section.get("headline")), *_texts(section.get("paragraphs"))]
    return "\n\n".join(parts)


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one.strip() for one in values if isinstance(one, str) and one.strip()]


def _paragraphs(text: object) -> object:
    """news-please ends paragraphs with one line break; a text that has blank lines already keeps its own."""
    if not isinstance(text, str) or "\n\n" in text:
        return text
    return "\n\n".join(line.strip() for line in text.splitlines() if line.strip())


def _names(name: str, value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    values: list[Any] = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in values):
        raise UsageError(f"{name}: is no list of texts")
    return tuple(_clean(one) for one in values if one.strip())


def _clean(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def origin(url: object) -> str:
    """Scheme and host of an address."""
    return "/".join(str(url).split("/", 3)[:3])


_MAPPED: Mapping[Dialect, Callable[[Row], dict[str, Any]]] = {
    "plain": _plain,
    "news-please": _news_please,
    "fundus": _fundus,
}
