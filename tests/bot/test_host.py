"""The organizer's own way in: for that person alone, fetched at the click, stored nowhere."""

import httpx
import pytest

from tests.bot.in_process import ADA, MALLORY
from tests.journeys.bot_process import join_link


@pytest.fixture
def bot(live_meeting_bot):
    return live_meeting_bot


async def test_the_starter_gets_a_way_in_as_host_that_is_not_everybodys(bot):
    card_link = await bot.start("stand-up")
    offered = await bot.ephemeral_with("You are the host of")
    await bot.press("Join as host", ts=offered.ts)
    message = await bot.ephemeral_with("Your host link for", after="")
    host_link = join_link(message)
    assert host_link
    assert host_link != card_link
    async with httpx.AsyncClient() as client:
        assert (await client.get(host_link)).status_code == 200
    assert host_link not in str([message.blocks for message in bot.messages()])
    assert not bot.messages(MALLORY)
    on_disk = b"".join(path.read_bytes() for path in bot.folder.glob("parley.db*"))
    assert host_link.encode() not in on_disk


async def test_a_service_without_hosts_offers_none(bot):
    await bot.start("retro", service="jitsi")
    assert not [message for message in bot.messages(ADA) if "host" in message.text]
