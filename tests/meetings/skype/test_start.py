"""Starting now: what is asked, and the link out of the event channel in all its orders."""

from typing import Any

import httpx
import pytest

from calendars.recurrence import Recurrence
from meetings.errors import (
    MeetingError,
    NotAllowed,
    NotPossible,
    Rejected,
    ServiceBusy,
    ServiceUnreachable,
    SignInRefused,
    UnexpectedReply,
)
from meetings.model import Meeting
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
OTHER = "/ucwa/oauth/v1/applications/103985322388/communication/conversations/0000"


def meeting_of(pool: ScriptedPool, **other: Any) -> Meeting:
    meeting = pool.play(SKYPE.create(new_meeting(**other), connected()))
    assert isinstance(meeting, Meeting)
    return meeting


def body_of(**other: Any) -> dict[str, str]:
    pool = starting(doc.events(doc.completed(MARKER)))
    meeting_of(pool, **other)
    [body] = pool.bodies("POST", doc.START)
    assert isinstance(body, dict)
    return body


def test_the_documents_own_exchange_gives_the_link() -> None:
    conferencing = doc.event("conversation", "updated", doc.conversation("Conferencing"))
    pool = starting(
        doc.events(
            doc.started(MARKER), doc.event("conversation", "added", doc.conversation("Connecting"))
        ),
        doc.events(conferencing, next=f"{doc.A}/events?ack=3"),
        doc.events(
            doc.event("conversation", "updated", doc.conversation()),
            doc.event("onlineMeeting", "added", doc.online_meeting(None)),
            doc.completed(MARKER),
        ),
    )
    meeting = meeting_of(pool)
    assert (meeting.join_url, meeting.id) == (doc.JOIN, "B7X2KQ4N")
    assert meeting.notes == ()
    assert [f"{request.method} {request.url.raw_path.decode()}" for request in pool.requests] == [
        "POST /ucwa/oauth/v1/applications",
        f"POST {doc.START}",
        f"GET {doc.EVENTS}",
        f"GET {LATER}",
        f"GET {doc.A}/events?ack=3",
        f"GET {doc.ONLINE_MEETING}",
        f"DELETE {doc.CONVERSATION}",
    ]


def test_a_start_is_asked_for_as_the_seed_says() -> None:
    body = body_of()
    assert body == {
        "operationId": MARKER,
        "importance": "Normal",
        "subject": "Sprint review",
        "threadId": body["threadId"],
    }
    assert len(body["operationId"]) <= 50
    assert len(body["threadId"]) == 32
    assert body_of(title="Another")["threadId"] == body["threadId"]


@pytest.mark.parametrize(
    ("title", "choices", "importance"),
    [
        ("Urgent: the server is down", {}, "Urgent"),
        ("*URGENT* please", {}, "Urgent"),
        ("urgently", {}, "Normal"),
        ("Not urgent", {}, "Normal"),
        ("Stand-up", {"importance": "emergency"}, "Emergency"),
        ("Stand-up", {"importance": "urgent"}, "Urgent"),
        ("urgent talk", {"importance": "emergency"}, "Emergency"),
        ("urgent talk", {"importance": "normal"}, "Urgent"),
        ("Stand-up", {"importance": "<script>"}, "Normal"),
    ],
)
def test_importance_is_chosen_or_said_in_the_first_word(
    title: str, choices: dict[str, str], importance: str
) -> None:
    assert body_of(title=title, choices=choices)["importance"] == importance


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("x" * 10_000, "x" * 250),
        ("🎉" * 200, "🎉" * 125),
        ("a\x00b\x1b\nc \ud800 d", "a b c d"),
        ('R&D <sync> "quoted" — été 👩‍💻', 'R&D <sync> "quoted" — été 👩‍💻'),
    ],
)
def test_any_title_becomes_a_subject_that_the_server_takes(title: str, subject: str) -> None:
    pool = starting(doc.events(doc.completed(MARKER)))
    meeting = meeting_of(pool, title=title)
    assert pool.bodies("POST", doc.START)[0]["subject"] == subject
    assert bool(meeting.notes) is (len(title) > 100)


def test_a_title_of_nothing_is_not_sent() -> None:
    assert "subject" not in body_of(title=" ")


COMPLETED = doc.completed(MARKER)
BARE = doc.event("onlineMeetingInvitation", "completed", status="Success")
ADDED = doc.event("onlineMeeting", "added", doc.online_meeting(None))
READY = doc.event("conversation", "updated", doc.conversation())

