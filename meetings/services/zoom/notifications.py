"""Reads what Zoom sends to ``/hooks/zoom``: signature and age first, then what happened."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from meetings.abilities import NotGenuine, Notification
from meetings.model import EventKind, MeetingEvent
from meetings.services.zoom.moments import from_milliseconds, optional_moment
from meetings.text import showable

WINDOW = timedelta(minutes=5)
_CHALLENGE = "endpoint.url_validation"
_KINDS: Mapping[str, tuple[EventKind, str]] = {
    "meeting.started": (EventKind.STARTED, "start_time"),
    "meeting.ended": (EventKind.ENDED, "end_time"),
    "meeting.participant_joined": (EventKind.JOINED, "join_time"),
    "meeting.participant_left": (EventKind.LEFT, "leave_time"),
    "meeting.updated": (EventKind.CHANGED, ""),
    "meeting.deleted": (EventKind.DELETED, ""),
}
"""What each event is to us, and which member of it says when."""

_ABOUT_SOMEBODY = (EventKind.JOINED, EventKind.LEFT)
_TIMESTAMP = re.compile(r"[0-9]{1,13}")
_PLAIN_TOKEN = re.compile(r"[A-Za-z0-9_=+/-]{1,200}")
_ID = re.compile(r"[0-9]{1,20}")


def read_notification(
    secret: str, client_id: str, headers: Mapping[str, str], body: bytes, received_at: datetime
) -> Notification:
    """The delivery, if it is Zoom's, whole, and sent within five minutes; else NotGenuine."""
    _check(secret, headers, body, received_at)
    try:
        delivery = json.loads(body)
        payload = delivery.get("payload") or {}
        if delivery.get("event") == _CHALLENGE:
            return _answer(secret, payload["plainToken"])
        return Notification(
            key=_key(delivery, payload), events=tuple(_events(delivery, payload, client_id))
        )
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
        raise NotGenuine("signed, and not in a form that is known") from None


def _check(secret: str, headers: Mapping[str, str], body: bytes, received_at: datetime) -> None:
    if not secret:
        raise NotGenuine("no secret is set to check it with")
    timestamp = headers.get("x-zm-request-timestamp", "")
    if not _TIMESTAMP.fullmatch(timestamp):
        raise NotGenuine("no timestamp")
    signed = b"v0:%b:%b" % (timestamp.encode(), body)
    expected = f"v0={_hmac(secret, signed)}"
    given = headers.get("x-zm-signature", "")
    if not hmac.compare_digest(expected.encode(), given.encode(errors="replace")):
        raise NotGenuine("the signature is not right")
    in_milliseconds = timestamp if len(timestamp) == 13 else f"{timestamp}000"
    sent_at = from_milliseconds(in_milliseconds)  # Zoom does not say in which unit
    if sent_at is None or abs(received_at - sent_at) > WINDOW:
        raise NotGenuine("too old")


def _answer(secret: str, plain_token: object) -> Notification:
    """Zoom's challenge: the token, signed. It can be nothing that is signed elsewhere."""
    if not isinstance(plain_token, str) or not _PLAIN_TOKEN.fullmatch(plain_token):
        raise NotGenuine("a challenge without its token")
    answer = {"plainToken": plain_token, "encryptedToken": _hmac(secret, plain_token.encode())}
    return Notification(key=f"challenge {plain_token}", answer=answer)


def _events(
    delivery: Mapping[str, Any], payload: Mapping[str, Any], client_id: str
) -> list[MeetingEvent]:
    name, sent_at = str(delivery.get("event")), from_milliseconds(delivery.get("event_ts"))
    if name == "app_deauthorized":
        return _revoked(payload, sent_at, client_id)
    if name not in _KINDS:
        return []
    kind, member = _KINDS[name]
    meeting = payload["object"]
    somebody = meeting["participant"] if kind in _ABOUT_SOMEBODY else {}
    at = optional_moment({**meeting, **somebody}.get(member)) or sent_at
    meeting_id = str(meeting["id"])
    if at is None or not _ID.fullmatch(meeting_id):
        return []
    if kind is EventKind.DELETED and _is_one_date(payload):
        kind = EventKind.CHANGED
    return [
        MeetingEvent(
            kind=kind,
            meeting_id=meeting_id,
            at=at,
            session=str(meeting.get("uuid") or ""),
            person=_person(somebody),
            name=showable(str(somebody.get("user_name") or ""), length=100),
        )
    ]


def _revoked(
    payload: Mapping[str, Any], sent_at: datetime | None, client_id: str
) -> list[MeetingEvent]:
    """A person removed the app at Zoom."""
    person = str(payload.get("user_id") or "")
    at = optional_moment(payload.get("deauthorization_time")) or sent_at
    if not person or at is None or payload.get("client_id", client_id) != client_id:
        return []
    return [MeetingEvent(kind=EventKind.REVOKED, meeting_id="", at=at, person=person)]


def _is_one_date(payload: Mapping[str, Any]) -> bool:
    """Whether a deletion is of one date of a series, not of all."""
    return payload.get("operation") == "single"


def _person(somebody: Mapping[str, Any]) -> str:
    """The name of one stay, the same as it comes and as it goes."""
    names = (somebody.get(name) for name in ("participant_uuid", "user_id", "id"))
    return next((str(name) for name in names if name), "")


def _key(delivery: Mapping[str, Any], payload: Mapping[str, Any]) -> str:
    """The same for each delivery of one event, as Zoom's documents have it."""
    meeting = payload.get("object") or {}
    somebody = meeting.get("participant") or {}
    parts = [
        delivery.get("event"),
        delivery.get("event_ts"),
        meeting.get("id"),
        meeting.get("uuid"),
        _person(somebody),
        payload.get("user_id"),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _hmac(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
