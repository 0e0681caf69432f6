from __future__ import annotations

import pytest

from crawler.feeds import decode, parse_feed
from tests.feeds.samples import item, rss

CYRILLIC = "Новости порта: паром снова ходит каждый день, сообщает совет гавани"


def titled(title: str, declared: str) -> str:
    return rss(item(title), head=f'<?xml version="1.0" encoding="{declared}"?>').decode()


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (titled("Café d’été", "utf-8").encode("cp1252"), "Café d’été"),
        (titled("Café — Київ", "iso-8859-1").encode(), "Café — Київ"),
        (b"\xef\xbb\xbf" + titled("Київ", "windows-1251").encode(), "Київ"),
        (titled("Київ", "").encode("utf-16"), "Київ"),
        (titled("Київ", "utf-16").encode("utf-16-le"), "Київ"),
        (titled("Київ", "utf-32").encode("utf-32"), "Київ"),
        (titled(CYRILLIC, "windows-1251").encode("cp1251"), CYRILLIC),
        (titled(CYRILLIC, "koi8-r").encode("koi8-r"), CYRILLIC),
        (titled("東京の港", "Shift_JIS").encode("cp932"), "東京の港"),
        (titled("東京の港", "EUC-JP").encode("euc_jp"), "東京の港"),
        (titled("東京の港", "iso-2022-jp").encode("iso2022_jp"), "東京の港"),
        (titled("港口新聞", "gb2312").encode("gb18030"), "港口新聞"),
        (titled("항구 소식", "ks_c_5601-1987").encode("cp949"), "항구 소식"),
        (titled("It\x92s", "iso-8859-1").encode("latin-1"), "It’s"),
        (titled("+ADw-script+AD4-", "utf-7").encode(), "+ADw-script+AD4-"),
        (titled("ok", "x-klingon").encode(), "ok"),
        (titled("ok", "rot13").encode(), "ok"),
        (titled("AAA@@BBB é", "utf-8").encode().replace(b"@@", b"\xff"), "AAA\ufffdBBB é"),
    ],
)
def test_the_encoding_is_what_the_bytes_prove(data: bytes, title: str) -> None:
    assert parse_feed(data).entries[0].title == title


def test_the_http_header_speaks_where_the_document_does_not() -> None:
    data = rss(item(CYRILLIC), head="").decode().encode("koi8-r")
    assert parse_feed(data, headers={"Content-Type": "text/xml; charset=KOI8-R"}).entries[0].title == CYRILLIC


def test_the_detector_reads_what_nobody_declared() -> None:
    data = rss(item(f"{CYRILLIC}. {CYRILLIC}"), head="").decode().encode("cp1251")
    assert parse_feed(data).entries[0].title == f"{CYRILLIC}. {CYRILLIC}"


def test_a_document_cut_inside_a_character_stays_utf8() -> None:
    assert decode("Київ".encode()[:-1]).encoding == "utf-8"