ORDERS: dict[str, list[Any]] = {
    "only completed": [doc.events(COMPLETED)],
    "completed without a body": [doc.events(BARE)],
    "started, then nothing but silence": [doc.events(doc.started(MARKER)), silence()],
    "no event but silence": [silence()],
    "the conversation before its invitation": [doc.events(READY), doc.events(COMPLETED)],
    "the meeting before its invitation": [doc.events(ADDED, doc.started(MARKER))],
    "the meeting by its collection": [
        doc.events(
            doc.started(MARKER),
            {
                **doc.event("onlineMeeting", "added"),
                "in": {"rel": "conversation", "href": doc.CONVERSATION},
            },
        )
    ],
    "the meeting by its sender": [
        doc.events(doc.started(MARKER)),
        doc.events(doc.event("onlineMeeting", "added"), sender=doc.CONVERSATION),
    ],
    "updated to connected": [
        doc.events(
            doc.event("onlineMeetingInvitation", "updated", doc.invitation(MARKER, "Connected"))
        )
    ],
    "an empty answer first": [doc.events(), doc.events(COMPLETED)],
    "an empty sender first": [
        doc.reply({"_links": doc.links(next=LATER), "sender": []}),
        doc.events(COMPLETED),
    ],
    "resume": [
        doc.events(doc.started(MARKER), resume=LATER),
        doc.events(COMPLETED),
    ],
    "resync": [doc.events(resync=LATER), doc.events(COMPLETED)],
    "resync and next": [
        doc.events(next=f"{doc.A}/events?ack=77", resync=LATER),
        doc.events(COMPLETED),
    ],
    "replaced by somebody": [doc.refused(409, "Conflict", "PGetReplaced")],
    "a channel that is not there": [doc.refused(404, "NotFound")],
    "a channel in trouble": [doc.refused(500, "ServiceFailure", "CallbackChannelError")],
    "others' events": [
        doc.events(doc.completed("other", hrefs={"conversation": OTHER})),
        doc.events(COMPLETED),
    ],
    "nonsense among the events": [
        doc.reply(
            {
                "_links": {"next": [{"href": LATER}]},
                "sender": [None, 7, {"events": "x"}, {"events": [{}, {"link": 3}]}],
            }
        ),
        doc.events(COMPLETED),
    ],
}


LOOKING = (  # for want of an event that tells
    "completed without a body",
    "no event but silence",
    "resume",
    "replaced by somebody",
    "a channel that is not there",
    "a channel in trouble",
)


@pytest.mark.parametrize("order", ORDERS)
def test_whatever_the_order_the_link_is_found_and_the_conversation_left(order: str) -> None:
    pool = starting(*ORDERS[order])
    if order not in LOOKING:
        pool.at("GET", doc.INVITATION, doc.refused(404, "NotFound"))
    assert meeting_of(pool).join_url == doc.JOIN
    assert pool.times("POST", doc.START) == 1
    assert pool.times("DELETE", doc.CONVERSATION) == 1


def test_the_link_is_taken_from_the_event_where_it_is_there() -> None:
    event = doc.event("onlineMeeting", "added", doc.online_meeting())
    pool = starting(doc.events(doc.started(MARKER), event))
    assert meeting_of(pool).join_url == doc.JOIN
    assert pool.times("GET", doc.ONLINE_MEETING) == 0


def test_silence_is_met_with_the_same_address_again() -> None:
    pool = starting().at("GET", doc.EVENTS, silence(), doc.events(COMPLETED))
    pool.at("GET", doc.INVITATION, doc.refused(404, "NotFound"))
    meeting_of(pool)
    polls = pool.sent("GET", doc.EVENTS)
    assert [request.extensions["timeout"]["read"] for request in polls] == [20.0, 20.0]


def test_what_the_server_put_into_the_links_stays_as_it_is() -> None:
    strange = f"{doc.A}/events?ack=14&key=c2lw%3D-102150809602-"
    pool = starting().at("POST", doc.APPLICATIONS, doc.application(200, events=strange))
    pool.at("GET", strange, doc.events(next=f"{strange}&x=%2F"))
    pool.at("GET", f"{strange}&x=%2F", doc.events(COMPLETED))
    assert meeting_of(pool).join_url == doc.JOIN


def test_an_earlier_meeting_in_the_same_thread_is_never_taken_for_this_one() -> None:
    stale = {
        "state": "Conferenced",
        "threadId": body_of()["threadId"],
        "_links": doc.links(self=OTHER, onlineMeeting=f"{OTHER}/onlineMeeting"),
    }
    gone = doc.event("conversation", "deleted", href=OTHER)
    pool = starting(
        doc.events(doc.event("conversation", "updated", stale, href=OTHER), gone),
        doc.events(COMPLETED),
    )
    assert meeting_of(pool).join_url == doc.JOIN


