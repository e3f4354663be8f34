"""Meetings: made once under a name of ours, read, listed, changed, taken away, joined."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from calendars.recurrence import Recurrence
from meetings.errors import (
    MeetingError,
    NoSuchMeeting,
    NotAllowed,
    NotPossible,
    Rejected,
    UnexpectedReply,
)
from meetings.model import Attendee
from meetings.services.live_meeting.creating import ENDLESS
from meetings.services.live_meeting.endpoints import Endpoints
from meetings.services.live_meeting.errors import NameTaken, NotAdministrator, NotOwner
from meetings.services.live_meeting.listing import ACCESS_LIST, PERSONAL, SERIES
from meetings.services.live_meeting.request import NO_ZONE
from tests.meetings.live_meeting import documents as doc
from tests.meetings.live_meeting.scripted_center import (
    LIVE,
    MARKER,
    ScriptedCenter,
    connected,
    created_meeting,
    new_meeting,
    options,
    working_center,
)

TAKEN = doc.fault("Client.BadData.NameInUse.Meeting")
ONGOING = doc.fault("Server.OperationUnavailable.NotImplemented.Meeting.Ongoing")
ATTEND = f"{doc.JOIN}?id={MARKER}&role=attend&pw=nD%218Foxq"
FIELDS = [*doc.KICK]
FIELDS.remove("presenterPassword")


class TestMaking:
    """CreateMeeting: one request makes one meeting, also where its reply is lost."""

    def test_a_meeting_now_is_asked_for_as_the_documents_say(self) -> None:
        center = working_center()
        center.play(LIVE.create(new_meeting(), connected()))
        assert center.names == ["GetPostingURL", "CreateMeeting"]
        (request,) = center.bodies("CreateMeeting")
        assert dict(request.attrib) == {
            "name": MARKER,
            "maxUsers": "15",
            "title": "Tailspin Toys 2000 Kickoff",
        }
        assert [element.tag for element in request] == ["OptionList", "FieldList"]
        assert options(request) == {
            "startTime": "TimeOption 2026-11-20T14:05:09Z",
            "endTime": "TimeOption 2026-11-20T14:35:09Z",
            "meetingType": "EnumerationOption OneTime",
            "opaque1": f"StringOption {MARKER}",
        }
        kinds = request.findall("OptionList/EnumerationOption/String")
        assert [element.text for element in kinds] == ["OneTime", "MeetNow", "Recurring"]
        assert [element.text for element in request.findall("FieldList/Name")] == FIELDS

    def test_the_reply_is_the_meeting(self) -> None:
        meeting = created_meeting()
        assert (meeting.id, meeting.title) == (doc.MID, "Tailspin Toys 2000 Kickoff")
        assert meeting.join_url == ATTEND
        assert meeting.passcode == "nD!8Foxq"
        assert (meeting.starts_at, meeting.lasts) == (doc.MONDAY, timedelta(hours=2))
        assert meeting.notes == ()

    def test_a_time_goes_in_utc_with_the_zone_beside_it(self) -> None:
        center = working_center()
        lasts = timedelta(minutes=45)
        paris = doc.MONDAY.replace(microsecond=7)
        center.play(
            LIVE.create(new_meeting(starts_at=paris, lasts=lasts, zone="Europe/Paris"), connected())
        )
        (request,) = center.bodies("CreateMeeting")
        assert options(request)["startTime"] == "TimeOption 2026-11-23T18:00:00Z"
        assert options(request)["endTime"] == "TimeOption 2026-11-23T18:45:00Z"
        assert options(request)["timeZone"] == "StringOption Europe/Paris"

    @pytest.mark.parametrize(
        ("zone", "theirs"),
        [
            ("Europe/Berlin", "Europe/Paris"),
            ("America/Boise", "America/Denver"),
            ("Australia/Melbourne", "Australia/Sydney"),
            ("Australia/Darwin", "Australia/Darwin"),
            ("Australia/Brisbane", ""),
            ("Asia/Kathmandu", ""),
            ("America/Phoenix", ""),
            ("Not/AZone", ""),
        ],
    )
    def test_a_zone_that_is_not_listed_is_another_one_with_the_same_clocks(
        self, zone: str, theirs: str
    ) -> None:
        center = working_center()
        meeting = center.play(
            LIVE.create(new_meeting(starts_at=doc.MONDAY, zone=zone), connected())
        )
        (request,) = center.bodies("CreateMeeting")
        assert options(request).get("timeZone", "") == (f"StringOption {theirs}" if theirs else "")
        assert (NO_ZONE in meeting.notes) is not bool(theirs)

    def test_a_center_without_a_list_of_zones_takes_meetings_all_the_same(self) -> None:
        unknown = doc.fault("Server.OperationUnavailable.NotImplemented")
        center = working_center(ListTimeZones=unknown)
        meeting = center.play(LIVE.create(new_meeting(starts_at=doc.MONDAY), connected()))
        assert meeting.notes == (NO_ZONE,)

    @pytest.mark.parametrize("headers", [{"Date": ""}, {"Date": "yesterday"}])
    def test_without_a_clock_the_center_says_when_now_is(self, headers: dict[str, str]) -> None:
        center = working_center(GetPostingURL=doc.posting_url(**headers))
        center.on("CreateMeeting", ONGOING, doc.created())
        center.play(LIVE.create(new_meeting(), connected()))
        first, second = center.bodies("CreateMeeting")
        assert not {"startTime", "endTime"} & set(options(first))
        assert options(second)["startTime"] == "TimeOption 2026-11-20T14:05:10Z"
        assert options(second)["endTime"] == "TimeOption 2026-11-20T14:35:10Z"

    def test_a_meeting_whose_start_only_the_center_knows_is_given_its_end_afterwards(self) -> None:
        center = working_center(GetPostingURL=doc.posting_url(Date=""))
        center.on("CreateMeeting", doc.created(endTime=None))
        meeting = center.play(LIVE.create(new_meeting(), connected()))
        assert center.names == ["GetPostingURL", "CreateMeeting", "ModifyMeeting"]
        (request,) = center.bodies("ModifyMeeting")
        assert options(request) == {"endTime": "TimeOption 2026-11-23T18:30:00Z"}
        assert meeting == created_meeting()
        center.on("ListMeetings", doc.listed(doc.meeting(endTime=None)))
        assert center.play(LIVE.find(new_meeting(), connected())) == created_meeting()

    @pytest.mark.parametrize(
        "answer", [doc.fault("Client.BadData"), doc.page(503), doc.message(""), doc.message("<x/>")]
    )
    def test_a_meeting_without_an_end_is_one_and_its_starter_is_told(
        self, answer: httpx.Response
    ) -> None:
        center = working_center(GetPostingURL=doc.posting_url(Date=""), ModifyMeeting=answer)
        center.on("CreateMeeting", doc.created(endTime=None))
        meeting = center.play(LIVE.create(new_meeting(), connected()))
        assert (meeting.join_url, meeting.notes) == (ATTEND, (ENDLESS,))
        center.on("CreateMeeting", doc.created(startTime=None, endTime=None))
        assert center.play(LIVE.create(new_meeting(), connected())).notes == (ENDLESS,)

    def test_a_center_that_refuses_an_end_that_was_given_is_not_asked_again(self) -> None:
        center = working_center(CreateMeeting=ONGOING)
        with pytest.raises(NotPossible):
            center.play(LIVE.create(new_meeting(), connected()))
        assert len(center.bodies("CreateMeeting")) == 1

    def test_a_series_is_refused_unasked_with_a_sentence(self) -> None:
        center, daily = ScriptedCenter(), Recurrence.parse("FREQ=DAILY")
        for steps in (
            LIVE.create(new_meeting(recurrence=daily), connected()),
            LIVE.change(created_meeting(), new_meeting(recurrence=daily), connected()),
        ):
            with pytest.raises(NotPossible) as caught:
                center.play(steps)
            assert "series" in caught.value.message
        assert center.requests == []

    @pytest.mark.parametrize(
        ("size", "people", "choices", "seats"),
        [
            ("", 0, {}, "15"),
            ("40", 0, {}, "40"),
            ("", 30, {}, "31"),
            ("99999999", 0, {}, "15"),
            ("40", 30, {"seats": "5"}, "5"),
        ],
    )
    def test_seats_are_chosen_or_the_persons_own_and_enough(
        self, size: str, people: int, choices: dict[str, str], seats: str
    ) -> None:
        center = working_center()
        everybody = tuple(Attendee(name=f"p{n}", email=f"p{n}@contoso.com") for n in range(people))
        who = connected(meetingSize=size) if size else connected()
        center.play(LIVE.create(new_meeting(people=everybody, choices=choices), who))
        (request,) = center.bodies("CreateMeeting")
        assert request.get("maxUsers") == seats
        assert len(request.findall("OptionList/StringListOption/String")) == people

    @pytest.mark.parametrize(
        "choices",
        [
            {"seats": "0"},
            {"seats": "many"},
            {"seats": "9" * 11},
            {"owner": "a;b"},
            {"owner": " dori"},
        ],
    )
    def test_a_choice_that_makes_no_sense_is_refused_unasked(self, choices: dict[str, str]) -> None:
        center = ScriptedCenter()
        with pytest.raises(Rejected):
            center.play(LIVE.create(new_meeting(choices=choices), connected()))
        assert center.requests == []

    def test_no_meeting_ends_as_it_begins(self) -> None:
        center = working_center()
        center.play(LIVE.create(new_meeting(lasts=timedelta(0)), connected()))
        assert options(center.bodies("CreateMeeting")[0])["endTime"].endswith("T14:06:09Z")

    def test_the_way_in_can_be_opened_and_the_owner_named(self) -> None:
        center = working_center()
        choices = {"entry": "open", "owner": "dori"}
        center.play(LIVE.create(new_meeting(choices=choices), connected()))
        (request,) = center.bodies("CreateMeeting")
        assert options(request)["audienceEntryControl"] == "EnumerationOption None"
        assert options(request)["owner"] == "StringOption dori"
        entries = request.findall("OptionList/*[@name='audienceEntryControl']/String")
        assert [element.text for element in entries] == ["ACL", "None", "Password"]

    def test_only_those_with_an_address_are_named_as_guests(self) -> None:
        center = working_center()
        bo = Attendee(name="bo", slack_id="U2", email="bo@contoso.com")
        people = (bo, Attendee(name="cy"), Attendee(name="d", email="d\u00e9@x.example"))
        center.play(LIVE.create(new_meeting(people=people), connected()))
        (request,) = center.bodies("CreateMeeting")
        (guests,) = request.findall("OptionList/StringListOption")
        assert guests.get("name") == "audienceListEmail"
        assert [element.text for element in guests] == ["bo@contoso.com"]


class TestLookingForIt:
    """After a lost reply the name is looked for; creating is idempotent."""

    def test_the_same_wish_again_is_the_same_meeting(self) -> None:
        center = working_center(CreateMeeting=TAKEN)
        assert center.play(LIVE.create(new_meeting(), connected())) == created_meeting()
        assert center.names == ["GetPostingURL", "CreateMeeting", "ListMeetings"]

    def test_it_is_found_by_its_name(self) -> None:
        center = working_center()
        assert center.play(LIVE.find(new_meeting(), connected())) == created_meeting()
        (request,) = center.bodies("ListMeetings")
        query = request[0]
        assert query.tag == "StringQuery"
        assert dict(query.attrib) == {"fieldName": "name", "operator": "=", "value": MARKER}
        assert [element.tag for element in request] == ["StringQuery", "FieldList"]
        assert request.get("listDeleted") == "False"

    @pytest.mark.parametrize(
        "answer",
        [
            doc.listed(),
            doc.listed(doc.meeting(opaque1="somebody else's")),
            doc.listed(doc.meeting(status="Deleted")),
        ],
    )
    def test_what_is_not_ours_or_gone_is_not_found(self, answer: httpx.Response) -> None:
        assert (
            working_center(ListMeetings=answer).play(LIVE.find(new_meeting(), connected())) is None
        )
        center = working_center(CreateMeeting=TAKEN, ListMeetings=answer)
        with pytest.raises(NameTaken) as caught:
            center.play(LIVE.create(new_meeting(), connected()))
        assert caught.value.outcome_unknown

    def test_a_name_that_is_refused_for_another_reason_is_refused(self) -> None:
        center = working_center(CreateMeeting=doc.fault("Client.BadData.NameInUseElsewhere"))
        with pytest.raises(Rejected):
            center.play(LIVE.create(new_meeting(), connected()))
        assert center.names == ["GetPostingURL", "CreateMeeting"]

    def test_a_scheduled_meeting_that_is_found_is_left_as_it_is(self) -> None:
        center = working_center(ListMeetings=doc.listed(doc.meeting(endTime=None)))
        assert center.play(LIVE.find(new_meeting(starts_at=doc.MONDAY), connected())).lasts is None
        assert center.names == ["GetPostingURL", "ListMeetings"]

    def test_a_server_that_keeps_no_mark_is_believed_by_the_name(self) -> None:
        center = working_center(ListMeetings=doc.listed(doc.meeting(opaque1=None)))
        assert center.play(LIVE.find(new_meeting(), connected())) == created_meeting()

    @pytest.mark.parametrize(
        "answer",
        [
            doc.message("<CreateMeetingReply/>"),
            doc.message(doc.warning()),
            doc.message("<ListMeetingsReply/>"),
            doc.message(""),
            doc.message(f"<CreateMeetingReply>{doc.meeting()}</CreateMeetingReply>" * 2),
            doc.created(mid=None),
            doc.created(mid=""),
            doc.created(mid="x" * 65),
            doc.created(name=None),
            doc.created(name="x" * 33),
            doc.created(startTime="soon"),
            doc.created(audiencePassword="x" * 65),
            doc.page(),
            doc.page(404),
            doc.page(302),
            httpx.Response(200, headers={"Content-Type": "application/xml"}, content=b"<a"),
        ],
    )
    def test_an_answer_that_is_no_meeting_leaves_it_open(self, answer: httpx.Response) -> None:
        center = working_center(CreateMeeting=answer)
        with pytest.raises((LookupError, ValueError, UnexpectedReply)) as caught:
            center.play(LIVE.create(new_meeting(), connected()))
        fault = caught.value
        assert not isinstance(fault, MeetingError) or fault.outcome_unknown
        assert center.names == ["GetPostingURL", "CreateMeeting"]


class TestPersonalPlace:
    """Meet Now, where a person chose it: there is one place, and it is never deleted."""

    PLACE = doc.meeting(meetingType="MeetNow", title="Meet Now")
    MADE = doc.created(meetingType="MeetNow", title="Meet Now", startTime=None, endTime=None)
    WANTED = new_meeting("Stand-up", choices={"place": "personal"})

    def test_it_is_looked_for_first(self) -> None:
        center = working_center(ListMeetings=doc.listed(self.PLACE))
        meeting = center.play(LIVE.create(self.WANTED, connected()))
        assert center.names == ["GetPostingURL", "ListMeetings"]
        query = center.bodies("ListMeetings")[0][0]
        assert (query.get("fieldName"), query.get("value")) == ("personalPlaceOf", "ApiUser")
        assert (meeting.title, meeting.notes) == ("Stand-up", (PERSONAL,))
        assert (meeting.starts_at, meeting.lasts) == (None, None)

    def test_it_is_made_where_there_is_none(self) -> None:
        center = working_center(ListMeetings=doc.listed(), CreateMeeting=self.MADE)
        center.play(LIVE.create(self.WANTED, connected()))
        (request,) = center.bodies("CreateMeeting")
        assert dict(request.attrib) == {"maxUsers": "15", "title": "Stand-up"}
        assert options(request) == {
            "meetingType": "EnumerationOption MeetNow",
            "personalPlaceOf": "StringOption ApiUser",
        }

    def test_somebody_who_was_quicker_made_the_one_there_is(self) -> None:
        center = working_center(CreateMeeting=doc.fault("Client.BadMatch.Need0.Meeting"))
        center.on("ListMeetings", doc.listed(), doc.listed(self.PLACE))
        assert center.play(LIVE.create(self.WANTED, connected())).id == doc.MID

    def test_a_place_that_is_taken_and_not_shown_is_told(self) -> None:
        taken = doc.fault("Client.BadMatch.Need0.Meeting")
        center = working_center(CreateMeeting=taken, ListMeetings=doc.listed())
        with pytest.raises(Rejected, match="personal place"):
            center.play(LIVE.create(self.WANTED, connected()))

    def test_it_is_found_again(self) -> None:
        center = working_center(ListMeetings=doc.listed(self.PLACE))
        meeting = center.play(LIVE.find(self.WANTED, connected()))
        assert meeting == working_center(ListMeetings=doc.listed(self.PLACE)).play(
            LIVE.create(self.WANTED, connected())
        )
        assert (
            working_center(ListMeetings=doc.listed()).play(LIVE.find(self.WANTED, connected()))
            is None
        )

    def test_it_is_neither_changed_nor_taken_away(self) -> None:
        place = working_center(ListMeetings=doc.listed(self.PLACE)).play(
            LIVE.create(self.WANTED, connected())
        )
        center = ScriptedCenter()
        with pytest.raises(NotPossible):
            center.play(LIVE.cancel(place, connected()))
        with pytest.raises(NotPossible):
            center.play(LIVE.change(place, new_meeting(), connected()))
        assert center.requests == []


class TestReading:
    """ListMeetings reads one meeting, and lists those to come."""

    def test_one_is_read_by_its_mid(self) -> None:
        center = working_center()
        assert center.play(LIVE.read(doc.MID, connected())) == created_meeting()
        query = center.bodies("ListMeetings")[0][0]
        assert dict(query.attrib) == {"fieldName": "mid", "operator": "=", "value": doc.MID}

    @pytest.mark.parametrize("written", ["2026-11-23T18:00:00", "2026-11-23T19:00:00+01:00"])
    def test_a_time_is_read_in_any_usual_form(self, written: str) -> None:
        center = working_center(ListMeetings=doc.listed(doc.meeting(startTime=written)))
        assert center.play(LIVE.read(doc.MID, connected())).starts_at == doc.MONDAY

    def test_a_meeting_that_ends_before_it_begins_lasts_nobody_knows_how_long(self) -> None:
        center = working_center(
            ListMeetings=doc.listed(doc.meeting(endTime="2026-11-23T17:00:00Z"))
        )
        assert center.play(LIVE.read(doc.MID, connected())).lasts is None

    def test_of_two_options_with_one_name_the_first_counts(self) -> None:
        other = '<OptionList><StringOption name="mid" value="other"/>'
        twice = doc.meeting().replace("<OptionList>", other)
        center = working_center(ListMeetings=doc.listed(twice))
        assert center.play(LIVE.read(doc.MID, connected())).id == "other"

    def test_one_that_is_not_listed_is_gone(self) -> None:
        with pytest.raises(NoSuchMeeting):
            working_center(ListMeetings=doc.listed()).play(LIVE.read("x", connected()))

    def test_two_where_one_was_asked_for_are_nonsense(self) -> None:
        two = doc.listed(doc.meeting(), doc.meeting(mid="other"))
        with pytest.raises(ValueError, match="more than one"):
            working_center(ListMeetings=two).play(LIVE.read(doc.MID, connected()))

    def test_a_series_is_read_and_said_to_be_one(self) -> None:
        center = working_center(ListMeetings=doc.listed(doc.meeting(meetingType="Recurring")))
        series = center.play(LIVE.read(doc.MID, connected()))
        assert series.notes == (SERIES,)
        with pytest.raises(NotPossible):
            ScriptedCenter().play(LIVE.change(series, new_meeting(), connected()))

    def test_what_is_to_come_is_listed_soonest_first(self) -> None:
        later = doc.meeting(mid="later", startTime="2026-11-24T18:00:00Z", endTime=None)
        over = doc.meeting(
            mid="over", startTime="2026-11-20T12:00:00Z", endTime="2026-11-20T14:00:00Z"
        )
        gone = doc.meeting(mid="gone", status="Expired")
        center = working_center(ListMeetings=doc.listed(later, gone, doc.meeting(), over))
        listed = center.play(LIVE.upcoming(doc.MONDAY + timedelta(days=7), connected()))
        assert [meeting.id for meeting in listed] == [doc.MID, "later"]
        (request,) = center.bodies("ListMeetings")
        interval = request[0][0]
        assert request[0].get("fieldName") == "startTime"
        assert interval.get("startTime") == "2026-11-19T14:05:09Z"
        assert interval.get("endTime") == "2026-11-30T18:00:00Z"
        assert request[0].get("ownedOnly") is None
        assert (request.get("pageSize"), request.get("pageNum")) == ("100", "1")

    def test_an_administrator_asks_for_their_own(self) -> None:
        center = working_center()
        center.play(LIVE.upcoming(doc.MONDAY, connected(isAdministrator="True")))
        assert center.bodies("ListMeetings")[0][0].get("ownedOnly") == "True"

    def test_an_administrator_may_look_for_anybodys(self) -> None:
        center = working_center()
        center.play(LIVE.search("owner", "dori", connected(isAdministrator="True")))
        assert center.bodies("ListMeetings")[0][0].get("ownedOnly") is None

    def test_every_page_is_read(self) -> None:
        rows = [doc.meeting(mid=f"m{n}") for n in range(250)]
        center = working_center()
        center.on("ListMeetings", *(doc.listed(*rows[n : n + 100]) for n in (0, 100, 200)))
        assert len(center.play(LIVE.upcoming(doc.MONDAY + timedelta(days=1), connected()))) == 250
        assert [request.get("pageNum") for request in center.bodies("ListMeetings")] == [
            "1",
            "2",
            "3",
        ]

    def test_a_center_that_knows_no_pages_is_not_asked_for_ever(self) -> None:
        rows = [doc.meeting(mid=f"m{n}") for n in range(130)]
        center = working_center(ListMeetings=doc.listed(*rows))
        assert len(center.play(LIVE.upcoming(doc.MONDAY + timedelta(days=1), connected()))) == 130
        assert len(center.bodies("ListMeetings")) == 2

    def test_a_time_that_is_over_holds_nothing(self) -> None:
        center = working_center()
        assert center.play(LIVE.upcoming(doc.NOW - timedelta(days=2), connected())) == []
        assert center.names == ["GetPostingURL"]

    @pytest.mark.parametrize("field", ["name", "owner", "billing", "title"])
    @pytest.mark.parametrize(("text", "operator"), [("Sales demo", "="), ("Sales%", "LIKE")])
    def test_meetings_are_searched_for(self, field: Any, text: str, operator: str) -> None:
        center = working_center()
        assert center.play(LIVE.search(field, text, connected())) == [created_meeting()]
        query = center.bodies("ListMeetings")[0][0]
        assert dict(query.attrib) == {"fieldName": field, "operator": operator, "value": text}

    def test_those_that_had_visitors_are_listed_deleted_or_not(self) -> None:
        center = working_center(ListMeetings=doc.listed(doc.meeting(status="Deleted")))
        assert center.play(LIVE.visited(doc.NOW, doc.MONDAY, connected())) == [created_meeting()]
        (request,) = center.bodies("ListMeetings")
        assert request.get("listDeleted") == "True"
        assert request[0].get("fieldName") == "visitedIn"


class TestChanging:
    """ModifyMeeting and DeleteMeeting, by mid."""

    def test_what_were_attributes_are_options_now(self) -> None:
        center = working_center(ModifyMeeting=doc.modified(title="Another title"))
        wanted = new_meeting("Another title", starts_at=doc.MONDAY, zone="Europe/Paris")
        changed = center.play(LIVE.change(created_meeting(), wanted, connected()))
        assert (changed.id, changed.title) == (doc.MID, "Another title")
        (request,) = center.bodies("ModifyMeeting")
        assert [element.tag for element in request] == ["StringQuery", "OptionList", "FieldList"]
        assert request.attrib == {}
        assert dict(request[0].attrib) == {"fieldName": "mid", "operator": "=", "value": doc.MID}
        assert options(request) == {
            "title": "StringOption Another title",
            "startTime": "TimeOption 2026-11-23T18:00:00Z",
            "endTime": "TimeOption 2026-11-23T18:30:00Z",
            "timeZone": "StringOption Europe/Paris",
        }

    def test_a_time_that_is_not_named_stays(self) -> None:
        center = working_center()
        center.play(LIVE.change(created_meeting(), new_meeting("Another title"), connected()))
        assert set(options(center.bodies("ModifyMeeting")[0])) == {"title"}

    def test_an_administrator_gives_it_to_another_owner(self) -> None:
        center = working_center()
        wanted = new_meeting(choices={"owner": "dori", "seats": "40"})
        center.play(LIVE.change(created_meeting(), wanted, connected()))
        (request,) = center.bodies("ModifyMeeting")
        assert options(request)["owner"] == "StringOption dori"
        assert options(request)["maxUsers"] == "DecimalOption 40"

    @pytest.mark.parametrize(
        ("code", "fault"),
        [
            ("Client.Authorization.NotOwnerOrAdministrator.Meeting", NotOwner),
            ("Client.Authorization.NotOwner.PersonalPlace", NotOwner),
            ("Client.Authorization.NotAdministrator", NotAdministrator),
            ("Client.BadMatch.Need1Got0.Meeting", NoSuchMeeting),
        ],
    )
    def test_a_change_that_is_refused_says_why(self, code: str, fault: type[MeetingError]) -> None:
        with pytest.raises(fault):
            working_center(ModifyMeeting=doc.fault(code)).play(
                LIVE.change(created_meeting(), new_meeting(), connected())
            )

    @pytest.mark.parametrize(
        "answer",
        [
            doc.message("<DeleteMeetingReply/>"),
            doc.message("<DeleteMeetingReply></DeleteMeetingReply>"),
            doc.message(doc.warning()),
            doc.fault("Client.BadState.Meeting"),
            doc.fault("Client.BadMatch.Need1Got0.Meeting"),
            doc.fault("Client.BadMatch.NeedNonZero"),
            doc.fault("Client.BadData.NoSuch.Meeting"),
        ],
    )
    def test_what_is_gone_is_gone(self, answer: httpx.Response) -> None:
        center = working_center(DeleteMeeting=answer)
        center.play(LIVE.cancel(created_meeting(), connected()))
        (request,) = center.bodies("DeleteMeeting")
        assert request.attrib == {}
        assert dict(request[0].attrib) == {"fieldName": "mid", "operator": "=", "value": doc.MID}

    def test_somebody_elses_meeting_is_not_taken_away(self) -> None:
        code = "Client.Authorization.NotOwnerOrAdministrator.Meeting"
        with pytest.raises(NotAllowed):
            working_center(DeleteMeeting=doc.fault(code)).play(
                LIVE.cancel(created_meeting(), connected())
            )

    def test_an_administrator_restores_it(self) -> None:
        center = working_center(
            RestoreMeeting=doc.message("<RestoreMeetingReply></RestoreMeetingReply>")
        )
        center.play(LIVE.restore(created_meeting(), connected()))
        assert center.bodies("RestoreMeeting")[0][0].get("value") == doc.MID
        active = "The meeting you are trying to restore is already in Active state."
        center.on("RestoreMeeting", doc.fault("Client.BadState.Meeting", active))
        with pytest.raises(Rejected, match="already in Active state"):
            center.play(LIVE.restore(created_meeting(), connected()))


class TestJoining:
    """Entry links, as the service's own invitations had them."""

    @pytest.mark.parametrize(
        ("password", "written"),
        [
            ("mNjC'%=!8", "mNjC%27%25%3D%218"),
            ("5~.~tS`p2", "5%7E.%7EtS%60p2"),
            ("a b", "a%20b"),
            ("&role=present", "%26role%3Dpresent"),
        ],
    )
    def test_a_password_is_written_as_the_service_writes_it(
        self, password: str, written: str
    ) -> None:
        assert created_meeting(audiencePassword=password).join_url.endswith(
            f"&role=attend&pw={written}"
        )

    def test_a_password_that_cannot_be_shown_is_in_the_link_alone(self) -> None:
        meeting = created_meeting(audiencePassword="a\u200bb")
        assert meeting.passcode == ""
        assert meeting.join_url.endswith("pw=a%E2%80%8Bb")

    @pytest.mark.parametrize("entry", ["ACL", "None"])
    def test_no_password_is_shown_that_opens_nothing(self, entry: str) -> None:
        meeting = created_meeting(audienceEntryControl=entry)
        assert meeting.join_url == f"{doc.JOIN}?id={MARKER}&role=attend"
        assert meeting.passcode == ""
        assert meeting.notes == ((ACCESS_LIST,) if entry == "ACL" else ())

    def test_the_presenters_link_is_fetched_when_it_is_wanted(self) -> None:
        center = working_center()
        link = center.play(LIVE.host_link(created_meeting(), connected()))
        assert link == f"{doc.JOIN}?id={MARKER}&role=present&pw=N6%24d%25b3C"
        names = center.bodies("ListMeetings")[0].findall("FieldList/Name")
        assert [element.text for element in names] == ["name", "presenterPassword"]

    def test_the_presenters_password_is_kept_nowhere(self) -> None:
        meeting = created_meeting()
        everything = f"{meeting} {meeting.data} {meeting.join_url} {meeting.passcode}"
        assert "N6$d%b3C" not in everything
        assert "presenterPassword" not in FIELDS

    def test_invitations_are_the_centers_own_texts(self) -> None:
        text = "<b>ada</b> has invited you\nJoin: https://x.example/\x7f"
        center = working_center(ListMeetings=doc.listed(doc.meeting(audienceInviteText=text)))
        audience, presenter = center.play(LIVE.invitations(created_meeting(), connected()))
        assert audience == "<b>ada</b> has invited you\nJoin: https://x.example/"
        assert presenter == ""

    @pytest.mark.parametrize(
        ("posting", "base"),
        [
            (
                "https://www.livemeeting.example/cc/contoso/xml/4.0",
                "https://www.livemeeting.example",
            ),
            ("https://livemeeting.example/live/cc/_XML/contoso/xml/4.0", ""),
        ],
    )
    def test_links_follow_from_the_posting_address(self, posting: str, base: str) -> None:
        wanted_base = (
            f"{base}/cc/contoso" if base else "https://livemeeting.example/live/cc/contoso"
        )
        assert Endpoints(doc.DISCOVERY).join_base(posting) == wanted_base

    def test_a_posting_address_of_another_form_leaves_the_discoverys(self) -> None:
        base = Endpoints(doc.DISCOVERY).join_base("https://www3.livemeeting.example/api?cc=contoso")
        assert base == "https://www.livemeeting.example/cc/contoso"
