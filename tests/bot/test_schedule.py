"""Scheduling in words: what a person sees before anything is made, and what one click makes."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox.slack.payloads import message_actions
from tests.bot.joined import ADA, BO, Joined, joined

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
async def there(tmp_path, monkeypatch):
    """A bot on its street."""
    async with joined(tmp_path, monkeypatch) as one:
        yield one


def labels(message):
    """The labels of the buttons on *message*."""
    blocks = (block for block in message.blocks if block["type"] == "actions")
    return [button["text"]["text"] for block in blocks for button in block["elements"]]


def rooms(there: Joined):
    """The links of all cards in the conversations, each once."""
    return {m.text.rpartition("Join: ")[2] for m in there.said() if "Join: " in m.text}


async def drafted(there: Joined, command: str, person: str = "ada"):
    """Type *command*, and return the message that shows what was understood."""
    who = there.street.slack.workspace.person(person).id
    typed = await there.street.slack.type(person, "general", "hm")
    await there.street.slack.type(person, "general", f"/meet {command}")
    return await there.whispered("", who, typed["ts"])


async def pressed_unseen(there: Joined, person, message, action, value):
    """A button of *message* is pressed by somebody who does not, or no longer does, see it."""
    slack = there.street.slack
    button = {"type": "button", "action_id": action, "value": value, "block_id": "b"}
    button |= {"text": {"type": "plain_text", "text": "x"}, "action_ts": message.ts}
    who = slack.workspace.person(person)
    await slack.delivery.interaction(message_actions(slack.back, who, message, button, {}))


def tomorrow(hour, minute=0):
    """That time tomorrow in London, where Ada lives."""
    day = datetime.now(LONDON) + timedelta(days=1)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


async def test_nothing_is_made_before_the_click_and_one_click_makes_it(there):
    shown = await drafted(there, "design review with @bo tomorrow at 3pm for 45 min")
    day = tomorrow(15)
    assert f"{day:%A} {day.day} {day:%B %Y}, 15:00 to 15:45" in shown.text
    assert "(Europe/London)" in shown.text
    assert "Asia/Tokyo" in shown.text
    assert labels(shown) == ["Make it", "Change", "Never mind"]
    assert there.said() == []
    await there.press("Make it")
    card = await there.posted(f"{day:%A} {day.day} {day:%B %Y}, 15:00 to 15:45")
    assert card.text.startswith("design review: ")
    assert card.channel == "C0GENERAL1"
    told = await there.posted("invites you")
    assert told.channel.startswith("D")
    assert told.text.startswith("ada invites you.")
    assert "(Asia/Tokyo)" in told.text
    assert len(rooms(there)) == 1
    await there.until(lambda: not there.said(ADA))


async def test_pressed_five_times_it_is_made_once(there):
    shown = await drafted(there, "stand-up tomorrow at 9:15")
    pressed = (there.press("Make it", ts=shown.ts) for _ in range(5))
    await asyncio.gather(*pressed, return_exceptions=True)
    await there.posted("stand-up: ")
    await asyncio.sleep(0.5)
    assert len(rooms(there)) == 1
    assert len([m for m in there.said() if "stand-up: " in m.text]) == 1


async def test_the_other_reading_is_one_button(there):
    shown = await drafted(there, "demo 5/6 at 10:00")
    assert "can be read in two ways" in shown.text
    make, other, *_ = labels(shown)
    assert make == "Make it"
    assert "6 May" in other
    await there.press(other)
    card = await there.posted("demo: ")
    assert "6 May" in card.text


async def test_a_day_without_a_time_is_asked_about(there):
    shown = await drafted(there, "lunch friday")
    assert "You did not say at what time on Friday" in shown.text
    assert labels(shown) == ["Change", "Never mind"]
    assert there.said() == []


async def test_a_time_that_has_passed_is_said_and_not_made(there):
    shown = await drafted(there, "call yesterday at 3pm")
    assert "That is past already" in shown.text
    assert "Make it" not in labels(shown)


async def test_a_time_that_passes_while_the_question_stands_is_not_made(there):
    shown = await drafted(there, "quick sync in 20 minutes")
    there.clock.ahead = timedelta(minutes=30)
    await there.press("Make it", ts=shown.ts)
    again = await there.whispered("That is past already")
    assert "Make it" not in labels(again)
    assert there.said() == []


@pytest.mark.parametrize(
    ("typed", "said", "at"),
    [
        ("backup 2027-03-28 at 01:30", "skip the time that you typed", "02:30"),
        ("backup 2027-10-31 at 01:30", "that time comes twice", "01:30"),
    ],
)
async def test_a_skipped_and_a_repeated_hour_are_said(there, typed, said, at):
    shown = await drafted(there, typed)
    assert said in shown.text
    assert at in shown.text


async def test_never_mind_makes_nothing_ever(there):
    shown = await drafted(there, "retro tomorrow at 4pm")
    draft = shown.blocks[-1]["elements"][0]["value"]
    await there.press("Never mind")
    await there.until(lambda: not there.said(ADA))
    await pressed_unseen(there, "ada", shown, "parley.make", draft)
    await there.whispered("I do not have that request any more")
    assert there.said() == []


async def test_a_series_is_said_in_words_and_made(there):
    shown = await drafted(there, "stand-up every weekday at 9:15")
    assert "Repeats: every weekday" in shown.text
    await there.press("Make it")
    assert "every weekday" in (await there.posted("stand-up: ")).text


async def test_the_meeting_keeps_its_clock_when_the_person_moves(there):
    await drafted(there, "review every monday at 9:00")
    await there.press("Make it")
    before = await there.posted("review: ")
    await there.street.slack.administration.change_person("ada", zone="America/New_York")
    there.clock.ahead = timedelta(hours=7)  # what was known of Ada is asked anew
    assert "(Europe/London)" in before.text
    await there.street.slack.type("ada", "general", "/meet list")
    await there.whispered("04:00")


async def test_in_a_thread_the_card_stands_in_the_thread(there):
    first = await there.street.slack.type("ada", "general", "what about the release?")
    await there.street.slack.type(
        "ada", "general", "@parley release talk tomorrow at 11:00", thread_ts=first["ts"]
    )
    await there.whispered("release talk")
    await there.press("Make it")
    card = await there.posted("release talk: ")
    assert card.thread_ts == first["ts"]


async def test_where_the_bot_is_not_the_card_comes_by_the_answer_address(there):
    await there.street.slack.type("ada", "lobby", "/meet lobby talk tomorrow at 11:00")
    await there.whispered("lobby talk")
    await there.press("Make it")
    card = await there.posted("lobby talk: ")
    assert card.via == "response_url"
    assert labels(card) == ["Join"]


async def test_another_person_cannot_make_what_was_shown_to_me(there):
    shown = await drafted(there, "secret plan tomorrow at 5pm")
    draft = shown.blocks[-1]["elements"][0]["value"]
    await pressed_unseen(there, "mallory", shown, "parley.make", draft)
    await there.whispered("I do not have that request any more")
    assert there.said() == []


async def test_the_card_lives_until_the_meeting_has_ended(there):
    await drafted(there, "short talk in 20 minutes for 15 min")
    await there.press("Make it")
    card = await there.posted("short talk: ")
    there.clock.ahead = timedelta(minutes=21)
    await there.until(lambda: "in progress" in card.text)
    assert "Join: " in card.text
    there.clock.ahead = timedelta(minutes=40)
    await there.until(lambda: "ended" in card.text)
    assert "Join" not in card.text
    assert "Join" not in labels(card)


async def test_bo_is_told_once_though_he_is_named_twice(there):
    await drafted(there, "pairing with @bo and @bo tomorrow at 2pm")
    await there.press("Make it")
    await there.posted("invites you")
    await asyncio.sleep(0.3)
    direct = there.street.slack.workspace.direct(BO).id
    assert len([m for m in there.said() if m.channel == direct]) == 1


async def test_what_people_have_been_sent_lives_on_too(there):
    await drafted(there, "design review with @bo tomorrow at 3pm")
    await there.press("Make it")
    invited = await there.posted("invites you")
    shown = await drafted(there, "cancel design review")
    await there.press("Cancel meeting", ts=shown.ts)
    await there.until(lambda: "cancelled" in invited.text)
    assert "Join" not in labels(invited)
    assert "Join: " not in invited.text


async def test_a_reminder_loses_its_link_when_the_meeting_is_over(there):
    await drafted(there, "short talk with @bo in 20 minutes for 15 min")
    await there.press("Make it")
    await there.posted("invites you")
    there.clock.ahead = timedelta(minutes=11)
    reminder = await there.posted("starts in")
    assert "Join" in labels(reminder)
    there.clock.ahead = timedelta(minutes=40)
    await there.until(lambda: "has ended" in reminder.text)
    assert "Join" not in labels(reminder)


async def test_who_and_what_cannot_be_told_is_said(there):
    shown = await drafted(there, "sync with @nobody #design tomorrow at 3pm")
    assert "Slack does not tell me who @nobody is" in shown.text
    assert "not whole channels" in shown.text


async def test_a_reading_that_cannot_be_made_is_no_button(there):
    shown = await drafted(there, "hackathon 5/6 at 10:00 for 50 hours")
    assert "24 hours at most" in shown.text
    assert labels(shown) == ["Change", "Never mind"]


async def test_a_zone_that_slack_does_not_tell_is_said(there):
    there.street.slack.misbehave(on="users.info", do="status", status=500, next=None)
    shown = await drafted(there, "sync tomorrow at 3pm", "kurt")
    assert "I took UTC" in shown.text


async def test_sure_words_are_made_at_once_if_one_likes_but_not_twice(there):
    await there.street.slack.type("ada", "general", "/meet settings")
    await likes_only_doubts_to_be_asked(there)
    await there.street.slack.type("ada", "general", "/meet quick sync tomorrow at 3pm")
    await there.posted("quick sync: ")
    await there.street.slack.type("ada", "general", "/meet quick sync tomorrow at 3pm")
    await there.whispered("already on it")
    assert len([m for m in there.said() if "quick sync: " in m.text]) == 1
    await drafted(there, "quick sync tomorrow at 8")
    assert "Nothing is made until" in (await there.whispered("Nothing is made until")).text


async def likes_only_doubts_to_be_asked(there):
    """Ada says so in her settings."""
    await there.until(lambda: there.said(ADA))
    await there.press("For me")
    await there.street.slack.submit("ada", values={"confirm": "unsure"})
    await there.whispered("From now on this holds")


async def test_where_the_bot_was_sent_away_who_did_it_is_asked_to_tell(there):
    await drafted(there, "retro tomorrow at 3pm")
    await there.press("Make it")
    await there.posted("retro: ")
    await there.street.slack.administration.membership("parley", "general", inside=False)
    shown = await drafted(there, "cancel retro")
    await there.press("Cancel meeting", ts=shown.ts)
    told = await there.posted("I could not say so in")
    assert told.channel == there.street.slack.workspace.direct(ADA).id


async def test_a_reminder_days_before_keeps_its_link_while_the_series_goes_on(there):
    await there.street.slack.type("ada", "general", "/meet settings remind 2d")
    await there.whispered("2 days before")
    await drafted(there, "stand-up every day at 9:15 for 15 min")
    await there.press("Make it")
    await there.posted("stand-up: ")
    start = tomorrow(9, 15)
    there.clock.ahead = start - datetime.now(UTC) + timedelta(seconds=2)
    reminder = await there.posted("* starts in ")
    there.clock.ahead += timedelta(minutes=20)  # the first of the series is over by then
    await there.until(lambda: f"{start + timedelta(days=1):%A}" in card(there).text)
    await asyncio.sleep(0.5)
    assert "Join" in labels(reminder)


def card(there):
    """The card in the channel."""
    return next(m for m in there.said() if m.blocks and m.blocks[0]["type"] == "header")


async def test_guests_that_nobody_writes_to_are_named_before_the_click(there):
    shown = await drafted(there, "sync with eve@example.com tomorrow at 3pm")
    assert "send the link to eve@example.com yourself" in shown.text


async def test_a_command_without_its_meeting_starts_none(there):
    assert "Which meeting?" in await there.told("cancel")
    assert there.said() == []
