"""What a service tells by itself is taken once, and the cards show it, whatever its order."""

import asyncio
import itertools
import json
import random
import sqlite3
import time
from contextlib import closing
from datetime import timedelta

import aiohttp
import pytest

from handlers.notifications.delivery import delivery_job
from meetings.abilities import Notification
from meetings.model import EventKind, MeetingEvent
from storage.ledger import Inbound, NewJob
from tests.bot.in_process import in_process_bot
from tests.handlers.bot_with_service import BotWithService, ServiceSetup, tomorrow
from tests.handlers.bulletin import SECRET, event, install, notify, post
from tests.handlers.timed_bot import timed_bot
from tests.journeys.bot_process import join_link

SETUP = ServiceSetup(name="bulletin", options=lambda announced: {})
URL = {"url": "http://127.0.0.1:9/"}


@pytest.fixture
def board(monkeypatch):
    return install(monkeypatch)


@pytest.fixture
async def bot(tmp_path, board):
    bulletin = {"bulletin": {**URL, "secret": SECRET}}
    async with in_process_bot(tmp_path, services={}, without_loopback=bulletin) as bot:
        bot = BotWithService(**vars(bot), setup=SETUP)
        await bot.connect("bulletin", username="ada")
        yield bot


async def started(bot, board, title="design sync"):
    """Start a meeting; its id at the service."""
    await bot.start(title, "bulletin")
    return [*board.meetings][-1]


async def shown(bot, *parts):
    """Wait until the card shows all of *parts*, in its text and in its blocks."""

    def card():
        card = bot.card()
        blocks = json.dumps(card.blocks, ensure_ascii=False).lower()
        there = card and all(part in card.text and part in blocks for part in parts)
        return card if there else None

    return await bot.until(card)


