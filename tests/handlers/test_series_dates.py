"""One date of a series, or one and those after it: typed, pressed on a card, done, and told."""

import asyncio
import json
from datetime import datetime, timedelta

import pytest

from tests.bot.in_process import ADA, BO
from tests.handlers.bot_with_service import (
    JITSI,
    LONDON,
    WEBEX,
    bot_with,
    is_card,
    labels,
    tomorrow,
    value_of,
)


@pytest.fixture
async def bot(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, JITSI) as bot:
        yield bot


def day(days: int) -> str:
    """So many days from now, as it is written."""
    there = tomorrow(9, days)
    return f"{there:%A} {there.day} {there:%B %Y}"


def typed_day(days: int) -> str:
    there = tomorrow(9, days)
    return f"{there.day} {there:%B}".lower()


async def done(bot, shown, label, part):
    """Press *label* and return what is shown then."""
    await bot.press(label, ts=shown.ts)
    return await bot.until(lambda: part in shown.text and shown.text)


async def week(bot):
    """The dates of the next seven days, as the list shows them."""
    return (await bot.request("week")).text


def dates(bot):
    return json.loads(bot.row()["dates"])


async def at_rest(bot):
    await bot.until(
        lambda: (
            not bot._rows(
                "select 1 from job where state = 'running' or kind = 'card' "
                "and state = 'ready' and run_at < 1000 * unixepoch()"
            )
        )
    )


async def test_one_date_is_skipped_and_the_series_goes_on(bot):
    await bot.schedule("stand-up every day at 9:30 for 15 min with @bo")
    shown = await bot.request(f"skip stand-up on {typed_day(3)}")
    assert f"Cancel *stand-up* on {day(3)}, 09:30 to 09:45" in shown.text
    assert "Only this date. The series (every day) stays as it is." in shown.text
    assert "Not cancelled yet." in shown.text
    assert dates(bot) == []
    text = await done(bot, shown, "Cancel meeting", "Cancelled: *stand-up*")
    assert day(3) in text
    listed = await week(bot)
    assert f"stand-up: {day(3)}" not in listed
    assert f"stand-up: {day(2)}" in listed
    assert f"stand-up: {day(4)}" in listed
    await bot.until(lambda: len(bot.tellings("has cancelled one date of")) == 2)
    assert all("Its other dates stay" in told.text for told in bot.tellings("has cancelled one"))
    nothing = await bot.request(f"what is on {typed_day(3)}?")
    assert "Nothing on" in nothing.text
    free = await bot.request(f"am I free on {typed_day(3)} at 9:30?")
    assert "You look free" in free.text


async def test_the_next_date_that_is_skipped_gives_its_place_on_the_card_to_the_one_after(bot):
    card = await bot.schedule("stand-up every day at 9:30 for 15 min")
    first = tomorrow(9) if f"{tomorrow(9).day} " in card.text else tomorrow(9, 0)
    shown = await bot.request("skip stand-up")
    await done(bot, shown, "Cancel meeting", "Cancelled: *stand-up*")
    after = first + timedelta(days=1)
    await bot.until(lambda: f"{after:%A} {after.day} {after:%B}" in card.text)
    answer = await bot.request("when is the next stand-up?")
    assert f"{after:%A} {after.day} {after:%B}" in answer.text


async def test_one_date_is_moved_by_its_day_and_the_others_stay(bot):
    await bot.schedule("stand-up every day at 9:30 for 15 min with @bo")
    weekday = f"{tomorrow(9, 3):%A}"
    shown = await bot.request(f"move {weekday.lower()}'s stand-up to 10")
    assert f"From {day(3)}, 09:30 to 09:45" in shown.text
    assert f"To {day(3)}, 10:00 to 10:15" in shown.text
    assert "Only this date." in shown.text
    assert "Not moved yet." in shown.text
    text = await done(bot, shown, "Move", "Moved: *stand-up*")
    assert f"is on {day(3)}, 10:00 to 10:15" in text
    listed = await week(bot)
    assert f"stand-up: {day(3)}, 10:00 to 10:15" in listed
    assert f"stand-up: {day(4)}, 09:30 to 09:45" in listed
    [told, _] = await bot.until(lambda: len(t := bot.tellings("has moved one date")) == 2 and t)
    assert "Its other dates stay as they are." in told.text
    free = await bot.request(f"am I free on {typed_day(3)} at 9:30?")
    assert "You look free" in free.text


