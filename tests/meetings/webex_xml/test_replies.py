"""What is read from replies: the vendor's own, damaged as printed, and what is not believed."""

from urllib.parse import parse_qs, urlsplit

import pytest

from meetings import xml
from meetings.errors import MeetingError, ServiceBusy, ServiceUnreachable, UnexpectedReply
from meetings.services.webex_xml.errors import InterfaceGone, LinkMissing
from meetings.services.webex_xml.message import parse
from tests.meetings.webex_xml import documents as doc
from tests.meetings.webex_xml import printed
from tests.meetings.webex_xml.scripted_site import (
    ADA,
    PASSWORD,
    WEBEX,
    new_meeting,
    scheduled_meeting,
    working_site,
)


def seed_meeting(**shown):
    """What comes of the page's reply, read as it is printed."""
    site = working_site(key="48591508", **shown).on("CreateMeeting", doc.reply(printed.REPLY))
    return site, site.play(WEBEX.create(scheduled_meeting(), ADA))


class TestThePagesReply:
    def test_it_is_read_as_it_is_printed(self):
        site, meeting = seed_meeting()
        assert meeting.id == "48591508"
        assert site.bodies("GetjoinurlMeeting") == [{"sessionKey": "48591508"}]
        assert meeting.join_url == doc.INVITE

    def test_each_calendar_entry_goes_to_whom_it_is_for(self):
        _, meeting = seed_meeting()
        everyone, host = (note for note in meeting.notes if "Calendar entry" in note)
        assert everyone.endswith(f"for everyone invited: {printed.ATTENDEE_CALENDAR_URL}")
        assert host.endswith(f"for you, the host: {printed.HOST_CALENDAR_URL}")
        assert meeting.data["calendar_url"] == printed.ATTENDEE_CALENDAR_URL
        assert printed.HOST_CALENDAR_URL not in meeting.data.values()

    def test_its_guest_token_is_kept(self):
        _, meeting = seed_meeting()
        assert meeting.data["guest_token"] == "f10324e2af4823c278fa1a6efadc426c"

    def test_it_is_no_xml_as_it_stands(self):
        with pytest.raises(ValueError, match="not XML"):
            xml.read(printed.REPLY.encode())

    def test_a_site_on_its_backup_system_says_so(self):
        site = working_site().on("CreateMeeting", doc.created("BACKUP"))
        site.on("GetMeeting", doc.reply(doc.success("x", "").replace("PRIMARY", "BACKUP")))
        reply = doc.meeting().text.replace("PRIMARY", "BACKUP")
        site.on("GetMeeting", doc.reply(reply))
        assert any("backup" in note for note in site.play(WEBEX.create(new_meeting(), ADA)).notes)


def host(document: str) -> str:
    return parse(document.encode()).findtext("{*}iCalendarURL/{*}host") or ""


NS = "xmlns='urn:x'"


def message(link: str, agenda: str = "") -> str:
    return f"<m {NS}><iCalendarURL><host>{link}</host></iCalendarURL><agenda>{agenda}</agenda></m>"


