"""WebSub (W3C Recommendation, 2018) as decisions: when a hub is asked, what its answers and its pushes are worth.

Nothing is sent from here. A hub is only ever asked where a callback address is configured.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.conduct.durations import DAY, HOUR, MINUTE, WEEK, say
from crawler.conduct.polling import ASKS_TO_WAIT, back_off
from storage.records import FeedState, Subscription

LEASE = 10 * DAY  #: seconds of a subscription that are asked for; hubs may give less
LONGEST_LEASE = 90 * DAY  #: seconds of a lease that are believed
LONGEST_CHALLENGE = 4096  #: characters that are echoed
HASHES = ("sha1", "sha256", "sha384", "sha512")
"""Hashes of a signature. SHA-1 is among those of the Recommendation and what the oldest public hub signs with; inside
an HMAC it cannot be forged, and all that a push does here is to make its feed due."""


def why_ask(state: FeedState, held: Subscription | None, callback: str, now: datetime) -> str:
    """Say in words why the feed's hub should be asked to push now; "" where it should not."""
    if not state.hub or state.gone or state.last_success_at is None:
        return ""
    if held is None or _is_another(held, state, callback):
        return "the feed names a hub"
    waited = (now - held.asked_at).total_seconds() if held.asked_at else WEEK
    if held.state == "denied":
        return "it was denied a week ago" if waited >= WEEK else ""
    if waited < back_off(held.attempts, base=HOUR):
        return ""
    if held.state == "active":
        return "its lease ends soon" if held.until is None or held.until - now < _margin(held) else ""
    return "it has not been verified"


def _is_another(held: Subscription, state: FeedState, callback: str) -> bool:
    return (held.hub, held.topic, held.callback) != (state.hub, topic_of(state), callback)


def _margin(held: Subscription) -> timedelta:
    """How long before its end a lease is renewed: a day, or a quarter of a shorter lease."""
    if held.until is None or held.verified_at is None:
        return timedelta(days=1)
    return min(timedelta(days=1), (held.until - held.verified_at) / 4)


def topic_of(state: FeedState) -> str:
    """The address that a hub knows a feed by: its own rel=self."""
    return state.self_link or state.url


def asked(
    state: FeedState, held: Subscription | None, callback: str, now: datetime, *, token: str, secret: str
) -> Subscription:
    """The row to keep before the hub is asked. A renewal keeps its address and its secret; else both are new."""
    if held is not None and not _is_another(held, state, callback):
        kept = held.state if held.state == "active" else "asked"
        return replace(held, source=state.source, state=kept, asked_at=now, attempts=held.attempts + 1)
    return Subscription(
        state.url, state.source, state.hub or "", topic_of(state), callback, token, secret, asked_at=now, attempts=1
    )  # fmt: skip


def unwanted(held: Subscription, sources: Collection[str], state: FeedState | None, now: datetime) -> bool:
    """Say whether the hub should be told to stop: the source was removed or switched off, or the feed is gone."""
    if held.source in sources and state is not None and not state.gone:
        return False
    waited = (now - held.asked_at).total_seconds() if held.asked_at else WEEK
    return held.state != "ending" or waited >= back_off(held.attempts, base=HOUR)


def ended(held: Subscription, now: datetime) -> Subscription:
    """The row to keep before the hub is told to stop."""
    attempts = held.attempts + 1 if held.state == "ending" else 1
    return replace(held, state="ending", asked_at=now, attempts=attempts)


def request_form(held: Subscription, lease: float = LEASE) -> dict[str, str]:
    """The form that is posted to the hub (5.1): to subscribe, or where the row is ending, to unsubscribe."""
    form = {
        "hub.mode": "unsubscribe" if held.state == "ending" else "subscribe",
        "hub.topic": held.topic,
        "hub.callback": held.callback + held.token,
    }
    return (
        form
        if held.state == "ending"
        else form | {"hub.lease_seconds": f"{lease:.0f}", "hub.secret": held.secret}
    )


def answered(held: Subscription, status: int | None, problem: str) -> Subscription:
    """The row after the hub's answer to a request. Accepting is no more than that: verification makes it active."""
    if status is not None and 200 <= status < 300:
        return replace(held, reason="the hub has accepted the request and is to verify it")
    reason = problem or f"the hub answered {status}"
    kept = held.state if held.state in ("active", "ending") else "failed"
    return replace(held, state=kept, reason=reason)


# What a hub sends -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """What the callback answers, and the row afterwards: None for no change, `ends` where it is to be dropped."""

    status: int
    body: str = ""
    row: Subscription | None = None
    ends: bool = False


REFUSED = Told(404, "no such subscription")


def verified(held: Subscription | None, query: Mapping[str, str], now: datetime) -> Told:
    """Answer a hub's question whether we meant it (5.3): the challenge where we did, 404 where we did not."""
    mode, topic = query.get("hub.mode"), query.get("hub.topic")
    if held is None or topic != held.topic:
        return REFUSED
    if mode == "denied":
        return _denied(held, query.get("hub.reason", ""))
    challenge = query.get("hub.challenge", "")
    if not 0 < len(challenge) <= LONGEST_CHALLENGE:
        return REFUSED
    if mode == "unsubscribe" and held.state == "ending":
        return Told(200, challenge, ends=True)
    lease = _lease(query.get("hub.lease_seconds"))
    if mode != "subscribe" or held.state == "ending" or lease <= 0:
        return REFUSED
    reason = f"verified by the hub for {say(lease)}"
    until = now + timedelta(seconds=lease)
    row = replace(held, state="active", attempts=0, verified_at=now, until=until, reason=reason)
    return Told(200, challenge, row)


def _denied(held: Subscription, reason: str) -> Told:
    if held.state == "ending":
        return Told(200, ends=True)
    words = " ".join(reason.split())[:200]
    row = replace(held, state="denied", until=None, reason=f"the hub denied it: {words or 'no reason given'}")
    return Told(200, row=row)


def _lease(text: str | None) -> float:
    """Seconds; a hub that names none gives what was asked for."""
    if text is None:
        return LEASE
    return min(float(text), LONGEST_LEASE) if text.isascii() and text.isdecimal() and len(text) < 12 else 0.0


def signature_problem(secret: str, header: str | None, body: bytes) -> str:
    """Say what is wrong with a push's X-Hub-Signature (7.1); "" where it was made with our secret."""
    if not header:
        return "no X-Hub-Signature"
    method, _, given = header.strip().partition("=")
    if method.lower() not in HASHES:
        return f"a signature by {method[:20]!r}, which is none of {', '.join(HASHES)}"
    wanted = hmac.new(secret.encode(), body, getattr(hashlib, method.lower())).hexdigest()
    return "" if hmac.compare_digest(wanted.encode(), given.strip().lower().encode()) else "a wrong signature"


def takes_push(held: Subscription | None, now: datetime) -> bool:
    """Is a push for this row still wanted? A hub that is told no (410) may end the subscription."""
    return held is not None and held.state == "active" and held.until is not None and held.until > now


def after_push(state: FeedState, at: datetime) -> FeedState:
    """Make the feed due because its hub pushed; a server that asked to wait, and a feed that is gone, are left alone."""
    asked_to_wait = state.failures and state.last_status in ASKS_TO_WAIT
    if state.gone or asked_to_wait or (state.last_polled_at and state.last_polled_at >= at):
        return state
    moment = max(at, (state.last_polled_at or at) + timedelta(seconds=MINUTE))
    if state.next_poll_at is not None and state.next_poll_at <= moment:
        return state
    return replace(state, next_poll_at=moment, next_poll_reason="its hub pushed news (WebSub)")
