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
    MemberOnly,
    NotAdministrator,
    NotOwner,
    TooManySeats,
    UnderMaintenance,
    UnknownFault,
)
from sandbox.services import live_meeting as loopback
from sandbox.services.live_meeting.shapes import SHAPES
from sandbox.serving import served
from tests.contract.new_meetings import WILD, new_meeting
from tests.meetings.live_meeting.test_values import HOSTILE

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
class CenterClient:
    """One person's service at one conference center."""

    center: loopback.LiveMeetingServer
    wire: ServiceClient
    service: LiveMeeting
    credentials: Credentials = field(default_factory=lambda: Credentials(secrets={}))

    async def run(self, exchange: Exchange[T]) -> T:
        return await self.wire.run(
            exchange, service=LiveMeeting.info, time_limit=timedelta(seconds=5)
        )

    async def outcome(self, exchange: Exchange[T]) -> T | MeetingError:
        try:
            return await self.run(exchange)
        except MeetingError as fault:
            return fault

    async def connect(self, username: str, password: str, acts_for: str = "") -> None:
        typed = {"username": username, "password": password, "acts_for": acts_for}
        self.credentials = await self.run(self.service.connect(typed))

    async def make(self, wanted: NewMeeting | None = None) -> Meeting:
        return await self.run(self.service.create(wanted or new_meeting(), self.credentials))


@pytest.fixture
async def client() -> AsyncIterator[CenterClient]:
    """Ada at contoso."""
    center = loopback.LiveMeetingServer()
    async with served(center.app) as url, ServiceClient(allow_private=True) as wire:
        settings = center.announce(url)["settings"]
        service = LiveMeeting({**settings, "join_url": f"{url}/cc/contoso"})
        client = CenterClient(center, wire, service)
        await client.connect("ada", loopback.ADA_PASSWORD)
        yield client
    await center.close()


def everything(client: CenterClient, meeting: Meeting) -> list[Exchange[Any]]:
    """Every exchange that there is."""
    service, credentials = client.service, client.credentials
    until = meeting.starts_at + timedelta(days=1) if meeting.starts_at else None
    assert until is not None
    typed = {"username": "ada", "password": loopback.ADA_PASSWORD}
    return [
        service.connect(typed),
        service.create(new_meeting(), credentials),
        service.find(new_meeting(), credentials),
        service.read(meeting.id, credentials),
        service.upcoming(until, credentials),
        service.search("title", WILD, credentials),
        service.host_link(meeting, credentials),
        service.attendance(meeting, credentials),
        service.polls(meeting, credentials),
        service.invitations(meeting, credentials),
        service.change(meeting, new_meeting("Another title"), credentials),
        service.cancel(meeting, credentials),
    ]


async def visited(client: CenterClient) -> Meeting:
    """A meeting with somebody in it, somebody who left, and a poll."""
    meeting = await client.make()
    name = meeting.data["name"]
    client.center.control.visit(name, "ken", ago=1200, lasts=600)
    client.center.control.visit(name, "DonH", ago=900)
    client.center.control.poll(name, "Lunch?", ["Yes", "No"])
    return meeting


def harmless(ended: object) -> bool:
    """Whether what an exchange ended in can be shown to anybody."""
    if isinstance(ended, MeetingError):
        return plain(ended.message)
    if isinstance(ended, Meeting):
        return plain(f"{ended.title}{ended.passcode}{check_link(ended.join_url)}")
    if isinstance(ended, Attendance):
        return plain(ended.name)
    if isinstance(ended, str):
        return all(plain(line) for line in ended.split("\n"))
    return not isinstance(ended, list | tuple) or all(harmless(part) for part in ended)


def plain(text: str) -> bool:
    return not set("\u202e\u2066\u2028\u0085\x00\x1b\r\n") & set(text)


