"""Small pages for the tests: a head, a body, and what is read from them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import lxml.html

from crawler.extract.metadata import Metadata, read_metadata

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
URL = "https://harbour-gazette.example/news/ferry"


def linked(**node: Any) -> str:
    """A JSON-LD script with one NewsArticle."""
    article = {"@context": "https://schema.org", "@type": "NewsArticle", **node}
    return f'<script type="application/ld+json">{json.dumps(article, ensure_ascii=False)}</script>'


def read(
    head: str = "",
    body: str = "",
    *,
    url: str = URL,
    lang: str = "",
    headers: dict[str, str] | None = None,
    fetched: datetime | None = None,
) -> Metadata:
    """What is read from a page with that head and body."""
    tree = lxml.html.document_fromstring(f'<html lang="{lang}"><head>{head}</head><body>{body}</body></html>')
    return read_metadata(tree, url, headers, now=NOW, fetched=fetched)
