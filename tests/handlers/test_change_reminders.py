"""Reminders and answers of a meeting that is changed: those of its time, and no others."""

import json
from datetime import timedelta

import pytest

from bot.wiring import Handlers
from handlers.services import Services
from handlers.slack_types import Via
from meetings.client import ServiceClient
from meetings.service import AccountKind, ServiceInfo
from storage.sqlite import SqliteStore
from tests.handlers.timed_bot import NOW, TimedBot, slack_request

START = NOW + timedelta(hours=3)
TEN = timedelta(minutes=10)


class LinkOnlyService:
    """A service that knows nothing of a meeting but its link."""

    info = ServiceInfo(name="jitsi", title="Jitsi", account=AccountKind.NONE)


@pytest.fixture
async def bot(tmp_path):
    store = await SqliteStore.open(tmp_path / "parley.db")
    yield TimedBot(store)
    await store.close()


async def change(bot, meeting, **filled):
    """Send the form of *meeting*, with all as it is but what is *filled*."""
    row = await bot.row(meeting)
    given = {
        "title": row.title,
        "starts_at": int(row.starts_at.timestamp()),
        "minutes": 30,
        "repeat": "as-it-is" if row.repeats else "once",
        "people": list(row.people),
        "agenda": row.agenda,
    }
    carried = {"meeting": row.id, "version": row.version, "was": row.starts_at.isoformat()}
    sent = json.dumps({"carried": json.dumps(carried), "filled": given | filled})
    async with ServiceClient() as client:
        handlers = Handlers(
            bot.store, bot.slack, Services({"jitsi": LinkOnlyService()}, client, None)
        )
        run = await bot.running()
        request = slack_request(via=Via.FORM, action="parley.meeting", asked_at=bot.now)
        message = await handlers.commands()["parley.meeting"](run, request, sent)
        await run.complete()
    return message.text


async def test_a_new_title_takes_no_reminder_that_is_due_this_moment(bot):
    meeting = await bot.make(START, people=("U22",))
    bot.now = START - TEN + timedelta(seconds=20)  # the bot was busy, and the form comes first
    assert (await change(bot, meeting, title="big review")).startswith("Changed:")
    await bot.go_to(START + TEN)
    reminded = [post for post in bot.slack.posts if post.place.channel == "U22"]
    assert len(reminded) == 1
    assert reminded[0].at < START - timedelta(minutes=9)


async def test_a_new_title_after_the_reminder_brings_no_other(bot):
    meeting = await bot.make(START, people=("U22",))
    await bot.go_to(START - timedelta(minutes=5))
    await change(bot, meeting, title="big review")
    await bot.go_to(START + TEN)
    assert len(bot.heard("U22")) == 1


async def test_a_new_time_is_announced_at_that_time(bot):
    meeting = await bot.make(START, people=("U22",))
    to = START + timedelta(hours=2)
    assert (await change(bot, meeting, starts_at=int(to.timestamp()))).startswith("Moved:")
    await bot.go_to(to + TEN)
    assert [at for at, _ in bot.heard("U22")] == [to - TEN]


async def test_who_cannot_come_once_is_asked_again_the_next_time(bot):
    meeting = await bot.make(START, people=("U22",), repeats="FREQ=DAILY")
    await bot.store.write(bot.meetings.set_answer(meeting.id, "U22", "cant"))
    await bot.go_to(START + timedelta(days=2))
    assert [at for at, _ in bot.heard("U22")] == [START + timedelta(days=1) - TEN, bot.now - TEN]


async def test_an_answer_outlives_a_new_title_and_not_a_new_time(bot):
    meeting = await bot.make(START, people=("U22",))
    await bot.store.write(bot.meetings.set_answer(meeting.id, "U22", "going"))
    await change(bot, meeting, title="big review")
    assert (await bot.row(meeting)).answers == {"U22": "going"}
    await change(bot, meeting, starts_at=int((START + TEN).timestamp()))
    assert (await bot.row(meeting)).answers == {}
