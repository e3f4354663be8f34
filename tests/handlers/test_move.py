"""Questions and answers when a meeting is moved or cancelled by typing, and who comes to it."""

import re
from datetime import datetime, timedelta

import pytest

from tests.bot.in_process import ADA
from tests.handlers.bot_with_service import JITSI, LONDON, BotWithService, bot_with, labels
from tests.journeys.bot_process import join_link


@pytest.fixture
async def bot(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, JITSI) as bot:
        yield bot


def day(text: str) -> str:
    """The day that a card or a question names first: ``Saturday 21 November 2026``."""
    match = re.search(r"\w+day \d+ \w+ \d{4}", text)
    assert match
    return match[0]


def in_days(days: int) -> datetime:
    return datetime.now(LONDON) + timedelta(days=days)


def written(moment: datetime) -> str:
    return f"{moment:%A} {moment.day} {moment:%B %Y}"


async def moved(bot: BotWithService, command: str) -> str:
    """Type *command*, press Move, and return the answer."""
    shown = await bot.request(command)
    await bot.press("Move", ts=shown.ts)
    return await bot.until(lambda: "Moved: " in shown.text and shown.text)


async def test_a_day_alone_keeps_the_hour_and_an_hour_alone_the_day(bot):
    await bot.schedule("retro tomorrow at 3pm for 45 min")
    text = await moved(bot, "move retro to an hour later")
    assert f"{written(in_days(1))}, 16:00 to 16:45" in text
    then = in_days(4)
    text = await moved(bot, f"move retro to {then.day} {then:%B %Y}")
    assert f"{written(then)}, 16:00 to 16:45" in text
    text = await moved(bot, "move retro to 10:30-11")
    assert f"{written(then)}, 10:30 to 11:00" in text


async def test_the_other_reading_is_one_button_with_its_time_written_out(bot):
    await bot.schedule("retro in 3 weeks at 3pm")
    weekday = f"{in_days(20):%A}".lower()  # the day before it, or the next of that name
    shown = await bot.request(f"move retro to {weekday}")
    [other] = [label for label in labels(shown) if label[:3] in "MonTueWedThuFriSatSun"]
    assert "Move" in labels(shown)
    await bot.press(other, ts=shown.ts)
    message = await bot.ephemeral_with("Moved: *retro*")
    assert other.partition(" GMT")[0] in message.text


async def test_a_time_that_is_past_is_not_offered(bot):
    await bot.schedule("retro tomorrow at 3pm")
    shown = await bot.request("move retro to yesterday 3pm")
    assert "has passed" in shown.text
    assert labels(shown) == ["Change", "Never mind"]


async def test_what_is_no_time_is_said(bot):
    await bot.schedule("retro tomorrow at 3pm")
    shown = await bot.request("move retro to the moon & back")
    assert "I can't read a time in “the moon &amp; back”" in shown.text
    assert labels(shown) == ["Change", "Never mind"]


@pytest.mark.parametrize(
    ("month", "sentence"),
    [(3, "The clocks go forward that night"), (10, "The clocks go back that night")],
)
async def test_a_night_on_which_the_clocks_change_is_said(bot, month, sentence):
    await bot.schedule("retro tomorrow at 3pm")
    last = datetime(in_days(0).year + 1, month, 31, tzinfo=LONDON)
    sunday = last - timedelta(days=(last.weekday() + 1) % 7)
    typed = f"move retro to {sunday.day} {sunday:%B %Y} 1:30am"
    assert sentence in (await bot.request(typed)).text


async def test_where_it_is_already_nothing_is_moved(bot):
    await bot.schedule("retro tomorrow at 3pm")
    assert "is already on" in (await bot.request("move retro to 3pm")).text


async def test_never_mind_changes_nothing(bot):
    card = await bot.schedule("retro tomorrow at 3pm")
    for command in ("move retro to 4pm", "cancel retro"):
        shown = await bot.request(command)
        await bot.press("Never mind", ts=shown.ts)
        await bot.until(lambda asked=shown: asked.deleted)
    assert bot.card() == card
    assert not bot.tellings("has ")


