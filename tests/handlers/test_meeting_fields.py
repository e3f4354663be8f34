"""The fields of the meeting form, and what is read from them: repetition, people, choices."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.changing import meeting_fields
from handlers.changing.meeting_fields import MeetingFormState
from handlers.changing.meeting_form import MeetingForm
from handlers.making.draft import Draft
from handlers.services import Services
from handlers.slack_types import Via
from meetings.catalog import configured
from meetings.client import ServiceClient
from meetings.model import Choice
from meetings.service import AccountKind, ServiceInfo
from storage import payloads
from storage.drafts import Drafts
from storage.meetings import Meetings
from storage.sqlite import SqliteStore
from tests.handlers.timed_bot import NOW, slack_request

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 11, 24, 15, tzinfo=BERLIN)  # a Tuesday
CARD = ServiceInfo(
    name="acme",
    title="Acme",
    account=AccountKind.NONE,
    choices=(
        Choice(name="lobby", label="Lobby", options=(("yes", "Yes"), ("no", "No")), default="no"),
        Choice(name="code", label="Code", secret=True),
    ),
)
STATE = MeetingFormState(
    title="sync",
    starts_at=START,
    minutes=30,
    zone="Europe/Berlin",
    repeats="",
    people=("U11", "dana@example.com", "@frank"),
    service="acme",
)


def by_name(state):
    return {field.name: field for field in meeting_fields.fields(state, CARD, [CARD])}


def filled(**more):
    """What Slack gives back of the form as it was shown."""
    shown = by_name(STATE).values()
    return {field.name: field.value for field in shown if field.name != "also"} | more


def test_the_form_as_it_was_shown_gives_back_what_stood_in_it():
    read = meeting_fields.filled_in(STATE, filled(), CARD)
    assert read == replace(STATE, repeat=meeting_fields.ONCE)
    assert meeting_fields.wrong_in(read, CARD, NOW) == {}


def test_people_outside_slack_are_shown_and_kept():
    assert "dana@example.com" in by_name(STATE)["also"].label
    read = meeting_fields.filled_in(STATE, filled(people=["U22"]), CARD)
    assert read.people == ("U22", "dana@example.com", "@frank")


def test_only_what_was_chosen_is_kept_of_the_choices():
    read = meeting_fields.filled_in(STATE, filled(**{"choice.code": " 4711 "}), CARD)
    assert read.choices == {"code": "4711"}
    read = meeting_fields.filled_in(STATE, filled(**{"choice.lobby": "yes"}), CARD)
    assert read.choices == {"lobby": "yes"}
    again = meeting_fields.filled_in(read, filled(**{"choice.lobby": "no"}), CARD)
    assert again.choices == {"lobby": "no"}


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"title": " \n "}, "title"),
        ({"starts_at": None}, "starts_at"),
        ({"starts_at": int(NOW.timestamp())}, "starts_at"),
        ({"minutes": None}, "minutes"),
        ({"minutes": "many"}, "minutes"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"people": [f"U{n:03}" for n in range(60)]}, "people"),
    ],
)
def test_what_is_wrong_is_named(more, wrong):
    read = meeting_fields.filled_in(STATE, filled(**more), CARD)
    assert list(meeting_fields.wrong_in(read, CARD, NOW)) == [wrong]


def test_a_start_that_runs_already_may_stay():
    read = meeting_fields.filled_in(STATE, filled(), CARD)
    later = START + timedelta(minutes=5)
    assert meeting_fields.wrong_in(read, CARD, later, may_start_at=START) == {}
    assert list(meeting_fields.wrong_in(read, CARD, later)) == ["starts_at"]


@pytest.mark.parametrize(
    ("repeats", "chosen"),
    [
        ("", "once"),
        ("FREQ=DAILY", "daily"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "weekdays"),
        ("FREQ=WEEKLY;BYDAY=TU", "weekly"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "two-weeks"),
        ("FREQ=MONTHLY;BYMONTHDAY=24", "monthly"),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=3", "as-it-is"),
        ("FREQ=WEEKLY;BYDAY=MO", "as-it-is"),
    ],
)
def test_the_usual_repetitions_have_names_and_any_other_is_as_it_is(repeats, chosen):
    state = replace(STATE, repeats=repeats)
    field = by_name(state)["repeat"]
    assert field.value == chosen
    assert chosen in [value for value, _ in field.options]
    assert state.rule == (None if chosen == "as-it-is" else repeats)


def test_the_day_of_the_repetition_follows_the_start():
    state = replace(STATE, repeat="weekly", starts_at=START + timedelta(days=2))
    assert state.rule == "FREQ=WEEKLY;BYDAY=TH"
    assert dict(by_name(state)["repeat"].options)["weekly"] == "Every week on Thursday"
    midnight = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # Wednesday in Berlin
    assert replace(state, starts_at=midnight).rule == "FREQ=WEEKLY;BYDAY=WE"


def test_what_no_field_takes_does_not_keep_the_form_from_opening():
    people = tuple(f"U{n:03}" for n in range(60))
    shown = by_name(replace(STATE, minutes=3000, people=people))
    assert shown["minutes"].value is None
    assert len(shown["people"].value) == shown["people"].most == 60


async def test_another_service_asks_for_its_own_choices(tmp_path):
    store = await SqliteStore.open(tmp_path / "parley.db")
    named = {
        "jitsi": {"url": "https://meet.example"},
        "webex-xml": {"url": "https://webex.example/WBXService/XMLService", "site": "contoso"},
    }
    drafts = Drafts(store)
    draft = Draft(title="sync", starts_at=START, zone="Europe/Berlin", service="jitsi")
    await drafts.put("d-1", "T1", "U11", payloads.dump(draft), NOW)
    async with ServiceClient() as client:
        form = MeetingForm(
            Services(configured(named), client, None), Meetings(store), drafts, None, None, None
        )
        request = slack_request(via=Via.CLICK, action="parley.change", value="d-1")
        first = await form.asked(request)
        assert not [field for field in first.fields if field.name.startswith("choice.")]
        given = {field.name: field.value for field in first.fields} | {"service": "webex-xml"}
        given["title"] = "another title"
        again = await form.redrawn(request, "parley.meeting", first.carried, given)
        somebody_else = slack_request(
            via=Via.CLICK, person="U22", action="parley.change", value="d-1"
        )
        assert await form.asked(somebody_else) is None
        assert await form.redrawn(somebody_else, "parley.meeting", first.carried, given) is None
    await store.close()
    shown = {field.name: field for field in again.fields}
    assert shown["title"].value == "another title"
    assert "choice.password" in shown
    assert json.loads(again.carried)["draft"] == "d-1"
