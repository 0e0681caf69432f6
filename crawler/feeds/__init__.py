"""Feeds: what publishers offer to be read by programs, in every dialect that is found."""

from __future__ import annotations

from crawler.feeds.charset import decode
from crawler.feeds.dates import not_after, parse_date
from crawler.feeds.reader import parse_feed

__all__ = ["decode", "not_after", "parse_date", "parse_feed"]