async def test_five_clicks_on_move_move_once_and_tell_once(bot):
    await bot.schedule("retro with @bo tomorrow at 3pm")
    shown = await bot.request("move retro to 4pm")
    press = shown.blocks[-1]["elements"][0]
    for _ in range(5):
        await bot.press_as_it_was("ada", shown, press["action_id"], press["value"])
    await bot.until(lambda: len(bot.tellings("has moved")) == 2)
    await bot.until(lambda: "16:00" in bot.card().text)
    assert "16:00" in (await bot.request("cancel retro")).text
    assert len(bot.tellings("has moved")) == 2


async def test_a_week_of_tuesdays_becomes_thursdays(bot):
    await bot.schedule("sync every tuesday at 3pm")
    tuesday = datetime.strptime(day(bot.card().text), "%A %d %B %Y")  # noqa: DTZ007 - a day
    thursday = tuesday + timedelta(days=2)
    shown = await bot.request(f"move sync to {thursday:%d %B %Y}")
    assert "Move *sync*, every Tuesday?" in shown.text
    await bot.press("All of them", ts=shown.ts)
    message = await bot.ephemeral_with("Moved: *sync*")
    assert (
        f"{written(thursday)}, 15:00 to 15:30 GMT (Europe/London), every Thursday" in message.text
    )


async def test_one_of_several_days_is_not_moved_alone(bot):
    await bot.schedule("sync every monday and thursday at 3pm")
    first = datetime.strptime(day(bot.card().text), "%A %d %B %Y")  # noqa: DTZ007 - a day
    shown = await bot.request(f"move sync to {first + timedelta(days=1):%d %B %Y}")
    await bot.press("All of them", ts=shown.ts)
    await bot.until(lambda: "I can't tell which days to move it to" in shown.text)
    assert labels(shown) == ["Change", "Never mind"]
    shown = await bot.request("move sync to 16:00")
    await bot.press("All of them", ts=shown.ts)
    await bot.until(lambda: "Moved: " in shown.text and "every Monday and Thursday" in shown.text)


@pytest.mark.parametrize(
    ("command", "button", "done"),
    [
        ("move retro to 5pm", "Move", "Moved: *retro south*"),
        ("cancel retro", "Cancel meeting", "Cancelled: *retro south*"),
    ],
)
async def test_which_one_is_asked_where_several_fit(bot, command, button, done):
    await bot.schedule("retro north tomorrow at 3pm")
    await bot.schedule("retro south tomorrow at 4pm")
    shown = await bot.request(command)
    assert "2 meetings match “retro”. Which one?" in shown.text
    assert f"by <@{ADA}>" in str(shown.blocks)
    [south] = [label for label in labels(shown) if "south" in label]
    assert "16:00" in south
    await bot.press(south, ts=shown.ts)
    asked = await bot.ephemeral_with("Not moved yet" if button == "Move" else "Not cancelled yet")
    await bot.press(button, ts=asked.ts)
    await bot.ephemeral_with(done)
    assert "15:00" in (await bot.request("cancel north")).text


async def test_what_there_is_is_said_where_nothing_fits(bot):
    assert "Nothing is coming up" in (await bot.request("cancel retro")).text
    await bot.schedule("design review tomorrow at 3pm")
    message = await bot.request("move retro to 4pm")
    assert "find an upcoming meeting called “retro”" in message.text
    assert "• *design review*, " in message.text
    assert 'put it in quotes: `/meet "move retro to 4pm"`' in message.text


async def test_a_meeting_of_a_channel_can_be_named_there_and_by_its_people_anywhere(bot):
    await bot.schedule("retro with @bo tomorrow at 3pm")
    assert "is <@U0ADA00001>'s meeting" in (await bot.request("cancel retro", "bo", "design")).text
    elsewhere = await bot.request("cancel retro", "mallory", "design")
    assert "I can't find an upcoming meeting called" in elsewhere.text


