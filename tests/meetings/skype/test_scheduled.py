"""Scheduling: what is asked of myOnlineMeetings, what is asked first, and what comes of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from calendars.recurrence import Recurrence
from meetings.errors import (
    MeetingError,
    NotAllowed,
    NotPossible,
    Rejected,
    ServiceBusy,
    UnexpectedReply,
)
from meetings.model import Attendee, Credentials, DialIn, Meeting
from tests.meetings.skype import documents as doc
from tests.meetings.skype.scripted_pool import (
    ANSWERS,
    MARKER,
    SKYPE,
    ScriptedPool,
    connected,
    new_meeting,
    scheduling,
    signing_in,
    silence,
)

DAY = timedelta(days=1)
MINE_ALONE = {"people": (), "starts_at": doc.MONDAY, "zone": "Europe/Paris"}
ANA = Attendee(name="Ana", slack_id="U0ANA00001", email="ana@contoso.com")
BO = Attendee(name="Bo", slack_id="U0BO000001", email="bo@fabrikam.example")
CY = Attendee(name="U0CY000001", slack_id="U0CY000001")


def scheduled(
    pool: ScriptedPool | None = None, who: Credentials | None = None, **other: Any
) -> Meeting:
    wanted = new_meeting(**{**MINE_ALONE, **other})
    meeting = (pool or scheduling()).play(SKYPE.create(wanted, who or connected()))
    assert isinstance(meeting, Meeting)
    return meeting


def body_of(**other: Any) -> dict[str, Any]:
    pool = scheduling()
    scheduled(pool, **other)
    [body] = pool.bodies("POST", doc.SCHEDULED)
    assert isinstance(body, dict)
    return body


def moment(printed: str) -> datetime:
    milliseconds = int(printed.removeprefix("/Date(").removesuffix(")/"))
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def test_a_meeting_for_later_is_scheduled_and_not_started() -> None:
    pool = scheduling()
    meeting = scheduled(pool)
    assert (meeting.starts_at, meeting.lasts) == (doc.MONDAY, timedelta(minutes=30))
    assert (meeting.id, meeting.title) == ("PYC58WSY", "Sprint review")
    assert meeting.notes == ()
    assert [(request.method, request.url.path) for request in pool.requests] == [
        ("POST", "/ucwa/oauth/v1/applications"),
        ("POST", doc.SCHEDULED),
    ]


@pytest.mark.parametrize("status", [200, 201])
def test_it_may_be_answered_as_recorded_or_as_documented(status: int) -> None:
    assert scheduled(scheduling(doc.reply(doc.scheduled(""), status))).join_url


def test_it_is_kept_until_its_end_and_a_day() -> None:
    body = body_of(lasts=timedelta(minutes=45))
    assert moment(body["expirationTime"]) == doc.MONDAY + timedelta(minutes=45) + DAY


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;COUNT=10", 10),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=5", 70),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=1MO", 93),
        ("FREQ=WEEKLY;UNTIL=20261214T090000Z", 21),
        ("FREQ=WEEKLY;UNTIL=20261130", 7),
    ],
)
def test_a_series_is_kept_until_its_last(rule: str, days: int) -> None:
    expires = moment(body_of(recurrence=Recurrence.parse(rule))["expirationTime"])
    assert expires >= doc.MONDAY + days * DAY - timedelta(hours=12)
    assert expires <= doc.MONDAY + (days + 3) * DAY
    assert scheduled(recurrence=Recurrence.parse(rule)).notes == ()


@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY", "FREQ=YEARLY;COUNT=30", "FREQ=DAILY;UNTIL=20990101"]
)
def test_a_series_without_an_end_in_sight_is_kept_for_years_and_says_so(rule: str) -> None:
    expires = moment(body_of(recurrence=Recurrence.parse(rule))["expirationTime"])
    assert timedelta(days=4 * 365) < expires - doc.MONDAY < timedelta(days=6 * 365)
    [note] = scheduled(recurrence=Recurrence.parse(rule)).notes
    assert f"{expires:%B %Y}" in note


def test_people_who_look_there_read_when_it_is() -> None:
    text = body_of(agenda="Demo and retro")["description"]
    assert text.splitlines() == [
        "Demo and retro",
        "",
        "When: 2026-11-23 10:00 +01:00 (Europe/Paris), 30 minutes",
        f"[ref {MARKER}]",
    ]


def test_a_long_agenda_is_cut_and_the_starter_told() -> None:
    meeting = scheduled(agenda="x" * 3000)
    assert "first 2,000 characters" in meeting.notes[0]
    assert body_of(agenda="x" * 3000)["description"].startswith("x" * 2000 + "\n\nWhen: ")


class TestPeople:
    """Only the organizer's own company, as sip: addresses; the others are named."""

    def test_colleagues_are_on_the_list_and_others_hear_in_slack(self) -> None:
        pool = scheduling()
        meeting = scheduled(pool, people=(ANA, BO))
        assert pool.bodies("POST", doc.SCHEDULED)[0]["attendees"] == ["sip:ana@contoso.com"]
        [note] = meeting.notes
        assert "people of contoso.com" in note
        assert "Bo will hear of it in Slack" in note

    @pytest.mark.parametrize(
        ("people", "words"),
        [
            ((CY,), "one of the people"),
            ((CY, BO), "2 of the people"),
            ((BO, Attendee(name="Di", slack_id="U0DI000001")), "Bo and Di"),
            (tuple(Attendee(name=f"P{n}", slack_id=f"U{n}") for n in range(9)), "9 of the people"),
        ],
    )
    def test_the_others_are_named_or_counted(
        self, people: tuple[Attendee, ...], words: str
    ) -> None:
        meeting = scheduled(people=people)
        assert words in meeting.notes[0]
        assert "U0CY" not in meeting.notes[0]
        assert "attendees" not in body_of(people=people)

    @pytest.mark.parametrize("email", ["eve@fabrikam.example", "eve@contoso.com", ""])
    def test_people_outside_slack_are_not_told(self, email: str) -> None:
        meeting = scheduled(people=(ANA, Attendee(name="Eve", email=email)))
        [note] = meeting.notes
        assert "sends no invitations: Eve will not hear of it" in note

    @pytest.mark.parametrize(
        "address",
        [
            "ana@notcontoso.com",
            "ana@sub.contoso.com",
            "ana@contoso.com.evil.example",
            "a na@contoso.com",
            "ana;x=y@contoso.com",
            "sip : ana@contoso.com",
            "@contoso.com",
            "contoso.com",
            "",
        ],
    )
    def test_what_is_no_address_of_the_company_is_not_sent(self, address: str) -> None:
        people = (Attendee(name="Ana", email=address),)
        assert "attendees" not in body_of(people=people)

    def test_the_organizer_and_who_is_named_twice_are_listed_once(self) -> None:
        dana = Attendee(name="Dana", email="Dana@Contoso.com")
        assert body_of(people=(dana, ANA, ANA))["attendees"] == ["sip:ana@contoso.com"]

    def test_an_account_without_a_domain_lists_nobody(self) -> None:
        pool = signing_in().at(
            "POST",
            doc.APPLICATIONS,
            doc.reply({"_links": doc.links(self=doc.A, events=doc.EVENTS)}, 201),
        )
        who = pool.play(SKYPE.connect({**ANSWERS, "username": "CONTOSO\\dana"}))
        pool = scheduling()
        meeting = scheduled(pool, who, people=(ANA,))
        assert "attendees" not in pool.bodies("POST", doc.SCHEDULED)[0]
        assert "Ana will hear of it in Slack" in meeting.notes[0]

    def test_a_list_that_the_server_does_not_take_is_left_out(self) -> None:
        refused = doc.refused(
            400, "BadRequest", "ParameterValidationFailure", parameters={"attendees": "Unknown."}
        )
        pool = scheduling(refused, doc.reply(doc.scheduled("")))
        meeting = scheduled(pool, people=(ANA,))
        first, second = pool.bodies("POST", doc.SCHEDULED)
        assert set(first) - set(second) == {"attendees"}
        assert "did not take the list of people" in meeting.notes[0]

    def test_leaders_are_chosen_among_colleagues(self) -> None:
        choices = {"leaders": "ana@contoso.com, bo@fabrikam.example"}
        assert body_of(choices=choices)["leaders"] == ["sip:ana@contoso.com"]
        assert "1 of those you named cannot" in scheduled(choices=choices).notes[0]


