"""The request for a wanted meeting: the vendor's own sample, and every choice."""

from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from calendars.recurrence import Recurrence
from meetings.model import Attendee, Credentials
from meetings.services.webex_xml import WebexXml
from tests.contract.new_meetings import TITLES
from tests.meetings.webex_xml import documents as doc
from tests.meetings.webex_xml import printed
from tests.meetings.webex_xml.scripted_site import (
    ADA,
    MARKER,
    WEBEX,
    ScriptedSite,
    new_meeting,
    scheduled_meeting,
    working_site,
)

KIRK = Attendee(name="James Kirk", email="Jkirk@sz.webex.com")
SEED_CHOICES = {
    "password": "pass123",
    "meeting_type": "1",
    "most_people": "4",
    "chat": "yes",
    "poll": "yes",
    "audio_video": "yes",
    "end_to_end": "yes",
    "record": "yes",
    "enter_early": "15",
    "phone": "call-in",
    "phone_text": "Call 1-800-555-1234, Passcode 98765",
    "phone_before_host": "yes",
}


def seed_request() -> etree._Element:
    return etree.fromstring(printed.DECLARED_REQUEST.encode())


def asked_as_the_seed_does() -> ScriptedSite:
    """A site without tickets that was asked for the meeting of the page's sample."""
    account = Credentials(
        secrets={"password": "passw0rd"}, facts={"account": "hostid@acme.com", "plainly": "yes"}
    )
    wanted = new_meeting(
        "Sample Meeting",
        agenda="Test",
        starts_at=datetime(2004, 5, 31, 17, 10, 10, tzinfo=UTC),
        zone="America/Los_Angeles",
        lasts=timedelta(minutes=20),
        people=(KIRK,),
        choices=SEED_CHOICES,
    )
    site = working_site()
    site.play(WEBEX.create(wanted, account))
    return site


def body(wanted) -> dict[str, str]:
    site = working_site()
    site.play(WEBEX.create(wanted, ADA))
    [content] = site.bodies("CreateMeeting")
    return content


def test_the_seeds_request_is_written_element_by_element() -> None:
    [ours] = asked_as_the_seed_does().messages("CreateMeeting")
    written = dict(doc.leaves(ours))
    agenda = "body/bodyContent/metaData/agenda"
    assert written[agenda] == f"Test [ref {MARKER}]"
    written[agenda] = "Test"
    page = dict(doc.leaves(seed_request()))
    assert {path: value.casefold() for path, value in written.items()} == {
        path: value.casefold() for path, value in page.items()
    }
    kind = "{http://www.w3.org/2001/XMLSchema-instance}type"
    ours_type, its_type = (
        root.find("body/bodyContent").get(kind) for root in (ours, seed_request())
    )
    assert (ours_type, ours.tag) == (its_type, seed_request().tag)


def test_who_asks_stands_in_the_security_context() -> None:
    site = asked_as_the_seed_does()
    given = {"siteName": "acme", "webExID": "hostid@acme.com", "password": "passw0rd"}
    assert site.contexts("CreateMeeting") == [given]


def test_a_meeting_now_has_an_empty_start_and_no_questions_before_it() -> None:
    site = working_site()
    site.play(WEBEX.create(new_meeting(zone="Europe/Berlin"), ADA))
    assert site.names == ["CreateMeeting", "GetjoinurlMeeting", "GetMeeting"]
    [content] = site.bodies("CreateMeeting")
    assert content["schedule/startDate"] == ""
    assert content["schedule/timeZoneID"] == "25"
    assert content["schedule/duration"] == "30"


@pytest.mark.parametrize(
    ("choice", "value", "path", "text"),
    [
        ("password", "Chosen1", "accessControl/meetingPassword", "Chosen1"),
        ("meeting_type", "105", "metaData/meetingType", "105"),
        ("meeting_type", "", "metaData/meetingType", None),
        ("meeting_type", "PRO", "metaData/meetingType", None),
        ("most_people", "25", "participants/maxUserNumber", "25"),
        ("most_people", "", "participants/maxUserNumber", None),
        ("chat", "no", "enableOptions/chat", "false"),
        ("chat", "", "enableOptions/chat", "true"),
        ("poll", "no", "enableOptions/poll", "false"),
        ("audio_video", "no", "enableOptions/audioVideo", "false"),
        ("end_to_end", "yes", "enableOptions/supportE2E", "true"),
        ("end_to_end", "", "enableOptions/supportE2E", None),
        ("record", "yes", "enableOptions/autoRecord", "true"),
        ("record", "no", "enableOptions/autoRecord", "false"),
        ("record", "", "enableOptions/autoRecord", None),
        ("enter_early", "5", "schedule/openTime", "300"),
        ("enter_early", "0", "schedule/openTime", "0"),
        ("enter_early", "never", "schedule/openTime", "900"),
        ("phone_before_host", "no", "schedule/joinTeleconfBeforeHost", "false"),
        ("phone_before_host", "", "schedule/joinTeleconfBeforeHost", None),
        ("phone", "call-back", "telephony/telephonySupport", "CALLBACK"),
        ("phone", "none", "telephony/telephonySupport", "NONE"),
        ("phone", "other", "telephony/telephonySupport", "OTHER"),
        ("phone", "", "telephony/telephonySupport", None),
        ("phone_text", "Call 1-800", "telephony/extTelephonyDescription", "Call 1-800"),
        ("mail", "yes", "attendeeOptions/emailInvitations", "true"),
        ("mail", "no", "attendeeOptions/emailInvitations", None),
    ],
)
def test_each_choice_becomes_its_element(choice: str, value: str, path: str, text: str) -> None:
    assert body(new_meeting(choices={choice: value})).get(path) == text


