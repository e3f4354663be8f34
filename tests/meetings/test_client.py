"""The client runs exchanges over real sockets, whatever the other side does."""

import asyncio
import gzip

import httpx
import pytest

from meetings.errors import ServiceUnreachable, UnexpectedReply
from meetings.service import Exchange, ask, done
from tests.meetings.acme import INFO, SHORT, status_of
from tests.meetings.vendor import after, drip, hang_up, reply, silence, vendor


def read_within(url: str, seconds: float) -> httpx.Request:
    return httpx.Request("GET", url, extensions={"timeout": {"read": seconds}})


async def test_an_exchange_reads_from_top_to_bottom(client):
    def exchange() -> Exchange[str]:
        first = yield from ask(httpx.Request("GET", f"{acme.url}/start"))
        second = yield from ask(httpx.Request("POST", first.json()["next"], json={"title": "x"}))
        return second.json()["link"]

    def say(asked):
        if asked.target == "/start":
            return reply(body=f'{{"next": "{acme.url}/made"}}')
        return reply(201, body='{"link": "https://acme.example/1"}')

    async with vendor(say) as acme:
        assert await client.run(exchange(), service=INFO) == "https://acme.example/1"
    assert [(a.method, a.target, a.body) for a in acme.asked] == [
        ("GET", "/start", b""),
        ("POST", "/made", b'{"title":"x"}'),
    ]


async def test_nothing_to_ask_needs_no_socket(client):
    assert await client.run(done("at once"), service=INFO) == "at once"


