"""Cookie and consent notices, placeholders of outside content, script and player messages."""

from __future__ import annotations

from crawler.normalise.rule import Rule

KIND = "consent"

RULES = (
    Rule(
        id="consent.words",
        kind=KIND,
        shape="contains",
        longest=900,
        inside=420,
        reason="a consent notice or the placeholder of outside content",
        phrases={
            "en": (
                "(?:we|this (?:web)?site|our (?:partners|site)) (?:and our partners )?uses? cookies",
                "(?:accept|manage|reject|enable|allow) (?:all )?(?:the )?(?:cookies|cookie (?:settings|preferences))",
                "cookie (?:policy|settings|preferences|consent)",
                "by (?:clicking|continuing|using|browsing)[^.]{0,60}(?:agree|accept|consent)",
                "(?:read|see|view) our (?:full )?(?:privacy (?:policy|notice)|cookie policy|terms)",
                "(?:content|media|video|tweet|post|element) (?:is|was|has been|provided by[^.]{0,30}|not) (?:not )?(?:available|blocked|loaded)",
                "we need your (?:permission|consent) to load",
                "(?:enable|turn on) javascript|javascript (?:is )?(?:disabled|required)|please (?:enable|turn on) (?:javascript|cookies)",
                "your browser (?:does not|doesn't) support",
                "to view this (?:content|video|tweet|media|post)",
                "this (?:video|content|media|embed|post) (?:is|can ?not|isn't|could not|may)[^.]{0,20}(?:be (?:played|displayed|loaded|shown)|available|unavailable)",
                "protected by recaptcha",
                "you must confirm your public display name",
                "please (?:log ?out|log ?in|sign in|register)(?: and then (?:log ?in|sign in))?(?: again)?(?:,| to)",
            ),
            "de": (
                "privatsphäre-einstellungen (?:verhindern|ändern)",
                "erst wenn sie hier klicken, werden",
                "(?:externe[rn]?|redaktionelle[rn]?|eingebettete[rn]?) inhalte?[^.]{0,60}(?:geladen|angezeigt|nicht verfügbar|von|anzeigen|laden|einverstanden)",
                "(?:empfohlener )?(?:redaktioneller|externer) inhalt\\b",
                "an dieser stelle (?:finden|finde[tn]?|befindet|steht|würden)[^.]{0,80}(?:inhalt|video|beitrag|tweet|karte|post)",
                "(?:ich bin|sind sie) (?:damit )?einverstanden, dass",
                "(?:personenbezogene|ihre) daten[^.]{0,60}(?:drittplattform|übermittelt|drittanbieter|dritte)",
                "(?:wir|diese (?:web)?seite) (?:verwenden|verwendet|nutzen|benutzen|setzen) (?:wir )?cookies",
                "(?:ein klick für den datenschutz|cookie-einstellungen|datenschutzeinstellungen|zum anzeigen (?:des|dieses)|inhalte? (?:aktivieren|laden))",
                "(?:dieses element|dieser inhalt|der inhalt|das video)[^.]{0,40}(?:nicht (?:verfügbar|geladen|angezeigt|abgespielt)|stammt von|enthält daten)",
                "gemäss unserer datenschutz",
                "ihr browser (?:unterstützt|kann)[^.]{0,40}(?:nicht|kein)",
                "bitte (?:aktivieren|aktiviere|markieren) sie (?:javascript|cookies|die entsprechenden wörter)",
                "mit nur zwei klicks melden sie",
            ),
            "fr": (
                "(?:nous utilisons|ce site utilise)[^.]{0,30}cookies",
                "(?:accepter|autoriser|refuser|gérer|paramétrer)[^.]{0,20}(?:les )?cookies",
                "(?:ce contenu|cette vidéo|ce tweet)[^.]{0,60}(?:bloqué|n'est pas disponible|cookies|ne peut|indisponible)",
                "(?:votre navigateur)[^.]{0,30}(?:ne|pas)",
                "pour (?:afficher|visionner|voir) (?:ce|cette) (?:contenu|vidéo)",
            ),
            "es": (
                "(?:utilizamos|usamos|este sitio (?:web )?(?:utiliza|usa))[^.]{0,20}cookies",
                "(?:aceptar|configurar|rechazar)[^.]{0,10}cookies",
                "(?:este contenido|este vídeo|este video)[^.]{0,40}(?:no está disponible|bloqueado)",
                "(?:su|tu) navegador no",
            ),
            "it": (
                "(?:utilizziamo|usiamo|questo sito (?:utilizza|usa))[^.]{0,20}(?:i )?cookie",
                "(?:accetta|gestisci|rifiuta)[^.]{0,10}cookie",
                "il tuo browser non",
            ),
            "pt": (
                "(?:utilizamos|usamos|este site (?:utiliza|usa))[^.]{0,20}cookies",
                "(?:aceitar|gerir|rejeitar)[^.]{0,10}cookies",
                "(?:seu|o teu) navegador não",
            ),
            "nl": (
                "(?:wij|we|deze (?:web)?site)[^.]{0,20}(?:gebruiken?|gebruikt|plaatsen)[^.]{0,20}cookies",
                "(?:accepteer|beheer|om deze (?:inhoud|content|video|post) te (?:kunnen )?(?:zien|tonen|bekijken))[^.]{0,40}(?:cookies|toestemming)",
                "(?:niet beschikbaar|geblokkeerd)[^.]{0,20}cookies",
            ),
            "sv": (
                "(?:vi använder|den här webbplatsen använder)[^.]{0,20}(?:cookies|kakor)",
                "(?:godkänn|acceptera)[^.]{0,10}(?:cookies|kakor)",
                "det här innehållet[^.]{0,40}(?:visas|cookies)",
            ),
            "no": ("vi bruker[^.]{0,20}(?:cookies|informasjonskapsler)",),
            "da": ("(?:vi bruger|sitet bruger)[^.]{0,20}cookies",),
            "fi": ("(?:käytämme|sivusto käyttää)[^.]{0,20}(?:evästeitä|cookie)",),
            "pl": (
                "(?:używamy|ta strona używa|strona korzysta|korzystamy)[^.]{0,30}(?:ciasteczek|cookies)",
                "(?:akceptuj|zaakceptuj)[^.]{0,20}cookies",
            ),
            "cs": ("(?:používáme|tento web používá)[^.]{0,30}cookies",),
            "ru": (
                "(?:мы используем|сайт использует|этот сайт использует)[^.]{0,40}(?:cookie|куки)",
                "(?:ваш браузер не поддерживает|включите javascript|видео недоступно)",
            ),
            "uk": (
                "(?:ми використовуємо|сайт використовує)[^.]{0,40}(?:cookie|куки)",
                "ваш браузер не підтримує",
            ),
            "el": ("(?:χρησιμοποιούμε|χρησιμοποιεί)[^.]{0,30}cookies",),
            "tr": ("(?:çerez (?:politikası|kullanıyoruz|ayarları)|çerezleri kabul|tarayıcınız)[^.]{0,40}",),
            "ar": ("(?:نستخدم|یستخدم (?:هذا )?(?:الموقع)?)[^.]{0,30}(?:کوکیز|ملفات تعریف الارتباط)",),
            "fa": ("(?:مرورگر شما|از کوکی)",),
            "he": ("(?:אתר זה משתמש|אנו משתמשים)[^.]{0,30}(?:עוגיות|cookies)",),
            "zh": (
                "(?:我们|我們|本网站|本網站)[^。]{0,8}使用[^。]{0,8}(?:cookie|cookies)",
                "(?:您的浏览器|您的瀏覽器|请使用|您的浏览器版本)[^。]{0,12}(?:不支持|不支援|chrome|版本)",
            ),
            "ja": (
                "(?:cookie|クッキー)[^。]{0,12}(?:使用|利用|同意)",
                "(?:javascript|お使いのブラウザ)[^。]{0,16}(?:有効|対応)",
            ),
            "ko": ("(?:쿠키|자바스크립트)[^.]{0,12}(?:사용|허용|설정)",),
            "hi": ("(?:कुकीज़|कुकीज)[^.।]{0,20}(?:उपयोग|इस्तेमाल)",),
            "id": ("(?:kami|situs ini)[^.]{0,12}menggunakan[^.]{0,8}cookie",),
        },
        unless=r"(?:court|regulator|ruling|fined|lawsuit|gericht|urteil|bussgeld|amende|\bcnil\b|multa)",
        cuts=(
            "We use cookies to improve your experience on this site.",
            "Empfohlener redaktioneller Inhalt",
            "Please enable JavaScript to view the map.",
            "Externer Inhalt nicht verfügbar",
        ),
        keeps=(
            "The court fined the company because its site uses cookies without asking.",
            "She baked cookies for the crew.",
        ),
    ),
    Rule(
        id="consent.code",
        kind=KIND,
        shape="whole",
        longest=40,
        quotes=True,
        reason="left over from a script",
        phrases={
            "*": (
                "(?:show|is|has)(?:paywall|paid|subscribe[rd]|login|logged|premium|piano)[a-z]{0,12}:?(?: (?:true|false))?",
                "(?:true|false|null|undefined|nan|\\[object object\\])",
            )
        },
        cuts=("isSubscriber:", "false", "undefined"),
        keeps=("True stories", "False alarm"),
    ),
)
