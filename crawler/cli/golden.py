"""Golden pages on the command line: `sources test --record` and `sources test --check`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from crawler.cells import plain_value
from crawler.cli import engine
from crawler.cli.options import Common
from crawler.cli.output import printable, write_json
from crawler.config import Config
from crawler.golden import Checked, Golden, check, folder_beside, record, recorded
from crawler.reading import Answer, read_page
from crawler.report import Probe
from crawler.workers import Failed, ReadingPool
from storage.records import SourceFacts

if TYPE_CHECKING:
    from crawler.run import Fetched

OK, DRIFT, NOTHING = 0, 3, 4


def record_pages(common: Common, config: Config, probe: Probe, pages: Sequence[Fetched]) -> None:
    """Keep the pages of a probe that make articles; a line on stderr for each."""
    name = next((source.id for source in config.sources if source.url == probe.url), probe.source_id)
    folder = folder_beside(common.config_path)
    for page in pages:
        item = page.outcome.item
        if item.article is None or item.raw is None:
            common.say(f"{page.url}: not recorded: {page.outcome.verdict}: {page.outcome.reason}")
            continue
        common.say(f"recorded {record(folder, name, item.raw, item.article)}")


def check_pages(common: Common, config: Config, source: str | None, *, live: bool, as_json: bool) -> int:
    """Check the golden pages (of one source) and print one entry a page; the exit code."""
    folder = folder_beside(common.config_path)
    pages = list(recorded(folder, source))
    if not pages:
        common.say(
            f"{folder}: no golden page{f' of {source}' if source else ''}; `newsfold sources test URL --record` keeps some"
        )
        return NOTHING
    answers = _fetched(pages, config) if live else [page.answer for page in pages]
    found = list(_read(pages, answers, config, live=live))
    for one in found:
        if as_json:
            row = plain_value(one)
            assert isinstance(row, dict)  # noqa: S101 - a dataclass becomes a dict
            write_json([row])
        else:
            for line in _lines(one):
                click.echo(printable(line))
    bad = sum(one.state != "ok" for one in found)
    common.say(f"{len(found) - bad} of {len(found)} golden pages read as recorded")
    return DRIFT if bad else OK


def _fetched(pages: Sequence[Golden], config: Config) -> list[Answer | str]:
    """What the pages' addresses answer now; words where there was no page."""
    fetched = {
        one.url: one.outcome
        for one in engine.fetch_pages([page.url for page in pages], config=config, db=None)
    }
    answers: list[Answer | str] = []
    for page in pages:
        outcome = fetched.get(page.url)
        raw = outcome.item.raw if outcome else None
        if raw is not None:
            answers.append(Answer(raw.url, raw.content, raw.status, raw.headers, raw.fetched_at))
        else:
            answers.append(f"{outcome.verdict}: {outcome.reason}" if outcome else "no answer came")
    return answers


def _read(
    pages: Sequence[Golden], answers: Sequence[Answer | str], config: Config, *, live: bool
) -> Iterator[Checked]:
    """Each answer read in a worker process and held against what was recorded."""
    pool = ReadingPool(2)
    try:
        waiting = [
            answer if isinstance(answer, str) else pool.submit(read_page, answer, _facts(page, config))
            for page, answer in zip(pages, answers, strict=True)
        ]
        for page, future in zip(pages, waiting, strict=True):
            reading = future if isinstance(future, str) else future.result()
            if isinstance(reading, Failed):
                reading = reading.words
            if isinstance(reading, str):
                yield check(page, None, reading, live=live)
            else:
                yield check(page, reading, live=live)
    finally:
        pool.close(kill=True)


def _facts(page: Golden, config: Config) -> SourceFacts:
    """The rules of the source as configured; learned lines are an archive's, and a golden page stands without one."""
    source = config.source(page.source)
    facts = SourceFacts(source=page.source)
    return replace(facts, rules=source.rules, language=source.language) if source else facts


def _lines(one: Checked) -> Iterator[str]:
    yield f"{one.state:<6} {one.source}  {one.url}  text {one.similarity:.1%} alike"
    if one.reason:
        yield f"       {one.reason}"
    for name, (expected, got) in one.changes.items():
        yield f"       {name}: {expected} -> {got}"
