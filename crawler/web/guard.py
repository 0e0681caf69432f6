"""What stands between a browser and the pages: only reading, only for those who ask by our name.

A page of another site can make a browser ask 127.0.0.1 (DNS rebinding): its requests carry that site's name as
Host. Addresses cannot be rebound, so a Host that is an address is answered; names must be known.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from ipaddress import ip_address
from typing import Any, TypeAlias

Scope: TypeAlias = dict[str, Any]  # Any: ASGI's own values
Message: TypeAlias = dict[str, Any]  # Any: ASGI's own values
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

log = logging.getLogger(__name__)
READING = frozenset({"GET", "HEAD"})
#: Our pages hold no script at all; Datasette's own pages (tables, SQL) hold inline ones.
STRICT = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
DATASETTE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


def known_host(host: str, names: Iterable[str]) -> bool:
    """Whether a request's Host (with or without a port) is an address, localhost, or one of `names`.

    >>> known_host("127.0.0.1:8001", ()), known_host("[::1]", ()), known_host("evil.example:8001", ())
    (True, True, False)
    """
    name = host.strip().lower()
    if name.startswith("["):
        name = name[1:].partition("]")[0]
    elif name.count(":") <= 1:
        name = name.partition(":")[0]
    name = name.removesuffix(".")
    if name == "localhost" or name in {known.lower() for known in names}:
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def guarded(app: App, names: Iterable[str] = ()) -> App:
    """`app` for GET and HEAD only, under known names only, with headers that keep hostile content text."""
    allowed = tuple(names)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse with 421 an unknown host name, with 405 what is not for reading, with 404 a path that names another host."""
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or not known_host(hosts[0], allowed):
            await _refuse(
                send, 421, "This host name is not served here; `newsfold serve --allow-host NAME` adds one."
            )
            return
        if scope["method"] not in READING:
            await _refuse(send, 405, "The archive is only read here.")
            return
        target = scope.get("raw_path") or scope["path"].encode()
        if not target.startswith(b"/") or target.startswith((b"//", b"/\\")):
            # a redirect that tidies such a path may name another host: browsers read "/\\x" as "//x"
            await _refuse(send, 404, "There is no such page.")
            return
        await app(scope, receive, _with_headers(send))

    return answer


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            present = {name.lower() for name, _ in headers}
            headers += [pair for pair in ALWAYS if pair[0] not in present]
            if b"content-security-policy" not in present:
                headers.append((b"content-security-policy", DATASETTE.encode()))
            message = {**message, "headers": headers}
        await send(message)

    return sending


async def _refuse(send: Send, status: int, words: str) -> None:
    body = f"{words}\n".encode()
    log.warning("request refused status=%d reason=%s", status, words)
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    if status == 405:
        headers.append((b"allow", b"GET, HEAD"))
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *ALWAYS]})
    await send({"type": "http.response.body", "body": body})
