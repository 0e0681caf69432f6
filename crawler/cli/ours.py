"""Are `crawler`, `spiders` and `storage` really ours? Names this general can be overwritten by another package.

In a shared environment a second wheel that ships a `crawler` folder replaces files of ours without a word, and a
folder of that name in `PYTHONPATH` hides them. The failure would show up anywhere; here it is named. This module
imports nothing of ours, so that it can run before anything else of ours is imported.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent.parent  #: the folder that holds our top-level packages
TOP_LEVEL = ("crawler", "spiders", "storage")
WAY_OUT = (
    "install newsfold in an environment of its own: `uv tool install newsfold` or `pipx install newsfold`"
)


@dataclass(frozen=True, slots=True)
class Intruder:
    """A top-level name of ours that Python finds elsewhere."""

    name: str
    place: str

    def __str__(self) -> str:
        return f"the package {self.name!r} is not newsfold's own but {self.place}; {WAY_OUT}"


def intruders() -> list[Intruder]:
    """Our names that do not lead to our folder. Costs well under a millisecond."""
    found = []
    for name in TOP_LEVEL:
        spec = importlib.util.find_spec(name)
        places = list(spec.submodule_search_locations or []) if spec else []
        if spec is not None and spec.origin:
            places.append(str(Path(spec.origin).parent))
        if not places:
            found.append(Intruder(name, "missing"))
        foreign = [place for place in places if Path(place).resolve() != HOME / name]
        found += [Intruder(name, f"in {place}") for place in foreign[:1]]
    return found


def sharers() -> dict[str, list[str]]:
    """Other installed distributions that ship files under our names: {name: distributions}. For `doctor`: 0.1 s."""
    from importlib.metadata import packages_distributions  # noqa: PLC0415 - only `doctor` pays for it

    owners = packages_distributions()
    shared = {name: sorted({*owners.get(name, [])} - {"newsfold"}) for name in (*TOP_LEVEL, "newsfold")}
    return {name: others for name, others in shared.items() if others}
