"""Folding near-duplicates: marks that nominate, text that decides. Pure: no file, no clock, no network."""

from __future__ import annotations

from crawler.dedup.fingerprint import distance, fingerprint, fingerprints, signature
from crawler.dedup.judge import FoldRules, judge
from crawler.dedup.stories import Stories, fold

__all__ = ["FoldRules", "Stories", "distance", "fingerprint", "fingerprints", "fold", "judge", "signature"]
