"""Every command that the tutorial and the how-tos show: those in `console` blocks are run and must say what the page says,
all others must be ones that newsfold understands, in blocks that say why they are not run.

A command names an article by the number that it had on the writer's machine; the comment behind it quotes its headline.
"""

from __future__ import annotations

import re
import shlex
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from crawler.cli import main
from crawler.cli.app import cli as program
from tests.newsroom import Done

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [
    *(
        DOCS / f"{name}.md"
        for name in (
            "tutorial",
            "running",
            "stories",
            "browsing",
            "replay",
            "health",
            "cleaning",
            "archive",
            "folding",
            "ethics",
            "index",
        )
    ),
    *sorted((DOCS / "how-to").glob("*.md")),
    DOCS.parent / "README.md",
]
HOW_TO = ("tutorial", "running", "stories", "browsing", "replay", "health")
GUIDES = [page for page in PAGES if page.stem in HOW_TO or page.parent.name == "how-to"]
NOT_RUN = re.compile(r"# not run by the tests: \S.*\n")
COUNTED = r"(?:articles|stories) in|languages|newsrooms|copies"
BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
PLAYED = [path for path in PAGES if "```console" in path.read_text("utf-8")]


def commands(page: Path, *, run: bool) -> list[tuple[str, list[str]]]:
    """(command, lines that it should print) of the blocks that are run, or of all others."""
    found: list[tuple[str, list[str]]] = []
    for kind, text in BLOCK.findall(page.read_text("utf-8")):
        if (kind == "console") is not run or kind in ("toml", "python"):
            continue
        for line in text.splitlines():
            if run and not line.startswith("$ "):
                found[-1][1].append(line)
            elif run or re.match(r"(?:\S+ \S+ \S+ \S+ \S+  )?newsfold |.*&& newsfold ", line):
                found.append((line.removeprefix("$ "), []))
    return found


def words(command: str) -> tuple[list[str], str | None]:
    """The arguments behind `newsfold`, up to a pipe or the next command, and the file that the output goes to."""
    lexer = shlex.shlex(command[command.index("newsfold ") :], posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    said = list(lexer)[1:]
    end = next((n for n, word in enumerate(said) if set(word) <= set("|&;>")), len(said))
    into = said[end + 1] if said[end : end + 1] == [">"] else None
    return said[:end], into


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_command_on_a_page_is_one_that_newsfold_understands(page: Path) -> None:
    for command, _ in (*commands(page, run=False), *commands(page, run=True)):
        understand(program, "newsfold", words(command)[0])


@pytest.mark.parametrize("page", GUIDES, ids=lambda path: path.stem)
def test_what_is_not_run_says_so_and_why(page: Path) -> None:
    for kind, text in BLOCK.findall(page.read_text("utf-8")):
        assert kind, f"a block without a kind: {text}"
        assert kind != "sh" or NOT_RUN.match(text), text


@pytest.mark.parametrize("page", PLAYED, ids=lambda path: path.stem)
def test_a_page_shows_something_that_each_command_said(page: Path) -> None:
    silent = [
        command
        for command, shown in commands(page, run=True)
        if words(command)[1] is None and not {*map(str.strip, shown)} - {"", "..."}
    ]
    assert silent == []


def test_what_the_guides_ask_make_for_is_there() -> None:
    asked = {
        name for page in GUIDES for name in re.findall(r"^make (\w+)", page.read_text("utf-8"), re.MULTILINE)
    }
    made = set(re.findall(r"^([a-z-]+):", (DOCS.parent / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert asked
    assert asked <= made


def understand(
    one: click.Command, name: str, arguments: list[str], parent: click.Context | None = None
) -> None:
    """Read the arguments as newsfold would, without doing anything; files need not be there."""
    try:
        context = one.make_context(name, arguments, parent=parent)
    except click.UsageError as problem:
        if "does not exist" in problem.format_message():
            return
        raise
    left = [*context._protected_args, *context.args]
    if isinstance(one, click.Group) and left:
        called, found, rest = one.resolve_command(context, left)
        assert found is not None
        understand(found, called or "", rest, context)


@pytest.mark.parametrize("page", PLAYED, ids=lambda path: path.stem)
def test_the_commands_of_a_page_say_what_the_page_shows(
    page: Path,
    demo: tuple[Done, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    done, archive = demo
    with sqlite3.connect(archive) as held, sqlite3.connect(tmp_path / "demo.db") as copy:
        held.backup(copy)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEWSFOLD_DB", "demo.db")
    monkeypatch.setenv("COLUMNS", "200")
    for command, shown in commands(page, run=True):
        if command == "newsfold demo":
            said = done.out
        else:
            arguments, into = words(with_numbers(command, tmp_path / "demo.db"))
            capsys.readouterr()
            code = main(arguments)
            said, complaint = capsys.readouterr()
            assert code in (0, 4), f"{command}\n{complaint}"
            if into:
                Path(into).write_text(said, "utf-8")
            said += complaint  # a terminal shows both
        missing = not_said(shown, said)
        assert not missing, f"{command}\nnot said: {missing}\nbut:\n{said}"


def with_numbers(command: str, archive: Path) -> str:
    """The command with the number that each quoted headline has in this archive."""
    text, _, comment = command.partition("  # ")
    headlines = iter(re.findall("“(.*?)”", comment))
    with sqlite3.connect(archive) as connection:
        query = "SELECT id FROM (SELECT id, headline, 0 AS rank FROM articles UNION SELECT id, headline, 1 FROM copies) WHERE headline = ? ORDER BY rank"
        numbers = [connection.execute(query, (headline,)).fetchone()[0] for headline in headlines]
    left = iter(numbers)
    return re.sub(r"(?<= )\d+(?= |$)", lambda found: str(next(left, found[0])), text) if numbers else text


def not_said(shown: list[str], said: str) -> str:
    """The first shown line that does not follow in what was said; "..." stands for anything, and of numbers only those of
    articles, stories, copies, languages and newsrooms must be the same."""
    lines = map(plain, said.splitlines())
    return next(
        (line for line in shown if line.strip() not in ("", "...") and not _found(plain(line), lines)), ""
    )


def _found(line: str, lines: Iterator[str]) -> bool:
    if line.endswith(" ..."):
        return any(one.startswith(line.removesuffix(" ...")) for one in lines)
    return line in lines


def plain(line: str) -> str:
    return re.sub(rf"\d+(?!\d| (?:{COUNTED})\b)", "0", " ".join(line.split()))
