"""`normalise`: a page becomes an article; every line that goes says which rule took it, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from crawler.normalise.bylines import Bylines
from crawler.normalise.dateline import find_agency, find_dateline
from crawler.normalise.facts import alternatives_with_entry, with_entry
from crawler.normalise.headline import Repeats, choose_headline, site_keys, titles
from crawler.normalise.learned import learned_among
from crawler.normalise.lines import Line, blocks_of, body_of, count_prose, lines_of
from crawler.normalise.names import credit_of
from crawler.normalise.rule import Rule
from crawler.normalise.rules import CREDIT_RULES, LINE_RULES, RULES_VERSION
from crawler.normalise.table import RuleTable
from crawler.normalise.tails import announces_text, is_dangling, is_link_to_another, tail_of, teaser_after
from crawler.normalise.text import clean_text, weight
from crawler.normalise.user import CompiledRules, compile_rules
from storage.records import Article, Block, Cut, Page, SourceFacts

_KICKER = 60  #: weight of the longest line above the headline that is taken for a kicker
_MOST_TITLES = 12
_PASSES = 4  #: times that place-sensitive rules are asked, each time of what is left
_TOP = 8  #: lines among which a teaser stands
_LONGEST_TEASER = 300
_TEASER = 60  #: weight of the shortest line that is compared with the paragraphs
_VERBATIM = frozenset({"table", "pre", "item"})
_LISTY = 4  #: a quarter of the lines being links makes a list of links
_MOST_LINKS = 5  #: an article leads elsewhere a few times; what does so more often is a list of links
_NOTHING_KNOWN = SourceFacts()


def normalise(
    page: Page, known: SourceFacts = _NOTHING_KNOWN, lines: Sequence[Line] | None = None
) -> Article:
    """Clean a page: one headline, one body, the rest in fields, each cut explained.

    Pure: the same page, facts and rules give the same article. `known.lines` are the source's learned lines,
    `known.rules` the user's own, `known.entry` the feed's facts, which stand in where the page has none. `lines` are
    the page's lines (`lines_of(blocks_of(page))`) for a caller who reads them too; they come back marked as gone or kept.

    Raises:
        ValueError: a user's rule does not compile (`compile_rules` says why); the configuration checks them
            before anything is fetched.
    """
    headline, origin = choose_headline(page, known)
    cleaner = Cleaner(page, known, headline, list(lines_of(blocks_of(page)) if lines is None else lines))
    cleaner.run()
    facts = with_entry(page, known)
    if headline and origin == "feed":
        facts["origins"]["headline"] = "feed"
    dateline = find_dateline([line.text for line in cleaner.left()])
    return Article(
        url=page.url,
        headline=headline,
        description=_text(page.description),
        body=body_of(cleaner.lines),
        image=page.image,
        image_caption=_text(page.image_caption),
        image_credit=_text(page.image_credit),
        section=_text(page.section),
        access=page.access,
        site_name=_text(page.site_name or known.site_name),
        canonical=page.canonical,
        dateline=dateline.place,
        agency=dateline.agency or find_agency(facts["authors"], cleaner.found["sign_off"]),
        credits=tuple(dict.fromkeys([*cleaner.found["credits"], *_image_credits(page)])),
        translations=tuple(dict.fromkeys(cleaner.found["translations"])),
        notices=tuple(dict.fromkeys(cleaner.found["notices"])),
        sign_off="\n".join(dict.fromkeys(cleaner.found["sign_off"])) or None,
        cuts=tuple(sorted(cleaner.cuts, key=lambda cut: cut.position)),
        verdict=page.verdict,
        evidence=page.evidence,
        source=known.source,
        extractor=page.extractor,
        rules=RULES_VERSION,
        entry=known.entry,
        alternatives=alternatives_with_entry(page, known),
        **facts,
    )


def _image_credits(page: Page) -> list[str]:
    """Who made the page's image, as the page declares it or its caption says."""
    declared = _text(page.image_credit)
    caption = lines_of((Block(page.image_caption or "", "caption"),))
    rules = [(line, rule) for line in caption for rule in CREDIT_RULES if rule.matches(line)]
    said = [credit_of(line.text, rule) for line, rule in rules[:1]]
    return [name for name in (declared, *said) if name]


def _text(value: str | None) -> str | None:
    return (clean_text(value) or None) if value else None


@cache
def _table() -> RuleTable:
    return RuleTable(LINE_RULES)


