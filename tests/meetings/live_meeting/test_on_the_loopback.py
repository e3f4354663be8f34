"""The client and the strict loopback over real sockets: what one service alone has to show."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from meetings.client import ServiceClient
from meetings.errors import (
    MeetingError,
    NoSuchMeeting,
    ServiceUnreachable,
    SignInRefused,
    UnexpectedReply,
)
from meetings.model import Attendance, Credentials, Meeting, NewMeeting, check_link
from meetings.service import Exchange
from meetings.services.live_meeting import LiveMeeting
from meetings.services.live_meeting.errors import (
    CannotActFor,
    Maintenance,
    MemberOnly,
    NotAdministrator,
    SomebodyElses,
    TooManySeats,
    UnknownFault,
)
from sandbox.services import live_meeting as loopback
from sandbox.services.live_meeting.shapes import SHAPES
from sandbox.serving import served
from tests.contract.wishes import WILD, wish
from tests.meetings.live_meeting.test_strings import HOSTILE

T = TypeVar("T")

MALICE = [" ".join(HOSTILE)[:250], "x" * 5000, "\x00\x1b[31m\u0001", ""]
FIELDS = [
    "mid",
    "name",
    "title",
    "status",
    "startTime",
    "endTime",
    "meetingType",
    "audiencePassword",
    "presenterPassword",
    "audienceEntryControl",
    "opaque1",
    "userName",
    "vid",
    "url",
    "userID",
    "question",
    "text",
    "audienceInviteText",
]


@dataclass
class Desk:
    """One conference center, spoken to by one person."""

    center: loopback.LiveMeetingServer
    wire: ServiceClient
    service: LiveMeeting
    who: Credentials = field(default_factory=lambda: Credentials(secrets={}))

    async def run(self, steps: Exchange[T]) -> T:
        return await self.wire.run(steps, service=LiveMeeting.info, within=timedelta(seconds=5))

    async def outcome(self, steps: Exchange[T]) -> T | MeetingError:
        try:
            return await self.run(steps)
        except MeetingError as fault:
            return fault

    async def connect(self, username: str, password: str, acts_for: str = "") -> None:
        typed = {"username": username, "password": password, "acts_for": acts_for}
        self.who = await self.run(self.service.connect(typed))

    async def make(self, wanted: NewMeeting | None = None) -> Meeting:
        return await self.run(self.service.create(wanted or wish(), self.who))


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """Ada at contoso."""
    center = loopback.LiveMeetingServer()
    async with served(center.app) as url, ServiceClient(allow_private=True) as wire:
        told = center.announce(url)
        service = LiveMeeting({"url": told["posting"], "join_url": told["join"]})
        desk = Desk(center, wire, service)
        await desk.connect("ada", loopback.ADA_PASSWORD)
        yield desk
    await center.close()


def everything(desk: Desk, made: Meeting) -> list[Exchange[Any]]:
    """Every conversation that there is."""
    service, who = desk.service, desk.who
    until = made.starts_at + timedelta(days=1) if made.starts_at else None
    assert until is not None
    typed = {"username": "ada", "password": loopback.ADA_PASSWORD}
    return [
        service.connect(typed),
        service.create(wish(), who),
        service.find(wish(), who),
        service.read(made.id, who),
        service.upcoming(until, who),
        service.search("title", WILD, who),
        service.host_link(made, who),
        service.attendance(made, who),
        service.polls(made, who),
        service.invitations(made, who),
        service.change(made, wish("Another title"), who),
        service.cancel(made, who),
    ]


async def visited(desk: Desk) -> Meeting:
    """A meeting with somebody in it, somebody who left, and a poll."""
    made = await desk.make()
    name = made.data["name"]
    desk.center.control.visit(name, "ken", ago=1200, lasts=600)
    desk.center.control.visit(name, "DonH", ago=900)
    desk.center.control.poll(name, "Lunch?", ["Yes", "No"])
    return made


def harmless(ended: object) -> bool:
    """Whether what came of a conversation can be shown to anybody."""
    if isinstance(ended, MeetingError):
        return plain(ended.message)
    if isinstance(ended, Meeting):
        return plain(f"{ended.title}{ended.passcode}{check_link(ended.join_url)}")
    if isinstance(ended, Attendance):
        return plain(ended.name)
    if isinstance(ended, str):
        return all(plain(line) for line in ended.split("\n"))
    return not isinstance(ended, list | tuple) or all(harmless(one) for one in ended)


def plain(text: str) -> bool:
    return not set("\u202e\u2066\u2028\u0085\x00\x1b\r\n") & set(text)


class TestHostileReplies:
    """The service passes on whatever anybody put there."""

    @pytest.mark.parametrize("planted", FIELDS)
    async def test_malice_in_any_field_ends_in_something_harmless(
        self, desk: Desk, planted: str
    ) -> None:
        made = await visited(desk)
        for value in MALICE:
            for steps in everything(desk, made):
                desk.center.misbehave(do="plant", field=planted, value=value)
                ended = await desk.outcome(steps)
                desk.center.behave()
                assert harmless(ended), (value, ended)

    async def test_a_field_that_is_missing_is_no_bug(self, desk: Desk) -> None:
        made = await visited(desk)
        for left_out in FIELDS:
            for steps in everything(desk, made):
                desk.center.misbehave(on="*", do="omit", field=left_out, next=None)
                assert harmless(await desk.outcome(steps)), left_out
                desk.center.behave()

    async def test_an_odd_reply_is_no_bug(self, desk: Desk) -> None:
        made = await visited(desk)
        for shape in SHAPES:
            for steps in everything(desk, made):
                odd = {"as": shape, "bytes": 1_200_000}
                desk.center.misbehave(on="*", do="shape", **odd, next=None)
                assert harmless(await desk.outcome(steps)), shape
                desk.center.behave()

    @pytest.mark.parametrize(
        "shape",
        ["declared", "charset", "name_first", "lower_release", "strange", "merged", "spaced"],
    )
    async def test_what_a_reply_may_look_like_is_understood(self, desk: Desk, shape: str) -> None:
        made = await visited(desk)
        desk.center.misbehave(on="*", do="shape", **{"as": shape}, next=None)
        assert await desk.run(desk.service.read(made.id, desk.who)) == made
        names = [one.name for one in await desk.run(desk.service.attendance(made, desk.who))]
        assert sorted(names) == ["DonH", "ken"]
        assert await desk.make()

    async def test_a_fault_that_nobody_has_heard_of_is_told_in_its_own_words(
        self, desk: Desk
    ) -> None:
        desk.center.misbehave(
            on="CreateMeeting", do="fault", code="Elsewhere.New", text="<b>no</b>"
        )
        ended = await desk.outcome(desk.service.create(wish(), desk.who))
        assert isinstance(ended, UnknownFault)
        assert "<b>no</b>" in ended.message

    async def test_trouble_of_the_server_after_the_effect_is_one_meeting(self, desk: Desk) -> None:
        wanted = wish()
        desk.center.misbehave(on="CreateMeeting", do="fault", code="Server.Tired", effect=True)
        ended = await desk.outcome(desk.service.create(wanted, desk.who))
        assert isinstance(ended, ServiceUnreachable)
        assert ended.outcome_unknown
        found = await desk.run(desk.service.find(wanted, desk.who))
        assert found == await desk.make(wanted)
        assert len(desk.center.book.read("meeting")) == 1

    async def test_a_word_in_place_of_a_reply_is_enough_where_nothing_is_replied(
        self, desk: Desk
    ) -> None:
        made = await desk.make()
        desk.center.misbehave(on="DeleteMeeting", do="info", code="Info.Server.Success")
        await desk.run(desk.service.cancel(made, desk.who))
        assert isinstance(await desk.outcome(desk.service.read(made.id, desk.who)), NoSuchMeeting)
        desk.center.misbehave(on="CreateMeeting", do="info", code="Info.Server.Success")
        ended = await desk.outcome(desk.service.create(wish(), desk.who))
        assert isinstance(ended, UnexpectedReply)
        assert ended.outcome_unknown


class TestRoles:
    """Organizers, administrators, members, and those who have expired."""

    async def test_a_member_is_told(self, desk: Desk) -> None:
        with pytest.raises(MemberOnly):
            await desk.connect("mallory", loopback.MALLORY_PASSWORD)

    async def test_an_expired_account_is_refused(self, desk: Desk) -> None:
        with pytest.raises(SignInRefused):
            await desk.connect("edgar", loopback.EDGAR_PASSWORD)

    async def test_one_organizer_does_not_touch_anothers_meeting(self, desk: Desk) -> None:
        made = await desk.make()
        await desk.connect("dori", loopback.DORI_PASSWORD)
        assert isinstance(await desk.outcome(desk.service.read(made.id, desk.who)), NoSuchMeeting)
        for steps in (
            desk.service.cancel(made, desk.who),
            desk.service.change(made, wish("mine now"), desk.who),
            desk.service.attendance(made, desk.who),
        ):
            with pytest.raises(SomebodyElses):
                await desk.run(steps)

    async def test_an_organizer_is_no_administrator(self, desk: Desk) -> None:
        made = await desk.make()
        given = wish(choices={"owner": "dori"})
        for steps in (
            desk.service.restore(made, desk.who),
            desk.service.change(made, given, desk.who),
        ):
            with pytest.raises(NotAdministrator):
                await desk.run(steps)
        with pytest.raises(NotAdministrator):
            await desk.connect("ada", loopback.ADA_PASSWORD, "dori")

    async def test_an_administrator_makes_restores_and_gives_away_somebodys_meeting(
        self, desk: Desk
    ) -> None:
        ada = desk.who
        await desk.connect("apiuser", loopback.API_PASSWORD, "ada")
        made = await desk.make()
        assert await desk.run(desk.service.read(made.id, ada)) == made
        await desk.run(desk.service.cancel(made, desk.who))
        await desk.connect("apiuser", loopback.API_PASSWORD)
        await desk.run(desk.service.restore(made, desk.who))
        assert await desk.run(desk.service.read(made.id, ada)) == made
        await desk.run(desk.service.change(made, wish(choices={"owner": "dori"}), desk.who))
        assert isinstance(await desk.outcome(desk.service.read(made.id, ada)), NoSuchMeeting)

    async def test_who_has_expired_cannot_be_acted_for(self, desk: Desk) -> None:
        with pytest.raises(CannotActFor):
            await desk.connect("apiuser", loopback.API_PASSWORD, "edgar")


class TestCenters:
    """Every center has its own people, seats and habits."""

    @pytest.fixture
    async def fabrikam(self, desk: Desk) -> Desk:
        """A center without meetings that never end, and with few seats."""
        discovery = desk.service._places.discovery.replace("contoso", "fabrikam")
        other = Desk(desk.center, desk.wire, LiveMeeting({"url": discovery}))
        await other.connect("ada", loopback.OTHER_ADA_PASSWORD)
        return other

    async def test_the_center_says_what_time_it_is(self, fabrikam: Desk) -> None:
        made = await fabrikam.make()
        assert made.lasts == wish().lasts
        assert "/cc/fabrikam/join?" in made.join_url

    async def test_seats_that_are_not_there_are_told(self, fabrikam: Desk) -> None:
        with pytest.raises(TooManySeats):
            await fabrikam.make(wish(choices={"seats": "1000"}))

    async def test_an_account_is_good_at_its_own_center_alone(self, fabrikam: Desk) -> None:
        with pytest.raises(SignInRefused):
            await fabrikam.connect("ada", loopback.ADA_PASSWORD)

    async def test_maintenance_is_told(self, desk: Desk) -> None:
        code = "Client.ServiceLimit.ScheduledMaintenance"
        desk.center.misbehave(on="CreateMeeting", do="fault", code=code)
        with pytest.raises(Maintenance):
            await desk.make()

    async def test_the_personal_place_is_one(self, desk: Desk) -> None:
        choices = {"place": "personal"}
        first, second = wish("One", choices=choices), wish("Two", choices=choices)
        made = await desk.make(first)
        again = await desk.make(second)
        assert (again.id, again.join_url) == (made.id, made.join_url)
        assert (await desk.run(desk.service.find(second, desk.who))) == again
        own = await desk.make()
        assert own.id != made.id