class TestHostileReplies:
    """The service passes on whatever anybody put there."""

    @pytest.mark.parametrize("planted", FIELDS)
    async def test_malice_in_any_field_ends_in_something_harmless(
        self, client: CenterClient, planted: str
    ) -> None:
        meeting = await visited(client)
        for value in MALICE:
            for exchange in everything(client, meeting):
                client.center.misbehave(do="plant", field=planted, value=value)
                ended = await client.outcome(exchange)
                client.center.behave()
                assert harmless(ended), (value, ended)

    async def test_a_field_that_is_missing_is_no_bug(self, client: CenterClient) -> None:
        meeting = await visited(client)
        for left_out in FIELDS:
            for exchange in everything(client, meeting):
                client.center.misbehave(on="*", do="omit", field=left_out, next=None)
                assert harmless(await client.outcome(exchange)), left_out
                client.center.behave()

    async def test_an_odd_reply_is_no_bug(self, client: CenterClient) -> None:
        meeting = await visited(client)
        for shape in SHAPES:
            for exchange in everything(client, meeting):
                odd = {"as": shape, "bytes": 1_200_000}
                client.center.misbehave(on="*", do="shape", **odd, next=None)
                assert harmless(await client.outcome(exchange)), shape
                client.center.behave()

    @pytest.mark.parametrize(
        "shape",
        ["declared", "charset", "name_first", "lower_release", "strange", "merged", "spaced"],
    )
    async def test_what_a_reply_may_look_like_is_understood(
        self, client: CenterClient, shape: str
    ) -> None:
        meeting = await visited(client)
        client.center.misbehave(on="*", do="shape", **{"as": shape}, next=None)
        assert await client.run(client.service.read(meeting.id, client.credentials)) == meeting
        names = [
            stay.name
            for stay in await client.run(client.service.attendance(meeting, client.credentials))
        ]
        assert sorted(names) == ["DonH", "ken"]
        assert await client.make()

    async def test_a_fault_that_nobody_has_heard_of_is_told_in_its_own_words(
        self, client: CenterClient
    ) -> None:
        client.center.misbehave(
            on="CreateMeeting", do="fault", code="Elsewhere.New", text="<b>no</b>"
        )
        ended = await client.outcome(client.service.create(new_meeting(), client.credentials))
        assert isinstance(ended, UnknownFault)
        assert "<b>no</b>" in ended.message

    async def test_trouble_of_the_server_after_the_effect_is_one_meeting(
        self, client: CenterClient
    ) -> None:
        wanted = new_meeting()
        client.center.misbehave(on="CreateMeeting", do="fault", code="Server.Tired", effect=True)
        ended = await client.outcome(client.service.create(wanted, client.credentials))
        assert isinstance(ended, ServiceUnreachable)
        assert ended.outcome_unknown
        meeting = await client.run(client.service.find(wanted, client.credentials))
        assert meeting == await client.make(wanted)
        assert len(client.center.book.read("meeting")) == 1

    async def test_a_word_in_place_of_a_reply_is_enough_where_nothing_is_replied(
        self, client: CenterClient
    ) -> None:
        meeting = await client.make()
        client.center.misbehave(on="DeleteMeeting", do="info", code="Info.Server.Success")
        await client.run(client.service.cancel(meeting, client.credentials))
        assert isinstance(
            await client.outcome(client.service.read(meeting.id, client.credentials)), NoSuchMeeting
        )
        client.center.misbehave(on="CreateMeeting", do="info", code="Info.Server.Success")
        ended = await client.outcome(client.service.create(new_meeting(), client.credentials))
        assert isinstance(ended, UnexpectedReply)
        assert ended.outcome_unknown


