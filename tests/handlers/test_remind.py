"""What a reminder says and to whom, on good days and on bad ones."""

import json
import logging
from datetime import UTC, datetime, timedelta

import pytest

from handlers.coming.words import how_soon
from handlers.meeting import living_card
from handlers.slack_types import NotInConversation, SlackBusy, SlackRefused, SlackSilent
from tests.handlers.clockwork import NOW, asked, town

MINUTE = timedelta(minutes=1)
AT_TWO = NOW + timedelta(hours=5)


@pytest.fixture
async def here(tmp_path):
    async with town(tmp_path) as found:
        yield found


class Once:
    """Raises *fault* the first *times* that something is said in *channel*."""

    def __init__(self, channel, fault, times=1):
        self.channel, self.fault, self.left = channel, fault, times

    def __call__(self, channel):
        if channel == self.channel and self.left:
            self.left -= 1
            raise self.fault


async def reminded(here, **more):
    """The first reminder of a meeting at two, ten minutes before."""
    await here.make(AT_TWO, **more)
    await here.go_to(AT_TWO - 9 * MINUTE)
    return here.slack.said[0].message


def button(message, action):
    return next(one for one in message.buttons if one.action == action)


async def press(here, message, person="U22", channel="C1"):
    run = await here.running()
    value = button(message, "parley.snooze").value
    answer = await here.reminders.snooze(run, asked(person, channel), value)
    await run.complete()
    return answer.text


async def test_one_person_reads_their_own_time_in_full_and_the_link(here):
    here.slack.zones["U22"] = "Asia/Kolkata"
    await here.make(AT_TWO, "Europe/Berlin", people=["U22"])
    await here.go_to(AT_TWO)
    text = next(one.message.text for one in here.slack.said if one.place.channel == "U22")
    assert "*design review* starts in 10 minutes" in text
    assert "Friday 20 November 2026, 19:30 to 20:00 IST (Asia/Kolkata)" in text
    assert "Join: https://meet.example/room" in text


async def test_who_has_moved_to_another_zone_is_reminded_at_the_same_moment_in_the_new_one(here):
    here.slack.zones["U22"] = "Asia/Kolkata"
    await here.make(AT_TWO, "Europe/Berlin", people=["U22"], repeats="FREQ=DAILY;COUNT=2")
    await here.go_to(AT_TWO)
    here.slack.zones["U22"] = "America/New_York"
    await here.go_to(AT_TWO + timedelta(days=2))
    before, after = (one for one in here.slack.said if one.place.channel == "U22")
    assert (before.at, after.at) == (AT_TWO - 10 * MINUTE, AT_TWO - 10 * MINUTE + timedelta(days=1))
    assert "19:30 to 20:00 IST (Asia/Kolkata)" in before.message.text
    assert "09:00 to 09:30 EST (America/New_York)" in after.message.text


async def test_a_conversation_reads_everyones_time_and_the_meetings(here):
    message = await reminded(here, zone="Europe/Berlin", thread="17.5")
    assert f"<!date^{int(AT_TWO.timestamp())}^" in message.text
    assert "(Friday 20 November 2026, 15:00 CET (Europe/Berlin))" in message.text
    assert button(message, "parley.join").url == "https://meet.example/room"
    assert here.slack.said[0].place.thread == "17.5"


async def test_what_people_call_a_meeting_cannot_ping_or_format(here):
    message = await reminded(here, title="*<!channel>* & co")
    assert message.text.startswith("*∗&lt;!channel&gt;∗ &amp; co* starts in 10 minutes")


