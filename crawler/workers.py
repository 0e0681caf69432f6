"""Worker processes that read foreign bytes, each task with a CPU deadline, a memory limit and a wall clock.

A task that spins, eats memory or kills its process costs that task alone: its future gives a `Failed` that says so. Each
worker has a thread that starts it, hands it one task at a time through a pipe of its own, and starts another where it died; so
it is always known with which task. One that died without a task (the kernel may take any process where memory is short) costs
nothing. Workers fork from a server that has imported the readers once, so that a new one costs a few milliseconds and shares
its memory.
"""

from __future__ import annotations

import asyncio
import math
import multiprocessing
import multiprocessing.forkserver
import os
import pickle
import resource
import signal
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from time import sleep
from typing import Any, Generic, TypeVar

from storage.errors import ReadersLost

T = TypeVar("T")

MIB = 1 << 20
SERVER_GONE = (
    255  #: what multiprocessing says of a child whose fork server was ended too: nobody saw how it went
)
STARTS = 3  #: workers that may die one after the other before one of them takes up a task
PAUSE = 0.2  #: seconds until the next one is tried where one could not be started
GRACE = 5.0  #: seconds that a worker may take to end once its pipe has
READY, BEGUN = b"ready", b"begun"  #: what a worker says before its first task, and before each


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may take."""

    cpu: float = 10.0  #: seconds of CPU
    wall: float = 180.0  #: seconds on the clock, for a task that waits instead of working: enough on a machine that is much too busy
    memory: int = 2048 * MIB  #: bytes of address space of a worker
    start: float = 120.0  #: seconds on the clock until a worker is ready; the first waits for its server


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a task has no answer. `reason` is "cpu", "memory", "time", "died", "fault" (a bug of ours), or "stopped":
    the worker was asked to end (SIGTERM to the whole group, as a shell or systemd sends it), which is no fault of
    what it read."""

    reason: str
    words: str


STOPPED = Failed("stopped", "the readers were told to stop")
TOO_MUCH = Failed("memory", "reading it took more memory than a worker may have")


@dataclass(frozen=True, slots=True)
class _Task(Generic[T]):
    future: Future[T | Failed]
    function: Callable[..., T]
    args: tuple[Any, ...]  # Any: a task's arguments are as many types as functions


def start_server(preload: tuple[str, ...] = ("crawler.reading",)) -> BaseContext:
    """Start the server that workers fork from, which reads `preload` in while this process goes on; once started it stays.

    Worth calling as soon as it is known that there will be something to read: the readers take it two seconds.
    """
    # The fork server is a `python -c`, which would import a foreign crawler.py from the current directory.
    os.environ["PYTHONSAFEPATH"] = "1"
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crawler.forked", *preload, "crawler.warm"])
    with suppress(OSError):  # the first worker tries again, and says it
        multiprocessing.forkserver.ensure_running()
    return context


