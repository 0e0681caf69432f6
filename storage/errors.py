# ruff: noqa: N818 -- the names say what happened ("ArchiveHeld"), the base class says that it is an error
"""One root, and one class for each thing that a caller can do about a failure."""

from __future__ import annotations

from pathlib import Path


class NewsfoldError(Exception):
    """Root of everything that newsfold raises on purpose; `exit_code` is what the command line returns."""

    exit_code = 1


class UsageError(NewsfoldError):
    """The command or call cannot be carried out as it was given."""

    exit_code = 2


class ConfigError(NewsfoldError):
    """A setting is unknown, of the wrong type, or out of range."""

    exit_code = 2

    def __init__(self, path: Path | str, key: str, problem: str, line: int | None = None) -> None:
        where = f"{path}:{line}" if line else str(path)
        super().__init__(f"{where}: {key}: {problem}" if key else f"{where}: {problem}")
        self.path, self.key, self.problem, self.line = path, key, problem, line


class URLError(NewsfoldError, ValueError):
    """Not an absolute http(s) URL."""

    exit_code = 2

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(f"{url[:200]!r}: {problem}")
        self.url, self.problem = url, problem


class FeedError(NewsfoldError):
    """The bytes are no feed. `reason` is "empty", "html", "consent", "not_a_feed" or "too_large"."""

    exit_code = 4

    def __init__(self, reason: str, problem: str) -> None:
        super().__init__(problem)
        self.reason = reason


class SitemapError(NewsfoldError):
    """The bytes are no sitemap. `reason` is "empty", "html", "not_a_sitemap" or "too_large"."""

    exit_code = 4

    def __init__(self, reason: str, problem: str) -> None:
        super().__init__(problem)
        self.reason = reason


class ArchiveError(NewsfoldError):
    """The archive cannot be used; the message names the file and the way out."""


class NotAnArchive(ArchiveError):
    """The file is damaged or not an archive of ours; it was not touched."""

    exit_code = 2


class UnusablePath(ArchiveError):
    """No archive can stand there: a folder, a missing file to read, no right to write; another path, or rights, help."""

    exit_code = 2


class NewerArchive(ArchiveError):
    """A later version of newsfold wrote this file."""

    exit_code = 2


class ArchiveHeld(ArchiveError):
    """Another run writes to this archive."""

    exit_code = 5

    def __init__(self, path: Path | str, holder: str) -> None:
        super().__init__(f"{path}: another run holds the archive: {holder}")
        self.path, self.holder = path, holder


class NotFound(ArchiveError):
    """No article, story or run of that name is in the archive."""

    exit_code = 4


class QueryError(ArchiveError):
    """A query is not valid SQL, or wants to write."""

    exit_code = 2


class LeaseLost(ArchiveError):
    """A fence is older than the row's: somebody else took the lease over."""


class AddressRefused(NewsfoldError):
    """A host's address is private, loopback, link-local or reserved, and not allowed by configuration."""

    def __init__(self, host: str, address: str, why: str) -> None:
        super().__init__(
            f"{host} resolves to {address}, {why}; allow it with --allow-private or fetch.allow_private"
        )
        self.host, self.address, self.why = host, address, why


class ReadersLost(NewsfoldError):
    """The processes that read pages cannot be started, or die before they begin."""
