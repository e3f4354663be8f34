"""The life of a meeting after its making: found, read, listed, changed, cancelled, hosted."""

from datetime import UTC, datetime, timedelta

import pytest

from meetings.errors import MeetingError, NoSuchMeeting, NotPossible, UnexpectedReply
from meetings.model import Attendee
from meetings.services.webex_xml.errors import DeletionRefused
from tests.meetings.webex_xml import documents as doc
from tests.meetings.webex_xml.scripted_site import (
    ADA,
    MADE,
    MARKED,
    START,
    WEBEX,
    ScriptedSite,
    new_meeting,
    scheduled_meeting,
    working_site,
)


class TestFinding:
    def looking(self, *pages, agenda: str = MARKED) -> ScriptedSite:
        site = working_site(agenda=agenda).on("LstsummaryMeeting", *pages)
        return site.on("GetAPIVersion", doc.version())

    def test_a_start_is_looked_for_around_its_time_by_its_host(self):
        site = self.looking(doc.page(doc.line(doc.KEY, "Budget &amp; plan", "05/31/2027 17:10:00")))
        meeting = site.play(WEBEX.find(scheduled_meeting(), ADA))
        assert (meeting.id, meeting.join_url) == (doc.KEY, doc.INVITE)
        [content] = site.bodies("LstsummaryMeeting")
        assert content["hostWebExID"] == "host@acme.example"
        assert content["dateScope/startDateStart"] == "05/30/2027 17:10:00"
        assert content["dateScope/startDateEnd"] == "06/01/2027 17:10:00"
        assert content["dateScope/timeZoneID"] == "20"

    def test_what_was_found_says_what_its_making_would_have_said(self):
        site = self.looking(doc.page(doc.line(doc.KEY, "Budget &amp; plan", "05/31/2027 17:10:00")))
        wanted = scheduled_meeting(choices={"end_to_end": "yes"}, people=(Attendee(name="Ana"),))
        notes = site.play(WEBEX.find(wanted, ADA)).notes
        assert ["Ana" in note for note in notes] == [True, False]
        assert "End-to-end" in notes[1]

    def test_a_meeting_now_is_looked_for_by_the_services_own_clock(self):
        site = self.looking(doc.page(doc.line(doc.KEY, "Budget &amp; plan", "03/01/2027 09:00:00")))
        assert site.play(WEBEX.find(new_meeting(), ADA)).id == doc.KEY
        assert site.contexts("GetAPIVersion") == [{"siteName": "acme"}]
        [content] = site.bodies("LstsummaryMeeting")
        assert content["dateScope/startDateStart"] == "02/22/2027 09:00:00"

    def test_a_service_that_tells_no_time_is_asked_for_all(self):
        site = self.looking(doc.nothing()).on("GetAPIVersion", doc.version(date=""))
        assert site.play(WEBEX.find(new_meeting(), ADA)) is None
        [content] = site.bodies("LstsummaryMeeting")
        assert "dateScope/startDateStart" not in content

    def test_an_empty_list_is_no_error(self):
        assert self.looking(doc.nothing()).play(WEBEX.find(scheduled_meeting(), ADA)) is None

    def test_another_wish_of_the_same_name_is_not_it(self):
        line = doc.line(doc.KEY, "Budget &amp; plan", "05/31/2027 17:10:00")
        site = self.looking(doc.page(line), agenda="Item 1 [ref somebodyelses]")
        assert site.play(WEBEX.find(scheduled_meeting(), ADA)) is None
        assert "GetjoinurlMeeting" not in site.names

    def test_other_names_are_not_read(self):
        line = doc.line(doc.KEY, "Another", "05/31/2027 17:10:00")
        site = self.looking(doc.page(line))
        assert site.play(WEBEX.find(scheduled_meeting(), ADA)) is None
        assert site.names == ["LstsummaryMeeting"]

    def test_meetings_of_others_that_one_is_invited_to_are_passed_over(self):
        lines = [
            doc.line(key, "Budget &amp; plan", "05/31/2027 17:10:00")
            for key in ("111111111", doc.KEY)
        ]
        site = self.looking(doc.page(*lines))
        refused = doc.failure("000001", "Access denied, additional privileges are required")
        site.on("GetMeeting", refused, doc.meeting(agenda=MARKED))
        assert site.play(WEBEX.find(scheduled_meeting(), ADA)).id == doc.KEY

    def test_every_page_is_looked_through(self):
        other = [doc.line(str(n), "Another", "05/31/2027 17:10:00") for n in range(100)]
        mine = doc.line(doc.KEY, "Budget &amp; plan", "05/31/2027 17:10:00")
        site = self.looking(doc.page(*other, total=101), doc.page(mine, total=101, start=101))
        assert site.play(WEBEX.find(scheduled_meeting(), ADA)).id == doc.KEY
        begins = [body["listControl/startFrom"] for body in site.bodies("LstsummaryMeeting")]
        assert begins == ["1", "101"]

    def test_too_many_alike_are_not_taken_for_nothing(self):
        lines = [doc.line(str(n), "Budget &amp; plan", "05/31/2027 17:10:00") for n in range(60)]
        site = self.looking(doc.page(*lines))
        site.on("GetMeeting", doc.failure("060001", "Corresponding Meeting not found"))
        with pytest.raises(UnexpectedReply):
            site.play(WEBEX.find(scheduled_meeting(), ADA))

    def test_a_list_without_an_end_is_left(self):
        site = self.looking(doc.page(doc.line("1", "Another", "05/31/2027 17:10:00"), total=9_999))
        with pytest.raises(UnexpectedReply):
            site.play(WEBEX.find(scheduled_meeting(), ADA))
        assert len(site.requests) <= 60


