"""The bytes of a file unpacked as they are read: plain, gzip in one member or many, zstd; and where reading can begin again."""

from __future__ import annotations

import io
import struct
import sys
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import zstandard

if TYPE_CHECKING:
    from typing_extensions import Buffer

STDIN = Path("-")
_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_DICTIONARY = (
    0x184D2A5D  #: a skippable frame that holds the dictionary of all others (IIPC, zstd WARC 1.0)
)
_ZSTD_WINDOW = 1 << 31
_CHUNK = 1 << 16
_HEAD = 512  #: bytes of a member that tell what it begins with
_MAX_LINE = 1 << 16


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file, or standard input for `-`."""
    if path == STDIN:
        yield sys.stdin.buffer
        return
    with path.open("rb") as file:
        yield file


@dataclass(frozen=True, slots=True)
class Place:
    """Where reading goes on: `skip` unpacked bytes behind what begins at byte `offset` of the file."""

    offset: int = 0
    skip: int = 0


class DamageError(Exception):
    """What cannot be unpacked. `begun` is the unpacked position at which the damaged piece of the file begins."""

    def __init__(self, words: str, begun: int, offset: int, *, end: bool = False) -> None:
        super().__init__(words)
        self.begun, self.offset = begun, offset
        self.end = end  #: the file ends there


class Packed(io.RawIOBase):
    """Bytes of an open file from a place on; positions count unpacked bytes from its `offset` on."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self.file, self.begin, self.position = file, offset, 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.position

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer)
        data = self.more(len(view))
        view[: len(data)] = data
        self.position += len(data)
        return len(data)

    def more(self, size: int) -> bytes:
        """Up to `size` unpacked bytes, none at the end. Raises DamageError."""
        return self.file.read(size)

    def place(self, position: int) -> Place:
        """Where to begin to come to this position; those asked for only rise."""
        return Place(self.begin + position)

    def done(self) -> int:
        """Bytes of the file that have been read."""
        return self.begin + self.position

    def recover(self, head: bytes) -> int | None:  # noqa: ARG002 -- where pieces can be told apart it is looked for
        """Go to the next piece of the file that can be unpacked and begins with `head`; its offset, if there is one."""
        return None


