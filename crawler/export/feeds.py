"""The newest articles of a search as RSS 2.0 or JSON Feed 1.1, for feed readers; and the sources as OPML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from itertools import islice
from typing import Any, BinaryIO

from lxml import etree

from crawler.config import Config, SourceConfig
from crawler.config.opml import write_opml
from crawler.export.selection import Selection
from storage.ports import Archive
from storage.rows import StoredArticle

_DC = "http://purl.org/dc/elements/1.1/"
_SUMMARY = 500  #: characters of the text where a page has no description


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of itself."""

    title: str
    limit: int = 50
    link: str = "https://newsfold.example/"  #: RSS asks for one; a feed made of a file has no home of its own


def newest(archive: Archive, chosen: Selection, limit: int) -> Iterator[StoredArticle]:
    """The newest articles of a selection."""
    where: dict[str, Any] = {
        "since": chosen.since,
        "until": chosen.until,
        "source": chosen.source,
        "language": chosen.language,
    }
    if not chosen.words.strip():
        return islice(archive.articles(**where, limit=limit), limit)
    return (archive.article(hit.article_id) for hit in archive.search(chosen.words, **where, limit=limit))


def write_rss(archive: Archive, chosen: Selection, out: BinaryIO, channel: Channel) -> int:
    """RSS 2.0; an item's guid is the article's global id."""
    root = etree.Element("rss", version="2.0", nsmap={"dc": _DC})
    head = etree.SubElement(root, "channel")
    for name, value in (("title", channel.title), ("link", channel.link), ("description", channel.title)):
        etree.SubElement(head, name).text = _legal(value)
    count = 0
    for count, article in enumerate(newest(archive, chosen, channel.limit), 1):  # noqa: B007 -- the number of items
        item = etree.SubElement(head, "item")
        for name, text in _item(article).items():
            if text:
                etree.SubElement(item, name).text = _legal(text)
        for author in article.authors:
            etree.SubElement(item, f"{{{_DC}}}creator").text = _legal(author)
        etree.SubElement(item, "guid", isPermaLink="false").text = f"urn:uuid:{article.gid}"
    out.write(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))
    return count


def _item(article: StoredArticle) -> Mapping[str, str]:
    return {
        "title": article.headline or "(no headline)",
        "link": article.url,
        "description": _summary(article),
        "pubDate": format_datetime(article.dated_at, usegmt=True),
        "category": article.section or "",
    }


def _summary(article: StoredArticle) -> str:
    return article.description or " ".join(article.body[:_SUMMARY].split())


def _legal(text: str) -> str:
    """Without the characters that XML 1.0 forbids."""
    return "".join(sign for sign in text if sign in "\t\n" or (sign >= " " and sign not in "\ufffe\uffff"))


def write_json_feed(archive: Archive, chosen: Selection, out: BinaryIO, channel: Channel) -> int:
    """JSON Feed 1.1 with the clean texts."""
    items = [_json_item(article) for article in newest(archive, chosen, channel.limit)]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": channel.title, "items": items}
    out.write(json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n")
    return len(items)


def _json_item(article: StoredArticle) -> dict[str, Any]:  # JSON values
    item = {
        "id": f"urn:uuid:{article.gid}",
        "url": article.url,
        "title": article.headline,
        "content_text": article.body,
        "summary": article.description,
        "image": article.image,
        "date_published": article.dated_at.isoformat(),
        "date_modified": article.modified_at.isoformat() if article.modified_at else None,
        "authors": [{"name": name} for name in article.authors],
        "tags": list(article.tags),
        "language": article.language,
    }
    return {name: value for name, value in item.items() if value}


def write_sources(archive: Archive, config: Config, out: BinaryIO) -> int:
    """OPML of the configured sources; without any, of the feeds that the archive has polled."""
    if not config.sources:
        titles = {source.id: source.title for source in archive.sources()}
        feeds = [state for state in archive.feed_states() if state.kind == "feed" and not state.gone]
        polled = tuple(
            SourceConfig(url=one.url, id=one.source, kind="feed", title=one.title or titles.get(one.source))
            for one in feeds
        )
        config = Config(sources=polled)
    out.write(write_opml(config))
    return len(config.sources)
