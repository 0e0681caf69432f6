"""Where the command line reaches the engine: everything that imports Scrapy is behind these functions.

Scrapy costs a second of CPU to import, and so do the readers: the server that reading workers fork from takes them in
meanwhile, on another processor.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.config import Config
from crawler.report import CrawlOptions, CrawlReport, Probe

if TYPE_CHECKING:
    from crawler.run import Fetched


def crawl(
    targets: Sequence[str],
    *,
    listed: Sequence[str] = (),
    config: Config,
    db: Path,
    options: CrawlOptions,
    progress: bool,
) -> CrawlReport:
    """Crawl in this process; see `crawler.run.crawl`."""
    _start_readers()
    _load_sqlite_utils()
    from crawler.run import crawl as run  # noqa: PLC0415 - Scrapy costs a second of CPU

    return run(targets, listed=listed, config=config, db=db, options=options, progress=progress)


def fetch_pages(urls: Sequence[str], *, config: Config, db: Path | None) -> list[Fetched]:
    """Fetch pages as politely as a crawl does; stored where `db` is given. See `crawler.run.fetch_pages`."""
    _start_readers()
    from crawler.run import fetch_pages as run  # noqa: PLC0415

    return run(urls, config=config, db=db)


def probe(url: str, *, config: Config) -> tuple[Probe, list[Fetched]]:
    """Look at an address and store nothing; see `crawler.run.probe_pages`."""
    _start_readers()
    from crawler.run import probe_pages as run  # noqa: PLC0415

    return run(url, config=config)


def _load_sqlite_utils() -> None:
    """Without pandas, which it takes along where that is installed: 66 MB, for a type of column no archive has."""
    if "pandas" in sys.modules:
        return
    sys.modules["pandas"] = None  # type: ignore[assignment]  # importing it fails now, as where it is not installed
    try:
        import sqlite_utils  # noqa: F401, PLC0415 - only what writes to an archive pays for it
    finally:
        del sys.modules["pandas"]


def _start_readers() -> None:
    from crawler.workers import start_server  # noqa: PLC0415 - it costs a fifth of a second

    start_server()
