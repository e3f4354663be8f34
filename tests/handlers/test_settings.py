"""What people and channels settle holds at once, for what comes and for what is coming already."""

import json
from datetime import timedelta

import pytest

from handlers.effective_settings import ChannelSettings, UserSettings
from handlers.form import Kind
from handlers.services import Services
from handlers.settings.command import ChangeSettings
from handlers.settings.form import SettingsForms
from handlers.settings.words import CHANNEL, ME
from handlers.slack_types import Via
from meetings.client import ServiceClient
from tests.handlers.test_listing import Calendar
from tests.handlers.timed_bot import NOW, slack_request, timed_bot

MINUTE = timedelta(minutes=1)
AT_TWO = NOW + timedelta(hours=5)


@pytest.fixture
async def bot(tmp_path):
    async with timed_bot(tmp_path) as bot, ServiceClient() as client:
        services = Services({"jitsi": Calendar("jitsi"), "skype": Calendar("skype")}, client, None)
        bot.settings_command = ChangeSettings(
            bot.settings, bot.preferences, bot.meetings, services, bot.slack
        )
        bot.forms = SettingsForms(bot.settings, services)
        yield bot


async def typed(bot, rest="", person="U11", channel="C1"):
    run = await bot.running()
    answer = await bot.settings_command.asked(run, slack_request(person, channel), rest)
    await run.complete()
    return answer


async def opened(bot, action, person="U11", channel="C1"):
    request = slack_request(person, channel, via=Via.CLICK, action=action)
    return await bot.forms.asked(request)


def values(form):
    """What the form sends where nobody changes anything."""
    empty = {Kind.SEVERAL: [], Kind.PEOPLE: []}
    return {
        field.name: empty.get(field.kind) if field.value is None else field.value
        for field in form.fields
    }


async def sent(bot, action, person="U11", channel="C1", **changes):
    """Open the form, change that in it, and send it; what is wrong, or what is answered."""
    form = await opened(bot, action, person, channel)
    filled = values(form) | changes
    request = slack_request(person, channel, via=Via.FORM, action=form.name)
    if wrong := await bot.forms.wrong(request, form.name, form.carried, filled):
        return wrong
    run = await bot.running()
    answer = await bot.settings_command.sent(
        run, request, json.dumps({"carried": form.carried, "filled": filled})
    )
    await run.complete()
    return answer.text


async def test_without_any_settings_it_says_what_holds(bot):
    shown = await typed(bot)
    for line in (
        "Service: Jitsi (the default)",
        "Default length: 30 minutes",
        "Reminders: 10 minutes before",
        "before scheduling or changing a meeting: always",
        "Daily agenda: off",
        "Who can start and schedule meetings: everyone",
        "Reminders: each organizer's own",
    ):
        assert line in shown.text
    assert [(button.label, button.action) for button in shown.buttons] == [
        ("For me", ME),
        ("For this channel", CHANNEL),
    ]


async def test_a_direct_message_has_no_settings_of_its_own(bot):
    shown = await typed(bot, channel="D1")
    assert "In this conversation" not in shown.text
    assert [button.label for button in shown.buttons] == ["For me"]
    assert "has no settings of its own" in await sent(bot, CHANNEL, channel="D1")


async def test_reminders_are_settled_by_words(bot):
    text = (await typed(bot, "remind 1m,10m")).text
    assert "You get reminders 10 minutes before and 1 minute before." in text
    assert (await bot.settings.of_person("T1", "U11")).leads == (10 * MINUTE, 1 * MINUTE)
    assert "10 minutes before and 1 minute before" in (await typed(bot, "Remind")).text


async def test_reminders_are_turned_off_by_a_word(bot):
    assert "You get no reminders." in (await typed(bot, "remind off")).text
    await bot.make(AT_TWO)
    await bot.go_to(AT_TWO)
    assert bot.heard() == []


async def test_what_cannot_be_read_changes_nothing(bot):
    text = (await typed(bot, "remind <soon>")).text
    assert "I can't read “" in text
    assert "<" not in text
    assert "You get reminders 10 minutes before." in text
    assert await bot.preferences.of("T1", "U11") == {}


async def test_new_lead_times_hold_for_what_is_coming_already(bot):
    await bot.make(AT_TWO, people=["U22"])
    await bot.go_to(AT_TWO - 60 * MINUTE)
    await typed(bot, "remind 30m", person="U22")
    await bot.go_to(AT_TWO + 60 * MINUTE)
    assert bot.heard() == [(AT_TWO - 30 * MINUTE, "U22"), (AT_TWO - 10 * MINUTE, "U11")]


