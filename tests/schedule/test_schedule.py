"""The schedule with a clock that stands still and children that are a few lines of Python: no crawl, no sleep."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import newsfold
import pytest

from crawler.conduct import PollAnswer, PollRules, after_poll
from crawler.config import parse_config
from crawler.schedule import Schedule, crawl_command, due_sources
from storage.archive import open_archive
from storage.errors import ConfigError, UsageError
from storage.records import FeedState, FrontierItem

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DESK = """\
[[source]]
id = "harbour"
url = "https://harbour.example/feed.xml"
[[source]]
id = "valley"
url = "https://valley.example/feed.xml"
[[source]]
id = "delta"
url = "https://delta.example/feed.xml"
enabled = false
"""


@pytest.fixture(autouse=True)
def signals_are_put_back() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(DESK)
    return path


Make = Callable[..., Schedule]


@pytest.fixture
def make(tmp_path: Path, desk: Path) -> Make:
    """A schedule whose child runs `code`."""

    def build(code: str = "", *, grace: float = 20.0) -> Schedule:
        command = [sys.executable, "-S", "-c", code]
        return Schedule(tmp_path / "news.db", desk, command=command, now=lambda: NOW, grace=grace)

    return build


def state(source: str, due_in: float, **more: object) -> FeedState:
    url = f"https://{source}.example/feed.xml"
    return FeedState(
        url, source, next_poll_at=NOW + timedelta(seconds=due_in), next_poll_reason="every hour", **more
    )  # type: ignore[arg-type]


def remember(db: Path, *states: FeedState) -> None:
    with open_archive(db, now=lambda: NOW) as archive:
        archive.put_feed_states(states)


def rows(db: Path) -> list[tuple[str, str]]:
    with open_archive(db, readonly=True) as archive:
        return [(run.status, run.reason) for run in reversed(archive.runs())]


# What is due


def test_without_an_archive_every_enabled_source_is_due(tmp_path: Path) -> None:
    assert due_sources(parse_config(DESK), tmp_path / "news.db", NOW) == ["harbour", "valley"]


def test_a_source_is_due_when_its_feed_is_or_when_it_was_never_polled(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    remember(db, state("harbour", 60.0))
    assert due_sources(parse_config(DESK), db, NOW) == ["valley"]
    assert due_sources(parse_config(DESK), db, NOW + timedelta(seconds=61)) == ["harbour", "valley"]


def test_a_look_at_a_fixed_time_takes_what_only_its_spread_puts_off(
    make: Make, tmp_path: Path, desk: Path
) -> None:
    """An hourly cron job must not find every hourly feed a minute too early, and poll it every two hours."""
    db, told = tmp_path / "news.db", tmp_path / "told"
    remember(
        db,
        state("harbour", 60.0, last_polled_at=NOW - timedelta(minutes=59, seconds=50)),
        state("valley", 900.0),
    )
    assert due_sources(parse_config(DESK), db, NOW) == []
    assert due_sources(parse_config(DESK), db, NOW, "soon") == ["harbour"]
    code = f"import sys; open({str(told)!r}, 'w').write(sys.argv[-1])"
    assert make(code).tick() is None
    assert make(code).once() == 0
    assert told.read_text() == "--soon"


def test_a_feed_that_is_gone_is_never_due(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    remember(db, state("harbour", -60.0, gone=True), state("valley", 60.0))
    assert due_sources(parse_config(DESK), db, NOW) == []


def test_a_page_that_waits_for_its_turn_makes_a_run_due(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    remember(db, state("harbour", 60.0), state("valley", 60.0))
    item = FrontierItem(
        "https://harbour.example/1",
        "harbour.example/1",
        "harbour.example",
        "harbour",
        not_before=NOW + timedelta(seconds=30),
    )
    with open_archive(db, now=lambda: NOW) as archive:
        archive.frontier.put([item], now=NOW)
    assert due_sources(parse_config(DESK), db, NOW) == []
    assert due_sources(parse_config(DESK), db, NOW + timedelta(seconds=30)) == ["host:harbour.example"]


def test_in_quiet_hours_neither_lists_nor_pages_of_a_source_are_due_and_after_them_all_once(
    tmp_path: Path,
) -> None:
    """In Kyiv it is 14:00 when it is noon in UTC."""
    db = tmp_path / "news.db"
    remember(db, state("harbour", -60.0), state("valley", -60.0))
    page = FrontierItem("https://harbour.example/1", "harbour.example/1", "harbour.example", "harbour")
    with open_archive(db, now=lambda: NOW) as archive:
        archive.frontier.put([page], now=NOW)
    quiet = DESK.replace('id = "harbour"', 'id = "harbour"\nquiet = "13:30-14:30"\nzone = "Europe/Kyiv"')
    config = parse_config(quiet)
    assert due_sources(config, db, NOW) == ["valley"]
    assert due_sources(config, db, NOW + timedelta(minutes=30)) == [
        "harbour", "valley", "host:harbour.example"
    ]  # fmt: skip


def test_after_a_night_without_the_schedule_each_source_is_due_once(tmp_path: Path) -> None:
    """Twelve missed times of an hourly cron are one poll, and the next one is the next full hour."""
    db = tmp_path / "news.db"
    remember(db, state("harbour", 0.0))
    morning = NOW + timedelta(hours=12, minutes=20)
    config = parse_config(DESK.replace('id = "harbour"', 'id = "harbour"\ncron = "0 * * * *"'))
    assert "harbour" in due_sources(config, db, morning)
    source = config.sources[0]
    assert source.cron is not None
    rules = PollRules(planned=source.cron.next(morning))
    polled = after_poll(state("harbour", 0.0), PollAnswer(200, entries=1), rules, morning, spread=0.5)
    remember(db, polled)
    assert "harbour" not in due_sources(config, db, morning)
    assert polled.next_poll_at == NOW + timedelta(hours=13)


def test_a_source_that_was_an_article_itself_is_not_asked_for_at_every_tick(tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    url = "https://harbour.example/news/1.html"
    config = parse_config(f"[[source]]\nurl = '{url}'\n")
    assert len(due_sources(config, db, NOW)) == 1
    with newsfold.open_archive(db) as archive:
        archive.add_many(
            [{"url": url, "source": "harbour", "headline": "Strike", "body": "The strike is over. " * 9}]
        )
    assert due_sources(config, db, NOW) == []


# One tick


def test_nothing_due_starts_nothing(make: Make, tmp_path: Path) -> None:
    remember(tmp_path / "news.db", state("harbour", 60.0), state("valley", 60.0))
    assert make(f"open({str(tmp_path / 'started')!r}, 'w')").tick() is None
    assert not (tmp_path / "started").exists()


@pytest.mark.parametrize("code", [0, 3, 4])
def test_once_gives_the_exit_code_of_the_crawl(make: Make, code: int) -> None:
    assert make(f"raise SystemExit({code})").once() == code


def test_once_gives_zero_when_nothing_was_due(make: Make, tmp_path: Path) -> None:
    remember(tmp_path / "news.db", state("harbour", 60.0), state("valley", 60.0))
    assert make("raise SystemExit(4)").once() == 0


def test_the_crawl_has_a_process_group_of_its_own(make: Make, tmp_path: Path) -> None:
    make(
        f"import os; open({str(tmp_path / 'group')!r}, 'w').write(f'{{os.getpid()}} {{os.getpgid(0)}}')"
    ).tick()
    own, group = (tmp_path / "group").read_text().split()
    assert own == group
    assert int(group) != os.getpgid(0)


def test_the_child_is_a_crawl_of_what_is_due() -> None:
    command = crawl_command(Path("/a/news.db"), Path("/a/sources.toml"), ["-q"])
    assert command[1:] == [
        "-P", "-m", "crawler.cli", "crawl", "--due", "--db", "/a/news.db", "--config", "/a/sources.toml", "-q",
    ]  # fmt: skip


# Rows about runs that were not made


def test_a_held_archive_leaves_a_skipped_row_once_it_is_free(make: Make, tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    schedule = make("raise SystemExit(5)")
    with open_archive(db, now=lambda: NOW):
        assert schedule.tick() == 5
        assert len(schedule.notes) == 1
    schedule.notes.write()
    assert rows(db) == [("skipped", "another run holds the archive")]
    assert not schedule.notes


def test_a_schedule_that_writes_rows_does_not_hold_sqlite_utils_for_years(tmp_path: Path) -> None:
    open_archive(tmp_path / "news.db").close()
    script = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from crawler import clock
        from crawler.schedule.notes import Note, Notes
        notes = Notes(Path("news.db"), clock.now)
        notes.add(Note(clock.now(), "skipped", "another run holds the archive"))
        notes.write()
        sys.exit(len(notes) or "sqlite_utils" in sys.modules)
        """
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=False).returncode == 0


