"""The order of the checks: of two things wrong with a message, the earlier check speaks."""

import pytest

from sandbox.services.live_meeting import LiveMeetingServer
from tests.sandbox.live_meeting.visitor import Visitor, by, code, kind, opened, option, strings

CREATE = '<CreateMeetingRequest maxUsers="{}" title="{}" {}>{}</CreateMeetingRequest>'


def creation(options: str = "", seats: str = "5", title: str = "x", more: str = "") -> str:
    listed = f"<OptionList>{options}</OptionList>" if options else ""
    return CREATE.format(seats, title, more, listed)


async def test_the_version_before_the_message(ada: Visitor, url: str) -> None:
    ada.posting = f"{url}/cc/_XML/contoso/xml/9"
    fault = code(opened(await ada.post(b"nonsense")))
    assert fault == "Server.OperationUnavailable.NotImplemented.Version"


async def test_the_message_before_the_credentials(ada: Visitor) -> None:
    ada.password = "wrong"
    assert await ada.refused("<a/><b/>") == "Client.BadSyntax"


async def test_the_credentials_before_the_operation(ada: Visitor) -> None:
    ada.password = "wrong"
    assert await ada.refused("<NonsenseRequest/>") == "Client.Authentication"


async def test_the_operation_before_the_role(mallory: Visitor) -> None:
    fault = await mallory.refused("<NonsenseRequest/>")
    assert fault == "Server.OperationUnavailable.NotImplemented"


async def test_the_role_before_the_fields(mallory: Visitor, ada: Visitor) -> None:
    fault = await mallory.refused("<CreateMeetingRequest nonsense='1'/>")
    assert fault == "Client.Authorization.NotOrganizer"
    for request in (
        "<DeleteMeetingRequest erase='nonsense'/>",
        "<ListMeetingsRequest restorableOnly='nonsense'/>",
        "<ListMeetingsRequest><StringQuery ownedOnly='nonsense'/></ListMeetingsRequest>",
    ):
        assert await ada.refused(request) == "Client.Authorization.NotAdministrator"


@pytest.mark.parametrize(
    ("request_text", "fault"),
    [
        (creation(option("frozzle", "1") + option("opaque1", "x" * 300)), "NotAllowed"),
        (creation(option("frozzle", "1") + kind("x")), "NotAllowed"),
        (creation(option("timeZone", "x") + option("tag", "LONG")), "Client.BadSyntax"),
        (creation(option("timeZone", "x") + strings("audienceACL", "nobody")), "BadTimeZoneID"),
        (creation(option("timeZone", "x"), more='name="taken"'), "BadTimeZoneID"),
        (creation(strings("audienceACL", "nobody"), more='name="taken"'), "NoSuch.UserOrGroup"),
        (creation(seats="5000", more='name="taken"'), "NameInUse.Meeting"),
        (creation(option("owner", "dori"), more='name="taken"'), "NameInUse.Meeting"),
        (creation(option("owner", "dori"), seats="5000"), "NotAdministrator"),
        (creation(seats="5000"), "Client.ResourceLimit.Seats"),
    ],
)
async def test_fields_references_matches_ownership_limits(
    ada: Visitor, request_text: str, fault: str
) -> None:
    await ada.makes(name="taken")
    assert fault in await ada.refused(request_text)


async def test_a_match_before_ownership_and_state(
    ada: Visitor, dori: Visitor, live: LiveMeetingServer
) -> None:
    await ada.makes(kind("MeetNow"), name="k")
    taken = creation(kind("MeetNow") + option("personalPlaceOf", "ada"))
    assert await dori.refused(taken) == "Client.BadMatch.Need0.Meeting"
    delete = f"<DeleteMeetingRequest>{by('name', 'k')}</DeleteMeetingRequest>"
    await ada.gets(delete)
    fault = await dori.refused(delete)
    assert fault == "Client.Authorization.NotOwner.PersonalPlace"
    assert await ada.refused(delete) == "Client.BadState.Meeting"
