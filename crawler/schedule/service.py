"""systemd's side of a schedule: signs of life on its socket, and the units that run it."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from crawler.schedule.child import GRACE
from crawler.schedule.events import Listener

SOCKET = "NOTIFY_SOCKET"
STOP_WITHIN = int(GRACE) + 10  #: seconds; after that systemd kills what is left
WATCHDOG = 180  #: seconds without a sign of life after which systemd starts the schedule anew


class ServiceManager(Listener):
    """Tells systemd (sd_notify) that the schedule is ready, alive and stopping; silent where nobody asked."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self.address = environment.get(SOCKET, "")

    def started(self, sources: int, tick: float) -> None:
        self._say(f"READY=1\nSTATUS=looking every {tick:g} s, {sources} sources")

    def alive(self) -> None:
        self._say("WATCHDOG=1")

    def crawl_started(self, pid: int) -> None:
        self._say(f"STATUS=crawling (pid {pid})")

    def crawl_ended(self, code: int, seconds: float) -> None:
        self._say(f"STATUS=waiting; the last crawl took {seconds:.0f} s and ended with {code}")

    def stopping(self) -> None:
        self._say("STOPPING=1")

    def _say(self, words: str) -> None:
        if not self.address:
            return
        address = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(words.encode(), address)


# Units --------------------------------------------------------------------------------------------

#: What a crawler on the open web needs, and nothing more. The archive's folder is the only place that can be written.
HARDENING = """\
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
CapabilityBoundingSet=
UMask=0027
"""


def service_unit(
    program: Path, db: Path, config: Path, more: Sequence[str] = (), *, timer: bool = False
) -> str:
    """A hardened service: it keeps the schedule running, or with `timer` looks once each time that it is started."""
    words = [str(program), "schedule", *(["--once"] if timer else []), "--db", str(db), "--config", str(config), *more]  # fmt: skip
    kind = (
        f"Type=oneshot\nSuccessExitStatus=3 4 5 130\nTimeoutStopSec={STOP_WITHIN}"
        if timer
        else f"Type=notify\nNotifyAccess=main\nWatchdogSec={WATCHDOG}\nRestart=on-failure\nRestartSec=30\n"
        f"SuccessExitStatus=130\nTimeoutStopSec={STOP_WITHIN}"
    )
    return (
        f"[Unit]\nDescription=newsfold: collect what is due\nDocumentation=man:systemd.service(5)\n"
        f"Wants=network-online.target\nAfter=network-online.target time-sync.target\n"
        f"\n[Service]\n{kind}\nKillMode=mixed\nExecStart={_command(words)}\n"
        f"User=newsfold\nGroup=newsfold\nReadWritePaths={_word(str(db.parent))}\n{HARDENING}"
        + ("" if timer else "\n[Install]\nWantedBy=multi-user.target\n")
    )


def timer_unit() -> str:
    """The timer beside the oneshot service; looks that were missed while the machine was off are made up by one."""
    return (
        "[Unit]\nDescription=newsfold: look every quarter of an hour for what is due\n"
        "\n[Timer]\nOnCalendar=*:0/15\nAccuracySec=30s\nPersistent=yes\n"
        "\n[Install]\nWantedBy=timers.target\n"
    )


def _command(words: Sequence[str]) -> str:
    return " ".join(_word(word).replace("$", "$$") for word in words)


def _word(word: str) -> str:
    """One word of a unit file, see systemd.syntax(7): `%` means something there, blanks and quotes are quoted."""
    text = word.replace("%", "%%")
    if text and not set(text) & set(" \t'\"\\;"):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
