"""Imported first by the server that reading workers fork from: how it and they take signals and an early end.

Ctrl-C goes to every process of a terminal; only the crawl answers it. And a crawl may be killed between its word to the server
that it wants a worker and its word to the worker what to do: both then find a pipe that ends, which is nobody's fault.
"""

from __future__ import annotations

import signal
import sys
import traceback
from types import TracebackType

#: functions of multiprocessing that read what the crawl writes in one piece: only one that is gone leaves them without
LISTENING = frozenset({("spawn.py", "_main"), ("reduction.py", "recvfds")})


def is_orphaned(problem: BaseException) -> bool:
    """Was it raised because whoever wanted a worker is gone?"""
    frames = traceback.extract_tb(problem.__traceback__)
    if not isinstance(problem, EOFError) or not frames:
        return False
    return (frames[-1].filename.rpartition("/")[2], frames[-1].name) in LISTENING


def say(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
    """Everything else that ends a process here is shown as ever."""
    if not is_orphaned(problem):
        sys.__excepthook__(kind, problem, trace)


signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.excepthook = say
