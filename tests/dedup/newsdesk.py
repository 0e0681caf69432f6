"""Articles for the folding tests: our own sentences, hours on one clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from crawler.dedup import Stories, signature
from crawler.dedup.stories import candidate_of
from storage.records import Candidate, Verdict

MORNING = datetime(2026, 3, 2, 6, tzinfo=UTC)

DREDGING = (
    (
        "The harbour board of Elmsworth voted on Tuesday to dredge the northern channel before winter, after two ferries "
        "touched the sandbank in one week."
    ),
    (
        "Pilots had asked for the work since spring. The board said that the money was only found when the county sold "
        "its old crane to a museum in the capital."
    ),
    (
        "“We would rather have dug a year ago than explain it now,” said Ines Caro, who chairs the board. Work begins on "
        "4 October and is to cost 1,250,000 crowns."
    ),
    (
        "The ferry company welcomed the vote. It has cancelled 31 crossings at low water since June, and its captains now "
        "carry a chart on which the bank is drawn by hand."
    ),
    (
        "Fishermen are less pleased: the spoil is to be dumped off Gull Point, where they set their pots. A hearing on "
        "the dumping ground is planned for the end of the month."
    ),
    (
        "The last dredging, eleven years ago, took six weeks and closed the inner basin to yachts. This time the board "
        "promises that one half of the channel stays open at any hour."
    ),
)
ORCHARD = (
    (
        "Growers in the Vale of Denby expect the smallest cherry harvest in a generation after three nights of frost in "
        "the last week of April."
    ),
    (
        "The cooperative counted blossom on 240 trees and found that four in five were brown inside. Insurance covers "
        "hail but not frost, and only nine farms had bought the extra cover."
    ),
    (
        "Some growers lit straw between the rows and hovered a hired helicopter over the young trees to press warm air "
        "down. “It bought us one degree, and we needed three,” said Harold Pike."
    ),
    (
        "The ministry will decide in June whether the valley counts as a disaster area, which would open a fund of "
        "2.4 million crowns."
    ),
)
LIBRARY = (
    (
        "The town library of Stowbridge lends tools from Monday: drills, ladders, a cement mixer and a machine that "
        "turns apples into juice."
    ),
    (
        "Readers pay nothing but must return a tool clean. The idea came from a caretaker who had counted seven drills in "
        "one stairwell, none of which had run for more than a quarter of an hour."
    ),
    "The council gave 18,000 crowns for the first shelf and asks for a report after a year.",
)


def text(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(paragraphs)


def article(
    headline: str | None,
    body: str,
    hours: float = 0.0,
    *,
    story: int | None = None,
    url: str = "https://a.example/1",
) -> Candidate:
    """An article `hours` after the morning; with `story` it is a neighbour."""
    when = MORNING + timedelta(hours=hours)
    marks = signature(headline, body)
    return Candidate(url, url, "gazette", headline, body, when, when, "en", marks, article_id=story)


def folded(*articles: tuple[str, str, float]) -> list[int]:
    """The story of each (headline, body, hours), named by the place of its first article, in the order given."""
    stories = added(*articles)[0].stories()
    return [stories.index(story) for story in stories]


def added(*articles: tuple[str, str, float]) -> tuple[Stories, list[Verdict]]:
    stories = Stories()
    rows = [
        {"id": n, "headline": headline, "body": body, "published": MORNING + timedelta(hours=hours)}
        for n, (headline, body, hours) in enumerate(articles)
    ]
    return stories, [stories.add(candidate_of(row)) for row in rows]
