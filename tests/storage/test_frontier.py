"""Waiting requests and the slots of hosts: leased, given back, failed, taken over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import storage.frontier
from storage.archive import SQLiteArchive, open_archive
from storage.errors import LeaseLost
from storage.frontier import MAX_ATTEMPTS
from storage.records import TARGET, FrontierItem
from storage.times import to_text
from tests.storage.conftest import NOON


def item(n: int, host: str = "a.example", **fields: object) -> FrontierItem:
    return FrontierItem(f"https://{host}/{n}", f"{host}/{n}", host, "gazette", **fields)  # type: ignore[arg-type]


@pytest.fixture
def clock_of_leases(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Move the store's own clock, which no caller can pass in."""
    seconds = [1_000_000.0]
    monkeypatch.setattr(storage.frontier, "lease_clock", lambda: seconds[0])

    def forward(by: float) -> None:
        seconds[0] += by

    return forward


def fence(archive: SQLiteArchive, host: str = "a.example") -> int:
    slot = archive.hosts.take(host, ttl=60)
    assert slot is not None
    return slot.fence


def test_items_come_back_as_they_were_put_highest_priority_first(archive: SQLiteArchive) -> None:
    meta = {"entry": {"title": "Порт"}, "depth": 2}
    assert (
        archive.frontier.put([item(1), item(2, priority=5, meta=meta, callback="parse_feed", kind="feed")])
        == 2
    )
    first, second = archive.frontier.lease("a.example", 9, fence=fence(archive), ttl=60)
    assert (first.url, first.meta, first.callback, first.kind) == (
        "https://a.example/2",
        meta,
        "parse_feed",
        "feed",
    )
    assert (second.priority, second.attempts) == (0, 1)


def test_a_page_takes_the_place_of_a_target_and_a_target_goes_to_who_asked_last(
    archive: SQLiteArchive,
) -> None:
    archive.frontier.put([item(1, kind=TARGET), item(2, kind=TARGET)])
    archive.frontier.put([item(1), replace(item(2, kind=TARGET), source="run 7")])
    assert archive.frontier.sources() == {"gazette", "run 7"}
    leased = archive.frontier.lease("a.example", 9, fence=fence(archive), ttl=60)
    assert {(one.url_key, one.kind) for one in leased} == {("a.example/1", "page"), ("a.example/2", TARGET)}


def test_an_address_waits_once_with_its_highest_priority(archive: SQLiteArchive) -> None:
    assert archive.frontier.put([item(1), item(1, priority=3), item(1)]) == 1
    [leased] = archive.frontier.lease("a.example", 9, fence=fence(archive), ttl=60)
    assert leased.priority == 3


def test_what_waits_for_later_comes_forward_when_it_is_asked_for_earlier(archive: SQLiteArchive) -> None:
    later, sooner = NOON + timedelta(hours=24), NOON + timedelta(hours=1)
    recheck = item(1, kind="recheck")
    archive.frontier.put([replace(recheck, not_before=later)])
    archive.frontier.put([replace(recheck, not_before=sooner)])
    assert [row["not_before"] for row in archive.db["frontier"].rows] == [to_text(sooner)]
    archive.frontier.put([replace(recheck, not_before=later)])
    assert [row["not_before"] for row in archive.db["frontier"].rows] == [to_text(sooner)]
    archive.frontier.put([recheck])
    assert [row["not_before"] for row in archive.db["frontier"].rows] == [None]


def test_what_waits_takes_over_what_a_later_list_says_of_it(archive: SQLiteArchive) -> None:
    archive.frontier.put([item(1, meta={"start": "2026", "entry": {"title": "Strike", "language": "en"}})])
    archive.frontier.put([item(1, meta={"entry": {"title": "Strike over"}})])
    [leased] = archive.frontier.lease("a.example", 9, fence=fence(archive), ttl=60)
    assert leased.meta == {"start": "2026", "entry": {"title": "Strike over", "language": "en"}}


