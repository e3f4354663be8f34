"""Reminders over real sockets: scheduled in words, announced in time, snoozed, and never wrong."""

from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.bot.joined import ADA, BO, joined, serving

MINUTE = timedelta(minutes=1)
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
async def there(tmp_path, monkeypatch):
    """A bot on its street, whose clock can be pushed on."""
    async with joined(tmp_path, monkeypatch) as one:
        yield one


def at_three():
    """Tomorrow at three in London, where Ada lives."""
    day = datetime.now(LONDON) + timedelta(days=1)
    return day.replace(hour=15, minute=0, second=0, microsecond=0)


def go_to(there, then):
    """Let it be *then* for the bot."""
    there.clock.ahead += then - there.clock()


async def made(there, words="design review tomorrow at 3pm for 45 min"):
    await there.street.slack.type("ada", "general", f"/meet {words}")
    await there.whispered("15:00 to 15:45")
    await there.press("Make it")
    await there.posted("Join: ")


def reminders(there, channel=None):
    """The reminders that were posted, the oldest first."""
    started = (one for one in there.said() if " starts " in one.text or " started " in one.text)
    return [one for one in started if channel in (None, one.channel)]


def direct(there, person):
    """The conversation of the bot with *person*."""
    space = there.street.slack.workspace
    return space.direct(space.person(person).id).id


def labels(message):
    blocks = (block for block in message.blocks if block["type"] == "actions")
    return [button["text"]["text"] for block in blocks for button in block["elements"]]


async def settled(there):
    """Wait until nothing is left to do for the bot at this moment of its clock."""
    await there.told("help")


async def test_everyone_who_was_named_is_reminded_in_their_own_time_and_can_snooze(there):
    await made(there, "design review with @bo tomorrow at 3pm for 45 min")
    go_to(there, at_three() - 10 * MINUTE - timedelta(seconds=2))
    await settled(there)
    assert reminders(there) == []
    go_to(there, at_three() - 10 * MINUTE)
    await there.until(lambda: len(reminders(there)) == 2)
    mine, his = (reminders(there, direct(there, who))[0] for who in ("ada", "bo"))
    assert "*design review* starts in 10 minutes" in mine.text
    assert "(Europe/London)" in mine.text
    assert "(Asia/Tokyo)" in his.text
    assert "Join: http" in his.text
    assert labels(his) == ["Join", "Snooze"]
    await there.press("Snooze", "bo", his.ts)
    await there.whispered("by direct message in 5 minutes", BO)
    go_to(there, at_three() - 4 * MINUTE)
    again = await there.posted("*design review* starts in 4 minutes")
    assert again.channel == direct(there, "bo")
    go_to(there, at_three() + timedelta(hours=2))
    await there.until(lambda: not reminders(there))
    over = [one for one in there.said() if one.text == "*design review* has ended."]
    assert sorted(one.ts for one in over) == sorted([mine.ts, his.ts, again.ts])
    assert all(labels(one) == [] for one in over)


async def test_a_meeting_for_nobody_by_name_is_announced_in_its_channel_and_snoozed_alone(there):
    await made(there)
    go_to(there, at_three() - 10 * MINUTE)
    posted = await there.posted("*design review* starts in 10 minutes")
    assert posted.channel == "C0GENERAL1"
    await there.press("Snooze", "bo", posted.ts)
    await there.whispered("by direct message in 5 minutes", BO)
    assert posted in there.said()
    go_to(there, at_three() - 5 * MINUTE)
    await there.until(lambda: reminders(there, direct(there, "bo")))
    assert len(reminders(there)) == 2


async def test_the_bot_was_away_and_says_at_once_what_still_lasts_and_only_the_latest(there):
    await there.told("settings remind 1h, 10m, 1m")
    await made(there)
    await there.stop()
    go_to(there, at_three() + 5 * MINUTE)
    async with AsyncExitStack() as again:
        await again.enter_async_context(serving(there.settings, there.clock))
        await there.posted("*design review* started 5 minutes ago")
        await settled(there)
        assert len(reminders(there)) == 1


async def test_the_bot_was_away_until_it_was_over_and_says_nothing(there):
    await made(there)
    await there.stop()
    go_to(there, at_three() + timedelta(hours=1))
    async with AsyncExitStack() as again:
        await again.enter_async_context(serving(there.settings, there.clock))
        await there.posted("design review: ended")
        await settled(there)
        assert reminders(there) == []


async def test_sent_out_of_the_channel_the_bot_tells_the_organizer(there):
    await made(there)
    administration = there.street.slack.administration
    await administration.membership("parley", "general", inside=False)
    go_to(there, at_three() - 10 * MINUTE)
    told = await there.posted("I could not remind <#C0GENERAL1>")
    assert told.channel == direct(there, "ada")
    assert "Join: http" in told.text


async def test_who_left_is_passed_over(there):
    await made(there, "design review with @bo tomorrow at 3pm for 45 min")
    await there.street.slack.administration.change_person("bo", left=True)
    go_to(there, at_three() - 10 * MINUTE)
    await there.until(lambda: reminders(there, direct(there, "ada")))
    await settled(there)
    assert len(reminders(there)) == 1


async def test_lead_times_are_settled_in_a_form_and_hold_for_what_is_made_already(there):
    await made(there)
    await there.told("settings")
    await there.press("For me")
    await there.street.slack.submit("ada", values={"remind": ["60", "5"], "minutes": "45"})
    done = await there.whispered("Reminders: 1 hour before and 5 minutes before")
    assert "A meeting lasts 45 minutes" in done.text
    go_to(there, at_three() - 10 * MINUTE)
    await there.posted("*design review* starts in 10 minutes")  # late: the hour was slept through
    go_to(there, at_three() - 5 * MINUTE)
    await there.posted("*design review* starts in 5 minutes")
    assert len(reminders(there)) == 2


async def test_nobody_but_those_named_may_start_once_the_channel_says_so(there):
    await there.told("settings")
    await there.press("For this channel")
    await there.street.slack.submit("ada", values={"starters": "some", "people": [ADA]})
    await there.whispered("Who may start and schedule meetings: <@U0ADA00001>")
    assert "only <@U0ADA00001>" in await there.told("design sync", "bo")
    assert "only <@U0ADA00001>" in await there.told("design sync tomorrow at 3pm", "bo")
    assert there.said() == []


async def test_the_days_meetings_are_told_each_morning(there):
    await made(there)
    await there.told("settings")
    await there.press("For me")
    await there.street.slack.submit("ada", values={"agenda": "08:15"})
    await there.whispered("Daily agenda: at 08:15 (Europe/London)")
    go_to(there, at_three().replace(hour=8, minute=15))
    told = await there.posted("*Your day*: one meeting.")
    assert told.channel == direct(there, "ada")
    assert "design review: " in told.text
    assert "15:00 to 15:45" in told.text
