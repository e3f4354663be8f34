"""A meeting is moved and cancelled by the real program, which is killed in the middle of each."""

import aiohttp
import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from tests.journeys.connecting import posted, whispered
from tests.journeys.loads import OnLiveMeeting
from tests.journeys.running import join_link, said, start, surroundings, title, until

pytestmark = pytest.mark.journey
GENERAL = "C0GENERAL1"


class Town:
    """A street, and one life of the bot after the other."""

    def __init__(self, street, settings):
        self.street = street
        self.settings = settings
        self.bot = None

    async def live(self):
        """Begin a life; the one before it is over at once."""
        if self.bot:
            await self.bot.kill()
        self.bot = await start(self.settings)
        self.street.slack.point_at(self.bot.url)

    async def ask(self, text, answer):
        """Type *text*, and wait until the answer has come."""
        await self.street.slack.type("ada", "general", text)
        return await whispered(self.street, answer)

    async def killed_at(self, label, operation, kind):
        """Press *label*; when *operation* is in the service's book, and not answered, kill."""
        service = self.street.services["live-meeting"]
        service.misbehave(on=operation, do="slow", ms=800)
        await self.street.slack.click("ada", label)
        await until(lambda: service.book.read(kind))
        await self.live()

    def card(self):
        """The meeting's card."""
        return next(m for m in said(self.street) if title(m) and m.channel == GENERAL)

    def told(self, part):
        """What was said to everyone, or to one person by direct message, beside the cards."""
        return [m for m in said(self.street) if part in m.text and not title(m)]

    def standing(self):
        """What stands at the service."""
        meetings = self.street.services["live-meeting"].centers["contoso"].meetings
        return [one for one in meetings if one.state == "Active"]


@pytest.fixture
async def town(tmp_path):
    slack = Slack(burst=None, retry_scale=0.01)
    async with Environment(slack=slack, services=("jitsi", "live-meeting")) as street:
        town = Town(street, surroundings(street, tmp_path, **OnLiveMeeting.settings))
        await town.live()
        async with aiohttp.ClientSession() as session:
            await OnLiveMeeting().prepare(street, session)
        yield town
        await town.bot.kill()


async def test_killed_in_the_middle_of_a_move_and_of_a_cancel(town):
    typed = "/meet on live-meeting design review with @bo tomorrow at 3pm for 45 min"
    await town.ask(typed, "Nothing is made until")
    await town.street.slack.click("ada", "Make it")
    await whispered(town.street, "You are the host of")
    first = town.card()

    await town.ask("/meet move design review to 4pm", "Nothing is moved until")
    await town.killed_at("Move", "ModifyMeeting", "changed")
    await whispered(town.street, "Moved: *design review*")
    await until(lambda: len(town.told("has moved")) == 2)
    [meeting] = town.standing()
    assert meeting.starts_at.hour == 16
    await until(lambda: "16:00 to 16:45" in town.card().text)
    assert (town.card().ts, join_link(town.card())) == (first.ts, join_link(first))

    await town.ask("/meet cancel design review", "Nothing is cancelled until")
    await town.killed_at("Cancel meeting", "DeleteMeeting", "deleted")
    await whispered(town.street, "Cancelled: *design review*")
    await posted(town.street, "design review: cancelled")
    await until(lambda: len(town.told("has cancelled")) == 2)
    assert town.standing() == []
    assert join_link(town.card()) == ""
    assert len(town.told("has moved")) == 2
