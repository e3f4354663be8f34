"""Who came, who is here, and polls: by entry URL and by the controls, hour by hour."""

from sandbox.services.live_meeting import LiveMeetingServer
from tests.sandbox.live_meeting.visitor import (
    Element,
    Visitor,
    by,
    field_list,
    fields,
    option,
    times,
    within,
)
from tests.sandbox.stopped_clock import StoppedClock

ALL = ("userName", "vid", "startTime", "endTime", "email", "company", "extra1", "browser")


def came(
    query: str = "", names: tuple[str, ...] = ALL, attributes: str = "", name: str = "k"
) -> str:
    inner = f"{by('name', name)}{query}{field_list(names)}"
    return f"<ListVisitorsRequest{attributes}>{inner}</ListVisitorsRequest>"


def here(names: tuple[str, ...] = ALL, query: str = "") -> str:
    inner = f"{by('name', 'k')}{query}{field_list(names)}"
    return f"<ListConnectedVisitorsRequest>{inner}</ListConnectedVisitorsRequest>"


def visitors(reply: Element) -> list[dict[str, str]]:
    return [fields(each) for each in reply.findall("Visitor")]


async def test_a_visit_is_now_then_then(
    ada: Visitor, live: LiveMeetingServer, clock: StoppedClock, url: str
) -> None:
    made = await ada.makes(name="k", names=("audiencePassword",))
    parameters = {"id": "k", "role": "attend", "pw": made["audiencePassword"], "cn": "Ken"}
    more = {"email": "ken@x.example", "company": "Ken & Co", "extra1": "seat 4"}
    page = await ada.http.get(f"{url}/cc/contoso/join", params={**parameters, **more})
    assert page.status_code == 200
    [inside] = visitors(await ada.gets(here()))
    assert inside["userName"] == "Ken"
    assert inside["company"] == "Ken & Co"
    assert inside["startTime"] == "2007-03-01T09:00:00Z"
    assert inside["browser"].startswith("python-httpx")
    assert "endTime" not in inside
    assert visitors(await ada.gets(came())) == []
    clock.advance(1500)
    live.control.leave(inside["vid"])
    assert visitors(await ada.gets(here())) == []
    [gone] = visitors(await ada.gets(came()))
    assert gone == {**inside, "endTime": "2007-03-01T09:25:00Z"}


async def test_one_piece_for_each_hour(ada: Visitor, live: LiveMeetingServer) -> None:
    await ada.makes(name="k")
    live.control.visit("k", "Ken", ago=3 * 3600 - 600, lasts=2 * 3600)
    pieces = visitors(await ada.gets(came(names=("startTime", "endTime", "vid"))))
    assert [(each["startTime"][11:16], each["endTime"][11:16]) for each in pieces] == [
        ("06:10", "07:00"),
        ("07:00", "08:00"),
        ("08:00", "08:10"),
    ]
    assert len({each["vid"] for each in pieces}) == 1


async def test_a_visit_that_ends_on_the_hour_is_one_piece(
    ada: Visitor, live: LiveMeetingServer
) -> None:
    await ada.makes(name="k")
    live.control.visit("k", "Ken", ago=3600, lasts=3600)
    [piece] = visitors(await ada.gets(came()))
    assert piece["endTime"] == "2007-03-01T09:00:00Z"


async def test_only_what_was_asked_for(ada: Visitor, live: LiveMeetingServer) -> None:
    await ada.makes(name="k")
    live.control.visit("k", "Ken", ago=600, lasts=60)
    names = ("userName", "company", "nonsense")
    assert visitors(await ada.gets(came(names=names))) == [{"userName": "Ken"}]


async def test_within_an_interval(ada: Visitor, live: LiveMeetingServer) -> None:
    await ada.makes(name="k")
    for who, ago in (("first", 1800), ("second", 1200), ("third", 600)):
        live.control.visit("k", who, ago=ago, lasts=60)
        live.control.visit("k", f"{who} inside", ago=ago)
    query = within("startTime", "2007-03-01T08:40:00Z", "2007-03-01T08:50:00Z")
    names = ("userName",)
    assert visitors(await ada.gets(came(query, names))) == [{"userName": "second"}]
    assert visitors(await ada.gets(here(names, query))) == [{"userName": "second inside"}]


async def test_visits_are_listed_late_where_a_center_lags(
    ada: Visitor, live: LiveMeetingServer, clock: StoppedClock
) -> None:
    live.control.center(lag=300)
    await ada.makes(name="k")
    live.control.visit("k", "Ken", ago=60, lasts=60)
    assert visitors(await ada.gets(came())) == []
    clock.advance(300)
    assert len(visitors(await ada.gets(came()))) == 1


async def test_deleted_meetings_when_they_are_meant(ada: Visitor, live: LiveMeetingServer) -> None:
    await ada.makes(name="k")
    live.control.visit("k", "Ken", ago=60, lasts=30)
    live.control.visit("k", "Kim", ago=60)
    await ada.gets(f"<DeleteMeetingRequest>{by('name', 'k')}</DeleteMeetingRequest>")
    assert await ada.refused(came()) == "Client.BadMatch.Need1Got0.Meeting"
    assert await ada.refused(here()) == "Client.BadMatch.Need1Got0.Meeting"
    gone = visitors(await ada.gets(came(attributes=' deletedOK="True"')))
    assert [each["userName"] for each in gone] == ["Ken", "Kim"]


async def test_the_organizers_and_the_administrators_alone(
    ada: Visitor, dori: Visitor, admin: Visitor
) -> None:
    await ada.makes(name="k")
    polls = f"<ListPollsRequest>{by('name', 'k')}</ListPollsRequest>"
    for request in (came(), here(), polls):
        fault = await dori.refused(request)
        assert fault == "Client.Authorization.NotOwnerOrAdministrator.Meeting"
        await admin.gets(request)
    assert await ada.refused(came(name="nothing")) == "Client.BadMatch.Need1Got0.Meeting"


async def test_meetings_that_were_visited(ada: Visitor, live: LiveMeetingServer) -> None:
    for name in ("before", "during", "ongoing", "after", "never"):
        await ada.makes(times("2007-03-10T08:00:00Z", "2007-03-10T09:00:00Z"), name=name)
    live.control.visit("before", "Ken", ago=7200, lasts=3600)
    live.control.visit("during", "Ken", ago=3600, lasts=600)
    live.control.visit("ongoing", "Ken", ago=7200)
    live.control.visit("after", "Ken", ago=1800, lasts=60)
    query = within("visitedIn", "2007-03-01T08:00:00Z", "2007-03-01T08:30:00Z")
    meetings = await ada.listed("name", query=query, listDeleted="True")
    assert [each["name"] for each in meetings] == ["during", "ongoing"]


async def test_polls(ada: Visitor, live: LiveMeetingServer) -> None:
    await ada.makes(option("opaque1", "x"), name="k")
    vid = live.control.visit("k", "Ken")
    live.control.poll("k", "Tea?", ["Yes", "No"], votes={vid: 2})
    request = f"<ListPollsRequest>{by('opaque1', 'x')}</ListPollsRequest>"
    [poll] = await ada.gets(request)
    assert poll.attrib == {"createTime": "2007-03-01T09:00:00Z", "question": "Tea?"}
    assert [each.attrib for each in poll.findall("Choices/Choice")] == [
        {"choice": "1", "text": "Yes"},
        {"choice": "2", "text": "No"},
    ]
    [voter] = poll.findall("Voters/Voter")
    assert voter.get("vid") == vid
    assert voter[0].attrib == {"choice": "2"}
