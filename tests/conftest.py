"""What tests of all areas share: the demo, played once for all of them, and property tests without a clock."""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import settings

from tests.newsroom import Done, newsfold

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of the code's
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def root_logger() -> Iterator[None]:
    """A command that ran in this process logs to the stderr of its own test; no later test meets that handler, closed."""
    root = logging.getLogger()
    level = root.level
    yield
    for handler in [one for one in root.handlers if type(one) is logging.StreamHandler]:
        root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, Path]:
    """What `newsfold demo` said, and its archive, to be read only; whichever test process needs it first plays it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "the-demo"
    folder.mkdir(exist_ok=True)
    said = folder / "said.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            done = newsfold("demo", cwd=folder, timeout=200)
            (folder / "left").write_text(" ".join(sorted(file.name for file in folder.glob("demo.db*"))))
            said.write_text(json.dumps(asdict(done)), "utf-8")
    return Done(**json.loads(said.read_text("utf-8"))), folder / "demo.db"
