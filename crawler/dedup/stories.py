"""The archive's folding in memory: the same marks, the same neighbours, the same verdicts, no file.

What an archive does with a verdict, precisely (`Stories` here, `storage` with SQLite):

- Every stored text stands in the index under its own signature: representatives, copies, and texts that a
  fuller one has replaced. A hit on any of them nominates the *story*; the judge is shown the story's
  representative as it stands now, and the window is measured to that representative.
- "new" opens a story. "exact", "near" and "contained" add a member; the representative stays.
- "contains" makes the candidate the representative; the old one stays a member; the story's id stays.
- `absorbs` then moves all members of each named story into the verdict's story; their ids give way. The
  representative is not changed by it.
- A text without words stands in no index and opens a story of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from crawler.dedup.fingerprint import distance, signature
from crawler.dedup.judge import RULES, FoldRules, judge
from storage.bands import RADIUS_BITS, band_keys, probe_keys
from storage.records import Candidate, Signature, Verdict

_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)


class Stories:
    """Articles folded into stories as they arrive."""

    def __init__(self, rules: FoldRules = RULES) -> None:
        self.rules = rules
        self._representative: dict[int, Candidate] = {}  # by story
        self._members: dict[int, list[int]] = {}  # documents by story
        self._story: list[int] = []  # by document
        self._marks: list[int] = []  # fingerprint by document
        self._bands: dict[int, list[int]] = defaultdict(list)
        self._anchors: dict[int, list[int]] = defaultdict(list)

    def add(self, article: Candidate) -> Verdict:
        """Judge `article` against what is there, and store it as the verdict says."""
        verdict = judge(article, self.neighbours(article.signature), rules=self.rules)
        document = len(self._story)
        story = verdict.article_id if verdict.article_id is not None else document
        if verdict.kind in ("new", "contains"):
            self._representative[story] = replace(article, article_id=story)
        self._story.append(story)
        self._members.setdefault(story, []).append(document)
        for edge in verdict.absorbs:
            self._absorb(edge.article_id, story)
        self._index(document, article.signature)
        return verdict

    def neighbours(self, marks: Signature) -> list[Candidate]:
        """Return the representatives of the stories that `marks` nominate, the likeliest first."""
        shared: Counter[int] = Counter()
        bits: dict[int, int] = {}
        for anchor in marks.anchors:
            shared.update(
                {
                    self._story[document]
                    for document in self._anchors.get(anchor, ())[-self.rules.max_bucket :]
                }
            )
        if marks.tokens:
            for key in probe_keys(marks.simhash):
                for document in self._bands.get(key, ())[-self.rules.max_bucket :]:
                    far = distance(self._marks[document], marks.simhash)
                    if far <= RADIUS_BITS:
                        story = self._story[document]
                        bits[story] = min(far, bits.get(story, far))
        ranked = sorted({*shared, *bits}, key=lambda story: (-shared[story], bits.get(story, 64), story))
        return [self._representative[story] for story in ranked[: self.rules.max_candidates]]

    def stories(self) -> list[int]:
        """Return each added article's story, in the order of arrival; a story is the place of its first article."""
        return list(self._story)

    def _absorb(self, other: int, story: int) -> None:
        if other == story:
            return
        moved = self._members.pop(other)
        for document in moved:
            self._story[document] = story
        self._members[story] += moved
        del self._representative[other]

    def _index(self, document: int, marks: Signature) -> None:
        self._marks.append(marks.simhash)
        if marks.tokens == 0:
            return
        for key in band_keys(marks.simhash):
            self._bands[key].append(document)
        for anchor in marks.anchors:
            self._anchors[anchor].append(document)


def fold(articles: Iterable[Any], *, rules: FoldRules = RULES) -> dict[Hashable, Hashable]:  # Any: see below
    """Return the story of each article: {id: id of the story's first article}.

    Articles are objects or mappings with `id`, `headline`, `body`, `published` (aware; a naive one is UTC),
    `language` and `source`; all but `id` and `body` may be missing. They are folded in the order given, with
    the archive's own verdicts.
    """
    stories = Stories(rules)
    ids: list[Hashable] = []
    for article in articles:
        ids.append(_get(article, "id"))
        stories.add(candidate_of(article))
    return {name: ids[story] for name, story in zip(ids, stories.stories(), strict=True)}


def candidate_of(article: Any) -> Candidate:  # Any: records, dicts and foreign objects with these names
    """Read an article as the judge sees it."""
    headline, body = _get(article, "headline"), _get(article, "body") or ""
    published, language = _get(article, "published"), _get(article, "language")
    if published is not None and published.tzinfo is None:
        published = published.replace(tzinfo=UTC)
    url = _get(article, "url") or ""
    return Candidate(
        url=url,
        url_key=url,
        source=_get(article, "source"),
        headline=headline,
        body=body,
        published=published,
        seen=published or _UNDATED,
        language=language,
        signature=signature(headline, body, language),
    )


def _get(article: Any, name: str) -> Any:
    return article.get(name) if isinstance(article, Mapping) else getattr(article, name, None)
