"""Questions are answered to the person alone; what is not surely a meeting is asked about."""

from datetime import timedelta

import pytest

from tests.bot.in_process import ADA
from tests.handlers.bot_with_service import JITSI, bot_with, is_card, labels, value_of


@pytest.fixture
async def bot(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, JITSI) as bot:
        yield bot


async def test_the_next_meeting_is_the_persons_own(bot):
    assert "no upcoming meetings" in (await bot.request("next meeting")).text
    await bot.schedule("retro tomorrow at 3pm")
    await bot.schedule("planning tomorrow at 4pm")
    await bot.schedule("talk of others tomorrow at 9am", person="bo")
    shown = await bot.request("when is my next meeting?")
    assert "Your next meeting" in shown.text
    assert "retro" in str(shown.blocks)
    assert "planning" not in str(shown.blocks)
    assert "talk of others" not in str(shown.blocks)
    assert "Join" in labels(shown)


async def test_a_day_has_its_meetings(bot):
    await bot.schedule("retro tomorrow at 3pm")
    await bot.schedule("planning in 3 days at 4pm")
    shown = await bot.request("what's on tomorrow?")
    assert "retro" in str(shown.blocks)
    assert "planning" not in str(shown.blocks)
    shown = await bot.request("my meetings")
    assert "Coming up" in shown.text
    assert "planning" in str(shown.blocks)


async def test_when_and_who(bot):
    await bot.schedule("retro with @bo tomorrow at 3pm")
    invitation = await bot.post_with("invites you. retro:")
    assert "15:00" in (await bot.request("when is the retro?")).text
    assert "No answer yet: <@U0BO000001>" in (await bot.request("who is coming to retro?")).text
    await bot.press("Going", "bo", ts=invitation.ts)
    await bot.until(lambda: "going" in bot.row()["answers"])
    shown = await bot.request("who retro")
    assert "Going: <@U0BO000001>" in shown.text
    assert "No answer yet" not in shown.text


async def test_am_i_free(bot):
    await bot.schedule("retro tomorrow at 3pm")
    shown = await bot.request("am i free tomorrow at 3pm?")
    assert "You have this" in shown.text
    assert "retro" in str(shown.blocks)
    assert "You look free" in (await bot.request("am i free tomorrow at 5pm?")).text
    assert (
        "can't see whether <@U0BO000001> is free"
        in (await bot.request("is @bo free tomorrow at 3pm?")).text
    )


@pytest.mark.parametrize(
    ("command", "part"),
    [
        ("find a time with @bo next week", "can't look for a free time yet"),
        ("which services can i use?", "Set up here: Jitsi"),
        ("how do i cancel a meeting?", "I can't answer that."),
        ("thanks!", "In a thread Slack allows no commands: type `@Parley start"),
        ("hilfe", "/meet help"),
        ("settings length 45", "/meet settings remind"),
        ("disconnect foo", "/meet disconnect"),
        ("move design review", "moves a meeting"),
        ("stop", "To end a running meeting"),
        ("undo", "`/meet undo that` takes back your last change"),
        ("connect foo", "`/meet connect` shows what you can connect. Nothing has been started."),
        ("host", "Which meeting?"),
        ("push notifications sync", "To move a meeting"),
    ],
)
async def test_nothing_starts_and_the_person_hears_what_can_be_done(bot, command, part):
    assert part in (await bot.request(command)).text
    assert not [message for message in bot.messages() if is_card(message)]


@pytest.mark.parametrize(
    ("typed", "runs", "label"),
    [
        ("canel design review", "cancel design review", 'Start "canel design review" now'),
        ("lsit", "list", 'Start "lsit" now'),
        ("on jitzi design sync", "on jitsi design sync", 'Start "on jitzi design sync" now'),
    ],
)
async def test_a_slip_is_asked_about_with_the_button_that_does_it(bot, typed, runs, label):
    shown = await bot.request(typed)
    assert "Did you mean" in shown.text
    assert len(labels(shown)) <= 3
    assert value_of(shown, label)[0] == "parley.start_anyway"
    run = next(label for label in labels(shown) if value_of(shown, label)[0] == "parley.run")
    assert value_of(shown, run)[1] == runs


