"""A real archive behind a real server, and a real browser in front of it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import newsfold
import pytest

from crawler.web.server import application, listen, serve
from storage.archive import open_archive
from storage.records import Cut, FeedState, Fetch
from storage.rows import SourceRow

NOON = datetime.now(UTC).replace(hour=0, minute=30, second=0, microsecond=0)
PARAGRAPHS = (
    "Dredgers began to clear the river mouth at Almere Reach on Monday, nine weeks after a grain barge went down there.",
    "The river office said 41 vessels had waited for the channel and that the first would pass before the weekend.",
    "“My grandfather brought salt up this river,” said Odile Verhoeven, whose lighter has lain at the east quay since August.",
    "A surveyor’s report puts the cost at 2.3 million crowns, of which the barge’s insurer has promised to carry two thirds.",
    "Fog had been thick on the night of the accident, the report says, and the lamp on the outer beacon had been dark for a week.",
)
EXTRA = (
    "The Reach was last closed in 1987, when a crane fell across it during the rebuilding of the iron bridge."
)
EVIL = '<script>window.hacked=1</script><img src=x onerror="window.hacked=2">\'"--> {{7*7}} \u202egnp.exe'
EVIL_SOURCE = "evil/<b>'\"&amp;?#%2e"


def row(source: str, name: str, headline: str, body: str, minutes: int, **more: Any) -> dict[str, Any]:
    return {
        "url": f"https://{name}.example/news/{source.encode().hex()[:8]}-{minutes}.html",
        "source": source,
        "headline": headline,
        "body": body,
        "published": NOON - timedelta(minutes=minutes),
    } | more


def rows() -> list[dict[str, Any]]:
    story = "\n\n".join(PARAGRAPHS)
    return [
        row("river-post", "river", "Dredgers clear the river mouth", story, 300, language="en", agency="Coast Wire"),
        row("fen-herald", "fen", "River mouth to open by the weekend", f"{story}\n\n{EXTRA}", 200, language="en"),
        row("dyke-radio", "dyke", "Almere Reach is being cleared", "\n\n".join(PARAGRAPHS[:3]), 100, language="en"),
        row(
            "海湾晚报", "haiwan", "海湾图书馆下月开放", "海湾市的新图书馆将于下月开放。\n\n馆内有六万册图书和两间儿童阅览室，市民可以免费借阅。", 80, language="zh",
        ),
        row(
            "صدى-الميناء", "sada", "افتتاح جسر جديد فوق النهر", "افتتحت بلدية الميناء صباح اليوم جسرا جديدا فوق النهر.\n\nوقال رئيس البلدية إن الجسر كلف ثلاثة ملايين.", 60, language="ar",
        ),
        row(EVIL_SOURCE, "evil", EVIL, f"{EVIL}\n\nA paragraph with a dredger in it, and {EVIL}", 40, language="en"),
    ]  # fmt: skip


@pytest.fixture(scope="session")
def archive_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three outlets with one story, one of them edited later; two other scripts; a hostile page; a run with fetches."""
    path = tmp_path_factory.mktemp("web") / "search.db"  # a name that is also the name of a page
    with newsfold.open_archive(path) as archive:
        archive.add_many(rows())
        archive.add_many(
            [
                rows()[0]
                | {
                    "headline": "Dredgers clear the Almere Reach",
                    "body": "\n\n".join((PARAGRAPHS[0].replace("nine", "ten"), *PARAGRAPHS[1:])),
                }
            ]
        )
    _furnish(path)
    return path


