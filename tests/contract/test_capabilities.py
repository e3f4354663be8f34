"""What a service claims to be able to do works; what it does not claim is said to be impossible."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from calendars.recurrence import Recurrence
from meetings.errors import NoSuchMeeting, NotPossible
from meetings.model import Meeting, check_link
from meetings.service import Capability, Exchange
from tests.contract.conftest import TOMORROW, ServiceUnderTest
from tests.contract.new_meetings import WILD, new_meeting

HOUR = timedelta(hours=1)
DAILY = Recurrence.parse("FREQ=DAILY")


async def schedules(tested: ServiceUnderTest, _: Meeting) -> None:
    lasts = timedelta(minutes=45)
    wanted = new_meeting(starts_at=TOMORROW, lasts=lasts, zone="Europe/Paris")
    meeting = await tested.make(wanted)
    assert (meeting.starts_at, meeting.lasts) == (TOMORROW, lasts)


async def repeats(tested: ServiceUnderTest, _: Meeting) -> None:
    wanted = new_meeting(starts_at=TOMORROW, recurrence=Recurrence.parse("FREQ=WEEKLY;COUNT=4"))
    meeting = await tested.make(wanted)
    assert meeting.starts_at == TOMORROW


async def reads(tested: ServiceUnderTest, _: Meeting) -> None:
    made = await tested.make(new_meeting(starts_at=TOMORROW))
    again = await tested.run(tested.service.read(made.id, tested.ada))
    assert (again.id, again.title, again.join_url) == (made.id, WILD, made.join_url)
    with pytest.raises(NoSuchMeeting):
        await tested.run(tested.service.read("nothing-of-the-kind", tested.ada))


async def lists(tested: ServiceUnderTest, _: Meeting) -> None:
    later = await tested.make(new_meeting(starts_at=TOMORROW + 2 * HOUR))
    sooner = await tested.make(new_meeting(starts_at=TOMORROW))
    listed = await tested.run(tested.service.upcoming(TOMORROW + 9 * HOUR, tested.ada))
    ids = [meeting.id for meeting in listed]
    assert ids.index(sooner.id) < ids.index(later.id)
    before = await tested.run(tested.service.upcoming(TOMORROW - HOUR, tested.ada))
    assert not {sooner.id, later.id} & {meeting.id for meeting in before}


async def changes(tested: ServiceUnderTest, _: Meeting) -> None:
    made = await tested.make(new_meeting(starts_at=TOMORROW))
    wanted = new_meeting("Another title", starts_at=TOMORROW + HOUR)
    changed = await tested.run(tested.service.change(made, wanted, tested.ada))
    assert (changed.id, changed.title) == (made.id, "Another title")
    assert changed.starts_at == TOMORROW + HOUR


async def cancels(tested: ServiceUnderTest, _: Meeting) -> None:
    made = await tested.make(new_meeting(starts_at=TOMORROW))
    await tested.run(tested.service.cancel(made, tested.ada))
    await tested.run(tested.service.cancel(made, tested.ada))
    outcome = await tested.outcome(tested.service.read(made.id, tested.ada))
    assert isinstance(outcome, NoSuchMeeting | NotPossible)


async def hosts(tested: ServiceUnderTest, made: Meeting) -> None:
    link = await tested.run(tested.service.host_link(made, tested.ada))
    assert check_link(link) != made.join_url


async def attends(tested: ServiceUnderTest, _: Meeting) -> None:
    made = await tested.make(new_meeting(starts_at=TOMORROW))
    assert list(await tested.run(tested.service.attendance(made, tested.ada))) == []


WORKS: dict[Capability, Callable[[ServiceUnderTest, Meeting], Awaitable[None]]] = {
    Capability.SCHEDULE: schedules,
    Capability.REPEAT: repeats,
    Capability.READ: reads,
    Capability.LIST: lists,
    Capability.CHANGE: changes,
    Capability.CANCEL: cancels,
    Capability.HOST_LINK: hosts,
    Capability.ATTENDANCE: attends,
}


def asked_for(tested: ServiceUnderTest, capability: Capability, made: Meeting) -> Exchange[object]:
    """The conversation that an capability is about."""
    service, ada = tested.service, tested.ada
    asked: dict[Capability, Callable[[], Exchange[object]]] = {
        Capability.READ: lambda: service.read(made.id, ada),
        Capability.LIST: lambda: service.upcoming(TOMORROW, ada),
        Capability.CHANGE: lambda: service.change(made, new_meeting("Another title"), ada),
        Capability.CANCEL: lambda: service.cancel(made, ada),
        Capability.HOST_LINK: lambda: service.host_link(made, ada),
        Capability.ATTENDANCE: lambda: service.attendance(made, ada),
    }
    return asked[capability]()


async def lacks(tested: ServiceUnderTest, capability: Capability, made: Meeting) -> None:
    """A time that the service does not know is ours to keep; all else is refused unasked."""
    if capability in (Capability.SCHEDULE, Capability.REPEAT):
        wanted = new_meeting(
            starts_at=TOMORROW, recurrence=DAILY if capability is Capability.REPEAT else None
        )
        outcome = await tested.outcome(tested.service.create(wanted, tested.ada))
        assert isinstance(outcome, Meeting | NotPossible)
        return
    tested.proxy.heal()
    with pytest.raises(NotPossible) as fault:
        await tested.run(asked_for(tested, capability, made))
    assert fault.value.detail
    assert tested.proxy.asked == []


@pytest.mark.parametrize("capability", WORKS, ids=[capability.value for capability in WORKS])
async def test_a_claim_is_kept_and_a_lack_is_admitted(
    tested: ServiceUnderTest, capability: Capability
) -> None:
    made = await tested.make(new_meeting())
    if capability in tested.service.info.capabilities:
        await WORKS[capability](tested, made)
    else:
        await lacks(tested, capability, made)


def test_every_capability_has_its_test() -> None:
    assert set(WORKS) == set(Capability)