class TestMending:
    def test_nothing_of_a_bare_link_is_lost(self):
        link = host(message("https://a.example/j.php?ED=1&UID=2&copy=3&ICS=MIFH&ST=12"))
        assert parse_qs(urlsplit(link).query) == {
            "ED": ["1"], "UID": ["2"], "copy": ["3"], "ICS": ["MIFH"], "ST": ["12"],
        }  # fmt: skip

    def test_references_stay_references(self):
        assert host(message("https://a.example/?a=1&amp;b=2&c=3&#38;d=4&#x26;e=5")) == (
            "https://a.example/?a=1&b=2&c=3&d=4&e=5"
        )

    def test_blanks_go_from_addresses_alone(self):
        root = parse(message("https://a.example/?a=1&U\n   ID=2", "R&D and more").encode())
        assert root.findtext("{*}iCalendarURL/{*}host") == "https://a.example/?a=1&UID=2"
        assert root.findtext("{*}agenda") == "R&D and more"

    def test_what_is_well_formed_is_untouched(self):
        link = "https://a.example/?a=1&amp;U\n  ID=2"
        assert host(message(link)) == "https://a.example/?a=1&U\n  ID=2"

    def test_a_cdata_section_is_left_as_it_is(self):
        root = parse(message("https://a.example/?a&b", "<![CDATA[R&D]]> & more").encode())
        assert root.findtext("{*}agenda") == "R&D & more"

    @pytest.mark.parametrize(
        "document",
        [
            "<a>&<b></a>",
            "<a",
            "",
            "a & b",
            "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x; & z</a>",
            "<a>&" + "<![CDATA[" * 50_000,
        ],
    )
    def test_what_is_no_xml_even_so_is_refused(self, document):
        with pytest.raises(ValueError, match="XML"):
            parse(document.encode())

    def test_other_encodings_are_read_as_they_are_declared(self):
        document = "<?xml version='1.0' encoding='ISO-8859-1'?>" + message(
            "https://a.example/?a&é=1"
        )
        root = parse(document.encode("iso-8859-1"))
        assert root.findtext("{*}iCalendarURL/{*}host") == "https://a.example/?a&é=1"


class TestWhatWasMade:
    def test_a_meeting_has_what_its_people_need(self):
        meeting = working_site().play(WEBEX.create(scheduled_meeting(), ADA))
        assert (meeting.id, meeting.title, meeting.join_url) == (
            doc.KEY,
            "Budget & plan",
            doc.INVITE,
        )
        assert (meeting.starts_at, meeting.passcode) == (scheduled_meeting().starts_at, "Pa55word")
        assert meeting.lasts == scheduled_meeting().lasts
        assert PASSWORD not in repr(meeting)

    def test_without_an_invitation_page_the_joining_page_will_do(self):
        site = working_site().on("GetjoinurlMeeting", doc.join_url(invite=""))
        meeting = site.play(WEBEX.create(new_meeting(), ADA))
        assert meeting.join_url == "https://acme.webex.com/acme/e.php?AT=SI&MK=123456789"

    def test_telephone_numbers_are_taken_over(self):
        phone = (
            "<meet:callInNum><serv:tollNum>+1-650-429-3300</serv:tollNum>"
            "<serv:tollFreeNum>1-866-469-3239</serv:tollFreeNum></meet:callInNum>"
        )
        meeting = working_site(phone=phone).play(WEBEX.create(new_meeting(), ADA))
        numbers = [(entry.number, entry.code) for entry in meeting.dial_in]
        assert numbers == [("+1-650-429-3300", doc.KEY), ("1-866-469-3239", doc.KEY)]

    def test_end_to_end_encryption_tells_its_price(self):
        on = "<meet:chat>true</meet:chat><meet:supportE2E>true</meet:supportE2E>"
        wanted = new_meeting(choices={"end_to_end": "yes"})
        [note] = working_site(options=on).play(WEBEX.create(wanted, ADA)).notes
        for lost in ("recording", "before the host", "remote computers"):
            assert lost in note

    @pytest.mark.parametrize(
        ("choice", "shown", "note"),
        [
            ({"record": "yes"}, "<meet:autoRecord>false</meet:autoRecord>", "automatically off"),
            ({}, "<meet:autoRecord>true</meet:autoRecord>", "record automatically on"),
            ({}, "<meet:chat>false</meet:chat>", "chat off"),
            ({"end_to_end": "yes"}, "<meet:supportE2E>false</meet:supportE2E>", "encryption off"),
        ],
    )
    def test_what_the_site_switched_otherwise_is_told(self, choice, shown, note):
        meeting = working_site(options=shown).play(WEBEX.create(new_meeting(choices=choice), ADA))
        assert any(note in shown for shown in meeting.notes)

    def test_speaking_before_the_host_is_told_where_the_audio_cannot(self):
        wanted = new_meeting(choices={"phone_before_host": "yes"})
        [note] = working_site(phone_first="false").play(WEBEX.create(wanted, ADA)).notes
        assert "MeetingPlace" in note
        assert working_site(phone_first="true").play(WEBEX.create(wanted, ADA)).notes == ()
        assert working_site(phone_first="false").play(WEBEX.create(new_meeting(), ADA)).notes == ()

    def test_another_start_than_was_asked_for_is_told(self):
        meeting = working_site(start="05/31/2027 11:10:00").play(
            WEBEX.create(scheduled_meeting(), ADA)
        )
        assert any("2027-05-31 18:10 UTC" in note for note in meeting.notes)

    def test_a_meeting_that_is_not_shown_stands_and_says_so(self):
        site = working_site().on("GetMeeting", doc.reply("<html>", status=200))
        meeting = site.play(WEBEX.create(scheduled_meeting(), ADA))
        assert (meeting.join_url, meeting.starts_at) == (doc.INVITE, scheduled_meeting().starts_at)
        assert any("did not show" in note for note in meeting.notes)


