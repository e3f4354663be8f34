"""The life of a meeting after its making: found, read, listed, changed, cancelled, hosted."""

from datetime import UTC, datetime, timedelta

import pytest

from meetings.errors import MeetingError, NoSuchMeeting, NotPossible, UnexpectedReply
from meetings.model import Attendee, Meeting
from meetings.services.webex_xml.errors import MayNotNow
from tests.meetings.webex_xml import documents as doc
from tests.meetings.webex_xml.desk import ADA, MARKER, START, WEBEX, Desk, later, making, wanted

MADE = Meeting(id=doc.KEY, title="Budget & plan", join_url=doc.INVITE)
MARKED = f"Item 1 [ref {MARKER}]"


class TestFinding:
    def looking(self, *pages, agenda: str = MARKED) -> Desk:
        desk = making(agenda=agenda).on("LstsummaryMeeting", *pages)
        return desk.on("GetAPIVersion", doc.version())

    def test_a_start_is_looked_for_around_its_time_by_its_host(self):
        desk = self.looking(doc.page(doc.line(doc.KEY, "Budget &amp; plan", "05/31/2027 17:10:00")))
        found = desk.play(WEBEX.find(later(), ADA))
        assert (found.id, found.join_url) == (doc.KEY, doc.INVITE)
        [asked] = desk.bodies("LstsummaryMeeting")
        assert asked["hostWebExID"] == "host@acme.example"
        assert asked["dateScope/startDateStart"] == "05/30/2027 17:10:00"
        assert asked["dateScope/startDateEnd"] == "06/01/2027 17:10:00"
        assert asked["dateScope/timeZoneID"] == "20"

    def test_what_was_found_says_what_its_making_would_have_said(self):
        desk = self.looking(doc.page(doc.line(doc.KEY, "Budget &amp; plan", "05/31/2027 17:10:00")))
        wish = later(choices={"end_to_end": "yes"}, people=(Attendee(name="Ana"),))
        notes = desk.play(WEBEX.find(wish, ADA)).notes
        assert ["Ana" in note for note in notes] == [True, False]
        assert "End-to-end" in notes[1]

    def test_a_meeting_now_is_looked_for_by_the_services_own_clock(self):
        desk = self.looking(doc.page(doc.line(doc.KEY, "Budget &amp; plan", "03/01/2027 09:00:00")))
        assert desk.play(WEBEX.find(wanted(), ADA)).id == doc.KEY
        assert desk.contexts("GetAPIVersion") == [{"siteName": "acme"}]
        [asked] = desk.bodies("LstsummaryMeeting")
        assert asked["dateScope/startDateStart"] == "02/22/2027 09:00:00"

    def test_a_service_that_tells_no_time_is_asked_for_all(self):
        desk = self.looking(doc.nothing()).on("GetAPIVersion", doc.version(date=""))
        assert desk.play(WEBEX.find(wanted(), ADA)) is None
        [asked] = desk.bodies("LstsummaryMeeting")
        assert "dateScope/startDateStart" not in asked

    def test_an_empty_list_is_no_error(self):
        assert self.looking(doc.nothing()).play(WEBEX.find(later(), ADA)) is None

    def test_another_wish_of_the_same_name_is_not_it(self):
        line = doc.line(doc.KEY, "Budget &amp; plan", "05/31/2027 17:10:00")
        desk = self.looking(doc.page(line), agenda="Item 1 [ref somebodyelses]")
        assert desk.play(WEBEX.find(later(), ADA)) is None
        assert "GetjoinurlMeeting" not in desk.names

    def test_other_names_are_not_read(self):
        line = doc.line(doc.KEY, "Another", "05/31/2027 17:10:00")
        desk = self.looking(doc.page(line))
        assert desk.play(WEBEX.find(later(), ADA)) is None
        assert desk.names == ["LstsummaryMeeting"]

    def test_meetings_of_others_that_one_is_invited_to_are_passed_over(self):
        lines = [
            doc.line(key, "Budget &amp; plan", "05/31/2027 17:10:00")
            for key in ("111111111", doc.KEY)
        ]
        desk = self.looking(doc.page(*lines))
        refused = doc.failure("000001", "Access denied, additional privileges are required")
        desk.on("GetMeeting", refused, doc.meeting(agenda=MARKED))
        assert desk.play(WEBEX.find(later(), ADA)).id == doc.KEY

    def test_every_page_is_looked_through(self):
        other = [doc.line(str(n), "Another", "05/31/2027 17:10:00") for n in range(100)]
        mine = doc.line(doc.KEY, "Budget &amp; plan", "05/31/2027 17:10:00")
        desk = self.looking(doc.page(*other, total=101), doc.page(mine, total=101, start=101))
        assert desk.play(WEBEX.find(later(), ADA)).id == doc.KEY
        begins = [one["listControl/startFrom"] for one in desk.bodies("LstsummaryMeeting")]
        assert begins == ["1", "101"]

    def test_too_many_alike_are_not_taken_for_nothing(self):
        lines = [doc.line(str(n), "Budget &amp; plan", "05/31/2027 17:10:00") for n in range(60)]
        desk = self.looking(doc.page(*lines))
        desk.on("GetMeeting", doc.failure("060001", "Corresponding Meeting not found"))
        with pytest.raises(UnexpectedReply):
            desk.play(WEBEX.find(later(), ADA))

    def test_a_list_without_an_end_is_left(self):
        desk = self.looking(doc.page(doc.line("1", "Another", "05/31/2027 17:10:00"), total=9_999))
        with pytest.raises(UnexpectedReply):
            desk.play(WEBEX.find(later(), ADA))
        assert len(desk.asked) <= 60


