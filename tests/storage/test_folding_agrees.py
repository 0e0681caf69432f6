"""The archive folds as `crawler.dedup.Stories` does in memory: same texts in, same stories out."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.dedup import judge, signature
from crawler.dedup.stories import Stories
from storage.archive import open_archive
from storage.records import Article, Candidate, Fetch, Item
from tests.storage.conftest import NOON, page, simple_judge

SENTENCES = [
    f"{who} told the council on {day} that the {what} would {deed} before {when}."
    for who, day in (("The mayor", "Monday"), ("A harbour pilot", "Friday"), ("The minister", "Sunday"))
    for what, deed in (("bridge", "open again"), ("ferry line", "stop running"))
    for when in ("the elections", "winter comes", "the end of June")
]
TEXTS = st.lists(
    st.tuples(st.integers(0, 14), st.integers(1, 5), st.integers(-80, 80)), min_size=1, max_size=14
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TEXTS)
def test_the_archive_folds_as_memory_does(
    tmp_path_factory: object, texts: list[tuple[int, int, int]]
) -> None:
    stories = Stories()
    with open_archive(tmp_path_factory.mktemp("fold") / "news.db", now=lambda: NOON) as archive:  # type: ignore[attr-defined]
        for n, (start, length, hours) in enumerate(texts):
            body, url = " ".join(SENTENCES[start : start + length]), f"https://a.example/{n}"
            published, marks = NOON + timedelta(hours=hours), signature(f"Item {n}", body, "en")
            article = Article(url=url, headline=f"Item {n}", body=body, language="en", published=published)
            ours = archive.store([Item(Fetch(url, None, NOON, "given"), article, marks, url)], judge)[0]
            theirs = stories.add(Candidate(url, url, None, f"Item {n}", body, published, NOON, "en", marks))
            assert ours is not None
            assert (ours.kind, len(ours.absorbs)) == (theirs.kind, len(theirs.absorbs))
        found = [archive.find(f"https://a.example/{n}") for n in range(len(texts))]
        groups = [place[0] for place in found if place]
        assert _alike(groups) == _alike(stories.stories())
        assert archive.check() == []


def _alike(groups: list[int]) -> list[int]:
    """Groups named by their first member."""
    return [groups.index(group) for group in groups]


def test_threads_that_share_an_archive_take_turns(path: Path) -> None:
    with open_archive(path, now=lambda: NOON) as archive:

        def work(name: str) -> None:
            for n in range(20):
                archive.store([page(f"https://{name}.example/{n}", f"{name} {n:02d}")], simple_judge)
                list(archive.search(name))

        threads = [threading.Thread(target=work, args=(name,)) for name in ("north", "south", "east")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert archive.counts()["articles"] == 60
        assert archive.check() == []