class TestWhatMayHaveHappened:
    """An error of create that does not leave it open is a promise that nothing was made."""

    @pytest.mark.parametrize(
        "answer",
        [
            doc.failure("000045", "API Rate Limit Reach"),
            doc.failure("060001", "Corresponding Meeting not found"),
            doc.reply("", status=404),
        ],
    )
    def test_a_meeting_whose_link_is_refused_may_be_there(self, answer):
        site = working_site().on("GetjoinurlMeeting", answer)
        with pytest.raises(LinkMissing) as caught:
            site.play(WEBEX.create(new_meeting(), ADA))
        assert caught.value.outcome_unknown

    @pytest.mark.parametrize("link", ["javascript:alert(1)", "https://u:p@evil.example/", "", "x"])
    def test_a_link_that_nobody_may_be_sent_to_is_none(self, link):
        site = working_site()
        unsafe = doc.join_url(invite=link).text.replace(
            "https://acme.webex.com/acme/e.php?AT=SI&amp;MK=123456789", link
        )
        site.on("GetjoinurlMeeting", doc.reply(unsafe))
        with pytest.raises((ValueError, MeetingError)) as caught:
            site.play(WEBEX.create(new_meeting(), ADA))
        assert getattr(caught.value, "outcome_unknown", True)

    @pytest.mark.parametrize(
        ("status", "kind", "unknown"),
        [
            (404, InterfaceGone, False),
            (410, InterfaceGone, False),
            (429, ServiceBusy, False),
            (500, ServiceUnreachable, True),
            (503, ServiceUnreachable, True),
            (302, UnexpectedReply, True),
            (403, UnexpectedReply, True),
        ],
    )
    def test_what_stands_before_the_service_is_told_by_its_status(self, status, kind, unknown):
        site = working_site().on("CreateMeeting", doc.reply("<html/>", status=status))
        with pytest.raises(kind) as caught:
            site.play(WEBEX.create(new_meeting(), ADA))
        assert caught.value.outcome_unknown is unknown
        assert site.names == ["CreateMeeting"]

    @pytest.mark.parametrize(
        "text",
        [
            "<a/>",
            "<message><header><response><result>SUCCESS</result></response></header></message>",
            doc.success("x", "").replace("SUCCESS", "MAYBE"),
            doc.success("meet:createMeetingResponse", "<meet:meetingkey>x</meet:meetingkey>"),
            doc.success("meet:createMeetingResponse", ""),
        ],
    )
    def test_what_is_no_answer_leaves_it_open(self, text):
        site = working_site().on("CreateMeeting", doc.reply(text))
        with pytest.raises((LookupError, ValueError, MeetingError)) as caught:
            site.play(WEBEX.create(new_meeting(), ADA))
        assert getattr(caught.value, "outcome_unknown", True)
        assert site.names == ["CreateMeeting"]
