"""Who came, who is here, and what was asked in polls."""

from datetime import UTC, datetime, timedelta

import pytest

from meetings.errors import NotAllowed
from meetings.model import Attendance, Meeting
from tests.meetings.live_meeting import documents as doc
from tests.meetings.live_meeting.scripted_center import (
    LIVE,
    ScriptedCenter,
    connected,
    created_meeting,
    working_center,
)

CONNECTED = "ListConnectedVisitors"


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2000, 7, 28, hour, minute, second, tzinfo=UTC)


def row(name: str, vid: str, came: datetime, left: datetime | None = None) -> dict[str, str]:
    moments = {"startTime": came, "endTime": left}
    written = {n: f"{m:%Y-%m-%dT%H:%M:%SZ}" for n, m in moments.items() if m}
    return {"userName": name, "vid": vid} | written


def visits(
    *rows: dict[str, str], connected_rows: tuple[dict[str, str], ...] = ()
) -> list[Attendance]:
    center = working_center(
        ListVisitors=doc.visitors(*rows),
        ListConnectedVisitors=doc.visitors(*connected_rows, kind=CONNECTED),
    )
    return list(center.play(LIVE.attendance(created_meeting(), connected())))


def test_both_lists_are_asked_for_by_mid_and_who_is_there_first() -> None:
    center = working_center()
    assert center.play(LIVE.attendance(created_meeting(), connected())) == []
    assert center.names == ["GetPostingURL", CONNECTED, "ListVisitors"]
    (there,), (came,) = center.bodies(CONNECTED), center.bodies("ListVisitors")
    assert there.attrib == {}
    assert dict(came.attrib) == {"deletedOK": "True"}
    for request in (there, came):
        query = {"fieldName": "mid", "operator": "=", "value": doc.MID}
        assert dict(request[0].attrib) == query
        assert [element.tag for element in request] == ["StringQuery", "FieldList"]


def test_the_documents_own_reply_is_two_stays() -> None:
    center = working_center(ListVisitors=doc.KEN)
    assert center.play(LIVE.attendance(created_meeting(), connected())) == [
        Attendance(name="ken", came_at=at(16, 7, 20), left_at=at(16, 30, 41)),
        Attendance(name="ken", came_at=at(17, 0, 40), left_at=at(17, 55, 24)),
    ]


def test_the_hours_of_one_stay_are_one_stay() -> None:
    rows = [
        row("ken", "v1", at(18), at(18, 20)),
        row("ken", "v1", at(16, 7), at(17)),
        row("ken", "v1", at(17, 0, 30), at(18)),
    ]
    assert visits(*rows) == [Attendance(name="ken", came_at=at(16, 7), left_at=at(18, 20))]


def test_two_people_of_one_name_and_a_gap_are_stays_of_their_own() -> None:
    rows = [
        row("ken", "v1", at(16), at(17)),
        row("ken", "v2", at(16, 30), at(17)),
        row("ken", "v1", at(17, 30), at(17, 40)),
    ]
    assert [(stay.came_at, stay.left_at) for stay in visits(*rows)] == [
        (at(16), at(17)),
        (at(16, 30), at(17)),
        (at(17, 30), at(17, 40)),
    ]


def test_who_is_still_there_has_not_left() -> None:
    assert visits(connected_rows=(row("DonH", "053zpdsncktlrr", at(16)),)) == [
        Attendance(name="DonH", came_at=at(16))
    ]


def test_who_leaves_between_the_two_questions_is_listed_once() -> None:
    left = row("DonH", "v1", at(16), at(17))
    assert visits(left, connected_rows=(row("DonH", "v1", at(16)),)) == [
        Attendance(name="DonH", came_at=at(16), left_at=at(17))
    ]


def test_the_documents_own_guests_tell_no_time_and_came_with_the_meeting() -> None:
    guest = {"userName": "DonH", "vid": "053zpdsncktlrr"}
    assert visits(connected_rows=(guest,)) == [Attendance(name="DonH", came_at=doc.MONDAY)]


def test_without_any_time_the_centers_clock_has_to_do() -> None:
    guest = {"userName": "DonH", "vid": "v"}
    center = working_center(ListConnectedVisitors=doc.visitors(guest, kind=CONNECTED))
    bare = Meeting(id=doc.MID, title="x", join_url=doc.JOIN)
    (visit,) = center.play(LIVE.attendance(bare, connected()))
    assert visit.came_at == doc.NOW


def test_a_deleted_meeting_still_tells_who_came() -> None:
    center = working_center(ListConnectedVisitors=doc.fault("Client.BadMatch.Need1Got0.Meeting"))
    center.on("ListVisitors", doc.KEN)
    assert len(center.play(LIVE.attendance(created_meeting(), connected()))) == 2


def test_only_its_owner_is_told() -> None:
    code = "Client.Authorization.NotOwnerOrAdministrator.Meeting"
    with pytest.raises(NotAllowed):
        working_center(ListConnectedVisitors=doc.fault(code)).play(
            LIVE.attendance(created_meeting(), connected())
        )


@pytest.mark.parametrize("kind", ["MeetNow", "Recurring"])
def test_a_place_that_is_used_again_tells_of_the_day_that_is_meant(kind: str) -> None:
    center = working_center()
    used = Meeting(
        id=doc.MID, title="x", join_url=doc.JOIN, starts_at=doc.MONDAY, data={"kind": kind}
    )
    center.play(LIVE.attendance(used, connected()))
    (request,) = center.bodies("ListVisitors")
    assert [element.tag for element in request] == ["StringQuery", "TimeIntervalQuery", "FieldList"]
    interval = request[1][0]
    assert interval.get("startTime") == "2026-11-23T18:00:00Z"
    assert interval.get("endTime") == f"{doc.MONDAY + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("name", ["<!channel>", "a\u202eb", "x" * 4000, "", "'; drop table"])
def test_a_guest_may_call_themselves_anything(name: str) -> None:
    (visit,) = visits(row(name, "v", at(16), at(17)))
    assert len(visit.name) <= 80
    assert "\u202e" not in visit.name


@pytest.mark.parametrize("moment", ["soon", "99999-01-01T00:00:00Z", "2000-13-01T00:00:00Z"])
def test_a_time_that_is_none_is_nonsense(moment: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|range|must be in"):
        visits({"userName": "a", "vid": "v", "startTime": moment})


class TestPolls:
    """ListPolls, with the last vote of each voter."""

    REPLY = doc.message(
        '<ListPollsReply><Poll createTime="2000-07-28T16:10:00Z" question="Lunch &lt;now&gt;?">'
        '<Choices><Choice choice="1" text="Yes"/><Choice choice="2" text="No"/></Choices><Voters>'
        '<Voter vid="a"><Vote choice="2"/><Vote choice="1"/></Voter>'
        '<Voter vid="b"><Vote choice="1"/></Voter><Voter vid="c"><Vote choice="1"/>'
        '<Vote choice="0"/></Voter><Voter vid="d"/></Voters></Poll></ListPollsReply>'
    )

    def test_votes_are_counted(self) -> None:
        center: ScriptedCenter = working_center(ListPolls=self.REPLY)
        polls = center.play(LIVE.polls(created_meeting(), connected()))
        assert polls == [("Lunch <now>?", [("Yes", 2), ("No", 0)])]
        assert center.bodies("ListPolls")[0][0].get("value") == doc.MID

    def test_no_poll_is_no_poll(self) -> None:
        center = working_center(ListPolls=doc.message("<ListPollsReply/>"))
        assert center.play(LIVE.polls(created_meeting(), connected())) == []