async def test_where_the_words_do_not_say_which_each_answer_is_a_button(bot):
    await bot.schedule("stand-up every day at 9:30 for 15 min")
    shown = await bot.request("move stand-up to 10")
    assert labels(shown)[:3] == ["This one", "This and later ones", "All of them"]
    assert "*This one*: " in shown.text
    await done(bot, shown, "This one", "Moved: *stand-up*")
    [date] = dates(bot)
    assert date["wall"].endswith("T10:00:00")
    assert bot.row()["repeats"] == "FREQ=DAILY"
    shown = await bot.request("move stand-up to 11")
    await done(bot, shown, "All of them", "Moved: *stand-up*")
    assert datetime.fromisoformat(bot.row()["wall"]).hour == 11
    listed = await week(bot)
    assert f"stand-up: {day(4)}, 11:00 to 11:15" in listed


async def test_a_card_asks_which_dates_and_opens_the_form_for_them(bot):
    card = await bot.schedule("stand-up every day at 9:30 for 15 min")
    await bot.press("Move", ts=card.ts)
    asked = await bot.ephemeral_with("Move which dates of *stand-up*, every day?")
    assert labels(asked) == ["This one", "This and later ones", "All of them", "Never mind"]
    await bot.press("This one", ts=asked.ts)
    view = await bot.until(lambda: bot.sandbox.slack.workspace.open_view(ADA))
    asks = {block["block_id"] for block in view.content["blocks"] if block["type"] == "input"}
    assert asks == {"starts_at", "minutes"}
    sent = await bot.sandbox.slack.submit("ada", values={"minutes": "45"})
    assert sent["ok"], sent
    await bot.ephemeral_with("Changed: *stand-up*")
    [date] = dates(bot)
    assert date["minutes"] == 45
    assert bot.row()["minutes"] == 15
    listed = await week(bot)
    assert listed.count("09:30 to 10:15") == 1


async def test_cancel_on_a_card_asks_which_and_cancels_that_one(bot):
    card = await bot.schedule("stand-up every day at 9:30 for 15 min")
    await bot.press("Cancel meeting", ts=card.ts)
    asked = await bot.ephemeral_with("Cancel which dates of *stand-up*, every day?")
    assert "All of them*: all dates that are still to come" in asked.text
    assert bot.row()["state"] == "made"
    await done(bot, asked, "This one", "Cancelled: *stand-up*")
    assert bot.row()["state"] == "made"
    assert len(dates(bot)) == 1
    shown = await bot.request("cancel stand-up")
    await done(bot, shown, "All of them", "Cancelled: *stand-up*")
    assert bot.row()["state"] == "cancelled"


async def test_a_series_is_moved_from_a_date_on(bot):
    await bot.schedule("stand-up every day at 9:30 for 15 min with @bo")
    shown = await bot.request(f"move stand-up from {typed_day(3)} on to 10:00")
    assert f"From {day(3)}, 09:30 to 09:45" in shown.text
    assert "From then on: every day. Earlier dates stay as they are." in shown.text
    await done(bot, shown, "Move", "Moved: *stand-up*")
    old, new = bot._rows("select * from meeting order by created_at, rowid")
    assert old["repeats"].startswith("FREQ=DAILY;UNTIL=")
    assert new["repeats"] == "FREQ=DAILY"
    assert new["people"] == old["people"]
    assert new["join_url"] == old["join_url"]
    listed = await week(bot)
    assert f"stand-up: {day(2)}, 09:30 to 09:45" in listed
    assert f"stand-up: {day(3)}, 10:00 to 10:15" in listed
    assert f"stand-up: {day(3)}, 09:30" not in listed
    cards = [post for post in bot.messages() if is_card(post) and not post.channel.startswith("D")]
    assert any("until" in card.text for card in cards)
    assert any("10:00" in card.text for card in cards)
    await bot.until(lambda: bot.tellings("from one date on"))
    shown = await bot.request("undo that")
    await done(bot, shown, "Undo", "Changed: ")
    await bot.until(lambda: len(bot._rows("select 1 from meeting where state = 'cancelled'")) == 1)
    listed = await week(bot)
    assert f"stand-up: {day(3)}, 09:30 to 09:45" in listed
    assert "10:00" not in listed


