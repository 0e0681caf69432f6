from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.markup.links import web_link
from crawler.urls import link

PATH = st.text(alphabet="abZ09-._~!$()*+,:@=/&?%;'\"<>\\ |^{}[]é#", max_size=12)
HOST = st.sampled_from(
    [
        "harbour.example",
        "www.a-b.co.uk",
        "1.2.3.4",
        "127.1",
        "a..b.com",
        "-a.com",
        "a_b.com",
        "x.0x7f",
        "xn--a.com",
    ]
)


@given(HOST, PATH)
def test_the_short_way_for_settled_addresses_gives_what_the_url_standard_gives(host: str, path: str) -> None:
    url = f"https://{host}/{path}".strip()
    if "xn--" not in host:
        assert web_link(url) == link("".join(url.split("\t")), None)
