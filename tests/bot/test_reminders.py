"""Reminders over real sockets: scheduled in words, announced in time, snoozed, and never wrong."""

from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.bot.in_process import ADA, BO, serving

MINUTE = timedelta(minutes=1)
LONDON = ZoneInfo("Europe/London")


def at_three():
    """Tomorrow at three in London, where Ada lives."""
    day = datetime.now(LONDON) + timedelta(days=1)
    return day.replace(hour=15, minute=0, second=0, microsecond=0)


def go_to(bot, then):
    """Let it be *then* for the bot."""
    bot.clock.ahead += then - bot.clock()


async def schedule(bot, words="design review tomorrow at 3pm for 45 min"):
    await bot.sandbox.slack.type("ada", "general", f"/meet {words}")
    await bot.ephemeral_with("15:00 to 15:45")
    await bot.press("Schedule it")
    await bot.post_with("Join: ")


def reminders(bot, channel=None):
    """The reminders that were posted, the oldest first."""
    started = (
        message
        for message in bot.messages()
        if " starts " in message.text or " started " in message.text
    )
    return [message for message in started if channel in (None, message.channel)]


def direct(bot, person):
    """The conversation of the bot with *person*."""
    space = bot.sandbox.slack.workspace
    return space.direct(space.person(person).id).id


def labels(message):
    blocks = (block for block in message.blocks if block["type"] == "actions")
    return [button["text"]["text"] for block in blocks for button in block["elements"]]


async def until_idle(bot):
    """Wait until nothing is left to do for the bot at this moment of its clock."""
    await bot.answer_to("help")


async def test_everyone_who_was_named_is_reminded_in_their_own_time_and_can_snooze(bot):
    await schedule(bot, "design review with @bo tomorrow at 3pm for 45 min")
    go_to(bot, at_three() - 10 * MINUTE - timedelta(seconds=2))
    await until_idle(bot)
    assert reminders(bot) == []
    go_to(bot, at_three() - 10 * MINUTE)
    await bot.until(lambda: len(reminders(bot)) == 2)
    mine, his = (reminders(bot, direct(bot, who))[0] for who in ("ada", "bo"))
    assert "*design review* starts in 10 minutes" in mine.text
    assert "(Europe/London)" in mine.text
    assert "(Asia/Tokyo)" in his.text
    assert "Join: http" in his.text
    assert labels(his) == ["Join", "Snooze"]
    await bot.press("Snooze", "bo", his.ts)
    await bot.ephemeral_with("by direct message in 5 minutes", BO)
    go_to(bot, at_three() - 4 * MINUTE)
    again = await bot.post_with("*design review* starts in 4 minutes")
    assert again.channel == direct(bot, "bo")
    go_to(bot, at_three() + timedelta(hours=2))
    await bot.until(lambda: not reminders(bot))
    over = [message for message in bot.messages() if message.text == "*design review* has ended."]
    assert sorted(message.ts for message in over) == sorted([mine.ts, his.ts, again.ts])
    assert all(labels(message) == [] for message in over)


async def test_a_meeting_for_nobody_by_name_is_announced_in_its_channel_and_snoozed_alone(bot):
    await schedule(bot)
    go_to(bot, at_three() - 10 * MINUTE)
    posted = await bot.post_with("*design review* starts in 10 minutes")
    assert posted.channel == "C0GENERAL1"
    await bot.press("Snooze", "bo", posted.ts)
    await bot.ephemeral_with("by direct message in 5 minutes", BO)
    assert posted in bot.messages()
    go_to(bot, at_three() - 5 * MINUTE)
    await bot.until(lambda: reminders(bot, direct(bot, "bo")))
    assert len(reminders(bot)) == 2


async def test_the_bot_was_away_and_says_at_once_what_still_lasts_and_only_the_latest(bot):
    await bot.answer_to("settings remind 1h, 10m, 1m")
    await schedule(bot)
    await bot.stop()
    go_to(bot, at_three() + 5 * MINUTE)
    async with AsyncExitStack() as again:
        await again.enter_async_context(serving(bot.settings, bot.clock))
        await bot.post_with("*design review* started 5 minutes ago")
        await until_idle(bot)
        assert len(reminders(bot)) == 1


async def test_the_bot_was_away_until_it_was_over_and_says_nothing(bot):
    await schedule(bot)
    await bot.stop()
    go_to(bot, at_three() + timedelta(hours=1))
    async with AsyncExitStack() as again:
        await again.enter_async_context(serving(bot.settings, bot.clock))
        await bot.post_with("design review: ended")
        await until_idle(bot)
        assert reminders(bot) == []


async def test_sent_out_of_the_channel_the_bot_tells_the_organizer(bot):
    await schedule(bot)
    administration = bot.sandbox.slack.administration
    await administration.membership("parley", "general", inside=False)
    go_to(bot, at_three() - 10 * MINUTE)
    message = await bot.post_with("I could not post this reminder in <#C0GENERAL1>")
    assert message.channel == direct(bot, "ada")
    assert "Join: http" in message.text


async def test_who_left_is_passed_over(bot):
    await schedule(bot, "design review with @bo tomorrow at 3pm for 45 min")
    await bot.sandbox.slack.administration.change_person("bo", left=True)
    go_to(bot, at_three() - 10 * MINUTE)
    await bot.until(lambda: reminders(bot, direct(bot, "ada")))
    await until_idle(bot)
    assert len(reminders(bot)) == 1


async def test_lead_times_are_settled_in_a_form_and_hold_for_what_is_made_already(bot):
    await schedule(bot)
    await bot.answer_to("settings")
    await bot.press("For me")
    await bot.sandbox.slack.submit("ada", values={"remind": ["60", "5"], "minutes": "45"})
    done = await bot.ephemeral_with("Reminders: 1 hour before and 5 minutes before")
    assert "Default length: 45 minutes" in done.text
    go_to(bot, at_three() - 10 * MINUTE)
    await bot.post_with("*design review* starts in 10 minutes")  # late: the clock passed the hour
    go_to(bot, at_three() - 5 * MINUTE)
    await bot.post_with("*design review* starts in 5 minutes")
    assert len(reminders(bot)) == 2


async def test_nobody_but_those_named_may_start_once_the_channel_says_so(bot):
    await bot.answer_to("settings")
    await bot.press("For this channel")
    await bot.sandbox.slack.submit("ada", values={"starters": "some", "people": [ADA]})
    await bot.ephemeral_with("Who can start and schedule meetings: <@U0ADA00001>")
    assert "Only <@U0ADA00001>" in await bot.answer_to("design sync", "bo")
    assert "Only <@U0ADA00001>" in await bot.answer_to("design sync tomorrow at 3pm", "bo")
    assert bot.messages() == []


async def test_the_days_meetings_are_told_each_morning(bot):
    await schedule(bot)
    await bot.answer_to("settings")
    await bot.press("For me")
    await bot.sandbox.slack.submit("ada", values={"agenda": "08:15"})
    await bot.ephemeral_with("Daily agenda: at 08:15 (Europe/London)")
    go_to(bot, at_three().replace(hour=8, minute=15))
    message = await bot.post_with("*Your day*: one meeting.")
    assert message.channel == direct(bot, "ada")
    assert "design review: " in message.text
    assert "15:00 to 15:45" in message.text