@dataclass(slots=True)
class Cleaner:
    """One page's lines on their way; each step marks lines as gone and writes the cut."""

    page: Page
    known: SourceFacts
    headline: str | None
    lines: list[Line]
    cuts: list[Cut] = field(default_factory=list)
    found: dict[str, list[str]] = field(
        default_factory=lambda: {"credits": [], "translations": [], "notices": [], "sign_off": []}
    )

    def run(self) -> None:
        """All steps, in the order in which they help each other: what is gone no longer stands between."""
        self._obey(compile_rules(self.known.rules))
        self._drop_repeated_headlines()
        self._drop_kickers()
        self._drop_bylines()
        self._drop_repeated_teaser()
        self._drop_learned()
        self._apply_rules()
        self._drop_links()
        self._drop_dangling()

    def left(self) -> list[Line]:
        return [line for line in self.lines if not line.gone]

    def cut(self, line: Line, rule: str, reason: str) -> None:
        line.gone = True
        self.cuts.append(Cut(rule, reason, "body", line.text, line.block))

    def _obey(self, rules: CompiledRules) -> None:
        for line in self.lines:
            line.kept = rules.keeps(line.text)
            asked = "" if line.kept else rules.dropped_by(line.text)
            if asked:
                self.cut(line, "user.drop", f"the source's rule {asked}")
        count_prose(self.lines)

    def _open(self) -> Iterable[Line]:
        return (line for line in self.lines if not line.gone and not line.kept)

    def _drop_repeated_headlines(self) -> None:
        others = [title for title, _ in titles(self.page, self.known)][:_MOST_TITLES]
        repeats = Repeats(self.headline, others, site_keys(self.page, self.known))
        for index, line in enumerate(self.lines):
            if line.gone or line.kept:
                continue
            why = repeats.explain(line)
            if why:
                self.cut(line, "headline.repeated", why)
            else:
                self._split_headline(repeats, index)

    def _split_headline(self, repeats: Repeats, index: int) -> None:
        """Where a line break was lost, "HEADLINE Image from CNN" is two lines; the second must be known as one."""
        line = self.lines[index]
        heads, text = repeats.split(line)
        if not heads or not text:
            return
        rest = replace(line, text=text, weight=weight(text), prose=False)
        if any(rule.matches(rest) for rule in LINE_RULES if not rule.stays):
            why = "says the headline again"
            self.cuts.extend(Cut("headline.repeated", why, "body", head, line.block) for head in heads)
            self.lines[index] = rest

    def _drop_kickers(self) -> None:
        """Short lines above the page's headline: a section's name, a kicker, a breadcrumb."""
        repeats = [cut.position for cut in self.cuts if cut.rule == "headline.repeated"]
        above = [line for line in self.lines if repeats and line.block < repeats[0] and not line.gone]
        if all(line.weight <= _KICKER and not line.prose and not line.kept for line in above):
            for line in above:
                self.cut(line, "headline.kicker", "stands above the headline")

    def _drop_bylines(self) -> None:
        entry = self.known.entry
        bylines = Bylines([*self.page.authors, *(entry.authors if entry else ())])
        for line in self._open():
            rule, why = bylines.explain(line)
            if rule == "sign-off.bio":
                self.found["sign_off"].append(line.text)
            if rule:
                self.cut(line, rule, why)

    def _drop_repeated_teaser(self) -> None:
        """A teaser that a paragraph says again goes. Deeper in a text a repetition may be meant (a refrain, a recipe)."""
        lines = [line for line in self._open() if line.weight >= _TEASER and line.kind not in _VERBATIM]
        for index, teaser in enumerate(lines[:_TOP]):
            if teaser.before > 0 or teaser.weight > _LONGEST_TEASER:
                break
            length = len(teaser.text)
            near = (line for line in lines[index + 1 :] if abs(len(line.text) - length) <= length // 10)
            if any(line.key == teaser.key for line in near):
                self.cut(teaser, "teaser.repeated", "a paragraph of the text says the same")
        count_prose(self.lines)

    def _drop_learned(self) -> None:
        known = {line.key: line for line in self.known.lines}
        for _ in range(_PASSES if known else 0):
            found = list(learned_among(self.left(), known, self.known.source))
            for line, why in found:
                self.cut(line, "learned.line", why)
            if not found:
                return
            count_prose(self.lines)

    def _apply_rules(self) -> None:
        """Again after a notice that reads like prose has gone: what stood before it is now the text's end."""
        for _ in range(_PASSES):
            prose = sum(line.prose and not line.gone for line in self.lines)
            self._pass_rules()
            if sum(line.prose and not line.gone for line in self.lines) == prose:
                return
            count_prose(self.lines)

    def _pass_rules(self) -> None:
        for index, line in enumerate(self.lines):
            if line.gone or line.kept:
                continue
            rule = _table().match(line)
            if rule is None or (rule.tail and announces_text(self.lines, index)):
                continue
            self._take(rule, line)
            if rule.kind == "read-more":
                for after in teaser_after(self.lines, index):
                    self.cut(self.lines[after], "read-more.tail", f"follows “{line.text[:60]}”")
            if rule.tail:
                for after in tail_of(self.lines, index, rule.kind):
                    self.cut(self.lines[after], f"{rule.kind}.tail", f"follows “{line.text[:60]}”")

    def _drop_links(self) -> None:
        """Links to other articles between paragraphs. Where much of a text is such lines it is a list by intent."""
        links = [line for line in self._open() if is_link_to_another(line)]
        if len(links) > _MOST_LINKS or len(links) * _LISTY > len(self.left()):
            return
        for line in links:
            self.cut(line, "related.link", "leads to another article: all link, no sentence")

    def _drop_dangling(self) -> None:
        if is_dangling(self.lines):
            last = self.left()[-1]
            self.cut(last, "related.dangling", "announces what is not part of the text")

    def _take(self, rule: Rule, line: Line) -> None:
        if rule.field and not (rule.stays and line.text in self.found[rule.field]):
            value = credit_of(line.text, rule) if rule.field == "credits" else line.text
            if value:
                self.found[rule.field].append(value)
        if not rule.stays:
            self.cut(line, rule.id, rule.reason)
