"""`sources`: the list in sources.toml, and how each of them is doing."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from crawler.cells import plain_value
from crawler.cli import engine
from crawler.cli.crawling import unknown_source
from crawler.cli.options import Common, common_options
from crawler.cli.output import Rows, printable, row_options, write_json
from crawler.cli.parameters import DURATION, NETWORK
from crawler.clock import now
from crawler.config import Config, SourceConfig, derive_id, show_duration
from crawler.config.opml import Imported, read_list, read_opml, write_opml
from crawler.config.pack import pack_names, read_pack
from crawler.config.reading import DEFAULT_FILE
from crawler.config.schema import KINDS
from crawler.config.settings import TABLES
from crawler.config.values import BadValueError
from crawler.config.writing import add_sources, remove_source, write_atomically
from crawler.health import LEVELS
from crawler.report import report_card, show_time
from storage.errors import UsageError
from storage.records import FeedState
from storage.rows import SourceRow

Row = dict[str, Any]  # Any: a column's value
LIST_COLUMNS = (
    "id",
    "title",
    "url",
    "kind",
    "language",
    "every",
    "cron",
    "include",
    "exclude",
    "enabled",
    "line",
)
HEALTH_COLUMNS = (
    "source", "health", "health_since", "health_reason", "health_evidence", "url", "kind", "interval", "next_poll_at", "next_poll_reason", "failures",
    "last_status", "last_error", "last_polled_at", "last_success_at", "last_new_at", "entries", "new_entries", "gone", "articles",
    "hub", "subscription", "subscribed_until",
)  # fmt: skip
FAIL_ON = ("degraded", "silent", "broken", "never")
ADDED_COLUMNS = ("id", "url", "title", "state")


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]}, short_help="Add, list, test and watch sources."
)
def sources() -> None:
    """Manage the sources in sources.toml. Comments and order of the file stay as you wrote them.

    \b
    Examples:
      newsfold sources test https://harbour-gazette.example/
      newsfold sources add https://harbour-gazette.example/ --id harbour --every 30m
      newsfold sources import subscriptions.opml
      newsfold sources import --pack world
      newsfold sources health
    """


@sources.command("list")
@row_options
@common_options
@click.pass_obj
def list_sources(common: Common, rows: Rows) -> None:
    """List the configured sources.

    \b
    Example:
      newsfold sources list --json | jq -r .url
    """
    config = common.config()
    count = rows.write(map(_source_row, config.sources), columns=LIST_COLUMNS, text=_source_lines)
    if not count:
        common.say("no source is configured; `newsfold sources add URL` adds one")


def _source_row(source: SourceConfig) -> Row:
    row: Row = {name: getattr(source, name) for name in LIST_COLUMNS}
    row["every"] = show_duration(source.every) if source.every is not None else None
    row["cron"] = source.cron.text if source.cron else None
    return row


def _source_lines(row: Mapping[str, Any]) -> Iterator[str]:  # Any: a column's value
    rhythm = f"every {row['every']}" if row["every"] else f"cron {row['cron']}" if row["cron"] else ""
    notes = [row["title"], row["language"], rhythm, "" if row["enabled"] else "switched off"]
    about = " · ".join(note for note in notes if note)
    yield f"{row['id']}  {row['url']}{'  (' + about + ')' if about else ''}"


@sources.command("add")
@click.argument("urls", nargs=-1, metavar="[URL]...")
@click.option(
    "--pack", type=click.Choice(pack_names()), multiple=True, help="A starter pack that comes with newsfold."
)
@click.option(
    "--id", "source_id", metavar="ID", help="Short name (one URL only); else made from title or host."
)
@click.option("--title", metavar="TEXT", help="Name for people (one URL only).")
@click.option("--kind", type=click.Choice(KINDS), default="auto", help='What the URL is; "auto" finds out.')
@click.option("--every", metavar="DURATION", help="Time between two polls: 30m, 6h.")
@click.option("--cron", metavar="EXPR", help='When to poll: "*/30 6-23 * * *".')
@click.option(
    "--include", multiple=True, metavar="RULE", help="Only articles under this path or regex; repeatable."
)
@click.option(
    "--exclude", multiple=True, metavar="RULE", help="No articles under this path or regex; repeatable."
)
@click.option("--language", metavar="CODE", help="Language of the articles, where pages do not say.")
@row_options
@common_options
@click.pass_obj
def add(
    common: Common,
    /,
    urls: tuple[str, ...],
    pack: tuple[str, ...],
    source_id: str | None,
    rows: Rows,
    **given: Any,  # Any: options
) -> None:
    """Add sources to sources.toml; the file is made if there is none. Nothing is fetched: try `sources test` first.

    \b
    Examples:
      newsfold sources add https://harbour-gazette.example/
      newsfold sources add https://harbour-gazette.example/rss.xml --id harbour --every 30m
      newsfold sources add https://valley.example/ --include /news/
      newsfold sources add --pack world
    """
    if not urls and not pack:
        raise click.UsageError("Name a URL, or a starter pack with --pack.")
    if len(urls) > 1 and (source_id or given["title"]):
        raise click.UsageError("--id and --title name one source; add the URLs one by one.")
    settings = {key: value for key, value in given.items() if value and value != "auto"}
    if "every" in settings and "cron" in settings:
        raise click.UsageError("Choose one: --every or --cron.")
    if not urls and (source_id or settings):
        raise click.UsageError("The sources of a pack have settings of their own; options go with URLs.")
    wanted = [_checked({"url": url, "id": source_id, **settings}) for url in urls]
    wanted += [source for name in pack for source in read_pack(name)]
    _add(common, wanted, rows)


def _checked(given: Mapping[str, Any]) -> SourceConfig:  # Any: what an option gave
    """A source from options, read by the same readers as the file's keys."""
    readers = {setting.key: setting for setting in TABLES["source"]}
    values = {}
    for key, value in given.items():
        if value is None:
            continue
        try:
            values[key] = readers[key].read(list(value) if isinstance(value, tuple) else value)
        except BadValueError as error:
            raise UsageError(f"{'--' if key != 'url' else ''}{key}: {error}") from error
    values.setdefault("id", derive_id(values["url"], values.get("title")))
    return SourceConfig(**values)


