"""The language a text is written in: the script first, then n-grams, and what the page declares as a prior.

A page's declared language is often the template's ("en" on Greek, Thai and Catalan sites alike), so it only
decides what the text itself leaves open: short texts, and pairs that share most of their words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

SAMPLE = 1500  #: characters looked at: the answer no longer changes beyond, and the cost grows linearly
NGRAMS = (
    240  #: of these, characters given to the n-gram model: at 120 its answers were the same on 500 articles
)
ENOUGH = 24  #: letters below which n-grams guess (measured on headlines); then the declared language counts
PRIOR = 14.0  #: natural log units that the declared language is worth; a sentence of 40 letters outweighs it

# Tags seen in the wild for another language's tag: deprecated ISO 639 codes (RFC 5646), country codes, macro members.
_ALIASES = {
    "iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "nb": "no", "nn": "no", "fil": "tl", "cmn": "zh",
    "yue": "zh", "wuu": "zh", "prs": "fa", "pes": "fa", "arz": "ar", "ary": "ar", "ckb": "ku", "sdh": "ku", "kmr": "ku",
    "cn": "zh", "jp": "ja", "kr": "ko", "cz": "cs", "gr": "el", "ua": "uk", "dk": "da", "vn": "vi", "rs": "sr",
    "uzs": "uz", "hbo": "he", "grc": "el", "english": "en", "german": "de", "deutsch": "de", "french": "fr", "spanish": "es",
}  # fmt: skip

# Scripts that one written language has (nearly) for itself; Unicode blocks.
_OWN_SCRIPT: tuple[tuple[str, str], ...] = (
    ("ko", "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"),
    ("th", "\u0e00-\u0e7f"),
    ("el", "\u0370-\u03ff\u1f00-\u1fff"),
    ("ka", "\u10a0-\u10ff\u1c90-\u1cbf"),
    ("hy", "\u0530-\u058f"),
    ("ta", "\u0b80-\u0bff"),
    ("te", "\u0c00-\u0c7f"),
    ("kn", "\u0c80-\u0cff"),
    ("ml", "\u0d00-\u0d7f"),
    ("gu", "\u0a80-\u0aff"),
    ("pa", "\u0a00-\u0a7f"),
    ("or", "\u0b00-\u0b7f"),
    ("si", "\u0d80-\u0dff"),
    ("my", "\u1000-\u109f"),
    ("km", "\u1780-\u17ff"),
    ("lo", "\u0e80-\u0eff"),
    ("bo", "\u0f00-\u0fff"),
)

# Scripts that several languages share: the languages newspapers print in it.
_SHARED_SCRIPT: tuple[tuple[tuple[str, ...], str], ...] = (
    (("ru", "uk", "bg", "be", "sr", "mk", "kk", "ky", "mn", "tg", "tt", "ba"), "\u0400-\u052f"),
    (("ar", "fa", "ur", "ps", "ku", "ug"), "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff"),
    (("he", "yi"), "\u0590-\u05ff"),
    (("hi", "mr", "ne", "sa"), "\u0900-\u097f"),
    (("bn", "as"), "\u0980-\u09ff"),
    (("am", "ti"), "\u1200-\u137f"),
)

# Letters that only one language of its script writes (its alphabet, as taught). More than one in 250 letters
# settles it: names in quotations bring single ones.
_OWN_LETTERS: dict[str, str] = {
    "be": "ўЎ",
    "mk": "ѓќѕЃЌЅ",
    "sr": "ђћЂЋ",
    "kk": "ұғқҰҒҚ",
    "tg": "ӣӯҷӢӮҶ",
    "uk": "їєґЇЄҐ",
    "ur": "ٹڈڑےں",
    "ps": "ډړښځڅټڼ",
    "ku": "ڕڵۆێ",
    "ug": "ۇۈېڭ",
    "yi": "ײױװ",
    "as": "ৰৱ",
}

_LATIN_TAGS = (
    "af az br bs ca cs cy da de en eo es et eu fi fr fy ga gd gl ha hr ht hu id ig is it jv ku lb lt lv mg ms mt nl no nn "
    "om pl pt qu ro rw sk sl sn so sq sr sv sw tk tl tr uz vi xh yo zu"
)
_LATIN = frozenset(_LATIN_TAGS.split())

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_LETTERS = re.compile(r"[^\W\d_]+")
_WIDE = re.compile("[\u0370-\uffef]")  # anything beyond Latin with its accents
_NOISE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")
_NOISE_SIGNS = ("://", "www.", "@")  # one of them stands in all noise
_OWN_BLOCKS = tuple((language, re.compile(f"[{block}]")) for language, block in _OWN_SCRIPT)
_SHARED_BLOCKS = tuple((languages, re.compile(f"[{block}]")) for languages, block in _SHARED_SCRIPT)
_TAG = re.compile(r"\s*([A-Za-z]{2,8})(?:[-_]|\W|$)")


def primary_tag(declared: str | None) -> str | None:
    """The BCP 47 primary subtag of a declared language, in lower case and today's spelling.

    >>> primary_tag("pt_BR"), primary_tag("iw"), primary_tag("1")
    ('pt', 'he', None)
    """
    found = _TAG.match(declared or "")
    if not found:
        return None
    tag = found[1].lower()
    tag = _ALIASES.get(tag, tag)
    return tag if len(tag) <= 3 else None


def detect(text: str, declared: str | None = None) -> str | None:
    """The language of `text` as a BCP 47 primary tag, or None if nothing tells.

    `declared` (any language tag, "de-AT", "zh_CN") decides where the text is too short to tell, or written in
    a language hard to tell from it (Croatian and Bosnian, Malay and Indonesian). About 0.2 ms a text; the
    first text in Latin letters loads the model (0.6 s, once a process).

    >>> detect("北京今天下雪，学校停课。"), detect("東京で雪が降りました。")
    ('zh', 'ja')
    """
    sample = text[: 2 * SAMPLE]
    if any(sign in sample for sign in _NOISE_SIGNS):
        sample = _NOISE.sub(" ", sample)
    sample = sample[:SAMPLE]
    prior = primary_tag(declared)
    letters = sum(map(len, _LETTERS.findall(sample)))
    if not letters:
        return prior
    wide = len(_WIDE.findall(sample))
    if wide * 3 >= letters:
        found = _by_script(sample, letters, prior)
        if found:
            return found
    return _by_ngrams(sample, letters, prior, _LATIN)


def _by_script(sample: str, letters: int, prior: str | None) -> str | None:
    han, kana = len(_HAN.findall(sample)), len(_KANA.findall(sample))
    if (han + kana) * 3 >= letters:
        if kana * 20 >= han + kana:  # Japanese prose is about half kana; Chinese only quotes a name
            return "ja"
        return prior if prior == "ja" and letters < ENOUGH and not kana else "zh"
    for language, block in _OWN_BLOCKS:
        if len(block.findall(sample)) * 3 >= letters:
            return language
    for languages, block in _SHARED_BLOCKS:
        if len(block.findall(sample)) * 3 >= letters:
            return _among(sample, letters, prior, languages)
    return None


def _among(sample: str, letters: int, prior: str | None, languages: tuple[str, ...]) -> str:
    for language in languages:
        own = _OWN_LETTERS.get(language)
        if own and sum(map(sample.count, own)) * 250 > letters:
            return language
    usual = prior if prior in languages else languages[0]
    return _by_ngrams(sample, letters, usual, frozenset(languages)) or usual


def _by_ngrams(sample: str, letters: int, prior: str | None, languages: frozenset[str]) -> str | None:
    if letters < ENOUGH and prior in languages:
        return prior
    if letters < ENOUGH // 2:
        return prior
    best, best_score = None, float("-inf")
    for label, raw in _ranker()(sample[:NGRAMS]):
        if label not in languages:
            continue
        language = _ALIASES.get(label, label)
        score = raw + PRIOR if language == prior else raw
        if score > best_score:
            best, best_score = language, score
    return best


@cache
def _ranker() -> Callable[[str], list[tuple[str, float]]]:
    import py3langid  # noqa: PLC0415  0.3 s and numpy: only for those who ask about a text in a shared script

    def rank(text: str) -> list[tuple[str, float]]:
        ranked: list[tuple[str, float]] = py3langid.rank(text)
        return ranked

    return rank