@pytest.mark.parametrize(
    "slow",
    [
        silence,
        drip(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", b"x"),
        drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
        drip(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", every=0),
    ],
    ids=["silence", "a body in drops", "a header in drops", "patience asked for for ever"],
)
async def test_a_request_ends_at_its_limit_however_the_other_side_dawdles(impatient_client, slow):
    async with vendor(slow) as acme:
        with pytest.raises(ServiceUnreachable) as fault:
            async with asyncio.timeout(2):
                await impatient_client.run(status_of(acme.url), service=INFO)
    assert fault.value.outcome_unknown
    assert len(acme.asked) == 1


async def test_an_endless_reply_is_left_at_a_megabyte(client):
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    endless = drip(head, b"10000\r\n" + b"x" * 65536 + b"\r\n", every=0)
    async with vendor(endless) as acme:
        with pytest.raises(UnexpectedReply, match="more than a megabyte"):
            await client.run(status_of(acme.url), service=INFO)
        await acme.hung_up.wait()


async def test_compression_is_not_asked_for_and_not_undone(client):
    bomb = gzip.compress(b"0" * 5_000_000)
    async with vendor(reply(body=bomb, content_encoding="gzip")) as acme:
        with pytest.raises(UnexpectedReply, match="compressed unasked"):
            await client.run(status_of(acme.url), service=INFO)
    assert acme.asked[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_for_the_exchange_to_judge(client, status):
    secret = {"headers": {"Authorization": "Bearer canary"}, "content": b"password=canary"}
    async with vendor(reply()) as elsewhere:
        async with vendor(reply(status, location=f"{elsewhere.url}/take")) as acme:
            got = await client.run(status_of(acme.url, "POST", **secret), service=INFO)
        assert got == status
        assert elsewhere.asked == []


async def test_cookies_are_not_carried_on(client):
    async with vendor(reply(set_cookie="session=1")) as acme:
        await client.run(status_of(acme.url), service=INFO)
        await client.run(status_of(acme.url), service=INFO)
    assert "cookie" not in acme.asked[1].headers
    assert not client._client.cookies  # they would add up


async def test_a_long_poll_may_be_repeated_on_the_same_address(client):
    def exchange() -> Exchange[int]:
        poll = read_within(f"{acme.url}/events?ack=1", 0.05)
        for _ in range(5):
            try:
                return (yield from ask(poll)).status_code
            except httpx.ReadTimeout:
                continue
        raise AssertionError("never answered")

    def say(_):
        return silence if len(acme.asked) < 3 else reply(204, b"")

    async with vendor(say) as acme:
        assert await client.run(exchange(), service=INFO) == 204
    assert [asked.target for asked in acme.asked] == ["/events?ack=1"] * 3


async def test_a_poll_may_be_silent_for_longer_than_other_requests(impatient_client):
    def exchange() -> Exchange[int]:
        return (yield from ask(read_within(acme.url, 5))).status_code

    async with vendor(after(0.5, reply())) as acme:
        assert await impatient_client.run(exchange(), service=INFO) == 200


async def test_a_read_limit_nobody_minds_is_an_unreachable_service(impatient_client):
    def exchange() -> Exchange[int]:
        return (yield from ask(read_within(acme.url, 0.05))).status_code

    async with vendor(silence) as acme:
        with pytest.raises(ServiceUnreachable) as fault:
            await impatient_client.run(exchange(), service=INFO)
    assert fault.value.sent


async def test_another_address_may_be_tried_after_a_failure(client, unused_tcp_port):
    def exchange() -> Exchange[int]:
        try:
            return (yield from status_of(f"http://127.0.0.1:{unused_tcp_port}/"))
        except ServiceUnreachable:
            return (yield from status_of(acme.url))

    async with vendor(reply()) as acme:
        assert await client.run(exchange(), service=INFO) == 200


async def test_an_exchange_that_never_gives_up_is_ended(client, unused_tcp_port):
    def exchange() -> Exchange[int]:
        while True:
            try:
                return (yield from status_of(f"http://127.0.0.1:{unused_tcp_port}/"))
            except ServiceUnreachable:
                continue

    with pytest.raises(ServiceUnreachable):
        await client.run(exchange(), service=INFO, time_limit=SHORT)


async def test_a_service_that_leads_in_circles_is_left(client):
    def exchange() -> Exchange[int]:
        while (yield from status_of(acme.url)):
            pass
        return 0

    async with vendor(reply()) as acme:
        with pytest.raises(ServiceUnreachable):
            await client.run(exchange(), service=INFO)
    assert len(acme.asked) == 200


class TestWhetherItMayHaveHappened:
    """An unknown outcome is looked up; a known one is not, and must be true."""

    async def test_refused_connection_did_nothing(self, client, unused_tcp_port):
        url = f"http://127.0.0.1:{unused_tcp_port}/"
        with pytest.raises(ServiceUnreachable) as fault:
            await client.run(status_of(url, "POST"), service=INFO)
        assert not fault.value.outcome_unknown

    async def test_a_dropped_connection_may_have_done_it(self, client):
        async with vendor(hang_up) as acme:
            with pytest.raises(ServiceUnreachable) as fault:
                await client.run(status_of(acme.url, "POST"), service=INFO)
        assert fault.value.outcome_unknown
        assert len(acme.asked) == 1

    @pytest.mark.parametrize(("method", "unknown"), [("GET", False), ("POST", True)])
    async def test_what_went_before_counts(self, client, unused_tcp_port, method, unknown):
        def exchange() -> Exchange[int]:
            yield from status_of(acme.url, method)
            return (yield from status_of(f"http://127.0.0.1:{unused_tcp_port}/"))

        async with vendor(reply()) as acme:
            with pytest.raises(ServiceUnreachable) as fault:
                await client.run(exchange(), service=INFO)
        assert fault.value.outcome_unknown is unknown


class TestMisreading:
    """An exchange may read a reply as if everything were there."""

    async def test_a_missing_field_is_an_unexpected_reply_that_tells_no_secret(self, client):
        def exchange() -> Exchange[str]:
            return (yield from ask(httpx.Request("GET", acme.url))).json()["canary"]

        async with vendor(reply(body='{"token": "canary"}')) as acme:
            with pytest.raises(UnexpectedReply) as fault:
                await client.run(exchange(), service=INFO)
        assert "KeyError" in str(fault.value)
        assert "canary" not in str(fault.value)
        assert fault.value.__suppress_context__

    async def test_before_any_reply_it_is_a_bug_of_ours(self, client):
        def exchange() -> Exchange[int]:
            yield from done(None)
            return int("not a number")

        with pytest.raises(ValueError, match="not a number"):
            await client.run(exchange(), service=INFO)

    @pytest.mark.parametrize("href", ["http://[", "//nowhere", "javascript:1", "http://a:b@c/", 7])
    async def test_an_address_that_is_none_is_a_meeting_error(self, client, href):
        def exchange() -> Exchange[int]:
            yield from status_of(acme.url)
            return (yield from status_of(href))

        async with vendor(reply()) as acme:
            with pytest.raises((UnexpectedReply, ServiceUnreachable)):
                await client.run(exchange(), service=INFO)
