"""Hostile strings come back in every field in which they are planted, control characters too."""

from xml.etree import ElementTree

import pytest

from sandbox.services.live_meeting import LiveMeetingServer
from tests.sandbox.live_meeting.visitor import (
    Visitor,
    by,
    field_list,
    fields,
    opened,
    strings,
)

HOSTILE = [
    "<script>alert(1)</script>",
    "<!channel> <@U1> *bold* `code` <http://evil.example|safe>",
    "'; DROP TABLE meetings;--",
    "&amp;&lt;\"'>]]>",
    "line\nbreak\ttab\rreturn",
    "\u202eright to left\u200b\ufeff",
    "x" * 10_000,
]


@pytest.mark.parametrize("value", HOSTILE)
async def test_hostile_strings_come_back_as_they_are(
    ada: Visitor, live: LiveMeetingServer, value: str
) -> None:
    await ada.makes(strings("audienceACL", "dori"))
    live.misbehave(do="plant", field="title", value=value)
    live.misbehave(do="plant", field="audienceACL", value=value)
    live.misbehave(do="plant", field="mid", value=value)
    [meeting] = await ada.listed("title", "mid", "audienceACL")
    assert meeting["title"] == meeting["mid"] == value
    assert meeting["audienceACL"] == value
    assert await ada.listed("title") == [{"title": value}]
    live.behave()
    [meeting] = await ada.listed("title")
    assert meeting["title"] == "Stand-up"


@pytest.mark.parametrize(
    ("request_name", "field"),
    [
        ("ListTimeZones", "name"),
        ("ListTimeZones", "id"),
        ("GetUserProfile", "userName"),
        ("GetUserProfile", "email"),
        ("GetUserProfile7", "seatPrompt"),
        ("GetConferencingServiceData", "timeZone"),
    ],
)
async def test_every_kind_of_field_can_be_planted(
    ada: Visitor, live: LiveMeetingServer, request_name: str, field: str
) -> None:
    live.misbehave(on=request_name, do="plant", field=field, value="<!here>")
    reply = await ada.gets(f"<{request_name}Request/>")
    assert "<!here>" in {value for each in reply.iter() for value in each.attrib.values()}


async def test_text_between_tags_can_be_planted(ada: Visitor, live: LiveMeetingServer) -> None:
    live.misbehave(do="plant", field="Message", value="<!here>")
    live.misbehave(on="ListMeetings", do="info")
    reply = await ada.gets("<ListMeetingsRequest/>")
    assert reply[1].text == "<!here>"


async def test_control_characters_break_the_xml(ada: Visitor, live: LiveMeetingServer) -> None:
    live.misbehave(on="ListTimeZones", do="plant", field="name", value="a\x00\x1b[31m\x08b")
    answer = await ada.post(ada.message("<ListTimeZonesRequest/>"))
    assert b"a\x00\x1b[31m\x08b" in answer.content
    with pytest.raises(ElementTree.ParseError):
        opened(answer)


async def test_people_may_have_hostile_names(ada: Visitor, live: LiveMeetingServer) -> None:
    await ada.makes(name="k")
    for value in HOSTILE:
        live.control.visit("k", value, ago=60, lasts=30, company=value)
    listed = field_list(("userName", "company"))
    inner = f"{by('name', 'k')}{listed}"
    reply = await ada.gets(f"<ListVisitorsRequest>{inner}</ListVisitorsRequest>")
    seen = [fields(each) for each in reply]
    assert seen == [{"userName": value, "company": value} for value in HOSTILE]
    live.control.visit("k", "a\x07b")
    live.control.poll("k", "\x00?", ["\x1b[1m"])
    inner = f"{by('name', 'k')}{listed}"
    whole = f"<ListConnectedVisitorsRequest>{inner}</ListConnectedVisitorsRequest>"
    assert b"a\x07b" in (await ada.post(ada.message(whole))).content
    polls = f"<ListPollsRequest>{by('name', 'k')}</ListPollsRequest>"
    assert b'"\x1b[1m"' in (await ada.post(ada.message(polls))).content


@pytest.mark.parametrize("value", ["\ud800", "\ufffe", "\uffff"])
async def test_what_no_document_can_hold_is_not_planted(
    ada: Visitor, live: LiveMeetingServer, value: str
) -> None:
    with pytest.raises(ValueError, match=r"."):
        live.misbehave(do="plant", field="title", value=value)
    await ada.makes(name="k")
    with pytest.raises(ValueError, match=r"."):
        live.control.visit("k", value)


async def test_a_guest_cannot_break_the_list(ada: Visitor, live: LiveMeetingServer) -> None:
    made = await ada.makes(name="k", names=("audiencePassword",))
    key = made["audiencePassword"]
    query = {"id": "k", "pw": key, "cn": "K\x00e\x07n<b>\ufffe", "extra1": "\x1b"}
    page = await ada.http.get(f"{ada.url}/cc/contoso/attend", params=query)
    assert page.status_code == 200
    inner = f"{by('name', 'k')}{field_list(('userName', 'extra1'))}"
    whole = f"<ListConnectedVisitorsRequest>{inner}</ListConnectedVisitorsRequest>"
    [visitor] = await ada.gets(whole)
    assert fields(visitor) == {"userName": "Ken<b>"}