async def test_a_series_is_cancelled_from_a_date_on(bot):
    await bot.schedule("stand-up every day at 9:30 for 15 min")
    shown = await bot.request(f"cancel stand-up from {typed_day(3)} on")
    assert f"Cancel *stand-up* on {day(3)}" in shown.text
    assert "and all later dates?" in shown.text
    await done(bot, shown, "Cancel meeting", "Cancelled: *stand-up*")
    listed = await week(bot)
    assert f"stand-up: {day(2)}" in listed
    assert f"stand-up: {day(3)}" not in listed
    assert f"stand-up: {day(4)}" not in listed
    shown = await bot.request("undo that")
    await done(bot, shown, "Undo", "Changed: ")
    assert f"stand-up: {day(4)}" in await week(bot)


@pytest.mark.parametrize("order", ["skip stand-up on {}", "move stand-up on {} to 16:00"])
async def test_undo_takes_one_date_back(bot, order):
    await bot.schedule("stand-up every day at 9:30 for 15 min")
    before = await week(bot)
    shown = await bot.request(order.format(typed_day(3)))
    label = "Move" if "move" in order else "Cancel meeting"
    await done(bot, shown, label, "*stand-up*")
    await bot.until(lambda: dates(bot))
    shown = await bot.request("undo that")
    assert "Undo your last change of *stand-up*?" in shown.text
    await done(bot, shown, "Undo", " now.")
    assert dates(bot) == []
    assert (await week(bot)).split("Join") == before.split("Join")


async def test_a_date_is_not_moved_onto_another_one_and_not_changed_twice(bot):
    await bot.schedule("stand-up every day at 9:30 for 15 min")
    shown = await bot.request(f"move stand-up on {typed_day(3)} to {typed_day(4)}")
    assert "has another date at that time already" in shown.text
    shown = await bot.request(f"skip stand-up on {typed_day(3)}")
    action, value = value_of(shown, "Cancel meeting")
    for _ in range(3):
        await bot.press_as_it_was("ada", shown, action, value)
    await bot.until(lambda: dates(bot))
    await bot.until(lambda: bot.tellings("has cancelled one date"))
    await asyncio.sleep(0.3)
    assert bot.row()["version"] == 2
    assert len(bot.tellings("has cancelled one date")) == 1


async def test_two_dates_asked_for_at_once_are_both_done(bot):
    await bot.schedule("stand-up every day at 9:30 for 15 min")
    first = await bot.request(f"skip stand-up on {typed_day(3)}")
    second = await bot.request(f"skip stand-up on {typed_day(4)}")
    await done(bot, first, "Cancel meeting", "Cancelled: ")
    await done(bot, second, "Cancel meeting", "Cancelled: ")
    assert len(dates(bot)) == 2


async def test_other_people_change_no_date_of_it(bot):
    card = await bot.schedule("stand-up every day at 9:30 for 15 min with @bo")
    row = dict(bot.row())
    was = json.loads(value_of(card, "Move")[1])["was"]
    value = {"meeting": row["id"], "version": 1, "was": was}
    for action, more in (
        ("parley.this_one", {"do": "cancel"}),
        ("parley.from_here", {"do": "cancel"}),
        ("parley.all_of_them", {"do": "cancel"}),
        ("parley.this_one", {"do": "move"}),
        ("parley.cancel", {"scope": "one"}),
        ("parley.cancel", {"scope": "later"}),
    ):
        before = len(bot.messages(BO))
        await bot.press_as_it_was("bo", card, action, json.dumps(value | more))
        told = await bot.until(lambda before=before: bot.messages(BO)[before:])
        assert "Only they and workspace admins" in told[-1].text, action
        assert bot.sandbox.slack.workspace.open_view(BO) is None
    assert {**bot.row()} == row
    shown = await bot.request(f"skip stand-up on {typed_day(3)}", person="bo")
    assert "Only they and workspace admins" in shown.text


