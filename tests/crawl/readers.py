"""A reader of pages that misbehaves where the page tells it to; for a crawl's workers."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable

from crawler import reading
from crawler.reading import Answer, ListReading, Reading
from storage.records import SourceFacts


def read_page(answer: Answer, known: SourceFacts = SourceFacts()) -> Reading:
    if b"spins" in answer.body:
        while True:
            pass
    if b"hoards" in answer.body:
        hoard = bytearray(3 << 30)
        raise AssertionError(f"a worker may hold {len(hoard)} bytes")
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


def echo(value: object) -> object:
    return value


class Deadly:
    """Kills the process that unpacks it, as the kernel may in the middle of anything."""

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        return _shot, ()


class OneWay:
    """Can be packed, and not unpacked again."""

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        return _trips, ()


def one_way() -> OneWay:
    return OneWay()


def _trips() -> None:
    raise ValueError("an untied shoe")


def _shot() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