def test_a_password_is_made_up_where_none_is_chosen() -> None:
    first, second = (body(new_meeting())["accessControl/meetingPassword"] for _ in range(2))
    assert first != second
    assert 8 <= len(first) <= 16
    assert first.isalnum()
    assert sum(c.isupper() for c in first) >= 2
    assert sum(c.islower() for c in first) >= 2
    assert sum(c.isdigit() for c in first) >= 2


@pytest.mark.parametrize(
    ("lasts", "minutes"),
    [(timedelta(minutes=45), "45"), (timedelta(seconds=61), "2"), (timedelta(0), "1")],
)
def test_a_length_is_in_whole_minutes_and_never_shorter(lasts: timedelta, minutes: str) -> None:
    assert body(new_meeting(lasts=lasts))["schedule/duration"] == minutes


def test_people_are_invited_by_their_e_mail_and_the_others_named_to_the_starter() -> None:
    people = (
        KIRK,
        Attendee(name="U0BOB", slack_id="U0BOB", email="bob@acme.example"),
        Attendee(name="Ana", slack_id="U0ANA"),
        Attendee(name="Eve", email="not an address"),
    )
    site = working_site()
    meeting = site.play(WEBEX.create(new_meeting(people=people), ADA))
    [root] = site.messages("CreateMeeting")
    persons = root.findall("body/bodyContent/participants/attendees/attendee/person")
    invited = [(person.findtext("name"), person.findtext("email")) for person in persons]
    assert invited == [("James Kirk", "Jkirk@sz.webex.com"), (None, "bob@acme.example")]
    assert len(root.findall("body/bodyContent/participants/attendees")) == 1
    [note] = meeting.notes
    assert "Ana, Eve" in note


def test_people_known_by_their_slack_id_alone_are_counted() -> None:
    people = tuple(Attendee(name=user, slack_id=user) for user in ("U0ANA", "U0BOB"))
    meeting = working_site().play(WEBEX.create(new_meeting(people=people), ADA))
    [note] = meeting.notes
    assert "2 of the people" in note
    assert "U0ANA" not in note


@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
def test_any_title_is_written_as_xml(title: str) -> None:
    name = body(new_meeting(title))["metaData/confName"]
    assert name
    assert len(name) <= 400
    assert "\x00" not in name


def test_a_wild_title_arrives_whole() -> None:
    title = 'R&D <sync> "quoted" — été 🎉'
    assert body(new_meeting(title))["metaData/confName"] == title


def test_a_title_that_was_cut_and_an_agenda_that_was_are_told() -> None:
    site = working_site()
    meeting = site.play(WEBEX.create(new_meeting("x" * 401, agenda="y" * 3_000), ADA))
    [content] = site.bodies("CreateMeeting")
    assert len(content["metaData/confName"]) == 400
    assert len(content["metaData/agenda"]) <= 2_500
    assert content["metaData/agenda"].endswith(f"[ref {MARKER}]")
    assert len(meeting.notes) == 2


def test_an_agendas_lines_stay() -> None:
    site = working_site()
    site.play(WEBEX.create(new_meeting(agenda="one\n& two"), ADA))
    [root] = site.messages("CreateMeeting")
    assert root.findtext("body/bodyContent/metaData/agenda") == f"one\n& two\n\n[ref {MARKER}]"


def test_a_series_is_asked_for_with_its_first_start() -> None:
    site = working_site()
    site.play(
        WEBEX.create(
            scheduled_meeting(recurrence=Recurrence.parse("FREQ=WEEKLY;BYDAY=MO;COUNT=4")), ADA
        )
    )
    [content] = site.bodies("CreateMeeting")
    assert content["repeat/repeatType"] == "WEEKLY"
    assert content["repeat/afterMeetingNumber"] == "4"
    assert content["schedule/startDate"] == "05/31/2027 10:10:00"
    assert content["schedule/timeZoneID"] == "4"


def test_the_address_and_the_site_may_be_given_apart() -> None:
    service = WebexXml({"url": "https://api.webex.com", "site": "acmeeu"})
    steps = service.create(new_meeting(), ADA)
    request = next(steps)
    assert str(request.url) == "https://api.webex.com/WBXService/XMLService"
    assert b"<siteName>acmeeu</siteName>" in request.content
