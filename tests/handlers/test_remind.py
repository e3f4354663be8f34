"""What a reminder says and to whom, on good days and on bad ones."""

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.coming.words import how_soon
from handlers.meeting import living_card
from handlers.slack_types import NotInConversation, SlackBusy, SlackRefused, SlackSilent
from tests.handlers.timed_bot import NOW, slack_request, timed_bot

MINUTE = timedelta(minutes=1)
AT_TWO = NOW + timedelta(hours=5)


@pytest.fixture
async def bot(tmp_path):
    async with timed_bot(tmp_path) as bot:
        yield bot


class Once:
    """Raises *fault* the first *times* that something is posted in *channel*."""

    def __init__(self, channel, fault, times=1):
        self.channel, self.fault, self.left = channel, fault, times

    def __call__(self, channel):
        if channel == self.channel and self.left:
            self.left -= 1
            raise self.fault


async def reminded(bot, **more):
    """The first reminder of a meeting at two, ten minutes before."""
    await bot.make(AT_TWO, **more)
    await bot.go_to(AT_TWO - 9 * MINUTE)
    return bot.slack.posts[0].message


def button(message, action):
    return next(button for button in message.buttons if button.action == action)


async def press(bot, message, person="U22", channel="C1"):
    run = await bot.running()
    value = button(message, "parley.snooze").value
    answer = await bot.reminders.snooze(run, slack_request(person, channel), value)
    await run.complete()
    return answer.text


async def test_one_person_reads_their_own_time_in_full_and_the_link(bot):
    bot.slack.zones["U22"] = "Asia/Kolkata"
    await bot.make(AT_TWO, "Europe/Berlin", people=["U22"])
    await bot.go_to(AT_TWO)
    text = next(post.message.text for post in bot.slack.posts if post.place.channel == "U22")
    assert "*design review* starts in 10 minutes" in text
    assert "Friday 20 November 2026, 19:30 to 20:00 IST (Asia/Kolkata)" in text
    assert "Join: https://meet.example/room" in text


async def test_who_has_moved_to_another_zone_is_reminded_at_the_same_moment_in_the_new_one(bot):
    bot.slack.zones["U22"] = "Asia/Kolkata"
    await bot.make(AT_TWO, "Europe/Berlin", people=["U22"], repeats="FREQ=DAILY;COUNT=2")
    await bot.go_to(AT_TWO)
    bot.slack.zones["U22"] = "America/New_York"
    await bot.go_to(AT_TWO + timedelta(days=2))
    before, after = (post for post in bot.slack.posts if post.place.channel == "U22")
    assert (before.at, after.at) == (AT_TWO - 10 * MINUTE, AT_TWO - 10 * MINUTE + timedelta(days=1))
    assert "19:30 to 20:00 IST (Asia/Kolkata)" in before.message.text
    assert "09:00 to 09:30 EST (America/New_York)" in after.message.text


async def test_a_conversation_reads_everyones_time_and_the_meetings(bot):
    message = await reminded(bot, zone="Europe/Berlin", thread="17.5")
    assert f"<!date^{int(AT_TWO.timestamp())}^" in message.text
    assert "(Friday 20 November 2026, 15:00 CET (Europe/Berlin))" in message.text
    assert button(message, "parley.join").url == "https://meet.example/room"
    assert bot.slack.posts[0].place.thread == "17.5"


async def test_what_people_call_a_meeting_cannot_ping_or_format(bot):
    message = await reminded(bot, title="*<!channel>* & co")
    assert message.text.startswith("*∗&lt;!channel&gt;∗ &amp; co* starts in 10 minutes")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (600, "starts in 10 minutes"),
        (598, "starts in 10 minutes"),
        (61, "starts in 1 minute"),
        (20, "starts now"),
        (0, "starts now"),
        (-20, "starts now"),
        (-300, "started 5 minutes ago"),
        (3600, "starts in 1 hour"),
        (90 * 60, "starts in 1 hour 30 minutes"),
        (25 * 3600, "starts in 1 day 1 hour"),
    ],
)
def test_how_soon_is_reckoned_from_now(seconds, text):
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert how_soon(now + timedelta(seconds=seconds), now) == text


