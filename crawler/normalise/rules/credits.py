"""Image and text credits. The name becomes one of `Article.credits`."""

from __future__ import annotations

from crawler.normalise.rule import Rule

KIND = "credit"
_AGENCY = "(?:getty(?: images)?|getty images/[\\w ]{2,30}|reuters|ap|ap photo|associated press|afp(?: via getty images)?|epa(?:-efe)?|shutterstock|alamy(?: stock photo)?|istock(?:photo)?|unsplash|pexels|pixabay|dpa(?: picture-alliance)?|picture[- ]alliance|imago(?: images)?|keystone(?:-sda)?|ansa|efe|lusa|xinhua|tass|tt|ntb|scanpix|ritzau|anp|belga|pap|pti|ani|bloomberg|wikimedia(?: commons)?|wikipedia|creative commons|cc[- ]by(?:-sa)?(?: [\\d.]+)?|nurphoto|anadolu(?: agency| ajansı)?|sipa(?: usa)?|zuma(?: press)?|upi|pa(?: wire| media)?|cnn|nasa|adobe stock|stock\\.adobe\\.com|depositphotos|dreamstime|flickr|rex(?: features)?|wenn|splash news|backgrid|mega|polaris|magnum(?: photos)?|vcg|yonhap|kyodo(?: news)?|antara|bernama|handout|supplied|courtesy|file photo|archivo|screenshot|facebook|instagram|twitter|youtube|yicai|visual china|视觉中国|新华社|路透社?|法新社|美联社)"

