"""Kinds of articles that folding gets wrong when it counts common words: each has a test with its own sentences."""

from __future__ import annotations

import pytest

from tests.dedup.newsdesk import DREDGING, LIBRARY, ORCHARD, folded, text

BODY = text(DREDGING)
VOTE = "Board votes to dredge the northern channel"
Issue = tuple[str, str, float]


def obituary(name: str, town: str, age: int, church: str, kin: str) -> str:
    return (
        f"{name}, a lifelong resident of {town}, passed away peacefully at home on Sunday surrounded by family. "
        f"{name.split(maxsplit=1)[0]} was {age}. A service of thanksgiving will be held at {church} on Friday morning, followed "
        f"by a reception in the parish hall to which all friends are warmly invited. {kin} The family asks for no "
        "flowers; donations in memory may be made to the lifeboat fund. The funeral directors are Marsh and "
        "Daughters of Quay Street."
    )


def telegram(who: str, land: str, occasion: str) -> str:
    return (
        f"The President has sent a telegram of congratulation to {who} of {land} on the occasion of {occasion}. In "
        "the telegram the President expressed, in his own name and in the name of the government and the people, his "
        f"most sincere wishes of health and happiness and of steady progress to the friendly people of {land}. He "
        "praised the close ties between the two countries and the wish of both sides to strengthen them in all fields."
    )


def telegram_ar(who: str, land: str, occasion: str) -> str:
    return (
        f"بعث الرئيس برقية تهنئة إلى {who} رئيس جمهورية {land} بمناسبة {occasion}. وأعرب الرئيس باسمه واسم الحكومة "
        f"والشعب عن أصدق التهاني وأطيب التمنيات بالصحة والسعادة لفخامته ولشعب جمهورية {land} الصديق باطراد التقدم "
        "والازدهار. وأشاد بهذه المناسبة بمتانة العلاقات التي تربط بين البلدين الصديقين والتي يسعى الجميع لتعزيزها "
        "وتنميتها في المجالات كافة."
    )


def telegram_zh(who: str, land: str, occasion: str) -> str:
    return (
        f"国家主席今日致电{who}，祝贺{land}{occasion}。主席在贺电中表示，两国传统友谊深厚，近年来双方政治互信不断加强，"
        "各领域合作成果丰硕。我高度重视两国关系发展，愿同你一道努力，推动双边关系不断向前发展，造福两国人民。"
        "同日，外交部长也向对方外长致电祝贺。"
    )


def quake(magnitude: str, place: str, depth: int, when: str, off: int) -> str:
    return (
        f"An earthquake of magnitude {magnitude} was recorded near {place} on {when}, the seismological service said. "
        f"The epicentre lay {off} kilometres from the coast at a depth of {depth} kilometres. There were no immediate "
        "reports of damage, and no tsunami warning was issued. Residents are advised to expect aftershocks and to "
        "follow the civil protection service. The report was written automatically from the service's data."
    )


def draw(numbers: str, jackpot: int, day: str) -> str:
    return (
        f"The winning numbers in Saturday's national draw were {numbers}. The bonus number was drawn last, as always, "
        f"in front of a notary. Nobody held all the numbers, so the jackpot rises to {jackpot} million crowns for the "
        f"draw on {day}. Tickets are on sale in kiosks and online until seven in the evening. Players must be of age. "
        "The lottery gives a third of its income to sport and culture."
    )


def jam(road: str, here: str, there: str, cars: str) -> str:
    return (
        f"Drivers are warned of delays on the {road} between {here} and {there} after a collision of {cars} vehicles. "
        "Police have closed one lane while the cars are recovered. Motorists should allow extra time or use another "
        "route where possible. The fire brigade and an ambulance were called to the scene. It is not yet known whether "
        "anyone was injured. More information will be published here as we receive it."
    )


def wetter(town: str, high: int, low: int, sky: str) -> str:
    return (
        f"In {town} wird es heute {sky}. Die Temperaturen erreichen am Nachmittag {high} Grad, in der Nacht kühlt es auf "
        f"{low} Grad ab. Der Wind weht schwach bis mäßig aus wechselnden Richtungen. Der Wetterdienst rät, bei "
        "Gewittern Schutz zu suchen und offenes Gelände zu meiden. In den kommenden Tagen bleibt es unbeständig, erst "
        "zum Wochenende setzt sich wieder die Sonne durch."
    )


def kurs(dollar: str, euro: str, buy: str, sell: str, city: str) -> str:
    return (
        f"Нацбанк встановив офіційний курс: долар коштує {dollar} гривні, євро – {euro} гривні. У відділеннях міста "
        f"{city} долар купують по {buy} і продають по {sell} гривні. Нагадаємо, банки встановлюють власні курси "
        "самостійно, а офіційний курс діє протягом наступного робочого дня. Обмінні пункти працюють до вечора, "
        "крім неділі та святкових днів."
    )


