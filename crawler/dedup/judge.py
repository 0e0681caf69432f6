"""Whether an article is new, known, changed, or a copy of what the archive holds. Pure: values in, a verdict out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from crawler.dedup.differences import LEAD, another_issue, kin
from crawler.dedup.evidence import Evidence, Text, compare, read
from crawler.dedup.fingerprint import distance
from storage.records import Candidate, Edge, Verdict, VerdictKind


@dataclass(frozen=True, slots=True)
class FoldRules:
    """The thresholds of folding; `docs/decisions/0009-folding.md` says what each was measured on."""

    window: float = 72 * 3600.0  #: seconds between the candidate and the story's representative
    containment: float = 0.6  #: share of the shorter text's word 3-grams that the longer must have
    aged_containment: float = (
        0.8  #: the same at the end of the window; it rises from the window's first third on
    )
    edited_containment: float = (
        0.5  #: the same for a long text with changes everywhere and no passage of its own
    )
    late_containment: float = 0.95  #: the same outside the window, where all numbers must agree too
    min_tokens: int = 20  #: shorter texts are only matched exactly
    fuller: float = 1.2  #: a text with so many times the other's words is the fuller one
    max_candidates: int = 24  #: neighbours whose text is compared
    max_bucket: int = 200  #: newest entries of one bucket or anchor that are looked at


RULES = FoldRules()
NOTHING_LIKE_IT = "Nothing like it is in the archive."


@dataclass(frozen=True, slots=True)
class Pair:
    """A neighbour, what it is to the candidate, and on what evidence. Edge kind "new": another article."""

    neighbour: Candidate
    edge: Edge
    evidence: Evidence
    kin: bool  #: the headlines share half of their words

    @property
    def accepted(self) -> bool:
        return self.edge.kind != "new"

    @property
    def strength(self) -> tuple[float, ...]:
        """For `max`: equal text, containment, a fuller text, kin, resemblance, nearness in time, the older row.

        Containment counts in steps of .05, so that a briefing that quotes a teaser to the last word does not beat the
        article it announces.
        """
        return (
            self.edge.kind == "exact",
            round(self.edge.similarity * 20),
            self.edge.kind != "contains",
            self.kin,
            self.evidence.offset <= LEAD,
            self.evidence.resemblance,
            -abs(self.edge.lag or 0.0),
            -self.edge.article_id,
        )


def judge(candidate: Candidate, neighbours: Iterable[Candidate], *, rules: FoldRules = RULES) -> Verdict:
    """Decide what becomes of `candidate`.

    Args:
        candidate: the article that has just been read.
        neighbours: for each story that shares a band or an anchor with it, the story's representative article
            as it stands now, with `article_id`; and, with `same_url`, what is held under the candidate's own
            address. The likeliest first: only `rules.max_candidates` of them are compared. Read once; a story
            twice is one story.
        rules: thresholds.

    Returns:
        A verdict with one parent at most. Its `edges` are all pairs that were looked at, the best first;
        `absorbs` are other stories that the same text was verified to be, none of them pinned or kept apart.
        Kind "contains" replaces the text of the row, whose id stays; there `edge.kind` says what the old text
        is to the new one: "contains" for a shorter one, "exact" or "near" for one published later that holds no more.
    """
    known: dict[int, Candidate] = {}
    for neighbour in neighbours:
        if neighbour.same_url:
            return _known_url(candidate, neighbour)
        if neighbour.article_id is not None and not _kept_apart(candidate, neighbour):
            known.setdefault(neighbour.article_id, neighbour)
    pairs = [weigh(candidate, other, rules) for other in islice(known.values(), rules.max_candidates)]
    pairs.sort(key=lambda pair: (pair.accepted, pair.strength), reverse=True)
    edges = tuple(pair.edge for pair in pairs)
    accepted = [pair for pair in pairs if pair.accepted]
    if not accepted:
        return Verdict("new", edges=edges, reason=edges[0].reason if edges else NOTHING_LIKE_IT)
    if items := _put_together(pairs, rules):
        return Verdict(
            "new", edges=edges, reason=f"It puts together {items} articles that are not one story."
        )
    return _join(candidate, accepted, edges, rules)


def _kept_apart(one: Candidate, other: Candidate) -> bool:
    return other.article_id in one.apart or (one.article_id is not None and one.article_id in other.apart)


def _known_url(candidate: Candidate, held: Candidate) -> Verdict:
    kind: VerdictKind = "same" if candidate.signature.content == held.signature.content else "revision"
    if kind == "same":
        reason = "The address is known and its text has not changed."
    elif (candidate.headline or "") != (held.headline or ""):
        reason = f"The address is known; its headline was “{held.headline or ''}”."
    else:
        reason = "The address is known and its text has changed."
    evidence = compare(*_texts(candidate, held))
    edge = Edge(
        article_id=held.article_id if held.article_id is not None else -1,
        kind=kind,
        distance=distance(candidate.signature.simhash, held.signature.simhash),
        similarity=evidence.containment,
        shared_numbers=evidence.shared_numbers,
        lag=_lag(candidate, held),
        reason=reason,
    )
    return Verdict(kind, held.article_id, edge, edges=(edge,), reason=reason)


def _put_together(pairs: Sequence[Pair], rules: FoldRules) -> int:
    """Return how many unrelated articles the candidate holds, if it is a round-up of three or more; else 0.

    Where one of them makes up half of the text, the text is that article, grown; and two that became one
    are an article with its sidebar.
    """
    accepted = [pair for pair in pairs if pair.accepted]
    if any(pair.edge.kind != "contains" or pair.evidence.ours_in_theirs >= 0.5 for pair in accepted):
        return 0
    items: list[Candidate] = []
    for pair in pairs:
        held = pair.evidence.theirs_in_ours >= rules.containment and pair.evidence.ours_in_theirs < 0.5
        if held and not any(_overlap(pair.neighbour, item) for item in items):
            items.append(pair.neighbour)
    return len(items) if len(items) >= 3 else 0


def _overlap(one: Candidate, other: Candidate) -> bool:
    """Whether two texts share a third of the shorter one: teasers of one article do, items of a round-up do not."""
    return compare(*_texts(one, other), least=1.0).containment >= 1 / 3


def _join(
    candidate: Candidate, accepted: Sequence[Pair], edges: tuple[Edge, ...], rules: FoldRules
) -> Verdict:
    best = accepted[0]
    promoted = _promotes(candidate, best)
    kind: VerdictKind = "contains" if promoted else "near" if best.edge.kind == "contains" else best.edge.kind
    absorbs = tuple(
        pair.edge
        for pair in accepted[1:]
        if not (pair.neighbour.pinned or best.neighbour.pinned)
        and not _kept_apart(pair.neighbour, best.neighbour)
        and _belongs(pair, best.neighbour, promoted, rules)
    )
    return Verdict(kind, best.edge.article_id, best.edge, absorbs, edges, best.edge.reason)


def _belongs(pair: Pair, parent: Candidate, promoted: bool, rules: FoldRules) -> bool:
    """Whether another story that matched the candidate is the parent's story too.

    Containment is not transitive: what a copy holds beside its original may be anybody's. So the other text must be
    in the story's fullest text: the parent's; or, if that is the candidate, it must share a part with the
    parent, or the candidate's headline.
    """
    if promoted:
        return pair.kin or _overlap(pair.neighbour, parent)
    return weigh(pair.neighbour, parent, rules).accepted


def _promotes(candidate: Candidate, best: Pair) -> bool:
    if best.neighbour.pinned:
        return False
    if best.edge.kind == "contains":
        return True
    lag = best.edge.lag
    return (
        best.edge.kind in ("exact", "near")
        and lag is not None
        and lag < 0
        and _as_full(candidate, best.neighbour)
    )


def _as_full(one: Candidate, other: Candidate) -> bool:
    """Whether a text that was published earlier holds no less: then it is the original, whichever arrived first."""
    dated = one.published is not None and other.published is not None
    return dated and one.signature.tokens >= 0.98 * other.signature.tokens


def weigh(candidate: Candidate, neighbour: Candidate, rules: FoldRules = RULES) -> Pair:
    """Compare two articles on their text and say what one is to the other."""
    ours, theirs = _texts(candidate, neighbour)
    evidence = compare(ours, theirs, least=rules.edited_containment)
    lag = _lag(candidate, neighbour)
    kind, reason = _relation(candidate, neighbour, evidence, lag, rules)
    edge = Edge(
        neighbour.article_id if neighbour.article_id is not None else -1,
        kind,
        distance(candidate.signature.simhash, neighbour.signature.simhash),
        evidence.containment,
        evidence.shared_numbers,
        lag,
        reason,
    )
    return Pair(neighbour, edge, evidence, kin(ours, theirs))


def _texts(candidate: Candidate, neighbour: Candidate) -> tuple[Text, Text]:
    return read(candidate.headline or "", candidate.body), read(neighbour.headline or "", neighbour.body)


def _lag(candidate: Candidate, neighbour: Candidate) -> float:
    return (moment(candidate) - moment(neighbour)).total_seconds()


def moment(article: Candidate) -> datetime:
    """When an article was published, else when it was seen: what the window is measured with."""
    return article.published or article.seen


def _relation(
    candidate: Candidate, neighbour: Candidate, found: Evidence, lag: float, rules: FoldRules
) -> tuple[VerdictKind, str]:
    ours, theirs = _texts(candidate, neighbour)
    late = abs(lag) > rules.window
    if min(len(ours.words), len(theirs.words)) < rules.min_tokens:
        if ours.words and candidate.signature.content == neighbour.signature.content and not late:
            return "exact", "The same few words under the same headline."
        return "new", f"Of texts under {rules.min_tokens} words only equal ones are taken for copies."
    if late and (found.containment < rules.late_containment or found.shared_numbers < 1):
        return "new", f"Published {_span(lag)} apart, and {found.containment:.0%} of the shorter text agrees."
    needed = _needed(abs(lag), rules)
    if found.containment < needed and not _worked_over(ours, theirs, found, rules):
        return (
            "new",
            f"Only {found.containment:.0%} of the shorter text stands in the other; {_span(lag)} apart it takes {needed:.0%}.",
        )
    return describe(ours, theirs, found, rules)


def _worked_over(ours: Text, theirs: Text, found: Evidence, rules: FoldRules) -> bool:
    """Whether a long text under the same headline was changed everywhere and nowhere much.

    Two outlets that each change one word in ten leave half of the 3-word sequences common (.9 to the sixth), but no
    passage without a counterpart.
    """
    return (
        found.containment >= rules.edited_containment
        and max(found.own_passages) <= 0.05
        and found.changed_numbers == 0
        and min(ours.length, theirs.length) >= 100
        and kin(ours, theirs)
    )


def _needed(lag: float, rules: FoldRules) -> float:
    """Return the containment that a copy needs after `lag` seconds: a bulletin's next issue comes after a day."""
    age = max(0.0, 1.5 * min(1.0, lag / rules.window) - 0.5) if rules.window > 0 else 1.0
    return rules.containment + age * max(0.0, rules.aged_containment - rules.containment)


def describe(ours: Text, theirs: Text, found: Evidence, rules: FoldRules = RULES) -> tuple[VerdictKind, str]:
    """Say what our text is to the other, by the texts alone, and why in one sentence."""
    share = f"{found.containment:.0%}"
    if found.same_words:
        return "exact", "The same text, word for word."
    if found.containment < rules.containment and not _worked_over(ours, theirs, found, rules):
        return "new", f"Another text: only {share} of the shorter one stands in the other."
    if other := another_issue(ours, theirs, found):
        return "new", f"{share} of the shorter text stands in the other, but {other}."
    ratio = len(ours.words) / len(theirs.words)
    if ratio >= rules.fuller and found.theirs_in_ours >= rules.containment:
        return "contains", f"A fuller version: it holds {share} of the other text and goes on."
    if ratio <= 1 / rules.fuller and found.ours_in_theirs >= rules.containment:
        return "contained", f"A shorter version: {share} of it stands in the other text."
    return "near", f"Nearly the same text: {share} of the shorter one stands in the other."


def _span(seconds: float) -> str:
    hours = abs(seconds) / 3600
    return f"{hours:.0f} hours" if hours < 96 else f"{hours / 24:.0f} days"
