"""The Datasette plugin behind `newsfold serve`: our pages at the root, tables and SQL below /archive."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from datasette import hookimpl
from datasette.utils.asgi import Request, Response

from crawler import clock
from crawler.web.asking import Asked, Page
from crawler.web.guard import STRICT, App, guarded
from crawler.web.pages import article, front, plots, runs, search, sources, story
from crawler.web.rendering import html
from storage.archive import open_archive
from storage.errors import NotFound

_ID = r"(?P<id>\d+)"
PAGES: tuple[tuple[str, Page], ...] = (
    (r"/$", front.front),
    (r"/search$", search.search),
    (rf"/article/{_ID}$", article.article),
    (rf"/article/{_ID}/revisions$", article.revisions),
    (rf"/story/{_ID}$", story.story),
    (r"/sources$", sources.sources),
    (r"/source/(?P<id>[^/]+)$", sources.source),
    (r"/runs$", runs.runs),
    (rf"/run/{_ID}$", runs.run),
    (r"/plots$", plots.plots),
)


class Pages:
    """Our hooks, for one archive."""

    def __init__(self, path: Path, host_names: Sequence[str] = ()) -> None:
        self.path, self.host_names = path, tuple(host_names)
        self.__name__ = __name__  # Datasette takes every plugin for a module and lists it by this

    @hookimpl  # type: ignore[untyped-decorator] # Datasette publishes no types
    def register_routes(
        self,
    ) -> list[tuple[str, Callable[..., Any]]]:  # Any: Datasette passes what a view names
        return [(pattern, self._view(page)) for pattern, page in PAGES]

    @hookimpl  # type: ignore[untyped-decorator] # Datasette publishes no types
    def asgi_wrapper(self) -> Callable[[App], App]:
        return partial(guarded, names=self.host_names)

    def _view(self, page: Page) -> Callable[[Request], Any]:  # Any: a coroutine's type has no short name
        async def view(request: Request) -> Response:
            asked = Asked(
                {name: unquote(value, errors="replace") for name, value in request.url_vars.items()},
                {name: request.args[name] for name in request.args},
                clock.now(),
            )
            body = await asyncio.to_thread(self._page, page, asked)
            return Response.html(body, headers={"content-security-policy": STRICT})

        return view

    def _page(self, page: Page, asked: Asked) -> str:
        with open_archive(self.path, readonly=True, now=clock.now) as archive:
            try:
                return html(page(archive, asked))
            except NotFound as error:  # who reads a page need not know where the file is
                raise NotFound(str(error).removeprefix(f"{self.path}: ")) from error
