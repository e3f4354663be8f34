"""WebEx through the whole bot: people who were named are invited, the host's link is the host's."""

import aiohttp
import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from tests.journeys.bot_process import card_title, join_link, messages, running_bot, until
from tests.journeys.workloads import WebexWorkload

pytestmark = pytest.mark.journey
ADA = "U0ADA00001"


@pytest.fixture
async def sandbox():
    async with Environment(slack=Slack(burst=None), services=("jitsi", "webex-xml")) as sandbox:
        yield sandbox


@pytest.fixture
async def bot(sandbox, tmp_path):
    async with running_bot(sandbox, tmp_path, **WebexWorkload.settings) as bot:
        async with aiohttp.ClientSession() as session:
            await WebexWorkload().prepare(sandbox, session)
        yield bot


async def ephemeral(sandbox, part):
    return await until(
        lambda: next((m for m in messages(sandbox, person=ADA) if part in m.text), None)
    )


async def test_who_was_named_is_invited_by_mail(sandbox, bot):
    await sandbox.slack.type("ada", "general", "/meet on webex-xml design review with @ana")
    await until(lambda: [card_title(message) for message in messages(sandbox)] == ["design review"])
    assert "ana@contoso.example" in str(sandbox.services["webex-xml"].book.read())


async def test_without_the_scope_nobody_is_invited_and_the_starter_is_told(sandbox, bot):
    sandbox.slack.workspace.scopes -= {"users:read.email"}
    await sandbox.slack.type("ada", "general", "/meet on webex-xml design review with @ana")
    await until(lambda: [card_title(message) for message in messages(sandbox)] == ["design review"])
    assert "ana@contoso.example" not in str(sandbox.services["webex-xml"].book.read())
    answer = await ephemeral(sandbox, "ana")
    assert answer


async def test_the_hosts_link_reaches_the_starter_alone(sandbox, bot):
    await sandbox.slack.type("ada", "general", "/meet on webex-xml stand-up")
    await until(lambda: messages(sandbox))
    offered = await ephemeral(sandbox, "You are the host of")
    await sandbox.slack.click("ada", "Join as host", message_ts=offered.ts)
    answer = await ephemeral(sandbox, "Your host link for")
    link = join_link(answer)
    async with aiohttp.ClientSession() as session, session.get(link) as page:
        assert page.status == 200
    assert link not in str([(message.text, message.blocks) for message in messages(sandbox)])
    assert not messages(sandbox, person="U0MALLORY1")
