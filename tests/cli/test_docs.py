"""docs/command-line.md names every command and every option, and nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from crawler.cli.app import COMMANDS, cli

TEXT = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text(encoding="utf-8")
EVERYWHERE = {
    "db",
    "config_path",
    "verbose",
    "quiet",
    "log_format",
    "as_json",
    "as_csv",
    "as_tsv",
    "as_table",
    "help",
}


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            if command.invoke_without_command:
                yield name, command
            yield from ((f"{name} {sub}", one) for sub, one in command.commands.items())
        else:
            yield name, command


def section(name: str) -> str:
    found = re.search(rf"^### newsfold {re.escape(name)}\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, f"docs/command-line.md has no section for {name}"
    return found[1]


@pytest.mark.parametrize(("name", "command"), [pytest.param(*one, id=one[0]) for one in commands()])
def test_every_option_is_documented_and_nothing_else(name: str, command: click.Command) -> None:
    text = section(name)
    options = [p for p in command.params if isinstance(p, click.Option) and p.name not in EVERYWHERE]
    rows = re.findall(r"^\| (`-.*?) \|", text, re.MULTILINE)
    documented = {spelling for row in rows for spelling in re.findall(r"`(--?[a-z][\w-]*)", row)}
    documented -= {"--json"}
    assert documented == {spelling for option in options for spelling in option.opts}


def test_no_command_is_documented_that_is_not_there() -> None:
    assert set(re.findall(r"^### newsfold (.+)$", TEXT, re.MULTILINE)) == {name for name, _ in commands()}


@pytest.mark.parametrize("name", sorted(EVERYWHERE))
def test_the_options_of_every_command_are_documented(name: str) -> None:
    command = cli.get_command(click.Context(cli), "search")
    assert command is not None
    spellings = {spelling for p in command.params if p.name == name for spelling in p.opts} or {"--help"}
    assert all(f"`{spelling}" in TEXT for spelling in spellings)


def test_every_exit_code_is_documented() -> None:
    assert re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE) == ["0", "1", "2", "3", "4", "5", "130"]
