"""What `/meet list` and its kin show to whom, from the memory and from the services."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.coming import listing, upcoming
from handlers.coming.listing import MeetingLists, window
from handlers.coming.upcoming import FindUpcoming
from handlers.services import Services
from handlers.words import bare
from meetings.client import ServiceClient
from meetings.errors import NotConnected, ServiceUnreachable
from meetings.model import Meeting
from meetings.service import AccountKind, Capability, ServiceInfo, Sleep, done
from storage import payloads
from tests.handlers.timed_bot import NOW, slack_request, stored_meeting, timed_bot

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Calendar:
    """A service that has a calendar and nothing else; *fails* is raised, *slow* in seconds."""

    def __init__(self, name, *meetings, fails=None, slow=0.0):
        self.info = ServiceInfo(
            name=name,
            title=name.title(),
            account=AccountKind.NONE,
            capabilities=frozenset({Capability.LIST}),
        )
        self._meetings, self._fails, self._slow = meetings, fails, slow

    def upcoming(self, until, credentials):
        if self._slow:
            yield Sleep(self._slow)
        if self._fails:
            raise self._fails
        meetings = self._meetings
        return (
            yield from done(
                [
                    meeting
                    for meeting in meetings
                    if not meeting.starts_at or meeting.starts_at < until
                ]
            )
        )


def there(title, starts_at, service_id="x1", **more):
    return Meeting(
        id=service_id,
        title=title,
        join_url="https://there.example/1",
        starts_at=starts_at,
        lasts=more.pop("lasts", timedelta(minutes=30)),
        **more,
    )


@pytest.fixture
async def bot(tmp_path):
    async with timed_bot(tmp_path) as bot, ServiceClient() as client:
        bot.client = client
        yield bot


async def keep(bot, number, starts_at, **more):
    meeting = stored_meeting(starts_at, id=f"jitsi-{number}", service_id=f"room-{number}", **more)
    await bot.store.write(lambda tx: bot.meetings.save(meeting)(tx))
    return meeting


async def show(bot, view="list", *services, person="U11", channel="C1", page=None):
    every = Services({service.info.name: service for service in services}, bot.client, None)
    listing = MeetingLists(bot.slack, FindUpcoming(every, bot.meetings))
    run = await bot.running()
    request = slack_request(person, channel)
    shown = await (
        listing.page(run, request, page) if page else listing.verb(view)(run, request, "")
    )
    await run.complete()
    return shown


def titles(message):
    return [row.plain.partition(":")[0] for row in message.rows if row.plain]


def headings(message):
    return [row.text for row in message.rows if not row.plain]


def labels(message, title):
    row = next(row for row in message.rows if row.plain.startswith(title))
    return [button.label for button in (*row.buttons, *row.more)]


async def test_nothing_there_says_what_to_type(bot):
    shown = await show(bot)
    assert shown.text.startswith("Nothing is coming up")
    assert "`/meet design review tomorrow at 3pm for 45 min`" in shown.text
    assert not shown.rows


async def test_by_days_in_the_readers_zone(bot):
    bot.slack.zones["U11"] = "Pacific/Auckland"  # 22:00 on Friday there
    await keep(bot, 1, NOW + HOUR, title="late")
    await keep(bot, 2, NOW + 3 * HOUR, title="after midnight")
    await keep(bot, 3, NOW + 30 * HOUR, title="sunday")
    shown = await show(bot)
    assert "Times are those of Pacific/Auckland." in shown.text
    assert headings(shown) == [
        "*Today, Friday 20 November 2026*",
        "*Tomorrow, Saturday 21 November 2026*",
        "*Sunday 22 November 2026*",
    ]
    assert titles(shown) == ["late", "after midnight", "sunday"]
    assert "23:00–23:30  *late*" in shown.rows[1].text
    assert "Friday 20 November 2026, 23:00 to 23:30 NZDT (Pacific/Auckland)" in shown.rows[1].plain


@pytest.mark.parametrize(
    ("view", "seen"),
    [
        ("today", ["running", "today"]),
        ("tomorrow", ["tomorrow"]),
        ("agenda", ["running", "today", "tomorrow"]),
        ("week", ["running", "today", "tomorrow", "in six days"]),
        ("list", ["running", "today", "tomorrow", "in six days", "in a week", "next year"]),
    ],
)
async def test_each_view_shows_its_days_and_nothing_that_is_over(bot, view, seen):
    await keep(bot, 0, NOW - HOUR, title="over")
    await keep(bot, 1, NOW - timedelta(minutes=10), title="running")
    await keep(bot, 2, NOW + HOUR, title="today")
    await keep(bot, 3, NOW + DAY, title="tomorrow")
    await keep(bot, 4, NOW + 6 * DAY, title="in six days")
    await keep(bot, 5, NOW + 7 * DAY, title="in a week")
    await keep(bot, 6, NOW + 365 * DAY, title="next year")
    shown = await show(bot, view)
    assert titles(shown) == seen


async def test_a_running_one_is_marked(bot):
    await keep(bot, 1, NOW - timedelta(minutes=10), title="running")
    shown = await show(bot)
    assert "*running* (in progress)" in shown.rows[1].text
    assert "(in progress)" in shown.rows[1].plain


async def test_a_series_is_there_each_day_of_a_week_and_once_in_the_list(bot):
    await keep(bot, 1, NOW + HOUR, title="stand-up", repeats="FREQ=DAILY")
    await keep(bot, 2, NOW + 2 * HOUR + DAY, title="review")
    week = await show(bot, "week")
    assert titles(week) == ["stand-up", "stand-up", "review", *["stand-up"] * 5]
    assert titles(await show(bot, "tomorrow")) == ["stand-up", "review"]
    everything = await show(bot, "list")
    assert titles(everything) == ["stand-up", "review"]
    assert "every day" in everything.rows[1].text


async def test_across_a_clock_change_both_sides_are_named(bot):
    bot.slack.zones["U11"] = "Europe/Berlin"
    night = NOW.replace(month=10, day=24, hour=23, minute=30)  # 1:30 in summer
    bot.now = night - HOUR
    await keep(bot, 1, night, title="watch", lasts=2 * HOUR)
    shown = await show(bot)
    assert "01:30 CEST–02:30 CET  *watch*" in shown.rows[1].text


async def test_only_the_organizer_may_change_it_from_the_list(bot):
    await keep(bot, 1, NOW + HOUR, title="mine")
    await keep(bot, 2, NOW + HOUR, title="theirs", organizer="U22")
    shown = await show(bot)
    assert labels(shown, "mine") == ["Join", "Move", "Cancel meeting"]
    assert labels(shown, "theirs") == ["Join"]
    assert "by <@U22>" in shown.rows[2].text
    move, cancel = shown.rows[1].more
    seen = {"meeting": "jitsi-1", "version": 1, "v": payloads.VERSION}
    assert (move.action, json.loads(move.value)) == ("parley.move", seen)
    asks = {"meeting": "jitsi-1", "do": "cancel", "v": payloads.VERSION}
    assert (cancel.action, json.loads(cancel.value)) == ("parley.pick", asks)


async def test_a_private_conversation_is_seen_only_there_and_by_those_who_are_named(bot):
    await keep(bot, 1, NOW + HOUR, title="secret", channel="G1", people=["U22"])
    assert titles(await show(bot, person="U33", channel="G1")) == ["secret"]
    assert titles(await show(bot, person="U33", channel="C1")) == []
    assert titles(await show(bot, person="U22", channel="C1")) == ["secret"]
    assert titles(await show(bot, person="U11", channel="C1")) == ["secret"]


async def test_what_was_cancelled_is_gone(bot):
    meeting = await keep(bot, 1, NOW + HOUR)
    gone = bot.meetings.cancel(meeting, "")
    await bot.store.write(lambda tx: gone(tx))
    assert titles(await show(bot)) == []


async def test_pages_show_everything_once_in_order_and_lead_back(bot):
    every = []
    for number in range(20):
        await keep(bot, number, NOW + (number // 3 + 1) * HOUR, title=f"n{number:02}")
        every.append(f"n{number:02}")
    calendar = Calendar("acme", *(there(f"a{n}", NOW + n * HOUR, f"x{n}") for n in range(1, 4)))
    shown = await show(bot, "list", calendar)
    seen = titles(shown)
    while more := [button for button in shown.buttons if button.label == "Show more"]:
        assert len(titles(shown)) == 8
        shown = await show(bot, "list", calendar, page=more[0].value)
        seen += titles(shown)
    assert sorted(seen) == sorted([*every, "a1", "a2", "a3"])
    assert len(seen) == len(set(seen))
    back = next(button for button in shown.buttons if button.label == "From the start")
    first = await show(bot, "list", calendar, page=back.value)
    assert titles(first) == seen[:8]
    assert [button.label for button in first.buttons] == ["Show more"]


async def test_the_pages_of_a_week_show_each_day_of_a_series_once(bot):
    for number in range(3):
        await keep(bot, number, NOW + HOUR, title=f"n{number}", repeats="FREQ=DAILY")
    shown = await show(bot, "week")
    seen = [row.plain for row in shown.rows if row.plain]
    while more := [button for button in shown.buttons if button.label == "Show more"]:
        shown = await show(bot, page=more[0].value)
        seen += [row.plain for row in shown.rows if row.plain]
    assert len(seen) == len(set(seen)) == 21


async def test_a_services_own_meetings_stand_among_the_others(bot):
    await keep(bot, 1, NOW + HOUR, title="ours")
    calendar = Calendar("acme", there("<theirs>", NOW + HOUR / 2), there("far", NOW + 29 * DAY))
    shown = await show(bot, "list", calendar)
    assert titles(shown) == ["&lt;theirs&gt;", "ours", "far"]
    assert labels(shown, bare("<theirs>")) == ["Join"]
    assert titles(await show(bot, "today", calendar)) == ["&lt;theirs&gt;", "ours"]


async def test_a_meeting_that_both_know_is_there_once_with_its_buttons(bot):
    await keep(bot, 1, NOW + HOUR, title="ours", service="acme")
    twin = there("ours", NOW + HOUR, "room-1")
    shown = await show(bot, "list", Calendar("acme", twin))
    assert titles(shown) == ["ours"]
    assert labels(shown, "ours") == ["Join", "Move", "Cancel meeting"]
    assert titles(await show(bot, "list", Calendar("other", twin))) == ["ours", "ours"]


async def test_a_service_that_fails_is_named_and_the_rest_is_shown(bot):
    await keep(bot, 1, NOW + HOUR, title="ours")
    broken = Calendar("acme", fails=ServiceUnreachable("Acme", "down", name="acme"))
    well = Calendar("other", there("theirs", NOW + 2 * HOUR))
    shown = await show(bot, "list", broken, well)
    assert titles(shown) == ["ours", "theirs"]
    assert "Meetings that only Acme knows are missing here." in shown.text
    assert "only Other" not in shown.text


async def test_a_late_service_is_named_and_nobody_waits_for_it(bot, monkeypatch):
    monkeypatch.setattr(upcoming, "SERVICES_WITHIN", 0.05)
    await keep(bot, 1, NOW + HOUR, title="ours")
    shown = await show(bot, "list", Calendar("acme", slow=30.0))
    assert titles(shown) == ["ours"]
    assert "Acme did not answer in time." in shown.text


async def test_a_service_without_an_account_is_not_mentioned(bot):
    empty = Calendar("acme", fails=NotConnected("Acme", name="acme"))
    assert "Acme" not in (await show(bot, "list", empty)).text


async def test_a_window_with_too_much_in_it_says_so(bot, monkeypatch):
    monkeypatch.setattr(listing, "window", lambda *args: replace(window(*args), most=5))
    for number in range(7):
        await keep(bot, number, NOW + HOUR, title=f"n{number}")
    shown = await show(bot, "today")
    assert titles(shown) == ["n0", "n1", "n2", "n3", "n4"]
    assert "`/meet list` shows them all" in shown.text


async def test_what_has_no_known_time_stands_at_the_end_of_the_whole_list(bot):
    await keep(bot, 1, NOW + HOUR, title="ours", service="acme")
    room = there("my <room>", None, "room-9", lasts=None)
    twin = there("ours", None, "room-1", lasts=None)  # the bot knows when that is
    calendar = Calendar("acme", room, twin)
    shown = await show(bot, "list", calendar)
    assert titles(shown) == ["ours", "my &lt;room&gt;"]
    assert headings(shown)[-1] == "*No fixed time*"
    assert "no fixed time. Join: https://there.example/1" in shown.rows[-1].plain
    assert labels(shown, "my &lt;room&gt;") == ["Join"]
    for view in ("today", "tomorrow", "week", "agenda"):
        assert "room" not in str(titles(await show(bot, view, calendar)))


async def test_a_series_of_ours_that_is_far_ahead_or_over_is_not_said_to_have_no_time(bot):
    await keep(bot, 1, NOW + 200 * DAY, title="far", service="acme")
    await keep(bot, 2, NOW - 2 * DAY, title="over", service="acme")
    twins = [there(f"n{n}", None, f"room-{n}", lasts=None) for n in (1, 2)]
    assert titles(await show(bot, "list", Calendar("acme", *twins))) == ["far"]


async def test_only_the_last_page_shows_what_has_no_time(bot):
    for number in range(9):
        await keep(bot, number, NOW + HOUR, title=f"n{number}")
    calendar = Calendar("acme", *(there(f"r{n}", None, f"x{n}", lasts=None) for n in range(12)))
    first = await show(bot, "list", calendar)
    assert len(titles(first)) == 8
    assert "30 days" not in first.text
    more = next(button for button in first.buttons if button.label == "Show more")
    last = await show(bot, "list", calendar, page=more.value)
    assert titles(last) == ["n8", *(f"r{n}" for n in range(10))]
    assert last.rows[-1].text == "2 more are not shown."


async def test_the_list_says_how_far_ahead_a_calendar_is_looked_at(bot):
    shown = await show(bot, "list", Calendar("acme"))
    assert "From your Acme calendar I show the next 30 days." in shown.text
    assert "30 days" not in (await show(bot, "week", Calendar("acme"))).text
    assert "30 days" not in (await show(bot, "list")).text
