"""What a URL's own words say: does it look like an article, a list of articles, or neither?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

#: Pages that list, sort or serve, in the languages of many news sites; whole segments of a path.
LISTS = frozenset(
    [
        "tag",
        "tags",
        "tagged",
        "hashtag",
        "keyword",
        "keywords",
        "label",
        "labels",
        "etiqueta",
        "etiquetas",
        "category",
        "categories",
        "categoria",
        "categorias",
        "categorie",
        "kategorie",
        "kategori",
        "kategoria",
        "rubrik",
        "rubriken",
        "rubrique",
        "rubriques",
        "rubrica",
        "rubric",
        "rubrics",
        "author",
        "authors",
        "autor",
        "autoren",
        "autores",
        "autore",
        "autori",
        "auteur",
        "auteurs",
        "forfatter",
        "user",
        "users",
        "member",
        "members",
        "search",
        "suche",
        "recherche",
        "buscar",
        "busca",
        "cerca",
        "ricerca",
        "szukaj",
        "sok",
        "page",
        "seite",
        "pagina",
    ]
)
#: The same, but articles live below them too: /archive/63076, /topics/three-words-here.
LOOSE_LISTS = frozenset(
    [
        "topic",
        "topics",
        "thema",
        "themen",
        "theme",
        "themes",
        "tema",
        "temas",
        "temat",
        "tematy",
        "archive",
        "archives",
        "archiv",
        "archivo",
        "archivio",
        "arkiv",
        "people",
        "person",
        "profile",
        "profiles",
        "calendar",
        "kalender",
        "calendario",
        "events",
        "event",
        "series",
        "serie",
        "collection",
        "collections",
        "section",
        "sections",
        "channel",
        "writer",
        "writers",
        "contributor",
        "contributors",
        "journalist",
        "journalists",
    ]
)
#: Pages that serve the reader or the company; nobody's article.
SERVICE = frozenset(
    [
        "login",
        "logout",
        "log-in",
        "signin",
        "sign-in",
        "signup",
        "sign-up",
        "register",
        "registration",
        "subscribe",
        "subscription",
        "subscriptions",
        "account",
        "my-account",
        "myaccount",
        "anmelden",
        "abo",
        "abonnement",
        "abonnements",
        "abonnieren",
        "connexion",
        "inscription",
        "iniciar-sesion",
        "registro",
        "suscripcion",
        "suscribete",
        "privacy",
        "privacy-policy",
        "datenschutz",
        "datenschutzerklaerung",
        "cookies",
        "cookie-policy",
        "terms",
        "terms-of-use",
        "terms-of-service",
        "terms-and-conditions",
        "conditions",
        "agb",
        "nutzungsbedingungen",
        "impressum",
        "imprint",
        "mentions-legales",
        "aviso-legal",
        "legal",
        "disclaimer",
        "contact",
        "contact-us",
        "kontakt",
        "contacto",
        "contatti",
        "about",
        "about-us",
        "ueber-uns",
        "advertise",
        "advertising",
        "werbung",
        "publicite",
        "publicidad",
        "mediadaten",
        "media-kit",
        "careers",
        "jobs",
        "karriere",
        "help",
        "hilfe",
        "faq",
        "faqs",
        "support",
        "feedback",
        "sitemap",
        "rss",
        "feeds",
        "feed",
        "newsletter",
        "newsletters",
        "apps",
        "mobile",
        "shop",
        "store",
        "cart",
        "basket",
        "checkout",
        "donate",
        "spenden",
        "wp-admin",
        "wp-login.php",
        "admin",
        "cgi-bin",
        "share",
        "print",
        "email",
        "comment",
        "comments",
        "replytocom",
        "embed",
    ]
)
SERVICE_WORDS = re.compile(
    r"(?:^|[-_])(?:privacy|terms|conditions|cookies?|datenschutz|impressum|agb|imprint|legal|disclaimer|advertis\w*|subscri(?:be|ptions?)|"
    r"newsletters?|contact|careers|about-us|accessibility|copyright|sitemap|login|register|editorial-(?:policy|standards|guidelines)|"
    r"corrections|nutzungsbedingungen|mediadaten)(?:$|[-_.])",
    re.IGNORECASE,
)
FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|pdf|docx?|xlsx?|pptx?|zip|gz|rar|7z|exe|dmg|apk|mp[34]|m4[av]|mov|avi|webm|ogg|"
    r"wav|css|js|json|xml|rss|atom|rdf|ics|csv|epub|torrent|woff2?)$",
    re.IGNORECASE,
)
PAGE_FILE = re.compile(r"\.(?:s?html?|php\d?|aspx?|jsp|jhtml|cfm|ece|story|do|amp)$", re.IGNORECASE)
INDEX = frozenset({"index", "default", "home", "main", "start"})
DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?:[-/_.]?(?:0?[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)(?:[-/_.]?(?:0?[1-9]|[12]\d|3[01]))(?!\d)"
    r"|(?<!\d)(?:0?[1-9]|[12]\d|3[01])[-_.](?:0?[1-9]|1[0-2])[-_.]20\d\d(?!\d)|/(?:19|20)\d\d/(?:0?[1-9]|1[0-2]|[a-z]{3})/[^/]{3,}",
    re.IGNORECASE,
)
DATE_END = re.compile(r"/(?:199|20\d)\d(?:/\d{1,2}){0,2}/?$")
NUMBER = re.compile(
    r"(?<![A-Za-z0-9%.])(?:[a-z]{0,4}[-_.]?)?\d{5,18}(?![A-Za-z0-9%])|(?<=[-_/.])[a-z]{1,3}\d{5,}(?![A-Za-z0-9])",
    re.IGNORECASE,
)
CODE = re.compile(
    r"(?=[A-Za-z0-9]*\d)(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{8,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{13,}",
    re.IGNORECASE,
)
ID_PARAMETER = re.compile(
    r"(?:^|_)(?:id|p|aid|nid|sid|story|storyid|article|articleid|newsid|news_id|docid|item|itemid|no|idx|key|doc|num|uid|artikel|q)$",
    re.IGNORECASE,
)
LIST_PARAMETER = re.compile(
    r"^(?:page|paged|pg|start|offset|sort|order|orderby|filter|view|limit|tag|cat|category|s|search|query|keyword|date|from|to|year|"
    r"month|day|color|size|price.*|min_.*|max_.*|replytocom|share|print|lang|hl|currency)$",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]{2,}|\d{1,4}")


@dataclass(frozen=True, slots=True)
class Shape:
    """Points for (positive) and against (negative) an article, each with its reason."""

    points: float
    reasons: tuple[str, ...]
    never: str = ""  #: why this can be no article at all; empty: it can


def shape(url: str) -> Shape:
    """Judge a URL by its path and query alone."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    segments = [segment for segment in path.split("/") if segment]
    pairs = parse_qsl(parts.query)[:30]
    nameless = not segments or (len(segments) == 1 and PAGE_FILE.sub("", segments[0]).lower() in INDEX)
    if nameless and not any(_is_id(name, value) for name, value in pairs):
        return Shape(0.0, (), "a home page")
    if segments and FILE.search(segments[-1]):
        return Shape(0.0, (), "a file")
    found = [*_date(path), *_words(segments), *_numbers(segments), *_form(segments), *_query(pairs)]
    found += _against(segments, path, sum(points for points, _ in found))
    return Shape(sum(points for points, _ in found), tuple(reason for _, reason in found))


