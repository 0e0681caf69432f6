"""Tell somebody that a source's state changed: a program of theirs, or an address that takes JSON.

A change waits in the archive until it was told, so that neither a kill nor a webhook that is down loses it.
"""

from __future__ import annotations

import http.client
import json
import logging
import os
import signal
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from crawler.config import Config
from crawler.guard import Network, address_problem, networks
from crawler.version import user_agent
from storage.errors import AddressRefused
from storage.ports import Archive
from storage.rows import HealthChange

log = logging.getLogger(__name__)

STALE = timedelta(days=1)  #: a change that could not be told for so long is no news any more
MOST = 200  #: changes in one message; the rest follow with the next


Send = Callable[[bytes], None]


class NotToldError(Exception):
    """A channel did not take the message; it is tried again after the next run."""


def tell(archive: Archive, config: Config, now: datetime) -> None:
    """Send what waits, one message a channel. What fails is logged and waits for the next run."""
    waiting = archive.health_changes(waiting=True, limit=MOST)
    if not waiting:
        return
    channels = senders(config)
    told = {
        name
        for name, send in channels.items()
        if _told(name, send, [change for change in waiting if name in change.waiting], archive)
    }
    for change in waiting:
        left = [name for name in change.waiting if name in channels and name not in told]
        if left and now - change.at > STALE:
            log.warning("alert given up source=%s after=%s channels=%s", change.source, change.after, ",".join(left))  # fmt: skip
            left = []
        if change.id is not None and left != list(change.waiting):
            archive.put_waiting(change.id, left)


def senders(config: Config) -> dict[str, Send]:
    """What sends a message, by channel, for each that is configured. A sender raises NotToldError."""
    alerts = config.alerts
    found: dict[str, Send] = {}
    if alerts.command:
        found["command"] = lambda body: run_command(alerts.command, body, alerts.timeout)
    if alerts.webhook:
        address, allowed = alerts.webhook, networks(config.fetch.allow_private)
        agent = user_agent(config.fetch.contact)
        found["webhook"] = lambda body: post(address, body, alerts.timeout, allowed, agent)
    return found


def trial(config: Config, archive: str, now: datetime) -> dict[str, str]:
    """Send a message that says it is a trial through each channel; {channel: what was wrong, "" where it was taken}."""
    change = HealthChange("trial", now, "ok", "broken", "this is a trial of the alerts; nothing has happened")
    body = as_bytes(message([change], archive) | {"trial": True})
    found = {}
    for name, send in senders(config).items():
        try:
            send(body)
            found[name] = ""
        except NotToldError as problem:
            found[name] = str(problem)
    return found


def _told(name: str, send: Send, changes: Sequence[HealthChange], archive: Archive) -> bool:
    if not changes:
        return False
    try:
        send(as_bytes(message(changes, str(archive.path))))
    except NotToldError as problem:
        log.error("alert not sent channel=%s changes=%d problem=%s", name, len(changes), problem)  # noqa: TRY400 - words, no traceback
        return False
    log.info("alert sent channel=%s changes=%d", name, len(changes))
    return True


def as_bytes(told: Mapping[str, Any]) -> bytes:
    """A message as it is sent."""
    return json.dumps(told, ensure_ascii=False).encode()


def message(changes: Sequence[HealthChange], archive: str) -> dict[str, Any]:
    """The JSON object of an alert. `text` is for chat programs, which show it as it is."""
    return {
        "text": "\n".join(_line(change) for change in changes),
        "archive": archive,
        "changes": [
            {
                "source": change.source,
                "at": change.at.isoformat(),
                "before": change.before,
                "after": change.after,
                "reason": change.reason,
                "evidence": dict(change.evidence),
            }
            for change in changes
        ],
    }


def _line(change: HealthChange) -> str:
    was = f" (was {change.before})" if change.before else ""
    return f"{change.source} is {change.after}{was}{': ' + change.reason if change.reason else ''}"


# The two channels ---------------------------------------------------------------------------------


def run_command(command: Sequence[str], body: bytes, timeout: float) -> None:
    """Run a program with the message on standard input; it and its children are killed after `timeout` seconds.

    Raises NotToldError if it cannot be started, takes too long, or ends with another code than 0.
    """
    try:
        child = subprocess.Popen(  # noqa: S603 - the user's own command
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        )  # fmt: skip
    except OSError as error:
        raise NotToldError(f"{command[0]}: {error.strerror or error}") from error
    try:
        _, said = child.communicate(body, timeout)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        raise NotToldError(f"{command[0]}: did not end within {timeout:g} s and was killed") from None
    if child.returncode:
        words = said.decode("utf-8", "replace").strip()[-200:]
        raise NotToldError(f"{command[0]}: ended with {child.returncode}{': ' + words if words else ''}")


def post(
    url: str, body: bytes, timeout: float, allowed: Collection[Network] = (), agent: str = "newsfold"
) -> None:
    """POST the message; any 2xx is success. The address is resolved once, judged, and then connected to.

    Raises NotToldError for any other answer, none, or an address that is private and not allowed. The path of `url` is
    never repeated in a message: chat programs keep their secret in it.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    secure = parts.scheme == "https"
    connection = (http.client.HTTPSConnection if secure else http.client.HTTPConnection)(host, port)
    deadline = threading.Timer(timeout, _hang_up, (connection,))  # a socket's own timeout is one of each byte
    deadline.daemon = True
    deadline.start()
    try:
        connection.sock = _connect(host, port, timeout, allowed)
        if secure:
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(connection.sock, server_hostname=host)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, {"Content-Type": "application/json", "User-Agent": agent})
        status = connection.getresponse().status
    except AddressRefused as refused:
        raise NotToldError(str(refused)) from refused
    except (OSError, http.client.HTTPException) as error:
        raise NotToldError(f"{host}: {error or type(error).__name__}") from error
    finally:
        deadline.cancel()
        connection.close()
    if not 200 <= status < 300:
        raise NotToldError(f"{host}: answered {status}")


def _hang_up(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _connect(host: str, port: int, timeout: float, allowed: Collection[Network]) -> socket.socket:
    """A connection to the first address of `host` that may be read and answers."""
    problem: Exception = OSError("the host has no address")
    for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        ip = str(address[0])
        refused = address_problem(ip, allowed)
        if refused is not None:
            problem = AddressRefused(host, ip, refused)
            continue
        try:
            return socket.create_connection((ip, port), timeout)
        except OSError as error:
            problem = error
    raise problem
