"""`show`, `story`, `diff`, `why`: one article, its other places, its versions, and how all of that came about."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import click

from crawler.cli.options import Common, common_options
from crawler.cli.output import Rows, row_options, shown_cut
from crawler.cli.parameters import locate
from crawler.config import show_duration
from crawler.normalise.layout import woven
from crawler.report import counted, cut_line, marked_words, paragraph_changes, show_time, text_changes
from storage.ports import Archive
from storage.records import Cut
from storage.rows import Decision, StoredArticle, StoredCopy, StoredCut, StoredRevision, Story, Why

Row = dict[str, Any]  # Any: a column's value
STORY_COLUMNS = (
    "role", "id", "url", "source", "headline", "published_at", "seen_at", "kind", "distance", "similarity",
    "shared_numbers", "lag", "reason", "first", "agency", "words", "words_cut", "words_added", "paragraphs_cut",
    "paragraphs_added",
)  # fmt: skip
EVIDENCE = ("kind", "distance", "similarity", "shared_numbers", "lag", "reason")
DIFF_COLUMNS = (
    "revision_id", "copy_id", "seen_at", "silent", "has_notice", "field", "change", "before", "after",
)  # fmt: skip
WHY_COLUMNS = ("at", "what", "verdict", "status", "article_id", "run_id", "reason", "detail")


@click.command(short_help="Print one article.")
@click.argument("targets", metavar="ID|URL...", nargs=-1, required=True)
@click.option(
    "--cuts", "with_cuts", is_flag=True, help="Show what was cut in its place, with rule and reason."
)
@row_options
@common_options
@click.pass_obj
def show(common: Common, targets: tuple[str, ...], with_cuts: bool, rows: Rows) -> None:
    """Print articles by id or URL: the clean text, its fields, how many copies and revisions it has.

    A copy's id or URL shows the article it was folded into; with --cuts its own text and cuts. --json has every
    column.

    \b
    Examples:
      newsfold show 12
      newsfold show https://harbour-gazette.example/news/strike.html --json
      newsfold show 12 --cuts
    """
    with common.reader() as archive:
        if with_cuts:
            rows.write((_with_cuts(archive, one) for one in targets), text=_article_lines)
            return
        rows.write((_columns(archive.article(locate(archive, one))) for one in targets), text=_article_lines)


def _with_cuts(archive: Archive, named: str) -> Row:
    text = _own_text(archive, named)
    story = text.article_id if isinstance(text, StoredCopy) else text.id
    own = text.id if isinstance(text, StoredCopy) else None
    return {**_columns(text), "cuts": [cut for cut in archive.cuts(story) if cut.copy_id == own]}


def _columns(record: Any) -> Row:  # Any: one of storage.rows' dataclasses
    return {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}


def _article_lines(row: Mapping[str, Any]) -> Iterator[str]:  # Any: a column's value
    yield row["headline"] or "(no headline)"
    about = [
        row["source"],
        ", ".join(row["authors"]),
        show_time(row["published_at"]),
        row["language"],
        row["agency"],
    ]
    yield " · ".join(part for part in about if part)
    yield row["url"]
    yield ""
    if "cuts" in row:
        yield from _body_with_cuts(row["body"], row["cuts"])
    else:
        yield row["body"]
    yield ""
    copy_of = row.get("article_id")
    notes = [
        f"copy {row['id']} of article {copy_of}" if copy_of else f"article {row['id']}",
        counted(row["word_count"], "word"),
    ]
    if "copies" in row:
        notes.append(counted(row["copies"], "copy", "copies"))
    if row.get("revisions"):
        notes.append(counted(row["revisions"], "revision"))
    if row["access"] and row["access"] != "free":
        notes.append(f"access: {row['access']}")
    yield f"[{', '.join(notes)}]"
    yield ""


def _body_with_cuts(body: str, cuts: Sequence[StoredCut]) -> Iterator[str]:
    for line in woven(body, cuts):
        yield shown_cut(line.rule, line.reason, line.text) if line.rule else line.text
        yield ""
    for cut in cuts:
        if cut.position < 0:
            yield f"{cut.field}: {shown_cut(cut.rule, cut.reason, cut.text)}"


@click.command(short_help="List every place and every version of one story.")
@click.argument("one", metavar="ID|URL")
@row_options
@common_options
@click.pass_obj
def story(common: Common, one: str, rows: Rows) -> None:
    """List where one story stands: the article, each copy with the evidence that folded it, each earlier version.

    `lag` is how many seconds after the article a copy was published; `similarity` the share of the shorter text
    that the longer one contains.

    \b
    Examples:
      newsfold story 12
      newsfold story https://harbour-gazette.example/news/strike.html --json
    """
    with common.reader() as archive:
        rows.write(
            _story_rows(archive.story(locate(archive, one))), columns=STORY_COLUMNS, text=_member_lines
        )


def _story_rows(found: Story) -> Iterator[Row]:
    """The article, its copies, the earlier texts; `first` marks the place that published first."""
    rows = list(_members(found))
    places = [row for row in rows if row["role"] != "revision" and row["kind"] != "same_url"]
    dated = [row for row in places if row["published_at"]]
    for row in places:
        row["first"] = bool(dated) and row is min(dated, key=lambda one: (one["published_at"], one["id"]))
    for row in places[1:]:  # against the article that stands there now, whichever it was when the copy came
        both = row["published_at"] and places[0]["published_at"]
        row["lag"] = (row["published_at"] - places[0]["published_at"]).total_seconds() if both else None
    return iter(rows)


def _members(found: Story) -> Iterator[Row]:
    article = found.article
    yield _member("article", article, seen_at=article.first_seen_at)
    for copy in found.copies:
        evidence = {name: getattr(copy, name) for name in EVIDENCE}
        told = text_changes(article.body, copy.body) if copy.kind != "same_url" else {}
        yield _member("copy", copy, seen_at=copy.seen_at, **evidence, **told)
    for revision in found.revisions:
        yield _member("revision", revision, seen_at=revision.seen_at, reason=revision.reason)


def _member(
    role: str, record: StoredArticle | StoredCopy | StoredRevision, **more: Any
) -> Row:  # Any: column values
    row = dict.fromkeys(STORY_COLUMNS) | {"role": role, "id": record.id, "url": record.url}
    row |= {"source": getattr(record, "source", None), "headline": record.headline}
    row |= {"agency": getattr(record, "agency", None), "words": record.word_count}
    return row | {"published_at": record.published_at} | more


def _member_lines(row: Mapping[str, Any]) -> Iterator[str]:  # Any: a column's value
    if row["role"] == "article":
        yield f"{row['id']}  {row['headline'] or '(no headline)'}"
        yield f"    {show_time(row['published_at'])}  {row['source'] or '-'}{_credit(row)}"
        yield f"    {row['url']}"
        return
    if row["role"] == "revision":
        yield f"  earlier text, until {show_time(row['seen_at'])}: {row['headline'] or '(no headline)'}  {row['url']}"
        return
    evidence = [row["kind"]]
    if row["similarity"] is not None:
        evidence.append(f"{row['similarity']:.0%} alike")
    if row["lag"] is not None:
        sign = "later" if row["lag"] >= 0 else "earlier"
        evidence.append(f"{show_duration(round(abs(row['lag']) / 60) * 60.0)} {sign}")
    yield f"  {row['id']}  {', '.join(evidence)}  {row['headline'] or '(no headline)'}"
    yield f"      {show_time(row['published_at'])}  {row['source'] or '-'}{_credit(row)}"
    yield f"      {row['url']}"
    if row["reason"]:
        yield f"      {row['reason']}"
    if row["words_cut"] or row["words_added"]:
        cut = f"{counted(row['words_cut'], 'word')} ({counted(row['paragraphs_cut'], 'paragraph')})"
        yield f"      cut {cut}, added {row['words_added']} ({row['paragraphs_added']})"


def _credit(row: Mapping[str, Any]) -> str:  # Any: a column's value
    """Who had it first, and whose text it is."""
    return (
        f"{', had it first' if row['first'] else ''}{', credits ' + row['agency'] if row['agency'] else ''}"
    )


@click.command(short_help="Show what a publisher changed in an article.")
@click.argument("one", metavar="ID|URL")
@click.argument("other", metavar="[OTHER]", required=False)
@row_options
@common_options
@click.pass_obj
def diff(common: Common, one: str, other: str | None, rows: Rows) -> None:
    """Show what changed in an article between the times it was looked at, oldest change first; with OTHER, how the
    text of that copy or article differs from the first one's.

    [-words-] went, {+words+} came. `silent` means that neither a notice nor a later modification time owns up
    to the edit. With --json one object is one changed paragraph.

    \b
    Examples:
      newsfold diff 12
      newsfold diff 12 31
      newsfold query "select article_id from revisions where silent" --json
    """
    with common.reader() as archive:
        if other is not None:
            changes = _between(_own_text(archive, one), _own_text(archive, other))
        else:
            changes = _change_rows(archive.story(locate(archive, one)))
        count = rows.write(changes, columns=DIFF_COLUMNS, text=_ChangeLines())
    if not count and rows.for_people:
        common.say("no change was seen" if other is None else "the same words")


def _own_text(archive: Archive, named: str) -> StoredArticle | StoredCopy:
    """The text that is named itself: of a copy its own, not its story's article's. Raises NotFound."""
    target = locate(archive, named)
    story = archive.story(target)
    return next((copy for copy in story.copies if target in (copy.id, copy.gid, copy.url)), story.article)


def _between(one: StoredArticle | StoredCopy, other: StoredArticle | StoredCopy) -> Iterator[Row]:
    about = dict.fromkeys(DIFF_COLUMNS) | {"copy_id": other.id, "seen_at": other.published_at}
    if (one.headline or "") != (other.headline or ""):
        yield {**about, "field": "headline", "change": "~", "before": one.headline, "after": other.headline}
    for change, before, after in paragraph_changes(one.body, other.body):
        yield {**about, "field": "body", "change": change, "before": before, "after": after}


def _change_rows(found: Story) -> Iterator[Row]:
    """The changes of each text of the story: the article's own first, then each copy's."""
    texts: dict[int | None, StoredArticle | StoredCopy] = {
        None: found.article,
        **{copy.id: copy for copy in found.copies},
    }
    for copy_id, present in texts.items():
        versions = sorted(
            (revision for revision in found.revisions if revision.copy_id == copy_id),
            key=lambda old: (old.seen_at, old.id),
        )
        for old, later in pairwise([*versions, present]):
            assert isinstance(old, StoredRevision)  # noqa: S101 - only the last one is no revision
            yield from _changes(old, later)


def _changes(old: StoredRevision, later: StoredArticle | StoredCopy | StoredRevision) -> Iterator[Row]:
    about = {
        "revision_id": old.id, "copy_id": old.copy_id, "seen_at": old.seen_at, "silent": bool(old.silent),
        "has_notice": bool(old.has_notice),
    }  # fmt: skip
    if (old.headline or "") != (later.headline or ""):
        yield {**about, "field": "headline", "change": "~", "before": old.headline, "after": later.headline}
    for change, before, after in paragraph_changes(old.body, later.body):
        yield {**about, "field": "body", "change": change, "before": before, "after": after}


class _ChangeLines:
    """Lines for changes; a new version gets a heading."""

    def __init__(self) -> None:
        self.version: object = None

    def __call__(self, row: Mapping[str, Any]) -> Iterator[str]:  # Any: a column's value
        if row["revision_id"] != self.version:
            self.version = row["revision_id"]
            kind = "a silent edit" if row["silent"] else "with a notice" if row["has_notice"] else "edited"
            copy = f" (copy {row['copy_id']})" if row["copy_id"] else ""
            yield f"--- found changed {show_time(row['seen_at'])}, {kind}{copy}"
        before, after = row["before"] or "", row["after"] or ""
        if row["change"] == "~":
            yield f"{'# ' if row['field'] == 'headline' else ''}{marked_words(before, after)}"
        else:
            yield f"{{+{after}+}}" if row["change"] == "+" else f"[-{before}-]"


@click.command(short_help="Explain what became of a URL, fetch by fetch.")
@click.argument("one", metavar="URL|ID")
@row_options
@common_options
@click.pass_obj
def why(common: Common, one: str, rows: Rows) -> None:
    """Explain what became of a URL: each fetch, each article it was compared with, what was cut, and why.

    Each line names the run; `newsfold runs RUN` tells what that was made of. A page that was forgotten is told by
    its address and by the id that it had.

    \b
    Examples:
      newsfold why https://harbour-gazette.example/news/strike.html
      newsfold why 12 --json
    """
    with common.reader() as archive:
        found = archive.why(locate(archive, one))
        if rows.for_people:
            click.echo(f"{found.url}: {_standing(found)}")
        rows.write(_why_rows(found), columns=WHY_COLUMNS, text=_why_lines)


def _standing(found: Why) -> str:
    if found.forgotten_at:
        now = f"; its story is article {found.article_id} now" if found.article_id is not None else ""
        return f"forgotten on {show_time(found.forgotten_at)} {found.forgotten_reason}".rstrip() + now
    if found.copy_id is not None:
        return f"copy {found.copy_id} of article {found.article_id}"
    if found.article_id is not None:
        return f"article {found.article_id}"
    return "waiting to be fetched" if found.frontier else "no article"


def _why_rows(found: Why) -> Iterator[Row]:
    empty: Row = dict.fromkeys(WHY_COLUMNS)
    for fetch in found.fetches:
        yield empty | {
            "at": fetch.get("at"), "what": f"fetched {fetch.get('kind') or ''}".strip(), "verdict": fetch.get("verdict"),
            "status": fetch.get("status"), "article_id": fetch.get("article_id"), "run_id": fetch.get("run_id"),
            "reason": fetch.get("reason"), "detail": fetch.get("final_url"),
        }  # fmt: skip
    for decision in found.decisions:
        yield empty | {
            "at": decision.at, "what": _ROLES.get(decision.role, decision.role), "verdict": decision.kind,
            "article_id": decision.article_id, "run_id": decision.run_id, "reason": decision.reason,
            "detail": _evidence(decision),
        }  # fmt: skip
    if found.stored is not None:
        yield empty | {
            "at": found.stored.at, "what": "stored", "verdict": "copy" if found.copy_id is not None else "article",
            "article_id": found.article_id, "run_id": found.stored.run_id,
            "detail": f"extractor {found.stored.extractor or '-'}, rules {found.stored.rules or '-'}",
        }  # fmt: skip
    for override in found.overrides:
        yield empty | {
            "at": override.at, "what": "overridden", "verdict": override.kind, "reason": override.reason,
            "detail": override.other_url or None,
        }  # fmt: skip
    for waiting in found.frontier:
        attempts = waiting.get("attempts") or 0
        yield empty | {
            "at": waiting.get("not_before"), "what": "waits from then on", "verdict": waiting.get("kind"),
            "reason": waiting.get("reason"), "detail": f"{counted(attempts, 'attempt')} so far" if attempts else None,
        }  # fmt: skip
    for cut in found.cuts:
        brief = Cut(cut.rule, cut.reason, cut.field, cut.text, cut.position)
        yield empty | {
            "what": "cut", "verdict": cut.rule, "article_id": cut.article_id, "reason": cut.reason,
            "detail": cut_line(brief).partition(": ")[2],
        }  # fmt: skip


_ROLES = {"verdict": "decided", "chosen": "compared, decisive", "absorbed": "absorbed", "seen": "compared"}


def _evidence(decision: Decision) -> str | None:
    if decision.distance is None or decision.similarity is None:
        return None
    return f"distance {decision.distance}, similarity {decision.similarity:.2f}"


def _why_lines(row: Mapping[str, Any]) -> Iterator[str]:  # Any: a column's value
    at = row["at"] if isinstance(row["at"], str) or row["at"] is None else show_time(row["at"])
    status = f" {row['status']}" if row["status"] else ""
    article = f" (article {row['article_id']})" if row["article_id"] and row["what"] != "cut" else ""
    run = f" in run {row['run_id']}" if row["run_id"] and row["what"] not in _ROLES.values() else ""
    when = f"{at[:16].replace('T', ' ')}  " if at else ""
    line = f"  {when}{row['what']}{status}{run}: {row['verdict'] or '-'}{article}"
    yield f"{line}{': ' + row['reason'] if row['reason'] else ''}"
    if row["detail"]:
        yield f"      {row['detail']}"
