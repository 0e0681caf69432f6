"""A reader of pages that misbehaves where the page tells it to; for a crawl's workers."""

from __future__ import annotations

import gc
import os
import signal
import sys

from crawler import reading
from crawler.reading import Answer, ListReading, Reading
from storage.records import SourceFacts


def read_page(answer: Answer, known: SourceFacts = SourceFacts()) -> Reading:
    if b"spins" in answer.body:
        while True:
            pass
    if b"hoards" in answer.body:
        hoard = [bytearray(64 << 20) for _ in range(48)]
        raise AssertionError(f"a worker may hold {len(hoard)} blocks")
    if b"shoots itself" in answer.body:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"is shot" in answer.body:
        os.kill(os.getpid(), signal.SIGKILL)  # as the kernel does where memory is short
    if b"trips" in answer.body:
        raise ValueError("an untied shoe")
    return reading.read_page(answer, known)


def read_list(answer: Answer, expected: str = "auto", known: SourceFacts = SourceFacts()) -> ListReading:
    return reading.read_list(answer, expected, known)


def loaded(module: str) -> bool:
    """Did a worker find `module` loaded, among what its garbage collector leaves alone?"""
    return module in sys.modules and gc.get_freeze_count() > 0
