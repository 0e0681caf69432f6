"""What class and id names say about an element: the web's folklore, as tables of words.

Names are cut into words at hyphens, underscores and capitals ("post-meta", "postMeta" -> post, meta); words that
are written together in templates ("pubtime") stand in the tables as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# Bylines: English in nearly every template, the newsroom's own language in the rest.
_AUTHOR = """
author authors byline bylines autor autoren autores autora autore auteur auteurs auteure writer writers reporter reporters journalist journalists
redakteur redakteurin verfasser contributor contributors creator penulis yazar yazari muhabir forfatter skribent toimittaja kirjoittaja
authorname authorlink authorbox authorinfo authorbio postauthor articleauthor entryauthor authoring bylinename bylineauthor authored zuozhe
postedby writtenby journaliste redactor firma assinatura avtor szerzo autorius columnist columnists kolumnist presenter correspondent
"""
# Words that also name other things: a source, a user, a signature, hCard's "fn" and "vcard".
_PERHAPS_AUTHOR = """
by fn vcard username user nickname nick editor editors bianji zerenbianji source laiyuan person persons people name
profile owner poster posted submitted signature contributorname staff
"""
_DATE = """
publish published publishing publication publicacion pubdate pubtime publishdate publishtime publisheddate publishedat publishedon pubinfo created
createdat creation dateline postdate posted postedon entrydate articledate newsdate artdate datepublished datecreated postmeta erschienen
veroffentlicht veroeffentlicht veröffentlicht posttime publicationdate fechapublicacion datapubblicazione dcterms pubtm pdate
"""
_PERHAPS_DATE = """
date dates datum datetime data fecha dato time times timestamp when riqi shijian meta info byline details submitted stamp day tarih
data-publicacao pvm aika datetimes timeago updated update updatedate modified lastmod lastmodified changed edited metadata infos artinfo
articleinfo newsinfo time-source source laiyuan bline author entry-meta subline tagline calendar
"""
_CHANGED = "update updated updatedate updatetime updatedon modified lastmod lastmodified modification changed edited aktualisiert actualizado aggiornato"
# Surroundings that hold other articles, other people's words or the site's own furniture.
_ASIDE = """
sidebar related recommend recommended recommendations teaser teasers popular mostread trending latest widget
widgets footer newsletter promo promotion promoted ad ads advert adverts advertisement breadcrumb breadcrumbs menu masthead navbar nav navigation
carousel slider slideshow ticker readmore readnext upcoming archive archives calendar search cookie cookies banner
weather stock stocks recent recents similar prev previous pagination pager topbar toolbar
caption captions figcaption figure photo photos image images img gallery copyright credit credits thumbnail bildunterschrift bild bildquelle legende
forumlist suggested suggestions card cards aside rail outbrain taboola modal popup
"""

# Other people's words below the article.
_TALK = """
comment comments commentlist commenter disqus reply replies respond response responses kommentar kommentare kommentarer commentaire commentaires
comentario comentarios commento commenti reacties komentarze komentar yorum yorumlar discussion
"""


def _words(table: str) -> frozenset[str]:
    return frozenset(table.split())


_AUTHOR_WORDS, _PERHAPS_AUTHOR_WORDS = _words(_AUTHOR), _words(_PERHAPS_AUTHOR)
_DATE_WORDS, _PERHAPS_DATE_WORDS, _CHANGED_WORDS = _words(_DATE), _words(_PERHAPS_DATE), _words(_CHANGED)
_ASIDE_WORDS, _TALK_WORDS = _words(_ASIDE), _words(_TALK)
# "post-footer", "entry-header" and "article-search-result" belong to the article or card they are in
_ARTICLE_PARTS = frozenset({"footer", "header", "image", "images", "photo", "card", "copyright"})
_ARTICLE = frozenset({"post", "entry", "article", "story", "author", "byline"})
_PART = re.compile(r"[A-Z]?[^\W\dA-Z_]+|[A-Z]+(?![a-z])")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an element's names say: how strongly it is a byline (0..4), a date (0..3.5), and where it belongs."""

    author: float = 0.0
    date: float = 0.0
    changed: bool = False
    aside: float = 0.0  #: what its surroundings take off a score; the strongest mark at the headline has 9


NOTHING = Meaning()


_KNOWN = frozenset({"date"}).union(
    _AUTHOR_WORDS, _PERHAPS_AUTHOR_WORDS, _DATE_WORDS, _PERHAPS_DATE_WORDS, _CHANGED_WORDS, _ASIDE_WORDS, _TALK_WORDS,
    _ARTICLE,
)  # fmt: skip


@lru_cache(maxsize=16_384)  # the same class names stand on every page of a site
def meaning(names: str) -> Meaning:
    """What the class and id names `names` (separated by spaces) say."""
    names = names[:_LONGEST]
    parts = " ".join(_PART.findall(names))
    words = _KNOWN.intersection(f"{names} {parts}".lower().split())
    if not words:
        return NOTHING
    by, date = words & _AUTHOR_WORDS, words & _DATE_WORDS
    author = 4.0 if by else 1.5 if words & _PERHAPS_AUTHOR_WORDS else 0.0
    when = (
        3.5
        if date or {"post", "date"} <= words or {"entry", "date"} <= words
        else 2.5
        if words & _PERHAPS_DATE_WORDS or by
        else 0.0
    )
    aside = words & _ASIDE_WORDS
    if aside <= _ARTICLE_PARTS and words & _ARTICLE:
        aside = frozenset()
    weight = 7.0 if words & _TALK_WORDS else 5.0 if aside else 0.0
    if not author and not when and not weight:
        return NOTHING
    return Meaning(author, when, bool(words & _CHANGED_WORDS), weight)