class TestReading:
    def test_a_meeting_is_read_back(self):
        meeting = making().play(WEBEX.read(doc.KEY, ADA))
        assert (meeting.title, meeting.starts_at) == ("Budget & plan", START)
        assert (meeting.lasts, meeting.passcode) == (timedelta(minutes=20), "Pa55word")

    def test_one_that_is_gone_is_said_to_be(self):
        desk = making().on("GetMeeting", doc.failure("060001", "Corresponding Meeting not found"))
        with pytest.raises(NoSuchMeeting):
            desk.play(WEBEX.read(doc.KEY, ADA))

    @pytest.mark.parametrize("key", ["", "x", "1</meetingKey>", "١٢", "1" * 40])
    def test_what_cannot_be_a_key_is_not_asked_for(self, key):
        with pytest.raises(NoSuchMeeting):
            Desk().play(WEBEX.read(key, ADA))

    def test_another_meeting_than_asked_for_is_none(self):
        with pytest.raises(UnexpectedReply):
            making(key="987").play(WEBEX.read(doc.KEY, ADA))

    def test_a_zone_that_nobody_told_us_of_is_asked_for(self):
        desk = making(zone=99, start="05/31/2027 10:10:00").on("LstTimeZone", doc.zones(_99=-90))
        meeting = desk.play(WEBEX.read(doc.KEY, ADA))
        assert meeting.starts_at == datetime(2027, 5, 31, 11, 40, tzinfo=UTC)
        assert desk.bodies("LstTimeZone") == [{"timeZoneID": "99", "date": "05/31/2027 12:00:00"}]

    def test_in_a_zone_whose_law_has_changed_the_sites_clock_counts(self):
        desk = making(zone=43, start="05/31/2027 10:10:00").on("LstTimeZone", doc.zones(_43=360))
        assert desk.play(WEBEX.read(doc.KEY, ADA)).starts_at.hour == 4
        desk.on("LstTimeZone", doc.failure("000001", "Access denied"))
        assert desk.play(WEBEX.read(doc.KEY, ADA)).starts_at.hour == 5


class TestListing:
    def listing(self, *pages) -> Desk:
        return making().on("LstsummaryMeeting", *pages).on("GetAPIVersion", doc.version())

    def test_what_is_still_to_come_soonest_first(self):
        desk = self.listing(
            doc.page(
                doc.line("4", "after", "03/03/2027 10:00:00"),
                doc.line("3", "later", "03/02/2027 05:00:00", zone=11),  # 10:00 at Greenwich
                doc.line("2", "sooner", "03/02/2027 09:00:00", zone=25),  # 08:00
                doc.line("1", "running", "03/01/2027 08:30:00"),
                doc.line("0", "over", "03/01/2027 07:00:00"),
            )
        )
        until = datetime(2027, 3, 3, 10, tzinfo=UTC)
        meetings = desk.play(WEBEX.upcoming(until, ADA))
        assert [one.title for one in meetings] == ["running", "sooner", "later"]
        assert meetings[1].starts_at == datetime(2027, 3, 2, 8, tzinfo=UTC)
        assert all(one.join_url == doc.INVITE for one in meetings)
        assert [one["sessionKey"] for one in desk.bodies("GetjoinurlMeeting")] == ["1", "2", "3"]

    def test_the_clock_of_a_zone_is_asked_for_once_a_day(self):
        lines = [doc.line(str(n), "x", f"03/02/2027 {n:02}:00:00", zone=43) for n in range(8, 14)]
        desk = self.listing(doc.page(*lines)).on("LstTimeZone", doc.zones(_43=300))
        until = datetime(2027, 3, 3, tzinfo=UTC)
        assert len(desk.play(WEBEX.upcoming(until, ADA))) == 6
        assert desk.names.count("LstTimeZone") == 1

    def test_an_empty_list_is_an_empty_list(self):
        until = datetime(2027, 3, 3, tzinfo=UTC)
        assert self.listing(doc.nothing()).play(WEBEX.upcoming(until, ADA)) == []

    def test_the_list_is_asked_for_by_host_with_room_for_the_sites_clock(self):
        desk = self.listing(doc.nothing())
        desk.play(WEBEX.upcoming(datetime(2027, 3, 3, tzinfo=UTC), ADA))
        [asked] = desk.bodies("LstsummaryMeeting")
        assert asked["hostWebExID"] == "host@acme.example"
        assert asked["dateScope/startDateEnd"] == "03/04/2027 00:00:00"
        assert asked["dateScope/endDateStart"] == "02/28/2027 09:00:00"


