"""Rules that are no table of phrases: they compare a line with the page's facts, with the source's other articles,
or with what stands around it. Listed here so that every id in `cuts` can be looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.normalise.rule import Place


@dataclass(frozen=True, slots=True)
class CodeRule:
    """The description of a rule that is written as code; the same words as `rule.Rule`."""

    id: str
    kind: str
    reason: str
    cuts: Sequence[str]
    keeps: Sequence[str]
    place: Place = "any"
    field: str = ""
    languages: tuple[str, ...] = ("*",)


CODE_RULES: Sequence[CodeRule] = (
    CodeRule(
        "headline.repeated",
        "headline",
        "says the headline again: quote styles, dashes, width and case do not count, nor a kicker before or the site's name after it",
        cuts=("“Peace” talks begin in Port Stanley", "'PEACE' TALKS BEGIN IN PORT STANLEY | Harbour Gazette"),
        keeps=("“Peace” talks begin in Port Stanley on Monday, and nobody expects them to last the week.",),
    ),
    CodeRule(
        "headline.kicker",
        "headline",
        "a short line above the headline inside the text: a section's name, a kicker, a breadcrumb",
        place="start",
        cuts=("World",),
        keeps=("The wall broke at four in the morning, and by six the water stood in the market hall.",),
    ),
    CodeRule(
        "teaser.repeated",
        "headline",
        "a teaser at the start that a paragraph of the text says again, word for word",
        place="start",
        cuts=("The ferry company has stopped all trips to the islands until further notice.",),
        keeps=("The ferry company has stopped all trips to the islands.",),
    ),
    CodeRule(
        "byline.author",
        "byline",
        "names the page's authors and nothing else",
        place="edge",
        cuts=("Ana Reis and Tom Hale",),
        keeps=("Ana Reis and Tom Hale saw the boat sink from the harbour wall.",),
    ),
    CodeRule(
        "byline.outlet",
        "byline",
        "names a person and an agency or paper, above the text",
        place="start",
        cuts=("Ana Reis, Reuters",),
        keeps=("Port Stanley, the old town",),
    ),
    CodeRule(
        "sign-off.bio",
        "sign-off",
        "tells who one of the page's authors is",
        place="edge",
        field="sign_off",
        cuts=("Ana Reis is a reporter at the Harbour Gazette. She has covered the coast since 2011.",),
        keeps=("Ana Reis is one of three people who saw the boat sink.",),
    ),
    CodeRule(
        "related.link",
        "related",
        "a link to another article between paragraphs: all link, no sentence",
        cuts=("Ferry company under fire after second accident",),
        keeps=("The report (published on Monday) says the wall was never inspected.",),
    ),
    CodeRule(
        "related.dangling",
        "related",
        "the last heading announces a list that is not there",
        place="end",
        cuts=("More coverage from our newsroom:",),
        keeps=("What comes next?",),
    ),
    CodeRule(
        "related.tail",
        "related",
        "follows a heading such as “Related articles”: a list of other articles",
        cuts=("Ferry company under fire after second accident",),
        keeps=(
            "The ferry company said on Monday that it would pay for the damage, and that it had told the families so.",
        ),
    ),
    CodeRule(
        "read-more.tail",
        "read-more",
        "follows a label such as “Read more”: another article's linked headline or cut-off teaser",
        cuts=("The ferry company said on Monday that it would pay for ...",),
        keeps=(
            "The ferry company said on Monday that it would pay for the damage, and that it had told the families so.",
        ),
    ),
    CodeRule(
        "comments.tail",
        "comments",
        "follows the start of the readers' comments",
        place="end",
        cuts=("Log in to reply",),
        keeps=(
            "The ferry company said on Monday that it would pay for the damage, and that it had told the families so.",
        ),
    ),
    CodeRule(
        "learned.line",
        "learned",
        "stands in at least three and at least half of the source's articles",
        cuts=("The Harbour Gazette is a paper of the Coast Media Group.",),
        keeps=("“We shall rebuild the wall before the winter comes,” said the mayor.",),
    ),
    CodeRule(
        "user.drop",
        "user",
        "matches a `drop` expression of the source in sources.toml",
        cuts=("Sponsored by the Harbour Bank",),
        keeps=("The harbour bank was flooded.",),
    ),
)
