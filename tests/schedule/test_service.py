"""What surrounds a schedule: metrics, the service manager, units, container files, log lines."""

from __future__ import annotations

import json
import logging
import re
import shutil
import socket
import subprocess
import sys
import tomllib
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.cli.app import COMMANDS
from crawler.cli.logs import JsonLines
from crawler.schedule import Schedule
from crawler.schedule.events import Listeners
from crawler.schedule.metrics import Metrics, last_sign_of_life, serve_metrics
from crawler.schedule.notes import Note
from crawler.schedule.service import ServiceManager, service_unit, timer_unit
from storage.archive import open_archive
from storage.errors import UsageError
from storage.rows import HealthChange, SourceRow

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    with open_archive(tmp_path / "news.db", now=lambda: NOW) as archive:
        archive.put_sources([SourceRow("harbour"), SourceRow("valley")])
        archive.put_health([HealthChange("harbour", NOW, "", "broken", "HTTP 404")])
    return tmp_path / "news.db"


# Metrics


def scrape(port: int) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return {
        name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")
    }


def test_metrics_tell_what_the_schedule_did(db: Path) -> None:
    desk = db.with_name("sources.toml")
    desk.write_text('[[source]]\nid = "harbour"\nurl = "https://harbour.example/feed.xml"\n')
    metrics = Metrics(db)
    schedule = Schedule(
        db, desk, command=[sys.executable, "-S", "-c", "raise SystemExit(3)"], now=lambda: NOW, listener=Listeners(metrics)
    )  # fmt: skip
    schedule.tick()
    metrics.late(2.5)
    metrics.noted(Note(NOW, "skipped", "held"))
    desk.write_text("[fetch\n")
    schedule.tick()
    port = serve_metrics(metrics, "127.0.0.1", 0)
    told = scrape(port)
    assert told['newsfold_crawls_total{exit="3"}'] == 2
    assert (told["newsfold_looks_total"], told["newsfold_due"]) == (2, 1)
    assert (told["newsfold_tick_late_seconds"], told["newsfold_late_ticks_total"]) == (2.5, 1)
    assert told['newsfold_runs_not_made_total{status="skipped"}'] == 1
    assert told['newsfold_reloads_total{good="false"}'] == 1
    assert told['newsfold_sources{health="broken"}'] == 1
    alive = last_sign_of_life("127.0.0.1", port)
    assert alive is not None
    assert alive < 60


def test_every_metric_is_documented_and_no_other(db: Path) -> None:
    metrics = Metrics(db)
    names = set()
    for family in metrics.registry.collect():
        names.add(family.name + ("_total" if family.type == "counter" else ""))
    told = re.findall(r"`(newsfold_\w+)", (ROOT / "docs" / "running.md").read_text("utf-8"))
    assert set(told) == names


def test_a_port_that_is_taken_is_a_clear_error(db: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"--metrics 127.0.0.1:{port}: .*in use"):
            serve_metrics(Metrics(db), "127.0.0.1", port)


def test_nobody_answers_where_no_schedule_is() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert last_sign_of_life("127.0.0.1", port) is None


# The service manager


