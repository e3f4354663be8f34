"""Connecting: the posting URL, the credentials on every message, roles and tickets."""

from datetime import timedelta

import httpx
import pytest

from meetings import catalog
from meetings.errors import (
    MeetingError,
    NotAllowed,
    ServiceBusy,
    ServiceUnreachable,
    SignInRefused,
    UnexpectedReply,
)
from meetings.model import Credentials
from meetings.services.live_meeting import LiveMeeting, check_options, warn_of_options
from meetings.services.live_meeting.endpoints import Endpoints
from meetings.services.live_meeting.errors import (
    CannotActFor,
    ForeignHost,
    MemberOnly,
    NotAdministrator,
    WrongAddress,
)
from tests.meetings.live_meeting import documents as doc
from tests.meetings.live_meeting.scripted_center import (
    ANSWERS,
    LIVE,
    PASSWORD,
    connected,
    message_of,
    new_meeting,
    working_center,
)

JOIN_BASE = {"join_url": "https://join.example/cc/contoso/"}


def test_a_right_password_connects() -> None:
    center = working_center()
    credentials = center.play(LIVE.connect(ANSWERS))
    assert center.names == ["GetPostingURL", "GetUserProfile7"]
    assert credentials.facts["account"] == "ApiUser"
    assert PASSWORD not in repr(credentials) + str(credentials.facts)


def test_a_message_is_one_document_in_its_envelope_with_the_credentials_on_it() -> None:
    center = working_center()
    center.play(LIVE.connect(ANSWERS))
    posted = center.requests[-1]
    root = message_of(posted)
    assert posted.headers["content-type"] == "application/xml"
    assert root.tag == "PlaceWareConfCenter"
    assert len(root) == 1
    assert dict(root.attrib) == {
        "authUser": "apiuser",
        "authPassword": PASSWORD,
        "clientAppId": "Parley-0-1",
    }


def test_the_posting_url_is_asked_for_without_credentials() -> None:
    center = working_center()
    center.play(LIVE.connect(ANSWERS))
    request = center.requests[0]
    shown = f"{request.url} {request.headers}"
    assert PASSWORD not in shown
    assert "apiuser" not in shown


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/cc/_XML/contoso/xml/4.0",
        "https://livemeeting.example.evil.example/cc/contoso/xml/4.0",
        "https://notlivemeeting.example/cc/contoso/xml/4.0",
        "http://www.livemeeting.example/cc/contoso/xml/4.0",
        "https://u:p@www.livemeeting.example/cc/contoso/xml/4.0",
        "ftp://www.livemeeting.example/cc/contoso/xml/4.0",
        "/cc/contoso/xml/4.0",
        "",
    ],
)
def test_a_password_goes_nowhere_else(url: str) -> None:
    center = working_center(GetPostingURL=doc.posting_url(url))
    with pytest.raises(ForeignHost) as caught:
        center.play(LIVE.connect(ANSWERS))
    assert center.names == ["GetPostingURL"]
    assert not caught.value.outcome_unknown


@pytest.mark.parametrize(
    ("discovery", "url"),
    [
        (
            "https://www.example/cc/c/xml/4.0/GetPostingURLRequest",
            "https://evil.example/cc/c/xml/4.0",
        ),
        ("https://live.example/cc/c/xml/4.0/GetPostingURLRequest", "https://a.live.example/x"),
    ],
)
def test_a_host_beside_it_is_beside_www_alone(discovery: str, url: str) -> None:
    with pytest.raises(ForeignHost):
        Endpoints(discovery).check_posting_url(url)


def test_a_posting_url_has_a_limit() -> None:
    with pytest.raises(ValueError, match="too long"):
        Endpoints(doc.DISCOVERY).check_posting_url(doc.POSTING + "/x" * 600)


def test_a_document_may_be_called_text() -> None:
    kind = {"Content-Type": "text/xml; charset=utf-8"}
    center = working_center(GetPostingURL=doc.posting_url(**kind))
    assert center.play(LIVE.connect(ANSWERS)).facts["account"] == "ApiUser"


def test_a_user_id_that_is_none_leaves_the_one_that_was_typed() -> None:
    user = '<User userID="&lt;!channel&gt;"><OptionList/></User>'
    reply = doc.message(f"<GetUserProfile7Reply>{user}</GetUserProfile7Reply>")
    assert (
        working_center(GetUserProfile7=reply).play(LIVE.connect(ANSWERS)).facts["account"]
        == "apiuser"
    )


