"""Quality and speed of folding on made-up news with known truth: `python -m tests.bench.dedup_quality [STORIES]`.

Words are invented (frequencies as Zipf has them), so nothing belongs to a publisher and any size can be made.
Real articles are harder; this finds a rule that broke, and shows the cost per article. Prints one JSON line.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crawler.dedup import fold

START = datetime(2026, 1, 5, tzinfo=UTC)
SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in ("a", "e", "i", "o", "u", "an", "er", "ol")]


@dataclass(frozen=True, slots=True)
class Doc:
    id: int
    headline: str
    body: str
    published: datetime
    story: int
    kind: str
    language: str = "en"
    source: str = "bench"


class Newsroom:
    """Makes articles, copies of them, and the issues of bulletins."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.words = [
            "".join(self.chance.choices(SYLLABLES, k=self.chance.randint(1, 4))) for _ in range(6000)
        ]
        self.weights = [1 / (rank + 3) for rank in range(len(self.words))]

    def sentence(self) -> str:
        words = self.chance.choices(self.words, self.weights, k=self.chance.randint(8, 26))
        if self.chance.random() < 0.3:
            words.insert(self.chance.randrange(len(words)), str(self.chance.randrange(2, 90_000)))
        if self.chance.random() < 0.4:
            words.insert(self.chance.randrange(1, len(words)), self.chance.choice(self.words).title())
        return " ".join(words).capitalize() + "."

    def paragraphs(self, count: int) -> list[str]:
        return [" ".join(self.sentence() for _ in range(self.chance.randint(1, 4))) for _ in range(count)]

    def edited(self, text: str, share: float) -> str:
        words = []
        for word in text.split(" "):
            luck = self.chance.random()
            words += [] if luck < share / 2 else [self.chance.choice(self.words)] if luck < share else [word]
        return " ".join(words)

    def bulletin(self, town: str) -> str:
        number = self.chance.randrange
        return (
            f"{town} expects a dry day, the weather office says. Temperatures will reach {number(5, 35)} degrees and fall "
            f"to {number(-9, 5)} at night. The chance of rain is {number(100)} per cent. Winds will gust at up to "
            f"{number(9, 99)} kilometres an hour. The office advises people to check the forecast before they travel "
            "and to follow the advice of the local authority. Warnings are issued when the weather may be a danger."
        )


def make(stories: int, seed: int) -> list[Doc]:
    room, docs = Newsroom(seed), list[Doc]()
    chance = room.chance

    def put(headline: str, body: str, hours: float, story: int, kind: str) -> None:
        docs.append(Doc(len(docs), headline, body, START + timedelta(hours=hours), story, kind))

    for story in range(stories):
        base, hours, head = room.paragraphs(chance.randint(4, 9)), chance.uniform(0, 240), room.sentence()
        body = "\n\n".join(base)
        put(head, body, hours, story, "original")
        copies: dict[str, Callable[[], str]] = {
            "trunc30": lambda text=body: text[: len(text) * 3 // 10] + "…",
            "trunc60": lambda text=body: text[: len(text) * 6 // 10],
            "edit5": lambda text=body: room.edited(text, 0.05),
            "edit10": lambda text=body: room.edited(text, 0.10),
            "growth": lambda text=body: "\n\n".join((*room.paragraphs(2), text)),
            "swapped": lambda parts=base: "\n\n".join(chance.sample(parts, len(parts))),
            "headline": lambda text=body: text,
        }
        for kind in chance.sample(sorted(copies), chance.choice((0, 0, 3, 5))):
            other = room.sentence() if kind == "headline" else head
            put(other, copies[kind](), hours + chance.uniform(-3, 36), story, kind)
    for issue in range(stories // 5):
        town = chance.choice(room.words[:400]).title()
        put(f"Weather in {town}", room.bulletin(town), chance.uniform(0, 240), stories + issue, "bulletin")
    return sorted(docs, key=lambda doc: doc.published)


def main() -> int:
    docs = make(int(sys.argv[1]) if len(sys.argv) > 1 else 400, seed=1)
    start = time.process_time()
    found = fold(docs)
    spent = time.process_time() - start
    pairs = lambda counts: sum(n * (n - 1) // 2 for n in counts)  # noqa: E731
    both = pairs(Counter((doc.story, found[doc.id]) for doc in docs).values())
    home = {doc.story: found[doc.id] for doc in docs if doc.kind == "original"}
    missed = Counter(doc.kind for doc in docs if doc.story in home and found[doc.id] != home[doc.story])
    result = {
        "articles": len(docs),
        "precision": round(both / max(1, pairs(Counter(found.values()).values())), 4),
        "recall": round(both / max(1, pairs(Counter(doc.story for doc in docs).values())), 4),
        "missed": dict(missed),
        "articles_per_cpu_second": round(len(docs) / spent),
    }
    print(json.dumps(result))
    return 0 if result["precision"] >= 0.99 and result["recall"] >= 0.98 else 1


if __name__ == "__main__":
    sys.exit(main())