class TestReading:
    def test_a_meeting_is_read_back(self):
        meeting = working_site().play(WEBEX.read(doc.KEY, ADA))
        assert (meeting.title, meeting.starts_at) == ("Budget & plan", START)
        assert (meeting.lasts, meeting.passcode) == (timedelta(minutes=20), "Pa55word")

    def test_one_that_is_gone_is_said_to_be(self):
        site = working_site().on(
            "GetMeeting", doc.failure("060001", "Corresponding Meeting not found")
        )
        with pytest.raises(NoSuchMeeting):
            site.play(WEBEX.read(doc.KEY, ADA))

    @pytest.mark.parametrize("key", ["", "x", "1</meetingKey>", "١٢", "1" * 40])
    def test_what_cannot_be_a_key_is_not_asked_for(self, key):
        with pytest.raises(NoSuchMeeting):
            ScriptedSite().play(WEBEX.read(key, ADA))

    def test_another_meeting_than_asked_for_is_none(self):
        with pytest.raises(UnexpectedReply):
            working_site(key="987").play(WEBEX.read(doc.KEY, ADA))

    def test_a_zone_that_nobody_told_us_of_is_asked_for(self):
        site = working_site(zone=99, start="05/31/2027 10:10:00").on(
            "LstTimeZone", doc.zones(_99=-90)
        )
        meeting = site.play(WEBEX.read(doc.KEY, ADA))
        assert meeting.starts_at == datetime(2027, 5, 31, 11, 40, tzinfo=UTC)
        assert site.bodies("LstTimeZone") == [{"timeZoneID": "99", "date": "05/31/2027 12:00:00"}]

    def test_in_a_zone_whose_law_has_changed_the_sites_clock_counts(self):
        site = working_site(zone=43, start="05/31/2027 10:10:00").on(
            "LstTimeZone", doc.zones(_43=360)
        )
        assert site.play(WEBEX.read(doc.KEY, ADA)).starts_at.hour == 4
        site.on("LstTimeZone", doc.failure("000001", "Access denied"))
        assert site.play(WEBEX.read(doc.KEY, ADA)).starts_at.hour == 5


class TestListing:
    def listing(self, *pages) -> ScriptedSite:
        return working_site().on("LstsummaryMeeting", *pages).on("GetAPIVersion", doc.version())

    def test_what_is_still_to_come_soonest_first(self):
        site = self.listing(
            doc.page(
                doc.line("4", "after", "03/03/2027 10:00:00"),
                doc.line("3", "later", "03/02/2027 05:00:00", zone=11),  # 10:00 at Greenwich
                doc.line("2", "sooner", "03/02/2027 09:00:00", zone=25),  # 08:00
                doc.line("1", "running", "03/01/2027 08:30:00"),
                doc.line("0", "over", "03/01/2027 07:00:00"),
            )
        )
        until = datetime(2027, 3, 3, 10, tzinfo=UTC)
        meetings = site.play(WEBEX.upcoming(until, ADA))
        assert [meeting.title for meeting in meetings] == ["running", "sooner", "later"]
        assert meetings[1].starts_at == datetime(2027, 3, 2, 8, tzinfo=UTC)
        assert all(meeting.join_url == doc.INVITE for meeting in meetings)
        assert [body["sessionKey"] for body in site.bodies("GetjoinurlMeeting")] == ["1", "2", "3"]

    def test_the_clock_of_a_zone_is_asked_for_once_a_day(self):
        lines = [doc.line(str(n), "x", f"03/02/2027 {n:02}:00:00", zone=43) for n in range(8, 14)]
        site = self.listing(doc.page(*lines)).on("LstTimeZone", doc.zones(_43=300))
        until = datetime(2027, 3, 3, tzinfo=UTC)
        assert len(site.play(WEBEX.upcoming(until, ADA))) == 6
        assert site.names.count("LstTimeZone") == 1

    def test_an_empty_list_is_an_empty_list(self):
        until = datetime(2027, 3, 3, tzinfo=UTC)
        assert self.listing(doc.nothing()).play(WEBEX.upcoming(until, ADA)) == []

    def test_the_list_is_asked_for_by_host_with_room_for_the_sites_clock(self):
        site = self.listing(doc.nothing())
        site.play(WEBEX.upcoming(datetime(2027, 3, 3, tzinfo=UTC), ADA))
        [content] = site.bodies("LstsummaryMeeting")
        assert content["hostWebExID"] == "host@acme.example"
        assert content["dateScope/startDateEnd"] == "03/04/2027 00:00:00"
        assert content["dateScope/endDateStart"] == "02/28/2027 09:00:00"


