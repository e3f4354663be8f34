"""Hostile strings come back in every field in which they are planted, control characters too."""

from xml.etree import ElementTree

import pytest

from sandbox.services.live_meeting import LiveMeeting
from tests.sandbox.live_meeting.visitor import Visitor, opened, strings

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
    ada: Visitor, live: LiveMeeting, value: str
) -> None:
    await ada.makes(strings("audienceACL", "dori"))
    live.misbehave(do="plant", field="title", value=value)
    live.misbehave(do="plant", field="audienceACL", value=value)
    live.misbehave(do="plant", field="mid", value=value)
    [meeting] = await ada.listed("title", "mid", "audienceACL")
    assert meeting["title"] == meeting["mid"] == value
    assert meeting["audienceACL"] == value
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
    ada: Visitor, live: LiveMeeting, request_name: str, field: str
) -> None:
    live.misbehave(on=request_name, do="plant", field=field, value="<!here>")
    reply = await ada.gets(f"<{request_name}Request/>")
    assert "<!here>" in {value for each in reply.iter() for value in each.attrib.values()}


async def test_text_between_tags_can_be_planted(ada: Visitor, live: LiveMeeting) -> None:
    live.misbehave(do="plant", field="Message", value="<!here>")
    live.misbehave(on="ListMeetings", do="info")
    reply = await ada.gets("<ListMeetingsRequest/>")
    assert reply[1].text == "<!here>"


async def test_control_characters_break_the_xml(ada: Visitor, live: LiveMeeting) -> None:
    live.misbehave(on="ListTimeZones", do="plant", field="name", value="a\x00\x1b[31m\x08b")
    answer = await ada.post(ada.message("<ListTimeZonesRequest/>"))
    assert b"a\x00\x1b[31m\x08b" in answer.content
    with pytest.raises(ElementTree.ParseError):
        opened(answer)