def test_a_crawl_that_dies_before_it_begins_leaves_a_failed_row(make: Make, tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    remember(db)
    assert make("raise SystemExit(2)").tick() == 2
    assert rows(db) == [("failed", "the crawl ended with exit code 2 before it began")]


def test_a_killed_crawl_that_has_its_own_row_gets_no_second_one(make: Make, tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    code = (
        f"import site, sys; sys.path[:0] = {sys.path!r}\nimport os, signal\nfrom pathlib import Path\n"
        f"from storage.archive import open_archive\nopen_archive(Path({str(db)!r})).start_run('crawl')\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert make(code).tick() == 1
    assert [status for status, _ in rows(db)] == ["running"]


def test_a_command_that_is_not_there_leaves_a_failed_row(make: Make, tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    remember(db)
    schedule = make()
    schedule.command = [str(tmp_path / "missing")]
    assert schedule.tick() == 1
    ((status, reason),) = rows(db)
    assert status == "failed"
    assert "could not be started" in reason


class Busy:
    """A crawl that goes on until it is released."""

    def __init__(self, make: Make, tmp_path: Path, code: str = "", **more: float) -> None:
        self.gate, self.told = tmp_path / "gate", tmp_path / "told"
        os.mkfifo(self.gate)
        os.mkfifo(self.told)
        wait = f"{code}\nopen({str(self.told)!r}, 'w').write('x')\nopen({str(self.gate)!r}).read()"
        self.schedule = make(wait, **more)
        self.codes: list[int | None] = []
        self.thread = threading.Thread(target=lambda: self.codes.append(self.schedule.tick()))

    def start(self) -> Schedule:
        self.thread.start()
        self.told.read_text()  # returns when the child is as far
        return self.schedule

    def release(self) -> None:
        self.gate.write_text("go")
        self.thread.join()


def test_a_tick_during_a_crawl_leaves_one_row_that_names_what_had_to_wait(make: Make, tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    remember(db, state("harbour", -1.0), state("valley", 60.0))
    busy = Busy(make, tmp_path)
    schedule = busy.start()
    schedule.overlapped()
    assert schedule._overlap is None, "only what the crawl handles is due: nobody waits"
    schedule.now = lambda: NOW + timedelta(seconds=90)
    schedule.overlapped()
    schedule.overlapped()
    busy.release()
    ((status, reason),) = rows(db)
    assert status == "skipped"
    assert reason.startswith("valley became due while the run before")
    with open_archive(db, readonly=True) as archive:
        assert archive.runs()[0].counts == {"sources": 1, "ticks": 2}


# Stopping


def test_stopping_asks_the_crawl_to_end(make: Make, tmp_path: Path) -> None:
    busy = Busy(make, tmp_path, "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))")
    busy.start().stop()
    busy.thread.join()
    assert busy.codes == [130]
    assert busy.schedule.tick() is None, "nothing is started any more"


def test_a_crawl_that_does_not_listen_is_killed_with_its_workers(make: Make, tmp_path: Path) -> None:
    workers = (
        "import os, signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"if os.fork() == 0:\n    open({str(tmp_path / 'worker')!r}, 'w').write(str(os.getpid()))\n    signal.pause()\n"
        f"import time\nwhile not os.path.exists({str(tmp_path / 'worker')!r}): time.sleep(0.001)\n"
    )
    busy = Busy(make, tmp_path, workers, grace=0.05)
    busy.start().stop()
    busy.thread.join()
    assert busy.codes == [130]
    worker = int((tmp_path / "worker").read_text())
    while not is_gone(worker):  # it was killed; the kernel takes its moment
        os.sched_yield()


def test_the_workers_of_a_crashed_crawl_are_ended(make: Make, tmp_path: Path) -> None:
    code = (
        f"import os, signal\nif os.fork() == 0:\n    signal.pause()\n"
        f"open({str(tmp_path / 'group')!r}, 'w').write(str(os.getpid()))\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    assert make(code).tick() == 1
    group = int((tmp_path / "group").read_text())
    while any(member_of(group)):
        os.sched_yield()


def member_of(group: int) -> Iterator[str]:
    """Processes of a group that still live."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, pgrp = stat.read_text().rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(pgrp) == group and state not in "ZX":
            yield stat.parent.name


def is_gone(pid: int) -> bool:
    """Dead, or dead and not yet collected by whoever adopted it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_a_second_signal_kills_at_once(make: Make, tmp_path: Path) -> None:
    busy = Busy(make, tmp_path, "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)")
    schedule = busy.start()
    schedule.stop()
    schedule.stop()
    busy.thread.join()
    assert busy.codes == [130]


#: not signal.pause(): a signal that comes just before it would be slept through
WAIT = "import time\nwhile True: time.sleep(0.02)"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_beat_and_the_crawl(make: Make, number: signal.Signals) -> None:
    code = (
        "import os, signal, sys\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(130))\n"
        f"os.kill(os.getppid(), {int(number)})\n{WAIT}"
    )
    assert make(code).run() == 130


def test_the_beat_keeps_the_configured_zone(make: Make, desk: Path) -> None:
    desk.write_text(DESK + '[schedule]\nzone = "Europe/Kyiv"\n')
    schedule = make("import os, signal; os.kill(os.getppid(), signal.SIGTERM)")
    assert schedule.run() == 130
    assert schedule._scheduler is not None
    assert str(schedule._scheduler.timezone) == "Europe/Kyiv"


def test_a_signal_that_comes_before_the_beat_ends_it_too(make: Make, tmp_path: Path) -> None:
    schedule = make(f"open({str(tmp_path / 'started')!r}, 'w')")
    schedule.stop()
    assert schedule.run() == 130
    assert not (tmp_path / "started").exists()


def test_a_signal_during_once_ends_with_130(make: Make) -> None:
    code = (
        "import os, signal, sys\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(130))\n"
        f"os.kill(os.getppid(), signal.SIGTERM)\n{WAIT}"
    )
    assert make(code).once() == 130


def test_the_beat_goes_on_after_a_crawl_that_crashed(make: Make, tmp_path: Path, desk: Path) -> None:
    remember(tmp_path / "news.db")
    desk.write_text(DESK + '[schedule]\ntick = "1s"\n')
    count = tmp_path / "count"
    code = (
        f"import os, signal, sys\nn = os.path.exists({str(count)!r})\nopen({str(count)!r}, 'a').write('x')\n"
        "if n: os.kill(os.getppid(), signal.SIGTERM)\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    assert make(code).run() == 130
    assert count.read_text() == "xx"
    assert [status for status, _ in rows(tmp_path / "news.db")] == ["failed", "failed"]


# The configuration


def test_a_changed_configuration_is_taken_over_at_the_next_tick(make: Make, desk: Path) -> None:
    schedule = make()
    assert schedule.reload() is False
    desk.write_text(DESK.replace("enabled = false", "enabled = true"))
    schedule.tick()
    assert [source.id for source in schedule.config.enabled()] == ["harbour", "valley", "delta"]


def test_a_broken_configuration_changes_nothing_and_is_named_once(
    make: Make, desk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    schedule = make()
    before = schedule.config
    desk.write_text("[fetch]\ndealy = 1\n")
    with caplog.at_level(logging.ERROR):
        assert schedule.reload() is False
        assert schedule.reload() is False
    assert schedule.config is before
    assert [record.getMessage() for record in caplog.records] == [
        f"configuration not reloaded, the one before stays: {desk}:2: fetch.dealy: unknown key, did you mean 'delay'?"
    ]


def test_a_crawl_reads_the_configuration_that_is_in_force(make: Make, desk: Path, tmp_path: Path) -> None:
    """While the file is broken that is a copy of the last good one, and the copy goes when the schedule ends."""
    read = tmp_path / "read"
    code = f"import sys; open({str(read)!r}, 'a').write(sys.argv[1] + ' ' + str(len(open(sys.argv[1]).read())) + chr(10))"
    schedule = make(code)
    schedule.command.append(str(desk))
    for text in (DESK, "[fetch\n", DESK):
        desk.write_text(text)
        schedule.once()
    own, copy, again = (line.split() for line in read.read_text().splitlines())
    assert own == again == [str(desk), str(len(DESK))]
    assert copy[0] != str(desk)
    assert copy[1] == str(len(DESK))
    assert not Path(copy[0]).parent.exists()


def test_a_deleted_configuration_changes_nothing(make: Make, desk: Path) -> None:
    schedule = make()
    desk.unlink()
    assert schedule.reload() is False
    assert schedule.config.enabled()


def test_a_schedule_without_a_source_is_refused(make: Make, desk: Path) -> None:
    desk.write_text("[fetch]\ndelay = 1\n")
    with pytest.raises(UsageError, match="no source is switched on"):
        make()


def test_a_schedule_with_a_broken_configuration_is_refused(make: Make, desk: Path) -> None:
    desk.write_text("[fetch\n")
    with pytest.raises(ConfigError, match="no valid TOML"):
        make()


def test_an_archive_that_cannot_be_read_does_not_end_the_beat(make: Make, tmp_path: Path) -> None:
    (tmp_path / "news.db").write_bytes(b"this is no archive at all" * 100)
    schedule = make("raise SystemExit(0)")
    assert schedule.tick() == 2
