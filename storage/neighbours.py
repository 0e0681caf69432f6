"""What the judge is shown: the page held under the same address, and the stories that a text may belong to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from storage.columns import Row, candidate_of
from storage.records import Candidate, Signature
from storage.texts import Texts
from storage.times import moment

MAX_NEIGHBOURS = 40
_SHOWN = (
    "id, url, url_key, source, headline, body, published_at, language, simhash, anchors, tokens, content_hash, "
    "dateline, agency, first_seen_at"
)
# Ids go in as one list: a statement for each number of question marks would fill SQLite's cache of statements, 40 kB each.
_STORIES = "SELECT id, article_id FROM copies WHERE id IN (SELECT value FROM json_each(?))"
_ARTICLES = f"SELECT {_SHOWN} FROM articles WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 -- columns of ours


@dataclass(frozen=True, slots=True)
class Held:
    """The text that stands under a `url_key`: an article's, or a copy's with its story's `article_id`."""

    row: Row
    article_id: int
    copy_id: int | None

    @property
    def first_seen(self) -> str:
        seen: str = self.row["first_seen_at"] if self.copy_id is None else self.row["seen_at"]
        return seen


class Neighbours(Texts):
    """Candidates for a judgement."""

    def neighbours_of(self, signature: Signature, *, limit: int = MAX_NEIGHBOURS) -> list[Candidate]:
        """Representatives of stories with a member within seven bits or a shared anchor, best first, of any time.

        Best: most shared anchors, then fewest bits, then the older story, as `crawler.dedup.Stories` has it.
        """
        if not signature.tokens:
            return []
        ranked = self._nominated(signature)[:limit]
        return self._representatives(ranked)

    def _held(self, url_key: str) -> Held | None:
        article = self._one("SELECT * FROM articles WHERE url_key = ?", (url_key,))
        if article is not None:
            return Held(article, article["id"], None)
        copy = self._one("SELECT * FROM copies WHERE url_key = ? AND kind <> 'same_url'", (url_key,))
        return None if copy is None else Held(copy, copy["article_id"], copy["id"])

    def _neighbours(self, signature: Signature, held: Held | None) -> list[Candidate]:
        """At most `MAX_NEIGHBOURS`, what is held under the same address first."""
        if held is None:
            return self.neighbours_of(signature)
        own = candidate_of(held.row, seen=moment(held.first_seen), article_id=held.article_id, same_url=True)
        others = self.neighbours_of(signature, limit=MAX_NEIGHBOURS - 1)
        return [own, *(other for other in others if other.article_id != held.article_id)]

    def _nominated(self, signature: Signature) -> list[int]:
        near = self.index.near(signature.simhash)
        sharing = self.index.sharing(signature.anchors)
        stories = self._stories_of({*near, *(text for texts in sharing for text in texts)})
        shared: Counter[int] = Counter()
        for texts in sharing:
            shared.update({stories[text] for text in texts if text in stories})
        bits: dict[int, int] = {}
        for text, far in near.items():
            if text in stories:
                bits[stories[text]] = min(far, bits.get(stories[text], far))
        return sorted({*shared, *bits}, key=lambda story: (-shared[story], bits.get(story, 64), story))

    def _stories_of(self, texts: Collection[int]) -> dict[int, int]:
        """{text id: id of its story's article}; texts that are no copies are articles themselves."""
        stories = {text: text for text in texts}
        stories.update((row["id"], row["article_id"]) for row in self._all(_STORIES, (_listed(texts),)))
        return stories

    def _representatives(self, articles: Sequence[int]) -> list[Candidate]:
        rows = {row["id"]: row for row in self._all(_ARTICLES, (_listed(articles),))}
        found = [
            candidate_of(row, seen=moment(row["first_seen_at"]), article_id=row["id"])
            for row in (rows[article] for article in articles if article in rows)
        ]
        return self._with_overrides(found)

    def _with_overrides(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Mark what people decided; nobody pays for it in an archive without overrides."""
        found = list(candidates)
        if not found or self._one("SELECT 1 FROM overrides LIMIT 1") is None:
            return found
        return [
            replace(one, pinned=self._is_pinned(one.url_key), apart=self._apart(one.url_key)) for one in found
        ]

    def _is_pinned(self, url_key: str) -> bool:
        sql = "SELECT 1 FROM overrides WHERE kind = 'pin' AND url_key = ?"
        return self._one(sql, (url_key,)) is not None

    def _apart(self, url_key: str) -> frozenset[int]:
        """Ids of the articles that a person keeps apart from this page."""
        keys = self._all(
            """SELECT other_key AS apart FROM overrides WHERE kind = 'split' AND url_key = ?
            UNION SELECT url_key FROM overrides WHERE kind = 'split' AND other_key = ?""",
            (url_key, url_key),
        )
        held = [self._held(row["apart"]) for row in keys]
        return frozenset(one.article_id for one in held if one is not None)


def _listed(ids: Iterable[int]) -> str:
    return json.dumps(sorted(ids))
