"""The fixtures of most tests of the bot."""

import pytest

from sandbox.environment import Environment
from sandbox.services.live_meeting import ADA_PASSWORD
from sandbox.slack.loopback import Slack
from tests.bot.in_process import in_process_bot


@pytest.fixture
async def bot(tmp_path):
    """A bot with Jitsi and Skype for Business, in the test's own event loop."""
    async with in_process_bot(tmp_path) as bot:
        yield bot


@pytest.fixture
async def live_meeting_bot(tmp_path):
    """A bot with Jitsi and Live Meeting, where ada has connected her account."""
    services = {
        "jitsi": lambda announced: {"url": announced["url"]},
        "live-meeting": lambda announced: announced["settings"],
    }
    async with in_process_bot(tmp_path, services=services) as bot:
        await bot.connect("live-meeting", username="ada", password=ADA_PASSWORD)
        yield bot


@pytest.fixture
async def sandbox():
    """A Slack without meeting services and without a bot."""
    async with Environment(services=(), slack=Slack(burst=None)) as sandbox:
        yield sandbox
