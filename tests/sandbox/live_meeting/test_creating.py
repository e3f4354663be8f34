"""CreateMeeting: what a meeting may be, what the center decides, and every way to be refused."""

import re

import pytest

from sandbox.services.live_meeting import LiveMeetingServer
from tests.sandbox.live_meeting.visitor import (
    Visitor,
    code,
    fields,
    kind,
    option,
    strings,
    times,
)

SYNTAX = "Client.BadSyntax"
FIELD = "Client.BadSyntax.NotAllowed.Field"


async def test_what_is_not_said_is_decided(ada: Visitor) -> None:
    await ada.makes()
    names = ("name", "startTime", "endTime", "timeZone", "meetingType", "owner", "opaque1")
    [meeting] = await ada.listed(*names)
    assert re.fullmatch("[0-9A-Z]{6}", meeting.pop("name"))
    assert meeting == {
        "startTime": "2007-03-01T09:00:00Z",
        "timeZone": "America/Los_Angeles",
        "meetingType": "OneTime",
        "owner": "ada",
    }


async def test_everything_that_can_be_said_comes_back(ada: Visitor) -> None:
    settings = {
        "opaque1": "Köln \U0001f600",
        "opaque2": "  leading",
        "billing": "R&D <7>",
        "lobbyMessage": "Wait",
        "seatPrompt": "How?",
        "tag": "PLY",
        "tagID": "42",
        "audienceCustomFrameURL": "https://x.example/a?b=c",
    }
    options = "".join(option(name, value) for name, value in settings.items())
    options += strings("audienceACL", "dori", "MALLORY") + strings("presenterListEmail", "a@b.c")
    options += kind("ACL", ("ACL", "None", "Password"), "audienceEntryControl")
    options += option("registration", "True", "Boolean")
    options += '<LocaleOption name="locale"><Locale language="en" country="US"/></LocaleOption>'
    await ada.makes(options)
    names = (*settings, "audienceACL", "presenterListEmail", "audienceEntryControl", "registration")
    [meeting] = await ada.listed(*names)
    assert meeting == {
        **settings,
        "audienceACL": "dori,MALLORY",
        "presenterListEmail": "a@b.c",
        "audienceEntryControl": "ACL",
        "registration": "True",
    }


async def test_the_other_spelling_of_a_tags_id(ada: Visitor) -> None:
    await ada.makes(option("tagId", "42"))
    assert await ada.listed("tagID", "tagId") == [{"tagID": "42", "tagId": "42"}]


async def test_trailing_spaces_go_and_leading_ones_stay(ada: Visitor) -> None:
    await ada.makes(option("opaque1", " x  "), title="  Stand  up   ", name=" kick  ")
    [meeting] = await ada.listed("title", "name", "opaque1")
    assert meeting == {"title": "  Stand  up", "name": " kick", "opaque1": " x"}


