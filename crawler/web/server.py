"""Listen and answer until Ctrl-C: Datasette with our plugin, on one archive, read only."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from crawler.web import faults
from crawler.web.plugin import Pages
from storage.archive import open_archive
from storage.errors import UsageError

HERE = Path(__file__).parent
DATABASE = "archive"  #: the archive's name in addresses, whatever the file is called
SETTINGS = {
    "default_page_size": 50,
    "max_returned_rows": 1000,
    "sql_time_limit_ms": 3000,
    "suggest_facets": False,  # each suggestion reads the whole table
    "truncate_cells_html": 160,
    "allow_download": False,
    "num_sql_threads": 3,
}


def application(path: Path, *, host_names: Sequence[str] = (), metadata: dict[str, Any] | None = None) -> Any:
    """The ASGI application for the archive at `path`. Raises ArchiveError, NotAnArchive, NewerArchive."""
    with open_archive(path, readonly=True):
        pass  # a file that is no archive is refused here, in words
    datasette = Datasette(
        [],
        metadata=metadata or {},
        settings=SETTINGS,
        template_dir=str(HERE / "templates" / "datasette"),
        static_mounts=[("newsfold", str(HERE / "static"))],
    )
    datasette.add_database(_Quiet(datasette, path=str(path), is_mutable=True), name=DATABASE)
    _answer_for_faults()
    pages = Pages(path, host_names)
    pm.register(pages)
    try:
        return datasette.app()
    finally:
        pm.unregister(pages)


class _Quiet(Database):  # type: ignore[misc] # Datasette publishes no types
    """A database that prints no SQL which cannot be run: the page that asked says so, and our log."""

    async def execute(self, *args: Any, **kwargs: Any) -> Any:  # Any: as Datasette has it
        return await super().execute(*args, **kwargs | {"log_sql_errors": False})


def _answer_for_faults() -> None:
    """Put our handler of faults in the place of Datasette's, which would run and print beside it, for this process."""
    if pm.has_plugin("datasette.handle_exception"):
        pm.unregister(name="datasette.handle_exception")
    if not pm.is_registered(faults):
        pm.register(faults)


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to `host` and `port` (0: any free one). Raises UsageError where that cannot be had."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        raise UsageError(
            f"cannot listen on {host} port {port}: {error.strerror or error}; --port names another"
        ) from error


def serve(
    app: Any,  # Any: an ASGI application
    listener: socket.socket,
    *,
    ready: Callable[[], None] = lambda: None,
    handle: Callable[[Callable[[], None]], None] = lambda _stop: None,
) -> None:
    """Answer until SIGINT or SIGTERM.

    `ready` is called once, when requests are taken; before that `handle` is given a function that ends it from
    another thread.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
    )
    server = _Server(config, ready)
    handle(server.end)
    server.run(sockets=[listener])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    def end(self) -> None:
        self.should_exit = True
