"""Meetings that were held: when, how often, and who came.

Source: reference, sections 2.4 and 2.5. Who came is for paid plans alone (400, code 200). ASSUMED:
what was not held, or still goes on, is 404; an id means the latest session.
"""

from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import JSONResponse, Response

from sandbox.clock import SandboxClock
from sandbox.services.zoom import shapes
from sandbox.services.zoom.calls import ZoomCall
from sandbox.services.zoom.listing import PageTokens
from sandbox.services.zoom.meetings import HeldSession, HostedMeeting, HostedMeetings
from sandbox.services.zoom.refusals import ApiRefused, no_meeting
from sandbox.services.zoom.values import write_moment

KEPT_FOR = timedelta(days=365)


@dataclass(slots=True)
class PastMeetings:
    """The calls about the past."""

    meetings: HostedMeetings
    pages: PageTokens
    clock: SandboxClock

    def past(self, call: ZoomCall) -> Response:
        """GET /past_meetings/{id or uuid}. Raises ApiRefused."""
        return JSONResponse(shapes.past(*self._held(call)))

    def instances(self, call: ZoomCall) -> Response:
        """GET /past_meetings/{id}/instances. Raises ApiRefused."""
        meeting = self.meetings.get(call.path[0])
        if meeting is None or not call.may_see(meeting):
            raise no_meeting(call.path[0])
        rows = [
            {"uuid": each.uuid, "start_time": write_moment(each.started_at)}
            for each in meeting.sessions
            if each.ended_at
        ]
        return JSONResponse({"meetings": rows})

    def participants(self, call: ZoomCall) -> Response:
        """GET /past_meetings/{id or uuid}/participants. Raises ApiRefused."""
        meeting, session = self._held(call)
        if not meeting.host.pays:
            raise ApiRefused(
                400, 200, f"Only available for paid account: {meeting.host.account.id}."
            )
        ended_at = session.ended_at or session.started_at
        page, head = self.pages.page(
            call.query,
            session.uuid,
            lambda: [shapes.attendee(each, ended_at) for each in session.attendees],
        )
        size = head["page_size"]
        head = {"page_count": -(-head["total_records"] // size), **head}
        return JSONResponse({**head, "participants": list(page)})

    def _held(self, call: ZoomCall) -> tuple[HostedMeeting, HeldSession]:
        """The meeting and the session of the path. Raises ApiRefused."""
        wanted = call.path[0]
        held = [
            (meeting, session)
            for meeting in self.meetings
            if call.may_see(meeting)
            for session in meeting.sessions
            if session.ended_at and wanted in (session.uuid, str(meeting.id))
        ]
        if not held:
            raise no_meeting(wanted)
        meeting, session = held[-1]
        if session.ended_at and self.clock.moment() - session.ended_at > KEPT_FOR:
            raise ApiRefused(400, 12702, "Can not access a meeting a year ago.")
        return meeting, session
