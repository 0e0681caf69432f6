"""The way of one page: bytes, tree, metadata, body, verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, Literal

from crawler.extract.body import Body, look, read_body
from crawler.extract.context import Hints
from crawler.extract.document import Document, read_document
from crawler.extract.metadata import Metadata, read_metadata
from crawler.extract.verdict import Evidence, judge
from storage.records import Page, PageVerdict

Quality = Literal["default", "high"]
_SHARED = tuple({f.name for f in fields(Page)} & {f.name for f in fields(Metadata)})


def extract(
    html: bytes,
    url: str,
    headers: Mapping[str, str] | None = None,
    *,
    quality: Quality = "default",
    status: int | None = None,
    fetched: datetime | None = None,
) -> Page:
    """Read one page: its body in blocks, its metadata, and whether it is an article at all.

    Args:
        html: the answer's bytes, of any encoding and any kind.
        url: where it came from; relative links are resolved against it.
        headers: of the answer, names in any case.
        quality: "high" asks a second, slower reader on every page and lets the better one win.
        status: the answer's HTTP status, where it is known; evidence for challenges and missing pages.
        fetched: when it was fetched, by the clock that runs the project; what is dated later is refused.

    Never raises, whatever the bytes are.
    """
    document = read_document(html, url, headers)
    if document is None:
        return Page(url=url, evidence="no HTML in the answer")
    first = look(document)
    about = read_metadata(document.tree, url, headers, text=first.sample or None, fetched=fetched)
    hints = Hints(about.article_body or "", about.description or "")
    body = read_body(document, first, hints, careful=quality == "high")
    verdict, why = judge(Evidence(document, body, about, status))
    return _page(document, body, about, verdict, why)


def _page(document: Document, body: Body, about: Metadata, verdict: PageVerdict, why: str) -> Page:
    told: dict[str, Any] = {name: getattr(about, name) for name in _SHARED}
    if verdict == "paywall" and told["access"] is None:
        told["access"] = "paid"
        told["origins"] = {**told["origins"], "access": "markup"}
    return Page(
        **told,
        verdict=verdict,
        evidence=why,
        url=document.url,
        body=body.text,
        blocks=body.blocks,
        encoding=document.encoding,
        extractor=body.extractor,
    )
