"""ListMeetings: who sees what, by which queries, in which pages."""

import pytest

from sandbox.services.live_meeting import LiveMeetingServer
from sandbox.services.live_meeting.queries import like
from tests.sandbox.live_meeting.visitor import (
    Visitor,
    by,
    code,
    field_list,
    fields,
    kind,
    option,
    times,
    within,
)

NAMES = ("name",)


async def names(visitor: Visitor, query: str = "", **attributes: str) -> list[str]:
    return [each["name"] for each in await visitor.listed("name", query=query, **attributes)]


async def delete(visitor: Visitor, name: str) -> None:
    await visitor.gets(f"<DeleteMeetingRequest>{by('name', name)}</DeleteMeetingRequest>")


async def test_organizers_see_their_own_and_administrators_all(
    ada: Visitor, dori: Visitor, admin: Visitor
) -> None:
    await ada.makes(name="a")
    await dori.makes(name="d")
    await admin.makes(name="x")
    assert await names(ada) == ["a"]
    assert await names(dori) == ["d"]
    assert await names(admin) == ["a", "d", "x"]
    assert await names(admin, by("name", "x", more=' ownedOnly="True"')) == ["x"]
    assert await names(admin, by("name", "a", more=' ownedOnly="True"')) == []
    request = by("name", "a", more=' ownedOnly="True"') + field_list(NAMES)
    fault = await ada.refused(f"<ListMeetingsRequest>{request}</ListMeetingsRequest>")
    assert fault == "Client.Authorization.NotAdministrator"


async def test_nothing_matches(ada: Visitor) -> None:
    reply = await ada.gets(f"<ListMeetingsRequest>{field_list(NAMES)}</ListMeetingsRequest>")
    assert list(reply) == []


@pytest.fixture
async def five(ada: Visitor) -> list[str]:
    """Five meetings, an hour each, one after the other."""
    for hour in range(5):
        hours = times(f"2007-04-01T1{hour}:00:00Z", f"2007-04-01T1{hour}:30:00Z")
        more = option("opaque1", f"job_{hour}%") + option("billing", "R&D" if hour else "ops")
        await ada.makes(hours + more + option("tag", "PLY"), name=f"M{hour}", title=f"Plan {hour}")
    return [f"M{hour}" for hour in range(5)]


@pytest.mark.parametrize(
    ("field", "operator", "value", "numbers"),
    [
        ("name", "=", "m2", [2]),
        ("name", "LIKE", "m%", [0, 1, 2, 3, 4]),
        ("name", "LIKE", "_2", [2]),
        ("name", "LIKE", "_", []),
        ("name", "=", "m%", []),
        ("name", "=", "M2  ", [2]),
        ("title", "=", "Plan 3", [3]),
        ("title", "=", "plan 3", []),
        ("title", "LIKE", "%an_4", [4]),
        ("title", "LIKE", "Plan", []),
        ("billing", "=", "R&D", [1, 2, 3, 4]),
        ("billing", "=", "ops", [0]),
        ("owner", "=", "ADA", [0, 1, 2, 3, 4]),
        ("owner", "=", "dori", []),
        ("opaque1", "=", "job_1%", [1]),
        ("opaque1", "LIKE", "job_1_", [1]),
        ("opaque2", "LIKE", "%", []),
        ("personalPlaceOf", "=", "ada", []),
        ("mid", "=", "nothing", []),
        ("mid", "LIKE", "%", [0, 1, 2, 3, 4]),
    ],
)
async def test_by_strings(
    ada: Visitor, five: list[str], field: str, operator: str, value: str, numbers: list[int]
) -> None:
    assert await names(ada, by(field, value, operator)) == [five[each] for each in numbers]


@pytest.mark.parametrize(
    ("held", "pattern", "fits"),
    [
        ("abc", "abc", True),
        ("abc", "a%", True),
        ("abc", "%c", True),
        ("abc", "%b%", True),
        ("abc", "a_c", True),
        ("abc", "%", True),
        ("", "%", True),
        ("", "", True),
        ("", "_", False),
        ("abc", "", False),
        ("abc", "ab", False),
        ("abab", "%ab", True),
        ("a.c", "a.c", True),
        ("abc", "a.c", False),
        ("a\nc", "a%c", True),
        ("a" * 500 + "b", "%a" * 200 + "c", False),
    ],
)
def test_like(held: str, pattern: str, fits: bool) -> None:
    assert like(held, pattern) is fits


async def test_in_an_interval_whose_end_is_outside(ada: Visitor, five: list[str]) -> None:
    query = within("startTime", "2007-04-01T11:00:00Z", "2007-04-01T13:00:00Z")
    assert await names(ada, query) == ["M1", "M2"]
    both = by("name", "M2") + query
    assert await names(ada, both) == ["M2"]


async def test_by_a_list_of_up_to_a_hundred(ada: Visitor, five: list[str]) -> None:
    mids = [each["mid"] for each in await ada.listed("mid")]

    def query(wanted: list[str]) -> str:
        inner = "".join(f"<String>{each}</String>" for each in wanted)
        return f'<StringListQuery fieldName="mid">{inner}</StringListQuery>'

    assert await names(ada, query([mids[3], mids[1]])) == ["M1", "M3"]
    assert await names(ada, query(mids[:1] * 100)) == ["M0"]
    for wanted in ([], mids[:1] * 101):
        request = f"{query(wanted)}{field_list(NAMES)}"
        fault = await ada.refused(f"<ListMeetingsRequest>{request}</ListMeetingsRequest>")
        assert fault == "Client.BadSyntax"