async def test_without_a_seat_in_the_channel_the_organizer_is_told_so(bot):
    bot.slack.fails = Once("C1", NotInConversation("not_in_channel"), 99)
    await bot.make(AT_TWO)
    await bot.go_to(AT_TWO + timedelta(hours=2))
    assert bot.heard() == [(AT_TWO - 10 * MINUTE, "U11")]
    text = bot.slack.posts[0].message.text
    assert "I could not post this reminder in <#C1>" in text
    assert "/invite" in text
    assert "https://meet.example/room" in text


@pytest.mark.parametrize(
    "fault", [SlackRefused("account_inactive"), NotInConversation("channel_not_found")]
)
async def test_a_reminder_for_who_left_is_dropped_and_logged_once(bot, fault, caplog):
    bot.slack.fails = Once("U22", fault, 99)
    await bot.make(AT_TWO, people=["U22", "U33"])
    with caplog.at_level(logging.WARNING):
        await bot.go_to(AT_TWO + timedelta(hours=2))
    assert {place for _, place in bot.heard()} == {"U11", "U33"}
    assert [
        record.getMessage() for record in caplog.records if "dropped" in record.getMessage()
    ] == [f"a reminder was dropped: the person cannot be written to ({fault})"]


async def test_a_busy_slack_is_asked_again_and_the_text_is_of_that_moment(bot):
    bot.slack.fails = Once("C1", SlackBusy(120))
    await bot.make(AT_TWO)
    await bot.go_to(AT_TWO)
    assert bot.heard() == [(AT_TWO - 8 * MINUTE, "C1")]
    assert "starts in 8 minutes" in bot.slack.posts[0].message.text


async def test_a_slack_that_is_busy_until_the_next_reminder_says_the_latest_alone(bot):
    write = bot.preferences.put("T1", "U11", {"remind": [10, 1]}, NOW)
    await bot.store.write(lambda tx: write(tx))
    bot.slack.fails = Once("C1", SlackBusy(9.5 * 60))
    await bot.make(AT_TWO)
    await bot.go_to(AT_TWO + timedelta(hours=1))
    assert bot.heard() == [(AT_TWO - 1 * MINUTE, "C1")]


async def test_a_message_whose_answer_was_lost_is_found_and_not_said_again(bot):
    bot.slack.after = Once("C1", SlackSilent("lost"))
    await bot.make(AT_TWO)
    await bot.go_to(AT_TWO + timedelta(hours=1))
    assert bot.heard() == [(AT_TWO - 10 * MINUTE, "C1")]


async def test_where_nobody_may_look_it_is_said_again_and_says_so(bot):
    bot.slack.after = Once("U22", SlackSilent("lost"))
    bot.slack.looks = Once("U22", NotInConversation("channel_not_found"), 99)
    await bot.make(AT_TWO, people=["U22"])
    await bot.go_to(AT_TWO + timedelta(hours=1))
    first, second = (post for post in bot.slack.posts if post.place.channel == "U22")
    assert "already" not in first.message.text
    assert "You may have had this message already" in second.message.text


async def test_a_reminder_that_comes_through_after_the_end_is_not_said(bot):
    bot.slack.fails = Once("C1", SlackBusy(45 * 60))
    await bot.make(AT_TWO)
    await bot.go_to(AT_TWO + timedelta(hours=2))
    assert bot.heard() == []


async def test_a_reminder_that_waits_is_not_said_after_a_cancel(bot):
    bot.slack.fails = Once("C1", SlackBusy(120))
    meeting = await bot.make(AT_TWO)
    await bot.go_to(AT_TWO - 9 * MINUTE)
    gone = bot.meetings.cancel(await bot.row(meeting), "")
    await bot.store.write(lambda tx: gone(tx))
    await bot.go_to(AT_TWO + timedelta(hours=1))
    assert bot.heard() == []


async def test_a_reminder_loses_its_link_when_the_meeting_is_over(bot):
    await bot.make(AT_TWO)
    await bot.go_to(AT_TWO + timedelta(hours=1))
    assert bot.slack.edits == [("C1", "*design review* has ended.")]


async def test_a_reminder_that_is_on_its_way_during_a_cancel_loses_its_link_at_once(bot):
    meeting = await bot.make(AT_TWO)

    async def cancelled(channel):
        """The cancel, and the card that says so, are quicker than Slack's answer."""
        gone = bot.meetings.cancel(await bot.row(meeting), "")
        await bot.add(living_card.job(meeting.id, bot.now), also=[gone])
        for job in await bot.ledger.claim_many(bot.now, timedelta(minutes=1), 5):
            await bot.background(job)
        bot.now += timedelta(milliseconds=200)

    bot.slack.meanwhile = cancelled
    await bot.go_to(AT_TWO)
    assert bot.heard() == [(AT_TWO - 10 * MINUTE, "C1")]
    assert bot.slack.edits == [("C1", "*design review* was cancelled.")]


