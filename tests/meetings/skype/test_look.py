"""What is done without a link, and how an earlier start is found again."""

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from meetings.errors import MeetingError, NotPossible, Rejected, UnexpectedReply
from meetings.model import Credentials, Meeting
from meetings.services.skype import Skype
from meetings.services.skype.credentials import StoredCredentials
from meetings.services.skype.errors import ForeignHost
from meetings.services.skype.request import thread_id
from tests.meetings.skype import documents as doc
from tests.meetings.skype.scripted_pool import (
    MARKER,
    SKYPE,
    ScriptedPool,
    connected,
    new_meeting,
    silence,
    starting,
)

LATER = f"{doc.A}/events?ack=2"
NEVER = doc.reply(doc.conversation("Conferencing"))
ELSE = doc.CONVERSATION.replace("45c7e378", "00000000")
OURS = {"subject": "Sprint review", "threadId": thread_id(new_meeting())}


def without_link() -> ScriptedPool:
    """A start whose conversation never shows a link, and a list to schedule on."""
    pool = starting(doc.events(doc.started(MARKER)), silence())
    pool.at("GET", doc.CONVERSATION, NEVER)
    return pool.at("POST", doc.SCHEDULED, doc.reply(doc.scheduled("")))


def create(pool: ScriptedPool) -> Any:
    return pool.play(SKYPE.create(new_meeting(agenda="Demo and retro"), connected()))


