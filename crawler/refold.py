"""Fold a whole archive anew: the verdicts of `crawler.dedup`, free of the order in which its texts happened to come.

Every text is judged again in the order of publication (ties: by id), against the representatives of the stories
before it. Neighbours come from one join over all fingerprints and anchors; texts are read only where there is a
neighbour to compare with. What people decided stands: a pinned story keeps its texts and its article, split texts
stay apart, merged ones together. The outcome depends on texts and overrides alone, so a second refold finds
nothing to do.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt

from crawler.dedup import FoldRules, bulk_candidates, distance, judge
from crawler.dedup.judge import weigh
from storage.bands import RADIUS_BITS
from storage.ports import Archive
from storage.records import Candidate, Edge
from storage.rows import TextMarks

ChangeKind = Literal["joined", "taken out", "moved", "first"]
Ints = npt.NDArray[np.int64]
BATCH = 200  #: changes in one transaction
CACHED = 2_000  #: texts kept for comparison; neighbours are near each other in time
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """One text that stands elsewhere after a refold.

    kind: "joined" (was an article, becomes a copy), "taken out" (was a copy, becomes an article), "moved" (a copy
    goes to another story), "first" (a copy takes its story's place as the article).
    """

    kind: ChangeKind
    text_id: int
    from_story: int
    to_story: int
    url: str
    headline: str | None
    reason: str


def refold(archive: Archive, *, rules: FoldRules = FoldRules(), dry_run: bool = False) -> list[Change]:
    """Regroup everything in `archive`; return what changed, or with `dry_run` what would.

    Written in transactions of some hundred changes: whatever ends it, the archive is whole, and the next refold
    does the rest.

    Raises:
        ArchiveError: the archive is read-only (and this is no dry run) or the disk is full.
    """
    plan = Refold(archive, rules)
    plan.fold()
    changes = list(plan.changes())
    if not dry_run:
        plan.apply(changes)
    return changes


class Refold:
    """The texts of an archive by row: their place in the order of publication."""

    def __init__(self, archive: Archive, rules: FoldRules) -> None:
        self.archive, self.rules = archive, rules
        marks = sorted(archive.marks(), key=lambda one: (one.dated_at, one.id))
        self.marks: list[TextMarks] = marks
        self.row_of = {one.id: row for row, one in enumerate(marks)}
        self.story: list[int] = list(range(len(marks)))  #: by row: its story, which is a row
        self.first: list[int] = list(range(len(marks)))  #: by story: the row of its representative
        self.members: dict[int, list[int]] = {}  #: of stories with more than one text
        self.placed = np.zeros(len(marks), dtype=np.bool_)
        self.reasons: dict[int, str] = {}  #: by row: why it stands alone although it was compared
        self._texts: OrderedDict[int, Candidate] = OrderedDict()
        self._read_overrides()

    # What people decided

    def _read_overrides(self) -> None:
        found = self.archive.overrides()
        named = {one.url_key for one in found} | {one.other_key for one in found}
        row_of = {one.url_key: row for row, one in enumerate(self.marks) if one.url_key in named}
        self.pinned = {row_of[one.url_key] for one in found if one.kind == "pin" and one.url_key in row_of}
        self.apart: dict[int, set[int]] = defaultdict(set)
        self.together: list[tuple[int, int]] = []
        for one in found:
            pair = row_of.get(one.url_key), row_of.get(one.other_key)
            if pair[0] is None or pair[1] is None:
                continue
            if one.kind == "split":
                self.apart[pair[0]].add(pair[1])
                self.apart[pair[1]].add(pair[0])
            elif one.kind == "merge":
                self.together.append((pair[0], pair[1]))

    def _keep_pinned(self) -> None:
        """Put the stories that stay as they are in place before anything is judged."""
        stories = {self.marks[row].article_id for row in self.pinned}
        if not stories:
            return
        for row, marks in enumerate(self.marks):
            if marks.article_id in stories:
                article = self.row_of[marks.article_id]
                self.pinned.add(article)
                self._place(row, article)
                self.first[article] = article

    def _separated(self, rows: Iterable[int], story: int) -> bool:
        """Whether a person keeps one of `rows` apart from a text of `story`."""
        return bool(self.apart) and any(
            self.placed[other] and self.story[other] == story
            for row in rows
            for other in self.apart.get(row, ())
        )

    # Judging

    def fold(self) -> None:
        """Judge every text in the order of publication."""
        self._keep_pinned()
        starts, earlier = self._neighbours()
        for row in range(len(self.marks)):
            if not self.placed[row]:
                rows = earlier[starts[row] : starts[row + 1]].tolist()
                self._judge(row, [other for other in rows if self.placed[other]])
        for one, other in self.together:
            self._merge(one, other)

    def _neighbours(self) -> tuple[Ints, Ints]:
        """For each row the rows to compare it with: those from starts[row] to starts[row + 1]."""
        rows = np.array([row for row, one in enumerate(self.marks) if one.tokens], dtype=np.int64)
        prints = np.array([self.marks[row].simhash for row in rows], dtype=np.uint64)
        sizes = [len(self.marks[row].anchors) for row in rows]
        flat = (anchor for row in rows for anchor in self.marks[row].anchors)
        anchors = np.fromiter(flat, dtype=np.uint64, count=sum(sizes))
        pairs = rows[bulk_candidates(prints, anchors, np.repeat(np.arange(len(rows)), sizes))]
        if self.pinned:  # what was put in place before comes before, whatever its date
            pairs = np.concatenate((pairs, pairs[:, ::-1][self.placed[pairs[:, 1]]]))
        pairs = pairs[np.argsort(pairs[:, 1], kind="stable")]
        return np.searchsorted(pairs[:, 1], np.arange(len(self.marks) + 1)), pairs[:, 0]

    def _judge(self, row: int, rows: Sequence[int]) -> None:
        stories = [story for story in self._ranked(row, rows) if not self._separated([row], story)]
        if not stories:
            self._place(row, row)
            return
        stories = stories[: self.rules.max_candidates]
        texts = self._read([row, *(self.first[story] for story in stories)])
        shown = [
            replace(texts[self.first[story]], article_id=story, pinned=self.first[story] in self.pinned)
            for story in stories
        ]
        verdict = judge(replace(texts[row], article_id=None), shown, rules=self.rules)
        if verdict.article_id is None:
            self.reasons[row] = verdict.reason
            self._place(row, row)
            return
        story = verdict.article_id
        self._place(row, story)
        if verdict.kind == "contains":
            self.first[story] = row
        for edge in verdict.absorbs:
            if not self._separated(self._members(edge.article_id), story):
                self._move(self._members(edge.article_id), story)

    def _ranked(self, row: int, rows: Sequence[int]) -> list[int]:
        """The stories of `rows`, most shared anchors first, then fewest bits, then the older, as an archive has it."""
        ours = self.marks[row]
        wanted, shared, bits = frozenset(ours.anchors), dict[int, set[int]](), dict[int, int]()
        for other in rows:
            story, theirs = self.story[other], self.marks[other]
            shared.setdefault(story, set()).update(wanted.intersection(theirs.anchors))
            far = distance(ours.simhash, theirs.simhash)
            if far <= RADIUS_BITS:
                bits[story] = min(far, bits.get(story, far))
        return sorted(shared, key=lambda story: (-len(shared[story]), bits.get(story, 64), story))

    def _read(self, rows: Sequence[int]) -> dict[int, Candidate]:
        missing = [self.marks[row].id for row in rows if row not in self._texts]
        for text_id, text in self.archive.text_candidates(missing).items() if missing else ():
            self._texts[self.row_of[text_id]] = text
        found = {row: self._texts[row] for row in rows}
        for row in found:
            self._texts.move_to_end(row)
        while len(self._texts) > CACHED:
            self._texts.popitem(last=False)
        return found

    # Stories

    def _members(self, story: int) -> list[int]:
        return self.members.get(story, [story])

    def _place(self, row: int, story: int) -> None:
        self.placed[row] = True
        self.story[row] = story
        if row != story:
            known = self.members.setdefault(story, [story])
            if row not in known[-1:]:
                known.append(row)

    def _move(self, rows: Sequence[int], story: int) -> None:
        """Put texts into another story; what is left of their own gets the fullest of them for its article."""
        source = self.story[rows[0]]
        if source == story:
            return
        left = [row for row in self._members(source) if row not in set(rows)]
        self.members.pop(source, None)
        self.members.setdefault(story, [story]).extend(rows)
        for row in rows:
            self.story[row] = story
        if left:
            heir = self.first[source] if self.first[source] in left else max(left, key=self._fullness)
            self._found(left, heir)

    def _found(self, rows: Sequence[int], article: int) -> None:
        """Make `rows` a story whose number is the row of its article: that of the old story may have left it."""
        self.first[article] = article
        for row in rows:
            self.story[row] = article
        if len(rows) > 1:
            self.members[article] = [article, *(row for row in rows if row != article)]

    def _fullness(self, row: int) -> tuple[int, int]:
        return self.marks[row].tokens, -row

    def _merge(self, one: int, other: int) -> None:
        story, target = self.story[one], self.story[other]
        movable = [row for row in self._members(story) if not self._separated([row], target)]
        if story != target and movable:
            self._move(movable, target)

    # What is different

    def articles(self) -> dict[int, int]:
        """{text id: id of the text that is to be its story's article}."""
        return {
            one.id: self.marks[self.first[self.story[row]]].id
            for row, one in enumerate(self.marks)
            if one.article_id != self.marks[self.first[self.story[row]]].id
        }

    def changes(self) -> Iterator[Change]:
        """What stands elsewhere than in the archive, in the order of publication.

        A text whose story only got another article has not moved: that is one change, of the new article.
        """
        wanted = self.articles()
        renamed = {
            self.marks[self.row_of[text]].article_id: text for text, article in wanted.items() if text == article
            and wanted.get(self.marks[self.row_of[text]].article_id) == text
        }  # fmt: skip
        for text_id in sorted(wanted, key=lambda one: self.row_of[one]):
            marks, to_story = self.marks[self.row_of[text_id]], wanted[text_id]
            here = marks.article_id
            if renamed.get(here) == to_story and text_id != to_story:
                continue
            kind: ChangeKind = "moved" if here != text_id else "joined"
            if text_id == to_story:
                kind = "first" if renamed.get(here) == text_id else "taken out"
            yield self._change(kind, text_id, here, to_story)

    def _change(self, kind: ChangeKind, text_id: int, here: int, there: int) -> Change:
        row = self.row_of[text_id]
        compared = here if text_id == there else there
        texts = self._read([row, self.row_of[compared]])
        text = texts[row]
        pair = weigh(text, texts[self.row_of[compared]], self.rules)
        reason = pair.edge.reason
        if kind == "first":
            reason = f"The fuller or the earlier text. {reason}"
        elif kind == "taken out" and pair.accepted:
            reason = self.reasons.get(row, reason)
        elif kind != "taken out" and not pair.accepted:
            reason = "Put together by hand, or through another text of the story."
        return Change(kind, text_id, here, there, text.url, text.headline, reason)

    # Writing

    def apply(self, changes: Sequence[Change]) -> None:
        """Write the new grouping: first every story's article, then copies, then articles that become copies."""
        wanted = self.articles()
        present = {one.id: one.article_id for one in self.marks if one.id in wanted}
        for some in _batches([change for change in changes if change.text_id == change.to_story]):
            with self.archive.atomic():
                for change in some:
                    self._raise(change, present)
        moving = [one for one in wanted if one != wanted[one] and present[one] != wanted[one]]
        moving.sort(key=lambda one: (present[one] == one, self.row_of[one]))
        for ids in _batches(moving):
            with self.archive.atomic():
                for text_id in ids:
                    self.archive.regroup(text_id, wanted[text_id], self._edge(text_id, wanted[text_id]))
        moved = set(moving)
        for ids in _batches([one for one in wanted if one != wanted[one] and one not in moved]):
            with self.archive.atomic():
                for text_id in ids:  # measured anew against the article that stands there now
                    self.archive.regroup(text_id, wanted[text_id], self._edge(text_id, wanted[text_id]))

    def _raise(self, change: Change, present: dict[int, int]) -> None:
        """Let a copy be an article, with its story where the old article stays with it."""
        if present[change.text_id] == change.text_id:
            return
        here = present[change.text_id]
        if change.kind == "first" and present.get(here) == here:
            self.archive.promote(change.text_id)
            present.update({one: change.text_id for one, story in present.items() if story == here})
        else:
            self.archive.regroup(change.text_id, None)
            present[change.text_id] = change.text_id

    def _edge(self, text_id: int, article_id: int) -> Edge:
        row, article = self.row_of[text_id], self.row_of[article_id]
        texts = self._read([row, article])
        edge = weigh(texts[row], texts[article], self.rules).edge
        if edge.kind == "new":
            edge = replace(edge, kind="near", reason="It belongs here through another text of the story.")
        return replace(edge, article_id=article_id)


def counts(changes: Iterable[Change]) -> dict[str, int]:
    """How many changes of each kind, for the row in `runs`."""
    return dict(Counter(change.kind for change in changes))


def _batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for at in range(0, len(values), BATCH):
        yield values[at : at + BATCH]
