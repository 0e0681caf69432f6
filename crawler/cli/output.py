"""Rows on stdout: for people on a terminal, NDJSON, CSV or TSV for programs. Keys are the columns.

Everything here came from the web: control characters and escape sequences never reach a terminal, and a cell that
a spreadsheet would run as a formula is quoted (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import dataclasses
import functools
import json
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Literal, ParamSpec, TypeVar

import click

from crawler.cells import cell, plain_value, spreadsheet_cell

P = ParamSpec("P")
R = TypeVar("R")
Row = Mapping[str, Any]  # Any: a cell holds whatever a column can hold
Format = Literal["text", "json", "csv", "tsv", "table"]
FOUND_FROM, FOUND_TO = "\ue000", "\ue001"  #: the marks around words that a search found
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
READABLE = 16  #: columns of a terminal that a cell of a table should have, where its text is as long
MEASURED = 200  #: rows whose width decides the columns of a plain list


def printable(text: str) -> str:
    """`text` without control and direction-changing characters: a headline must not drive the terminal.

    >>> printable("one\\x1b[2Jtwo\\u202egnp.exe")
    'one[2Jtwognp.exe'
    """
    return _CONTROL.sub("", text.replace("\r\n", "\n"))


@dataclasses.dataclass(frozen=True, slots=True)
class Rows:
    """Where rows go: the chosen format, and whether anybody chose it."""

    format: Format = "text"

    @property
    def for_people(self) -> bool:
        return self.format == "text"

    def write(
        self,
        rows: Iterable[Row],
        *,
        columns: Sequence[str] | None = None,
        text: Callable[[Row], Iterable[str]] | None = None,
    ) -> int:
        """Write `rows` and return how many there were.

        Args:
            columns: their order, and the header of an empty CSV; default: the first row's keys.
            text: the lines of one row for people; default: aligned columns.
        """
        counted = _Counted(rows)
        if self.format == "json":
            write_json(counted)
        elif self.format in ("csv", "tsv"):
            write_csv(counted, columns, "," if self.format == "csv" else "\t")
        elif self.format == "table":
            write_table(counted, columns)
        elif text is not None:
            for row in counted:
                for line in text(row):
                    write_line(line)
        elif sys.stdout.isatty():
            write_table(counted, columns)
        else:
            write_plain(counted, columns)
        return counted.count


class _Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.count += 1
            yield row


_FLAGS: tuple[tuple[tuple[str, ...], Format, str], ...] = (
    (("--json", "--nl"), "json", "NDJSON: one object a line."),
    (("--csv",), "csv", "Comma-separated values with a header."),
    (("--tsv",), "tsv", "Tab-separated values with a header."),
    (("-t", "--table"), "table", "A table, also where stdout is no terminal."),
)


def row_options(command: Callable[P, R]) -> Callable[P, R]:
    """Add `--json/--nl --csv --tsv -t`; the command gets `rows: Rows`."""

    @functools.wraps(command)
    def with_rows(*args: Any, **kwargs: Any) -> R:  # Any: click hands over whatever the options gave
        chosen = [form for _, form, _ in _FLAGS if kwargs.pop(f"as_{form}")]
        if len(chosen) > 1:
            raise click.UsageError(f"Choose one output: {' or '.join('--' + form for form in chosen)}.")
        return command(*args, rows=Rows(chosen[0] if chosen else "text"), **kwargs)  # type: ignore[arg-type]

    decorated: Any = with_rows  # Any: click's decorators change the signature
    for names, form, meaning in reversed(_FLAGS):
        decorated = click.option(*names, f"as_{form}", is_flag=True, help=meaning)(decorated)
    return decorated  # type: ignore[no-any-return]


# Formats ------------------------------------------------------------------------------------------


def write_line(line: str) -> None:
    """A line for people, as wide as their terminal."""
    click.echo(emphasise(fitted(printable(line), _width())))


def write_json(rows: Iterable[Row]) -> None:
    for row in rows:
        click.echo(json.dumps(dict(row), ensure_ascii=False, default=plain_value))


def write_csv(rows: Iterable[Row], columns: Sequence[str] | None, delimiter: str) -> None:
    head, rest = _peek(rows)
    names = list(columns) if columns is not None else list(head or {})
    writer = csv.writer(sys.stdout, delimiter=delimiter, lineterminator="\n")
    if names:
        writer.writerow(names)
    for row in rest:
        writer.writerow([spreadsheet_cell(row.get(name)) for name in names])


def write_table(rows: Iterable[Row], columns: Sequence[str] | None) -> None:
    """A table as wide as the terminal; what would be squeezed there becomes one block a row (`write_records`)."""
    from rich import box  # noqa: PLC0415 - 60 ms that only a table pays
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    head, rest = _peek(rows)
    names = list(columns) if columns is not None else list(head or {})
    lines = [[printable(cell(row.get(name))) for name in names] for row in rest]
    width = _width()
    if width is not None and _squeezed(names, lines, width):
        write_records(names, lines)
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")
    for line in lines:
        table.add_row(*map(Text, line))
    # Without a terminal nobody wraps: the table is as wide as its text.
    console = Console(file=sys.stdout, markup=False, highlight=False, width=None if width else 10_000)
    console.print(table)


def _squeezed(names: Sequence[str], lines: Sequence[Sequence[str]], width: int) -> bool:
    """Would columns side by side leave less than a few words to each?"""
    longest = [max(map(len, column)) for column in zip(names, *lines, strict=True)]
    least = [max(len(name), min(most, READABLE)) for name, most in zip(names, longest, strict=True)]
    return sum(least) + 3 * len(least) > width


def write_records(names: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Each row as a block of `name  value` lines, for a terminal that is too narrow for the columns."""
    indent = max(map(len, names), default=0)
    for number, line in enumerate(lines):
        if number:
            click.echo()
        for name, value in zip(names, line, strict=True):
            shown = textwrap.indent(fitted(value, max(20, (_width() or 80) - indent - 2)), " " * (indent + 2))
            click.echo(f"{name.ljust(indent)}{shown[indent:]}".rstrip())