class TestNoLink:
    """The fall-back comes only after the server has said that the conversation was left."""

    def test_left_and_said_so_it_is_scheduled_instead(self) -> None:
        pool = without_link()
        meeting = create(pool)
        assert meeting.join_url == "https://meet.contoso.com/dana/PYC58WSY"
        assert "scheduled" in meeting.notes[0]
        order = [(request.method, request.url.raw_path.decode()) for request in pool.requests]
        assert order.index(("DELETE", doc.CONVERSATION)) < order.index(("POST", doc.SCHEDULED))
        [body] = pool.bodies("POST", doc.SCHEDULED)
        assert body == {
            "subject": "Sprint review",
            "description": f"Demo and retro\n\n[ref {MARKER}]",
        }

    def test_a_start_waits_forty_seconds_and_no_more(self) -> None:
        pool = without_link()
        create(pool)
        silent = [
            request.extensions["timeout"]["read"]
            for request in pool.requests
            if "timeout" in request.extensions and "ack=2" in str(request.url)
        ]
        assert 35 <= sum(silent) + sum(pool.pauses) <= 45

    def test_the_servers_clock_counts_as_well(self) -> None:
        early, late = "Fri, 20 Nov 2026 13:00:00 GMT", "Fri, 20 Nov 2026 13:00:45 GMT"
        half = doc.events(doc.started(MARKER))
        half.headers["Date"] = early
        slow = doc.events(next=f"{doc.A}/events?ack=3")
        slow.headers["Date"] = late
        pool = without_link().at("GET", doc.EVENTS, half).at("GET", LATER, slow)
        assert create(pool).notes
        assert pool.times("GET", LATER) == 1
        assert sum(pool.pauses) <= 1

    def test_conversations_that_the_server_closed_are_not_waited_for_long(self) -> None:
        waiting = doc.reply(doc.invitation(MARKER, hrefs={"conversation": ""}))
        pool = without_link().at("GET", doc.EVENTS, doc.events(resume=LATER))
        pool.at("GET", LATER, silence()).at("GET", doc.INVITATION, waiting)
        pool.at("POST", f"{doc.INVITATION}/cancel", doc.reply(status=204))
        assert create(pool).notes
        [poll] = pool.sent("GET", LATER)
        assert poll.extensions["timeout"]["read"] + sum(pool.pauses) < 5

    @pytest.mark.parametrize(
        "answer",
        [
            doc.refused(404, "NotFound"),
            doc.refused(404, "NotFound", "ApplicationNotFound"),
            doc.reply(status=204),
        ],
    )
    def test_what_counts_as_left(self, answer: httpx.Response) -> None:
        assert create(without_link().at("DELETE", doc.CONVERSATION, answer)).notes

    @pytest.mark.parametrize(
        "answer",
        [
            doc.page(404),
            doc.page(200),
            doc.page(500),
            doc.refused(500, "ServiceFailure"),
            doc.refused(403, "Forbidden"),
            silence(),
        ],
    )
    def test_what_does_not(self, answer: Any) -> None:
        pool = without_link().at("DELETE", doc.CONVERSATION, answer)
        with pytest.raises(MeetingError) as caught:
            create(pool)
        assert caught.value.outcome_unknown
        assert pool.times("POST", doc.SCHEDULED) == 0

    @pytest.mark.parametrize(
        "event",
        [
            doc.event("conversation", "updated", doc.conversation("Disconnected")),
            doc.event("conversation", "deleted", reason={"subcode": "Removed"}),
        ],
    )
    def test_a_conversation_that_was_ended_is_not_waited_for(self, event: dict[str, Any]) -> None:
        pool = without_link().at("GET", doc.EVENTS, doc.events(doc.started(MARKER), event))
        assert create(pool).notes
        assert pool.times("DELETE", doc.CONVERSATION) == 0

    def test_a_conversation_that_is_not_there_any_more_is_not_waited_for(self) -> None:
        pool = without_link().at("GET", doc.CONVERSATION, doc.refused(404, "NotFound"))
        assert create(pool).notes

    @pytest.mark.parametrize(
        "gone",
        [
            doc.refused(404, "NotFound", "ApplicationNotFound"),
            doc.refused(410, "Gone", "InactiveApplicationExpired"),
        ],
    )
    def test_an_application_that_ended_meanwhile_is_made_again(self, gone: httpx.Response) -> None:
        pool = without_link().at("GET", f"{doc.A}/events?ack=2", gone)
        assert create(pool).notes
        assert pool.times("POST", doc.APPLICATIONS) == 2
        assert pool.times("POST", doc.START) == 1

    def test_an_invitation_without_conversation_is_called_back(self) -> None:
        waiting = doc.invitation(MARKER, hrefs={"conversation": ""})
        pool = without_link().at("GET", doc.EVENTS, silence())
        pool.at("GET", doc.INVITATION, doc.reply(waiting))
        pool.at("POST", f"{doc.INVITATION}/cancel", doc.reply(status=204))
        assert create(pool).notes
        refused = doc.refused(409, "Conflict", "None")
        pool.at("POST", f"{doc.INVITATION}/cancel", refused)
        with pytest.raises(UnexpectedReply):
            create(pool)

    def test_nothing_known_of_the_start_leaves_it_open(self) -> None:
        pool = without_link().at("POST", doc.START, httpx.Response(201))
        pool.at("GET", doc.EVENTS, silence())
        with pytest.raises(UnexpectedReply) as caught:
            create(pool)
        assert caught.value.outcome_unknown
        assert "may still be there" in caught.value.message

    @pytest.mark.parametrize(
        "answer",
        [
            doc.refused(409, "Conflict", "TooManyOnlineMeetings"),
            doc.page(200),
            doc.reply({}),
            silence(),
        ],
    )
    def test_a_fall_back_that_fails_leaves_it_open(self, answer: Any) -> None:
        with pytest.raises(MeetingError) as caught:
            create(without_link().at("POST", doc.SCHEDULED, answer))
        assert caught.value.outcome_unknown


def listing(*hrefs: str) -> httpx.Response:
    return doc.reply({"_links": doc.links(self=doc.CONVERSATIONS, conversation=list(hrefs))})


def looking(*hrefs: str, status: int = 200) -> ScriptedPool:
    """A pool at which *hrefs* are the open conversations, and nothing is scheduled."""
    pool = ScriptedPool().at("POST", doc.APPLICATIONS, doc.application(status))
    pool.at("GET", doc.CONVERSATIONS, listing(*hrefs))
    pool.at("GET", doc.CONVERSATION, doc.reply(doc.conversation(**OURS)))
    pool.at("GET", doc.ONLINE_MEETING, doc.reply(doc.online_meeting()))
    pool.at("DELETE", doc.CONVERSATION, doc.reply(status=204))
    pool.at("GET", doc.EVENTS, silence())
    return pool.at("GET", doc.SCHEDULED, doc.reply({"_links": doc.links(self=doc.SCHEDULED)}))


