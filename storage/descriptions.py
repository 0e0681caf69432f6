"""What every table, view and column of an archive means: one place for the data dictionary and for Datasette.

`docs/data-dictionary.md` is made from it: `python -m storage.descriptions > docs/data-dictionary.md`.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

TABLES: dict[str, str] = {
    "articles": "One row a story: the article that represents it, with the text it has now.",
    "copies": "Every other place of a story, with its own headline, byline, date and text.",
    "revisions": "The text that a page had until seen_at, when another one was found there.",
    "cuts": "What was taken out of a text, by which rule and why.",
    "v_articles": "Articles with how many copies, revisions and cuts they have.",
    "v_stories": "Stories: in how many places and sources each stands, who had it first, how long it travelled.",
    "v_copies": "Copies beside the article that they repeat, with the evidence.",
    "v_revisions": "Earlier texts beside the present ones.",
    "v_cuts": "Cuts with the headline, source and address of their text.",
    "v_source_health": "How each source is doing, its feeds together.",
    "v_runs": "Runs with what each fetched and stored.",
    "runs": "One row a run of crawl, import and the like.",
    "configurations": "Each configuration that a run followed, once; secrets are left out.",
    "fetches": "Every request: what came, what it was judged to be, and why.",
    "pages": "Pages as they were fetched, packed.",
    "sources": "Sources that have been crawled or imported.",
    "feeds": "What is known about polling each list (feed, sitemap, home page).",
    "health_changes": "Every change of a source's health, with its evidence.",
    "subscriptions": "WebSub: feeds whose hub pushes what is new.",
    "frontier": "Pages that wait to be fetched, with their leases.",
    "hosts": "The slot of each host: who may talk to it now.",
    "robots": "robots.txt as each origin answered it.",
    "tried": "Pages that made no article, and when to look again.",
    "decisions": "Every pair of texts that was compared, and what it was judged to be.",
    "overrides": "What a person decided about folding.",
    "merged": "Ids that became part of another story.",
    "aliases": "Other addresses under which a stored page was reached.",
    "tombstones": "What was forgotten on request and is not collected again.",
    "source_lines": "Short lines and in how many articles of a source they stand; boilerplate is learned from them.",
    "meta": "Values of the archive as a whole.",
    "index_buckets": "Index: packed fingerprints by band. Built anew by `newsfold doctor --reindex`.",
    "index_anchors": "Index: texts by anchor.",
    "index_zones": "Index: newest and oldest date of each thousand ids.",
}

#: columns that mean the same wherever they stand
COLUMNS: dict[str, str] = {
    "access": "free, metered or paid, where the page says so",
    "added_at": "when the row was made",
    "agency": "whose wire text it is: Reuters, AP, AFP, ...",
    "alternatives": "JSON: field to the other values that the page had, best first",
    "anchor": "a shingle's hash, cut to 47 bits",
    "anchors": "the smallest hashes of the text's five-word pieces, 8 bytes each, little endian",
    "article_headline": "headline of the article",
    "article_id": "the story: id in articles",
    "article_published_at": "when the article was published",
    "article_source": "source of the article",
    "article_url": "address of the article",
    "asked_at": "when the hub was asked",
    "at": "when",
    "attempts": "how often it was tried",
    "authors": "JSON list of names",
    "after": "what it is since then",
    "before": "what it was until then",
    "body": "clean text, paragraphs joined by a blank line",
    "body_now": "the present text",
    "bytes": "size of the answer",
    "callback": "what reads the answer, by name",
    "canonical": "rel=canonical as the page declares it",
    "canonical_url": "the address in its fetchable standard form",
    "command": "the command line",
    "config": "JSON: the source's settings",
    "config_hash": "configuration that the run followed, see configurations",
    "content": "the page's bytes, packed as encoding says",
    "content_hash": "64-bit hash of the normalised headline and body, signed: equal content, equal hash",
    "copied_by": "JSON list of the sources that carry copies",
    "copies": "how many copies there are; second addresses of a page do not count",
    "copy_id": "the copy whose text it is; empty: the article's own",
    "counts": "JSON: numbers of what came",
    "credits": "JSON list of image and text credits",
    "cuts": "how many pieces were cut out of the text",
    "dated_at": "what newest sorts by: published_at if known and not in the future, else first_seen_at",
    "dateline": "place (and date) as written at the text's beginning",
    "description": "the page's own summary",
    "distance": "bits in which the two fingerprints differ, 0 to 64",
    "enabled": "1: is crawled",
    "encoding": "how content is packed: zstd",
    "ended_at": "when it ended; empty while it goes on",
    "entries": "entries in the last good answer",
    "entry": "JSON: what the feed's entry said of the page",
    "etag": "validator, exactly as the server gave it",
    "evidence": "why the verdict, in words",
    "extractor": "name and version of what chose the body",
    "failures": "failures in a row",
    "feed": "address of the feed",
    "feeds": "how many lists the source has",
    "fence": "number that grows with each lease, so that a late worker is refused",
    "fetched_at": "when it was fetched",
    "fetches": "how many requests",
    "field": "the field it was cut from",
    "final_url": "the address after redirects, if another",
    "first_used_at": "when a run followed it first",
    "first_at": "when the story was first published anywhere",
    "first_seen_at": "when it was first seen here",
    "first_source": "the source that published first",
    "fold": "what folding made of it: new, same, revision, exact, near, contained",
    "gid": "global id (UUID), the same in every archive that the text travels to",
    "gone": "1: answered 410, never polled again",
    "has_notice": "1: the text that replaced it carries a correction or update notice",
    "headers": "JSON: the answer's headers",
    "headline": "headline, clean",
    "headline_changed": "1: the headline changed",
    "headline_now": "the present headline",
    "health": "ok, degraded, silent or broken; empty before the first run",
    "health_evidence": "JSON: the numbers behind health",
    "health_reason": "why, in words",
    "health_since": "since when",
    "held_key": "url_key of the stored page",
    "host": "host",
    "hours_after": "hours from the article's publication to the copy's",
    "hours_to_last": "hours from the first to the last publication",
    "hub": "WebSub hub that the feed names",
    "id": "number in this archive; articles and copies share one sequence",
    "image": "address of the main picture",
    "image_caption": "its caption",
    "image_credit": "its credit",
    "interval": "seconds between two polls",
    "key": "key",
    "kind": "kind",
    "lag": "seconds from the article's publication to this one's; negative: earlier",
    "language": "language of the text, BCP 47 primary tag",
    "last_copied_at": "when the latest copy was seen",
    "last_error": "what went wrong last",
    "last_full_at": "last answer that was not 'not modified'",
    "last_modified": "validator, exactly as the server gave it",
    "last_new_at": "when something new came last",
    "last_polled_at": "last poll",
    "last_seen_at": "when the page was last found as it is",
    "last_status": "HTTP status of the last poll",
    "last_success_at": "last good answer",
    "leased_until": "until when a worker holds it, on the store's clock",
    "meta": "JSON: what the callback needs",
    "modified_at": "when the page says that it was modified",
    "new_a_day": "new entries a day, smoothed, all feeds together",
    "new_entries": "new entries in the last good answer",
    "newest": "newest date",
    "next_poll_at": "when it is polled next",
    "next_poll_reason": "why then",
    "not_before": "not to be asked before",
    "notices": "JSON list of correction and update notices",
    "old_body": "the earlier text",
    "old_headline": "the earlier headline",
    "old_id": "the id that was",
    "oldest": "oldest date",
    "origin": "scheme and host",
    "origins": "JSON: field to where its value came from",
    "other_headlines": "JSON list of other headlines for the same story",
    "other_key": "url_key of the other page",
    "other_url": "address of the other page",
    "pid": "process id",
    "places": "in how many places the story stands",
    "position": "index of the block in the page's body; -1: none",
    "priority": "higher first",
    "published_at": "when it was published, by the page or its feed",
    "pushed_at": "when the hub pushed last",
    "rate": "new entries a day, smoothed",
    "reason": "why, in words",
    "redirect_count": "how often in a row a permanent redirect was answered",
    "redirect_url": "where it points",
    "retry_at": "when to look again; empty: not by itself",
    "revisions": "how many earlier texts there are",
    "role": "verdict (the outcome), chosen (the pair that decided), absorbed, seen",
    "rule": "the rule that cut it; `newsfold rules` describes them",
    "rules": "version of the rules that cleaned it, and what the source added",
    "run_id": "the run that wrote it",
    "seconds": "how long it took",
    "secret": "what signs the hub's pushes",
    "section": "section of the publisher",
    "seen": "in how many articles",
    "seen_at": "when it was seen",
    "self_link": "the feed's own address as it declares it",
    "shared_numbers": "share of the shorter text's numbers that the other one has, 0 to 1",
    "sign_off": "closing line of the author or editor",
    "silent": "1: neither a notice nor a later modification time owns up to the edit",
    "simhash": "64-bit SimHash of the text, signed",
    "similarity": "share of the shorter text's three-word pieces that the longer one contains, 0 to 1",
    "site_name": "name of the site, by the page",
    "size": "bytes before packing",
    "skip_days": "days in which the feed asks not to be polled, 0 = Monday",
    "skip_hours": "hours (UTC) in which the feed asks not to be polled",
    "source": "id of the source, as in sources.toml",
    "sources": "how many different sources carry it",
    "started_at": "when it began",
    "state": "waiting, leased or dead",
    "status": "status",
    "subscribed_until": "until when the hub pushes",
    "tags": "JSON list of tags",
    "text": "the text",
    "text_id": "the article or copy, one sequence of ids",
    "title": "name for people",
    "token": "part of the callback's address that only the hub knows",
    "tokens": "words (or characters of scripts without spaces) of the text; under 20 only exact matches are made",
    "topic": "the address that the hub knows the feed by",
    "translations": "JSON list of names or addresses of other-language versions",
    "until": "until when",
    "url": "address",
    "url_key": "identity of the address: same article, same key",
    "value": "value",
    "verdict": "what the answer was judged to be: article, paywall, consent, challenge, not_article, redirected (to another host, where it waits), ...",
    "verdicts": "JSON: kind of request to verdict to number; stays when fetches are pruned",
    "verified_at": "when the hub confirmed",
    "version": "version of newsfold",
    "versions": "JSON: newsfold, extractor, rules, Python, SQLite and each required package",
    "waiting": "pages of the source that wait",
    "wish": "seconds between polls that the feed asks for",
    "word_count": "words of the body",
    "zone": "id divided by 1024",
}

#: where a column means something of its own
OWN: dict[tuple[str, str], str] = {
    ("copies", "kind"): "exact, near, contained; or same_url: a second address of the same page, no copy",
    ("v_copies", "kind"): "exact, near, contained; or same_url: a second address of the same page, no copy",
    ("copies", "reason"): "the evidence in one sentence",
    ("decisions", "kind"): "new, same, revision, exact, near, contained, contains",
    ("overrides", "kind"): "split, merge or pin",
    (
        "frontier",
        "kind",
    ): "page, recheck, or target: an address that a run was given, which may hold anything",
    ("fetches", "kind"): "feed, sitemap, home, page, robots or hub",
    ("feeds", "kind"): "feed, sitemap, home or page",
    ("runs", "status"): "running, ok, partial, failed, interrupted or skipped",
    ("v_runs", "status"): "running, ok, partial, failed, interrupted or skipped",
    ("fetches", "status"): "HTTP status; empty: no answer",
    ("pages", "status"): "HTTP status",
    ("robots", "status"): "HTTP status; empty: unreachable",
    ("robots", "body"): "the file's bytes",
    ("revisions", "seen_at"): "until when this text stood there",
    ("revisions", "body"): "the text as it was",
    ("v_revisions", "seen_at"): "until when the earlier text stood there",
    ("cuts", "text"): "what was cut",
    ("v_cuts", "text"): "what was cut",
    ("sources", "id"): "the source's id, as in sources.toml",
    ("sources", "articles"): "pages stored first under this source, copies included",
    ("v_source_health", "articles"): "pages stored first under this source, copies included",
    ("v_runs", "articles"): "articles that the run stored",
    ("source_lines", "key"): "hash of the line as it is compared",
    ("index_buckets", "key"): "band of the fingerprint",
    ("index_buckets", "entries"): "fingerprints and text ids, packed",
    ("meta", "key"): "name of the value",
    ("configurations", "hash"): "first digits of the content's SHA-256",
    ("configurations", "content"): "JSON: every setting in force; of a source what differs from the defaults",
    ("tombstones", "text_id"): "id that the article or copy had",
}
_INNER = ("sqlite_", "_sqlite_", "articles_fts", "articles_cjk")


def meaning(table: str, column: str) -> str | None:
    """What a column means; None: nobody has said so yet."""
    return OWN.get((table, column)) or COLUMNS.get(column)


def described(connection: sqlite3.Connection) -> dict[str, dict[str, str]]:
    """{table or view: {column: meaning}} of an archive, in the order of `TABLES`; inner tables are left out."""
    names = [
        row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    ]
    shown = sorted((name for name in names if not name.startswith(_INNER)), key=_place)
    return {
        name: {
            row[1]: meaning(name, row[1]) or "" for row in connection.execute(f'PRAGMA table_info("{name}")')
        }
        for name in shown
    }


def _place(name: str) -> tuple[int, str]:
    order = list(TABLES)
    return (order.index(name) if name in order else len(order), name)


def data_dictionary(connection: sqlite3.Connection) -> str:
    """The page of the documentation."""
    return "\n".join(_lines(connection))


def _lines(connection: sqlite3.Connection) -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Every table and view of an archive, column by column. Made from the schema: `python -m storage.descriptions`."
    yield "How they belong together stands in [archive.md](archive.md)."
    for table, columns in described(connection).items():
        yield from ("", f"## {table}", "", TABLES.get(table, ""), "", "| column | meaning |", "|---|---|")
        yield from (f"| `{name}` | {text} |" for name, text in columns.items())
    yield ""


def main() -> None:
    """Print the page as a fresh archive has it."""
    from storage.archive import open_archive  # noqa: PLC0415 -- only to make the page

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "news.db")
        open_archive(path).close()
        connection = sqlite3.connect(path)
        sys.stdout.write(data_dictionary(connection))
        connection.close()


if __name__ == "__main__":
    main()
