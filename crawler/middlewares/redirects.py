"""Redirects that remember where they have been: a loop is one clear error, and each hop is a row to tell of.

Scrapy follows the redirects; this adds what it leaves out: the loop check (its duplicate filter loses a
redirect to itself without a word), the host slot of the new address, and a reason that can be read. A page that
moved to another host is not followed here: it goes back to the frontier and is asked for under that host's slot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.failures import RedirectRefused
from crawler.guard import url_problem
from crawler.urls import host_key, redact

if TYPE_CHECKING:
    from scrapy import Request, Spider

    from storage.records import FrontierItem

PERMANENT = frozenset({301, 308})
MOVED_TO = "moved_to"  #: in a request's meta: the address on another host that its answer named
CAME_FROM = "came_from"  #: in a frontier row's meta: the addresses whose redirects led to it
FOR_GOOD = "for_good"  #: in both: did all of these say so (301, 308)?


class RecordedRedirects(RedirectMiddleware):
    """Follow redirects hop by hop through robots.txt and the address guard, and never twice to one address."""

    def handle_referer(self, request: Request, response: Response) -> None:  # noqa: ARG002
        request.headers.pop("Referer", None)

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002 - Scrapy's signature
    ) -> Request | Response:
        _without_credentials(response)
        try:
            result = super().process_response(request, response)
        except IgnoreRequest as end:
            raise RedirectRefused(f"more than {self.max_redirect_times} redirects") from end
        except ValueError as broken:
            raise RedirectRefused(f"a redirect to what is no URL: {broken}") from broken
        if isinstance(result, Response):
            return self._checked(result)
        before = [*came_from(request.meta), request.url]
        if result.url in before:
            where = "itself" if result.url == request.url else "an address it came from"
            raise RedirectRefused(f"{request.url} redirects to {where}")
        if problem := url_problem(result.url):
            raise RedirectRefused(f"a redirect to an address that is refused: {problem}")
        if len(before) > self.max_redirect_times:
            raise RedirectRefused(f"more than {self.max_redirect_times} redirects")
        if row_of(request.meta) is not None and host_key(result.url) != host_key(request.url):
            request.meta[MOVED_TO] = result.url  # it goes back to the frontier: this slot is another host's
            request.meta[FOR_GOOD] = permanent_target(result.meta, result.url) is not None
            return response
        result.meta["download_slot"] = host_key(result.url)
        return result

    def _checked(self, response: Response) -> Response:
        if response.status in {301, 302, 303, 307, 308} and "Location" in response.headers:
            target = (response.headers["Location"] or b"").decode("latin-1")[:200]
            raise RedirectRefused(f"a redirect to what is no web address: {target}")
        return response

    def _engine_started(self) -> None:
        """No Referer is ever sent, so there is no middleware to look for."""


def _without_credentials(response: Response) -> None:
    """A user name and password in a Location are not ours to send, to store or to log."""
    location = response.headers.get("Location")
    if not location or b"@" not in location:
        return
    target = urljoin(response.url, location.decode("latin-1"))
    if (bare := redact(target)) != target:
        response.headers["Location"] = bare.encode("latin-1")


def row_of(meta: Mapping[str, Any]) -> FrontierItem | None:
    """The frontier row that a request is for; none: it waited in memory."""
    item: FrontierItem | None = meta.get("item") or meta.get("target")
    return item


def came_from(meta: Mapping[str, Any]) -> list[str]:
    """The addresses that led to a request: those on other hosts, which its row knows, then this host's."""
    item = row_of(meta)
    earlier = item.meta.get(CAME_FROM, []) if item is not None else []
    return [*earlier, *meta.get("redirect_urls", [])]


def permanent_target(meta: dict[str, object], final_url: str) -> str | None:
    """The address a request has moved to for good: where an unbroken chain of 301s and 308s ends."""
    reasons = meta.get("redirect_reasons")
    if not isinstance(reasons, list) or not reasons:
        return None
    return final_url if all(reason in PERMANENT for reason in reasons) else None
