"""Imported by the server that reading workers fork from: what the first page would load is loaded once, and shared.

The language model, the tables of rules and trafilatura take a good part of a worker's memory and start (docs/results-speed.md).
Loaded here they are one worker's as well as another's, as long as nobody writes to them.
"""

from __future__ import annotations

import gc
import logging

from crawler.reading import Answer, read_page
from crawler.trimming import give_back

_PAGE = """<html lang="en"><head><title>The ferry is back</title>
<link rel="canonical" href="https://www.harbour-gazette.example/ferry"></head><body><article><h1>The ferry is back</h1>
<p>By Jane Roe, 3 May 2024</p><p>The ferry to the outer islands sailed again on Friday, said the harbour master, and forty
people waited for it in the rain. Photo: Jane Roe</p><p>Read more: the storm</p></article></body></html>"""


def warm() -> None:
    """Read one small page; a fault here is none of the crawl's, whose workers load what they need themselves."""
    try:
        import trafilatura  # noqa: F401, PLC0415 - asked for one page in twenty

        read_page(Answer("https://harbour-gazette.example/ferry.html", _PAGE.encode()))
    except Exception:
        logging.getLogger(__name__).debug("warming up failed", exc_info=True)
    gc.collect()
    give_back()
    gc.freeze()  # the collector would write to every object that is shared


warm()
