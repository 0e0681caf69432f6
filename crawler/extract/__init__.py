"""Read a news page: body, verdict and metadata of any bytes that a server may answer."""

from __future__ import annotations

from crawler.extract.document import Document, read_document
from crawler.extract.reader import extract

__all__ = ["Document", "extract", "read_document"]