class TestChanging:
    def changing(self, **shown) -> Desk:
        return making(**shown).on("SetMeeting", doc.changed())

    def test_time_title_and_people_are_set(self):
        desk = self.changing(start="06/01/2027 09:00:00", name="Moved")
        wish = later(
            title="Moved",
            starts_at=datetime(2027, 6, 1, 16, tzinfo=UTC),
            people=(Attendee(name="James Kirk", email="jkirk@acme.example"),),
        )
        meeting = desk.play(WEBEX.change(MADE, wish, ADA))
        [asked] = desk.bodies("SetMeeting")
        assert asked["meetingkey"] == doc.KEY
        assert asked["metaData/confName"] == "Moved"
        assert asked["schedule/startDate"] == "06/01/2027 09:00:00"
        assert asked["schedule/timeZoneID"] == "4"
        assert asked["repeat/repeatType"] == "NO_REPEAT"
        assert asked["participants/attendees/attendee/person/email"] == "jkirk@acme.example"
        assert "accessControl/meetingPassword" not in asked
        assert (meeting.id, meeting.title) == (doc.KEY, "Moved")
        assert meeting.starts_at == wish.starts_at

    def test_without_a_time_the_time_stays(self):
        desk = self.changing(name="Renamed")
        desk.play(WEBEX.change(MADE, wanted("Renamed"), ADA))
        [asked] = desk.bodies("SetMeeting")
        assert "schedule/startDate" not in asked
        assert "LstTimeZone" not in desk.names

    def test_a_meeting_that_is_gone_cannot_be_changed(self):
        gone = doc.failure("060001", "Corresponding Meeting not found")
        with pytest.raises(NoSuchMeeting):
            self.changing().on("SetMeeting", gone).play(WEBEX.change(MADE, later(), ADA))


class TestTheEnd:
    def test_a_meeting_is_deleted(self):
        desk = Desk().on("DelMeeting", doc.deleted())
        desk.play(WEBEX.cancel(MADE, ADA))
        assert desk.bodies("DelMeeting") == [{"meetingKey": doc.KEY}]

    @pytest.mark.parametrize("number", ["060001", "009010", "009011"])
    def test_one_that_is_gone_already_counts_as_done(self, number):
        desk = Desk().on("DelMeeting", doc.failure(number, "Corresponding Meeting not found"))
        desk.play(WEBEX.cancel(MADE, ADA))
        assert desk.names == ["DelMeeting"]

    def test_one_that_is_running_is_not_deleted_and_that_is_said(self):
        desk = Desk().on("DelMeeting", doc.failure("000001", "Access denied"))
        with pytest.raises(MayNotNow) as fault:
            desk.play(WEBEX.cancel(MADE, ADA))
        assert "running" in fault.value.message


class TestTheHost:
    def test_the_hosts_link_is_fetched_anew_each_time(self):
        desk = Desk().on("GethosturlMeeting", doc.host_url())
        assert desk.play(WEBEX.host_link(MADE, ADA)) == doc.HOST_LINK
        desk.play(WEBEX.host_link(MADE, ADA))
        assert desk.bodies("GethosturlMeeting") == [{"sessionKey": doc.KEY}] * 2

    def test_it_is_in_nothing_that_is_kept(self):
        desk = making().on("GethosturlMeeting", doc.host_url())
        meeting = desk.play(WEBEX.create(later(), ADA))
        assert "GethosturlMeeting" not in desk.names
        assert "TK=" not in str((meeting, dict(meeting.data)))

    def test_a_link_that_nobody_may_be_sent_to_is_none(self):
        desk = Desk().on("GethosturlMeeting", doc.host_url("javascript:alert(1)"))
        with pytest.raises((ValueError, MeetingError)):
            desk.play(WEBEX.host_link(MADE, ADA))


def test_who_came_is_not_told() -> None:
    with pytest.raises(NotPossible):
        Desk().play(WEBEX.attendance(MADE, ADA))
