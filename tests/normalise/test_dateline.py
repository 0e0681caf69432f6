"""Datelines of many newsrooms, and beginnings that only look like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.normalise.dateline import find_agency, find_dateline

REST = " Ferry crews spent a third night aboard their boats."


@pytest.mark.parametrize(
    ("start", "place", "agency"),
    [
        ("Kyiv, Ukraine – Ferry", "Kyiv, Ukraine", None),
        ("MADRID (AP) — Ferry", "MADRID", "AP"),
        ("PUTRAJAYA, Nov 22 — Ferry", "PUTRAJAYA", None),
        ("BERLIN, May 3 (Reuters) - Ferry", "BERLIN", "Reuters"),
        ("(Reuters) - Ferry", None, "Reuters"),
        ("Москва. 2 мая. INTERFAX.RU - Паром", "Москва", "Interfax"),
        ("Berlin (dpa) - Die", "Berlin", "dpa"),
        ("Kiel (dpa/lno) - Die", "Kiel", "dpa"),
        ("ST. JOSEPH, Mich. (AP) — Ferry", "ST. JOSEPH, Mich.", "AP"),
        ("NEW YORK – Ferry", "NEW YORK", None),
        ("PARIS, le 3 mai (AFP) - Les", "PARIS", "AFP"),
        ("MADRID, 3 May. (EUROPA PRESS) - El", "MADRID", "Europa Press"),
        ("ROMA (ANSA) - Il", "ROMA", "ANSA"),
        ("TORONTO, Nov. 19, 2026 (GLOBE NEWSWIRE) -- Ferry", "TORONTO", "GlobeNewswire"),
        ("JAKARTA, KOMPAS.com - Kapal", "JAKARTA", "Kompas"),
        ("МОСКВА, 5 мая — РИА Новости. Паром", "МОСКВА", "RIA Novosti"),
        ("МОСКВА, 5 мая. /ТАСС/. Паром", "МОСКВА", "TASS"),
        ("Харків – Пором", "Харків", None),
        ("القاهرة (رويترز) - قالت", "القاهرة", "Reuters"),
        ("جدة – قالت", "جدة", None),
        ("تهران - ایرنا - کشتی", "تهران", "IRNA"),
        ("नई दिल्ली: नौका", "नई दिल्ली", None),
        ("新华社北京3月5日电（记者 王）渡轮", "北京", "Xinhua"),
        ("上海讯 渡轮", "上海", None),
        ("（中央社記者王大明台北5日電）渡輪", "台北", "CNA"),
        ("【ワシントン共同】フェリー", "ワシントン", "Kyodo"),
        ("［東京 3日 ロイター］ - フェリー", "東京", "Reuters"),
        ("(서울=연합뉴스) 홍길동 기자 = 여객선", "서울", "Yonhap"),
    ],
)
def test_place_and_agency_are_read(start: str, place: str | None, agency: str | None) -> None:
    found = find_dateline([start + REST])
    assert (found.place, found.agency) == (place, agency)


@pytest.mark.parametrize(
    "start",
    [
        "BREAKING — Ferry",
        "Analysis – Why ferry",
        "Donald Duck – President of the club",
        "By Monday – the third day",
        "He said – Nobody knew why",
        "The wall — built in 1931",
        "“Berlin – the city of walls”, he said",
        "Q: Why did the wall break",
        "Update: Ferry",
        "A storm - Three boats",
    ],
)
def test_a_beginning_that_only_looks_like_one_is_none(start: str) -> None:
    assert not find_dateline([start + REST])


def test_it_is_looked_for_in_the_first_paragraphs_only() -> None:
    assert find_dateline(["A teaser without a place.", "MADRID (AP) — Ferry" + REST])
    assert not find_dateline(["One.", "Two.", "Three.", "MADRID (AP) — Ferry" + REST])


def test_an_agency_is_known_from_the_author_or_the_source() -> None:
    assert find_agency(["Reuters"], []) == "Reuters"
    assert find_agency(["Ana Reis"], ["Quelle: dpa"]) == "dpa"
    assert find_agency(["Ana Reis"], ["Ana Reis is a reporter at the Gazette."]) is None


@given(st.lists(st.text(max_size=150), max_size=4))
def test_any_text_is_answered(paragraphs: list[str]) -> None:
    find_dateline(paragraphs)
