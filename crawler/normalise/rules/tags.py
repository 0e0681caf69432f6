"""Lists of tags and topics."""

from __future__ import annotations

from crawler.normalise.rule import Rule

KIND = "tags"

RULES = (
    Rule(
        id="tags.label",
        kind=KIND,
        shape="label",
        place="edge",
        longest=400,
        reason="a list of tags or topics",
        phrases={
            "en": (
                "(?:tags?|tagged(?: (?:with|as|under))?|topics?|keywords?|filed under|categories|category|posted in|more (?:on|about|topics)|related topics?|hashtags?|labels?)",
            ),
            "de": ("(?:schlagwörter|schlagworte|stichwörter|themen|tags?|mehr zum thema|kategorien?)",),
            "fr": ("(?:mots[- ]clés|étiquettes|thèmes|sujets|tags?|rubrique)",),
            "es": ("(?:etiquetas|temas|palabras clave|archivado en|tags?|categorías?|más sobre)",),
            "it": ("(?:tag|argomenti|etichette|temi|parole chiave)",),
            "pt": ("(?:tags?|assuntos|etiquetas|palavras-chave|temas|marcadores|tópicos)",),
            "nl": ("(?:tags?|onderwerpen|trefwoorden|meer over)",),
            "sv": ("(?:ämnen|taggar|nyckelord|mer om)",),
            "no": ("(?:emner|stikkord|les mer om)",),
            "da": ("(?:emner|tags)",),
            "fi": ("(?:aiheet|avainsanat|asiasanat)",),
            "pl": ("(?:tagi|tematy|słowa kluczowe|kategorie|zobacz więcej)",),
            "cs": ("(?:témata|štítky|tagy|klíčová slova)",),
            "ro": ("(?:etichete|tag-?uri|taguri)",),
            "ru": ("(?:теги|метки|темы|ключевые слова|рубрик[аи]|сюжет|тема)",),
            "uk": ("(?:теги|мітки|теми|ключові слова|рубрика)",),
            "el": ("(?:ετικέτες|tags|θέματα)",),
            "tr": ("(?:etiketler|etiket|anahtar kelimeler|konular)",),
            "ar": ("(?:الکلمات (?:المفتاحیة|الدلالیة)|وسوم|الوسوم|کلمات (?:دلالیة|مفتاحیة)|مواضیع)",),
            "fa": ("(?:برچسب ها|برچسب‌ها|کلیدواژه ها|واژه های کلیدی|برچسب)",),
            "he": ("(?:תגיות|נושאים|תגים)",),
            "zh": ("(?:标签|標籤|关键词|關鍵字|关键字|话题|分类|tag|tags|文章标签)",),
            "ja": ("(?:タグ|キーワード|カテゴリー?|ジャンル|関連タグ|トピック)",),
            "ko": ("(?:태그|키워드|관련 ?태그|주제)",),
            "hi": ("(?:टैग्स?|विषय)",),
            "id": ("(?:tag|tags|topik|kata kunci|label)",),
            "vi": ("(?:từ khóa|thẻ|chủ đề|tags)",),
        },
        cuts=(
            "Tags: harbour, storm, ferries",
            "Schlagwörter: Hafen, Sturm",
            "Теги: порт, шторм",
            "标签：港口 风暴",
        ),
        keeps=("Topics of the talks included the harbour, the ferries and the price of fuel.",),
    ),
    Rule(
        id="tags.hashtags",
        kind=KIND,
        shape="whole",
        place="edge",
        longest=300,
        reason="a row of hashtags",
        phrases={"*": ("#\\w{2,40}(?:[ ,/|]*#\\w{2,40}){1,20}",)},
        cuts=("#harbour #storm #ferries",),
        keeps=("#harbour was the word of the week, the company said.",),
    ),
)
