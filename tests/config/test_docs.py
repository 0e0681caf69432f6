"""docs/configuration.md says every setting, with the default that the code has, and its examples are read."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from crawler.config import (
    AlertsConfig,
    Defaults,
    FetchConfig,
    FoldConfig,
    ScheduleConfig,
    SourceConfig,
    parse_config,
)
from crawler.config.settings import TABLES
from storage.records import UserRules

TEXT = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
DATACLASSES: dict[str, Any] = {
    "defaults": Defaults(),
    "source": SourceConfig("https://a.example/", "a"),
    "source.normalise": UserRules(),
    "fetch": FetchConfig(),
    "fold": FoldConfig(),
    "alerts": AlertsConfig(),
    "schedule": ScheduleConfig(),
}


def documented(table: str) -> dict[str, str]:
    """{key: default} of the table's section."""
    heading = re.escape("[[source]]" if table == "source" else f"[{table}]")
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert section, f"no section for [{table}]"
    return dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", section[1], re.MULTILINE))


@pytest.mark.parametrize("table", TABLES)
def test_every_setting_is_documented_and_nothing_else(table: str) -> None:
    assert list(documented(table)) == [setting.key for setting in TABLES[table]]


@pytest.mark.parametrize("table", TABLES)
def test_the_documented_defaults_are_the_code_s(table: str) -> None:
    known = {field.name for field in dataclasses.fields(DATACLASSES[table])}
    readers = {setting.key: setting.read for setting in TABLES[table]}
    for key, shown in documented(table).items():
        if key not in known or shown == "required" or key == "id":
            continue
        value = None if shown == "unset" else readers[key](tomllib.loads(f"x = {shown.strip('`')}")["x"])
        assert (value or ()) == (getattr(DATACLASSES[table], key) or ()), f"{table}.{key}"


def test_the_examples_are_read() -> None:
    examples = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    assert examples
    for example in examples:
        parse_config(example)


def test_every_setting_says_what_it_means() -> None:
    assert all(setting.meaning for settings in TABLES.values() for setting in settings)