def write_plain(rows: Iterable[Row], columns: Sequence[str] | None) -> None:
    """Aligned columns without a frame; nothing is cut off."""
    head, rest = _peek(rows)
    names = list(columns) if columns is not None else list(head or {})
    lines = ([_flat(row.get(name)) for name in names] for row in rest)
    measured = [names, *islice(lines, MEASURED)]
    widths = [max(len(line[index]) for line in measured) for index in range(len(names))]
    for line in chain(measured, lines):
        click.echo("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def _flat(value: object) -> str:
    return " ".join(printable(cell(value)).split())


def _peek(rows: Iterable[Row]) -> tuple[Row | None, Iterator[Row]]:
    iterator = iter(rows)
    first = next(iterator, None)
    return first, iterator if first is None else chain([first], iterator)


def _width() -> int | None:
    """Columns of the terminal; None in a pipe, where a line stays one line."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def fitted(line: str, width: int | None) -> str:
    """`line` broken between words so that it fits `width` columns, further lines as far in as the first; an address
    stays whole.

    >>> fitted("  Dockers end strike after wage deal", 20).splitlines()
    ['  Dockers end strike', '  after wage deal']
    """
    if width is None or len(line) <= width:
        return line
    return "\n".join(_broken(part, width) for part in line.split("\n"))


def _broken(line: str, width: int) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(
        line.lstrip(),
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def emphasise(line: str) -> str:
    """The words a search found: bold on a terminal, plain elsewhere."""
    on, off = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("", "")
    return line.replace(FOUND_FROM, on).replace(FOUND_TO, off)


def shown_cut(rule: str, reason: str, text: str) -> str:
    """A line that was cut, in its place in a text: `[-as it stood-] rule: reason`; bold on a terminal."""
    return f"{FOUND_FROM}[-{' '.join(text.split())}-]{FOUND_TO} {rule}: {reason}"


def unmark(snippet: str) -> str:
    """A search snippet without its marks."""
    return snippet.replace(FOUND_FROM, "").replace(FOUND_TO, "")
