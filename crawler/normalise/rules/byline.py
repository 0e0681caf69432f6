"""Bylines, dates and reading times that stand in the text as lines of their own."""

from __future__ import annotations

from crawler.normalise.rule import Rule

KIND = "byline"
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|january|february|march|june|july|october|december|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|novembre|dicembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|januari|februari|maart|mei|augustus|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня|ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık)"
_DAY = "(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|mo|di|mi|do|fr|sa|so)"
_CLOCK = "(?:\\d{1,2}[:.h]\\d{2}(?:[:.]\\d{2})?(?: ?[ap]\\.?m\\.?)?|\\d{1,2} ?[ap]\\.?m\\.?)(?: ?(?:uhr|h|hrs|gmt|utc|est|edt|cet|cest|bst|ist|jst|pst|pdt|et|pt|ct|cdt|cst|wib|sast|msk|мск|[+-]\\d{2}:?\\d{2}|[a-z]{2,4}t))?"
_DATE = f"(?:{_DAY}\\.?,? )?(?:\\d{{1,4}}[./-]\\d{{1,2}}[./-]\\d{{1,4}}|(?:{_MONTH}\\.? [0-3]?\\d(?:st|nd|rd|th)?|[0-3]?\\d(?:st|nd|rd|th)?\\.? (?:de |of )?{_MONTH}\\.?),? ?(?:de |del )?(?:\\d{{4}})?|\\d{{4}}年\\d{{1,2}}月\\d{{1,2}}日|\\d{{4}}년 ?\\d{{1,2}}월 ?\\d{{1,2}}일)"
_WHEN = f"(?:{_DATE}(?:[ ,|/·-]{{0,4}}(?:at |um |à |a las |alle |às |om |kl\\.? |в |о |- )?{_CLOCK})?|{_CLOCK}[ ,|/·-]{{0,3}}(?:on )?{_DATE}|{_CLOCK})"

