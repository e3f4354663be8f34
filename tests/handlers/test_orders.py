"""Orders in other words: shown, confirmed by one click, done, and people told."""

import asyncio
from datetime import timedelta

import pytest

from tests.handlers.bot_with_service import JITSI, WEBEX, bot_with, labels, value_of


@pytest.fixture
async def bot(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, JITSI) as bot:
        yield bot


def cancelled(bot):
    return bot._rows("select * from meeting where state = 'cancelled'")


async def confirmed(bot, command, label):
    """Type *command*, press the one button with *label*, and return what is shown then."""
    shown = await bot.request(command)
    assert value_of(shown, label)[0] == "parley.confirm"
    question = shown.text
    await bot.press(label, ts=shown.ts)
    return await bot.until(lambda: shown.text != question and shown.text)


async def test_push_and_bring_forward_move_by_the_same_button_as_move(bot):
    await bot.schedule("retro tomorrow at 3pm for 45 min")
    shown = await bot.request("push the retro by 30 min")
    assert "15:30 to 16:15" in shown.text
    await bot.press("Move", ts=shown.ts)
    await bot.until(lambda: "Moved: " in shown.text)
    shown = await bot.request("bring my 3:30pm forward an hour")
    assert "14:30 to 15:15" in shown.text
    shown = await bot.request("please reschedule my interview to friday")
    assert "I can't find an upcoming meeting called" in shown.text


async def test_rename_shows_on_the_card(bot):
    card = await bot.schedule("retro tomorrow at 3pm")
    said = await confirmed(bot, "rename retro to sprint retro", "Rename")
    assert "Changed: *sprint retro*, " in said
    assert " now." not in said, "its time is what it was"
    await bot.until(lambda: card.text.startswith("sprint retro:"))


async def test_a_title_with_a_to_of_its_own_is_renamed_whole(bot):
    await bot.schedule('"intro to python" tomorrow at 3pm')
    shown = await bot.request("rename intro to python to basics")
    assert "Rename *intro to python* to *basics*?" in shown.text


async def test_who_is_added_is_invited_and_who_is_removed_is_told(bot):
    await bot.schedule("retro tomorrow at 3pm")
    await confirmed(bot, "add @bo to the retro", "Add")
    invitation = await bot.post_with("invites you. retro:")
    assert invitation.channel.startswith("D")
    again = await bot.request("invite @bo to retro")
    assert "Already invited" in again.text
    await confirmed(bot, "remove @bo from retro", "Remove")
    await bot.post_with("has removed you from *retro*")
    assert bot.row()["people"] == "[]"


async def test_extend_by_and_to_and_shorten(bot):
    await bot.schedule("retro tomorrow at 3pm for 30 min with @bo")
    assert "15:00 to 15:45" in await confirmed(bot, "extend the retro by 15 min", "Extend")
    await bot.post_with("has changed *retro* (same start)")
    assert "15:00 to 16:30" in await confirmed(bot, "extend retro until 4:30pm", "Extend")
    assert "15:00 to 16:00" in await confirmed(bot, "make the retro 30 minutes shorter", "Shorten")
    shown = await bot.request("extend retro to 15 min")
    assert "parley.confirm" not in str(shown.blocks)
    shown = await bot.request("extend retro")
    assert "By how much?" in shown.text


async def test_a_meeting_that_runs_is_ended_and_its_card_says_so(bot):
    card = await bot.schedule("retro in 10 minutes for 30 min")
    shown = await bot.request("end the retro")
    assert "has not started" in shown.text
    assert "End meeting" not in labels(shown)
    bot.clock.ahead = timedelta(minutes=15)
    assert "Ended: *retro*." in await confirmed(bot, "end the retro", "End meeting")
    await bot.until(lambda: "ended" in card.text)
    assert "Join" not in labels(card)
    shown = await bot.request("undo that")
    assert "I can't undo that" in shown.text


async def test_only_the_organizer_and_admins_may_change(bot):
    await bot.schedule("retro tomorrow at 3pm with @bo")
    for command in ("rename retro to x", "cancel retro", "extend retro by 15 min"):
        shown = await bot.request(command, person="bo")
        assert "find" not in shown.text
        assert "can change or cancel it" in shown.text
        assert "parley.confirm" not in str(shown.blocks)


async def test_others_meetings_are_not_offered(bot):
    await bot.schedule("design review tomorrow at 3pm", person="bo")
    await bot.schedule("design sync tomorrow at 4pm")
    shown = await bot.request("cancel design")
    assert "Cancel *design sync*" in shown.text


