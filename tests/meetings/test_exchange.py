"""An exchange is closed, paused and logged, saves credentials, and waits for the account lock."""

import asyncio
import logging
from datetime import timedelta

import httpx
import pytest

from meetings.errors import ServiceBusy, ServiceUnreachable
from meetings.model import Credentials
from meetings.service import AccountKind, Exchange, SaveCredentials, ServiceInfo, Sleep, ask
from tests.meetings.acme import INFO, SHORT, status_of
from tests.meetings.vendor import after, reply, silence, vendor


class TestEnding:
    """However it ends, the exchange is closed and sends nothing more."""

    async def test_a_cancelled_exchange_is_closed(self, client):
        closed = asyncio.Event()

        def exchange() -> Exchange[int]:
            try:
                return (yield from status_of(acme.url))
            finally:
                closed.set()

        async with vendor(silence) as acme:
            task = asyncio.ensure_future(client.run(exchange(), service=INFO))
            await acme.met.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert closed.is_set()

    async def test_one_that_asks_while_it_is_closed_is_not_listened_to(self, client, caplog):
        def exchange() -> Exchange[int]:
            try:
                return (yield from status_of(acme.url))
            finally:
                yield httpx.Request("DELETE", acme.url)

        async with vendor(silence) as acme:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await client.run(exchange(), service=INFO)
        assert [asked.method for asked in acme.asked] == ["GET"]
        assert "an exchange ended badly" in caplog.text

    async def test_the_whole_of_it_has_a_limit(self, client):
        def exchange() -> Exchange[int]:
            while True:
                yield from status_of(acme.url)

        async with vendor(after(0.05, reply())) as acme:
            with pytest.raises(ServiceUnreachable):
                async with asyncio.timeout(2):
                    await client.run(exchange(), service=INFO, time_limit=SHORT)
        assert 1 <= len(acme.asked) <= 7


class TestKeepingAndPausing:
    """What else an exchange may ask of the client."""

    async def test_credentials_are_stored_before_it_goes_on(self, client):
        fresh = Credentials(secrets={"token": "new"})
        kept = []

        async def keep(credentials):
            await asyncio.sleep(0.05)
            kept.append((credentials, len(acme.asked)))

        def exchange() -> Exchange[int]:
            yield from status_of(acme.url)
            yield SaveCredentials(fresh)
            return (yield from status_of(acme.url))

        async with vendor(reply()) as acme:
            await client.run(exchange(), service=INFO, save=keep)
        assert kept == [(fresh, 1)]

    async def test_nothing_is_sent_after_the_end(self, client):
        async def keep(_):
            await asyncio.sleep(0.1)

        def exchange() -> Exchange[int]:
            yield SaveCredentials(Credentials(secrets={}))
            return (yield from status_of(acme.url, "POST"))

        async with vendor(reply()) as acme:
            with pytest.raises(ServiceUnreachable, match="took too long"):
                await client.run(
                    exchange(), service=INFO, save=keep, time_limit=timedelta(seconds=0.05)
                )
        assert acme.asked == []

    async def test_a_pause_is_kept_and_one_beyond_the_end_is_not_begun(self, client):
        def exchange(seconds: float) -> Exchange[str]:
            yield Sleep(seconds)
            return "waited"

        clock = asyncio.get_running_loop().time
        began = clock()
        assert await client.run(exchange(0.1), service=INFO) == "waited"
        assert clock() - began >= 0.1
        with pytest.raises(ServiceUnreachable) as fault:
            async with asyncio.timeout(1):
                await client.run(exchange(3600), service=INFO)
        assert not fault.value.outcome_unknown


class TestTurns:
    """One exchange an account at a time, and not too many a service."""

    async def most_at_once(self, client, accounts: list[str]) -> int:
        async with vendor(after(0.05, reply())) as acme:
            talks = [client.run(status_of(acme.url), service=INFO, account=one) for one in accounts]
            await asyncio.gather(*talks)
        assert len(acme.asked) == len(accounts)
        return acme.most_at_once

    async def test_an_account_talks_once_at_a_time(self, client):
        assert await self.most_at_once(client, ["ada"] * 3) == 1

    async def test_accounts_do_not_wait_for_each_other(self, client):
        assert await self.most_at_once(client, ["ada", "bo", "ana"]) == 3

    async def test_a_service_is_asked_no_more_than_it_bears(self, client):
        assert await self.most_at_once(client, [""] * 8) == INFO.concurrency

    async def test_a_slow_service_starves_no_other(self, client):
        quick = ServiceInfo(name="quick", title="Quick", account=AccountKind.NONE)
        async with vendor(silence) as slow, vendor(reply()) as acme:
            waiting = [
                asyncio.ensure_future(client.run(status_of(slow.url), service=INFO))
                for _ in range(9)
            ]
            await asyncio.sleep(0.05)
            assert await client.run(status_of(acme.url), service=quick) == 200
            for one in waiting:
                one.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    async def test_a_turn_that_never_comes_is_said_to_be_busy(self, client):
        async with vendor(silence) as acme:
            first = asyncio.ensure_future(
                client.run(status_of(acme.url), service=INFO, account="ada")
            )
            await acme.met.wait()
            with pytest.raises(ServiceBusy) as fault:
                await client.run(
                    status_of(acme.url), service=INFO, account="ada", queue_limit=SHORT
                )
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)
        assert not fault.value.outcome_unknown
        assert len(acme.asked) == 1


async def test_the_log_has_host_and_status_and_no_secret(client, caplog):
    caplog.set_level(logging.DEBUG, logger="meetings")

    def exchange() -> Exchange[int]:
        request = httpx.Request(
            "POST",
            f"{acme.url}/canary?token=canary",
            headers={"Authorization": "canary"},
            content=b"canary",
        )
        return (yield from ask(request)).status_code

    async with vendor(reply(418, "canary", x_token="canary")) as acme:
        await client.run(exchange(), service=INFO)
    lines = [line for line in caplog.messages if "127.0.0.1" in line and "418" in line]
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("meetings")]
    assert lines
    assert not [line for line in ours if "canary" in line]


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 200 OK\r\ncanary canary\r\n\r\n", b"canary", b"HTTP/1.1 canary\r\n\r\n"],
)
async def test_a_reply_that_is_no_http_is_not_quoted(client, caplog, answer):
    caplog.set_level(logging.DEBUG, logger="meetings")
    async with vendor(answer) as acme:
        with pytest.raises(ServiceUnreachable) as fault:
            await client.run(status_of(acme.url), service=INFO)
    assert "canary" not in str(fault.value) + caplog.text


async def test_a_secret_that_cannot_be_sent_is_not_quoted(client, caplog):
    caplog.set_level(logging.DEBUG, logger="meetings")
    headers = {"Authorization": "Bearer canary\n"}
    async with vendor(reply()) as acme:
        with pytest.raises(ServiceUnreachable) as fault:
            await client.run(status_of(acme.url, headers=headers), service=INFO)
    assert "canary" not in str(fault.value) + caplog.text
    assert acme.asked == []
