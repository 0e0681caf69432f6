"""WebSub's decisions, without a network: whom to ask when, and whom to believe."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.conduct.polling import PollAnswer, PollRules, after_poll
from crawler.conduct.websub import (
    after_push,
    answered,
    asked,
    ended,
    request_form,
    signature_problem,
    takes_push,
    unwanted,
    verified,
    why_ask,
)
from storage.records import FeedState, Subscription

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED, SELF, HUB = "https://harbour.example/feed", "https://harbour.example/self.xml", "https://hub.example/"
CALLBACK = "https://desk.example/websub/"
STATE = FeedState(FEED, "harbour", hub=HUB, self_link=SELF, last_success_at=NOW)


def ask(state: FeedState = STATE, held: Subscription | None = None, at: datetime = NOW) -> Subscription:
    return asked(state, held, CALLBACK, at, token="token-of-16-chars", secret="s3cret")


ASKED = ask()
QUESTION = {"hub.mode": "subscribe", "hub.topic": SELF, "hub.challenge": "c1", "hub.lease_seconds": "864000"}
ACTIVE = verified(ASKED, QUESTION, NOW).row
assert ACTIVE is not None


def test_a_hub_is_asked_when_its_feed_was_read_and_never_without_one() -> None:
    assert why_ask(STATE, None, CALLBACK, NOW)
    for state in (replace(STATE, hub=None), replace(STATE, gone=True), replace(STATE, last_success_at=None)):
        assert not why_ask(state, None, CALLBACK, NOW)


def test_a_subscription_names_the_feeds_own_address() -> None:
    assert request_form(ASKED) == {
        "hub.mode": "subscribe",
        "hub.topic": SELF,
        "hub.callback": CALLBACK + "token-of-16-chars",
        "hub.lease_seconds": "864000",
        "hub.secret": "s3cret",
    }
    assert request_form(ended(ACTIVE, NOW))["hub.mode"] == "unsubscribe"


def test_a_request_that_nobody_verifies_is_repeated_more_and_more_rarely() -> None:
    assert not why_ask(STATE, ASKED, CALLBACK, NOW + 0.9 * HOUR)
    assert why_ask(STATE, ASKED, CALLBACK, NOW + 1.1 * HOUR)
    again = ask(held=ASKED, at=NOW + 1.1 * HOUR)
    assert not why_ask(STATE, again, CALLBACK, NOW + 2.5 * HOUR)
    assert why_ask(STATE, again, CALLBACK, NOW + 3.2 * HOUR)


def test_a_lease_is_renewed_a_day_before_its_end_with_the_same_address_and_secret() -> None:
    assert not why_ask(STATE, ACTIVE, CALLBACK, NOW + 8.9 * DAY)
    assert why_ask(STATE, ACTIVE, CALLBACK, NOW + 9.1 * DAY) == "its lease ends soon"
    again = asked(STATE, ACTIVE, CALLBACK, NOW + 9.1 * DAY, token="other", secret="other")
    assert (again.token, again.secret, again.state) == (ACTIVE.token, ACTIVE.secret, "active")


def test_another_hub_topic_or_callback_is_another_subscription() -> None:
    for state in (replace(STATE, hub="https://other.example/"), replace(STATE, self_link=FEED)):
        assert why_ask(state, ACTIVE, CALLBACK, NOW)
    assert why_ask(STATE, ACTIVE, "https://moved.example/", NOW)
    moved = asked(STATE, ACTIVE, "https://moved.example/", NOW, token="other", secret="other")
    assert (moved.token, moved.state) == ("other", "asked")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 200),
        ({"hub.topic": FEED}, 404),
        ({"hub.mode": "unsubscribe"}, 404),
        ({"hub.mode": "publish"}, 404),
        ({"hub.challenge": ""}, 404),
        ({"hub.challenge": "x" * 5000}, 404),
        ({"hub.lease_seconds": "0"}, 404),
        ({"hub.lease_seconds": "-5"}, 404),
        ({"hub.lease_seconds": "soon"}, 404),
    ],
)
def test_only_what_was_asked_for_is_confirmed(change: dict[str, str], status: int) -> None:
    told = verified(ASKED, QUESTION | change, NOW)
    assert (told.status, told.body == "c1", told.row is not None) == (status, status == 200, status == 200)


def test_nobody_is_subscribed_or_unsubscribed_by_a_stranger() -> None:
    assert verified(None, QUESTION, NOW).status == 404
    assert verified(ACTIVE, QUESTION | {"hub.mode": "unsubscribe"}, NOW).status == 404
    assert verified(ended(ACTIVE, NOW), QUESTION, NOW).status == 404


def test_a_lease_of_years_is_ninety_days_and_none_is_what_was_asked_for() -> None:
    long = verified(ASKED, QUESTION | {"hub.lease_seconds": "9999999999"}, NOW).row
    none = verified(ASKED, {k: v for k, v in QUESTION.items() if k != "hub.lease_seconds"}, NOW).row
    assert long
    assert none
    assert (long.until, none.until) == (NOW + 90 * DAY, NOW + 10 * DAY)


def test_a_denial_is_kept_with_its_reason_and_the_hub_left_alone_for_a_week() -> None:
    told = verified(ASKED, {"hub.mode": "denied", "hub.topic": SELF, "hub.reason": "no\r\nroom"}, NOW)
    assert told.row is not None
    assert (told.status, told.row.state, told.row.reason) == (200, "denied", "the hub denied it: no room")
    assert not why_ask(STATE, told.row, CALLBACK, NOW + 6 * DAY)
    assert why_ask(STATE, told.row, CALLBACK, NOW + 7 * DAY)


def test_a_hub_that_refuses_is_noted_and_a_lease_that_runs_is_kept() -> None:
    assert answered(ASKED, 202, "").state == "asked"
    assert (answered(ASKED, 500, "").state, answered(ASKED, 500, "").reason) == (
        "failed",
        "the hub answered 500",
    )
    assert answered(ACTIVE, None, "no answer within 30 s").state == "active"


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512", "SHA256"])
def test_a_push_is_believed_when_it_is_signed_with_our_secret(method: str) -> None:
    digest = hmac.new(b"s3cret", b"<rss/>", getattr(hashlib, method.lower())).hexdigest()
    assert signature_problem("s3cret", f"{method}={digest}", b"<rss/>") == ""
    assert signature_problem("s3cret", f"{method}={digest}", b"<rss>") == "a wrong signature"
    assert signature_problem("other", f"{method}={digest}", b"<rss/>") == "a wrong signature"


@pytest.mark.parametrize("header", [None, "", "sha256", "sha256=", "md5=00", "sha256=ÿ", "=", "new=1"])
def test_a_push_without_a_usable_signature_is_not_believed(header: str | None) -> None:
    assert signature_problem("s3cret", header, b"<rss/>")


def test_a_push_is_taken_while_the_lease_runs() -> None:
    assert takes_push(ACTIVE, NOW + 9 * DAY)
    assert not takes_push(ACTIVE, NOW + 11 * DAY)
    assert not takes_push(ASKED, NOW)
    assert not takes_push(None, NOW)


def test_a_push_makes_the_feed_due_but_never_hurries_a_server_that_asked_to_wait() -> None:
    waiting = replace(STATE, last_polled_at=NOW - HOUR, next_poll_at=NOW + 5 * HOUR)
    assert after_push(waiting, NOW).next_poll_at == NOW
    assert after_push(waiting, NOW - 0.99 * HOUR).next_poll_at == NOW - HOUR + timedelta(minutes=1)
    assert after_push(waiting, NOW - 2 * HOUR) == waiting  # the poll came after the push
    busy = replace(waiting, failures=1, last_status=429)
    gone = replace(waiting, gone=True)
    assert (after_push(busy, NOW), after_push(gone, NOW)) == (busy, gone)


@pytest.mark.parametrize("every", [None, 900.0])
def test_a_pushed_feed_is_polled_every_six_hours_and_in_time_to_renew_a_short_lease(
    every: float | None,
) -> None:
    rules, good = PollRules(every=every), PollAnswer(200, new_entries=1)
    pushed = replace(STATE, subscribed_until=NOW + 10 * DAY)
    assert after_poll(pushed, good, rules, NOW, spread=0).next_poll_at == NOW + 6 * HOUR
    short = replace(STATE, subscribed_until=NOW + 5 * HOUR)
    assert after_poll(short, good, rules, NOW, spread=0).next_poll_at == NOW + 4 * HOUR


def test_what_is_removed_switched_off_or_gone_is_unsubscribed() -> None:
    assert not unwanted(ACTIVE, {"harbour"}, STATE, NOW)
    assert unwanted(ACTIVE, {"valley"}, STATE, NOW)
    assert unwanted(ACTIVE, {"harbour"}, replace(STATE, gone=True), NOW)
    assert unwanted(ACTIVE, {"harbour"}, None, NOW)
    ending = ended(ACTIVE, NOW)
    assert not unwanted(ending, {"valley"}, STATE, NOW + 0.5 * HOUR)
    assert unwanted(ending, {"valley"}, STATE, NOW + 1.5 * HOUR)
    told = verified(ending, QUESTION | {"hub.mode": "unsubscribe"}, NOW)
    assert (told.status, told.body, told.ends) == (200, "c1", True)
