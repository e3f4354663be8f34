"""Creates, reads, changes and deletes meetings, whole series and single dates.

Source: reference, sections 2.3, 2.4 and 2.8. ASSUMED: a new rule, or a new time for a series, makes
all its dates anew with new ids; a zone that is changed alone leaves the moments as they are; of
``password`` and ``default_password`` the first counts; one date moves into the future only; ending
what is not going on is 400.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from starlette.responses import JSONResponse, Response

from sandbox.book import Book
from sandbox.clock import SandboxClock
from sandbox.services.zoom import repeats, shapes
from sandbox.services.zoom.calls import ZoomCall
from sandbox.services.zoom.fields import ONE_DATE, check_body
from sandbox.services.zoom.holding import Holding
from sandbox.services.zoom.limits import RateLimits
from sandbox.services.zoom.links import ZoomLinks
from sandbox.services.zoom.meeting_rules import MeetingRules
from sandbox.services.zoom.meetings import (
    FIXED_TIME,
    INSTANT,
    SCHEDULED,
    HostedMeeting,
    HostedMeetings,
    SeriesDate,
)
from sandbox.services.zoom.notices import Notices
from sandbox.services.zoom.people import ZoomPeople, ZoomUser
from sandbox.services.zoom.refusals import ApiRefused, bad_field, bad_parameter, no_meeting
from sandbox.services.zoom.switches import ZoomSwitches
from sandbox.services.zoom.values import Numbers, read_moment

_TIMES = {"type", "start_time", "timezone", "duration", "recurrence"}
Body = Mapping[str, Any]


@dataclass(slots=True)
class ZoomScheduling:
    """The calls about one meeting."""

    people: ZoomPeople
    meetings: HostedMeetings
    links: ZoomLinks
    limits: RateLimits
    rules: MeetingRules
    numbers: Numbers
    switches: ZoomSwitches
    notices: Notices
    holding: Holding
    clock: SandboxClock
    book: Book

    def create(self, call: ZoomCall) -> Response:
        """POST /users/{user}/meetings. Raises ApiRefused."""
        host = self._host(call)
        if not host.may_host:
            raise ApiRefused(400, 3161, "You are not allowed to host or schedule meetings.")
        meeting = HostedMeeting(
            id=0,
            uuid="",
            host=host,
            topic="Zoom Meeting",
            type=SCHEDULED,
            created_at=self.clock.moment().replace(microsecond=0),
            timezone=host.account.timezone,
        )
        self._apply(meeting, {"type": SCHEDULED, **call.body})
        self.limits.create_or_change(host)
        meeting.id, meeting.uuid = self.numbers.meeting_id(), self.numbers.uuid()
        self.meetings.add(meeting)
        app = "organization" if call.grant.user is None else "personal"
        self.book.write("meeting", **meeting.facts(), app=app)
        self.notices.created(meeting)
        return JSONResponse(self._detail(meeting), 201)

    def _host(self, call: ZoomCall) -> ZoomUser:
        host = call.user(self.people)
        other = call.body.get("schedule_for")
        if other is None:
            return host
        if call.body.get("type") == INSTANT:
            text = "Instant meetings do not support the schedule_for parameter and you cannot"
            raise ApiRefused(400, 3000, f"{text} schedule meetings for other users.")
        user = self.people.user(other, host.account)
        if user is None or (user is not host and host.email not in user.scheduled_by):
            raise ApiRefused(400, 3000, f"You cannot schedule a meeting for {other}.")
        return user

    def read(self, call: ZoomCall) -> Response:
        """GET /meetings/{id}. Raises ApiRefused."""
        meeting = call.meeting(self.meetings, self.clock.moment())
        wanted = call.query.get("occurrence_id")
        earlier = call.query.get("show_previous_occurrences") == "true"
        if wanted is None:
            return JSONResponse(self._detail(meeting, earlier=earlier))
        date = _date(meeting, wanted)
        shown = replace(meeting, starts_at=date.starts_at, duration=date.duration)
        shown.agenda = date.changes.get("agenda", meeting.agenda)
        shown.settings = {**meeting.settings, **date.changes.get("settings", {})}
        return JSONResponse(self._detail(shown, earlier=earlier))

    def change(self, call: ZoomCall) -> Response:
        """PATCH /meetings/{id}. Raises ApiRefused."""
        meeting = call.meeting(self.meetings, self.clock.moment())
        if "schedule_for" in call.body:
            raise bad_field("schedule_for")
        before = meeting.facts()
        if "occurrence_id" in call.query:
            date = _date(meeting, call.query["occurrence_id"])
            check_body(call.body, ONE_DATE, strict=self.switches.strict)
            self._change_date(meeting, date, call.body)
        else:
            tried = replace(meeting, settings=dict(meeting.settings))
            self._apply(tried, call.body)  # what is refused changes nothing
            self.limits.create_or_change(meeting.host)
            for name in (each.name for each in fields(HostedMeeting)):
                setattr(meeting, name, getattr(tried, name))
        self.book.write("changed", fields=sorted(call.body), **meeting.facts())
        self.notices.updated(meeting, before)
        return Response(status_code=204)

    def _change_date(self, meeting: HostedMeeting, date: SeriesDate, body: Body) -> None:
        starts_at = date.starts_at
        if "start_time" in body:
            starts_at = read_moment(body["start_time"], meeting.timezone)
            if starts_at <= self.clock.moment():
                raise bad_field("start_time", "The start time must be in the future.")
        self.limits.create_or_change(meeting.host)
        date.starts_at, date.duration = starts_at, body.get("duration", date.duration)
        own = {name: body[name] for name in ("agenda", "settings") if name in body}
        date.changes = {**date.changes, **own}

    def delete(self, call: ZoomCall) -> Response:
        """DELETE /meetings/{id}, a whole series unless a date is named. Raises ApiRefused."""
        if call.path[0] in {str(user.pmi) for user in self.people.users}:
            raise ApiRefused(400, 3018, "Not allowed to delete PMI.")
        meeting = call.meeting(self.meetings, self.clock.moment())
        wanted = call.query.get("occurrence_id")
        date = None if wanted is None else _date(meeting, wanted)
        if self.switches.deletes_count:
            self.limits.create_or_change(meeting.host)
        if date is None:
            meeting.deleted = True
        else:
            date.deleted = True
        self.book.write("deleted", occurrence_id=wanted, **meeting.facts())
        self.notices.deleted(meeting, date)
        return Response(status_code=204)

    def status(self, call: ZoomCall) -> Response:
        """PUT /meetings/{id}/status: ``end``, or ``recover`` a deleted one. Raises ApiRefused."""
        if "action" not in call.body:
            raise bad_field("action")
        if call.body["action"] == "recover":
            meeting = self.meetings.get(call.path[0])
            if meeting is None or not meeting.deleted or not call.may_see(meeting):
                raise no_meeting(call.path[0])
            meeting.deleted = False
            self.book.write("recovered", **meeting.facts())
        else:
            meeting = call.meeting(self.meetings, self.clock.moment())
            if meeting.session is None:
                raise ApiRefused(400, 300, "The meeting is not in progress.")
            self.holding.end(meeting)
        return Response(status_code=204)

    def invitation(self, call: ZoomCall) -> Response:
        """GET /meetings/{id}/invitation. Raises ApiRefused."""
        meeting = call.meeting(self.meetings, self.clock.moment())
        passcode = f"\nPasscode: {meeting.password}" if meeting.password else ""
        text = (
            f"{meeting.host.name} is inviting you to a scheduled Zoom meeting.\n\n"
            f"Topic: {meeting.topic}\n\nJoin Zoom Meeting\n{self.links.join(meeting)}\n\n"
            f"Meeting ID: {meeting.id}{passcode}\n"
        )
        return JSONResponse({"invitation": text, "sip_links": []})

    def invite_links(self, call: ZoomCall) -> Response:
        """POST /meetings/{id}/invite_links. Raises ApiRefused."""
        meeting = call.meeting(self.meetings, self.clock.moment())
        if "attendees" not in call.body:
            raise bad_field("attendees")
        link = self.links.join(meeting)
        joint = "&" if "?" in link else "?"
        rows = [
            {"name": each["name"], "join_url": f"{link}{joint}tk=guest-{number}"}
            for number, each in enumerate(call.body["attendees"])
        ]
        return JSONResponse({"attendees": rows}, 201)

    def _detail(self, meeting: HostedMeeting, *, earlier: bool = False) -> dict[str, Any]:
        links = (self.links.host(meeting), self.links.join(meeting))
        reply = shapes.detail(meeting, links)
        if meeting.type == FIXED_TIME:
            now = self.clock.moment()
            dates = meeting.dates if earlier else meeting.future_dates(now)
            reply["occurrences"] = [shapes.date(each) for each in dates[: shapes.LISTED_DATES]]
        return reply

    def _apply(self, meeting: HostedMeeting, body: Body) -> None:
        """Set what *body* says. Raises ApiRefused."""
        meeting.topic = body.get("topic", meeting.topic) or "Zoom Meeting"
        meeting.agenda = body.get("agenda", meeting.agenda)
        if _TIMES & set(body):
            self._set_times(meeting, body)
        self.rules.apply(meeting, body)

    def _set_times(self, meeting: HostedMeeting, body: Body) -> None:
        before = meeting.type
        meeting.type = body.get("type", meeting.type)
        meeting.timezone = body.get("timezone", meeting.timezone)
        meeting.duration = body.get("duration", meeting.duration) or 60
        if "start_time" in body:
            start = body["start_time"]
            meeting.starts_at = start and read_moment(start, meeting.timezone)
        if meeting.type == SCHEDULED and meeting.starts_at is None:
            meeting.type = INSTANT
        if meeting.type not in (SCHEDULED, FIXED_TIME):
            meeting.starts_at = None
        if meeting.type != before or _TIMES & set(body) != {"type"}:
            self._set_dates(meeting, body)

    def _set_dates(self, meeting: HostedMeeting, body: Body) -> None:
        if meeting.type != FIXED_TIME:
            if "recurrence" in body:
                raise bad_field("recurrence")
            meeting.recurrence, meeting.dates = None, []
            return
        rule = body.get("recurrence", meeting.recurrence)
        if rule is None:
            raise bad_field("recurrence")
        if meeting.starts_at is None:
            raise bad_field("start_time")
        repeats.check(rule)
        starts = repeats.dates(rule, meeting.starts_at, meeting.timezone)
        meeting.recurrence, meeting.remade = dict(rule), meeting.remade + 1
        made = meeting.remade - 1
        meeting.dates = [
            SeriesDate(f"{int(start.timestamp()) * 1000 + made}", start, meeting.duration)
            for start in starts
        ]
        meeting.starts_at = starts[0]


def _date(meeting: HostedMeeting, wanted: str) -> SeriesDate:
    """The date of that id. Raises ApiRefused."""
    for date in meeting.dates:
        if date.id == wanted and not date.deleted:
            return date
    raise bad_parameter("occurrence_id")
