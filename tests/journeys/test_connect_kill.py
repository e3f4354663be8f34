"""Connecting survives a kill at each step: parked requests go on, the sign-in is asked about."""

import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from storage.seal import new_key
from tests.bot.browser_user import browsing
from tests.journeys.bot_process import messages, running_bot, until
from tests.journeys.connecting import ADDRESS, PASSWORD, connect, ephemeral_with, post_with

pytestmark = pytest.mark.journey


async def test_a_request_waits_through_kills_and_is_answered_once(tmp_path):
    async with Environment(
        services=("skype",), slack=Slack(burst=None, retry_scale=0.01)
    ) as sandbox:
        given = {
            "PARLEY_KEY": new_key("k1"),
            "PARLEY_SKYPE__URL": sandbox.urls["skype"],
            "PARLEY_URL": "http://parley.example",  # the port changes with each start
        }

        async def here(link, bot):
            ticket = link.rpartition("/")[2]
            async with browsing(f"{bot.url}/connect/{ticket}") as browser_user:
                return await browser_user.send(username=ADDRESS, password=PASSWORD)

        async with running_bot(sandbox, tmp_path, **given) as bot:
            await sandbox.slack.type("ada", "general", "/meet on skype stand-up")
            asked = await ephemeral_with(sandbox, "You have not connected")
            await bot.kill()
        async with running_bot(sandbox, tmp_path, **given) as bot:
            assert await here(asked.text.splitlines()[-1], bot) == 200
            await bot.kill()
        async with running_bot(sandbox, tmp_path, **given) as bot:
            await ephemeral_with(sandbox, "Was that you?")
            await sandbox.slack.click("ada", "Yes, that was me")
            await bot.kill()
        async with running_bot(sandbox, tmp_path, **given):
            await post_with(sandbox, "stand-up: meeting started by ada")
            await ephemeral_with(sandbox, "is connected as")
        assert len([message for message in messages(sandbox) if "stand-up" in message.text]) == 1
        assert len(sandbox.services["skype"].book.read("meeting")) == 1


async def test_killed_before_it_could_sign_out_it_has_forgotten_and_says_so(tmp_path):
    async with Environment(
        services=("skype",), slack=Slack(burst=None, retry_scale=0.01)
    ) as sandbox:
        skype = sandbox.services["skype"]
        given = {"PARLEY_KEY": new_key("k1"), "PARLEY_SKYPE__URL": sandbox.urls["skype"]}
        async with running_bot(sandbox, tmp_path, **given) as bot:
            await connect(sandbox)
            await sandbox.slack.type("ada", "general", "/meet on skype stand-up")
            await post_with(sandbox, "stand-up")
            skype.misbehave(on="DELETE application", do="hang", effect=False)
            await sandbox.slack.type("ada", "general", "/meet disconnect skype")
            await until(lambda: skype.book.read("injected_fault"))
            await bot.kill()
        async with running_bot(sandbox, tmp_path, **given):
            message = await ephemeral_with(
                sandbox,
                "Your Skype for Business account is disconnected, and I have deleted what I",
            )
            assert "could not sign out" in message.text
            await sandbox.slack.type("ada", "general", "/meet accounts")
            await ephemeral_with(sandbox, "not connected anything")