def _furnish(path: Path) -> None:
    """What only a crawl writes: sources, a feed, fetches, cuts."""
    with open_archive(path) as archive:
        article = archive.article(rows()[0]["url"])
        run = archive.start_run("crawl river-post", version="0.1.0")
        archive.record_fetches(
            run,
            [
                Fetch("https://river.example/feed.xml", "river-post", NOON, "feed", 200, "feed"),
                Fetch("https://river.example/wall.html", "river-post", NOON, "page", 200, "consent", reason="asks for consent"),
                Fetch(f"https://evil.example/?{EVIL}", EVIL_SOURCE, NOON, "page", 404, "soft_404", reason=EVIL),
            ],
        )  # fmt: skip
        archive.end_run(run, "ok", {"pages": 2, "new": 1})
        archive.put_sources(
            [SourceRow("river-post", "https://river.example/", "River Post", health="ok", articles=1)]
            + [
                SourceRow(one["source"], f"https://{number}.example/", articles=1)
                for number, one in enumerate(rows()[1:])
            ]
        )
        archive.put_feed_states(
            [
                FeedState(
                    "https://river.example/feed.xml",
                    "river-post",
                    "feed",
                    next_poll_reason="1 new, so again in 1 h",
                )
            ]
        )
        page = newsfold.Article(
            url="https://river.example/news/beacon.html", headline="Beacon lamp is lit again", source="river-post", language="en",
            body="The lamp on the outer beacon burns again.\n\nA keeper climbed up with a new wick on Sunday.", published=NOON,
            cuts=(
                Cut("headline.repeated", "says the headline again", "body", "Beacon lamp is lit again", 0),
                Cut("pitch.newsletter", "asks for a subscription", "body", "Get the tide tables every morning", 2),
                Cut("disclaimer.label", EVIL, "body", EVIL, 4),
            ),
            origins={"headline": "h1", "language": "text"},
        )  # fmt: skip
        from crawler.archive import item_of  # noqa: PLC0415 - what a crawl does with an article

        archive.store(
            [replace(item_of(page, NOON))], lambda candidate, _: newsfold.Verdict("new"), now=NOON, run_id=run
        )
        assert article.copies >= 1


@contextmanager
def served(path: Path, host_names: tuple[str, ...] = ()) -> Iterator[str]:
    """The archive at `path` on a free port, until the block ends."""
    listener = listen("127.0.0.1", 0)
    ready = threading.Event()
    stop: list[Any] = []
    app = application(path, host_names=host_names)
    thread = threading.Thread(
        target=serve, args=(app, listener), kwargs={"ready": ready.set, "handle": stop.append}, daemon=True
    )
    thread.start()
    assert ready.wait(30)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    stop[0]()
    thread.join(10)


@pytest.fixture(scope="session")
def site(archive_file: Path) -> Iterator[str]:
    with served(archive_file) as url:
        yield url


@pytest.fixture(scope="module")  # closed with its module: while it is open a loop runs in this thread
def browser() -> Iterator[Any]:
    """Chromium, without its own errands; without one the browser tests are skipped, unless they are required."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        hint = "these tests need a browser: apt-get install chromium"
        if os.environ.get("NEWSFOLD_BROWSER") == "required":
            pytest.fail(hint)
        pytest.skip(hint)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    quiet = (
        "no-sandbox",
        "disable-gpu",
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
    )
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=[f"--{name}" for name in quiet])
        yield opened
        opened.close()


@contextmanager
def watched(browser: Any, site: str, *, refused: bool = False) -> Iterator[Any]:
    """A tab that fails the test for any error on the console, any dialogue, any request to another host.

    With `refused` it may be shown pages that say what is wrong with a request, which a browser reports as well.
    """
    context = browser.new_context(viewport={"width": 1100, "height": 900}, base_url=site)
    tab = context.new_page()
    complaints: list[str] = []
    usual = "Failed to load resource: the server responded with a status of 4" if refused else None
    tab.on(
        "console",
        lambda message: (
            complaints.append(f"console: {message.text}")
            if message.type == "error" and not (usual and message.text.startswith(usual))
            else None
        ),
    )
    tab.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    tab.on("dialog", lambda dialog: (complaints.append(f"dialogue: {dialog.message}"), dialog.dismiss()))
    tab.on(
        "request",
        lambda request: (
            None if request.url.startswith((site, "data:")) else complaints.append(f"asked {request.url}")
        ),
    )
    yield tab
    context.close()
    assert complaints == []


def too_wide(page: Any) -> int:
    """How many pixels the page shown is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
