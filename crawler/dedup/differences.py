"""Why two articles with common sentences may still report different things.

A copy differs from its original where an editor worked: anywhere, a word here, a paragraph there. The next
issue of a bulletin, the next match report, the telegram to another president differ where the facts stand,
and only there. A round-up shares a passage with each of several articles, and the rest with none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.dedup.evidence import Evidence, Slot, Text

_FEW = 2  #: kept numbers up to which names are asked; three equal numbers in their places are the same event
LEAD = 20  #: tokens; bylines, datelines and credits before the first common word
_CAPITALISED = re.compile(r"\b[^\W\d_]\w+")


def another_issue(ours: Text, theirs: Text, found: Evidence) -> str | None:
    """Say in words why two texts report different things; None if nothing speaks for it."""
    return (
        _other_numbers(ours, theirs, found)
        or _other_names(ours, theirs, found)
        or _own_passages(found)
        or _small_part(ours, theirs)
    )


def _other_numbers(ours: Text, theirs: Text, found: Evidence) -> str | None:
    """A correction changes a few numbers and leaves the rest; the next issue of a bulletin changes most."""
    changed, kept = found.changed_numbers, found.kept_numbers
    length = min(ours.length, theirs.length)
    if changed >= 4 and changed > kept:
        return f"{changed} numbers in the same places are others, {kept} are equal"
    # From one changed fact in forty words on: in a longer text three corrected numbers are a correction.
    if changed >= 2 and changed >= kept and (changed + len(found.swaps)) * 40 > length:
        return f"{changed} numbers in the same places are others, {kept} are equal"
    if changed and changed >= kept and _headlines_name_others(ours, theirs):
        return "its numbers and the names in its headline are others"
    return None


def _headlines_name_others(ours: Text, theirs: Text) -> bool:
    """Whether each headline has a word that its own text takes up and the other article never uses."""
    return bool(ours.topics - theirs.vocabulary and theirs.topics - ours.vocabulary)


def _other_names(ours: Text, theirs: Text, found: Evidence) -> str | None:
    """Telegrams, obituaries and notices by template hold few numbers; they differ in who and where.

    Three signs, none of which a rewriting editor leaves: both headlines name what was replaced; a phrase is replaced
    by another throughout the text; most replaced words are names on both sides.
    """
    few = found.kept_numbers <= _FEW
    if (found.kept_numbers == 0 and found.containment < 0.95) or found.containment < 0.75:
        for swap in found.swaps:
            if not ours.topics.isdisjoint(swap.ours) and not theirs.topics.isdisjoint(swap.theirs):
                return f"its headline speaks of “{' '.join(swap.ours)}”, not of “{' '.join(swap.theirs)}”"
    phrases = [swap for swap in found.swaps if few and len(swap.ours) > 1 and len(swap.theirs) > 1]
    for at, swap in enumerate(phrases):
        if any(_same_swap(swap, other) for other in phrases[at + 1 :]):
            return f"“{' '.join(swap.theirs)}” is “{' '.join(swap.ours)}” throughout"
    return _renamed(ours, theirs, found.swaps) if few else None


def _same_swap(one: Slot, other: Slot) -> bool:
    return not set(one.ours).isdisjoint(other.ours) and not set(one.theirs).isdisjoint(other.theirs)


def _renamed(ours: Text, theirs: Text, swaps: tuple[Slot, ...]) -> str | None:
    if len(swaps) < 2 or not (_has_names(ours.body) and _has_names(theirs.body)):
        return None
    named = [swap for swap in swaps if _name(swap.ours, ours.body) and _name(swap.theirs, theirs.body)]
    if len(named) < 2 or 2 * len(named) < len(swaps):
        return None
    return "other names stand in the same places: " + ", ".join(
        _name(swap.ours, ours.body) for swap in named[:3]
    )


def _name(words: Iterable[str], body: str) -> str:
    """Return the first word that the body always writes with a capital, as a name; empty if there is none."""
    for word in words:
        seen = re.findall(rf"\b{re.escape(word)}\b", body, re.IGNORECASE) if len(word) > 2 else []
        if seen and all(one[0].isupper() and not one.isupper() for one in seen):
            return str(seen[0])
    return ""


def _has_names(body: str) -> bool:
    """Whether a capital says something: not in scripts without case, in German, or in a text set in capitals."""
    words: list[str] = _CAPITALISED.findall(body)
    capitals = sum(word[0].isupper() for word in words)
    return 0 < capitals <= 0.27 * len(words)


def _own_passages(found: Evidence) -> str | None:
    """Two round-ups, or two issues of a live blog, share some passages and have others between them.

    A cut text beside a grown one has passages of its own too, but in one place.
    """
    if min(found.own_passages) >= 0.2 and found.own_places > 1:
        return "each has passages of its own between the common ones"
    return None


def _small_part(ours: Text, theirs: Text) -> str | None:
    """A teaser is about what its article's headline says; an item of a briefing is not.

    Asked only where the shorter text is less than a third of the longer one.
    """
    shorter, longer = (ours, theirs) if len(ours.words) <= len(theirs.words) else (theirs, ours)
    if 3 * len(shorter.words) > len(longer.words) or kin(ours, theirs) or _about(longer, shorter):
        return None
    return "the shorter text is one item of a longer one with another headline"


def kin(ours: Text, theirs: Text) -> bool:
    """Whether two headlines share half of the words of the shorter one."""
    shorter = min(len(ours.headline), len(theirs.headline))
    return shorter > 0 and 2 * len(ours.headline & theirs.headline) >= shorter


def _about(longer: Text, shorter: Text) -> bool:
    """Whether a text uses half of the words of another's headline; words of up to three letters do not count."""
    least = 4 if longer.grain == 1 else 1
    said = {word for word in longer.headline if len(word) >= least}
    return 2 * len(said & shorter.vocabulary) >= max(1, len(said))
