"""Decides which addresses may be called, and connects to no other.

A name is looked up once, each of its addresses is checked, and a checked one is connected to: a
second look-up could answer something else. The name stays in TLS and in ``Host``.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias

import httpcore

Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[tuple[str, int]]]]
"""Look up a host and a port; answer numeric addresses with ports, or raise OSError."""

IPV4_AT_THE_END = (
    IPv6Network("64:ff9b::/96"),  # NAT64
    IPv6Network("64:ff9b:1::/48"),  # NAT64 inside one network
    IPv6Network("::ffff:0:0:0/96"),  # translated
    IPv6Network("::/96"),  # compatible, long out of use
)
NEVER = (
    IPv4Network("0.0.0.0/8"),
    IPv4Network("169.254.0.0/16"),  # link-local: the clouds' metadata, with secrets
    IPv4Network("224.0.0.0/4"),
    IPv4Network("240.0.0.0/4"),
    IPv6Network("::/128"),
    IPv6Network("fe80::/10"),
    IPv6Network("ff00::/8"),
)
NOT_PUBLIC = "an address that is not public"
MAX_TRIED = 4

# Threads of its own: a name server that does not answer must not stop other work.
_look_ups = ThreadPoolExecutor(max_workers=8, thread_name_prefix="look-up")


async def look_up(host: str, port: int) -> Sequence[tuple[str, int]]:
    """Ask the system for the addresses of *host*, in a thread."""

    def ask() -> list[tuple[str, int]]:
        results = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return [(str(address[0]), int(address[1])) for *_, address in results]

    return await asyncio.get_running_loop().run_in_executor(_look_ups, ask)


def refusal(address: str, *, public: bool = True, private: bool = False) -> str:
    """Say in a few words why the numeric *address* may not be called; empty: it may."""
    target = ip_address(address.partition("%")[0])
    if isinstance(target, IPv6Address):
        target = _ipv4_inside(target) or target
    if any(target in network for network in NEVER if network.version == target.version):
        return "an address that is never called"
    if target.is_global and not public:
        return "a public address, which is called over https only"
    if not target.is_global and not private:
        return NOT_PUBLIC
    return ""


def _ipv4_inside(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that *address* is another spelling of, or a tunnel to."""
    if address.ipv4_mapped is not None or address.sixtofour is not None:
        return address.ipv4_mapped or address.sixtofour
    if any(address in network for network in IPV4_AT_THE_END) and int(address) > 1:  # not ::, ::1
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections, to allowed addresses only."""

    def __init__(self, resolve: Resolve, *, public: bool, private: bool) -> None:
        self._resolve = resolve
        self._public = public
        self._private = private
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Look *host* up once, check every address, and connect to the first that answers."""
        addresses = await self._checked(host, port)
        failure: Exception = httpcore.ConnectError("no address")
        for address, its_port in addresses[:MAX_TRIED]:
            try:
                return await self._inner.connect_tcp(
                    address, its_port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as fault:
                failure = fault
        raise failure

    async def _checked(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        try:
            addresses = await self._resolve(host, port)
            for address, _ in addresses:
                why = refusal(address, public=self._public, private=self._private)
                if why:
                    raise httpcore.ConnectError(why)
        except (OSError, ValueError) as fault:  # ValueError: a name that cannot be one
            raise httpcore.ConnectError(f"no such host ({type(fault).__name__})") from fault
        return addresses
