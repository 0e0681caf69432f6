"""A disk that fills up while a crawl goes on, and one that cannot be written: one clear line and row, and nothing lost."""

from __future__ import annotations

import json
from pathlib import Path

from tests.faults.conftest import Inside
from tests.faults.full_disk import PAGES


def test_a_disk_that_fills_up_costs_one_run_and_nobody_is_asked_until_there_is_room(
    inside: Inside, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    played = inside(f"mount -t tmpfs -o size=6m tmpfs {disk}", "-m", "tests.faults.full_disk", str(disk))
    assert played.returncode == 0, played.stderr
    steps = {step["step"]: step for step in map(json.loads, played.stdout.splitlines())}
    assert "Traceback" not in played.stdout
    for step in ("filled", "full"):
        assert steps[step]["code"] == 1
        assert steps[step]["err"].count("the disk is full") == 1
        assert steps[step]["err"].count("\n") == 1
    assert steps["filled"]["asked"]
    assert steps["full"]["asked"] == []
    assert steps["freed"]["code"] == 0, steps["freed"]["err"]
    assert len(steps["freed"]["asked"]) == len(set(steps["freed"]["asked"])) == PAGES
    runs = [json.loads(line) for line in steps["read"]["out"].splitlines()]
    assert (runs[0]["status"], runs[0]["counts"]["new"]) == ("ok", PAGES)
    assert all(run["status"] == "failed" and "the disk is full" in run["reason"] for run in runs[1:])
    assert len(runs) > 1
    assert steps["read-only"]["code"] == 2
    assert steps["read-only"]["err"].count("\n") == 1
    assert "Read-only file system" in steps["read-only"]["err"]
