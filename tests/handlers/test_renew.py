"""A meeting that is gone from Skype before it starts is made again, once, and people are told."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sandbox.slack.workspace import PostedMessage
from tests.bot.browser_user import browsing
from tests.bot.in_process import ADA, BO
from tests.handlers.bot_with_service import SKYPE, BotWithService, bot_with, tomorrow
from tests.journeys.bot_process import join_link

MEETING = "design review with @bo tomorrow at 3pm for 45 min"
POST, LIST = "POST myOnlineMeetings", "GET myOnlineMeetings"
DONE = "select 1 from job where kind = 'renew' and state = 'done'"
IN_XML = replace(SKYPE, options=lambda announced: {**announced["settings"], "format": "xml"})


@pytest.fixture(params=[SKYPE, IN_XML], ids=["json", "xml"])
async def either(request, tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, request.param) as bot:
        yield bot


@pytest.fixture
async def bot(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, SKYPE) as bot:
        yield bot


def go_to(bot: BotWithService, then: datetime) -> None:
    """Let it be *then* for the bot; the server has a clock of its own."""
    bot.clock.ahead += then - bot.clock()


def an_hour_before(bot: BotWithService) -> None:
    """Let it be the moment at which the meeting is looked for."""
    go_to(bot, tomorrow(14) + timedelta(seconds=1))


def renewed(bot: BotWithService) -> int:
    """How many posts tell of a new link."""
    return len(bot.tellings("has a new link"))


def links(bot: BotWithService) -> list[str]:
    """Where the meetings are that stand at the service."""
    every = bot.service.conferences._all.values()
    return [meeting.join_url for meeting in every if meeting.settings.get("subject")]


async def settled(bot: BotWithService) -> None:
    """Until nothing is left to do for the bot at this moment of its clock."""
    await bot.request("help")
    await bot.until(lambda: not bot._rows("select 1 from job where state = 'running'"))


async def test_what_was_deleted_is_made_anew_and_everyone_is_told_the_new_link_once(either):
    bot = either
    old = join_link(await bot.schedule(MEETING))
    bot.setup.delete(bot.service)
    go_to(bot, tomorrow(14) - timedelta(seconds=5))
    await settled(bot)
    assert links(bot) == []
    an_hour_before(bot)
    card = await bot.until(lambda: (c := bot.card()) and join_link(c) not in ("", old) and c)
    await bot.until(lambda: renewed(bot) == 3)  # the channel, Ada, Bo
    for post in bot.tellings("has a new link"):
        assert join_link(card) in post.text
        assert "no longer has that meeting" in post.text

    def shown() -> list[PostedMessage]:
        return [post for post in bot.messages() if join_link(post) == join_link(card)]

    await bot.until(lambda: len(shown()) == 2)  # in the channel, and Bo's own
    assert links(bot) == [join_link(card)]
    go_to(bot, tomorrow(14) + timedelta(minutes=51))
    reminder = await bot.post_with("*design review* starts in")
    assert join_link(card) in reminder.text
    assert renewed(bot) == 3


async def test_a_reminder_that_came_before_holds_the_new_link(bot):
    await bot.request("settings remind 2h")
    old = join_link(await bot.schedule("design review tomorrow at 3pm"))
    go_to(bot, tomorrow(13) + timedelta(seconds=1))
    reminder = await bot.post_with("*design review* starts in")
    assert old in str(reminder.blocks)
    bot.setup.delete(bot.service)
    an_hour_before(bot)
    await bot.until(lambda: "has a new link" in reminder.text)
    assert old not in str(reminder.blocks)
    assert links(bot)[0] in reminder.text


async def test_what_stands_is_left_alone(bot):
    link = join_link(await bot.schedule(MEETING))
    an_hour_before(bot)
    await bot.until(lambda: bot._rows(DONE))
    assert (links(bot), renewed(bot)) == ([link], 0)


async def test_an_answer_that_got_lost_is_looked_up(bot):
    await bot.schedule(MEETING)
    bot.setup.delete(bot.service)
    bot.service.misbehave(on=POST, do="cut", effect=True)
    an_hour_before(bot)
    await bot.at_rest()
    bot.clock.ahead += timedelta(seconds=30)
    await bot.until(lambda: renewed(bot) == 3)
    assert len(links(bot)) == 1


@pytest.mark.parametrize("what", ["Cancel meeting", "Move"])
async def test_what_is_cancelled_or_moved_is_not_made_anew(bot, what):
    await bot.schedule(MEETING)
    shown = await bot.request("cancel design" if what == "Cancel meeting" else "move design to 6pm")
    await bot.press(what, ts=shown.ts)
    await bot.ephemeral_with("Cancelled: " if what == "Cancel meeting" else "Moved: ")
    bot.setup.delete(bot.service)
    an_hour_before(bot)
    await settled(bot)
    assert (links(bot), renewed(bot)) == ([], 0)


async def test_each_meeting_of_a_series_is_looked_for(bot):
    await bot.schedule("stand-up every day at 3pm for 15 min")
    for day in (1, 2):
        bot.setup.delete(bot.service)
        go_to(bot, tomorrow(14, day) + timedelta(seconds=1))
        await bot.until(lambda day=day: renewed(bot) == 2 * day)  # the channel and Ada
        assert len(links(bot)) == 1
    [made] = (
        meeting
        for meeting in bot.service.conferences._all.values()
        if meeting.settings.get("subject")
    )
    assert ", repeated" in made.settings["description"]


async def test_while_the_service_is_away_the_organizer_hears_it_once_and_then_it_is_made(bot):
    await bot.schedule(MEETING)
    bot.setup.delete(bot.service)
    bot.service.misbehave(on=POST, do="status", status=503, effect=False, next=None)
    an_hour_before(bot)
    await bot.at_rest()
    assert not bot.tellings("I have no new one yet")
    for _ in range(3):
        bot.clock.ahead += timedelta(minutes=2)
        await bot.post_with("I have no new one yet")
        await settled(bot)
    [message] = bot.tellings("I have no new one yet")
    assert message.channel == bot.sandbox.slack.workspace.direct(ADA).id
    assert "I will keep trying until it starts" in message.text
    bot.service.behave()
    bot.clock.ahead += timedelta(minutes=2)
    await bot.until(lambda: renewed(bot) == 3)
    assert len(links(bot)) == 1


async def test_without_an_account_the_organizer_is_told_to_sign_in_and_then_it_goes_on(bot):
    await bot.schedule(MEETING)
    bot.setup.delete(bot.service)
    await bot.request("disconnect skype")
    await bot.press("Disconnect")
    await bot.ephemeral_with("is disconnected")
    an_hour_before(bot)
    message = await bot.post_with("I could not check *design review* on")
    assert "`/meet connect skype`" in message.text
    link = await bot.connect_link("ada", "skype")
    async with browsing(link) as visitor:
        assert await visitor.send(**bot.setup.ada) == 200
    asked = await bot.ephemeral_with("Was that you?", ADA, message.ts)
    await bot.press("Yes, that was me", "ada", asked.ts)
    await bot.ephemeral_with("is connected as", ADA, message.ts)
    bot.clock.ahead += timedelta(minutes=2)
    await bot.until(lambda: renewed(bot) == 3)
    assert len(bot.tellings("I could not check")) == 1


async def test_when_it_starts_it_is_given_up(bot):
    await bot.schedule(MEETING)
    bot.setup.delete(bot.service)
    bot.service.misbehave(on=LIST, do="cut", effect=False, next=None)
    an_hour_before(bot)
    await bot.at_rest()
    go_to(bot, tomorrow(15) + timedelta(minutes=1))
    message = await bot.post_with("I could not check *design review* on")
    assert "I have stopped trying" in message.text
    bot.service.behave()
    bot.clock.ahead += timedelta(minutes=5)
    await settled(bot)
    assert (links(bot), renewed(bot)) == ([], 0)


async def test_who_moves_it_while_it_is_being_made_anew_loses_nothing(bot):
    await bot.schedule(MEETING)
    bot.setup.delete(bot.service)
    shown = await bot.request("move design to 6pm")
    bot.service.misbehave(on=POST, do="slow", ms=600, next=1)
    an_hour_before(bot)
    await bot.until(lambda: bot.row()["held_by"])
    await bot.press("Move", ts=shown.ts)
    await bot.ephemeral_with("*design review* has changed since I asked you")
    await bot.until(lambda: renewed(bot) == 3)
    assert len(links(bot)) == 1
    assert "15:00 to 15:45" in bot.card().text
    assert BO in str(bot.row()["people"])
