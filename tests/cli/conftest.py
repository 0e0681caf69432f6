"""Running newsfold as its users do: in this process for speed, as a real process where that is what is tested."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import newsfold
import pytest

from crawler.cli import main

SCRIPT = Path(sys.executable).with_name("newsfold")
DAY = "2026-11-23"


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("search", "port")` in an empty directory, without the caller's environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("NEWSFOLD_DB", "NEWSFOLD_NOW", "SCRAPY_SETTINGS_MODULE", "SCRAPY_PROJECT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "")  # so that it is put back afterwards

    def call(*words: str | Path, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(
            sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(stdin)), encoding="utf-8")
        )
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return call


@pytest.fixture
def process(tmp_path: Path) -> Run:
    """The console script as a process of its own, started in a directory that is not ours."""

    def call(*words: str | Path, stdin: bytes = b"", **environment: str) -> Result:
        clean = {
            key: value for key, value in os.environ.items() if not key.startswith(("NEWSFOLD", "SCRAPY"))
        }
        done = subprocess.run(
            [SCRIPT, *map(str, words)], input=stdin, capture_output=True, cwd=tmp_path, env=clean | environment, timeout=120, check=False
        )  # fmt: skip
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return call


def report(number: int, place: str, *, extra: str = "") -> str:
    """A text of its own: no two numbers share a sentence."""
    return "\n\n".join(
        f"In {place} the {word} of case {number}-{line} was told at length on the {line * 3 + number}th day, "
        f"with {number * 100 + line} people at the {word} gate and nobody from the {place} council.{extra}"
        for line, word in enumerate(["ferry", "quay", "market", "bridge", "school", "harvest"], 1)
    )


def row(number: int, place: str, source: str, hour: int, **more: Any) -> dict[str, Any]:
    return {
        "url": f"https://{source}.example/news/{number}.html",
        "source": source,
        "headline": f"Case {number} is heard in {place}",
        "body": report(number, place),
        "published": f"{DAY}T{hour:02}:00:00+00:00",
        "language": "en",
        "authors": ["Ida Berg"],
        **more,
    }


@pytest.fixture(scope="session")
def archive_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with three stories; the first stands in two places, the second was edited in silence."""
    path = tmp_path_factory.mktemp("archive") / "news.db"
    first = row(1, "Northport", "harbour", 6)
    second = row(2, "Eastmere", "valley", 7)
    third = row(3, "港町", "delta", 8, headline='=HYPERLINK("x")\x1b[2J 港町の地震', language="ja")
    with newsfold.open_archive(path) as archive:
        copy = first | {
            "url": "https://valley.example/news/1.html",
            "source": "valley",
            "published": f"{DAY}T09:00:00Z",
        }
        archive.add_many([first, second, third, copy])
        edited = second["body"].replace("nobody", "everybody")
        archive.add_many([second | {"body": edited, "headline": "Case 2 is closed in Eastmere"}])
    return path


@pytest.fixture
def no_process_left() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that a test put here are gone when it ends, however it ends."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for one in started:
        if one.poll() is None:
            one.kill()
            one.wait()