async def test_a_title_that_reads_like_a_rule_is_a_title(bot):
    await bot.schedule('"daily" every day at 9:30 for 15 min')
    await bot.schedule("retro every day at 11:00 for 15 min")
    shown = await bot.request(f"skip daily on {typed_day(3)}")
    assert f"Cancel *daily* on {day(3)}, 09:30" in shown.text
    shown = await bot.request("cancel daily")
    assert "Cancel which dates of *daily*" in shown.text
    shown = await bot.request("skip daily")
    assert "Cancel *daily* on " in shown.text


async def test_everything_on_a_day_is_that_date_of_a_series_alone(bot):
    await bot.schedule("stand-up every day at 9:30 for 15 min")
    shown = await bot.request(f"cancel everything on {typed_day(3)}")
    assert "Only this date; the series goes on." in shown.text
    await done(bot, shown, "Cancel meeting", "Cancelled: *stand-up*")
    assert bot.row()["state"] == "made"
    assert len(dates(bot)) == 1


async def test_webex_is_not_told_of_one_date_and_that_is_said(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, WEBEX) as bot:
        await bot.schedule("stand-up every day at 9:30 for 15 min")
        shown = await bot.request(f"skip stand-up on {typed_day(3)}")
        text = await done(bot, shown, "Cancel meeting", "Cancelled: *stand-up*")
        assert "can't change one date of a series through me" in text
        assert f"stand-up: {day(3)}" not in await week(bot)


async def test_webex_gets_a_second_series_from_a_date_on(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, WEBEX) as bot:
        await bot.schedule("stand-up every day at 9:30 for 15 min")
        shown = await bot.request(f"move stand-up from {typed_day(3)} on to 10:00")
        await done(bot, shown, "Move", "Moved: *stand-up*")
        old, new = sorted(bot.service.meetings, key=lambda meeting: meeting.starts[0])
        assert max(old.starts).astimezone(LONDON).date() == tomorrow(9, 2).date()
        assert new.starts[0].astimezone(LONDON) == tomorrow(10, 3)


async def test_a_week_before_its_end_the_organizer_is_told_and_renews_it(bot):
    last = tomorrow(9, 20)
    until = f"{last.day} {last:%B %Y}".lower()
    await bot.schedule(f"stand-up every day until {until} at 9:30 for 15 min with @bo")
    before = bot.row()["repeats"]
    bot.clock.ahead += timedelta(days=12, hours=2)
    assert not bot.tellings("*stand-up* ends: ")
    bot.clock.ahead += timedelta(days=1, hours=23)
    told = await bot.post_with("*stand-up* ends: ")
    assert told.channel.startswith("D")
    assert f"{last:%A} {last.day} {last:%B %Y}, 09:30" in told.text
    assert "Renew" in labels(told)
    await bot.press("Renew", ts=told.ts)
    shown = await bot.ephemeral_with("Renew *stand-up*?")
    assert bot.row()["repeats"] == before
    await done(bot, shown, "Renew", "Changed: ")
    await bot.until(lambda: bot.row()["repeats"] != before)
    assert bot.row()["state"] == "made"
    assert len(bot.tellings("*stand-up* ends: ")) == 1


async def test_the_card_names_the_dates_that_are_not_as_the_rule_says(bot):
    card = await bot.schedule("stand-up every day at 9:30 for 15 min")
    shown = await bot.request(f"skip stand-up on {typed_day(3)}")
    await done(bot, shown, "Cancel meeting", "Cancelled: ")
    gone = tomorrow(9, 3)
    await bot.until(lambda: f"Not on {gone:%A} {gone.day} {gone:%B}." in json.dumps(card.blocks))
