"""A clock that was days ahead is set right: what it had ended is to come again."""

from datetime import timedelta

from handlers.changing.last_change import LastChanges, can_be_undone
from storage.drafts import Drafts
from tests.bot.in_process import BO, serving
from tests.bot.test_reminders import at_three, direct, go_to, reminders, schedule
from tests.handlers.timed_bot import NOW, slack_request, stored_meeting, timed_bot
from tests.journeys.bot_process import join_link

DAY = timedelta(days=1)


async def test_a_meeting_that_a_clock_ahead_has_ended_is_to_come_once_the_clock_is_right(bot):
    await schedule(bot, "design review with @bo tomorrow at 3pm for 45 min")
    invitation = await bot.post_with("invites you")
    card = next(message for message in bot.messages() if message.channel == "C0GENERAL1")
    bot.clock.ahead = 2 * DAY
    await bot.until(lambda: "ended" in card.text and "ended" in invitation.text)
    assert "Nothing is" in await bot.answer_to("list")
    bot.clock.ahead = timedelta()
    for shown in (card, invitation):
        await bot.until(lambda shown=shown: "ended" not in shown.text)
        assert join_link(shown)
    assert "Nothing is" not in await bot.answer_to("list")
    await bot.press("Going", "bo", ts=invitation.ts)
    await bot.until(lambda: "Going: bo" in str(card.blocks))
    go_to(bot, at_three() - timedelta(minutes=10))
    await bot.until(lambda: len(reminders(bot, direct(bot, "bo"))) == 1)


async def test_what_was_wrong_at_the_end_of_the_bot_is_right_after_its_next_start(bot):
    await schedule(bot)
    card = next(message for message in bot.messages() if message.channel == "C0GENERAL1")
    bot.clock.ahead = 2 * DAY
    await bot.until(lambda: "ended" in card.text)
    await bot.stop()
    bot.clock.ahead = timedelta()
    async with serving(bot.settings, bot.clock):
        await bot.until(lambda: "ended" not in card.text)


async def test_a_change_by_a_clock_that_was_ahead_cannot_be_undone_for_days(tmp_path):
    async with timed_bot(tmp_path) as bot:
        changes = LastChanges(Drafts(bot.store))
        write = changes.cancelled(slack_request(BO), stored_meeting(NOW), NOW + DAY)
        await bot.store.write(write)
        assert await changes.of(slack_request(BO, asked_at=NOW + DAY)) is not None
        assert await changes.of(slack_request(BO)) is None
        assert not can_be_undone(slack_request(BO), NOW + DAY)
