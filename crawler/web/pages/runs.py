"""Runs: the latest ones; one with its counts, its verdicts and what it fetched."""

from __future__ import annotations

from crawler.web.asking import Answer, Asked
from storage.ports import Archive

LATEST = 100
FETCHES = 500  #: shown on one page


def runs(archive: Archive, asked: Asked) -> Answer:
    """The latest runs, newest first."""
    return Answer("runs.html", {"runs": archive.runs(asked.number("n", LATEST, 1000))})


def run(archive: Archive, asked: Asked) -> Answer:
    """One run by id; `?verdict=` shows only fetches that ended so. Raises NotFound."""
    run_id = asked.id
    found = archive.run(run_id)
    verdict = asked.word("verdict")
    columns, rows = archive.query(
        """SELECT at, kind, status, verdict, url, source, reason, article_id, bytes, seconds FROM fetches
        WHERE run_id = :run AND (:verdict = '' OR coalesce(nullif(verdict, ''), 'none') = :verdict) ORDER BY id LIMIT :most""",
        {"run": run_id, "verdict": verdict, "most": FETCHES + 1},
    )
    fetches = [dict(zip(columns, row, strict=True)) for row in rows]
    return Answer(
        "run.html",
        {
            "run": found,
            "verdicts": archive.verdicts(run_id),
            "verdict": verdict,
            "fetches": fetches[:FETCHES],
            "more": len(fetches) > FETCHES,
        },
    )