def test_our_name_for_a_meeting_is_a_key_that_needs_no_time() -> None:
    assert LIVE.info.consistency_delay == timedelta(0)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (doc.page(404), WrongAddress),
        (doc.page(), WrongAddress),
        (doc.page(302), WrongAddress),
        (doc.message("", 200, **{"Content-Type": "text/plain"}), WrongAddress),
        (doc.page(500), ServiceUnreachable),
        (doc.page(503), ServiceBusy),
        (doc.fault("Server.OperationUnavailable.NotImplemented.Version"), MeetingError),
        (doc.fault("Client.BadSyntax", status=400), MeetingError),
    ],
)
def test_without_a_conference_center_nothing_is_posted(
    answer: httpx.Response, fault: type[MeetingError]
) -> None:
    center = working_center(GetPostingURL=answer)
    with pytest.raises(fault) as caught:
        center.play(LIVE.create(new_meeting(), connected()))
    assert center.names == ["GetPostingURL"]
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "<GetPostingURLReply/>",
        "<Other url='x'/>",
        f"<a><GetPostingURLReply url='{doc.POSTING}'/></a>",
    ],
)
def test_a_document_without_the_posting_url_leads_nowhere(inside: str) -> None:
    center = working_center(GetPostingURL=doc.message(inside))
    with pytest.raises((LookupError, UnexpectedReply)):
        center.play(LIVE.connect(ANSWERS))
    assert center.names == ["GetPostingURL"]


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"username": "apiuser", "password": ""},
        {"username": "", "password": "x"},
        {"username": "a;b", "password": "x"},
        {"username": "a" * 65, "password": "x"},
        {"username": "ada\u00e9", "password": "x"},
        {"username": "apiuser", "password": "p\u00e4ss"},
        {"username": "apiuser", "password": "x" * 65},
        {**ANSWERS, "acts_for": "a<b"},
    ],
)
def test_what_can_be_no_sign_in_there_is_not_sent(answers: dict[str, str]) -> None:
    center = working_center()
    with pytest.raises(SignInRefused):
        center.play(LIVE.connect(answers))
    assert center.requests == []


def test_a_refused_password_is_sent_once_and_says_what_else_it_can_be() -> None:
    echo = doc.fault("Client.Authentication", f"bad password {PASSWORD}")
    center = working_center(GetUserProfile7=echo)
    with pytest.raises(SignInRefused) as caught:
        center.play(LIVE.connect(ANSWERS))
    assert center.names == ["GetPostingURL", "GetUserProfile7"]
    assert "expired" in caught.value.message
    assert PASSWORD not in f"{caught.value!r} {caught.value} {caught.value.message}"


@pytest.mark.parametrize(
    "answer",
    [
        doc.fault("Client.Authorization.NotOrganizer"),
        doc.fault("Client.Authorization"),
        doc.profile(isOrganizer="False"),
        doc.profile(isOrganizer="False", isAdministrator="False"),
    ],
)
def test_a_member_is_told_that_members_cannot_make_meetings(answer: httpx.Response) -> None:
    with pytest.raises(MemberOnly, match="Live Meeting"):
        working_center(GetUserProfile7=answer).play(LIVE.connect(ANSWERS))


@pytest.mark.parametrize(
    ("profile", "role"),
    [
        ({}, "Organizer"),
        ({"isAdministrator": "True"}, "Administrator"),
        ({"isOrganizer": "False", "isAdministrator": "True"}, "Administrator"),
    ],
)
def test_roles_are_known(profile: dict[str, str], role: str) -> None:
    assert connected(**profile).facts["role"] == role


def test_an_old_center_tells_the_profile_in_the_old_way() -> None:
    center = working_center(
        GetUserProfile7=doc.fault("Server.OperationUnavailable.NotImplemented"),
        GetUserProfile=doc.profile(""),
    )
    assert center.play(LIVE.connect(ANSWERS)).facts["account"] == "ApiUser"