class TestChanging:
    def changing(self, **shown) -> ScriptedSite:
        return working_site(**shown).on("SetMeeting", doc.changed())

    def test_time_title_and_people_are_set(self):
        site = self.changing(start="06/01/2027 09:00:00", name="Moved")
        wanted = scheduled_meeting(
            title="Moved",
            starts_at=datetime(2027, 6, 1, 16, tzinfo=UTC),
            people=(Attendee(name="James Kirk", email="jkirk@acme.example"),),
        )
        meeting = site.play(WEBEX.change(MADE, wanted, ADA))
        [content] = site.bodies("SetMeeting")
        assert content["meetingkey"] == doc.KEY
        assert content["metaData/confName"] == "Moved"
        assert content["schedule/startDate"] == "06/01/2027 09:00:00"
        assert content["schedule/timeZoneID"] == "4"
        assert content["repeat/repeatType"] == "NO_REPEAT"
        assert content["participants/attendees/attendee/person/email"] == "jkirk@acme.example"
        assert "accessControl/meetingPassword" not in content
        assert (meeting.id, meeting.title) == (doc.KEY, "Moved")
        assert meeting.starts_at == wanted.starts_at

    def test_without_a_time_the_time_stays(self):
        site = self.changing(name="Renamed")
        site.play(WEBEX.change(MADE, new_meeting("Renamed"), ADA))
        [content] = site.bodies("SetMeeting")
        assert "schedule/startDate" not in content
        assert "LstTimeZone" not in site.names

    def test_a_meeting_that_is_gone_cannot_be_changed(self):
        gone = doc.failure("060001", "Corresponding Meeting not found")
        with pytest.raises(NoSuchMeeting):
            self.changing().on("SetMeeting", gone).play(
                WEBEX.change(MADE, scheduled_meeting(), ADA)
            )


class TestTheEnd:
    def test_a_meeting_is_deleted(self):
        site = ScriptedSite().on("DelMeeting", doc.deleted())
        site.play(WEBEX.cancel(MADE, ADA))
        assert site.bodies("DelMeeting") == [{"meetingKey": doc.KEY}]

    @pytest.mark.parametrize("number", ["060001", "009010", "009011"])
    def test_one_that_is_gone_already_counts_as_done(self, number):
        site = ScriptedSite().on(
            "DelMeeting", doc.failure(number, "Corresponding Meeting not found")
        )
        site.play(WEBEX.cancel(MADE, ADA))
        assert site.names == ["DelMeeting"]

    def test_one_that_is_running_is_not_deleted_and_that_is_said(self):
        site = ScriptedSite().on("DelMeeting", doc.failure("000001", "Access denied"))
        with pytest.raises(DeletionRefused) as caught:
            site.play(WEBEX.cancel(MADE, ADA))
        assert "running" in caught.value.message


class TestTheHost:
    def test_the_hosts_link_is_fetched_anew_each_time(self):
        site = ScriptedSite().on("GethosturlMeeting", doc.host_url())
        assert site.play(WEBEX.host_link(MADE, ADA)) == doc.HOST_LINK
        site.play(WEBEX.host_link(MADE, ADA))
        assert site.bodies("GethosturlMeeting") == [{"sessionKey": doc.KEY}] * 2

    def test_it_is_in_nothing_that_is_kept(self):
        site = working_site().on("GethosturlMeeting", doc.host_url())
        meeting = site.play(WEBEX.create(scheduled_meeting(), ADA))
        assert "GethosturlMeeting" not in site.names
        assert "TK=" not in str((meeting, dict(meeting.data)))

    def test_a_link_that_nobody_may_be_sent_to_is_none(self):
        site = ScriptedSite().on("GethosturlMeeting", doc.host_url("javascript:alert(1)"))
        with pytest.raises((ValueError, MeetingError)):
            site.play(WEBEX.host_link(MADE, ADA))


def test_who_came_is_not_told() -> None:
    with pytest.raises(NotPossible):
        ScriptedSite().play(WEBEX.attendance(MADE, ADA))