def _add(common: Common, wanted: Sequence[SourceConfig], rows: Rows) -> None:
    path = common.config_path or DEFAULT_FILE
    added, known = add_sources(path, wanted)
    result = [(source, "added") for source in added] + [(source, "already there") for source in known]
    rows.write(
        (
            {"id": source.id, "url": source.url, "title": source.title, "state": state}
            for source, state in result
        ),
        columns=ADDED_COLUMNS,
        text=lambda row: [f"{row['state']}: {row['id']}  {row['url']}"],
    )
    common.say(f"{path}: {len(added)} added, {len(known)} already there")


@sources.command("remove")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@common_options
@click.pass_obj
def remove(common: Common, ids: tuple[str, ...]) -> None:
    """Take sources out of sources.toml. What was collected from them stays in the archive.

    \b
    Example:
      newsfold sources remove harbour
    """
    path = common.config_path or DEFAULT_FILE
    config = common.config()
    for source_id in ids:
        if config.source(source_id) is None:
            raise UsageError(unknown_source(source_id, config))
    for source_id in ids:
        source = remove_source(path, source_id)
        click.echo(f"removed: {source.id}  {source.url}")


@sources.command("import")
@click.argument("files", nargs=-1, metavar="[FILE|-]...")
@click.option(
    "--pack", type=click.Choice(pack_names()), multiple=True, help="A starter pack that comes with newsfold."
)
@row_options
@common_options
@click.pass_obj
def import_sources(common: Common, files: tuple[str, ...], pack: tuple[str, ...], rows: Rows) -> None:
    """Import feeds from OPML (any feed reader exports it), or from a text file with one URL a line.

    \b
    Examples:
      newsfold sources import subscriptions.opml
      newsfold sources import --pack world
      grep -v '^#' urls.txt | newsfold sources import -
    """
    if not files and not pack:
        raise click.UsageError("Name an OPML file, or a starter pack with --pack.")
    wanted = [source for name in pack for source in read_pack(name)]
    for name in files:
        imported = _import(name)
        wanted += imported.sources
        for problem in imported.problems:
            sys.stderr.write(f"newsfold: {name}: left out: {printable(problem)}\n")
    _add(common, wanted, rows)