@pytest.mark.parametrize(
    ("options", "more", "fault", "field"),
    [
        ("", {"maxUsers": "0"}, SYNTAX, "maxUsers"),
        ("", {"maxUsers": "-1"}, SYNTAX, "maxUsers"),
        ("", {"maxUsers": "ten"}, SYNTAX, "maxUsers"),
        ("", {"maxUsers": "1.5"}, SYNTAX, "maxUsers"),
        ("", {"maxUsers": str(2**31)}, SYNTAX, "maxUsers"),
        ("", {"title": ""}, SYNTAX, "title"),
        ("", {"title": "   "}, SYNTAX, "title"),
        ("", {"title": "x" * 256}, SYNTAX, "title"),
        ("", {"name": ""}, SYNTAX, "name"),
        ("", {"name": "x" * 33}, SYNTAX, "name"),
        ("", {"startTime": "2007-04-01"}, SYNTAX, "startTime"),
        ("", {"partialSuccessOK": "true"}, SYNTAX, "partialSuccessOK"),
        ("", {"partialSuccessOK": "1"}, SYNTAX, "partialSuccessOK"),
        (option("startTime", "2007-04-01T18:00:00", "Time"), {}, SYNTAX, "startTime"),
        (option("startTime", "2007-04-01T18:00:00+01:00", "Time"), {}, SYNTAX, "startTime"),
        (option("startTime", "2007-04-01T18:00:00.5Z", "Time"), {}, SYNTAX, "startTime"),
        (option("startTime", "2007-04-01T18:00:00z", "Time"), {}, SYNTAX, "startTime"),
        (option("startTime", "2007-02-30T18:00:00Z", "Time"), {}, SYNTAX, "startTime"),
        (option("startTime", "0000-01-01T00:00:00Z", "Time"), {}, SYNTAX, "startTime"),
        (option("registration", "true", "Boolean"), {}, SYNTAX, "registration"),
        (option("registration", "1", "Boolean"), {}, SYNTAX, "registration"),
        (option("endTime", "2007-04-01T18:00:00Z"), {}, SYNTAX, "endTime"),
        (option("opaque1", "x", "Decimal"), {}, SYNTAX, "opaque1"),
        (option("opaque1", "x" * 256), {}, SYNTAX, "opaque1"),
        (option("opaque1", "x") * 2, {}, SYNTAX, "opaque1"),
        (option("tag", "LONG"), {}, SYNTAX, "tag"),
        (option("tag", "OLK"), {}, "Client.BadData", "tag"),
        (option("audiencePassword", "x" * 65), {}, SYNTAX, "audiencePassword"),
        (option("title", "x"), {}, FIELD, "title"),
        (option("mid", "x"), {}, FIELD, "mid"),
        (option("status", "Active"), {}, FIELD, "status"),
        (option("audienceInviteText", "x"), {}, FIELD, "audienceInviteText"),
        (option("Opaque1", "x"), {}, FIELD, "Opaque1"),
        (kind("OneTime", ("MeetNow", "OneTime", "Recurring")), {}, SYNTAX, "meetingType"),
        (kind("OneTime", ("OneTime", "MeetNow")), {}, SYNTAX, "meetingType"),
        (kind("OneTime", ()), {}, SYNTAX, "meetingType"),
        (kind("onetime"), {}, SYNTAX, "meetingType"),
        (option("meetingType", "OneTime"), {}, SYNTAX, "meetingType"),
        (option("personalPlaceOf", "ada"), {}, SYNTAX, "personalPlaceOf"),
        (option("timeZone", "Mars/Crater"), {}, "Client.BadData.BadTimeZoneID", "timeZone"),
        (option("timeZone", "europe/berlin"), {}, "Client.BadData.BadTimeZoneID", "timeZone"),
        (
            times("2007-04-01T18:00:00Z", "2007-04-01T18:00:00Z"),
            {},
            "Client.BadData",
            "endTime",
        ),
        (option("endTime", "2007-03-01T09:00:00Z", "Time"), {}, "Client.BadData", "endTime"),
        (strings("audienceACL", "ada,dori"), {}, f"{SYNTAX}.BadCharacter.ItemInList.String", ""),
    ],
)
async def test_refused(
    ada: Visitor, options: str, more: dict[str, str], fault: str, field: str
) -> None:
    reply = await ada.create(options, **more)
    assert code(reply) == fault
    assert fields(reply)["fieldName"] == (field or "audienceACL")
    assert await ada.listed() == []


async def test_a_start_stands_in_one_place(ada: Visitor) -> None:
    start = "2007-04-01T18:00:00Z"
    both = await ada.create(option("startTime", start, "Time"), startTime=start)
    assert code(both) == SYNTAX
    await ada.makes(startTime=start)
    assert await ada.listed("startTime") == [{"startTime": start}]


