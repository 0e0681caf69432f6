# ruff: noqa: S608 -- names come from the schema, values are bound
"""Take over stories from another archive: nothing is told twice, global ids stay, folding goes on.

What one archive has kept apart or put together stays so among its own stories; between them and what was here
already the judge decides as it does for a page that is crawled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Literal, TypeAlias

from storage.bundles import Bundle, Columns
from storage.columns import candidate_of, signature_of
from storage.decisions import trimmed
from storage.neighbours import Held
from storage.ports import Decide
from storage.records import Fetch, Item
from storage.schema_names import CONTENT_COLUMNS
from storage.texts import edge_facts
from storage.times import moment, new_gid
from storage.writing import Writing

Adopted: TypeAlias = Literal["new", "joined", "extended", "same", "forgotten"]
_EDGE = ("kind", "distance", "similarity", "shared_numbers", "lag", "reason")
_PLACE = frozenset({"gid", "url", "canonical_url", "url_key", "source", "run_id"})
_TEXT = tuple(name for name in CONTENT_COLUMNS if name not in _PLACE)
_OLD = (
    "headline",
    "description",
    "body",
    "published_at",
    "modified_at",
    "word_count",
    "simhash",
    "content_hash",
)


class Adopting(Writing):
    """`Archive.adopt`."""

    def adopt(
        self,
        bundle: Bundle,
        decide: Decide | None,
        *,
        trusted: Collection[int] = (),
        run_id: int | None = None,
        now: datetime | None = None,
    ) -> tuple[Adopted, int | None]:
        """Take over a story; see `storage.ports.Archive.adopt`."""
        at = self._moment(now)
        with self.atomic():
            before = self._connection.total_changes
            told, story = self._adopt(bundle, decide, trusted, run_id, at)
            if told == "extended" and self._connection.total_changes == before:
                told = "same"
        return told, story

    def adopt_marks(self, aliases: Iterable[Columns] = (), overrides: Iterable[Columns] = ()) -> None:
        """Other addresses of pages that are held here, and what people decided about folding."""
        with self.atomic():
            for alias in aliases:
                if self._held(alias["held_key"]) is not None and self._held(alias["url_key"]) is None:
                    self._ignore("aliases", {name: alias[name] for name in ("url_key", "held_key")})
            for one in overrides:
                self._ignore("overrides", {name: one[name] for name in one.keys() if name != "id"})  # noqa: SIM118 -- a Row

    def _ignore(self, table: str, row: Mapping[str, Any]) -> None:
        names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
        self._connection.execute(
            f'INSERT OR IGNORE INTO "{table}"({names}) VALUES ({marks})', tuple(row.values())
        )

    def _adopt(
        self,
        bundle: Bundle,
        decide: Decide | None,
        trusted: Collection[int],
        run_id: int | None,
        at: datetime,
    ) -> tuple[Adopted, int | None]:
        texts = [text for text in (bundle.article, *bundle.copies) if not self._is_forgotten(text["url_key"])]
        if not texts or (texts[0] is not bundle.article and not bundle.copies):
            return "forgotten", None
        held = {text["id"]: found for text in texts if (found := self._holding(text)) is not None}
        if held:
            story = next(iter(held.values())).article_id
            self._extend(bundle, texts, held, story, run_id)
            return "extended", story
        if texts[0] is not bundle.article:
            return "forgotten", None
        return self._found_story(bundle, texts, decide, trusted, run_id, at)

    # A story of which nothing is held

    def _found_story(
        self,
        bundle: Bundle,
        texts: list[Columns],
        decide: Decide | None,
        trusted: Collection[int],
        run_id: int | None,
        at: datetime,
    ) -> tuple[Adopted, int]:
        article = texts[0]
        seen = moment(article["first_seen_at"])
        candidate = self._with_overrides([candidate_of(article, seen=seen)])[0]
        verdict = None
        if decide is not None:
            others = [one for one in self.neighbours_of(candidate.signature) if one.article_id not in trusted]
            verdict = trimmed(self._overruled(candidate, decide(candidate, others), None))
        story = self._insert_text(
            "articles",
            article,
            {"dated_at": article["dated_at"], "first_seen_at": article["first_seen_at"]},
            run_id,
        )
        places = {article["id"]: Held(article, story, None)}
        for copy in texts[1:]:
            places[copy["id"]] = Held(copy, story, self._insert_held_copy(story, copy, {}, run_id))
        self._hang(bundle, places, set(places), run_id)
        if (
            verdict is None
            or verdict.article_id is None
            or verdict.kind not in ("exact", "near", "contained", "contains")
        ):
            return "new", story
        self._keep_decision(
            Item(Fetch(article["url"], article["source"], seen, "import")),
            {**article, "run_id": run_id},
            verdict,
        )
        if verdict.kind == "contains":
            for edge in (verdict.edge, *verdict.absorbs):
                if edge is not None:
                    self._absorb(edge, story, at)
            return "joined", story
        target = self._story_of(verdict.article_id)
        if target is None:
            return "new", story
        self._demote(story, target, edge_facts(verdict.edge, verdict.kind), at)
        for edge in verdict.absorbs:
            self._absorb(edge, target, at)
        return "joined", target

    def _insert_text(
        self, table: str, text: Columns, more: Mapping[str, Any], run_id: int | None, *, indexed: bool = True
    ) -> int:
        text_id = self._new_text_id()
        row = {name: text[name] for name in CONTENT_COLUMNS if name != "run_id"}
        row |= {
            "id": text_id,
            "gid": self._free_gid(text["gid"]),
            "run_id": run_id,
            "last_seen_at": text["last_seen_at"],
            **more,
        }
        self._insert(table, row)
        if table == "articles":
            self._index_searched(text_id, row)
        if indexed:
            self.index.add(text_id, signature_of(row))
            self._count_text(text)
        return text_id

    def _insert_held_copy(
        self, story: int, text: Columns, edge: Mapping[str, Any], run_id: int | None
    ) -> int:
        facts = {name: text.get(name) if isinstance(text, dict) else None for name in _EDGE} | dict(edge)
        seen = text.get("seen_at") or text.get("first_seen_at")
        more = {"article_id": story, "seen_at": seen, **facts}
        return self._insert_text("copies", text, more, run_id, indexed=facts["kind"] != "same_url")

    def _free_gid(self, gid: str) -> str:
        """`gid`, unless another text has come to carry it (a promotion keeps the story's)."""
        return gid if self._find_gid_row(gid) is None else new_gid()

    def _find_gid_row(self, gid: str) -> Any:  # a row or None
        sql = "SELECT url_key FROM articles WHERE gid = :gid UNION ALL SELECT url_key FROM copies WHERE gid = :gid"
        return self._one(sql, {"gid": gid})

    def _count_text(self, text: Columns) -> None:
        if text["source"] is not None:
            self._connection.execute(
                """INSERT INTO sources(id, articles, added_at) VALUES (?, 1, ?)
                ON CONFLICT(id) DO UPDATE SET articles = articles + 1""",
                (text["source"], text["last_seen_at"]),
            )

    # A story of which something is held

    def _holding(self, text: Columns) -> Held | None:
        """Where a text of another archive stands here, by its address."""
        if text.get("kind") != "same_url":
            return self._held(text["url_key"])
        row = self._one("SELECT * FROM copies WHERE url = ? AND kind = 'same_url'", (text["url"],))
        return None if row is None else Held(row, row["article_id"], row["id"])

    def _extend(
        self, bundle: Bundle, texts: list[Columns], held: Mapping[int, Held], story: int, run_id: int | None
    ) -> None:
        places, fresh = dict(held), set[int]()
        edge = next((copy for copy in bundle.copies if copy["id"] in held), None)
        for text in texts:
            if text["id"] in held:
                continue
            turned = _turned(edge) if text is bundle.article else {}
            copy_id = self._insert_held_copy(story, text, turned, run_id)
            places[text["id"]] = Held(text, story, copy_id)
            fresh.add(text["id"])
        for text in texts:
            if (
                text["id"] in held
                and text.get("kind") != "same_url"
                and self._catch_up(text, held[text["id"]], bundle, run_id)
            ):
                fresh.add(text["id"])
        self._hang(bundle, places, fresh, run_id)

    def _catch_up(self, text: Columns, place: Held, bundle: Bundle, run_id: int | None) -> bool:
        """Bring a held text to where the other archive has it; True: its content was replaced."""
        own, table = place.row, "articles" if place.copy_id is None else "copies"
        text_id = place.article_id if place.copy_id is None else place.copy_id
        if text["last_seen_at"] > own["last_seen_at"]:
            self._update(table, text_id, {"last_seen_at": text["last_seen_at"]})
        if text["content_hash"] == own["content_hash"]:
            return False
        ours = {row["content_hash"] for row in self._all(
            "SELECT content_hash FROM revisions WHERE article_id = ? AND copy_id IS ?", (place.article_id, place.copy_id)
        )}  # fmt: skip
        if text["last_seen_at"] <= own["last_seen_at"]:
            if text["content_hash"] not in ours:
                self._keep_old(text, text["last_seen_at"], dict(own), place, run_id)
            return False
        theirs = {row["content_hash"] for row in bundle.revisions}
        if own["content_hash"] not in ours | theirs:
            self._keep_old(dict(own), text["last_seen_at"], text, place, run_id)
        values = {name: text[name] for name in _TEXT}
        if place.copy_id is None:
            self._replace_article(own, values)
        else:
            self._replace_copy(own, values)
        self._connection.execute(
            "DELETE FROM cuts WHERE article_id = ? AND copy_id IS ?", (place.article_id, place.copy_id)
        )
        return True

    def _keep_old(self, old: Columns, until: str, new: Columns, place: Held, run_id: int | None) -> None:
        changed = (old["headline"] or "") != (new["headline"] or "")
        has_notice = (new["notices"] or "[]") not in ("[]", old["notices"])
        row = {name: old[name] for name in _OLD} | {
            "gid": new_gid(), "article_id": place.article_id, "copy_id": place.copy_id, "url": place.row["url"],
            "first_seen_at": _first_seen(old), "seen_at": until, "headline_changed": int(changed),
            "has_notice": int(has_notice), "silent": int(not has_notice and new["modified_at"] == old["modified_at"]),
            "reason": "Another archive holds another text of this page.", "run_id": run_id,
        }  # fmt: skip
        self._insert("revisions", row)

    # What hangs on texts

    def _hang(
        self,
        bundle: Bundle,
        places: Mapping[int, Held],
        fresh: Collection[int],
        run_id: int | None,
    ) -> None:
        """Revisions that are not known yet; cuts and pages of the texts that are `fresh`."""
        own = bundle.article["id"]
        for revision in bundle.revisions:
            place = places.get(revision["copy_id"] or own)
            if place is not None and not self._knows(revision, place):
                row = {name: value for name, value in revision.items() if name != "id"}
                self._insert(
                    "revisions",
                    {**row, "article_id": place.article_id, "copy_id": place.copy_id, "run_id": run_id},
                )
        for cut in bundle.cuts:
            if (cut["copy_id"] or own) in fresh:
                place = places[cut["copy_id"] or own]
                row = {name: value for name, value in cut.items() if name != "id"}
                self._insert("cuts", {**row, "article_id": place.article_id, "copy_id": place.copy_id})
        for page in bundle.pages:
            if page["text_id"] in fresh:
                place = places[page["text_id"]]
                row = {name: value for name, value in page.items() if name != "id"}
                self._insert("pages", {**row, "text_id": place.copy_id or place.article_id, "run_id": run_id})

    def _knows(self, revision: Columns, place: Held) -> bool:
        sql = """SELECT 1 FROM revisions WHERE gid = :gid OR (article_id = :story AND copy_id IS :copy
            AND content_hash IS :content AND seen_at = :seen)"""
        values = {"gid": revision["gid"], "story": place.article_id, "copy": place.copy_id}
        return (
            self._one(sql, values | {"content": revision["content_hash"], "seen": revision["seen_at"]})
            is not None
        )


def _first_seen(text: Columns) -> str:
    names = text.keys()
    first: str = text["first_seen_at"] if "first_seen_at" in names else text["seen_at"]
    return first


def _turned(edge: Columns | None) -> dict[str, Any]:  # column values
    """The evidence of a copy, seen from its article: that one is the copy here."""
    if edge is None:
        return dict.fromkeys(_EDGE) | {"kind": "near", "reason": "Another archive has it in this story."}
    lag = None if edge["lag"] is None else -edge["lag"]
    kind = "near" if edge["kind"] in ("contained", "same_url") else edge["kind"]
    return {name: edge[name] for name in _EDGE} | {"lag": lag, "kind": kind}
