"""`cite`: articles as references for papers and footnotes."""

from __future__ import annotations

import json

import click

from crawler.citing import Citation, Format, citation, cited
from crawler.cli.options import Common, common_options
from crawler.cli.output import printable
from crawler.cli.parameters import locate
from storage.ports import Archive, Target


@click.command(short_help="Print articles as references: text, CSL-JSON, BibTeX, RIS.")
@click.argument("targets", metavar="ID|URL...", nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csl", "bibtex", "ris"]),
    default="text",
    show_default=True,
    help="How the reference is written.",
)
@common_options
@click.pass_obj
def cite(common: Common, targets: tuple[str, ...], form: Format) -> None:
    """Print articles as references, with when the text was captured, its SHA-256, and the address of a web archive's
    copy where one is known.

    The hash is of the text that `newsfold show ID --json` has as `body`. csl is one JSON list.

    \b
    Examples:
      newsfold cite 12
      newsfold cite 12 17 --format bibtex >> paper.bib
      newsfold cite 12 --format csl > items.json
    """
    with common.reader() as archive:
        references = [cited(_reference(archive, locate(archive, one)), form) for one in targets]
    if form == "csl":
        click.echo(json.dumps(references, ensure_ascii=False, indent=2))
        return
    for reference in references:
        click.echo(printable(str(reference)))


def _reference(archive: Archive, target: Target) -> Citation:
    story = archive.story(target)
    article = story.article
    changed = [revision.seen_at for revision in story.revisions if revision.copy_id is None]
    addresses = [article.canonical or "", *(copy.url for copy in story.copies)]
    return citation(article, max(changed, default=article.first_seen_at), addresses)