RULES = (
    Rule(
        id="credit.label",
        kind=KIND,
        shape="label",
        longest=140,
        field="credits",
        quotes=True,
        reason="credits an image",
        phrases={
            "en": (
                "(?:image|images|photo|photos|photograph|photographs|picture|pictures|video|illustration|graphic|graphics|cover image|featured image|file photo|file image|file|representational image|representative image|lead image|main image|main photo|top image|header image|cover photo|screenshot|footage|artwork|map)(?: (?:credit|credits|source|sources|by|courtesy|courtesy of|via|copyright|caption|from|provided by))?(?:/[\\w ]{2,12})?",
                "(?:credit|credits|pic|pics|pix|photo credit|courtesy)",
            ),
            "de": (
                "(?:foto|fotos|bild|bilder|bildquelle|bildnachweis|bildrechte|fotoquelle|titelbild|titelfoto|archivbild|archivfoto|symbolbild|symbolfoto|grafik|illustration|video|aufmacherbild|beitragsbild|quelle bild|fotocredit|screenshot|karte|rechte|collage|montage|imago)(?: ?/ ?\\w{3,12})?",
            ),
            "fr": (
                "(?:photo|photos|crédit|crédits|crédit photo|crédits photos?|image|illustration|photo d'illustration|infographie|vidéo|capture d'écran|légende|photo d'archives?)",
            ),
            "es": (
                "(?:foto|fotos|imagen|imágenes|fotografía|crédito|créditos|crédito de foto|foto de archivo|imagen de archivo|ilustración|vídeo|video|captura|fuente de la imagen|pie de foto|infografía|gráfico)",
            ),
            "it": (
                "(?:foto|immagine|fotografia|credit|crediti|foto di|fonte foto|foto d'archivio|grafica|video|illustrazione|immagine di copertina)",
            ),
            "pt": (
                "(?:foto|fotos|imagem|imagens|crédito|créditos|fotografia|foto de arquivo|reprodução|divulgação|legenda|ilustração|vídeo|arte|infografia)",
            ),
            "nl": (
                "(?:foto|foto's|beeld|afbeelding|fotograaf|illustratie|fotocredit|video|archieffoto|graphic)",
            ),
            "sv": ("(?:foto|bild|bilder|illustration|grafik|arkivbild|fotograf|video)",),
            "no": ("(?:foto|bilde|illustrasjon|illustrasjonsfoto|arkivfoto|grafikk|video)",),
            "da": ("(?:foto|billede|illustration|arkivfoto|grafik|video|fotograf)",),
            "fi": ("(?:kuva|kuvat|kuvaaja|arkistokuva|grafiikka|kuvituskuva|video)",),
            "pl": (
                "(?:foto|fot\\.?|zdjęcie|zdjęcia|źródło zdjęcia|grafika|autor zdjęcia|ilustracja|źródło zdjęć|zdjęcie ilustracyjne|wideo)",
            ),
            "cs": (
                "(?:foto|fotografie|autor fotografie|zdroj foto|ilustrační foto|ilustrace|grafika|video)",
            ),
            "ro": ("(?:foto|sursa foto|imagine|credit foto|fotografie|video)",),
            "hu": ("(?:fotó|kép|forrás|borítókép|illusztráció|videó)",),
            "ru": (
                "(?:фото|изображение|иллюстрация|фотография|источник фото|видео|инфографика|скриншот|кадр|архивное фото|фото из архива|фото автора)",
            ),
            "uk": (
                "(?:фото|зображення|ілюстрація|світлина|джерело фото|фотографія|відео|скріншот|ілюстративне фото|архівне фото)",
            ),
            "bg": ("(?:снимка|снимки|източник|видео)",),
            "sr": ("(?:foto|фото|fotografija|извор|izvor)",),
            "el": ("(?:φωτογραφία|φωτό|φωτο|φωτογραφίες|πηγή φωτογραφίας|εικόνα|βίντεο)",),
            "tr": ("(?:fotoğraf|foto|görsel|görseller|kaynak|görsel kaynağı|fotoğraflar|video|arşiv)",),
            "ar": ("(?:صورة|الصورة|تصویر|مصدر الصورة|صورة ارشیفیة|فیدیو|المصدر|صور)",),
            "fa": ("(?:عکس|تصویر|عکاس|منبع عکس|عکس از|تصاویر|ویدیو)",),
            "he": ("(?:צילום|תמונה|קרדיט|צילומים|איור|וידאו|צילום מסך|צילום ארכיון)",),
            "zh": (
                "(?:图片|圖片|图|圖|图片来源|圖片來源|图源|圖源|摄影|攝影|照片|图片提供|圖片提供|图片说明|圖說|图/|圖/|圖片提供|供图|配图|视频|影片|资料图|題圖|题图|图自)",
                "(?:图|圖|摄|攝)\\s?[/|丨]",
            ),
            "ja": (
                "(?:写真|画像|撮影|提供|写真提供|画像提供|写真:|イラスト|図|映像|出典|資料写真)",
                "[(\\[【]?写真\\s?[=＝・/]",
            ),
            "ko": (
                "(?:사진|이미지|사진 ?제공|사진 ?출처|출처|자료사진|사진|그래픽|영상|촬영)\\s?",
                "\\[?사진\\s?[=/]",
            ),
            "hi": ("(?:फोटो|तस्वीर|चित्र|फोटो क्रेडिट|फोटो सोर्स|इमेज|फाइल फोटो|सांकेतिक तस्वीर|वीडियो)",),
            "bn": ("(?:ছবি|ছবি সংগৃহীত|ফটো)",),
            "id": (
                "(?:foto|gambar|ilustrasi|sumber foto|dok|dok\\.|dokumentasi|arsip|grafis|video|foto ilustrasi)",
            ),
            "vi": ("(?:ảnh|hình|ảnh minh họa|nguồn ảnh|video)",),
            "th": ("(?:ภาพ|ภาพจาก|ที่มาภาพ|เครดิตภาพ)",),
        },
        unless=r"^(?:video|map|file|images?|pictures?|bild|foto) ?: .{90}",
        cuts=(
            "Photo: Ana Reis / Gazette",
            "Image credit: Harbour Museum",
            "Bildquelle: Stadtarchiv",
            "Фото: Анна Моряк",
            "图片来源：海港日报",
            "사진=항구신문",
        ),
        keeps=(
            "Photographs of the wreck were shown in court on Friday.",
            "Images from the port show three boats in flames, the fire brigade said.",
        ),
    ),
    Rule(
        id="credit.from",
        kind=KIND,
        shape="start",
        longest=90,
        field="credits",
        reason="credits an image",
        phrases={
            "en": (
                "(?:(?:cover |featured |lead |feature )?(?:image|images|photo|photos|picture|pictures|screenshot|screengrab|pic|video|illustration|graphic|photograph|photography|footage|credit|cartoon)s? (?:from|by|via|courtesy(?: of)?|courtesy:|credit|credits|copyright|source|provided by|taken by)) [^.!?]{2,60}\\W*$",
                "(?:courtesy|courtesy of|handout from) [^.!?]{2,50}\\W*$",
                "(?:getty images|ap photo|file photo|ap file|epa|shutterstock|istock|reuters file|afp photo)\\b[^.!?]{0,50}\\W*$",
            ),
            "de": (
                "(?:foto|fotos|bild|bilder|grafik|illustration)s? (?:von|aus|via|mit freundlicher genehmigung) [^.!?]{2,50}\\W*$",
            ),
            "fr": (
                "(?:photo|photos|image|crédit|illustration)s? (?:de|par|via|d'|fournie par) ?[^.!?]{2,50}\\W*$",
            ),
            "es": (
                "(?:foto|fotos|imagen|imágenes|fotografía|fotografías) (?:de|por|cortesía(?: de)?|vía|tomada de) [^.!?]{2,50}\\W*$",
            ),
            "it": ("(?:foto|immagine|immagini) (?:di|da|via|tratta da) [^.!?]{2,50}\\W*$",),
            "pt": ("(?:foto|fotos|imagem|imagens) (?:de|por|via|cedida por) [^.!?]{2,50}\\W*$",),
            "nl": ("(?:foto|beeld|foto's) (?:van|door|via) [^.!?]{2,50}\\W*$",),
            "pl": ("(?:fot\\.|zdjęcie|foto) [^.!?]{2,50}\\W*$",),
            "ru": ("(?:фото|кадр|изображение) (?:из|с|от|предоставлено|пресс-службы) ?[^.!?]{2,50}\\W*$",),
            "zh": ("(?:图片|圖片|照片|图|圖)(?:来自|來自|源自|由|取自|截自|出处)[^。]{2,24}\\W*$",),
            "id": ("(?:foto|gambar) (?:oleh|dari) [^.!?]{2,40}\\W*$",),
            "tr": ("(?:fotoğraf|görsel) (?:kaynağı) [^.!?]{2,40}\\W*$",),
            "ja": ("(?:画像|写真)(?:は|提供)[^。]{2,24}(?:より|から|提供)?\\W*$",),
        },
        cuts=("Image from CNN", "Photo by Ana Reis on Unsplash", "图片来自新华社", "Foto de Ana Reis"),
        keeps=(
            "Image from the past, image from the future: the museum shows both. Visitors are asked to choose.",
            "Pictures from the harbour went around the world within an hour and shocked everyone.",
        ),
    ),
    Rule(
        id="credit.agency",
        kind=KIND,
        shape="whole",
        longest=80,
        field="credits",
        quotes=True,
        reason="names a picture agency and nothing else",
        phrases={
            "*": (
                f"{_AGENCY}(?: photos?)? ?[/|,-] ?[^\\W\\d][\\w.' -]{{2,40}}",
                f"(?:[^\\W\\d][\\w.' -]{{2,40}}? ?(?:[/|,]|via|-|for|\\() ?){{0,3}}{_AGENCY}(?: ?(?:[/|,-]|via) ?{_AGENCY}){{0,2}}",
                f"[(\\[]?(?:photo|foto|pic|image|bild|bilder|©|\\(c\\)|file)\\s?[:/-]? ?[^.!?]{{0,40}}{_AGENCY}[)\\]]?",
            )
        },
        cuts=("Andrea Marin/Getty Images", "AP Photo/Tom Hale", "Reuters", "Getty Images / AFP"),
        keeps=("Reuters could not verify the report.", "Twitter is down"),
        unless=r"^\W*(?:follow|by|on|from|like|with|said)\b",
    ),
    Rule(
        id="credit.end",
        kind=KIND,
        shape="end",
        longest=320,
        inside=220,
        signs=":/=|([©",
        field="credits",
        reason="a caption: ends with the credit of its image",
        phrases={
            "*": (
                "(?:foto|fotos|photo|photos|bild|bilder|image|picture|pic|credit|fot\\.|фото|світлина|foto's|beeld|kuva|圖|图|写真|사진|צילום|صورة|عکس|φωτο|φωτογραφία|fotoğraf|imagem|imagen|quelle|bildrechte)\\s?[:/=|] ?[^.!?:]{2,60}",
                f"[(\\[](?:(?:photo|foto|image|picture|photograph|credit|bild|file photo|file image|pic)s?\\b[^()\\[\\]]{{0,60}}|(?:[\\w.' -]{{2,40}}(?:/| via )) ?{_AGENCY}|{_AGENCY} ?(?:/| via |photo)[^()\\[\\]]{{0,40}}|getty images|shutterstock|imago)[)\\]]",
                f"\\| ?[^|.!?]{{2,40}}[/|] ?{_AGENCY}",
                f"[.!?'\"] ?{_AGENCY} ?/ ?[^\\W\\d][\\w.' -]{{2,30}}",
                "(?:[.!?'\"] ?|\\s)(?:©|\\(c\\)|copyright:?(?![\\w-])) ?[\\w .,/'&|()-]{2,60}",
                "[(](?:archivbild|archivfoto|symbolbild|symbolfoto|file photo|file|archive|archives|archivo|imagen de archivo|archief|arkivfoto|arkivbild|foto d'archivio|архив|архівне фото)[)]",
                "\\[(?:photo|foto|file|image|courtesy|[\\w .]{2,30}/[\\w .]{2,30})[^\\]]{0,40}\\]",
                f"[.!?'\"] ?[^\\W\\d][\\w.' -]{{2,30}}(?:/| via |, ){_AGENCY}",
            ),
        },
        unless=r"(?:said|says|told|sagte|wrote) ?\W*$|^copyright|^©",
        cuts=(
            "The minister at the harbour wall. Foto: Ana Reis/AP",
            "Boats after the storm. | Jörg Carst/dpa",
            "Firefighters at the quay on Friday. (AP Photo/Tom Hale)",
        ),
        keeps=(
            "The minister said so to Reuters.",
            "Prices rose, according to a survey by the port authority (APT).",
        ),
    ),
)
