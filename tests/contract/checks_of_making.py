"""Checks of what is made: times, series, people, agenda, choices, passcode; and of no secret."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from calendars.occurrences import MeetingPlan, occurrences_after
from calendars.recurrence import Recurrence
from meetings.abilities import TellsLimits
from meetings.errors import NotPossible, Rejected
from meetings.model import Attendee, Choice, Meeting, NewMeeting
from meetings.service import Capability
from tests.contract.conftest import TOMORROW, ServiceUnderTest
from tests.contract.meaning import has_accounts, meaning
from tests.contract.new_meetings import new_meeting

AGENDA = "Bring the figures of the quarter"
PARIS = ZoneInfo("Europe/Paris")
PEOPLE = (
    Attendee(name="Grace Hopper", slack_id="U7", email="grace@contoso.example"),
    Attendee(name="No Mail", slack_id="U8"),
    Attendee(name="Bo Tanaka", slack_id="U9", email="bo@contoso.example"),
)

KEPT_RULES = (
    "FREQ=WEEKLY;COUNT=4",
    "FREQ=DAILY;INTERVAL=2;COUNT=5",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=6",
    "FREQ=MONTHLY;BYDAY=-1TH;COUNT=3",
    "FREQ=DAILY;UNTIL={until}",
)
HARD_RULES = (
    "FREQ=WEEKLY",
    "FREQ=DAILY;COUNT=300",
    "FREQ=DAILY;INTERVAL=120;COUNT=3",
    "FREQ=YEARLY;COUNT=3",
    "FREQ=MONTHLY;BYMONTHDAY=1,15;COUNT=4",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3",
    "FREQ=HOURLY;COUNT=3",
)


def before_summer() -> datetime:
    """9 o'clock in Paris on a Thursday ten days before its clocks are put forward, next year."""
    last = datetime(TOMORROW.year + 1, 3, 31, 9, tzinfo=PARIS)
    sunday = last - timedelta(days=(last.weekday() + 1) % 7)
    return sunday - timedelta(days=10)


def series(rule: str) -> NewMeeting:
    """A series that lives through a change of the clocks."""
    first = before_summer()
    until = (first + timedelta(days=9)).astimezone(UTC)
    text = rule.format(until=f"{until:%Y%m%dT%H%M%SZ}")
    plan = MeetingPlan.at(first, PARIS.key, timedelta(minutes=45), text)
    first = next(iter(occurrences_after(plan, first - timedelta(days=1)))).starts_at
    return new_meeting(
        "Weekly review",
        starts_at=first,
        lasts=timedelta(minutes=45),
        zone=PARIS.key,
        recurrence=Recurrence.parse(text),
    )


def starts_of(wanted: NewMeeting) -> list[str]:
    """The first moments of a series, as a record has them."""
    assert wanted.starts_at is not None
    plan = MeetingPlan.at(wanted.starts_at, wanted.zone, wanted.lasts, str(wanted.recurrence))
    first_ten = islice(occurrences_after(plan, wanted.starts_at), 10)
    return [each.starts_at.astimezone(UTC).isoformat() for each in first_ten]


def objections(tested: ServiceUnderTest, wanted: NewMeeting) -> Sequence[str]:
    """What the service says against *wanted* before it is asked for it."""
    service = tested.service
    return service.objections(wanted) if isinstance(service, TellsLimits) else ()


@meaning(Capability.SCHEDULE)
async def times_are_kept(tested: ServiceUnderTest) -> None:
    for zone, minutes in (("Europe/Paris", 45), ("America/New_York", 25)):
        starts_at = TOMORROW.astimezone(ZoneInfo(zone))
        lasts = timedelta(minutes=minutes)
        meeting = await tested.make(new_meeting(starts_at=starts_at, lasts=lasts, zone=zone))
        assert (meeting.starts_at, meeting.lasts) == (TOMORROW, lasts)
        record = await tested.record(meeting)
        assert record["starts"] == [TOMORROW.isoformat()]
        assert record["minutes"] == minutes
        kept = ZoneInfo(record["zone"])
        for moment in (TOMORROW, TOMORROW + timedelta(days=182)):
            assert (
                moment.astimezone(kept).utcoffset()
                == moment.astimezone(starts_at.tzinfo).utcoffset()
            )


@meaning(Capability.SCHEDULE)
async def now_is_now(tested: ServiceUnderTest) -> None:
    meeting = await tested.make(new_meeting(zone="Asia/Tokyo"))
    record = await tested.record(meeting)
    starts_at = datetime.fromisoformat(record["starts"][0])
    assert abs(starts_at - datetime.now(UTC)) < timedelta(minutes=2)
    assert record["minutes"] == 30


@meaning(Capability.SCHEDULE, Capability.REPEAT)
async def a_series_is_a_series(tested: ServiceUnderTest) -> None:
    kept = [rule for rule in KEPT_RULES if not objections(tested, series(rule))]
    assert len(kept) >= 3
    for rule in kept:
        wanted = series(rule)
        meeting = await tested.make(wanted)
        record = await tested.record(meeting)
        assert record["starts"] == starts_of(wanted), rule
        assert record["minutes"] == 45


