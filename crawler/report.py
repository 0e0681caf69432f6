"""What a run was asked and what it answers: plain records, and how they read on a page of text.

The engine fills them in, the command line prints them; neither knows the other.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from storage.records import Article, Cut, Page

if TYPE_CHECKING:
    from crawler.config import SourceConfig
    from crawler.sitemaps import Coverage

RunStatus = Literal["ok", "partial", "failed", "interrupted", "skipped"]
OutcomeStatus = Literal["ok", "unchanged", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Targets:
    """What `newsfold crawl` was pointed at: `sources` are polled, `addresses` (canonical) belong to none of them.

    After the first `named` addresses come those of a list, of which what the archive has is left alone; whoever names
    an address wants it looked at again.
    """

    sources: tuple[SourceConfig, ...] = ()
    addresses: tuple[str, ...] = ()
    named: int = 0


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """What `newsfold crawl` was asked for, beside its targets and the configuration."""

    since: datetime | None = None  #: only articles published from then on (undated ones are kept)
    until: datetime | None = None  #: only articles published before
    due: bool = False  #: poll only what is due
    soon: bool = (
        False  #: with `due`: also what only its own spread puts off; for runs that come at fixed times
    )
    force: bool = False  #: poll although not due, or asked to wait
    max_items: int | None = None  #: article pages in this run, over all sources
    callback: str = ""  #: address under which hubs may push (WebSub); "": no hub is asked
    simulate: bool = False  #: list what would be fetched, fetch no article and store nothing

    def words(self) -> list[str]:
        """The options as one would type them, for the run's row.

        >>> CrawlOptions(due=True, max_items=5).words()
        ['--due', '--max', '5']
        """
        flags = {"--soon": self.soon, "--due": self.due and not self.soon, "--force": self.force}
        values = {
            "--since": self.since and self.since.isoformat(),
            "--until": self.until and self.until.isoformat(),
            "--max": self.max_items,
        }
        given = [(name, str(value)) for name, value in values.items() if value is not None]
        return [name for name, on in flags.items() if on] + [word for pair in given for word in pair]


@dataclass(frozen=True, slots=True)
class Planned:
    """A page that a simulated crawl would fetch."""

    source: str
    url: str
    headline: str | None = None
    published: datetime | None = None
    reason: str = ""  #: which list named it


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """What became of one source in one run; one row of `newsfold crawl --json`."""

    source: str
    url: str
    status: OutcomeStatus
    reason: str = ""  #: of "failed" and "skipped": why, in words
    pages: int = 0  #: article pages fetched
    new: int = 0  #: stories that were not known
    copies: int = 0  #: folded into a known story
    revisions: int = 0  #: known pages with a changed text
    same: int = 0  #: known pages, unchanged
    rejected: int = 0  #: pages that are no article: consent walls, soft 404s, ...
    failed: int = 0  #: pages that could not be had


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """The answer of `crawler.run.crawl`."""

    status: RunStatus
    run_id: int | None = None  #: None for a simulation
    sources: tuple[SourceOutcome, ...] = ()
    planned: tuple[Planned, ...] = ()
    seconds: float = 0.0
    coverage: Coverage | None = None  #: articles a day, of a run that asked for a span of time
    waiting: int = 0  #: requests left in the frontier for the next run
    reason: str = ""
    left: Mapping[str, int] = field(default_factory=dict)  #: addresses of a list left alone, by reason

    @property
    def exit_code(self) -> int:
        """0 ok, 3 some sources failed, 4 nothing usable obtained, 130 stopped with its state saved."""
        if self.status == "interrupted":
            return 130
        failed = sum(outcome.status == "failed" for outcome in self.sources)
        if self.status == "failed" or (failed and failed == len(self.sources) and not self.left):
            return 4
        return 3 if failed or self.status == "partial" else 0


@dataclass(frozen=True, slots=True)
class FoundList:
    """A feed or sitemap that a probe found at or behind an address."""

    url: str
    kind: str  #: "feed", "sitemap", "home"
    title: str | None = None
    entries: int = 0
    newest: datetime | None = None
    problem: str = ""  #: empty: it can be read


@dataclass(frozen=True, slots=True)
class Sample:
    """One article of a probe, read as a crawl would read it, and not stored."""

    url: str
    headline: str | None = None
    published: datetime | None = None
    authors: tuple[str, ...] = ()
    words: int = 0
    language: str | None = None
    verdict: str = "article"
    evidence: str = ""
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True)
class Probe:
    """What is at an address, before anything of it is saved: the answer of `newsfold sources test URL`."""

    url: str
    final_url: str | None = None  #: after redirects, if another
    kind: str = ""  #: "feed", "sitemap", "site", "article"; empty: nothing usable
    title: str | None = None
    language: str | None = None
    status: int | None = None  #: HTTP status of the address itself
    problem: str = ""  #: why nothing can be had from it
    source_id: str = ""  #: the id that `sources add` would give
    robots: str = ""  #: "allowed", "disallowed", "unreachable", "none"
    robots_reason: str = ""
    crawl_delay: float | None = None  #: seconds, as robots.txt asks
    lists: tuple[FoundList, ...] = ()
    samples: tuple[Sample, ...] = ()

    @property
    def usable(self) -> bool:
        return not self.problem and any(sample.verdict in ("article", "paywall") for sample in self.samples)


# As text ------------------------------------------------------------------------------------------


def show_time(moment: datetime | None) -> str:
    """`2026-11-23 14:05`, UTC; a dash for none."""
    return moment.strftime("%Y-%m-%d %H:%M") if moment else "-"


def summary(report: CrawlReport) -> tuple[str, str, str]:
    """The three lines after a crawl: how it went, what was kept, what failed or is left."""
    total = {
        name: sum(getattr(outcome, name) for outcome in report.sources)
        for name in ("pages", "new", "copies", "revisions", "same", "rejected", "failed")
    }
    run = f"run {report.run_id}: " if report.run_id is not None else ""
    went = f"{run}{report.status}{': ' + report.reason if report.reason else ''}"
    first = f"{went}, {counted(len(report.sources), 'source')}, {counted(total['pages'], 'page')} in {report.seconds:.0f} s"
    second = (
        f"{counted(total['new'], 'new article')}, {counted(total['copies'], 'copy', 'copies')} folded, "
        f"{counted(total['revisions'], 'revision')}, {total['same']} unchanged"
    )
    third = f"{counted(total['rejected'], 'page')} held no article, {total['failed']} could not be had"
    if failed := failures_in_words(report.sources):
        third += f"; {failed}"
    if report.left:
        reasons = ", ".join(
            f"{count} {LEFT_ALONE.get(reason, reason)}" for reason, count in report.left.items()
        )
        third += f"; of the list {reasons}: left alone, --force asks for them"
    if report.waiting:
        third += f"; {counted(report.waiting, 'page')} left for the next run"
    return first, second, third


LEFT_ALONE = {"held": "held already", "tried": "tried before"}


def failures_in_words(outcomes: Sequence[SourceOutcome]) -> str:
    """`2 sources failed: harbour (HTTP 503), ...`; "" where none did."""
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    if not failed:
        return ""
    named = ", ".join(f"{outcome.source} ({outcome.reason})" for outcome in failed[:3])
    return f"{counted(len(failed), 'source')} failed: {named}{', ...' if len(failed) > 3 else ''}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 page`, `2 pages`; `many` where an s does not do."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def report_card(probe: Probe) -> Iterator[str]:
    """The lines of `sources test`: what was found, whether it may be read, and what three articles look like."""
    yield f"{probe.url}" + (f" -> {probe.final_url}" if probe.final_url else "")
    if probe.problem:
        yield f"  problem   {probe.problem}"
    if probe.kind:
        about = ", ".join(part for part in (probe.title, probe.language) if part)
        yield f"  found     {probe.kind}{': ' + about if about else ''}"
    if probe.robots:
        delay = f", Crawl-delay {probe.crawl_delay:g} s" if probe.crawl_delay else ""
        reason = f" ({probe.robots_reason})" if probe.robots_reason else ""
        yield f"  robots    {probe.robots}{reason}{delay}"
    for found in probe.lists:
        state = (
            found.problem or f"{counted(found.entries, 'entry', 'entries')}, newest {show_time(found.newest)}"
        )
        yield f"  {found.kind:<9} {found.url} ({state})"
    for sample in probe.samples:
        yield from _sample_lines(sample)
    verdict = (
        "can be added" if probe.usable else "nothing usable was obtained; adding it would give no articles"
    )
    yield f"  verdict   {verdict}"
    if probe.usable:
        yield f"  add it    newsfold sources add {probe.url}"


def _sample_lines(sample: Sample) -> Iterator[str]:
    yield ""
    yield f"  {sample.headline or '(no headline)'}"
    about = [
        show_time(sample.published) if sample.published else "no date",
        ", ".join(sample.authors) or "no author",
        counted(sample.words, "word"),
        *([sample.language] if sample.language else []),
        sample.verdict + (f" ({sample.evidence})" if sample.evidence else ""),
    ]
    yield f"    {' · '.join(about)}"
    yield f"    {sample.url}"
    for cut in sample.cuts:
        yield f"    cut  {cut_line(cut)}"


def cut_line(cut: Cut) -> str:
    """One cut: rule, reason, and the beginning of what went."""
    text = " ".join(cut.text.split())
    return f"[{cut.rule}] {cut.reason}: {text[:100]}{'…' if len(text) > 100 else ''}"


def explanation(page: Page, article: Article | None) -> Iterator[str]:
    """The lines of `scrape --explain`: the verdict, where each field came from, and each cut with its reason."""
    yield f"verdict    {page.verdict}{': ' + page.evidence if page.evidence else ''}"
    yield f"extractor  {page.extractor or '-'}"
    if article is not None and article.rules:
        yield f"rules      {article.rules}"
    record: Article | Page = article if article is not None else page
    for name, origin in record.origins.items():
        value = getattr(record, name, None)
        yield f"field      {name} <- {origin}: {_brief(value)}"
        for other in record.alternatives.get(name, ()):
            yield f"           also seen: {_brief(other)}"
    for cut in article.cuts if article is not None else ():
        yield f"cut        {cut_line(cut)}"


def _brief(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    text = (
        ", ".join(map(str, value)) if isinstance(value, tuple) else str(value if value is not None else "-")
    )
    return clipped(" ".join(text.split()), 80)


def clipped(text: str, most: int) -> str:
    """The first `most` characters, and a sign where there were more.

    >>> clipped("crawl harbour", 7), clipped("crawl", 7)
    ('crawl h…', 'crawl')
    """
    return f"{text[:most]}…" if len(text) > most else text


def paragraph_changes(before: str, after: str) -> list[tuple[Literal["-", "+", "~"], str, str]]:
    """What changed between two texts: ("-", old, ""), ("+", "", new) or ("~", old, new), in reading order.

    >>> paragraph_changes("One.\\n\\nTwo men died.", "One.\\n\\nThree men died.\\n\\nMore follows.")
    [('~', 'Two men died.', 'Three men died.'), ('+', '', 'More follows.')]
    """
    return [(change, old, new) for change, old, new in paragraph_pairs(before, after) if change != "="]


def paragraph_pairs(before: str, after: str) -> Iterator[tuple[Literal["=", "-", "+", "~"], str, str]]:
    """Both texts in reading order: like `paragraph_changes`, with ("=", text, text) for what stayed."""
    old, new = before.split("\n\n"), after.split("\n\n")
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, first, last, begin, end in matcher.get_opcodes():
        if tag == "equal":
            yield from (("=", text, text) for text in old[first:last])
        else:
            yield from _pair(old[first:last], new[begin:end])


def _pair(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Literal["-", "+", "~"], str, str]]:
    """Paragraphs that replace each other in order; the rest came or went whole."""
    both = min(len(old), len(new))
    for one, other in zip(old[:both], new[:both], strict=True):
        if difflib.SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio() >= 0.4:
            yield "~", one, other
        else:
            yield "-", one, ""
            yield "+", "", other
    yield from (("-", one, "") for one in old[both:])
    yield from (("+", "", other) for other in new[both:])


def word_changes(old: str, new: str) -> Iterator[tuple[Literal["=", "-", "+"], str]]:
    """A rewritten paragraph as runs of words that stayed, went or came, in reading order.

    >>> list(word_changes("Two men died.", "Three men died."))
    [('-', 'Two'), ('+', 'Three'), ('=', 'men died.')]
    """
    one, other = old.split(), new.split()
    for tag, first, last, begin, end in difflib.SequenceMatcher(
        None, one, other, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            yield "=", " ".join(one[first:last])
            continue
        if last > first:
            yield "-", " ".join(one[first:last])
        if end > begin:
            yield "+", " ".join(other[begin:end])


_MARKS = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}


def marked_words(old: str, new: str) -> str:
    """A rewritten paragraph in one line: `[-went-]` and `{+came+}` as `git diff --word-diff` writes them.

    >>> marked_words("Two men died.", "Three men died.")
    '[-Two-] {+Three+} men died.'
    """
    return " ".join(_MARKS[change].format(words) for change, words in word_changes(old, new))


def text_changes(article: str, copy: str) -> dict[str, int]:
    """What a copy cut from an article and added to it: words, and whole paragraphs.

    >>> text_changes("One.\\n\\nTwo men died.", "One.\\n\\nThree men died.\\n\\nMore follows.")
    {'words_cut': 1, 'words_added': 3, 'paragraphs_cut': 0, 'paragraphs_added': 1}
    """
    told = dict.fromkeys(("words_cut", "words_added", "paragraphs_cut", "paragraphs_added"), 0)
    for change, before, after in paragraph_changes(article, copy):
        one, other = before.split(), after.split()
        blocks = difflib.SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
        kept = sum(block.size for block in blocks)
        told["words_cut"] += len(one) - kept
        told["words_added"] += len(other) - kept
        told["paragraphs_cut"] += change == "-"
        told["paragraphs_added"] += change == "+"
    return told
