"""Starter packs: lists of well-known public sources that come with newsfold."""

from __future__ import annotations

from importlib.resources import files

from crawler.config.reading import parse_config
from crawler.config.schema import SourceConfig
from storage.errors import UsageError

_FOLDER = files("crawler.config") / "packs"


def pack_names() -> list[str]:
    return sorted(
        entry.name.removesuffix(".toml") for entry in _FOLDER.iterdir() if entry.name.endswith(".toml")
    )


def read_pack(name: str) -> tuple[SourceConfig, ...]:
    """The sources of a pack. Raises UsageError for a name that is none."""
    if name not in pack_names():
        raise UsageError(f"there is no starter pack {name!r}; there is: {', '.join(pack_names())}")
    text = (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    return parse_config(text, f"{name}.toml").sources
