"""`alerts test`: a trial goes the way of a real alert, and its exit code says whether it arrived."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run
from tests.newsroom import LOOPBACK, Newsroom, Reply

LISTEN = """
import pathlib, sys
pathlib.Path("heard").write_text(sys.stdin.read())
"""


def configure(folder: Path, alerts: str) -> None:
    folder.joinpath("listen.py").write_text(LISTEN)
    folder.joinpath("sources.toml").write_text(f'[fetch]\nallow_private = ["{LOOPBACK}"]\n[alerts]\n{alerts}')


def test_a_trial_reaches_the_command_and_the_webhook_in_the_shape_of_an_alert(
    run: Run, tmp_path: Path
) -> None:
    with Newsroom({"/hook": Reply("ok", etag=False)}) as room:
        configure(tmp_path, f'command = ["python3", "listen.py"]\nwebhook = "{room.url}/hook"\n')
        result = run("alerts", "test")
        assert (result.code, result.out) == (0, "command  sent\nwebhook  sent\n"), result.err
        posted = json.loads(room.requests[0].body)
    heard = json.loads((tmp_path / "heard").read_text())
    assert heard == posted
    assert (heard["trial"], [change["source"] for change in heard["changes"]]) == (True, ["trial"])
    assert heard["text"].startswith("trial is broken (was ok): this is a trial")
    assert not (tmp_path / "news.db").exists()


def test_a_channel_that_fails_is_named_and_the_exit_code_says_whether_any_other_took_it(
    run: Run, tmp_path: Path
) -> None:
    configure(
        tmp_path, 'command = ["python3", "listen.py"]\nwebhook = "http://127.0.0.1:9/"\ntimeout = "5s"\n'
    )
    result = run("alerts", "test", "--json")
    assert result.code == 3
    assert [(one["channel"], one["sent"]) for one in result.rows] == [("command", True), ("webhook", False)]
    assert "127.0.0.1" in result.rows[1]["problem"]
    configure(tmp_path, 'command = ["/no/such/program"]\n')
    assert run("alerts", "test").code == 4


def test_without_a_channel_there_is_nothing_to_try(run: Run) -> None:
    result = run("alerts", "test")
    assert result.code == 2
    assert "set command or webhook under [alerts]" in result.err
