"""Corrections and updates: read into `Article.notices`; the words stay."""

from __future__ import annotations

from crawler.normalise.rule import Rule

KIND = "notice"

RULES = (
    Rule(
        id="notice.correction",
        kind=KIND,
        shape="label",
        place="edge",
        longest=900,
        field="notices",
        stays=True,
        reason="says what was corrected or added after publication",
        phrases={
            "en": (
                "(?:\\(?this (?:story|article|report|version|post|piece)[^.:]{0,40})?(?:correction|corrections|clarification|clarifications|update|updates|editor'?s'? note|editors note|amendment|erratum|retraction|note to readers|corrected|updated)(?: \\(?[\\w ,.:/]{2,30}\\)?)?",
            ),
            "de": (
                "(?:korrektur|korrekturhinweis|anmerkung(?: der redaktion)?|anm\\. d\\. red\\.|richtigstellung|update|aktualisierung|hinweis(?: der redaktion)?|in einer früheren (?:version|fassung)|transparenzhinweis|klarstellung|ergänzung)(?: \\(?[\\w ,.:/]{2,30}\\)?)?",
            ),
            "fr": (
                "(?:correction|rectificatif|précision|mise à jour|erratum|note de la rédaction|ndlr)(?: \\(?[\\w ,.:/]{2,30}\\)?)?",
            ),
            "es": (
                "(?:corrección|fe de erratas|fe de errores|aclaración|actualización|nota (?:del editor|de la redacción|de redacción)|rectificación)(?: \\(?[\\w ,.:/]{2,30}\\)?)?",
            ),
            "it": (
                "(?:correzione|rettifica|errata corrige|precisazione|aggiornamento|nota (?:della redazione|del redattore))(?: \\(?[\\w ,.:/]{2,30}\\)?)?",
            ),
            "pt": (
                "(?:correção|errata|atualização|esclarecimento|nota (?:da redação|do editor|de correção))(?: \\(?[\\w ,.:/]{2,30}\\)?)?",
            ),
            "nl": (
                "(?:correctie|rectificatie|update|aanvulling|noot van de redactie|verbetering)(?: \\(?[\\w ,.:/]{2,30}\\)?)?",
            ),
            "sv": ("(?:rättelse|uppdatering|förtydligande|korrigering)",),
            "no": ("(?:rettelse|oppdatering|presisering|retting)",),
            "da": ("(?:rettelse|opdatering|præcisering)",),
            "fi": ("(?:oikaisu|päivitys|korjaus|korjattu)",),
            "pl": ("(?:sprostowanie|korekta|aktualizacja|od redakcji|wyjaśnienie)",),
            "cs": ("(?:oprava|aktualizace|poznámka redakce|upřesnění)",),
            "ru": (
                "(?:исправлен\\w*|поправка|уточнение|обновлен\\w*|от редакции|примечание редакции|дополнен\\w*)",
            ),
            "uk": ("(?:виправлен\\w*|уточнення|оновлен\\w*|від редакції|примітка редакції|доповнен\\w*)",),
            "el": ("(?:διόρθωση|ενημέρωση|διευκρίνιση)",),
            "tr": ("(?:düzeltme|güncelleme|editörün notu|tekzip)",),
            "ar": ("(?:تصحیح|توضیح|تحدیث|ملاحظة (?:المحرر|من المحرر))",),
            "fa": ("(?:اصلاحیه|توضیح|تکذیبیه)",),
            "he": ("(?:תיקון|הבהרה|עדכון|הערת (?:מערכת|העורך))",),
            "zh": ("(?:更正|勘误|勘誤|更新|编者按|編者按|编辑注|澄清)",),
            "ja": ("(?:訂正|お詫び|追記|更新|編集部注|修正)",),
            "ko": ("(?:정정|바로잡습니다|수정|알립니다|편집자 ?주)",),
            "hi": ("(?:सुधार|संशोधन|स्पष्टीकरण|संपादक की टिप्पणी)",),
            "id": ("(?:koreksi|ralat|pembaruan|catatan redaksi|klarifikasi)",),
        },
        cuts=(
            "Correction: An earlier version of this article gave the wrong year.",
            "Korrektur: In einer früheren Version stand das falsche Datum.",
            "更正：本文较早版本的日期有误。",
        ),
        keeps=("Corrections officers went on strike on Monday.",),
    ),
    Rule(
        id="notice.earlier",
        kind=KIND,
        shape="contains",
        place="edge",
        longest=700,
        field="notices",
        stays=True,
        reason="says what was corrected after publication",
        phrases={
            "en": (
                "(?:an?|the) (?:earlier|previous|original|prior) (?:version|headline|edition) of (?:this|the) (?:story|article|report|post|piece|headline|caption)",
                "this (?:story|article|report|piece|post|headline|version|copy) (?:has been|was|is) (?:amended|updated|corrected|revised|clarified|changed)",
                "(?:story|article) (?:has been|was) (?:updated|corrected) (?:to|with|on)",
            ),
            "de": (
                "in einer (?:früheren|ersten|vorherigen) (?:version|fassung) (?:dieses|des) (?:artikels|textes|beitrags)",
                "(?:dieser|der) (?:artikel|text|beitrag) wurde[^.]{0,40}(?:aktualisiert|korrigiert|ergänzt|geändert)",
            ),
            "fr": (
                "une (?:version|première version) (?:précédente|antérieure)? ?de cet article",
                "cet article a été (?:mis à jour|modifié|corrigé|actualisé)",
            ),
            "es": (
                "una versión (?:anterior|previa) de est[ea]",
                "est[ea] (?:artículo|nota|noticia|texto) (?:ha sido|fue) (?:actualizad[oa]|corregid[oa]|modificad[oa])",
            ),
            "it": (
                "una (?:versione precedente|precedente versione) di questo",
                "(?:questo )?articolo (?:è stato )?(?:aggiornato|modificato|corretto)",
            ),
            "pt": (
                "uma versão (?:anterior|prévia) dest[ea]",
                "(?:este|esta|o) (?:artigo|texto|reportagem|matéria) foi (?:atualizad[oa]|corrigid[oa])",
            ),
            "nl": ("in een eerdere versie van dit (?:artikel|stuk|bericht)",),
            "sv": ("i en tidigare version av (?:artikeln|texten)",),
            "pl": ("w (?:poprzedniej|wcześniejszej) wersji (?:tekstu|artykułu)",),
            "ru": ("в (?:предыдущей|первоначальной|ранней) версии (?:статьи|материала|текста|новости)",),
            "uk": ("у (?:попередній|первісній) версії (?:статті|матеріалу|тексту|новини)",),
        },
        cuts=(
            "An earlier version of this article gave the wrong year.",
            "This article was updated on Monday to add a comment by the port.",
        ),
        keeps=("An earlier version of the law was struck down by the court.",),
    ),
    Rule(
        id="notice.breaking",
        kind=KIND,
        shape="contains",
        place="edge",
        longest=220,
        field="notices",
        reason="says that the story is still being written",
        phrases={
            "en": (
                "this is a (?:breaking|developing)(?: news?)? (?:news )?(?:story|article)",
                "(?:this|the) (?:story|article|page|report) (?:is being|will be|is) (?:regularly )?updated",
                "more (?:details |updates? |information )?(?:to follow|to come)\\W*$",
                "(?:please )?(?:check back|refresh)(?: this page)?(?: later| regularly| soon)? for (?:the latest|updates|more)",
                "breaking news story",
            ),
            "de": (
                "(?:weitere|mehr) (?:informationen|details|infos) (?:folgen|in kürze)",
                "(?:dieser|der) (?:artikel|text|beitrag) wird (?:laufend|ständig|regelmäßig|fortlaufend) aktualisiert",
                "eilmeldung - (?:weitere|mehr)",
            ),
            "fr": (
                "plus d'informations? (?:à venir|à suivre)",
                "(?:cet )?article (?:est )?en cours de (?:rédaction|mise à jour)",
            ),
            "es": (
                "noticia en (?:desarrollo|construcción)",
                "(?:habrá|en breve,?) (?:más|ampliación)[^.]{0,20}información",
            ),
            "it": ("(?:notizia|articolo) in (?:aggiornamento|corso di aggiornamento)",),
            "pt": (
                "(?:matéria|notícia|reportagem|texto) em (?:atualização|desenvolvimento)",
                "mais informações em instantes",
            ),
            "nl": ("(?:dit (?:artikel|bericht) wordt|meer (?:informatie|details) volg)[^.]{0,30}",),
            "pl": (
                "(?:artykuł|tekst|wiadomość) (?:jest )?(?:aktualizowan|w trakcie)",
                "więcej informacji wkrótce",
            ),
            "ru": ("(?:новость|материал|текст) (?:дополняется|обновляется)",),
            "uk": ("(?:новина|матеріал|текст) (?:доповнюється|оновлюється)",),
            "tr": ("(?:ayrıntılar|detaylar) (?:geliyor|birazdan)", "haber güncelleniyor"),
        },
        cuts=("This is a breaking news story - more to follow", "Weitere Informationen folgen in Kürze."),
        keeps=("There is more to follow the money than a ledger, said the auditor of the port.",),
    ),
)
