"""One date of a series at Zoom, which can change it: its record shows what was asked of it."""

import pytest

from tests.bot.in_process import in_process_bot
from tests.handlers.bot_with_service import LONDON, BotWithService, tomorrow
from tests.handlers.test_series_dates import dates, day, done, typed_day, week
from tests.handlers.test_zoom_notifications import ZOOM


@pytest.fixture
async def bot(tmp_path):
    async with in_process_bot(tmp_path, services={"zoom": ZOOM.options}) as bot:
        bot = BotWithService(**vars(bot), setup=ZOOM)
        await bot.schedule("stand-up every day at 9:30 for 15 min for 10 times")
        yield bot


def at_zoom(bot):
    """When the dates of all meetings there are, and how long, on the clocks of London."""
    return sorted(
        f"{date.starts_at.astimezone(LONDON):%d %H:%M} {date.duration}"
        for meeting in bot.service.meetings
        for date in meeting.dates
        if not date.deleted and not meeting.deleted
    )


def there(days, time="09:30", minutes=15):
    return f"{tomorrow(9, days):%d} {time} {minutes}"


async def test_a_date_is_skipped_moved_and_moved_back_there_too(bot):
    assert there(3) in at_zoom(bot)
    shown = await bot.request(f"skip stand-up on {typed_day(3)}")
    text = await done(bot, shown, "Cancel meeting", "Cancelled: *stand-up*")
    assert "through me" not in text
    assert there(3) not in at_zoom(bot)
    assert len(at_zoom(bot)) == 9
    shown = await bot.request(f"move stand-up on {typed_day(4)} to 16:00")
    await done(bot, shown, "Move", "Moved: *stand-up*")
    assert there(4, "16:00") in at_zoom(bot)
    assert there(4) not in at_zoom(bot)
    assert len(dates(bot)) == 2
    listed = await week(bot)
    assert f"stand-up: {day(4)}, 16:00 to 16:15" in listed
    shown = await bot.request("undo that")
    await done(bot, shown, "Undo", " now.")
    assert there(4) in at_zoom(bot)
    assert len(at_zoom(bot)) == 9


async def test_a_date_that_zoom_deleted_is_offered_as_a_meeting_of_its_own(bot):
    shown = await bot.request(f"skip stand-up on {typed_day(3)}")
    await done(bot, shown, "Cancel meeting", "Cancelled: *stand-up*")
    shown = await bot.request("undo that")
    assert "Not scheduled yet." in shown.text
    assert day(3) in shown.text
    assert "Repeats" not in shown.text


async def test_from_a_date_on_there_are_two_series_there(bot):
    shown = await bot.request(f"move stand-up from {typed_day(3)} on to 10:00")
    await done(bot, shown, "Move", "Moved: *stand-up*")
    assert len(bot._rows("select 1 from meeting where state = 'made'")) == 2
    assert there(2) in at_zoom(bot)
    assert there(3) not in at_zoom(bot)
    assert there(3, "10:00") in at_zoom(bot)
    assert len(at_zoom(bot)) == 10


async def test_dates_changed_alone_stay_so_there_when_the_whole_series_moves(bot):
    shown = await bot.request(f"skip stand-up on {typed_day(3)}")
    await done(bot, shown, "Cancel meeting", "Cancelled: *stand-up*")
    shown = await bot.request(f"move stand-up on {typed_day(4)} to 16:00")
    await done(bot, shown, "Move", "Moved: *stand-up*")
    shown = await bot.request("move stand-up to 10:00")
    await done(bot, shown, "All of them", "Moved: *stand-up*")
    assert there(2, "10:00") in at_zoom(bot)
    assert not any(date.startswith(f"{tomorrow(9, 3):%d} ") for date in at_zoom(bot))
    assert there(4, "16:00") in at_zoom(bot)
    assert there(4, "10:00") not in at_zoom(bot)
