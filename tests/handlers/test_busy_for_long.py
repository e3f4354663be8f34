"""A service that takes no more until tomorrow: the person is told until when, and has it then."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.slack.workspace import PostedMessage
from tests.bot.in_process import in_process_bot
from tests.handlers.bot_with_service import BotWithService, ServiceSetup, labels
from tests.handlers.guild import add_guild

GUILD = ServiceSetup(name="guild", options=lambda announced: announced["settings"])
HOURS = 5


@pytest.fixture
async def bot(tmp_path, monkeypatch) -> AsyncIterator[BotWithService]:
    """A bot with the guild and with Jitsi."""
    add_guild(monkeypatch)
    services = {"guild": GUILD.options, "jitsi": lambda announced: {"url": announced["url"]}}
    async with in_process_bot(tmp_path, services=services) as bot:
        yield BotWithService(**vars(bot), setup=GUILD)


def titles(bot: BotWithService) -> list[str]:
    return [row["title"] for row in bot.service.meetings.values()]


async def told(bot: BotWithService) -> PostedMessage:
    """That it takes no more, and until when."""
    message = await bot.ephemeral_with("takes no more of that until")
    free = datetime.now(UTC) + timedelta(hours=HOURS)
    assert any(f"{minute:%H:%M}" in message.text for minute in (free, free + timedelta(minutes=1)))
    assert "Nothing has been done" in message.text
    return message


async def test_a_start_is_told_at_once_and_made_elsewhere(bot: BotWithService) -> None:
    bot.service.busy_for = HOURS * 3600
    await bot.sandbox.slack.type("ada", "general", "/meet on guild stand-up")
    shown = await told(bot)
    assert labels(shown) == ["Start on Jitsi", "Never mind"]
    await bot.press("Start on Jitsi", "ada", shown.ts)
    await bot.post_with("stand-up: meeting started by ada")
    assert titles(bot) == []


async def test_what_was_to_be_scheduled_is_made_when_it_is_free(bot: BotWithService) -> None:
    bot.service.busy_for = HOURS * 3600
    await bot.request("on guild stand-up in 3 days at 3pm")
    await bot.press("Schedule it")
    shown = await told(bot)
    assert labels(shown) == ["Do it then", "Change", "Never mind"]
    await bot.press("Do it then", "ada", shown.ts)
    await bot.ephemeral_with("OK, I will do that on")
    asked = len(bot.service.asked)
    bot.clock.ahead = timedelta(hours=HOURS - 1)
    assert await bot.answer_to("help")
    assert len(bot.service.asked) == asked, "it was left alone"
    bot.service.busy_for = 0
    bot.clock.ahead = timedelta(hours=HOURS, minutes=2)
    await bot.answer_to("help")
    await bot.post_with("stand-up: ")
    assert titles(bot) == ["stand-up"]


async def test_who_is_still_refused_then_is_written_to_directly(bot: BotWithService) -> None:
    bot.service.busy_for = HOURS * 3600
    await bot.request("on guild stand-up in 3 days at 3pm")
    await bot.press("Schedule it")
    await bot.press("Do it then", "ada", (await told(bot)).ts)
    await bot.ephemeral_with("OK, I will do that on")
    bot.clock.ahead = timedelta(hours=HOURS, minutes=2)
    await bot.answer_to("help")
    direct = await bot.post_with("takes no more of that until")
    assert direct.channel.startswith("D")


async def test_a_change_is_not_waited_for_in_silence(bot: BotWithService) -> None:
    await bot.schedule("Stand-up in 3 days at 3pm")
    before = bot.row()["starts_at"]
    bot.service.busy_for = HOURS * 3600
    await bot.request("move stand-up to 4pm")
    await bot.press("Move")
    shown = await told(bot)
    bot.service.busy_for = 0
    bot.clock.ahead = timedelta(hours=HOURS, minutes=2)
    await bot.press("Do it then", "ada", shown.ts)
    await bot.until(lambda: bot.row()["starts_at"] != before)


async def test_a_cancellation_is_not_either(bot: BotWithService) -> None:
    await bot.schedule("Stand-up in 3 days at 3pm")
    bot.service.busy_for = HOURS * 3600
    asked = await bot.request("cancel stand-up")
    await bot.press("Cancel meeting", "ada", asked.ts)
    shown = await told(bot)
    assert labels(shown) == ["Do it then", "Cancel it here only", "Never mind"]
    bot.service.busy_for = 0
    bot.clock.ahead = timedelta(hours=HOURS, minutes=2)
    await bot.press("Do it then", "ada", shown.ts)
    await bot.until(lambda: bot.row()["state"] == "cancelled")
    assert titles(bot) == []


async def test_some_minutes_are_waited_in_the_background(bot: BotWithService) -> None:
    await bot.schedule("Stand-up in 3 days at 3pm")
    bot.service.busy_for = 600
    asked = await bot.request("cancel stand-up")
    await bot.press("Cancel meeting", "ada", asked.ts)
    await bot.ephemeral_with("I will keep trying for an hour")
    asked_at = len(bot.service.asked)
    bot.clock.ahead = timedelta(minutes=8)
    await bot.answer_to("help")
    assert len(bot.service.asked) == asked_at, "it was left alone"
    bot.service.busy_for = 0
    bot.clock.ahead = timedelta(minutes=11)
    await bot.answer_to("help")
    await bot.ephemeral_with("Cancelled: ")
