"""Play the demo: print the papers, crawl them twice with the program itself, and show what the archive says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from crawler.demo.press import HOST, Site, printing
from crawler.demo.texts import OUTLETS
from storage.archive import open_archive
from storage.errors import UsageError
from storage.ports import Archive
from storage.rows import StoredArticle, StoredCut

LATER = timedelta(hours=2)
Say = Callable[[str], None]


def play(db: Path, now: datetime, say: Say) -> int:
    """Crawl the demo's newsrooms into a fresh archive at `db`; the exit code of the last crawl that failed, or 0.

    Raises:
        UsageError: `db` exists: the demo never touches an archive of yours.
    """
    if db.exists():
        raise UsageError(f"{db} exists; the demo wants a fresh file: remove it or name another with --db")
    with printing(OUTLETS, now) as sites:
        say(
            f"{len(sites)} newsrooms are printing on {HOST}: {', '.join(site.outlet.name for site in sites)}."
        )
        say("\nFirst crawl: every feed, every new article, each host half a second apart.")
        code = _crawl(sites, db, now)
        say("\nTwo hours later one newsroom has corrected a story, another has a new one. Second crawl:")
        for site in sites:
            site.requests.clear()
            site.edition = 2
        code = _crawl(sites, db, now + LATER) or code
        again = sum(
            "/feed.xml" not in request and "/robots" not in request
            for site in sites
            for request in site.requests
        )
        say(f"It asked for {again} pages again: stories young enough to be edited, and what was new.")
    with open_archive(db) as archive:  # one that only reads would leave SQLite's log beside the file
        _show(archive, db, say)
    return code


def _crawl(sites: Sequence[Site], db: Path, now: datetime) -> int:
    """`newsfold crawl` as a child process, as a person would call it; the clock is the demo's."""
    words = [
        "crawl",
        *(f"{site.base}/feed.xml" for site in sites),
        "--db",
        str(db),
        "--allow-private",
        f"{HOST}/32",
    ]
    child = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-P", "-m", "crawler.cli", *words],
        env={**os.environ, "NEWSFOLD_NOW": now.isoformat()},
        check=False,
    )
    return child.returncode


def _show(archive: Archive, db: Path, say: Say) -> None:
    articles = sorted(archive.articles(), key=_newest_first)
    widest = max(articles, key=lambda article: article.copies, default=None)
    say(
        f"\nIn the archive ({db}): {len(articles)} articles in {len({a.language for a in articles})} languages."
    )
    for article in articles:
        say(
            f"  {article.id:>3}  {article.language or '--'}  {article.source or '':<22.22}  {article.headline or ''}"
        )
    if widest is not None and widest.copies:
        _show_story(archive, widest, say)
    _show_cuts(archive, articles, say)
    _show_revisions(archive, articles, say)
    _show_rejected(archive, say)
    _show_next(db, widest, say)


def _newest_first(article: StoredArticle) -> tuple[float, str, str]:
    """Its place in the list, which no race between newsrooms moves."""
    return -article.dated_at.timestamp(), article.source or "", article.headline or ""


def _show_story(archive: Archive, article: StoredArticle, say: Say) -> None:
    story = archive.story(article.id)
    say(
        f"\nFolded: “{article.headline}” ran in {len(story.copies) + 1} newsrooms and is one article with its copies:"
    )
    say(f"  {article.source:<22.22}  the article")
    for copy in story.copies:
        share = f"{copy.similarity:.0%}" if copy.similarity is not None else "-"
        say(f"  {copy.source or '':<22.22}  {copy.kind:<9}  {share:>4} of its words  “{copy.headline}”")


def _show_cuts(archive: Archive, articles: Sequence[StoredArticle], say: Say) -> None:
    cuts = [cut for article in articles for cut in archive.cuts(article.id)]
    say(f"\nCut, each with its rule and reason: {len(cuts)} lines, among them")
    for cut in examples(cuts):
        say(f"  {cut.rule:<22.22}  {cut.text[:70]}{'…' if len(cut.text) > 70 else ''}")


def examples(cuts: Iterable[StoredCut]) -> list[StoredCut]:
    """One cut of each rule, the same ones in whatever order the newsrooms answered."""
    shown: dict[str, StoredCut] = {}
    for cut in sorted(cuts, key=lambda cut: (cut.rule, cut.text)):
        shown.setdefault(cut.rule, cut)
    return list(shown.values())


def _show_revisions(archive: Archive, articles: Sequence[StoredArticle], say: Say) -> None:
    for article in articles:
        for revision in archive.revisions(article.id):
            silent = "silently " if revision.silent else ""
            say(f"\nRevised: {article.source} {silent}changed “{revision.headline}”")
            say(f"      to “{article.headline}”; newsfold diff {article.id} shows the words.")


def _show_rejected(archive: Archive, say: Say) -> None:
    _, rows = archive.query(
        """SELECT url, verdict, reason FROM fetches WHERE kind = 'page'
        AND verdict NOT IN ('article', 'paywall', 'not_modified') GROUP BY url"""
    )
    for url, verdict, reason in rows:
        say(f"\nNo article: {url} ({verdict}: {reason})")


def _show_next(db: Path, widest: StoredArticle | None, say: Say) -> None:
    number = widest.id if widest else 1
    say("\nLook further:")
    for command in (
        f"newsfold search strike --db {db}",
        f"newsfold story {number} --db {db}",
        f"newsfold show {number} --db {db}",
        f'newsfold query "SELECT source, count(*) AS articles FROM articles GROUP BY source" --db {db}',  # noqa: S608 - shown, not run
        f"newsfold runs --db {db}",
    ):
        say(f"  {command}")