class Gzipped(Packed):
    """gzip (RFC 1952), each member a place to begin at."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        super().__init__(file, offset)
        self._members = deque([(0, offset)])  # (unpacked position, offset in the file) of where members begin
        self._inflate = zlib.decompressobj(31)
        self._inside, self._waiting, self._read = False, b"", offset

    def more(self, size: int) -> bytes:
        while True:
            if not self._waiting:
                self._waiting = self.file.read(_CHUNK)
                self._read += len(self._waiting)
            if not self._inside and not self._begin_member():
                return b""
            if not self._waiting:
                raise self._damage("breaks off", end=True)
            try:
                data = self._inflate.decompress(self._waiting, size)
            except zlib.error as error:
                raise self._damage(str(error)) from error
            self._waiting = self._inflate.unconsumed_tail
            if self._inflate.eof:
                self._waiting, self._inside = self._inflate.unused_data, False
            if data:
                return data

    def _begin_member(self) -> bool:
        """Get ready for the next member; False at the end of the file. Zeros that fill a block at its end are nothing."""
        while True:
            self._waiting = self._waiting.lstrip(b"\0")
            if self._waiting:
                self._open(self._read - len(self._waiting))
                return True
            self._waiting = self.file.read(_CHUNK)
            self._read += len(self._waiting)
            if not self._waiting:
                return False

    def _open(self, offset: int) -> None:
        if self._members[-1] != (self.position, offset):
            self._members.append((self.position, offset))
        self._inflate, self._inside = zlib.decompressobj(31), True

    def _damage(self, words: str, *, end: bool = False) -> DamageError:
        begun, offset = self._members[-1]
        return DamageError(words.removeprefix("Error -3 while decompressing data: "), begun, offset, end=end)

    def place(self, position: int) -> Place:
        while len(self._members) > 1 and self._members[1][0] <= position:
            self._members.popleft()
        begun, offset = self._members[0]
        return Place(offset, position - begun)

    def done(self) -> int:
        return self._read - len(self._waiting)

    def recover(self, head: bytes) -> int | None:
        if not self.file.seekable():
            return None
        for offset in _members_after(self.file, self._members[-1][1] + 1, head):
            self.file.seek(offset)
            self._read, self._waiting = offset, b""
            self._open(offset)
            return offset
        return None


def _members_after(file: BinaryIO, offset: int, head: bytes) -> Iterator[int]:
    """Where gzip members begin that unpack to `head`."""
    file.seek(offset)
    data, more = b"", b"more"
    while more:
        more = file.read(_CHUNK)
        data += more
        enough = len(data) - _HEAD if more else len(data)
        found = data.find(_GZIP)
        while 0 <= found <= enough:
            if _unpacks_to(data[found : found + _HEAD], head):
                yield offset + found
            found = data.find(_GZIP, found + 1)
        offset += max(enough, 0)
        data = data[max(enough, 0) :]


def _unpacks_to(data: bytes, head: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(data, len(head)) == head
    except zlib.error:
        return False


class Zstandard(Packed):
    """zstd; one can only begin at the beginning, so that a place is a number of unpacked bytes."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file, 0)
        self._given = 0
        unpacker = zstandard.ZstdDecompressor(dict_data=_dictionary(file), max_window_size=_ZSTD_WINDOW)
        counted = cast("BinaryIO", _Counted(self))
        self._reader = unpacker.stream_reader(counted, read_across_frames=True, closefd=False)

    def more(self, size: int) -> bytes:
        try:
            return self._reader.read(size)
        except zstandard.ZstdError as error:
            raise DamageError(str(error), 0, 0) from error

    def place(self, position: int) -> Place:
        return Place(0, position)

    def done(self) -> int:
        return self._given


class _Counted:
    """What zstandard reads from: it counts, because a pipe cannot tell where it is."""

    def __init__(self, owner: Zstandard) -> None:
        self.owner = owner

    def read(self, size: int) -> bytes:
        data = self.owner.file.read(size)
        self.owner._given += len(data)
        return data


def _dictionary(file: BinaryIO) -> zstandard.ZstdCompressionDict | None:
    """The dictionary at the beginning of a file, if there is one; it may itself be packed."""
    head = cast("io.BufferedReader", file).peek(8)[:8]
    if len(head) < 8 or struct.unpack("<I", head[:4])[0] != _ZSTD_DICTIONARY:
        return None
    size = struct.unpack("<I", file.read(8)[4:])[0]
    data = file.read(min(size, 1 << 26))
    if data[:4] == _ZSTD:
        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return zstandard.ZstdCompressionDict(data)


def unpack(file: BinaryIO, offset: int = 0) -> Packed:
    """The unpacked bytes of a file, by how it begins; `offset` must be that of a `Place`."""
    if offset:
        head = file.read(4)
        file.seek(offset)
    else:
        head = cast("io.BufferedReader", file).peek(4)[:4]
    if head[:3] == _GZIP:
        return Gzipped(file, offset)
    if head == _ZSTD or (head[1:] == b"\x2a\x4d\x18" and head[0] >> 4 == 5):
        return Zstandard(file)
    return Packed(file, offset)


class Lines(io.BufferedReader):
    """Unpacked bytes in lines no longer than 64 KiB, whatever stands in the file."""

    raw: Packed

    def __init__(self, packed: Packed) -> None:
        super().__init__(packed, _CHUNK)

    def readline(self, size: int | None = -1, /) -> bytes:
        return super().readline(_MAX_LINE if size is None or size < 0 else min(size, _MAX_LINE))
