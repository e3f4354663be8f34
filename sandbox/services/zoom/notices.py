"""What notifications say: started, ended, who came and went, changed, deleted, uninstalled.

Source: reference, section 2.7. The id of a meeting is text where it is about a session, and a
number where the meeting itself was made, changed or deleted. A guest has no address there.
An app that was not granted the scope that goes with an event is not told.
ASSUMED: what stands in ``old_object``; that ``leave_reason`` is a sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.clock import SandboxClock
from sandbox.services.zoom.meetings import HeldSession, HostedMeeting, Presence, SeriesDate
from sandbox.services.zoom.people import ZoomApp, ZoomPeople, ZoomUser
from sandbox.services.zoom.shapes import date as shape_of_date
from sandbox.services.zoom.tokens import IssuedTokens
from sandbox.services.zoom.values import write_moment
from sandbox.services.zoom.webhooks import Webhooks

Json = dict[str, Any]
_NAMES = {"topic": "topic", "duration": "duration", "timezone": "timezone", "agenda": "agenda"}


@dataclass(slots=True)
class Notices:
    """Writes events for whom they concern: the apps that the host, or the account, allowed."""

    people: ZoomPeople
    tokens: IssuedTokens
    webhooks: Webhooks
    clock: SandboxClock

    def created(self, meeting: HostedMeeting) -> None:
        """The meeting was made."""
        self._about(meeting, "meeting.created", self._operator(meeting) | {"object": _row(meeting)})

    def updated(self, meeting: HostedMeeting, before: Mapping[str, Any]) -> None:
        """The meeting was changed; *before* are its facts until then."""
        after = meeting.facts()
        changed = [name for name in _NAMES if before[name] != after[name]]
        row: Json = {"id": meeting.id, "uuid": meeting.uuid, "host_id": meeting.host.id}
        old = row | {name: before[name] for name in changed}
        new = row | {name: after[name] for name in changed}
        if before["starts_at"] != after["starts_at"]:
            old["start_time"], new["start_time"] = before["starts_at"], after["starts_at"]
        if before["dates"] != after["dates"]:
            new["occurrences"] = [shape_of_date(each) for each in meeting.dates]
        stamp = {"time_stamp": int(self.clock.now() * 1000), "operation": "all"}
        body = self._operator(meeting) | stamp | {"object": new, "old_object": old}
        self._about(meeting, "meeting.updated", body)

    def deleted(self, meeting: HostedMeeting, date: SeriesDate | None) -> None:
        """The meeting, or one *date* of it, was deleted."""
        row = _row(meeting)
        if date is not None:
            row["occurrences"] = [shape_of_date(date)]
        operation = "all" if date is None else "single"
        body = self._operator(meeting) | {"operation": operation, "object": row}
        self._about(meeting, "meeting.deleted", body)

    def started(self, meeting: HostedMeeting, session: HeldSession) -> None:
        """A session began."""
        self._about(meeting, "meeting.started", {"object": _session(meeting, session)})

    def ended(self, meeting: HostedMeeting, session: HeldSession) -> None:
        """A session ended."""
        ended_at = write_moment(session.ended_at or session.started_at)
        row = _session(meeting, session) | {"end_time": ended_at}
        self._about(meeting, "meeting.ended", {"object": row})

    def joined(self, meeting: HostedMeeting, session: HeldSession, who: Presence) -> None:
        """Somebody came."""
        person = _person(who) | {"join_time": write_moment(who.joined_at)}
        row = _session(meeting, session) | {"participant": person}
        self._about(meeting, "meeting.participant_joined", {"object": row})

    def left(self, meeting: HostedMeeting, session: HeldSession, who: Presence) -> None:
        """Somebody went."""
        reason = f"{who.name} left the meeting. Reason: left the meeting."
        left_at = write_moment(who.left_at or who.joined_at)
        person = _person(who) | {"leave_time": left_at, "leave_reason": reason}
        row = _session(meeting, session) | {"participant": person}
        self._about(meeting, "meeting.participant_left", {"object": row})

    def deauthorized(self, user: ZoomUser, app: ZoomApp) -> None:
        """*user* removed the app."""
        moment = self.clock.moment().strftime("%Y-%m-%dT%H:%M:%S.000Z")
        payload = {
            "account_id": user.account.id,
            "user_id": user.id,
            "signature": "loopback",
            "deauthorization_time": moment,
            "client_id": app.client_id,
        }
        self._send(app, "app_deauthorized", payload)

    def _operator(self, meeting: HostedMeeting) -> Json:
        return {"operator": meeting.host.email, "operator_id": meeting.host.id}

    def _about(self, meeting: HostedMeeting, event: str, payload: Json) -> None:
        account = {"account_id": meeting.host.account.id}
        scope = "meeting:read:participant" if ".participant_" in event else "meeting:read:meeting"
        for app in self.people.apps:
            whole = app.account is meeting.host.account
            granted = app.scopes if whole else self.tokens.granted(meeting.host, app)
            if {scope, f"{scope}:admin"} & granted:
                self._send(app, event, account | payload)

    def _send(self, app: ZoomApp, event: str, payload: Json) -> None:
        stamp = int(self.clock.now() * 1000)
        self.webhooks.send(app, {"event": event, "event_ts": stamp, "payload": payload})


def _row(meeting: HostedMeeting) -> Json:
    starts = {"start_time": write_moment(meeting.starts_at)} if meeting.starts_at else {}
    return {
        "id": meeting.id,
        "uuid": meeting.uuid,
        "host_id": meeting.host.id,
        "topic": meeting.topic,
        "type": meeting.type,
        **starts,
        "duration": meeting.duration,
        "timezone": meeting.timezone,
    }


def _session(meeting: HostedMeeting, session: HeldSession) -> Json:
    """A meeting that is or was held: the start is the true one, the length the planned one."""
    row = _row(meeting) | {"id": str(meeting.id), "uuid": session.uuid}
    return row | {"start_time": write_moment(session.started_at)}


def _person(who: Presence) -> Json:
    return {
        "user_id": who.number,
        "user_name": who.name,
        "id": who.user.id if who.user else "",
        "participant_uuid": who.uuid,
        "participant_user_id": who.user.id if who.user else "",
        "email": who.user.email if who.user else "",
        "registrant_id": "",
    }
