"""Which newsfold this is."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, requires
from importlib.metadata import version as installed

from packaging.requirements import Requirement


@cache
def version() -> str:
    """The installed version; "0" where the package runs without being installed."""
    try:
        return installed("newsfold")
    except PackageNotFoundError:
        return "0"


def requirements() -> list[Requirement]:
    """What newsfold needs to run, without its extras; empty where it is not installed."""
    try:
        lines = requires("newsfold") or []
    except PackageNotFoundError:
        return []
    wanted = map(Requirement, lines)
    return [one for one in wanted if one.marker is None or one.marker.evaluate({"extra": ""})]


def packages() -> dict[str, str]:
    """The installed version of each package that newsfold requires; one that is missing is left out."""
    found = {}
    for wanted in requirements():
        with suppress(PackageNotFoundError):
            found[wanted.name] = installed(wanted.name)
    return found


def user_agent(contact: str | None) -> str:
    """The one name that every request carries: who, which version, and whom to write to.

    Without a configured contact it says so (nobody invents one) and names the rules that it keeps.
    """
    whom = contact or "no contact configured; keeps https://www.rfc-editor.org/rfc/rfc9309"
    prefix = "+" if contact else ""
    return f"newsfold/{version()} ({prefix}{whom})"
