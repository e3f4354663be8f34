"""What Zoom tells by itself, signed by the loopback, twice and last first; and what it is asked."""

import json
from datetime import UTC, timedelta

import pytest

from tests.bot.in_process import in_process_bot
from tests.handlers.bot_with_service import BotWithService, ServiceSetup, tomorrow
from tests.handlers.test_notifications import at_rest, rows
from tests.journeys.bot_process import join_link
from tests.journeys.zoom_workload import connect

ZOOM = ServiceSetup(name="zoom", options=lambda announced: announced["organization"]["settings"])
"""The organization's account, so that nobody has to sign in."""

MINUTE = 60
STARTED = "/meet on zoom design sync"


@pytest.fixture
async def bot(tmp_path):
    async with in_process_bot(tmp_path, services={"zoom": ZOOM.options}) as bot:
        yield BotWithService(**vars(bot), setup=ZOOM)


@pytest.fixture
async def notified(bot):
    """A bot that Zoom notifies, once its challenge was answered."""
    assert await bot.service.control.webhook(url=f"{bot.url}/hooks/zoom", app="organization")
    return bot


async def happens(bot, what, **told):
    """Let it happen at Zoom."""
    await bot.service.control.do(what, told)


async def test_the_card_follows_a_meeting_from_its_start_to_its_end(notified):
    bot = notified
    await bot.start("design sync", "zoom")
    await happens(bot, "start", meeting="design sync")
    for name in ("Bob", "Cleo", "Dan"):
        await happens(bot, "join", meeting="design sync", name=name)
    await bot.until(lambda: "in progress, 3 people" in bot.card().text)
    await happens(bot, "leave", meeting="design sync", name="Bob")
    await bot.until(lambda: "in progress, 2 people" in bot.card().text)
    await happens(bot, "clock", advance=47 * MINUTE)
    await happens(bot, "end", meeting="design sync")
    await bot.until(lambda: "ended after 47 min" in bot.card().text)
    assert not join_link(bot.card())
    stored = str(rows(bot, "select * from stay") + rows(bot, "select payload from job"))
    assert "Cleo" not in stored


async def test_twice_and_last_first_comes_to_the_same(notified):
    bot = notified
    bot.service.switches.scramble = True
    await bot.start("design sync", "zoom")
    await happens(bot, "start", meeting="design sync")
    for name in ("Bob", "Cleo", "Dan"):
        await happens(bot, "join", meeting="design sync", name=name)
        await happens(bot, "clock", advance=MINUTE)
    await happens(bot, "leave", meeting="design sync", name="Dan")
    await happens(bot, "deliver")
    await bot.until(lambda: "in progress, 2 people" in bot.card().text)
    await happens(bot, "clock", advance=20 * MINUTE)
    await happens(bot, "end", meeting="design sync")
    await happens(bot, "deliver")
    await bot.until(lambda: "ended after 23 min" in bot.card().text)
    taken = rows(bot, "select count(*) from job where kind = 'notified'")[0][0]
    sent = [each for each in bot.service.book.read("notification") if each["status"] == 204]
    told = [each for each in sent if each["event"] != "meeting.created"]
    assert len(told) == 2 * taken


async def test_what_is_signed_with_another_secret_changes_nothing(notified):
    bot = notified
    await bot.start("design sync", "zoom")
    bot.service.switches.wrong_signatures = True
    await happens(bot, "start", meeting="design sync")
    assert [*bot.service.book.read("notification")][-1]["status"] == 401
    assert "in progress" not in bot.card().text
    assert not rows(bot, "select 1 from job where kind = 'notified'")


async def test_what_is_renamed_and_moved_at_zoom_is_followed(notified):
    bot = notified
    await bot.schedule("design review with @bo tomorrow at 3pm for 45 min")
    await happens(bot, "rename", meeting="design review", topic="design talk")
    await bot.until(lambda: "design talk" in bot.card().text)
    starts_at = f"{tomorrow(17).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    await happens(bot, "move", meeting="design talk", start_time=starts_at)
    await bot.until(lambda: "17:00 to 17:45" in bot.card().text)
    await bot.until(lambda: len(bot.tellings("Somebody at Zoom has moved")) == 3)
    await happens(bot, "delete", meeting="design talk")
    await bot.until(lambda: "cancelled" in bot.card().text)
    await bot.until(lambda: bot.tellings("was deleted at Zoom"))


async def test_what_the_bot_does_at_zoom_comes_back_as_nothing_new(notified):
    bot = notified
    await bot.schedule("design review tomorrow at 3pm for 45 min")
    await bot.request("move design review to tomorrow 5pm")
    await bot.press("Move")
    await bot.until(lambda: "17:00 to 17:45" in bot.card().text)
    await at_rest(bot)
    await bot.until(
        lambda: not rows(bot, "select 1 from job where kind = 'reread' and state <> 'done'")
    )
    assert not bot.tellings("Somebody at Zoom")
    assert rows(bot, "select version from meeting") == [(2,)]


async def test_without_notifications_the_same_is_asked(bot):
    await bot.start("design sync", "zoom")
    await happens(bot, "start", meeting="design sync")
    bot.clock.ahead += timedelta(minutes=1)
    await bot.until(lambda: "in progress, since" in bot.card().text)
    await happens(bot, "clock", advance=30 * MINUTE)
    await happens(bot, "end", meeting="design sync")
    bot.clock.ahead += timedelta(minutes=34)
    await bot.until(lambda: "ended after 30 min" in bot.card().text)
    assert "In progress" not in json.dumps(bot.card().blocks)


async def test_who_removes_the_app_at_zoom_loses_the_account_here_and_is_told_once(tmp_path):
    personal = {"zoom": lambda announced: announced["settings"]}
    async with in_process_bot(tmp_path, services=personal) as bot:
        await connect(bot.sandbox, "ada")
        zoom = bot.sandbox.services["zoom"]
        zoom.switches.scramble = True
        assert await zoom.control.webhook(url=f"{bot.url}/hooks/zoom")
        await zoom.control.do("deauthorize", {"user": "ada@contoso.example"})
        await zoom.control.do("deliver", {})
        told = "have taken my permission back at Zoom"
        await bot.post_with(told)
        await at_rest(bot)
        assert sum(told in post.text for post in bot.messages()) == 1
        assert rows(bot, "select 1 from account") == []
        assert "You have not connected Zoom" in await bot.answer_to("on zoom stand-up")
