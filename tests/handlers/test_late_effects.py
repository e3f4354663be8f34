"""An effect that shows late, after its answer was lost, is waited for and not done again."""

from datetime import timedelta

import pytest

from handlers.slack_types import Posted, SlackSilent
from tests.handlers.timed_bot import NOW, RecordingSlack, timed_bot

AT_TWO = NOW + timedelta(hours=5)
MINUTE = timedelta(minutes=1)


class LateSlack(RecordingSlack):
    """One in whose history a message shows *late* seconds after it was posted."""

    late = timedelta(seconds=2)

    async def find_post(self, place, marker, since):
        found = await super().find_post(place, marker, since)
        shown = [post for post in self.posts if self.clock() - post.at >= self.late]
        return found if any(post.marker == marker for post in shown) else None


class LosesAnswer:
    """Loses the answer to the first message."""

    def __init__(self):
        self.lost = False

    def __call__(self, channel):
        if not self.lost:
            self.lost = True
            raise SlackSilent("no answer")


@pytest.fixture
async def bot(tmp_path):
    async with timed_bot(tmp_path) as bot:
        vars(bot.slack).update(after=LosesAnswer())
        bot.slack.__class__ = LateSlack
        yield bot


async def test_a_reminder_that_shows_late_comes_once(bot):
    await bot.make(AT_TWO)
    await bot.go_to(AT_TWO - 5 * MINUTE)
    assert bot.heard() == [(AT_TWO - 10 * MINUTE, "C1")]
    found = await bot.slack.find_post(bot.slack.posts[0].place, bot.slack.posts[0].marker, NOW)
    assert isinstance(found, Posted)
