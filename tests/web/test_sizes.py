"""An archive with nothing in it, and one that is big enough to matter, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from storage.archive import open_archive
from storage.records import Article, Candidate, Edge, Fetch, Item, Signature, Verdict
from storage.rows import SourceRow
from tests.web.conftest import NOON, PARAGRAPHS, served, too_wide, watched

pytestmark = pytest.mark.browser
ARTICLES, DAYS, OUTLETS, PLACES, FETCHES = 2400, 400, 24, 120, 700
LAST_DAY = 400  #: of the articles
WIDTHS = (1100, 360)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("empty") / "news.db"
    open_archive(path).close()
    with served(path) as site:
        yield site


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/", "newsfold crawl URL"), ("/search", "newsfold crawl URL"), ("/search?q=harbour", "newsfold crawl URL"),
        ("/sources", "newsfold crawl URL"), ("/runs", "newsfold crawl URL"), ("/plots", "newsfold crawl URL"),
        ("/archive", "articles"), ("/archive/articles", "0 records"), ("/?day=2020-02-29", "newsfold crawl URL"),
    ],
)  # fmt: skip
def test_an_empty_archive_says_kindly_what_fills_it(browser: Any, empty: str, path: str, says: str) -> None:
    with watched(browser, empty) as page:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.goto(path).status == 200
            assert says in page.inner_text("body"), path
            assert path.startswith("/archive") or too_wide(page) == 0, (width, path)


def judge(candidate: Candidate, neighbours: Sequence[Candidate]) -> Verdict:
    """The first text is the story, every later one that shares its words is a copy of it."""
    if not neighbours or neighbours[0].article_id is None:
        return Verdict("new")
    near = Edge(neighbours[0].article_id, "near", 3, 0.97, 1.0, 600.0, "Nearly the same text.")
    return Verdict("near", near.article_id, near, edges=(near,))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """The address of a served archive, and the number of a story that ran in many places."""
    path = tmp_path_factory.mktemp("large") / "news.db"
    with open_archive(path) as archive:
        run = archive.start_run("crawl", version="0.1.0")
        archive.store([place(number) for number in range(PLACES)], judge, now=NOON, run_id=run)
        story = archive.article(place(0).fetch.url).id
        archive.store(
            [alone(number) for number in range(ARTICLES)], lambda *_: Verdict("new"), now=NOON, run_id=run
        )
        archive.record_fetches(
            run,
            [
                Fetch(
                    f"https://outlet-1.example/{n}/{'long' * 20}", "outlet-1", NOON, "page", 404, "error", "not there"
                )
                for n in range(FETCHES)
            ],
        )  # fmt: skip
        archive.end_run(run, "ok", {"pages": ARTICLES + PLACES, "new": ARTICLES + 1, "copies": PLACES - 1})
        archive.put_sources(
            [SourceRow(f"outlet-{n}", f"https://outlet-{n}.example/", health="ok") for n in range(OUTLETS)]
        )
    with served(path) as site:
        yield site, story


def text(number: int, path: str, headline: str, body: str, published: datetime, signature: Signature) -> Item:
    """What a crawl stores of one page."""
    source = f"outlet-{number % OUTLETS}"
    url = f"https://{source}.example/{path}"
    article = Article(
        url=url, headline=headline, body=body, source=source, published=published, language="en"
    )
    return Item(Fetch(url, source, NOON, "page", 200, "article"), article, signature, url, url)


def place(number: int) -> Item:
    """One of the places of the story that ran everywhere, seven seconds after the one before."""
    published = NOON - timedelta(seconds=7 * (PLACES - number))
    headline, body = "Dredgers clear the river mouth", "\n\n".join(PARAGRAPHS)
    return text(number, f"wire/{number}.html", headline, body, published, Signature(7, (1, 2, 3), 100, 7))


def alone(number: int) -> Item:
    """An article that ran once; the first ones on the last day, the others over a year before it."""
    headline = f"Harbour number {number} counts its passengers"
    body = f"In harbour {number} the ferry came at {number % 24} and left with {number * 7} passengers, as word{number} says."
    published = NOON - timedelta(
        days=0 if number < LAST_DAY else 1 + number % DAYS, seconds=number % LAST_DAY
    )
    spread = number * 0x9E3779B97F4A7C15 % 2**64  # no two fingerprints are neighbours
    return text(number, f"{number}.html", headline, body, published, Signature(spread, (), 20, number))


def test_a_large_archive_can_be_read_on_a_desk_and_on_a_phone(browser: Any, large: tuple[str, int]) -> None:
    site, story = large
    paths = {
        "/": f"{LAST_DAY + 1} articles from {OUTLETS} sources",
        "/search?q=harbour&n=100": "Harbour number 99 counts",
        "/source/outlet-7": "Harbour number 7 counts",
        f"/story/{story}": f"{PLACES} places, {OUTLETS} outlets",
        "/sources": f"outlet-{OUTLETS - 1}",
        "/plots": f"the latest {PLACES - 1} copies",
        f"/plots?day={NOON - timedelta(days=350):%Y-%m-%d}": "Volume",
        "/run/1": "The first 500; all of them",
    }
    with watched(browser, site) as page:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            for path, says in paths.items():
                page.goto(path)
                assert says in page.inner_text("main"), path
                assert too_wide(page) == 0, (width, path)


def test_more_of_many_hits_is_one_step_away_until_enough_is_enough(
    browser: Any, large: tuple[str, int]
) -> None:
    with watched(browser, large[0]) as page:
        page.goto("/search?q=passengers")
        counts = [page.locator(".hits > li").count()]
        page.click("a.more")
        counts.append(page.locator(".hits > li").count())
        page.goto("/search?q=passengers&n=475")
        page.click("a.more")
        counts.append(page.locator(".hits > li").count())
        assert counts == [25, 50, 500]
        assert page.locator("a.more").count() == 0
        assert "500" in page.inner_text("main .note >> nth=-1")


def test_a_reader_goes_back_day_by_day(browser: Any, large: tuple[str, int]) -> None:
    with watched(browser, large[0]) as page:
        page.goto("/")
        first = page.get_attribute("h1 time", "datetime")
        page.click("a[rel=prev]")
        assert page.get_attribute("h1 time", "datetime") == f"{NOON - timedelta(days=1):%Y-%m-%d}"
        assert "5 articles" in page.inner_text(".days")
        page.click("a[rel=next]")
        assert page.get_attribute("h1 time", "datetime") == first


def test_two_of_many_places_are_compared(browser: Any, large: tuple[str, int]) -> None:
    site, story = large
    with watched(browser, site) as page:
        page.goto(f"/story/{story}")
        assert page.locator("#a option").count() == PLACES
        page.select_option("#b", index=PLACES - 1)
        page.click("text=Compare")
        page.wait_for_url("**/story/*b=*")
        assert page.locator(".compared p").count() == len(PARAGRAPHS)