@pytest.mark.parametrize(
    ("seconds", "said"),
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
def test_how_soon_is_reckoned_from_now(seconds, said):
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert how_soon(now + timedelta(seconds=seconds), now) == said


async def test_without_a_seat_in_the_channel_the_organizer_is_told_so(here):
    here.slack.fails = Once("C1", NotInConversation("not_in_channel"), 99)
    await here.make(AT_TWO)
    await here.go_to(AT_TWO + timedelta(hours=2))
    assert here.heard() == [(AT_TWO - 10 * MINUTE, "U11")]
    text = here.slack.said[0].message.text
    assert "I could not remind <#C1>" in text
    assert "/invite" in text
    assert "https://meet.example/room" in text


@pytest.mark.parametrize(
    "fault", [SlackRefused("account_inactive"), NotInConversation("channel_not_found")]
)
async def test_a_reminder_for_who_left_is_dropped_and_logged_once(here, fault, caplog):
    here.slack.fails = Once("U22", fault, 99)
    await here.make(AT_TWO, people=["U22", "U33"])
    with caplog.at_level(logging.WARNING):
        await here.go_to(AT_TWO + timedelta(hours=2))
    assert {place for _, place in here.heard()} == {"U11", "U33"}
    assert [one.getMessage() for one in caplog.records if "dropped" in one.getMessage()] == [
        f"a reminder was dropped: the person cannot be written to ({fault})"
    ]


async def test_a_busy_slack_is_asked_again_and_the_text_is_of_that_moment(here):
    here.slack.fails = Once("C1", SlackBusy(120))
    await here.make(AT_TWO)
    await here.go_to(AT_TWO)
    assert here.heard() == [(AT_TWO - 8 * MINUTE, "C1")]
    assert "starts in 8 minutes" in here.slack.said[0].message.text


async def test_a_slack_that_is_busy_until_the_next_reminder_says_the_latest_alone(here):
    write = here.preferences.put("T1", "U11", {"remind": [10, 1]})
    await here.store.write(lambda tx: write(tx))
    here.slack.fails = Once("C1", SlackBusy(9.5 * 60))
    await here.make(AT_TWO)
    await here.go_to(AT_TWO + timedelta(hours=1))
    assert here.heard() == [(AT_TWO - 1 * MINUTE, "C1")]


async def test_a_message_whose_answer_was_lost_is_found_and_not_said_again(here):
    here.slack.after = Once("C1", SlackSilent("lost"))
    await here.make(AT_TWO)
    await here.go_to(AT_TWO + timedelta(hours=1))
    assert here.heard() == [(AT_TWO - 10 * MINUTE, "C1")]


async def test_where_nobody_may_look_it_is_said_again_and_says_so(here):
    here.slack.after = Once("U22", SlackSilent("lost"))
    here.slack.looks = Once("U22", NotInConversation("channel_not_found"), 99)
    await here.make(AT_TWO, people=["U22"])
    await here.go_to(AT_TWO + timedelta(hours=1))
    first, second = (one for one in here.slack.said if one.place.channel == "U22")
    assert "already" not in first.message.text
    assert "You may have had this message from me already" in second.message.text


async def test_a_reminder_that_comes_through_after_the_end_is_not_said(here):
    here.slack.fails = Once("C1", SlackBusy(45 * 60))
    await here.make(AT_TWO)
    await here.go_to(AT_TWO + timedelta(hours=2))
    assert here.heard() == []


async def test_a_reminder_that_waits_is_not_said_after_a_cancel(here):
    here.slack.fails = Once("C1", SlackBusy(120))
    kept = await here.make(AT_TWO)
    await here.go_to(AT_TWO - 9 * MINUTE)
    gone = here.meetings.cancel(await here.row(kept), "")
    await here.store.write(lambda tx: gone(tx))
    await here.go_to(AT_TWO + timedelta(hours=1))
    assert here.heard() == []


async def test_a_reminder_loses_its_link_when_the_meeting_is_over(here):
    await here.make(AT_TWO)
    await here.go_to(AT_TWO + timedelta(hours=1))
    assert here.slack.edits == [("C1", "*design review* has ended.")]


async def test_a_reminder_that_is_on_its_way_during_a_cancel_loses_its_link_at_once(here):
    kept = await here.make(AT_TWO)

    async def cancelled(channel):
        """The cancel, and the card that says so, are quicker than Slack's answer."""
        gone = here.meetings.cancel(await here.row(kept), "")
        await here.add(living_card.job(kept.id, here.now), also=[gone])
        for job in await here.ledger.claim_many(here.now, timedelta(minutes=1), 5):
            await here.errands(job)
        here.now += timedelta(milliseconds=200)

    here.slack.meanwhile = cancelled
    await here.go_to(AT_TWO)
    assert here.heard() == [(AT_TWO - 10 * MINUTE, "C1")]
    assert here.slack.edits == [("C1", "*design review* was cancelled.")]


async def test_a_reminder_whose_answer_was_lost_before_a_cancel_is_found_and_loses_its_link(here):
    here.slack.after = Once("C1", SlackSilent("lost"))
    kept = await here.make(AT_TWO)
    await here.go_to(AT_TWO - 10 * MINUTE)
    gone = here.meetings.cancel(await here.row(kept), "")
    await here.add(living_card.job(kept.id, here.now), also=[gone])
    await here.go_to(AT_TWO)
    assert here.heard() == [(AT_TWO - 10 * MINUTE, "C1")]
    assert here.slack.edits == [("C1", "*design review* was cancelled.")]


async def test_snoozed_it_comes_to_that_person_in_five_minutes(here):
    message = await reminded(here)
    assert "in 5 minutes" in await press(here, message)
    await here.go_to(AT_TWO + timedelta(hours=1))
    assert here.heard("U22") == [(AT_TWO - 4 * MINUTE, "U22")]
    assert "starts in 4 minutes" in here.slack.said[-1].message.text


async def test_snoozed_late_it_comes_at_the_start(here):
    message = await reminded(here)
    await here.go_to(AT_TWO - 3 * MINUTE)
    assert "when it starts" in await press(here, message)
    await here.go_to(AT_TWO + timedelta(hours=1))
    assert here.heard("U22") == [(AT_TWO, "U22")]


async def test_snoozed_while_it_runs_it_comes_in_five_minutes_if_it_still_lasts(here):
    message = await reminded(here)
    await here.go_to(AT_TWO + 20 * MINUTE)
    assert "in 5 minutes" in await press(here, message)
    await here.go_to(AT_TWO + 26 * MINUTE)
    assert here.heard("U22") == [(AT_TWO + 25 * MINUTE, "U22")]
    assert "nothing left to remind you of" in await press(here, message)


async def test_five_presses_are_one_snooze_and_the_next_reminder_can_be_snoozed_too(here):
    message = await reminded(here)
    for _ in range(5):
        await press(here, message)
    await here.go_to(AT_TWO - 4 * MINUTE)
    assert len(here.heard("U22")) == 1
    await press(here, here.slack.said[-1].message)
    await here.go_to(AT_TWO + timedelta(hours=1))
    assert here.heard("U22") == [(AT_TWO - 4 * MINUTE, "U22"), (AT_TWO, "U22")]


async def test_a_snooze_of_what_is_cancelled_meanwhile_says_nothing(here):
    message = await reminded(here)
    await press(here, message)
    kept = await here.meetings.by_id("jitsi-1")
    gone = here.meetings.cancel(kept, "")
    await here.store.write(lambda tx: gone(tx))
    await here.go_to(AT_TWO + timedelta(hours=1))
    assert here.heard("U22") == []
    assert "nothing left to remind you of" in await press(here, message)


async def test_a_snooze_of_another_workspaces_meeting_does_nothing(here):
    await reminded(here)
    value = json.dumps(
        {"meeting": "jitsi-1", "starts_at": AT_TWO.isoformat(), "lead": 600, "snoozed": 0}
    )
    run = await here.running()
    answer = await here.reminders.snooze(run, asked("U22", "C1", team="T2"), value)
    assert "nothing left" in answer.text
