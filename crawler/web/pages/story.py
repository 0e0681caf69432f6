"""One story: who ran it when, on a line of time, and what each outlet cut or added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawler.report import text_changes
from crawler.web.asking import Answer, Asked
from crawler.web.wording import MOST_WORDS, compared
from storage.errors import NotFound
from storage.ports import Archive
from storage.rows import StoredArticle, StoredCopy, Story


@dataclass(frozen=True, slots=True)
class Place:
    """Where the story ran. `at`: when it was published there, else when it was seen; `offset`: 0..100 on the line."""

    text: StoredArticle | StoredCopy
    at: datetime
    first: bool
    after: float  #: seconds after the first place
    offset: float
    changes: (
        dict[str, int] | None
    )  #: words and paragraphs against the article; None: it is the article, or too long
    dated: bool

    @property
    def is_article(self) -> bool:
        return isinstance(self.text, StoredArticle)


def story(archive: Archive, asked: Asked) -> Answer:
    """A story by the id of any of its texts; `?a=ID&b=ID` compares two of them. Raises NotFound."""
    found = archive.story(asked.id)
    places = timeline(found)
    one, other = _chosen(found, places, asked)
    return Answer(
        "story.html",
        {
            "story": found,
            "article": found.article,
            "places": places,
            "outlets": len({place.text.source for place in places}),
            "hours": (places[-1].after / 3600) if places else 0.0,
            "one": one,
            "other": other,
            "paragraphs": compared(one.body, other.body) if one and other else None,
            "headlines_differ": bool(one and other and one.headline != other.headline),
        },
    )


def timeline(found: Story) -> list[Place]:
    """The places of a story in the order of their dates; second addresses of one page are left out."""
    article = found.article
    texts: list[StoredArticle | StoredCopy] = [article]
    texts += [copy for copy in found.copies if copy.kind != "same_url"]
    dated = sorted(texts, key=lambda text: (_when(text), text.id))
    begin, end = _when(dated[0]), _when(dated[-1])
    span = max((end - begin).total_seconds(), 1.0)
    places = []
    for text in dated:
        after = (_when(text) - begin).total_seconds()
        changes = None if text is article else _measured(article.body, text.body)
        places.append(
            Place(
                text,
                _when(text),
                text is dated[0],
                after,
                100 * after / span,
                changes,
                bool(text.published_at),
            )
        )
    return places


def _measured(article: str, copy: str) -> dict[str, int] | None:
    return text_changes(article, copy) if article.count(" ") + copy.count(" ") <= MOST_WORDS else None


def _when(text: StoredArticle | StoredCopy) -> datetime:
    return text.published_at or (text.first_seen_at if isinstance(text, StoredArticle) else text.seen_at)


def _chosen(
    found: Story, places: list[Place], asked: Asked
) -> tuple[StoredArticle | StoredCopy | None, StoredArticle | StoredCopy | None]:
    """The two texts that are compared: as asked, else the article and its first copy, else none."""
    by_id = {str(place.text.id): place.text for place in places}
    for name in ("a", "b"):
        if asked.word(name) and asked.word(name) not in by_id:
            raise NotFound(f"text {asked.word(name)[:20]} is not a place of story {found.article.id}")
    others = [place.text for place in places if not place.is_article]
    if not others:
        return None, None
    one = by_id.get(asked.word("a"), found.article)
    other = by_id.get(asked.word("b"), others[0] if one is not others[0] else found.article)
    return one, other
