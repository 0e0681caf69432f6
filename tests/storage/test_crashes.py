"""kill -9 at any moment leaves a whole archive, and the next run knows what happened."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from storage.archive import open_archive
from storage.records import FrontierItem

WRITER = textwrap.dedent(
    """
    import random, sys
    from storage.archive import open_archive
    from storage.records import FrontierItem
    from tests.storage.conftest import page, simple_judge
    archive = open_archive(sys.argv[1])
    run = archive.start_run("test")
    rng = random.Random(int(sys.argv[2]))
    n = 0
    while True:
        batch = []
        for _ in range(5):
            n += 1
            words = [rng.choice("alpha beta gamma delta epsilon zeta eta theta".split()) for _ in range(rng.randint(1, 5))]
            url = f"https://a.example/{sys.argv[2]}/{n}"
            batch.append(page(url, " ".join(words) + f" {rng.randint(0, 20)}", raw=b"<html>", hours=n))
        archive.frontier.put([FrontierItem(f"{batch[0].fetch.url}/next", f"k{n}", "a.example", "s")])
        archive.store(batch, simple_judge, run_id=run)
        print(n, flush=True)
    """
)


def killed_writer(path: Path, seed: int, batches: int) -> int:
    """Store in a child until it has reported `batches`, then SIGKILL it in the middle of the next; how many it reported."""
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(seed)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    reported = 0
    for _ in range(batches):
        reported = int(child.stdout.readline() or reported)
    child.send_signal(signal.SIGKILL)
    rest = child.stdout.read().split()
    child.wait()
    return int(rest[-1]) if rest else reported


def test_a_killed_run_leaves_whole_batches_and_is_marked_interrupted(path: Path) -> None:
    rng, reported = random.Random(3), 0
    for seed in range(4):
        reported += killed_writer(path, seed, rng.randint(1, 12))
        with open_archive(path) as archive:
            assert archive.check() == []
            counts = archive.counts()
            assert reported <= counts["fetches"] <= reported + 5 * (seed + 1)
            assert counts["fetches"] % 5 == 0
            assert counts["pages"] == counts["fetches"]
            assert [run.status for run in archive.runs()] == ["interrupted"] * (seed + 1)


def test_a_kill_while_the_archive_is_made_leaves_nothing_to_repair(path: Path) -> None:
    script = "import os, storage.migrations as m; make = m.create_tables\n"
    script += "def die(db): make(db); os.kill(os.getpid(), 9)\n"
    script += "m.create_tables = die\nfrom storage.archive import open_archive; open_archive(__import__('sys').argv[1])"
    child = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert child.returncode == -signal.SIGKILL
    assert not path.exists()
    with open_archive(path) as archive:
        assert archive.check() == []


def test_leases_of_a_dead_run_are_free_at_once(path: Path) -> None:
    script = textwrap.dedent(
        """
        import os, sys
        from storage.archive import open_archive
        from storage.records import FrontierItem
        archive = open_archive(sys.argv[1])
        archive.frontier.put([FrontierItem("https://a.example/1", "k", "a.example", "s")])
        slot = archive.hosts.take("a.example", ttl=9999)
        assert archive.frontier.lease("a.example", 1, fence=slot.fence, ttl=9999)
        os.kill(os.getpid(), 9)
        """
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    with open_archive(path) as archive:
        slot = archive.hosts.take("a.example", ttl=60)
        assert slot is not None
        [item] = archive.frontier.lease("a.example", 1, fence=slot.fence, ttl=60)
        assert isinstance(item, FrontierItem)
        assert item.attempts == 2


@pytest.mark.parametrize("statement", ["DELETE FROM index_buckets", "DELETE FROM index_anchors"])
def test_a_lost_index_is_noticed_and_built_again(path: Path, statement: str) -> None:
    killed_writer(path, 1, 3)
    with open_archive(path) as archive:
        before = archive.db.conn.execute("SELECT * FROM index_anchors").fetchall()
        archive.db.execute(statement)
        assert any("neighbour index" in problem for problem in archive.check())
        archive.reindex()
        assert archive.check() == []
        assert archive.db.conn.execute("SELECT * FROM index_anchors").fetchall() == before
