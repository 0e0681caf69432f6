"""How fast pages are read beside trafilatura, and how fast a crawl is: `python -m tests.bench.speed [reading|crawling]`.

Reading: invented pages in three templates are read and cleaned by newsfold, and extracted with metadata by trafilatura,
in turns in this process; CPU milliseconds a page, the slowest hundredth, the ratio, and the share of pages for which
newsfold asked trafilatura itself.

Crawling: `--hosts` invented newspapers on 127.0.0.1 with `--articles` each are crawled without delay. Pages a second of
wall time from start to end and between the first and last tenth of the articles, and CPU a page of the crawl and of
those of its processes that the system has counted by then. The newspapers run in this process and take a core's time as well.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from html import escape
from pathlib import Path

import newsfold

from tests.newsroom import Newsroom, crawl, outlet, page, rows, story

URL = "https://gazette.example/news/2026/report.html"
LINKS = "".join(f'<li class="nav-item"><a href="/topic/{n}">Topic {n}</a></li>' for n in range(120))
CARDS = "".join(
    f'<div class="card teaser-card"><a href="/news/{n}"><img src="/{n}.jpg" alt=""><h3>Other news {n}</h3></a>'
    f'<span class="meta date">2026-0{n % 9 + 1}-11</span></div>'
    for n in range(60)
)


def plain(number: int) -> bytes:
    """A short page with little around the text."""
    body = page(f"Council hears report {number}", story(number)).body
    return body.encode() if isinstance(body, str) else body


def declared(number: int) -> bytes:
    """A long page that declares its metadata, between menus and teasers."""
    head = (
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "headline": '
        f'"Council hears report {number}", "datePublished": "2026-11-0{number % 9 + 1}T08:00:00Z", '
        '"author": {"@type": "Person", "name": "Ana Reis"}}</script><meta property="og:site_name" content="Gazette">'
    )
    return _dressed(number, head, "", 20)


def silent(number: int) -> bytes:
    """A page whose author and date only readers see."""
    return _dressed(
        number,
        "",
        '<div class="byline">By <a href="/author/ana-reis">Ana Reis</a>, 3 November 2026</div>',
        12,
    )


def _dressed(number: int, head: str, byline: str, paragraphs: int) -> bytes:
    title = f"Council hears report {number}"
    text = "".join(f"<p>{escape(line)}</p>" for line in story(number, paragraphs=paragraphs))
    return (
        f'<!doctype html><html lang="en"><head><title>{title} | Gazette</title>{head}</head><body>'
        f'<header><nav><ul>{LINKS}</ul></nav></header><main><article class="post"><h1>{title}</h1>{byline}'
        f'<div class="entry-content">{text}</div></article><aside class="related">{CARDS}</aside></main>'
        f"<footer><ul>{LINKS}</ul></footer></body></html>"
    ).encode()


def cpu(call: Callable[[], object]) -> float:
    """CPU milliseconds of one call."""
    begun = time.process_time()
    call()
    return 1000 * (time.process_time() - begun)


def reading(pages: int) -> None:
    from trafilatura import bare_extraction  # noqa: PLC0415 - only this half of the bench needs it

    made = [template(number) for number in range(pages // 3) for template in (plain, declared, silent)]
    asked = 0
    ours: list[float] = []
    theirs: list[float] = []
    for number, html in enumerate(made):
        read = newsfold.extract(html, URL)
        asked += "trafilatura" in (read.extractor or "")
        mine = cpu(lambda html=html: newsfold.normalise(newsfold.extract(html, URL)))  # type: ignore[misc]
        other = cpu(lambda html=html: bare_extraction(html, url=URL, with_metadata=True))  # type: ignore[misc]
        if number >= len(made) // 10:  # what is loaded once is not a page's cost
            ours.append(mine)
            theirs.append(other)
    slowest = sorted(ours)[int(len(ours) * 0.99)]
    print(f"newsfold     {statistics.mean(ours):6.1f} ms CPU a page, p99 {slowest:.1f} ms")
    print(f"trafilatura  {statistics.mean(theirs):6.1f} ms CPU a page, ratio {sum(theirs) / sum(ours):.2f}")
    print(f"asked trafilatura on {asked} of {len(made)} pages")


def crawling(hosts: int, articles: int) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        feeds = []
        for host in range(hosts):
            room = stack.enter_context(Newsroom(host=f"127.0.0.{host + 2}"))
            outlet(room, articles, first=host * articles)
            feeds.append(f"{room.url}/feed.xml")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.monotonic()
        done = crawl(folder / "news.db", *feeds)
        wall = time.monotonic() - begun
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        fetched = [row["fetched_at"] for row in rows(folder / "news.db", "SELECT fetched_at FROM pages")]
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    stamps = sorted(datetime.fromisoformat(stamp).timestamp() for stamp in fetched)
    inner = stamps[len(stamps) // 10 : -max(len(stamps) // 10, 1)]
    steady = len(inner) / max(inner[-1] - inner[0], 1) if inner else 0.0
    print(f"exit {done.code}: {len(stamps)} articles of {hosts * articles} in {wall:.1f} s")
    print(
        f"{len(stamps) / wall:.1f} pages/s with start and end, {steady:.0f} in between, {1000 * used / len(stamps):.1f} ms CPU a page"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", choices=("reading", "crawling", "both"), default="both")
    parser.add_argument("--pages", type=int, default=150, help="pages to read")
    parser.add_argument("--hosts", type=int, default=16)
    parser.add_argument("--articles", type=int, default=25, help="of each host")
    args = parser.parse_args()
    if args.what != "crawling":
        reading(args.pages)
    if args.what != "reading":
        crawling(args.hosts, args.articles)


if __name__ == "__main__":
    main()
