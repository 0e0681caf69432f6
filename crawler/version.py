"""Which newsfold this is."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed


@cache
def version() -> str:
    """The installed version; "0" where the package runs without being installed."""
    try:
        return installed("newsfold")
    except PackageNotFoundError:
        return "0"


def user_agent(contact: str | None) -> str:
    """The one name that every request carries: who, which version, and whom to write to.

    Without a configured contact it says so (nobody invents one) and names the rules that it keeps.
    """
    whom = contact or "no contact configured; keeps https://www.rfc-editor.org/rfc/rfc9309"
    prefix = "+" if contact else ""
    return f"newsfold/{version()} ({prefix}{whom})"
