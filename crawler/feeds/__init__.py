"""Feeds: what publishers offer to be read by programs, in every dialect that is found."""

from __future__ import annotations

from crawler.feeds.reader import parse_feed
from crawler.markup.charset import decode
from crawler.markup.dates import not_after, parse_date

__all__ = ["decode", "not_after", "parse_date", "parse_feed"]
