"""Skype for Business through the whole bot: connected, waited for, started, and left clean."""

import aiohttp
import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from tests.journeys.loads import OnSkype
from tests.journeys.running import join_link, running, said, title, until

pytestmark = pytest.mark.journey
ADA = "U0ADA00001"


@pytest.fixture
async def street():
    async with Environment(slack=Slack(burst=None), services=("jitsi", "skype")) as street:
        yield street


@pytest.fixture
async def bot(street, tmp_path):
    async with running(street, tmp_path, **OnSkype.settings) as bot:
        yield bot


async def connected(street):
    async with aiohttp.ClientSession() as session:
        await OnSkype().prepare(street, session)


async def test_a_request_that_had_to_wait_for_the_account_is_taken_up(street, bot):
    await street.slack.type("ada", "general", "/meet on skype stand-up")
    asked = await until(lambda: said(street, person=ADA))
    assert "/connect/" in asked[0].text
    assert said(street) == []
    await connected(street)
    posted = await until(lambda: said(street) and said(street)[0])
    assert title(posted) == "stand-up"
    assert "/meet/ada/" in join_link(posted)


async def test_at_the_stop_the_application_is_taken_away(street, bot):
    await connected(street)
    await street.slack.type("ada", "general", "/meet on skype stand-up")
    await until(lambda: [title(message) for message in said(street)] == ["stand-up"])
    skype = street.services["skype"]
    assert len(skype.applications.running) == 1
    assert await bot.stop() == 0
    assert not skype.applications.running


async def test_an_answer_lost_after_the_effect_is_one_meeting(street, bot):
    await connected(street)
    skype = street.services["skype"]
    skype.misbehave(on="POST startOnlineMeeting", do="cut", effect=True)
    await street.slack.type("ada", "general", "/meet on skype stand-up")
    posted = await until(lambda: said(street) and said(street)[0], within=40)
    made = OnSkype().made(street)
    assert made == {"stand-up": {join_link(posted)}}


async def test_typed_again_while_it_waits_is_one_meeting(street, bot):
    for _ in range(2):
        await street.slack.type("ada", "general", "/meet on skype stand-up")
    await until(lambda: [m for m in said(street, person=ADA) if "already on it" in m.text])
    await connected(street)
    await until(lambda: said(street))
    await street.slack.type("ada", "general", "/meet on skype retro")
    await until(lambda: "retro" in [title(message) for message in said(street)])
    assert sorted(title(message) for message in said(street)) == ["retro", "stand-up"]


async def test_connecting_again_in_between_makes_no_second_meeting(street, bot):
    await connected(street)
    skype = street.services["skype"]
    skype.misbehave(on="POST startOnlineMeeting", do="cut", effect=True)
    await street.slack.type("ada", "general", "/meet on skype stand-up")
    await until(lambda: OnSkype().made(street))
    await connected(street)
    await until(lambda: said(street), within=60)
    assert len(OnSkype().made(street)["stand-up"]) == 1
