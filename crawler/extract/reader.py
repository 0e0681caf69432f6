"""The way of one page: bytes, tree, metadata, body, verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from crawler.extract.document import read_document
from storage.records import Block, Page

Quality = Literal["default", "high"]


def extract(
    html: bytes,
    url: str,
    headers: Mapping[str, str] | None = None,
    *,
    quality: Quality = "default",
    status: int | None = None,
) -> Page:
    """Read one page. Never raises on any bytes."""
    document = read_document(html, url, headers)
    if document is None:
        return Page(url=url, evidence="no markup in the answer")
    import trafilatura

    result = trafilatura.extract(document.text[:1_500_000], url=url, include_comments=False) or ""
    blocks = tuple(Block(text=line) for line in result.splitlines() if line.strip())
    body = "\n\n".join(block.text for block in blocks)
    title = document.tree.findtext(".//title")
    return Page(
        verdict="article" if body else "not_article",
        url=url,
        body=body,
        blocks=blocks,
        headline=title.strip() if title else None,
        encoding=document.encoding,
        extractor="newsfold 1/trafilatura",
    )
