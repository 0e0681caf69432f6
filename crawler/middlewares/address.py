"""Refuse private addresses where they cannot be slipped past: between the answer of DNS and the connection.

The resolver hands only public addresses (and those that the configuration opens) to the socket, on every
hop of a redirect, for every spelling of an address. What was refused is remembered, so that the failure
that Twisted reports as "no address" can be told as what it is.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver
from zope.interface import implementer, provider

from crawler.desk import Desk
from crawler.guard import address_problem
from storage.errors import AddressRefused

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase

Networks = Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]


@provider(IResolutionReceiver)
class _Gate:
    """Pass on the addresses that may be read."""

    def __init__(
        self, receiver: Any, host: str, allowed: Networks, refused: dict[str, AddressRefused]
    ) -> None:
        # Any: zope interfaces are no types to mypy
        self.receiver, self.host, self.allowed, self.refused = receiver, host, allowed, refused

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802  Twisted's name
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        ip = str(getattr(address, "host", ""))
        problem = address_problem(ip, self.allowed)
        if problem is None:
            self.receiver.addressResolved(address)
        else:
            self.refused[self.host] = AddressRefused(self.host, ip, problem)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.receiver.resolutionComplete()


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Nothing runs that could be stopped."""


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's caching IPv4 and IPv6 resolver behind the address guard."""

    def __init__(self, reactor: ReactorBase, cache_size: int) -> None:
        super().__init__(reactor, cache_size)
        self.allowed: Networks = ()
        self.refused: dict[str, AddressRefused] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        resolver = cls(reactor, crawler.settings.getint("DNSCACHE_SIZE"))
        desk = Desk.of(crawler)
        resolver.allowed, resolver.refused = desk.allowed_networks, desk.refused_hosts
        return resolver

    def resolveHostName(  # noqa: N802
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        gate = _Gate(resolutionReceiver, hostName, self.allowed, self.refused)
        super().resolveHostName(cast(Any, gate), hostName, portNumber, addressTypes, transportSemantics)
        return cast(IHostResolution, _Resolution(hostName))