@pytest.mark.parametrize("missing", ["maxUsers", "title"])
async def test_needed(ada: Visitor, missing: str) -> None:
    usual = {"maxUsers": '5"', "title": 'x"'}
    del usual[missing]
    attributes = " ".join(f'{name}="{value}' for name, value in usual.items())
    reply = await ada.ask(f"<CreateMeetingRequest {attributes}/>")
    assert (code(reply), fields(reply)["fieldName"]) == (SYNTAX, missing)


@pytest.mark.parametrize("character", [*list(' "<>&\\%?#/;,:*'), "ö", "\u200b", "\x7f"])
async def test_names_and_their_characters(ada: Visitor, character: str) -> None:
    reply = await ada.create(name=f"a{character}b")
    assert code(reply) == "Client.BadSyntax.BadCharacter.String"
    meeting = fields(reply)
    assert (meeting["fieldName"], meeting["badCharacter"]) == ("name", character)
    assert meeting["stringValue"] == f"a{character}b"


@pytest.mark.parametrize("character", ["&#9;", "&#10;", "&#13;"])
@pytest.mark.parametrize("where", ['title="a{}b"', 'name="a{}b" title="x"'])
async def test_no_tabs_and_no_new_lines(ada: Visitor, character: str, where: str) -> None:
    text = where.format(character)
    fault = await ada.refused(f'<CreateMeetingRequest maxUsers="5" {text}/>')
    assert fault == "Client.BadSyntax.BadCharacter.String"


async def test_only_some_fields_go_beyond_ascii(ada: Visitor) -> None:
    await ada.makes(option("opaque1", "ö") + option("billing", "ö"), title="ö")
    for name in ("audiencePassword", "owner", "timeZone", "tag", "recordingPhone"):
        fault = code(await ada.create(option(name, "ö")))
        assert fault == "Client.BadSyntax.BadCharacter.String", name


async def test_titles_hold_whatever_people_type(ada: Visitor) -> None:
    for title in ("<script>alert(1)</script>", "'; DROP TABLE meetings;--", 'a: (b), "c" \\ <d>'):
        await ada.makes(title=title)
    assert len(await ada.listed()) == 3


async def test_a_center_may_be_literal_about_titles(ada: Visitor, live: LiveMeetingServer) -> None:
    live.control.center(plain_titles=True)
    await ada.makes(title="Köln [v2] #3")
    fault = code(await ada.create(title="Q3: review"))
    assert fault == "Client.BadSyntax.BadCharacter.String"


async def test_a_name_is_somebodys_in_any_case(ada: Visitor, dori: Visitor) -> None:
    await ada.makes(name="Kick")
    reply = await dori.create(name="kICK ")
    assert code(reply) == "Client.BadData.NameInUse.Meeting"
    assert fields(reply)["fieldName"] == "name"


async def test_a_name_is_free_again_after_the_meeting(ada: Visitor) -> None:
    first = await ada.makes(name="kick")
    query = f'<StringQuery fieldName="mid" operator="=" value="{first["mid"]}"/>'
    await ada.gets(f"<DeleteMeetingRequest>{query}</DeleteMeetingRequest>")
    assert (await ada.makes(name="kick"))["mid"] != first["mid"]


async def test_unknown_people_are_named(ada: Visitor) -> None:
    reply = await ada.create(strings("audienceACL", "dori", "nobody", "noone"))
    assert code(reply) == "Client.BadData.NoSuch.UserOrGroup"
    assert fields(reply)["ids"] == "nobody,noone"


async def test_partial_success(ada: Visitor) -> None:
    some = strings("audienceACL", "dori", "nobody")
    names = ("mid", "audienceACL")
    reply = await ada.create(some, partialSuccessOK="True", names=names)
    meeting = fields(reply[0])
    assert meeting["audienceListInvalid"] == "nobody"
    assert meeting["audienceACL"] == "dori"
    none = strings("audienceACL", "nobody") + strings("presenterACL", "noone")
    reply = await ada.create(none, partialSuccessOK="True")
    assert code(reply) == "Client.BadData.NoSuch.UserOrGroup"
    assert fields(reply)["ids"] == "nobody,noone"
