"""Folding beside named peers, in one run on the same made-up news: `python -m tests.bench.dedup_peers [STORIES] [SEED ...]`.

The peers see the same texts in the same order:

    simhash    `simhash.SimhashIndex`, k = 3, the package's own default features
    minhash    `datasketch.MinHashLSH`, 128 permutations, threshold 0.5 on word 3-grams; not installed by the
               project: `pip install datasketch`
    jaccard    Jaccard similarity of word 3-grams of at least 0.5 against every earlier text of the last three days: what
               a feed reader's duplicate plug-in does inside one feed

Printed for each: pairwise precision and recall, the kinds of copies it missed, articles a CPU second. Words are invented,
real articles are harder for everybody.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

from crawler.dedup import fold
from tests.bench.dedup_quality import Doc, make

Groups = dict[int, int]  # document -> group
WINDOW = timedelta(days=3)


def by_newsfold(docs: Sequence[Doc]) -> Groups:
    return {int(str(one)): int(str(group)) for one, group in fold(docs).items()}


def by_simhash(docs: Sequence[Doc]) -> Groups:
    from simhash import Simhash, SimhashIndex  # noqa: PLC0415 - a peer

    index, groups = SimhashIndex([], k=3), Groups()
    for doc in docs:
        mark = Simhash(doc.body)
        near = index.get_near_dups(mark)
        groups[doc.id] = groups[int(near[0])] if near else doc.id
        index.add(str(doc.id), mark)
    return groups


def shingles(doc: Doc) -> set[str]:
    words = doc.body.lower().split()
    return {" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))}


def by_minhash(docs: Sequence[Doc]) -> Groups:
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - a peer

    index, groups = MinHashLSH(threshold=0.5, num_perm=128), Groups()
    for doc in docs:
        mark = MinHash(num_perm=128)
        mark.update_batch([shingle.encode() for shingle in shingles(doc)])
        near = sorted(index.query(mark))
        groups[doc.id] = groups[near[0]] if near else doc.id
        index.insert(doc.id, mark)
    return groups


def by_jaccard(docs: Sequence[Doc]) -> Groups:
    seen: list[tuple[Doc, set[str]]] = []
    groups = Groups()
    for doc in docs:
        own = shingles(doc)
        seen = [pair for pair in seen if doc.published - pair[0].published <= WINDOW]
        near = next((old for old, other in seen if len(own & other) >= 0.5 * len(own | other)), None)
        groups[doc.id] = groups[near.id] if near else doc.id
        seen.append((doc, own))
    return groups


PEERS: dict[str, Callable[[Sequence[Doc]], Groups]] = {
    "newsfold": by_newsfold, "simhash": by_simhash, "minhash": by_minhash, "jaccard": by_jaccard,
}  # fmt: skip


def scored(docs: Sequence[Doc], groups: Groups) -> tuple[float, float, Counter[str]]:
    """(precision, recall, missed copies by kind), pairwise over the groups."""

    def pairs(counts: Sequence[int]) -> int:
        return sum(n * (n - 1) // 2 for n in counts)

    both = pairs(list(Counter((doc.story, groups[doc.id]) for doc in docs).values()))
    found = pairs(list(Counter(groups.values()).values()))
    true = pairs(list(Counter(doc.story for doc in docs).values()))
    home = {doc.story: groups[doc.id] for doc in docs if doc.kind == "original"}
    missed = Counter(doc.kind for doc in docs if doc.story in home and groups[doc.id] != home[doc.story])
    return both / max(1, found), both / max(1, true), missed


def main() -> None:
    stories = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    for seed in map(int, sys.argv[2:] or ["1"]):
        docs = make(stories, seed)
        print(f"seed {seed}: {len(docs)} articles of {stories} stories and their bulletins")
        for name, peer in PEERS.items():
            if name == "minhash" and importlib.util.find_spec("datasketch") is None:
                print("  minhash    not measured: pip install datasketch")
                continue
            begun = time.process_time()
            groups = peer(docs)
            speed = len(docs) / (time.process_time() - begun)
            precision, recall, missed = scored(docs, groups)
            told = ", ".join(f"{kind} {number}" for kind, number in missed.most_common())
            print(
                f"  {name:<10} P {precision:.4f}  R {recall:.4f}  {speed:>6.0f} a CPU second  missed: {told or 'none'}"
            )


if __name__ == "__main__":
    main()
