"""A crawl's side of WebSub: it asks hubs to push, or to stop, and notes what they answer.

The schedule that started the crawl listens at the callback address (`crawler/websub.py`); a crawl without
one asks no hub. What a request promises is written before the request is sent: the hub may ask back at once.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator

from crawler.conduct import websub
from crawler.desk import Desk
from crawler.outcomes import ListOutcome
from storage.records import Fetch, Subscription

log = logging.getLogger(__name__)


def to_ask(desk: Desk, outcome: ListOutcome) -> Subscription | None:
    """The subscription that a feed's hub is to be asked for now that the feed was read; written, not sent."""
    state, callback = outcome.state, desk.options.callback
    if not callback or state is None or state.kind != "feed" or outcome.problem:
        return None
    held = next((one for one in desk.archive.subscriptions() if one.feed == state.url), None)
    if not (reason := websub.why_ask(state, held, callback, desk.now())):
        return None
    log.info("hub is asked to push feed=%s hub=%s reason=%s", state.url, state.hub, reason)
    row = websub.asked(
        state, held, callback, desk.now(), token=secrets.token_urlsafe(24), secret=secrets.token_urlsafe(32)
    )
    return _kept(desk, row)


def to_end(desk: Desk) -> Iterator[Subscription]:
    """Subscriptions of sources that are no longer configured; a lease that has ended is forgotten."""
    if not desk.options.callback:
        return
    sources = {source.id for source in desk.config.enabled()}
    for held in desk.archive.subscriptions():
        if not websub.unwanted(held, sources, desk.archive.feed_state(held.feed), desk.now()):
            continue
        if held.state == "denied" or held.until is None or held.until <= desk.now():
            with desk.storing():
                desk.archive.drop_subscription(held.feed)
        elif row := _kept(desk, websub.ended(held, desk.now())):
            yield row


def _kept(desk: Desk, row: Subscription) -> Subscription | None:
    """Write a row; None where it cannot be written, and then nothing may be sent."""
    with desk.storing():
        desk.archive.put_subscriptions([row])
    return row if desk.problem is None else None


def note_answer(desk: Desk, asked: Subscription, status: int | None, problem: str = "") -> None:
    """Write what the hub answered to a request; its verification goes to the schedule, not to us."""
    row = websub.answered(asked, status, problem)
    failed = row.state == "failed" or bool(problem) or status is None or not 200 <= status < 300
    verdict = "error" if failed else "unsubscribe" if row.state == "ending" else "subscribe"
    desk.note(
        Fetch(asked.hub, asked.source, desk.now(), "hub", status, verdict, f"{asked.topic}: {row.reason}")
    )
    with desk.storing():
        desk.archive.put_subscriptions([row])