@pytest.mark.parametrize(
    ("command", "label"),
    [
        ("rename retro to planning", "Rename"),
        ("add @bo to retro", "Add"),
        ("extend retro by 15 min", "Extend"),
    ],
)
async def test_the_last_change_is_undone(bot, command, label):
    await bot.schedule("retro tomorrow at 3pm")
    before = dict(bot.row())
    await confirmed(bot, command, label)
    await confirmed(bot, "undo that", "Undo")
    await bot.until(lambda: bot.row()["version"] == 3)
    same = ("title", "people", "minutes", "starts_at", "ends_at")
    assert [bot.row()[name] for name in same] == [before[name] for name in same]


async def test_a_move_is_undone_and_everybody_hears_of_it(bot):
    await bot.schedule("retro tomorrow at 3pm with @bo")
    shown = await bot.request("move retro to 5pm")
    await bot.press("Move", ts=shown.ts)
    await bot.until(lambda: "Moved: " in shown.text)
    done = await confirmed(bot, "undo that", "Undo")
    assert "Moved: *retro*" in done
    assert "15:00 to 15:30" in done


async def test_a_cancelled_meeting_is_offered_as_a_new_one(bot):
    await bot.schedule("retro tomorrow at 3pm with @bo")
    shown = await bot.request("cancel retro")
    await bot.press("Cancel meeting", ts=shown.ts)
    await bot.until(lambda: "Cancelled: " in shown.text)
    shown = await bot.request("undo that")
    assert "*retro*" in shown.text
    assert any(value_of(shown, label)[0] == "parley.make" for label in labels(shown))


async def test_there_is_nothing_to_undo_after_ten_minutes(bot):
    await bot.schedule("retro tomorrow at 3pm")
    assert "Nothing to undo" in (await bot.request("undo that")).text
    await confirmed(bot, "rename retro to planning", "Rename")
    bot.clock.ahead = timedelta(minutes=11)
    assert "Nothing to undo" in (await bot.request("undo that")).text


async def test_what_somebody_else_changed_since_is_not_undone(bot):
    await bot.make_admin("bo")
    await bot.schedule("retro tomorrow at 3pm")
    await confirmed(bot, "rename retro to planning", "Rename")
    shown = await bot.request("move planning to 6pm", person="bo")
    await bot.press("Move", "bo", ts=shown.ts)
    await bot.until(lambda: bot.row()["version"] == 3)
    assert "has been changed again since then" in (await bot.request("undo that")).text


async def test_everything_on_a_day_is_a_list_and_each_is_cancelled_on_its_own(bot):
    for hour in range(9, 16):
        await bot.schedule(f"talk {hour} tomorrow at {hour}:00")
    await bot.schedule("retro in 3 days at 3pm")
    shown = await bot.request("cancel everything tomorrow")
    assert "7 meetings match" in shown.text
    assert "To cancel one, press its Cancel meeting" in shown.text
    assert labels(shown).count("Cancel meeting") == 5
    assert "retro" not in str(shown.blocks)
    await bot.press("Cancel meeting", ts=shown.ts)
    await bot.until(lambda: len(cancelled(bot)) == 1)
    await asyncio.sleep(0.3)
    assert len(cancelled(bot)) == 1


async def test_the_link_is_sent_again_to_the_asker_alone(bot):
    await bot.schedule("retro tomorrow at 3pm with @bo")
    await bot.post_with("invites you. retro:")
    before = len(bot.messages())
    shown = await bot.request("send the link again for retro", person="bo")
    assert "Join" in labels(shown)
    assert bot.row()["join_url"] in shown.text
    assert len(bot.messages()) == before


async def test_the_service_is_told_of_a_new_name(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, WEBEX) as bot:
        await bot.schedule("retro tomorrow at 3pm")
        await confirmed(bot, "rename retro to planning", "Rename")
        assert [title for title, _ in bot.meetings_there()] == ["planning"]


async def test_a_service_that_stores_times_is_told_of_the_end(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, WEBEX) as bot:
        card = await bot.schedule("retro in 10 minutes for 30 min")
        bot.clock.ahead = timedelta(minutes=15)
        assert "WebEx" in await confirmed(bot, "end the retro", "End meeting")
        await bot.until(lambda: "ended" in card.text)
        assert bot.row()["minutes"] < 10


@pytest.mark.parametrize(
    ("command", "part"),
    [
        ("log out of jitsi", ""),
        ("log in to jitsi", "needs no account"),
        ("remind me of retro", "By default I remind you 10 minutes before a meeting"),
    ],
)
async def test_words_for_accounts_and_reminders_are_answered(bot, command, part):
    assert part in (await bot.request(command)).text
    assert not [m for m in bot.messages() if m.blocks]