class TestActingForSomebody:
    """An administrator makes somebody's meetings with a ticket, and without their password."""

    ANSWERS = {**ANSWERS, "acts_for": "dori"}  # noqa: RUF012 - never changed

    def connected(self) -> Credentials:
        center = working_center(CreateTicket=doc.TICKET)
        credentials = center.play(LIVE.connect(self.ANSWERS))
        assert isinstance(credentials, Credentials)
        return credentials

    def test_the_password_is_shown_for_the_ticket_alone(self) -> None:
        center = working_center(CreateTicket=doc.TICKET)
        center.play(LIVE.create(new_meeting(), self.connected()))
        assert center.names == ["GetPostingURL", "CreateTicket", "CreateMeeting"]
        ticket, creating = message_of(center.requests[1]), message_of(center.requests[2])
        assert ticket.get("authPassword") == PASSWORD
        assert ticket.get("authTicket") is None
        assert creating.get("authTicket") == "z46tc3gvfwvo"
        assert creating.get("authUser") is None
        assert creating.get("authPassword") is None

    def test_the_ticket_is_good_for_the_whole_conversation(self) -> None:
        center = working_center(CreateTicket=doc.TICKET)
        center.play(LIVE.create(new_meeting(starts_at=doc.MONDAY), self.connected()))
        assert center.names.count("CreateTicket") == 1
        (request,) = center.bodies("CreateTicket")
        assert dict(request.attrib) == {"duration": "300", "oneTimeTicket": "False"}
        assert request[0].tag == "GeneralLoginContext"
        assert dict(request[0].attrib) == {"userID": "dori"}

    def test_the_ticket_is_shown_to_nobody(self) -> None:
        center = working_center(CreateTicket=doc.TICKET)
        center.on("CreateMeeting", doc.fault("Client.BadState", "ticket z46tc3gvfwvo"))
        with pytest.raises(MeetingError) as caught:
            center.play(LIVE.create(new_meeting(), self.connected()))
        assert "z46tc3gvfwvo" not in f"{caught.value!r} {caught.value.message}"

    @pytest.mark.parametrize("code", ["NotAdministrator", "NotOrganizer", "Something.New"])
    def test_only_administrators_may(self, code: str) -> None:
        center = working_center(CreateTicket=doc.fault(f"Client.Authorization.{code}"))
        with pytest.raises(NotAdministrator):
            center.play(LIVE.connect(self.ANSWERS))

    def test_a_wrong_password_is_still_a_wrong_password(self) -> None:
        center = working_center(CreateTicket=doc.fault("Client.Authentication"))
        with pytest.raises(SignInRefused):
            center.play(LIVE.connect(self.ANSWERS))

    def test_a_ticket_that_is_not_taken_does_not_spoil_the_account(self) -> None:
        center = working_center(CreateTicket=doc.TICKET)
        center.on("CreateMeeting", doc.fault("Client.Authentication", "ticket z46tc3gvfwvo"))
        with pytest.raises(CannotActFor) as caught:
            center.play(LIVE.create(new_meeting(), self.connected()))
        assert not isinstance(caught.value, SignInRefused)
        assert isinstance(caught.value, NotAllowed)
        assert "z46tc3gvfwvo" not in f"{caught.value!r} {caught.value.message}"

    @pytest.mark.parametrize("ticket", ["", "two words", "x" * 65, "\u00e9"])
    def test_a_ticket_that_is_none_is_not_sent(self, ticket: str) -> None:
        reply = doc.message(f'<CreateTicketReply ticket="{ticket}"/>')
        center = working_center(CreateTicket=reply)
        with pytest.raises(UnexpectedReply):
            center.play(LIVE.create(new_meeting(), self.connected()))
        assert center.names == ["GetPostingURL", "CreateTicket"]


class TestSettings:
    """Off until configured; what is wrong is said."""

    def test_the_join_links_can_be_on_another_host(self) -> None:
        service = LiveMeeting({"url": doc.DISCOVERY} | JOIN_BASE)
        meeting = working_center().play(service.create(new_meeting(), connected()))
        assert meeting.join_url.startswith("https://join.example/cc/contoso/join?id=")

    @pytest.mark.parametrize("host", ["www.livemeeting.com", "livemeeting.com"])
    def test_who_points_at_microsoft_is_told_that_it_ended(self, host: str) -> None:
        options = {"url": f"https://{host}/cc/contoso/xml/4.0/GetPostingURLRequest"}
        assert "31 December 2017" in warn_of_options(options)[0]
        assert warn_of_options({"url": doc.DISCOVERY}) == []

    @pytest.mark.parametrize(
        "options",
        [
            {"url": "https://meetings.example.org"},
            {"url": "https://meetings.example.org/cc/contoso/xml/4.0"},
            {"url": "https://meetings.example.org/xml/4.0/GetPostingURLRequest"},
            {"url": f"{doc.DISCOVERY}?x=1"},
            {"url": f"{doc.DISCOVERY}#x"},
            {"url": f"{doc.DISCOVERY} {doc.DISCOVERY}"},
            {"url": doc.DISCOVERY, "join_url": f"{doc.JOIN}"},
            {"url": doc.DISCOVERY, "join_url": "https://join.example/cc/contoso?x=1"},
        ],
    )
    def test_what_is_wrong_is_said(self, options: dict[str, str]) -> None:
        assert check_options(options)[0].startswith("PARLEY_LIVE_MEETING__")

    def test_what_is_right_is_taken(self) -> None:
        assert check_options({"url": doc.DISCOVERY}) == []
        assert check_options({"url": doc.DISCOVERY} | JOIN_BASE) == []

    def test_it_is_off_unless_it_is_set_up(self) -> None:
        assert "live-meeting" not in catalog.configured({})
