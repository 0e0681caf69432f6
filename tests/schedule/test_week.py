"""A week of 200 sources on a clock of its own: decisions and a real archive, nothing on the wire.

Every poll goes through what a crawl goes through - what is due, the state after an answer, the row, the review - and
the sources grow, pause at weekends, vanish, come back and fall silent as real ones do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from crawler.conduct import PollAnswer, PollRules, after_poll, spread_of
from crawler.config import Config, ScheduleConfig, SourceConfig
from crawler.config.cron import parse_cron
from crawler.config.quiet import parse_quiet
from crawler.polls import Poll, plan
from crawler.review import review
from crawler.schedule.due import due_in
from storage.archive import SQLiteArchive, open_archive
from storage.records import Feed, FeedState, Fetch
from storage.rows import SourceRow

SOURCES = 200
#: Berlin changes to winter time in the night to Sunday, 25 October: the week has 169 hours there
START = datetime(2026, 10, 19, 6, 0, tzinfo=UTC)
LOOK, WEEK, HOUR = timedelta(minutes=30), timedelta(days=7), timedelta(hours=1)
OUTAGE = (START + timedelta(days=2), START + timedelta(days=2, hours=5))  #: of our own network
DOWN = (START + timedelta(days=4, hours=1), START + timedelta(days=4, hours=7))  #: nobody runs the schedule
TROUBLE = START + timedelta(days=3)


@dataclass
class Paper:
    """One source: how it behaves, and what was asked of it."""

    number: int
    source: SourceConfig
    manner: str  #: "steady", "weekdays", "vanishing", "gone", "stumbling", "silent", "moving"
    asked: list[datetime] = field(default_factory=list)
    came: list[datetime] = field(default_factory=list)

    def answer(self, now: datetime, last: datetime) -> PollAnswer:
        if OUTAGE[0] <= now < OUTAGE[1]:
            return PollAnswer(None, error="error", problem="the host has no address (DNS)")
        troubled = now >= TROUBLE
        if self.manner == "vanishing" and troubled:
            return PollAnswer(404, error="error", problem="HTTP 404")
        if self.manner == "gone" and troubled:
            return PollAnswer(410, error="error", problem="HTTP 410")
        if self.manner == "stumbling" and TROUBLE <= now < TROUBLE + 20 * HOUR:
            return PollAnswer(503, {"retry-after": "7200"}, error="error", problem="HTTP 503")
        new = self.printed(last, now)
        self.came += new
        return (
            PollAnswer(200, feed=Feed(title="A paper"), entries=20, new_entries=len(new))
            if new
            else PollAnswer(304)
        )

    def printed(self, last: datetime, now: datetime) -> list[datetime]:
        """What was published since the last look: an article every six hours."""
        first = last.replace(minute=self.number % 60, second=0, microsecond=0)
        times = [first + n * HOUR for n in range(int((now - last) / HOUR) + 2)]
        return [
            when
            for when in times
            if last < when <= now and when.hour % 6 == self.number % 6 and self.prints(when)
        ]

    def prints(self, when: datetime) -> bool:
        if self.manner == "silent" and when >= TROUBLE:
            return False
        return self.manner != "weekdays" or when.weekday() < 5


def papers() -> list[Paper]:
    manners = ["steady"] * 12 + [
        "weekdays",
        "weekdays",
        "vanishing",
        "gone",
        "stumbling",
        "silent",
        "steady",
        "steady",
    ]
    rhythms: tuple[dict[str, object], ...] = (
        {}, {"every": 3600.0}, {"every": 10800.0}, {"every": 14400.0}, {"cron": parse_cron("0 */2 * * *")},
        {"cron": parse_cron("30 2 * * *"), "zone": "Europe/Berlin"},
        {"every": 7200.0, "quiet": (parse_quiet("22:00-06:00"),), "zone": "Europe/Berlin"},
    )  # fmt: skip
    found = []
    for number in range(SOURCES):
        url = f"https://paper{number}.example/feed.xml"
        source = SourceConfig(url, f"paper{number}", kind="feed", **rhythms[number % len(rhythms)])  # type: ignore[arg-type]
        found.append(Paper(number, source, manners[number % len(manners)]))
    return found


@dataclass
class Week:
    """The desk that lives through the week."""

    archive: SQLiteArchive
    config: Config
    papers: dict[str, Paper]
    runs: int = 0
    missed: list[str] = field(default_factory=list)

    def live(self) -> None:
        now = START
        while now < START + WEEK:
            if not DOWN[0] <= now < DOWN[1]:
                self.look(now)
            now += LOOK

    def look(self, now: datetime) -> None:
        due = due_in(self.archive, self.config, now)
        if not due:
            return
        self.runs += 1
        with self.archive.atomic():
            run = self.archive.start_run("crawl --due", now=now)
            states = [self.poll(self.papers[name], run, now) for name in due]
            self.archive.put_feed_states(states)
            self.archive.end_run(run, "ok", now=now)
            review(self.archive, self.config, due, run_id=run, now=now)
        again = due_in(self.archive, self.config, now) if self.runs % 8 == 0 else []
        self.missed += [f"{name} due twice at {now}" for name in again]

    def poll(self, paper: Paper, run: int, now: datetime) -> FeedState:
        url = paper.source.url
        before = self.archive.feed_state(url)
        (step,) = plan(paper.source, paper.source.id, [before] if before else [], "due", now)
        assert isinstance(step, Poll)
        state = before or FeedState(url, paper.source.id)
        answer = paper.answer(now, state.last_success_at or now - 12 * HOUR)
        paper.asked.append(now)
        good = answer.status in (200, 304)
        verdict = "feed" if answer.status == 200 else "not_modified" if good else answer.error
        self.archive.record_fetches(
            run, [Fetch(url, paper.source.id, now, "feed", answer.status, verdict, answer.problem)]
        )
        cron = paper.source.cron
        rules = PollRules(
            every=paper.source.every,
            planned=cron.next(now, self.config.zone_of(paper.source)) if cron else None,
            quiet_until=lambda at: self.config.quiet_until(paper.source, at),
        )
        return after_poll(state, answer, rules, now, spread=spread_of(url))


def past(paper: Paper) -> Iterator[datetime]:
    """Four weeks before, so that there are habits."""
    return iter(paper.printed(START - timedelta(days=28), START))


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    found = {paper.source.id: paper for paper in papers()}
    config = Config(sources=tuple(paper.source for paper in found.values()), schedule=ScheduleConfig())
    with open_archive(tmp_path_factory.mktemp("week") / "news.db", now=lambda: START) as archive:
        archive.put_sources(
            [SourceRow(name, one.source.url, added_at=START - 28 * 24 * HOUR) for name, one in found.items()]
        )
        remembered = defaultdict(list)
        for name, one in found.items():
            remembered[name] = list(past(one))

        def text_dates(source: str, *, since: datetime) -> list[datetime]:
            """Articles are not stored in this week, their dates are what counts."""
            return [when for when in (*remembered[source], *found[source].came) if when >= since]

        archive.text_dates = text_dates  # type: ignore[method-assign]
        lived = Week(archive, config, found)
        lived.live()
        yield lived


def of(week: Week, *manners: str) -> list[Paper]:
    return [paper for paper in week.papers.values() if paper.manner in manners]


def gaps(paper: Paper) -> list[timedelta]:
    return [later - earlier for earlier, later in pairwise(paper.asked)]


def health(week: Week) -> dict[str, str]:
    return {row.id: row.health for row in week.archive.sources()}


def test_every_due_poll_is_made_once(week: Week) -> None:
    assert week.missed == []
    assert all(len(set(paper.asked)) == len(paper.asked) for paper in week.papers.values())
    assert all(paper.asked[0] == START or paper.source.quiet for paper in week.papers.values())
    for paper in of(week, "steady", "weekdays", "silent"):
        state = week.archive.feed_state(paper.source.url)
        assert state is not None
        assert state.next_poll_at is not None
        assert state.next_poll_at > START + WEEK - LOOK, "nothing that was due before the end is left"


def test_no_feed_is_asked_more_often_than_once_an_hour_and_none_without_reason_less_than_its_habits(
    week: Week,
) -> None:
    for paper in of(week, "steady", "weekdays"):
        waits = [
            gap for gap, at in zip(gaps(paper), paper.asked[1:], strict=False)
            if not OUTAGE[0] <= at <= OUTAGE[1] + HOUR
        ]  # fmt: skip
        if paper.source.cron is None:
            assert min(waits) >= HOUR, paper.source.id
        longest = timedelta(hours=27 if paper.source.cron else 16)
        assert max(waits) <= longest, (paper.source.id, max(waits))


def test_a_daily_cron_comes_at_its_local_time_on_both_sides_of_the_clock_change(week: Week) -> None:
    """02:30 in Berlin is 00:30 UTC in summer and 01:30 in winter; it comes twice on the 25th and counts once."""
    for paper in of(week, "steady"):
        if paper.source.zone and paper.source.cron:
            times = [at for at in paper.asked[1:] if not OUTAGE[0] <= at <= OUTAGE[1] + HOUR and at.day != 23]
            assert {(at.hour, at.minute) for at in times if at.day <= 25} == {(0, 30)}
            assert {(at.hour, at.minute) for at in times if at.day == 26} == {(1, 30)}


def test_nobody_is_asked_in_the_quiet_hours(week: Week) -> None:
    quiet = [paper for paper in week.papers.values() if paper.source.quiet]
    assert quiet
    for paper in quiet:
        assert all(week.config.quiet_until(paper.source, at) is None for at in paper.asked)


def test_after_downtime_each_source_is_asked_once(week: Week) -> None:
    for paper in of(week, "steady", "weekdays", "silent"):
        caught_up = [at for at in paper.asked if DOWN[1] <= at < DOWN[1] + HOUR]
        assert len(caught_up) <= 1, paper.source.id


def test_a_server_that_asks_to_wait_is_left_alone_so_long(week: Week) -> None:
    for paper in of(week, "stumbling"):
        in_trouble = [at for at in paper.asked if TROUBLE <= at < TROUBLE + 20 * HOUR]
        assert all(later - earlier >= 2 * HOUR for earlier, later in pairwise(in_trouble))


def test_a_feed_that_said_410_is_never_asked_again(week: Week) -> None:
    for paper in of(week, "gone"):
        assert sum(at >= TROUBLE for at in paper.asked) == 1


def test_the_verdicts_at_the_end_of_the_week_are_right(week: Week) -> None:
    states = health(week)
    expected = {
        "steady": "ok",
        "weekdays": "ok",
        "vanishing": "broken",
        "gone": "broken",
        "stumbling": "ok",
        "silent": "silent",
    }
    rare = {
        name for name, paper in week.papers.items() if len(paper.asked) < 12
    }  # once a day: three failures take three days
    wrong = {
        name: (paper.manner, states[name])
        for name, paper in week.papers.items()
        if states[name] != expected[paper.manner] and name not in rare
    }
    assert wrong == {}


def test_nobody_was_blamed_for_our_own_outage_or_our_own_downtime(week: Week) -> None:
    blamed = {
        change.source: change
        for change in week.archive.health_changes(limit=10_000)
        if change.before and week.papers[change.source].manner in ("steady", "weekdays")
    }
    assert blamed == {}
    offline = [week.archive.run(number).started_at for number in sorted(week.archive.offline_runs())]
    assert offline
    assert all(OUTAGE[0] <= at < OUTAGE[1] for at in offline)


def test_states_do_not_flap(week: Week) -> None:
    changes: defaultdict[str, int] = defaultdict(int)
    for change in week.archive.health_changes(limit=10_000):
        changes[change.source] += 1
    assert max(changes.values()) <= 3, "new to ok, ok to broken, and back"