def rows(bot, query):
    """What the database says."""
    with closing(sqlite3.connect(f"file:{bot.settings.database}?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()


async def at_rest(bot):
    """Wait until no job of a notification is left."""
    await bot.until(
        lambda: not rows(bot, "select 1 from job where kind = 'notified' and state <> 'done'")
    )


async def test_the_card_says_that_it_is_in_progress_and_how_long_it_lasted(bot, board):
    meeting = await started(bot, board)
    began = bot.clock() - timedelta(minutes=47)
    at = began + timedelta(minutes=1)
    told = [event("started", meeting, began, session="s1")]
    told += [event("joined", meeting, at, session="s1", person=f"p{n}") for n in range(3)]
    assert await notify(bot.url, *told) == 204
    card = await shown(bot, "3 people, since ")
    assert "in progress" in card.text
    assert f"<!date^{int(began.timestamp())}^{{time}}|" in json.dumps(card.blocks)
    assert join_link(card)
    assert "design sync" in (await bot.request("list")).text
    left = event("left", meeting, at + timedelta(minutes=5), session="s1", person="p1")
    assert await notify(bot.url, left) == 204
    await shown(bot, "2 people")
    ended = event("ended", meeting, began + timedelta(minutes=47), session="s1")
    assert await notify(bot.url, ended) == 204
    card = await shown(bot, "ended after 47 min")
    assert not join_link(card)
    assert "design sync" not in (await bot.request("list")).text


async def test_no_order_and_no_repeat_makes_a_difference(bot, board):
    meeting = await started(bot, board)
    began = bot.clock() - timedelta(minutes=30)
    minute = timedelta(minutes=1)
    told = [
        event("started", meeting, began, session="s1"),
        event("joined", meeting, began + minute, session="s1", person="p1"),
        event("joined", meeting, began + 2 * minute, session="s1", person="p2"),
        event("left", meeting, began + 3 * minute, session="s1", person="p1"),
        event("joined", meeting, began + 4 * minute, session="s1", person="p1"),
        event("left", meeting, began + 5 * minute, session="s1", person="p2"),
    ]
    outcomes = set()
    for order in random.Random(1).sample([*itertools.permutations(told)], 12):
        with closing(sqlite3.connect(bot.settings.database)) as database, database:
            database.execute("pragma foreign_keys = on")
            database.execute("delete from session")
        await asyncio.gather(*(notify(bot.url, one) for one in (*order, order[0])))
        await at_rest(bot)
        outcomes.update(rows(bot, "select progress from meeting"))
    assert len(outcomes) == 1
    assert json.loads(outcomes.pop()[0])["people"] == 1


async def test_a_delivery_is_taken_once(bot, board):
    meeting = await started(bot, board)
    told = event("started", meeting, bot.clock(), session="s1")
    assert [await notify(bot.url, told, key="k1") for _ in range(3)] == [204] * 3
    await shown(bot, "in progress")
    assert rows(bot, "select count(*) from job where kind = 'notified'") == [(1,)]


async def test_what_is_forged_stale_or_unknown_is_not_believed(bot, board):
    meeting = await started(bot, board)
    told = event("started", meeting, bot.clock(), session="s1")
    assert await notify(bot.url, told, secret="another") == 401
    assert await notify(bot.url, told, at=time.time() - 301) == 401
    assert await notify(bot.url, told, at=time.time() + 301) == 401
    assert await post(bot.url, b"x" * 300_000) == (413, b"")
    assert await notify(bot.url, event("started", "unknown", bot.clock())) == 204
    async with aiohttp.ClientSession() as session:
        for service in ("jitsi", "zoom", "nothing", "bulletin/more"):
            async with session.post(f"{bot.url}/hooks/{service}", data=b"{}") as answer:
                assert answer.status == 404
        async with session.get(f"{bot.url}/hooks/bulletin") as answer:
            assert answer.status == 405
    await at_rest(bot)
    assert "in progress" not in bot.card().text


async def test_the_challenge_is_answered_as_the_service_wants(bot):
    status, answer = await post(bot.url, b'{"challenge": "c1"}')
    assert (status, json.loads(answer)) == (200, {"echo": "c1"})
    assert not rows(bot, "select 1 from job where kind = 'notified'")


async def test_where_no_secret_is_set_nothing_is_taken(tmp_path, board):
    bulletin = {"bulletin": URL}
    async with in_process_bot(tmp_path, services={}, without_loopback=bulletin) as bot:
        assert await notify(bot.url) == 404


async def test_a_meeting_with_the_same_id_elsewhere_is_shown_as_well(bot, board):
    board.next_id = "same"
    await bot.start("one", "bulletin")
    await bot.start("two", "bulletin")
    assert await notify(bot.url, event("started", "same", bot.clock(), session="s1")) == 204
    await bot.until(lambda: sum("in progress" in post.text for post in bot.messages()) == 2)


async def test_many_who_come_within_a_minute_are_few_updates(bot, board):
    meeting = await started(bot, board)
    began = bot.clock()
    updates = sum(1 for _ in bot.sandbox.slack.book.read("chat.update"))
    for number in range(50):
        at = began + timedelta(milliseconds=number)
        joined = event("joined", meeting, at, session="s1", person=f"p{number}")
        assert await notify(bot.url, joined) == 204
    await bot.until(lambda: "50 people" in bot.card().text)
    shown = rows(bot, "select count(*) from job where kind = 'card'")[0][0]
    assert shown - updates <= 6


async def test_what_was_moved_there_is_moved_here_and_told(bot, board):
    card = await bot.schedule("design review with @bo tomorrow at 3pm for 45 min")
    [meeting] = board.meetings
    later = tomorrow(16)
    board.meetings[meeting] = type(board.meetings[meeting])(
        id=meeting,
        title="design talk",
        join_url=join_link(card),
        starts_at=later,
        lasts=timedelta(minutes=30),
    )
    changed = event("changed", meeting, bot.clock())
    await asyncio.gather(*(notify(bot.url, changed) for _ in range(3)))
    await bot.until(
        lambda: "design talk" in bot.card().text and "16:00 to 16:30" in bot.card().text
    )
    await bot.until(lambda: len(bot.tellings("Somebody at Bulletin has moved")) == 3)
    bot.clock.ahead += later - bot.clock() - timedelta(minutes=9)
    await bot.post_with("*design talk* starts in 9 minutes")
    assert len(bot.tellings("Somebody at Bulletin has moved")) == 3


async def test_what_was_deleted_there_is_cancelled_here_and_its_organizer_told_once(bot, board):
    await bot.schedule("design review with @bo tomorrow at 3pm for 45 min")
    [meeting] = board.meetings
    assert await notify(bot.url, event("deleted", meeting, bot.clock())) == 204
    await at_rest(bot)
    assert "cancelled" not in bot.card().text  # it is still there
    del board.meetings[meeting]
    deleted = event("deleted", meeting, bot.clock())
    await asyncio.gather(*(notify(bot.url, deleted) for _ in range(3)))
    await bot.until(lambda: "cancelled" in bot.card().text)
    assert "Deleted at Bulletin" in json.dumps(bot.card().blocks)
    await bot.until(lambda: bot.tellings("was deleted at Bulletin"))
    bot.clock.ahead += tomorrow(15) - bot.clock() - timedelta(minutes=5)
    await bot.request("help")
    assert len(bot.tellings("was deleted at Bulletin")) == 1
    assert not bot.tellings("starts in")


async def test_what_the_bot_itself_has_changed_or_cancelled_is_told_by_nobody_else(bot, board):
    await bot.schedule("design review tomorrow at 3pm for 45 min")
    [meeting] = board.meetings
    await bot.request("cancel design review")
    await bot.press("Cancel meeting", ts=bot.messages("U0ADA00001")[-1].ts)
    await bot.until(lambda: not board.meetings)
    assert await notify(bot.url, event("deleted", meeting, bot.clock())) == 204
    await bot.until(lambda: "cancelled" in bot.card().text)
    await at_rest(bot)
    assert not bot.tellings("was deleted at Bulletin")
    assert "Cancelled by" in json.dumps(bot.card().blocks)


async def test_who_takes_the_permission_back_loses_the_account_and_is_told_once(bot, board):
    old = event("revoked", "", bot.clock() - timedelta(hours=1), person="id-ada")
    assert await notify(bot.url, old) == 204
    other = event("revoked", "", bot.clock(), person="id-bo")
    assert await notify(bot.url, other) == 204
    await at_rest(bot)
    assert rows(bot, "select state from account") == [("active",)]
    revoked = event("revoked", "", bot.clock(), person="id-ada")
    for _ in range(2):
        assert await notify(bot.url, revoked) == 204
    await bot.until(lambda: bot.tellings("have taken my permission back at Bulletin"))
    await at_rest(bot)
    assert rows(bot, "select 1 from account") == []
    assert len(bot.tellings("have taken my permission back at Bulletin")) == 1
    assert "You have not connected Bulletin" in await bot.answer_to("on bulletin stand-up")


async def test_commands_are_done_during_a_flood_of_notifications(bot, board):
    meeting = await started(bot, board)
    began = bot.clock()

    async def flood(lane):
        for number in range(50):
            joined = event("joined", meeting, began, session="s1", person=f"{lane}-{number}")
            assert await notify(bot.url, joined) == 204

    flooding = asyncio.gather(*(flood(lane) for lane in range(8)))
    for number in range(5):
        await bot.start(f"meanwhile {number}", "bulletin")
    await flooding
    await bot.until(lambda: any("400 people" in post.text for post in bot.messages()))


async def test_a_flood_of_notifications_waits_behind_other_background_jobs(tmp_path):
    async with timed_bot(tmp_path) as bot:
        told = MeetingEvent(kind=EventKind.STARTED, meeting_id="m1", at=bot.now)
        for number in range(300):
            job = delivery_job("bulletin", Notification(key=f"{number}", events=(told,)), bot.now)
            inbound = Inbound(key=job.key, kind="test", team="", body="", received_at=bot.now)
            assert await bot.ledger.accept(inbound, job, now=bot.now)
        bot.now += timedelta(milliseconds=1)
        await bot.add(NewJob(key="card:1", kind="card", payload={}, run_at=bot.now))
        claimed = await bot.ledger.claim_many(bot.now, timedelta(seconds=30), 64, background=16)
        assert "card:1" in [job.key for job in claimed]


async def test_what_is_told_before_the_meeting_is_stored_is_not_lost(bot, board):
    board.next_id, board.answers_after = "early", 1.0
    await bot.sandbox.slack.type("ada", "general", "/meet on bulletin design sync")
    await bot.until(lambda: "early" in board.meetings)
    told = [event("started", id_, bot.clock(), session="s1") for id_ in ("early", "unknown")]
    assert await notify(bot.url, *told) == 204
    tried = "select 1 from job where kind = 'notified' and attempts > 0"
    await bot.until(lambda: rows(bot, tried))
    assert not rows(bot, "select 1 from meeting")
    await bot.until(lambda: bot.card() and "in progress" in bot.card().text)
    await at_rest(bot)


async def test_a_series_shows_its_next_date_and_how_long_the_last_one_took(bot, board):
    await bot.schedule("stand-up every day at 3pm for 45 min from tomorrow")
    [meeting] = board.meetings
    first = tomorrow(15)
    bot.clock.ahead += first - bot.clock() + timedelta(minutes=1)
    told = [event("started", meeting, first, session="s1")]
    assert await notify(bot.url, *told, at=bot.clock().timestamp()) == 204
    await bot.until(lambda: "in progress, since 15:00" in bot.card().text)
    bot.clock.ahead += timedelta(minutes=61)  # longer than planned: it still goes on
    ticked = "select 1 from meeting where starts_at > (select max(began_at) from session)"
    await bot.until(lambda: rows(bot, ticked))
    await bot.request("help")
    assert "in progress, since 15:00" in bot.card().text
    ended = event("ended", meeting, first + timedelta(minutes=63), session="s1")
    assert await notify(bot.url, ended, at=bot.clock().timestamp()) == 204
    card = await bot.until(lambda: "in progress" not in bot.card().text and bot.card())
    assert "Last time: ended after 1 h 3 min" in json.dumps(card.blocks)
    assert f"{tomorrow(15, 2):%A}" in card.text
    assert join_link(card)


async def test_a_trial_before_its_time_is_not_its_end(bot, board):
    await bot.schedule("design review tomorrow at 3pm for 45 min")
    [meeting] = board.meetings
    began = bot.clock()
    trial = [event("started", meeting, began, session="s1")]
    trial += [event("ended", meeting, began + timedelta(minutes=2), session="s1")]
    assert await notify(bot.url, *trial) == 204
    await at_rest(bot)
    assert join_link(bot.card())
    assert "ended" not in bot.card().text


async def test_what_nobody_tells_the_end_of_is_not_shown_for_ever(bot, board):
    meeting = await started(bot, board)
    assert await notify(bot.url, event("started", meeting, bot.clock(), session="s1")) == 204
    await shown(bot, "in progress")
    bot.clock.ahead += timedelta(hours=31)
    await bot.until(lambda: "in progress" not in bot.card().text)


async def test_a_change_of_the_bots_own_that_is_told_before_its_answer_is_not_made_twice(
    bot, board
):
    await bot.schedule("design review tomorrow at 3pm for 45 min")
    [meeting] = board.meetings
    await bot.request("move design review to tomorrow 5pm")
    board.answers_after = 1.0
    await bot.press("Move")
    await bot.until(lambda: board.meetings[meeting].starts_at == tomorrow(17))
    assert await notify(bot.url, event("changed", meeting, bot.clock())) == 204
    tried = "select 1 from job where kind = 'reread' and attempts > 0"
    await bot.until(lambda: rows(bot, tried))
    assert rows(bot, "select version from meeting") == [(1,)]
    await bot.until(lambda: "17:00 to 17:45" in bot.card().text)
    await bot.until(lambda: rows(bot, "select 1 from job where kind = 'reread' and state = 'done'"))
    assert rows(bot, "select version from meeting") == [(2,)]
    assert not bot.tellings("Somebody at Bulletin")
