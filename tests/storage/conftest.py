"""Small pages and a judge that anybody can follow, so that these tests are about keeping, not about judging."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.archive import SQLiteArchive, open_archive
from storage.bands import distance
from storage.records import Article, Candidate, Edge, Fetch, Item, RawPage, Signature, Verdict

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def marks(headline: str, body: str, simhash: int | None = None) -> Signature:
    """The words' hashes as anchors: two bodies that share a word are neighbours."""
    words = body.split()
    anchors = tuple(sorted({number(word) for word in words})[:8])
    return Signature(
        number(body) if simhash is None else simhash, anchors, len(words), number(f"{headline}\n{body}")
    )


def page(
    url: str,
    body: str,
    headline: str = "Harbour reopens",
    *,
    hours: float = 0,
    source: str = "gazette",
    key: str = "",
    raw: bytes | None = None,
    simhash: int | None = None,
    lease: int | None = None,
    lines: tuple[tuple[int, str], ...] = (),
    **fields: object,
) -> Item:
    """An article found at `url`, published an hour before it was seen, `hours` after noon."""
    seen = NOON + timedelta(hours=hours)
    published = fields.pop("published", seen - timedelta(hours=1))
    article = Article(url=url, headline=headline, body=body, source=source, published=published, **fields)  # type: ignore[arg-type]
    return Item(
        fetch=Fetch(url, source, seen, "page", 200, "article"),
        article=article,
        signature=marks(headline, body, simhash),
        url_key=key or url.removeprefix("https://"),
        canonical_url=url,
        raw=RawPage(url, seen, 200, raw, {"content-type": "text/html"}) if raw is not None else None,
        lease=lease,
        line_keys=lines,
    )


def simple_judge(candidate: Candidate, neighbours: Sequence[Candidate]) -> Verdict:
    """Equal bodies are exact copies, a body inside another is contained; anything else is new."""
    for other in neighbours:
        if other.same_url:
            kind = "same" if other.signature.content == candidate.signature.content else "revision"
            return Verdict(kind, other.article_id, reason="known")  # type: ignore[arg-type]
    edges = [_edge(candidate, other) for other in neighbours]
    accepted = [edge for edge in edges if edge.kind != "new"]
    if not accepted:
        return Verdict("new", edges=tuple(edges), reason="unlike")
    absorbs = tuple(accepted[1:]) if accepted[0].kind == "contains" else ()
    return Verdict(accepted[0].kind, accepted[0].article_id, accepted[0], absorbs, tuple(edges), "alike")


def _edge(candidate: Candidate, other: Candidate) -> Edge:
    assert other.article_id is not None
    kind = "new"
    if other.article_id in candidate.apart:
        kind = "new"
    elif candidate.body == other.body:
        kind = "exact"
    elif other.body in candidate.body:
        kind = "near" if other.pinned else "contains"
    elif candidate.body in other.body:
        kind = "contained"
    assert candidate.published is not None
    assert other.published is not None
    lag = (candidate.published - other.published).total_seconds()
    bits = distance(candidate.signature.simhash, other.signature.simhash)
    return Edge(other.article_id, kind, bits, 1.0, 1.0, lag, "compared")  # type: ignore[arg-type]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


@pytest.fixture
def clock() -> Callable[[], datetime]:
    return lambda: NOON


@pytest.fixture(params=["sqlite"])
def archive(
    request: pytest.FixtureRequest, path: Path, clock: Callable[[], datetime]
) -> Iterator[SQLiteArchive]:
    """Every back end that there is; a new one adds its name here and must pass the same tests."""
    assert request.param == "sqlite"
    with open_archive(path, now=clock) as opened:
        yield opened
        assert opened.check() == []
