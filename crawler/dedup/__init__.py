"""Folding near-duplicates: marks that nominate, text that decides. Pure: no file, no clock, no network."""

from __future__ import annotations

from crawler.dedup.bulk import bulk_candidates
from crawler.dedup.fingerprint import distance, fingerprint, fingerprints, signature
from crawler.dedup.judge import FoldRules, judge
from crawler.dedup.matching import matches
from crawler.dedup.stories import Stories, fold

__all__ = [
    "FoldRules",
    "Stories",
    "bulk_candidates",
    "distance",
    "fingerprint",
    "fingerprints",
    "fold",
    "judge",
    "matches",
    "signature",
]
