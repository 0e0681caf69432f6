"""What the demo's newsrooms print. Invented places, people and events; no rule of newsfold knows any of it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Story:
    """One article of one outlet. `age` is in minutes before the first crawl; `edited` replaces paragraphs later."""

    slug: str
    headline: str
    paragraphs: tuple[str, ...]
    age: int
    byline: str = ""
    section: str = "news"
    edited: tuple[tuple[int, str], ...] = ()  #: (paragraph, its text in the second edition)
    new_headline: str = ""  #: of the second edition
    edition: int = 1  #: from which edition on it is printed


@dataclass(frozen=True, slots=True)
class Outlet:
    """One newsroom: its language, its layout, and the lines that it prints around every article."""

    name: str
    language: str
    layout: str  #: "classic", "modern" or "aggregator"
    stories: tuple[Story, ...]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    dateline: str = ""
    wall: bool = False  #: one of its addresses answers with a consent page
    tags: tuple[str, ...] = field(default=())


WIRE = (
    "Dock workers in the port of Velmora ended a nine-day strike on Thursday after the harbour board agreed to "
    "raise night wages by 6.5 per cent and to hire 140 permanent crane drivers by the end of March.",
    "The stoppage had kept 31 cargo ships waiting outside the breakwater and cost importers an estimated 48 "
    "million crowns, according to the chamber of trade. Two ferries to the outer islands were cancelled each day.",
    "“We have what we asked for, and we go back tonight,” said Ilka Brandsen, who led the talks for the dockers. "
    "She said 1,912 of 2,040 members had voted for the deal in a ballot that closed at noon.",
    "The board’s chairman, Tomas Ferreday, called the result expensive but fair. He said container fees would "
    "rise by 2 per cent in April to pay for it, the first increase since 2021.",
    "Shipping lines expect the queue to clear within six days. Fresh fruit from the south will be unloaded first, "
    "followed by medicine and animal feed, the harbour master’s office said.",
    "Velmora handles about a third of the country’s imports. The last strike of this length, in 2009, ended "
    "without an agreement when the government sent in army drivers.",
)

_LOCAL_A = (
    "The old lighthouse at Cape Orrin will open to visitors for the first time in forty years, the heritage "
    "office announced on Wednesday.",
    "Workers have replaced 112 iron steps and cleaned the lens, which was cut in 1887 and weighs 900 kilograms. "
    "The lamp itself was switched off in 1983, when ships began to steer by radio.",
    "Tickets will be sold for groups of eight, because the gallery at the top carries no more. “You hear the "
    "whole bay up there,” said the keeper’s granddaughter, Mirel Askew, who will guide the first tours.",
    "The office expects 15,000 visitors in the first summer and has asked the bus company for a stop at the gate.",
)
_LOCAL_B = (
    "A fire in a warehouse on Tanner Street injured three people early on Thursday, the fire service said.",
    "The first crew arrived at 4.20 a.m. and found the roof alight. Forty firefighters worked for five hours to "
    "keep the flames from a paint store next door.",
    "Residents of two houses were led out and spent the morning in a school gym. “Nobody had time to find their "
    "shoes,” said Pavla Novotna, who lives across the yard.",
    "The cause is not known. The building, which held furniture and paper, is insured, its owner said.",
)
_LOCAL_C = (
    "Inland farmers have brought in the smallest apple harvest for twelve years after frost in May and hail in "
    "August, the growers’ union said on Thursday.",
    "Some 61,000 tonnes were picked, a third less than last autumn. Prices in the shops rose by a fifth, and two "
    "cider presses have stopped for the season.",
    "“The trees are healthy, it was the sky that failed us,” said the union’s secretary, Aldo Perrin. He asked "
    "the ministry to pay for nets against hail.",
    "The ministry said it would answer before Christmas.",
)
_LOCAL_D = (
    "The night train between Velmora and Saint Ister will run again from December, eleven years after it was "
    "stopped for want of passengers.",
    "Seven sleeping cars have been bought second-hand and fitted with showers. A berth will cost 89 crowns, "
    "about half the price of a flight.",
    "The railway says that it needs to fill 60 per cent of the beds to cover its costs. Bookings opened on "
    "Wednesday, and the first three nights were sold out within an hour.",
)
_SECOND = (
    "The first ships entered the port of Velmora on Thursday evening, two hours after dockers ended their strike.",
    "Pilots brought in the fruit carrier Santa Rueda at 7.40 p.m., with four tugs and a fireboat that sprayed "
    "coloured water. Cranes on three quays had been oiled during the afternoon.",
    "The harbour master said that eleven ships would be unloaded by morning if the wind stayed below force five.",
)
_GERMAN = (
    "Die Stadt Brennhafen will im kommenden Jahr 240 Straßenlaternen auf sparsame Lampen umrüsten. Das hat der "
    "Bauausschuss am Mittwochabend mit neun zu zwei Stimmen beschlossen.",
    "Die Arbeiten beginnen im Februar am Fischmarkt und kosten 310.000 Euro, von denen das Land die Hälfte "
    "trägt. Nach Berechnungen des Bauamts sinkt der Verbrauch um 70 Prozent.",
    "„Wir sparen in vier Jahren ein, was wir jetzt ausgeben“, sagte Stadträtin Henrike Olsen. Anwohner hatten "
    "gefordert, dass das Licht wärmer wird und nachts gedimmt werden kann.",
    "Beides sei vorgesehen, teilte das Amt mit. Die alten Masten bleiben stehen.",
)
_FRENCH = (
    "La bibliothèque municipale de Port-Lisse rouvrira samedi après dix-huit mois de travaux, a annoncé jeudi la "
    "mairie.",
    "Le bâtiment, construit en 1934, a reçu un nouveau toit et une salle de lecture de 80 places. Le chantier a "
    "coûté 4,2 millions d’euros, soit un peu moins que prévu.",
    "« Nous voulions garder la lumière et perdre l’humidité », a expliqué l’architecte Solène Quéméner. Les "
    "40 000 livres, conservés pendant les travaux dans un ancien chai, sont revenus cette semaine.",
    "L’entrée restera gratuite, et l’établissement ouvrira désormais le dimanche matin.",
)
_SPANISH = (
    "El ayuntamiento de Punta Serena aprobó el jueves un plan para recuperar el antiguo mercado de pescado, "
    "cerrado desde 2016.",
    "El edificio tendrá 26 puestos, una escuela de cocina y una terraza sobre el muelle. Las obras empezarán en "
    "marzo y durarán catorce meses, con un presupuesto de 3,8 millones de euros.",
    "«El mercado era la sala de estar del barrio», dijo la concejala Amparo Villegas, que prometió reservar la "
    "mitad de los puestos para pescadores de la zona.",
    "Los vecinos piden además que se mantenga el reloj de la fachada, parado desde hace dos décadas.",
)
_UKRAINIAN = (
    "У місті Солонець у четвер відкрили новий пішохідний міст через річку Калинку. Його будували чотирнадцять "
    "місяців, а стару переправу закрили ще торік через тріщини в опорах.",
    "Довжина мосту — 186 метрів, він витримує одночасно 900 людей. Роботи коштували 74 мільйони гривень, третину "
    "суми зібрали місцеві підприємства.",
    "«Тепер діти йтимуть до школи десять хвилин, а не сорок», — сказала вчителька Оксана Гринюк, яка першою "
    "перейшла на другий берег.",
    "Навесні на мосту обіцяють поставити лавки та ліхтарі.",
)
_CHINESE = (
    "临海市图书馆周四宣布，新建的海边阅览室将于下月一日向市民开放。阅览室位于旧码头仓库内，共有座位一百二十个。",
    "馆长沈若溪介绍，这座仓库建于一九五三年，改造历时十一个月，保留了原来的木梁和铁门，总投资约两千六百万元。",
    "“我们希望人们在这里既能读书，也能看见船。”她说。阅览室每天开放到晚上十点，周末还将为孩子们举办故事会。",
    "市交通部门表示，九路公共汽车将增设一站，方便读者往来。",
)
_ARABIC = (
    "أعلنت بلدية مرسى الريحان يوم الخميس افتتاح حديقة جديدة على الواجهة البحرية بعد عامين من الأعمال.",
    "وتضم الحديقة ثلاثمئة شجرة زيتون وممشى طوله كيلومتران وملعبا للأطفال، وبلغت كلفتها أحد عشر مليون دينار.",
    "وقالت المهندسة سلمى العطار إن الأشجار اختيرت لأنها تحتاج إلى ماء قليل وتتحمل ملح البحر.",
    "ومن المقرر أن تفتح الحديقة أبوابها كل يوم حتى منتصف الليل، على أن يبدأ تشغيل المقاهي في الربيع.",
)

_WIRE_HEADLINE = "Velmora dockers end nine-day strike after wage deal"

OUTLETS: tuple[Outlet, ...] = (
    Outlet(
        "Harbour Gazette",
        "en",
        "classic",
        (
            Story("velmora-dockers-end-strike", _WIRE_HEADLINE, WIRE, 190, "Runa Calloway", "business"),
            Story(
                "cape-orrin-lighthouse-opens",
                "Lighthouse at Cape Orrin to open after forty years",
                _LOCAL_A,
                300,
            ),
            Story(
                "first-ships-enter-velmora",
                "First ships enter Velmora as cranes start again",
                _SECOND,
                0,
                edition=2,
            ),
        ),
        above=("Harbour Gazette staff",),
        below=(
            "Sign up for the Harbour Gazette morning newsletter and get the day’s news in your inbox.",
            "© 2026 Harbour Gazette. All rights reserved.",
        ),
        dateline="VELMORA — ",
    ),
    Outlet(
        "Inland Courier",
        "en",
        "modern",
        (
            Story(
                "tanner-street-fire",
                "Three hurt in Tanner Street warehouse fire",
                _LOCAL_B,
                35,
                "Joris Penhallow",
                edited=((0, _LOCAL_B[0].replace("three people", "five people")),),
                new_headline="Five hurt in Tanner Street warehouse fire",
            ),
            Story(
                "strike-over-at-velmora",
                "Strike over: Velmora’s dockers go back to work",
                WIRE,
                150,
                "",
                "business",
            ),
            Story(
                "apple-harvest-smallest-for-years",
                "Apple harvest the smallest for twelve years",
                _LOCAL_C,
                420,
            ),
        ),
        below=(
            "Read more: How hail nets work",
            "Follow the Inland Courier on Facebook and X.",
        ),
    ),
    Outlet(
        "Morning Ledger",
        "en",
        "modern",
        (
            Story(
                "velmora-port-reopens", "Velmora port reopens as dockers accept 6.5 per cent", WIRE[:5], 120
            ),
            Story("night-train-returns", "Night train to Saint Ister returns in December", _LOCAL_D, 500),
        ),
        below=("Support our reporting from one crown a month.",),
        dateline="Velmora, Thursday – ",
        wall=True,
    ),
    Outlet(
        "Coast Radio",
        "en",
        "classic",
        (Story("dockers-strike-ends", _WIRE_HEADLINE, WIRE[:3], 170),),
        below=("Download our app to hear Coast Radio live.",),
    ),
    Outlet(
        "All The News Today",
        "en",
        "aggregator",
        (Story("velmora-dockers-strike-ends", _WIRE_HEADLINE, WIRE, 90),),
        above=("Image from Harbour Gazette",),
        below=(
            "阅读中文版 (Read Chinese Version)",
            "Disclaimer: This content is aggregated from public sources online. Please verify information "
            "independently. If you believe your rights have been infringed, contact us for removal.",
        ),
        dateline="Velmora, Norland – ",
    ),
    Outlet(
        "Küstenbote",
        "de",
        "classic",
        (
            Story(
                "sparsame-laternen",
                "Brennhafen stellt 240 Laternen auf sparsame Lampen um",
                _GERMAN,
                260,
                "Femke Harms",
            ),
        ),
        below=("Abonnieren Sie unseren Newsletter und bleiben Sie auf dem Laufenden.", "© 2026 Küstenbote"),
    ),
    Outlet(
        "Le Phare du Nord",
        "fr",
        "modern",
        (
            Story(
                "bibliotheque-port-lisse",
                "La bibliothèque de Port-Lisse rouvre samedi",
                _FRENCH,
                280,
                "Maëlle Corbin",
            ),
        ),
        below=("À lire aussi : Les plus belles bibliothèques de la côte", "Tous droits réservés"),
    ),
    Outlet(
        "El Faro de Levante",
        "es",
        "modern",
        (
            Story(
                "mercado-de-pescado", "Punta Serena recuperará su antiguo mercado de pescado", _SPANISH, 330
            ),
        ),
        below=("Lea también: Diez mercados junto al mar", "Suscríbase a nuestro boletín diario."),
    ),
    Outlet(
        "Портовий вісник",
        "uk",
        "classic",
        (
            Story(
                "novyi-mist", "У Солонці відкрили новий пішохідний міст", _UKRAINIAN, 240, "Данило Ревуцький"
            ),
        ),
        below=("Читайте також: Які мости відкриють навесні", "Підписуйтесь на наш канал у Telegram."),
    ),
    Outlet(
        "临海日报",
        "zh",
        "modern",
        (Story("seaside-reading-room", "临海海边阅览室下月开放", _CHINESE, 210),),
        below=("责任编辑：陆一舟", "版权所有，未经授权不得转载。"),
    ),
    Outlet(
        "صوت المرسى",
        "ar",
        "classic",
        (Story("new-park", "حديقة بحرية جديدة في مرسى الريحان", _ARABIC, 230),),
        below=("اقرأ أيضا: حدائق المدن الساحلية", "جميع الحقوق محفوظة"),
    ),
)
