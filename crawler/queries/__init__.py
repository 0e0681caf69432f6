"""Saved queries: one SQL file each, those that ship with newsfold and those that stand beside an archive.

A file's first comment lines say what it answers; `-- :days = 7` gives a parameter its value where `-p` gives none.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from storage.errors import UsageError

FOLDER = "queries"  #: beside the archive
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_PARAMETER = re.compile(r"[:@$](\w+)")
_DEFAULT = re.compile(r"--\s*:(\w+)\s*=\s*(.*)")


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query by name; `defaults` are the values of parameters that are not given."""

    name: str
    about: str
    sql: str
    origin: str  #: "newsfold", or the file
    defaults: dict[str, str] = field(default_factory=dict)


def is_name(text: str) -> bool:
    """Whether `text` can name a saved query; SQL that asks anything has a space in it.

    >>> is_name("silent-edits"), is_name("select 1")
    (True, False)
    """
    return _NAME.fullmatch(text) is not None


def saved_queries(archive: Path) -> dict[str, SavedQuery]:
    """Every query by name; one beside the archive stands before a shipped one of the same name."""
    found = {query.name: query for query in shipped()}
    for path in sorted((archive.parent / FOLDER).glob("*.sql")):
        if is_name(path.stem):
            found[path.stem] = read_query(path.stem, path.read_text("utf-8"), str(path))
    return found


def shipped() -> Iterator[SavedQuery]:
    """The queries that come with newsfold, by name."""
    for entry in sorted(files(__name__).iterdir(), key=lambda one: one.name):
        if entry.name.endswith(".sql"):
            yield read_query(entry.name.removesuffix(".sql"), entry.read_text("utf-8"), "newsfold")


def read_query(name: str, text: str, origin: str) -> SavedQuery:
    """One file's query: leading comments are its description and its parameters' defaults."""
    about, defaults = [], {}
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        if default := _DEFAULT.fullmatch(line.strip()):
            defaults[default[1]] = default[2]
        else:
            about.append(line.strip("- "))
    return SavedQuery(name, " ".join(about), text.strip(), origin, defaults)


def find_query(archive: Path, name: str) -> SavedQuery:
    """The query called `name`. Raises UsageError, with the likely spelling."""
    known = saved_queries(archive)
    if name in known:
        return known[name]
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else "`newsfold query --list` names them"
    raise UsageError(f"{name!r} is neither SQL nor a saved query; {hint}")


def parameters(sql: str, given: Mapping[str, str], defaults: Mapping[str, str]) -> dict[str, str]:
    """The values of a query's parameters: those given, else the defaults.

    Raises UsageError for a name that the SQL does not have, and for words where the default is a number: SQLite would
    take both and find nothing.
    """
    named = dict.fromkeys(_PARAMETER.findall(sql))
    for name, value in given.items():
        if name not in named:
            known = ", ".join(f":{one}" for one in named) or "none"
            raise UsageError(f"-p {name}: the query has no :{name}; its parameters: {known}")
        if _is_number(defaults.get(name, "")) and not _is_number(value):
            raise UsageError(f"-p {name} {value}: a number is needed, as in {defaults[name]}")
    return {**defaults, **given}


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(\.\d+)?", text, re.ASCII) is not None


def save_query(archive: Path, name: str, sql: str) -> Path:
    """Keep `sql` as a file beside the archive. Raises UsageError for a name that cannot be one or is taken."""
    if not is_name(name):
        raise UsageError(f"{name!r} is no name for a query: small letters, digits, - and _")
    path = archive.parent / FOLDER / f"{name}.sql"
    path.parent.mkdir(exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(sql.strip() + "\n")
    except FileExistsError:
        raise UsageError(f"{path}: a query of this name is kept already; edit or delete the file") from None
    return path
