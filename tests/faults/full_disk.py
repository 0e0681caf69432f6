"""The scene of `test_disk`, played where FOLDER is a disk of 6 MB: it fills up under a crawl, is freed, is made read-only.

Prints a JSON line for each step; `asked` are the pages that were asked for in it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.newsroom import Done, Newsroom, Reply, Request, crawl, newsfold, outlet

PAGES = 20
LEFT = 350_000  #: bytes: enough for the list, not for the pages


def main(folder: Path) -> None:
    """Play all of it."""
    db, ballast = folder / "news.db", folder / "ballast"
    with Newsroom() as room:
        outlet(room, PAGES)
        feed = room.routes["/feed.xml"]

        def filling(_request: Request) -> Reply:
            if not ballast.exists():
                free = os.statvfs(folder)
                ballast.write_bytes(bytes(free.f_bavail * free.f_frsize - LEFT))
            assert isinstance(feed, Reply)
            return feed

        room.routes["/feed.xml"] = filling
        with told(room, "filled") as done:
            done.append(crawl(db, f"{room.url}/feed.xml"))
        room.routes["/feed.xml"] = feed
        with told(room, "full") as done:
            done.append(crawl(db, f"{room.url}/feed.xml"))
        ballast.unlink()
        with told(room, "freed") as done:
            done.append(crawl(db, f"{room.url}/feed.xml"))
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        with told(room, "read-only") as done:
            done.append(crawl(db, f"{room.url}/feed.xml"))
        with told(room, "read") as done:
            done.append(newsfold("runs", "--json", "--db", str(db)))


@contextmanager
def told(room: Newsroom, step: str) -> Iterator[list[Done]]:
    room.requests.clear()
    done: list[Done] = []
    yield done
    asked = [path for path in room.paths() if path.startswith("/news/")]
    line = {"step": step, "code": done[0].code, "out": done[0].out, "err": done[0].err, "asked": asked}
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