def match(home: str, away: str, score: str, crowd: int, scorer: str, minute: int) -> str:
    return (
        f"{home} and {away} parted {score} in front of {crowd} spectators on Saturday. {scorer} opened the scoring in "
        f"minute {minute} from close range. The visitors pressed after the break but the home defence held. Speaking "
        "after the final whistle, the manager praised his players and said that the team had worked hard all week. "
        "Tickets for the next match are on sale at the club shop, and supporters are asked to arrive early because of "
        "road works around the ground."
    )


def judgement(who: str, town: str, offence: str, last: str) -> str:
    return (
        f"A court in {town} has sentenced {who} to prison for {offence}. The judge said that the offence was serious and "
        "that the sentence had to deter others. The defence had asked for a suspended sentence and said that it would "
        "appeal. The prosecutor welcomed the decision. The trial had drawn many listeners, and the public gallery was "
        f"full on every day of it. {last} The sentence is not yet final."
    )


SERIES: dict[str, list[Issue]] = {
    "obituaries by template": [
        (
            "Ada Thorne",
            obituary("Ada Thorne", "Elmsworth", 84, "St Brida's church", "She leaves two daughters."),
            0,
        ),
        (
            "Harold Pike",
            obituary("Harold Pike", "Stowbridge", 79, "All Saints", "He leaves his wife and a son."),
            3,
        ),
        (
            "Ines Caro",
            obituary("Ines Caro", "Elmsworth", 91, "Holy Cross", "She leaves a sister and nephews."),
            5,
        ),
    ],
    "telegrams to different heads of state": [
        ("President congratulates king of Norland", telegram("King Oskar", "Norland", "his accession"), 0),
        (
            "President congratulates Verdia",
            telegram("President Luis Almada", "Verdia", "the national day"),
            14,
        ),
        (
            "President congratulates Sultan of Marua",
            telegram("Sultan Hakim Dar", "Marua", "independence day"),
            30,
        ),
    ],
    "telegrams in Arabic": [
        ("الرئيس يهنئ رئيس نورلاند", telegram_ar("كارل هانسن", "نورلاند", "ذكرى اليوم الوطني لبلاده"), 0),
        ("الرئيس يهنئ رئيس فيرديا", telegram_ar("لويس ألمادا", "فيرديا", "ذكرى استقلال بلاده"), 20),
        ("القيادة تهنئ رئيس ماروا", telegram_ar("حكيم دار", "ماروا", "ذكرى إعادة انتخابه"), 40),
    ],
    "telegrams in Chinese": [
        ("国家主席致电祝贺诺兰国庆", telegram_zh("诺兰国王奥斯卡", "诺兰", "国庆日"), 0),
        ("国家主席致电祝贺维迪亚独立", telegram_zh("维迪亚总统阿尔马达", "维迪亚", "独立纪念日"), 20),
    ],
    "automatic earthquake reports": [
        ("Earthquake shakes Port Amal", quake("4.1", "Port Amal", 12, "Monday evening", 31), 0),
        ("Earthquake shakes Cape Doro", quake("5.3", "Cape Doro", 8, "Tuesday morning", 54), 10),
    ],
    "lottery results under one headline": [
        ("Lottery results", draw("4, 11, 17, 29, 33 and 41", 12, "Wednesday"), 0),
        ("Lottery results", draw("2, 8, 19, 23, 37 and 45", 14, "Saturday"), 70),
    ],
    "traffic notices": [
        ("Delays on the A4 near Marl", jam("A4", "Marl", "Oxley", "two"), 0),
        ("Delays on the B19 near Denby", jam("B19", "Denby", "Harrow Cross", "three"), 2),
    ],
    "weather in two towns and on two days": [
        ("Das Wetter in Altstadt", wetter("Altstadt", 21, 9, "heiter"), 0),
        ("Das Wetter in Neuhafen", wetter("Neuhafen", 18, 7, "regnerisch"), 0.5),
        ("Das Wetter in Altstadt", wetter("Altstadt", 23, 11, "wolkig"), 24),
    ],
    "exchange rates": [
        ("Курс валют", kurs("41,2031", "44,8810", "41,05", "41,50", "Рівне"), 0),
        ("Курс валют", kurs("41,3320", "45,0127", "41,15", "41,60", "Суми"), 1),
        ("Курс валют", kurs("41,2872", "44,9003", "41,10", "41,55", "Рівне"), 24),
    ],
    "match reports by template": [
        ("Denby 2-2 Marl", match("Denby", "Marl", "2-2", 1804, "Okello", 12), 0),
        ("Oxley 1-1 Stow", match("Oxley", "Stow", "1-1", 2310, "Varga", 40), 0.2),
    ],
    "court notices without a number": [
        ("Man jailed for fraud", judgement("Piet Odder", "Lund", "fraud", "Odder did not speak."), 0),
        (
            "Woman jailed for arson",
            judgement("Greta Moll", "Vester", "arson", "Moll wept as it was read."),
            6,
        ),
    ],
}


