"""docs/conduct.md tells thirty manners, and the tests that it names are there."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
TEXT = (TESTS.parent / "docs" / "conduct.md").read_text("utf-8")


def test_each_of_thirty_manners_names_tests_that_are_there() -> None:
    manners = re.findall(r"^\| (\d+) \|.*\| (.*) \|$", TEXT, re.MULTILINE)
    assert [int(number) for number, _ in manners] == list(range(1, 31))
    defined = {
        name
        for path in TESTS.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    named = {number: re.findall(r"`(test_\w+)`", tests) for number, tests in manners}
    assert all(named.values())
    assert {name for names in named.values() for name in names} - defined == set()
