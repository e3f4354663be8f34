"""A meeting is moved and cancelled by the real program, which is killed in the middle of each."""

import aiohttp
import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from tests.journeys.bot_process import (
    bot_environment,
    card_title,
    join_link,
    messages,
    start_bot,
    until,
)
from tests.journeys.connecting import ephemeral_with, post_with
from tests.journeys.workloads import LiveMeetingWorkload

pytestmark = pytest.mark.journey
GENERAL = "C0GENERAL1"


class Journey:
    """A sandbox, and one life of the bot after the other."""

    def __init__(self, sandbox, settings):
        self.sandbox = sandbox
        self.settings = settings
        self.bot = None

    async def live(self):
        """Start the bot; kill the one before."""
        if self.bot:
            await self.bot.kill()
        self.bot = await start_bot(self.settings)
        self.sandbox.slack.point_at(self.bot.url)

    async def ask(self, text, answer):
        """Type *text*, and wait until the answer has come."""
        await self.sandbox.slack.type("ada", "general", text)
        return await ephemeral_with(self.sandbox, answer)

    async def killed_at(self, label, operation, kind):
        """Press *label*; when *operation* is in the service's event log, and not answered, kill."""
        service = self.sandbox.services["live-meeting"]
        service.misbehave(on=operation, do="slow", ms=800)
        await self.sandbox.slack.click("ada", label)
        await until(lambda: service.book.read(kind))
        await self.live()

    def card(self):
        """The meeting's card."""
        return next(m for m in messages(self.sandbox) if card_title(m) and m.channel == GENERAL)

    def messages_with(self, part):
        """The messages to everyone, direct messages too, that contain *part* and are no card."""
        return [m for m in messages(self.sandbox) if part in m.text and not card_title(m)]

    def at_service(self):
        """The service's meetings."""
        meetings = self.sandbox.services["live-meeting"].centers["contoso"].meetings
        return [meeting for meeting in meetings if meeting.state == "Active"]


@pytest.fixture
async def journey(tmp_path):
    slack = Slack(burst=None, retry_scale=0.01)
    async with Environment(slack=slack, services=("jitsi", "live-meeting")) as sandbox:
        journey = Journey(
            sandbox, bot_environment(sandbox, tmp_path, **LiveMeetingWorkload.settings)
        )
        await journey.live()
        async with aiohttp.ClientSession() as session:
            await LiveMeetingWorkload().prepare(sandbox, session)
        yield journey
        await journey.bot.kill()


async def test_killed_in_the_middle_of_a_move_and_of_a_cancel(journey):
    typed = "/meet on live-meeting design review with @bo tomorrow at 3pm for 45 min"
    await journey.ask(typed, "Not scheduled yet")
    await journey.sandbox.slack.click("ada", "Schedule it")
    await ephemeral_with(journey.sandbox, "You are the host of")
    first = journey.card()

    await journey.ask("/meet move design review to 4pm", "Not moved yet")
    await journey.killed_at("Move", "ModifyMeeting", "changed")
    await ephemeral_with(journey.sandbox, "Moved: *design review*")
    await until(lambda: len(journey.messages_with("has moved")) == 2)
    [meeting] = journey.at_service()
    assert meeting.starts_at.hour == 16
    await until(lambda: "16:00 to 16:45" in journey.card().text)
    assert (journey.card().ts, join_link(journey.card())) == (first.ts, join_link(first))

    await journey.ask("/meet cancel design review", "Not cancelled yet")
    await journey.killed_at("Cancel meeting", "DeleteMeeting", "deleted")
    await ephemeral_with(journey.sandbox, "Cancelled: *design review*")
    await post_with(journey.sandbox, "design review: cancelled")
    await until(lambda: len(journey.messages_with("has cancelled")) == 2)
    assert journey.at_service() == []
    assert join_link(journey.card()) == ""
    assert len(journey.messages_with("has moved")) == 2
