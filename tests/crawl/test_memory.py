"""What a crawl's own process holds: nothing of the pages that are stored, and no package that it has no use for."""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from crawler.trimming import give_back
from tests.newsroom import LOOPBACK, Newsroom, outlet, rows

HOSTS, ARTICLES = 3, 16
OF_A_PAGE = (
    "HtmlResponse", "Request", "Answer", "Reading", "PageOutcome", "Item", "Article", "Page", "RawPage", "FrontierItem",
)  # fmt: skip
OF_OTHERS = {"pandas", "pyarrow", "aiohttp", "requests", "trafilatura", "py3langid"}

#: A crawl that writes down what is alive when its spider closes, after the last page was stored, and what it imported.
CRAWL = """
import gc, json, sys
from collections import Counter
from pathlib import Path
from crawler.cli import engine
from crawler.config import Config
from crawler.report import CrawlOptions

out, db, network, *feeds = sys.argv[1:]

def watch():
    from crawler.pipelines import ArchivePipeline
    close = ArchivePipeline.close_spider
    def closing(pipeline):
        close(pipeline)
        gc.collect()
        alive = Counter(type(one).__name__ for one in gc.get_objects())
        Path(out).write_text(json.dumps({"alive": alive, "loaded": sorted(sys.modules)}))
    ArchivePipeline.close_spider = closing

watch()
config = Config().with_fetch(delay=0.0, allow_private=(network,))
sys.exit(engine.crawl(feeds, config=config, db=Path(db), options=CrawlOptions(), progress=False).exit_code)
"""


def test_a_crawl_holds_no_page_that_is_stored_and_no_package_that_it_has_no_use_for(tmp_path: Path) -> None:
    seen = crawl_watched(tmp_path)
    assert {kind: seen["alive"][kind] for kind in OF_A_PAGE if seen["alive"].get(kind, 0) > 4} == {}
    assert OF_OTHERS & set(seen["loaded"]) == set()


def crawl_watched(folder: Path) -> dict[str, Any]:
    """What `CRAWL` saw of a crawl of some newspapers, where pandas is installed."""
    (folder / "pandas.py").write_text("Timestamp = type('Timestamp', (), {})\n")
    with ExitStack() as stack:
        feeds = []
        for number in range(HOSTS):
            room = stack.enter_context(Newsroom(host=f"127.0.0.{number + 2}"))
            outlet(room, ARTICLES, first=number * ARTICLES)
            feeds.append(f"{room.url}/feed.xml")
        words = [str(folder / "seen.json"), str(folder / "news.db"), LOOPBACK, *feeds]
        subprocess.run([sys.executable, "-c", CRAWL, *words], cwd=folder, timeout=120, check=True)
    assert len(rows(folder / "news.db", "SELECT id FROM pages")) == HOSTS * ARTICLES
    found: dict[str, Any] = json.loads((folder / "seen.json").read_text())
    return found


def resident() -> int:
    """KiB of this process."""
    found = re.search(r"^VmRSS:\s+(\d+)", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found
    return int(found[1])


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="other C libraries keep less, and have no such call"
)
def test_memory_that_the_c_library_keeps_goes_back_to_the_machine() -> None:
    pieces = [bytes(2_000) for _ in range(30_000)]
    kept = pieces[::50]  # they hold the heap up
    full = resident()
    del pieces
    give_back()
    assert full - resident() > 20_000
    assert len(kept) == 600
