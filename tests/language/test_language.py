"""The language of a text: script, n-grams, and the declared language as a prior."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.language import detect, primary_tag

SENTENCES = {
    "de": "Der Gemeinderat hat am Mittwoch beschlossen, die alte Brücke noch in diesem Jahr zu sanieren.",
    "en": "The harbour authority said on Tuesday that the ferry would run again before the weekend.",
    "fr": "La mairie a annoncé mercredi que le pont serait fermé pendant toute la durée des travaux.",
    "es": "El ayuntamiento anunció el miércoles que el puente permanecerá cerrado durante las obras.",
    "it": "Il comune ha annunciato mercoledì che il ponte resterà chiuso per tutta la durata dei lavori.",
    "pt": "A prefeitura anunciou na quarta-feira que a ponte ficará fechada durante as obras.",
    "nl": "De gemeente maakte woensdag bekend dat de brug tijdens de werkzaamheden gesloten blijft.",
    "pl": "Władze miasta ogłosiły w środę, że most będzie zamknięty przez cały czas remontu.",
    "cs": "Město ve středu oznámilo, že most bude po celou dobu oprav uzavřen.",
    "sv": "Kommunen meddelade på onsdagen att bron kommer att vara stängd under hela arbetet.",
    "no": "Kommunen opplyste onsdag at broen kommer til å være stengt så lenge arbeidet pågår.",
    "fi": "Kaupunki kertoi keskiviikkona, että silta on suljettuna koko korjaustyön ajan.",
    "hu": "Az önkormányzat szerdán közölte, hogy a híd a munkálatok idején zárva marad.",
    "ro": "Primăria a anunțat miercuri că podul va fi închis pe toată durata lucrărilor.",
    "tr": "Belediye çarşamba günü köprünün çalışmalar boyunca kapalı kalacağını duyurdu.",
    "vi": "Chính quyền thành phố thông báo hôm thứ Tư rằng cây cầu sẽ đóng cửa trong thời gian sửa chữa.",
    "ru": "Мэрия сообщила в среду, что мост будет закрыт на всё время ремонта.",
    "uk": "Міська рада повідомила в середу, що міст буде зачинено на весь час ремонту.",
    "bg": "Общината съобщи в сряда, че мостът ще бъде затворен през цялото време на ремонта.",
    "el": "Ο δήμος ανακοίνωσε την Τετάρτη ότι η γέφυρα θα μείνει κλειστή.",
    "ar": "أعلنت البلدية يوم الأربعاء أن الجسر سيبقى مغلقا طوال فترة الأعمال.",
    "fa": "شهرداری روز چهارشنبه اعلام کرد که پل در طول تعمیرات بسته خواهد ماند.",
    "ur": "بلدیہ نے بدھ کو اعلان کیا کہ پل مرمت کے دوران بند رہے گا۔",
    "he": "העירייה הודיעה ביום רביעי שהגשר יישאר סגור במשך כל העבודות.",
    "hi": "नगर निगम ने बुधवार को बताया कि मरम्मत के दौरान पुल बंद रहेगा।",
    "th": "เทศบาลแจ้งเมื่อวันพุธว่าสะพานจะปิดตลอดการซ่อมแซม",
    "ko": "시는 수요일 공사 기간 동안 다리를 폐쇄한다고 밝혔다.",
    "ja": "市は水曜日、工事の間は橋を通行止めにすると発表した。",
    "zh": "市政府周三宣布，施工期间大桥将关闭。",
}


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items(), ids=list(SENTENCES))
def test_one_sentence_tells_its_language(language: str, sentence: str) -> None:
    assert detect(sentence) == language


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items(), ids=list(SENTENCES))
def test_a_template_that_declares_english_does_not_change_the_answer(language: str, sentence: str) -> None:
    assert detect(sentence * 3, "en-US") == language


def test_a_short_headline_takes_the_declared_language() -> None:
    assert detect("Mini-Gipfel", "de-AT") == "de"


def test_a_declared_language_of_another_script_is_not_believed() -> None:
    assert detect("Мост закрыт", "en") == "ru"


def test_kanji_alone_is_japanese_where_the_page_says_so() -> None:
    assert detect("東京株式市場", "ja") == "ja"
    assert detect("東京株式市場") == "zh"


def test_languages_that_share_their_words_follow_the_declared_one() -> None:
    assert detect("Vlada je u srijedu predstavila novi proračun za sljedeću godinu", "hr") == "hr"
    assert detect("Pemerintah mengumumkan harga baru pada hari Rabu", "id") == "id"


def test_addresses_and_digits_are_no_words() -> None:
    assert detect("https://example.org/der-die-das 12345 info@gazette.example") is None


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        ("en-GB", "en"),
        ("zh_CN", "zh"),
        ("iw", "he"),
        ("nb-NO", "no"),
        ("cz", "cs"),
        (" fr ", "fr"),
        ("", None),
        (None, None),
        ("x-default", None),
        ("1", None),
    ],
)
def test_declared_tags_are_reduced_to_the_primary_one(declared: str | None, tag: str | None) -> None:
    assert primary_tag(declared) == tag


@given(st.text(max_size=300), st.one_of(st.none(), st.text(max_size=12)))
def test_any_text_gets_a_short_tag_or_none(text: str, declared: str | None) -> None:
    tag = detect(text, declared)
    assert tag is None or (tag.isascii() and 2 <= len(tag) <= 3 and tag == tag.lower())
    assert detect(text, declared) == tag
