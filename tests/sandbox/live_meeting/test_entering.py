"""Entry URLs: a page for who may enter, a reason for who may not, and links as they are told."""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from sandbox.services.live_meeting import (
    ADA_PASSWORD,
    DORI_PASSWORD,
    MALLORY_PASSWORD,
    LiveMeetingServer,
)
from tests.sandbox.live_meeting.visitor import Visitor, by, kind, option, strings, times
from tests.sandbox.stopped_clock import StoppedClock

KEYS = option("audiencePassword", "A~b'%=!8") + option("presenterPassword", "P5.~tS`p2")
INVITATIONS = ("audienceInviteText", "presenterInviteText")


def link(text: str) -> str:
    """The link in an invitation."""
    [line] = [each for each in text.splitlines() if each.startswith("Join the meeting: ")]
    return line.removeprefix("Join the meeting: ")


async def enter(visitor: Visitor, way: str = "attend", **query: str) -> httpx.Response:
    return await visitor.http.get(f"{visitor.url}/cc/contoso/{way}", params=query)


def visits(live: LiveMeetingServer) -> list[tuple[str, str]]:
    return [(each["user_name"], each["side"]) for each in live.book.read("visit")]


async def test_links_as_the_service_writes_them(ada: Visitor, url: str) -> None:
    made = await ada.makes(KEYS, name="kick-1", names=INVITATIONS)
    base = f"{url}/cc/contoso/join?id=kick-1"
    audience = link(made["audienceInviteText"])
    assert audience == f"{base}&role=attend&pw=A%7Eb%27%25%3D%218"
    assert link(made["presenterInviteText"]) == f"{base}&role=present&pw=P5.%7EtS%60p2"
    assert parse_qs(urlsplit(audience).query)["pw"] == ["A~b'%=!8"]


@pytest.mark.parametrize(
    ("text", "side"), [(INVITATIONS[0], "audience"), (INVITATIONS[1], "presenter")]
)
async def test_an_invitation_lets_its_reader_in(
    ada: Visitor, live: LiveMeetingServer, text: str, side: str
) -> None:
    made = await ada.makes(KEYS, name="k", title="Q3 <b>", names=INVITATIONS)
    page = await ada.http.get(link(made[text]))
    assert page.status_code == 200
    assert "<h1>Q3 &lt;b&gt;</h1>" in page.text
    assert visits(live) == [("Guest", side)]


async def test_looking_is_not_entering(ada: Visitor, live: LiveMeetingServer) -> None:
    made = await ada.makes(name="k", names=INVITATIONS)
    assert (await ada.http.head(link(made["audienceInviteText"]))).status_code == 200
    assert visits(live) == []


@pytest.mark.parametrize("way", ["join", "webjoin"])
async def test_ways_that_need_a_role(ada: Visitor, live: LiveMeetingServer, way: str) -> None:
    await ada.makes(KEYS, name="k")
    for role in ("", "audience"):
        assert (await enter(ada, way, id="k", pw="A~b'%=!8", role=role)).status_code == 403
    page = await enter(ada, way, id="K", pw="A~b'%=!8", role="attend", cn="<i>Ken</i>")
    assert page.status_code == 200
    assert "<i>" not in page.text
    assert visits(live) == [("<i>Ken</i>", "audience")]


async def test_each_side_has_its_own_entry_code(ada: Visitor, live: LiveMeetingServer) -> None:
    await ada.makes(KEYS, name="k")
    for way, key in (("attend", "P5.~tS`p2"), ("present", "A~b'%=!8"), ("attend", "")):
        page = await enter(ada, way, id="k", pw=key)
        assert page.status_code == 403
        assert "Client.Authorization.BadPassword.Meeting" in page.text
    assert (await enter(ada, "present", id="k", pw="P5.~tS`p2")).status_code == 200
    assert visits(live) == [("Guest", "presenter")]


