"""docs/python.md: its cells run in order, those for other packages where these are installed."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path
from typing import Any

import pytest

from crawler.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "python.md"
CELLS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
OTHERS = ("pandas", "polars", "duckdb", "pyarrow")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("notebook")


@pytest.fixture(scope="module")
def told(folder: Path) -> str:
    """What differed when the page's own cells were run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("NEWSFOLD_NOW", raising=False)
        patch.delenv("NEWSFOLD_DB", raising=False)
        names: dict[str, Any] = {}
        return "".join(_run(text, names) for kind, text in CELLS if kind == "python")


def _run(text: str, names: dict[str, Any]) -> str:
    said: list[str] = []
    test = doctest.DocTestParser().get_doctest(text, names, PAGE.name, str(PAGE), 0)
    doctest.DocTestRunner(verbose=False).run(test, out=said.append, clear_globs=False)
    names.update(test.globs)
    return "".join(said)


def test_the_page_s_own_cells_do_as_they_say(told: str) -> None:
    assert told == ""


@pytest.mark.parametrize("package", OTHERS)
def test_other_packages_read_the_archive_by_the_page_s_lines(
    package: str, folder: Path, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(package)
    pytest.importorskip("pyarrow")
    importlib.import_module(package)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "")  # so that it is put back afterwards
    if not (folder / "news.parquet").exists():
        assert main(["export", "parquet", "news.parquet", "-q"]) == 0
    (cell,) = [text for kind, text in CELLS if kind == package]
    assert _run(cell, {}) == ""


def test_every_cell_is_one_that_is_run() -> None:
    assert {kind for kind, _ in CELLS} == {"python", *OTHERS}
