"""What is read from a page besides its body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata fields of `storage.records.Page`, and two hints for whoever reads the body.

    `origins` maps a field's name to where its value came from, `alternatives` to the other values seen, best first.
    """

    headline: str | None = None
    description: str | None = None
    language: str | None = None  #: BCP 47 primary tag
    image: str | None = None
    image_caption: str | None = None
    image_credit: str | None = None
    section: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    published: datetime | None = None  #: aware, UTC
    modified: datetime | None = None
    access: str | None = None  #: "free", "metered", "paid"
    site_name: str | None = None
    canonical: str | None = None
    amp: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    article_body: str | None = None  #: JSON-LD articleBody: often cut, without paragraphs; a witness only
    types: tuple[
        str, ...
    ] = ()  #: og:type and schema.org types in lower case: "article", "newsarticle", "website"