RULES = (
    Rule(
        id="byline.date",
        kind=KIND,
        shape="whole",
        place="edge",
        longest=150,
        quotes=True,
        reason="a date by itself",
        phrases={
            "*": (
                f"{_WHEN}(?:[ ,|/·-]{{1,4}}{_WHEN}){{0,2}}(?: (?:by|von|par|por|di) [^\\d.!?]{{3,40}})?",
                "\\[?[^.!?:]{0,40}?:?\\[? ?\\d{4}-\\d{2}-\\d{2}(?: \\d{2}:\\d{2}(?::\\d{2})?)?\\]?",
            ),
        },
        cuts=(
            "17:41 JST, October 13, 2024",
            "Freitag, 28.04.2023, 19:25",
            "10.11.2025 17:59",
            "2026年3月5日 18:20",
        ),
        keeps=("October 13, 2024 was the day the wall broke.", "1997", "On 3 May 2026 the harbour closed"),
        unless=r"^\W*\d{1,4}\W*$",
    ),
    Rule(
        id="byline.dated",
        kind=KIND,
        shape="start",
        place="edge",
        longest=100,
        reason="says when the page was published or changed",
        phrases={
            "en": (
                f"(?:(?:first |originally |story |article |page )?(?:published|updated|posted|last updated|last modified|created|issued|modified|filed|date|publish date|posted on|released)(?: (?:on|at))?\\W{{1,3}}(?:on |at )?)(?:{_WHEN}|{_DAY}|\\d)",
                f"(?:updated|published|posted|last updated)(?: on| at)? {_WHEN}",
                "(?:published|updated|posted|last updated) \\d+ (?:minutes?|hours?|days?|weeks?|months?|years?) ago",
                "\\d+ (?:minutes?|hours?|days?|weeks?|months?|mins?|hrs?) ago",
            ),
            "de": (
                "stand: ?\\d",
                "(?:veröffentlicht|aktualisiert|zuletzt aktualisiert|erstellt|erschienen|publiziert|letzte (?:aktualisierung|änderung))(?: am| um)?:? ?(?:\\w{2,10}, )?(?:\\d|am|heute|gestern)",
                "-?aktualisiert am",
                "vor \\d+ (?:stunden|minuten|tagen)",
                "\\d\\d?:\\d\\d min\\.? ?\\.? ?(?:verfügbar bis|\\W*$)",
            ),
            "fr": (
                "(?:publié|mis à jour|modifié|créé|temps de lecture|mise à jour|posté)(?: le| à| :|:| il y a)? ?(?:le )?(?:\\d|\\w{5,9} \\d)",
                "il y a \\d+ (?:heures?|minutes?|jours?)",
            ),
            "es": (
                "(?:publicado|actualizado|actualizada|creado|fecha|última actualización|modificado)(?: el| a las)?:? ?(?:el )?(?:\\w{5,9},? )?\\d",
                "hace \\d+ (?:horas?|minutos?|días?)",
            ),
            "it": (
                "(?:pubblicato|aggiornato|ultimo aggiornamento|modificato|creato)(?: il| alle)?:? ?(?:il |alle )?(?:\\w{5,9},? )?\\d",
            ),
            "pt": (
                "(?:publicado|atualizado|última atualização|criado|postado|publicação|atualização)(?: em| às| há)?:? ?(?:em )?\\d",
                "há \\d+ (?:horas?|minutos?|dias?)",
            ),
            "nl": (
                "(?:gepubliceerd|bijgewerkt|laatst bijgewerkt|laatste update|geüpdatet)(?: op| om)?:? ?(?:\\w{5,9} )?\\d",
            ),
            "sv": ("(?:publicerad|uppdaterad|senast uppdaterad)(?: den| kl\\.?)?:? ?(?:\\w{3,9} )?\\d",),
            "no": ("(?:publisert|oppdatert|sist oppdatert):? ?(?:\\w{3,9} )?\\d",),
            "da": (
                "(?:offentliggjort|opdateret|publiceret|udgivet)(?: den| d\\.| kl\\.)?:? ?(?:\\w{3,9} )?\\d",
            ),
            "fi": ("(?:julkaistu|päivitetty)(?: klo)?:? ?\\d",),
            "pl": (
                "(?:opublikowano|aktualizacja|data publikacji|publikacja|utworzono|ostatnia aktualizacja|zaktualizowano):? ?(?:\\w{3,12},? )?\\d",
            ),
            "cs": ("(?:aktualizováno|publikováno|vydáno|zveřejněno):? ?\\d",),
            "ro": ("(?:publicat|actualizat)(?: la| pe| în)?:? ?(?:\\w{3,9},? )?\\d",),
            "hu": ("(?:frissítve|publikálva|megjelent):? ?\\d",),
            "ru": ("(?:опубликовано|обновлено|дата публикации|создано|изменено):? ?(?:в )?\\d",),
            "uk": ("(?:опубліковано|оновлено|дата публікації|створено):? ?(?:о )?\\d",),
            "el": ("(?:δημοσίευση|δημοσιεύτηκε|ενημέρωση|ενημερώθηκε|τελευταία ενημέρωση):? ?(?:στις )?\\d",),
            "tr": (
                "(?:güncelleme|yayınlanma|oluşturulma|giriş|son güncelleme|güncellenme)(?: tarihi)?\\s?:? ?\\d",
            ),
            "ar": ("(?:نشر|تاریخ النشر|اخر تحدیث|تم النشر|حدث)(?: فی| الساعة| فی الساعة)?\\s?:? ?\\d",),
            "fa": ("(?:تاریخ انتشار|انتشار|به روز رسانی|زمان انتشار|کد خبر|تاریخ)\\s?:? ?\\d",),
            "he": ("(?:פורסם|עודכן|עדכון אחרון)(?: ב| ב-)?\\s?:? ?\\d",),
            "zh": (
                "(?:发布时间|發布時間|更新时间|更新時間|发表时间|时间|日期|发布于|發佈於|更新于|最后更新|发稿时间|发布日期|发布)\\s?[:/]? ?\\d",
                "\\d{4}[-/年.]\\d{1,2}[-/月.]\\d{1,2}日? ?(?:\\d{1,2}:\\d{2}(?::\\d{2})?)?\\s*(?:更新|发布)?\\s*(?:来源|來源|作者|编辑|\\||星期|\\W*$)",
            ),
            "ja": (
                "(?:公開日?|更新日?|掲載日?|投稿日?|配信|最終更新日?)(?:時)?\\s?[:/]? ?\\d",
                "\\d{4}年\\d{1,2}月\\d{1,2}日(?:\\([月火水木金土日]\\))? ?(?:\\d{1,2}[:時]\\d{0,2}分?)?(?:配信|掲載|更新|公開|\\W*$)",
            ),
            "ko": (
                "(?:기사)?(?:입력|수정|등록|게재|송고|승인|작성|발행|업데이트)(?:일|시간|일시)?\\s?[:.|]? ?[\\[(]? ?\\d",
            ),
            "hi": ("(?:अपडेटेड|प्रकाशित|अंतिम अपडेट|पब्लिश)(?:\\s?:?)? ?(?:\\w{2,12},? )?\\d",),
            "id": (
                "(?:diperbarui|dipublikasikan|terbit|diterbitkan|diposting|update)(?: pada)?:? ?(?:\\w{4,7},? )?\\d",
                "(?:senin|selasa|rabu|kamis|jumat|sabtu|minggu),? \\d{1,2}[ /-]\\w{2,10}[ /-]\\d{2,4}",
            ),
            "vi": ("(?:cập nhật|đăng lúc|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật),? ?(?:lúc )?\\d",),
            "th": ("(?:เผยแพร่|อัปเดต|อัพเดท|วันที่)\\s?:? ?\\d",),
        },
        unless=r"\b(?:said|says|sagte|wrote)\b",
        cuts=(
            "Updated at 1:23 p.m.",
            "Stand: 17.06.2025 18:24 Uhr",
            "Published: 3 May 2026",
            "Обновлено: 03.05.2026",
            "기사입력 :[ 2018-08-25 15:24 ]",
        ),
        keeps=(
            "Published in 1922, the novel was banned in three countries.",
            "Updated rules for the harbour come into force in May.",
        ),
    ),
    Rule(
        id="byline.time",
        kind=KIND,
        shape="whole",
        place="edge",
        longest=60,
        quotes=True,
        reason="says how long reading takes",
        phrases={
            "en": (
                "(?:reading time|read time|estimated reading time|time to read)?\\s?[:|~-]? ?\\d+(?:-\\d+)? ?(?:min|mins|minutes?|minute)[ .-]?(?:read(?:ing)?(?: time)?)?",
                "read in \\d+ min(?:ute)?s?",
            ),
            "de": (
                "(?:lesezeit|lesedauer)?:? ?(?:ca\\. )?\\d+ (?:min\\.?|minuten?)(?: lesezeit)?",
                "hörzeit:? .{0,20}",
            ),
            "fr": (
                "(?:temps de lecture|lecture)\\s?:? ?(?:environ )?\\d+ ?(?:min\\.?|minutes?)",
                "\\d+ min(?:utes)? de lecture",
            ),
            "es": (
                "(?:tiempo de lectura|lectura)\\s?:? ?\\d+ ?(?:min\\.?|minutos?)",
                "\\d+ min(?:utos)? de lectura",
            ),
            "it": ("(?:tempo di lettura|lettura)\\s?:? ?\\d+ ?(?:min\\.?|minut[oi])",),
            "pt": (
                "(?:tempo de leitura|leitura)\\s?:? ?\\d+ ?(?:min\\.?|minutos?)",
                "\\d+ min(?:utos)? de leitura",
            ),
            "nl": ("(?:leestijd)\\s?:? ?\\d+ ?(?:min\\.?|minuten?|minuut)",),
            "sv": ("(?:lästid)\\s?:? ?\\d+ ?(?:min\\.?|minuter)",),
            "pl": ("(?:czas czytania|czytanie|ten tekst przeczytasz w)\\s?:? ?\\d+ ?(?:min\\.?|minut\\w?)",),
            "ru": ("(?:время (?:чтения|на чтение)|читать)\\s?:? ?\\d+ ?(?:мин\\.?|минут\\w?)",),
            "uk": ("(?:час читання|читати)\\s?:? ?\\d+ ?(?:хв\\.?|хвилин\\w?)",),
            "tr": ("(?:okuma süresi)\\s?:? ?\\d+ ?(?:dk\\.?|dakika)",),
            "id": ("(?:waktu baca|lama membaca)?\\s?:? ?\\d+ menit(?: baca)?",),
            "zh": (
                "(?:阅读|閱讀)(?:时间|時間)?(?:约|需)?\\s?:? ?\\d+ ?(?:分钟|分鐘)",
                "(?:阅读|浏览|点击|人气)\\s?[:(]? ?\\d+\\)?",
            ),
            "ja": ("(?:読了(?:時間)?|約)\\s?:?(?:約)? ?\\d+分(?:で読めます)?",),
        },
        cuts=("3 Minuten Lesezeit", "5 min read", "Tempo de leitura: 1 minuto"),
        keeps=("Five minutes were enough.",),
    ),
    Rule(
        id="byline.name",
        kind=KIND,
        shape="whole",
        place="start",
        longest=110,
        quotes=True,
        reason="names who wrote it",
        phrases={
            "en": (
                "(?:by|words by|written by|story by|posted by|reported by|author|authors|text by|analysis by|opinion by|report by|photos by|from)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]|\\bap\\b|@){3,90}",
            ),
            "de": (
                "(?:von|text|autor|autorin|autoren|übersetzung(?: und [^\\W\\d]{4,14})?|ein (?:gast)?(?:beitrag|kommentar|interview|artikel) von|eine? (?:analyse|kolumne|reportage|glosse|rezension) von|interview|protokoll|aus [^\\W\\d]{3,20} (?:berichtet|von))\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,90}",
            ),
            "fr": (
                "(?:par|propos recueillis par|texte|auteur|de notre correspondante?|écrit par|rédigé par)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,90}",
            ),
            "es": ("(?:por|escrito por|redacción|autor|texto)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,80}",),
            "it": ("(?:di|a cura di|scritto da|autore)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,60}",),
            "pt": ("(?:por|escrito por|redação|da redação)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,60}",),
            "nl": (
                "(?:door|tekst|auteur|geschreven door|van onze [^\\W\\d]{3,20})\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,60}",
            ),
            "sv": ("(?:av|text)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,50}",),
            "no": ("(?:av|tekst|skrevet av)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,50}",),
            "da": ("(?:af|tekst|skrevet af)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,50}",),
            "fi": ("teksti\\s?: .{3,50}",),
            "pl": ("(?:autor|autorka|tekst|opracowanie|oprac\\.)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,60}",),
            "cs": ("(?:autor|autoři|od|text)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,50}",),
            "ro": ("(?:de|autor|scris de)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,50}",),
            "ru": ("(?:автор|авторы|текст|беседовал[а]?)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,60}",),
            "uk": ("(?:автор|автори|авторка|текст)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,60}",),
            "el": (
                "(?:του|της|γράφει|γράφει ο|γράφει η|από τον|από την)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,50}",
            ),
            "tr": ("(?:yazan|yazar|haber|hazırlayan)\\s?: ?(?:[^\\W\\d]|[.' ,&/|-]){3,50}",),
            "ar": ("(?:کتب|کتبت|بقلم|اعداد|تحریر|کاتب|الکاتب)\\s?[:/-]? (?:[^\\W\\d]|[.' ,&/|-]){3,50}",),
            "fa": ("(?:نویسنده|نوشته|به قلم|گزارش)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,50}",),
            "he": ("(?:מאת|כתב|כתבה)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,50}",),
            "zh": (
                "[(\\[【]?(?:记者|記者|作者|文|本报记者|本報記者|撰文|采写)(?:\\s?[:/|丨]\\s?|\\s)[^。!?:]{2,24}(?:报道|報導|/文|综合报道|發自[^。]{2,10})?",
                "[□◎■]?\\s?[^。!?:]{0,10}(?:记者|記者|通讯员|實習生|实习生)[ :/]?[\\u4e00-\\u9fff]{2,4}(?:[ 、,][\\u4e00-\\u9fff]{2,4}){0,5}(?: ?(?:报道|報導|摄影报道|摄))?",
            ),
            "ja": (
                "(?:文|取材・文|執筆|記者|筆者)\\s?[:=・/] ?[^。!?]{2,20}",
                "[^。!?\\d]{2,12}(?:記者|編集委員|論説委員|特派員)",
            ),
            "ko": (
                "[^.!?\\d]{2,8} ?(?:기자|특파원|논설위원)(?: 외 \\d+명)?(?: ?[\\w.+-]{1,40}@[\\w.-]{4,40})?",
            ),
            "hi": ("(?:लेखक|द्वारा|edited by|written by|रिपोर्ट)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,50}",),
            "id": ("(?:oleh|penulis|reporter|pewarta|laporan)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,50}",),
            "vi": ("(?:theo|tác giả)\\s?:? (?:[^\\W\\d]|[.' ,&/|-]){3,40}",),
        },
        unless=r"[.] [^\W\d]{4,} [^\W\d]+ ",
        cuts=(
            "Von Nina Ahrens",
            "By Ana Reis and Tom Hale, Staff Writers",
            "Par Jeanne Marin",
            "박준석 기자 외 1명",
        ),
        keeps=("By Monday 40 boats were missing", "Von 120 Booten kehrten 80 zurück."),
    ),
    Rule(
        id="byline.breadcrumb",
        kind=KIND,
        shape="whole",
        place="start",
        longest=140,
        quotes=True,
        reason="the way to the page: section and subsection",
        phrases={"*": ("[^<>.!?:]{1,30}(?: ?(?:-{0,2}>{1,2}) ?[^<>.!?:]{1,30}){1,6}",)},
        cuts=("Home > News > Coast", "首页 >> 国内 >> 正文"),
        keeps=("Pressure rose to 3 > 2 bar. Then the wall broke.",),
    ),
)
