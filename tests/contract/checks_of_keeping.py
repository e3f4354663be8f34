"""Checks of what is found, listed, changed and cancelled: all of it, no other, and nothing lost."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from meetings.abilities import ChangesOccurrences
from meetings.errors import MeetingError
from meetings.model import Credentials, Meeting, NewMeeting
from meetings.service import Capability, Exchange
from tests.contract.checks_of_making import AGENDA, PEOPLE, series, starts_of
from tests.contract.conftest import TOMORROW, ServiceUnderTest
from tests.contract.meaning import has_accounts, meaning
from tests.contract.new_meetings import new_meeting
from tests.contract.test_sent_or_not import Bot

HOUR = timedelta(hours=1)


def has_pages(tested: ServiceUnderTest) -> bool:
    """Whether lists come in pages."""
    return tested.case.page > 0


async def more_than_a_page(tested: ServiceUnderTest) -> list[tuple[NewMeeting, Meeting]]:
    """Make meetings for two pages and one more."""
    if tested.case.small_pages:
        await tested.order("misbehave", tested.case.small_pages)
    made = []
    for number in range(2 * tested.case.page + 1 if tested.case.small_pages else 101):
        starts_at = TOMORROW + timedelta(minutes=number)
        wanted = new_meeting(f"Meeting {number}", starts_at=starts_at)
        made.append((wanted, await tested.make(wanted)))
    return made


@meaning(applies=lambda tested: bool(tested.case.small_pages))
async def find_looks_at_all_pages(tested: ServiceUnderTest) -> None:
    for wanted, meeting in await more_than_a_page(tested):
        found = await tested.run(tested.service.find(wanted, tested.ada))
        assert found is not None
        assert found.id == meeting.id
    assert await tested.run(tested.service.find(new_meeting(), tested.ada)) is None


@meaning(applies=has_accounts)
async def find_goes_by_the_marker_alone(tested: ServiceUnderTest) -> None:
    twins = [new_meeting("Stand-up", starts_at=TOMORROW) for _ in range(2)]
    for wanted in twins:
        meeting = await tested.make(wanted)
        found = await tested.run(tested.service.find(wanted, tested.ada))
        assert found is not None
        assert (found.id, found.join_url, found.title) == (
            meeting.id,
            meeting.join_url,
            meeting.title,
        )
    other = new_meeting("Stand-up", starts_at=TOMORROW)
    assert await tested.run(tested.service.find(other, tested.ada)) is None


@meaning(Capability.LIST, applies=has_pages)
async def upcoming_lists_all_pages(tested: ServiceUnderTest) -> None:
    made = [meeting.id for _, meeting in await more_than_a_page(tested)]
    listed = await tested.run(tested.service.upcoming(TOMORROW + 9 * HOUR, tested.ada))
    ours = [meeting.id for meeting in listed if meeting.id in made]
    assert ours == made[: len(ours)]
    assert len(ours) >= min(len(made), 50)  # a service may stop there


@meaning(Capability.LIST)
async def upcoming_tells_what_was_made(tested: ServiceUnderTest) -> None:
    made = await tested.make(new_meeting("Stand-up", starts_at=TOMORROW, lasts=HOUR))
    listed = await tested.run(tested.service.upcoming(TOMORROW + HOUR, tested.ada))
    [meeting] = [each for each in listed if each.id == made.id]
    assert (meeting.title, meeting.join_url) == ("Stand-up", made.join_url)
    if Capability.SCHEDULE in tested.service.info.capabilities:
        assert (meeting.starts_at, meeting.lasts) == (TOMORROW, HOUR)


async def dori_of(tested: ServiceUnderTest) -> Credentials:
    """The second person who may do everything; Zoom's is ana."""
    return await tested.sign_in("dori" if "dori" in tested.answers else "ana")


@meaning(Capability.LIST)
async def upcoming_is_ones_own(tested: ServiceUnderTest) -> None:
    dori = await dori_of(tested)
    wanted = new_meeting("Board", starts_at=TOMORROW)
    theirs = await tested.run_for("dori", tested.service.create(wanted, dori))
    mine = await tested.make(new_meeting(starts_at=TOMORROW))
    listed = await tested.run(tested.service.upcoming(TOMORROW + HOUR, tested.ada))
    ids = [meeting.id for meeting in listed]
    assert mine.id in ids
    assert theirs.id not in ids
    assert await tested.run(tested.service.find(wanted, tested.ada)) is None


@meaning(Capability.LIST)
async def other_peoples_meetings_are_left_alone(tested: ServiceUnderTest) -> None:
    service, can, ada = tested.service, tested.service.info.capabilities, tested.ada
    create = service.create(new_meeting("Board", starts_at=TOMORROW), await dori_of(tested))
    theirs = await tested.run_for("dori", create)
    before = {**await tested.record(theirs), "host_secrets": []}  # each link may be a new one
    if Capability.ATTENDANCE in can:
        await tested.order("attended", {"id": theirs.id, "name": "Bo Tanaka", "minutes": 25})
    changed = new_meeting("Taken over", starts_at=TOMORROW + HOUR)
    attempts: Mapping[Capability, Callable[[], Exchange[object]]] = {
        Capability.HOST_LINK: lambda: service.host_link(theirs, ada),
        Capability.ATTENDANCE: lambda: service.attendance(theirs, ada),
        Capability.CHANGE: lambda: service.change(theirs, changed, ada),
    }
    for attempt in (attempts[each] for each in attempts if each in can):
        outcome = await tested.outcome(attempt())
        assert isinstance(outcome, MeetingError) or outcome == [], outcome
    await tested.outcome(service.cancel(theirs, ada))
    assert {**await tested.record(theirs), "host_secrets": []} == before


