"""Moved and cancelled by words, on every service, through the same handlers."""

import pytest

from tests.bot.in_process import ADA
from tests.handlers.bot_with_service import (
    EVERYWHERE,
    JITSI,
    LIVE,
    LONDON,
    SKYPE,
    WEBEX,
    BotWithService,
    ServiceSetup,
    bot_with,
    labels,
    tomorrow,
)
from tests.journeys.bot_process import join_link


def name(setup: ServiceSetup) -> str:
    return setup.name


@pytest.fixture(params=EVERYWHERE, ids=name)
async def bot(request, tmp_path, monkeypatch):
    setup: ServiceSetup = request.param
    async with bot_with(tmp_path, monkeypatch, setup) as bot:
        yield bot


def knows_times(bot: BotWithService) -> bool:
    return bool(bot.meetings_there()) and bot.meetings_there()[0][1] is not None


async def test_a_move_reaches_the_service_the_card_and_the_people(bot):
    card = await bot.schedule("design review with @bo tomorrow at 3pm for 45 min")
    link = join_link(card)
    await bot.post_with("invites you")
    shown = await bot.request("move design to 4pm")
    was, to = tomorrow(15), tomorrow(16)
    assert f"From {was:%A} {was.day} {was:%B %Y}, 15:00 to 15:45" in shown.text
    assert f"To {to:%A} {to.day} {to:%B %Y}, 16:00 to 16:45" in shown.text
    assert labels(shown)[0] == "Move"
    if knows_times(bot):
        assert bot.meetings_there() == [("design review", was)]
    await bot.press("Move", ts=shown.ts)
    done = await bot.ephemeral_with("Moved: *design review*")
    assert "16:00 to 16:45" in done.text
    if knows_times(bot):
        assert bot.meetings_there() == [("design review", to)]
    now_is = await bot.until(lambda: (c := bot.card()) and "16:00 to 16:45" in c.text and c)
    assert now_is.ts == card.ts
    assert join_link(now_is) == link
    await bot.until(lambda: len(bot.tellings("has moved")) == 2)
    in_zone = next(post for post in bot.tellings("has moved") if post.channel.startswith("D"))
    assert "(Asia/Tokyo)" in in_zone.text
    assert in_zone.text.count("to *") == 1


async def test_a_cancelled_meeting_is_gone_there_and_everybody_is_told_once(bot):
    card = await bot.schedule("design review with @bo tomorrow at 3pm for 45 min")
    shown = await bot.request("cancel design review")
    assert "<@U0BO000001> and everyone in its conversation" in shown.text
    assert labels(shown) == ["Cancel meeting", "Never mind"]
    await bot.press("Cancel meeting", ts=shown.ts)
    done = await bot.ephemeral_with("Cancelled: *design review*")
    gone = await bot.until(lambda: (c := bot.card()) and "cancelled" in c.text and c)
    assert gone.ts == card.ts
    assert join_link(gone) == ""
    assert bot.meetings_there() == []
    assert ("link can't be switched off" in done.text) is (bot.setup is JITSI)
    await bot.until(lambda: len(bot.tellings("has cancelled")) == 2)
    again = await bot.request("cancel design review")
    assert "I can't find an upcoming meeting called “design review”" in again.text
    assert len([post for post in bot.messages(ADA) if "Cancelled: " in post.text]) == 1


@pytest.mark.parametrize("bot", [WEBEX, LIVE, SKYPE], indirect=True, ids=name)
async def test_what_was_deleted_there_can_be_made_anew(bot):
    link = join_link(await bot.schedule("design review tomorrow at 3pm"))
    shown = await bot.request("move design to 4pm")
    bot.setup.delete(bot.service)
    await bot.press("Move", ts=shown.ts)
    asked = await bot.ephemeral_with("no longer has *design review*")
    assert labels(asked) == ["Make a new one", "Cancel meeting", "Never mind"]
    await bot.press("Make a new one", ts=asked.ts)
    await bot.ephemeral_with("It has a new link")
    [(title, _)] = bot.meetings_there()
    assert title == "design review"
    await bot.until(lambda: join_link(bot.card()) not in ("", link))


@pytest.mark.parametrize("bot", [JITSI, WEBEX, SKYPE], indirect=True, ids=name)
async def test_a_series_moves_and_ends_as_a_whole(bot):
    await bot.schedule("stand-up every weekday at 9:15am for 15 min")
    shown = await bot.request("move stand-up to 10am")
    assert "Move *stand-up*, every weekday?" in shown.text
    await bot.press("All of them", ts=shown.ts)
    message = await bot.ephemeral_with("Moved: *stand-up*")
    assert "10:00 to 10:15 GMT (Europe/London), every weekday" in message.text
    if bot.setup is WEBEX:
        [made] = bot.service.meetings
        first = [start.astimezone(LONDON) for start in made.starts[:6]]
        assert {(start.hour, start.minute) for start in first} == {(10, 0)}
        assert {start.weekday() for start in first} == {0, 1, 2, 3, 4}
    shown = await bot.request("cancel stand-up")
    assert "Cancel which dates of *stand-up*, every weekday?" in shown.text
    await bot.press("All of them", ts=shown.ts)
    await bot.ephemeral_with("Cancelled: *stand-up*")
    assert bot.meetings_there() == []