async def test_start_now_takes_the_whole_text_as_the_title(bot):
    text = f"settings {'x' * 100} of the {'y' * 100}"
    shown = await bot.request(text)
    [label] = [label for label in labels(shown) if label.startswith("Start ")]
    assert len(label) == 75
    assert label.endswith('…" now')
    await bot.press(label, ts=shown.ts)
    card = await bot.until(bot.card)
    assert card.blocks[0]["text"]["text"] == f"{text[:149].rstrip()}…"


async def test_an_unread_time_is_asked_about_with_a_form(bot):
    shown = await bot.request("project x sync 1430")
    assert "not sure when you mean" in shown.text
    assert {value_of(shown, label)[0] for label in labels(shown)} == {
        "parley.change",
        "parley.start_anyway",
        "parley.dismiss",
    }
    await bot.press("Change", ts=shown.ts)
    form = await bot.until(lambda: bot.sandbox.slack.workspace.open_view(ADA))
    assert "project x sync" in str(form)


async def test_chatter_is_helped_once_in_ten_minutes(bot):
    slack = bot.sandbox.slack
    await slack.type("ada", "general", "@Parley thanks!")
    await bot.ephemeral_with("/meet help")
    before = len(bot.messages(ADA))
    await slack.type("ada", "general", "@Parley hello there")
    await slack.type("ada", "general", "@Parley stop")
    await slack.type("ada", "general", "@Parley design sync")
    await slack.type("bo", "general", "@Parley thanks!")
    await bot.ephemeral_with("/meet help", "U0BO000001")
    await bot.until(lambda: not bot._rows("select 1 from job where state in ('ready', 'running')"))
    assert len(bot.messages(ADA)) == before
    bot.clock.ahead = timedelta(minutes=11)
    await slack.type("ada", "general", "@Parley hi")
    await bot.until(lambda: len(bot.messages(ADA)) == before + 1)
    assert not [message for message in bot.messages() if is_card(message)]


async def test_a_meeting_is_named_as_people_name_them(bot):
    await bot.schedule("retro tomorrow at 3pm")
    await bot.schedule("design review tomorrow at 4pm with @bo")
    for named, title in {
        "my 3pm": "retro",
        "my next meeting": "retro",
        "tomorrow's design review": "design review",
        "the one with @bo": "design review",
        "the retro meeting": "retro",
        "the design reveiw": "design review",
        "tomorrow at 4pm": "design review",
    }.items():
        shown = await bot.request(f"cancel {named}")
        assert f"Cancel *{title}*" in shown.text, named
    shown = await bot.request("cancel it")
    assert "Which one?" in shown.text


@pytest.mark.parametrize("typed", ["add milk to the shopping list", "host a party", "who is who"])
async def test_what_names_no_meeting_can_be_started_all_the_same(bot, typed):
    shown = await bot.request(typed)
    label = f'Start "{typed}" now'
    await bot.press(label, ts=shown.ts)
    card = await bot.until(bot.card)
    assert card.blocks[0]["text"]["text"] == typed


async def test_a_week_and_an_hour_have_their_meetings(bot):
    await bot.schedule("retro tomorrow at 3pm")
    await bot.schedule("late review in 30 days at 4pm")
    shown = await bot.request("do i have anything tomorrow at 3?")
    assert "retro" in str(shown.blocks)
    assert "late review" not in str(shown.blocks)
    for command in ("next", "upcoming"):
        assert "retro" in str((await bot.request(command)).blocks)
    assert "in the week of" in (await bot.request("what's on next week?")).text


async def test_to_remove_a_person_is_not_to_cancel_their_meeting(bot):
    await bot.schedule("retro with @bo tomorrow at 3pm")
    shown = await bot.request("remove @bo")
    assert "Remove <@U0BO000001> from *retro*" in shown.text


async def test_a_move_without_a_time_asks_for_it(bot):
    await bot.schedule("retro tomorrow at 3pm")
    shown = await bot.request("reschedule retro")
    assert shown.text.startswith("To when?")
    assert "Change" in labels(shown)