async def test_a_reminder_that_is_on_its_way_while_the_link_changes_shows_the_new_one(bot):
    meeting = await bot.make(AT_TWO)

    async def made_again(channel):
        row = replace(await bot.row(meeting), join_url="https://meet.example/another")
        job = living_card.job(meeting.id, bot.now, new_link=True)
        await bot.add(job, also=[bot.meetings.relink(row)])
        for job in await bot.ledger.claim_many(bot.now, timedelta(minutes=1), 5):
            await bot.background(job)
        bot.now += timedelta(milliseconds=200)

    bot.slack.meanwhile = made_again
    await bot.go_to(AT_TWO - 9 * MINUTE)
    link = "https://meet.example/another"
    assert bot.slack.edits == [("C1", f"*design review* has a new link: {link}")]


async def test_a_reminder_whose_answer_was_lost_before_a_cancel_is_found_and_loses_its_link(bot):
    bot.slack.after = Once("C1", SlackSilent("lost"))
    meeting = await bot.make(AT_TWO)
    await bot.go_to(AT_TWO - 10 * MINUTE)
    gone = bot.meetings.cancel(await bot.row(meeting), "")
    await bot.add(living_card.job(meeting.id, bot.now), also=[gone])
    await bot.go_to(AT_TWO)
    assert bot.heard() == [(AT_TWO - 10 * MINUTE, "C1")]
    assert bot.slack.edits == [("C1", "*design review* was cancelled.")]


async def test_snoozed_it_comes_to_that_person_in_five_minutes(bot):
    message = await reminded(bot)
    assert "in 5 minutes" in await press(bot, message)
    await bot.go_to(AT_TWO + timedelta(hours=1))
    assert bot.heard("U22") == [(AT_TWO - 4 * MINUTE, "U22")]
    assert "starts in 4 minutes" in bot.slack.posts[-1].message.text


async def test_snoozed_late_it_comes_at_the_start(bot):
    message = await reminded(bot)
    await bot.go_to(AT_TWO - 3 * MINUTE)
    assert "when it starts" in await press(bot, message)
    await bot.go_to(AT_TWO + timedelta(hours=1))
    assert bot.heard("U22") == [(AT_TWO, "U22")]


async def test_snoozed_while_it_runs_it_comes_in_five_minutes_if_it_still_lasts(bot):
    message = await reminded(bot)
    await bot.go_to(AT_TWO + 20 * MINUTE)
    assert "in 5 minutes" in await press(bot, message)
    await bot.go_to(AT_TWO + 26 * MINUTE)
    assert bot.heard("U22") == [(AT_TWO + 25 * MINUTE, "U22")]
    assert "I can't snooze that" in await press(bot, message)


async def test_five_presses_are_one_snooze_and_the_next_reminder_can_be_snoozed_too(bot):
    message = await reminded(bot)
    for _ in range(5):
        await press(bot, message)
    await bot.go_to(AT_TWO - 4 * MINUTE)
    assert len(bot.heard("U22")) == 1
    await press(bot, bot.slack.posts[-1].message)
    await bot.go_to(AT_TWO + timedelta(hours=1))
    assert bot.heard("U22") == [(AT_TWO - 4 * MINUTE, "U22"), (AT_TWO, "U22")]


async def test_a_snooze_of_what_is_cancelled_meanwhile_says_nothing(bot):
    message = await reminded(bot)
    await press(bot, message)
    meeting = await bot.meetings.by_id("jitsi-1")
    gone = bot.meetings.cancel(meeting, "")
    await bot.store.write(lambda tx: gone(tx))
    await bot.go_to(AT_TWO + timedelta(hours=1))
    assert bot.heard("U22") == []
    assert "I can't snooze that" in await press(bot, message)


async def test_a_snooze_of_another_workspaces_meeting_does_nothing(bot):
    await reminded(bot)
    value = json.dumps(
        {"meeting": "jitsi-1", "starts_at": AT_TWO.isoformat(), "lead": 600, "snoozed": 0}
    )
    run = await bot.running()
    answer = await bot.reminders.snooze(run, slack_request("U22", "C1", team="T2"), value)
    assert "I can't snooze that" in answer.text
