"""`serve`: browse the archive."""

from __future__ import annotations

import importlib.util
import webbrowser

import click

from crawler.cli.options import Common, common_options
from storage.errors import UsageError


@click.command(short_help="Browse the archive in a browser, read only.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address to listen on."
)
@click.option(
    "-p", "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0: any free one."
)
@click.option(
    "--allow-host",
    "host_names",
    multiple=True,
    metavar="NAME",
    help="Answer under this host name too (repeatable).",
)
@click.option("--open", "opens", is_flag=True, help="Open the browser.")
@common_options
@click.pass_obj
def serve(common: Common, host: str, port: int, host_names: tuple[str, ...], opens: bool) -> None:
    """Browse the archive: what came in, stories with who ran them when, articles with their cuts, earlier texts,
    sources, runs and plots; tables and SQL by Datasette below /archive.

    It only reads, also while a crawl writes, and loads nothing from other hosts. Ctrl-C ends it. Whoever can reach
    the address can read the archive: keep 127.0.0.1, or put a server with a login in front of it.

    \b
    Examples:
      newsfold serve --open
      newsfold serve --db press.db --port 8080
    """
    if importlib.util.find_spec("datasette") is None or importlib.util.find_spec("pygal") is None:
        raise UsageError(
            "serve needs the extra `web`: uv tool install 'newsfold[web]', or pipx install 'newsfold[web]'"
        )
    from crawler.web.server import application, listen  # noqa: PLC0415 - Datasette costs 1.6 s
    from crawler.web.server import serve as answer  # noqa: PLC0415

    app = application(common.existing(), host_names=(*host_names, host))
    listener = listen(host, port)
    name, number = listener.getsockname()[:2]
    address = f"http://{f'[{name}]' if ':' in name else name}:{number}/"

    def ready() -> None:
        common.say(f"{common.db} is served on {address} (read only; Ctrl-C ends it)")
        if opens:
            webbrowser.open(address)

    answer(app, listener, ready=ready)
