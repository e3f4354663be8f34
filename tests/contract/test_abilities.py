"""What a service claims to be able to do works; what it does not claim is said to be impossible."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from calendars.recurrence import Recurrence
from meetings.errors import NoSuchMeeting, NotPossible
from meetings.model import Meeting, check_link
from meetings.service import Capability, Exchange
from tests.contract.conftest import Here
from tests.contract.wishes import WILD, wish

TOMORROW = datetime(2027, 3, 2, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAILY = Recurrence.parse("FREQ=DAILY")


async def schedules(here: Here, _: Meeting) -> None:
    lasts = timedelta(minutes=45)
    wanted = wish(starts_at=TOMORROW, lasts=lasts, zone="Europe/Paris")
    meeting = await here.make(wanted)
    assert (meeting.starts_at, meeting.lasts) == (TOMORROW, lasts)


async def repeats(here: Here, _: Meeting) -> None:
    wanted = wish(starts_at=TOMORROW, recurrence=Recurrence.parse("FREQ=WEEKLY;COUNT=4"))
    meeting = await here.make(wanted)
    assert meeting.starts_at == TOMORROW


async def reads(here: Here, _: Meeting) -> None:
    made = await here.make(wish(starts_at=TOMORROW))
    again = await here.run(here.service.read(made.id, here.ada))
    assert (again.id, again.title, again.join_url) == (made.id, WILD, made.join_url)
    with pytest.raises(NoSuchMeeting):
        await here.run(here.service.read("nothing-of-the-kind", here.ada))


async def lists(here: Here, _: Meeting) -> None:
    later = await here.make(wish(starts_at=TOMORROW + 2 * HOUR))
    sooner = await here.make(wish(starts_at=TOMORROW))
    listed = await here.run(here.service.upcoming(TOMORROW + 9 * HOUR, here.ada))
    ids = [meeting.id for meeting in listed]
    assert ids.index(sooner.id) < ids.index(later.id)
    before = await here.run(here.service.upcoming(TOMORROW - HOUR, here.ada))
    assert not {sooner.id, later.id} & {meeting.id for meeting in before}


async def changes(here: Here, _: Meeting) -> None:
    made = await here.make(wish(starts_at=TOMORROW))
    wanted = wish("Another title", starts_at=TOMORROW + HOUR)
    changed = await here.run(here.service.change(made, wanted, here.ada))
    assert (changed.id, changed.title) == (made.id, "Another title")
    assert changed.starts_at == TOMORROW + HOUR


async def cancels(here: Here, _: Meeting) -> None:
    made = await here.make(wish(starts_at=TOMORROW))
    await here.run(here.service.cancel(made, here.ada))
    await here.run(here.service.cancel(made, here.ada))
    ended = await here.outcome(here.service.read(made.id, here.ada))
    assert isinstance(ended, NoSuchMeeting | NotPossible)


async def hosts(here: Here, made: Meeting) -> None:
    link = await here.run(here.service.host_link(made, here.ada))
    assert check_link(link) != made.join_url


async def attends(here: Here, _: Meeting) -> None:
    made = await here.make(wish(starts_at=TOMORROW))
    assert list(await here.run(here.service.attendance(made, here.ada))) == []


WORKS: dict[Capability, Callable[[Here, Meeting], Awaitable[None]]] = {
    Capability.SCHEDULE: schedules,
    Capability.REPEAT: repeats,
    Capability.READ: reads,
    Capability.LIST: lists,
    Capability.CHANGE: changes,
    Capability.CANCEL: cancels,
    Capability.HOST_LINK: hosts,
    Capability.ATTENDANCE: attends,
}


def asked_for(here: Here, ability: Capability, made: Meeting) -> Exchange[object]:
    """The conversation that an ability is about."""
    service, ada = here.service, here.ada
    asked: dict[Capability, Callable[[], Exchange[object]]] = {
        Capability.READ: lambda: service.read(made.id, ada),
        Capability.LIST: lambda: service.upcoming(TOMORROW, ada),
        Capability.CHANGE: lambda: service.change(made, wish("Another title"), ada),
        Capability.CANCEL: lambda: service.cancel(made, ada),
        Capability.HOST_LINK: lambda: service.host_link(made, ada),
        Capability.ATTENDANCE: lambda: service.attendance(made, ada),
    }
    return asked[ability]()


async def lacks(here: Here, ability: Capability, made: Meeting) -> None:
    """A time that the service does not know is ours to keep; all else is refused unasked."""
    if ability in (Capability.SCHEDULE, Capability.REPEAT):
        wanted = wish(
            starts_at=TOMORROW, recurrence=DAILY if ability is Capability.REPEAT else None
        )
        ended = await here.outcome(here.service.create(wanted, here.ada))
        assert isinstance(ended, Meeting | NotPossible)
        return
    here.between.heal()
    with pytest.raises(NotPossible) as fault:
        await here.run(asked_for(here, ability, made))
    assert fault.value.detail
    assert here.between.asked == []


@pytest.mark.parametrize("ability", WORKS, ids=[ability.value for ability in WORKS])
async def test_a_claim_is_kept_and_a_lack_is_admitted(here: Here, ability: Capability) -> None:
    made = await here.make(wish())
    if ability in here.service.info.capabilities:
        await WORKS[ability](here, made)
    else:
        await lacks(here, ability, made)


def test_every_ability_has_its_test() -> None:
    assert set(WORKS) == set(Capability)
