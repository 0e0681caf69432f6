"""One writer an archive: an operating-system lock on `FILE.lock` beside it.

The lock is `flock(2)`: the kernel frees it when its process dies, however it dies, so a lock file that was
left behind means nothing. Its text only tells others who holds it. The file descriptor is closed in forked
children and not inherited by executed ones: a worker that outlives its parent does not hold the archive.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shlex
import socket
import sys
import weakref
from datetime import datetime
from pathlib import Path

from storage.errors import ArchiveHeld, UnusablePath
from storage.times import system_now

_BUSY = frozenset({errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK})
_held: weakref.WeakSet[WriterLock] = weakref.WeakSet()


class WriterLock:
    """Held from construction until `release`. Raises ArchiveHeld, or ArchiveError if there can be no lock file."""

    def __init__(self, archive: Path, command: str = "", started: datetime | None = None) -> None:
        self.archive = archive
        self.path = archive.with_name(archive.name + ".lock")
        self._descriptor = self._take()
        text = _describe(command, started or system_now())
        try:
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, text.encode("utf-8", "backslashreplace"), 0)
        except OSError:
            pass  # a full disk: the lock holds all the same, only its holder cannot be named
        _held.add(self)

    def release(self) -> None:
        """Free the lock and remove its file; a second call does nothing."""
        if self._descriptor < 0:
            return
        # Removed while still locked: whoever opened it before sees in `_take` that it is gone, and tries again.
        self.path.unlink(missing_ok=True)
        self.forget()

    def forget(self) -> None:
        """Close this process's handle without freeing a lock that another process shares through a fork."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _take(self) -> int:
        while True:
            descriptor = self._open()
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                holder = _read(descriptor)
                os.close(descriptor)
                if error.errno in _BUSY:
                    raise ArchiveHeld(self.archive, holder) from None
                raise UnusablePath(
                    f"{self.path}: this file system has no locks ({error.strerror}); keep the archive on a local disk"
                ) from error
            if self._is_ours(descriptor):
                return descriptor
            os.close(descriptor)

    def _open(self) -> int:
        try:
            return os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise UnusablePath(
                f"{self.archive}: its folder cannot be written ({error.strerror}); name another file with --db"
            ) from error

    def _is_ours(self, descriptor: int) -> bool:
        """Whether the file that was locked still stands under its name."""
        try:
            there = self.path.stat()
        except FileNotFoundError:
            return False
        mine = os.fstat(descriptor)
        return (there.st_dev, there.st_ino) == (mine.st_dev, mine.st_ino)


def _describe(command: str, started: datetime) -> str:
    words = command or " ".join(map(shlex.quote, [Path(sys.argv[0]).name, *sys.argv[1:]])) or "python"
    return f"{words[:300]} (pid {os.getpid()} on {socket.gethostname()}, since {started:%Y-%m-%d %H:%M:%S} UTC)\n"


def _read(descriptor: int) -> str:
    text = os.pread(descriptor, 1000, 0).decode("utf-8", "replace").strip()
    return text or "a process that has just started"


def _forget_in_child() -> None:
    for lock in list(_held):
        lock.forget()


os.register_at_fork(after_in_child=_forget_in_child)