def test_a_meeting_that_is_slow_to_show_its_link_is_asked_again() -> None:
    pool = starting(doc.events(COMPLETED))
    connecting = doc.reply(doc.conversation("Conferencing"))
    pool.at("GET", doc.CONVERSATION, connecting, connecting, doc.reply(doc.conversation()))
    pool.at(
        "GET",
        doc.ONLINE_MEETING,
        doc.refused(404, "NotFound"),
        doc.reply(doc.online_meeting(None)),
        doc.reply(doc.online_meeting()),
    )
    assert meeting_of(pool).join_url == doc.JOIN
    assert sum(pool.pauses) < 10


def test_an_expired_token_in_the_middle_is_renewed_at_the_same_address() -> None:
    pool = starting().at("GET", doc.EVENTS, doc.invalid_token(), doc.events(COMPLETED))
    pool.at("POST", doc.TOKEN_URL, doc.token("cwt=second"))
    assert meeting_of(pool).join_url == doc.JOIN
    first, second = pool.sent("GET", doc.EVENTS)
    assert (first.headers["authorization"], second.headers["authorization"]) == (
        "Bearer cwt=AAEBHAEF-first",
        "Bearer cwt=second",
    )


def test_the_meeting_is_written_down_before_its_conversation_is_left() -> None:
    pool = starting(doc.events(COMPLETED))
    pool.at("DELETE", doc.CONVERSATION, silence())
    meeting = meeting_of(pool)
    assert "did not confirm" in meeting.notes[0]
    again = ScriptedPool().at("DELETE", doc.CONVERSATION, doc.reply(status=204))
    found = again.play(SKYPE.find(new_meeting(), pool.saved[-1]))
    assert (found.id, found.join_url) == (meeting.id, doc.JOIN)
    assert again.times("DELETE", doc.CONVERSATION) == 1


@pytest.mark.parametrize(
    ("answer", "fault", "words"),
    [
        (doc.refused(500, "ServiceFailure", "CallbackChannelError"), ServiceBusy, "event channel"),
        (doc.refused(409, "Conflict", "AlreadyExists"), ServiceBusy, "already exists"),
        (doc.refused(409, "Conflict", "TooManyGroups"), Rejected, "too many groups"),
        (doc.refused(409, "Conflict", "None"), NotPossible, "your server"),
        (doc.refused(409, "Conflict"), NotPossible, "your server"),
        (doc.refused(410, "Gone", "CannotRedirect"), ServiceBusy, "home server is down"),
        (doc.refused(410, "Gone", "TooManyApplications"), ServiceBusy, "too many places"),
        (doc.refused(410, "Gone", "UserAgentNotAllowed"), NotAllowed, "user agent"),
        (doc.refused(409, "Conflict", "TooManyConversations"), Rejected, "open conversations"),
        (doc.refused(409, "Conflict", "AnotherOperationPending"), ServiceBusy, "too busy"),
        (doc.refused(409, "Conflict", "SomethingNew"), Rejected, "Because of SomethingNew"),
        (doc.refused(403, "Forbidden"), NotAllowed, "does not allow"),
        (doc.refused(403, "Forbidden", "AnonymousNotAllowed"), NotAllowed, "does not allow"),
        (doc.refused(404, "NotFound", "APIVersionNotSupported"), NotPossible, "too old"),
        (doc.refused(404, "NotFound"), UnexpectedReply, "nothing was done"),
        (doc.refused(405, "MethodNotAllowed"), UnexpectedReply, "nothing was done"),
        (doc.refused(412, "PreconditionFailed"), UnexpectedReply, "nothing was done"),
        (doc.refused(413, "EntityTooLarge"), Rejected, "EntityTooLarge"),
        (doc.refused(415, "UnsupportedMediaType"), UnexpectedReply, "nothing was done"),
        (doc.refused(428, "PreconditionRequired"), UnexpectedReply, "nothing was done"),
        (doc.refused(429, "TooManyRequests"), ServiceBusy, "too busy"),
        (doc.refused(503, "ServiceUnavailable"), ServiceBusy, "too busy"),
        (
            doc.refused(
                400,
                "BadRequest",
                "ParameterValidationFailure",
                parameters={"subject": "The maximum length is 250."},
            ),
            Rejected,
            "subject: The maximum length is 250",
        ),
        (doc.refused(400, "BadRequest", "DeserializationFailure"), Rejected, "Deserialization"),
    ],
)
def test_a_start_that_is_refused_made_nothing_and_says_why(
    answer: httpx.Response, fault: type[MeetingError], words: str
) -> None:
    pool = starting(doc.events()).at("POST", doc.START, answer)
    pool.at("GET", doc.CONVERSATIONS, doc.reply({"_links": doc.links(self=doc.CONVERSATIONS)}))
    pool.at("GET", LATER, silence())
    with pytest.raises(fault) as caught:
        meeting_of(pool)
    assert words in caught.value.message
    assert not caught.value.outcome_unknown
    assert pool.times("POST", doc.START) <= 2


