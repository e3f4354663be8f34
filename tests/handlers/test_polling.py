"""Where nothing notifies the bot, a service is asked how its meetings are held, calmly."""

from datetime import timedelta

import pytest

from meetings.errors import ServiceBusy
from meetings.model import EventKind, MeetingEvent
from tests.bot.in_process import in_process_bot
from tests.handlers import bulletin
from tests.handlers.bot_with_service import BotWithService, ServiceSetup, tomorrow
from tests.handlers.bulletin import SECRET, event, install, notify
from tests.handlers.test_notifications import URL, rows

SETUP = ServiceSetup(name="bulletin", options=lambda announced: {})
MINUTE = timedelta(minutes=1)


@pytest.fixture
def board(monkeypatch):
    return install(monkeypatch)


@pytest.fixture(params=[URL, {**URL, "secret": SECRET}], ids=["no secret", "silent"])
async def bot(request, tmp_path, board):
    given = {"bulletin": request.param}
    async with in_process_bot(tmp_path, services={}, without_loopback=given) as bot:
        bot = BotWithService(**vars(bot), setup=SETUP)
        await bot.connect("bulletin", username="ada")
        yield bot


def happens(board, meeting, kind, at, **more):
    """It happens at the service, which tells nobody."""
    happened = MeetingEvent(kind=kind, meeting_id=meeting, at=at, session="s1", **more)
    board.happened.setdefault(meeting, []).append(happened)


async def asked_again(bot, board, after):
    """Let *after* pass, and wait until the service is asked."""
    asked = board.asked
    bot.clock.ahead += after
    await bot.until(lambda: board.asked > asked)


async def test_what_was_started_is_asked_about_until_it_has_ended(bot, board):
    await bot.start("design sync", "bulletin")
    [meeting] = board.meetings
    began = bot.clock()
    happens(board, meeting, EventKind.STARTED, began)
    happens(board, meeting, EventKind.JOINED, began, person="p1", name="Ada")
    await asked_again(bot, board, MINUTE)
    await bot.until(lambda: "in progress, 1 person" in bot.card().text)
    happens(board, meeting, EventKind.ENDED, began + 20 * MINUTE)
    await asked_again(bot, board, 20 * MINUTE)
    await bot.until(lambda: "ended after 20 min" in bot.card().text)
    bot.clock.ahead += timedelta(hours=1)
    done = "select 1 from job where kind = 'progress' and state = 'done'"
    await bot.until(lambda: rows(bot, done))


async def test_a_scheduled_meeting_is_asked_about_from_its_start_and_not_before(bot, board):
    await bot.schedule("design review tomorrow at 3pm for 45 min")
    [meeting] = board.meetings
    bot.clock.ahead += tomorrow(15) - bot.clock() - MINUTE
    await bot.request("help")
    assert board.asked == 0
    happens(board, meeting, EventKind.STARTED, tomorrow(15))
    bot.clock.ahead += 2 * MINUTE
    await bot.until(lambda: rows(bot, "select 1 from job where kind = 'progress'"))
    await asked_again(bot, board, MINUTE)
    await bot.until(lambda: "in progress" in bot.card().text)
    happens(board, meeting, EventKind.ENDED, tomorrow(15) + 63 * MINUTE)
    await asked_again(bot, board, 64 * MINUTE)
    await bot.until(lambda: "ended after 1 h 3 min" in bot.card().text)


async def test_nobody_is_asked_any_more_where_nobody_came(bot, board):
    await bot.start("design sync", "bulletin")
    await asked_again(bot, board, MINUTE)
    bot.clock.ahead += timedelta(hours=2)
    done = "select 1 from job where kind = 'progress' and state = 'done'"
    await bot.until(lambda: rows(bot, done))


async def test_a_service_that_is_busy_is_left_alone_for_as_long_as_it_says(bot, board, monkeypatch):
    await bot.start("design sync", "bulletin")

    def busy(self, meeting, credentials):
        board.asked += 1
        raise ServiceBusy("Bulletin", retry_after=600)

    monkeypatch.setattr(bulletin.Bulletin, "progress", busy)
    await asked_again(bot, board, MINUTE)
    waits = "select run_at from job where kind = 'progress' and state = 'ready' and attempts > 0"
    [(run_at,)] = await bot.until(lambda: rows(bot, waits))
    assert run_at / 1000 - bot.clock().timestamp() > 590


async def test_who_is_notified_asks_rarely(tmp_path, board):
    given = {"bulletin": {**URL, "secret": SECRET}}
    async with in_process_bot(tmp_path, services={}, without_loopback=given) as bot:
        await bot.connect("bulletin", username="ada")
        await bot.start("design sync", "bulletin")
        [meeting] = board.meetings
        assert await notify(bot.url, event("started", meeting, bot.clock(), session="s1")) == 204
        await bot.post_with("in progress")
        await asked_again(bot, board, MINUTE)
        waits = "select run_at from job where kind = 'progress' and state = 'ready'"
        [(run_at,)] = await bot.until(lambda: rows(bot, waits))
        assert run_at / 1000 - bot.clock().timestamp() > 5 * 60


async def test_a_service_that_should_notify_and_does_not_is_named_in_the_log(
    tmp_path, board, caplog
):
    for given, named in ((URL, False), ({**URL, "secret": SECRET}, True)):
        folder = tmp_path / str(named)
        folder.mkdir()
        options = {"bulletin": given}
        async with in_process_bot(folder, services={}, without_loopback=options) as bot:
            await bot.connect("bulletin", username="ada")
            await bot.start("design sync", "bulletin")
            happens(board, [*board.meetings][-1], EventKind.STARTED, bot.clock())
            await asked_again(bot, board, 5 * MINUTE)
            await bot.post_with("in progress")
        assert ("does not send notifications" in caplog.text) is named


async def test_what_is_found_to_be_deleted_there_is_cancelled_here(bot, board):
    await bot.schedule("design review tomorrow at 3pm for 45 min")
    [meeting] = board.meetings
    happens(board, meeting, EventKind.DELETED, bot.clock())
    del board.meetings[meeting]
    bot.clock.ahead += tomorrow(15) - bot.clock() + 2 * MINUTE
    await bot.until(lambda: rows(bot, "select 1 from job where kind = 'progress'"))
    await asked_again(bot, board, MINUTE)
    await bot.until(lambda: "cancelled" in bot.card().text)
    await bot.until(lambda: bot.tellings("was deleted at Bulletin"))
