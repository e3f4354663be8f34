"""Changing a scheduled meeting: all of it goes back under its ETag, and nobody loses anything."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from calendars.recurrence import Recurrence, optional_recurrence
from meetings.errors import MeetingError, NoSuchMeeting, NotPossible, Rejected, ServiceBusy
from meetings.model import Attendee, DialIn, Meeting
from meetings.services.skype.formats import read_moment
from tests.meetings.skype import documents as doc
from tests.meetings.skype.scripted_pool import (
    MARKER,
    SKYPE,
    ScriptedPool,
    connected,
    new_meeting,
    scheduling,
    silence,
)

LATER = doc.MONDAY + timedelta(hours=3)
ANA = Attendee(name="Ana", email="ana@contoso.com")
BO = Attendee(name="Bo", email="bo@contoso.com")
WAS: dict[str, Any] = {
    "starts_at": doc.MONDAY,
    "agenda": "Demo",
    "people": (ANA,),
    "choices": {"access": "company"},
}
TAG = {"ETag": '"3109609770"'}
Shown = dict[str, Any]


def known() -> tuple[Meeting, Shown]:
    """A meeting that we have scheduled, and what the server shows of it."""
    pool = scheduling(doc.reply(doc.scheduled("", conferenceId="257150")))
    meeting = pool.play(SKYPE.create(new_meeting(**WAS), connected()))
    [request] = pool.bodies("POST", doc.SCHEDULED)
    added = {"leaders": [], "phoneUserAdmission": "Enabled", "conferenceId": "257150"}
    return meeting, doc.scheduled("") | added | request


def at_the_server(*shown: Shown, **headers: str) -> ScriptedPool:
    """A pool that lists the meeting and shows it as in *shown*, one after the other."""
    pool = scheduling().at("GET", doc.SCHEDULED, doc.listing(shown[0], rooms=True))
    answers = [
        doc.reply(resource, headers={"ETag": f'"{resource["etag"]}"'} | headers)
        for resource in shown
    ]
    pool.at("GET", doc.MINE, *answers)
    return pool.at("PUT", doc.MINE, doc.reply({**shown[-1], "etag": "346579618"}))


def changed(
    pool: ScriptedPool, meeting: Meeting, title: str = "Sprint review", **other: Any
) -> Meeting:
    wanted = new_meeting(title, **{**WAS, **other})
    after = pool.play(SKYPE.change(meeting, wanted, connected()))
    assert isinstance(after, Meeting)
    return after


def put(pool: ScriptedPool) -> Shown:
    """What was put back last."""
    body = pool.bodies("PUT", doc.MINE)[-1]
    assert isinstance(body, dict)
    return body


def without_links(shown: Shown) -> Shown:
    return {name: value for name, value in shown.items() if name != "_links"}


def test_everything_goes_back_with_what_is_changed_under_the_quoted_tag() -> None:
    meeting, shown = known()
    pool = at_the_server(shown)
    after = changed(pool, meeting, "Moved", starts_at=LATER)
    [request] = pool.sent("PUT", doc.MINE)
    assert request.headers["if-match"] == '"3109609770"'
    body = put(pool)
    before = without_links(shown)
    assert {name for name in body if body[name] != before[name]} == {
        "subject",
        "description",
        "expirationTime",
    }
    assert set(body) == set(before)
    assert doc.PUT_PROPERTY.items() <= body.items()
    assert (after.id, after.title, after.starts_at) == (meeting.id, "Moved", LATER)
    assert after.join_url == meeting.join_url
    assert (
        after.dial_in
        == meeting.dial_in
        == (DialIn(number="+14255550001", region="Redmond", code="257150"),)
    )


@pytest.mark.parametrize(
    ("tag", "sent"),
    [
        ('"3109609770"', '"3109609770"'),
        ("758b980a-7b4b-4702-8490-f84c6d0ca3e3", '"758b980a-7b4b-4702-8490-f84c6d0ca3e3"'),
        ('W/"17"', '"17"'),
        ("", '"3109609770"'),
    ],
)
def test_the_tag_goes_back_in_quotes_in_any_spelling(tag: str, sent: str) -> None:
    meeting, shown = known()
    pool = at_the_server(shown, ETag=tag)
    changed(pool, meeting, "Moved")
    assert pool.sent("PUT", doc.MINE)[0].headers["if-match"] == sent


def test_the_property_with_the_random_name_is_known_by_going_back_whatever_its_name() -> None:
    meeting, shown = known()
    [name] = doc.PUT_PROPERTY
    renamed = {("0f" * 18 if key == name else key): value for key, value in shown.items()}
    pool = at_the_server(renamed)
    changed(pool, meeting, "Moved")
    assert put(pool)["0f" * 18] == doc.PUT_PROPERTY[name]


class TestNobodyLosesAnything:
    """What goes in is what this request changes; what others have changed since stays."""

    @pytest.mark.parametrize(
        "answer",
        [
            doc.refused(412, "PreconditionFailed"),
            doc.page(412),
            doc.refused(428, "PreconditionRequired"),
            doc.refused(400, "BadRequest", "ParameterValidationFailure"),
        ],
    )
    def test_somebody_was_faster_and_both_changes_are_there(self, answer: httpx.Response) -> None:
        meeting, shown = known()
        theirs = {**shown, "accessLevel": "Locked", "description": "Bring cake", "etag": "7"}
        pool = at_the_server(shown, theirs).at(
            "PUT", doc.MINE, answer, doc.reply({**theirs, "etag": "8"})
        )
        changed(pool, meeting, "Moved")
        first, second = pool.sent("PUT", doc.MINE)
        assert (first.headers["if-match"], second.headers["if-match"]) == ('"3109609770"', '"7"')
        body = put(pool)
        assert (body["subject"], body["accessLevel"]) == ("Moved", "Locked")
        assert body["description"].startswith("Bring cake\n\nWhen: ")
        assert body["description"].endswith(f"[ref {MARKER}]")

    def test_what_others_changed_before_stays_as_well(self) -> None:
        meeting, shown = known()
        theirs = {**shown, "subject": "Theirs", "attendees": ["sip:cy@contoso.com"]}
        pool = at_the_server(theirs)
        changed(pool, meeting, agenda="Demo and retro", people=(ANA, BO))
        body = put(pool)
        assert body["subject"] == "Theirs"
        assert body["attendees"] == ["sip:cy@contoso.com", "sip:bo@contoso.com"]
        assert body["description"].startswith("Demo and retro\n\nWhen: ")

    def test_people_are_taken_off_the_list_that_we_put_on_it(self) -> None:
        meeting, shown = known()
        shown["attendees"] = ["sip:cy@contoso.com", "sip:ana@contoso.com"]
        pool = at_the_server(shown)
        changed(pool, meeting, people=())
        assert put(pool)["attendees"] == ["sip:cy@contoso.com"]

    def test_of_a_meeting_that_others_made_only_what_is_said_is_changed(self) -> None:
        _, shown = known()
        shown |= {"description": "Bring cake", "attendees": ["sip:cy@contoso.com"]}
        listed = Meeting(id="PYC58WSY", title="Theirs", join_url=doc.JOIN)
        pool = at_the_server(shown)
        changed(pool, listed, "Moved", agenda="", people=(), choices={}, starts_at=LATER)
        body, before = put(pool), without_links(shown)
        assert {name for name in before if body[name] != before[name]} == {
            "subject",
            "description",
            "expirationTime",
        }
        assert body["description"].startswith("Bring cake\n\nWhen: ")

    def test_a_change_that_is_there_already_is_not_made_again(self) -> None:
        meeting, shown = known()
        pool = at_the_server(shown)
        changed(pool, meeting, "Moved", starts_at=LATER)
        there = {**shown, **put(pool)}
        again = at_the_server(there)
        changed(again, meeting, "Moved", starts_at=LATER)
        assert again.times("PUT", doc.MINE) == 0

    def test_an_answer_that_was_lost_is_asked_for_and_found_done(self) -> None:
        meeting, shown = known()
        pool = at_the_server(shown)
        changed(pool, meeting, "Moved")
        there = {**shown, **put(pool), "etag": "9"}
        pool = at_the_server(shown, there)
        busy = doc.refused(503, "ServiceUnavailable")
        pool.at("PUT", doc.MINE, busy, doc.refused(412, "PreconditionFailed"))
        assert changed(pool, meeting, "Moved").title == "Moved"
        assert pool.times("PUT", doc.MINE) == 2

    def test_a_meeting_that_never_stops_changing_is_given_up_after_a_few_tries(self) -> None:
        meeting, shown = known()
        pool = at_the_server(shown).at("PUT", doc.MINE, doc.refused(412, "PreconditionFailed"))
        with pytest.raises(ServiceBusy) as caught:
            changed(pool, meeting, "Moved")
        assert "Someone else is changing that meeting" in caught.value.message
        assert not caught.value.outcome_unknown
        assert pool.times("PUT", doc.MINE) == 4


@pytest.mark.parametrize("rule", ["", "FREQ=WEEKLY;COUNT=20"])
def test_a_series_lasts_as_long_though_one_of_it_moves(rule: str) -> None:
    pool = scheduling()
    was = {**WAS, "recurrence": Recurrence.parse("FREQ=WEEKLY;COUNT=20")}
    meeting = pool.play(SKYPE.create(new_meeting(**was), connected()))
    shown = doc.scheduled("") | pool.bodies("POST", doc.SCHEDULED)[0]
    pool = at_the_server(shown)
    changed(pool, meeting, starts_at=LATER, recurrence=optional_recurrence(rule))
    body = put(pool)
    ends = [
        read_moment(resource["expirationTime"]) or pytest.fail("no end")
        for resource in (body, shown)
    ]
    assert ends[0] >= ends[1] > doc.MONDAY + timedelta(weeks=20)
    assert "When: 2026-11-23 12:00 +00:00 (UTC), 30 minutes, repeated" in body["description"]


def test_one_that_is_moved_forward_is_kept_less_long() -> None:
    meeting, shown = known()
    pool = at_the_server(shown)
    changed(pool, meeting, starts_at=doc.MONDAY - timedelta(hours=3))
    ends = [read_moment(resource["expirationTime"]) for resource in (put(pool), shown)]
    assert ends[1] is not None
    assert ends[0] == ends[1] - timedelta(hours=3)


def test_a_choice_is_changed_after_asking_whether_it_may_be() -> None:
    meeting, shown = known()
    pool = at_the_server(shown)
    changed(pool, meeting, choices={"access": "locked"})
    assert put(pool)["accessLevel"] == "Locked"
    assert pool.times("GET", doc.ELIGIBLE) == 1
    pool = at_the_server(shown).at("GET", doc.ELIGIBLE, doc.eligible(accessLevels=["Invited"]))
    with pytest.raises(Rejected, match="Those invited of my company"):
        changed(pool, meeting, choices={"access": "locked"})
    assert pool.times("PUT", doc.MINE) == 0


def test_the_numbers_come_and_go_with_the_choice() -> None:
    meeting, shown = known()
    off = {**shown, "phoneUserAdmission": "Disabled"}
    pool = at_the_server(shown).at("PUT", doc.MINE, doc.reply(off))
    without = changed(pool, meeting, choices={"phone": "no"})
    assert (without.dial_in, pool.times("GET", doc.DIAL_IN)) == ((), 0)
    pool = at_the_server(off).at("PUT", doc.MINE, doc.reply(shown))
    assert changed(pool, without, choices={"phone": "yes"}).dial_in == meeting.dial_in


def test_a_choice_that_stays_is_not_asked_about() -> None:
    meeting, shown = known()
    pool = at_the_server(shown)
    changed(pool, meeting, "Moved")
    assert pool.times("GET", doc.ELIGIBLE) == 0


def test_a_server_that_never_takes_it_says_so_itself() -> None:
    meeting, shown = known()
    pool = at_the_server(shown).at("PUT", doc.MINE, doc.refused(400, "BadRequest"))
    with pytest.raises(Rejected, match="Because of BadRequest"):
        changed(pool, meeting, "Moved")
    assert pool.times("PUT", doc.MINE) <= 4


def test_a_long_list_of_people_goes_back_whole() -> None:
    meeting, shown = known()
    shown["attendees"] = [f"sip:p{number}@contoso.com" for number in range(1500)]
    pool = at_the_server(shown)
    changed(pool, meeting, people=(ANA, BO))
    assert put(pool)["attendees"] == [*shown["attendees"], "sip:bo@contoso.com"]


def test_a_property_that_is_refused_is_not_sent_again() -> None:
    meeting, shown = known()
    why = {"subject": "The maximum length is 250."}
    no = doc.refused(400, "BadRequest", "ParameterValidationFailure", parameters=why)
    pool = at_the_server(shown).at("PUT", doc.MINE, no)
    with pytest.raises(Rejected, match="maximum length"):
        changed(pool, meeting, "Moved")
    assert pool.times("PUT", doc.MINE) == 1


@pytest.mark.parametrize("on", [("GET", doc.MINE), ("PUT", doc.MINE)])
def test_a_meeting_that_is_gone_is_said_to_be(on: tuple[str, str]) -> None:
    meeting, shown = known()
    pool = at_the_server(shown).at(*on, doc.refused(404, "NotFound"))
    with pytest.raises(NoSuchMeeting):
        changed(pool, meeting, "Moved")
    empty = scheduling().at("GET", doc.SCHEDULED, doc.listing())
    with pytest.raises(NoSuchMeeting):
        changed(empty, meeting, "Moved")


def test_the_permanent_room_and_a_meeting_started_at_once_are_left_as_they_are() -> None:
    _, shown = known()
    room = Meeting(id="1XAW22CG", title="Your own meeting room", join_url=doc.JOIN)
    with pytest.raises(NotPossible, match="permanent meeting room"):
        changed(at_the_server(shown), room)
    now = Meeting(id="B7X2KQ4N", title="x", join_url=doc.JOIN, data={"kind": "instant"})
    pool = ScriptedPool()
    with pytest.raises(NotPossible, match="started at once cannot be changed"):
        changed(pool, now)
    assert pool.requests == []


@pytest.mark.parametrize(
    ("answer", "words", "unknown"),
    [
        (doc.refused(500, "ServiceFailure", "InvalidExchangeServerVersion"), "too old", False),
        (doc.refused(410, "Gone", "CannotRedirect"), "home server is down", False),
        (doc.refused(403, "Forbidden"), "does not allow", False),
        (doc.page(500), "did not answer", True),
        (doc.page(200), "an answer that I do not understand", True),
        (silence(), "did not answer", True),
    ],
)
def test_a_change_that_fails_says_why(answer: Any, words: str, unknown: bool) -> None:
    meeting, shown = known()
    with pytest.raises(MeetingError) as caught:
        changed(at_the_server(shown).at("PUT", doc.MINE, answer), meeting, "Moved")
    assert words in caught.value.message
    assert caught.value.outcome_unknown is unknown


def test_damaged_notes_of_what_was_asked_are_no_notes() -> None:
    meeting, shown = known()
    for damaged in ("{", "[]", "7"):
        meeting.data["asked"] = damaged  # type: ignore[index]
        pool = at_the_server(shown)
        changed(pool, meeting, "Moved")
        assert put(pool)["subject"] == "Moved"
