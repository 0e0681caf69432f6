"""Private addresses are refused in every spelling; public ones never are."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.guard import address_problem, literal_address, networks, url_problem


@pytest.mark.parametrize(
    ("ip", "words"),
    [
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.168.1.1", "private"),
        ("169.254.1.1", "link-local"),
        ("169.254.169.254", "metadata"),
        ("100.100.100.200", "metadata"),
        ("100.64.0.1", "CGNAT"),
        ("198.18.0.1", "benchmarking"),
        ("192.0.2.1", "documentation"),
        ("0.0.0.0", "unspecified"),
        ("0.1.2.3", "this network"),
        ("224.0.0.1", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "broadcast"),
        ("::1", "loopback"),
        ("::", "unspecified"),
        ("fe80::1%eth0", "link-local"),
        ("fd12:3456::1", "private"),
        ("fd00:ec2::254", "metadata"),
        ("fec0::1", "site-local"),
        ("ff02::1", "multicast"),
        ("2001:db8::1", "documentation"),
        ("4000::1", "reserved"),
        # an IPv4 address inside
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:a9fe:a9fe", "metadata"),
        ("::10.0.0.1", "private"),
        ("::ffff:0:10.0.0.1", "private"),
        ("64:ff9b::7f00:1", "loopback"),
        ("64:ff9b:1::808:808", "local NAT64"),
        ("2002:7f00:1::", "loopback"),
        ("2001:0:7f00:1::1", "loopback"),
        ("2a00::5efe:10.0.0.1", "private"),
        ("not an address", "not an address"),
    ],
)
def test_what_is_not_the_open_web_is_refused_by_its_kind(ip: str, words: str) -> None:
    assert words in (address_problem(ip) or "")


@pytest.mark.parametrize(
    "ip",
    ["1.1.1.1", "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.63.255.255", "100.128.0.1", "198.20.0.1", "223.255.255.255",
     "2606:4700::1111", "2a00:1450:4001::200e", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"],
)  # fmt: skip
def test_public_addresses_pass(ip: str) -> None:
    assert address_problem(ip) is None


def test_an_allowed_network_opens_itself_and_nothing_beside_it() -> None:
    opened = networks(["127.0.0.1/32", "fd00::/8"])
    assert address_problem("127.0.0.1", opened) is None
    assert address_problem("::ffff:127.0.0.1", opened) is None
    assert address_problem("fd12::1", opened) is None
    assert address_problem("127.0.0.2", opened) is not None
    assert address_problem("10.0.0.1", opened) is not None


def test_a_bare_address_is_a_network_of_one() -> None:
    assert networks(["127.0.0.1", "::1"]) == networks(["127.0.0.1/32", "::1/128"])


@pytest.mark.parametrize(
    ("cidr", "hint"), [("10.0.0.1/8", "10.0.0.0/8"), ("home", "127.0.0.1/32"), ("", "length")]
)
def test_a_bad_network_is_told_with_the_way_out(cidr: str, hint: str) -> None:
    with pytest.raises(ValueError, match="is no network") as told:
        networks([cidr])
    assert hint in str(told.value)


@pytest.mark.parametrize(
    ("host", "ip"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("127.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("１２７.0.0.1", "127.0.0.1"),
        ("[::ffff:127.0.0.1]", "::ffff:127.0.0.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("harbour.example", None),
        ("1e100.net", None),
        ("127.0.0.1.example", None),
        ("127.0.0.1/x", None),
        ("", None),
    ],
)
def test_an_address_is_known_in_every_spelling(host: str, ip: str | None) -> None:
    found = literal_address(host)
    assert found == (ipaddress.ip_address(ip) if ip else None)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://harbour.example/", "http"),
        ("file:///etc/passwd", "http"),
        ("https://harbour.example:0/", "port 0"),
        ("https://harbour.example/a\r\nSet-Cookie: x", "control"),
        ("https://harbour.example/a b", "blanks"),
        ("ferry", "URL"),
    ],
)
def test_a_url_that_must_not_be_requested_says_why(url: str, words: str) -> None:
    assert words in (url_problem(url) or "")


def test_an_ordinary_url_has_no_problem() -> None:
    assert url_problem("https://harbour.example:8443/a%20b?c") is None


@given(st.ip_addresses(v=4))
def test_an_address_inside_ipv6_is_judged_as_the_address_itself(address: ipaddress.IPv4Address) -> None:
    plain = address_problem(str(address)) is None
    assert (address_problem(f"::ffff:{address}") is None) == plain
    assert (address_problem(f"64:ff9b::{address}") is None) == plain


@given(st.ip_addresses())
def test_whatever_python_calls_private_is_refused(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        mapped = getattr(address, "ipv4_mapped", None)
        assert address_problem(str(address)) is not None or mapped is not None


@given(st.integers(0, 2**32 - 1))
def test_every_number_of_32_bits_is_an_address(number: int) -> None:
    assert literal_address(str(number)) == ipaddress.IPv4Address(number)
    assert literal_address(hex(number)) == ipaddress.IPv4Address(number)
