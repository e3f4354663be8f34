"""A second wish of one person waits until the first is done; then it is done, or asked about."""

import asyncio
from datetime import timedelta

import pytest

from handlers.changing.change_guard import ChangeGuard
from handlers.replay import Later
from handlers.slack_types import Via
from storage.meetings import Meetings
from tests.bot.in_process import ADA
from tests.handlers.bot_with_service import WEBEX, bot_with, labels, tomorrow
from tests.handlers.timed_bot import NOW, slack_request, timed_bot


@pytest.fixture
async def bot(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, WEBEX) as bot:
        await bot.schedule("retro tomorrow at 3pm")
        yield bot


async def moving(bot, ms=1500):
    """Ada moves it to four; the service takes its time."""
    shown = await bot.request("move retro to 4pm")
    bot.service.misbehave(on="SetMeeting", do="slow", ms=ms)
    await bot.press("Move", ts=shown.ts)
    await bot.until(lambda: bot.row()["held_by"])


def refusals(bot):
    return [m for m in bot.messages(ADA) if "is changing" in m.text or "omeone" in m.text]


async def test_a_cancel_after_a_move_is_done(bot):
    card = bot.card()
    await moving(bot)
    await bot.press("Cancel meeting", ts=card.ts)
    await bot.ephemeral_with("Moved: *retro*")
    await bot.ephemeral_with("Cancelled: *retro*")
    assert bot.meetings_there() == []
    assert refusals(bot) == []


async def test_a_new_name_after_another_name_is_done(bot):
    first = await bot.request("rename retro to planning")
    second = await bot.request("rename retro to outlook")
    bot.service.misbehave(on="SetMeeting", do="slow", ms=1500)
    await bot.press("Rename", ts=first.ts)
    await bot.until(lambda: bot.row()["held_by"])
    await bot.press("Rename", ts=second.ts)
    await bot.until(lambda: bot.meetings_there() == [("outlook", tomorrow(15))])
    await bot.until(lambda: "outlook: " in bot.card().text)
    assert refusals(bot) == []


async def test_a_move_after_a_new_name_is_done_and_the_name_stays(bot):
    move = await bot.request("move retro to 4pm")
    rename = await bot.request("rename retro to planning")
    bot.service.misbehave(on="SetMeeting", do="slow", ms=1500)
    await bot.press("Rename", ts=rename.ts)
    await bot.until(lambda: bot.row()["held_by"])
    await bot.press("Move", ts=move.ts)
    await bot.until(lambda: bot.meetings_there() == [("planning", tomorrow(16))])
    assert refusals(bot) == []


async def test_a_second_move_is_asked_about_with_the_time_as_it_is_now(bot):
    second = await bot.request("move retro to 5pm")
    await moving(bot)
    await bot.press("Move", ts=second.ts)
    asked = await bot.ephemeral_with("has changed since I asked you")
    assert "16:00" in asked.text
    await bot.press("Move", ts=asked.ts)
    await bot.until(lambda: bot.meetings_there() == [("retro", tomorrow(17))])
    assert refusals(bot) == []


async def test_what_waited_too_long_can_be_asked_for_again_by_a_button(bot):
    rename = await bot.request("rename retro to planning")
    await moving(bot, ms=6000)
    await bot.press("Rename", ts=rename.ts)
    await asyncio.sleep(1)
    bot.clock.ahead += timedelta(seconds=80)
    told = await bot.ephemeral_with("I am still working on your earlier change of *retro*")
    assert labels(told) == ["Rename", "Never mind"]
    await bot.ephemeral_with("Moved: *retro*")
    await bot.press("Rename", ts=told.ts)
    message = await bot.ephemeral_with("was changed since you were asked")
    assert "16:00" in message.text


class EndsMeanwhile(Meetings):
    """Meetings whose other change ends just after it was seen to hold the lock."""

    async def who_is_changing(self, meeting):
        await self.end()
        return await super().who_is_changing(meeting)


async def test_a_change_that_ends_at_this_moment_is_nobody_elses(tmp_path):
    async with timed_bot(tmp_path) as bot:
        meeting = await bot.make(NOW + timedelta(hours=5))
        first, second = await bot.running(), await bot.running()
        meetings = EndsMeanwhile(bot.store)
        meetings.end = lambda: bot.ledger.finish(first.job.id)
        assert await meetings.lock(meeting.id, first.job.id, 1) == "locked"
        guard = ChangeGuard(bot.slack, meetings)
        request = slack_request(via=Via.CLICK)
        with pytest.raises(Later):
            await guard.hold(second, request, meeting, 1)
        assert await guard.hold(second, request, meeting, 1) is None
