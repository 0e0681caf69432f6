"""No name server, and hosts that do not answer: it is us, the run says so, and the next one has everything."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.conftest import Inside
from tests.newsroom import Newsroom, outlet, rows

PAPERS = ("harbour", "valley", "delta")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder for sources.toml, the archive, and what /etc/hosts and /etc/resolv.conf are to say."""
    (tmp_path / "none").write_text("127.0.0.1 localhost\n")
    (tmp_path / "resolv").write_text("nameserver 127.0.0.99\noptions timeout:1 attempts:1\n")
    return tmp_path


def test_without_dns_or_any_host_no_source_is_blamed_and_the_next_run_is_whole(
    inside: Inside, desk: Path
) -> None:
    def crawl(hosts: str, minute: int) -> tuple[int, str]:
        mounts = f"mount --bind {desk / hosts} /etc/hosts; mount --bind {desk / 'resolv'} /etc/resolv.conf"
        done = inside(mounts, "-m", "crawler.cli", "crawl", "--due", NEWSFOLD_NOW=f"2026-11-23T12:{minute}Z")
        return done.returncode, done.stderr

    with ExitStack() as stack:
        text = '[fetch]\ndelay = 0\nallow_private = ["127.0.0.0/8"]\n'
        for number, name in enumerate(PAPERS):
            room = stack.enter_context(Newsroom(host=f"127.0.0.{2 + number}"))
            room.url = f"http://{name}.test:{room.server.server_address[1]}"
            outlet(room, 2, first=10 * number)
            text += f'[[source]]\nid = "{name}"\nurl = "{room.url}/feed.xml"\n'
        for file, block in (("up", 2), ("down", 12)):
            known = "".join(f"127.0.0.{block + number} {name}.test\n" for number, name in enumerate(PAPERS))
            (desk / file).write_text(f"127.0.0.1 localhost\n{known}")
        (desk / "sources.toml").write_text(text)
        no_dns, no_hosts, whole = crawl("none", 10), crawl("down", 30), crawl("up", 50)
    assert (no_dns[0], no_hosts[0]) == (4, 4)
    assert "the host has no address (DNS)" in no_dns[1]
    assert "the host refuses connections" in no_hosts[1]
    assert whole[0] == 0, whole[1]
    runs = rows(desk / "news.db", "SELECT status, reason FROM runs ORDER BY id")
    assert [run["status"] for run in runs] == ["failed", "failed", "ok"]
    assert all(run["reason"].startswith("our own network was down") for run in runs[:2])
    assert rows(desk / "news.db", "SELECT * FROM health_changes WHERE after <> 'ok'") == []
    assert len(rows(desk / "news.db", "SELECT * FROM articles")) == 2 * len(PAPERS)
