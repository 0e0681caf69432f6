"""What the server that readers fork from says when the crawl is gone, and when something is really wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: asks the server for a process, and is gone before or in the middle of telling it what to do
ASK = """
import os, sys
from multiprocessing.forkserver import ForkServer, read_signed

server = ForkServer()
server.set_forkserver_preload(["crawler.forked"])
ended, data = server.connect_to_new_process([])
os.write(data, bytes.fromhex(sys.argv[1]))
os.close(data)
read_signed(ended)  # its process id
read_signed(ended)  # and how it ended
"""


@pytest.mark.parametrize(("told", "said"), [(b"", False), (b"no pickle at all", True)])
def test_a_reader_whose_crawl_was_gone_before_it_said_a_word_is_silent_and_any_other_fault_is_shown(
    told: bytes, said: bool
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK, told.hex()], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert ("Traceback" in done.stderr) is said, done.stderr
