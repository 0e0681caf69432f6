"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from crawler.markup.dates import parse_date
from crawler.markup.element import language_tag, unique
from crawler.markup.links import web_link
from crawler.markup.text import MAX_TEXT, clean, line, plain
from storage.errors import FeedError
from storage.records import Entry, Feed

MAX_VALUES = 1_000_000  #: commas, and brackets, in a document: what Python builds of them must fit in memory
ITEM_FIELDS = frozenset({"content_html", "content_text", "url", "external_url", "date_published"})
TRAILING_COMMA = re.compile(r",(\s*[\]}])")

Object = dict[str, Any]  # Any: whatever stands in somebody's JSON; every value is checked where it is used


def read_json(text: str, url: str | None, max_items: int) -> Feed:
    """Read a JSON Feed.

    Raises:
        FeedError: "not_a_feed", or "too_large" for more values than a feed can need.
    """
    document = _load(text)
    if not _is_feed(document):
        raise FeedError("not_a_feed", "JSON, but no JSON Feed: no jsonfeed.org version and no items")
    site = web_link(_text(document, "home_page_url"), url)
    own = web_link(_text(document, "feed_url"), url)
    base = site or own or url
    items = [item for item in _list(document, "items") if isinstance(item, dict)]
    people = _people(document)
    problems = [f"more than {max_items} items; the rest was left out"] if len(items) > max_items else []
    if len(items) < len(_list(document, "items")):
        problems.append("items that are no objects")
    return Feed(
        title=plain(_text(document, "title")),
        link=site,
        language=language_tag(_text(document, "language")),
        entries=tuple(_entry(item, base, people) for item in items[:max_items]),
        problems=tuple(problems),
        format="json",
        complete=len(items) <= max_items,
        self_link=own,
        hubs=unique(
            web_link(_text(hub, "url"), base) for hub in _list(document, "hubs") if isinstance(hub, dict)
        ),
        next_link=web_link(_text(document, "next_url"), url or own),
        expired=document.get("expired") is True,
    )


def _load(text: str) -> Object:
    if text.count(",") > MAX_VALUES or text.count("[") + text.count("{") > MAX_VALUES:
        raise FeedError("too_large", f"more than {MAX_VALUES} values")
    try:
        document = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        try:
            document = json.loads(TRAILING_COMMA.sub(r"\1", text), strict=False)
        except (ValueError, RecursionError) as error:
            raise FeedError("not_a_feed", f"JSON that cannot be read: {error!s:.100}") from error
    if not isinstance(document, dict):
        raise FeedError("not_a_feed", "JSON, but no JSON Feed: not an object")
    return document


def _is_feed(document: Object) -> bool:
    """A jsonfeed.org version says so; without it, items that have what items have."""
    if "jsonfeed.org" in _text(document, "version"):
        return True
    named = any(name in document for name in ("version", "title", "home_page_url", "feed_url"))
    items = [item for item in _list(document, "items")[:20] if isinstance(item, dict)]
    return named and any(ITEM_FIELDS & item.keys() for item in items)


def _entry(item: Object, base: str | None, people: tuple[str, ...]) -> Entry:
    published, updated = _text(item, "date_published"), _text(item, "date_modified")
    link = web_link(_text(item, "url"), base) or web_link(_text(item, "external_url"), base)
    own_id = line(_text(item, "id"))
    if link is None and own_id and own_id.lower().startswith("http"):
        link = web_link(own_id)
    attached = (
        web_link(_text(one, "url"), base) for one in _list(item, "attachments") if isinstance(one, dict)
    )
    return Entry(
        title=plain(_text(item, "title")),
        link=link,
        id=own_id,
        published=parse_date(published),
        updated=parse_date(updated),
        authors=_people(item) or people,
        categories=unique(line(tag, 300) for tag in _list(item, "tags") if isinstance(tag, str)),
        content=_content(item),
        summary=_markup(html.escape(_text(item, "summary"), quote=False)),
        enclosures=unique(attached),
        language=language_tag(_text(item, "language")),
        published_raw=line(published, 200),
        updated_raw=line(updated, 200),
        problems=() if link else ("no link",),
    )


def _content(item: Object) -> str | None:
    return _markup(_text(item, "content_html")) or _markup(
        html.escape(_text(item, "content_text"), quote=False)
    )


def _markup(text: str) -> str | None:
    return clean(text.strip()[:MAX_TEXT]) or None


def _people(holder: Object) -> tuple[str, ...]:
    """`authors` of version 1.1 or `author` of 1.0; each an object, and a bare string in the wild."""
    several, one = holder.get("authors"), holder.get("author")
    people = several if isinstance(several, list) else [several] if isinstance(several, dict) else []
    names = (
        line(_text(one, "name") if isinstance(one, dict) else one, 500)
        for one in [*people, one]
        if isinstance(one, (dict, str))
    )
    return unique(names)


def _text(holder: Object, name: str) -> str:
    """A string value; numbers become their digits (ids often are numbers), anything else is nothing."""
    value = holder.get(name)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else ""


def _list(holder: Object, name: str) -> list[Any]:  # Any: see Object
    value = holder.get(name)
    return value if isinstance(value, list) else []
