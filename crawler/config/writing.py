"""Change `sources.toml` without touching what the user wrote: blocks of text are appended or cut, nothing is re-written."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from crawler.config.lines import Header, scan_lines
from crawler.config.reading import derive_id, parse_config, tidy_url
from crawler.config.schema import SourceConfig
from crawler.config.values import ID_LENGTH, show_duration
from storage.errors import ConfigError


def add_sources(path: Path, sources: Sequence[SourceConfig]) -> tuple[list[SourceConfig], list[SourceConfig]]:
    """Append `sources` to the file (made if missing); returns (added, already there).

    A source whose URL is in the file already is left out. One whose id is taken gets a number behind it.
    The new text is read before it is written: a file that would not be valid is never left behind.

    Raises:
        ConfigError: the file as it is cannot be read, or cannot be written.
    """
    text = _read(path)
    present = parse_config(text, path).sources
    urls = {tidy_url(source.url): source for source in present}
    ids = {source.id.casefold() for source in present}
    added, known = [], []
    blocks = []
    for source in sources:
        twin = urls.setdefault(tidy_url(source.url), source)
        if twin is not source:
            known.append(twin)
            continue
        source_id = free_id(source.id or derive_id(source.url, source.title), ids)
        ids.add(source_id.casefold())
        blocks.append(_block(source, source_id))
        added.append((source_id, source))
    if blocks:
        after = _append(text, blocks)
        config = parse_config(after, path)
        write_atomically(path, after)
        return [found for source_id, _ in added if (found := config.source(source_id))], known
    return [], known


def remove_source(path: Path, source_id: str) -> SourceConfig:
    """Cut the source's block out of the file; comments above it and everything else stay.

    Raises:
        ConfigError: there is no such source, or the file cannot be read or written.
    """
    text = _read(path)
    config = parse_config(text, path)
    source = config.source(source_id)
    if source is None:
        raise ConfigError(
            path, source_id, "there is no source of that id; `newsfold sources list` names them"
        )
    index = config.sources.index(source)
    after = _cut(text, index)
    left = parse_config(after, path).sources
    if [other.id for other in left] != [other.id for other in config.sources if other is not source]:
        raise ConfigError(
            path,
            source.id,
            "the sources are not written as [[source]] blocks; take it out by hand",
            source.line,
        )
    write_atomically(path, after)
    return source


def free_id(wanted: str, taken: Iterable[str]) -> str:
    """`wanted`, or with the first number behind it that makes it free.

    >>> free_id("harbour", {"harbour", "harbour-2"})
    'harbour-3'
    """
    used, candidate, number = set(taken), wanted, 1
    while candidate.casefold() in used:
        number += 1
        candidate = f"{wanted[: ID_LENGTH - 6]}-{number}"
    return candidate


def write_atomically(path: Path, text: str) -> None:
    """Replace the file in one step: a reader sees the old text or the new one; links and permissions stay."""
    target = path.resolve()
    try:
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(mode)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(path, "", f"cannot be written: {error.strerror or error}") from error


def toml_string(text: str) -> str:
    """A TOML basic string: JSON's escapes are a subset of TOML's, which also wants U+007F escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def source_block(source: SourceConfig) -> str:
    """One `[[source]]` block, with the settings that differ from the defaults only."""
    return _block(source, source.id)


def _read(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise ConfigError(path, "", "is not UTF-8 text") from error
    except OSError as error:
        raise ConfigError(path, "", f"cannot be read: {error.strerror or error}") from error


def _block(source: SourceConfig, source_id: str) -> str:
    plain = SourceConfig(url=source.url, id=source_id)
    lines = ["[[source]]", f"id = {toml_string(source_id)}"]
    if source.title:
        lines.append(f"title = {toml_string(source.title)}")
    lines.append(f"url = {toml_string(source.url)}")
    if source.kind != plain.kind:
        lines.append(f"kind = {toml_string(source.kind)}")
    if source.cron is not None:
        lines.append(f"cron = {toml_string(source.cron.text)}")
    elif source.every is not None:
        lines.append(f"every = {toml_string(show_duration(source.every))}")
    if source.language:
        lines.append(f"language = {toml_string(source.language)}")
    for key, rules in (("include", source.include), ("exclude", source.exclude)):
        if rules:
            lines.append(f"{key} = [{', '.join(map(toml_string, rules))}]")
    if not source.enabled:
        lines.append("enabled = false")
    return "\n".join(lines) + "\n"


def _append(text: str, blocks: Sequence[str]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    gap = "" if not text else newline if text.endswith("\n") else newline * 2
    return text + gap + newline.join(block.replace("\n", newline) for block in blocks)


def _cut(text: str, index: int) -> str:
    lines = text.splitlines(keepends=True) if "\r" in text else text.split("\n")
    if "\r" not in text:
        lines = [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    headers = scan_lines(text).headers
    gone: set[int] = set()
    for position, header in enumerate(headers):
        if header.path[:2] == ("source", index):
            end = headers[position + 1].line - 1 if position + 1 < len(headers) else len(lines)
            gone |= _own_lines(lines, header, end)
    kept = "".join(line for number, line in enumerate(lines) if number not in gone)
    return kept.lstrip("\r\n") if 0 in gone else kept


def _own_lines(lines: Sequence[str], header: Header, end: int) -> set[int]:
    """The line numbers (from 0) of a table: from its header to the last line before a comment for what follows."""
    first, last = header.line - 1, end
    while last > first + 1 and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
        last -= 1
    # A comment right under the block, with no blank line between, belongs to it.
    while (
        last < end
        and lines[last].lstrip().startswith("#")
        and end < len(lines)
        and _blank_follows(lines, last, end)
    ):
        last += 1
    if last < end and not lines[last].strip():
        last += 1  # one blank line goes with the block
    return set(range(first, last))


def _blank_follows(lines: Sequence[str], position: int, end: int) -> bool:
    return any(not line.strip() for line in lines[position:end])
