"""Whether an article is new, known, changed, or a copy of what the archive holds. Pure: values in, a verdict out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.dedup.evidence import Evidence, Text, compare, read
from crawler.dedup.fingerprint import distance
from storage.records import Candidate, Edge, Verdict, VerdictKind


@dataclass(frozen=True, slots=True)
class FoldRules:
    """The thresholds of folding; `docs/decisions/0009-folding.md` says what each was measured on."""

    window: float = 72 * 3600.0  #: seconds between the candidate and the story's representative
    containment: float = 0.6  #: share of the shorter text's word 3-grams that the longer must have
    late_containment: float = 0.95  #: the same outside the window, where all numbers must agree too
    min_tokens: int = 20  #: shorter texts are only matched exactly
    fuller: float = 1.2  #: a text with so many times the other's words is the fuller one
    max_candidates: int = 24  #: neighbours whose text is compared
    max_bucket: int = 200  #: newest entries of one bucket or anchor that are looked at


RULES = FoldRules()


@dataclass(frozen=True, slots=True)
class _Pair:
    neighbour: Candidate
    edge: Edge
    evidence: Evidence | None

    @property
    def accepted(self) -> bool:
        return self.edge.kind != "new"

    @property
    def strength(self) -> tuple[bool, float, float, float, float, int]:
        """For `max`: equal text, containment, resemblance, numbers, nearness in time, the older row."""
        resemblance = self.evidence.resemblance if self.evidence else 0.0
        lag = abs(self.edge.lag) if self.edge.lag is not None else float("inf")
        return (
            self.edge.kind == "exact",
            round(self.edge.similarity, 2),
            resemblance,
            self.edge.shared_numbers,
            -lag,
            -self.edge.article_id,
        )


def judge(candidate: Candidate, neighbours: Iterable[Candidate], *, rules: FoldRules = RULES) -> Verdict:
    """Decide what becomes of `candidate`.

    Args:
        candidate: the article that has just been read.
        neighbours: for each story that shares a band or an anchor with it, the story's representative article
            as it stands now, with `article_id`; and, with `same_url`, what is held under the candidate's own
            address. Any order, read once; a story twice is one story.
        rules: thresholds.

    Returns:
        A verdict with one parent at most. Its `edges` are all pairs that were looked at, the best first;
        `absorbs` are other stories that the same text was verified to be, none of them pinned or kept apart.
        Kind "contains" replaces the text of the row, whose id stays; there `edge.kind` says what the old text
        is to the new one: "contains" for a shorter one, "exact" or "near" for an equal one published later.
    """
    known: dict[int, Candidate] = {}
    for neighbour in neighbours:
        if neighbour.same_url:
            return _known_url(candidate, neighbour)
        if neighbour.article_id is not None:
            known.setdefault(neighbour.article_id, neighbour)
    pairs = [weigh(candidate, other, rules) for other in known.values() if not _kept_apart(candidate, other)]
    pairs.sort(key=lambda pair: (pair.accepted, pair.strength), reverse=True)
    edges = tuple(pair.edge for pair in pairs)
    accepted = [pair for pair in pairs if pair.accepted]
    if not accepted:
        return Verdict(
            "new", edges=edges, reason=edges[0].reason if edges else "Nothing like it is in the archive."
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


def _join(
    candidate: Candidate, accepted: Sequence[_Pair], edges: tuple[Edge, ...], rules: FoldRules
) -> Verdict:
    best = accepted[0]
    promoted = _promotes(candidate, best)
    kind: VerdictKind = "contains" if promoted else "near" if best.edge.kind == "contains" else best.edge.kind
    fullest = candidate if promoted else best.neighbour
    absorbs = []
    for pair in accepted[1:]:
        other = pair.neighbour
        if other.pinned or best.neighbour.pinned or _kept_apart(other, best.neighbour):
            continue
        if promoted or weigh(other, fullest, rules).accepted:
            absorbs.append(pair.edge)
    return Verdict(kind, best.edge.article_id, best.edge, tuple(absorbs), edges, best.edge.reason)


def _promotes(candidate: Candidate, best: _Pair) -> bool:
    if best.neighbour.pinned:
        return False
    if best.edge.kind == "contains":
        return True
    lag = best.edge.lag
    return (
        best.edge.kind in ("exact", "near")
        and lag is not None
        and lag < 0
        and _equals(candidate, best.neighbour)
    )


def _equals(one: Candidate, other: Candidate) -> bool:
    dated = one.published is not None and other.published is not None
    return dated and abs(one.signature.tokens - other.signature.tokens) <= 0.02 * other.signature.tokens


def weigh(candidate: Candidate, neighbour: Candidate, rules: FoldRules = RULES) -> _Pair:
    """Compare two articles on their text and say what one is to the other."""
    ours, theirs = _texts(candidate, neighbour)
    evidence = compare(ours, theirs)
    lag = _lag(candidate, neighbour)
    kind, reason = _relation(
        ours, theirs, evidence, lag, candidate.signature.content == neighbour.signature.content, rules
    )
    edge = Edge(
        neighbour.article_id if neighbour.article_id is not None else -1,
        kind,
        distance(candidate.signature.simhash, neighbour.signature.simhash),
        evidence.containment,
        evidence.shared_numbers,
        lag,
        reason,
    )
    return _Pair(neighbour, edge, evidence)


def _texts(candidate: Candidate, neighbour: Candidate) -> tuple[Text, Text]:
    return read(candidate.headline or "", candidate.body), read(neighbour.headline or "", neighbour.body)


def _lag(candidate: Candidate, neighbour: Candidate) -> float | None:
    return (moment(candidate) - moment(neighbour)).total_seconds()


def moment(article: Candidate) -> datetime:
    """When an article was published, else when it was seen: what the window is measured with."""
    return article.published or article.seen


def _relation(  # noqa: PLR0913, PLR0917
    ours: Text, theirs: Text, found: Evidence, lag: float | None, same_content: bool, rules: FoldRules
) -> tuple[VerdictKind, str]:
    late = lag is not None and abs(lag) > rules.window
    if min(len(ours.words), len(theirs.words)) < rules.min_tokens:
        if same_content and ours.words and not late:
            return "exact", "The same few words."
        return "new", f"Under {rules.min_tokens} words, only an equal text is a copy."
    share = f"{found.containment:.0%} of the shorter text's word sequences stand in the other"
    if late and (found.containment < rules.late_containment or found.shared_numbers < 1):
        return "new", f"Published {_span(lag)} apart; {share}."
    if found.containment < rules.containment:
        return "new", f"Only {share}."
    if other := another_issue(ours, theirs, found):
        return "new", f"{share}, but {other}."
    if found.same_words:
        return "exact", "The same text, word for word."
    ratio = len(ours.words) / len(theirs.words)
    if ratio >= rules.fuller and found.theirs_in_ours >= rules.containment:
        return "contains", f"{share}, which goes on further."
    if ratio <= 1 / rules.fuller and found.ours_in_theirs >= rules.containment:
        return "contained", f"{share}."
    return "near", f"{share}."


def another_issue(ours: Text, theirs: Text, found: Evidence) -> str | None:
    """Say why two texts with common sentences report different things; None if nothing speaks for it.

    A correction changes a few numbers and leaves the rest; the next issue of a bulletin changes most numbers,
    or the few it has together with names; a round-up shares some passages and has passages of its own.
    """
    changed, kept = found.changed_numbers, found.kept_numbers
    length = min(len(ours.words), len(theirs.words))
    if changed >= 4 and changed > kept:
        return f"{changed} of its numbers are others"
    if changed >= 2 and changed >= kept and (changed + len(found.swaps)) * 40 > length:
        return "most of its numbers are others"
    if changed and changed >= kept and ours.topics - theirs.vocabulary and theirs.topics - ours.vocabulary:
        return "its number and the names in its headline are others"
    if min(found.own_passages) >= 0.2 and found.own_places > 1:
        return "each has passages of its own"
    return None


def _span(seconds: float | None) -> str:
    hours = abs(seconds or 0.0) / 3600
    return f"{hours:.0f} hours" if hours < 96 else f"{hours / 24:.0f} days"