class TestRoles:
    """Organizers, administrators, members, and those who have expired."""

    async def test_a_member_is_told(self, client: CenterClient) -> None:
        with pytest.raises(MemberOnly):
            await client.connect("mallory", loopback.MALLORY_PASSWORD)

    async def test_an_expired_account_is_refused(self, client: CenterClient) -> None:
        with pytest.raises(SignInRefused):
            await client.connect("edgar", loopback.EDGAR_PASSWORD)

    async def test_one_organizer_does_not_touch_anothers_meeting(
        self, client: CenterClient
    ) -> None:
        meeting = await client.make()
        await client.connect("dori", loopback.DORI_PASSWORD)
        assert isinstance(
            await client.outcome(client.service.read(meeting.id, client.credentials)), NoSuchMeeting
        )
        for exchange in (
            client.service.cancel(meeting, client.credentials),
            client.service.change(meeting, new_meeting("mine now"), client.credentials),
            client.service.attendance(meeting, client.credentials),
        ):
            with pytest.raises(NotOwner):
                await client.run(exchange)

    async def test_an_organizer_is_no_administrator(self, client: CenterClient) -> None:
        meeting = await client.make()
        wanted = new_meeting(choices={"owner": "dori"})
        for exchange in (
            client.service.restore(meeting, client.credentials),
            client.service.change(meeting, wanted, client.credentials),
        ):
            with pytest.raises(NotAdministrator):
                await client.run(exchange)
        with pytest.raises(NotAdministrator):
            await client.connect("ada", loopback.ADA_PASSWORD, "dori")

    async def test_an_administrator_makes_restores_and_gives_away_somebodys_meeting(
        self, client: CenterClient
    ) -> None:
        ada = client.credentials
        await client.connect("apiuser", loopback.API_PASSWORD, "ada")
        meeting = await client.make()
        assert await client.run(client.service.read(meeting.id, ada)) == meeting
        await client.run(client.service.cancel(meeting, client.credentials))
        await client.connect("apiuser", loopback.API_PASSWORD)
        await client.run(client.service.restore(meeting, client.credentials))
        assert await client.run(client.service.read(meeting.id, ada)) == meeting
        await client.run(
            client.service.change(
                meeting, new_meeting(choices={"owner": "dori"}), client.credentials
            )
        )
        assert isinstance(await client.outcome(client.service.read(meeting.id, ada)), NoSuchMeeting)

    async def test_who_has_expired_cannot_be_acted_for(self, client: CenterClient) -> None:
        with pytest.raises(CannotActFor):
            await client.connect("apiuser", loopback.API_PASSWORD, "edgar")


class TestCenters:
    """Every center has its own people, seats and habits."""

    @pytest.fixture
    async def fabrikam(self, client: CenterClient) -> CenterClient:
        """A center without meetings that never end, and with few seats."""
        discovery = client.service._endpoints.discovery.replace("contoso", "fabrikam")
        fabrikam = CenterClient(client.center, client.wire, LiveMeeting({"url": discovery}))
        await fabrikam.connect("ada", loopback.OTHER_ADA_PASSWORD)
        return fabrikam

    async def test_the_center_says_what_time_it_is(self, fabrikam: CenterClient) -> None:
        meeting = await fabrikam.make()
        assert meeting.lasts == new_meeting().lasts
        assert "/cc/fabrikam/join?" in meeting.join_url

    async def test_seats_that_are_not_there_are_told(self, fabrikam: CenterClient) -> None:
        with pytest.raises(TooManySeats):
            await fabrikam.make(new_meeting(choices={"seats": "1000"}))

    async def test_an_account_is_good_at_its_own_center_alone(self, fabrikam: CenterClient) -> None:
        with pytest.raises(SignInRefused):
            await fabrikam.connect("ada", loopback.ADA_PASSWORD)

    async def test_maintenance_is_told(self, client: CenterClient) -> None:
        code = "Client.ServiceLimit.ScheduledMaintenance"
        client.center.misbehave(on="CreateMeeting", do="fault", code=code)
        with pytest.raises(UnderMaintenance):
            await client.make()

    async def test_the_personal_place_is_one(self, client: CenterClient) -> None:
        choices = {"place": "personal"}
        first, second = new_meeting("One", choices=choices), new_meeting("Two", choices=choices)
        meeting = await client.make(first)
        again = await client.make(second)
        assert (again.id, again.join_url) == (meeting.id, meeting.join_url)
        assert (await client.run(client.service.find(second, client.credentials))) == again
        own = await client.make()
        assert own.id != meeting.id
