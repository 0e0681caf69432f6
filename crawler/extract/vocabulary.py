"""What the names of elements say: class, id, role and test hooks, in the languages templates are written in.

Names are evidence with a weight, never a verdict: a wrapper called `has-sidebar` may hold the whole article.
A stem matches the beginning of a word, `stem.` the whole word, `a-b` also `ab`, `a_b` and `aB`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from ahocorasick_rs import AhoCorasick

BODY = 1
COMMENT = 2
SHARE = 4
RELATED = 8
PITCH = 16
ADVERT = 32
META = 64
MEDIA = 128
CHROME = 256
HIDDEN = 512
TEASER = 1024
NOTE = 2048
HEADLINE = 4096
ENTRY = 8192
PART = 16384
CONSENT = 32768

BITS = (
    "body", "comment", "share", "related", "pitch", "advert", "meta", "media", "chrome", "hidden", "teaser",
    "note", "headline", "entry", "part", "consent",
)  # fmt: skip

_STRONG = "article story post entry news artikel nota noticia haber"
_WEAK = "content page main single detail text blog document node item"
_PART = "body text. content. contents. copy. paragraph paragraphs html. inner-content"
_STEMS: dict[int, str] = {
    BODY: " ".join(f"{a}-{b}" for a, b in product(_STRONG.split(), _PART.split()))
    + """ body-copy body-article fliesstext artikel-inhalt textabsatz brodtext broedtekst leipateksti haber-metni
        haber-detay noticia-texto noticia-cuerpo nota-texto nota-cuerpo zhengwen neirong honbun story-text""",
    PART: " ".join(f"{a}-{b}" for a, b in product(_WEAK.split(), _PART.split()))
    + """ body-text body-content rich-text wysiwyg prose. text-block paragraph editor-content transcript main-text full-text
        inhalt absatz texte corps contenu cuerpo contenido nota. texto. materia. conteudo corpo. testo. contenuto tresc.
        tekst. icerik metin. szoveg obsah. sadrzaj cont-body field-body""",
    COMMENT: """comment. comments commentlist commentbox comment-list comment-box comment-form comment-section comment-count disqus
        respond. replies. reply. kommentar commentaire comentario reacties commenti diskussion discussion yorum livefyre spotim
        spot-im openweb forum. pinglun""",
    SHARE: """share. shares. sharing share-bar share-button share-box share-link share-tool share-icon social teilen partag compart
        condivid follow-us addthis addtoany sns. whatsapp facebook. twitter-share telegram. pinterest jiathis bdshare shariff
        sumome action-bar toolbar toolbox tools. article-actions article-tools bookmark""",
    RELATED: """related relation. relations relat. recommend recirc more-stories more-news more-on more-from more-about more-links
        more-articles more-coverage more-in. read-more read-also read-next also-read also-like see-also further-reading popular
        trending most-read most-viewed mostpop latest similar outbrain taboola zergnet revcontent plista ligatus weitere verwandt
        mehr-zum aehnlich lire-aussi a-lire lees-ook lees-meer leia-mais leia-tambem relacionad correlat leggi-anche czytaj
        powiazane next-up next-article next-post next-story prev-article prev-post prev-story previous-article previous-post
        up-next post-nav post-navigation yarpp suggested editors-pick editor-pick top-stories series. kanren tuijian xiangguan
        ilgili linked-articles you-may you-might dont-miss link-box link-list backlinks crosslink inline-link story-link
        inarticle-link recommended""",
    PITCH: """newsletter subscri signup sign-up optin opt-in paywall abo. abonn abobox piano. member. membership donat support-us
        registration regwall login log-in signin sign-in app-promo app-download app-store app-banner mailchimp mc-embed
        call-to-action cta. ctas appeal. suscr assine iscriviti metered marketing hubspot offer. offers shop. affiliate
        product-box product-card buy-button campaign survey quiz. contribution premium. subscription""",
    ADVERT: """ad. ads. adv. advert adsense adslot ad-unit ad-box ad-container ad-wrapper ad-block ad-banner ad-slot adbox adwrap
        sponsor dfp. gpt-ad anzeige werbung publici reklam pub. mpu. leaderboard billboard native-ad promoted paid-content banner
        guanggao commercial""",
    META: """byline by-line author. authors. author-bio author-info author-box author-name autor. autoren auteur contributor date. dates.
        dateline pub-date publish-date published. post-date time. times. timestamp meta. metadata post-meta entry-meta article-meta
        kicker tag. tags. tag-list tag-cloud taglist keyword breadcrumb crumb category categories topic. topics. themen credit.
        credits. source. copyright. editor. biography bio. about-author about-the-author profile. avatar rating. reading-time
        read-time print. views. info-bar info-line infos. quelle zuozhe laiyuan article-info post-info article-header
        entry-header post-header article-footer entry-footer post-footer article-foot""",
    MEDIA: """caption cutline figure. figcaption legend. bild. bildunterschrift bildtext image. images. img. photo. photos. foto.
        fotos. gallery galerie galeria media. video. videos. audio. player. podcast slide. slides. slider. slideshow carousel swiper
        lightbox thumb. thumbs. thumbnail embed. embedded infographic map. tts. listen. image-caption image-credit photo-credit
        photo-caption wp-caption media-caption video-player vjs. jw-player""",
    CHROME: """nav. navbar navigation navi. menu. menus. footer header. masthead sidebar side-bar side-col side-rail aside. rail. widget
        widgets skip. skip-link pagination pager paging modal popup pop-up overlay dialog tooltip dropdown drawer offcanvas
        off-canvas search. searchbox language. languages.       toast alert. sticky flyout
        accessibility legal. disclaimer imprint sitemap bottom-bar user-menu weather. stock. stocks. ticker. breaking site-header
        site-footer page-header page-footer global-header global-footer ribbon""",
    CONSENT: """cookie consent gdpr ccpa cmp. onetrust ot-sdk didomi sourcepoint sp-message truste trustarc usercentrics cookiebot
        cybot quantcast qc-cmp cmplz borlabs iubenda privacy fc-consent cmpbox klaro tarteaucitron axeptio osano""",
    HIDDEN: """hidden. sr-only visually-hidden screen-reader screenreader offscreen display-none no-display invisible print-only
        d-none noprint a11y hide.""",
    TEASER: """teaser card. cards. card-list tile. tiles. promo. promos. list-item feed-item headline-list box-item story-list story-card
        story-item article-list article-card article-item article-preview article-teaser article-link post-list post-card post-item
        post-preview news-list news-card grid-item excerpt. stream. hub. archive. river. listing listitem. media-object""",
    NOTE: """footnote correction clarification editors-note editor-note note. notes. fact-box factbox info-box infobox pull-quote
        pullquote quote. inset. side-note highlight. highlights. key-points key-facts summary. toc. table-of-contents faq
        references. glossary recipe disclosure kasten box. boxes. callout sidebar-box""",
    HEADLINE: """headline. headlines. title. titel titre. titulo. titolo. subhead subtitle sub-title sub-head standfirst dek. deck. lead.
        leads. leadtext lead-text lede. intro. introduction chapo. entradilla bajada sumario occhiello sommario teaser-text
        vorspann ingress. abstract. perex. spitzmarke overline description. article-title post-title entry-title page-title
        article-summary article-lead article-intro""",
    ENTRY: """live-blog liveblog live-ticker liveticker live-feed live-update live-post live-entry ticker-entry ticker-post
        timeline. liveupdate""",
}  # fmt: skip


def _compile() -> tuple[AhoCorasick, list[int]]:
    """Every stem as it stands among words with a hyphen before and behind each, and what each means."""
    table: dict[str, int] = {}
    for bit, listed in _STEMS.items():
        for stem in listed.split():
            bare = stem.replace(".", "")
            end = "-" if stem.endswith(".") else ""
            for form in {bare, bare.replace("-", "")}:
                table[f"-{form}{end}"] = table.get(f"-{form}{end}", 0) | bit
    return AhoCorasick(table), list(table.values())


_AUTOMATON, _BITS_OF = _compile()
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BETWEEN = re.compile(r"[^A-Za-z0-9\x80-\U0010ffff]+")
_LONGEST = 300  #: characters of an element's names that are read


@lru_cache(maxsize=16_384)
def meaning(names: str) -> int:
    """Return the bits of the words found in an element's names.

    >>> meaning("RelatedLinks col-4") == RELATED, meaning("has-sidebar") == CHROME, meaning("radar")
    (True, True, 0)
    """
    names = names[:_LONGEST]
    apart = names if names.islower() else _HUMP.sub("-", names)
    words = f"-{_BETWEEN.sub('-', apart).lower()}-".replace("--", "-")
    found = 0
    for number, _, _ in _AUTOMATON.find_matches_as_indexes(words, overlapping=True):
        found |= _BITS_OF[number]
    return found
