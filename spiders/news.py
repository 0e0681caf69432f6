"""The spider behind every newsfold crawl: lists lead to pages, pages become articles.

A list (feed, sitemap, home page) is polled, read in a worker, and handed to the pipelines as one record
with everything that must be written together: the state of its polling and the pages it names. The pages
come back from the frontier, are read in a worker, and go to the pipelines as articles or as verdicts.
"""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

from scrapy import FormRequest, Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import hubs, targets
from crawler.conduct import conditional_headers
from crawler.conduct.websub import request_form
from crawler.desk import Desk
from crawler.discovery import sniff
from crawler.outcomes import ListOutcome, PageOutcome, list_failed, list_outcome, page_failed, page_outcome
from crawler.polls import Poll, Skip, entry_from_json, names_a_list
from crawler.reading import Answer
from crawler.urls import host_key
from storage.records import FrontierItem, Subscription

LISTS_AT_ONCE = 2
"""Feeds and sitemaps whose entries are in memory: one may name 50,000 pages, and an index hundreds of such."""


def _problem(failure: Failure) -> BaseException:
    return failure.value or RuntimeError("a failure without an exception")


class NewsSpider(Spider):
    """Crawl sources of any kind; what an address holds is found out when it answers."""

    name = "news"
    expected = "auto"  #: what a bare `url` argument is taken for

    def __init__(self, url: str | None = None, **kwargs: Any) -> None:  # Any: Scrapy's own signature
        super().__init__(**kwargs)
        self.url = url
        self.lists_at_once = asyncio.Semaphore(LISTS_AT_ONCE)

    @property
    def desk(self) -> Desk:
        return Desk.of(self.crawler)

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the lists of this run; those that are left alone are records too."""
        for step in self.desk.plan(self.url, self.expected):
            if isinstance(step, Skip):
                yield step
            else:
                yield self.list_request(step)
        for subscription in hubs.to_end(self.desk):
            yield self.hub_request(subscription)
        async for skip in targets.wait_in_archive(self.desk):
            yield skip

    # Lists

    def list_request(self, poll: Poll) -> Request:
        """One conditional request for a list. A feed is published to be polled; other lists obey robots.txt."""
        exempt = poll.expected == "feed" or (poll.expected == "auto" and names_a_list(poll.url))
        whole = self.desk.options.force or self.desk.window.reaches_back(self.desk.now())
        return Request(
            poll.url,
            callback=self.parse_list,
            errback=self.list_failed,
            headers=conditional_headers(poll.state, self.desk.now()) if poll.state and not whole else None,
            meta={
                "poll": poll,
                "kind": "list",
                "robots": "exempt" if exempt else "obey",
                "download_slot": host_key(poll.url),
                "ready_at": time.monotonic() + poll.wait,
                **({"target": poll.waiting} if poll.waiting is not None else {}),
            },
            priority=1,
            dont_filter=True,
        )

    def target_request(self, item: FrontierItem) -> Request | None:
        """Ask for an address that a run was given and that waited for its turn; None: it was asked for meanwhile."""
        if targets.asked_already(self.desk, item):
            return None
        return self.list_request(targets.poll_of(self.desk, item))

    async def parse_list(self, response: Response) -> AsyncIterator[Any]:
        """Read a list; yield what it says, and go on to the lists that it leads to."""
        poll: Poll = response.meta["poll"]
        answer = self._answer(response)
        async with AsyncExitStack() as turn:
            if poll.waiting is not None:
                turn.enter_context(self.desk.backlog.reading())
            if sniff(answer.body, answer.url, answer.headers) != "html":
                await turn.enter_async_context(self.lists_at_once)
            outcome = await list_outcome(self.desk, poll, answer, response.meta, self._reader("read_list"))
            for record in self._handed_on(outcome):
                yield record

    def list_failed(self, failure: Failure) -> list[Any]:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        poll: Poll = request.meta["poll"]
        verdict, reason = self.desk.explain(_problem(failure), request.url)
        return self._handed_on(list_failed(self.desk, poll, reason, verdict))

    def _handed_on(self, outcome: ListOutcome) -> list[Any]:
        asked = hubs.to_ask(self.desk, outcome)
        push = [self.hub_request(asked)] if asked is not None else []
        return [outcome, *(self.list_request(poll) for poll in outcome.follow), *push]

    # Hubs

    def hub_request(self, subscription: Subscription) -> Request:
        """Ask a hub to push a feed, or to stop: an interface made for it, so robots.txt has no say."""
        return FormRequest(
            subscription.hub,
            formdata=request_form(subscription),
            callback=self.hub_answered,
            errback=self.hub_failed,
            meta={
                "subscription": subscription,
                "kind": "hub",
                "robots": "exempt",
                "download_slot": host_key(subscription.hub),
            },
            dont_filter=True,
        )

    def hub_answered(self, response: Response) -> None:
        hubs.note_answer(self.desk, response.meta["subscription"], response.status)

    def hub_failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        _, reason = self.desk.explain(_problem(failure), request.url)
        hubs.note_answer(self.desk, request.meta["subscription"], None, reason)

    # Pages

    async def parse_page(self, response: Response) -> AsyncIterator[PageOutcome]:
        """Read one article page."""
        item: FrontierItem = response.meta["item"]
        entry = entry_from_json(item.meta.get("entry"))
        known = self.desk.facts(item.source, entry)
        with self.desk.backlog.reading():
            yield await page_outcome(
                self.desk, item, self._answer(response), response.meta, known, self._reader("read_page")
            )

    def page_failed(self, failure: Failure) -> list[PageOutcome]:
        request: Request = failure.request  # type: ignore[attr-defined]
        item: FrontierItem = request.meta["item"]
        verdict, reason = self.desk.explain(_problem(failure), request.url)
        return [page_failed(self.desk, item, str(request.meta.get("refused") or reason), verdict)]

    # Inside

    def _answer(self, response: Response) -> Answer:
        headers = {
            name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
            for name, values in response.headers.items()
        }
        return Answer(response.url, response.body, response.status, headers, self.desk.now())

    def _reader(self, name: str) -> Any:  # Any: a reading function of the configured module
        return getattr(importlib.import_module(self.desk.reader), name)
