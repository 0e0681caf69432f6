"""`search`, `query`, `like`: questions to the archive. None of them imports the crawler."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import click

from crawler.cli.options import Common, common_options
from crawler.cli.output import Rows, row_options, unmark
from crawler.cli.parameters import WHEN, locate, target
from crawler.queries import SavedQuery, find_query, is_name, parameters, save_query, saved_queries
from crawler.report import counted, show_time
from storage.errors import UsageError
from storage.records import Hit, Match

HIT_COLUMNS = ("id", "headline", "url", "source", "published_at", "language", "snippet", "rank", "copies")
MATCH_COLUMNS = (
    "id",
    "headline",
    "url",
    "source",
    "published_at",
    "distance",
    "similarity",
    "reason",
)
SAVED_COLUMNS = ("name", "about", "params", "origin", "sql")
MAX_TEXT = 5_000_000  #: bytes of a text given to `like`


@click.command(short_help="Search the archive's text, newest first.")
@click.argument("words", nargs=-1, required=True)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="At most so many articles.",
)
@click.option(
    "--order",
    type=click.Choice(["newest", "rank"]),
    default="newest",
    show_default=True,
    help="Newest first, or best match first.",
)
@click.option(
    "--since",
    type=WHEN,
    metavar="WHEN",
    help="Only articles from then on: 2026-11-01, 7d.",
)
@click.option("--until", type=WHEN, metavar="WHEN", help="Only articles before that.")
@click.option("--source", metavar="ID", help="Only articles of this source.")
@click.option("--language", metavar="CODE", help="Only articles in this language: uk, zh, ar.")
@row_options
@common_options
@click.pass_obj
def search(  # noqa: PLR0913, PLR0917 - one option a parameter
    common: Common,
    words: tuple[str, ...],
    limit: int,
    order: Literal["newest", "rank"],
    since: datetime | None,
    until: datetime | None,
    source: str | None,
    language: str | None,
    rows: Rows,
) -> None:
    """Search headlines and text of the archive; newest first.

    Several words must all occur. "A phrase" stands in quotes, OR between two words means either, -word excludes,
    port* matches beginnings, headline:port looks in one field. Chinese and Japanese words are found inside sentences.

    \b
    Examples:
      newsfold search port strike
      newsfold search '"port strike" -football' --since 7d
      newsfold search 地震 --json | jq .url
      newsfold search strike --order rank --csv > strikes.csv
    """
    with common.reader() as archive:
        hits = archive.search(
            " ".join(words),
            limit=limit,
            order=order,
            since=since,
            until=until,
            source=source,
            language=language,
        )
        marked = rows.for_people
        count = rows.write((_hit_row(hit, marked) for hit in hits), columns=HIT_COLUMNS, text=_hit_lines)
    if not count and rows.for_people:
        common.say("nothing found")
    if hits.bound:
        common.say(f"compared: {hits.bound}; --since, --until, --source or more words narrow the search")


def _hit_row(hit: Hit, marked: bool) -> dict[str, Any]:  # Any: a column's value
    return {
        "id": hit.article_id,
        "headline": hit.headline,
        "url": hit.url,
        "source": hit.source,
        "published_at": hit.published,
        "language": hit.language,
        "snippet": hit.snippet if marked else unmark(hit.snippet),
        "rank": hit.rank,
        "copies": hit.copies,
    }


def _hit_lines(row: Mapping[str, Any]) -> Iterator[str]:  # Any: a column's value
    copies = f"  (+{counted(row['copies'], 'copy', 'copies')})" if row["copies"] else ""
    yield f"{row['id']}  {row['headline'] or '(no headline)'}{copies}"
    yield f"    {show_time(row['published_at'])}  {row['source'] or '-'}  {row['url']}"
    if row["snippet"]:
        yield f"    {' '.join(row['snippet'].split())}"


@click.command(short_help="Run a SELECT on the archive; it cannot write.")
@click.argument("sql", metavar="SQL|NAME|-", required=False)
@click.option(
    "-p",
    "--param",
    "params",
    nargs=2,
    multiple=True,
    metavar="NAME VALUE",
    help="A value for :NAME in the SQL; may be repeated.",
)
@click.option("--list", "listed", is_flag=True, help="List the saved queries.")
@click.option(
    "--save", "save_as", metavar="NAME", help="Keep the SQL under a name, in queries/ beside the archive."
)
@row_options
@common_options
@click.pass_obj
def query(
    common: Common,
    sql: str | None,
    params: tuple[tuple[str, str], ...],
    listed: bool,
    save_as: str | None,
    rows: Rows,
) -> None:
    """Run one SELECT on the archive. Writing is impossible by construction: the file is opened read-only.

    SQL may also be the name of a saved query, or `-` to read it from standard input. The tables are described in
    docs/archive.md; the views v_articles, v_copies, v_stories, v_cuts, v_runs and v_source_health are made for
    questions.

    \b
    Examples:
      newsfold query "select source, count(*) as n from articles group by source order by n desc"
      newsfold query "select id, headline from articles where source = :s" -p s harbour --json
      newsfold query --list
      newsfold query silent-edits -t
      newsfold query --save agency "select headline from articles where agency = :a" -p a AP
      newsfold query agency -p a Reuters
    """
    if listed:
        known = saved_queries(common.db).values()
        rows.write(map(_saved_row, known), columns=SAVED_COLUMNS, text=_saved_lines)
        return
    if sql is None:
        raise click.UsageError("Missing argument: a SELECT, the name of a saved query, or --list.")
    if sql == "-":
        sql = sys.stdin.read()
    defaults: dict[str, str] = {}
    if is_name(sql):
        saved = find_query(common.db, sql)
        sql, defaults = saved.sql, saved.defaults
    values = parameters(sql, dict(params), defaults)
    with common.reader() as archive:
        names, answers = archive.query(sql, values)
        if save_as is not None:
            common.say(f"saved as {save_query(common.db, save_as, sql)}")
        columns = _distinct(names)
        rows.write((dict(zip(columns, row, strict=True)) for row in answers), columns=columns)


def _saved_row(saved: SavedQuery) -> dict[str, Any]:  # Any: a column's value
    return {
        "name": saved.name,
        "about": saved.about,
        "params": saved.defaults,
        "origin": saved.origin,
        "sql": saved.sql,
    }


def _saved_lines(row: Mapping[str, Any]) -> Iterator[str]:  # Any: a column's value
    yield f"{row['name']}{'' if row['origin'] == 'newsfold' else '  (' + row['origin'] + ')'}"
    if row["about"]:
        yield f"    {row['about']}"
    if row["params"]:
        yield f"    {' '.join(f'-p {name} {value}' for name, value in row['params'].items())}"


def _distinct(names: list[str]) -> list[str]:
    """Two columns of one name get a number: an object cannot hold a key twice.

    >>> _distinct(["id", "id", "url"])
    ['id', 'id_2', 'url']
    """
    seen: dict[str, int] = {}
    distinct = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        distinct.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return distinct


@click.command(short_help="Find stored articles that resemble an article or a text.")
@click.argument("what", metavar="ID|URL|FILE|-")
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    help="At most so many articles.",
)
@row_options
@common_options
@click.pass_obj
def like(common: Common, what: str, limit: int, rows: Rows) -> None:
    """Find stored articles that resemble an article (by id or URL) or a text (a file, or - for standard input).

    Unlike folding, this looks at all of the archive: no time window. Similarity is the share of the shorter
    text's word triples that stand in the longer one; distance is bits between the fingerprints.

    \b
    Examples:
      newsfold like 12
      newsfold like statement.txt
      pbpaste | newsfold like - --json
    """
    from crawler.archive import open_archive  # noqa: PLC0415 - fingerprints cost numpy, which other commands spare

    given = _article_or_text(what)
    with open_archive(common.existing(), readonly=True) as archive:
        wanted = (
            archive.store.article(locate(archive.store, given.text)).id if isinstance(given, Named) else given
        )
        matches = archive.like(wanted, limit=limit)
        count = rows.write(map(_match_row, matches), columns=MATCH_COLUMNS, text=_match_lines)
    if not count and rows.for_people:
        common.say(_nothing_like(given, wanted, archive.rules.min_tokens))


def _nothing_like(given: Named | str, wanted: int | str, least: int) -> str:
    if isinstance(given, Named):
        return (
            f"nothing outside its own story resembles it; `newsfold story {wanted}` lists the places of that"
        )
    if len(given.split()) < least:
        return (
            f"nothing in the archive resembles it; of a text under {least} words only an equal one is found"
        )
    return "nothing in the archive resembles it"


@dataclass(frozen=True, slots=True)
class Named:
    """An article named by its number, global id or URL, as opposed to a text."""

    text: str


def _article_or_text(what: str) -> Named | str:
    """An article's name, or the text that a file or standard input holds."""
    if what == "-":
        return _bounded(sys.stdin.buffer.read(MAX_TEXT + 1))
    if any(map(str.isspace, what)) and not Path(what).is_file():
        raise UsageError(
            f"{what[:40]!r} is no article; a text is read from a file, or with - from standard input"
        )
    path = Path(what)
    if isinstance(target(what), int) or "://" in what or not path.is_file():
        return Named(what)
    with path.open("rb") as file:
        return _bounded(file.read(MAX_TEXT + 1))


def _bounded(data: bytes) -> str:
    if len(data) > MAX_TEXT:
        raise UsageError(f"a text to compare may have {MAX_TEXT // 1_000_000} MB")
    return data.decode("utf-8", "replace")


def _match_row(match: Match) -> dict[str, Any]:  # Any: a column's value
    return {
        "id": match.article_id,
        "headline": match.headline,
        "url": match.url,
        "source": match.source,
        "published_at": match.published,
        "distance": match.distance,
        "similarity": round(match.similarity, 4),
        "reason": match.reason,
    }


def _match_lines(row: Mapping[str, Any]) -> Iterator[str]:  # Any: a column's value
    yield f"{row['id']}  {row['similarity']:.0%}  {row['headline'] or '(no headline)'}"
    yield f"    {show_time(row['published_at'])}  {row['source'] or '-'}  {row['url']}"
    if row["reason"]:
        yield f"    {row['reason']}"