class TestByPhone:
    """The numbers of every region, the default one first, with the meeting's own code."""

    def test_the_numbers_come_with_the_code(self) -> None:
        pool = scheduling(doc.reply(doc.scheduled("", conferenceId="257150")))
        pool.at("GET", doc.DIAL_IN, doc.dial_in(("Oslo", "tel:+4721"), ("Redmond", "tel:+1425")))
        assert scheduled(pool).dial_in == (
            DialIn(number="+1425", region="Redmond", code="257150"),
            DialIn(number="+4721", region="Oslo", code="257150"),
        )

    def test_numbers_that_are_none_are_not_shown(self) -> None:
        pool = scheduling(doc.reply(doc.scheduled("", conferenceId="257150")))
        pool.at("GET", doc.DIAL_IN, doc.dial_in(("X", "tel:<script>"), ("Y", ""), ("Z", "sip:x@y")))
        meeting = scheduled(pool)
        assert (meeting.dial_in, meeting.notes) == ((), ())

    @pytest.mark.parametrize("answer", [doc.page(500), silence(), doc.refused(403, "Forbidden")])
    def test_without_the_numbers_the_meeting_is_there_and_says_so(self, answer: Any) -> None:
        pool = scheduling(doc.reply(doc.scheduled("", conferenceId="257150")))
        meeting = scheduled(pool.at("GET", doc.DIAL_IN, answer))
        assert "did not tell the telephone numbers" in meeting.notes[0]

    def test_a_meeting_without_a_code_or_without_phones_asks_for_none(self) -> None:
        for properties in ({}, {"conferenceId": "1", "phoneUserAdmission": "Disabled"}):
            pool = scheduling(doc.reply(doc.scheduled("", **properties)))
            assert scheduled(pool).dial_in == ()
            assert pool.times("GET", doc.DIAL_IN) == 0