async def test_whoever_wishes_that_is_asked_only_where_something_is_unsure(bot):
    await bot.schedule("retro tomorrow at 3pm")
    shown = await bot.request("settings")
    await bot.press("For me", ts=shown.ts)
    await bot.until(lambda: bot.sandbox.slack.workspace.open_view(ADA))
    outcome = await bot.sandbox.slack.submit("ada", values={"confirm": "Only when not sure"})
    assert not outcome["open"], outcome
    await bot.request("move retro to 4pm")
    await bot.ephemeral_with("Moved: *retro*")
    assert "Not moved yet" in (await bot.request("move retro to next week")).text


async def test_answers_stand_on_the_card_and_the_last_one_counts(bot):
    card = await bot.schedule("retro with @bo tomorrow at 3pm")
    await bot.press("Going", "bo", card.ts)
    await bot.press("Maybe", "mallory", card.ts)
    answers = "Going: bo · Maybe: mallory"
    await bot.until(lambda: answers in str(bot.card().blocks))
    await bot.press("Can't go", "bo", card.ts)
    answers = "Maybe: mallory · Can't go: bo"
    await bot.until(lambda: answers in str(bot.card().blocks))
    assert join_link(bot.card())


async def test_the_buttons_of_the_list_move_and_cancel(bot):
    await bot.schedule("retro tomorrow at 3pm")
    listed = await bot.request("list")
    assert {"Join", "Move", "Cancel meeting"} <= set(labels(listed))
    await bot.press("Move", ts=listed.ts)
    await bot.until(lambda: bot.sandbox.slack.workspace.open_view(ADA))
    await bot.sandbox.slack.submit("ada", values={"title": "big retro"})
    await bot.ephemeral_with("Changed: *big retro*")
    listed = await bot.request("list")
    assert "big retro" in listed.text
    await bot.press("Cancel meeting", ts=listed.ts)
    asked = await bot.ephemeral_with("Cancel *big retro*")
    await bot.press("Cancel meeting", ts=asked.ts)
    await bot.ephemeral_with("Cancelled: *big retro*")
    assert "big retro" not in (await bot.request("list")).text


async def test_what_was_moved_since_it_was_listed_is_not_cancelled_unseen(bot):
    await bot.schedule("retro tomorrow at 3pm")
    listed = await bot.request("list")
    await moved(bot, "move retro to 4pm")
    await bot.press("Cancel meeting", ts=listed.ts)
    asked = await bot.ephemeral_with("Not cancelled yet")
    assert "16:00" in asked.text
    assert not bot.tellings("has cancelled")
    await bot.press("Cancel meeting", ts=asked.ts)
    await bot.ephemeral_with("Cancelled: *retro*")


async def test_a_long_time_in_many_letters_travels_in_the_button(bot):
    await bot.schedule("retro north tomorrow at 3pm")
    await bot.schedule("retro south tomorrow at 4pm")
    shown = await bot.request(f"move retro to 17:00 {'ありがとう' * 110}")
    [south] = [label for label in labels(shown) if "south" in label]
    await bot.press(south, ts=shown.ts)
    assert "17:00" in (await bot.ephemeral_with("Not moved yet")).text


async def test_a_change_of_length_alone_is_not_told_as_a_move(bot):
    await bot.schedule("retro with @bo tomorrow at 3pm for 30 min")
    shown = await bot.request("move retro to 45 minutes")
    await bot.press("Move", ts=shown.ts)
    message = await bot.ephemeral_with("Changed: *retro*")
    assert "15:00 to 15:45" in message.text
    assert "It was on" in message.text
    both = await bot.until(lambda: len(t := bot.tellings("(same start)")) == 2 and t)
    assert all("15:45" in post.text or "00:45" in post.text for post in both)
    assert not bot.tellings("has moved")
