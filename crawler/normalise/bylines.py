"""Lines about the people who wrote the page, known by their names: a byline by itself, a biography."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.normalise.dateline import find_agency
from crawler.normalise.lines import Line
from crawler.normalise.text import fold, match_key

_WORDS_BESIDE = 1  #: unknown words beside the names that a byline may hold: a town, an agency
_MOST_NAMES = 20  #: a page that names more authors is a list, or hostile
_BESIDE = frozenset(
    re.findall(
        r"\w+",
        "and und et y e og och i и та en by von par por di door av af od text fotos foto photos words story report reported written posted "
        "staff senior chief special writer reporter editor correspondent columnist contributor author journalist in from for the "
        "redaktion redakteur korrespondent autor autorin journaliste correspondant redacción redactor 記者 记者 本报记者 本報記者 기자 特派員",
    )
)
_TRADE = re.compile(
    r"\b(?:reporter|editor|correspondent|journalist|columnist|writer|writes|covers|covering|contributor|author|freelance|producer"
    r"|critic|anchor|professor|lecturer|fellow|researcher|redakteur|redakteurin|korrespondent|korrespondentin|journalistin"
    r"|reporterin|autor|autorin|volontär\w*|kolumnist\w*|schreibt|berichtet|verantwortlich|zuständig|studierte|leitet"
    r"|journaliste|correspondante?|rédacteur|rédactrice|chroniqueu\w+|periodista|redactora?|corresponsal|escribe|columnista"
    r"|giornalista|scrive|caporedattore|inviat[oa]|jornalista|repórter|escreve|colunista|redacteur|journalist\w*|verslaggever"
    r"|schrijft|columniste|skribent|redaktör|reporteri|toimittaja|dziennikarka|dziennikarz\w*|redaktor\w*|publicyst\w*|корреспондент\w*"
    r"|журналист\w*|редактор\w*|обозревател\w*|кореспондент\w*|журналіст\w*|gazeteci|muhabir\w*|yazar\w*|jurnalis|wartawan|δημοσιογράφος)\b"
)


class Bylines:
    """Recognises lines that name the authors, or tell about them, at the edges of a text."""

    def __init__(self, authors: Iterable[str]) -> None:
        names = {match_key(name) for name in authors}
        self.names = sorted(
            (name for name in names if " " in name or (not name.isascii() and len(name) >= 3)),
            key=len,
            reverse=True,
        )[:_MOST_NAMES]

    def explain(self, line: Line) -> tuple[str, str]:
        """(rule, why) for a line about the authors; ("", "") for any other."""
        if line.edge > 1 or line.weight > 700 or not line.key:
            return "", ""
        if line.before == 0 and line.weight <= 60 and _is_name_and_outlet(line):
            return "byline.outlet", "names a person and an agency or paper"
        if not self.names:
            return "", ""
        if line.weight <= 140 and not line.prose and self._only_names(line.key):
            return "byline.author", "names the author"
        if line.edge == 0 and line.weight >= 40 and not line.quotation and self._tells_of_author(line):
            return "sign-off.bio", "tells who the author is"
        return "", ""

    def _only_names(self, key: str) -> bool:
        rest = f" {key} "
        for name in self.names:
            rest = rest.replace(f" {name} ", "  ")
            if not name.isascii() and " " not in name:
                rest = rest.replace(name, " ")
        beside = [word for word in rest.split() if word not in _BESIDE]
        return rest.strip() != key and len(beside) <= _WORDS_BESIDE

    def _tells_of_author(self, line: Line) -> bool:
        start = line.key[:120]
        named = any(start.find(name) in range(41) for name in self.names if " " in name)
        return named and _TRADE.search(fold(line.text[:400])) is not None


_JOIN = re.compile(r"\s[-–—|/]\s|\s?[|/]\s?|[,،] (?=[^,،]+$)")
_CASELESS = re.compile("[\u0590-\u07bf]")


def _is_name_and_outlet(line: Line) -> bool:
    """“Ana Reis, Reuters”, “محمد علي - واس”: two short parts, both names as far as the script shows it."""
    parts = _JOIN.split(line.text.strip())
    if len(parts) != 2 or line.kind == "heading" or re.search(r"[\d.:!?\"“”«»]", line.text):
        return False
    words = [part.split() for part in parts]
    if not all(1 <= len(part) <= 3 for part in words) or len(words[0]) < 2:
        return False
    if find_agency([parts[1]], ()):
        return True
    return "," not in line.text and "،" not in line.text and bool(_CASELESS.search(line.text))
