"""Stored pages as WARC 1.1, each story before its own: other tools replay the pages, `newsfold import warc` takes the stories."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, BinaryIO

from crawler.export.rows import Tell
from crawler.export.selection import Selection
from crawler.version import version
from storage.bundles import Bundle, to_record
from storage.ports import Archive
from storage.reading import page_of
from storage.records import RawPage
from storage.times import moment

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord
    from warcio.warcwriter import WARCWriter

STORY_TYPE = "application/vnd.newsfold.story+json"  #: of a metadata record that holds a story
#: of the body as it came over the wire; it is stored unpacked
_OF_THE_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length", "connection"})


def write_warc(archive: Archive, chosen: Selection, out: BinaryIO, tell: Tell, *, gzip: bool = True) -> int:
    """One gzip member a record, or plain. Of each chosen story: a metadata record with all that is known of it, as JSON Lines have it,
    which names the records of its pages; then every kept page of its article and copies, oldest first, as its bytes were.
    """
    from warcio.warcwriter import WARCWriter  # noqa: PLC0415 -- only this command needs it

    writer = WARCWriter(out, gzip=gzip, warc_version="1.1")
    about = {"software": f"newsfold {version()}", "format": "WARC File Format 1.1"}
    writer.write_record(writer.create_warcinfo_record(None, about))
    count = 0
    for bundle in archive.bundles(chosen.ids(archive), pages=True):
        rows = sorted(bundle.pages, key=lambda row: (row["fetched_at"], row["id"]))
        pages = [(_page(writer, page_of(row)), int(row["text_id"])) for row in rows]
        writer.write_record(_story(writer, bundle, pages))
        for record, _ in pages:
            writer.write_record(record)
        count += len(pages)
        tell(count)
    return count


def _story(writer: WARCWriter, bundle: Bundle, pages: list[tuple[ArcWarcRecord, int]]) -> ArcWarcRecord:
    names = [
        {"record": record.rec_headers.get_header("WARC-Record-ID"), "text_id": text_id}
        for record, text_id in pages
    ]
    text = json.dumps(
        to_record(bundle) | {"pages": names}, ensure_ascii=False, separators=(",", ":")
    ).encode()
    return writer.create_warc_record(
        bundle.article["url"],
        "metadata",
        payload=io.BytesIO(text),
        warc_content_type=STORY_TYPE,
        warc_headers_dict={"WARC-Date": _date(moment(bundle.article["last_seen_at"]))},
    )


def _page(writer: WARCWriter, page: RawPage) -> ArcWarcRecord:
    from warcio.statusandheaders import StatusAndHeaders  # noqa: PLC0415

    http = StatusAndHeaders(_status(page.status), _headers(page), protocol="HTTP/1.1")
    when = {"WARC-Date": _date(page.fetched_at)}
    return writer.create_warc_record(
        page.url, "response", payload=io.BytesIO(page.content), http_headers=http, warc_headers_dict=when
    )


def _date(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


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