class ReadingPool:
    """A pool of reading processes; `submit` from any thread, `read` from a coroutine.

    A future raises ReadersLost where no worker can be started.
    """

    def __init__(
        self, workers: int, limits: Limits = Limits(), preload: tuple[str, ...] = ("crawler.reading",)
    ) -> None:
        self.limits, self.workers = limits, workers
        self._worker = partial(_Worker, start_server(preload), limits, preload)
        self._tasks: SimpleQueue[_Task[Any] | None] = SimpleQueue()  # Any: tasks of all types in one line
        self._under_way: set[_Worker] = set()
        self._children = Lock()  # multiprocessing looks at all children when it starts one
        self._closed = self._killed = self._winding_down = False
        self._wanted = Event()
        self._threads = [Thread(target=self._serve, name="reader", daemon=True) for _ in range(workers)]
        for thread in self._threads:
            thread.start()

    def submit(self, function: Callable[..., T], *args: Any) -> Future[T | Failed]:
        """Run `function(*args)` in a worker. Any: a task's arguments are as many types as functions."""
        if self._closed:
            raise RuntimeError("the pool of readers is closed")
        future: Future[T | Failed] = Future()
        self._tasks.put(_Task(future, function, args))
        self._wanted.set()
        return future

    async def read(self, function: Callable[..., T], *args: Any) -> T | Failed:
        return await asyncio.wrap_future(self.submit(function, *args))

    def wind_down(self) -> None:
        """The crawl is being stopped: no worker is started any more, and what none takes up is `STOPPED`."""
        self._winding_down = True

    def close(self, *, kill: bool = False) -> None:
        """Let the tasks under way finish, or end them now, and wait for the processes."""
        self._closed = True
        if kill:
            self._kill()
        for _ in self._threads:
            self._tasks.put(None)
        self._wanted.set()
        for thread in self._threads:
            thread.join()

    # Inside

    def _kill(self) -> None:
        with suppress(Empty):
            while True:
                task = self._tasks.get_nowait()
                if task is not None:
                    task.future.cancel()
        with self._children:
            self._killed = self._winding_down = True
            for worker in self._under_way:
                worker.kill()

    def _serve(self) -> None:
        """The thread of one worker: a task after the other, until there is none."""
        self._wanted.wait()
        worker = None if self._closed else self._first()
        while (task := self._tasks.get()) is not None:
            if not task.future.set_running_or_notify_cancel():
                continue
            try:
                worker, answer = self._answer(worker, task)
            except Exception as problem:  # noqa: BLE001 - whoever waits for the task is told
                worker = None
                task.future.set_exception(problem)
            else:
                task.future.set_result(answer)
        if worker is not None:
            self._end(worker)

    def _first(self) -> _Worker | None:
        """All workers start with the first task, so that none has to wait for its own later; None where it failed."""
        with suppress(ReadersLost):
            return self._start()
        return None

    def _answer(self, worker: _Worker | None, task: _Task[T]) -> tuple[_Worker | None, T | Failed]:
        """(the worker that goes on, what became of the task)"""
        lost = ReadersLost("the processes that read pages die before they begin")
        for _ in range(STARTS):
            try:
                worker = worker or self._start()
            except ReadersLost as problem:  # a server that is just dying answers once more
                lost = problem
                sleep(PAUSE)
            if worker is not None and self._takes_up(worker, task):
                packed = worker.answer()
                return (worker, _unpacked(packed)) if packed is not None else (None, self._autopsy(worker))
            if worker is not None:
                self._end(worker)
            if self._winding_down:
                return None, STOPPED
            worker = None
        raise lost

    def _start(self) -> _Worker | None:
        """A worker that is ready; None where it died before, or the crawl is being stopped."""
        with self._children:
            if self._winding_down:
                return None
            try:
                worker = self._worker()
            except (OSError, EOFError) as problem:
                raise ReadersLost(f"no process that reads pages can be started: {problem!r}") from problem
            self._under_way.add(worker)
        why = worker.start_problem()
        if why is None:
            return worker
        self._end(worker)
        if why:
            raise ReadersLost(f"a process that reads pages cannot work: {why}")
        return None

    def _takes_up(self, worker: _Worker, task: _Task[T]) -> bool:
        try:
            return worker.takes_up(task.function, task.args)
        except Exception:
            self._end(worker)
            raise

    def _autopsy(self, worker: _Worker) -> Failed:
        """What a worker died of that had taken up a task."""
        code = self._end(worker)
        if worker.late:
            return Failed("time", f"reading it took longer than {self.limits.wall:g} s")
        return STOPPED if self._killed else _death(code, self.limits)

    def _end(self, worker: _Worker) -> int | None:
        """Let a worker go and wait until it is gone; its exit code."""
        with self._children:
            self._under_way.discard(worker)
            return worker.end()


def _unpacked(packed: bytes) -> Any:  # Any: whatever the task's function gave
    try:
        return pickle.loads(packed)  # noqa: S301 - our own process packed it
    except Exception as fault:  # noqa: BLE001 - our own fault costs this page and is told with its place
        return _own_fault(fault)


