"""A module of readers that is there for the crawl and cannot be imported by what reads for it."""

from __future__ import annotations

import multiprocessing
import sys

from tests.crawl.readers import read_list, read_page

__all__ = ["read_list", "read_page"]

IS_SERVER = sys.argv[0] == "-c"

if IS_SERVER or multiprocessing.parent_process() is not None:
    raise ImportError("it is at the binder's")
