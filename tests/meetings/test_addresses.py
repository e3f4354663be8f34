"""Only addresses that may be called are called, whatever they look like and whoever names them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest

from meetings.addresses import refusal
from meetings.client import ServiceClient
from meetings.errors import ServiceUnreachable
from meetings.service import AccountKind, Exchange, ServiceInfo, ask
from tests.meetings.certificates import certificate
from tests.meetings.vendor import Vendor, reply, silence, vendor

CARD = ServiceInfo(name="acme", title="Acme", account=AccountKind.NONE)

LOOPBACK = ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]
PRIVATE = [
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "fd00::1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "2002:0a00:0001::",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "::7f00:1",
    "::ffff:0:10.0.0.1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
]
NEVER = [
    "0.0.0.0",  # noqa: S104 - nothing is bound
    "0.1.2.3",
    "::",
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::",
    "fe80::1",
    "fe80::1%eth0",
    "224.0.0.1",
    "239.255.255.255",
    "255.255.255.255",
    "240.0.0.1",
    "ff02::1",
]
PUBLIC = ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]


@pytest.mark.parametrize("address", LOOPBACK + PRIVATE + NEVER)
def test_what_is_not_public_is_refused(address):
    assert refusal(address)


@pytest.mark.parametrize("address", LOOPBACK + PRIVATE)
def test_private_addresses_may_be_allowed(address):
    assert not refusal(address, private=True)


@pytest.mark.parametrize("address", NEVER)
def test_some_addresses_are_never_called(address):
    assert refusal(address, private=True)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_called_over_https_only(address):
    assert not refusal(address)
    assert refusal(address, public=False, private=True)


def call(url: str) -> Exchange[int]:
    return (yield from ask(httpx.Request("GET", url))).status_code


class Names:
    """A name server under the test's control: what it answers, and how often it was asked."""

    def __init__(self, *answers: list[tuple[str, int]]) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[tuple[str, int]]:
        self.asked.append(host)
        return self._answers.pop(0)


async def refused(url: str, **how) -> ServiceUnreachable:
    limit = timedelta(seconds=2)
    async with ServiceClient(request_limit=limit, **how) as client:
        with pytest.raises(ServiceUnreachable) as fault:
            await client.run(call(url), service=CARD)
    assert not fault.value.sent
    return fault.value


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "017700000001",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0",
    ],
)
async def test_no_spelling_of_this_machine_is_called(host):
    async with vendor(reply()) as acme:
        fault = await refused(f"https://{host}:{acme.port}/")
        assert "public" in fault.detail or "never" in fault.detail
        assert acme.asked == []


@pytest.mark.parametrize(
    "answers",
    [
        [("93.184.216.34", 443), ("127.0.0.1", 443)],
        [("2606:2800:220:1::1", 443), ("::1", 443)],
        [],
    ],
    ids=["public and loopback", "the same in IPv6", "none"],
)
async def test_one_bad_address_among_good_ones_is_enough(answers):
    await refused("https://meet.example/", resolve=Names(answers))


async def test_a_name_is_looked_up_once_so_that_it_cannot_change_its_mind():
    async with vendor(reply()) as acme:
        names = Names([("127.0.0.1", acme.port)], [("10.0.0.1", 1)])
        async with ServiceClient(allow_private=True, resolve=names) as client:
            assert await client.run(call("http://meet.example/"), service=CARD) == 200
    assert names.asked == ["meet.example"]
    assert acme.asked[0].headers["host"] == "meet.example"


async def test_the_next_address_is_tried_where_the_first_is_dead(unused_tcp_port):
    async with vendor(reply()) as acme:
        names = Names([("127.0.0.1", unused_tcp_port), ("127.0.0.1", acme.port)])
        async with ServiceClient(allow_private=True, resolve=names) as client:
            assert await client.run(call("http://meet.example/"), service=CARD) == 200


async def test_http_stays_inside_even_where_private_addresses_are_allowed():
    names = Names([("93.184.216.34", 80)])
    fault = await refused("http://meet.example/", allow_private=True, resolve=names)
    assert "https only" in fault.detail


async def test_the_clouds_secrets_are_out_of_reach_even_where_private_addresses_are_allowed():
    await refused("http://169.254.169.254/latest/meta-data/", allow_private=True)


@pytest.mark.parametrize("url", ["http://ada:pw@127.0.0.1:{}/", "ftp://127.0.0.1:{}/"])
async def test_neither_names_in_addresses_nor_other_protocols(url):
    async with vendor(reply()) as acme:
        await refused(url.format(acme.port), allow_private=True)
        assert acme.asked == []


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "nowhere.invalid", "a..b"])
async def test_a_name_that_is_none_is_an_unreachable_service(host):
    await refused(f"https://{host}/")


class TestCertificates:
    """TLS is checked against the name, and against the public roots or a file of one's own."""

    async def test_a_file_of_ones_own_is_trusted(self, tmp_path):
        trusted, tls = certificate("meet.example", tmp_path)
        async with vendor(reply(), tls) as acme:
            names = Names([("127.0.0.1", acme.port)])
            async with ServiceClient(allow_private=True, ca_file=trusted, resolve=names) as client:
                assert await client.run(call("https://meet.example/"), service=CARD) == 200

    async def test_a_stranger_is_not(self, tmp_path):
        _, tls = certificate("meet.example", tmp_path)
        async with vendor(reply(), tls) as acme:
            names = Names([("127.0.0.1", acme.port)])
            await refused("https://meet.example/", allow_private=True, resolve=names)
            assert acme.asked == []

    async def test_nor_is_another_name(self, tmp_path):
        trusted, tls = certificate("other.example", tmp_path)
        async with vendor(reply(), tls) as acme:
            names = Names([("127.0.0.1", acme.port)])
            how = {"allow_private": True, "ca_file": trusted, "resolve": names}
            await refused("https://meet.example/", **how)
            assert acme.asked == []

    async def test_a_reply_that_was_tampered_with_is_no_reply(self, tmp_path):
        trusted, tls = certificate("meet.example", tmp_path)
        async with vendor(silence, tls) as acme, tampering(acme) as port:
            names = Names([("127.0.0.1", port)])
            async with ServiceClient(allow_private=True, ca_file=trusted, resolve=names) as client:
                with pytest.raises(ServiceUnreachable) as fault:
                    await client.run(call("https://meet.example/"), service=CARD)
        assert fault.value.sent


@asynccontextmanager
async def tampering(acme: Vendor) -> AsyncIterator[int]:
    """A port on the way to *acme*, where a forged record follows the request."""

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        on_reader, on_writer = await asyncio.open_connection("127.0.0.1", acme.port)
        pumps = [asyncio.ensure_future(pump(reader, on_writer))]
        pumps += [asyncio.ensure_future(pump(on_reader, writer))]
        await acme.met.wait()
        writer.write(b"\x17\x03\x03\x00\x20" + b"forged" * 6)
        await writer.drain()
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for one in pumps:
            one.cancel()
        on_writer.transport.abort()
        writer.transport.abort()

    server = await asyncio.start_server(met, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while data := await source.read(4096):
        sink.write(data)