class _Worker:
    """One process that reads, and this end of the pipe to it."""

    def __init__(self, context: Any, limits: Limits, preload: tuple[str, ...]) -> None:
        # Any: typeshed gives no context its Process
        self.late = False
        self._limits = limits
        self._pipe, theirs = context.Pipe()
        with theirs:
            self._process = context.Process(
                target=_work, args=(theirs, limits, preload), name="newsfold-reader", daemon=True
            )
            self._process.start()

    def start_problem(self) -> str | None:
        """Wait until it is ready; else why it cannot work, "" where it died without a word."""
        try:
            if not self._pipe.poll(self._limits.start):
                return f"it was not ready after {self._limits.start:g} s"
            said = self._pipe.recv_bytes()
        except (OSError, EOFError):
            return ""
        return None if said == READY else str(said, "utf-8", "replace")

    def takes_up(self, function: Callable[..., object], args: tuple[Any, ...]) -> bool:
        """Hand a task over; False where the worker had died before, or does at once. Raises where it cannot be packed."""
        try:
            self._pipe.send((function, args))
            return bool(self._pipe.recv_bytes() == BEGUN)
        except (OSError, EOFError):
            return False

    def answer(self) -> bytes | None:
        """What came of the task, packed; None where the worker died of it, or had to be killed because it took too long."""
        try:
            if not self._pipe.poll(self._limits.wall):
                self.late = True
                self.kill()
                return None
            return bytes(self._pipe.recv_bytes())
        except (OSError, EOFError):
            return None

    def kill(self) -> None:
        with suppress(ProcessLookupError):  # multiprocessing's own does nothing once the fork server is gone
            os.kill(self._process.pid, signal.SIGKILL)

    def end(self) -> int | None:
        self._pipe.close()
        self._process.join(GRACE)
        if self._process.exitcode is None:
            self.kill()
            self._process.join()
        code: int | None = self._process.exitcode
        self._process.close()
        return code


# In the worker ------------------------------------------------------------------------------------


def _work(pipe: Connection, limits: Limits, preload: tuple[str, ...]) -> None:
    """Read what comes through the pipe until it ends: then the crawl has, too."""
    with suppress(OSError, EOFError):
        try:
            _settle(limits.memory, preload)
        except Exception as fault:  # noqa: BLE001 - the crawl says it and ends
            pipe.send_bytes(_place(fault).encode())
            return
        pipe.send_bytes(READY)
        while _next(pipe, limits.cpu):
            pass


def _next(pipe: Connection, cpu: float) -> bool:
    """One task; False where another one cannot follow."""
    try:
        task = pipe.recv_bytes()
    except MemoryError:  # a part of it may still be in the pipe
        pipe.send_bytes(BEGUN)
        pipe.send_bytes(pickle.dumps(TOO_MUCH))
        return False
    pipe.send_bytes(BEGUN)
    pipe.send_bytes(_limited(cpu, task))
    return True


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


def _limited(cpu: float, task: bytes) -> bytes:
    """Run one task and pack its answer; past `cpu` more seconds of CPU the kernel ends this process (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    end = math.ceil(used.ru_utime + used.ru_stime + cpu)
    resource.setrlimit(resource.RLIMIT_CPU, (end, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    try:
        function, args = pickle.loads(task)  # noqa: S301 - the crawl packed it
        return pickle.dumps(function(*args), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        failed = TOO_MUCH
    except Exception as fault:  # noqa: BLE001 - a worker's edge: our own fault costs this page and is told with its place
        failed = _own_fault(fault)
    return pickle.dumps(failed)  # by now what took the memory is free


def _own_fault(fault: Exception) -> Failed:
    return Failed("fault", f"newsfold's own fault while reading it: {_place(fault)}")


def _place(fault: Exception) -> str:
    """What was raised, and where."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__}: {fault} ({last.filename.rpartition('/')[2]}:{last.lineno})"[:400]


def _death(exit_code: int | None, limits: Limits) -> Failed:
    if exit_code == -signal.SIGXCPU:
        return Failed("cpu", f"reading it took more than {limits.cpu:g} s of CPU")
    if exit_code in (-signal.SIGTERM, SERVER_GONE):
        return Failed("stopped", "the reader was told to stop")
    if exit_code == -signal.SIGKILL:
        return Failed("memory", "the worker was killed while reading it, most likely for its memory")
    return Failed("died", f"the worker died while reading it (exit {exit_code})")
