"""The manners of a poller, as pure functions: when to ask, with which headers, when to wait, when to stop.

Nothing here sends a request or reads a clock; the state of a feed goes in, the next state comes out.
"""

from __future__ import annotations

from crawler.conduct.durations import parse_duration, say
from crawler.conduct.headers import (
    cache_lifetime,
    conditional_headers,
    http_date,
    retry_after,
)
from crawler.conduct.pages import page_retry, recheck_times
from crawler.conduct.polling import (
    PollAnswer,
    PollRules,
    after_poll,
    back_off,
    due,
    not_due_reason,
    poll_url,
    spread_of,
)
from crawler.conduct.reach import next_page

__all__ = [
    "PollAnswer",
    "PollRules",
    "after_poll",
    "back_off",
    "cache_lifetime",
    "conditional_headers",
    "due",
    "http_date",
    "next_page",
    "not_due_reason",
    "page_retry",
    "parse_duration",
    "poll_url",
    "recheck_times",
    "retry_after",
    "say",
    "spread_of",
]
