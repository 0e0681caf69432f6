"""The words around authors' names, as tables: what introduces them, joins them, follows them, and what is no name."""

from __future__ import annotations

import re

# What stands before a name in a byline, by language of the newsroom, followed by a space or a colon.
_BEFORE = """
by|written by|story by|text by|words by|posted by|published by|reported by|reporting by|report by|article by|contributed by|submitted by
review by|created by|edited by|opinion by|analysis by|compiled by|interview by|articles by|guest post by|a post by|words and photos by|staff report by|about the author|medically reviewed by
von|ein beitrag von|ein artikel von|geschrieben von|verfasst von|ein kommentar von|eine analyse von|ein gastbeitrag von|kommentar von
analyse von|interview von|aufgezeichnet von|veröffentlicht von|text von|artikel von|eine kolumne von|ein interview von|gastbeitrag von
aus der redaktion von|beitrag von|bericht von|reportage von|gepostet von|erstellt von|eingestellt von|autor|autorin|autoren
par|publié par|écrit par|rédigé par|propos recueillis par|un article de|proposé par|posté par
por|escrito por|publicado por|redactado por|redacción de|texto de|enviado por|postado por|reportagem de
di|a cura di|scritto da|pubblicato da|testo di|articolo di|da
door|geschreven door|geplaatst door|av|af|skrevet av|skrevet af|skriven av|text av|publicerad av|kirjoittanut
autor tekstu|opracował|opracowała|opracowanie|napisał|napisała|napsal|napsala|připravil|írta|scris de|publicat de
подготовил|подготовила|γράφει|γράφει ο|γράφει η|του|της|ditulis oleh|haberi yazan
بقلم|كتب|كتبت|كتبه|إعداد|نوشته|به قلم|מאת|โดย|ผู้เขียน|tác giả|thực hiện
"""
# Words that introduce a name only with a colon (or a bar): without it they may be part of one.
_LABELS = """
author|authors|byline|reporter|reporters|editor|writer|text|words|story|source|credit|contributor|name|written|posted|correspondent|content|post author
autor|autorin|autoren|text|verfasser|verfasserin|redakteur|redaktion|quelle|foto und text|text und fotos|text & fotos
auteur|auteurs|texte|autora|autores|autor/a|texto|redacción|fuente|autore|autrice|testo|fonte|tekst|journalist|forfatter|skribent
teksti|kirjoittaja|toimittaja|tekstas|autorius|teksts|autors|autorzy|źródło|autoři|zdroj|szerző|forrás|sursa|autor articol|oprac|oprac.
автор|авторы|текст|автори|автор текста|автора|аўтар|источник|фото и текст|автор публикации|συντάκτης|κείμενο|επιμέλεια
yazan|haber|muhabir|yazar|editör|kaynak|penulis|oleh|reporter|laporan|bài|theo|nguồn|ผู้สื่อข่าว|เรื่อง
تحرير|الكاتب|المصدر|نویسنده|خبرنگار|כתב|כתבת|writer|리포터
"""
# Chinese, Japanese and Korean labels: written without a space, mostly with a full-width colon.
_CJK_LABELS = """
作者|记者|記者|本报记者|本報記者|本网记者|本社记者|特约记者|见习记者|实习记者|实习生|通讯员|撰文|文|撰稿|编辑|編輯|責任編輯|责任编辑|责编|責編|编译|采写|新华社记者|首席记者|来源|來源
本刊记者|全媒体记者|特派记者|整理|执笔|文字|原作者|发布者|发布人|执行编辑|見習記者|綜合報導|特約記者|即時報導|執筆|著者|取材|筆者|ライター|取材・文|構成|글|작성자|기자|글쓴이
"""

_JOINERS = "and und et & och og ja ve și şi oraz и та και dan và plus samt sowie və و"
# Only between two names of two words: "Ramón y Cajal" is one. Not the Slovene "in": "Jane Roe in Port Stanley" is.
_SHORT_JOINERS = "y e en i a si й і u ו"

# Credentials and suffixes that belong to the name before the comma and are no name of their own.
_CREDENTIALS = """
jr sr ii iii iv md phd dphil msc ba bsc ma mba jd esq rn cpa dds dmd dvm mph rd rdn np pac pa-c cfp cfa ms edd psyd lcsw dr prof facs
pharmd llm llb obe mbe cbe m.d ph.d m.a b.a d.d.s r.n m.s b.s m.p.h j.d dpt cscs ldn aprn fnp ccc-slp registered mscp foma dabom smt faaf
faan facp e-ryt cissp pmp cpt do
"""