@meaning(Capability.SCHEDULE, Capability.LIST)
async def upcoming_ends_with_the_meeting(tested: ServiceUnderTest) -> None:
    bot = Bot(tested)
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    made = await bot.create(new_meeting(starts_at=now + timedelta(minutes=10), lasts=HOUR))
    listed = []
    for minutes in (0, 30, 60):
        await tested.order("clock", {"advance": minutes * 60})
        coming = await bot.outcome(lambda ada: tested.service.upcoming(TOMORROW + HOUR, ada))
        assert not isinstance(coming, MeetingError), coming
        listed.append(made.id in [meeting.id for meeting in coming])
    assert listed == [True, "running" not in tested.case.has_no, False]


@meaning(Capability.CANCEL)
async def cancel_takes_away_that_one(tested: ServiceUnderTest) -> None:
    twins = [await tested.make(new_meeting("Stand-up", starts_at=TOMORROW)) for _ in range(2)]
    first, second = twins
    for _ in range(2):  # one that is gone already counts as cancelled
        assert await tested.outcome(tested.service.cancel(first, tested.ada)) is None
        assert [each["id"] for each in await tested.records()] == [second.id]


_MAY_CHANGE = ("title", "agenda", "host_secrets")  # an agenda may hold a marker


@meaning(Capability.CHANGE)
async def change_leaves_the_rest(tested: ServiceUnderTest) -> None:
    info = tested.service.info
    chosen = {
        choice.name: value
        for choice in info.choices
        for value, _ in choice.options
        if choice.name not in tested.case.apart and value != choice.default
    }
    before = new_meeting(
        "Before", starts_at=TOMORROW, people=PEOPLE if info.invites else (), agenda=AGENDA
    )
    before = _with(before, choices=chosen)
    made = await tested.make(before)
    record = await tested.record(made)
    after = _with(before, title="After", marker=new_meeting().marker)
    changed = await tested.run(tested.service.change(made, after, tested.ada))
    now = await tested.record(made)
    assert now["title"] == changed.title == "After"
    kept = {name: value for name, value in record.items() if name not in _MAY_CHANGE}
    assert {name: now[name] for name in kept} == kept
    assert "agenda" in tested.case.has_no or AGENDA in now["agenda"]
    assert (changed.id, changed.passcode) == (made.id, record["passcode"])
    found = [await tested.run(tested.service.find(each, tested.ada)) for each in (before, after)]
    assert made.id in [each.id for each in found if each], "it has no marker any more"


def _with(wanted: NewMeeting, **changes: object) -> NewMeeting:
    fields = {name: getattr(wanted, name) for name in NewMeeting.__slots__}
    return NewMeeting(**{**fields, **changes})


@meaning(Capability.SCHEDULE, Capability.CHANGE)
async def change_moves_it(tested: ServiceUnderTest) -> None:
    made = await tested.make(new_meeting("Stand-up", starts_at=TOMORROW, lasts=HOUR))
    wanted = new_meeting("Stand-up", starts_at=TOMORROW + 3 * HOUR, lasts=2 * HOUR)
    changed = await tested.run(tested.service.change(made, wanted, tested.ada))
    record = await tested.record(made)
    assert record["starts"] == [(TOMORROW + 3 * HOUR).isoformat()]
    assert record["minutes"] == 120
    assert (changed.starts_at, changed.lasts) == (TOMORROW + 3 * HOUR, 2 * HOUR)
    assert len(await tested.records()) == 1


@meaning(Capability.SCHEDULE, Capability.REPEAT, Capability.CHANGE)
async def change_keeps_a_series_one(tested: ServiceUnderTest) -> None:
    wanted = series("FREQ=WEEKLY;COUNT=4")
    made = await tested.make(wanted)
    assert wanted.starts_at is not None
    later = _with(wanted, title="Later", starts_at=wanted.starts_at + HOUR)
    await tested.run(tested.service.change(made, later, tested.ada))
    assert (await tested.record(made))["starts"] == starts_of(later)


@meaning(Capability.REPEAT, applies=lambda tested: isinstance(tested.service, ChangesOccurrences))
async def one_date_of_a_series_is_one_date(tested: ServiceUnderTest) -> None:
    service = tested.service
    assert isinstance(service, ChangesOccurrences)
    wanted = series("FREQ=WEEKLY;COUNT=4")
    made = await tested.make(wanted)
    first, second, third, fourth = starts_of(wanted)
    moved_to = datetime.fromisoformat(second) + HOUR
    moved = _with(wanted, starts_at=moved_to, recurrence=None)
    original = datetime.fromisoformat(second)
    await tested.run(service.change_occurrence(made, original, moved, tested.ada))
    gone = datetime.fromisoformat(third)
    await tested.run(service.cancel_occurrence(made, gone, tested.ada))
    await tested.run(service.cancel_occurrence(made, gone, tested.ada))
    starts = (await tested.record(made))["starts"]
    assert starts == [first, moved_to.isoformat(), fourth]
