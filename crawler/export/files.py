"""Files that are whole or not there: written beside their place, renamed when complete."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import UsageError


@contextmanager
def whole_file(path: Path, *, replace: bool = True) -> Iterator[Path]:
    """A draft's path; it takes the place of `path` when the block ends well, and is removed otherwise.

    Raises UsageError where the folder is missing, or something stands there that may not be replaced.
    """
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent}: there is no such folder")
    if path.is_dir():
        raise UsageError(f"{path}: is a folder; name a file")
    if path.exists() and not replace:
        raise UsageError(f"{path}: exists already; name another file")
    draft = path.with_name(f".{path.name}.new-{os.getpid()}")
    try:
        yield draft
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise UsageError(
            f"{path}: could not be written: {error.strerror or error}; nothing of it is left"
        ) from error
    finally:
        for tail in ("", "-wal", "-shm", "-journal", ".lock"):
            draft.with_name(draft.name + tail).unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """The file's SHA-256, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