# Roles that follow a name ("Jane Roe, Political Correspondent") or stand instead of one, by language.
_ROLES = """
editor editors reporter reporters correspondent correspondents writer writers staff columnist contributor contributors journalist journalists
producer analyst author authors admin administrator webmaster moderator guest freelance freelancer intern photographer chief bureau desk team
newsroom editorial board anchor critic presenter blogger user anonymous unknown publisher manager director founder ceo president professor lecturer
fellow secretary advertorial sponsored partner content marketing press release agency agencies wire wires newswire service services report online
web digital newsletter magazine media newspaper news network today times daily weekly journal gazette herald tribune post association society
institute foundation university college council committee department ministry office company group inc ltd llc gmbh corp limited company
redaktion redakteur redakteurin redakteure korrespondent korrespondentin chefredakteur chefredakteurin autor autorin reporterin volontär volontärin
ressortleiter ressortleiterin leiter leiterin redaktionsleiter gastautor gastbeitrag pressemitteilung presseportal nachrichtenagentur agentur
mitarbeiter verlag onlineredaktion freier freie nachrichten zeitung verband verein stiftung pressestelle ministerium landesverband e.v
rédaction redaction rédacteur rédactrice journaliste correspondant correspondante envoyé envoyée spécial auteur chroniqueur agence agences
redacción redaccion redactor redactora periodista corresponsal agencia agencias colaborador colaboradora editora enviado especial redação
redacao jornalista repórter agência correspondente colunista redazione giornalista corrispondente inviato agenzia collaboratore redattore
redactie redacteur verslaggever journalistin toimitus toimittaja redaktionen redaksjonen redaktør redaktör skribent kirjeenvaihtaja
redakcja redaktor dziennikarz redakce redaktorka redakcia szerkesztőség szerkesztő újságíró redacția redactia uredništvo novinar urednik redakcija
редакция редактор корреспондент журналист обозреватель редакція кореспондент журналіст редактори новости служба
editör muhabiri muhabir haber merkezi servisi editörü ajansı redaksi wartawan toà soạn phóng viên
기자 특파원 편집 논설위원 편집부 뉴스팀 선임기자 인턴기자 记者 編集部 编辑部 編輯部 本报 编辑 記者 特派員 論説委員 通讯社 日报 晚报
محرر مراسل هيئة التحرير وكالات وكالة خبرنگار تحریریه
"""

# Words of a team's or outlet's own name, which may stand beside a person's: "Jane Roe, The Texas Newsroom".
_TEAMS = "team newsroom desk agency agencies agentur agence agencia service network redaktion institute university college foundation news"

# Agencies whose name is a byline; compared as a whole.
_AGENCIES = """
reuters|ap|associated press|the associated press|afp|agence france-presse|agence france presse|dpa|dpa-afx|dpa/lth|apa|sda|keystone-sda|sid|epd|kna
efe|europa press|ansa|adnkronos|agi|lusa|belga|anp|tt|ntb|ritzau|stt|pap|čtk|ctk|tasr|mti|agerpres|hina|tanjug|beta|srna|bta
tass|ria novosti|interfax|ukrinform|unian|belta|anadolu agency|aa|dha|iha|pti|ani|ians|xinhua|新华社|新華社|中新社|中央社|kyodo
共同通信|時事通信|jiji|yonhap|연합뉴스|뉴시스|antara|bernama|vna|ttxvn|upi|bloomberg|bloomberg news|pa media|press association|pa|aap|cp
the canadian press|canadian press|afp-jiji|ots|presseportal|globe newswire|pr newswire|business wire|adn|aps|map|wam|spa|sana|irna|isna|mehr
"""