def find(
    pool: ScriptedPool, credentials: Credentials | None = None, **other: Any
) -> Meeting | None:
    wanted = replace(new_meeting(), **other)
    meeting = pool.play(SKYPE.find(wanted, credentials or connected()))
    assert meeting is None or isinstance(meeting, Meeting)
    return meeting


class TestFinding:
    """Same endpoint, same application, its conversations, our thread and subject."""

    def test_an_open_conversation_of_ours_is_the_meeting(self) -> None:
        ada = connected()
        pool = looking(doc.CONVERSATION)
        meeting = find(pool, ada)
        assert meeting is not None
        assert meeting.join_url == doc.JOIN
        assert pool.bodies("POST", doc.APPLICATIONS)[0]["endpointId"] == ada.facts["endpoint"]
        assert pool.times("POST", doc.START) == 0
        assert pool.times("DELETE", doc.CONVERSATION) == 1

    def test_one_link_and_embedded_conversations_are_read_as_well(self) -> None:
        single = {"_links": doc.links(self=doc.CONVERSATIONS, conversation=doc.CONVERSATION)}
        embedded = {
            "_links": doc.links(self=doc.CONVERSATIONS),
            "_embedded": {"conversation": [doc.conversation(**OURS)]},
        }
        for body in (single, embedded):
            assert find(looking().at("GET", doc.CONVERSATIONS, doc.reply(body)))

    @pytest.mark.parametrize(
        "other",
        [
            {**OURS, "subject": "Something else"},
            {**OURS, "threadId": "0c7e9e90916041099ffd46075944f433"},
            {**OURS, "state": "Disconnected"},
            {},
        ],
    )
    def test_a_conversation_of_another_start_is_not_ours(self, other: dict[str, str]) -> None:
        pool = looking(doc.CONVERSATION)
        body = {**doc.conversation(), **other}
        pool.at("GET", doc.CONVERSATION, doc.reply(body))
        assert find(pool) is None
        assert pool.times("DELETE", doc.CONVERSATION) == 0

    def test_one_that_has_ended_does_not_stand_in_the_way_of_one_that_has_not(self) -> None:
        pool = looking(ELSE, doc.CONVERSATION)
        pool.at("GET", ELSE, doc.reply({**doc.conversation(**OURS), "state": "Disconnected"}))
        assert find(pool)

    def test_a_conversation_that_has_just_gone_is_passed_over(self) -> None:
        pool = looking(ELSE, doc.CONVERSATION).at("GET", ELSE, doc.refused(404, "NotFound"))
        assert find(pool)

    def test_a_start_in_a_thread_of_its_own_is_known_by_that(self) -> None:
        taken = doc.refused(409, "Conflict", "ThreadIdAlreadyExists")
        lost = starting().at("POST", doc.START, taken, silence())
        lost.at("GET", doc.CONVERSATIONS, listing())
        with pytest.raises(MeetingError):
            lost.play(SKYPE.create(new_meeting(), connected()))
        own = lost.bodies("POST", doc.START)[1]["threadId"]
        pool = looking(ELSE, doc.CONVERSATION)
        pool.at("GET", ELSE, doc.reply(doc.conversation(**OURS)))
        pool.at("GET", doc.CONVERSATION, doc.reply(doc.conversation(threadId=own)))
        assert find(pool)
        assert pool.times("DELETE", doc.CONVERSATION) == 1

    def test_what_is_too_much_to_look_through_leaves_it_open(self) -> None:
        hrefs = [f"{ELSE}{number}" for number in range(101)]
        with pytest.raises(UnexpectedReply) as caught:
            find(looking(*hrefs))
        assert caught.value.outcome_unknown

    def test_two_that_look_like_it_are_not_guessed_between(self) -> None:
        pool = looking(ELSE, doc.CONVERSATION)
        pool.at("GET", ELSE, doc.reply(doc.conversation(**OURS)))
        with pytest.raises(UnexpectedReply):
            find(pool)

    def test_a_conversation_half_made_is_waited_for(self) -> None:
        pool = looking(doc.CONVERSATION)
        half = doc.reply(doc.conversation("Connecting", **OURS))
        pool.at("GET", doc.CONVERSATION, half, half, doc.reply(doc.conversation(**OURS)))
        assert find(pool)

    def test_one_that_stays_half_made_leaves_it_open(self) -> None:
        half = doc.reply(doc.conversation("Connecting", **OURS))
        with pytest.raises(UnexpectedReply) as caught:
            find(looking(doc.CONVERSATION).at("GET", doc.CONVERSATION, half))
        assert caught.value.outcome_unknown

    def test_one_that_ends_while_it_is_waited_for_is_nothing(self) -> None:
        pool = looking(doc.CONVERSATION)
        half = doc.reply(doc.conversation("Connecting", **OURS))
        pool.at("GET", doc.CONVERSATION, half, doc.refused(404, "NotFound"))
        assert find(pool) is None

    def test_the_channel_may_still_tell_of_it(self) -> None:
        pool = looking().at("GET", doc.EVENTS, doc.events(doc.completed(MARKER)))
        assert find(pool)
        failed = doc.events(doc.failed(MARKER, "ServiceFailure", "Unavailable"))
        assert find(looking().at("GET", doc.EVENTS, failed)) is None

    def test_the_channel_is_not_listened_to_for_long(self) -> None:
        pool = looking()
        assert find(pool) is None
        [poll] = pool.sent("GET", doc.EVENTS)
        assert poll.extensions["timeout"]["read"] <= 2

    def test_an_application_made_just_now_has_nothing_to_tell(self) -> None:
        pool = looking(status=201)
        assert find(pool) is None
        assert pool.times("GET", doc.EVENTS) == 0

    def test_a_scheduled_meeting_is_known_by_the_marker_in_its_description(self) -> None:
        other, ours = doc.scheduled("[ref else]"), doc.scheduled(f"Agenda [ref {MARKER}]")
        body = {"_links": doc.links(self=doc.SCHEDULED)}
        embedded = {**body, "_embedded": {"myOnlineMeeting": [other, ours]}}
        meeting = find(looking().at("GET", doc.SCHEDULED, doc.reply(embedded)))
        assert meeting is not None
        assert meeting.id == "PYC58WSY"
        linked = {
            "_links": doc.links(self=doc.SCHEDULED, myOnlineMeeting=[f"{doc.SCHEDULED}/PYC58WSY"])
        }
        pool = looking().at("GET", doc.SCHEDULED, doc.reply(linked))
        pool.at("GET", f"{doc.SCHEDULED}/PYC58WSY", doc.reply(ours))
        assert find(pool)

    def test_a_long_agenda_does_not_hide_the_marker(self) -> None:
        pool = without_link()
        pool.play(SKYPE.create(new_meeting(agenda="\ud800x" * 9_000), connected()))
        [body] = pool.bodies("POST", doc.SCHEDULED)
        listed = doc.scheduled(body["description"])
        every = {
            "_links": doc.links(self=doc.SCHEDULED),
            "_embedded": {"myOnlineMeeting": [listed]},
        }
        assert find(looking().at("GET", doc.SCHEDULED, doc.reply(every)))

    @pytest.mark.parametrize("place", [doc.CONVERSATIONS, doc.SCHEDULED])
    @pytest.mark.parametrize(
        "answer",
        [doc.page(500), doc.page(404), doc.page(200), doc.reply({"_links": 7}), doc.reply([])],
    )
    def test_not_being_able_to_look_is_not_the_same_as_nothing(
        self, place: str, answer: httpx.Response
    ) -> None:
        with pytest.raises(MeetingError):
            find(looking().at("GET", place, answer))

    def test_what_was_written_down_is_only_left(self) -> None:
        earlier = starting(doc.events(doc.completed(MARKER)))
        meeting = earlier.play(SKYPE.create(new_meeting(), connected()))
        stored = earlier.saved[-1]
        pool = ScriptedPool().at("DELETE", doc.CONVERSATION, doc.refused(404, "NotFound"))
        again = find(pool, stored)
        assert again is not None
        assert (again.id, again.join_url, again.title) == (
            meeting.id,
            meeting.join_url,
            meeting.title,
        )
        assert len(pool.requests) == 1
        assert again.notes == ()
        assert meeting.join_url not in repr(stored)

    def test_only_the_newest_meetings_stay_written_down(self) -> None:
        credentials = StoredCredentials.read(connected())
        for number in range(110):
            meeting = Meeting(id=f"id{number}", title="Sprint review", join_url=doc.JOIN)
            credentials = credentials.with_started(f"marker{number}", meeting, "")
        stored = credentials.write()
        for number in (109, 10):
            again = find(ScriptedPool(), stored, marker=f"marker{number}")
            assert again is not None
            assert again.id == f"id{number}"
        assert find(looking(), stored, marker="marker9") is None

    def test_notes_of_an_older_release_are_enough(self) -> None:
        entry = {"marker": MARKER, "id": "B7X2KQ4N", "join_url": doc.JOIN, "uri": "sip:x"}
        ada = connected()
        stored = Credentials(secrets={**ada.secrets, "made": json.dumps([entry])}, facts=ada.facts)
        again = find(ScriptedPool(), stored)
        assert again is not None
        assert (again.join_url, again.data) == (doc.JOIN, {"kind": "instant"})

    def test_damaged_notes_are_no_notes(self) -> None:
        stored = connected()
        for damaged in ("{", "[7]", '{"a": 1}', "7"):
            secrets = {**stored.secrets, "made": damaged}
            assert find(looking(), Credentials(secrets=secrets, facts=stored.facts)) is None


