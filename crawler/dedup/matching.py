"""What the archive holds that resembles a text: for a person who asks, so without a time window and without a verdict."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.dedup.evidence import compare, read
from crawler.dedup.fingerprint import distance, fingerprint
from crawler.dedup.judge import RULES, FoldRules, describe
from storage.records import Candidate, Match

LEAST = 0.1  #: containment; below it two texts share phrases, not passages


def matches(
    headline: str | None, body: str, candidates: Iterable[Candidate], *, rules: FoldRules = RULES
) -> list[Match]:
    """Return those of `candidates` that share passages with a text, the most alike first.

    `similarity` is the containment of the shorter text in the longer, `reason` says what the one is to the
    other, as the judge would put it if both had been published in the same hour.
    """
    ours, mark = read(headline or "", body), fingerprint(body)
    found: list[tuple[float, float, Match]] = []
    for other in candidates:
        if other.article_id is None:
            continue
        theirs = read(other.headline or "", other.body)
        evidence = compare(ours, theirs)
        if evidence.containment < LEAST and not evidence.same_words:
            continue
        _, reason = describe(ours, theirs, evidence, rules)
        match = Match(
            article_id=other.article_id,
            headline=other.headline,
            url=other.url,
            source=other.source,
            published=other.published,
            distance=distance(mark, other.signature.simhash),
            similarity=evidence.containment,
            reason=reason,
        )
        found.append((round(evidence.containment * 20), evidence.resemblance, match))
    found.sort(key=lambda one: (-one[0], -one[1], one[2].article_id))
    return [match for _, _, match in found]