# What a template leaves where no author is known, and link texts beside an author's name.
_NOBODY = """
admin|administrator|root|guest|guest author|guest post|anonymous|unknown|none|null|n/a|na|undefined|author|authors|default|test|superuser
super user|wordpress|wpadmin|wp-admin|no author|various|various authors|about the author|view profile|more from|see all|follow|share|print|comments
contact|read more|email|e-mail|facebook|twitter|linkedin|instagram|site admin|siteadmin|published|updated|posted|news|home|blog|articles
all posts|bio|biography|profile|articles by|posts by|website|homepage|nan|false|true|nobody|name|author name|autor|autorin|por|par|by|von|di
full bio|follow us|meet the author|view all posts|more by this author|see full bio|view bio|learn more|subscribe|sign up|log in|login|register
view all articles|all articles|weitere artikel|mehr|zum profil|profil|zur person|alle artikel|reply|edit|permalink|like|view|posts|replies|guests
fact checked|reviewed|edited|contributors|contributor|x|rss|mail|youtube|tiktok|whatsapp|telegram|copy link|save|listen|read|show more|more
全文|原创|转载|查看|更多|佚名|匿名|本站|网友|未知|本报|综合|互联网|网络|转帖|写信|管理员|原文|无|不详|本网|本站原创|网站|分享|收藏|匿名用户|关闭|关闭窗口|房产|文章|高层|时尚|时间|高清|高级|文化|金融|温馨|方法|安全|成功|常见|国际|花絮|连载|江湖|财经|游戏|汽车|图文|连接|任务|应用|解答|单位|费用|全国|万元|時間|國際|文章列表|高端|温度|
该作者文章|作者文章|作者介绍|网易|新浪|搜狐|腾讯|访问统计|访问|统计|点击|点击数|点击率|浏览|浏览数|阅读|人气|字体|字号|推荐|评论|返回
staff report|staff reports|staff writer|staff writers|wire report|wire reports|from staff reports|from wire reports|staff and wire reports
news staff|web staff|web desk|news desk|news service reports|agency reports
uncategorized|editor|editors|redaktion|webmaster|user|staff|disclaimer|imprint|impressum|kontakt|photo|foto|image|getty images|shutterstock
"""

# Offices that one person holds: where one follows a name, the name ends.
_OFFICES = """
editor reporter correspondent writer columnist contributor journalist producer analyst photographer critic presenter director founder ceo president
professor lecturer fellow secretary blogger redakteur redakteurin chefredakteur chefredakteurin korrespondent korrespondentin reporterin volontär
volontärin journaliste correspondant correspondante redactor redactora periodista corresponsal jornalista repórter giornalista redacteur
redaktør redaktör dziennikarz редактор корреспондент журналист обозреватель muhabiri
"""

# Adjectives of roles, which end a name as the role does.
_RANKS = """
senior chief political politics deputy managing executive associate assistant contributing national foreign special lead science sports business
leitender leitende stellvertretender stellvertretende verantwortlicher
"""

# Words of titles and menus, in no person's name.
_NOT_IN_NAMES = """
of the for with your our my this that how what why when where is are all more read share follow comments comment views min minutes ago today
table contents guide best top new about to from and or be not no yes get see next previous continue open close
und oder mit für ist sind alle mehr teilen lesen les avec pour los las para con
"""

# Particles inside names that are written small.
_PARTICLES = """
de del de la da do dos das di du des van von der den ter ten te le la el al bin bint ibn abu zu zur zum af av e y i st mac mc
ben bat ap o' d' 't op in het los las san santa e' al- el- ul ud vom
"""


def _split(table: str) -> list[str]:
    return [word for row in table.strip().splitlines() for word in row.split("|") if word]


def _any(words: list[str]) -> str:
    return "|".join(sorted((re.escape(w) for w in dict.fromkeys(words)), key=len, reverse=True))


JOINERS = _any(_JOINERS.split())
SHORT_JOINERS = _any(_SHORT_JOINERS.split())
CREDENTIALS = frozenset(_CREDENTIALS.split())
ROLE_WORDS = frozenset(_ROLES.split())
TEAM_WORDS = frozenset(_TEAMS.split())
AGENCIES = frozenset(_split(_AGENCIES))
NOBODY = frozenset(_split(_NOBODY))
PARTICLES = frozenset(_PARTICLES.split())
OFFICES = frozenset(_OFFICES.split())
RANKS = frozenset(_RANKS.split())
NOT_IN_NAMES = frozenset(_NOT_IN_NAMES.split())
CJK_LABELS = _any(_split(_CJK_LABELS))
INTRODUCTION = re.compile(
    rf"^\W*(?:(?:{_any(_split(_BEFORE))})(?:\s*[:：|]\s*|\s+)"
    rf"|(?:{_any(_split(_LABELS))})\s*[:：|]\s*"
    rf"|(?:{CJK_LABELS})(?:\s*[:：丨|/／・=＝]\s*|\s+))",
    re.IGNORECASE,
)
ONLY_WORDS = (
    rf"(?:{_any(_split(_BEFORE))}|{_any(_split(_LABELS))}|{CJK_LABELS}|{JOINERS}|{SHORT_JOINERS})[:：]?"
)
