"""What a service would not make is said before anything is asked of it, with what to change."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calendars.recurrence import Recurrence
from handlers.objections import by_field, to_change
from meetings.model import NewMeeting
from sandbox.slack.workspace import PostedMessage
from tests.bot.in_process import in_process_bot
from tests.handlers.bot_with_service import BotWithService, ServiceSetup, labels, value_of
from tests.handlers.guild import Guild, add_guild
from tests.handlers.test_meeting_form import sent
from tests.handlers.timed_bot import stored_meeting

GUILD = ServiceSetup(name="guild", options=lambda announced: announced["settings"])
LONG = "quarterly review of everything that the design department has planned"
TOO_LONG, TOO_MANY = "choose a shorter one", "say “for 2 times”"


@pytest.fixture
async def bot(tmp_path, monkeypatch) -> AsyncIterator[BotWithService]:
    """A bot with the guild and with Jitsi."""
    add_guild(monkeypatch)
    services = {"guild": GUILD.options, "jitsi": lambda announced: {"url": announced["url"]}}
    async with in_process_bot(tmp_path, services=services) as bot:
        yield BotWithService(**vars(bot), setup=GUILD)


async def refused(bot: BotWithService, typed: str, why: str) -> PostedMessage:
    """What is shown instead; nothing is asked of the service."""
    asked = len(bot.service.asked)
    shown = await bot.request(typed)
    assert why in shown.text
    assert len(bot.service.asked) == asked
    return shown


async def test_a_start_is_refused_at_once_and_offered_elsewhere(bot: BotWithService) -> None:
    shown = await refused(bot, f"on guild {LONG}", TOO_LONG)
    assert "Nothing has been started" in shown.text
    assert labels(shown) == ["Start on Jitsi"]
    await bot.press("Start on Jitsi", "ada", shown.ts)
    await bot.post_with("meeting started by ada")


async def test_what_would_fail_has_no_button_that_makes_it(bot: BotWithService) -> None:
    shown = await refused(bot, "on guild stand-up every monday 9:15", TOO_MANY)
    assert labels(shown) == ["Change", "Never mind"]
    fine = await bot.request("on guild stand-up every monday 9:15 for 2 times")
    assert labels(fine)[0] == "Schedule it"


async def test_it_is_not_made_unasked_either(bot: BotWithService) -> None:
    await bot.request("settings")
    await bot.press("For me")
    await bot.sandbox.slack.submit("ada", values={"confirm": "unsure"})
    await bot.ephemeral_with("Saved. Your settings")
    await refused(bot, "on guild stand-up every monday 9:15", TOO_MANY)


async def test_a_button_that_is_there_all_the_same_shows_it_again(bot: BotWithService) -> None:
    shown = await refused(bot, "on guild stand-up every monday 9:15", TOO_MANY)
    _, draft = value_of(shown, "Change")
    elsewhere = await bot.post_in("general")
    await bot.press_as_it_was("ada", elsewhere, "parley.make", draft)
    again = await bot.ephemeral_with(TOO_MANY, after=elsewhere.ts)
    assert "Schedule it" not in labels(again)
    assert bot.service.meetings == {}


async def test_the_form_says_it_at_the_field_that_mends_it(bot: BotWithService) -> None:
    shown = await refused(bot, "on guild stand-up every monday 9:15", TOO_MANY)
    await bot.press("Change", ts=shown.ts)
    assert TOO_MANY in (await sent(bot))["repeat"]
    wrong = await sent(bot, repeat="Does not repeat", title=LONG)
    assert TOO_LONG in wrong["title"]
    assert await sent(bot, repeat="Does not repeat", title="stand-up") == {}
    await bot.until(lambda: bot.service.meetings)


async def test_an_edit_that_would_fail_is_not_offered(bot: BotWithService) -> None:
    await bot.schedule("Stand-up in 3 days at 3pm")
    shown = await refused(bot, f"rename stand-up to {LONG}", TOO_LONG)
    assert "Rename" not in labels(shown)
    assert "Nothing has changed" in shown.text


def test_what_was_so_before_is_no_objection_to_another_change() -> None:
    before = stored_meeting(datetime.now(UTC) + timedelta(days=1), title=LONG)
    assert to_change(Guild({}), before, replace(before, agenda="plans")) == []
    assert to_change(Guild({}), replace(before, title="short"), before) != []


def test_each_objection_is_put_to_the_field_that_mends_it() -> None:
    wanted = NewMeeting(
        title=LONG,
        marker="",
        starts_at=datetime.now(UTC) + timedelta(days=1),
        recurrence=Recurrence.parse("FREQ=WEEKLY"),
    )
    found = by_field(Guild({}), wanted, "choice.")
    assert {name: TOO_LONG in why or TOO_MANY in why for name, why in found.items()} == {
        "title": True,
        "repeat": True,
    }
