"""Faults by prefix: each documented code, and those that nobody has heard of."""

import pytest

from meetings.errors import (
    MeetingError,
    NoSuchMeeting,
    NotAllowed,
    NotPossible,
    Rejected,
    ServiceUnreachable,
    UnexpectedReply,
)
from meetings.services.live_meeting.errors import (
    MemberOnly,
    NotAdministrator,
    NotOffered,
    NotOwner,
    RequestNotUnderstood,
    ServerFault,
    TooManySeats,
    UnderMaintenance,
    UnknownFault,
    WrongSignIn,
)
from tests.meetings.live_meeting import documents as doc
from tests.meetings.live_meeting.scripted_center import (
    LIVE,
    PASSWORD,
    connected,
    new_meeting,
    working_center,
)

# The table of the service's faults: every row, and for each prefix something below it.
KINDS: dict[str, type[MeetingError]] = {
    "Client.Authentication": WrongSignIn,
    "Client.Authorization": NotAllowed,
    "Client.Authorization.BadPassword": Rejected,
    "Client.Authorization.BadPassword.Meeting": Rejected,
    "Client.Authorization.NotAdministrator": NotAdministrator,
    "Client.Authorization.NotOrganizer": MemberOnly,
    "Client.Authorization.NotOwner": NotOwner,
    "Client.Authorization.NotOwner.PersonalPlace": NotOwner,
    "Client.Authorization.NotOwnerOrAdministrator.Meeting": NotOwner,
    "Client.BadData": Rejected,
    "Client.BadData.BadTimeZoneID": Rejected,
    "Client.BadData.Expired.URL": Rejected,
    "Client.BadData.NoSuch.Meeting": NoSuchMeeting,
    "Client.BadData.NoSuch.UserOrGroup": Rejected,
    "Client.BadMatch.Need1Got0.Meeting": NoSuchMeeting,
    "Client.BadMatch.Need1GotMore.Meeting": Rejected,
    "Client.BadMatch.NeedNonZero": NoSuchMeeting,
    "Client.BadState": Rejected,
    "Client.BadSyntax": RequestNotUnderstood,
    "Client.BadSyntax.NotAllowed.Field": RequestNotUnderstood,
    "Client.BadSyntax.BadCharacter.String": Rejected,
    "Client.Meeting.Early": Rejected,
    "Client.Meeting.Late": Rejected,
    "Client.Meeting.Inactive": Rejected,
    "Client.Meeting.NeedsRegistration": Rejected,
    "Client.Meeting.RecurrencePattern.Invalid": NotPossible,
    "Client.ResourceLimit.Meeting.Full": Rejected,
    "Client.ResourceLimit.Seats": TooManySeats,
    "Client.ResourceLimit.Seats.Reserved": TooManySeats,
    "Client.ServiceLimit": Rejected,
    "Client.ServiceLimit.ScheduledMaintenance": UnderMaintenance,
    "Client.SomethingNew.Below": Rejected,
    "ClientElsewhere": UnknownFault,
    "Server": ServerFault,
    "Server.Database.Deadlock": ServerFault,
    "Server.OperationUnavailable": NotOffered,
    "Server.OperationUnavailable.Disabled.Notifications": NotOffered,
    "Server.OperationUnavailable.License": NotOffered,
    "Server.OperationUnavailable.NotImplemented.Meeting": NotOffered,
    "Nonsense": UnknownFault,
    "Client..Odd": UnknownFault,
    "": UnknownFault,
}


def refused(code: str, text: str = "Because.", inside: str = "", status: int = 200) -> MeetingError:
    center = working_center(CreateMeeting=doc.fault(code, text, inside, status))
    with pytest.raises(MeetingError) as caught:
        center.play(LIVE.create(new_meeting(), connected()))
    assert center.names == ["GetPostingURL", "CreateMeeting"]
    return caught.value


@pytest.mark.parametrize(("code", "kind"), KINDS.items(), ids=KINDS)
def test_each_fault_is_the_error_that_it_means(code: str, kind: type[MeetingError]) -> None:
    fault = refused(code)
    assert type(fault) is kind
    assert fault.message.endswith(".")
    assert "Live Meeting" in fault.message


@pytest.mark.parametrize("code", KINDS)
def test_a_fault_of_ours_has_made_nothing_and_any_other_may_have(code: str) -> None:
    ours = code.startswith(("Client.", "Server.OperationUnavailable"))
    assert refused(code).outcome_unknown is (not ours or code == "Client..Odd")


def test_a_fault_is_heard_whatever_its_http_status() -> None:
    assert type(refused("Client.BadSyntax", status=500)) is RequestNotUnderstood


@pytest.mark.parametrize(
    ("code", "inside", "reason"),
    [
        (
            "Client.ResourceLimit.Seats.Reserved",
            '<DecimalOption name="maxUsers" value="100"/>'
            '<DecimalOption name="available" value="90"/>',
            "90 are free, 100 were asked for",
        ),
        (
            "Client.ResourceLimit.Seats.Reserved",
            '<DecimalOption name="available" value="90"/>',
            "90 are free.",
        ),
        ("Client.ResourceLimit.Seats.Reserved", "", "Because"),
        (
            "Client.BadSyntax.BadCharacter.String",
            '<StringOption name="fieldName" value="title"/>'
            '<StringOption name="badCharacter" value="%"/>',
            "its title may not hold “%”",
        ),
        ("Client.BadSyntax.BadCharacter.String", "", "its text may not hold that character"),
        (
            "Client.BadData.NoSuch.UserOrGroup",
            '<StringListOption name="ids"><String>jo</String><String>x&lt;y</String>'
            "</StringListOption>",
            "it does not know jo, x<y",
        ),
        ("Client.BadData", '<StringOption name="fieldName" value="endTime"/>', "endTime"),
        ("Client.Other.Thing", "", "Because"),
        ("Server.Other.Thing", "", "Because"),
        ("Other", "", "Because"),
    ],
)
def test_the_sentence_says_what_the_fault_says(code: str, inside: str, reason: str) -> None:
    assert reason in refused(code, inside=inside).message


@pytest.mark.parametrize(
    "code", ["Client.Authentication", "Client.BadState", "Server", "Odd", "Client.BadSyntax"]
)
def test_a_fault_shows_no_secret_and_no_more_than_a_line(code: str) -> None:
    text = f"<!channel>\n<script>{PASSWORD}</script>\x85 {{service}} {{0}}" + "x" * 3000
    fault = refused(code, text)
    everything = f"{fault} {fault.detail} {fault.message} {fault!r}"
    assert PASSWORD not in everything
    assert "\n" not in everything
    assert len(fault.message) < 500


@pytest.mark.parametrize("inside", ["<Fault/>", "<Fault><FaultCode/></Fault>"])
def test_a_fault_that_says_nothing_is_one_all_the_same(inside: str) -> None:
    center = working_center(CreateMeeting=doc.message(inside))
    with pytest.raises(UnexpectedReply):
        center.play(LIVE.create(new_meeting(), connected()))


def test_a_busy_front_is_told_apart_from_a_broken_one() -> None:
    center = working_center(CreateMeeting=doc.page(502))
    with pytest.raises(ServiceUnreachable) as caught:
        center.play(LIVE.create(new_meeting(), connected()))
    assert caught.value.outcome_unknown
