"""What Zoom sends by itself: the documented signature, challenge and events, and forged ones."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest

from meetings.abilities import NotGenuine, Notification
from meetings.model import EventKind
from meetings.services.zoom import Zoom
from tests.meetings.zoom import documents as doc
from tests.meetings.zoom.scripted_zoom import OPTIONS

SECRET = "sec"  # of the documented examples
ZOOM = Zoom({**OPTIONS, "webhook_secret": SECRET})
SENT = datetime.fromtimestamp(1763640000, UTC)
DOCUMENTED = {
    "x-zm-request-timestamp": "1763640000",
    "x-zm-signature": "v0=124866d626b8f2275b90c05f4268839cbfed50291ced937329874e2642d17468",
}
STARTED = {
    "id": str(doc.ID),
    "uuid": doc.UUID,
    "host_id": doc.ANN,
    "topic": "Design review",
    "type": 2,
    "start_time": "2026-11-24T09:00:31Z",
    "timezone": "Europe/Berlin",
    "duration": 30,
}
BOB = {
    "user_id": "16778240",
    "user_name": "Bob",
    "id": "",
    "participant_uuid": "E5A7B7A0",
    "email": "",
    "join_time": "2026-11-24T09:01:05Z",
}


def signed(body: bytes, timestamp: str = "1763640000", secret: str = SECRET) -> dict[str, str]:
    text = f"v0:{timestamp}:".encode() + body
    signature = hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
    return {"x-zm-request-timestamp": timestamp, "x-zm-signature": f"v0={signature}"}


def told(event: str, meeting: object, ts: int = 1763640065000, **more: object) -> Notification:
    payload = {"account_id": "AAAAAABBBB", "object": meeting, **more}
    body = json.dumps({"event": event, "event_ts": ts, "payload": payload}).encode()
    return ZOOM.notification(signed(body), body, SENT)


def test_the_documented_signature_is_right():
    body = b'{"event":"meeting.started"}'
    with pytest.raises(NotGenuine, match="form"):  # it is genuine, and has no meeting in it
        ZOOM.notification(DOCUMENTED, body, SENT)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (DOCUMENTED, b'{"event":"meeting.started" }'),
        ({**DOCUMENTED, "x-zm-request-timestamp": "1763640001"}, b'{"event":"meeting.started"}'),
        ({**DOCUMENTED, "x-zm-signature": "v0="}, b'{"event":"meeting.started"}'),
        ({"x-zm-signature": DOCUMENTED["x-zm-signature"]}, b'{"event":"meeting.started"}'),
        ({}, b'{"event":"meeting.started"}'),
    ],
    ids=["another body", "another time", "no signature", "no time", "no headers"],
)
def test_what_is_signed_otherwise_is_not_zooms(headers, body):
    with pytest.raises(NotGenuine, match=r"signature|timestamp"):
        ZOOM.notification(headers, body, SENT)


def test_another_secret_is_another_app():
    body = b"{}"
    with pytest.raises(NotGenuine, match="signature"):
        ZOOM.notification(signed(body, secret="other"), body, SENT)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_five_minutes_is_the_oldest(minutes):
    body = json.dumps({"event": "meeting.started", "payload": {"object": STARTED}}).encode()
    with pytest.raises(NotGenuine, match="too old"):
        ZOOM.notification(signed(body), body, SENT + timedelta(minutes=minutes))


def test_the_time_may_be_in_milliseconds():
    body = json.dumps({"event": "meeting.started", "payload": {"object": STARTED}}).encode()
    assert ZOOM.notification(signed(body, "1763640000000"), body, SENT).events


def test_the_documented_challenge_is_answered():
    challenge = {
        "event": "endpoint.url_validation",
        "event_ts": 1763640000000,
        "payload": {"plainToken": "qgg8vlvZRS6UYooatFL8Aw"},
    }
    body = json.dumps(challenge).encode()
    answered = ZOOM.notification(signed(body), body, SENT)
    assert answered.events == ()
    assert answered.answer == {
        "plainToken": "qgg8vlvZRS6UYooatFL8Aw",
        "encryptedToken": "823c5843dd12a263cba93d75dc533f3070be503f29ba50c863ba0acf453b5360",
    }


def test_a_challenge_signs_nothing_but_a_token():
    """Else it would sign what another delivery is made of."""
    body = json.dumps(
        {"event": "endpoint.url_validation", "payload": {"plainToken": "v0:1763640000:{}"}}
    ).encode()
    with pytest.raises(NotGenuine):
        ZOOM.notification(signed(body), body, SENT)


def test_it_started_and_ended():
    [started] = told("meeting.started", STARTED).events
    assert (started.kind, started.meeting_id) == (EventKind.STARTED, str(doc.ID))
    assert started.at == datetime(2026, 11, 24, 9, 0, 31, tzinfo=UTC)
    [ended] = told("meeting.ended", {**STARTED, "end_time": "2026-11-24T09:29:02Z"}).events
    assert (ended.kind, ended.session) == (EventKind.ENDED, started.session)
    assert ended.at == datetime(2026, 11, 24, 9, 29, 2, tzinfo=UTC)


def test_one_stay_has_one_name_as_it_comes_and_as_it_goes():
    [joined] = told("meeting.participant_joined", {**STARTED, "participant": BOB}).events
    gone = {**BOB, "leave_time": "2026-11-24T09:28:00Z"}
    [left] = told("meeting.participant_left", {**STARTED, "participant": gone}).events
    assert (joined.kind, left.kind) == (EventKind.JOINED, EventKind.LEFT)
    assert joined.person == left.person != ""
    assert left.at == datetime(2026, 11, 24, 9, 28, tzinfo=UTC)


def test_two_people_without_any_id_of_their_own_are_two():
    other = {**BOB, "user_id": "16778241", "participant_uuid": ""}
    first = told("meeting.participant_joined", {**STARTED, "participant": BOB})
    second = told("meeting.participant_joined", {**STARTED, "participant": other})
    assert first.events[0].person != second.events[0].person
    assert first.key != second.key


def test_the_same_delivery_has_the_same_key_and_another_time_another():
    assert told("meeting.started", STARTED).key == told("meeting.started", STARTED).key
    assert told("meeting.started", STARTED).key != told("meeting.started", STARTED, ts=1).key
    assert told("meeting.started", STARTED).key != told("meeting.ended", STARTED).key


def test_an_id_is_a_number_in_some_events_and_a_text_in_others():
    [changed] = told("meeting.updated", {"id": doc.ID, "topic": "x"}, operation="all").events
    assert (changed.kind, changed.meeting_id) == (EventKind.CHANGED, str(doc.ID))
    [deleted] = told("meeting.deleted", {"id": doc.ID}, operation="all").events
    assert deleted.kind is EventKind.DELETED


def test_one_date_that_was_deleted_is_not_the_series():
    [changed] = told("meeting.deleted", {"id": doc.ID}, operation="single").events
    assert changed.kind is EventKind.CHANGED


def test_a_person_who_removed_the_app_is_told_of():
    body = json.dumps(
        {
            "event": "app_deauthorized",
            "payload": {
                "account_id": "A",
                "user_id": doc.ANN,
                "deauthorization_time": "2026-11-20T10:00:00.000Z",
                "client_id": OPTIONS["client_id"],
            },
        }
    ).encode()
    [event] = ZOOM.notification(signed(body), body, SENT).events
    assert (event.kind, event.person) == (EventKind.REVOKED, doc.ANN)
    other = body.replace(OPTIONS["client_id"].encode(), b"another-app")
    assert ZOOM.notification(signed(other), other, SENT).events == ()


@pytest.mark.parametrize("event", ["recording.completed", "", "meeting.sharing_started"])
def test_what_parley_does_not_know_is_taken_and_does_nothing(event):
    assert told(event, STARTED).events == ()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b'{"event":"meeting.started","payload":3}', b"[" * 9000]
)
def test_what_cannot_be_read_is_refused_though_it_is_signed(body):
    with pytest.raises(NotGenuine):
        ZOOM.notification(signed(body), body, SENT)


def test_without_a_secret_nothing_is_believed():
    body = b"{}"
    silent = Zoom(OPTIONS)
    assert not silent.is_notified
    with pytest.raises(NotGenuine):
        silent.notification(signed(body, secret=""), body, SENT)
