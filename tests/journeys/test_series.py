"""The life of a series at Zoom, by the real program, which is killed in the middle of a change."""

import base64
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from tests.journeys.bot_process import bot_environment, card_title, messages, start_bot, until
from tests.journeys.connecting import ephemeral_with, post_with

pytestmark = pytest.mark.journey
SERVICES = ("jitsi", "zoom")
LONDON = ZoneInfo("Europe/London")


def day(days):
    """So many days from now: as it is typed, and as it is written."""
    there = datetime.now(LONDON) + timedelta(days=days)
    return f"{there.day} {there:%B}".lower(), f"{there:%A} {there.day} {there:%B %Y}"


class SeriesJourney:
    """A sandbox with Zoom, and one life of the bot after the other."""

    def __init__(self, sandbox, folder):
        self.sandbox, self.bot = sandbox, None
        key = base64.urlsafe_b64encode(bytes(range(32))).decode()
        self.settings = bot_environment(sandbox, folder, PARLEY_KEY=f"k1:{key}")

    async def live(self):
        """Start the bot; kill the one before."""
        if self.bot:
            await self.bot.kill()
        self.bot = await start_bot(self.settings)
        self.sandbox.slack.point_at(self.bot.url)

    async def ask(self, text, answer):
        """Type *text*, and wait until the answer has come."""
        await self.sandbox.slack.type("ada", "general", f"/meet {text}")
        return await ephemeral_with(self.sandbox, answer)

    async def killed_at(self, label, operation):
        """Press *label*, and kill the bot when Zoom has done it and has not answered."""
        zoom = self.sandbox.services["zoom"]
        zoom.misbehave(on=operation, do="slow", ms=1500)
        before = self.dates()
        await self.sandbox.slack.click("ada", label)
        await until(lambda: self.dates() != before)
        await self.live()

    def dates(self):
        """When all that stands at Zoom takes place, on the clocks of London."""
        return sorted(
            f"{date.starts_at.astimezone(LONDON):%A %-d %B %Y %H:%M}"
            for meeting in self.sandbox.services["zoom"].meetings
            for date in meeting.dates
            if not date.deleted and not meeting.deleted
        )

    def told(self, part):
        """The messages to everyone, direct messages too, that hold *part* and are no card."""
        return [m for m in messages(self.sandbox) if part in m.text and not card_title(m)]


@pytest.fixture
async def journey(tmp_path):
    slack = Slack(burst=None, retry_scale=0.01)
    async with Environment(slack=slack, services=SERVICES, organization=("zoom",)) as sandbox:
        journey = SeriesJourney(sandbox, tmp_path)
        await journey.live()
        yield journey
        await journey.bot.kill()


async def test_a_series_whose_dates_are_skipped_and_moved_while_the_bot_is_killed(journey):
    typed = "on zoom stand-up with @bo every day at 9:30 for 15 min for 10 times"
    await journey.ask(typed, "Not scheduled yet")
    await journey.sandbox.slack.click("ada", "Schedule it")
    await post_with(journey.sandbox, "stand-up: ")
    (skipped, _), (moved, moved_day) = day(3), day(4)
    (later, later_day), (_, before_day) = day(6), day(5)

    await journey.ask(f"skip stand-up on {skipped}", "Not cancelled yet")
    await journey.killed_at("Cancel meeting", "delete")
    await ephemeral_with(journey.sandbox, "Cancelled: *stand-up*")
    assert f"{day(3)[1]} 09:30" not in journey.dates()

    await journey.ask(f"move stand-up on {moved} to 16:00", "Not moved yet")
    await journey.killed_at("Move", "change")
    await ephemeral_with(journey.sandbox, "Moved: *stand-up*")
    assert f"{moved_day} 16:00" in journey.dates()
    assert f"{moved_day} 09:30" not in journey.dates()

    await journey.ask(f"move stand-up from {later} on to 10:00", "Not moved yet")
    await journey.killed_at("Move", "create")
    await until(lambda: journey.told("from one date on"))
    await until(lambda: len([d for d in journey.dates() if d.endswith("10:00")]) >= 4)
    dates = journey.dates()
    assert f"{later_day} 10:00" in dates
    assert f"{later_day} 09:30" not in dates
    assert f"{before_day} 09:30" in dates
    assert len(dates) == len(set(dates)) == 9

    listed = await journey.ask("week", "The next seven days")
    assert f"stand-up: {day(3)[1]}" not in listed.text
    assert f"stand-up: {moved_day}, 16:00 to 16:15" in listed.text
    assert f"stand-up: {later_day}, 10:00 to 10:15" in listed.text
    for told in ("has cancelled one date of", "has moved one date of", "from one date on"):
        assert len(journey.told(told)) == 2, told