@pytest.mark.parametrize(
    "answer",
    [
        doc.refused(408, "ClientTimeout"),
        doc.refused(500, "ServiceFailure"),
        doc.refused(502, "BadGateway"),
        doc.refused(504, "Timeout"),
        doc.page(500),
        doc.page(302, {"Location": "https://evil.example/"}),
        doc.page(200),
        doc.reply(status=204),
        silence(),
        ServiceUnreachable("Skype for Business", "cut", name="skype"),
    ],
)
def test_an_answer_that_says_nothing_of_the_start_leaves_it_open(answer: Any) -> None:
    pool = starting().at("POST", doc.START, answer)
    with pytest.raises(MeetingError) as caught:
        meeting_of(pool)
    assert caught.value.outcome_unknown
    assert pool.requests[-1].method == "POST"


def test_a_wait_that_the_server_asks_for_is_passed_on() -> None:
    busy = doc.reply({"code": "TooManyRequests"}, 429, {"Retry-After": "17"})
    with pytest.raises(ServiceBusy) as caught:
        meeting_of(starting().at("POST", doc.START, busy))
    assert caught.value.retry_after == 17


@pytest.mark.parametrize(
    "subcode", ["AlreadyExists", "AnotherOperationPending", "CallbackChannelError"]
)
def test_what_may_pass_is_asked_once_more_after_a_look(subcode: str) -> None:
    pool = starting(doc.events(), doc.events(COMPLETED))
    status = 500 if subcode == "CallbackChannelError" else 409
    pool.at("POST", doc.START, doc.refused(status, "Conflict", subcode), doc.accepted())
    pool.at("GET", doc.CONVERSATIONS, doc.reply({"_links": doc.links(self=doc.CONVERSATIONS)}))
    pool.at("GET", doc.EVENTS, silence(), doc.events(COMPLETED))
    assert meeting_of(pool).join_url == doc.JOIN
    assert pool.times("POST", doc.START) == 2


def test_a_start_that_is_said_to_exist_is_found_and_not_repeated() -> None:
    pool = starting().at("POST", doc.START, doc.refused(409, "Conflict", "AlreadyExists"))
    hrefs = {"self": doc.CONVERSATIONS, "conversation": [doc.CONVERSATION]}
    pool.at("GET", doc.CONVERSATIONS, doc.reply({"_links": doc.links(**hrefs)}))
    ours = doc.conversation(subject="Sprint review", threadId=body_of()["threadId"])
    pool.at("GET", doc.CONVERSATION, doc.reply(ours))
    assert meeting_of(pool).join_url == doc.JOIN
    assert pool.times("POST", doc.START) == 1


def test_a_thread_that_is_taken_is_left_for_one_of_its_own() -> None:
    pool = starting(doc.events(COMPLETED))
    pool.at(
        "POST", doc.START, doc.refused(409, "Conflict", "ThreadIdAlreadyExists"), doc.accepted()
    )
    pool.at("GET", doc.CONVERSATIONS, doc.reply({"_links": doc.links(self=doc.CONVERSATIONS)}))
    assert meeting_of(pool).join_url == doc.JOIN
    first, second = pool.bodies("POST", doc.START)
    assert {name for name in first if first[name] != second[name]} == {"threadId"}
    assert len(second["threadId"]) == 32


@pytest.mark.parametrize(
    "gone",
    [
        doc.refused(404, "NotFound", "ApplicationNotFound"),
        doc.refused(410, "Gone", "InactiveApplicationExpired"),
    ],
)
def test_an_application_that_has_gone_is_made_again_once(gone: httpx.Response) -> None:
    pool = starting(doc.events(COMPLETED)).at("POST", doc.START, gone, doc.accepted())
    assert meeting_of(pool).join_url == doc.JOIN
    assert pool.times("POST", doc.APPLICATIONS) == 2
    with pytest.raises(ServiceBusy) as caught:
        meeting_of(starting().at("POST", doc.START, gone))
    assert not caught.value.outcome_unknown