Finding = tuple[float, str]


def _date(path: str) -> list[Finding]:
    if DATE_END.search(path) and max(map(_slug_words, path.split("/"))) < 4:
        return [(-0.5, "a calendar page")]
    return [(0.45, "a date in the path")] if DATE.search(path) else []


def _words(segments: list[str]) -> list[Finding]:
    """The longest run of words in one of the last two segments: a headline, made a name."""
    number = max((_slug_words(segment) for segment in segments[-2:]), default=0)
    if number >= 5:
        return [(0.45, f"{number} words in the name")]
    if number >= 3:
        return [(0.35, f"{number} words in the name")]
    return [(0.1, "two words in the name")] if number == 2 else []


def _slug_words(segment: str) -> int:
    name = PAGE_FILE.sub("", segment)
    if not name.isascii():
        letters = sum(character.isalpha() for character in name)
        return max(len(WORD.findall(name)), letters // 4)
    return len(
        [
            word
            for word in re.split(r"[-_+.,:;~ ]+", name)
            if word.isalpha() or (word.isalnum() and len(word) < 5)
        ]
    )


def _numbers(segments: list[str]) -> list[Finding]:
    if any(NUMBER.search(segment) for segment in segments):
        return [(0.3, "a number that names it")]
    if any(
        CODE.fullmatch(piece)
        for segment in segments[-2:]
        for piece in re.split(r"[-_.~,]", PAGE_FILE.sub("", segment))
    ):
        return [(0.3, "a code that names it")]
    if segments and re.fullmatch(r"\d{3,}", PAGE_FILE.sub("", segments[-1])):
        return [(0.25, "a number that names it")]
    return []


def _form(segments: list[str]) -> list[Finding]:
    found: list[Finding] = []
    if segments and PAGE_FILE.search(segments[-1]) and PAGE_FILE.sub("", segments[-1]).lower() not in INDEX:
        found.append((0.15, "a page's file name"))
    if len(segments) >= 2:
        found.append((0.05, "a path"))
    return found


def _is_id(name: str, value: str) -> bool:
    if name.lower() in ("title", "article", "story", "slug"):
        return len(value) > 5
    return bool(ID_PARAMETER.search(name)) and any(map(str.isdigit, value))


def _query(pairs: list[tuple[str, str]]) -> list[Finding]:
    if any(_is_id(name, value) for name, value in pairs):
        return [(0.4, "a number in the query")]
    listed = [name for name, _ in pairs if LIST_PARAMETER.match(name)]
    return [(-0.4, f"a list sorted or filtered by {listed[0][:20]}")] if listed else []


def _against(segments: list[str], path: str, so_far: float) -> list[Finding]:
    names = [PAGE_FILE.sub("", segment).lower() for segment in segments]
    if names and names[-1] in SERVICE:
        return [(-0.8, "a service page")]
    if (
        names
        and (names[0] in SERVICE or SERVICE_WORDS.search(names[-1]))
        and so_far < 0.45
        and len(names) <= 3
    ):
        return [(-0.5, "a service page")]
    if re.search(r"/page/\d+/?$", path):
        return [(-0.6, "a list's next page")]
    return _listed(names, so_far)


def _listed(names: list[str], so_far: float) -> list[Finding]:
    """Below /tag/, /author/ and the like stand lists, unless the rest speaks clearly for an article."""
    strict = next((name for name in names[-2:] if name in LISTS), "")
    if strict and (so_far < 0.75 or names[-1] in LISTS):
        return [(-0.6, f"a list ({strict})")]
    loose = next((name for name in names[-2:] if name in LOOSE_LISTS), "")
    if loose and (so_far < 0.3 or names[-1] in LOOSE_LISTS):
        return [(-0.4, f"a list ({loose})")]
    return []
