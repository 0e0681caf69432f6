"""WARC records one after the other, each with the place behind it; what is damaged is told and passed over.

The format is warcio's to read. Ours is what it leaves out on files as they are found: damaged and broken-off ones, ones packed
as a whole, records without an address or a length; and where in the file one can go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from warcio.limitreader import LimitReader
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

from crawler.importing.packed import DamageError, Lines, Place, unpack

_HEAD = b"WARC/"
_PIECE = 1 << 16
_WARC = StatusAndHeadersParser(ArcWarcRecordLoader.WARC_TYPES)
_HTTP = StatusAndHeadersParser([], verify=False)


@dataclass(frozen=True, slots=True)
class Record:
    """One record. Header names are lower-case; `block` is what follows the HTTP headers if there are any, else all of it.

    `block` is empty where nobody wanted it, and no longer than the most that was wanted.
    """

    headers: Mapping[str, str]
    status: str = ""  #: of HTTP
    http: Mapping[str, str] | None = None
    block: bytes = b""
    after: Place = field(default_factory=Place)
    done: int = 0  #: bytes of the file read so far

    @property
    def kind(self) -> str:
        return self.headers.get("warc-type", "").lower()

    @property
    def url(self) -> str:
        return self.headers.get("warc-target-uri", "").strip("<>").replace(" ", "%20")


class _BrokenError(Exception):
    """A record whose end cannot be known."""


class WarcReader:
    """The records of an open file from a place on; `fail` is told what could not be read, and where.

    `wanted` says of a record without its block how many bytes of that are needed.
    """

    def __init__(
        self, file: BinaryIO, begin: Place, wanted: Callable[[Record], int], fail: Callable[[str], None]
    ) -> None:
        self.packed = unpack(file, begin.offset)
        self._lines, self._skip = Lines(self.packed), begin.skip
        self._wanted, self._fail = wanted, fail
        self._line, self._begun = b"", 0
        self._late: DamageError | None = None

    def __iter__(self) -> Iterator[Record]:
        while True:
            try:
                if self._skip:
                    self._pass_over()
                if not self._line and self._late is None:
                    self._line = self._next_line()
                    if not self._line:
                        return
                record = self._record()
            except DamageError as damage:
                if not self._recover(damage):
                    return
                continue
            if record is not None:
                yield record

    @property
    def at(self) -> Place:
        """Where the record begins that comes next."""
        return self.packed.place(self._begun)

    def _pass_over(self) -> None:
        while self._skip and (piece := self._lines.read(min(self._skip, _PIECE))):
            self._skip -= len(piece)
        self._skip = 0

    def _next_line(self) -> bytes:
        """The first line that is not blank; empty at the end."""
        while True:
            self._begun = self._lines.tell()
            line = self._lines.readline()
            if line.strip() or not line:
                return line

    def _record(self) -> Record | None:
        """The record that begins with the line read last; None if it is none."""
        if self._late is not None:
            raise self._late
        begun, line, self._line = self._begun, self._line, b""
        place = self.packed.place(begun)
        try:
            record = self._parsed(line)
        except _BrokenError as broken:
            self._fail(f"at {_told(place)}: {broken}, left out")
            self._line = self._next_head()
            return None
        try:
            self._line = self._next_line()
        except DamageError as damage:
            if damage.begun == begun and not damage.end:  # its checksum: what was read of it may be wrong
                raise
            self._late = damage
        return replace(record, after=self.at, done=self.packed.done())

    def _parsed(self, line: bytes) -> Record:
        if not line.startswith(_HEAD):
            raise _BrokenError("what stands there is no record")
        try:
            headers = _lower(_WARC.parse(self._lines, line).headers)
        except StatusAndHeadersParserException as error:
            raise _BrokenError(
                f"a record of a version that is not known here ({error.statusline.strip()[:20]})"
            ) from error
        length = headers.get("content-length", "").strip()
        if not length.isdecimal():
            if not self._lines.peek(1):
                raise self._break_off()
            raise _BrokenError("a record that does not say how long it is")
        rest = LimitReader(self._lines, int(length))
        record = Record(headers)
        if record.kind in ("response", "revisit") and record.url.startswith(("http://", "https://")):
            record = _with_http(record, rest)
        most = self._wanted(record)
        block = rest.read(most) if most else b""
        while rest.limit and rest.read(_PIECE):
            pass
        if rest.limit:
            raise self._break_off()
        return replace(record, block=block)

    def _break_off(self) -> DamageError:
        return DamageError("breaks off", self._begun, self.packed.place(self._begun).offset, end=True)

    def _next_head(self) -> bytes:
        line = self._next_line()
        while line and not line.startswith(_HEAD):
            line = self._next_line()
        return line

    def _recover(self, damage: DamageError) -> bool:
        """Go on behind what is damaged; False where nothing can be read behind it."""
        place, self._line, self._late = _told(self.at), b"", None
        if damage.end:
            self._fail(f"breaks off in the record at {place}; what stands before it was read")
            return False
        found = self.packed.recover(_HEAD)
        if found is None:
            self._fail(f"is damaged behind {place} ({damage}); what stands before it was read")
            return False
        self._fail(f"bytes {damage.offset} to {found} are damaged ({damage}), left out")
        self._lines.detach()
        self._lines = Lines(self.packed)
        return True


def _told(place: Place) -> str:
    return f"byte {place.offset}" + (f", {place.skip} bytes into what is packed there" if place.skip else "")


def _lower(headers: list[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def _with_http(record: Record, block: LimitReader) -> Record:
    """The record with the HTTP headers that its block begins with, if it does."""
    try:
        http = _HTTP.parse(block)
    except EOFError:
        return record
    if not http.protocol.startswith("HTTP/"):
        return record
    return replace(record, status=http.get_statuscode(), http=_lower(http.headers))
