"""WebEx through the whole bot: people who were named are invited, the host's link is the host's."""

import aiohttp
import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from tests.journeys.loads import OnWebex
from tests.journeys.running import join_link, running, said, title, until

pytestmark = pytest.mark.journey
ADA = "U0ADA00001"


@pytest.fixture
async def street():
    async with Environment(slack=Slack(burst=None), services=("jitsi", "webex-xml")) as street:
        yield street


@pytest.fixture
async def bot(street, tmp_path):
    async with running(street, tmp_path, **OnWebex.settings) as bot:
        async with aiohttp.ClientSession() as session:
            await OnWebex().prepare(street, session)
        yield bot


async def whispered(street, part):
    return await until(lambda: next((m for m in said(street, person=ADA) if part in m.text), None))


async def test_who_was_named_is_invited_by_mail(street, bot):
    await street.slack.type("ada", "general", "/meet on webex-xml design review with @ana")
    await until(lambda: [title(message) for message in said(street)] == ["design review"])
    assert "ana@contoso.example" in str(street.services["webex-xml"].book.read())


async def test_without_the_scope_nobody_is_invited_and_the_starter_is_told(street, bot):
    street.slack.workspace.scopes -= {"users:read.email"}
    await street.slack.type("ada", "general", "/meet on webex-xml design review with @ana")
    await until(lambda: [title(message) for message in said(street)] == ["design review"])
    assert "ana@contoso.example" not in str(street.services["webex-xml"].book.read())
    told = await whispered(street, "ana")
    assert told


async def test_the_hosts_link_reaches_the_starter_alone(street, bot):
    await street.slack.type("ada", "general", "/meet on webex-xml stand-up")
    await until(lambda: said(street))
    offered = await whispered(street, "You are the host of")
    await street.slack.click("ada", "Join as host", message_ts=offered.ts)
    told = await whispered(street, "Your way into")
    link = join_link(told)
    async with aiohttp.ClientSession() as session, session.get(link) as page:
        assert page.status == 200
    assert link not in str([(message.text, message.blocks) for message in said(street)])
    assert not said(street, person="U0MALLORY1")
