"""Where each key of a TOML text stands: tomllib gives values without positions, and a message needs a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

Path = tuple[str | int, ...]
_HEADER = re.compile(r"\s*(\[\[?)(.*?)\]\]?\s*(?:#.*)?$")
_KEY_PART = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_\-]+))\s*(\.|=|$)""")


@dataclass(frozen=True, slots=True)
class Header:
    """A `[table]` or `[[array]]` line; `path` ends with the element's index for an array."""

    path: Path
    line: int  #: from 1
    array: bool


@dataclass(frozen=True, slots=True)
class Lines:
    """`of` maps a key's path, e.g. ("source", 0, "url"), to its line; `headers` come in file order."""

    of: dict[Path, int]
    headers: tuple[Header, ...]

    def find(self, *path: str | int) -> int | None:
        """The line of `path`, or of the nearest thing around it."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.of:
                return self.of[path[:end]]
        return None


def scan_lines(text: str) -> Lines:
    """Find the headers and keys of a TOML text. Text that tomllib refuses gives a useless map, never an error."""
    of: dict[Path, int] = {}
    headers: list[Header] = []
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in _statements(text):
        header = _HEADER.match(line) if line.lstrip().startswith("[") else None
        if header:
            names = _dotted(header[2])
            array = header[1] == "[["
            table = _resolve(names, counts, array=array)
            of.setdefault(table, number)
            headers.append(Header(table, number, array))
            continue
        keys = _dotted(line)
        for end in range(1, len(keys) + 1):
            of.setdefault((*table, *keys[:end]), number)
    return Lines(of, tuple(headers))


def _resolve(names: list[str], counts: dict[Path, int], *, array: bool) -> Path:
    path: Path = ()
    for position, name in enumerate(names):
        path = (*path, name)
        if array and position == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _dotted(text: str) -> list[str]:
    names: list[str] = []
    position = 0
    while match := _KEY_PART.match(text, position):
        names.append(next(part for part in match.groups()[:3] if part is not None))
        position = match.end()
        if match[4] != ".":
            break
    return names


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each line that begins a header or a key, with its number: lines inside a value are left out."""
    depth, quote = 0, ""
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.rstrip("\r")
        begins = not depth and not quote and line.strip() and not line.lstrip().startswith("#")
        if begins:
            yield number, line
        if begins and line.lstrip().startswith("["):
            continue
        depth, quote = _after(line, depth, quote)


def _after(line: str, depth: int, quote: str) -> tuple[int, str]:
    """(open brackets, open multi-line quote) at the end of `line`."""
    position = 0
    while position < len(line):
        if quote:
            position, quote = _leave_quote(line, position, quote)
            continue
        char = line[position]
        if char == "#":
            break
        if char in "\"'":
            quote = char * 3 if line.startswith(char * 3, position) else char
            position += len(quote)
            continue
        depth += (char in "[{") - (char in "]}")
        position += 1
    return max(depth, 0), quote if len(quote) == 3 else ""


def _leave_quote(line: str, position: int, quote: str) -> tuple[int, str]:
    while position < len(line):
        if line[position] == "\\" and quote[0] == '"':
            position += 2
        elif line.startswith(quote, position):
            return position + len(quote), ""
        else:
            position += 1
    return position, quote
