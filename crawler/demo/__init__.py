"""A small press on this machine: newsrooms that do not exist, a wire story, an edit, a consent wall, and a crawl of it all."""

from __future__ import annotations

from crawler.demo.play import play

__all__ = ["play"]
