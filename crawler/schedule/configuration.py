"""`sources.toml` while it is edited: a changed file is taken over, a broken one leaves the one before in force."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

from crawler.config import Config, load_config
from storage.errors import ConfigError

log = logging.getLogger(__name__)

Stamp = tuple[int, int, int]


class Configuration:
    """The configuration in force, for the schedule and for the crawls that it starts.

    Raises ConfigError where the file cannot be read at the start.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen = self._stamp()
        self.config: Config = load_config(path)
        self._text = path.read_bytes()
        self._is_good = True
        self._copy: Path | None = None

    def reload(self) -> bool | None:
        """True: a changed file was taken over. False: it cannot be read, which is said once. None: nothing changed."""
        stamp = self._stamp()
        if stamp == self._seen:
            return None
        self._seen = stamp
        try:
            config = load_config(self.path)
            text = self.path.read_bytes()
        except (ConfigError, OSError) as error:
            log.error("configuration not reloaded, the one before stays: %s", error)  # noqa: TRY400 - words, no traceback
            self._is_good = False
            return False
        self.config, self._text, self._is_good = config, text, True
        log.info("configuration reloaded sources=%d", len(config.enabled()))
        return True

    def path_in_force(self) -> Path:
        """The file that a crawl is to read: the user's own, or while that is broken a copy of the last good one."""
        if self._is_good and self._stamp() == self._seen:
            return self.path
        if self._copy is None:
            folder = tempfile.mkdtemp(prefix="newsfold-schedule-")
            self._copy = Path(folder, self.path.name)
        self._copy.write_bytes(self._text)
        return self._copy

    def close(self) -> None:
        """Take the copy away."""
        if self._copy is not None:
            self._copy.unlink(missing_ok=True)
            self._copy.parent.rmdir()
            self._copy = None

    def _stamp(self) -> Stamp | None:
        try:
            there = self.path.stat()
        except OSError:
            return None
        return there.st_mtime_ns, there.st_size, there.st_ino
