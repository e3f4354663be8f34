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
from tests.handlers.clockwork import NOW, asked, town
from tests.handlers.test_listing import Calendar

MINUTE = timedelta(minutes=1)
AT_TWO = NOW + timedelta(hours=5)


@pytest.fixture
async def here(tmp_path):
    async with town(tmp_path) as found, ServiceClient() as wire:
        services = Services({"jitsi": Calendar("jitsi"), "skype": Calendar("skype")}, wire, None)
        found.desk = ChangeSettings(
            found.settings, found.preferences, found.meetings, services, found.slack
        )
        found.forms = SettingsForms(found.settings, services)
        yield found


async def typed(here, rest="", person="U11", channel="C1"):
    run = await here.running()
    answer = await here.desk.asked(run, asked(person, channel), rest)
    await run.complete()
    return answer


async def opened(here, action, person="U11", channel="C1"):
    request = asked(person, channel, via=Via.CLICK, action=action)
    return await here.forms.asked(request)


def values(form):
    """What the form sends where nobody changes anything."""
    empty = {Kind.SEVERAL: [], Kind.PEOPLE: []}
    return {
        one.name: empty.get(one.kind) if one.value is None else one.value for one in form.fields
    }


async def sent(here, action, person="U11", channel="C1", **changes):
    """Open the form, change that in it, and send it; what is wrong, or what is answered."""
    form = await opened(here, action, person, channel)
    filled = values(form) | changes
    request = asked(person, channel, via=Via.FORM, action=form.name)
    if wrong := await here.forms.wrong(request, form.name, form.carried, filled):
        return wrong
    run = await here.running()
    answer = await here.desk.sent(
        run, request, json.dumps({"carried": form.carried, "filled": filled})
    )
    await run.complete()
    return answer.text


async def test_without_any_settings_it_says_what_holds(here):
    shown = await typed(here)
    for line in (
        "Service: Jitsi, as everywhere here",
        "A meeting lasts 30 minutes",
        "Reminders: 10 minutes before",
        "before I change anything: always",
        "Daily agenda: off",
        "Who may start and schedule meetings: everyone",
        "Reminders: as each organizer likes",
    ):
        assert line in shown.text
    assert [(one.label, one.action) for one in shown.buttons] == [
        ("For me", ME),
        ("For this channel", CHANNEL),
    ]


async def test_a_direct_message_has_no_settings_of_its_own(here):
    shown = await typed(here, channel="D1")
    assert "In this conversation" not in shown.text
    assert [one.label for one in shown.buttons] == ["For me"]
    assert "has no settings of its own" in await sent(here, CHANNEL, channel="D1")


async def test_reminders_are_settled_by_words(here):
    text = (await typed(here, "remind 1m,10m")).text
    assert "I remind you of meetings 10 minutes before and 1 minute before." in text
    assert (await here.settings.of_person("T1", "U11")).leads == (10 * MINUTE, 1 * MINUTE)
    assert "10 minutes before and 1 minute before" in (await typed(here, "Remind")).text


async def test_reminders_are_turned_off_by_a_word(here):
    assert "I remind you of no meetings." in (await typed(here, "remind off")).text
    await here.make(AT_TWO)
    await here.go_to(AT_TWO)
    assert here.heard() == []


async def test_what_cannot_be_read_changes_nothing(here):
    text = (await typed(here, "remind <soon>")).text
    assert "I could not read “" in text
    assert "<" not in text
    assert "I remind you of meetings 10 minutes before." in text
    assert await here.preferences.of("T1", "U11") == {}


async def test_new_lead_times_hold_for_what_is_coming_already(here):
    await here.make(AT_TWO, people=["U22"])
    await here.go_to(AT_TWO - 60 * MINUTE)
    await typed(here, "remind 30m", person="U22")
    await here.go_to(AT_TWO + 60 * MINUTE)
    assert here.heard() == [(AT_TWO - 30 * MINUTE, "U22"), (AT_TWO - 10 * MINUTE, "U11")]