def test_the_service_manager_hears_that_we_are_ready_alive_and_stopping(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(address)
        line.settimeout(10)
        manager = ServiceManager({"NOTIFY_SOCKET": address})
        for tell in (lambda: manager.started(3, 60.0), manager.alive, manager.stopping):
            tell()
        heard = [line.recv(1000).decode().splitlines()[0] for _ in range(3)]
    assert heard == ["READY=1", "WATCHDOG=1", "STOPPING=1"]


def test_without_a_service_manager_nothing_is_said_and_nothing_fails(tmp_path: Path) -> None:
    ServiceManager({}).alive()
    ServiceManager({"NOTIFY_SOCKET": str(tmp_path / "gone")}).alive()


def sections(unit: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for line in unit.splitlines():
        if line.startswith("["):
            found[line.strip("[]")] = section = {}
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            assert key not in section, f"{key} stands twice"
            section[key] = value
    return found


def test_the_unit_runs_this_program_as_a_user_without_rights() -> None:
    unit = sections(
        service_unit(Path("/opt/my env/newsfold"), Path("/var/lib/news 100%/news.db"), Path("/etc/s$.toml"))
    )
    service = unit["Service"]
    assert service["ExecStart"] == (
        '"/opt/my env/newsfold" schedule --db "/var/lib/news 100%%/news.db" --config /etc/s$$.toml'
    )
    assert service["User"] == "newsfold"
    assert service["ReadWritePaths"] == '"/var/lib/news 100%%"'
    assert (service["Type"], service["KillMode"], service["ProtectSystem"]) == ("notify", "mixed", "strict")
    assert int(service["TimeoutStopSec"]) > 20, "a crawl has its 20 seconds"
    assert unit["Install"]["WantedBy"] == "multi-user.target"


def test_the_timer_starts_a_look_that_ends() -> None:
    service = sections(service_unit(Path("/opt/newsfold"), Path("/a/news.db"), Path("/a/s.toml"), timer=True))
    assert "schedule --once" in service["Service"]["ExecStart"]
    assert service["Service"]["Type"] == "oneshot"
    assert sections(timer_unit())["Timer"]["Persistent"] == "yes"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    path = tmp_path / "newsfold.service"
    path.write_text(
        service_unit(Path(sys.executable), tmp_path / "news.db", tmp_path / "s.toml").replace(
            "User=newsfold\nGroup=newsfold\n", ""
        )
    )
    done = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True, check=False)
    assert "newsfold.service" not in done.stderr


# Container files


def dockerfile() -> list[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return [(word.upper(), rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def test_what_the_image_copies_is_there_and_is_let_through() -> None:
    copied = [
        word
        for name, rest in dockerfile() if name == "COPY" and not rest.startswith("--from")
        for word in rest.split()[:-1]
    ]  # fmt: skip
    let_through = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert copied
    for word in copied:
        assert (ROOT / word).exists(), word
        assert f"!{word}" in let_through, word
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert {*packages, project["project"]["readme"], *project["project"]["license-files"]} <= set(copied)


def test_the_image_runs_a_known_command_as_a_user_that_is_not_root() -> None:
    last = dict(dockerfile())
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", last["USER"])
    assert json.loads(last["ENTRYPOINT"]) == ["newsfold"]
    assert json.loads(last["CMD"])[0] in COMMANDS
    check = json.loads(last["HEALTHCHECK"].partition("CMD ")[2])
    assert check[:3] == ["newsfold", "schedule", "ping"]
    command = json.loads(last["CMD"])
    assert check[3] == command[command.index("--metrics") + 1], "it asks where the metrics are"


def test_images_are_named_without_a_host() -> None:
    names = [rest.split()[0] for name, rest in dockerfile() if name == "FROM"]
    names += re.findall(r"^\s+image: (\S+)$", (ROOT / "compose.yaml").read_text("utf-8"), re.MULTILINE)
    assert all("." not in name.split(":")[0] and "/" not in name for name in names)


def test_the_compose_file_gives_a_crawl_its_time_and_names_known_commands() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    (grace,) = re.findall(r"stop_grace_period: (\d+)s", text)
    assert int(grace) > 20
    for words in re.findall(r"command: (\[.*\])", text):
        assert json.loads(words)[0] in COMMANDS
    assert text.count("no-new-privileges:true") == text.count("read_only: true") == 2
    folder = next(rest for name, rest in dockerfile() if name == "VOLUME")
    assert text.count(f"archive:{folder}") == 2


# Log lines


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, object]]:
    """The JSON object that one log call makes."""

    def line(message: str, *given: object, **more: object) -> dict[str, object]:
        record = logging.getLogger("crawler.x").makeRecord(
            "crawler.x",
            logging.INFO,
            __file__,
            1,
            message,
            given,
            more.get("exc_info"),  # type: ignore[arg-type]
        )
        text = JsonLines().format(record)
        assert "\n" not in text
        told: dict[str, object] = json.loads(text)
        return told

    return line


def test_each_fact_of_a_log_line_has_a_key_and_keeps_its_type(
    lines: Callable[..., dict[str, object]],
) -> None:
    told = lines("crawl ended pid=%d exit=%d seconds=%.0f reason=%s, 100%% done", 7, -9, 2.6, "two words")
    assert told["message"] == "crawl ended pid=7 exit=-9 seconds=3 reason=two words, 100% done"
    assert (told["pid"], told["exit"], told["seconds"], told["reason"]) == (7, -9, 2.6, "two words")
    assert (told["level"], told["logger"]) == ("info", "crawler.x")


def test_named_arguments_are_facts_too(lines: Callable[..., dict[str, object]]) -> None:
    assert (
        lines("answered url=%(url)s status=%(status)d", {"url": "https://a.example/", "status": 304})[
            "status"
        ]
        == 304
    )


def test_a_fact_never_takes_the_place_of_the_line_s_own_keys(lines: Callable[..., dict[str, object]]) -> None:
    assert lines("odd level=%s", "high")["level"] == "info"


def test_a_traceback_stays_on_its_line(lines: Callable[..., dict[str, object]]) -> None:
    try:
        int("first\nsecond")
    except ValueError:
        told = lines("storing failed problem=%s", "x", exc_info=sys.exc_info())
    assert "ValueError: invalid literal" in str(told["traceback"])
