"""Advertisement markers."""

from __future__ import annotations

from crawler.normalise.rule import Rule

KIND = "ad"

RULES = (
    Rule(
        id="ad.marker",
        kind=KIND,
        shape="whole",
        quotes=True,
        longest=70,
        reason="marks an advertisement",
        phrases={
            "en": (
                "(?:advertisement|advertisements|advertising|advertorial|sponsored|sponsored (?:content|post|by [^.]{2,30})|paid (?:content|post|partnership)|promoted|promotion|ads?|ad feedback|article continues (?:after|below) (?:this )?(?:ad|advertisement)|remove ads|skip (?:ad|advertisement)|report this ad|- ?advertisement ?-|advertisement \\d*\\s?story continues below|partner content|in partnership with [^.]{2,30})",
                "(?:story|article) continues below",
                "advertisement ?-? ?(?:scroll to continue|story continues below)",
            ),
            "de": (
                "(?:anzeige|werbung|anzeigen|gesponsert|sponsored|artikel wird nach der anzeige fortgesetzt|nach der anzeige weiterlesen|ende der anzeige|\\[?anzeige\\]?)",
            ),
            "fr": (
                "(?:publicité|passer la publicité|annonce|pub|contenu sponsorisé|la suite après (?:la |cette )?publicité)",
            ),
            "es": ("(?:publicidad|anuncio|patrocinado|contenido patrocinado|pauta)",),
            "it": ("(?:pubblicità|annuncio|sponsorizzato|contenuto sponsorizzato|adv)",),
            "pt": (
                "(?:publicidade|anúncio|patrocinado|conteúdo patrocinado|continua (?:após|depois d)a publicidade|pub)",
            ),
            "nl": ("(?:advertentie|reclame|gesponsord)",),
            "sv": ("(?:annons|annonser|reklam|sponsrat innehåll)",),
            "no": ("(?:annonse|annonsørinnhold|reklame)",),
            "da": ("(?:annonce|reklame|sponsoreret)",),
            "fi": ("(?:mainos|ilmoitus)",),
            "pl": ("(?:reklama|reklamy|materiał sponsorowany|artykuł sponsorowany|autopromocja)",),
            "cs": ("(?:reklama|inzerce)",),
            "ro": ("(?:publicitate|reclamă)",),
            "hu": ("(?:hirdetés|reklám)",),
            "ru": ("(?:реклама|рекламный материал|на правах рекламы|партнерский материал)",),
            "uk": ("(?:реклама|партнерський матеріал|на правах реклами)",),
            "bg": ("реклама",),
            "sr": ("(?:реклама|oglas|reklama)",),
            "el": ("(?:διαφήμιση)",),
            "tr": ("(?:reklam|sponsorlu|ilan|reklam alanı)",),
            "ar": ("(?:اعلان|اعلانات|اعلان ممول)",),
            "fa": ("(?:تبلیغات|آگهی|اگهی)",),
            "he": ("(?:פרסומת|תוכן שיווקי|תוכן ממומן)",),
            "zh": ("(?:广告|廣告|推广|贊助|赞助内容|廣編特輯)",),
            "ja": ("(?:広告|pr|スポンサーリンク|スポンサード ?リンク|advertisement)",),
            "ko": ("(?:광고|협찬|ad)",),
            "hi": ("(?:विज्ञापन|एडवरटाइजमेंट)",),
            "id": ("(?:iklan|advertisement|advertorial)",),
            "vi": ("quảng cáo",),
            "th": ("โฆษณา",),
        },
        cuts=("ADVERTISEMENT", "- Anzeige -", "Publicité", "廣告", "Реклама"),
        keeps=("Advertisement revenue fell by a third.", "Werbung wirkt, sagt der Forscher."),
    ),
)
