"""Links to the same article in another language. They become `Article.translations`."""

from __future__ import annotations

from crawler.normalise.rule import Rule

KIND = "translation"
_TONGUES = "(?:english|chinese|spanish|french|german|russian|arabic|portuguese|japanese|korean|hindi|urdu|bengali|italian|polish|ukrainian|turkish|persian|farsi|hebrew|dutch|swedish|indonesian|malay|vietnamese|thai|greek|romanian|serbian|croatian|hungarian|czech|swahili|hausa|tamil|telugu|kurdish|welsh|irish|catalan|basque|galician|simplified chinese|traditional chinese|mandarin|español|deutsch|français|italiano|português|nederlands|polski|türkçe|svenska|русский|українська|العربیة|فارسی|עברית|中文|简体中文|繁體中文|日本語|한국어|हिन्दी|हिंदी|bahasa indonesia|ελληνικά)"

RULES = (
    Rule(
        id="translation.read",
        kind=KIND,
        shape="contains",
        field="translations",
        longest=140,
        quotes=True,
        reason="a link to the article in another language",
        phrases={
            "en": (
                f"(?:read|view|see|also|available|listen)(?: (?:this|the|it|also|article|story|post|page|report|full|original|here|available))*(?: in| the)? {_TONGUES}(?: (?:version|translation|edition))?(?: (?:here|of this (?:article|story)))?\\W*$",
                f"^\\W*(?:in {_TONGUES}|{_TONGUES} (?:version|translation|edition))\\W*$",
                f"(?:version|translation) in {_TONGUES}",
                f"click here (?:for|to read)(?: the| this| it)?(?: (?:article|story))?(?: in)? {_TONGUES}",
                "read in (?:another|other|your|a different) languages?",
                "read (?:this|the) (?:article|story|post|report) in ",
            ),
            "de": (
                "(?:lesen sie |lies )?(?:diesen|den|dieser) (?:artikel|text|beitrag) (?:auch |hier )?(?:auf|in) (?:\\w{3,12}(?:isch|er sprache))",
                "(?:englische|deutsche|französische|russische|türkische|arabische|ukrainische) (?:version|fassung|übersetzung)\\W*$",
                "^\\W*(?:auf (?:englisch|deutsch|französisch|russisch|türkisch|arabisch|ukrainisch) lesen)",
            ),
            "fr": (
                "(?:lire|lisez|disponible)(?: (?:cet|l'|aussi|également|cet article|l'article))* (?:en|dans) (?:anglais|français|espagnol|arabe|allemand|chinois|russe|portugais)",
                "version (?:anglaise|française|espagnole|arabe|allemande|en anglais|en français)\\W*$",
            ),
            "es": (
                "(?:lea|lee|leer|disponible)(?: (?:esta|este|la|el|también|historia|artículo|nota|noticia|en su versión))* en (?:inglés|español|francés|portugués|catalán|chino|árabe)",
                "versión en (?:inglés|español|portugués|catalán)",
            ),
            "it": (
                "leggi(?: (?:questo|l'))?(?: ?articolo)? in (?:inglese|italiano|francese|spagnolo|tedesco)",
                "versione (?:inglese|italiana)\\W*$",
            ),
            "pt": (
                "(?:leia|ler)(?: (?:este|esta|o|a|artigo|matéria|texto))* em (?:inglês|português|espanhol)",
                "versão em (?:inglês|português|espanhol)",
            ),
            "nl": ("(?:lees|dit)(?: (?:dit|artikel|verhaal))* in het (?:engels|nederlands|frans|duits)",),
            "sv": ("läs (?:artikeln |den )?på (?:engelska|svenska|arabiska|finska)",),
            "pl": (
                "(?:czytaj|przeczytaj)(?: ten (?:tekst|artykuł))? (?:po|w języku) (?:angielsku|polsku|ukraińsku|rosyjsku|angielskim)",
                "wersja (?:angielska|polska|ukraińska)\\W*$",
            ),
            "ru": (
                "(?:читать|читайте|прочитать|эта статья|материал)(?: (?:эту статью|этот материал|статью|материал|доступ\\w+))* (?:на|по) (?:английском|русском|украинском|казахском|белорусском|украинском языке|английски)",
                "(?:английская|русская|украинская) версия\\W*$",
            ),
            "uk": (
                "(?:читати|читайте|цей (?:матеріал|текст)|прочитати)(?: (?:цю статтю|цей матеріал|матеріал|статтю|також|доступн\\w+))* (?:на|по)?\\s?(?:англійською|українською|російською|російській|англійській|мові)",
            ),
            "tr": (
                "(?:ingilizce|türkçe|arapça|kürtçe|almanca)(?:sini)? (?:oku|okuyun|versiyonu|için tıklayın)",
            ),
            "ar": (
                "(?:اقرا|لقراءة|قراءة)(?: (?:هذا|المقال|الخبر|النص|المقالة))* (?:باللغة|بالانجلیزیة|بالعربیة|بالفرنسیة)",
                "(?:النسخة|بالنسخة) (?:الانجلیزیة|العربیة|الفرنسیة)",
            ),
            "fa": ("(?:این مطلب|این خبر|این مقاله|مطلب)[^.]{0,20}به (?:زبان )?(?:انگلیسی|فارسی|عربی)",),
            "he": ("(?:לקריאה|קראו|קרא|כתבה)[^.]{0,20}(?:באנגלית|בעברית|בערבית|ברוסית)",),
            "zh": (
                "^\\W*(?:阅读|閱讀|查看|点击阅读|浏览)?\\s?(?:本文)?(?:的)?(?:中文|英文|英語|英语|简体|簡體|繁体|繁體|日文|日语|法文|西班牙文|俄文|阿拉伯文)(?:版|版本|原文|全文|网站)",
                "(?:阅读|閱讀|查看)[^。]{0,6}(?:中文|英文|日文|简体|繁體|繁体)(?:版|版本|原文)",
                "(?:本文|原文)(?:英文|中文)版",
            ),
            "ja": (
                "(?:日本語|英語|中国語|韓国語|英文)(?:版|記事)(?:は|を|で)?(?:こちら|読む|はこちら)",
                "^\\W*(?:英語|日本語|中国語)(?:版|で読む|訳)\\W*$",
            ),
            "ko": ("(?:영문|영어|한국어|일본어|중국어)(?:판|으로|로)? ?(?:기사|보기|읽기|버전|번역)",),
            "hi": ("(?:यह|इस)[^.।]{0,20}(?:अंग्रेजी|हिंदी|हिन्दी) में पढ़",),
            "id": ("(?:baca|tersedia)[^.]{0,24}dalam bahasa (?:inggris|indonesia|arab)",),
            "el": ("(?:διαβάστε[^.]{0,20}στα (?:αγγλικά|ελληνικά)|(?:αγγλική|ελληνική) έκδοση)",),
        },
        cuts=(
            "阅读中文版 (Read Chinese Version)",
            "Read this article in Spanish",
            "Lea este artículo en inglés",
            "Diesen Artikel auf Englisch lesen",
            "Читать на английском",
        ),
        keeps=(
            "He learned to read in English at the age of forty, when he came to the coast.",
            "The book was read in Russian and Ukrainian schools.",
        ),
    ),
)