def test_what_waits_because_it_failed_keeps_its_time(archive: SQLiteArchive) -> None:
    slot = archive.hosts.take("a.example", ttl=60)
    assert slot is not None
    archive.frontier.put([item(1)])
    (leased,) = archive.frontier.lease("a.example", 1, fence=slot.fence, ttl=60)
    assert leased.id is not None
    archive.frontier.fail([leased.id], not_before=NOON + timedelta(hours=6), reason="HTTP 503")
    archive.frontier.put([item(1)])
    assert archive.frontier.lease("a.example", 1, fence=slot.fence, ttl=60) == []


def test_a_leased_item_is_not_leased_again_until_its_lease_runs_out(
    archive: SQLiteArchive, clock_of_leases: Callable[[float], None]
) -> None:
    archive.frontier.put([item(1)])
    mine = fence(archive)
    assert len(archive.frontier.lease("a.example", 1, fence=mine, ttl=30)) == 1
    assert archive.frontier.lease("a.example", 1, fence=mine, ttl=30) == []
    clock_of_leases(31)
    assert [again.attempts for again in archive.frontier.lease("a.example", 1, fence=mine, ttl=30)] == [2]


def test_a_failed_item_waits_until_it_is_due(archive: SQLiteArchive) -> None:
    archive.frontier.put([item(1)])
    mine = fence(archive)
    [leased] = archive.frontier.lease("a.example", 1, fence=mine, ttl=60)
    archive.frontier.fail([leased.id or 0], not_before=NOON + timedelta(minutes=5), reason="503")
    assert archive.frontier.lease("a.example", 1, fence=mine, ttl=60) == []
    assert archive.frontier.due_hosts() == []
    later = NOON + timedelta(minutes=5)
    assert archive.frontier.due_hosts(now=later) == [("a.example", 1)]
    assert len(archive.frontier.lease("a.example", 1, fence=mine, ttl=60, now=later)) == 1


def test_attempts_have_a_limit_and_the_dead_stay_visible(archive: SQLiteArchive) -> None:
    archive.frontier.put([item(1)])
    mine = fence(archive)
    for _ in range(MAX_ATTEMPTS):
        [leased] = archive.frontier.lease("a.example", 1, fence=mine, ttl=60)
        archive.frontier.fail([leased.id or 0], reason="timeout")
    assert archive.frontier.lease("a.example", 1, fence=mine, ttl=60) == []
    assert archive.frontier.waiting() == 0
    [row] = archive.why("https://a.example/1").frontier
    assert (row["state"], row["reason"]) == ("dead", "timeout")


def test_of_what_a_killed_run_had_leased_only_the_first_is_blamed_and_goes_behind_the_others(
    archive: SQLiteArchive, clock_of_leases: Callable[[float], None]
) -> None:
    archive.frontier.put([item(1), item(2), item(3)])
    mine, order = fence(archive), []
    for death in range(1, 5):
        found = archive.frontier.lease("a.example", 3, fence=mine, ttl=30)
        order.append([(one.url[-1], one.attempts) for one in found])
        clock_of_leases(31 * death)
    assert order == [
        [("1", 1), ("2", 1), ("3", 1)],
        [("2", 1), ("3", 1), ("1", 2)],
        [("3", 1), ("1", 2), ("2", 2)],
        [("1", 2), ("2", 2), ("3", 2)],
    ]


def test_a_dead_run_s_leases_are_free_at_once_and_count_for_none_that_was_not_reached(tmp_path: Path) -> None:
    def leases(archive: SQLiteArchive) -> list[tuple[str, int]]:
        found = archive.frontier.lease("a.example", 2, fence=fence(archive), ttl=900)
        return [(one.url[-1], one.attempts) for one in found]

    with open_archive(tmp_path / "news.db") as died:
        died.frontier.put([item(1), item(2)])
        died.start_run("crawl")
        assert leases(died) == [("1", 1), ("2", 1)]
    with open_archive(tmp_path / "news.db") as archive:
        assert leases(archive) == [("2", 1), ("1", 2)]