@pytest.mark.parametrize(
    ("code", "subcode", "fault"),
    [
        ("Forbidden", "InviteesOnly", NotAllowed),
        ("Forbidden", "Whatever", NotAllowed),
        ("LocalFailure", "Denied", NotAllowed),
        ("RemoteFailure", "Declined", Rejected),
        ("Informational", "Ended", Rejected),
        ("Conflict", "TooManyParticipants", Rejected),
        ("Conflict", "ThreadIdAlreadyExists", ServiceBusy),
        ("LocalFailure", "SomethingNew", Rejected),
        ("", "", Rejected),
    ],
)
def test_a_start_that_fails_in_the_channel_made_nothing(
    code: str, subcode: str, fault: type[MeetingError]
) -> None:
    pool = starting(doc.events(doc.started(MARKER), doc.failed(MARKER, code, subcode)))
    with pytest.raises(fault) as caught:
        meeting_of(pool)
    assert not caught.value.outcome_unknown
    assert pool.times("POST", doc.START) == 1


def test_a_failure_that_may_pass_is_tried_once_more() -> None:
    unavailable = doc.events(doc.failed(MARKER, "ServiceFailure", "Unavailable"))
    pool = starting(unavailable, doc.events(COMPLETED))
    assert meeting_of(pool).join_url == doc.JOIN
    assert pool.times("POST", doc.START) == 2
    failed = doc.failed(MARKER, "ServiceFailure", "Unavailable")
    pool = starting(unavailable, doc.events(failed, next=f"{doc.A}/events?ack=3"))
    with pytest.raises(ServiceBusy) as caught:
        meeting_of(pool)
    assert not caught.value.outcome_unknown
    assert pool.times("POST", doc.START) == 2


def test_a_failure_that_only_the_invitation_tells_is_one_too() -> None:
    pool = starting(silence())
    declined = doc.invitation(MARKER, "Declined", reason={"subcode": "Declined"})
    pool.at("GET", doc.INVITATION, doc.reply(declined))
    with pytest.raises(Rejected):
        meeting_of(pool)


def test_a_person_without_the_link_may_not_start() -> None:
    pool = ScriptedPool().at("POST", doc.APPLICATIONS, doc.application(200, start=""))
    with pytest.raises(NotAllowed) as caught:
        meeting_of(pool)
    assert "does not let your account start online meetings" in caught.value.message


@pytest.mark.parametrize(
    "join",
    [
        "javascript:alert(1)",
        "https://a@evil.example/",
        "https://x.example/a b",
        "https://x/<b>",
        "http://",
    ],
)
def test_a_link_that_nobody_should_be_sent_to_is_none(join: str) -> None:
    pool = starting(doc.events(COMPLETED))
    pool.at("GET", doc.ONLINE_MEETING, doc.reply(doc.online_meeting(join)))
    with pytest.raises(UnexpectedReply) as caught:
        meeting_of(pool)
    assert caught.value.outcome_unknown


def test_no_link_leads_the_token_away() -> None:
    evil = doc.completed(MARKER, hrefs={"conversation": "https://evil.example/c"})
    pool = starting(doc.events(evil))
    with pytest.raises(MeetingError) as caught:
        meeting_of(pool)
    assert caught.value.outcome_unknown
    assert {request.url.host for request in pool.requests} == {"lyncweb.contoso.com"}


def test_a_password_refused_while_waiting_leaves_the_start_open_and_is_remembered() -> None:
    pool = starting(doc.challenge())
    pool.at("POST", doc.TOKEN_URL, doc.reply({"error": "invalid_grant"}, 400))
    with pytest.raises(MeetingError) as caught:
        meeting_of(pool)
    assert caught.value.outcome_unknown
    again = ScriptedPool().at("POST", doc.APPLICATIONS, doc.challenge())
    with pytest.raises(SignInRefused):
        again.play(SKYPE.find(new_meeting(), pool.saved[-1]))
    assert again.times("POST", doc.TOKEN_URL) == 0


def test_a_series_without_its_first_start_is_not_possible_and_nobody_is_asked() -> None:
    pool = ScriptedPool()
    with pytest.raises(NotPossible):
        meeting_of(pool, recurrence=Recurrence.parse("FREQ=DAILY"))
    assert pool.requests == []
