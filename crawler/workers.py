"""Worker processes that read foreign bytes, each task with a CPU deadline, a memory limit and a wall clock.

A task that spins, eats memory or kills its process costs that task alone: its future gives a `Failed`
that says so, and the pool starts another worker. Workers fork from a server that has imported the
readers once, so that a new one costs a few milliseconds and shares its memory.
"""

from __future__ import annotations

import asyncio
import math
import multiprocessing
import os
import resource
import signal
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

T = TypeVar("T")

MIB = 1 << 20
SERVER_GONE = (
    255  #: what multiprocessing says of a child whose fork server was ended too: nobody saw how it went
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may take."""

    cpu: float = 10.0  #: seconds of CPU
    wall: float = 60.0  #: seconds on the clock, for a task that waits instead of working
    memory: int = 2048 * MIB  #: bytes of address space of a worker


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a task has no answer. `reason` is "cpu", "memory", "time", "died", "fault" (a bug of ours), or "stopped":
    the worker was asked to end (SIGTERM to the whole group, as a shell or systemd sends it), which is no fault of
    what it read."""

    reason: str
    words: str


class ReadingPool:
    """A pool of reading processes; `submit` from any thread, `read` from a coroutine."""

    def __init__(
        self, workers: int, limits: Limits = Limits(), preload: tuple[str, ...] = ("crawler.reading",)
    ) -> None:
        # The fork server is a `python -c`, which would import a foreign crawler.py from the current directory.
        os.environ["PYTHONSAFEPATH"] = "1"
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([*preload, "crawler.warm"])
        self.limits, self.workers = limits, workers
        self._pool = ProcessPool(
            max_workers=workers, initializer=_settle, initargs=(limits.memory, preload), context=context
        )

    def submit(self, function: Callable[..., T], *args: Any) -> Future[T | Failed]:
        """Run `function(*args)` in a worker. Any: a task's arguments are as many types as functions."""
        outer: Future[T | Failed] = Future()
        inner = self._pool.schedule(
            _limited, args=(self.limits.cpu, function, args), timeout=self.limits.wall
        )
        inner.add_done_callback(lambda done: _settle_future(outer, done, self.limits))
        return outer

    async def read(self, function: Callable[..., T], *args: Any) -> T | Failed:
        return await asyncio.wrap_future(self.submit(function, *args))

    def close(self, *, kill: bool = False) -> None:
        """Let the tasks under way finish, or end them now, and wait for the processes."""
        if kill:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble types its results only
        else:
            self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()


def _settle(memory: int, preload: tuple[str, ...]) -> None:
    """Make a fresh worker ready: no signals of the terminal, a memory limit, the readers imported."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    for module in preload:
        import_module(module)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _limited(cpu: float, function: Callable[..., T], args: tuple[Any, ...]) -> T | Failed:
    """Run one task; past `cpu` more seconds of CPU the kernel ends this process (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    end = math.ceil(used.ru_utime + used.ru_stime + cpu)
    resource.setrlimit(resource.RLIMIT_CPU, (end, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    try:
        return function(*args)
    except MemoryError:
        return Failed("memory", "reading it took more memory than a worker may have")
    except Exception as fault:  # noqa: BLE001 - a worker's edge: our own fault costs this page and is told with its place
        return Failed("fault", f"newsfold's own fault while reading it: {_place(fault)}")


def _place(fault: Exception) -> str:
    """What was raised, and where."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__}: {fault} ({last.filename.rpartition('/')[2]}:{last.lineno})"[:400]


def _settle_future(outer: Future[T | Failed], inner: Future[T | Failed], limits: Limits) -> None:
    if inner.cancelled():
        outer.cancel()
        return
    error = inner.exception()
    if error is None:
        outer.set_result(inner.result())
    elif isinstance(error, FutureTimeout):
        outer.set_result(Failed("time", f"reading it took longer than {limits.wall:g} s"))
    elif isinstance(error, ProcessExpired):
        outer.set_result(_death(error.exitcode, limits))
    elif isinstance(
        error, BrokenProcessPool
    ):  # all readers and their server were ended before one had begun with it
        outer.set_result(Failed("stopped", "the readers were told to stop"))
    else:
        outer.set_exception(error)


def _death(exit_code: int | None, limits: Limits) -> Failed:
    if exit_code == -signal.SIGXCPU:
        return Failed("cpu", f"reading it took more than {limits.cpu:g} s of CPU")
    if exit_code in (-signal.SIGTERM, SERVER_GONE):
        return Failed("stopped", "the reader was told to stop")
    if exit_code == -signal.SIGKILL:
        return Failed("memory", "the worker was killed while reading it, most likely for its memory")
    return Failed("died", f"the worker died while reading it (exit {exit_code})")