def _import(name: str) -> Imported:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror or error}") from error
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<") or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return read_opml(data, name)
    return read_list(data.decode("utf-8-sig", "replace").splitlines(), name)


@sources.command("export")
@click.argument("file", required=False, metavar="[FILE]", type=click.Path(path_type=Path, dir_okay=False))
@common_options
@click.pass_obj
def export(common: Common, file: Path | None) -> None:
    """Write the sources as OPML, to FILE or to standard output.

    \b
    Example:
      newsfold sources export sources.opml
    """
    document = write_opml(common.config()).decode()
    if file is None:
        click.echo(document, nl=False)
    else:
        write_atomically(file, document)


@sources.command("test")
@click.argument("url", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object; with --check one a page.")
@click.option("--record", is_flag=True, help="Keep the sample articles as golden pages beside sources.toml.")
@click.option("--check", "checks", is_flag=True, help="Read the golden pages again and report drift.")
@click.option("--live", is_flag=True, help="With --check: fetch the pages anew.")
@click.option(
    "--allow-private", type=NETWORK, multiple=True, metavar="CIDR", help="Allow a private or loopback address block; may be repeated."
)  # fmt: skip
@click.option("--delay", type=DURATION, metavar="S", help="Seconds between two requests to one host.")
@common_options
@click.pass_obj
def test(  # noqa: PLR0917 - one option a parameter
    common: Common, url: str | None, as_json: bool, record: bool, checks: bool, live: bool,
    allow_private: tuple[str, ...], delay: float | None,
) -> int:  # fmt: skip
    """Look at an address before anything of it is saved, and print a report card.

    What is there (feed, sitemap, home page), which feeds it names, whether robots.txt allows reading it, and three
    sample articles with headline, date, author, length, verdict and what would be cut. URL may be a source's id.
    Exit code 4 if nothing usable was obtained.

    With --record the sample articles are kept as golden pages, in the folder `golden` beside sources.toml: the page,
    and a JSON file with the article it should make. Look it through and correct it by hand. --check reads all golden
    pages (of the source whose id is given) by the present rules; --live fetches them anew, which shows whether a site
    was redesigned. Exit code 3 if a page reads differently, 4 if there is none.

    \b
    Examples:
      newsfold sources test https://harbour-gazette.example/
      newsfold sources test harbour --json
      newsfold sources test harbour --record
      newsfold sources test --check --live
    """
    config = common.config().with_fetch(delay=delay, allow_private=allow_private)
    if checks:
        from crawler.cli.golden import check_pages  # noqa: PLC0415 - it loads the readers

        if record:
            raise click.UsageError("Choose one of --record and --check.")
        return check_pages(common, config, url, live=live, as_json=as_json)
    if url is None or live:
        raise click.UsageError("--live goes with --check." if live else "Missing argument 'URL'.")
    probe, pages = engine.probe(_address(url, config), config=config)
    if as_json:
        row = plain_value(probe)
        assert isinstance(row, dict)  # noqa: S101 - a dataclass becomes a dict
        write_json([{**row, "usable": probe.usable}])
    else:
        for line in report_card(probe):
            click.echo(printable(line))
    if record and probe.usable:
        from crawler.cli.golden import record_pages  # noqa: PLC0415 - it loads the readers

        record_pages(common, config, probe, pages)
    return 0 if probe.usable else 4


def _address(url: str, config: Config) -> str:
    if "://" in url:
        return url
    source = config.source(url)
    if source is None:
        raise UsageError(unknown_source(url, config))
    return source.url


@sources.command("health")
@click.option("--bad", is_flag=True, help="Only sources that fail, are silent, or are gone.")
@click.option(
    "--fail-on", type=click.Choice(FAIL_ON), default="broken", show_default=True,
    help="End with 3 if a source is in this state or a worse one.",
)  # fmt: skip
@row_options
@common_options
@click.pass_obj
def health(common: Common, bad: bool, fail_on: str, rows: Rows) -> int:
    """Show how each source is doing: its state and the evidence, each list's interval, next poll and why.

    A source is judged at the end of each crawl that asked for it: ok, degraded (some lists fail, pages give less
    than before), silent (no news for longer than chance explains) or broken. Ends with 3 if one is broken.

    \b
    Examples:
      newsfold sources health
      newsfold sources health --bad --json
      newsfold sources health --fail-on silent -q || mail -s "sources" desk@harbour.example
    """
    config = common.config()
    with common.reader() as archive:
        known = {row.id: row for row in archive.sources()}
        states = archive.feed_states()
        pushed = {one.feed: f"{one.state}: {one.reason}" for one in archive.subscriptions()}
    found = _health_rows(config, known, states, pushed)
    count = rows.write(
        (row for row in found if not bad or _is_bad(row)), columns=HEALTH_COLUMNS, text=_health_lines
    )
    if not count and rows.for_people:
        common.say("nothing to report")
    if late := _late(states, now()):
        common.say(late)
    worst = max((LEVELS.index(row.health) for row in known.values() if row.health in LEVELS), default=0)
    return 3 if fail_on != "never" and worst >= LEVELS.index(fail_on) else 0


def _late(states: Sequence[FeedState], moment: datetime) -> str:
    """Said where nobody polls any more: a state that nobody renews says little."""
    due = [state.next_poll_at for state in states if state.next_poll_at and not state.gone]
    if not due or moment - min(due) < timedelta(days=1):
        return ""
    return f"a list has been due since {show_time(min(due))}: is `newsfold schedule` running?"


def _health_rows(
    config: Config,
    known: Mapping[str, SourceRow],
    states: Sequence[FeedState],
    pushed: Mapping[str, str],
) -> Iterator[Row]:
    """A row a list that is polled; configured sources that were never polled have one too."""
    for state in sorted(states, key=lambda one: (one.source, one.kind, one.url)):
        yield _state_row(state, known.get(state.source)) | {"subscription": pushed.get(state.url)}
    polled = {state.source for state in states}
    for source in config.sources:
        if source.id not in polled:
            row: Row = dict.fromkeys(HEALTH_COLUMNS)
            reason = "never polled: due now" if source.enabled else "switched off"
            yield row | {
                "source": source.id,
                "url": source.url,
                "kind": source.kind,
                "next_poll_reason": reason,
            }


def _state_row(state: FeedState, source: SourceRow | None) -> Row:
    row: Row = {name: getattr(state, name, None) for name in HEALTH_COLUMNS}
    for name in ("health", "health_since", "health_reason", "health_evidence"):
        row[name] = getattr(source, name) if source else None
    row["articles"] = source.articles if source else None
    return row


def _is_bad(row: Mapping[str, Any]) -> bool:  # Any: a column's value
    return bool(row["failures"] or row["gone"]) or row["health"] not in (None, "", "ok")


def _health_lines(row: Mapping[str, Any]) -> Iterator[str]:  # Any: a column's value
    state = row["health"] or ("ok" if row["last_success_at"] else "new")
    state += ", gone" if row["gone"] else ""
    yield f"{row['source']}  {state}  {row['url']}"
    interval = f"every {show_duration(round(row['interval']))}, " if row["interval"] else ""
    when = f"next {show_time(row['next_poll_at'])}" if row["next_poll_at"] else "next: -"
    yield f"    {interval}{when}: {row['next_poll_reason'] or '-'}"
    if row["last_polled_at"]:
        yield (
            f"    last asked {show_time(row['last_polled_at'])} -> {row['last_status'] or 'no answer'}, "
            f"{row['entries']} entries, {row['new_entries']} new; last new {show_time(row['last_new_at'])}"
        )
    if row["hub"]:
        yield f"    hub {row['hub']}: {row['subscription'] or 'not asked to push'}"
    if row["failures"]:
        yield f"    {row['failures']} failures in a row: {row['last_error'] or '-'}"
    if row["health_reason"]:
        since = f" since {show_time(row['health_since'])}" if row["health_since"] else ""
        yield f"    {row['health']}{since}: {row['health_reason']}"
