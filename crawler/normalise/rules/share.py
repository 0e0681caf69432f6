"""Share bars, print and listen buttons."""

from __future__ import annotations

from crawler.normalise.rule import Rule

KIND = "share"
_NETWORK = "(?:facebook|twitter|x|whats ?app|telegram|linkedin|pinterest|reddit|instagram|e-?mail|mail|copy link|link|print|messenger|line|vk|viber|tumblr|threads|bluesky|flipboard|pocket|sms|youtube|tiktok|google news|google|gmail|微信|微博|qq|weibo|wechat|카카오톡|페이스북|트위터|はてな|imprimir|drucken|imprimer|stampa|more)"

RULES = (
    Rule(
        id="share.bar",
        kind=KIND,
        shape="whole",
        quotes=True,
        longest=160,
        reason="a button or bar for sharing, printing or listening",
        phrases={
            "*": (
                f"{_NETWORK}(?:[\\s,|/·•+-]+{_NETWORK}){{1,12}}",
                "[\\d.,]+k? (?:shares?|likes?|comments?|views?|reactions?|retweets?)",
            ),
            "en": (
                "(?:share|tweet|email|e-mail|print|save|pin|copy|bookmark|gift|send|comment)(?: (?:this|it|on|via|to|with|by|link|full|article|story|post|page|now|options?|icon|button|email|x|facebook|twitter|whatsapp|linkedin|a|the|friends?))*",
                "(?:click|tap) to (?:share|tweet|print|email|copy)(?: [^.]{0,40})?",
                "share (?:this|the) (?:article|story|post|page|with)[^.]{0,40}",
                "link copied(?: to clipboard)?",
                "copied",
                "(?:listen to (?:this )?(?:article|story)|listen to article)(?: \\d+ min(?:utes)?)?",
                "(?:text|font) size",
                "print(?:able)? (?:version|article|this page)",
                "add (?:us )?(?:on|to) (?:google|favou?rites)",
                "report (?:an? )?(?:error|typo|this ad|abuse)",
                "send (?:us )?feedback",
                "rate this (?:article|story|post)",
                "leave (?:us )?(?:your )?feedback",
                "share comments?",
                "(?:subscribe|subscribe now|donate|donate now|sign in|log in|login|contact us|register)",
                "you have been successfully subscribed",
                "0 seconds of [^.]{2,60}",
            ),
            "de": (
                "(?:teilen|drucken|merken|empfehlen|vorlesen|kopieren|artikel (?:teilen|merken|drucken|hören|versenden|empfehlen)|link (?:kopieren|kopiert)|per (?:e-)?mail(?: (?:teilen|versenden))?|auf [\\w]{1,12} teilen|seite (?:drucken|teilen)|zur merkliste hinzufügen|hören sie (?:den|diesen) artikel|kommentare anzeigen)",
            ),
            "fr": (
                "(?:partager|imprimer|enregistrer|envoyer|copier le lien|lien copié|ajouter à (?:mes|vos) favoris|partager (?:via|discussion)|partager (?:cet article|sur [\\w ]{1,12}|l'article)|réagir|offrir cet article|écouter cet article)",
            ),
            "es": (
                "(?:compartir|imprimir|guardar|copiar (?:enlace|link)|enlace copiado|comparte|comparte esta (?:noticia|nota)|compartir (?:en|esta|este) ?[\\w ]{1,20}|escuchar)",
            ),
            "it": (
                "(?:condividi|stampa|salva|copia link|condividi (?:su|questo|l'articolo)[\\w ']{0,20}|ascolta|ascolta l'articolo)",
            ),
            "pt": (
                "(?:compartilh(?:ar|e)|partilhar|imprimir|salvar|copiar link|guardar|ouvir(?: artigo)?|compartilhe (?:esta|no|este)[\\w ]{0,20})",
            ),
            "nl": (
                "(?:delen|deel(?: dit artikel)?|print|bewaren|kopieer link|link gekopieerd|deel (?:via|op|dit)[\\w ]{0,20}|luister)",
            ),
            "sv": ("(?:dela|dela artikeln|kopiera länk|spara|skriv ut|lyssna)",),
            "no": ("(?:del|del artikkelen|kopier lenke|lagre|skriv ut)",),
            "da": ("(?:del|del artiklen|kopier link|gem|lyt)",),
            "fi": ("(?:jaa|tallenna|kopioi linkki|kuuntele)",),
            "pl": (
                "(?:udostępnij(?: [\\w ]{0,24})?|drukuj|skopiuj link|zapisz|podziel się|wyślij|posłuchaj)",
            ),
            "cs": ("(?:sdílet|tisknout|uložit|kopírovat odkaz)",),
            "ru": (
                "(?:поделиться|поделитесь|распечатать|скопировать ссылку|ссылка скопирована|сохранить|отправить|слушать)(?: [\\w ]{0,24})?",
            ),
            "uk": (
                "(?:поділитися|поширити|роздрукувати|скопіювати посилання|зберегти|слухати)(?: [\\w ]{0,24})?",
            ),
            "el": ("(?:κοινοποίηση|μοιραστείτε|εκτύπωση)",),
            "tr": ("(?:paylaş|yazdır|kaydet|linki kopyala|haberi paylaş|abone ol)",),
            "ar": ("(?:شارک|مشارکة|طباعة|حفظ|نسخ الرابط|انشر|شارک (?:هذا|علی|المقال)[^.]{0,20})",),
            "fa": ("(?:اشتراک گذاری|چاپ|کپی لینک|ارسال|لینک کوتاه)",),
            "he": ("(?:שתפו?|הדפסה|שמירה|העתק קישור|שתפו (?:ב|את)[^.]{0,20})",),
            "zh": (
                "(?:分享|打印|收藏|复制链接|複製連結|点赞|點讚|分享(?:到|至)[^。]{0,16}|字体:?[^。]{0,8}|分享让更多人看到|点击收听)",
            ),
            "ja": (
                "(?:シェア(?:する)?|印刷|保存|共有|ツイート|コピー|リンクをコピー(?:する)?|クリップ|この(?:記事|ニュース)を(?:シェア|保存)(?:する)?|記事(?:を)?保存)",
            ),
            "ko": (
                "(?:공유(?:하기)?|인쇄|스크랩|글자 ?크기|(?:기사 )?url이? 복사(?:되었습니다)?|좋아요|음성으로 듣기|가)",
            ),
            "hi": ("(?:शेयर करें|कॉपी लिंक|साझा करें|प्रिंट)",),
            "id": ("(?:bagikan|cetak|salin tautan|simpan|share|copy link)",),
        },
        cuts=("Share this article", "Facebook Twitter WhatsApp", "Teilen", "Поделиться", "12 comments"),
        keeps=(
            "Share prices fell on Monday.",
            "Teilen und herrschen war sein Grundsatz.",
            "Print workers went on strike.",
        ),
    ),
)