async def test_without_entry_codes(ada: Visitor) -> None:
    await ada.makes(kind("None", ("ACL", "None", "Password"), "audienceEntryControl"), name="free")
    assert (await enter(ada, id="free")).status_code == 200
    made = await ada.makes(name="k")
    removed = "<RemoveList><Name>audiencePassword</Name></RemoveList>"
    listed = f"<FieldList><Name>{INVITATIONS[0]}</Name></FieldList>"
    query = by("mid", made["mid"])
    [meeting] = await ada.gets(
        f"<ModifyMeetingRequest>{query}{removed}{listed}</ModifyMeetingRequest>"
    )
    text = meeting[0][0].get("value", "")
    assert link(text).endswith("/join?id=k&role=attend")
    assert "Entry Code" not in text
    assert (await ada.http.get(link(text))).status_code == 200


async def test_an_access_list_asks_who_it_is(
    ada: Visitor, live: LiveMeetingServer, url: str
) -> None:
    control = kind("ACL", ("ACL", "None", "Password"), "audienceEntryControl")
    made = await ada.makes(control + strings("audienceACL", "DORI"), name="k", names=INVITATIONS)
    address = link(made["audienceInviteText"])
    page = await ada.http.get(address)
    assert page.status_code == 200
    assert 'name="userID"' in page.text
    assert visits(live) == []
    people = {"dori": DORI_PASSWORD, "ada": ADA_PASSWORD, "mallory": MALLORY_PASSWORD}
    answers = {
        who: await ada.http.post(address, data={"userID": who, "password": password})
        for who, password in people.items()
    }
    wrong = await ada.http.post(address, data={"userID": "dori", "password": "x"})
    statuses = {who: answer.status_code for who, answer in answers.items()}
    assert statuses == {"dori": 200, "ada": 200, "mallory": 403}
    assert "You are not invited." in answers["mallory"].text
    assert "Client.Authentication" in wrong.text
    assert [name for name, _ in visits(live)] == ["Dori Hall", "Ada Lovelace"]


async def test_registration(ada: Visitor) -> None:
    await ada.makes(KEYS + option("registration", "True", "Boolean"), name="k")
    parameters = {"id": "k", "pw": "A~b'%=!8"}
    page = await enter(ada, **parameters, email="k@x.example")
    assert "Client.Meeting.NeedsRegistration" in page.text
    page = await enter(ada, **parameters, email="k@x.example", company="K")
    assert page.status_code == 200


async def test_hours_where_people_cannot_enter_any_time(
    ada: Visitor, live: LiveMeetingServer, clock: StoppedClock
) -> None:
    live.control.center(any_time=False)
    await ada.makes(KEYS + times("2007-03-01T10:00:00Z", "2007-03-01T11:00:00Z"), name="k")
    seen = []
    for moment in ("09:59:59", "10:00:00", "11:00:00"):
        clock.show(datetime.fromisoformat(f"2007-03-01T{moment}+00:00"))
        page = await enter(ada, id="k", pw="A~b'%=!8")
        seen.append(next((w for w in ("Early", "Late") if f"Meeting.{w}" in page.text), "in"))
    assert seen == ["Early", "in", "Late"]


async def test_a_full_meeting(ada: Visitor, live: LiveMeetingServer) -> None:
    await ada.makes(KEYS, name="k", maxUsers="1")
    assert (await enter(ada, id="k", pw="A~b'%=!8")).status_code == 200
    page = await enter(ada, id="k", pw="A~b'%=!8")
    assert (page.status_code, len(visits(live))) == (403, 1)
    assert "Client.ResourceLimit.Meeting.Full" in page.text


async def test_meetings_that_are_not_there(ada: Visitor, live: LiveMeetingServer) -> None:
    made = await ada.makes(KEYS, name="k")
    for wanted in ("x", "", made["mid"]):
        assert (await enter(ada, id=wanted, pw="A~b'%=!8")).status_code == 404
    assert (await enter(ada, "view", id="k")).status_code == 404
    live.control.account("ada", expired=True)
    page = await enter(ada, id="k", pw="A~b'%=!8")
    assert "Client.Meeting.Inactive" in page.text
    live.control.account("ada", expired=False)
    await ada.gets(f"<DeleteMeetingRequest>{by('name', 'k')}</DeleteMeetingRequest>")
    page = await enter(ada, id="k", pw="A~b'%=!8")
    assert "Client.Meeting.Inactive" in page.text
