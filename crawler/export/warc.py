"""Stored pages as WARC 1.1: what other archives and tools replay, and `newsfold import warc` reads again."""

from __future__ import annotations

import io
from collections.abc import Mapping
from http import HTTPStatus
from typing import BinaryIO

from crawler.export.rows import Tell
from crawler.export.selection import Selection
from crawler.version import version
from storage.ports import Archive
from storage.reading import page_of
from storage.records import RawPage

#: of the body as it came over the wire; it is stored unpacked
_OF_THE_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length", "connection"})


def write_warc(archive: Archive, chosen: Selection, out: BinaryIO, tell: Tell) -> int:
    """One gzip member a record; every kept page of the chosen stories' articles and copies, as its bytes were."""
    from warcio.warcwriter import WARCWriter  # noqa: PLC0415 -- only this command needs it

    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    about = {"software": f"newsfold {version()}", "format": "WARC File Format 1.1"}
    writer.write_record(writer.create_warcinfo_record(None, about))
    count = 0
    for bundle in archive.bundles(chosen.ids(archive), pages=True):
        for row in bundle.pages:
            _write(writer, page_of(row))
            count += 1
            tell(count)
    return count


def _write(writer: object, page: RawPage) -> None:
    from warcio.statusandheaders import StatusAndHeaders  # noqa: PLC0415
    from warcio.warcwriter import WARCWriter  # noqa: PLC0415

    assert isinstance(writer, WARCWriter)  # noqa: S101 -- ours, see above
    http = StatusAndHeaders(_status(page.status), _headers(page), protocol="HTTP/1.1")
    when = {"WARC-Date": page.fetched_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    writer.write_record(
        writer.create_warc_record(
            page.url, "response", payload=io.BytesIO(page.content), http_headers=http, warc_headers_dict=when
        )
    )


def _status(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return f"{code} Unknown"


def _headers(page: RawPage) -> list[tuple[str, str]]:
    kept: Mapping[str, str] = {
        name: " ".join(value.split())
        for name, value in page.headers.items()
        if name.lower() not in _OF_THE_WIRE
    }
    return [*kept.items(), ("content-length", str(len(page.content)))]
