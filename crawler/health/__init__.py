"""How a source is doing, as pure functions: what is known of it goes in, a state with its reason and evidence comes out.

`volume` knows what to expect on which weekday, `drift` whether pages still give what they gave, `network` whether it
is us, and `judge` puts them together with hysteresis: a state is left on stronger evidence than it is kept.
"""

from __future__ import annotations

from crawler.health.judge import LEVELS, Evidence, Finding, HealthState, ListLooks, judge
from crawler.health.network import our_network_is_down

__all__ = ["LEVELS", "Evidence", "Finding", "HealthState", "ListLooks", "judge", "our_network_is_down"]
