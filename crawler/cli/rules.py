"""`rules`: what cleans articles, and what a source's own rules would do to stored pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from crawler.cli.options import Common, common_options
from crawler.cli.output import Rows, emphasise, printable, row_options, shown_cut
from crawler.cli.parameters import locate
from crawler.config.settings import read_selector
from crawler.config.values import BadValueError
from crawler.report import counted
from storage.records import UserRules

Row = dict[str, Any]  # Any: a column's value
RULE_COLUMNS = ("id", "kind", "shape", "place", "field", "languages", "reason", "cuts", "keeps")
TRIAL_COLUMNS = ("id", "url", "source", "headline", "cut", "back", "problem")
FREQUENT = 10  #: lines listed of the source's other pages


class _ListFirst(click.Group):
    """`newsfold rules` lists; a first word that is no command is a rule's id."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_ListFirst,
    context_settings={"help_option_names": ["-h", "--help"]},
    short_help="List the rules that clean articles, or try your own.",
)
def rules() -> None:
    """List the rules that take lines out of articles (`newsfold rules`), or try a source's own on stored pages.

    \b
    Examples:
      newsfold rules
      newsfold rules pitch.newsletter
      newsfold rules test 12 --drop "^Read our live blog"
    """


@rules.command("list", short_help="List the rules.")
@click.argument("only", metavar="[RULE_ID]", required=False)
@row_options
@common_options
def list_rules(only: str | None, rows: Rows) -> None:
    """List the rules that take lines out of articles: what each cuts, where, and an example it must keep.

    A source's own rules stand in sources.toml under [source.normalise]; what was cut from an article is shown by
    `newsfold show ID --cuts` and in the table `cuts`.

    \b
    Examples:
      newsfold rules
      newsfold rules --json | jq -r '.id + ": " + .reason'
    """
    from crawler.normalise.rules import rules as every_rule  # noqa: PLC0415 - only this command needs them

    chosen = [rule for rule in every_rule() if only is None or rule.id == only]
    if not chosen:
        raise click.UsageError(f"There is no rule {only!r}; `newsfold rules` lists them.")
    rows.write(({name: getattr(rule, name, None) for name in RULE_COLUMNS} for rule in chosen), columns=RULE_COLUMNS, text=_rule_lines)  # fmt: skip


def _rule_lines(row: Mapping[str, Any]) -> Iterator[str]:  # Any: a column's value
    where = "" if row["place"] == "any" else f", at the {row['place']}"
    moved = f", moved to {row['field']}" if row["field"] else ""
    yield f"{row['id']}  {row['reason']} ({row['kind']}{where}{moved}; {', '.join(row['languages'])})"
    for example in row["cuts"][:1]:
        yield f"    cuts   {example}"
    for example in row["keeps"][:1]:
        yield f"    keeps  {example}"


class _Checked(click.ParamType[str]):
    """A rule that is checked as the configuration checks it."""

    name = "rule"

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:  # Any: click's
        from crawler.normalise import compile_rules  # noqa: PLC0415 - `rules list` need not pay for it

        text = str(value)
        try:
            if self.kind in ("remove", "select"):
                return read_selector(text)
            compile_rules(UserRules(**{self.kind: (text,)}))
        except (ValueError, BadValueError) as error:
            self.fail(str(error), param, ctx)
        return text


@rules.command("test", short_help="Try rules on stored pages.")
@click.argument("target", metavar="ID|URL")
@click.option(
    "--drop", type=_Checked("drop"), multiple=True, metavar="REGEX", help="Drop lines in which this is found."
)
@click.option(
    "--keep", type=_Checked("keep"), multiple=True, metavar="REGEX", help="Keep lines in which this is found."
)
@click.option(
    "--remove", type=_Checked("remove"), multiple=True, metavar="CSS", help="Elements that hold no text."
)
@click.option(
    "--select", type=_Checked("select"), multiple=True, metavar="CSS", help="Elements that hold the article."
)
@click.option(
    "-n", "--latest", type=click.IntRange(0), default=20, show_default=True, help="Other pages of the source."
)
@row_options
@common_options
@click.pass_obj
def test_rules(  # noqa: PLR0917 - one option a parameter
    common: Common, target: str, drop: tuple[str, ...], keep: tuple[str, ...], remove: tuple[str, ...],
    select: tuple[str, ...], latest: int, rows: Rows,
) -> int:  # fmt: skip
    """Read a stored page, and the latest ones of its source, without and with rules, and show what the rules would cut
    and what they would bring back. Nothing is written.

    Without a rule on the command line those of the source in sources.toml are tried. When they do what you want, write
    them there under [source.normalise]; `newsfold renormalise --source ID` brings them to what is stored. Exit code 4
    if a rule changes nothing.

    \b
    Examples:
      newsfold rules test 12 --drop "^Read our live blog"
      newsfold rules test 12 --remove "aside.promo" --select "div.story" --latest 100
      newsfold rules test https://harbour-gazette.example/news/strike.html
    """
    from crawler.trial import try_rules  # noqa: PLC0415 - it loads the readers

    added = UserRules(drop, keep, remove, select)
    with common.reader() as archive:
        trials = try_rules(archive, common.config(), locate(archive, target), added, latest=latest)
    if rows.for_people:
        for line in _told(trials):
            click.echo(emphasise(printable(line)))
    else:
        rows.write(
            ({name: getattr(trial, name) for name in TRIAL_COLUMNS} for trial in trials),
            columns=TRIAL_COLUMNS,
        )
    return 0 if any(trial.cut or trial.back for trial in trials) else 4


def _told(trials: Sequence[Any]) -> Iterator[str]:  # Any: crawler.trial.Trial, imported late
    from crawler.normalise.layout import woven  # noqa: PLC0415 - see above

    first, others = trials[0], trials[1:]
    yield f"{first.id}  {first.headline or '(no headline)'}"
    if first.problem:
        yield f"  {first.problem}"
    else:
        yield ""
        for line in woven(first.after.body, first.after.cuts):
            mark = "new: " if line.rule and line.text in first.cut else ""
            yield shown_cut(f"{mark}{line.rule}", line.reason, line.text) if line.rule else line.text
        by_css = [text for text in first.cut if not any(cut.text == text for cut in first.after.cuts)]
        yield from (shown_cut("new: user.css", "outside what the selectors leave", text) for text in by_css)
        yield from (f"  back: {text}" for text in first.back)
    if not others:
        return
    yield ""
    touched = [trial for trial in others if trial.cut or trial.back]
    yield f"{counted(len(touched), 'page')} of {len(others)} other stored pages of {first.source or 'the source'} would change"
    for name in ("cut", "back"):
        lines = Counter(line for trial in others for line in getattr(trial, name))
        for text, number in lines.most_common(FREQUENT):
            yield f"  {name} {number:>3} x  {' '.join(text.split())[:100]}"
        if len(lines) > FREQUENT:
            yield f"  ... and {counted(len(lines) - FREQUENT, 'other line')} {name}"
    for trial in others:
        if trial.problem:
            yield f"  {trial.id}  {trial.url}: {trial.problem}"
