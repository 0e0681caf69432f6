"""The console script as a real process, in directories and environments that are not ours."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import newsfold
import pytest

from crawler.cli.app import COMMANDS, cli
from crawler.cli.start import wants_traceback
from tests.cli.conftest import SCRIPT, Run, row


def test_it_runs_in_a_foreign_scrapy_project(process: Run, tmp_path: Path, archive_file: Path) -> None:
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = their_project.settings\n")
    (tmp_path / "crawler").mkdir()
    (tmp_path / "crawler" / "__init__.py").write_text("raise SystemExit('theirs')")
    result = process(
        "search", "Northport", "--db", archive_file, SCRAPY_SETTINGS_MODULE="their_project.settings"
    )
    assert (result.code, result.err) == (0, "")
    assert "Case 1" in result.out


@pytest.mark.parametrize("name", ["storage", "spiders", "crawler"])
def test_a_package_that_hides_ours_is_named(tmp_path: Path, process: Run, name: str) -> None:
    (tmp_path / "theirs" / name).mkdir(parents=True)
    (tmp_path / "theirs" / name / "__init__.py").write_text("")
    result = process("doctor", PYTHONPATH=str(tmp_path / "theirs"))
    assert result.code in (1, 2)
    if name != "crawler":  # then Python itself cannot find the script's own module
        assert result.err == (
            f"newsfold: the package {name!r} is not newsfold's own but in {tmp_path}/theirs/{name}; install newsfold "
            "in an environment of its own: `uv tool install newsfold` or `pipx install newsfold`\n"
        )


def test_search_and_help_never_import_scrapy_or_twisted(archive_file: Path) -> None:
    code = (
        "import sys\nfrom crawler.cli import main\n"
        f"main(['search', 'case', '--db', {str(archive_file)!r}])\nmain(['--help'])\nmain(['sources', 'list'])\n"
        "heavy = {'scrapy', 'twisted', 'trafilatura', 'datasette', 'apscheduler', 'numpy', 'bs4', 'rich'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd="/", timeout=60, check=False)
    assert (done.returncode, done.stderr) == (
        0,
        b"no source is configured; `newsfold sources add URL` adds one\n",
    )


def test_the_listed_help_is_the_command_s_own() -> None:
    context = click.Context(cli)
    for name, (_, _, line) in COMMANDS.items():
        command = cli.get_command(context, name)
        assert command is not None
        assert command.short_help == line


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_teaches_with_examples(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert result.code == 0
    assert re.search(rf"Examples?:\n +.*newsfold {name}", result.out)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["serch", "x"], "Did you mean 'search'?"),
        (["https://harbour.example/"], "newsfold crawl https://harbour.example/"),
        (["search"], "Missing argument"),
        (["search", "x", "--limit", "many"], "'many' is not a valid integer range"),
        (["search", "x", "--limit", "0"], "0 is not in the range x>=1"),
        (["search", "x", "--since", "yesterday-ish"], "is neither a time (2026-11-01"),
        (["search", "x", "--colour"], "No such option"),
        (["crawl", "https://a.example/", "--delay", "slow"], "is no duration"),
        (["crawl", "https://a.example/", "--delay=-1"], "is no duration"),
        (["crawl", "https://a.example/", "--allow-private", "10.0.0.1/8"], "has host bits set"),
        (["crawl", "https://a.example/", "--max", "0"], "0 is not in the range"),
        (["crawl"], "no URL was given and no source is configured"),
        (["crawl", "harbour"], "'harbour' is no source in sources.toml (there is none)"),
        (["crawl", "harbour.example"], "a URL begins with http:// or https://: https://harbour.example"),
        (["crawl", "-i", "missing.txt"], "missing.txt"),
        (["crawl", "--config", "missing.toml"], "missing.toml: there is no such file"),
        (["sources", "list", "--config", "missing.toml"], "missing.toml: there is no such file"),
        (["schedule"], "there is no configuration to schedule"),
        (["scrape", "missing.html"], "'missing.html' is neither a URL nor a file; a URL begins with http://"),
        (["scrape", "-", "--save"], "--save needs URLs"),
        (["query"], "Missing argument"),
        (["show", "1"], "news.db: there is no archive; `newsfold crawl URL` makes one"),
        (["rules", "nonsense"], "There is no rule 'nonsense'"),
    ],
)
def test_wrong_arguments_end_with_two_and_words(run: Run, words: list[str], says: str) -> None:
    result = run(*words)
    assert result.code == 2
    assert says in " ".join(result.err.split())
    assert "Traceback" not in result.err
    assert result.out == ""


def test_no_words_at_all_print_the_help(run: Run) -> None:
    result = run()
    assert result.code == 2
    assert "newsfold crawl https://harbour-gazette.example/" in result.err


def test_an_unknown_setting_is_told_with_line_and_spelling(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text("[fetch]\n\ndealy = 1\n")
    for words in (["crawl"], ["sources", "list"], ["sources", "add", "https://a.example/"], ["schedule"]):
        result = run(*words)
        assert (result.code, result.err.rpartition("newsfold: ")[2].rpartition("/")[2]) == (
            2,
            "sources.toml:3: fetch.dealy: unknown key, did you mean 'delay'?\n",
        )


# Archives that cannot be used


def test_a_foreign_file_is_refused_and_left_alone(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("my notes\n" * 100)
    for words in (["search", "x"], ["query", "select 1"], ["show", "1"], ["runs"], ["sources", "health"]):
        result = run(*words, "--db", file)
        assert result.code == 2, words
        assert "notes.txt" in result.err
        assert len(result.err.splitlines()) == 1
    assert file.read_text() == "my notes\n" * 100


def test_a_foreign_database_is_refused_and_left_alone(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "theirs.db"
    with sqlite3.connect(file) as theirs:
        theirs.execute("create table articles(id integer, mine text)")
    before = file.read_bytes()
    assert run("search", "x", "--db", file).code == 2
    assert file.read_bytes() == before


def test_a_folder_as_archive_is_refused(run: Run, tmp_path: Path) -> None:
    result = run("search", "x", "--db", tmp_path)
    assert result.code == 2
    assert "Traceback" not in result.err


def test_a_writer_that_finds_the_archive_held_says_who_and_ends_with_five(
    process: Run, tmp_path: Path
) -> None:
    with newsfold.open_archive(tmp_path / "news.db"):
        result = process("crawl", "http://127.0.0.1:9/feed.xml")
        assert result.code == 5
        assert re.search(r"news\.db: another run holds the archive: .*pid \d+", result.err)
        assert process("search", "x").code == 0, "readers are free"


def test_trouble_shows_a_traceback_only_when_asked_for(run: Run) -> None:
    assert "Traceback" not in run("show", "1").err
    assert "Traceback" not in run("show", "1", "-v").err
    assert "Traceback" in run("show", "1", "-vv").err
    assert "Traceback" in run("-v", "show", "1", "--verbose").err


@pytest.mark.parametrize(
    ("words", "wanted"), [(["-v"], False), (["-vv"], True), (["-v", "-v"], True), (["--", "-vv"], False), (["-version"], False)]
)  # fmt: skip
def test_two_v_ask_for_tracebacks(words: list[str], wanted: bool) -> None:
    assert wants_traceback(words) is wanted


# The clock, pipes and signals


def test_the_clock_can_be_set_from_outside(
    run: Run, archive_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("search", "case", "--db", archive_file, "--since", "90m", "--json")
    monkeypatch.setenv("NEWSFOLD_NOW", "2026-11-23T08:00:00Z")
    assert [hit["source"] for hit in run(*words).rows] == ["delta", "valley"]
    monkeypatch.setenv("NEWSFOLD_NOW", "half past nine")
    result = run(*words)
    assert (result.code, result.err.splitlines()) == (
        2,
        [
            "newsfold: NEWSFOLD_NOW='half past nine' is no ISO 8601 time; write for example 2026-11-23T12:00:00Z"
        ],
    )


def test_a_reader_that_goes_away_ends_it_quietly(archive_file: Path) -> None:
    sql = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000) select i from n"
    command = [SCRIPT, "query", sql, "--db", archive_file, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline()) == {"i": 1}
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_ctrl_c_ends_with_130_and_one_line(
    archive_file: Path, no_process_left: list[subprocess.Popen[bytes]]
) -> None:
    process = subprocess.Popen(
        [SCRIPT, "query", "-", "--db", archive_file], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    no_process_left.append(process)
    assert process.stdin is not None
    assert process.stderr is not None
    wait_until_it_reads(process)
    process.send_signal(signal.SIGINT)
    assert process.wait() == 130
    assert process.stderr.read() == b"\nnewsfold: stopped\n"
    process.stdin.close()
    process.stderr.close()


def wait_until_it_reads(process: subprocess.Popen[bytes]) -> None:
    """The script is through its imports when it sleeps in a read of standard input."""
    pipe = Path(f"/proc/{process.pid}/wchan")
    while "pipe" not in pipe.read_text():
        os.sched_yield()


def test_a_terminal_without_utf8_is_no_reason_to_fail(process: Run, archive_file: Path) -> None:
    result = process("search", "地震", "--db", archive_file, LC_ALL="C", PYTHONIOENCODING="ascii")
    assert result.code == 0
    assert "港町の地震" in result.out


def test_an_endless_number_of_articles_is_never_held_in_memory(process: Run, tmp_path: Path) -> None:
    with newsfold.open_archive(tmp_path / "news.db") as archive:
        archive.add_many(row(n, f"Place{n}", "harbour", n % 24) for n in range(60))
    assert len(process("query", "select id from articles", "--json").rows) == 60


def test_version_is_printed(run: Run) -> None:
    assert re.fullmatch(r"newsfold \d+\.\d+\.\d+\S*\n", run("--version").out)