class TestSigningOut:
    """The application is taken away at disconnect and at stop."""

    def test_the_application_that_was_used_is_deleted(self) -> None:
        earlier = starting(doc.events(doc.completed(MARKER)))
        earlier.play(SKYPE.create(new_meeting(), connected()))
        pool = ScriptedPool().at("DELETE", doc.A, doc.reply(status=204))
        pool.play(SKYPE.leave(earlier.saved[-1]))
        assert len(pool.requests) == 1
        gone = doc.refused(404, "NotFound", "ApplicationNotFound")
        ScriptedPool().at("DELETE", doc.A, gone).play(SKYPE.leave(earlier.saved[-1]))
        with pytest.raises(MeetingError):
            ScriptedPool().at("DELETE", doc.A, doc.page(500)).play(SKYPE.leave(earlier.saved[-1]))

    def test_an_application_at_a_host_that_is_not_allowed_any_more_is_let_be(self) -> None:
        earlier = starting(doc.events(doc.completed(MARKER)))
        earlier.play(SKYPE.create(new_meeting(), connected()))
        moved = Skype({"domains": "fabrikam.example"})
        with pytest.raises(ForeignHost):
            ScriptedPool().play(moved.leave(earlier.saved[-1]))

    def test_without_one_nobody_is_asked(self) -> None:
        ScriptedPool().play(SKYPE.leave(connected()))


def test_what_it_cannot_do_it_says_without_asking() -> None:
    meeting = starting(doc.events(doc.completed(MARKER))).play(
        SKYPE.create(new_meeting(), connected())
    )
    ada = connected()
    for steps in (
        SKYPE.change(meeting, new_meeting(), ada),
        SKYPE.cancel(meeting, ada),
        SKYPE.host_link(meeting, ada),
        SKYPE.attendance(meeting, ada),
    ):
        pool = ScriptedPool()
        with pytest.raises(NotPossible) as caught:
            pool.play(steps)
        assert caught.value.message.startswith("Skype for Business cannot do that: ")
        assert pool.requests == []


def test_a_secret_that_a_server_echoes_goes_no_further() -> None:
    echo = f"{connected().secrets['token']} and {connected().secrets['password']}"
    refusal = doc.reply({"code": "BadRequest", "message": echo, "parameters": {echo: echo}}, 400)
    with pytest.raises(Rejected) as caught:
        starting().at("POST", doc.START, refusal).play(SKYPE.create(new_meeting(), connected()))
    for secret in ("cwt=", "canary"):
        assert secret not in f"{caught.value!r} {caught.value.message} {caught.value.detail}"
