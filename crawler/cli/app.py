"""The command tree: names and one-line helps are here, each command's module is imported when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from crawler.cli.options import common_options

#: name -> (module, attribute, one line of help); a test keeps the lines equal to the commands' own
COMMANDS: dict[str, tuple[str, str, str]] = {
    "crawl": ("crawler.cli.crawling", "crawl", "Collect articles from sources or URLs into the archive."),
    "scrape": ("crawler.cli.scraping", "scrape", "Print the clean article behind a URL or in a file."),
    "search": ("crawler.cli.asking", "search", "Search the archive's text, newest first."),
    "query": ("crawler.cli.asking", "query", "Run a SELECT on the archive; it cannot write."),
    "show": ("crawler.cli.articles", "show", "Print one article."),
    "story": ("crawler.cli.articles", "story", "List every place and every version of one story."),
    "diff": ("crawler.cli.articles", "diff", "Show what a publisher changed in an article."),
    "cite": (
        "crawler.cli.citing",
        "cite",
        "Print articles as references: text, CSL-JSON, BibTeX, RIS.",
    ),
    "why": ("crawler.cli.articles", "why", "Explain what became of a URL, fetch by fetch."),
    "like": ("crawler.cli.asking", "like", "Find stored articles that resemble an article or a text."),
    "dup": ("crawler.cli.folding", "dup", "Decide yourself which texts are one story."),
    "refold": ("crawler.cli.folding", "refold", "Fold the whole archive anew."),
    "sources": ("crawler.cli.sources", "sources", "Add, list, test and watch sources."),
    "schedule": ("crawler.cli.scheduling", "schedule", "Keep crawling what is due, for years."),
    "alerts": ("crawler.cli.alerting", "alerts", "Try whether alerts reach you."),
    "runs": ("crawler.cli.upkeep", "runs", "List past runs, or what one run fetched."),
    "rules": ("crawler.cli.rules", "rules", "List the rules that clean articles, or try your own."),
    "export": (
        "crawler.cli.exporting",
        "export",
        "Write articles as CSV, JSON Lines, Parquet, feeds, WARC, OPML or SQLite.",
    ),
    "import": (
        "crawler.cli.importing",
        "import_",
        "Take articles from WARC, JSON Lines or another archive.",
    ),
    "renormalise": (
        "crawler.cli.replaying",
        "renormalise",
        "Read stored pages again by the present rules.",
    ),
    "demo": (
        "crawler.cli.demo",
        "demo",
        "Crawl a small press on this machine and show what is kept, cut and folded.",
    ),
    "serve": ("crawler.cli.serving", "serve", "Browse the archive in a browser, read only."),
    "doctor": ("crawler.cli.upkeep", "doctor", "Check the installation, the configuration and the archive."),
    "backup": ("crawler.cli.keeping", "backup", "Copy the archive to a file, while it is in use."),
    "prune": (
        "crawler.cli.keeping",
        "prune",
        "Take old pages, fetch rows or articles out of the archive.",
    ),
    "forget": (
        "crawler.cli.keeping",
        "forget",
        "Delete an article for good, and do not collect it again.",
    ),
    "vacuum": ("crawler.cli.keeping", "vacuum", "Write the archive anew, without free space."),
    "completion": (
        "crawler.cli.completion",
        "completion",
        "Print the completion script of bash, zsh or fish.",
    ),
}

ORDER = tuple(COMMANDS)


class LazyGroup(click.Group):
    """A group that knows its commands by name: `newsfold search` never imports Scrapy, nor does `--help`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(ORDER)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        command = getattr(import_module(place[0]), place[1])
        assert isinstance(command, click.Command)  # noqa: S101 - the table above is ours
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(f"No such command {args[0]!r}.{_guess(args[0])}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; `newsfold query ... | head` ends quietly, with 0, when nobody reads any more."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # Python flushes at exit and would complain then: what is left goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        return result

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][2]) for name in ORDER])


def _guess(word: str) -> str:
    import difflib  # noqa: PLC0415 - only a mistyped command pays for it

    if "://" in word or word.startswith("www."):
        return f" To collect from an address: newsfold crawl {word}"
    close = difflib.get_close_matches(word, COMMANDS, n=1)
    return f" Did you mean {close[0]!r}?" if close else ""


def _print_version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from crawler.version import version  # noqa: PLC0415 - importlib.metadata costs 30 ms

        click.echo(f"newsfold {version()}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version.",
)
@common_options
def cli() -> None:
    """Collect news, clean it, fold near-duplicates into one article, keep it in one SQLite file.

    \b
    Try it on any feed or home page:
      newsfold crawl https://harbour-gazette.example/
      newsfold search "port strike"
      newsfold story 1

    \b
    Keep a list of sources in ./sources.toml and let it run:
      newsfold sources add https://harbour-gazette.example/
      newsfold schedule

    The archive is ./news.db unless --db or NEWSFOLD_DB names another file; Datasette and sqlite3 open it too.
    Every command teaches itself: newsfold COMMAND --help
    """