REFUSALS = [
    (409, "Conflict", "TooManyOnlineMeetings", Rejected, "too many online meetings"),
    (500, "ServiceFailure", "CallbackChannelError", ServiceBusy, "event channel"),
    (500, "ServiceFailure", "InvalidExchangeServerVersion", NotPossible, "too old"),
    (409, "Conflict", "AlreadyExists", ServiceBusy, "already exists"),
    (409, "Conflict", "TooManyGroups", Rejected, "too many groups"),
    (409, "Conflict", "None", NotPossible, "on your server"),
    (410, "Gone", "CannotRedirect", ServiceBusy, "home server is down"),
    (403, "Forbidden", None, NotAllowed, "does not allow"),
    (413, "EntityTooLarge", None, Rejected, "EntityTooLarge"),
    (429, "TooManyRequests", None, ServiceBusy, "too busy"),
]


@pytest.mark.parametrize(("status", "code", "subcode", "fault", "words"), REFUSALS)
def test_every_refusal_made_nothing_and_has_its_sentence(
    status: int, code: str, subcode: str | None, fault: type[MeetingError], words: str
) -> None:
    pool = scheduling(doc.refused(status, code, subcode)).at("GET", doc.SCHEDULED, doc.listing())
    with pytest.raises(fault) as caught:
        scheduled(pool)
    assert words in caught.value.message
    assert not caught.value.outcome_unknown


def test_one_that_is_said_to_exist_is_looked_for() -> None:
    pool = scheduling(doc.refused(409, "Conflict", "AlreadyExists"))
    pool.at("GET", doc.SCHEDULED, doc.listing(doc.scheduled(f"x [ref {MARKER}]")))
    assert scheduled(pool).id == "PYC58WSY"
    assert pool.times("POST", doc.SCHEDULED) == 1


@pytest.mark.parametrize(
    "answer",
    [
        silence(),
        doc.page(500),
        doc.page(410),
        doc.refused(504, "Timeout"),
        doc.reply({}),
        doc.page(200),
    ],
)
def test_an_answer_that_says_nothing_leaves_it_open(answer: Any) -> None:
    pool = scheduling(answer)
    with pytest.raises(MeetingError) as caught:
        scheduled(pool)
    assert caught.value.outcome_unknown
    assert pool.times("POST", doc.SCHEDULED) == 1


@pytest.mark.parametrize("join", ["javascript:alert(1)", "https://a@evil.example/", "http://"])
def test_a_link_that_nobody_should_follow_is_none(join: str) -> None:
    with pytest.raises(UnexpectedReply):
        scheduled(scheduling(doc.reply(doc.scheduled("", join))))


def pasted() -> Credentials:
    """A token of Azure AD, which has the scopes that it has."""
    pool = signing_in()
    pool.at("GET", doc.USER, doc.user())
    who = pool.play(SKYPE.connect({"username": "dana@contoso.com", "token": "eyJ0.e30.x"}))
    assert isinstance(who, Credentials)
    return who


@pytest.mark.parametrize("starts_at", [None, doc.MONDAY])
def test_a_token_without_the_scope_is_told_which_one(starts_at: datetime | None) -> None:
    no = doc.refused(403, "Forbidden")
    bare = doc.application(200, start="", meetings={})
    for pool in (
        scheduling(no).at("POST", doc.START, no),
        ScriptedPool().at("POST", doc.APPLICATIONS, bare),
    ):
        with pytest.raises(NotAllowed) as caught:
            scheduled(pool, pasted(), starts_at=starts_at)
        assert "Meetings.ReadWrite" in caught.value.message


def test_a_token_that_may_do_nothing_is_not_connected_with() -> None:
    pool = signing_in().at("POST", doc.APPLICATIONS, doc.application(start="", meetings={}))
    answers = {"username": "dana@contoso.com", "token": "eyJ0.e30.x"}
    with pytest.raises(NotAllowed, match="neither startOnlineMeeting") as caught:
        pool.at("GET", doc.USER, doc.user()).play(SKYPE.connect(answers))
    assert "Meetings.ReadWrite" in caught.value.message
    assert pool.times("DELETE", doc.A) == 1


def test_a_person_without_the_link_may_not_schedule() -> None:
    pool = ScriptedPool().at("POST", doc.APPLICATIONS, doc.application(200, meetings={}))
    with pytest.raises(NotAllowed) as caught:
        scheduled(pool)
    assert "does not let your account schedule" in caught.value.message