@pytest.mark.parametrize("kind", SERIES)
def test_each_issue_of_a_series_is_an_article_of_its_own(kind: str) -> None:
    assert folded(*SERIES[kind]) == list(range(len(SERIES[kind])))


def test_the_same_telegram_in_two_papers_is_one_article() -> None:
    told = telegram("King Oskar", "Norland", "his accession")
    edited = told.replace("most sincere wishes", "warmest wishes").replace(
        "He praised", "The President also praised"
    )
    assert folded(
        ("President congratulates king of Norland", told, 0), ("A telegram to Norland", edited, 5)
    ) == [0, 0]


COPIES: dict[str, tuple[str, str]] = {
    "a correction of three numbers": (
        VOTE,
        BODY.replace("1,250,000", "1,520,000")
        .replace("31 crossings", "37 crossings")
        .replace("4 October", "6 October"),
    ),
    "another headline": ("Ferries may sail again at low water", BODY),
    "the headline four times on top": (VOTE, f"{VOTE}\n\n“{VOTE}”\n\n{VOTE.upper()}\n\n{VOTE}\n\n{BODY}"),
    "the first third, cut": (VOTE, BODY[: len(BODY) * 3 // 10].rsplit(" ", 1)[0] + "…"),
    "a foreign paragraph at the end": (VOTE, f"{BODY}\n\n{LIBRARY[1]}"),
    "half as much again on top": (f"Live: {VOTE}", f"{text(ORCHARD[:3])}\n\n{BODY}"),
    "credits, notices and a byline": (
        VOTE,
        (
            f"By Maud Lind\n\nFILE PHOTO: the bank at low water. Agency/J. Roe\n\n{BODY}\n\nWith inputs from agencies. This "
            "content is aggregated from public sources; write to us if you believe that your rights are infringed."
        ),
    ),
    "other typography": (VOTE, BODY.replace("“", '"').replace("”", '"').replace("1,250,000", "1 250 000")),
    "paragraphs in another order": (VOTE, text((*DREDGING[3:], *DREDGING[:3]))),
    "a paragraph left out": (VOTE, text((*DREDGING[:2], *DREDGING[3:]))),
}


@pytest.mark.parametrize("what", COPIES)
@pytest.mark.parametrize("hours", [5, -2])
def test_a_copy_is_found_whichever_comes_first(what: str, hours: float) -> None:
    headline, body = COPIES[what]
    assert folded((VOTE, BODY, 0), (headline, body, hours)) == [0, 0]
    assert folded((headline, body, hours), (VOTE, BODY, 0)) == [0, 0]


def test_an_equal_headline_over_another_text_is_another_article() -> None:
    assert folded((VOTE, BODY, 0), (VOTE, text(ORCHARD), 3)) == [0, 1]


def test_a_follow_up_that_ends_with_old_background_is_another_article() -> None:
    follow_up = (
        (
            "Fishermen from Gull Point blocked the inner basin with eleven boats on Friday to protest against the dumping "
            "of spoil on their grounds."
        ),
        (
            "They left after four hours, when the county promised that no barge would sail before the hearing. “We have "
            "pots out there worth more than the crane,” said one of them."
        ),
        "The hearing was moved to Monday; the chair of the board said that she would listen as long as it took.",
        DREDGING[0],
        DREDGING[5],
    )
    assert folded((VOTE, BODY, 0), ("Boats block the basin", text(follow_up), 60)) == [0, 1]


def test_a_round_up_folds_with_none_of_its_items_and_glues_none() -> None:
    frost, tools = "Frost takes the cherries of Denby", "Library lends tools"
    teasers = [
        (headline, text(story[:2]), float(n))
        for n, (headline, story) in enumerate(((VOTE, DREDGING), (frost, ORCHARD), (tools, LIBRARY)))
    ]
    briefing = ("The morning in brief", text(body for _, body, _ in teasers), 5.0)
    full = [(VOTE, BODY, 6.0), (frost, text(ORCHARD), 7.0)]
    assert folded(*teasers, briefing, *full) == [0, 1, 2, 3, 0, 1]


def test_two_round_ups_that_share_half_of_their_items_are_two() -> None:
    morning = text((ORCHARD[0], DREDGING[0], LIBRARY[0], DREDGING[3], ORCHARD[2]))
    evening = text((DREDGING[5], LIBRARY[0], ORCHARD[0], LIBRARY[1], DREDGING[0], DREDGING[4]))
    assert folded(("The morning in brief", morning, 0), ("The evening in brief", evening, 10)) == [0, 1]


def test_a_teaser_and_two_cut_copies_end_in_one_story_with_the_full_text() -> None:
    teaser, half = text(DREDGING[:2]), text(DREDGING[2:5])
    assert folded((VOTE, teaser, 0), (VOTE, half, 1), (VOTE, BODY, 2)) == [0, 0, 0]