async def test_a_lead_time_that_is_past_when_it_is_set_reminds_nobody_late(bot):
    await bot.make(AT_TWO)
    await bot.go_to(AT_TWO - 30 * MINUTE)
    await typed(bot, "remind 1h,5m")
    await bot.go_to(AT_TWO + 60 * MINUTE)
    assert bot.heard() == [(AT_TWO - 5 * MINUTE, "C1")]


async def test_a_channels_reminders_come_before_the_organizers(bot):
    await bot.make(AT_TWO)
    await bot.go_to(AT_TWO - 60 * MINUTE)
    text = await sent(bot, CHANNEL, remind=["15"])
    assert "Reminders: 15 minutes before" in text
    await bot.go_to(AT_TWO + 60 * MINUTE)
    assert bot.heard() == [(AT_TWO - 15 * MINUTE, "C1")]


async def test_a_form_for_me_is_filled_with_what_holds_and_keeps_what_is_sent(bot):
    text = await sent(
        bot,
        ME,
        service="skype",
        minutes=45,
        remind=["60", "5"],
        confirm="unsure",
        agenda="08:30",
    )
    assert "Saved." in text
    assert "Daily agenda: at 08:30 (UTC)" in text
    assert await bot.settings.of_person("T1", "U11") == UserSettings(
        service="skype",
        minutes=45,
        remind=(60, 5),
        confirm="unsure",
        agenda="08:30",
    )
    again = values(await opened(bot, ME))
    assert again == {
        "service": "skype",
        "minutes": 45,
        "remind": ["60", "5"],
        "confirm": "unsure",
        "agenda": "08:30",
    }


async def test_what_was_typed_otherwise_is_offered_in_the_form_as_well(bot):
    await typed(bot, "remind 7m")
    form = await opened(bot, ME)
    remind = next(field for field in form.fields if field.name == "remind")
    assert remind.value == ["7"]
    assert ("7", "7 minutes before") in remind.options
    assert ("0", "When it starts") in remind.options


@pytest.mark.parametrize("starters", ["everyone", "admins"])
async def test_a_form_for_a_channel_is_kept(bot, starters):
    await sent(bot, CHANNEL, service="skype", starters=starters, people=["U33"], remind=["off"])
    assert await bot.settings.of_channel("T1", "C1") == ChannelSettings(
        service="skype", remind=(), starters=starters
    )
    bot.slack.admins.add("U11")
    assert values(await opened(bot, CHANNEL))["remind"] == ["off"]
    await sent(bot, CHANNEL, remind=[])
    assert (await bot.settings.of_channel("T1", "C1")).leads is None


async def test_only_those_people_and_admins_may_start_and_settle_things(bot):
    text = await sent(bot, CHANNEL, starters="some", people=["U22"])
    assert "<@U22> and the workspace's admins" in text
    bot.slack.admins.add("U33")
    may = {who: await bot.settings.may_start("T1", "C1", who) for who in ("U11", "U22", "U33")}
    assert may == {"U11": False, "U22": True, "U33": True}
    assert "Nothing has changed" in await sent(bot, CHANNEL, starters="everyone")
    assert "For this channel" not in [button.label for button in (await typed(bot)).buttons]
    assert "Saved." in await sent(bot, CHANNEL, person="U33", starters="everyone")
    assert await bot.settings.may_start("T1", "C1", "U11")


@pytest.mark.parametrize(
    ("action", "change", "field"),
    [
        (ME, {"minutes": 4}, "minutes"),
        (ME, {"minutes": 1441}, "minutes"),
        (ME, {"minutes": None}, "minutes"),
        (ME, {"minutes": "ten"}, "minutes"),
        (ME, {"service": "gone"}, "service"),
        (ME, {"remind": ["0", "1", "5", "10", "15", "30"]}, "remind"),
        (ME, {"remind": ["soon"]}, "remind"),
        (ME, {"agenda": "25:00"}, "agenda"),
        (ME, {"confirm": None}, "confirm"),
        (CHANNEL, {"starters": "some", "people": []}, "people"),
        (CHANNEL, {"starters": None}, "starters"),
        (CHANNEL, {"remind": ["off", "10"]}, "remind"),
    ],
)
async def test_what_cannot_be_is_said_at_its_field_and_nothing_is_kept(bot, action, change, field):
    assert list(await sent(bot, action, **change)) == [field]
    assert await bot.preferences.of("T1", "U11") == {}
    assert await bot.preferences.of("T1", "C1") == {}


async def test_other_buttons_open_no_form(bot):
    assert await opened(bot, "parley.move") is None


async def test_a_service_that_is_gone_is_not_in_the_form(bot):
    write = bot.preferences.put("T1", "U11", {"service": "gone"}, NOW)
    await bot.store.write(lambda tx: write(tx))
    assert values(await opened(bot, ME))["service"] == "usual"
