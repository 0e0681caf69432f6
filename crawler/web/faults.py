"""What a request that cannot be answered gets: a page of ours with the reason, and one line in the log.

Datasette's own handler prints each fault with all local variables where rich is installed, and rich always is here.
"""

from __future__ import annotations

import logging
from typing import NamedTuple

from datasette import hookimpl
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, NotFound, Request, Response
from datasette.views.base import DatasetteError

from crawler.web.asking import Answer
from crawler.web.guard import STRICT
from crawler.web.rendering import html
from storage.errors import ArchiveError, NewsfoldError, UsageError
from storage.errors import NotFound as NothingStored

log = logging.getLogger(__name__)
LONGEST = 200  #: characters of an address or a reason in the log
_STATUS: tuple[tuple[type[NewsfoldError], int], ...] = (
    (NothingStored, 404),
    (UsageError, 400),
    (ArchiveError, 503),
)


class Fault(NamedTuple):
    """How a request failed. `words` are for the one who asked."""

    status: int
    words: str


@hookimpl  # type: ignore[untyped-decorator] # Datasette publishes no types
def handle_exception(request: Request, exception: Exception) -> Response:
    """A page, or JSON where that was asked for, and a line in the log; its traceback with `-vv`."""
    fault = fault_of(exception, request.path)
    level = logging.ERROR if fault.status >= 500 else logging.WARNING
    log.log(
        level,
        "request failed status=%d path=%s reason=%s",
        fault.status,
        one_line(request.full_path),
        one_line(fault.words),
        exc_info=exception if fault.status >= 500 and log.isEnabledFor(logging.DEBUG) else None,
    )
    if request.path.endswith(".json"):
        told = {"ok": False, "error": fault.words, "status": fault.status, "title": None}
        return Response.json(told, status=fault.status)
    page = html(Answer("problem.html", {"problem": fault.words, "status": fault.status}))
    return Response.html(page, status=fault.status, headers={"content-security-policy": STRICT})


def fault_of(exception: Exception, path: str) -> Fault:
    """The status and the words for whatever a page, or Datasette, raised for `path`.

    >>> fault_of(UsageError("since: 'x' is no day"), "/search")
    Fault(status=400, words="since: 'x' is no day")
    """
    if isinstance(exception, NewsfoldError):
        return Fault(
            next((status for kind, status in _STATUS if isinstance(exception, kind)), 500), str(exception)
        )
    if isinstance(exception, QueryInterrupted) or isinstance(exception.__context__, QueryInterrupted):
        return Fault(400, "this took too long and was stopped; ask for less, or use `newsfold query`")
    if isinstance(exception, NotFound):
        # outside of its own pages Datasette speaks of databases that nobody asked for
        return Fault(404, exception.args[0] if path.startswith("/archive/") else "There is no such page.")
    if isinstance(exception, Base400):
        return Fault(exception.status, exception.args[0])
    if isinstance(exception, DatasetteError):
        # 500 is what Datasette says where it thought of no other number: for a column that is not there
        return Fault(400 if exception.status == 500 else exception.status, exception.message)
    return Fault(500, f"a fault of newsfold’s own: {type(exception).__name__}: {exception}")


def one_line(text: str) -> str:
    """What came with a request, as it may stand in a log: one line, no control characters, not endless.

    >>> one_line("/a\\x1b[2J\\r\\n/b")
    '/a [2J  /b'
    """
    return "".join(char if char.isprintable() else " " for char in text[:LONGEST])
