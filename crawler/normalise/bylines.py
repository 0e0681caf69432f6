"""Lines about the people who wrote the page, known by their names: a byline by itself, a biography."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.normalise.lines import Line
from crawler.normalise.text import fold, match_key

_WORDS_BESIDE = 3  #: words beside the names that a byline may hold: "and", "Staff Writer", "in Berlin"
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
        )

    def explain(self, line: Line) -> tuple[str, str]:
        """(rule, why) for a line about the authors; ("", "") for any other."""
        if not self.names or line.edge > 1 or line.weight > 700 or not line.key:
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
        return rest.strip() != key and len(rest.split()) <= _WORDS_BESIDE

    def _tells_of_author(self, line: Line) -> bool:
        start = line.key[:120]
        named = any(start.find(name) in range(41) for name in self.names if " " in name)
        return named and _TRADE.search(fold(line.text[:400])) is not None