def test_an_item_that_kills_its_worker_each_time_is_set_aside(
    archive: SQLiteArchive, clock_of_leases: Callable[[float], None]
) -> None:
    archive.frontier.put([item(1)])
    mine = fence(archive)
    leases = 0
    while archive.frontier.lease("a.example", 1, fence=mine, ttl=10):
        leases += 1
        clock_of_leases(11)
    assert leases == MAX_ATTEMPTS
    assert archive.frontier.waiting() == 0


def test_what_was_never_requested_is_given_back_without_an_attempt(archive: SQLiteArchive) -> None:
    archive.frontier.put([item(1)])
    mine = fence(archive)
    for _ in range(MAX_ATTEMPTS + 2):
        [leased] = archive.frontier.lease("a.example", 1, fence=mine, ttl=60)
        archive.frontier.give_back([leased.id or 0])
    assert leased.attempts == 1


def test_done_items_are_gone_and_a_second_time_is_no_error(archive: SQLiteArchive) -> None:
    archive.frontier.put([item(1)])
    [leased] = archive.frontier.lease("a.example", 1, fence=fence(archive), ttl=60)
    archive.frontier.ack([leased.id or 0])
    archive.frontier.ack([leased.id or 0])
    assert archive.frontier.waiting() == 0


def test_a_slot_is_held_by_one_and_its_fence_grows(
    archive: SQLiteArchive, clock_of_leases: Callable[[float], None]
) -> None:
    first = archive.hosts.take("a.example", ttl=30)
    assert first is not None
    assert archive.hosts.take("a.example", ttl=30) is None
    clock_of_leases(31)
    second = archive.hosts.take("a.example", ttl=30)
    assert second is not None
    assert second.fence > first.fence
    assert archive.hosts.holds("a.example", second.fence)
    assert not archive.hosts.holds("a.example", first.fence)
    with pytest.raises(LeaseLost):
        archive.hosts.renew("a.example", first.fence, ttl=30)
    with pytest.raises(LeaseLost):
        archive.frontier.lease("a.example", 1, fence=first.fence, ttl=30)
    archive.hosts.release("a.example", first.fence)
    assert archive.hosts.take("a.example", ttl=30) is None


def test_a_released_slot_rests_until_its_time(archive: SQLiteArchive) -> None:
    mine = fence(archive)
    archive.frontier.put([item(1)])
    archive.hosts.release("a.example", mine, not_before=NOON + timedelta(seconds=30))
    assert archive.hosts.take("a.example", ttl=60) is None
    assert archive.frontier.due_hosts() == []
    assert archive.hosts.take("a.example", ttl=60, now=NOON + timedelta(seconds=30)) is not None


def test_fences_of_all_hosts_grow_together(archive: SQLiteArchive) -> None:
    fences = [fence(archive, host) for host in ("a.example", "b.example", "c.example")]
    assert fences == sorted(set(fences))


def test_a_lease_for_some_sources_leaves_the_items_of_others_waiting(archive: SQLiteArchive) -> None:
    archive.frontier.put(
        [item(1), FrontierItem("https://a.example/2", "a.example/2", "a.example", "courier")]
    )
    assert archive.frontier.due_hosts(sources=["courier"]) == [("a.example", 1)]
    assert archive.frontier.due_hosts(sources=[]) == []
    (leased,) = archive.frontier.lease("a.example", 9, fence=fence(archive), ttl=60, sources={"courier"})
    assert leased.source == "courier"
    assert archive.frontier.due_hosts() == [("a.example", 1)]


def test_pages_that_failed_while_our_network_was_down_keep_all_their_attempts(archive: SQLiteArchive) -> None:
    archive.frontier.put([item(1), item(2)])
    leased = archive.frontier.lease("a.example", 9, fence=fence(archive), ttl=60)
    later, soon = NOON + timedelta(hours=12), NOON + timedelta(minutes=10)
    archive.frontier.fail([one.id for one in leased if one.id], not_before=later, reason="no answer")
    archive.frontier.excuse(["https://a.example/1"], not_before=soon)
    found = {row["url"][-1]: (row["attempts"], row["not_before"]) for row in archive.db["frontier"].rows}
    assert found == {"1": (0, to_text(soon)), "2": (1, to_text(later))}
