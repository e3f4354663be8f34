"""Scheduling in words: what a person sees before anything is made, and what one click makes."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox.slack.payloads import message_actions
from tests.bot.in_process import ADA, BO, InProcessBot

LONDON = ZoneInfo("Europe/London")


def labels(message):
    """The labels of the buttons on *message*."""
    blocks = (block for block in message.blocks if block["type"] == "actions")
    return [button["text"]["text"] for block in blocks for button in block["elements"]]


def join_links(bot: InProcessBot):
    """The links of all cards in the conversations, each once."""
    return {m.text.rpartition("Join: ")[2] for m in bot.messages() if "Join: " in m.text}


async def ask_for_draft(bot: InProcessBot, command: str, person: str = "ada"):
    """Type *command*, and return the message that shows what was understood."""
    who = bot.sandbox.slack.workspace.person(person).id
    typed = await bot.sandbox.slack.type(person, "general", "hm")
    await bot.sandbox.slack.type(person, "general", f"/meet {command}")
    return await bot.ephemeral_with("", who, typed["ts"])


async def pressed_unseen(bot: InProcessBot, person, message, action, value):
    """Press a button of *message* as somebody who does not, or no longer, see it."""
    slack = bot.sandbox.slack
    button = {"type": "button", "action_id": action, "value": value, "block_id": "b"}
    button |= {"text": {"type": "plain_text", "text": "x"}, "action_ts": message.ts}
    who = slack.workspace.person(person)
    await slack.delivery.interaction(message_actions(slack.back, who, message, button, {}))


def tomorrow(hour, minute=0):
    """That time tomorrow in London, where Ada lives."""
    day = datetime.now(LONDON) + timedelta(days=1)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


async def test_nothing_is_made_before_the_click_and_one_click_makes_it(bot):
    shown = await ask_for_draft(bot, "design review with @bo tomorrow at 3pm for 45 min")
    day = tomorrow(15)
    assert f"{day:%A} {day.day} {day:%B %Y}, 15:00 to 15:45" in shown.text
    assert "(Europe/London)" in shown.text
    assert "Asia/Tokyo" in shown.text
    assert labels(shown) == ["Schedule it", "Change", "Never mind"]
    assert bot.messages() == []
    await bot.press("Schedule it")
    card = await bot.post_with(f"{day:%A} {day.day} {day:%B %Y}, 15:00 to 15:45")
    assert card.text.startswith("design review: ")
    assert card.channel == "C0GENERAL1"
    message = await bot.post_with("invites you")
    assert message.channel.startswith("D")
    assert message.text.startswith("ada invites you.")
    assert "(Asia/Tokyo)" in message.text
    assert len(join_links(bot)) == 1
    await bot.until(lambda: not bot.messages(ADA))


async def test_pressed_five_times_it_is_made_once(bot):
    shown = await ask_for_draft(bot, "stand-up tomorrow at 9:15")
    pressed = (bot.press("Schedule it", ts=shown.ts) for _ in range(5))
    await asyncio.gather(*pressed, return_exceptions=True)
    await bot.post_with("stand-up: ")
    await asyncio.sleep(0.5)
    assert len(join_links(bot)) == 1
    assert len([m for m in bot.messages() if "stand-up: " in m.text]) == 1


async def test_the_other_reading_is_one_button(bot):
    shown = await ask_for_draft(bot, "demo 5/6 at 10:00")
    assert "can be read in two ways" in shown.text
    make, other, *_ = labels(shown)
    assert make == "Schedule it"
    assert "6 May" in other
    await bot.press(other)
    card = await bot.post_with("demo: ")
    assert "6 May" in card.text


async def test_a_day_without_a_time_is_asked_about(bot):
    shown = await ask_for_draft(bot, "lunch friday")
    assert "What time on Friday" in shown.text
    assert labels(shown) == ["Change", "Never mind"]
    assert bot.messages() == []


async def test_a_time_that_has_passed_is_said_and_not_made(bot):
    shown = await ask_for_draft(bot, "call yesterday at 3pm")
    assert "That time has passed" in shown.text
    assert "Schedule it" not in labels(shown)


async def test_a_time_that_passes_while_the_question_stands_is_not_made(bot):
    shown = await ask_for_draft(bot, "quick sync in 20 minutes")
    bot.clock.ahead = timedelta(minutes=30)
    await bot.press("Schedule it", ts=shown.ts)
    again = await bot.ephemeral_with("That time has passed")
    assert "Schedule it" not in labels(again)
    assert bot.messages() == []


@pytest.mark.parametrize(
    ("typed", "says", "at"),
    [
        ("backup 2027-03-28 at 01:30", "skip that time", "02:30"),
        ("backup 2027-10-31 at 01:30", "that time comes twice", "01:30"),
    ],
)
async def test_a_skipped_and_a_repeated_hour_are_said(bot, typed, says, at):
    shown = await ask_for_draft(bot, typed)
    assert says in shown.text
    assert at in shown.text


async def test_never_mind_makes_nothing_ever(bot):
    shown = await ask_for_draft(bot, "retro tomorrow at 4pm")
    draft = shown.blocks[-1]["elements"][0]["value"]
    await bot.press("Never mind")
    await bot.until(lambda: not bot.messages(ADA))
    await pressed_unseen(bot, "ada", shown, "parley.make", draft)
    await bot.ephemeral_with("I no longer have that request")
    assert bot.messages() == []


async def test_a_series_is_said_in_words_and_made(bot):
    shown = await ask_for_draft(bot, "stand-up every weekday at 9:15")
    assert "Repeats: every weekday" in shown.text
    await bot.press("Schedule it")
    assert "every weekday" in (await bot.post_with("stand-up: ")).text


async def test_the_meeting_keeps_its_clock_when_the_person_moves(bot):
    await ask_for_draft(bot, "review every monday at 9:00")
    await bot.press("Schedule it")
    before = await bot.post_with("review: ")
    await bot.sandbox.slack.administration.change_person("ada", zone="America/New_York")
    bot.clock.ahead = timedelta(hours=7)  # Ada's zone is asked again
    assert "(Europe/London)" in before.text
    await bot.sandbox.slack.type("ada", "general", "/meet list")
    await bot.ephemeral_with("04:00")


async def test_in_a_thread_the_card_stands_in_the_thread(bot):
    first = await bot.sandbox.slack.type("ada", "general", "what about the release?")
    await bot.sandbox.slack.type(
        "ada", "general", "@parley release talk tomorrow at 11:00", thread_ts=first["ts"]
    )
    await bot.ephemeral_with("release talk")
    await bot.press("Schedule it")
    card = await bot.post_with("release talk: ")
    assert card.thread_ts == first["ts"]


async def test_where_the_bot_is_not_the_card_comes_by_the_answer_address(bot):
    await bot.sandbox.slack.type("ada", "lobby", "/meet lobby talk tomorrow at 11:00")
    await bot.ephemeral_with("lobby talk")
    await bot.press("Schedule it")
    card = await bot.post_with("lobby talk: ")
    assert card.via == "response_url"
    assert labels(card) == ["Join"]


async def test_another_person_cannot_make_what_was_shown_to_me(bot):
    shown = await ask_for_draft(bot, "secret plan tomorrow at 5pm")
    draft = shown.blocks[-1]["elements"][0]["value"]
    await pressed_unseen(bot, "mallory", shown, "parley.make", draft)
    await bot.ephemeral_with("I no longer have that request")
    assert bot.messages() == []


async def test_the_card_lives_until_the_meeting_has_ended(bot):
    await ask_for_draft(bot, "short talk in 20 minutes for 15 min")
    await bot.press("Schedule it")
    card = await bot.post_with("short talk: ")
    bot.clock.ahead = timedelta(minutes=21)
    await bot.until(lambda: "in progress" in card.text)
    assert "Join: " in card.text
    bot.clock.ahead = timedelta(minutes=40)
    await bot.until(lambda: "ended" in card.text)
    assert "Join" not in card.text
    assert "Join" not in labels(card)


async def test_bo_is_told_once_though_he_is_named_twice(bot):
    await ask_for_draft(bot, "pairing with @bo and @bo tomorrow at 2pm")
    await bot.press("Schedule it")
    await bot.post_with("invites you")
    await asyncio.sleep(0.3)
    direct = bot.sandbox.slack.workspace.direct(BO).id
    assert len([m for m in bot.messages() if m.channel == direct]) == 1


async def test_what_people_have_been_sent_lives_on_too(bot):
    await ask_for_draft(bot, "design review with @bo tomorrow at 3pm")
    await bot.press("Schedule it")
    invited = await bot.post_with("invites you")
    shown = await ask_for_draft(bot, "cancel design review")
    await bot.press("Cancel meeting", ts=shown.ts)
    await bot.until(lambda: "cancelled" in invited.text)
    assert "Join" not in labels(invited)
    assert "Join: " not in invited.text


async def test_a_reminder_loses_its_link_when_the_meeting_is_over(bot):
    await ask_for_draft(bot, "short talk with @bo in 20 minutes for 15 min")
    await bot.press("Schedule it")
    await bot.post_with("invites you")
    bot.clock.ahead = timedelta(minutes=11)
    reminder = await bot.post_with("starts in")
    assert "Join" in labels(reminder)
    bot.clock.ahead = timedelta(minutes=40)
    await bot.until(lambda: "has ended" in reminder.text)
    assert "Join" not in labels(reminder)


async def test_who_and_what_cannot_be_told_is_said(bot):
    shown = await ask_for_draft(bot, "sync with @nobody #design tomorrow at 3pm")
    assert "I don't know who @nobody is in Slack" in shown.text
    assert "people, not channels" in shown.text


async def test_a_reading_that_cannot_be_made_is_no_button(bot):
    shown = await ask_for_draft(bot, "hackathon 5/6 at 10:00 for 50 hours")
    assert "24 hours at most" in shown.text
    assert labels(shown) == ["Change", "Never mind"]


async def test_a_zone_that_slack_does_not_tell_is_said(bot):
    bot.sandbox.slack.misbehave(on="users.info", do="status", status=500, next=None)
    shown = await ask_for_draft(bot, "sync tomorrow at 3pm", "kurt")
    assert "I used UTC" in shown.text


async def test_sure_words_are_made_at_once_if_one_likes_but_not_twice(bot):
    await bot.sandbox.slack.type("ada", "general", "/meet settings")
    await likes_only_doubts_to_be_asked(bot)
    await bot.sandbox.slack.type("ada", "general", "/meet quick sync tomorrow at 3pm")
    await bot.post_with("quick sync: ")
    await bot.sandbox.slack.type("ada", "general", "/meet quick sync tomorrow at 3pm")
    await bot.ephemeral_with("already on it")
    assert len([m for m in bot.messages() if "quick sync: " in m.text]) == 1
    await ask_for_draft(bot, "quick sync tomorrow at 8")
    assert "Not scheduled yet" in (await bot.ephemeral_with("Not scheduled yet")).text


async def likes_only_doubts_to_be_asked(bot):
    """Ada says so in her settings."""
    await bot.until(lambda: bot.messages(ADA))
    await bot.press("For me")
    await bot.sandbox.slack.submit("ada", values={"confirm": "unsure"})
    await bot.ephemeral_with("Saved. Your settings")


async def test_where_the_bot_was_sent_away_who_did_it_is_asked_to_tell(bot):
    await ask_for_draft(bot, "retro tomorrow at 3pm")
    await bot.press("Schedule it")
    await bot.post_with("retro: ")
    await bot.sandbox.slack.administration.membership("parley", "general", inside=False)
    shown = await ask_for_draft(bot, "cancel retro")
    await bot.press("Cancel meeting", ts=shown.ts)
    message = await bot.post_with("I could not post this in")
    assert message.channel == bot.sandbox.slack.workspace.direct(ADA).id


async def test_a_reminder_days_before_keeps_its_link_while_the_series_goes_on(bot):
    await bot.sandbox.slack.type("ada", "general", "/meet settings remind 2d")
    await bot.ephemeral_with("2 days before")
    await ask_for_draft(bot, "stand-up every day at 9:15 for 15 min")
    await bot.press("Schedule it")
    await bot.post_with("stand-up: ")
    start = tomorrow(9, 15)
    bot.clock.ahead = start - datetime.now(UTC) + timedelta(seconds=2)
    reminder = await bot.post_with("* starts in ")
    bot.clock.ahead += timedelta(minutes=20)  # the first of the series is over by then
    await bot.until(lambda: f"{start + timedelta(days=1):%A}" in card(bot).text)
    await asyncio.sleep(0.5)
    assert "Join" in labels(reminder)


def card(bot):
    """The card in the channel."""
    return next(m for m in bot.messages() if m.blocks and m.blocks[0]["type"] == "header")


async def test_guests_that_nobody_writes_to_are_named_before_the_click(bot):
    shown = await ask_for_draft(bot, "sync with eve@example.com tomorrow at 3pm")
    assert "send the link to eve@example.com yourself" in shown.text


async def test_a_command_without_its_meeting_starts_none(bot):
    assert "Which meeting?" in await bot.answer_to("cancel")
    assert bot.messages() == []
