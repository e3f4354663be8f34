"""The organizer's own way in: offered to that person alone, fetched at the click, kept nowhere."""

import httpx

from tests.bot.joined import ADA, MALLORY
from tests.bot.test_who import here, start  # noqa: F401 - the fixture
from tests.journeys.running import join_link


async def test_the_starter_gets_a_way_in_as_host_that_is_not_everybodys(here):  # noqa: F811
    card_link = await start(here, "stand-up")
    offered = await here.whispered("You are the host of")
    await here.press("Join as host", ts=offered.ts)
    told = await here.whispered("Your way into", after="")
    host_link = join_link(told)
    assert host_link
    assert host_link != card_link
    async with httpx.AsyncClient() as client:
        assert (await client.get(host_link)).status_code == 200
    assert host_link not in str([message.blocks for message in here.said()])
    assert not here.said(MALLORY)
    on_disk = b"".join(path.read_bytes() for path in here.folder.glob("parley.db*"))
    assert host_link.encode() not in on_disk


async def test_a_service_without_hosts_offers_none(here):  # noqa: F811
    await start(here, "retro", service="jitsi")
    assert not [one for one in here.said(ADA) if "host" in one.text]
