"""Every module of ours can be imported: with the lowest versions of what we depend on as well as with the newest."""

from __future__ import annotations

import importlib
import pkgutil
import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

import crawler
import spiders
import storage

ROOT = Path(__file__).parents[2]
PACKAGES = (crawler, spiders, storage)


def modules() -> list[str]:
    found = [
        module.name
        for package in PACKAGES
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]
    return [name for name in found if not name.endswith("__main__") and ".facade" not in name]


def test_every_module_can_be_imported() -> None:
    found = modules()
    assert len(found) > 200
    for name in found:
        importlib.import_module(name)


def test_every_dependency_is_at_least_what_the_project_asks_for() -> None:
    """A lower bound that nobody can install would never be tried."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for wanted in project["dependencies"]:
        match = re.match(r"([\w.-]+)(?:\[\w+\])?>=([\d.]+)", wanted)
        assert match, f"{wanted}: a dependency needs a lower bound"
        assert numbers(version(match[1])) >= numbers(match[2]), wanted


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.match(r"[\d.]+", text)[0].strip(".").split("."))  # type: ignore[index]


@pytest.mark.parametrize("name", ["newsfold"])
def test_the_face_can_be_imported(name: str) -> None:
    assert importlib.import_module(name).open_archive
