"""`python -m tests.crawl.with_reader URL DB MODULE`: a crawl whose workers read with MODULE; and a function that runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from crawler.config import Config
from crawler.workers import Limits
from tests.newsroom import LOOPBACK


def crawl_with(reader: str, url: str, db: Path) -> subprocess.CompletedProcess[str]:
    """Crawl `url` in a process of its own, with the readers of the module `reader`."""
    return subprocess.run(
        [sys.executable, "-m", "tests.crawl.with_reader", url, str(db), reader],
        capture_output=True,
        text=True,
        check=False,
        cwd=db.parent,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin"},
    )


def main(url: str, db: str, reader: str) -> int:
    from crawler.run import crawl  # noqa: PLC0415 - Scrapy is for the crawl, not for its readers

    config = Config().with_fetch(delay=0.0, allow_private=(LOOPBACK,))
    limits = Limits(cpu=3.0)  # enough for any page here, and no long wait for one that spins
    return crawl([url], config=config, db=Path(db), reader=reader, limits=limits).exit_code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