async def test_a_lead_time_that_is_past_when_it_is_set_reminds_nobody_late(here):
    await here.make(AT_TWO)
    await here.go_to(AT_TWO - 30 * MINUTE)
    await typed(here, "remind 1h,5m")
    await here.go_to(AT_TWO + 60 * MINUTE)
    assert here.heard() == [(AT_TWO - 5 * MINUTE, "C1")]


async def test_a_channels_reminders_come_before_the_organizers(here):
    await here.make(AT_TWO)
    await here.go_to(AT_TWO - 60 * MINUTE)
    text = await sent(here, CHANNEL, remind=["15"])
    assert "Reminders: 15 minutes before" in text
    await here.go_to(AT_TWO + 60 * MINUTE)
    assert here.heard() == [(AT_TWO - 15 * MINUTE, "C1")]


async def test_a_form_for_me_is_filled_with_what_holds_and_keeps_what_is_sent(here):
    text = await sent(
        here,
        ME,
        service="skype",
        minutes=45,
        remind=["60", "5"],
        confirm="unsure",
        agenda="08:30",
    )
    assert "Done." in text
    assert "Daily agenda: at 08:30 (UTC)" in text
    assert await here.settings.of_person("T1", "U11") == UserSettings(
        service="skype",
        minutes=45,
        remind=(60, 5),
        confirm="unsure",
        agenda="08:30",
    )
    again = values(await opened(here, ME))
    assert again == {
        "service": "skype",
        "minutes": 45,
        "remind": ["60", "5"],
        "confirm": "unsure",
        "agenda": "08:30",
    }


async def test_what_was_typed_otherwise_is_offered_in_the_form_as_well(here):
    await typed(here, "remind 7m")
    form = await opened(here, ME)
    remind = next(one for one in form.fields if one.name == "remind")
    assert remind.value == ["7"]
    assert ("7", "7 minutes before") in remind.options
    assert ("0", "When it starts") in remind.options


@pytest.mark.parametrize("starters", ["everyone", "admins"])
async def test_a_form_for_a_channel_is_kept(here, starters):
    await sent(here, CHANNEL, service="skype", starters=starters, people=["U33"], remind=["off"])
    assert await here.settings.of_channel("T1", "C1") == ChannelSettings(
        service="skype", remind=(), starters=starters
    )
    here.slack.admins.add("U11")
    assert values(await opened(here, CHANNEL))["remind"] == ["off"]
    await sent(here, CHANNEL, remind=[])
    assert (await here.settings.of_channel("T1", "C1")).leads is None


async def test_only_those_people_and_admins_may_start_and_settle_things(here):
    text = await sent(here, CHANNEL, starters="some", people=["U22"])
    assert "<@U22> and the workspace's admins" in text
    here.slack.admins.add("U33")
    may = {who: await here.settings.may_start("T1", "C1", who) for who in ("U11", "U22", "U33")}
    assert may == {"U11": False, "U22": True, "U33": True}
    assert "I have left them as they were" in await sent(here, CHANNEL, starters="everyone")
    assert "For this channel" not in [one.label for one in (await typed(here)).buttons]
    assert "Done." in await sent(here, CHANNEL, person="U33", starters="everyone")
    assert await here.settings.may_start("T1", "C1", "U11")


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
async def test_what_cannot_be_is_said_at_its_field_and_nothing_is_kept(here, action, change, field):
    assert list(await sent(here, action, **change)) == [field]
    assert await here.preferences.of("T1", "U11") == {}
    assert await here.preferences.of("T1", "C1") == {}


async def test_other_buttons_open_no_form(here):
    assert await opened(here, "parley.move") is None


async def test_a_service_that_is_gone_is_not_in_the_form(here):
    write = here.preferences.put("T1", "U11", {"service": "gone"})
    await here.store.write(lambda tx: write(tx))
    assert values(await opened(here, ME))["service"] == "usual"
