"""`newsfold schedule`: a small parent that asks the archive what is due and starts one crawl at a time as its child.

`beat` keeps time and takes signals, `due` says what a crawl would ask for, `child` is the crawl's process,
`notes` are rows about runs that were not made, `events` is what others may listen to.
"""

from __future__ import annotations

from crawler.schedule.beat import Schedule
from crawler.schedule.child import crawl_command
from crawler.schedule.due import due_sources

__all__ = ["Schedule", "crawl_command", "due_sources"]