async def test_by_tag(ada: Visitor, five: list[str]) -> None:
    await ada.makes(name="M9")
    assert await names(ada, by("name", "M%", "LIKE", ' tag="PLY"')) == five
    assert await names(ada, by("name", "M%", "LIKE", ' tag="ply"')) == []


async def test_pages_say_how_many_more_there_are(ada: Visitor, five: list[str]) -> None:
    seen, more = [], []
    for page in range(1, 5):
        request = f'<ListMeetingsRequest pageSize="2" pageNum="{page}">{field_list(NAMES)}'
        *meetings, last = await ada.gets(f"{request}</ListMeetingsRequest>")
        assert last.tag == "InfoWarnFaultList"
        assert [each.tag for each in last[0]] == ["Code", "Message", "OptionList"]
        seen.append([fields(each)["name"] for each in meetings])
        more.append(fields(last[0])["pagesRemaining"])
    assert seen == [["M0", "M1"], ["M2", "M3"], ["M4"], []]
    assert more == ["2", "1", "0", "0"]


async def test_nothing_is_paged_unless_asked(
    ada: Visitor, live: LiveMeetingServer, five: list[str]
) -> None:
    reply = await ada.gets(f"<ListMeetingsRequest>{field_list(NAMES)}</ListMeetingsRequest>")
    assert [each.tag for each in reply] == ["MeetingReply"] * 5
    live.control.center(most_listed=3)
    assert await names(ada) == ["M0", "M1", "M2"]
    assert len(await names(ada, pageSize="5", pageNum="1")) == 5


@pytest.mark.parametrize(
    "attributes",
    [
        'pageSize="2"',
        'pageNum="1"',
        'pageSize="0" pageNum="1"',
        'pageSize="2" pageNum="0"',
        'pageSize="2" pageNum="x"',
        'listDeleted="true"',
        'listDeleted="0"',
    ],
)
async def test_attributes_that_make_no_request(ada: Visitor, attributes: str) -> None:
    request = f"<ListMeetingsRequest {attributes}>{field_list(NAMES)}</ListMeetingsRequest>"
    assert await ada.refused(request) == "Client.BadSyntax"


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        (by("name", "x", "=="), "Client.BadSyntax"),
        (by("name", "x", "like"), "Client.BadSyntax"),
        (by("startTime", "x"), "Client.BadSyntax.NotAllowed.Field"),
        (by("name", "x", more=' tag="LONG"'), "Client.BadSyntax"),
        (by("name", "x", more=' ownedOnly="yes"'), "Client.BadSyntax"),
        (by("name", "x\n"), "Client.BadSyntax.BadCharacter.String"),
        (within("endTime", "2007-04-01T11:00:00Z", "2007-04-01T13:00:00Z"), "Client.BadSyntax"),
        (within("startTime", "2007-04-01T11:00Z", "2007-04-01T13:00:00Z"), "Client.BadSyntax"),
        (within("startTime", "2007-04-02T11:00:00Z", "2007-04-01T13:00:00Z"), "Client.BadData"),
    ],
)
async def test_queries_that_make_no_sense(admin: Visitor, query: str, fault: str) -> None:
    query = query.replace("\n", "&#10;")
    request = f"<ListMeetingsRequest>{query}{field_list(NAMES)}</ListMeetingsRequest>"
    assert (await admin.refused(request)).startswith(fault)


@pytest.mark.parametrize(
    "inner", ["", "<FieldList/>", "<FieldList><Name>a</Name><Name>a</Name></FieldList>"]
)
async def test_the_list_of_fields(ada: Visitor, inner: str) -> None:
    fault = await ada.refused(f"<ListMeetingsRequest>{inner}</ListMeetingsRequest>")
    assert fault == "Client.BadSyntax"


async def test_deleted_ones_are_listed_when_asked_for(ada: Visitor) -> None:
    await ada.makes(name="gone")
    await ada.makes(name="here")
    await delete(ada, "gone")
    assert await names(ada) == ["here"]
    assert await names(ada, listDeleted="True") == ["gone", "here"]
    assert await ada.listed("status", query=by("name", "gone"), listDeleted="True") == [
        {"status": "Deleted"}
    ]


async def test_what_can_be_restored_is_for_administrators(ada: Visitor, admin: Visitor) -> None:
    await ada.makes(name="gone")
    await ada.makes(name="here")
    await delete(ada, "gone")
    assert await names(admin, restorableOnly="True") == ["gone"]
    assert await names(admin, restorableOnly="False") == ["gone", "here"]
    listed = field_list(NAMES)
    request = f'<ListMeetingsRequest restorableOnly="True">{listed}</ListMeetingsRequest>'
    assert await ada.refused(request) == "Client.Authorization.NotAdministrator"
    both = request.replace(" ", ' listDeleted="True" ', 1)
    assert await admin.refused(both) == "Client.BadSyntax"


async def test_a_meeting_now_is_found_by_its_place(ada: Visitor, admin: Visitor) -> None:
    await ada.makes(kind("MeetNow"), name="room")
    assert await names(ada, by("personalPlaceOf", "Ada")) == ["room"]
    assert await names(admin, by("personalPlaceOf", "ada")) == ["room"]
    assert await names(admin, by("personalPlaceOf", "apiuser")) == []


async def test_a_field_that_a_meeting_does_not_have_is_left_out(ada: Visitor) -> None:
    await ada.makes(name="x")
    assert await ada.listed("endTime", "name", "billing", "nonsense") == [{"name": "x"}]


async def test_all_at_once(ada: Visitor) -> None:
    reply = await ada.ask('<ListMeetingsRequest nonsense="1"/>')
    assert code(reply) == "Client.BadSyntax.NotAllowed.Field"
    assert fields(reply)["fieldName"] == "nonsense"