@meaning(Capability.SCHEDULE, Capability.REPEAT)
async def what_is_not_objected_to_is_kept(tested: ServiceUnderTest) -> None:
    service = tested.service
    for rule in HARD_RULES:
        wanted = series(rule)
        against = objections(tested, wanted)
        assert all(sentence.endswith(".") for sentence in against)
        if against:
            continue
        outcome = await tested.outcome(service.create(wanted, tested.ada))
        if isinstance(outcome, Meeting):
            assert (await tested.record(outcome))["starts"] == starts_of(wanted), rule
        else:
            assert isinstance(outcome, NotPossible | Rejected), rule
            assert not isinstance(service, TellsLimits), f"{rule}: said too late"


@meaning(applies=lambda tested: "agenda" not in tested.case.has_no)
async def the_agenda_is_kept(tested: ServiceUnderTest) -> None:
    meeting = await tested.make(new_meeting(starts_at=TOMORROW, agenda=AGENDA))
    assert AGENDA in (await tested.record(meeting))["agenda"]


@meaning(applies=lambda tested: tested.service.info.invites)
async def people_are_invited(tested: ServiceUnderTest) -> None:
    meeting = await tested.make(new_meeting(starts_at=TOMORROW, people=PEOPLE))
    record = await tested.record(meeting)
    assert record["people"] == ["bo@contoso.example", "grace@contoso.example"]


@meaning(applies=lambda tested: bool(tested.service.info.choices))
async def each_choice_is_heard(tested: ServiceUnderTest) -> None:
    can_cancel = Capability.CANCEL in tested.service.info.capabilities
    plain = [await tested.make(new_meeting(starts_at=TOMORROW)) for _ in range(2)]
    first, second = [(await tested.record(meeting))["settings"] for meeting in plain]
    assert first == second, "these records cannot be compared"
    for choice in tested.service.info.choices:
        seen: list[str] = []
        for value in _values(tested, choice):
            chosen = {choice.name: value} if value else {}
            made = await tested.make(new_meeting(starts_at=TOMORROW, choices=chosen))
            record = await tested.record(made)
            shown = repr((record["settings"], record["passcode"] if choice.secret else ""))
            assert choice.options or not value or value in shown, choice.name
            seen.append(shown)
            if can_cancel and choice.name not in tested.case.apart:
                await tested.run(tested.service.cancel(made, tested.ada))
        assert len(set(seen)) == len(seen) or choice.name in tested.case.unseen, choice.name


def _values(tested: ServiceUnderTest, choice: Choice) -> Sequence[str]:
    if choice.options:
        return [value for value, _ in choice.options]
    return [tested.case.texts[choice.name]] if choice.name in tested.case.texts else []


@meaning(applies=lambda tested: "passcode" not in tested.case.has_no)
async def the_passcode_is_shown(tested: ServiceUnderTest) -> None:
    wanted = new_meeting(starts_at=TOMORROW)
    meeting = await tested.make(wanted)
    passcode = (await tested.record(meeting))["passcode"]
    assert meeting.passcode == passcode != ""
    found = await tested.run(tested.service.find(wanted, tested.ada))
    assert found is not None
    assert found.passcode == passcode
    if Capability.READ in tested.service.info.capabilities:
        again = await tested.run(tested.service.read(meeting.id, tested.ada))
        assert again.passcode == passcode


@meaning(applies=has_accounts)
async def no_secret_is_in_a_meeting(tested: ServiceUnderTest) -> None:
    await tested.connect()
    shown = repr(tested.ada) + repr(dict(tested.ada.facts))
    wanted = new_meeting(starts_at=TOMORROW)
    made = await tested.make(wanted)
    secrets = [
        *(await tested.record(made))["host_secrets"],
        *tested.ada.secrets.values(),
        *[text for name, text in tested.answers_of("ada").items() if name != "username"],
    ]
    shown += repr([asdict(each) async for each in _shown(tested, wanted, made)])
    shown += repr(tested.ada) + repr(dict(tested.ada.facts))
    if Capability.HOST_LINK in tested.service.info.capabilities:
        secrets.append(await tested.run(tested.service.host_link(made, tested.ada)))
    account = tested.ada.facts["account"]
    for secret in (each for each in secrets if len(each) > 3 and each not in account):
        assert secret not in shown


async def _shown(
    tested: ServiceUnderTest, wanted: NewMeeting, made: Meeting
) -> AsyncIterator[Meeting]:
    """The meeting in each form in which the service gives it."""
    service, can = tested.service, tested.service.info.capabilities
    yield made
    if found := await tested.run(service.find(wanted, tested.ada)):
        yield found
    if Capability.READ in can:
        yield await tested.run(service.read(made.id, tested.ada))
    if Capability.LIST in can:
        for each in await tested.run(service.upcoming(TOMORROW + timedelta(days=1), tested.ada)):
            yield each
    if Capability.CHANGE in can:
        changed = new_meeting("Moved", starts_at=TOMORROW + timedelta(hours=1))
        yield await tested.run(service.change(made, changed, tested.ada))


@meaning(applies=has_accounts)
async def the_marker_is_not_in_the_title(tested: ServiceUnderTest) -> None:
    wanted = new_meeting("Stand-up", starts_at=TOMORROW)
    meeting = await tested.make(wanted)
    record = await tested.record(meeting)
    assert meeting.title == record["title"] == "Stand-up"
    assert wanted.marker not in "".join(meeting.notes)
