"""What a crawl is told to ask for: sources by name, and addresses of anything, which wait in the archive like pages.

A list may name 100,000 addresses. As rows of the frontier they take no memory, are shared out fairly to hosts, and a
run that is killed loses none; what a waiting address is for is looked up again when its turn comes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from typing import Any

from crawler.config import Config, SourceConfig
from crawler.desk import Desk
from crawler.middlewares.redirects import CAME_FROM, FOR_GOOD
from crawler.polls import Offer, Poll, Skip, names_a_list, unwanted
from crawler.report import Targets
from crawler.urls import canonical_url, host_key, url_key
from storage.errors import UsageError
from storage.records import TARGET, UNPOLLED, FeedState, FrontierItem

AT_ONCE = 100  #: addresses put into the archive in one transaction, some 10 ms


def resolve(named: Sequence[str], listed: Sequence[str], config: Config) -> Targets:
    """What the words of a command line, and the lines of a list, stand for; nothing at all: every enabled source.

    Raises:
        UsageError: a word is neither a source's id nor a URL.  URLError: it looks like a URL and is none.
    """
    if not named and not listed:
        return Targets(config.enabled())
    by_url = {canonical_url(source.url): source for source in config.sources}
    sources: dict[str, SourceConfig] = {}
    addresses: dict[str, bool] = {}
    for number, word in enumerate((*named, *listed)):
        found = source_or_address(word, config, by_url)
        if isinstance(found, SourceConfig):
            sources[found.id] = found
        else:
            addresses.setdefault(found, number < len(named))
    return Targets(tuple(sources.values()), tuple(addresses), sum(addresses.values()))


def source_or_address(word: str, config: Config, by_url: dict[str, SourceConfig]) -> SourceConfig | str:
    """One word: the source of that id or address, else the canonical address. Raises as `resolve`."""
    if "://" in word:
        address = canonical_url(word)
        return by_url.get(address, address)
    source = config.source(word)
    if source is None:
        known = ", ".join(one.id for one in config.sources[:12]) or "none are configured"
        raise UsageError(f"{word!r} is neither a URL (https://...) nor the id of a source ({known})")
    return source


# To wait and to be asked for ----------------------------------------------------------------------


async def wait_in_archive(desk: Desk) -> AsyncIterator[Skip]:
    """Put a run's addresses into the frontier while it crawls, in half of the time; yield those that are left alone."""
    addresses, named = desk.given.addresses, desk.given.named
    desk.untaken = len(addresses)
    if addresses:
        desk.take_up(asked_by(desk.run_id))
    for start in range(0, len(addresses), AT_ONCE):
        if desk.stopping:
            return
        began = time.monotonic()
        for skip in _put(desk, addresses[start : start + AT_ONCE], named - start):
            yield skip
        desk.untaken = max(0, len(addresses) - start - AT_ONCE)
        desk.frontier_changed = True
        await asyncio.sleep(time.monotonic() - began)


def _put(desk: Desk, addresses: Sequence[str], named: int) -> list[Skip]:
    skips: list[Skip] = []
    keys = [url_key(address) for address in addresses]
    with desk.storing(), desk.archive.atomic():
        known = desk.archive.known(keys)
        for number, (address, key) in enumerate(zip(addresses, keys, strict=True)):
            source = desk.config.adhoc(address, "")
            force = desk.options.force or number < named
            reason = unwanted(
                Offer(address, key), source, known.get(key), desk.window, desk.now(), force=force
            )
            if not reason and not force and _failed_lately(desk, address):
                reason = "tried"
            if reason and number < named:
                skips.append(Skip(address, host_key(address), reason))
            elif reason:
                desk.left[reason] += 1
            else:
                skips += _put_steps(desk, source)
    return skips


def _failed_lately(desk: Desk, address: str) -> bool:
    """Has an address never answered with anything of use, and is not to be asked for now by itself?"""
    state = desk.archive.feed_state(address)
    if state is None or state.last_success_at is not None:
        return False
    return state.gone or (state.next_poll_at is not None and state.next_poll_at > desk.now())


def _put_steps(desk: Desk, source: SourceConfig) -> Iterator[Skip]:
    for step in desk.steps(source):
        if isinstance(step, Skip):
            yield step
        elif step.state is None or desk.first_time(step.url):
            desk.archive.frontier.put([_waiting(step, desk.run_id)], now=desk.now())


def asked_by(run_id: int | None) -> str:
    """Whose a target is while it waits: of the run that was given it, since no answer has told its source."""
    return f"run {run_id}" if run_id is not None else "a simulation"


def _waiting(poll: Poll, run_id: int | None) -> FrontierItem:
    """A poll as a row: what cannot be looked up again. Two lists never share an identity as two pages may."""
    meta: dict[str, Any] = {"expected": poll.expected}  # Any: JSON
    if poll.source_id is not None:
        meta["source"] = poll.source_id
    if poll.source.url != poll.url:
        meta["given"] = poll.source.url
    if poll.state is not None:
        meta["list"] = poll.state.url
    key = url_key(poll.url) if poll.state is None else poll.url
    return FrontierItem(
        poll.url, key, host_key(poll.url), asked_by(run_id), TARGET, callback="parse_list", meta=meta
    )


def poll_of(desk: Desk, item: FrontierItem) -> Poll:
    """The poll that `_waiting` made a row of, with what is known of its list by now."""
    meta = item.meta
    led = tuple(meta.get(CAME_FROM, ()))
    source = desk.config.adhoc(meta.get("given") or (led[0] if led else item.url), "")
    poll = Poll(item.url, source, meta.get("source"), meta["expected"], waiting=item, led=led)
    state = desk.archive.feed_state(meta.get("list", item.url))
    if "list" not in meta and state is not None and _has_been_read(state):
        return replace(poll, source_id=state.source, expected=state.kind, state=state, led=())
    return replace(poll, state=state if "list" in meta else None, for_good=bool(meta.get(FOR_GOOD)))


def asked_already(desk: Desk, item: FrontierItem) -> bool:
    """Did another list of this run lead to it before its turn came?"""
    if "list" in item.meta:
        return False
    return not desk.first_time(item.url) if names_a_list(item.url) else desk.has_met(item.url)


def _has_been_read(state: FeedState) -> bool:
    """Since the address began to wait, or on the way from another one."""
    return state.last_success_at is not None and state.kind not in UNPOLLED
