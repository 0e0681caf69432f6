"""`scrape`: the clean article behind a URL, or in a file, and how it came to be."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import click

from crawler.cli import engine
from crawler.cli.options import Common, common_options
from crawler.cli.output import Rows, row_options, shown_cut
from crawler.cli.parameters import DURATION, NETWORK
from crawler.config import Config
from crawler.normalise.layout import woven
from crawler.reading import Answer, Reading, read_page
from crawler.report import explanation, show_time
from storage.errors import UsageError
from storage.records import Article, Page, SourceFacts

Quality = Literal["default", "high"]
MAX_BYTES = 15_000_000  #: of a local file, as of an answer
UNKNOWN_URL = "https://url-not-given.invalid/"  #: RFC 6761: a name that never resolves
OK, SOME_FAILED, NOTHING = 0, 3, 4
RENAMED = {"published": "published_at", "modified": "modified_at"}
EXPLAINING = ("origins", "alternatives", "cuts")
COLUMNS = (
    "url", "source", "headline", "description", "body", "authors", "published_at", "modified_at", "language",
    "dateline", "agency", "section", "tags", "image", "image_caption", "image_credit", "credits", "translations",
    "notices", "sign_off", "word_count", "access", "verdict", "evidence", "site_name", "canonical", "extractor",
    "rules",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scraped:
    """One thing that was asked for. Without `article` there is `problem`; `page` is known where it was read here."""

    name: str
    article: Article | None = None
    page: Page | None = None
    problem: str = ""


@click.command(short_help="Print the clean article behind a URL or in a file.")
@click.argument("places", metavar="URL|FILE|-...", nargs=-1, required=True)
@click.option("--save", is_flag=True, help="Store the article in the archive as well (URLs only).")
@click.option("--markdown", is_flag=True, help="Print Markdown.")
@click.option(
    "--explain",
    is_flag=True,
    help="Show each cut in its place with its reason, and where each field came from.",
)
@click.option(
    "--quality",
    type=click.Choice(["default", "high"]),
    default="default",
    show_default=True,
    help="high: a second reader checks the first; slower.",
)
@click.option(
    "--url", "given_url", metavar="URL", help="Where the page in a FILE or on standard input came from."
)
@click.option("--delay", type=DURATION, metavar="S", help="Seconds between two requests to one host.")
@click.option(
    "--allow-private", type=NETWORK, multiple=True, metavar="CIDR", help="Allow a private or loopback address block; may be repeated."
)  # fmt: skip
@row_options
@common_options
@click.pass_obj
def scrape(  # noqa: PLR0913, PLR0917 - one option a parameter
    common: Common,
    places: tuple[str, ...],
    save: bool,
    markdown: bool,
    explain: bool,
    quality: Quality,
    given_url: str | None,
    delay: float | None,
    allow_private: tuple[str, ...],
    rows: Rows,
) -> int:
    """Print the clean article behind a URL, or in a local HTML file (no network), or on standard input (-).

    Pages are fetched as politely as in a crawl: robots.txt is kept and hosts are not hurried. Without --save
    nothing is stored.

    \b
    Examples:
      newsfold scrape https://harbour-gazette.example/news/strike.html
      newsfold scrape page.html --url https://harbour-gazette.example/news/strike.html --explain
      curl -s URL | newsfold scrape - --markdown
      newsfold scrape URL1 URL2 --json | jq -r .headline
    """
    if markdown and not rows.for_people:
        raise click.UsageError("Choose one output: --markdown or one of --json, --csv, --tsv, --table.")
    config = common.config().with_fetch(delay=delay, allow_private=allow_private)
    urls = [place for place in places if "://" in place]
    _check(places, urls, save=save, given_url=given_url)
    fetched = {one.name: one for one in _fetched(urls, config, common.db if save else None, quality)}
    results = [fetched.get(place) or _local(place, given_url, config, quality) for place in places]
    articles = [one for one in results if one.article is not None]
    text = _Text(markdown=markdown, explain=explain)
    columns = (*COLUMNS, *EXPLAINING) if explain else COLUMNS
    rows.write(
        ({"_": one, **_row(one, columns)} if rows.for_people else _row(one, columns) for one in articles),
        columns=columns,
        text=text,
    )
    sys.stdout.flush()
    for one in results:
        if one.article is None:
            sys.stderr.write(f"newsfold: {one.name}: {one.problem}\n")
    if not articles:
        return NOTHING
    return OK if len(articles) == len(results) else SOME_FAILED


def _check(places: Sequence[str], urls: Sequence[str], *, save: bool, given_url: str | None) -> None:
    local = [place for place in places if place not in urls]
    if save and local:
        raise click.UsageError(
            "--save needs URLs: the archive keeps pages by the address they were fetched from."
        )
    if given_url is not None and len(local) != 1:
        raise click.UsageError("--url says where one FILE came from; give exactly one.")
    for place in local:
        if place != "-" and not Path(place).is_file():
            hint = f"; a URL begins with http:// or https://: https://{place}" if "." in place else ""
            raise UsageError(f"{place!r} is neither a URL nor a file{hint}")


def _fetched(urls: Sequence[str], config: Config, db: Path | None, quality: Quality) -> Iterator[Scraped]:
    if not urls:
        return
    pages = {page.url: page.outcome for page in engine.fetch_pages(urls, config=config, db=db)}
    from crawler.urls import canonical_url  # noqa: PLC0415 - after the engine is there it costs nothing

    for url in urls:
        outcome = pages.get(url) or pages.get(canonical_url(url))
        if outcome is None:
            yield Scraped(url, problem="no page could be had; `newsfold sources test URL` says why")
            continue
        article, raw = outcome.item.article, outcome.item.raw
        if article is not None and raw is not None and quality == "high":
            again = read_page(
                Answer(raw.url, raw.content, raw.status, raw.headers, raw.fetched_at),
                _facts(url, config),
                quality,
            )
            yield _scraped(url, again)
        else:
            yield Scraped(url, article, problem=f"{outcome.verdict}: {outcome.reason}")


def _local(place: str, given_url: str | None, config: Config, quality: Quality) -> Scraped:
    data = _read(place)
    url = given_url or UNKNOWN_URL
    reading = read_page(Answer(url, data), _facts(url, config), quality)
    if given_url is None and reading.page.canonical:
        # The page names its own address: links and the rules of its source follow from that.
        url = reading.page.canonical
        reading = read_page(Answer(url, data), _facts(url, config), quality)
    return _scraped(place, reading)


def _read(place: str) -> bytes:
    if place == "-":
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    else:
        with Path(place).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UsageError(f"{place}: larger than {MAX_BYTES // 1_000_000} MB; that is no news page")
    return data


def _scraped(name: str, reading: Reading) -> Scraped:
    page = reading.page
    return Scraped(name, reading.article, page, f"{page.verdict}: {page.evidence}".rstrip(": "))


def _facts(url: str, config: Config) -> SourceFacts:
    """What the configuration knows of the source that `url` belongs to: the one on the same host."""
    from urllib.parse import urlsplit  # noqa: PLC0415 - loaded already by the configuration

    host = urlsplit(url).hostname
    source = next((one for one in config.sources if urlsplit(one.url).hostname == host), None)
    if source is None:
        return SourceFacts()
    return SourceFacts(source=source.id, rules=source.rules, language=source.language)


def _row(one: Scraped, columns: Iterable[str]) -> dict[str, Any]:  # Any: a column's value
    article = one.article
    assert article is not None  # noqa: S101 - only articles become rows
    values = {
        RENAMED.get(field.name, field.name): getattr(article, field.name)
        for field in dataclasses.fields(article)
    }
    values["word_count"] = len(article.body.split())
    values["url"] = None if article.url == UNKNOWN_URL else article.url
    return {name: values[name] for name in columns}


@dataclass(frozen=True, slots=True)
class _Text:
    """An article for a person."""

    markdown: bool
    explain: bool

    def __call__(self, row: Mapping[str, Any]) -> Iterator[str]:  # Any: a column's value
        one: Scraped = row["_"]
        article = one.article
        assert article is not None  # noqa: S101 - only articles become rows
        yield f"# {article.headline or one.name}" if self.markdown else article.headline or "(no headline)"
        yield from self._about(article)
        yield ""
        if self.explain:
            for line in woven(article.body, article.cuts):
                yield shown_cut(line.rule, line.reason, line.text) if line.rule else line.text
                yield ""
        else:
            yield article.body
            yield ""
        if self.explain:
            yield from explanation(one.page or _page_of(article), article)
            yield ""

    def _about(self, article: Article) -> Iterator[str]:
        date = show_time(article.published) if article.published else None
        parts = [", ".join(article.authors), article.site_name, date, article.agency]
        line = " · ".join(part for part in parts if part)
        if line:
            yield ""
            yield f"*{line}*" if self.markdown else line
        if article.url != UNKNOWN_URL:
            yield ""
            yield f"<{article.url}>" if self.markdown else article.url


def _page_of(article: Article) -> Page:
    """The part of a page that `explanation` looks at, where only the article came back from a worker."""
    return Page(article.verdict, article.evidence, article.url, extractor=article.extractor)
