"""Is it them, or is it us? A source must not be called broken because our own line was down."""

from __future__ import annotations

from collections.abc import Collection

FEWEST = 2  #: hosts; of one alone nobody can tell
SHARE = 0.5  #: of the hosts that are usually asked: two dead ones of two hundred are theirs


def our_network_is_down(unanswered: Collection[str], usual: Collection[str]) -> bool:
    """Say whether our own network is down.

    Args:
        unanswered: hosts that were asked since any host last answered, all of them in vain.
        usual: hosts that are polled at all.

    >>> our_network_is_down({"a", "b", "c"}, {"a", "b", "c", "d"})
    True
    >>> our_network_is_down({"a", "b"}, set("abcdefgh"))
    False
    """
    silent = set(unanswered)
    return len(silent) >= FEWEST and len(silent) >= SHARE * len(set(usual) | silent)
