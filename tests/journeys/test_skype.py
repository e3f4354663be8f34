"""Skype for Business through the whole bot: connected, waited for, started, and left clean."""

import aiohttp
import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from tests.journeys.bot_process import card_title, join_link, messages, running_bot, until
from tests.journeys.workloads import SkypeWorkload

pytestmark = pytest.mark.journey
ADA = "U0ADA00001"


@pytest.fixture
async def sandbox():
    async with Environment(slack=Slack(burst=None), services=("jitsi", "skype")) as sandbox:
        yield sandbox


@pytest.fixture
async def bot(sandbox, tmp_path):
    async with running_bot(sandbox, tmp_path, **SkypeWorkload.settings) as bot:
        yield bot


async def connected(sandbox):
    async with aiohttp.ClientSession() as session:
        await SkypeWorkload().prepare(sandbox, session)


async def test_a_request_that_had_to_wait_for_the_account_is_taken_up(sandbox, bot):
    await sandbox.slack.type("ada", "general", "/meet on skype stand-up")
    asked = await until(lambda: messages(sandbox, person=ADA))
    assert "/connect/" in asked[0].text
    assert messages(sandbox) == []
    await connected(sandbox)
    posted = await until(lambda: messages(sandbox) and messages(sandbox)[0])
    assert card_title(posted) == "stand-up"
    assert "/meet/ada/" in join_link(posted)


async def test_at_the_stop_the_application_is_taken_away(sandbox, bot):
    await connected(sandbox)
    await sandbox.slack.type("ada", "general", "/meet on skype stand-up")
    await until(lambda: [card_title(message) for message in messages(sandbox)] == ["stand-up"])
    skype = sandbox.services["skype"]
    assert len(skype.applications.running) == 1
    assert await bot.stop() == 0
    assert not skype.applications.running


async def test_an_answer_lost_after_the_effect_is_one_meeting(sandbox, bot):
    await connected(sandbox)
    skype = sandbox.services["skype"]
    skype.misbehave(on="POST startOnlineMeeting", do="cut", effect=True)
    await sandbox.slack.type("ada", "general", "/meet on skype stand-up")
    posted = await until(lambda: messages(sandbox) and messages(sandbox)[0], within=40)
    made = SkypeWorkload().made(sandbox)
    assert made == {"stand-up": {join_link(posted)}}


async def test_typed_again_while_it_waits_is_one_meeting(sandbox, bot):
    for _ in range(2):
        await sandbox.slack.type("ada", "general", "/meet on skype stand-up")
    await until(lambda: [m for m in messages(sandbox, person=ADA) if "already on it" in m.text])
    await connected(sandbox)
    await until(lambda: messages(sandbox))
    await sandbox.slack.type("ada", "general", "/meet on skype retro")
    await until(lambda: "retro" in [card_title(message) for message in messages(sandbox)])
    assert sorted(card_title(message) for message in messages(sandbox)) == ["retro", "stand-up"]


async def test_connecting_again_in_between_makes_no_second_meeting(sandbox, bot):
    await connected(sandbox)
    skype = sandbox.services["skype"]
    skype.misbehave(on="POST startOnlineMeeting", do="cut", effect=True)
    await sandbox.slack.type("ada", "general", "/meet on skype stand-up")
    await until(lambda: SkypeWorkload().made(sandbox))
    await connected(sandbox)
    await until(lambda: messages(sandbox), within=60)
    assert len(SkypeWorkload().made(sandbox)["stand-up"]) == 1
