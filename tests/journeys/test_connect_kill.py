"""Connecting outlives a kill at every turn: what waits goes on, and what was signed in is asked."""

import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from storage.seal import new_key
from tests.bot.visitor import visiting
from tests.journeys.connecting import ADDRESS, PASSWORD, connect, posted, whispered
from tests.journeys.running import running, said, until

pytestmark = pytest.mark.journey


async def test_a_request_waits_through_kills_and_is_answered_once(tmp_path):
    async with Environment(
        services=("skype",), slack=Slack(burst=None, retry_scale=0.01)
    ) as street:
        given = {
            "PARLEY_KEY": new_key("k1"),
            "PARLEY_SKYPE__URL": street.urls["skype"],
            "PARLEY_URL": "http://parley.example",  # the port changes with each start
        }

        async def here(link, bot):
            ticket = link.rpartition("/")[2]
            async with visiting(f"{bot.url}/connect/{ticket}") as visitor:
                return await visitor.send(username=ADDRESS, password=PASSWORD)

        async with running(street, tmp_path, **given) as bot:
            await street.slack.type("ada", "general", "/meet on skype stand-up")
            asked = await whispered(street, "You have not connected")
            await bot.kill()
        async with running(street, tmp_path, **given) as bot:
            assert await here(asked.text.splitlines()[-1], bot) == 200
            await bot.kill()
        async with running(street, tmp_path, **given) as bot:
            await whispered(street, "Was that you?")
            await street.slack.click("ada", "Yes, that was me")
            await bot.kill()
        async with running(street, tmp_path, **given):
            await posted(street, "stand-up: meeting started by ada")
            await whispered(street, "is connected as")
        assert len([one for one in said(street) if "stand-up" in one.text]) == 1
        assert len(street.services["skype"].book.read("meeting")) == 1


async def test_killed_before_it_could_sign_out_it_has_forgotten_and_says_so(tmp_path):
    async with Environment(
        services=("skype",), slack=Slack(burst=None, retry_scale=0.01)
    ) as street:
        skype = street.services["skype"]
        given = {"PARLEY_KEY": new_key("k1"), "PARLEY_SKYPE__URL": street.urls["skype"]}
        async with running(street, tmp_path, **given) as bot:
            await connect(street)
            await street.slack.type("ada", "general", "/meet on skype stand-up")
            await posted(street, "stand-up")
            skype.misbehave(on="DELETE application", do="hang", effect=False)
            await street.slack.type("ada", "general", "/meet disconnect skype")
            await until(lambda: skype.book.read("injected_fault"))
            await bot.kill()
        async with running(street, tmp_path, **given):
            told = await whispered(street, "I have forgotten your Skype for Business account.")
            assert "could not sign out" in told.text
            await street.slack.type("ada", "general", "/meet accounts")
            await whispered(street, "not connected anything")
